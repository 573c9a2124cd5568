/* Connection rules: what each promises, exactly or in distribution. */
#include <math.h>
#include "network-kit.h"
#include "network/structure.h"

/* A target that takes anything and does nothing. */
static const RlifField state[] = { { "s", "", 0, 0, 0, "nothing" } };
static const RlifField param[] = { { "p", "mV", 1, -100, 100, "nothing" } };
static const RlifPort port[] = { { "plus", "mV", +1, "" }, { "minus", "mV", -1, "" } };
static const char *const cite[] = { NULL };
RLIF_MODEL (dummy, "nothing");

static RlifNetwork *network;

static void
setup (void)
{
  network = rlif_network_new (FS, 2385);
}

static void
teardown (void)
{
  rlif_network_free (network);
}

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

/* How often each pair is connected: (owned) [sources][targets]. Checks the rows on the way. */
static guint *
count_pairs (const RlifProjection *p)
{
  const guint32 targets = p->target->count;
  guint *pairs = g_new0 (guint, (gsize) p->source->count * targets);
  ck_assert_uint_eq (p->row[0], 0);
  ck_assert_uint_eq (p->row[p->source->count], p->n);
  for (guint32 s = 0; s < p->source->count; s++)
    for (gsize k = p->row[s]; k < p->row[s + 1]; k++) {
      ck_assert_uint_lt (p->to[k], targets);
      ck_assert (k == p->row[s] || p->to[k - 1] <= p->to[k]);
      pairs[(gsize) s * targets + p->to[k]]++;
    }
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
      const double degree = (double) (p->row[s + 1] - p->row[s]);
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
  ck_assert_mem_eq (made[0]->to, made[1]->to, made[0]->n * sizeof (guint32));
  ck_assert_mem_eq (made[0]->weight, made[1]->weight, made[0]->n * sizeof (double));
  ck_assert_mem_eq (p[0]->par, p[1]->par, 40 * sizeof (double));
  ck_assert_mem_ne (made[0]->to, made[2]->to, made[0]->n * sizeof (guint32));
  ck_assert_mem_ne (p[0]->par, p[2]->par, 40 * sizeof (double));
  rlif_network_free (other);
  rlif_network_free (third);
}
END_TEST

START_TEST (a_list_keeps_duplicates_in_order_with_their_weights_and_delays)
{
  RlifPopulation *a = kit_population (network, "a", &rlif_model_dummy, 3);
  const guint32 from[] = { 2, 0, 2, 2, 0 }, to[] = { 1, 2, 1, 0, 2 };
  const double weight[] = { 1.5, -2.5, 3.5, 4.5, 5.5 };
  const RlifTime delay[] = { 15, 25, 35, 45, 55 };
  const RlifSynapses synapses = { .name = "list" };
  const RlifProjection *p = rlif_network_connect_list (network, a, a, &synapses, 5, from, to, weight,
                                                       delay, NULL);
  static const guint32 targets[] = { 2, 2, 0, 1, 1 };
  static const double weights[] = { -2.5, 5.5, 4.5, 1.5, 3.5 };
  static const RlifTime delays[] = { 25, 55, 45, 15, 35 };
  static const gsize rows[] = { 0, 2, 2, 5 };
  ck_assert_mem_eq (p->to, targets, sizeof targets);
  ck_assert_mem_eq (p->weight, weights, sizeof weights);
  ck_assert_mem_eq (p->delay, delays, sizeof delays);
  ck_assert_mem_eq (p->row, rows, sizeof rows);
  ck_assert_int_eq (p->port, -1);
}
END_TEST

START_TEST (a_constant_weight_chooses_its_port_by_its_sign)
{
  RlifPopulation *a = kit_population (network, "a", &rlif_model_dummy, 3);
  RlifSynapses synapses = { .name = "1", .weight = rlif_constant (0.25) };
  const RlifRule rule = { .kind = RLIF_ALL_TO_ALL };
  const RlifProjection *p = rlif_network_connect (network, a, a, &rule, &synapses, NULL);
  ck_assert_int_eq (p->port, 0);
  ck_assert_ptr_null (p->weight);
  synapses.name = "2";
  synapses.weight = rlif_constant (-0.25);
  ck_assert_int_eq (rlif_network_connect (network, a, a, &rule, &synapses, NULL)->port, 1);
  synapses.name = "3";
  synapses.port = "plus";
  ck_assert_int_eq (rlif_network_connect (network, a, a, &rule, &synapses, NULL)->port, 0);
  g_autoptr (GError) error = NULL;
  synapses.name = "4";
  synapses.port = "pluss";
  ck_assert (!rlif_network_connect (network, a, a, &rule, &synapses, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN));
  ck_assert_uint_eq (network->projections->len, 3);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "rules", fixed_degrees_are_exact,
                a_fixed_total_is_exact_and_without_multapses_distinct,
                no_rule_connects_a_neuron_to_itself_unless_told,
                all_and_one_to_one_are_what_they_say, every_pair_is_as_likely_as_any_other,
                rows_of_bernoulli_and_poisson_are_independent,
                the_same_name_and_seed_draw_the_same_whatever_else_there_is,
                a_list_keeps_duplicates_in_order_with_their_weights_and_delays,
                a_constant_weight_chooses_its_port_by_its_sign)
