/* Projections: rows in order, and each synapse with the weight, delay and port that it should have. */
#include "dummy.h"
#include "network/distribution.h"

static const RlifRule ALL = { .kind = RLIF_ALL_TO_ALL };

/* As made, in the order of the rows: by source, then delay, then target, then position in the list. */
typedef struct {
  guint32 from, to;
  gsize position;
  RlifTime delay;
} Listed;

static int
in_row_order (const void *a, const void *b)
{
  const Listed *x = a, *y = b;
  if (x->from != y->from) return x->from < y->from ? -1 : 1;
  if (x->delay != y->delay) return x->delay < y->delay ? -1 : 1;
  if (x->to != y->to) return x->to < y->to ? -1 : 1;
  return x->position < y->position ? -1 : 1;
}

START_TEST (a_list_becomes_rows_in_order_with_its_weights_and_delays)
{
  enum { N = 700, SOURCES = 11, TARGETS = 13 };
  RlifPopulation *a = dummies ("a", SOURCES), *b = dummies ("b", TARGETS);
  guint32 from[N], to[N];
  double weight[N];
  RlifTime delay[N];
  Listed listed[N];
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (gsize k = 0; k < N; k++) {
    from[k] = (guint32) g_rand_int_range (rand, 1, SOURCES - 1);   /* first and last row are empty */
    to[k] = (guint32) g_rand_int_range (rand, 0, TARGETS);
    weight[k] = (double) k - 300.25;
    delay[k] = (RlifTime) (10000 * (k * 37 % 19));
    listed[k] = (Listed) { from[k], to[k], k, delay[k] };
  }
  qsort (listed, N, sizeof *listed, in_row_order);
  const RlifSynapses synapses = { .name = "list" };
  const RlifProjection *p =
    rlif_network_connect_list (network, a, b, &synapses, N, from, to, weight, delay, NULL);
  ck_assert_uint_eq (rlif_projection_get_n_synapses (p), N);
  ck_assert (p->source == a && p->input == NULL && p->target == b && p->port == -1);
  for (gsize s = 0; s < N; s++) {
    const gsize k = listed[s].position;
    ck_assert (rlif_projection_target (p, s) == to[k] && rlif_projection_weight (p, s) == weight[k] && rlif_projection_delay (p, s) == delay[k]);
    ck_assert (rlif_projection_begin (p, from[k]) <= s && s < rlif_projection_begin (p, from[k] + 1));
  }
  ck_assert (rlif_projection_begin (p, 0) == 0 && rlif_projection_begin (p, 1) == 0 && rlif_projection_begin (p, SOURCES - 1) == N && rlif_projection_begin (p, SOURCES) == N);
}
END_TEST

START_TEST (what_all_synapses_share_is_kept_once)
{
  RlifPopulation *a = dummies ("a", 3);
  const guint32 one = 1;
  const RlifSynapses synapses = { .name = "1", .weight = rlif_constant (-2.385),
                                  .delay = rlif_constant (1.5) };
  const RlifProjection *p = rlif_network_connect (network, a, a, &ALL, &synapses, NULL);
  ck_assert (p->weight == NULL && p->delay == NULL);
  ck_assert (p->same_weight == -2.385 && p->same_delay == 3 * FS / 2 && p->port == 1);
  const RlifSynapses other = { .name = "2", .weight = rlif_constant (2.385),
                               .delay = rlif_constant (0) };
  p = rlif_network_connect_list (network, a, a, &other, 1, &one, &one, NULL, NULL, NULL);
  ck_assert (p->weight == NULL && p->delay == NULL && p->same_delay == 0 && p->port == 0);
}
END_TEST

static gsize
synapse_with_delay (const RlifProjection *p, guint32 row, RlifTime delay)
{
  for (gsize s = rlif_projection_begin (p, row); s < rlif_projection_begin (p, row + 1); s++) {
    ck_assert (s == rlif_projection_begin (p, row) || rlif_projection_delay (p, s - 1) <= rlif_projection_delay (p, s));
    if (rlif_projection_delay (p, s) == delay) return s;
  }
  ck_abort_msg ("no synapse has a delay of %" G_GINT64_FORMAT, delay);
}

START_TEST (weights_and_delays_are_drawn_row_by_row_from_streams_of_their_own)
{
  RlifPopulation *a = dummies ("a", 23), *b = dummies ("b", 31);
  const RlifRule rule = { .kind = RLIF_FIXED_INDEGREE, .k = 7, .multapses = TRUE };
  RlifSynapses synapses = { .name = "a -> b" };
  RlifStream weights, delays;
  double weight, delay;
  ck_assert (rlif_distribution_parse ("normal(0.5 mV, 2 mV)", "mV", &synapses.weight, NULL));
  ck_assert (rlif_distribution_parse ("uniform(0.5 ms, 2 ms)", "ms", &synapses.delay, NULL));
  const RlifProjection *p = rlif_network_connect (network, a, b, &rule, &synapses, NULL);
  ck_assert (p->port == -1);
  for (guint32 row = 0; row < 23; row++) {
    rlif_stream_init (&weights, SEED, RLIF_PURPOSE_WEIGHT, "a -> b", row);
    rlif_stream_init (&delays, SEED, RLIF_PURPOSE_DELAY, "a -> b", row);
    guint32 last = 0;   /* drawn in the order of targets */
    for (gsize k = rlif_projection_begin (p, row); k < rlif_projection_begin (p, row + 1); k++) {
      ck_assert (rlif_distribution_draw (&synapses.weight, &weights, &weight, NULL));
      ck_assert (rlif_distribution_draw (&synapses.delay, &delays, &delay, NULL));
      const gsize s = synapse_with_delay (p, row, (RlifTime) nearbyint (delay * 1e12));
      ck_assert (rlif_projection_weight (p, s) == weight && rlif_projection_target (p, s) >= last);
      last = rlif_projection_target (p, s);
    }
  }
}
END_TEST

START_TEST (draws_do_not_depend_on_the_order_in_which_pairs_are_listed)
{
  RlifPopulation *a = dummies ("a", 3);
  static const guint32 from[] = { 2, 0, 1, 2, 0 }, to[] = { 1, 2, 1, 0, 0 };
  static const guint32 back_from[] = { 0, 2, 1, 0, 2 }, back_to[] = { 0, 0, 1, 2, 1 };
  g_autoptr (RlifNetwork) other = rlif_network_new (FS, SEED);
  RlifPopulation *b = kit_population (other, "b", &rlif_model_dummy, 3);
  RlifSynapses synapses = { .name = "x" };
  ck_assert (rlif_distribution_parse ("normal(0.5 mV, 2 mV)", "mV", &synapses.weight, NULL));
  ck_assert (rlif_distribution_parse ("uniform(0.5 ms, 2 ms)", "ms", &synapses.delay, NULL));
  const RlifProjection *p =
    rlif_network_connect_list (network, a, a, &synapses, 5, from, to, NULL, NULL, NULL);
  const RlifProjection *q =
    rlif_network_connect_list (other, b, b, &synapses, 5, back_from, back_to, NULL, NULL, NULL);
  ck_assert_mem_eq (p->to_short, q->to_short, 5 * sizeof *p->to_short);
  ck_assert_mem_eq (p->weight, q->weight, 5 * sizeof *p->weight);
  ck_assert_mem_eq (p->delay, q->delay, 5 * sizeof *p->delay);
}
END_TEST

static RlifTime
ticks_of (gint64 ticks_per_ms, double ms)
{
  g_autoptr (RlifNetwork) other = rlif_network_new (ticks_per_ms, 1);
  RlifPopulation *a = kit_population (other, "a", &rlif_model_dummy, 1);
  const RlifRule self = { .kind = RLIF_ALL_TO_ALL, .self_connections = TRUE };
  const RlifSynapses synapses = { .name = "x", .weight = rlif_constant (1.5),
                                  .delay = rlif_constant (ms) };
  GError *error = NULL;
  const RlifProjection *p = rlif_network_connect (other, a, a, &self, &synapses, &error);
  kit_no_error (error);
  return p->same_delay;
}

START_TEST (a_delay_is_the_nearest_number_of_ticks)
{
  ck_assert_int_eq (ticks_of (FS, 1.4e-12), 1);
  ck_assert_int_eq (ticks_of (FS, 1.6e-12), 2);
  ck_assert_int_eq (ticks_of (FS, 0.4e-12), 0);
  ck_assert_int_eq (ticks_of (FS, 2.385), 2385000000000);
  ck_assert_int_eq (ticks_of (1000, 2.3857), 2386);
  ck_assert_int_eq (ticks_of (1, 2.385), 2);
  ck_assert_int_eq (ticks_of (FS, 9e6), 9000000000000000000);
}
END_TEST

/* A population of the network connected to itself, all to all; the error must have these words. */
static void
refused (RlifPopulation *a, const RlifSynapses *synapses, RlifError code, const char *words)
{
  const guint before = network->projections->len;
  GError *error = NULL;
  ck_assert (!rlif_network_connect (network, a, a, &ALL, synapses, &error));
  expect_error (&error, code, words);
  ck_assert_uint_eq (network->projections->len, before);
}

START_TEST (a_delay_that_cannot_be_is_refused)
{
  RlifPopulation *a = dummies ("a", 5);
  RlifSynapses synapses = { .name = "x", .weight = rlif_constant (1.5) };
  synapses.delay = rlif_constant (-1e-13);
  refused (a, &synapses, RLIF_ERROR_INVALID, "a delay of -1e-13 ms; a delay is 0 or more");
  synapses.delay = rlif_constant (9000001);
  refused (a, &synapses, RLIF_ERROR_INVALID, "longer than can be counted at this resolution");
  synapses.delay = rlif_constant (NAN);
  refused (a, &synapses, RLIF_ERROR_INVALID, "a delay of nan ms");
  synapses.delay = (RlifDistribution) { RLIF_UNIFORM, -2.5, -1.5, -HUGE_VAL, HUGE_VAL };
  refused (a, &synapses, RLIF_ERROR_INVALID, "(clipped(...) keeps draws in bounds)");
  synapses.delay = (RlifDistribution) { RLIF_UNIFORM, 1e7, 2e7, -HUGE_VAL, HUGE_VAL };
  refused (a, &synapses, RLIF_ERROR_INVALID, "longer than can be counted at this resolution");
  synapses.delay = (RlifDistribution) { RLIF_UNIFORM, 1, 2, 3, 4 };
  refused (a, &synapses, RLIF_ERROR_INVALID,
           "the delay of a synapse: 10000 draws in a row fell outside 3 .. 4");
}
END_TEST

START_TEST (a_weight_that_is_not_a_finite_number_is_refused)
{
  RlifPopulation *a = dummies ("a", 5);
  RlifSynapses synapses = { .name = "x", .port = "plus" };
  synapses.weight = rlif_constant (NAN);
  refused (a, &synapses, RLIF_ERROR_INVALID, "a weight of nan; it is a finite number");
  synapses.weight = rlif_constant (-HUGE_VAL);
  refused (a, &synapses, RLIF_ERROR_INVALID, "a weight of -inf; it is a finite number");
  synapses.port = NULL;
  refused (a, &synapses, RLIF_ERROR_INVALID, "a weight of -inf; it is a finite number");
  synapses.weight = (RlifDistribution) { RLIF_LOGNORMAL, 1, 1e5, -HUGE_VAL, HUGE_VAL };
  refused (a, &synapses, RLIF_ERROR_INVALID, "the weight of a synapse: a draw came out as inf");
}
END_TEST

START_TEST (a_weight_beyond_all_measure_is_refused)
{
  RlifPopulation *a = dummies ("a", 5);
  const guint32 from[] = { 0, 1 }, to[] = { 1, 2 };
  const double weight[] = { 1e100, -1.1e100 };
  RlifSynapses synapses = { .name = "x", .port = "plus" };
  GError *error = NULL;
  synapses.weight = rlif_constant (1.1e100);
  refused (a, &synapses, RLIF_ERROR_INVALID, "a weight of 1.1e+100; no weight is beyond 1e100");
  synapses.weight = (RlifDistribution) { RLIF_UNIFORM, -4e100, -2e100, -HUGE_VAL, HUGE_VAL };
  refused (a, &synapses, RLIF_ERROR_INVALID, "; no weight is beyond 1e100");
  synapses.port = NULL;
  refused (a, &synapses, RLIF_ERROR_INVALID, "; no weight is beyond 1e100");
  ck_assert (!rlif_network_connect_list (network, a, a, &synapses, 2, from, to, weight, NULL, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "synapse 1 of the list has a weight of -1.1e+100; no weight is beyond 1e100");
  ck_assert (!rlif_network_add_poisson (network, "y", a, 8.5, 1e101, "plus", &error));
  expect_error (&error, RLIF_ERROR_INVALID, "a weight of 1e+101; no weight is beyond 1e100");
  synapses = (RlifSynapses) { .name = "x", .port = "plus", .single_precision = TRUE,
                              .weight = { RLIF_UNIFORM, 1e50, 2e50, -HUGE_VAL, HUGE_VAL } };
  refused (a, &synapses, RLIF_ERROR_INVALID, "a weight of inf; it is a finite number");
}
END_TEST

START_TEST (a_weight_needs_a_port_that_takes_it_or_is_named)
{
  RlifPopulation *a = kit_population (network, "a", &excited, 5);
  const guint32 from[] = { 0, 1 }, to[] = { 1, 2 };
  const double weight[] = { 0.25, -0.75 };
  RlifSynapses synapses = { .name = "x", .weight = rlif_constant (-0.5) };
  GError *error = NULL;
  refused (a, &synapses, RLIF_ERROR_INVALID,
           "no port of model excited takes a weight of -0.5 unless it is named");
  synapses.weight = (RlifDistribution) { RLIF_UNIFORM, -2.5, -2, -HUGE_VAL, HUGE_VAL };
  refused (a, &synapses, RLIF_ERROR_INVALID, "no port of model excited takes a weight of -2.");
  ck_assert (!rlif_network_connect_list (network, a, a, &synapses, 2, from, to, weight, NULL, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "no port of model excited takes a weight of -0.75");
  synapses.port = "minus";
  refused (a, &synapses, RLIF_ERROR_UNKNOWN, "model excited has no port “minus”");
  synapses.port = "plus";
  const RlifProjection *p = rlif_network_connect (network, a, a, &ALL, &synapses, NULL);
  ck_assert (p->port == 0 && rlif_projection_weight (p, 0) < 0);
  synapses.name = "y";
  p = rlif_network_connect_list (network, a, a, &synapses, 2, from, to, weight, NULL, NULL);
  ck_assert (p->port == 0 && rlif_projection_weight (p, 1) == -0.75);
}
END_TEST

START_TEST (what_is_wrong_is_said_before_pairs_are_made)
{
  RlifPopulation *a = dummies ("a", 5);
  const RlifRule endless = { .kind = RLIF_FIXED_TOTAL, .k = G_MAXUINT64, .multapses = TRUE };
  RlifSynapses synapses = { .name = "x", .port = "pluss", .weight = rlif_constant (1.5) };
  GError *error = NULL;
  ck_assert (!rlif_network_connect (network, a, a, &endless, &synapses, &error));
  expect_error (&error, RLIF_ERROR_UNKNOWN, "model dummy has no port “pluss”");
  synapses.port = NULL;
  synapses.delay = rlif_constant (-1);
  ck_assert (!rlif_network_connect (network, a, a, &endless, &synapses, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "a delay of -1 ms");
}
END_TEST

START_TEST (projections_have_names_of_their_own)
{
  RlifPopulation *a = dummies ("a", 5);
  RlifSynapses synapses = { .name = "", .weight = rlif_constant (1.5) };
  refused (a, &synapses, RLIF_ERROR_INVALID, "a projection needs a name");
  synapses.name = "a";     /* may be that of a population */
  ck_assert (rlif_network_connect (network, a, a, &ALL, &synapses, NULL));
  synapses.name = "b";
  ck_assert (rlif_network_connect (network, a, a, &ALL, &synapses, NULL));
  synapses.name = "a";
  refused (a, &synapses, RLIF_ERROR_INVALID, "there is a projection “a” already");
  synapses.name = "c";
  synapses.delay = rlif_constant (-1);
  refused (a, &synapses, RLIF_ERROR_INVALID, "a delay of -1 ms");
  synapses.delay = rlif_constant (1);
  ck_assert (rlif_network_connect (network, a, a, &ALL, &synapses, NULL));
}
END_TEST

static void
list_is_refused (RlifPopulation *a, RlifPopulation *b, const guint32 from[], const guint32 to[],
                 const double weight[], const RlifTime delay[], const char *words)
{
  const RlifSynapses synapses = { .name = "x", .weight = rlif_constant (1.5) };
  GError *error = NULL;
  ck_assert (!rlif_network_connect_list (network, a, b, &synapses, 2, from, to, weight, delay, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
  ck_assert_uint_eq (network->projections->len, 0);
}

START_TEST (a_list_that_goes_out_of_bounds_is_refused)
{
  RlifPopulation *a = dummies ("a", 3), *b = dummies ("b", 5);
  static const guint32 from[] = { 2, 1 }, beyond[] = { 2, 3 }, to[] = { 4, 0 }, off[] = { 5, 0 };
  static const double weight[] = { 0.5, NAN };
  static const RlifTime negative[] = { 0, -1 }, late[] = { 0, RLIF_LONGEST + 1 };
  list_is_refused (a, b, beyond, to, NULL, NULL,
                   "synapse 1 of the list comes from 3; there are 3 sources");
  list_is_refused (a, b, from, off, NULL, NULL,
                   "synapse 0 of the list goes to 5; there are 5 targets");
  list_is_refused (a, b, from, to, weight, NULL, "synapse 1 of the list has a weight of nan");
  list_is_refused (a, b, from, to, NULL, negative,
                   "synapse 1 of the list has a delay of -1 ticks; what fits: 0 to 9000000000000000000");
  list_is_refused (a, b, from, to, NULL, late,
                   "synapse 1 of the list has a delay of 9000000000000000001 ticks");
  const RlifTime longest[] = { RLIF_LONGEST, 0 };
  const RlifSynapses synapses = { .name = "x", .weight = rlif_constant (1.5) };
  ck_assert (rlif_network_connect_list (network, a, b, &synapses, 2, from, to, NULL, longest, NULL));
}
END_TEST

START_TEST (the_channels_of_an_input_are_connected_like_neurons)
{
  RlifPopulation *a = dummies ("a", 3);
  RlifInput *input = rlif_network_add_spikes (network, "in", 3, 0, NULL, NULL, NULL);
  static const guint32 from[] = { 2, 0 }, to[] = { 1, 2 }, beyond[] = { 3, 0 };
  const RlifRule one = { .kind = RLIF_ONE_TO_ONE };
  RlifSynapses synapses = { .name = "one", .weight = rlif_constant (1.5) };
  GError *error = NULL;
  const RlifProjection *p = rlif_network_connect_input (network, input, a, &one, &synapses, NULL);
  ck_assert (p->source == NULL && p->input == input && p->target == a);
  for (guint32 k = 0; k < 3; k++) ck_assert (rlif_projection_begin (p, k) == k && rlif_projection_target (p, k) == k);
  synapses.name = "all";
  p = rlif_network_connect_input (network, input, a, &ALL, &synapses, NULL);
  ck_assert_uint_eq (rlif_projection_get_n_synapses (p), 9);
  synapses.name = "list";
  p = rlif_network_connect_input_list (network, input, a, &synapses, 2, from, to, NULL, NULL, NULL);
  ck_assert (p->input == input && rlif_projection_begin (p, 1) == 1 && rlif_projection_begin (p, 2) == 1 && rlif_projection_begin (p, 3) == 2);
  ck_assert (rlif_projection_target (p, 0) == 2 && rlif_projection_target (p, 1) == 1);
  synapses.name = "beyond";
  ck_assert (!rlif_network_connect_input_list (network, input, a, &synapses, 2, beyond, to, NULL, NULL,
                                               &error));
  expect_error (&error, RLIF_ERROR_INVALID, "comes from 3; there are 3 sources");
}
END_TEST

START_TEST (an_empty_list_makes_a_projection_without_synapses)
{
  RlifPopulation *a = dummies ("a", 3);
  const RlifSynapses synapses = { .name = "x", .weight = rlif_constant (1.5) };
  const RlifProjection *p =
    rlif_network_connect_list (network, a, a, &synapses, 0, NULL, NULL, NULL, NULL, NULL);
  ck_assert_uint_eq (rlif_projection_get_n_synapses (p), 0);
  for (int k = 0; k <= 3; k++) ck_assert_uint_eq (rlif_projection_begin (p, k), 0);
}
END_TEST

START_TEST (parts_of_another_network_are_not_connected)
{
  g_autoptr (RlifNetwork) other = rlif_network_new (FS, 1);
  RlifPopulation *near = dummies ("a", 3), *far = kit_population (other, "b", &rlif_model_dummy, 3);
  RlifInput *input = rlif_network_add_regular (other, "in", 1, 1, NULL);
  const RlifSynapses synapses = { .name = "x", .weight = rlif_constant (1.5) };
  int n = 0;
  watch_criticals (&n);
  ck_assert (!rlif_network_connect (network, near, far, &ALL, &synapses, NULL));
  ck_assert (!rlif_network_connect (network, far, near, &ALL, &synapses, NULL));
  ck_assert (!rlif_network_connect_input (network, input, near, &ALL, &synapses, NULL));
  ck_assert (!rlif_network_connect_list (network, far, near, &synapses, 0, NULL, NULL, NULL, NULL, NULL));
  ck_assert (!rlif_network_connect_input_list (network, input, near, &synapses, 0, NULL, NULL, NULL,
                                               NULL, NULL));
  ck_assert_int_eq (n, 5);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "projection",
                a_list_becomes_rows_in_order_with_its_weights_and_delays,
                what_all_synapses_share_is_kept_once,
                weights_and_delays_are_drawn_row_by_row_from_streams_of_their_own,
                draws_do_not_depend_on_the_order_in_which_pairs_are_listed,
                a_delay_is_the_nearest_number_of_ticks, a_delay_that_cannot_be_is_refused,
                a_weight_that_is_not_a_finite_number_is_refused, a_weight_beyond_all_measure_is_refused,
                a_weight_needs_a_port_that_takes_it_or_is_named,
                what_is_wrong_is_said_before_pairs_are_made, projections_have_names_of_their_own,
                a_list_that_goes_out_of_bounds_is_refused,
                the_channels_of_an_input_are_connected_like_neurons,
                an_empty_list_makes_a_projection_without_synapses,
                parts_of_another_network_are_not_connected)
