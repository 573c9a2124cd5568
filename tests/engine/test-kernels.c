/* The kernels of scaled and modal neurons against the plain solution of the same model, which has its own
 * tests against MPFR: driven by the same list of spikes for seconds, they fire at the same moments.
 * Neurons with parameters of their own are always solved plainly; that the parameters are in fact the
 * same does not matter to that. */
#include "network-kit.h"
#include "engine/state.h"

#define NEURONS 40u
#define ARRIVALS 30000u
#define LONG_ENOUGH (3000 * FS)

static RlifRegistry *registry;
static RlifNetwork *network;
static RlifPopulation *kernel, *plain;
static RlifStream lot;

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
  network = rlif_network_new (FS, 5);
}

static void
teardown (void)
{
  rlif_network_free (network);
  rlif_registry_free (registry);
}

static double
between (double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (&lot);
}

static void
add_populations (const char *model)
{
  kernel = kit_population (network, "kernel", kit_model (registry, model), NEURONS);
  plain = kit_population (network, "plain", kit_model (registry, model), NEURONS);
}

static void
set_both (const char *field, double value)
{
  double each[NEURONS];
  GError *error = NULL;
  const RlifDistribution same = rlif_constant (value);
  for (guint i = 0; i < NEURONS; i++) each[i] = value;
  rlif_population_set (kernel, field, &same, &error);
  kit_no_error (error);
  rlif_population_set_each (plain, field, each, &error);
  kit_no_error (error);
}

/* The same arrivals at both, of weights up to `size`, a quarter of them inhibitory. */
static void
add_arrivals (double size)
{
  g_autofree RlifTime *time = g_new (RlifTime, ARRIVALS);
  g_autofree guint32 *channel = g_new (guint32, ARRIVALS);
  guint32 from[2 * NEURONS], to[2 * NEURONS];
  GError *error = NULL;
  for (guint k = 0; k < ARRIVALS; k++) {
    time[k] = (RlifTime) (between (0, 2900) * FS);
    channel[k] = rlif_stream_below (&lot, 2 * NEURONS);
  }
  RlifInput *input = rlif_network_add_spikes (network, "in", 2 * NEURONS, ARRIVALS, time, channel, &error);
  kit_no_error (error);
  double weight[2 * NEURONS];
  for (guint k = 0; k < 2 * NEURONS; k++) {
    from[k] = k;
    to[k] = k % NEURONS;
    weight[k] = between (0, size) * (rlif_stream_below (&lot, 4) ? 1 : -1);
  }
  RlifSynapses synapses = { .name = "to kernel", .delay = rlif_constant (0) };
  rlif_network_connect_input_list (network, input, kernel, &synapses, 2 * NEURONS, from, to, weight, NULL, &error);
  kit_no_error (error);
  synapses.name = "to plain";
  rlif_network_connect_input_list (network, input, plain, &synapses, 2 * NEURONS, from, to, weight, NULL, &error);
  kit_no_error (error);
}

/* Spikes of one neuron. */
static GArray *
spikes_of (const GArray *spikes, guint population, guint32 i)
{
  GArray *mine = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = &g_array_index (spikes, RlifSpike, k);
    if (s->population == population && s->neuron == i) g_array_append_val (mine, s->time);
  }
  return mine;
}

/* Runs both and compares all spikes, and the potentials at the end: a spike is rounded to a tick, and
 * where the next follows from it the roundings add up. Returns: how many spikes. */
static guint
compare (double tolerance_ms)
{
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  kit_run (simulation, LONG_ENOUGH);
  const int v = rlif_model_find_state (rlif_population_get_model (kernel), "V_m");
  double worst = 0;
  for (guint32 i = 0; i < NEURONS; i++) {
    g_autoptr (GArray) a = spikes_of (spikes, 0, i), b = spikes_of (spikes, 1, i);
    ck_assert_uint_eq (a->len, b->len);
    for (guint k = 0; k < a->len; k++) {
      const double dt = (double) (g_array_index (a, RlifTime, k) - g_array_index (b, RlifTime, k)) / (double) FS;
      worst = fmax (worst, fabs (dt));
    }
    const double va = rlif_simulation_get_state (simulation, kernel, i, (guint) v);
    const double vb = rlif_simulation_get_state (simulation, plain, i, (guint) v);
    ck_assert_double_eq_tol (va, vb, 1e-9);   /* ticks times a slope */
  }
  ck_assert_msg (worst <= tolerance_ms, "spikes are up to %g ms apart", worst);
  return spikes->len;
}

START_TEST (scaled_neurons_fire_when_the_plain_solution_does)
{
  rlif_stream_init (&lot, 7, RLIF_PURPOSE_CONNECT, "scaled", (guint64) _i);
  add_populations ("lif_delta");
  set_both ("tau_m", _i ? 3.17 : 21.3);
  set_both ("t_ref", _i ? 0 : 1.93);
  set_both ("I_e", _i ? 0 : 171.5);
  add_arrivals (_i ? 19 : 7.3);
  ck_assert_uint_gt (compare (0), 2000);   /* moments of arrivals are what they are */
  g_autoptr (RlifSimulation) s = kit_simulation (network);
  ck_assert_ptr_nonnull (s->areas[s->first_area[0]].neurons.scaled);
  ck_assert_ptr_null (s->areas[s->first_area[1]].neurons.scaled);
}
END_TEST

/* tau_m, tau_syn_ex, tau_syn_in, I_e with C_m = 250 pF: below and above threshold, currents faster and
 * slower than the membrane */
static const double MODAL[][4] = {
  { 20, 5, 10, 0 }, { 17.3, 2.385, 5.71, 235 }, { 10, 2, 7.1, 391 }, { 5.3, 30.7, 8.9, 0 },
  { 9.7, 0.31, 3.1, 401 }, { 21.3, 0.517, 41.9, 190 }, { 6.1, 12.4, 40.7, 700 } };

START_TEST (modal_neurons_fire_when_the_plain_solution_does)
{
  rlif_stream_init (&lot, 8, RLIF_PURPOSE_CONNECT, "modal", (guint64) _i);
  add_populations ("lif_exp");
  set_both ("tau_m", MODAL[_i][0]);
  set_both ("tau_syn_ex", MODAL[_i][1]);
  set_both ("tau_syn_in", MODAL[_i][2]);
  set_both ("I_e", MODAL[_i][3]);
  set_both ("t_ref", _i % 3 ? 2.25 : 0);
  add_arrivals (900);
  ck_assert_uint_gt (compare (1e-9), 1000);
  g_autoptr (RlifSimulation) s = kit_simulation (network);
  ck_assert_ptr_nonnull (s->areas[s->first_area[0]].neurons.modal);
  ck_assert_ptr_null (s->areas[s->first_area[1]].neurons.modal);
}
END_TEST

/* Also where no row of synapses ever leads to them. */
START_TEST (neurons_that_have_woken_are_not_kept)
{
  static const char *const models[] = { "lif_delta", "lif_exp" };
  static const double weights[] = { 31.7, 31700 };
  GError *error = NULL;
  RlifPopulation *p = kit_population (network, "kicked", kit_model (registry, models[_i]), NEURONS);
  ck_assert (rlif_network_add_poisson (network, "kicks", p, 61.3, weights[_i], NULL, NULL));
  g_autoptr (RlifSimulation) s = kit_simulation (network);
  ck_assert (rlif_simulation_run (s, LONG_ENOUGH, G_MAXUINT64, &error));
  ck_assert_uint_gt (rlif_simulation_get_counters (s, p).spikes, 50 * NEURONS);
  ck_assert_uint_lt (s->areas[0].resting->len, 3 * NEURONS);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("kernels");
  TCase *tcase = tcase_create ("kernels");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, scaled_neurons_fire_when_the_plain_solution_does, 0, 2);
  tcase_add_loop_test (tcase, modal_neurons_fire_when_the_plain_solution_does, 0, (int) G_N_ELEMENTS (MODAL));
  tcase_add_loop_test (tcase, neurons_that_have_woken_are_not_kept, 0, 2);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  const int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
