/* What comes from outside: kept as given, in order, or refused. */
#include "dummy.h"

START_TEST (listed_spikes_are_put_in_order_of_time_then_channel)
{
  RlifTime time[] = { 40, 7, 40, 0, 7, 40, RLIF_LONGEST };
  guint32 channel[] = { 3, 2, 0, 4, 1, 3, 0 };
  static const RlifTime times[] = { 0, 7, 7, 40, 40, 40, RLIF_LONGEST };
  static const guint32 channels[] = { 4, 1, 2, 0, 3, 3, 0 };
  const RlifInput *input = rlif_network_add_spikes (network, "in", 5, 7, time, channel, NULL);
  memset (time, 0, sizeof time);
  memset (channel, 0, sizeof channel);
  ck_assert_uint_eq (input->n, 7);
  ck_assert_mem_eq (input->time, times, sizeof times);
  ck_assert_mem_eq (input->channel, channels, sizeof channels);
  ck_assert_int_eq (input->kind, RLIF_INPUT_SPIKES);
  ck_assert_uint_eq (rlif_input_get_channels (input), 5);
  ck_assert_ptr_eq (network->inputs->pdata[0], input);
}
END_TEST

START_TEST (a_listed_spike_out_of_bounds_is_named)
{
  static const RlifTime time[] = { 3 * FS, -FS / 2 }, late[] = { 3 * FS, RLIF_LONGEST + 1 };
  static const guint32 channel[] = { 2, 0 };
  GError *error = NULL;
  ck_assert (!rlif_network_add_spikes (network, "in", 2, 1, time, channel, &error));
  expect_error (&error, RLIF_ERROR_INVALID,
                "spike 0 of input “in”, at 3 ms in channel 2, is out of bounds: there are 2 channels");
  ck_assert (!rlif_network_add_spikes (network, "in", 3, 2, time, channel, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "spike 1 of input “in”, at -500 us in channel 0, is out");
  ck_assert (!rlif_network_add_spikes (network, "in", 3, 2, late, channel, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "spike 1 of input “in”, at 9000 s in channel 0, is out");
  ck_assert (!rlif_network_add_spikes (network, "in", 3, (gsize) G_MAXINT + 1, NULL, NULL, &error));
  expect_error (&error, RLIF_ERROR_LIMIT, "the 2147483648 spikes of input “in” are more than can be");
  ck_assert_uint_eq (network->inputs->len, 0);
}
END_TEST

START_TEST (regular_spikes_have_a_start_and_an_interval)
{
  GError *error = NULL;
  const RlifInput *input = rlif_network_add_regular (network, "clock", 0, 1, NULL);
  ck_assert (input->start == 0 && input->interval == 1 && input->channels == 1);
  ck_assert_int_eq (input->kind, RLIF_INPUT_REGULAR);
  input = rlif_network_add_regular (network, "other", 37, 2385, NULL);
  ck_assert (input->start == 37 && input->interval == 2385);
  ck_assert_ptr_eq (network->inputs->pdata[1], input);
  ck_assert (!rlif_network_add_regular (network, "x", -2 * FS, 5, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "input “x”: a start at -2 ms; it is 0 or later");
  ck_assert (!rlif_network_add_regular (network, "x", 5, 0, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "input “x”: an interval of 0 ms; it is above 0");
  ck_assert (!rlif_network_add_regular (network, "x", 5, -FS, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "input “x”: an interval of -1 ms; it is above 0");
}
END_TEST

static const RlifPoisson *
poisson (guint index)
{
  ck_assert_uint_lt (index, network->poissons->len);
  return network->poissons->pdata[index];
}

START_TEST (a_poisson_input_arrives_at_the_port_of_its_weight_or_name)
{
  RlifPopulation *a = dummies ("a", 3);
  ck_assert (rlif_network_add_poisson (network, "1", a, 8.25, 0.375, NULL, NULL));
  ck_assert (rlif_network_add_poisson (network, "2", a, 0, -0.375, NULL, NULL));
  ck_assert (rlif_network_add_poisson (network, "3", a, 9.25, 0.375, "minus", NULL));
  ck_assert (poisson (0)->port == 0 && poisson (1)->port == 1 && poisson (2)->port == 1);
  ck_assert (poisson (0)->rate == 8.25 && poisson (0)->weight == 0.375);
  ck_assert (poisson (0)->target == a && poisson (1)->rate == 0);
  ck_assert_str_eq (poisson (2)->name, "3");
}
END_TEST

START_TEST (a_poisson_input_that_cannot_be_is_refused)
{
  RlifPopulation *a = dummies ("a", 3), *b = kit_population (network, "b", &excited, 3);
  GError *error = NULL;
  ck_assert (!rlif_network_add_poisson (network, "x", a, -0.5, 0.25, NULL, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "a rate of -0.5 Hz; it is 0 to 1e+09 Hz");
  ck_assert (!rlif_network_add_poisson (network, "x", a, NAN, 0.25, NULL, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "a rate of nan Hz");
  ck_assert (!rlif_network_add_poisson (network, "x", a, HUGE_VAL, 0.25, NULL, &error));
  expect_error (&error, RLIF_ERROR_INVALID, "a rate of inf Hz");
  ck_assert (!rlif_network_add_poisson (network, "x", a, 8.5, 0.25, "plush", &error));
  expect_error (&error, RLIF_ERROR_UNKNOWN, "model dummy has no port “plush”");
  ck_assert (!rlif_network_add_poisson (network, "x", a, 8.5, NAN, "plus", &error));
  expect_error (&error, RLIF_ERROR_INVALID, "a weight of nan; it is a finite number");
  ck_assert (!rlif_network_add_poisson (network, "x", b, 8.5, -0.25, NULL, &error));
  expect_error (&error, RLIF_ERROR_INVALID,
                "no port of model excited takes a weight of -0.25 unless it is named");
  ck_assert_uint_eq (network->poissons->len, 0);
}
END_TEST

START_TEST (a_current_keeps_its_steps)
{
  RlifPopulation *a = dummies ("a", 3);
  RlifTime time[] = { 0, 3, 17 };
  double current[] = { 100.5, -7.25, 0 };
  static const RlifTime times[] = { 0, 3, 17 };
  static const double currents[] = { 100.5, -7.25, 0 };
  ck_assert (rlif_network_add_current (network, "c", a, 3, time, current, NULL));
  ck_assert (rlif_network_add_current (network, "nothing", a, 0, NULL, NULL, NULL));
  memset (time, 0, sizeof time);
  memset (current, 0, sizeof current);
  const RlifCurrent *c = network->currents->pdata[0];
  ck_assert (c->n == 3 && c->target == a);
  ck_assert_str_eq (c->name, "c");
  ck_assert_mem_eq (c->time, times, sizeof times);
  ck_assert_mem_eq (c->current, currents, sizeof currents);
}
END_TEST

static void
steps_are_refused (RlifPopulation *a, RlifTime first, RlifTime second, double current,
                   const char *words)
{
  const RlifTime time[] = { first, second };
  const double currents[] = { 1.5, current };
  GError *error = NULL;
  ck_assert (!rlif_network_add_current (network, "c", a, 2, time, currents, &error));
  expect_error (&error, RLIF_ERROR_INVALID, words);
}

START_TEST (a_current_that_cannot_be_is_refused)
{
  RlifPopulation *a = dummies ("a", 3), *b = kit_population (network, "b", &excited, 3);
  steps_are_refused (a, -FS, 5 * FS, 2.5, "the step at -1 ms: the times of steps must ascend from 0");
  steps_are_refused (a, 5 * FS, 5 * FS, 2.5, "the step at 5 ms: the times of steps must ascend");
  steps_are_refused (a, 5 * FS, 4 * FS, 2.5, "current “c”, the step at 4 ms: the times of steps");
  steps_are_refused (a, 0, FS, NAN, "current “c”, the step at 1 ms: nan pA is not a finite number");
  steps_are_refused (a, 0, FS, -HUGE_VAL, "-inf pA is not a finite number");
  steps_are_refused (b, 0, FS, 2.5, "model excited takes no current");
  ck_assert_uint_eq (network->currents->len, 0);
}
END_TEST

START_TEST (parts_of_another_network_are_not_taken)
{
  g_autoptr (RlifNetwork) other = rlif_network_new (FS, 1);
  RlifPopulation *far = kit_population (other, "far", &rlif_model_dummy, 3);
  int n = 0;
  watch_criticals (&n);
  ck_assert (!rlif_network_add_poisson (network, "p", far, 8.5, 0.25, NULL, NULL));
  ck_assert (!rlif_network_add_current (network, "c", far, 0, NULL, NULL, NULL));
  ck_assert_int_eq (n, 2);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "input", listed_spikes_are_put_in_order_of_time_then_channel,
                a_listed_spike_out_of_bounds_is_named, regular_spikes_have_a_start_and_an_interval,
                a_poisson_input_arrives_at_the_port_of_its_weight_or_name,
                a_poisson_input_that_cannot_be_is_refused, a_current_keeps_its_steps,
                a_current_that_cannot_be_is_refused, parts_of_another_network_are_not_taken)
