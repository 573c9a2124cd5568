/* Neurons whose state is more than a cache nearby holds: memory is asked for ahead of deliveries, and rows are sought
 * ahead, while deliveries of few synapses come between those of many, often at the same moment. Nothing of this may
 * show. */
#include "engines-kit.h"
#include "engine/state.h"

#define STEP (FS / 4)           /* half of what comes from outside comes at multiples of it, as delays are */
#define WIDE_CHANNELS 200u

typedef struct {
  const char *model;
  guint32 count;
  guint far_threads;            /* so many parts are far, each */
  double weight;                /* that moves a potential by some mV */
  guint singles;                /* spikes of the input with one channel a neuron */
  RlifTime end;
} Case;

/* Targets of two bytes and of more; epochs end in between. */
static const Case CASES[] = {
  { "lif_delta", 40000, 1, 3.7, 6000, 13 * FS },
  { "lif_delta", 80000, 2, 3.7, 6000, 13 * FS },
  { "lif_exp", 6011, 1, 970, 5000, 11 * FS } };

static const Case *now;
static RlifRegistry *registry;
static RlifNetwork *network;
static RlifPopulation *p;
static RlifStream lot;

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
  network = rlif_network_new (FS, 47);
}

static void
teardown (void)
{
  rlif_network_free (network);
  rlif_registry_free (registry);
}

/* Spikes on channels by lot, half of them at multiples of the step. */
static RlifInput *
add_spikes (const char *name, guint32 channels, guint n)
{
  GError *error = NULL;
  g_autofree RlifTime *time = g_new (RlifTime, n);
  g_autofree guint32 *channel = g_new (guint32, n);
  for (guint k = 0; k < n; k++) {
    time[k] = (RlifTime) (rlif_stream_uniform (&lot) * (double) now->end);
    if (k % 2) time[k] -= time[k] % STEP;
    channel[k] = rlif_stream_below (&lot, channels);
  }
  RlifInput *input = rlif_network_add_spikes (network, name, channels, n, time, channel, &error);
  kit_no_error (error);
  return input;
}

static RlifDistribution
uniform (double low, double high)
{
  return (RlifDistribution) { RLIF_UNIFORM, low * now->weight, high * now->weight, -HUGE_VAL, HUGE_VAL };
}

/* One channel a neuron, and the same weight for all. */
static void
add_singles (void)
{
  GError *error = NULL;
  g_autofree guint32 *from = g_new (guint32, now->count), *to = g_new (guint32, now->count);
  for (guint32 i = 0; i < now->count; i++) {
    from[i] = i;
    to[i] = now->count - 1 - i;
  }
  RlifInput *input = add_spikes ("singles", now->count, now->singles);
  const RlifSynapses synapses = { .name = "singles -> p", .weight = rlif_constant (2.3 * now->weight),
                                  .delay = rlif_constant (0) };
  const RlifProjection *one
    = rlif_network_connect_input_list (network, input, p, &synapses, now->count, from, to, NULL, NULL, &error);
  kit_no_error (error);
  ck_assert (one->length == 1 && !one->row);
}

/* Rows of one length from an input, or from p itself. */
static const RlifProjection *
add_rows (RlifInput *input, guint64 k, RlifDistribution weight, double delay, RlifStorage storage, gboolean learns)
{
  GError *error = NULL;
  g_autofree char *name = g_strdup_printf ("%s: %u at %g", input ? "input" : "p", (guint) k, delay);
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = k, .multapses = TRUE };
  RlifSynapses synapses = { .name = name, .weight = weight, .delay = rlif_constant (delay), .storage = storage };
  if (learns)
    synapses.plasticity = (RlifPlasticity) { .kind = RLIF_STDP, .a_plus = 0.13, .a_minus = 0.17, .tau_plus = 21,
                                             .tau_minus = 17, .w_max = 3.1 * now->weight };
  const RlifProjection *rows = input ? rlif_network_connect_input (network, input, p, &rule, &synapses, &error)
                                     : rlif_network_connect (network, p, p, &rule, &synapses, &error);
  kit_no_error (error);
  ck_assert_int_eq (rlif_projection_is_procedural (rows), storage == RLIF_STORAGE_PROCEDURAL);
  return rows;
}

static void
make_network (void)
{
  const RlifStorage stored = RLIF_STORAGE_STORED, made = RLIF_STORAGE_PROCEDURAL;
  p = kit_population (network, "p", kit_model (registry, now->model), now->count);
  kit_set (p, "V_m", "uniform(-70 mV, -56 mV)", "mV");
  kit_set (p, "tau_m", "0.61 ms", "ms");
  kit_set (p, "t_ref", "1.25 ms", "ms");   /* ends with a tie */
  add_singles ();
  RlifInput *wide = add_spikes ("wide", WIDE_CHANNELS, 300);
  RlifInput *few = add_spikes ("few", WIDE_CHANNELS, 3000);
  add_rows (wide, 20, rlif_constant (now->weight), 0, made, FALSE);
  add_rows (wide, 80, rlif_constant (1.7 * now->weight), 0.25, stored, FALSE);
  add_rows (wide, 71, uniform (-1, 2), 0.5, stored, FALSE);
  add_rows (few, 8, uniform (-1, 3), 0, stored, FALSE);
  add_rows (few, 3, uniform (0, 3), 0.25, stored, FALSE);
  add_rows (few, 5, uniform (0, 3), 0.75, stored, TRUE);
  add_rows (NULL, 1, rlif_constant (1.9 * now->weight), 0.75, stored, FALSE);
  add_rows (NULL, 4, uniform (-3, 1), 1, stored, FALSE);
  add_rows (NULL, 2, uniform (0, 2), 1.5, stored, TRUE);
  add_rows (NULL, 20, rlif_constant (-0.7 * now->weight), 1, made, FALSE);
  add_rows (NULL, 20, rlif_constant (0.31 * now->weight), 0.5, made, FALSE);
  add_rows (NULL, 80, rlif_constant (-0.21 * now->weight), 1.25, made, FALSE);
  add_rows (NULL, 20, rlif_constant (-0.41 * now->weight), 0.75, stored, FALSE);
  GError *error = NULL;
  rlif_network_add_poisson (network, "noise", p, 31, 2.1 * now->weight, NULL, &error);
  kit_no_error (error);
}

/* Is the state of the neurons far with so few threads, and no longer with one more? */
static void
check_far (guint threads)
{
  GError *error = NULL;
  g_autoptr (RlifSimulation) s = rlif_simulation_new_with (network, RLIF_ENGINE_WINDOWED, threads, &error);
  kit_no_error (error);
  ck_assert_uint_eq (s->n_areas, threads);
  for (guint k = 0; k < s->n_areas; k++) ck_assert_int_eq (s->areas[k].is_far, threads <= now->far_threads);
}

/* Of each kind some, and of the spikes some at the step's multiples. */
static void
check_interest (const Result *result)
{
  guint ties = 0;
  for (guint k = 0; k < result->spikes->len; k++) ties += kit_spike (result->spikes, k)->time % STEP == 0;
  ck_assert_uint_gt (result->spikes->len, 900);
  ck_assert_uint_lt (result->spikes->len, MOST_SPIKES);
  if (g_str_equal (now->model, "lif_delta")) ck_assert_uint_gt (ties, 300);
  for (guint k = 0; k < result->by_projection->len; k++) {
    const RlifProjectionCounters *c = &g_array_index (result->by_projection, RlifProjectionCounters, k);
    ck_assert_uint_gt (c->delivered, 300);
    if (g_str_equal (now->model, "lif_delta")) ck_assert_uint_gt (c->gated, 10);
  }
}

START_TEST (rows_of_few_synapses_between_wide_ones_are_those_of_the_reference_engine)
{
  now = &CASES[_i];
  rlif_stream_init (&lot, 2385, RLIF_PURPOSE_CONNECT, "far", (guint64) _i);
  make_network ();
  Result simple = kit_result (network, RLIF_ENGINE_REFERENCE, 1, G_MAXUINT64, now->end);
  check_interest (&simple);
  for (guint threads = 1; threads < 4; threads++) check_far (threads);
  kit_same_by_threads (network, &simple, G_MAXUINT64, now->end);
  kit_clear_result (&simple);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("far");
  TCase *tcase = tcase_create ("far");
  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, rows_of_few_synapses_between_wide_ones_are_those_of_the_reference_engine, 0,
                       (int) G_N_ELEMENTS (CASES));
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
