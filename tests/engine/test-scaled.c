/* Scaled neurons of which many are refractory for long: who is, is told by a sum, and what arrives must be counted as
 * gated whatever else is in it, and however many epochs have gone by. */
#include <math.h>
#include "engines-kit.h"
#include "engine/scaled.h"

#define N 5000u             /* three parts when threads share them */
#define CHANNELS 300u
#define HUGE_WEIGHT 1e12    /* [mV] */
#define TAU 1.3             /* [ms] */
#define BURSTS 5u
#define BURST_SPIKES 150u
#define BURST_LENGTH (4 * FS)

typedef struct {
  const char *t_ref;
  RlifTime ticks;           /* the same */
} Case;

/* Epochs take 20.8 ms: refractory periods within one, through two, and through more than a state is remembered for. */
static const Case CASES[] = { { "1.7 ms", FS / 10 * 17 }, { "37.1 ms", FS / 10 * 371 }, { "1931 ms", 1931 * FS } };

/* [ms] Silence between them is short, some epochs, and more than sixty. */
static const double BEGIN[BURSTS] = { 0.3, 7.9, 61.7, 1391.3, 3411.9 };
#define END (3417 * FS)

static RlifRegistry *registry;
static RlifNetwork *network;
static RlifPopulation *p;
static RlifStream lot;
static GArray *train;       /* of RlifSpike from outside, the same for all inputs */

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
  network = rlif_network_new (FS, 31);
  train = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  rlif_stream_init (&lot, 2385, RLIF_PURPOSE_CONNECT, "scaled", 0);
}

static void
teardown (void)
{
  rlif_network_free (network);
  rlif_registry_free (registry);
  g_array_unref (train);
}

static void
make_population (const Case *c)
{
  p = kit_population (network, "p", kit_model (registry, "lif_delta"), N);
  kit_set (p, "V_m", "uniform(-70 mV, -56 mV)", "mV");
  kit_set (p, "tau_m", "1.3 ms", "ms");
  kit_set (p, "t_ref", c->t_ref, "ms");
}

/* Bursts of spikes, some of them at the same moment. */
static RlifInput *
add_bursts (const char *name)
{
  GError *error = NULL;
  RlifTime time[BURSTS * BURST_SPIKES];
  guint32 channel[BURSTS * BURST_SPIKES];
  for (guint k = 0; k < BURSTS * BURST_SPIKES; k++) {
    const RlifTime after = (RlifTime) (rlif_stream_uniform (&lot) * BURST_LENGTH);
    time[k] = (RlifTime) (BEGIN[k / BURST_SPIKES] * FS) + (k % 3 ? after : after / (FS / 2) * (FS / 2));
    channel[k] = rlif_stream_below (&lot, CHANNELS);
    g_array_append_val (train, ((RlifSpike) { time[k], network->inputs->len, channel[k] }));
  }
  RlifInput *input = rlif_network_add_spikes (network, name, CHANNELS, BURSTS * BURST_SPIKES, time, channel, &error);
  kit_no_error (error);
  return input;
}

static void
add_rows (const char *name, guint64 k, RlifDistribution weight, RlifStorage storage)
{
  GError *error = NULL;
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = k, .multapses = TRUE };
  const RlifSynapses synapses = { .name = name, .weight = weight, .delay = rlif_constant (0), .storage = storage };
  g_autofree char *input = g_strdup_printf ("%s: bursts", name);
  rlif_network_connect_input (network, add_bursts (input), p, &rule, &synapses, &error);
  kit_no_error (error);
}

/* Rows of many synapses and of few, of one weight and of many, stored and made when they are needed. */
static void
make_network (const Case *c)
{
  GError *error = NULL;
  const RlifDistribution wide = { RLIF_UNIFORM, -HUGE_WEIGHT, HUGE_WEIGHT, -HUGE_VAL, HUGE_VAL };
  const RlifDistribution usual = { RLIF_UNIFORM, -3, 9, -HUGE_VAL, HUGE_VAL };
  make_population (c);
  add_rows ("usual", 61, usual, RLIF_STORAGE_STORED);
  add_rows ("made", 173, rlif_constant (7.3), RLIF_STORAGE_PROCEDURAL);
  add_rows ("huge", 67, rlif_constant (HUGE_WEIGHT), RLIF_STORAGE_STORED);
  add_rows ("against", 13, rlif_constant (-HUGE_WEIGHT), RLIF_STORAGE_PROCEDURAL);
  add_rows ("either", 41, wide, RLIF_STORAGE_STORED);
  add_rows ("few", 3, wide, RLIF_STORAGE_STORED);
  add_rows ("one", 1, rlif_constant (31.7), RLIF_STORAGE_STORED);
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = 11, .multapses = TRUE };
  const RlifDistribution mostly_against = { RLIF_UNIFORM, -HUGE_WEIGHT, HUGE_WEIGHT / 50, -HUGE_VAL, HUGE_VAL };
  const RlifSynapses within = { .name = "p -> p", .weight = mostly_against, .delay = rlif_constant (0.71) };
  rlif_network_connect (network, p, p, &rule, &within, &error);
  kit_no_error (error);
}

/* Spikes of each neuron, in order. */
static GArray **
spikes_by_neuron (const GArray *spikes)
{
  GArray **own = g_new (GArray *, N);
  for (guint i = 0; i < N; i++) own[i] = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = kit_spike (spikes, k);
    g_array_append_val (own[s->neuron], s->time);
  }
  return own;
}

static gboolean
is_refractory (const GArray *own, RlifTime t_ref, RlifTime at)
{
  for (guint k = own->len; k-- > 0;) {
    const RlifTime fired = g_array_index (own, RlifTime, k);
    if (fired < at) return at < fired + t_ref;
  }
  return FALSE;
}

/* Counts what some spikes that run down rows of a projection bring. */
static RlifProjectionCounters
count_arrivals (const RlifProjection *projection, const GArray *sent, GArray *const own[], RlifTime t_ref)
{
  RlifProjectionCounters c = { 0, 0 };
  RlifRowMaker maker = { 0 };
  for (guint k = 0; k < sent->len; k++) {
    const RlifSpike *s = kit_spike (sent, k);
    const RlifTime at = s->time + projection->same_delay;
    if (at > END || (projection->input && network->inputs->pdata[s->population] != projection->input)) continue;
    const RlifRow row = rlif_projection_row (projection, s->neuron, &maker);
    c.delivered += row.n;
    for (gsize j = 0; j < row.n; j++) c.gated += is_refractory (own[rlif_row_target (&row, j)], t_ref, at);
  }
  rlif_row_maker_clear (&maker);
  return c;
}

static void
check_count (const Result *result, RlifTime t_ref)
{
  GArray **own = spikes_by_neuron (result->spikes);
  guint64 gated = 0;
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *projection = network->projections->pdata[k];
    const RlifProjectionCounters *c = &g_array_index (result->by_projection, RlifProjectionCounters, k);
    const RlifProjectionCounters right
      = count_arrivals (projection, projection->input ? train : result->spikes, own, t_ref);
    ck_assert_msg (c->delivered == right.delivered && c->gated == right.gated,
                   "%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " gated, but were %" G_GUINT64_FORMAT " of %"
                   G_GUINT64_FORMAT, projection->name, c->gated, c->delivered, right.gated, right.delivered);
    ck_assert_uint_gt (right.gated, 20);
    ck_assert_uint_gt (right.delivered, right.gated + 20);
    gated += right.gated;
  }
  ck_assert_uint_eq (result->counters.gated, gated);
  for (guint i = 0; i < N; i++) g_array_unref (own[i]);
  g_free (own);
}

START_TEST (arrivals_are_gated_where_spikes_and_synapses_say_so)
{
  const Case *c = &CASES[_i];
  make_network (c);
  Result simple = kit_result (network, RLIF_ENGINE_REFERENCE, 1, G_MAXUINT64, END);
  ck_assert_uint_gt (simple.spikes->len, 2000);
  check_count (&simple, c->ticks);
  kit_same_by_threads (network, &simple, G_MAXUINT64, END);
  kit_clear_result (&simple);
}
END_TEST

/* Their arrivals cannot be counted again, but both engines must count the same. Currents move all neurons at once. */
START_TEST (poisson_arrivals_and_currents_change_nothing_in_that)
{
  GError *error = NULL;
  const RlifTime time[] = { 0, 5 * FS + 7, 29 * FS }, end = 83 * FS;
  const double current[] = { 171, -2385, 0 };
  make_network (&CASES[_i]);
  rlif_network_add_poisson (network, "usual noise", p, 91, 6.1, NULL, &error);
  rlif_network_add_poisson (network, "huge noise", p, 7.3, HUGE_WEIGHT, NULL, &error);
  if (_i != 1) rlif_network_add_poisson (network, "noise against", p, 3.1, -HUGE_WEIGHT, NULL, &error);
  rlif_network_add_current (network, "steps", p, 3, time, current, &error);
  kit_no_error (error);
  Result simple = kit_result (network, RLIF_ENGINE_REFERENCE, 1, G_MAXUINT64, end);
  ck_assert_uint_gt (simple.counters.gated, 1000);
  kit_same_by_threads (network, &simple, G_MAXUINT64, end);
  kit_clear_result (&simple);
}
END_TEST

/* Within a window epochs end, and neurons fire and are free again, while nothing but few synapses and noise lead to
 * them. */
START_TEST (epochs_and_refractory_periods_may_end_between_any_two_arrivals)
{
  GError *error = NULL;
  const RlifTime end = 6 * FS;
  const RlifDistribution own = { RLIF_UNIFORM, -5, 31, -HUGE_VAL, HUGE_VAL };
  p = kit_population (network, "p", kit_model (registry, "lif_delta"), N);
  kit_set (p, "tau_m", "0.0117 ms", "ms");   /* an epoch takes 0.1872 ms */
  kit_set (p, "t_ref", _i % 2 ? "0.031 ms" : "0 ms", "ms");
  add_rows ("few", 8, own, RLIF_STORAGE_STORED);
  add_rows ("four", 4, own, RLIF_STORAGE_STORED);
  add_rows ("one", 1, rlif_constant (17), RLIF_STORAGE_STORED);
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = 3, .multapses = TRUE };
  const RlifSynapses within = { .name = "p -> p", .weight = own, .delay = rlif_constant (1.71) };
  rlif_network_connect (network, p, p, &rule, &within, &error);
  rlif_network_add_poisson (network, "noise", p, 130, 17.3, NULL, &error);
  if (_i / 2) rlif_network_add_poisson (network, "noise against", p, 130, -3.1, NULL, &error);
  kit_no_error (error);
  Result simple = kit_result (network, RLIF_ENGINE_REFERENCE, 1, G_MAXUINT64, end);
  ck_assert_uint_gt (simple.spikes->len, 3000);
  kit_same_by_threads (network, &simple, G_MAXUINT64, end);
  kit_clear_result (&simple);
}
END_TEST

START_TEST (those_who_are_refractory_are_counted_by_a_sum)
{
  const double largest = HUGE_WEIGHT * exp (16);
  for (guint n = 0; n < 70000; n = 3 * n / 2 + 1)
    for (guint awake = 0; awake < 70000; awake = 5 * awake + 1)
      for (int sign = -1; sign < 2; sign++) {
        double sum = 0;
        for (guint k = 0; k < n || k < awake; k++) {
          const double some = sign ? sign * largest : largest * (rlif_stream_uniform (&lot) - 0.5);
          sum += (k < n ? RLIF_REFRACTORY + some : 0) + (k < awake ? some : 0);
        }
        ck_assert_uint_eq (rlif_scaled_count_refractory (sum), n);
      }
  ck_assert (RLIF_REFRACTORY + largest == RLIF_REFRACTORY && RLIF_REFRACTORY - largest == RLIF_REFRACTORY);
}
END_TEST

/* Seven neurons awake, seven refractory, and seven waking. */
static RlifScaled *
make_scaled (void)
{
  RlifScaled *s = rlif_scaled_new (p, 21, 0, 0);
  ck_assert_ptr_nonnull (s);
  for (guint32 i = 0; i < 21; i++) rlif_scaled_start (s, i, -70 + (i % 2 ? 1 : -1) * (2.385 + i));
  rlif_scaled_start (s, 3, -HUGE_WEIGHT);
  rlif_scaled_enter (s, FS);
  for (guint32 i = 7; i < 21; i++) rlif_scaled_fire (s, i);
  for (guint32 i = 14; i < 21; i++) s->x[i] = RLIF_WAKING;
  return s;
}

START_TEST (only_those_awake_are_scaled_when_an_epoch_begins)
{
  static const gint64 epochs[] = { 1, 2, 3, 59, 60, 61, 200000 };
  make_population (&CASES[0]);
  RlifScaled *s = make_scaled ();
  double before[7];
  for (guint i = 0; i < 7; i++) before[i] = s->x[i];
  const RlifTime now = epochs[_i] * s->epoch_length + s->epoch_length / 3;
  rlif_scaled_begin_epoch (s, now);
  ck_assert_int_eq (s->epoch, epochs[_i] * s->epoch_length);
  for (guint i = 0; i < 21; i++) {
    double x = i < 7 ? before[i] : i < 14 ? RLIF_REFRACTORY : RLIF_WAKING;
    for (gint64 k = 0; i < 7 && k < MIN (epochs[_i], 61); k++) x *= s->epoch_factor;
    if (epochs[_i] > 60 && i < 7) x = 0;
    ck_assert_msg (s->x[i] == x, "neuron %u: %g, not %g", i, s->x[i], x);
    ck_assert_int_eq (s->free_at[i], i < 7 ? G_MININT64 : FS + CASES[0].ticks);
  }
  rlif_scaled_enter (s, now);
  for (guint32 i = 0; i < 21; i++) {
    rlif_scaled_wake (s, i);
    const double v = rlif_scaled_look (s, i, now), from = i < 7 ? before[i] : 0;   /* V_reset is rest */
    const double after = from * exp (-(double) now / FS / TAU);
    ck_assert_double_eq_tol (v, -70 + after, 1e-9);
    ck_assert (s->x[i] > RLIF_REFRACTORY && s->x[i] < RLIF_WAKING);
  }
  rlif_scaled_free (s);
}
END_TEST

/* One part of a population may enter moments that others do not, and wake neurons that others leave asleep. */
START_TEST (what_is_seen_does_not_depend_on_moments_entered)
{
  make_population (&CASES[0]);
  RlifScaled *quiet = make_scaled (), *busy = make_scaled ();
  for (int k = 1; k < 400; k++) {
    const RlifTime at = FS + (RlifTime) (rlif_stream_uniform (&lot) * k * k * (double) quiet->epoch_length / 1000);
    if (at < busy->now) continue;
    if (k % 3) rlif_scaled_enter (busy, at);
    for (guint32 i = 7; k % 3 == 1 && i < 21; i++) rlif_scaled_wake (busy, i);
    for (guint32 i = 0; i < 21; i++) {
      const double v = rlif_scaled_look (quiet, i, at), seen = rlif_scaled_look (busy, i, at);
      const double ms = (double) (at - FS) / FS, from = i < 7 ? rlif_scaled_look (quiet, i, FS) + 70 : 0;
      ck_assert_msg (v == seen, "neuron %u at %g ms: %.17g, %.17g", i, ms, v, seen);
      ck_assert_double_eq_tol (v, -70 + from * exp (-ms / TAU), 1e-14 * (70 + fabs (from)));
    }
  }
  ck_assert_int_gt (busy->epoch, 20 * busy->epoch_length);
  ck_assert_int_eq (quiet->epoch, 0);
  rlif_scaled_free (quiet);
  rlif_scaled_free (busy);
}
END_TEST

START_TEST (a_current_leaves_the_refractory_where_they_are)
{
  make_population (&CASES[0]);
  RlifScaled *s = make_scaled ();
  rlif_scaled_set_current (s, -1771);
  rlif_scaled_set_current (s, 271);
  for (guint i = 7; i < 21; i++) ck_assert (s->x[i] == (i < 14 ? RLIF_REFRACTORY : RLIF_WAKING));
  ck_assert (!rlif_scaled_is_at_threshold (s, 7) && !rlif_scaled_is_at_threshold (s, 14));
  ck_assert (!rlif_scaled_receive (s, 7, HUGE_WEIGHT) && s->x[7] == RLIF_REFRACTORY);
  ck_assert (rlif_scaled_receive (s, 0, HUGE_WEIGHT) && rlif_scaled_is_at_threshold (s, 0));
  rlif_scaled_free (s);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("scaled");
  TCase *tcase = tcase_create ("scaled");
  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, arrivals_are_gated_where_spikes_and_synapses_say_so, 0, (int) G_N_ELEMENTS (CASES));
  tcase_add_loop_test (tcase, poisson_arrivals_and_currents_change_nothing_in_that, 0, (int) G_N_ELEMENTS (CASES));
  tcase_add_loop_test (tcase, epochs_and_refractory_periods_may_end_between_any_two_arrivals, 0, 4);
  tcase_add_test (tcase, those_who_are_refractory_are_counted_by_a_sum);
  tcase_add_loop_test (tcase, only_those_awake_are_scaled_when_an_epoch_begins, 0, 7);
  tcase_add_test (tcase, what_is_seen_does_not_depend_on_moments_entered);
  tcase_add_test (tcase, a_current_leaves_the_refractory_where_they_are);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
