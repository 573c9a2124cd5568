/* The ledger of a run with Poisson input; and as a text. */
#include "network-kit.h"
#include "network/structure.h"
#include <rlif/ledger.h>

#define N 60u
#define END (200 * FS)

static RlifRegistry *registry;
static RlifNetwork *network;

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

/* Two populations that excite each other, one of them driven by regular and by Poisson spikes. */
static void
make_network (const char *model, const char *unit, double weight, guint64 seed)
{
  GError *error = NULL;
  g_autofree char *much = g_strdup_printf ("%g %s", weight, unit);
  network = rlif_network_new (FS, seed);
  RlifPopulation *a = kit_population (network, "a", kit_model (registry, model), N);
  RlifPopulation *b = kit_population (network, "b", kit_model (registry, model), N / 2);
  kit_set (a, "V_m", "uniform(-70 mV, -56 mV)", "mV");
  const RlifRule rule = { .kind = RLIF_FIXED_INDEGREE, .k = 7, .multapses = TRUE };
  RlifSynapses synapses = { .name = "a -> b", .delay = rlif_constant (1.37) };
  rlif_distribution_parse (much, unit, &synapses.weight, &error);
  kit_no_error (error);
  rlif_network_connect (network, a, b, &rule, &synapses, &error);
  kit_no_error (error);
  synapses.name = "b -> a";
  rlif_distribution_parse ("uniform(0.9 ms, 3.1 ms)", "ms", &synapses.delay, &error);
  rlif_network_connect (network, b, a, &rule, &synapses, &error);
  kit_no_error (error);
  rlif_network_add_poisson (network, "drive", a, 400, weight, NULL, &error);
  kit_no_error (error);
}

/* Spikes whose synapses of a projection are reached by the end, counted synapse by synapse; and in
 * *gated those that find their target within t_ref after a spike. */
static guint64
recount (const RlifProjection *p, const GArray *spikes, RlifTime t_ref, guint64 *gated)
{
  guint64 delivered = 0;
  *gated = 0;
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = &g_array_index (spikes, RlifSpike, k);
    if (s->population != p->source->index) continue;
    for (gsize j = rlif_projection_begin (p, s->neuron); j < rlif_projection_begin (p, s->neuron + 1); j++) {
      const RlifTime at = s->time + rlif_projection_delay (p, j);
      const guint32 target = rlif_projection_target (p, j);
      gboolean deaf = FALSE;
      if (at > END) continue;
      delivered++;
      for (guint l = 0; l < spikes->len && !deaf; l++) {
        const RlifSpike *own = &g_array_index (spikes, RlifSpike, l);
        deaf = own->population == p->target->index && own->neuron == target && own->time < at
               && at < own->time + t_ref;
      }
      *gated += deaf;
    }
  }
  return delivered;
}

/* Reads what was written, and compares. */
static void
reads_back (const RlifLedger *ledger)
{
  GError *error = NULL;
  g_autofree char *text = rlif_ledger_format (ledger);
  g_autoptr (RlifLedger) back = rlif_ledger_parse (text, &error);
  kit_no_error (error);
  g_autofree char *again = rlif_ledger_format (back);
  ck_assert_str_eq (text, again);
  for (guint k = 0; k < ledger->n_populations; k++)
    ck_assert_uint_eq (back->population[k].updates, ledger->population[k].updates);
}

static void
counts_what_happened (gboolean is_deaf_at_rest)
{
  GError *error = NULL;
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  kit_run (simulation, END);
  g_autoptr (RlifLedger) ledger = rlif_ledger_new (simulation, network);
  guint64 of[2] = { 0 }, projected = 0;
  for (guint k = 0; k < spikes->len; k++) of[g_array_index (spikes, RlifSpike, k).population]++;
  ck_assert_uint_gt (of[0], 100);
  ck_assert_uint_gt (of[1], 10);
  for (guint k = 0; k < 2; k++) {
    const RlifLedgerPopulation *p = &ledger->population[k];
    ck_assert_uint_eq (p->spikes, of[k]);
    ck_assert_uint_eq (p->updates, p->delivered - p->gated + p->spikes);
    ck_assert (p->neurons == (k ? N / 2 : N) && p->crossings <= p->spikes);
  }
  for (guint k = 0; k < 2; k++) {
    guint64 gated;
    const RlifLedgerProjection *p = &ledger->projection[k];
    ck_assert_uint_eq (p->delivered, recount (network->projections->pdata[k], spikes, 2 * FS, &gated));
    ck_assert_uint_eq (p->gated, is_deaf_at_rest ? gated : 0);
    ck_assert (p->sources == (k ? N / 2 : N) && !p->from_outside);
    projected += p->delivered;
  }
  ck_assert_uint_eq (projected + ledger->population[0].outside,
                     ledger->population[0].delivered + ledger->population[1].delivered);
  ck_assert_uint_gt (ledger->population[0].outside, 0);
  ck_assert_uint_eq (ledger->population[1].outside, 0);
  ck_assert (ledger->poisson_lines == N && ledger->channels == 0 && ledger->queued > 0);
  ck_assert_double_eq (ledger->simulated, 200);
  reads_back (ledger);
  kit_no_error (error);
}

START_TEST (counts_agree_where_poisson_spikes_arrive)
{
  make_network ("lif_delta", "mV", 6.3, 2385 + (guint64) _i);
  counts_what_happened (TRUE);
  rlif_network_free (network);
}
END_TEST

START_TEST (currents_are_heard_while_the_membrane_is_refractory)
{
  make_network ("lif_exp", "pA", 950, 2385);
  counts_what_happened (FALSE);
  rlif_network_free (network);
}
END_TEST

START_TEST (what_is_no_ledger_is_refused)
{
  static const char *const wrong[] = {
    "", "run\t1\t2\t3\t4\n", "population\ta\t1\t2\t3\t4\t5\t6\n", "population\ta\t1\t1\t0\t3\t4\t0\t0\n",
    "population\ta\t1\t1\t0\t-3\t0\t0\t0\n", "population\ta\t1\t1\t0\t3\t0\t0\t0\nprojection\tx\t1\n",
    "population\ta\t1\t1\t0\t3\t0\t0\t0\nrun\tx\t2\t3\t4\n", "population\ta\t1\t1\t0\t3\t0\t0\t0\nsomething\n",
    "population\ta\t99999999999999999999\t1\t0\t3\t0\t0\t0\n" };
  for (guint k = 0; k < G_N_ELEMENTS (wrong); k++) {
    GError *error = NULL;
    ck_assert_ptr_null (rlif_ledger_parse (wrong[k], &error));
    ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_SYNTAX));
    g_clear_error (&error);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("ledger");
  TCase *tcase = tcase_create ("ledger");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, counts_agree_where_poisson_spikes_arrive, 0, 3);
  tcase_add_test (tcase, currents_are_heard_while_the_membrane_is_refractory);
  tcase_add_test (tcase, what_is_no_ledger_is_refused);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
