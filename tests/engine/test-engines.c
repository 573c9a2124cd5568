/* The windowed engine and the reference engine agree to the last bit, on networks by lot: models of the
 * whole registry, parameters, rules, delays that are one, a few or any, ties, no refractoriness,
 * drive above threshold, weights of both signs, all ports, several inputs, synapses that learn or tire.
 * A census sees to it that there is enough of each. */
#include "engines-kit.h"
#include "network/rules.h"

#define NETWORKS (g_getenv ("RLIF_CHECK_LONG") ? 5000u : 240u)
#define GROUPS 4                     /* processes that the networks are shared among */

/* What the networks drawn have. */
typedef enum {
  FEW_TICKS, NO_T_REF, T_REF_EACH, DRIVEN, TAU_EACH, ONE_DELAY, DELAY_CLASSES, LARGE_CLASSES, ANY_DELAYS, SHORT_DELAYS,
  POSITIVE, NEGATIVE, SECOND_PORT, DRAWN_WEIGHTS, SINGLE, PROCEDURAL, LEARNING, TIRING, NOISE, REGULAR, LISTED,
  CURRENT, BERNOULLI, POISSON_PAIRS, OUTDEGREE, INDEGREE, TOTAL, ALL, FEATURES
} Feature;

static guint census[FEATURES];
static GHashTable *seen;             /* names of models: a set */
static RlifRegistry *registry;
static RlifStream lot;
static guint32 crowd;                /* neurons in each population, besides a few by lot */
static RlifTime ms;                  /* ticks of the network: few in a third of them, for many ties */

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
  seen = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
teardown (void)
{
  g_hash_table_unref (seen);
  rlif_registry_free (registry);
}

static void
check_census (guint least)
{
  g_auto (GStrv) models = rlif_registry_list (registry);
  for (guint k = 0; k < FEATURES; k++) ck_assert_msg (census[k] >= least, "feature %u: only %u times", k, census[k]);
  ck_assert_uint_eq (g_hash_table_size (seen), g_strv_length (models));
}

static gboolean
chance (guint one_in)
{
  return rlif_stream_below (&lot, one_in) == 0;
}

static double
between (double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (&lot);
}

/* A weight that moves a membrane by a few mV. */
static double
draw_weight (const RlifPort *port)
{
  const double size = g_str_equal (port->unit, "mV") ? between (0.3, 6)
                      : g_str_equal (port->unit, "pA") ? between (20, 300)
                                                       : between (0.01, 2);
  return (port->sign ? port->sign : chance (4) ? -1 : 1) * (chance (3) ? floor (size) + 1 : size);
}

static gboolean
maybe_set (RlifPopulation *population, const char *field, const char *value, const char *unit)
{
  GError *error = NULL;
  RlifDistribution distribution;
  if (rlif_model_find_param (rlif_population_get_model (population), field) < 0) return FALSE;
  rlif_distribution_parse (value, unit, &distribution, &error);
  kit_no_error (error);
  rlif_population_set (population, field, &distribution, &error);
  kit_no_error (error);
  return TRUE;
}

/* Each model once, then by lot, and more of those with kernels of their own. Returns: (borrowed) */
static const char *
draw_model (guint64 seed, guint population)
{
  g_auto (GStrv) models = rlif_registry_list (registry);
  const guint n = g_strv_length (models);
  const char *name = models[rlif_stream_below (&lot, n)];
  if (chance (3)) name = "lif_delta";
  if (chance (5)) name = "lif_exp";
  if (population == 0 && seed / GROUPS < n) name = models[seed / GROUPS];
  return g_intern_string (name);
}

static RlifPopulation *
draw_population (RlifNetwork *network, const char *name, const char *model_name)
{
  const RlifModel *model = kit_model (registry, model_name);
  RlifPopulation *p = kit_population (network, name, model, crowd + 1 + rlif_stream_below (&lot, 60));
  static const char *const refractory[] = { "2 ms", "0 ms", "1.5 ms", "uniform(0.2 ms, 3 ms)", "0.37 ms" };
  const guint t_ref = rlif_stream_below (&lot, 5);
  g_hash_table_add (seen, (gpointer) model->name);
  if (g_str_equal (model_name, "lif_soft"))   /* which may fire any number of times in an instant */
    maybe_set (p, "t_ref", "1.5 ms", "ms");
  else if (maybe_set (p, "t_ref", refractory[t_ref], "ms"))
    census[NO_T_REF] += t_ref == 1, census[T_REF_EACH] += t_ref == 3;
  if (chance (2)) census[DRIVEN] += maybe_set (p, "I_e", chance (2) ? "380 pA" : "uniform(0 pA, 500 pA)", "pA");
  if (chance (6)) maybe_set (p, "tau_m", "1.3 ms", "ms");
  if (chance (6)) census[TAU_EACH] += maybe_set (p, "tau_m", "uniform(7 ms, 23 ms)", "ms");
  if (rlif_model_find_state (model, "V_m") >= 0 && chance (2))
    kit_set (p, "V_m", chance (2) ? "uniform(-75 mV, -50 mV)" : "-61.25 mV", "mV");
  return p;
}

static RlifDistribution
draw_delay (void)
{
  static const struct { const char *text; Feature kind; } delays[] = {
    { "1.5 ms", ONE_DELAY }, { "0.5 ms", ONE_DELAY }, { "2 ms", ONE_DELAY }, { "1 ms", ONE_DELAY },
    { "uniform(0.4 ms, 3 ms)", ANY_DELAYS }, { "uniform(0.01 ms, 2 ms)", SHORT_DELAYS },
    { "clipped(exponential(0.8 ms), 0.02 ms, 20 ms)", ANY_DELAYS } };
  const guint k = rlif_stream_below (&lot, G_N_ELEMENTS (delays));
  GError *error = NULL;
  RlifDistribution delay;
  rlif_distribution_parse (delays[k].text, "ms", &delay, &error);
  kit_no_error (error);
  census[delays[k].kind]++;
  return delay;
}

/* Delays in classes of a quarter of a millisecond, listed. */
static void
connect_classes (RlifNetwork *network, RlifPopulation *from, RlifPopulation *to, const char *name,
                 double weight, const char *port)
{
  census[DELAY_CLASSES]++;
  const guint32 n = 200, n_from = rlif_population_get_count (from), n_to = rlif_population_get_count (to);
  guint32 source[200], target[200];
  RlifTime delay[200];
  double weights[200];
  const guint32 senders = n_from % 3 ? n_from : 3;   /* of few, each has several synapses in a class */
  GError *error = NULL;
  census[LARGE_CLASSES] += n_from % 3 == 0;
  for (guint32 k = 0; k < n; k++) {
    source[k] = rlif_stream_below (&lot, senders);
    target[k] = rlif_stream_below (&lot, n_to);
    delay[k] = (1 + rlif_stream_below (&lot, 8)) * (ms / 4);
    weights[k] = weight * (1 + rlif_stream_below (&lot, 3));
  }
  const RlifSynapses synapses = { .name = name, .port = port };
  rlif_network_connect_list (network, from, to, &synapses, n, source, target, weights, delay, &error);
  kit_no_error (error);
}

static RlifRule
draw_rule (guint32 sources, guint32 targets)
{
  const guint64 k = 1 + rlif_stream_below (&lot, 20);
  const double p = MIN (0.2, 12.0 / targets);
  const struct { RlifRule rule; Feature kind; } rules[] = {
    { { .kind = RLIF_FIXED_OUTDEGREE, .k = k, .multapses = TRUE }, OUTDEGREE },
    { { .kind = RLIF_PAIRWISE_BERNOULLI, .p = p }, BERNOULLI },
    { { .kind = RLIF_PAIRWISE_POISSON, .p = p }, POISSON_PAIRS },
    { { .kind = RLIF_FIXED_INDEGREE, .k = k, .multapses = TRUE }, INDEGREE },
    { { .kind = RLIF_FIXED_TOTAL, .k = k * sources, .multapses = TRUE }, TOTAL },
    { { .kind = RLIF_ALL_TO_ALL }, ALL } };
  const guint number = rlif_stream_below (&lot, sources <= 20 ? 6 : 5);
  RlifRule rule = rules[number].rule;
  rule.self_connections = TRUE;
  census[rules[number].kind]++;
  return rule;
}

/* Weights that are drawn, single, learn, tire, or are made when they are needed. */
static void
vary (RlifSynapses *synapses, const RlifRule *rule, double weight)
{
  const RlifPlasticity learn = { .kind = RLIF_STDP, .a_plus = between (0, 0.2), .a_minus = between (0, 0.2),
                                 .mu_plus = chance (2), .mu_minus = chance (2) ? 0 : between (0, 1), .tau_plus = 17.3,
                                 .tau_minus = 29.7, .w_max = 2 * weight, .nearest = chance (2) };
  const RlifPlasticity tire = { .kind = RLIF_TSODYKS_MARKRAM, .u = between (0.1, 1), .tau_rec = between (5, 80),
                                .tau_facil = chance (2) ? 0 : between (5, 80), .tau_psc = chance (2) ? 0 : 3 };
  const guint what = rlif_stream_below (&lot, 10);
  if (what < 3)
    synapses->weight = (RlifDistribution) { RLIF_UNIFORM, MIN (0, 2 * weight), MAX (0, 2 * weight), -HUGE_VAL, HUGE_VAL };
  if (what == 0) synapses->single_precision = TRUE;
  if (what == 1 || what == 3) synapses->plasticity = learn;
  if (what == 4 || what == 5) synapses->plasticity = tire;
  const gboolean can = rlif_rule_is_by_source (rule) && synapses->delay.kind == RLIF_CONSTANT
                       && synapses->weight.kind == RLIF_CONSTANT && synapses->plasticity.kind != RLIF_STDP;
  if (can && chance (2)) synapses->storage = RLIF_STORAGE_PROCEDURAL;
  census[DRAWN_WEIGHTS] += what < 3;
  census[SINGLE] += what == 0;
  census[LEARNING] += what == 1 || what == 3;
  census[TIRING] += what == 4 || what == 5;
  census[PROCEDURAL] += synapses->storage == RLIF_STORAGE_PROCEDURAL;
}

static void
connect (RlifNetwork *network, RlifPopulation *from, RlifPopulation *to, const char *name)
{
  const RlifModel *model = rlif_population_get_model (to);
  GError *error = NULL;
  if (model->n_port == 0) return;
  const guint number = rlif_stream_below (&lot, model->n_port);
  const RlifPort *port = &model->port[number];
  const double weight = draw_weight (port);
  census[weight > 0 ? POSITIVE : NEGATIVE]++;
  census[SECOND_PORT] += number > 0;
  if (chance (4)) {
    connect_classes (network, from, to, name, weight, port->name);
    return;
  }
  const RlifRule rule = draw_rule (rlif_population_get_count (from), rlif_population_get_count (to));
  RlifSynapses synapses = { .name = name, .port = port->name, .weight = rlif_constant (weight),
                            .delay = draw_delay () };
  vary (&synapses, &rule, weight);
  rlif_network_connect (network, from, to, &rule, &synapses, &error);
  kit_no_error (error);
}

/* A clock, or spikes that are listed, for all neurons. */
static void
add_spikes (RlifNetwork *network, RlifPopulation *p, const char *name)
{
  const RlifPort *port = &rlif_population_get_model (p)->port[0];
  const RlifTime time[] = { 0, 3 * ms, 3 * ms, 9 * ms + 1 };
  const guint32 channel[] = { 0, 1, 0, 1 };
  const gboolean listed = chance (2);
  GError *error = NULL;
  g_autofree char *own = g_strdup_printf ("spikes %s", name);
  RlifInput *input = listed ? rlif_network_add_spikes (network, own, 2, 4, time, channel, &error)
                            : rlif_network_add_regular (network, own, ms / 2, ms, &error);
  const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
  const RlifSynapses synapses = { .name = own, .port = port->name, .weight = rlif_constant (draw_weight (port)),
                                  .delay = chance (2) ? rlif_constant (0) : draw_delay () };
  rlif_network_connect_input (network, input, p, &all, &synapses, &error);
  kit_no_error (error);
  census[listed ? LISTED : REGULAR]++;
}

static void
add_inputs (RlifNetwork *network, RlifPopulation *p, const char *name)
{
  const RlifModel *model = rlif_population_get_model (p);
  GError *error = NULL;
  for (guint k = 0; k < 2 && model->n_port; k++) {
    if (chance (3)) continue;
    const RlifPort *port = &model->port[rlif_stream_below (&lot, model->n_port)];
    g_autofree char *noise = g_strdup_printf ("noise %u %s", k, name);
    rlif_network_add_poisson (network, noise, p, between (50, 1500), draw_weight (port), port->name, &error);
    kit_no_error (error);
    census[NOISE]++;
  }
  if (model->n_port && chance (2)) add_spikes (network, p, name);
  if (model->takes_current && chance (3)) {
    const RlifTime time[] = { 0, 7 * ms + 1, 13 * ms };
    const double current[] = { between (-50, 100), between (0, 600), 0 };
    g_autofree char *step = g_strdup_printf ("step %s", name);
    rlif_network_add_current (network, step, p, 3, time, current, &error);
    kit_no_error (error);
    census[CURRENT]++;
  }
}

/* A network that can be stored or procedural, otherwise the same. */
static GArray *
spikes_of_storage (guint64 seed, RlifStorage storage, RlifEngine engine, gsize *n)
{
  static const RlifRule rules[] = {
    { .kind = RLIF_FIXED_OUTDEGREE, .k = 17, .multapses = TRUE },
    { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.07 },
    { .kind = RLIF_PAIRWISE_POISSON, .p = 0.09, .self_connections = TRUE },
    { .kind = RLIF_ALL_TO_ALL } };
  static const char *const models[] = { "lif_delta", "lif_exp", "lif_alpha", "qif" };
  const char *name = models[seed % 4];
  GError *error = NULL;
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, seed);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, name), 97);
  const gboolean current = seed % 4 == 1 || seed % 4 == 2;
  const double weight = current ? 61.7 : 1.73;
  const RlifSynapses synapses = { .name = "p to p", .weight = rlif_constant (weight / (seed / 4 == 3 ? 5 : 1)),
                                  .delay = rlif_constant (1.25), .storage = storage };
  RlifProjection *projection = rlif_network_connect (network, p, p, &rules[seed / 4], &synapses, &error);
  kit_no_error (error);
  ck_assert_int_eq (rlif_projection_is_procedural (projection), storage == RLIF_STORAGE_PROCEDURAL);
  *n = rlif_projection_get_n_synapses (projection);
  rlif_network_add_poisson (network, "noise", p, 500, current ? 300 : 4, NULL, &error);
  kit_no_error (error);
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, engine, 1, &error);
  kit_no_error (error);
  GArray *spikes = kit_observe_spikes (simulation);
  kit_run (simulation, 50 * FS);
  return spikes;
}

START_TEST (procedural_synapses_are_those_that_would_be_stored)
{
  guint64 total = 0;
  for (guint64 seed = 0; seed < 16; seed++) {
    gsize n_stored, n_procedural, n;
    g_autoptr (GArray) stored = spikes_of_storage (seed, RLIF_STORAGE_STORED, RLIF_ENGINE_WINDOWED, &n_stored);
    g_autoptr (GArray) made =
      spikes_of_storage (seed, RLIF_STORAGE_PROCEDURAL, RLIF_ENGINE_WINDOWED, &n_procedural);
    g_autoptr (GArray) simple = spikes_of_storage (seed, RLIF_STORAGE_PROCEDURAL, RLIF_ENGINE_REFERENCE, &n);
    kit_same_spikes (stored, made);
    kit_same_spikes (stored, simple);
    if (seed / 4 == 0 || seed / 4 == 3) ck_assert_uint_eq (n_stored, n_procedural);
    ck_assert_double_eq_tol ((double) n_stored, (double) n_procedural, 6 * sqrt ((double) n_stored));
    total += stored->len;
  }
  ck_assert_uint_gt (total, 2000);
}
END_TEST

static RlifNetwork *
draw_network (guint64 seed)
{
  static const char *const names[] = { "a", "b", "c" };
  rlif_stream_init (&lot, seed, RLIF_PURPOSE_CONNECT, "engines", 0);
  ms = chance (3) ? 100 : FS;
  census[FEW_TICKS] += ms < FS;
  RlifNetwork *network = rlif_network_new (ms, seed);
  const guint n = 1 + rlif_stream_below (&lot, 3);
  RlifPopulation *p[3];
  for (guint k = 0; k < n; k++) p[k] = draw_population (network, names[k], draw_model (seed, k));
  for (guint k = 0; k < n; k++) add_inputs (network, p[k], names[k]);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++) {
      g_autofree char *name = g_strdup_printf ("%s to %s", names[i], names[j]);
      if (!chance (3)) connect (network, p[i], p[j], name);
    }
  return network;
}

/* Neurons that drive each other ever faster fire without end in one instant when it is as long as they need to. */
static void
check_refusal (const RlifNetwork *network, const Result *r)
{
  Result w = kit_result (network, RLIF_ENGINE_WINDOWED, 1, 10000, 40 * ms);
  ck_assert (w.refused);
  ck_assert_str_eq (r->refused->message, w.refused->message);
  kit_clear_result (&w);
}

/* Up to where both engines are to be compared. */
static RlifTime
end_of (const RlifNetwork *network, const Result *r)
{
  if (r->refused) check_refusal (network, r);
  if (r->refused) return r->time;
  return r->spikes->len < MOST_SPIKES ? 40 * ms : kit_spike (r->spikes, MOST_SPIKES - 1)->time - 1;
}

static void
check_network (guint64 seed, guint64 *total)
{
  g_autoptr (RlifNetwork) network = draw_network (seed);
  Result r = kit_result (network, RLIF_ENGINE_REFERENCE, 1, 10000, 40 * ms);
  const RlifTime until = end_of (network, &r);
  if (until < 40 * ms) {
    kit_clear_result (&r);
    r = kit_result (network, RLIF_ENGINE_REFERENCE, 1, G_MAXUINT64, until);
  }
  Result w = kit_result (network, RLIF_ENGINE_WINDOWED, 1, 1 + seed % 3 * 1000, until);
  kit_same_spikes (r.spikes, w.spikes);
  kit_same_counters (&r, &w);
  *total += r.spikes->len;
  kit_clear_result (&r);
  kit_clear_result (&w);
}

START_TEST (both_engines_give_the_same_spikes)
{
  guint64 total = 0;
  for (guint64 seed = 1 + (guint64) _i; seed <= NETWORKS; seed += GROUPS) check_network (seed, &total);
  ck_assert_uint_gt (total, 10 * NETWORKS / GROUPS);
  check_census (NETWORKS / GROUPS / 12);
}
END_TEST

START_TEST (any_number_of_threads_gives_the_same_spikes)
{
  static const guint threads[] = { 2, 3, 5, 7 };
  const guint64 networks = g_getenv ("RLIF_CHECK_LONG") ? 200 : GROUPS;
  guint64 total = 0;
  for (guint64 seed = 1 + (guint64) _i; seed <= networks; seed += GROUPS) {
    crowd = 2300 * (1 + (guint32) seed % 3);   /* up to four parts */
    g_autoptr (RlifNetwork) network = draw_network (1000000 + seed);
    Result alone = kit_result (network, RLIF_ENGINE_WINDOWED, 1, 10000, 5 * ms);
    for (guint k = 0; k < G_N_ELEMENTS (threads); k++) {
      Result shared = kit_result (network, RLIF_ENGINE_WINDOWED, threads[k], 10000, 5 * ms);
      kit_same_spikes (alone.spikes, shared.spikes);
      kit_same_counters (&alone, &shared);
      kit_clear_result (&shared);
    }
    total += alone.spikes->len;
    kit_clear_result (&alone);
  }
  crowd = 0;
  ck_assert_uint_gt (total, 100);
}
END_TEST

/* A current that leads from reset to threshold within half a tick does so again and again in one instant. */
START_TEST (neurons_that_fire_without_end_are_refused)
{
  static const char *const models[] = { "pif", "lif_delta", "lif_exp", "lif_alpha", "lif_multi" };
  const char *name = models[_i];
  GError *error = NULL;
  ms = FS;
  g_autoptr (RlifNetwork) network = rlif_network_new (ms, 5);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, name), 7);
  kit_set (p, "t_ref", "0 ms", "ms");
  if (_i < 2) {
    const RlifTime time = 3 * ms + 1;
    const double current = 1e25;
    rlif_network_add_current (network, "step", p, 1, &time, &current, &error);
  } else {
    RlifInput *input = rlif_network_add_regular (network, "clock", ms / 2, ms, &error);
    const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
    const RlifSynapses synapses = { .name = "clock", .weight = rlif_constant (1e25), .delay = rlif_constant (0) };
    rlif_network_connect_input (network, input, p, &all, &synapses, &error);
  }
  kit_no_error (error);
  Result r = kit_result (network, RLIF_ENGINE_REFERENCE, 1, 10000, 40 * ms);
  ck_assert (r.refused);
  check_refusal (network, &r);
  kit_clear_result (&r);
}
END_TEST

static void
add_step (RlifNetwork *network, RlifPopulation *p, RlifTime time, double current)
{
  GError *error = NULL;
  g_autofree char *name = g_strdup_printf ("step of %s", p->name);
  rlif_network_add_current (network, name, p, 1, &time, &current, &error);
  kit_no_error (error);
}

/* The first of them is named, whatever the order of populations. */
START_TEST (of_neurons_that_fire_without_end_the_first_is_named)
{
  GError *error = NULL;
  ms = FS;
  g_autoptr (RlifNetwork) network = rlif_network_new (ms, 5);
  for (guint k = 0; k < 3; k++) {
    static const char *const name[] = { "p", "q", "r" };
    static const RlifTime time[] = { 35 * FS / 10, 32 * FS / 10, 36 * FS / 10 };
    RlifPopulation *p = kit_population (network, name[k], kit_model (registry, "lif_exp"), 7);
    kit_set (p, "t_ref", "0 ms", "ms");
    if (_i) kit_set (p, "tau_m", "uniform(7 ms, 23 ms)", "ms");   /* lazy */
    add_step (network, p, time[k], 1e25);
  }
  for (guint threads = 1; threads < 4; threads++) {
    g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, RLIF_ENGINE_WINDOWED, threads, &error);
    kit_no_error (error);
    ck_assert (!rlif_simulation_run (simulation, 40 * ms, G_MAXUINT64, &error));
    ck_assert_msg (strstr (error->message, "at 3.2 ms the neurons fire without end"), "%s", error->message);
    g_clear_error (&error);
  }
}
END_TEST

/* Every few ticks: that is no instant, but no machine comes to the end of a window. */
START_TEST (neurons_that_fire_almost_without_end_are_refused)
{
  static const char *const models[] = { "lif_exp", "lif_delta", "pif", "lif_cond" };
  GError *error = NULL;
  ms = FS;
  g_autoptr (RlifNetwork) network = rlif_network_new (ms, 5);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, models[_i]), 300);
  kit_set (p, "t_ref", "0 ms", "ms");
  add_step (network, p, 3 * FS, 1e14);
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, RLIF_ENGINE_WINDOWED, 2, &error);
  kit_no_error (error);
  ck_assert (!rlif_simulation_run (simulation, 40 * ms, G_MAXUINT64, &error));
  ck_assert_int_eq (error->code, RLIF_ERROR_LIMIT);
  g_clear_error (&error);
}
END_TEST

/* Neurons with kernels, in several parts, whose synapses have delays of their own, with noise. */
START_TEST (delays_of_their_own_are_shared_by_threads)
{
  const gboolean delta = _i % 2 == 0, learns = _i / 2 == 1;
  GError *error = NULL;
  ms = FS;
  g_autoptr (RlifNetwork) network = rlif_network_new (ms, 31 + (guint64) _i);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, delta ? "lif_delta" : "lif_exp"), 4999);
  kit_set (p, "V_m", "uniform(-70 mV, -51 mV)", "mV");
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = 13, .multapses = TRUE };
  const double weight = delta ? 1.9 : 70;
  RlifSynapses synapses = { .name = "p to p", .weight = { RLIF_UNIFORM, 0, weight, -HUGE_VAL, HUGE_VAL },
                            .delay = { RLIF_UNIFORM, 0.7, 4.3, -HUGE_VAL, HUGE_VAL } };
  if (learns)
    synapses.plasticity = (RlifPlasticity) { .kind = RLIF_STDP, .a_plus = 0.1, .a_minus = 0.1, .tau_plus = 17,
                                             .tau_minus = 29, .w_max = 2 * weight };
  rlif_network_connect (network, p, p, &rule, &synapses, &error);
  kit_no_error (error);
  rlif_network_add_poisson (network, "noise", p, 400, delta ? 2.3 : 120, NULL, &error);
  kit_no_error (error);
  Result simple = kit_result (network, RLIF_ENGINE_REFERENCE, 1, G_MAXUINT64, 20 * ms);
  ck_assert_uint_gt (simple.spikes->len, 500);
  kit_same_by_threads (network, &simple, 10000, 20 * ms);
  kit_clear_result (&simple);
}
END_TEST

/* Each step begins to watch anew whoever may fire before the window ends. */
START_TEST (a_current_may_change_many_times_in_a_window)
{
  enum { STEPS = 9000 };
  static RlifTime time[STEPS];
  static double current[STEPS];
  GError *error = NULL;
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 17);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), 3);
  kit_set (p, "V_m", "uniform(-70 mV, -56 mV)", "mV");
  for (guint k = 0; k < STEPS; k++) {
    time[k] = k * (FS / 100);
    current[k] = 420 + 17.3 * (k % 5);
  }
  for (guint32 k = 0; k < 3; k++) kit_synapse (network, p, k, p, (k + 1) % 3, 31, 4.7);
  rlif_network_add_current (network, "steps", p, STEPS, time, current, &error);
  kit_no_error (error);
  Result simple = kit_result (network, RLIF_ENGINE_REFERENCE, 1, G_MAXUINT64, 90 * FS);
  ck_assert_uint_gt (simple.spikes->len, 9);
  kit_same_by_threads (network, &simple, 10000, 90 * FS);
  kit_clear_result (&simple);
}
END_TEST

START_TEST (the_engine_is_chosen_by_the_delays)
{
  for (int instant = 0; instant < 2; instant++) {
    g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
    g_autoptr (GError) error = NULL;
    RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), 2);
    kit_synapse (network, p, 0, p, 1, 10, 1.5);
    kit_synapse (network, p, 1, p, 0, 10, instant ? 0 : 0.5);
    kit_stimulus (network, p, 0, 1, FS);   /* without delay, but from outside */
    g_autoptr (RlifSimulation) simulation = kit_simulation (network);
    ck_assert_int_eq (rlif_simulation_get_engine (simulation),
                      instant ? RLIF_ENGINE_REFERENCE : RLIF_ENGINE_WINDOWED);
    RlifSimulation *windowed = rlif_simulation_new_with (network, RLIF_ENGINE_WINDOWED, 1, &error);
    ck_assert_int_eq (windowed != NULL, !instant);
    if (instant) ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
    rlif_simulation_free (windowed);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("engines");
  TCase *tcase = tcase_create ("engines");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, both_engines_give_the_same_spikes, 0, GROUPS);
  tcase_add_loop_test (tcase, any_number_of_threads_gives_the_same_spikes, 0, GROUPS);
  tcase_add_loop_test (tcase, delays_of_their_own_are_shared_by_threads, 0, 4);
  tcase_add_loop_test (tcase, neurons_that_fire_without_end_are_refused, 0, 5);
  tcase_add_loop_test (tcase, of_neurons_that_fire_without_end_the_first_is_named, 0, 2);
  tcase_add_loop_test (tcase, neurons_that_fire_almost_without_end_are_refused, 0, 4);
  tcase_add_test (tcase, a_current_may_change_many_times_in_a_window);
  tcase_add_test (tcase, the_engine_is_chosen_by_the_delays);
  tcase_add_test (tcase, procedural_synapses_are_those_that_would_be_stored);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
