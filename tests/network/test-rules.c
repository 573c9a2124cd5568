/* Connection rules: what each promises, exactly or in distribution. */
#include <sys/resource.h>
#include "dummy.h"

static RlifProjection *
connect_with (RlifPopulation *a, RlifPopulation *b, const char *name, RlifRule rule)
{
  GError *error = NULL;
  const RlifSynapses synapses = { .name = name, .weight = rlif_constant (0.3),
                                  .delay = rlif_constant (1.5) };
  RlifProjection *p = rlif_network_connect (network, a, b, &rule, &synapses, &error);
  kit_no_error (error);
  return p;
}

/* How often each pair is connected: (owned) [sources][targets]. Checks the rows on the way, with few
 * assertions, each of which writes to a file. */
static guint *
count_pairs (const RlifProjection *p)
{
  const guint32 targets = p->target->count;
  guint *pairs = g_new0 (guint, (gsize) p->source->count * targets);
  gboolean in_order = rlif_projection_begin (p, 0) == 0 && rlif_projection_begin (p, p->source->count) == p->n;
  for (guint32 s = 0; in_order && s < p->source->count; s++)
    for (gsize k = rlif_projection_begin (p, s); in_order && k < rlif_projection_begin (p, s + 1); k++) {
      in_order = rlif_projection_target (p, k) < targets && (k == rlif_projection_begin (p, s) || rlif_projection_target (p, k - 1) <= rlif_projection_target (p, k));
      if (in_order) pairs[(gsize) s * targets + rlif_projection_target (p, k)]++;
    }
  ck_assert_msg (in_order, "the rows of %s are not in order", p->name);
  return pairs;
}

static guint
in_degree (const guint *pairs, guint32 sources, guint32 targets, guint32 t)
{
  guint n = 0;
  for (guint32 s = 0; s < sources; s++) n += pairs[(gsize) s * targets + t];
  return n;
}

static guint
out_degree (const guint *pairs, guint32 targets, guint32 s)
{
  guint n = 0;
  for (guint32 t = 0; t < targets; t++) n += pairs[(gsize) s * targets + t];
  return n;
}

static guint
most_often (const guint *pairs, gsize n)
{
  guint most = 0;
  for (gsize k = 0; k < n; k++) most = MAX (most, pairs[k]);
  return most;
}

START_TEST (fixed_degrees_are_exact)
{
  RlifPopulation *a = kit_population (network, "a", &rlif_model_dummy, 37);
  RlifPopulation *b = kit_population (network, "b", &rlif_model_dummy, 53);
  for (int multapses = 0; multapses < 2; multapses++) {
    const RlifRule in = { .kind = RLIF_FIXED_INDEGREE, .k = 17, .multapses = multapses };
    const RlifRule out = { .kind = RLIF_FIXED_OUTDEGREE, .k = 29, .multapses = multapses };
    g_autofree guint *x = count_pairs (connect_with (a, b, multapses ? "i" : "I", in));
    g_autofree guint *y = count_pairs (connect_with (a, b, multapses ? "o" : "O", out));
    for (guint32 t = 0; t < 53; t++) ck_assert_uint_eq (in_degree (x, 37, 53, t), 17);
    for (guint32 s = 0; s < 37; s++) ck_assert_uint_eq (out_degree (y, 53, s), 29);
    ck_assert_int_eq (most_often (x, 37 * 53) > 1, multapses);
    ck_assert_int_eq (most_often (y, 37 * 53) > 1, multapses);
  }
}
END_TEST

START_TEST (a_fixed_total_is_exact_and_without_multapses_distinct)
{
  RlifPopulation *a = kit_population (network, "a", &rlif_model_dummy, 21);
  static const guint64 totals[] = { 0, 5, 100, 300, 419, 420 };
  for (guint k = 0; k < G_N_ELEMENTS (totals); k++) {
    const RlifRule rule = { .kind = RLIF_FIXED_TOTAL, .k = totals[k] };
    g_autofree char *name = g_strdup_printf ("%u", k);
    const RlifProjection *p = connect_with (a, a, name, rule);
    g_autofree guint *pairs = count_pairs (p);
    ck_assert_uint_eq (p->n, totals[k]);
    ck_assert_uint_le (most_often (pairs, 21 * 21), 1);
    for (guint32 i = 0; i < 21; i++) ck_assert_uint_eq (pairs[i * 21 + i], 0);
  }
  const RlifRule many = { .kind = RLIF_FIXED_TOTAL, .k = 5000, .multapses = TRUE };
  ck_assert_uint_eq (connect_with (a, a, "many", many)->n, 5000);
}
END_TEST

START_TEST (no_rule_connects_a_neuron_to_itself_unless_told)
{
  static const RlifRule rules[] = {
    { .kind = RLIF_ALL_TO_ALL },
    { .kind = RLIF_FIXED_INDEGREE, .k = 30, .multapses = TRUE },
    { .kind = RLIF_FIXED_INDEGREE, .k = 18 },
    { .kind = RLIF_FIXED_OUTDEGREE, .k = 30, .multapses = TRUE },
    { .kind = RLIF_FIXED_OUTDEGREE, .k = 18 },
    { .kind = RLIF_FIXED_TOTAL, .k = 2000, .multapses = TRUE },
    { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.9 },
    { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 1 },
    { .kind = RLIF_PAIRWISE_POISSON, .p = 2.5 } };
  RlifPopulation *a = kit_population (network, "a", &rlif_model_dummy, 19);
  for (guint k = 0; k < G_N_ELEMENTS (rules); k++)
    for (int self = 0; self < 2; self++) {
      RlifRule rule = rules[k];
      rule.self_connections = self;
      g_autofree char *name = g_strdup_printf ("%u %d", k, self);
      g_autofree guint *pairs = count_pairs (connect_with (a, a, name, rule));
      guint selves = 0, last = 0;
      for (guint32 i = 0; i < 19; i++) selves += pairs[i * 19 + i];
      for (guint32 i = 0; i < 18; i++) last += pairs[i * 19 + 18] + pairs[18 * 19 + i];
      ck_assert_int_eq (selves > 0, self);
      ck_assert_uint_gt (last, 0);  /* stepping over oneself must not lose the last one */
    }
}
END_TEST

START_TEST (all_and_one_to_one_are_what_they_say)
{
  RlifPopulation *a = kit_population (network, "a", &rlif_model_dummy, 7);
  RlifPopulation *b = kit_population (network, "b", &rlif_model_dummy, 7);
  g_autofree guint *all = count_pairs (connect_with (a, b, "all", (RlifRule) { RLIF_ALL_TO_ALL }));
  g_autofree guint *one = count_pairs (connect_with (a, b, "one", (RlifRule) { RLIF_ONE_TO_ONE }));
  for (guint k = 0; k < 49; k++) {
    ck_assert_uint_eq (all[k], 1);
    ck_assert_uint_eq (one[k], k / 7 == k % 7);
  }
}
END_TEST

/* Chi-squared of counts against one expectation, in standard deviations from its mean. */
static double
deviation (const guint *count, gsize n, double expected, double variance)
{
  double sum = 0;
  for (gsize k = 0; k < n; k++) sum += (count[k] - expected) * (count[k] - expected) / variance;
  return (sum - (double) n) / sqrt (2.0 * (double) n);
}

START_TEST (every_pair_is_as_likely_as_any_other)
{
  enum { A = 23, B = 31, ROUNDS = 400 };
  static const RlifRule rules[] = {
    { .kind = RLIF_FIXED_INDEGREE, .k = 9, .multapses = TRUE },
    { .kind = RLIF_FIXED_INDEGREE, .k = 9 },
    { .kind = RLIF_FIXED_OUTDEGREE, .k = 12, .multapses = TRUE },
    { .kind = RLIF_FIXED_OUTDEGREE, .k = 12 },
    { .kind = RLIF_FIXED_TOTAL, .k = 250, .multapses = TRUE },
    { .kind = RLIF_FIXED_TOTAL, .k = 250 },
    { .kind = RLIF_FIXED_TOTAL, .k = 500 },
    { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.37 },
    { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.93 },
    { .kind = RLIF_PAIRWISE_POISSON, .p = 0.37 } };
  static const double mean[] = { 9.0 / A, 9.0 / A, 12.0 / B, 12.0 / B, 250.0 / (A * B), 250.0 / (A * B),
                                 500.0 / (A * B), 0.37, 0.93, 0.37 };
  static const gboolean poisson[] = { TRUE, FALSE, TRUE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE, TRUE };
  RlifPopulation *a = kit_population (network, "a", &rlif_model_dummy, A);
  RlifPopulation *b = kit_population (network, "b", &rlif_model_dummy, B);
  for (guint k = 0; k < G_N_ELEMENTS (rules); k++) {
    guint sum[A * B] = { 0 };
    for (guint round = 0; round < ROUNDS; round++) {
      g_autofree char *name = g_strdup_printf ("%u %u", k, round);
      g_autofree guint *pairs = count_pairs (connect_with (a, b, name, rules[k]));
      for (guint j = 0; j < A * B; j++) sum[j] += pairs[j];
      g_ptr_array_set_size (network->projections, 0);
    }
    const double variance = poisson[k] ? mean[k] : mean[k] * (1 - mean[k]);
    const double z = deviation (sum, A * B, ROUNDS * mean[k], ROUNDS * variance);
    ck_assert_msg (fabs (z) < 4.5, "rule %u: chi-squared off by %g standard deviations", k, z);
  }
}
END_TEST

START_TEST (rows_of_bernoulli_and_poisson_are_independent)
{
  /* The variance of out-degrees is that of independent pairs: binomial or Poisson. */
  RlifPopulation *a = kit_population (network, "a", &rlif_model_dummy, 4000);
  RlifPopulation *b = kit_population (network, "b", &rlif_model_dummy, 300);
  for (int k = 0; k < 2; k++) {
    const RlifRule rule = { .kind = k ? RLIF_PAIRWISE_POISSON : RLIF_PAIRWISE_BERNOULLI, .p = 0.2 };
    const RlifProjection *p = connect_with (a, b, k ? "p" : "b", rule);
    double sum = 0, squares = 0;
    for (guint32 s = 0; s < 4000; s++) {
      const double degree = (double) (rlif_projection_begin (p, s + 1) - rlif_projection_begin (p, s));
      sum += degree;
      squares += degree * degree;
    }
    const double mean = sum / 4000, variance = squares / 4000 - mean * mean;
    const double expected = k ? 60 : 48;
    ck_assert_double_eq_tol (mean, 60, 4.5 * sqrt (expected / 4000));
    ck_assert_double_eq_tol (variance, expected, 4.5 * expected * sqrt (2.0 / 4000));
  }
}
END_TEST

START_TEST (the_same_name_and_seed_draw_the_same_whatever_else_there_is)
{
  RlifNetwork *other = rlif_network_new (FS, 2385), *third = rlif_network_new (FS, 2386);
  RlifPopulation *extra = kit_population (other, "extra", &rlif_model_dummy, 5);
  RlifPopulation *p[3] = { kit_population (network, "x", &rlif_model_dummy, 40),
                           kit_population (other, "x", &rlif_model_dummy, 40),
                           kit_population (third, "x", &rlif_model_dummy, 40) };
  RlifNetwork *net[3] = { network, other, third };
  const RlifRule rule = { .kind = RLIF_FIXED_INDEGREE, .k = 8, .multapses = TRUE };
  RlifSynapses synapses = { .name = "before", .delay = rlif_constant (1) };
  ck_assert (rlif_distribution_parse ("normal(1 mV, 0.3 mV)", "mV", &synapses.weight, NULL));
  ck_assert (rlif_network_connect (other, extra, extra, &rule, &synapses, NULL));
  synapses.name = "x -> x";
  RlifProjection *made[3];
  for (int k = 0; k < 3; k++) {
    made[k] = rlif_network_connect (net[k], p[k], p[k], &rule, &synapses, NULL);
    kit_set (p[k], "p", "uniform(-1 mV, 1 mV)", "mV");
  }
  ck_assert_mem_eq (made[0]->to_short, made[1]->to_short, made[0]->n * sizeof (guint16));
  ck_assert_mem_eq (made[0]->weight, made[1]->weight, made[0]->n * sizeof (double));
  ck_assert_mem_eq (p[0]->par, p[1]->par, 40 * sizeof (double));
  ck_assert_mem_ne (made[0]->to_short, made[2]->to_short, made[0]->n * sizeof (guint16));
  ck_assert_mem_ne (p[0]->par, p[2]->par, 40 * sizeof (double));
  rlif_network_free (other);
  rlif_network_free (third);
}
END_TEST

/* The chosen ones of a row, straightforwardly: shuffle the first k places of a fresh array. */
static void
choose_distinct (const char *name, guint32 row, guint32 n, guint32 k, guint32 chosen[])
{
  RlifStream stream;
  guint32 index[100];
  rlif_stream_init (&stream, SEED, RLIF_PURPOSE_CONNECT, name, row);
  for (guint32 j = 0; j < n; j++) index[j] = j;
  for (guint32 j = 0; j < k; j++) {
    const guint32 other = j + rlif_stream_below (&stream, n - j);
    chosen[j] = index[other];
    index[other] = index[j];
    index[j] = chosen[j];
  }
}

START_TEST (each_row_of_fixed_degree_is_drawn_by_itself)
{
  RlifPopulation *a = dummies ("a", 37), *b = dummies ("b", 53);
  const RlifRule in = { .kind = RLIF_FIXED_INDEGREE, .k = 17 };
  const RlifRule out = { .kind = RLIF_FIXED_OUTDEGREE, .k = 29 };
  g_autofree guint *x = count_pairs (connect_with (a, b, "in", in));
  g_autofree guint *y = count_pairs (connect_with (a, b, "out", out));
  guint32 chosen[29];
  for (guint32 t = 0; t < 53; t++) {
    choose_distinct ("in", t, 37, 17, chosen);
    for (guint k = 0; k < 17; k++) ck_assert_uint_eq (x[chosen[k] * 53 + t], 1);
  }
  for (guint32 s = 0; s < 37; s++) {
    choose_distinct ("out", s, 53, 29, chosen);
    for (guint k = 0; k < 29; k++) ck_assert_uint_eq (y[s * 53 + chosen[k]], 1);
  }
}
END_TEST

START_TEST (a_row_does_not_depend_on_how_many_follow)
{
  static const RlifRule rules[] = {
    { .kind = RLIF_FIXED_INDEGREE, .k = 9, .multapses = TRUE },
    { .kind = RLIF_FIXED_OUTDEGREE, .k = 9, .multapses = TRUE },
    { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.37 },
    { .kind = RLIF_PAIRWISE_POISSON, .p = 0.37 } };
  RlifPopulation *few = dummies ("few", 7), *b = dummies ("b", 23);
  g_autoptr (RlifNetwork) other = rlif_network_new (FS, SEED);
  RlifPopulation *c = kit_population (other, "c", &rlif_model_dummy, 19);
  RlifPopulation *d = kit_population (other, "d", &rlif_model_dummy, 23);
  for (guint k = 0; k < G_N_ELEMENTS (rules); k++) {
    const gboolean in = rules[k].kind == RLIF_FIXED_INDEGREE;
    g_autofree char *name = g_strdup_printf ("%u", k);
    const RlifProjection *short_one = in ? connect_with (b, few, name, rules[k])
                                         : connect_with (few, b, name, rules[k]);
    const RlifSynapses synapses = { .name = name, .weight = rlif_constant (0.3) };
    const RlifProjection *long_one = rlif_network_connect (other, in ? d : c, in ? c : d, &rules[k],
                                                           &synapses, NULL);
    g_autofree guint *x = count_pairs (short_one), *y = count_pairs (long_one);
    for (guint32 row = 0; row < 7; row++)
      for (guint32 j = 0; j < 23; j++)
        ck_assert_uint_eq (x[in ? j * 7 + row : row * 23 + j], y[in ? j * 19 + row : row * 23 + j]);
  }
}
END_TEST

/* Chi-squared of how often each of the sets of pairs was made, by the bits of the pairs in it, in
 * standard deviations from its mean. */
static double
deviation_of_sets (RlifPopulation *a, RlifPopulation *b, RlifRule rule, guint n_sets)
{
  enum { ROUNDS = 4000 };
  g_autoptr (GHashTable) count = g_hash_table_new (NULL, NULL);
  const guint n_pairs = a->count * b->count;
  for (guint round = 0; round < ROUNDS; round++) {
    g_autofree char *name = g_strdup_printf ("%d %u %u", (int) rule.kind, (guint) rule.k, round);
    g_autofree guint *pairs = count_pairs (connect_with (a, b, name, rule));
    guint set = 0;
    for (guint k = 0; k < n_pairs; k++) set |= pairs[k] << k;
    const guint seen = GPOINTER_TO_UINT (g_hash_table_lookup (count, GUINT_TO_POINTER (set)));
    g_hash_table_insert (count, GUINT_TO_POINTER (set), GUINT_TO_POINTER (seen + 1));
    g_ptr_array_set_size (network->projections, 0);
  }
  ck_assert_uint_eq (g_hash_table_size (count), n_sets);
  double sum = 0;
  GHashTableIter iter;
  gpointer times;
  g_hash_table_iter_init (&iter, count);
  while (g_hash_table_iter_next (&iter, NULL, &times)) {
    const double off = (double) GPOINTER_TO_SIZE (times) - (double) ROUNDS / n_sets;
    sum += off * off / ((double) ROUNDS / n_sets);
  }
  return (sum - (n_sets - 1)) / sqrt (2.0 * (n_sets - 1));
}

START_TEST (every_set_of_distinct_partners_is_as_likely_as_any_other)
{
  RlifPopulation *a = dummies ("a", 1), *b = dummies ("b", 2), *c = dummies ("c", 3), *d = dummies ("d", 6);
  const RlifRule out = { .kind = RLIF_FIXED_OUTDEGREE, .k = 3 };
  ck_assert_double_lt (fabs (deviation_of_sets (a, d, out, 20)), 4.5);
  const RlifRule in = { .kind = RLIF_FIXED_INDEGREE, .k = 2 };
  ck_assert_double_lt (fabs (deviation_of_sets (d, a, in, 15)), 4.5);
  /* 2 and 3 of 6 pairs are drawn, of 4 the others; without self-connections 2 and 4 of 6. */
  for (guint k = 2; k <= 4; k++) {
    const RlifRule total = { .kind = RLIF_FIXED_TOTAL, .k = k };
    ck_assert_double_lt (fabs (deviation_of_sets (b, c, total, k == 3 ? 20 : 15)), 4.5);
    ck_assert_double_lt (fabs (deviation_of_sets (c, c, total, k == 3 ? 20 : 15)), 4.5);
  }
}
END_TEST

START_TEST (a_total_is_spread_over_more_pairs_than_32_bits_number)
{
  RlifPopulation *a = dummies ("a", 1 << 19), *b = dummies ("b", 1 << 18);
  for (int multapses = 0; multapses < 2; multapses++) {
    const RlifRule rule = { .kind = RLIF_FIXED_TOTAL, .k = 16000, .multapses = multapses };
    const RlifProjection *p = connect_with (a, b, multapses ? "m" : "d", rule);
    guint quarter[16] = { 0 };
    for (guint32 s = 0; s < a->count; s++)
      for (gsize k = rlif_projection_begin (p, s); k < rlif_projection_begin (p, s + 1); k++) quarter[4 * (s >> 17) + (rlif_projection_target (p, k) >> 16)]++;
    ck_assert_uint_eq (p->n, 16000);
    ck_assert_double_lt (fabs (deviation (quarter, 16, 1000, 1000)), 4.5);
  }
}
END_TEST

START_TEST (the_pairs_of_poisson_are_poissonian)
{
  enum { N = 300 };
  static const double mean = 0.83;
  RlifPopulation *a = dummies ("a", N);
  const RlifRule rule = { .kind = RLIF_PAIRWISE_POISSON, .p = mean, .self_connections = TRUE };
  g_autofree guint *pairs = count_pairs (connect_with (a, a, "p", rule));
  guint times[6] = { 0 };
  for (guint k = 0; k < N * N; k++) times[MIN (pairs[k], 5)]++;
  double chance = exp (-mean), rest = 1, sum = 0;
  for (int k = 0; k < 6; k++) {
    const double expected = N * N * (k < 5 ? chance : rest);
    sum += (times[k] - expected) * (times[k] - expected) / expected;
    rest -= chance;
    chance *= mean / (k + 1);
  }
  ck_assert_double_lt (sum, 20.5);     /* exceeded once in a thousand, with 5 degrees of freedom */
}
END_TEST

START_TEST (rare_pairs_are_as_rare_as_told)
{
  RlifPopulation *a = dummies ("a", 5000), *b = dummies ("b", 7000);
  for (int k = 0; k < 2; k++) {
    const RlifRule rule = { .kind = k ? RLIF_PAIRWISE_POISSON : RLIF_PAIRWISE_BERNOULLI, .p = 4e-5 };
    const RlifRule never = { .kind = rule.kind, .p = 1e-300 }, none = { .kind = rule.kind };
    ck_assert_double_eq_tol ((double) connect_with (a, b, k ? "p" : "b", rule)->n, 1400,
                             4.5 * sqrt (1400));
    ck_assert_uint_eq (connect_with (a, b, k ? "pn" : "bn", never)->n, 0);
    ck_assert_uint_eq (connect_with (a, b, k ? "p0" : "b0", none)->n, 0);
  }
}
END_TEST

START_TEST (a_probability_of_1_connects_all_and_of_0_none)
{
  RlifPopulation *a = dummies ("a", 29);
  for (int self = 0; self < 2; self++) {
    const RlifRule all = { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 1, .self_connections = self };
    g_autofree guint *pairs = count_pairs (connect_with (a, a, self ? "all" : "others", all));
    for (guint k = 0; k < 29 * 29; k++) ck_assert_uint_eq (pairs[k], self || k / 29 != k % 29);
  }
  for (int k = 0; k < 2; k++) {
    const RlifRule none = { .kind = k ? RLIF_PAIRWISE_POISSON : RLIF_PAIRWISE_BERNOULLI, .p = -0.0 };
    ck_assert_uint_eq (connect_with (a, a, k ? "p" : "b", none)->n, 0);
  }
}
END_TEST

START_TEST (no_partners_may_be_wanted)
{
  RlifPopulation *one = dummies ("one", 1);
  for (int kind = RLIF_FIXED_INDEGREE; kind <= RLIF_FIXED_TOTAL; kind++) {
    g_autofree char *name = g_strdup_printf ("%d", kind);
    ck_assert_uint_eq (connect_with (one, one, name, (RlifRule) { .kind = (RlifRuleKind) kind })->n, 0);
  }
}
END_TEST

/* Connects "a" to "a" if it is the only population, else to "b". */
static void
refused (RlifRule rule, RlifError code, const char *words)
{
  RlifPopulation *a = rlif_network_get_population (network, 0);
  RlifPopulation *b = rlif_network_find_population (network, "b");
  const RlifSynapses synapses = { .name = "x", .weight = rlif_constant (0.3),
                                  .storage = RLIF_STORAGE_STORED };
  GError *error = NULL;
  ck_assert (!rlif_network_connect (network, a, b ? b : a, &rule, &synapses, &error));
  expect_error (&error, code, words);
  ck_assert_uint_eq (network->projections->len, 0);
}

START_TEST (a_rule_that_a_population_cannot_meet_with_itself_is_refused)
{
  dummies ("a", 10);
  refused ((RlifRule) { .kind = RLIF_ONE_TO_ONE }, RLIF_ERROR_INVALID,
           "set self_connections = yes if they are meant");
  refused ((RlifRule) { .kind = RLIF_FIXED_INDEGREE, .k = 10 }, RLIF_ERROR_INVALID,
           "10 partners are wanted, but there are only 9 besides the neuron (multapses = yes allows");
  refused ((RlifRule) { .kind = RLIF_FIXED_OUTDEGREE, .k = 11, .self_connections = TRUE },
           RLIF_ERROR_INVALID, "11 partners are wanted, but there are only 10 (multapses");
  refused ((RlifRule) { .kind = RLIF_FIXED_TOTAL, .k = 91 }, RLIF_ERROR_INVALID,
           "91 synapses are wanted, but there are only 90 pairs");
  refused ((RlifRule) { .kind = RLIF_FIXED_TOTAL, .k = 101, .self_connections = TRUE },
           RLIF_ERROR_INVALID, "101 synapses are wanted, but there are only 100 pairs");
}
END_TEST

START_TEST (a_neuron_alone_has_no_partner)
{
  dummies ("a", 1);
  refused ((RlifRule) { .kind = RLIF_FIXED_INDEGREE, .k = 1, .multapses = TRUE }, RLIF_ERROR_INVALID,
           "1 partners are wanted, but there are only 0 besides the neuron");
  refused ((RlifRule) { .kind = RLIF_FIXED_OUTDEGREE, .k = 3, .multapses = TRUE }, RLIF_ERROR_INVALID,
           "3 partners are wanted, but there are only 0 besides the neuron");
  refused ((RlifRule) { .kind = RLIF_FIXED_TOTAL, .k = 1, .multapses = TRUE }, RLIF_ERROR_INVALID,
           "1 synapses are wanted, but there are only 0 pairs");
}
END_TEST

START_TEST (a_rule_that_two_populations_cannot_meet_is_refused)
{
  dummies ("a", 10);
  dummies ("b", 12);
  refused ((RlifRule) { .kind = RLIF_ONE_TO_ONE }, RLIF_ERROR_INVALID,
           "one_to_one needs as many sources as targets: 10 and 12");
  refused ((RlifRule) { .kind = RLIF_FIXED_INDEGREE, .k = 11 }, RLIF_ERROR_INVALID,
           "11 partners are wanted, but there are only 10 (multapses = yes allows");
  refused ((RlifRule) { .kind = RLIF_FIXED_OUTDEGREE, .k = 13 }, RLIF_ERROR_INVALID,
           "13 partners are wanted, but there are only 12");
  refused ((RlifRule) { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 1.0001 }, RLIF_ERROR_INVALID,
           "a probability of 1.0001; it is between 0 and 1");
  refused ((RlifRule) { .kind = RLIF_PAIRWISE_BERNOULLI, .p = -0.1 }, RLIF_ERROR_INVALID,
           "a probability of -0.1; it is between 0 and 1");
  refused ((RlifRule) { .kind = RLIF_PAIRWISE_BERNOULLI, .p = NAN }, RLIF_ERROR_INVALID,
           "a probability of nan");
  refused ((RlifRule) { .kind = RLIF_PAIRWISE_POISSON, .p = -0.1 }, RLIF_ERROR_INVALID,
           "a mean of -0.1; it is 0 or more");
  refused ((RlifRule) { .kind = RLIF_PAIRWISE_POISSON, .p = HUGE_VAL }, RLIF_ERROR_INVALID,
           "a mean of inf");
}
END_TEST

START_TEST (more_synapses_than_can_be_counted_are_refused)
{
  static const guint64 tera = G_GUINT64_CONSTANT (1) << 40;
  dummies ("a", 1 << 24);
  /* 2^24 * 2^40 is 0 in 64 bits */
  refused ((RlifRule) { .kind = RLIF_FIXED_INDEGREE, .k = tera, .multapses = TRUE }, RLIF_ERROR_LIMIT,
           "synapses are more than fit into memory");
  refused ((RlifRule) { .kind = RLIF_FIXED_OUTDEGREE, .k = tera, .multapses = TRUE }, RLIF_ERROR_LIMIT,
           "synapses are more than fit into memory");
  refused ((RlifRule) { .kind = RLIF_FIXED_TOTAL, .k = tera + 1, .multapses = TRUE }, RLIF_ERROR_LIMIT,
           "1099511627777 synapses are more than fit into memory");
  refused ((RlifRule) { .kind = RLIF_FIXED_TOTAL, .k = G_MAXUINT64, .multapses = TRUE },
           RLIF_ERROR_LIMIT, "18446744073709551615 synapses are more than fit into memory");
  refused ((RlifRule) { .kind = RLIF_ALL_TO_ALL }, RLIF_ERROR_LIMIT,
           "281474959933440 synapses are more than fit into memory");
  refused ((RlifRule) { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 0.5 }, RLIF_ERROR_LIMIT,
           "synapses are more than fit into memory");
  refused ((RlifRule) { .kind = RLIF_PAIRWISE_POISSON, .p = 1e300 }, RLIF_ERROR_LIMIT,
           "18446744073709551615 synapses are more than fit into memory");
}
END_TEST

START_TEST (procedural_synapses_may_be_more_than_fit_into_memory_but_not_in_one_row)
{
  static const guint64 tera = G_GUINT64_CONSTANT (1) << 40;
  RlifPopulation *a = dummies ("a", 1 << 24);
  const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
  const RlifRule out = { .kind = RLIF_FIXED_OUTDEGREE, .k = tera, .multapses = TRUE };
  RlifSynapses synapses = { .name = "all", .weight = rlif_constant (1), .delay = rlif_constant (1) };
  g_autoptr (GError) error = NULL;
  const RlifProjection *p = rlif_network_connect (network, a, a, &all, &synapses, &error);
  kit_no_error (error);
  ck_assert (rlif_projection_is_procedural (p));
  ck_assert_uint_eq (rlif_projection_get_n_synapses (p), (gsize) (1 << 24) * ((1 << 24) - 1));
  synapses.name = "out";
  ck_assert_ptr_null (rlif_network_connect (network, a, a, &out, &synapses, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_LIMIT));
}
END_TEST

START_TEST (more_synapses_than_there_is_memory_for_are_refused)
{
  if (SANITIZED) return;     /* it needs the memory that this test takes away */
  dummies ("a", 1000000);
  struct rlimit limit, tight;
  getrlimit (RLIMIT_AS, &limit);
  tight = limit;
  tight.rlim_cur = G_GUINT64_CONSTANT (1) << 29;
  setrlimit (RLIMIT_AS, &tight);
  refused ((RlifRule) { .kind = RLIF_FIXED_TOTAL, .k = 300000000, .multapses = TRUE },
           RLIF_ERROR_LIMIT, "300000000 synapses are more than fit into memory");
  refused ((RlifRule) { .kind = RLIF_FIXED_TOTAL, .k = 20000000 }, RLIF_ERROR_LIMIT,
           "20000000 synapses are more than fit into memory");
  refused ((RlifRule) { .kind = RLIF_FIXED_INDEGREE, .k = 300, .multapses = TRUE }, RLIF_ERROR_LIMIT,
           "300000000 synapses are more than fit into memory");
  setrlimit (RLIMIT_AS, &limit);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "rules", fixed_degrees_are_exact,
                a_fixed_total_is_exact_and_without_multapses_distinct,
                no_rule_connects_a_neuron_to_itself_unless_told,
                all_and_one_to_one_are_what_they_say, every_pair_is_as_likely_as_any_other,
                rows_of_bernoulli_and_poisson_are_independent,
                the_same_name_and_seed_draw_the_same_whatever_else_there_is,
                each_row_of_fixed_degree_is_drawn_by_itself,
                a_row_does_not_depend_on_how_many_follow,
                every_set_of_distinct_partners_is_as_likely_as_any_other,
                a_total_is_spread_over_more_pairs_than_32_bits_number,
                the_pairs_of_poisson_are_poissonian, rare_pairs_are_as_rare_as_told,
                a_probability_of_1_connects_all_and_of_0_none, no_partners_may_be_wanted,
                a_rule_that_a_population_cannot_meet_with_itself_is_refused,
                a_neuron_alone_has_no_partner, a_rule_that_two_populations_cannot_meet_is_refused,
                more_synapses_than_can_be_counted_are_refused,
                procedural_synapses_may_be_more_than_fit_into_memory_but_not_in_one_row,
                more_synapses_than_there_is_memory_for_are_refused)
