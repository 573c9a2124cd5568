/* The clock-driven twin against closed forms, a plain loop, and the event-driven run. */
#include <math.h>
#include "network-kit.h"

static RlifRegistry *registry;

static void
make_registry (void)
{
  registry = rlif_registry_new (NULL);
}

static void
free_registry (void)
{
  rlif_registry_free (registry);
}

static RlifDense *
dense_of (const RlifNetwork *network, RlifDenseMethod method, RlifTime step)
{
  GError *error = NULL;
  RlifDense *dense = rlif_dense_new (network, method, step, &error);
  kit_no_error (error);
  return dense;
}

static void
go_to (RlifDense *dense, RlifTime until)
{
  GError *error = NULL;
  rlif_dense_run (dense, until, &error);
  kit_no_error (error);
  ck_assert_int_le (rlif_dense_get_time (dense), until);
}

/* Sets constants "name value name value ...", NULL at the end. */
static void
set_all (RlifPopulation *p, const char *const setting[])
{
  for (; *setting; setting += 3) kit_set (p, setting[0], setting[1], setting[2]);
}

static RlifDenseComparison
compare (const RlifNetwork *network, RlifDenseMethod method, RlifTime step, RlifTime until, RlifTime window)
{
  GError *error = NULL;
  RlifDenseComparison result;
  g_autoptr (RlifDenseComparer) comparer = rlif_dense_comparer_new (network, method, step, until, &error);
  kit_no_error (error);
  RlifSimulation *simulation = kit_simulation (network);
  const RlifObserver observer = rlif_dense_comparer_observer (comparer);
  rlif_simulation_observe (simulation, &observer);
  kit_run (simulation, until);
  rlif_dense_comparer_finish (comparer, window, &result, &error);
  kit_no_error (error);
  rlif_simulation_free (simulation);
  return result;
}

/* tau_m = 10 ms, from 0 towards 40 mV. */
static RlifNetwork *
standard_case (const char *threshold)
{
  RlifNetwork *network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 1);
  const char *const setting[] = { "tau_m", "10 ms", "ms", "E_L", "0 mV", "mV", "V_reset", "0 mV", "mV", "V_th",
                                  threshold, "mV", "I_e", "1000 pA", "pA", NULL };
  set_all (p, setting);
  return network;
}

START_TEST (eulers_errors_are_those_of_its_closed_form)
{
  static const double known[] = { 6.098e-2, 3.041e-2, 1.518e-2, 7.587e-3 };
  g_autoptr (RlifNetwork) network = standard_case ("50 mV");
  const RlifPopulation *p = rlif_network_get_population (network, 0);
  double step[4], largest[4], rms[4];
  for (int k = 0; k < 4; k++) {
    const int n = 50 << k;
    step[k] = 5.0 / n;
    g_autoptr (RlifDense) dense = dense_of (network, RLIF_DENSE_EULER, 5 * FS / n);
    go_to (dense, 5 * FS);
    const double v = rlif_dense_get_state (dense, p, 0, 0), exact = -40 * expm1 (-0.5);
    ck_assert_double_eq_tol (v, 40 * (1 - pow (1 - step[k] / 10, n)), 1e-12);
    ck_assert_double_eq_tol (v - exact, known[k], 5e-4 * known[k]);
    const RlifDenseComparison c = compare (network, RLIF_DENSE_EULER, 5 * FS / n, 5 * FS, FS);
    ck_assert_double_eq_tol (c.whole.largest, v - exact, 1e-12);
    ck_assert_uint_eq (c.before_any.n, (guint64) n + 1);
    largest[k] = c.before_any.largest;
    rms[k] = c.before_any.rms;
  }
  kit_set (rlif_network_get_population (network, 0), "I_e", "-1000 pA", "pA");
  ck_assert_double_eq_tol (compare (network, RLIF_DENSE_EULER, 5 * FS / 50, 5 * FS, FS).whole.largest, largest[0], 1e-12);
  ck_assert_double_eq_tol (rlif_dense_order (4, step, largest, 1e-12), 1, 0.01);
  ck_assert_double_eq_tol (rlif_dense_order (4, step, rms, 1e-12), 1, 0.01);
}
END_TEST

START_TEST (an_order_is_the_slope_of_a_power_law)
{
  const double step[] = { 0.8, 0.37, 0.05 };
  double error[3], zero[] = { 1e-3, 0, 1e-3 };
  for (int k = 0; k < 3; k++) error[k] = 2.7 * pow (step[k], 1.63);
  ck_assert_double_eq_tol (rlif_dense_order (3, step, error, 0), 1.63, 1e-13);
  ck_assert (isnan (rlif_dense_order (1, step, error, 0)));
  ck_assert (isnan (rlif_dense_order (3, step, zero, 0)));
  ck_assert (isnan (rlif_dense_order (3, step, error, 2.7 * pow (0.05, 1.63))));
}
END_TEST

/* Input on the grid of 0.25 ms into one neuron: spikes, with delays, and steps of current. */
static void
stimulate (RlifNetwork *network, RlifPopulation *p, double weight)
{
  GError *error = NULL;
  const RlifTime time[] = { FS / 4, 7 * FS, 31 * FS / 2 };
  const double current[] = { 120, -75, 210 };
  for (int k = 0; k < 40; k++)
    kit_stimulus (network, p, 0, weight * ((k * 7) % 11 - 4), (RlifTime) (3 * k * k + 5 * k + 1) % 160 * FS / 4);
  if (!rlif_population_get_model (p)->takes_current) return;
  rlif_network_add_current (network, "steps", p, 3, time, current, &error);
  kit_no_error (error);
}

START_TEST (exponential_steps_have_no_error_before_the_first_spike)
{
  static const struct { const char *name; double weight; const char *setting[7]; } cases[] = {
    { "lif_delta", 0.6, { NULL } },
    { "lif_exp", 40, { "tau_syn_ex", "1.3 ms", "ms", "tau_syn_in", "10 ms", "ms", NULL } },
    { "lif_alpha", 25, { "tau_syn_ex", "3.7 ms", "ms", NULL } },
    { "alif", 40, { "a", "13 nS", "nS", "tau_w", "37 ms", "ms", NULL } },
    { "lif2", 40, { "gamma", "1.2", "", "tau_a", "6.1 ms", "ms", NULL } },
    { "resonate_fire", 0.6, { "T", "13.7 ms", "ms", NULL } },
    { "li", 80, { NULL } },
    { "pif", 0.6, { NULL } } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
    RlifPopulation *p = kit_population (network, "p", kit_model (registry, cases[k].name), 1);
    set_all (p, cases[k].setting);
    kit_set (p, "V_m", "-66.3 mV", "mV");
    stimulate (network, p, cases[k].weight);
    const RlifDenseComparison c = compare (network, RLIF_DENSE_EXACT, FS / 4, 40 * FS, FS);
    const RlifDenseComparison euler = compare (network, RLIF_DENSE_EULER, FS / 4, 40 * FS, FS);
    ck_assert_msg (c.before_any.n > 20, "%s: %u points", cases[k].name, (guint) c.before_any.n);
    ck_assert_msg (c.before_any.largest < 1e-11, "%s: %g", cases[k].name, c.before_any.largest);
    ck_assert_msg (g_str_equal (cases[k].name, "pif") || euler.before_any.largest > 1e-3, "%s: %g", cases[k].name,
                   euler.before_any.largest);
  }
}
END_TEST

/* A random network of delta synapses, all of whose moments are multiples of 0.25 ms. */
static RlifNetwork *
network_on_grid (void)
{
  enum { COUNT = 60, SYNAPSES = 900, INPUTS = 2000 };
  GError *error = NULL;
  RlifNetwork *network = rlif_network_new (FS, 3);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), COUNT);
  const char *const setting[] = { "V_reset", "-62.7 mV", "mV", "t_ref", "1.25 ms", "ms", "V_m", "uniform(-72 mV, -54 mV)", "mV", "E_L",
                                  "uniform(-71 mV, -68 mV)", "mV", NULL };
  RlifStream stream;
  guint32 from[SYNAPSES], to[SYNAPSES], channel[INPUTS];
  double weight[SYNAPSES];
  RlifTime delay[SYNAPSES], time[INPUTS];
  set_all (p, setting);
  rlif_stream_init (&stream, 11, RLIF_PURPOSE_CONNECT, "grid", 0);
  for (int k = 0; k < SYNAPSES; k++) {
    from[k] = rlif_stream_below (&stream, COUNT);
    to[k] = rlif_stream_below (&stream, COUNT);
    weight[k] = 5 * rlif_stream_uniform (&stream) - 1.4;
    delay[k] = (1 + rlif_stream_below (&stream, 9)) * FS / 4;
  }
  for (int k = 0; k < INPUTS; k++) {
    time[k] = rlif_stream_below (&stream, 800) * FS / 4;
    channel[k] = rlif_stream_below (&stream, COUNT);
  }
  const RlifSynapses synapses = { .name = "w", .weight = rlif_constant (0), .delay = rlif_constant (0) };
  rlif_network_connect_list (network, p, p, &synapses, SYNAPSES, from, to, weight, delay, &error);
  kit_no_error (error);
  RlifInput *input = rlif_network_add_spikes (network, "in", COUNT, INPUTS, time, channel, &error);
  const RlifRule rule = { .kind = RLIF_ONE_TO_ONE };
  const RlifSynapses given = { .name = "v", .weight = rlif_constant (7.385), .delay = rlif_constant (0.75) };
  rlif_network_connect_input (network, input, p, &rule, &given, &error);
  kit_no_error (error);
  return network;
}

static GArray *
spikes_in_steps (const RlifNetwork *network, RlifTime step, RlifTime until)
{
  gsize n;
  g_autoptr (RlifDense) dense = dense_of (network, RLIF_DENSE_EXACT, step);
  go_to (dense, until);
  const RlifSpike *spike = rlif_dense_get_spikes (dense, &n);
  GArray *spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  g_array_append_vals (spikes, spike, (guint) n);
  ck_assert_uint_eq (rlif_dense_get_counters (dense).spikes, n);
  ck_assert_uint_eq (rlif_dense_get_counters (dense).steps, (guint64) (until / step));
  ck_assert_uint_eq (rlif_dense_get_counters (dense).updates % (guint64) (until / step), 0);
  return spikes;
}

START_TEST (a_network_whose_events_lie_on_the_grid_is_the_same_on_it)
{
  static const RlifTime steps[] = { FS / 4, FS / 8 };
  g_autoptr (RlifNetwork) network = network_on_grid ();
  g_autoptr (GArray) events = kit_spikes_of (network, 200 * FS);
  ck_assert_uint_gt (events->len, 1000);
  for (int k = 0; k < 2; k++) {
    g_autoptr (GArray) in_steps = spikes_in_steps (network, steps[k], 200 * FS);
    kit_same_spikes (events, in_steps);
    const RlifDenseComparison c = compare (network, RLIF_DENSE_EXACT, steps[k], 200 * FS, FS);
    ck_assert_double_lt (c.whole.largest, 1e-11);
    ck_assert_uint_eq (c.matched, events->len);
    ck_assert (c.missing == 0 && c.extra == 0 && c.largest_dt == 0);
    ck_assert_uint_lt (c.before_any.n, c.before_own.n);
    ck_assert_uint_lt (c.before_own.n, c.whole.n);
    ck_assert_uint_eq (c.whole.n, 60 * (guint64) (200 * FS / steps[k] + 1));
  }
}
END_TEST

/* A subtractive reset leaves it above: 47 mV are three spikes of 15 mV. */
START_TEST (a_neuron_above_its_threshold_is_silent_until_refractoriness_ends)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_soft"), 1);
  kit_set (p, "t_ref", "0.75 ms", "ms");
  kit_stimulus (network, p, 0, 47, FS);
  g_autoptr (GArray) events = kit_spikes_of (network, 20 * FS);
  g_autoptr (GArray) in_steps = spikes_in_steps (network, FS / 4, 20 * FS);
  ck_assert_uint_eq (in_steps->len, 3);
  ck_assert_int_eq (kit_spike (in_steps, 1)->time, 7 * FS / 4);
  kit_same_spikes (events, in_steps);
}
END_TEST

/* lif_exp by hand, by Euler: two neurons that excite and inhibit each other. */
typedef struct {
  double v, ex, in;
  int held;
} Plain;

#define H 0.2

static void
plain_step (Plain *x, double current, double to_ex, double to_in, gboolean *fired)
{
  const double dv = H * ((-70 - x->v) / 10 + (x->ex + x->in + current) / 250);
  x->v += x->held > 0 ? 0 : dv;
  x->ex += to_ex - H * x->ex / 1.7;
  x->in += to_in - H * x->in / 4.9;
  const gboolean deaf = x->held > 1;
  if (x->held > 0) x->held--;
  *fired = !deaf && x->v >= -55;
  if (*fired) x->v = -68.5, x->held = 7;
}

START_TEST (a_step_is_what_it_is_said_to_be)
{
  /* Delays of 1.31 ms and 0.06 ms are 7 steps and 1, t_ref = 1.43 ms is 7; a current that begins at 3.11 ms acts
   * from 3.2 ms on, a spike at 5.03 ms with a delay of 0.3 ms arrives at 5.4 ms. */
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), 2);
  const char *const setting[] = { "tau_syn_ex", "1.7 ms", "ms", "tau_syn_in", "4.9 ms", "ms", "V_reset", "-68.5 mV",
                                  "mV", "t_ref", "1.43 ms", "ms", NULL };
  const RlifTime begin = 311 * FS / 100, at = 503 * FS / 100;
  const double current = 612, weight = 3100;
  const guint32 zero = 0, one = 1;
  GError *error = NULL;
  set_all (p, setting);
  kit_synapse (network, p, 0, p, 1, 1850, 1.31);
  kit_synapse (network, p, 1, p, 0, -430, 0.06);
  rlif_network_add_current (network, "c", p, 1, &begin, &current, &error);
  RlifInput *input = rlif_network_add_spikes (network, "i", 1, 1, &at, &zero, &error);
  const RlifSynapses given = { .name = "v", .weight = rlif_constant (weight), .delay = rlif_constant (0.3) };
  rlif_network_connect_input_list (network, input, p, &given, 1, &zero, &one, NULL, NULL, &error);
  kit_no_error (error);
  g_autoptr (RlifDense) dense = dense_of (network, RLIF_DENSE_EULER, FS / 5);
  Plain x[2] = { { -70, 0, 0, 0 }, { -70, 0, 0, 0 } };
  enum { STEPS = 1500 };
  gboolean fired[STEPS + 1][2] = { { FALSE } };
  guint spikes[2] = { 0 };
  for (int n = 1; n <= STEPS; n++) {
    const double drive = n - 1 >= 16 ? current : 0;
    plain_step (&x[0], drive, 0, fired[n - 1][1] ? -430 : 0, &fired[n][0]);
    plain_step (&x[1], drive, (n > 7 && fired[n - 7][0] ? 1850 : 0) + (n == 27 ? weight : 0), 0, &fired[n][1]);
    go_to (dense, n * (FS / 5));
    for (guint32 i = 0; i < 2; i++) {
      ck_assert_double_eq_tol (rlif_dense_get_state (dense, p, i, 0), x[i].v, 1e-10);
      ck_assert_double_eq_tol (rlif_dense_get_state (dense, p, i, 1), x[i].ex, 1e-9);
      ck_assert_double_eq_tol (rlif_dense_get_state (dense, p, i, 2), x[i].in, 1e-9);
      spikes[i] += fired[n][i];
    }
  }
  ck_assert_uint_gt (spikes[0], 5);
  ck_assert_uint_gt (spikes[1], spikes[0]);
  ck_assert_uint_eq (rlif_dense_get_counters (dense).spikes, spikes[0] + spikes[1]);
}
END_TEST

/* Neurons that add up for ever tell at each point what has arrived. */
START_TEST (input_is_that_of_the_event_driven_run)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 17);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "pif"), 300);
  const char *const setting[] = { "V_th", "1e6 mV", "mV", NULL };
  GError *error = NULL;
  set_all (p, setting);
  rlif_network_add_poisson (network, "noise", p, 1300, 1.375, NULL, &error);
  RlifInput *clock = rlif_network_add_regular (network, "clock", 137 * FS / 100, 71 * FS / 100, &error);
  const RlifRule rule = { .kind = RLIF_ALL_TO_ALL };
  const RlifSynapses given = { .name = "v", .weight = rlif_constant (-0.25), .delay = rlif_constant (0) };
  rlif_network_connect_input (network, clock, p, &rule, &given, &error);
  kit_no_error (error);
  const RlifDenseComparison c = compare (network, RLIF_DENSE_EXACT, 37 * FS / 100, 100 * FS, FS);
  ck_assert_uint_eq (c.whole.n, 271 * 300);
  ck_assert_double_gt (c.scale, 80);
  ck_assert_double_lt (c.whole.largest, 1e-9);
}
END_TEST

/* V_inf = 40 mV: T = 10 log (40/25) ms to the threshold, then 2 ms. A step finds the crossing at the next point. */
START_TEST (spikes_come_at_the_next_point_of_the_grid)
{
  g_autoptr (RlifNetwork) network = standard_case ("15 mV");
  const double h = 0.3, t = 10 * log (40 / 25.0), t_steps = ceil (t / h) * h;
  double sum = 0, largest = 0;
  enum { SPIKES = 7 };
  for (int k = 0; k < SPIKES; k++) {
    const double late = k * (t_steps + 2.1 - t - 2) + t_steps - t;   /* 2 ms is 7 steps */
    sum += late;
    largest = late;
  }
  const RlifTime until = 52 * FS;
  const RlifDenseComparison c = compare (network, RLIF_DENSE_EXACT, 3 * FS / 10, until, 2 * FS);
  ck_assert_uint_eq (c.spikes_steps, SPIKES);
  ck_assert_uint_eq (c.matched, SPIKES);
  ck_assert_double_eq_tol (c.mean_dt, sum / SPIKES, 1e-9);
  ck_assert_double_eq_tol (c.largest_dt, largest, 1e-9);
  ck_assert (c.missing == 0 && c.extra == 0);
  const RlifDenseComparison narrow = compare (network, RLIF_DENSE_EXACT, 3 * FS / 10, until, FS);
  ck_assert_uint_eq (narrow.matched, 5);    /* late by 0.1, 0.3 .. 1.3 ms */
  ck_assert_uint_eq (narrow.missing, 2);
  ck_assert_uint_eq (narrow.extra, 2);
}
END_TEST

/* Euler's neuron is slower: 28 spikes for 30, which drift along. */
START_TEST (no_spike_is_matched_with_two)
{
  g_autoptr (RlifNetwork) network = standard_case ("15 mV");
  const RlifDenseComparison c = compare (network, RLIF_DENSE_EULER, FS / 2, 200 * FS, 1 + FS / 2);
  const RlifDenseComparison wide = compare (network, RLIF_DENSE_EULER, FS / 2, 200 * FS, 4 * FS);
  ck_assert (c.spikes_events == 30 && c.spikes_steps == 28);
  ck_assert_uint_lt (c.matched, wide.matched);
  ck_assert_uint_le (wide.matched + wide.missing, 30);
  ck_assert_uint_ge (wide.matched + wide.missing, 29);
  ck_assert_uint_le (wide.matched + wide.extra, 28);
  ck_assert_uint_ge (wide.matched + wide.extra, 27);
}
END_TEST

/* A brief current takes the membrane over the threshold and back between two points. */
START_TEST (what_crosses_and_returns_between_two_points_is_missing)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), 2);
  const char *const setting[] = { "tau_m", "1.1 ms", "ms", "tau_syn_ex", "0.4 ms", "ms", NULL };
  set_all (p, setting);
  kit_stimulus (network, p, 1, 18000, 21 * FS);
  const RlifDenseComparison fine = compare (network, RLIF_DENSE_EXACT, FS / 100, 40 * FS, FS);
  const RlifDenseComparison coarse = compare (network, RLIF_DENSE_EXACT, 3 * FS, 40 * FS, FS);
  ck_assert_uint_eq (fine.spikes_events, 1);
  ck_assert_uint_eq (fine.matched, 1);
  ck_assert (coarse.matched == 0 && coarse.missing == 1 && coarse.extra == 0 && isnan (coarse.mean_dt));
  ck_assert_double_lt (coarse.before_own.largest, 1e-11);
}
END_TEST

START_TEST (a_neuron_may_start_at_its_threshold_and_have_parameters_of_its_own)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 3);
  const double v[] = { -55, -60, -50 }, tau[] = { 7.3, 12.1, 31.7 };
  GError *error = NULL;
  gsize n;
  rlif_population_set_each (p, "V_m", v, &error);
  rlif_population_set_each (p, "tau_m", tau, &error);
  kit_no_error (error);
  g_autoptr (RlifDense) dense = dense_of (network, RLIF_DENSE_EXACT, FS / 2);
  const RlifSpike *spike = rlif_dense_get_spikes (dense, &n);
  ck_assert_uint_eq (n, 2);
  ck_assert (spike[0].time == 0 && spike[0].neuron == 0 && spike[1].neuron == 2);
  go_to (dense, 5 * FS);
  ck_assert_double_eq_tol (rlif_dense_get_state (dense, p, 1, 0), -70 + 10 * exp (-5 / 12.1), 1e-12);
}
END_TEST

static void
refused (const RlifNetwork *network, RlifTime step, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  RlifDense *dense = rlif_dense_new (network, RLIF_DENSE_EULER, step, &error);
  ck_assert (dense == NULL);
  ck_assert (g_error_matches (error, RLIF_ERROR, code));
  ck_assert_msg (strstr (error->message, message) != NULL, "%s", error->message);
}

START_TEST (what_has_no_twin_is_refused_by_name)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  kit_population (network, "odd", kit_model (registry, "qif"), 1);
  refused (network, FS, RLIF_ERROR_MODEL, "[neurons odd] model qif has no twin on a grid");

  g_autoptr (RlifNetwork) learning = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (learning, "p", kit_model (registry, "lif_delta"), 2);
  const RlifRule rule = { .kind = RLIF_ALL_TO_ALL };
  const RlifSynapses tiring = { .name = "tired", .weight = rlif_constant (1), .delay = rlif_constant (1),
                                .plasticity = { .kind = RLIF_TSODYKS_MARKRAM, .u = 0.5, .tau_rec = 100 } };
  ck_assert (rlif_network_connect (learning, p, p, &rule, &tiring, NULL) != NULL);
  refused (learning, FS, RLIF_ERROR_INVALID, "[connect tired] has no twin on a grid");

  g_autoptr (RlifNetwork) slow = rlif_network_new (FS, 1);
  p = kit_population (slow, "p", kit_model (registry, "lif_delta"), 2);
  kit_synapse (slow, p, 0, p, 1, 1, 500);
  refused (slow, 1000, RLIF_ERROR_LIMIT, "the longest delay is 500000000000 steps");
}
END_TEST

START_TEST (steps_too_long_for_euler_are_an_error)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), 1);
  g_autoptr (GError) error = NULL;
  kit_stimulus (network, p, 0, -300, 0);
  g_autoptr (RlifDense) dense = dense_of (network, RLIF_DENSE_EULER, 50 * FS);
  ck_assert (!rlif_dense_run (dense, 50000 * FS, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
  ck_assert_msg (strstr (error->message, "in steps of 50 ms: they are too long for the time constants of model lif_exp"),
                 "%s", error->message);
}
END_TEST

TEST_MAIN_WITH (make_registry, free_registry, "dense", eulers_errors_are_those_of_its_closed_form,
                an_order_is_the_slope_of_a_power_law, exponential_steps_have_no_error_before_the_first_spike,
                a_network_whose_events_lie_on_the_grid_is_the_same_on_it,
                a_neuron_above_its_threshold_is_silent_until_refractoriness_ends, a_step_is_what_it_is_said_to_be,
                input_is_that_of_the_event_driven_run, spikes_come_at_the_next_point_of_the_grid,
                no_spike_is_matched_with_two, what_crosses_and_returns_between_two_points_is_missing,
                a_neuron_may_start_at_its_threshold_and_have_parameters_of_its_own,
                what_has_no_twin_is_refused_by_name, steps_too_long_for_euler_are_an_error)
