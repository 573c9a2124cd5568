/* Inputs: exact Poisson processes, regular spikes, lists, steps of current. */
#include <math.h>
#include "network-kit.h"

static RlifRegistry *registry;

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
}

static void
teardown (void)
{
  rlif_registry_free (registry);
}

/* Neurons that fire at every arrival: perfect integrators a millivolt below threshold. */
static RlifPopulation *
relays (RlifNetwork *network, guint32 count)
{
  RlifPopulation *p = kit_population (network, "relay", kit_model (registry, "pif"), count);
  kit_set (p, "V_th", "-69 mV", "mV");
  kit_set (p, "t_ref", "0 ms", "ms");
  return p;
}

#define NEURONS 5000
#define SPAN 2000.0   /* ms */
#define RATE 7.3      /* Hz */

static GArray *
poisson_spikes (guint64 seed)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, seed);
  RlifPopulation *p = relays (network, NEURONS);
  ck_assert (rlif_network_add_poisson (network, "noise", p, RATE, 2.385, NULL, NULL));
  return kit_spikes_of (network, (RlifTime) SPAN * FS);
}

static int
ascending (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Sums of intervals that were rounded one by one would be far too short, or endless. */
START_TEST (poisson_input_has_its_rate_however_long_a_tick_is)
{
  static const gint64 ticks_per_ms[] = { 1, 1000, 1000000, FS };
  const double rate = 73.1, span = 400;
  for (guint k = 0; k < G_N_ELEMENTS (ticks_per_ms); k++) {
    g_autoptr (RlifNetwork) network = rlif_network_new (ticks_per_ms[k], 5 + k);
    RlifPopulation *p = kit_population (network, "n", kit_model (registry, "lif_delta"), NEURONS);
    ck_assert (rlif_network_add_poisson (network, "noise", p, rate, 1e-3, NULL, NULL));
    GError *error = NULL;
    g_autoptr (RlifSimulation) simulation = rlif_simulation_new (network, &error);
    kit_no_error (error);
    while (rlif_simulation_get_time (simulation) < (RlifTime) span * ticks_per_ms[k])
      ck_assert (rlif_simulation_run (simulation, (RlifTime) span * ticks_per_ms[k], G_MAXUINT64, &error));
    const double expected = rate / 1000 * span * NEURONS;
    ck_assert_double_eq_tol ((double) rlif_simulation_get_counters (simulation, p).outside, expected,
                             5 * sqrt (expected) + rate / 1000 * NEURONS * 2 * (k == 0));
  }
}
END_TEST

START_TEST (intervals_of_poisson_input_are_exponential_without_dead_time)
{
  g_autoptr (GArray) spikes = poisson_spikes (12);
  g_autofree double *last = g_new0 (double, NEURONS);
  g_autofree double *interval = g_new (double, spikes->len);
  guint n = 0, shortest = 0;
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = kit_spike (spikes, k);
    const double now = (double) s->time / 1e12;
    /* From a fixed moment as from any spike the next is exponentially far; to leave out none that
     * are long, only those that begin in the first half and would be seen by the end count. */
    if (last[s->neuron] < SPAN / 2 && now - last[s->neuron] < SPAN / 2)
      interval[n++] = now - last[s->neuron];
    last[s->neuron] = now;
  }
  qsort (interval, n, sizeof *interval, ascending);
  const double all = 1 - exp (-RATE / 1000 * SPAN / 2);
  double largest = 0;
  for (guint k = 0; k < n; k++) {
    const double f = (1 - exp (-RATE / 1000 * interval[k])) / all;
    largest = fmax (largest, fabs (f - (k + 0.5) / n));
    shortest += interval[k] < 0.01;
  }
  ck_assert_uint_gt (n, 30000);
  ck_assert_double_lt (sqrt (n) * largest, 1.95);
  ck_assert_double_eq_tol (shortest, n * 7.3e-5, 5 * sqrt (n * 7.3e-5) + 1);
}
END_TEST

START_TEST (poisson_input_has_its_rate_in_every_neuron_and_no_correlation)
{
  g_autoptr (GArray) spikes = poisson_spikes (13);
  enum { WINDOWS = 20 };
  static guint count[NEURONS][WINDOWS];
  const double per_neuron = RATE * SPAN / 1000, per_window = per_neuron / WINDOWS;
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = kit_spike (spikes, k);
    count[s->neuron][MIN (WINDOWS - 1, (int) ((double) s->time / 1e12 / (SPAN / WINDOWS)))]++;
  }
  const double expected = per_neuron * NEURONS;
  ck_assert_double_eq_tol (spikes->len, expected, 4 * sqrt (expected));
  double chi = 0, neighbours = 0, halves = 0;
  for (guint i = 0; i < NEURONS; i++) {
    double sum = 0;
    for (guint w = 0; w < WINDOWS; w++) {
      sum += count[i][w];
      const double here = count[i][w] - per_window;
      neighbours += here * (count[(i + 1) % NEURONS][w] - per_window);
      halves += here * (count[i][(w + 1) % WINDOWS] - per_window);
    }
    chi += (sum - per_neuron) * (sum - per_neuron) / per_neuron;
  }
  ck_assert_double_eq_tol (chi / NEURONS, 1, 4.5 * sqrt (2.0 / NEURONS));
  const double n = NEURONS * WINDOWS;
  ck_assert_double_lt (fabs (neighbours) / (per_window * sqrt (n)), 4);
  ck_assert_double_lt (fabs (halves) / (per_window * sqrt (n)), 4);
  /* the last block, which is smaller, is no exception */
  guint in_last = 0;
  for (guint i = 4096; i < NEURONS; i++)
    for (guint w = 0; w < WINDOWS; w++) in_last += count[i][w];
  const double last = per_neuron * (NEURONS - 4096);
  ck_assert_double_eq_tol (in_last, last, 4 * sqrt (last));
}
END_TEST

START_TEST (another_seed_gives_other_spikes_and_the_same_seed_the_same)
{
  g_autoptr (GArray) a = poisson_spikes (12);
  g_autoptr (GArray) b = poisson_spikes (12);
  g_autoptr (GArray) c = poisson_spikes (13);
  kit_same_spikes (a, b);
  guint same = 0;
  for (guint k = 0; k < MIN (a->len, c->len); k++)
    same += kit_spike (a, k)->time == kit_spike (c, k)->time;
  ck_assert_uint_eq (same, 0);
}
END_TEST

START_TEST (regular_spikes_come_on_the_tick_for_ever)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = relays (network, 2);
  GError *error = NULL;
  RlifInput *input = rlif_network_add_regular (network, "clock", 1234567890123, 2385000000001, &error);
  const RlifRule rule = { .kind = RLIF_ALL_TO_ALL };
  const RlifSynapses synapses = { .name = "clock", .weight = rlif_constant (1.5),
                                  .delay = rlif_constant (0.25) };
  rlif_network_connect_input (network, input, p, &rule, &synapses, &error);
  kit_no_error (error);
  g_autoptr (GArray) spikes = kit_spikes_of (network, 300 * FS);
  ck_assert_uint_eq (spikes->len, 2 * 126);
  for (guint k = 0; k < spikes->len; k++) {
    ck_assert_int_eq (kit_spike (spikes, k)->time,
                      1234567890123 + 250000000000 + (RlifTime) (k / 2) * 2385000000001);
    ck_assert_uint_eq (kit_spike (spikes, k)->neuron, k % 2);
  }
}
END_TEST

START_TEST (a_list_of_spikes_is_sent_in_time_whatever_its_order)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = relays (network, 3);
  const RlifTime time[] = { 7 * FS, 3 * FS, 5 * FS + 1, 3 * FS, 0 };
  const guint32 channel[] = { 2, 1, 0, 0, 1 };
  GError *error = NULL;
  RlifInput *input = rlif_network_add_spikes (network, "list", 3, 5, time, channel, &error);
  const RlifRule rule = { .kind = RLIF_ONE_TO_ONE };
  const RlifSynapses synapses = { .name = "list", .weight = rlif_constant (1.5),
                                  .delay = rlif_constant (0) };
  rlif_network_connect_input (network, input, p, &rule, &synapses, &error);
  kit_no_error (error);
  g_autoptr (GArray) spikes = kit_spikes_of (network, 10 * FS);
  static const guint32 neuron[] = { 1, 0, 1, 0, 2 };
  const RlifTime when[] = { 0, 3 * FS, 3 * FS, 5 * FS + 1, 7 * FS };
  ck_assert_uint_eq (spikes->len, 5);
  for (guint k = 0; k < 5; k++) {
    ck_assert_uint_eq (kit_spike (spikes, k)->neuron, neuron[k]);
    ck_assert_int_eq (kit_spike (spikes, k)->time, when[k]);
  }
}
END_TEST

START_TEST (steps_of_current_act_from_their_moment_and_add_up)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "pif"), 1);
  kit_set (p, "C_m", "100 pF", "pF");
  const RlifTime time[] = { 1234567891234, 5 * FS }, other[] = { 3 * FS };
  const double current[] = { 70, 20 }, also[] = { -31 };
  ck_assert (rlif_network_add_current (network, "a", p, 2, time, current, NULL));
  RlifPopulation *elsewhere = kit_population (network, "q", kit_model (registry, "pif"), 1);
  ck_assert (rlif_network_add_current (network, "b", p, 1, other, also, NULL));
  ck_assert (rlif_network_add_current (network, "c", elsewhere, 1, other, current, NULL));
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  static const double at[] = { 1, 2, 3, 4.5, 5, 8 };
  for (guint k = 0; k < G_N_ELEMENTS (at); k++) {
    const double t = at[k];
    kit_run (simulation, (RlifTime) (t * 1e12));
    const double v = -70 + 0.7 * fmax (0, fmin (t, 5) - 1.234567891234) + 0.2 * fmax (0, t - 5)
                     - 0.31 * fmax (0, t - 3);
    ck_assert_double_eq_tol (rlif_simulation_get_state (simulation, p, 0, 0), v, 1e-12);
  }
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "inputs",
                poisson_input_has_its_rate_however_long_a_tick_is,
                intervals_of_poisson_input_are_exponential_without_dead_time,
                poisson_input_has_its_rate_in_every_neuron_and_no_correlation,
                another_seed_gives_other_spikes_and_the_same_seed_the_same,
                regular_spikes_come_on_the_tick_for_ever,
                a_list_of_spikes_is_sent_in_time_whatever_its_order,
                steps_of_current_act_from_their_moment_and_add_up)
