/* Populations: what is set of a neuron is what it has, and nothing else changes. */
#include "dummy.h"
#include "network/distribution.h"

enum { P, Q };     /* param[] */
enum { S, U };     /* state[] */

START_TEST (a_new_population_has_the_defaults_of_its_model)
{
  const RlifPopulation *a = dummies ("a", 3), *b = dummies ("b", 5);
  ck_assert_str_eq (rlif_population_get_name (b), "b");
  ck_assert_uint_eq (rlif_population_get_index (a), 0);
  ck_assert_uint_eq (rlif_population_get_index (b), 1);
  ck_assert_uint_eq (rlif_population_get_count (b), 5);
  ck_assert_ptr_eq (rlif_population_get_model (b), &rlif_model_dummy);
  ck_assert (b->par[P] == 1.25 && b->par[Q] == 0.75 && !b->par_each);
  ck_assert (b->given[S] == NULL && b->given[U] == NULL);
}
END_TEST

START_TEST (a_constant_parameter_is_shared)
{
  RlifPopulation *a = dummies ("a", 3);
  const RlifDistribution value = rlif_constant (-7.125);
  ck_assert (rlif_population_set (a, "p", &value, NULL));
  ck_assert (!a->par_each && a->par[P] == -7.125 && a->par[Q] == 0.75);
}
END_TEST

START_TEST (a_parameter_that_differs_leaves_the_others_as_they_were)
{
  RlifPopulation *a = dummies ("a", 3);
  const double each[] = { 2.385, -0.125, 61 };
  const RlifDistribution q = rlif_constant (8.5), p = rlif_constant (33.25);
  ck_assert (rlif_population_set (a, "q", &q, NULL));
  ck_assert (rlif_population_set_each (a, "p", each, NULL));
  ck_assert (a->par_each);
  for (int i = 0; i < 3; i++) ck_assert (a->par[2 * i + P] == each[i] && a->par[2 * i + Q] == 8.5);
  ck_assert (rlif_population_set (a, "p", &p, NULL));
  for (int i = 0; i < 3; i++) ck_assert (a->par[2 * i + P] == 33.25 && a->par[2 * i + Q] == 8.5);
  ck_assert (rlif_population_set_each (a, "q", (const double[]) { 1.5, 2.5, 3.5 }, NULL));
  for (int i = 0; i < 3; i++) ck_assert (a->par[2 * i + P] == 33.25 && a->par[2 * i + Q] == i + 1.5);
}
END_TEST

START_TEST (two_parameters_may_differ)
{
  RlifPopulation *a = dummies ("a", 3);
  const double p[] = { 2.385, -0.125, 61 }, q[] = { 1.5, 7.25, 0.5 };
  ck_assert (rlif_population_set_each (a, "p", p, NULL));
  ck_assert (rlif_population_set_each (a, "q", q, NULL));
  for (int i = 0; i < 3; i++) ck_assert (a->par[2 * i + P] == p[i] && a->par[2 * i + Q] == q[i]);
}
END_TEST

START_TEST (an_initial_state_is_given_to_every_neuron)
{
  RlifPopulation *a = dummies ("a", 4);
  const RlifDistribution value = rlif_constant (3.5);
  const double each[] = { -3, 4, 0.375, 1.5 };    /* the bounds are allowed */
  ck_assert (rlif_population_set (a, "u", &value, NULL));
  for (int i = 0; i < 4; i++) ck_assert (a->given[U][i] == 3.5);
  ck_assert (a->given[S] == NULL && !a->par_each);
  ck_assert (rlif_population_set_each (a, "u", each, NULL));
  ck_assert_mem_eq (a->given[U], each, sizeof each);
}
END_TEST

/* The stream of each neuron is its own: what it draws is known without the others. */
static void
check_draws (const char *field, RlifPurpose purpose, const char *object, const double drawn[],
             gsize stride, guint32 count)
{
  RlifDistribution d;
  RlifStream stream;
  double expected;
  ck_assert (rlif_distribution_parse ("uniform(-2.5, 3.75)", "", &d, NULL));
  for (guint32 i = count; i-- > 0;) {
    rlif_stream_init (&stream, SEED, purpose, object, i);
    ck_assert (rlif_distribution_draw (&d, &stream, &expected, NULL));
    ck_assert_msg (drawn[stride * i] == expected, "%s of neuron %u", field, i);
  }
}

START_TEST (each_neuron_draws_by_itself)
{
  dummies ("other", 17);
  RlifPopulation *a = dummies ("a b", 29);
  kit_set (a, "p", "uniform(-2.5 mV, 3.75 mV)", "mV");
  kit_set (a, "u", "uniform(-2.5 pA, 3.75 pA)", "pA");
  kit_set (a, "s", "uniform(-2.5 mV, 3.75 mV)", "mV");
  check_draws ("p", RLIF_PURPOSE_PARAMETER, "a b.p", a->par + P, 2, 29);
  check_draws ("u", RLIF_PURPOSE_STATE, "a b.u", a->given[U], 1, 29);
  check_draws ("s", RLIF_PURPOSE_STATE, "a b.s", a->given[S], 1, 29);
}
END_TEST

START_TEST (a_field_that_the_model_lacks_is_named)
{
  RlifPopulation *a = dummies ("a", 2);
  const RlifDistribution value = rlif_constant (1);
  GError *error = NULL;
  ck_assert (!rlif_population_set (a, "tau_m", &value, &error));
  expect_error (&error, RLIF_ERROR_UNKNOWN, "model dummy has no parameter or state “tau_m”");
  ck_assert (!rlif_population_set_each (a, "", (const double[]) { 1, 2 }, &error));
  expect_error (&error, RLIF_ERROR_UNKNOWN, "no parameter or state “”");
}
END_TEST

static void
refused (RlifPopulation *a, const char *field, RlifDistribution value, const char *words)
{
  GError *error = NULL;
  ck_assert (!rlif_population_set (a, field, &value, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
}

static void
refused_each (RlifPopulation *a, const char *field, double last, const char *words)
{
  const double value[] = { 1.5, 2.5, last };
  GError *error = NULL;
  ck_assert (!rlif_population_set_each (a, field, value, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
}

START_TEST (what_is_out_of_bounds_is_refused_and_changes_nothing)
{
  RlifPopulation *a = dummies ("a", 3);
  refused (a, "p", rlif_constant (100.5), "p = 100.5 mV is out of bounds; what fits: -100 .. 100 mV");
  refused (a, "p", rlif_constant (-100.5), "p = -100.5 mV is out of bounds");
  refused (a, "q", rlif_constant (-1e-9), "q = -1e-09 is out of bounds; what fits: 0 .. inf");
  refused (a, "u", rlif_constant (4.25), "u = 4.25 pA is out of bounds; what fits: -3 .. 4 pA");
  refused_each (a, "p", 100.25, "p of neuron 2 = 100.25 mV is out of bounds");
  refused_each (a, "u", -3.5, "u of neuron 2 = -3.5 pA is out of bounds");
  GError *error = NULL;
  ck_assert (!rlif_population_set_each (a, "u", (const double[]) { 4.5, 1, 1 }, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "u of neuron 0 = 4.5 pA is out of bounds");
  ck_assert (!a->par_each && a->par[P] == 1.25 && a->par[Q] == 0.75);
  ck_assert (a->given[S] == NULL && a->given[U] == NULL);
}
END_TEST

START_TEST (no_neuron_is_given_what_is_not_a_finite_number)
{
  RlifPopulation *a = dummies ("a", 3);
  refused (a, "p", rlif_constant (NAN), "p = nan mV is not a finite number");
  refused (a, "s", rlif_constant (HUGE_VAL), "s = inf mV is not a finite number");
  refused (a, "q", rlif_constant (HUGE_VAL), "q = inf is not a finite number");
  refused_each (a, "s", -HUGE_VAL, "s of neuron 2 = -inf mV is not a finite number");
  refused (a, "s", (RlifDistribution) { RLIF_LOGNORMAL, 1, 1e5, -HUGE_VAL, HUGE_VAL },
           "s of neuron 0: a draw came out as inf");
  refused (a, "p", (RlifDistribution) { RLIF_NORMAL, 0, 1, 50, 60 },
           "p of neuron 0: 10000 draws in a row fell outside 50 .. 60");
  ck_assert (a->given[S] == NULL && !a->par_each);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "population", a_new_population_has_the_defaults_of_its_model,
                a_constant_parameter_is_shared,
                a_parameter_that_differs_leaves_the_others_as_they_were,
                two_parameters_may_differ, an_initial_state_is_given_to_every_neuron, each_neuron_draws_by_itself,
                a_field_that_the_model_lacks_is_named,
                what_is_out_of_bounds_is_refused_and_changes_nothing,
                no_neuron_is_given_what_is_not_a_finite_number)
