/* Networks with one ingredient changed, and what is measured of them. */
#include <math.h>
#include "network-kit.h"
#include "network/structure.h"
#include <rlif/sparsity.h>

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

static void
connect (RlifNetwork *network, RlifPopulation *from, RlifPopulation *to, const char *name, double weight)
{
  GError *error = NULL;
  const RlifRule rule = { .kind = RLIF_FIXED_INDEGREE, .k = 9, .multapses = TRUE };
  const RlifSynapses synapses = { .name = name, .weight = rlif_constant (weight), .delay = rlif_constant (1.37) };
  rlif_network_connect (network, from, to, &rule, &synapses, &error);
  kit_no_error (error);
}

/* a excites b, which inhibits a and itself, and excites c, whom nobody hears; a and b hear Poisson spikes. */
static RlifNetwork *
make_network (const char *model, const char *with_a, double weight, gboolean circles)
{
  GError *error = NULL;
  RlifNetwork *network = rlif_network_new (FS, 97);
  RlifPopulation *a = kit_population (network, "a", kit_model (registry, with_a), 70);
  RlifPopulation *b = kit_population (network, "b", kit_model (registry, model), 50);
  RlifPopulation *c = kit_population (network, "c", kit_model (registry, model), 30);
  kit_set (a, "V_m", "uniform(-70 mV, -56 mV)", "mV");
  kit_set (a, "tau_m", "uniform(9 ms, 13 ms)", "ms");
  kit_set (b, "t_ref", "3.1 ms", "ms");
  kit_set (c, "V_th", "uniform(-58 mV, 30 mV)", "mV");
  if (circles) connect (network, a, b, "a -> b", weight);
  if (circles) connect (network, b, a, "b -> a", -weight * 0.5);
  if (circles) connect (network, b, b, "b -> b", -weight * 0.3);
  connect (network, b, c, "b -> c", weight * 1.9);
  rlif_network_add_poisson (network, "drive", a, 1900, weight * 0.4, NULL, &error);
  rlif_network_add_poisson (network, "more", b, 900, weight * 0.7, NULL, &error);
  kit_no_error (error);
  return network;
}

START_TEST (feed_forward_is_the_network_that_was_made_without_circles)
{
  GError *error = NULL;
  RlifNetwork *network = make_network ("lif_delta", "lif_delta", 2.3, TRUE);
  RlifNetwork *without = make_network ("lif_delta", "lif_delta", 2.3, FALSE);
  RlifAblated *ablated = rlif_ablate (network, RLIF_FEED_FORWARD, registry, &error);
  kit_no_error (error);
  ck_assert_uint_eq (network->projections->len, 1);
  ck_assert_str_eq (((RlifProjection *) network->projections->pdata[0])->name, "b -> c");
  g_autoptr (GArray) x = kit_spikes_of (network, 200 * FS), y = kit_spikes_of (without, 200 * FS);
  ck_assert_uint_gt (x->len, 300);
  kit_same_spikes (x, y);
  ck_assert_ptr_null (rlif_ablate (without, RLIF_FEED_FORWARD, registry, &error));
  ck_assert_str_eq (error->message, "the network is feed-forward as given");
  g_error_free (error);
  rlif_network_free (network);
  rlif_network_free (without);
  rlif_ablated_free (ablated);
}
END_TEST

static void
feeds_back (const char *model, const char *counterpart, double weight)
{
  GError *error = NULL;
  RlifNetwork *network = make_network (model, model, weight, TRUE);
  RlifNetwork *given = make_network (counterpart, counterpart, weight, TRUE);
  RlifPopulation *a = rlif_network_find_population (given, "a");
  kit_set (a, "V_m", "uniform(-70 mV, -56 mV)", "mV");
  rlif_population_set_each (a, "V_f", a->given[0], &error);
  RlifAblated *ablated = rlif_ablate (network, RLIF_FED_BACK, registry, &error);
  kit_no_error (error);
  g_autoptr (GArray) x = kit_spikes_of (network, 200 * FS), y = kit_spikes_of (given, 200 * FS);
  ck_assert_uint_gt (x->len, 300);
  kit_same_spikes (x, y);
  rlif_network_free (network);
  rlif_network_free (given);
  rlif_ablated_free (ablated);
}

START_TEST (feedback_is_the_network_of_neurons_that_feed_back)
{
  feeds_back ("lif_delta", "lif2_delta", 2.3);
  feeds_back ("lif_exp", "lif2", 310);
}
END_TEST

/* lif2_delta without gain is lif_delta, and by its own equations something else with it. */
START_TEST (feedback_without_gain_changes_nothing)
{
  RlifNetwork *network = make_network ("lif_delta", "lif_delta", 2.3, TRUE);
  RlifNetwork *none = make_network ("lif2_delta", "lif2_delta", 2.3, TRUE);
  for (guint k = 0; k < 3; k++) kit_set (rlif_network_get_population (none, k), "gamma", "0", "");
  g_autoptr (GArray) x = kit_spikes_of (network, 60 * FS), y = kit_spikes_of (none, 60 * FS);
  ck_assert_uint_gt (x->len, 100);
  ck_assert_uint_eq (x->len, y->len);
  rlif_network_free (network);
  rlif_network_free (none);
}
END_TEST

START_TEST (refractoriness_is_taken_from_all_who_fire)
{
  GError *error = NULL;
  RlifNetwork *network = make_network ("lif_delta", "lif_delta", 2.3, TRUE);
  RlifNetwork *given = make_network ("lif_delta", "lif_delta", 2.3, TRUE);
  for (guint k = 0; k < 3; k++) kit_set (rlif_network_get_population (given, k), "t_ref", "0 ms", "ms");
  RlifAblated *ablated = rlif_ablate (network, RLIF_NO_REFRACTORINESS, registry, &error);
  kit_no_error (error);
  g_autoptr (GArray) x = kit_spikes_of (network, 200 * FS), y = kit_spikes_of (given, 200 * FS);
  kit_same_spikes (x, y);
  rlif_network_free (network);
  rlif_network_free (given);
  rlif_ablated_free (ablated);
}
END_TEST

static void
refuses (const char *model, RlifAblation ablation, const char *t_ref, const char *message)
{
  GError *error = NULL;
  RlifNetwork *network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "x", kit_model (registry, model), 3);
  if (t_ref) kit_set (p, "t_ref", t_ref, "ms");
  ck_assert_ptr_null (rlif_ablate (network, ablation, registry, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
  ck_assert_msg (g_str_has_prefix (error->message, message), "%s", error->message);
  ck_assert_ptr_eq (rlif_population_get_model (p), kit_model (registry, model));
  g_error_free (error);
  rlif_network_free (network);
}

START_TEST (what_cannot_be_changed_is_named)
{
  refuses ("qif", RLIF_SUBTRACTIVE_RESET, NULL, "[neurons x] model qif: it is written in C");
  refuses ("lif_cond", RLIF_NO_RESET, NULL, "[neurons x] model lif_cond: it is written in C");
  refuses ("lif_soft", RLIF_SUBTRACTIVE_RESET, NULL, "[neurons x] model lif_soft: its reset is not V_m := V_reset");
  refuses ("glif5", RLIF_SUBTRACTIVE_RESET, NULL, "[neurons x] model glif5: its threshold is not V_m >= V_th");
  refuses ("lif_delta", RLIF_NO_RESET, "0 ms", "[neurons x] model lif_delta: without reset and without a refractory");
  refuses ("lif_delta", RLIF_NO_RESET, "uniform(0 ms, 1e-17 ms)", "[neurons x] model lif_delta: without");
  refuses ("lif_exp", RLIF_NO_REFRACTORINESS, "0 ms", "[neurons x] model lif_exp: its t_ref is 0 as given");
  refuses ("alif", RLIF_FED_BACK, NULL, "[neurons x] model alif: only lif_delta and lif_exp");
  refuses ("lif2", RLIF_FED_BACK, NULL, "[neurons x] model lif2: it feeds its change back already");
  refuses ("li", RLIF_NO_RESET, NULL, "the network has no neurons that fire");
  refuses ("relay", RLIF_NO_REFRACTORINESS, NULL, "the network has no neurons that fire");
}
END_TEST

/* Spikes in the span, per neuron and step. */
static void
recount (const GArray *spikes, RlifTime begin, double step, guint64 *n, guint *fired, guint *active)
{
  g_autoptr (GHashTable) cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  *n = 0;
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = kit_spike (spikes, k);
    if (s->time <= begin) continue;
    const int in = (int) ceil ((double) (s->time - begin) / FS / step);
    g_hash_table_add (cells, g_strdup_printf ("%u %u", s->population, s->neuron));
    g_hash_table_add (pairs, g_strdup_printf ("%u %u %d", s->population, s->neuron, in));
    ++*n;
  }
  *fired = g_hash_table_size (cells);
  *active = g_hash_table_size (pairs);
}

START_TEST (measures_are_those_of_the_span)
{
  GError *error = NULL;
  const RlifPrice price = { .mac = 4.6, .ac = 0.9, .update = 3.7 };
  RlifNetwork *network = make_network ("lif_delta", "lif_delta", 1.9, TRUE);
  RlifAblated *ablated = rlif_ablate (network, RLIF_AS_GIVEN, registry, &error);
  RlifSimulation *simulation = kit_simulation (network);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  const RlifTime begin = 37 * FS + 1234, end = begin + 120 * FS;
  kit_run (simulation, begin);
  const RlifCounters before = rlif_simulation_get_counters (simulation, NULL);
  RlifSparsityMeter *meter = rlif_sparsity_meter_new (simulation, network, ablated, 17);
  kit_run (simulation, end);
  const RlifCounters after = rlif_simulation_get_counters (simulation, NULL);
  const RlifSparsity m = rlif_sparsity_meter_read (meter, &price);
  guint64 n;
  guint fired, active;
  recount (spikes, begin, 17, &n, &fired, &active);
  const double arrivals = (double) (after.delivered - before.delivered), gated = (double) (after.gated - before.gated);
  ck_assert_uint_gt (n, 200);
  ck_assert_uint_lt (fired, 150);
  ck_assert_uint_lt (active, n);
  ck_assert_double_gt (gated, 0);
  ck_assert_double_eq_tol (m.rate, (double) n / 150 / 0.12, 1e-9);
  ck_assert_double_eq_tol (m.fired, fired / 150.0, 1e-12);
  ck_assert_double_eq_tol (m.active, active / (150.0 * 8), 1e-12);
  ck_assert_double_eq_tol (m.gated, gated / arrivals, 1e-12);
  ck_assert_double_eq_tol (m.events, arrivals / 0.12, 1e-6);
  const double updates = arrivals - gated + (double) n;
  ck_assert_double_eq_tol (m.updates, updates / 0.12, 1e-6);
  ck_assert_double_eq_tol (m.power * 1e6, (arrivals * 0.9 + updates * 3.7) / 0.12 * 1e-6, 1e-9);
  ck_assert (isnan (m.on));
  rlif_simulation_free (simulation);
  rlif_sparsity_meter_free (meter);
  rlif_network_free (network);
  rlif_ablated_free (ablated);
}
END_TEST

/* Without reset the neurons are on for the share of the span that their states say. */
START_TEST (the_time_on_is_that_of_the_span)
{
  GError *error = NULL;
  const RlifPrice price = { .ac = 0.9 };
  RlifNetwork *network = make_network ("lif_delta", "lif_delta", 1.9, TRUE);
  RlifAblated *ablated = rlif_ablate (network, RLIF_NO_RESET, registry, &error);
  kit_no_error (error);
  RlifSimulation *simulation = kit_simulation (network);
  double on[2] = { 0 };
  kit_run (simulation, 40 * FS);
  RlifSparsityMeter *meter = rlif_sparsity_meter_new (simulation, network, ablated, 1);
  for (guint half = 0; half < 2; half++) {
    for (guint k = 0; k < 3; k++) {
      const RlifPopulation *p = rlif_network_get_population (network, k);
      for (guint32 i = 0; i < p->count; i++) on[half] += rlif_simulation_get_state (simulation, p, i, 1);
    }
    if (half == 0) kit_run (simulation, 110 * FS);
  }
  const RlifSparsity m = rlif_sparsity_meter_read (meter, &price);
  ck_assert (m.on > 0.03 && m.on < 1 && on[0] > 0);
  ck_assert_double_eq_tol (m.on, (on[1] - on[0]) / (150 * 70), 1e-12);
  ck_assert (m.gated == 0);
  rlif_simulation_free (simulation);
  rlif_sparsity_meter_free (meter);
  rlif_network_free (network);
  rlif_ablated_free (ablated);
}
END_TEST

/* Quantiles of Student's distribution, from tables. */
START_TEST (the_interval_is_that_of_student)
{
  static const struct { guint n; double t; } known[] = {
    { 2, 12.706204736 }, { 3, 4.302652730 }, { 4, 3.182446305 }, { 5, 2.776445105 }, { 6, 2.570581836 },
    { 11, 2.228138852 }, { 30, 2.045229642 }, { 121, 1.979930405 } };
  double value[121], half;
  for (guint k = 0; k < G_N_ELEMENTS (known); k++) {
    const guint n = known[k].n;
    double sum = 0, squares = 0;
    for (guint j = 0; j < n; j++) sum += value[j] = 3.7 + 1.3 * sin (2.385 * j);
    for (guint j = 0; j < n; j++) squares += pow (value[j] - sum / n, 2);
    ck_assert_double_eq_tol (rlif_confidence (value, n, &half), sum / n, 1e-12);
    ck_assert_double_eq_tol (half, known[k].t * sqrt (squares / (n - 1) / n), 1e-8);
  }
  ck_assert_double_eq (rlif_confidence (value, 1, &half), 3.7);
  ck_assert (isnan (half));
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "sparsity", feed_forward_is_the_network_that_was_made_without_circles,
                feedback_is_the_network_of_neurons_that_feed_back, feedback_without_gain_changes_nothing,
                refractoriness_is_taken_from_all_who_fire, what_cannot_be_changed_is_named,
                measures_are_those_of_the_span, the_time_on_is_that_of_the_span, the_interval_is_that_of_student)
