/* Every number of a ledger, counted again from the spikes of a run and the synapses of its network: one
 * arrival after the other, by nothing that an engine does. */
#include "network-kit.h"
#include "network/structure.h"
#include <rlif/ledger.h>

#define N 1500u            /* neurons of a: more than one part when threads share them */
#define M 300u             /* neurons of b */
#define CHANNELS 200u
#define TRAIN 1300u        /* spikes from outside */
#define END (60 * FS)
#define T_REF (FS / 10 * 17)

typedef struct {
  const char *model, *unit;
  double weight;           /* of what comes from outside; others follow from it */
  const char *drive;       /* I_e */
  RlifEngine engine;
  guint threads;
  RlifStorage storage;     /* of a -> b */
  gboolean learns;
  gboolean is_deaf;        /* while refractory */
  gboolean queue_is_known; /* nothing but spikes is queued */
} Case;

static const Case CASES[] = {
  { "lif_delta", "mV", 0.42, "0 pA", RLIF_ENGINE_WINDOWED, 1, RLIF_STORAGE_STORED, FALSE, TRUE, TRUE },
  { "lif_delta", "mV", 0.42, "0 pA", RLIF_ENGINE_WINDOWED, 3, RLIF_STORAGE_PROCEDURAL, FALSE, TRUE, TRUE },
  { "lif_delta", "mV", 0.42, "0 pA", RLIF_ENGINE_REFERENCE, 1, RLIF_STORAGE_PROCEDURAL, FALSE, TRUE, TRUE },
  { "lif_delta", "mV", 0.42, "0 pA", RLIF_ENGINE_REFERENCE, 1, RLIF_STORAGE_STORED, TRUE, TRUE, TRUE },
  { "lif_delta", "mV", 0.42, "0 pA", RLIF_ENGINE_WINDOWED, 2, RLIF_STORAGE_STORED, TRUE, TRUE, TRUE },
  { "lif_delta", "mV", 0.23, "431 pA", RLIF_ENGINE_WINDOWED, 2, RLIF_STORAGE_STORED, FALSE, TRUE, FALSE },
  { "lif_delta", "mV", 0.23, "431 pA", RLIF_ENGINE_REFERENCE, 1, RLIF_STORAGE_STORED, FALSE, TRUE, FALSE },
  { "lif_exp", "pA", 52.5, "0 pA", RLIF_ENGINE_WINDOWED, 1, RLIF_STORAGE_STORED, TRUE, FALSE, TRUE },
  { "lif_exp", "pA", 52.5, "0 pA", RLIF_ENGINE_WINDOWED, 3, RLIF_STORAGE_PROCEDURAL, FALSE, FALSE, TRUE },
  { "lif_exp", "pA", 52.5, "0 pA", RLIF_ENGINE_REFERENCE, 1, RLIF_STORAGE_STORED, TRUE, FALSE, FALSE },
  { "lif2", "pA", 52.5, "0 pA", RLIF_ENGINE_WINDOWED, 2, RLIF_STORAGE_STORED, FALSE, FALSE, FALSE },
};

static const Case *now;    /* the case of this test */
static RlifRegistry *registry;
static RlifNetwork *network;
static GArray *train;      /* of RlifSpike from outside: the input's number and the channel */

static RlifDistribution
draw (const char *text, const char *unit)
{
  GError *error = NULL;
  RlifDistribution distribution;
  rlif_distribution_parse (text, unit, &distribution, &error);
  kit_no_error (error);
  return distribution;
}

static RlifPopulation *
make_population (const char *name, guint32 count)
{
  RlifPopulation *p = kit_population (network, name, kit_model (registry, now->model), count);
  kit_set (p, "V_m", "uniform(-70 mV, -56 mV)", "mV");
  kit_set (p, "t_ref", "1.7 ms", "ms");
  kit_set (p, "I_e", now->drive, "pA");
  return p;
}

/* Trains of 1300 spikes by lot on 200 channels into a, and a regular one into b. */
static void
make_inputs (RlifPopulation *a, RlifPopulation *b)
{
  GError *error = NULL;
  RlifStream lot;
  RlifTime time[TRAIN];
  guint32 channel[TRAIN];
  rlif_stream_init (&lot, 2385, RLIF_PURPOSE_CONNECT, "trains", 0);
  for (guint k = 0; k < TRAIN; k++) {
    time[k] = (RlifTime) ((k + rlif_stream_uniform (&lot)) * (double) END * 1.02 / TRAIN);
    channel[k] = (guint32) rlif_stream_below (&lot, CHANNELS);
    g_array_append_val (train, ((RlifSpike) { time[k], 0, channel[k] }));
  }
  for (RlifTime t = FS / 3; t <= END; t += FS / 7) g_array_append_val (train, ((RlifSpike) { t, 1, 0 }));
  RlifInput *trains = rlif_network_add_spikes (network, "trains", CHANNELS, TRAIN, time, channel, &error);
  RlifInput *regular = rlif_network_add_regular (network, "regular", FS / 3, FS / 7, &error);
  const RlifRule some = { .kind = RLIF_FIXED_INDEGREE, .k = 60, .multapses = TRUE };
  const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
  const RlifSynapses synapses = { .name = "trains -> a", .weight = rlif_constant (now->weight),
                                  .delay = rlif_constant (0.71) };
  rlif_network_connect_input (network, trains, a, &some, &synapses, &error);
  kit_no_error (error);
  const RlifSynapses second = { .name = "regular -> b", .weight = rlif_constant (now->weight * 0.7),
                                .delay = draw ("uniform(0.2 ms, 1.9 ms)", "ms") };
  rlif_network_connect_input (network, regular, b, &all, &second, &error);
  kit_no_error (error);
}

static void
make_network (void)
{
  GError *error = NULL;
  network = rlif_network_new (FS, 711);
  RlifPopulation *a = make_population ("a", N), *b = make_population ("b", M);
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = 11, .multapses = TRUE };
  RlifSynapses synapses = { .name = "a -> b", .weight = rlif_constant (now->weight * 1.9),
                            .delay = rlif_constant (1.37), .storage = now->storage };
  if (now->learns)
    synapses.plasticity = (RlifPlasticity) { .kind = RLIF_STDP, .a_plus = 0.013, .a_minus = 0.017, .tau_plus = 21,
                                             .tau_minus = 17, .w_max = now->weight * 3.1 };
  ck_assert_ptr_nonnull (rlif_network_connect (network, a, b, &rule, &synapses, &error));
  const RlifSynapses back = { .name = "b -> a", .weight = rlif_constant (-now->weight * 1.3),
                              .delay = draw ("uniform(0.9 ms, 31 ms)", "ms") };
  ck_assert_ptr_nonnull (rlif_network_connect (network, b, a, &rule, &back, &error));
  const RlifRule few = { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.0005 };   /* many rows are empty */
  const RlifSynapses within = { .name = "a -> a", .weight = rlif_constant (now->weight * 2.3),
                                .delay = rlif_constant (1.13) };
  ck_assert_ptr_nonnull (rlif_network_connect (network, a, a, &few, &within, &error));
  make_inputs (a, b);
}

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
  train = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
}

static void
teardown (void)
{
  rlif_network_free (network);
  rlif_registry_free (registry);
  g_array_unref (train);
}

/* What is counted again. */
typedef struct {
  guint64 spikes[2], delivered[2], gated[2], outside[2], crossings[2];   /* by population */
  guint64 by_projection[5][2];                                            /* delivered, gated */
  guint64 queued;
  GArray *own[2][N];        /* of RlifTime: the spikes of a neuron, in order */
  GHashTable *heard;        /* "population neuron time" of arrivals, as a set */
} Recount;

static gboolean
is_deaf (const Recount *c, guint population, guint32 i, RlifTime at)
{
  const GArray *own = c->own[population][i];
  for (guint k = 0; now->is_deaf && k < own->len; k++) {
    const RlifTime fired = g_array_index (own, RlifTime, k);
    if (fired < at && at < fired + T_REF) return TRUE;
  }
  return FALSE;
}

static void
take_arrival (Recount *c, const RlifProjection *p, guint32 to, RlifTime at)
{
  const guint population = p->target->index;
  const gboolean deaf = is_deaf (c, population, to, at);
  c->delivered[population]++;
  c->outside[population] += p->input != NULL;
  c->gated[population] += deaf;
  c->by_projection[p->number][0]++;
  c->by_projection[p->number][1] += deaf;
  if (!deaf) g_hash_table_add (c->heard, g_strdup_printf ("%u %u %" G_GINT64_FORMAT, population, to, at));
}

/* All that a spike reaches by a projection. In the windowed engine it is queued for each delay once. */
static void
take_row (Recount *c, const RlifProjection *p, guint32 row, RlifTime sent)
{
  RlifRowMaker maker = { 0 };
  const RlifRow targets = rlif_projection_row (p, row, &maker);
  g_autoptr (GHashTable) delays = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (gsize k = 0; k < targets.n; k++) {
    const RlifTime delay = p->is_procedural ? p->same_delay : rlif_projection_delay (p, rlif_projection_begin (p, row) + k);
    g_hash_table_add (delays, g_memdup2 (&delay, sizeof delay));
    if (sent + delay <= END) take_arrival (c, p, rlif_row_target (&targets, k), sent + delay);
  }
  c->queued += now->engine == RLIF_ENGINE_WINDOWED ? g_hash_table_size (delays) : targets.n;
  rlif_row_maker_clear (&maker);
}

/* A spike of a population, or of an input. */
static void
take_spike (Recount *c, const RlifPopulation *population, const RlifInput *input, const RlifSpike *spike)
{
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    if (p->source == population && p->input == input) take_row (c, p, spike->neuron, spike->time);
  }
}

static void
take_all (Recount *c, const GArray *spikes)
{
  c->heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint k = 0; k < 2; k++)
    for (guint i = 0; i < N; i++) c->own[k][i] = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = kit_spike (spikes, k);
    g_array_append_val (c->own[s->population][s->neuron], s->time);
    c->spikes[s->population]++;
  }
  for (guint k = 0; k < spikes->len; k++)
    take_spike (c, network->populations->pdata[kit_spike (spikes, k)->population], NULL, kit_spike (spikes, k));
  for (guint k = 0; k < train->len; k++) {
    const RlifSpike *s = kit_spike (train, k);
    if (s->time > END) continue;
    c->queued++;
    take_spike (c, NULL, network->inputs->pdata[s->population], s);
  }
  c->queued += 2;   /* the next spike of each input */
  if (now->engine == RLIF_ENGINE_REFERENCE) c->queued += spikes->len;   /* own events */
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = kit_spike (spikes, k);
    g_autofree char *key = g_strdup_printf ("%u %u %" G_GINT64_FORMAT, s->population, s->neuron, s->time);
    c->crossings[s->population] += !g_hash_table_contains (c->heard, key);
  }
}

static void
clear (Recount *c)
{
  for (guint k = 0; k < 2; k++)
    for (guint i = 0; i < N; i++) g_array_unref (c->own[k][i]);
  g_hash_table_unref (c->heard);
}

static void
compare (const Recount *c, const RlifLedger *ledger)
{
  for (guint k = 0; k < 2; k++) {
    const RlifLedgerPopulation *p = &ledger->population[k];
    ck_assert_uint_eq (p->spikes, c->spikes[k]);
    ck_assert_uint_eq (p->delivered, c->delivered[k]);
    ck_assert_uint_eq (p->gated, c->gated[k]);
    ck_assert_uint_eq (p->outside, c->outside[k]);
    ck_assert_uint_eq (p->crossings, c->crossings[k]);
    ck_assert_uint_eq (p->updates, c->delivered[k] - c->gated[k] + c->spikes[k]);
    ck_assert (p->neurons == (k ? M : N) && p->states == (g_str_equal (now->model, "lif_delta") ? 1
                                                         : g_str_equal (now->model, "lif2") ? 4 : 3));
  }
  for (guint k = 0; k < 5; k++) {
    ck_assert_uint_eq (ledger->projection[k].delivered, c->by_projection[k][0]);
    ck_assert_uint_eq (ledger->projection[k].gated, c->by_projection[k][1]);
  }
  if (now->queue_is_known) ck_assert_uint_eq (ledger->queued, c->queued);
  ck_assert (ledger->channels == CHANNELS + 1 && ledger->poisson_lines == 0);
}

/* Is there something of everything to be counted? */
static void
is_of_interest (const Recount *c)
{
  for (guint k = 0; k < 2; k++) {
    ck_assert_uint_gt (c->spikes[k], 200);
    ck_assert (!now->is_deaf || c->gated[k] > 500);
    ck_assert (g_str_equal (now->drive, "0 pA") && now->is_deaf ? c->crossings[k] == 0 : c->crossings[k] > 100);
  }
}

START_TEST (the_ledger_is_what_spikes_and_synapses_say)
{
  GError *error = NULL;
  Recount *c = g_new0 (Recount, 1);
  now = &CASES[_i];
  make_network ();
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, now->engine, now->threads, &error);
  kit_no_error (error);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  kit_run (simulation, END);
  g_autoptr (RlifLedger) ledger = rlif_ledger_new (simulation, network);
  take_all (c, spikes);
  is_of_interest (c);
  compare (c, ledger);
  clear (c);
  g_free (c);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("recount");
  TCase *tcase = tcase_create ("recount");
  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, the_ledger_is_what_spikes_and_synapses_say, 0, G_N_ELEMENTS (CASES));
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
