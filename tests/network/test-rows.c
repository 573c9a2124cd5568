/* How stored synapses are kept: whatever the form, they are those of the rule, and their weights and delays
 * those that were drawn or given. */
#include <sys/resource.h>
#include "dummy.h"
#include "network/rows.h"

static RlifProjection *
connect_by (RlifPopulation *a, RlifPopulation *b, const RlifRule *rule, const RlifSynapses *synapses)
{
  GError *error = NULL;
  RlifProjection *p = rlif_network_connect (network, a, b, rule, synapses, &error);
  kit_no_error (error);
  return p;
}

/* All pairs of a rule, kept as they come. */
typedef struct {
  guint32 from, to;
} Pair;

static gboolean
keep (gpointer data, RlifPairs *pairs, G_GNUC_UNUSED GError **error)
{
  for (gsize k = 0; k < pairs->n; k++) {
    const Pair pair = { pairs->from[k], pairs->to[k] };
    g_array_append_val (data, pair);
  }
  return TRUE;
}

static int
by_source_then_target (gconstpointer a, gconstpointer b)
{
  const Pair *x = a, *y = b;
  if (x->from != y->from) return x->from < y->from ? -1 : 1;
  return x->to < y->to ? -1 : x->to > y->to;
}

static void
has_the_pairs (const RlifProjection *p, const RlifRule *rule)
{
  GError *error = NULL;
  RlifRowMaker maker = { 0 };
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  rlif_rule_make_pairs (rule, SEED, p->name, p->source->count, p->target->count, p->source == p->target, keep,
                        pairs, &error);
  kit_no_error (error);
  g_array_sort (pairs, by_source_then_target);
  ck_assert_uint_eq (p->n, pairs->len);
  gsize differ = 0, k = 0;
  for (guint32 row = 0; row < p->source->count; row++) {
    const RlifRow targets = rlif_projection_row (p, row, &maker);
    differ += rlif_projection_begin (p, row) != k;
    for (gsize j = 0; j < targets.n && k < pairs->len; j++, k++) {
      const Pair *pair = &g_array_index (pairs, Pair, k);
      differ += pair->from != row || pair->to != rlif_row_target (&targets, j);
    }
  }
  ck_assert_uint_eq (differ, 0);
  ck_assert_uint_eq (k, pairs->len);
  rlif_row_maker_clear (&maker);
}

/* clang-format off */
static const RlifRule RULES[] = {
  { .kind = RLIF_FIXED_INDEGREE, .k = 3, .multapses = TRUE },
  { .kind = RLIF_FIXED_INDEGREE, .k = 2 },
  { .kind = RLIF_FIXED_OUTDEGREE, .k = 700, .multapses = TRUE },
  { .kind = RLIF_FIXED_OUTDEGREE, .k = 5 },
  { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.0031 },
  { .kind = RLIF_PAIRWISE_POISSON, .p = 0.0017 },
  { .kind = RLIF_ALL_TO_ALL },
  { .kind = RLIF_FIXED_TOTAL, .k = 4321 },
  { .kind = RLIF_FIXED_TOTAL, .k = 14321, .multapses = TRUE } };
static const struct { guint32 sources, targets; } SIZES[] = {
  { 239, 23 }, { 23, 65536 }, { 23, 65537 }, { 7, 238500 } };
/* clang-format on */

START_TEST (rows_are_those_of_the_rule_in_every_form)
{
  RlifPopulation *a = dummies ("a", SIZES[_i].sources), *b = dummies ("b", SIZES[_i].targets);
  for (guint k = 0; k < G_N_ELEMENTS (RULES); k++) {
    g_autofree char *name = g_strdup_printf ("%u", k);
    RlifRule rule = RULES[k];
    RlifSynapses synapses = { .name = name, .weight = rlif_constant (0.3), .delay = rlif_constant (1.5),
                              .storage = RLIF_STORAGE_STORED };
    if (rule.kind == RLIF_FIXED_OUTDEGREE && !rule.multapses) rule.k = MIN (rule.k, SIZES[_i].targets);
    const RlifProjection *p = connect_by (a, b, &rule, &synapses);
    has_the_pairs (p, &rule);
    const gboolean is_short = SIZES[_i].targets <= 65536;
    ck_assert_int_eq (p->to_short != NULL, is_short);
    const gboolean is_total = rule.kind == RLIF_FIXED_TOTAL;   /* in no order */
    const double step = (double) SIZES[_i].targets * SIZES[_i].sources / (double) p->n;
    ck_assert_int_eq (p->step != NULL, !is_short && !is_total && step < 30000);
  }
}
END_TEST

START_TEST (steps_longer_than_two_bytes_tell_are_taken_in_parts)
{
  RlifPopulation *a = dummies ("a", 3), *b = dummies ("b", 1 << 24);
  const RlifRule rule = { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 4e-5 };
  const RlifSynapses synapses = { .name = "ab", .weight = rlif_constant (0.3), .delay = rlif_constant (1.5) };
  const RlifProjection *p = connect_by (a, b, &rule, &synapses);
  ck_assert_ptr_nonnull (p->step);
  ck_assert_uint_gt (p->first_step[3], p->n);
  has_the_pairs (p, &rule);
}
END_TEST

START_TEST (a_row_without_synapses_is_empty_in_every_form)
{
  RlifPopulation *a = dummies ("a", 30), *b = dummies ("b", 70000), *c = dummies ("c", 700);
  const RlifRule rule = { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 4e-4 }, rare = { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 1e-3 };
  const RlifSynapses synapses = { .name = "ab", .weight = rlif_constant (0.3), .delay = rlif_constant (1.5) };
  const RlifSynapses other = { .name = "ac", .weight = rlif_constant (0.3), .delay = rlif_constant (1.5) };
  has_the_pairs (connect_by (a, b, &rule, &synapses), &rule);
  const RlifProjection *p = connect_by (a, c, &rare, &other);
  gboolean has_empty = FALSE;
  for (guint32 row = 0; row < 30; row++) has_empty = has_empty || rlif_projection_begin (p, row) == rlif_projection_begin (p, row + 1);
  ck_assert (has_empty);
  has_the_pairs (p, &rare);
}
END_TEST

START_TEST (a_part_of_a_row_is_that_part)
{
  RlifPopulation *a = dummies ("a", 5), *b = dummies ("b", 70000), *c = dummies ("c", 700);
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = 100, .multapses = TRUE };
  const RlifSynapses synapses = { .name = "ab", .weight = rlif_constant (0.3), .delay = rlif_constant (1.5) };
  const RlifSynapses other = { .name = "ac", .weight = rlif_constant (0.3), .delay = rlif_constant (1.5) };
  const RlifProjection *made[] = { connect_by (a, b, &rule, &synapses), connect_by (a, c, &rule, &other) };
  for (guint k = 0; k < 2; k++) {
    RlifRowMaker whole = { 0 }, part = { 0 };
    const RlifRow row = rlif_projection_row (made[k], 3, &whole);
    const RlifRow some = rlif_projection_part (made[k], 3, 17, 61, &part);
    ck_assert_uint_eq (some.n, 44);
    for (gsize j = 0; j < 44; j++)
      ck_assert_uint_eq (rlif_row_target (&some, j), rlif_row_target (&row, 17 + j));
    rlif_row_maker_clear (&whole);
    rlif_row_maker_clear (&part);
  }
}
END_TEST

/* The synapses of a rule, made by so many threads. Delays are of a few kinds or of any. */
static RlifProjection *
make_by_threads (RlifNetwork **made, guint threads, const RlifRule *rule, guint32 targets, gboolean drawn,
                 const char *delay)
{
  GError *error = NULL;
  *made = rlif_network_new (drawn && g_str_equal (delay, "uniform(1 ms, 2 ms)") ? FS : 10, SEED);
  rlif_network_set_threads (*made, threads);
  RlifPopulation *a = kit_population (*made, "a", &rlif_model_dummy, 239);
  RlifPopulation *b = kit_population (*made, "b", &rlif_model_dummy, targets);
  RlifSynapses synapses = { .name = "ab", .weight = rlif_constant (0.3), .storage = RLIF_STORAGE_STORED };
  ck_assert (rlif_distribution_parse (delay, "ms", &synapses.delay, NULL));
  if (drawn) ck_assert (rlif_distribution_parse ("normal(0.5 mV, 2 mV)", "mV", &synapses.weight, NULL));
  RlifProjection *p = rlif_network_connect (*made, a, b, rule, &synapses, &error);
  kit_no_error (error);
  return p;
}

static void
same_synapses (const RlifProjection *x, const RlifProjection *y)
{
  RlifRowMaker in_x = { 0 }, in_y = { 0 };
  gsize differ = 0;
  ck_assert_uint_eq (x->n, y->n);
  for (guint32 row = 0; row < 240; row++) ck_assert_uint_eq (rlif_projection_begin (x, row), rlif_projection_begin (y, row));
  ck_assert_uint_eq (rlif_projection_get_size (x), rlif_projection_get_size (y));
  for (guint32 row = 0; row < 239; row++) {
    const RlifRow u = rlif_projection_row (x, row, &in_x), v = rlif_projection_row (y, row, &in_y);
    ck_assert_uint_eq (u.n, v.n);
    for (gsize k = 0; k < u.n; k++) differ += rlif_row_target (&u, k) != rlif_row_target (&v, k);
  }
  for (gsize s = 0; s < x->n; s++)
    differ += rlif_projection_weight (x, s) != rlif_projection_weight (y, s)
              || rlif_projection_delay (x, s) != rlif_projection_delay (y, s);
  ck_assert_uint_eq (differ, 0);
  rlif_row_maker_clear (&in_x);
  rlif_row_maker_clear (&in_y);
}

START_TEST (any_number_of_threads_makes_the_same_synapses)
{
  static const guint THREADS[] = { 2, 3, 4, 5, 7, 300 };
  static const char *const DELAYS[] = { "1.5 ms", "uniform(1 ms, 2 ms)", "uniform(0.05 ms, 3 ms)" };
  static const guint32 TARGETS[] = { 239, 65537 };
  for (guint k = 0; k < G_N_ELEMENTS (RULES) * 6; k++) {
    RlifRule rule = RULES[k / 6];
    const guint32 targets = TARGETS[k / 3 % 2];
    rule.k = MIN (rule.k, 4321);
    if (targets > 65536 && rule.kind == RLIF_ALL_TO_ALL) continue;
    if (rule.kind == RLIF_FIXED_OUTDEGREE) rule.k = MIN (rule.k, 53);
    RlifNetwork *alone, *shared;
    const RlifProjection *x = make_by_threads (&alone, 1, &rule, targets, k % 3 > 0, DELAYS[k % 3]);
    const guint threads = THREADS[(k + k / 6) % G_N_ELEMENTS (THREADS)];
    same_synapses (x, make_by_threads (&shared, threads, &rule, targets, k % 3 > 0, DELAYS[k % 3]));
    ck_assert_uint_gt (x->n, 50);
    rlif_network_free (alone);
    rlif_network_free (shared);
  }
}
END_TEST

START_TEST (threads_report_the_first_synapse_that_cannot_be)
{
  g_autofree char *first = NULL;
  for (guint threads = 1; threads <= 7; threads++) {
    g_autoptr (RlifNetwork) made = rlif_network_new (FS, SEED);
    g_autoptr (GError) error = NULL;
    rlif_network_set_threads (made, threads);
    RlifPopulation *a = kit_population (made, "a", &rlif_model_dummy, 239);
    RlifSynapses synapses = { .name = "ab", .weight = rlif_constant (0.3) };
    ck_assert (rlif_distribution_parse ("normal(1.5 ms, 0.8 ms)", "ms", &synapses.delay, NULL));
    ck_assert_ptr_null (rlif_network_connect (made, a, a, &RULES[0], &synapses, &error));
    ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
    ck_assert (strstr (error->message, "a delay of -"));
    if (!first) first = g_strdup (error->message);
    ck_assert_str_eq (error->message, first);
  }
}
END_TEST

/* The peak of memory while a network of many synapses is made, against what they take in the end. It is taken
 * in a process of its own: the others' memory does not count. */
START_TEST (making_synapses_takes_little_more_memory_than_they)
{
  static const struct { RlifRule rule; const char *weight; } CASES[] = {
    { { .kind = RLIF_FIXED_INDEGREE, .k = 1000, .multapses = TRUE }, "normal(1 mV, 0.1 mV)" },
    { { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.1 }, "normal(1 mV, 0.1 mV)" },
    { { .kind = RLIF_FIXED_TOTAL, .k = 10000000, .multapses = TRUE }, "0.3 mV" } };
  struct rusage before, after;
  GError *error = NULL;
  if (SANITIZED) return;     /* it takes memory of its own */
  RlifPopulation *a = dummies ("a", 10000);
  RlifSynapses synapses = { .name = "a", .delay = rlif_constant (1.5), .storage = RLIF_STORAGE_STORED };
  ck_assert (rlif_distribution_parse (CASES[_i].weight, "mV", &synapses.weight, NULL));
  getrusage (RUSAGE_SELF, &before);
  const RlifProjection *p = rlif_network_connect (network, a, a, &CASES[_i].rule, &synapses, &error);
  kit_no_error (error);
  getrusage (RUSAGE_SELF, &after);
  const double peak = 1024.0 * (double) (after.ru_maxrss - before.ru_maxrss);
  const double size = (double) rlif_projection_get_size (p);
  ck_assert_msg (peak < 1.5 * size, "%.0f bytes for %.0f", peak, size);
}
END_TEST

/* A list of synapses with weights of so many kinds, and delays of as many. */
static RlifProjection *
connect_list (guint kinds, gboolean single)
{
  enum { N = 5000 };
  static guint32 from[N], to[N];
  static double weight[N];
  static RlifTime delay[N];
  GError *error = NULL;
  RlifPopulation *a = dummies ("a", 50), *b = dummies ("b", 100);
  const RlifSynapses synapses = { .name = "list", .single_precision = single };
  for (guint k = 0; k < N; k++) {
    from[k] = k % 50;
    to[k] = k / 50;
    weight[k] = 0.1 + 0.001 * (k % kinds);
    delay[k] = FS + 7 * (k % kinds);
  }
  RlifProjection *p = rlif_network_connect_list (network, a, b, &synapses, N, from, to, weight, delay, &error);
  kit_no_error (error);
  for (guint32 row = 0; row < 50; row++)
    for (gsize s = rlif_projection_begin (p, row); s < rlif_projection_begin (p, row + 1); s++) {
      const guint k = rlif_projection_target (p, s) * 50 + row;
      const double w = 0.1 + 0.001 * (k % kinds);
      ck_assert (rlif_projection_weight (p, s) == (single ? (double) (float) w : w));
      ck_assert_int_eq (rlif_projection_delay (p, s), FS + 7 * (k % kinds));
    }
  return p;
}

START_TEST (weights_and_delays_that_are_all_the_same_take_nothing)
{
  const RlifProjection *p = connect_list (1, FALSE);
  g_autofree char *words = rlif_projection_describe_storage (p);
  ck_assert (!rlif_projection_weights_differ (p) && !rlif_projection_delays_differ (p));
  ck_assert_uint_eq (rlif_projection_get_size (p), 5000 * 2);
  ck_assert_str_eq (words, "stored: targets of 2 bytes");
  ck_assert (p->same_weight == 0.1);
  ck_assert_int_eq (p->same_delay, FS);
}
END_TEST

/* Neuron k of 50 has synapses onto the first targets, all so many but perhaps the last neuron. */
static RlifProjection *
connect_first (guint each, guint last)
{
  guint32 from[250], to[250];
  guint n = 0;
  GError *error = NULL;
  RlifPopulation *a = dummies ("a", 50), *b = dummies ("b", 100);
  const RlifSynapses synapses = { .name = "list", .weight = rlif_constant (0.3), .delay = rlif_constant (1) };
  for (guint32 k = 0; k < 50; k++)
    for (guint32 j = 0; j < (k == 49 ? last : each); j++, n++) {
      from[n] = k;
      to[n] = j;
    }
  RlifProjection *p = rlif_network_connect_list (network, a, b, &synapses, n, from, to, NULL, NULL, &error);
  kit_no_error (error);
  return p;
}

START_TEST (only_rows_that_differ_in_length_need_a_table)
{
  static const struct { guint each, last; } LENGTHS[] = { { 3, 3 }, { 3, 2 }, { 3, 4 }, { 0, 1 }, { 1, 1 }, { 0, 0 } };
  const guint each = LENGTHS[_i].each, last = LENGTHS[_i].last;
  const RlifProjection *p = connect_first (each, last);
  const guint n = 49 * each + last;
  for (guint32 k = 0; k < 50; k++) ck_assert_uint_eq (rlif_projection_begin (p, k), k * each);
  ck_assert_uint_eq (rlif_projection_begin (p, 50), n);
  ck_assert_uint_eq (rlif_projection_get_size (p), n * sizeof (guint16) + (each == last ? 0 : 51 * sizeof (gsize)));
  for (guint32 k = 0; k < 50; k++)
    for (gsize s = rlif_projection_begin (p, k); s < rlif_projection_begin (p, k + 1); s++)
      ck_assert_uint_eq (rlif_projection_target (p, s), s - rlif_projection_begin (p, k));
}
END_TEST

START_TEST (weights_and_delays_of_up_to_256_kinds_take_a_byte)
{
  static const guint KINDS[] = { 2, 239, 256, 257 };
  const RlifProjection *p = connect_list (KINDS[_i], FALSE);
  g_autofree char *words = rlif_projection_describe_storage (p);
  ck_assert_int_eq (p->weight_index != NULL, KINDS[_i] <= 256);
  ck_assert_int_eq (p->delay_index != NULL, KINDS[_i] <= 256);
  ck_assert_uint_eq (rlif_projection_get_size (p), 5000 * (KINDS[_i] <= 256 ? 4 : 18));
  ck_assert_str_eq (words, KINDS[_i] <= 256
                             ? "stored: targets of 2 bytes, weights from a table, delays from a table"
                             : "stored: targets of 2 bytes, weights of 8 bytes, delays of 8 bytes");
}
END_TEST

START_TEST (single_precision_rounds_weights_when_asked)
{
  const RlifProjection *p = connect_list (1000, TRUE);
  g_autofree char *words = rlif_projection_describe_storage (p);
  ck_assert_ptr_nonnull (p->weight_single);
  ck_assert (strstr (words, "weights of 4 bytes (rounded: single precision)"));
}
END_TEST

START_TEST (drawn_weights_in_single_precision_are_those_in_double_rounded)
{
  RlifPopulation *a = dummies ("a", 40);
  const RlifRule rule = { .kind = RLIF_FIXED_INDEGREE, .k = 11, .multapses = TRUE };
  RlifSynapses synapses = { .name = "d", .delay = rlif_constant (1.5) };
  ck_assert (rlif_distribution_parse ("normal(0.5 mV, 2 mV)", "mV", &synapses.weight, NULL));
  const RlifProjection *wide = connect_by (a, a, &rule, &synapses);
  RlifNetwork *other = rlif_network_new (FS, SEED);
  RlifPopulation *b = kit_population (other, "a", &rlif_model_dummy, 40);
  synapses.single_precision = TRUE;
  const RlifProjection *narrow = rlif_network_connect (other, b, b, &rule, &synapses, NULL);
  ck_assert_uint_eq (narrow->n, wide->n);
  for (gsize s = 0; s < wide->n; s++) ck_assert (narrow->weight_single[s] == (float) wide->weight[s]);
  rlif_network_free (other);
}
END_TEST

static const RlifPlasticity STDP = { .kind = RLIF_STDP, .a_plus = 0.1, .a_minus = 0.1, .tau_plus = 20,
                                     .tau_minus = 20, .w_max = 1 };

START_TEST (synapses_under_stdp_take_a_weight_a_moment_and_a_trace_more)
{
  RlifPopulation *a = dummies ("a", 23);
  const RlifRule rule = { .kind = RLIF_FIXED_INDEGREE, .k = 7, .multapses = TRUE };
  RlifSynapses synapses = { .name = "fixed", .delay = rlif_constant (1.5), .weight = rlif_constant (0.3) };
  const gsize fixed = rlif_projection_get_size (connect_by (a, a, &rule, &synapses));
  synapses.name = "learning";
  synapses.plasticity = STDP;
  const RlifProjection *p = connect_by (a, a, &rule, &synapses);
  g_autofree char *words = rlif_projection_describe_storage (p);
  ck_assert_uint_eq (rlif_projection_get_size (p),
                     fixed + 23 * 7 * (2 * sizeof (double) + sizeof (RlifTime)));
  ck_assert_str_eq (words, "stored: targets of 2 bytes, 24 bytes to learn");
}
END_TEST

START_TEST (weights_that_learn_are_not_rounded)
{
  RlifPopulation *a = dummies ("a", 4);
  const RlifRule rule = { .kind = RLIF_ALL_TO_ALL };
  RlifSynapses synapses = { .name = "d", .delay = rlif_constant (1.5), .weight = rlif_constant (0.3),
                            .single_precision = TRUE };
  synapses.plasticity = STDP;
  GError *error = NULL;
  ck_assert_ptr_null (rlif_network_connect (network, a, a, &rule, &synapses, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
  ck_assert (strstr (error->message, "weight_precision = double"));
  g_error_free (error);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("rows");
  TCase *tcase = tcase_create ("rows");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, rows_are_those_of_the_rule_in_every_form, 0, (int) G_N_ELEMENTS (SIZES));
  tcase_add_test (tcase, steps_longer_than_two_bytes_tell_are_taken_in_parts);
  tcase_add_test (tcase, a_row_without_synapses_is_empty_in_every_form);
  tcase_add_test (tcase, a_part_of_a_row_is_that_part);
  tcase_add_test (tcase, weights_and_delays_that_are_all_the_same_take_nothing);
  tcase_add_loop_test (tcase, only_rows_that_differ_in_length_need_a_table, 0, 6);
  tcase_add_loop_test (tcase, weights_and_delays_of_up_to_256_kinds_take_a_byte, 0, 4);
  tcase_add_test (tcase, any_number_of_threads_makes_the_same_synapses);
  tcase_add_test (tcase, threads_report_the_first_synapse_that_cannot_be);
  tcase_add_loop_test (tcase, making_synapses_takes_little_more_memory_than_they, 0, 3);
  tcase_add_test (tcase, single_precision_rounds_weights_when_asked);
  tcase_add_test (tcase, drawn_weights_in_single_precision_are_those_in_double_rounded);
  tcase_add_test (tcase, weights_that_learn_are_not_rounded);
  tcase_add_test (tcase, synapses_under_stdp_take_a_weight_a_moment_and_a_trace_more);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
