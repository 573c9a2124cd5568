/* Lazy neurons in the windowed engine: the loop that is compiled into a model, models without it, and neurons that
 * are due at any distance. test-engines.c compares the engines on networks by lot. */
#include <stddef.h>
#include "network-kit.h"
#include "network/structure.h"

#define LENGTH_BEFORE offsetof (RlifModel, arrive)   /* of a model compiled before there was a loop */

/* A store is emptied by one at each spike, and may be opened a millisecond after the last delivery. */
enum { CONTENT };
enum { OPEN_AT };
static const RlifField param[] = { { "least", "", 1.0, 0, 10, "content that makes it fire" } };
static const RlifField state[] = { { "content", "", 0.0, -HUGE_VAL, HUGE_VAL, "what is in it" } };
static const RlifPort port[] = { { "in", "", 0, "is added" } };
static const char *const cite[] = { NULL };

static void
store_advance (RlifNeuron *x G_GNUC_UNUSED, RlifTime from G_GNUC_UNUSED, RlifTime to G_GNUC_UNUSED)
{
}

static int
store_receive (RlifNeuron *x, uint32_t p G_GNUC_UNUSED, double w, RlifTime now)
{
  if (w > 0) x->clock[OPEN_AT] = rlif_after (now, rlif_ticks (x, 1));
  x->state[CONTENT] += w;
  return 1;
}

static RlifTime
store_next (const RlifNeuron *x, RlifTime from, RlifTime until G_GNUC_UNUSED)
{
  return x->state[CONTENT] >= x->par[0] ? rlif_later (from, x->clock[OPEN_AT]) : RLIF_NEVER;
}

static void
store_fire (RlifNeuron *x, RlifTime now G_GNUC_UNUSED)
{
  x->state[CONTENT] -= 1;
}

RLIF_MODEL (store, "is emptied by one at each spike", .n_clock = 1, .advance = store_advance,
            .receive = store_receive, .next = store_next, .fire = store_fire);

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

/* What lies behind a shorter model. */
static void
must_not_be_called (const RlifModel *self G_GNUC_UNUSED, RlifLazy *lazy G_GNUC_UNUSED,
                    RlifArrivals *arrivals G_GNUC_UNUSED)
{
  ck_abort_msg ("the model has no loop");
}

/* Many arrivals at one moment, from rows and processes; weights that differ, learn or are in any order; steps of
 * the current. */
static RlifNetwork *
make_network (const RlifModel *model, RlifTime ms, guint variant)
{
  static const RlifTime time[] = { 0, 3, 11 };
  static const double current[] = { 0, 200, 20 };
  const RlifRule rules[] = { { .kind = RLIF_FIXED_INDEGREE, .k = 20, .multapses = TRUE },
                             { .kind = RLIF_FIXED_OUTDEGREE, .k = 20, .multapses = TRUE } };
  const double size = g_str_equal (model->port[0].unit, "mV") ? 1.5 : 0.9;
  const RlifTime at[] = { time[0] * ms, time[1] * ms, time[2] * ms + 1 };
  GError *error = NULL;
  RlifNetwork *network = rlif_network_new (ms, 7 + variant);
  RlifPopulation *p = kit_population (network, "p", model, 150);
  RlifSynapses synapses = { .name = "p to p", .weight = rlif_constant (size / 5), .delay = rlif_constant (0.75),
                            .port = model->port[0].name };
  if (variant == 1) synapses.weight = (RlifDistribution) { RLIF_UNIFORM, 0, size, -HUGE_VAL, HUGE_VAL };
  if (variant == 2)
    synapses.plasticity = (RlifPlasticity) { .kind = RLIF_STDP, .a_plus = 0.1, .a_minus = 0.1, .mu_plus = 1,
                                             .mu_minus = 1, .tau_plus = 17, .tau_minus = 23, .w_max = size };
  if (variant == 3) synapses.storage = RLIF_STORAGE_PROCEDURAL;
  rlif_network_connect (network, p, p, &rules[variant == 3], &synapses, &error);
  kit_no_error (error);
  rlif_network_add_poisson (network, "up", p, 400, 4 * size, model->port[0].name, &error);
  kit_no_error (error);
  rlif_network_add_poisson (network, "down", p, 300, (model->n_port > 1 ? -1 : -0.5) * size,
                            model->port[model->n_port - 1].name, &error);
  kit_no_error (error);
  if (model->takes_current) rlif_network_add_current (network, "steps", p, 3, at, current, &error);
  kit_no_error (error);
  return network;
}

static GArray *
spikes_of (const RlifNetwork *network, RlifEngine engine, RlifTime until)
{
  GError *error = NULL;
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, engine, 1, &error);
  kit_no_error (error);
  GArray *spikes = kit_observe_spikes (simulation);
  kit_run (simulation, until);
  return spikes;
}

/* @model    does the same as `right`, by other ways */
static guint
check_same (const RlifModel *right, const RlifModel *model, RlifTime ms, guint variant)
{
  g_autoptr (RlifNetwork) usual = make_network (right, ms, variant);
  g_autoptr (RlifNetwork) other = make_network (model, ms, variant);
  g_autoptr (GArray) expected = spikes_of (usual, RLIF_ENGINE_REFERENCE, 25 * ms);
  g_autoptr (GArray) by_loop = spikes_of (usual, RLIF_ENGINE_WINDOWED, 25 * ms);
  g_autoptr (GArray) without = spikes_of (other, RLIF_ENGINE_WINDOWED, 25 * ms);
  kit_same_spikes (expected, by_loop);
  kit_same_spikes (expected, without);
  return expected->len;
}

START_TEST (models_without_a_loop_give_the_same_spikes)
{
  static const char *const names[] = { "qif", "lif_cond" };
  for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
    const RlifModel *right = kit_model (registry, names[k]);
    RlifModel old = *right, none = *right;
    ck_assert (right->arrive != NULL);
    old.size = LENGTH_BEFORE;
    old.arrive = must_not_be_called;
    none.arrive = NULL;
    guint spikes = 0;
    for (guint variant = 0; variant < 4; variant++)
      spikes += check_same (right, variant % 2 ? &old : &none, variant / 2 ? 100 : FS, variant)
                + check_same (right, variant % 2 ? &none : &old, variant / 2 ? FS : 100, variant);
    ck_assert_msg (spikes > 1000, "%s: %u spikes", names[k], spikes);
  }
}
END_TEST

/* A current that takes each neuron to threshold after a span of its own, from a tenth of a window to seconds, so that
 * many, few, and none are due before any horizon; what arrives moves them by a little. */
START_TEST (neurons_that_are_due_at_any_distance_fire_when_they_are)
{
  static const char *const drives[] = { "uniform(0.1 pA, 60 pA)", "uniform(0.1 pA, 0.5 pA)", "uniform(0.1 nA, 40 nA)" };
  guint spikes = 0;
  for (guint k = 0; k < G_N_ELEMENTS (drives); k++) {
    GError *error = NULL;
    const RlifTime until = (k == 2 ? 20 : 4000) * FS;
    g_autoptr (RlifNetwork) network = rlif_network_new (FS, k);
    RlifPopulation *p = kit_population (network, "p", kit_model (registry, "pif"), 300);
    kit_set (p, "I_e", drives[k], "pA");
    for (guint32 i = 0; i < 299; i++) kit_synapse (network, p, i, p, i + 1, i % 2 ? 0.3 : -0.2, 1.5);
    rlif_network_add_poisson (network, "noise", p, 1, -0.5, NULL, &error);
    kit_no_error (error);
    g_autoptr (GArray) expected = spikes_of (network, RLIF_ENGINE_REFERENCE, until);
    g_autoptr (GArray) windowed = spikes_of (network, RLIF_ENGINE_WINDOWED, until);
    kit_same_spikes (expected, windowed);
    spikes += expected->len;
  }
  ck_assert_uint_gt (spikes, 3000);
}
END_TEST

/* Neurons with 2.5 each, due at 2 ms. What arrives at that very moment comes after the first spike and before it
 * is seen whether there is another: once as a spike, once as two. */
START_TEST (a_neuron_due_fires_once_before_what_arrives_then)
{
  for (RlifEngine engine = RLIF_ENGINE_WINDOWED; engine <= RLIF_ENGINE_REFERENCE; engine++) {
    g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
    RlifPopulation *p = kit_population (network, "p", &rlif_model_store, 3);
    for (guint32 i = 0; i < 3; i++) kit_stimulus (network, p, i, 2.5, FS);
    kit_stimulus (network, p, 0, -1, 2 * FS);
    kit_stimulus (network, p, 1, -0.5, 2 * FS);
    kit_stimulus (network, p, 1, -0.5, 2 * FS);
    g_autoptr (GArray) spikes = spikes_of (network, engine, 5 * FS);
    guint count[3] = { 0 };
    for (guint k = 0; k < spikes->len; k++) {
      ck_assert_int_eq (kit_spike (spikes, k)->time, 2 * FS);
      count[kit_spike (spikes, k)->neuron]++;
    }
    ck_assert_uint_eq (count[0], 1);
    ck_assert_uint_eq (count[1], 1);
    ck_assert_uint_eq (count[2], 2);
  }
}
END_TEST

static void
fire_again (RlifNeuron *x G_GNUC_UNUSED, RlifTime now G_GNUC_UNUSED)
{
}

static RlifTime
next_in_the_past (const RlifNeuron *x, RlifTime from, RlifTime until G_GNUC_UNUSED)
{
  return x->state[0] > 0 ? from - 1 : RLIF_NEVER;
}

/* @model    breaks its contract when something has arrived at neuron 1 */
static void
check_refused (const RlifModel *model, RlifError code, const char *what)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  g_autoptr (GError) error = NULL;
  RlifPopulation *p = kit_population (network, "p", model, 3);
  kit_stimulus (network, p, 1, 1, FS);
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, RLIF_ENGINE_WINDOWED, 1, &error);
  kit_no_error (error);
  ck_assert (!rlif_simulation_run (simulation, 9 * FS, G_MAXUINT64, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, (int) code));
  ck_assert_msg (strstr (error->message, what) != NULL, "%s", error->message);
}

START_TEST (what_a_broken_model_does_is_told)
{
  RlifModel endless = *kit_model (registry, "relay"), liar = endless;
  endless.fire = fire_again;
  endless.arrive = NULL;
  check_refused (&endless, RLIF_ERROR_LIMIT, "at 1 ms the neurons fire without end");
  liar.next = next_in_the_past;
  liar.arrive = NULL;
  check_refused (&liar, RLIF_ERROR_MODEL, "next() gave a moment in the past");
  check_refused (&liar, RLIF_ERROR_MODEL, "(population p, neuron 1)");
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "lazy", models_without_a_loop_give_the_same_spikes,
                neurons_that_are_due_at_any_distance_fire_when_they_are,
                a_neuron_due_fires_once_before_what_arrives_then, what_a_broken_model_does_is_told)
