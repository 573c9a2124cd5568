/* What happens within one instant: the order of arrivals, one threshold test, zero delays. */
#include "network-kit.h"

/* A witness writes down the order of what it hears: each weight becomes the next decimal digit. It
 * fires when the sum of an instant's weights, kept apart, reaches its threshold, or unaided at a
 * given moment if it has heard nothing by then. */
enum { W_THRESHOLD, W_PERIOD };
enum { W_DIGITS, W_SUM, W_FIRED };
#define LAST_DIGITS 1e14   /* as many as a double holds */

static const RlifField param[] = {
  [W_THRESHOLD] = { "threshold", "", 1e9, 0, 1e9, "sum of weights at which it fires" },
  [W_PERIOD] = { "period", "ms", 1e9, 0, 1e9, "fires unaided at this moment" } };
static const RlifField state[] = {
  [W_DIGITS] = { "digits", "", 0, 0, HUGE_VAL, "weights heard, in order" },
  [W_SUM] = { "sum", "", 0, -HUGE_VAL, HUGE_VAL, "weights of this instant" },
  [W_FIRED] = { "fired", "", 0, 0, HUGE_VAL, "how often it fired" } };
static const RlifPort port[] = { { "in", "", 0, "all" } };
static const char *const cite[] = { NULL };

static void
w_advance (RlifNeuron *x, RlifTime from G_GNUC_UNUSED, RlifTime to G_GNUC_UNUSED)
{
  x->state[W_SUM] = 0;
}

static int
w_receive (RlifNeuron *x, uint32_t p G_GNUC_UNUSED, double w, RlifTime now G_GNUC_UNUSED)
{
  x->state[W_DIGITS] = fmod (10 * x->state[W_DIGITS] + w, LAST_DIGITS);
  x->state[W_SUM] += w;
  return 1;
}

static RlifTime
w_next (const RlifNeuron *x, RlifTime from, RlifTime until G_GNUC_UNUSED)
{
  const RlifTime due = rlif_ticks (x, x->par[W_PERIOD]);
  if (x->state[W_SUM] >= x->par[W_THRESHOLD]) return from;
  return x->state[W_DIGITS] == 0 && due >= from ? due : RLIF_NEVER;
}

/* Its own firing shows as a digit 9. */
static void
w_fire (RlifNeuron *x, RlifTime now G_GNUC_UNUSED)
{
  x->state[W_SUM] = 0;
  x->state[W_DIGITS] = fmod (10 * x->state[W_DIGITS] + 9, LAST_DIGITS);
  x->state[W_FIRED]++;
}

RLIF_MODEL (witness, "writes down what it hears", .advance = w_advance, .receive = w_receive,
            .next = w_next, .fire = w_fire);

static RlifRegistry *registry;
static RlifNetwork *network;

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
  network = rlif_network_new (FS, 7);
}

static void
teardown (void)
{
  rlif_network_free (network);
  rlif_registry_free (registry);
}

static double
digits (const RlifSimulation *simulation, const RlifPopulation *population, guint32 i)
{
  return rlif_simulation_get_state (simulation, population, i, W_DIGITS);
}

START_TEST (arrivals_are_heard_network_first_then_by_source_then_by_position)
{
  RlifPopulation *a = kit_population (network, "a", &rlif_model_witness, 3);
  RlifPopulation *b = kit_population (network, "b", &rlif_model_witness, 1);
  const guint32 from[] = { 2, 0, 0, 1 }, to[] = { 0, 0, 0, 0 };
  const double weight[] = { 5, 2, 1, 4 };
  const RlifSynapses first = { .name = "first", .weight = rlif_constant (0),
                               .delay = rlif_constant (1.25) };
  const RlifSynapses second = { .name = "second", .weight = rlif_constant (3),
                                .delay = rlif_constant (1.25) };
  GError *error = NULL;
  kit_stimulus (network, b, 0, 6, 3 * FS + FS / 4);
  rlif_network_connect_list (network, a, b, &first, 4, from, to, weight, NULL, &error);
  rlif_network_connect_list (network, a, b, &second, 1, &from[1], to, NULL, NULL, &error);
  kit_no_error (error);
  for (guint32 i = 3; i-- > 0;) kit_stimulus (network, a, i, 8, 2 * FS);
  kit_set (a, "threshold", "8", "");
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  kit_run (simulation, 4 * FS);
  /* source 0: 2, 1 (first), 3 (second); source 1: 4; source 2: 5; from outside: 6 */
  ck_assert (digits (simulation, b, 0) == 213456);
}
END_TEST

START_TEST (arrivals_from_the_channels_of_an_input_are_heard_channel_by_channel)
{
  RlifPopulation *b = kit_population (network, "b", &rlif_model_witness, 1);
  const RlifTime time[] = { FS, FS };
  const guint32 channel[] = { 1, 0 }, from[] = { 1, 0, 0 }, to[] = { 0, 0, 0 };
  const double weight[] = { 3, 1, 2 };
  GError *error = NULL;
  RlifInput *input = rlif_network_add_spikes (network, "two", 2, 2, time, channel, &error);
  const RlifSynapses synapses = { .name = "two", .delay = rlif_constant (0.5) };
  rlif_network_connect_input_list (network, input, b, &synapses, 3, from, to, weight, NULL, &error);
  kit_no_error (error);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  kit_run (simulation, 2 * FS);
  ck_assert (digits (simulation, b, 0) == 123);
}
END_TEST

START_TEST (simultaneous_arrivals_are_summed_before_the_threshold_is_tested_once)
{
  RlifPopulation *b = kit_population (network, "b", &rlif_model_witness, 2);
  kit_set (b, "threshold", "5", "");
  kit_stimulus (network, b, 0, 6, FS);   /* alone above, but */
  kit_stimulus (network, b, 0, -2, FS);  /* together below */
  kit_stimulus (network, b, 1, -2, FS);
  kit_stimulus (network, b, 1, 7, FS);
  kit_stimulus (network, b, 1, 7, FS);   /* far above: one spike all the same */
  g_autoptr (GArray) spikes = kit_spikes_of (network, 2 * FS);
  ck_assert_uint_eq (spikes->len, 1);
  ck_assert_uint_eq (kit_spike (spikes, 0)->neuron, 1);
}
END_TEST

START_TEST (an_own_crossing_comes_before_arrivals_of_the_same_moment)
{
  RlifPopulation *b = kit_population (network, "b", &rlif_model_witness, 1);
  kit_set (b, "period", "1.75 ms", "ms");
  kit_stimulus (network, b, 0, 4, 7 * FS / 4);
  kit_stimulus (network, b, 0, 3, 7 * FS / 4);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  kit_run (simulation, 2 * FS);
  ck_assert (digits (simulation, b, 0) == 943);
}
END_TEST

START_TEST (spikes_without_delay_arrive_in_the_same_instant_after_what_caused_them)
{
  RlifPopulation *b = kit_population (network, "b", &rlif_model_witness, 4);
  kit_set (b, "threshold", "4", "");
  for (guint32 i = 0; i < 3; i++) kit_synapse (network, b, i, b, i + 1, 4, 0);
  kit_synapse (network, b, 0, b, 3, 1, 0);
  kit_stimulus (network, b, 0, 4, 5 * FS);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  kit_run (simulation, 5 * FS);
  ck_assert_uint_eq (spikes->len, 4);
  for (guint k = 0; k < 4; k++) {
    ck_assert_uint_eq (kit_spike (spikes, k)->neuron, k);
    ck_assert_int_eq (kit_spike (spikes, k)->time, 5 * FS);
  }
  ck_assert (digits (simulation, b, 3) == 149);
}
END_TEST

START_TEST (spikes_that_go_round_for_ever_in_one_instant_are_an_error)
{
  RlifPopulation *b = kit_population (network, "b", &rlif_model_witness, 2);
  kit_set (b, "threshold", "4", "");
  kit_synapse (network, b, 0, b, 1, 4, 0);
  kit_synapse (network, b, 1, b, 0, 4, 0);
  kit_stimulus (network, b, 0, 4, 5 * FS);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_simulation_run (simulation, 9 * FS, G_MAXUINT64, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_LIMIT));
  ck_assert (strstr (error->message, "at 5 ms the neurons fire without end") != NULL);
}
END_TEST

START_TEST (a_spike_of_the_future_that_was_overtaken_does_not_happen)
{
  RlifPopulation *b = kit_population (network, "b", &rlif_model_witness, 3);
  kit_set (b, "period", "2.5 ms", "ms");
  kit_stimulus (network, b, 1, 4, 2 * FS);
  kit_stimulus (network, b, 2, 4, 5 * FS / 2);
  g_autoptr (GArray) spikes = kit_spikes_of (network, 9 * FS);
  ck_assert_uint_eq (spikes->len, 2);
  for (guint k = 0; k < 2; k++) {
    ck_assert_int_eq (kit_spike (spikes, k)->time, 5 * FS / 2);
    ck_assert_uint_eq (kit_spike (spikes, k)->neuron, 2 * k);
  }
}
END_TEST

START_TEST (a_refractory_neuron_is_deaf_until_the_moment_it_wakes)
{
  const RlifModel *lif = kit_model (registry, "lif_delta");
  RlifPopulation *n = kit_population (network, "n", lif, 3);
  kit_set (n, "E_L", "0 mV", "mV");
  kit_set (n, "V_th", "10 mV", "mV");
  kit_set (n, "V_reset", "-3 mV", "mV");
  kit_set (n, "t_ref", "1.7 ms", "ms");
  const RlifTime wake = FS + 17 * FS / 10;
  for (guint32 i = 0; i < 3; i++) kit_stimulus (network, n, i, 11, FS);
  kit_stimulus (network, n, 0, 20, wake - 1);
  kit_stimulus (network, n, 1, 20, wake);
  kit_stimulus (network, n, 2, 12.5, wake);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  kit_run (simulation, wake);
  ck_assert_uint_eq (spikes->len, 4);
  ck_assert_uint_eq (kit_spike (spikes, 3)->neuron, 1);
  ck_assert_int_eq (kit_spike (spikes, 3)->time, wake);
  ck_assert_double_eq_tol (rlif_simulation_get_state (simulation, n, 0, 0), -3, 1e-14);
  ck_assert_double_eq_tol (rlif_simulation_get_state (simulation, n, 2, 0), 9.5, 1e-14);
  const RlifCounters c = rlif_simulation_get_counters (simulation, n);
  ck_assert_uint_eq (c.spikes, 4);
  ck_assert_uint_eq (c.delivered, 6);
  ck_assert_uint_eq (c.outside, 6);
  ck_assert_uint_eq (c.gated, 1);
}
END_TEST

START_TEST (a_neuron_that_starts_at_threshold_fires_at_time_zero)
{
  const RlifModel *lif = kit_model (registry, "lif_delta");
  RlifPopulation *n = kit_population (network, "n", lif, 2);
  const double v[] = { -55, -55.001 };
  ck_assert (rlif_population_set_each (n, "V_m", v, NULL));
  g_autoptr (GArray) spikes = kit_spikes_of (network, FS);
  ck_assert_uint_eq (spikes->len, 1);
  ck_assert_int_eq (kit_spike (spikes, 0)->time, 0);
  ck_assert_uint_eq (kit_spike (spikes, 0)->neuron, 0);
}
END_TEST

START_TEST (spikes_of_one_instant_are_shown_together_by_population_and_neuron)
{
  RlifPopulation *a = kit_population (network, "a", &rlif_model_witness, 3);
  RlifPopulation *b = kit_population (network, "b", &rlif_model_witness, 3);
  kit_set (a, "threshold", "4", "");
  kit_set (b, "threshold", "4", "");
  kit_stimulus (network, b, 2, 4, FS);
  kit_stimulus (network, a, 1, 4, FS);
  kit_stimulus (network, b, 0, 4, FS);
  kit_stimulus (network, a, 0, 4, FS);
  g_autoptr (GArray) spikes = kit_spikes_of (network, FS);
  static const guint32 expected[][2] = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 2 } };
  ck_assert_uint_eq (spikes->len, 4);
  for (guint k = 0; k < 4; k++) {
    ck_assert_uint_eq (kit_spike (spikes, k)->population, expected[k][0]);
    ck_assert_uint_eq (kit_spike (spikes, k)->neuron, expected[k][1]);
  }
}
END_TEST

/* The crossing of a straight line, 1 mV/ms from -70 to -55 mV, moved by less than a nanosecond. */
START_TEST (a_crossing_that_moves_by_few_ticks_moves_by_just_these)
{
  static const double jump[] = { 0, 5e-10, -5e-10, 5e-7, -5e-7 };
  RlifPopulation *n = kit_population (network, "n", kit_model (registry, "pif"), 5);
  kit_set (n, "I_e", "250 pA", "pA");
  for (guint32 i = 0; i < 5; i++) kit_stimulus (network, n, i, jump[i], 3 * FS);
  g_autoptr (GArray) spikes = kit_spikes_of (network, 16 * FS);
  ck_assert_uint_eq (spikes->len, 5);
  for (guint k = 0; k < 5; k++) {
    const RlifSpike *s = kit_spike (spikes, k);
    ck_assert_double_eq_tol ((double) (s->time - 15 * FS), -1e12 * jump[s->neuron], 50);
  }
}
END_TEST

static RlifTime
liar_next (const RlifNeuron *x G_GNUC_UNUSED, RlifTime from, RlifTime until G_GNUC_UNUSED)
{
  return from > 0 ? from - 1 : RLIF_NEVER;
}

START_TEST (a_model_that_promises_a_spike_in_the_past_is_an_error)
{
  static RlifModel liar;  /* outlives the network */
  liar = rlif_model_witness;
  liar.next = liar_next;
  liar.arrive = NULL;   /* has the functions of the witness in it */
  RlifPopulation *b = kit_population (network, "b", &liar, 2);
  kit_stimulus (network, b, 1, 4, FS);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_simulation_run (simulation, 9 * FS, G_MAXUINT64, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_MODEL));
  ck_assert (strstr (error->message, "population b, neuron 1") != NULL);
}
END_TEST

static int
poisoned_receive (RlifNeuron *x, uint32_t p G_GNUC_UNUSED, double w G_GNUC_UNUSED,
                  RlifTime now G_GNUC_UNUSED)
{
  x->state[0] = NAN;
  return 1;
}

START_TEST (a_state_that_is_not_a_number_is_an_error)
{
  static RlifModel poisoned;
  poisoned = rlif_model_witness;
  poisoned.receive = poisoned_receive;
  poisoned.arrive = NULL;
  RlifPopulation *b = kit_population (network, "b", &poisoned, 2);
  kit_stimulus (network, b, 1, 4, FS);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_simulation_run (simulation, 9 * FS, G_MAXUINT64, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_MODEL));
  ck_assert (strstr (error->message, "became nan (population b, neuron 1)") != NULL);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "instant",
                arrivals_are_heard_network_first_then_by_source_then_by_position,
                arrivals_from_the_channels_of_an_input_are_heard_channel_by_channel,
                simultaneous_arrivals_are_summed_before_the_threshold_is_tested_once,
                an_own_crossing_comes_before_arrivals_of_the_same_moment,
                spikes_without_delay_arrive_in_the_same_instant_after_what_caused_them,
                spikes_that_go_round_for_ever_in_one_instant_are_an_error,
                a_spike_of_the_future_that_was_overtaken_does_not_happen,
                a_refractory_neuron_is_deaf_until_the_moment_it_wakes,
                a_neuron_that_starts_at_threshold_fires_at_time_zero,
                spikes_of_one_instant_are_shown_together_by_population_and_neuron,
                a_crossing_that_moves_by_few_ticks_moves_by_just_these,
                a_model_that_promises_a_spike_in_the_past_is_an_error,
                a_state_that_is_not_a_number_is_an_error)
