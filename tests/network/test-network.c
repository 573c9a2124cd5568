/* The network: names, numbers, and what it refuses to hold. */
#include "dummy.h"

START_TEST (populations_are_found_by_name_and_by_number)
{
  RlifPopulation *a = dummies ("a", 3), *b = dummies ("b", 5);
  ck_assert_uint_eq (rlif_network_n_populations (network), 2);
  ck_assert_ptr_eq (rlif_network_get_population (network, 0), a);
  ck_assert_ptr_eq (rlif_network_get_population (network, 1), b);
  ck_assert_ptr_eq (rlif_network_find_population (network, "b"), b);
  ck_assert_ptr_null (rlif_network_find_population (network, "c"));
  ck_assert_int_eq (rlif_network_get_ticks_per_ms (network), FS);
}
END_TEST

static void
name_is_refused (const char *name, const char *words)
{
  const RlifTime time = 0;
  const double current = 1.5;
  RlifPopulation *a = rlif_network_get_population (network, 0);
  GError *error = NULL;
  ck_assert (!rlif_network_add_population (network, name, &rlif_model_dummy, 1, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
  ck_assert (!rlif_network_add_spikes (network, name, 1, 0, NULL, NULL, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
  ck_assert (!rlif_network_add_regular (network, name, 3, 7, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
  ck_assert (!rlif_network_add_poisson (network, name, a, 8.5, 0.25, NULL, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
  ck_assert (!rlif_network_add_current (network, name, a, 1, &time, &current, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
}

START_TEST (a_name_is_taken_once_by_whatever_takes_it)
{
  RlifPopulation *a = dummies ("population", 3);
  const RlifTime time = 0;
  const double current = 1.5;
  ck_assert (rlif_network_add_spikes (network, "spikes", 1, 0, NULL, NULL, NULL));
  ck_assert (rlif_network_add_regular (network, "regular", 3, 7, NULL));
  ck_assert (rlif_network_add_poisson (network, "poisson", a, 8.5, 0.25, NULL, NULL));
  ck_assert (rlif_network_add_current (network, "current", a, 1, &time, &current, NULL));
  name_is_refused ("population", "the name “population” is already taken");
  name_is_refused ("spikes", "the name “spikes” is already taken");
  name_is_refused ("regular", "the name “regular” is already taken");
  name_is_refused ("poisson", "the name “poisson” is already taken");
  name_is_refused ("current", "the name “current” is already taken");
  name_is_refused ("", "a part of a network needs a name");
  ck_assert_uint_eq (network->populations->len, 1);
  ck_assert_uint_eq (network->inputs->len, 2);
  ck_assert_uint_eq (network->poissons->len, 1);
  ck_assert_uint_eq (network->currents->len, 1);
}
END_TEST

START_TEST (what_is_refused_does_not_take_its_name)
{
  RlifPopulation *a = dummies ("a", 3);
  const RlifTime time[] = { 5, 5 };
  const guint32 channel[] = { 0, 1 };
  const double current[] = { 1.5, 2.5 };
  ck_assert (!rlif_network_add_population (network, "x", &rlif_model_dummy, 0, NULL));
  ck_assert (!rlif_network_add_spikes (network, "x", 1, 2, time, channel, NULL));
  ck_assert (!rlif_network_add_regular (network, "x", 3, 0, NULL));
  ck_assert (!rlif_network_add_poisson (network, "x", a, -8.5, 0.25, NULL, NULL));
  ck_assert (!rlif_network_add_current (network, "x", a, 2, time, current, NULL));
  dummies ("x", 1);
}
END_TEST

START_TEST (neurons_are_numbered_with_32_bits)
{
  GError *error = NULL;
  ck_assert (!rlif_network_add_population (network, "none", &rlif_model_dummy, 0, &error));
  expect_error (&error, RLIF_ERROR_LIMIT, "population “none” of 0 neurons");
  ck_assert (!rlif_network_add_population (network, "all", &rlif_model_dummy, 4294967295, &error));
  expect_error (&error, RLIF_ERROR_LIMIT, "fewer than 4294967295 in the whole network");
  dummies ("most", 4294967000);
  ck_assert (!rlif_network_add_population (network, "rest", &rlif_model_dummy, 295, &error));
  expect_error (&error, RLIF_ERROR_LIMIT, "population “rest” of 295 neurons");
  dummies ("rest", 294);
}
END_TEST

START_TEST (a_resolution_is_a_power_of_ten)
{
  static const gint64 bad[] = { 0, -1, 2, 999, 10 * FS, G_MAXINT64 };
  int n = 0;
  watch_criticals (&n);
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++) ck_assert (!rlif_network_new (bad[k], 1));
  ck_assert_int_eq (n, G_N_ELEMENTS (bad));
  for (gint64 ticks = 1; ticks <= FS; ticks *= 10) rlif_network_free (rlif_network_new (ticks, 1));
  rlif_network_free (NULL);
  ck_assert_int_eq (n, G_N_ELEMENTS (bad));
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "network", populations_are_found_by_name_and_by_number,
                a_name_is_taken_once_by_whatever_takes_it, what_is_refused_does_not_take_its_name,
                neurons_are_numbered_with_32_bits, a_resolution_is_a_power_of_ten)
