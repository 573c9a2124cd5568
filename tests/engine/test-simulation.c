/* Properties of whole runs: nothing that should not matter does. */
#include "base/memory.h"
#include "engine/state.h"
#include "network-kit.h"
#include "network/structure.h"

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

/* A recurrent network of two populations with models, rules, weights and delays by lot; noisy
 * enough to fire, with ties in one half of the cases and zero delays in a quarter. */
static RlifNetwork *
random_network (guint64 seed)
{
  static const char *const models[] = { "lif_delta", "lif_exp", "pif" };
  RlifStream lot;
  rlif_stream_init (&lot, seed, RLIF_PURPOSE_CONNECT, "lot", 0);
  RlifNetwork *network = rlif_network_new (FS, seed);
  RlifPopulation *p[2];
  for (guint k = 0; k < 2; k++) {
    const char *name = models[rlif_stream_below (&lot, 3)];
    p[k] = kit_population (network, k ? "I" : "E", kit_model (registry, name), k ? 13 : 41);
    if (!g_str_equal (name, "pif")) kit_set (p[k], "tau_m", "uniform(7 ms, 23 ms)", "ms");
    kit_set (p[k], "V_m", "uniform(-70 mV, -55.5 mV)", "mV");
    kit_set (p[k], "t_ref", rlif_stream_below (&lot, 2) ? "1.5 ms" : "0.9 ms", "ms");
    if (rlif_stream_below (&lot, 2)) kit_set (p[k], "I_e", "uniform(100 pA, 260 pA)", "pA");
  }
  const char *delay = rlif_stream_below (&lot, 2) ? "1.5 ms" : "uniform(0.4 ms, 2.1 ms)";
  if (rlif_stream_below (&lot, 4) == 0) delay = "0 ms";
  GError *error = NULL;
  for (guint j = 0; j < 4; j++) {
    const RlifModel *target = rlif_population_get_model (p[j % 2]);
    const gboolean current = target->n_port == 2;
    RlifRule rule = { .kind = RLIF_FIXED_INDEGREE, .k = 4 + rlif_stream_below (&lot, 5),
                      .multapses = TRUE };
    if (rlif_stream_below (&lot, 2))
      rule = (RlifRule) { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.15 };
    g_autofree char *name = g_strdup_printf ("%u", j);
    RlifSynapses synapses = { .name = name };
    const char *weight = j < 2 ? (current ? "uniform(20 pA, 90 pA)" : "1.2 mV")
                               : (current ? "-150 pA" : "normal(-2.1 mV, 0.3 mV)");
    rlif_distribution_parse (weight, current ? "pA" : "mV", &synapses.weight, &error);
    rlif_distribution_parse (delay, "ms", &synapses.delay, &error);
    rlif_network_connect (network, p[j / 2], p[j % 2], &rule, &synapses, &error);
    kit_no_error (error);
  }
  for (guint k = 0; k < 2; k++) {
    const gboolean current = rlif_population_get_model (p[k])->n_port == 2;
    rlif_network_add_poisson (network, k ? "noise I" : "noise E", p[k], 900, current ? 180 : 1.3,
                              NULL, &error);
    kit_no_error (error);
  }
  return network;
}

/* More of them where there is time: make check-long. */
#define RANDOM_NETWORKS (g_getenv ("RLIF_CHECK_LONG") ? 3000u : 24u)
#define LONG_ENOUGH (60 * FS)

START_TEST (cutting_a_run_into_slices_changes_no_bit)
{
  guint64 total = 0;
  for (guint64 seed = 1; seed <= RANDOM_NETWORKS; seed++) {
    g_autoptr (RlifNetwork) network = random_network (seed);
    g_autoptr (GArray) whole = kit_spikes_of (network, LONG_ENOUGH);
    g_autoptr (RlifSimulation) by_budget = kit_simulation (network);
    g_autoptr (GArray) a = kit_observe_spikes (by_budget);
    while (rlif_simulation_get_time (by_budget) < LONG_ENOUGH)
      ck_assert (rlif_simulation_run (by_budget, LONG_ENOUGH, seed % 9 + 1, NULL));
    kit_same_spikes (whole, a);
    g_autoptr (RlifSimulation) by_time = kit_simulation (network);
    g_autoptr (GArray) b = kit_observe_spikes (by_time);
    for (RlifTime t = 0; t < LONG_ENOUGH; t += 1234567890123) kit_run (by_time, t);
    kit_run (by_time, LONG_ENOUGH);
    kit_same_spikes (whole, b);
    total += whole->len;
  }
  ck_assert_uint_gt (total, 1000);
}
END_TEST

typedef struct {
  RlifTime next;
  double sum;
} Looker;

static RlifTime
next_look (gpointer data)
{
  return ((Looker *) data)->next;
}

static void
on_look (gpointer data, const RlifSimulation *simulation, RlifTime at)
{
  Looker *looker = data;
  ck_assert_int_eq (at, looker->next);
  ck_assert_int_eq (at, rlif_simulation_get_time (simulation));
  looker->next += 777777777777;
}

/* Looks at every state of every neuron, several times at different moments between events. */
static void
look_at_all (const RlifNetwork *network, const RlifSimulation *simulation, double *sum)
{
  for (guint k = 0; k < rlif_network_n_populations (network); k++) {
    const RlifPopulation *p = rlif_network_get_population (network, k);
    for (guint32 i = 0; i < rlif_population_get_count (p); i++)
      for (guint j = 0; j < rlif_population_get_model (p)->n_state; j++)
        *sum += rlif_simulation_get_state (simulation, p, i, j);
  }
}

START_TEST (looking_at_neurons_does_not_change_them)
{
  for (guint64 seed = 1; seed <= RANDOM_NETWORKS; seed++) {
    g_autoptr (RlifNetwork) network = random_network (seed);
    g_autoptr (GArray) unseen = kit_spikes_of (network, LONG_ENOUGH);
    g_autoptr (RlifSimulation) simulation = kit_simulation (network);
    g_autoptr (GArray) seen = kit_observe_spikes (simulation);
    Looker looker = { .next = 5 };
    const RlifObserver observer = { .data = &looker, .next_look = next_look, .on_look = on_look };
    rlif_simulation_observe (simulation, &observer);
    for (RlifTime t = 0; t < LONG_ENOUGH; t += 987654321098) {
      kit_run (simulation, t);
      look_at_all (network, simulation, &looker.sum);
    }
    kit_run (simulation, LONG_ENOUGH);
    ck_assert_int_gt (looker.next, LONG_ENOUGH);
    ck_assert (isfinite (looker.sum) && looker.sum != 0);
    kit_same_spikes (unseen, seen);
  }
}
END_TEST

START_TEST (a_look_at_the_moment_of_an_event_sees_what_it_did)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 1);
  kit_stimulus (network, p, 0, 2.5, 3 * FS);
  kit_stimulus (network, p, 0, 20, 4 * FS);
  RlifTime moments[] = { 3 * FS - 1, 3 * FS, 4 * FS };
  GArray *at = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  g_array_append_vals (at, moments, 3);
  const guint state = 0;
  const guint32 neuron = 0;
  g_autoptr (RlifTrace) trace = rlif_trace_new (p, 1, &state, 1, &neuron, 0, 0, at);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  const RlifObserver observer = rlif_trace_observer (trace);
  rlif_simulation_observe (simulation, &observer);
  kit_run (simulation, 9 * FS);
  ck_assert_uint_eq (trace->value->len, 3);
  ck_assert (g_array_index (trace->value, double, 0) == -70);
  ck_assert (g_array_index (trace->value, double, 1) == -67.5);
  ck_assert (g_array_index (trace->value, double, 2) == -70);  /* fired and reset */
}
END_TEST

START_TEST (what_is_delivered_is_what_was_sent)
{
  for (guint64 seed = 1; seed <= RANDOM_NETWORKS; seed++) {
    g_autoptr (RlifNetwork) network = random_network (seed);
    g_autoptr (RlifSimulation) simulation = kit_simulation (network);
    g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
    kit_run (simulation, LONG_ENOUGH);
    guint64 sent = 0;
    for (guint k = 0; k < network->projections->len; k++) {
      const RlifProjection *p = network->projections->pdata[k];
      for (guint s = 0; s < spikes->len; s++) {
        const RlifSpike *spike = kit_spike (spikes, s);
        if (spike->population != p->source->index) continue;
        for (gsize j = rlif_projection_begin (p, spike->neuron); j < rlif_projection_begin (p, spike->neuron + 1); j++)
          sent += spike->time + rlif_projection_delay (p, j) <= LONG_ENOUGH;
      }
    }
    const RlifCounters c = rlif_simulation_get_counters (simulation, NULL);
    ck_assert_uint_eq (c.spikes, spikes->len);
    ck_assert_uint_eq (c.delivered - c.outside, sent);
    ck_assert_uint_le (c.gated, c.delivered);
  }
}
END_TEST

/* A feed-forward and recurrent net on listed synapses, with neurons renumbered by `number`. */
static GArray *
run_renumbered (const guint32 number[], guint32 n, RlifTime shift)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 3);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), n);
  RlifStream stream;
  rlif_stream_init (&stream, 11, RLIF_PURPOSE_WEIGHT, "listed", 0);
  for (guint32 k = 0; k < 12 * n; k++) {
    const guint32 from = rlif_stream_below (&stream, n), to = rlif_stream_below (&stream, n);
    const double weight = 400 * rlif_stream_uniform (&stream) - 100;
    const double delay = 0.3 + 3 * rlif_stream_uniform (&stream);
    kit_synapse (network, p, number[from], p, number[to], weight, delay);
  }
  for (guint32 k = 0; k < 6 * n; k++) {
    const guint32 to = rlif_stream_below (&stream, n);
    const double weight = 4000 * rlif_stream_uniform (&stream);
    const RlifTime time = (RlifTime) (30e12 * rlif_stream_uniform (&stream));
    kit_stimulus (network, p, number[to], weight, time + shift);
  }
  return kit_spikes_of (network, LONG_ENOUGH + shift);
}

START_TEST (renumbering_the_neurons_changes_no_spike_time)
{
  enum { N = 29 };
  guint32 plain[N], shuffled[N];
  for (guint32 i = 0; i < N; i++) plain[i] = i;
  for (guint32 i = 0; i < N; i++) shuffled[i] = (11 * i + 5) % N;
  g_autoptr (GArray) a = run_renumbered (plain, N, 0);
  g_autoptr (GArray) b = run_renumbered (shuffled, N, 0);
  ck_assert_uint_gt (a->len, 100);
  ck_assert_uint_eq (a->len, b->len);
  for (guint k = 0; k < a->len; k++) {
    ck_assert_int_eq (kit_spike (a, k)->time, kit_spike (b, k)->time);
    ck_assert_uint_eq (shuffled[kit_spike (a, k)->neuron], kit_spike (b, k)->neuron);
  }
}
END_TEST

static void
check_shifted (RlifTime shift, RlifTime most)
{
  enum { N = 29 };
  guint32 plain[N];
  for (guint32 i = 0; i < N; i++) plain[i] = i;
  g_autoptr (GArray) a = run_renumbered (plain, N, 0);
  g_autoptr (GArray) b = run_renumbered (plain, N, shift);
  ck_assert_uint_gt (a->len, 100);
  ck_assert_uint_eq (a->len, b->len);
  for (guint k = 0; k < a->len; k++) {
    ck_assert_int_le (ABS (kit_spike (a, k)->time + shift - kit_spike (b, k)->time), most);
    ck_assert_uint_eq (kit_spike (a, k)->neuron, kit_spike (b, k)->neuron);
  }
}

/* To the last bit if it is by whole epochs of the numbers that neurons are kept in, 64 times tau_syn; else exponentials have
 * other roundings: some 1e-14 mV, of which slopes of a mV/ms or more make up to ten ticks. */
START_TEST (shifting_the_input_in_time_shifts_the_spikes)
{
  check_shifted (96 * 128 * FS, 0);
  check_shifted (12345678901234567, 10);
}
END_TEST

START_TEST (a_part_added_to_the_network_changes_nothing_for_the_others)
{
  for (guint64 seed = 1; seed <= 6; seed++) {
    g_autoptr (RlifNetwork) plain = random_network (seed);
    g_autoptr (RlifNetwork) more = random_network (seed);
    RlifPopulation *extra = kit_population (more, "extra", kit_model (registry, "pif"), 5000);
    ck_assert (rlif_network_add_poisson (more, "drive", extra, 50, 3.5, NULL, NULL));
    g_autoptr (GArray) a = kit_spikes_of (plain, LONG_ENOUGH / 3);
    g_autoptr (GArray) b = kit_spikes_of (more, LONG_ENOUGH / 3);
    guint kept = 0;
    for (guint k = 0; k < b->len; k++)
      if (kit_spike (b, k)->population < 2)
        g_array_index (b, RlifSpike, kept++) = g_array_index (b, RlifSpike, k);
    ck_assert_uint_gt (b->len, kept);
    g_array_set_size (b, kept);
    kit_same_spikes (a, b);
  }
}
END_TEST

/* A window of 1 ms, in which 20 000 neurons are reached 1000 times by a row, or 2000 times by noise. */
static void
stops_within_a_window (gboolean by_row)
{
  enum { SPIKES = 1000 };
  GError *error = NULL;
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 3);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 20000);
  if (by_row) {
    RlifTime time[SPIKES];
    guint32 channel[SPIKES] = { 0 };
    const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
    const RlifSynapses synapses = { .name = "all", .weight = rlif_constant (-0.01), .delay = rlif_constant (0) };
    for (guint k = 0; k < SPIKES; k++) time[k] = 3 * FS + k;
    RlifInput *input = rlif_network_add_spikes (network, "input", 1, SPIKES, time, channel, &error);
    rlif_network_connect_input (network, input, p, &all, &synapses, &error);
  } else {
    rlif_network_add_poisson (network, "noise", p, 2e6, -0.01, NULL, &error);
  }
  kit_no_error (error);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  rlif_simulation_run (simulation, 4 * FS, 1000, &error);
  kit_no_error (error);
  const guint64 some = rlif_simulation_get_counters (simulation, NULL).delivered;
  ck_assert_uint_gt (some, 5000000);
  ck_assert_uint_lt (some, 15000000);
  ck_assert_int_lt (rlif_simulation_get_time (simulation), by_row ? 3 * FS + SPIKES : FS);
  if (!by_row) return;
  kit_run (simulation, 4 * FS);
  ck_assert_uint_eq (rlif_simulation_get_counters (simulation, NULL).delivered, 20000 * SPIKES);
}

START_TEST (a_run_can_be_stopped_within_a_window_in_which_much_happens)
{
  stops_within_a_window (TRUE);
  stops_within_a_window (FALSE);
}
END_TEST

/* An hour with a spike from outside at its beginning and one at its end: work is counted, not timed. */
START_TEST (an_hour_of_silence_takes_a_handful_of_windows)
{
  static const char *const models[] = { "lif_delta", "lif_exp", "lif_alpha", "alif", "glif5", "lif2", "resonate_fire",
                                        "qif" };
  const RlifTime hour = 3600 * 1000 * FS;
  for (guint k = 0; k < G_N_ELEMENTS (models); k++)
    for (RlifEngine engine = RLIF_ENGINE_WINDOWED; engine <= RLIF_ENGINE_REFERENCE; engine++) {
      GError *error = NULL;
      g_autoptr (RlifNetwork) network = rlif_network_new (FS, 3);
      RlifPopulation *p = kit_population (network, "p", kit_model (registry, models[k]), 100);
      for (guint32 i = 0; i < 99; i++) kit_synapse (network, p, i, p, i + 1, 0.01, 1.5);
      kit_stimulus (network, p, 0, 0.5, FS);
      kit_stimulus (network, p, 0, 0.5, hour - FS);
      g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, engine, 1, &error);
      kit_no_error (error);
      kit_run (simulation, hour);
      ck_assert_uint_eq (rlif_simulation_get_counters (simulation, NULL).delivered, 2);
      ck_assert_uint_le (simulation->handled, 12);
      ck_assert_uint_le (rlif_simulation_get_queued (simulation), 12);
    }
}
END_TEST

/* Kicked hard, they fire, and currents, adaptation and oscillations die away slowly; then nobody is looked at again. */
START_TEST (an_hour_after_the_last_spike_costs_nothing)
{
  static const char *const models[] = { "lif_exp", "lif_alpha", "lif_multi", "alif", "glif3", "glif5", "lif2",
                                        "lif2_delta", "resonate_fire", "lif_soft", "pif" };
  for (guint k = 0; k < G_N_ELEMENTS (models); k++) {
    g_autoptr (RlifNetwork) network = rlif_network_new (FS, 3);
    RlifPopulation *p = kit_population (network, "p", kit_model (registry, models[k]), 40);
    for (guint32 i = 0; i < 39; i++) kit_synapse (network, p, i, p, i + 1, 0.01, 1.5);
    const gboolean current = rlif_population_get_model (p)->n_port > 1;
    for (guint32 i = 0; i < 40; i++) kit_stimulus (network, p, i, current ? 3170 + 13 * i : 37.1 + i, (1 + i % 7) * FS);
    g_autoptr (RlifSimulation) simulation = kit_simulation (network);
    ck_assert_ptr_nonnull (simulation->areas[0].neurons.modal);
    kit_run (simulation, 4000 * FS);
    ck_assert_uint_ge (rlif_simulation_get_counters (simulation, p).spikes, 40);
    const guint64 before = simulation->handled;
    kit_run (simulation, 3600 * 1000 * FS);
    ck_assert_uint_le (simulation->handled - before, 4);   /* windows */
  }
}
END_TEST

/* 12 million arrivals of +0.25 mV and as many of -0.25 mV at one moment. */
START_TEST (an_instant_is_not_cut_however_much_happens_in_it)
{
  enum { SPIKES = 600 };
  GError *error = NULL;
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 3);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 20000);
  const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
  RlifTime time[SPIKES];
  guint32 channel[SPIKES];
  for (guint k = 0; k < SPIKES; k++) {
    time[k] = 2 * FS;
    channel[k] = k;
  }
  for (int sign = 1; sign >= -1; sign -= 2) {
    const char *name = sign > 0 ? "plus" : "minus";
    RlifInput *input = rlif_network_add_spikes (network, name, SPIKES, SPIKES, time, channel, &error);
    const RlifSynapses synapses = { .name = name, .weight = rlif_constant (sign * 0.25), .delay = rlif_constant (0) };
    rlif_network_connect_input (network, input, p, &all, &synapses, &error);
    kit_no_error (error);
  }
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  kit_run (simulation, 4 * FS);
  ck_assert_uint_eq (rlif_simulation_get_counters (simulation, NULL).delivered, 2 * 20000 * SPIKES);
  ck_assert_uint_eq (rlif_simulation_get_counters (simulation, NULL).spikes, 0);
}
END_TEST

START_TEST (a_network_for_which_there_is_no_memory_is_refused)
{
  GError *error = NULL;
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 3);
  kit_population (network, "p", kit_model (registry, "lif_delta"), 4294967000);
  if (rlif_memory_has_room (256e9)) return;   /* no machine for this test */
  ck_assert_ptr_null (rlif_simulation_new (network, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_LIMIT));
  ck_assert (strstr (error->message, "to simulate 4294967000 neurons takes 3"));
  g_error_free (error);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "simulation", cutting_a_run_into_slices_changes_no_bit,
                looking_at_neurons_does_not_change_them,
                a_look_at_the_moment_of_an_event_sees_what_it_did, what_is_delivered_is_what_was_sent,
                renumbering_the_neurons_changes_no_spike_time,
                shifting_the_input_in_time_shifts_the_spikes,
                a_part_added_to_the_network_changes_nothing_for_the_others,
                a_run_can_be_stopped_within_a_window_in_which_much_happens,
                an_instant_is_not_cut_however_much_happens_in_it,
                an_hour_of_silence_takes_a_handful_of_windows,
                an_hour_after_the_last_spike_costs_nothing,
                a_network_for_which_there_is_no_memory_is_refused)
