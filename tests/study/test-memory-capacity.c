/* Capacities of systems for which they are known. */
#include <rlif/random.h>
#include "memory-kit.h"

#define SEED 20261

static RlifMemoryParts
cut (gsize steps)
{
  const gsize left = steps - 100;
  return (RlifMemoryParts) { 100, left / 2, left / 4, left / 4 };
}

/* Returns: (owned) capacities for the last inputs. */
static double *
linear (const RlifStates *states, const double input[], guint lags, double noise)
{
  double *capacity = g_new (double, lags);
  g_autoptr (GArray) targets = rlif_memory_targets (1, lags);
  const RlifMemoryParts parts = cut (states->n_steps);
  ck_assert (rlif_memory_capacities (states, input, &parts, lags, (const RlifMemoryTarget *) (gpointer) targets->data,
                                     noise, capacity, NULL, NULL));
  return capacity;
}

static double
total (const RlifStates *states, const double input[], guint degree, guint lags)
{
  g_autoptr (GArray) targets = rlif_memory_targets (degree, lags);
  g_autofree double *capacity = g_new (double, targets->len);
  const RlifMemoryParts parts = cut (states->n_steps);
  double sum = 0;
  rlif_memory_capacities (states, input, &parts, targets->len, (const RlifMemoryTarget *) (gpointer) targets->data, 0,
                          capacity, NULL, NULL);
  for (guint k = 0; k < targets->len; k++) sum += capacity[k];
  return sum;
}

START_TEST (a_delay_line_remembers_its_length_and_nothing_more)
{
  enum { LENGTH = 7, STEPS = 2000, LAGS = 30 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autoptr (RlifStates) s = rlif_states_new (STEPS, LENGTH);
  for (gsize n = 0; n < STEPS; n++)
    for (gsize k = 0; k < LENGTH; k++) s->value[n * LENGTH + k] = n >= k ? 3.7 * u[n - k] - 11 : 0;
  g_autofree double *capacity = linear (s, u, LAGS, 0);
  for (guint k = 0; k < LAGS; k++) near (capacity[k], k < LENGTH ? 1 : 0, 1e-12);
  near (total (s, u, 2, 12), 0, 0);
}
END_TEST

/* x_n = a x_(n-1) + (1 - a) u_n: the correlation with u of k steps ago is sqrt (1 - a^2) a^k. */
static RlifStates *
leaky (double a, const double u[], gsize steps)
{
  RlifStates *s = rlif_states_new (steps, 1);
  for (gsize n = 0; n < steps; n++) s->value[n] = (n ? a * s->value[n - 1] : 0) + (1 - a) * u[n];
  return s;
}

START_TEST (a_leaky_unit_forgets_geometrically)
{
  enum { STEPS = 400100, LAGS = 25 };
  const double a = 0.853;
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autoptr (RlifStates) s = leaky (a, u, STEPS);
  g_autofree double *capacity = linear (s, u, LAGS, 0);
  double sum = 0;
  for (guint k = 0; k < LAGS; k++) near (capacity[k], (1 - a * a) * pow (a, 2.0 * k), 0.006);
  for (guint k = 0; k < LAGS; k++) sum += capacity[k];
  near (sum, 1, 0.01);
}
END_TEST

START_TEST (noise_takes_its_share)
{
  enum { STEPS = 400100, LAGS = 3 };
  const double a = 0.553, noise = 0.61;
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autoptr (RlifStates) s = leaky (a, u, STEPS);
  g_autofree double *capacity = linear (s, u, LAGS, noise);
  for (guint k = 0; k < LAGS; k++)
    near (capacity[k], (1 - a * a) * pow (a, 2.0 * k) / (1 + noise * noise), 0.006);
}
END_TEST

/* x_n = radius Q x_(n-1) + v u_n, with Q turned in many planes. */
static RlifStates *
orthogonal (gsize n, double radius, const double u[], gsize steps)
{
  RlifStream stream;
  RlifStates *s = rlif_states_new (steps, n);
  g_autofree double *v = g_new (double, n), *x = g_new0 (double, n), *turn = g_new (double, n);
  rlif_stream_init (&stream, SEED, RLIF_PURPOSE_WEIGHT, "orthogonal", 0);
  for (gsize i = 0; i < n; i++) v[i] = rlif_stream_normal (&stream), turn[i] = 2 * G_PI * rlif_stream_uniform (&stream);
  for (gsize step = 0; step < steps; step++) {
    for (gsize k = 0; k < n; k++) {
      double *p = &x[k], *q = &x[(k + 1) % n];
      const double kept = *p;
      *p = cos (turn[k]) * kept - sin (turn[k]) * *q;
      *q = sin (turn[k]) * kept + cos (turn[k]) * *q;
    }
    for (gsize i = 0; i < n; i++) s->value[step * n + i] = x[i] = radius * x[i] + v[i] * u[step];
  }
  return s;
}

START_TEST (an_orthogonal_linear_network_remembers_as_many_inputs_as_it_has_units)
{
  enum { STEPS = 20100, N = 12, LAGS = 90 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autoptr (RlifStates) s = orthogonal (N, 0.93, u, STEPS);
  g_autofree double *capacity = linear (s, u, LAGS, 0);
  double sum = 0;
  for (guint k = 0; k < LAGS; k++) sum += capacity[k];
  near (sum, N, 0.35);
  ck_assert_double_lt (total (s, u, 2, 15), 0.05);
}
END_TEST

START_TEST (no_system_has_more_capacity_than_states)
{
  enum { STEPS = 20100, N = 9 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  for (guint k = 0; k < 4; k++) {
    const RlifEchoState echo = { N, 4, 0.3 + 0.2 * k, 0.3 + 0.8 * k, 0.37, SEED + k };
    g_autoptr (RlifStates) s = rlif_echo_state_run (&echo, STEPS, u, NULL);
    const double first = total (s, u, 1, 60), second = total (s, u, 2, 20), third = total (s, u, 3, 10);
    ck_assert_double_gt (first, 1);
    ck_assert_double_gt (second, 0.3);
    ck_assert_double_lt (first + second + third, N + 0.1);
    ck_assert_double_gt (first + second + third, 0.6 * N);
  }
}
END_TEST

START_TEST (products_of_inputs_are_found_where_they_are)
{
  enum { STEPS = 3000 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autoptr (RlifStates) s = rlif_states_new (STEPS, 3);
  for (gsize n = 4; n < STEPS; n++) {
    s->value[3 * n] = u[n - 2] * u[n - 2];
    s->value[3 * n + 1] = u[n - 1] * u[n - 4];
    s->value[3 * n + 2] = u[n] * (5 * u[n - 3] * u[n - 3] - 5.0 / 3);
  }
  near (total (s, u, 1, 9), 0, 0);
  near (total (s, u, 2, 9), 2, 1e-10);
  near (total (s, u, 3, 9), 1, 1e-10);
  near (total (s, u, 2, 4), 1, 1e-10);
}
END_TEST

START_TEST (states_that_know_nothing_of_the_input_have_no_capacity)
{
  enum { STEPS = 2500, N = 200 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autofree double *other = rlif_memory_input (SEED, "another", STEPS);
  g_autoptr (RlifStates) s = rlif_states_new (STEPS, N), still = rlif_states_new (STEPS, N);
  g_autoptr (RlifStates) foreign = orthogonal (N, 0.97, other, STEPS);
  RlifStream stream;
  rlif_stream_init (&stream, SEED, RLIF_PURPOSE_STATE, "noise", 0);
  for (gsize k = 0; k < STEPS * N; k++) s->value[k] = rlif_stream_normal (&stream), still->value[k] = 7.3;
  for (guint degree = 1; degree <= 3; degree++) {
    near (total (s, u, degree, 9), 0, 0);
    near (total (foreign, u, degree, 9), 0, 0);
    near (total (still, u, degree, 9), 0, 0);
  }
}
END_TEST

START_TEST (a_state_that_moves_for_the_first_time_in_the_test_does_no_harm)
{
  enum { STEPS = 2000 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autoptr (RlifStates) s = rlif_states_new (STEPS, 2);
  for (gsize n = 0; n < STEPS; n++) {
    s->value[2 * n] = u[n];
    s->value[2 * n + 1] = n < STEPS - 300 ? 1e-200 * u[STEPS - 1 - n] : 17.3 * u[STEPS - 1 - n];
  }
  g_autofree double *capacity = linear (s, u, 1, 0);
  near (capacity[0], 1, 1e-9);
}
END_TEST

/* What the readout of a target costs on the test part must not decide how it is made: where the last part of
 * the states is of another world, nothing is left. */
START_TEST (capacities_are_those_of_the_test_part)
{
  enum { STEPS = 4100 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autofree double *other = rlif_memory_input (SEED, "another", STEPS);
  g_autoptr (RlifStates) s = rlif_states_new (STEPS, 1);
  for (gsize n = 0; n < STEPS; n++) s->value[n] = n < STEPS - 1000 ? u[n] : other[n];
  g_autofree double *none = linear (s, u, 1, 0);
  near (none[0], 0, 0);
  for (gsize n = 0; n < STEPS; n++) s->value[n] = n < STEPS - 1000 ? u[n] : 0.5 * u[n];
  g_autofree double *half = linear (s, u, 1, 0);
  near (half[0], 0.75, 1e-3);
}
END_TEST

/* Many states that each know little: a readout without a ridge would fit their noise. The best there is has the
 * capacity r/(1 + r), r = N s^2. */
START_TEST (the_ridge_is_chosen_by_what_it_predicts)
{
  enum { STEPS = 900, N = 250 };
  const double share = 0.093 / sqrt (3), best = N * share * share / (1 + N * share * share);
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autoptr (RlifStates) s = rlif_states_new (STEPS, N);
  RlifStream stream;
  rlif_stream_init (&stream, SEED, RLIF_PURPOSE_STATE, "noise", 0);
  for (gsize n = 0; n < STEPS; n++)
    for (gsize i = 0; i < N; i++) s->value[n * N + i] = 0.093 * u[n] + rlif_stream_normal (&stream);
  g_autofree double *capacity = linear (s, u, 1, 0);
  ck_assert_double_gt (capacity[0], 0.5 * best);
  ck_assert_double_lt (capacity[0], 1.1 * best);
}
END_TEST

/* A state whose share of the input is another in each part. */
START_TEST (readouts_are_fitted_again_on_both_parts)
{
  enum { STEPS = 40100 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  g_autoptr (RlifStates) s = rlif_states_new (STEPS, 1);
  const RlifMemoryParts parts = cut (STEPS);
  for (gsize n = 0; n < STEPS; n++)
    s->value[n] = u[n] * (n < parts.washout + parts.train ? 1 : n < STEPS - parts.test ? 0.5 : 0.9);
  g_autofree double *capacity = linear (s, u, 1, 0);
  near (capacity[0], 1, 1e-4);      /* the weight is (2 + 0.5)/(2 + 0.25) = 1/0.9; 1 would give 0.99 */
}
END_TEST

START_TEST (all_products_of_a_degree_are_there_once)
{
  enum { LAGS = 7, STEPS = 200000 };
  const guint expected[] = { LAGS, LAGS + 21, LAGS + LAGS * (LAGS - 1) + 35 };
  g_autofree double *u = rlif_memory_input (SEED, "input", STEPS);
  for (guint degree = 1; degree <= 3; degree++) {
    g_autoptr (GArray) targets = rlif_memory_targets (degree, LAGS);
    ck_assert_uint_eq (targets->len, expected[degree - 1]);
    const RlifMemoryTarget *t = (const RlifMemoryTarget *) (gpointer) targets->data;
    for (guint k = 0; k < targets->len; k++) {
      const guint other = (k * 5 + 1) % targets->len;
      double square = 0, product = 0;
      for (gsize n = LAGS; n < STEPS; n++) {
        square += rlif_memory_target_at (&t[k], u, n) * rlif_memory_target_at (&t[k], u, n) / STEPS;
        product += rlif_memory_target_at (&t[k], u, n) * rlif_memory_target_at (&t[other], u, n) / STEPS;
      }
      near (square, 1, 0.05);
      if (other != k) near (product, 0, 0.02);
    }
  }
}
END_TEST

START_TEST (the_threshold_is_passed_by_chance_once_in_ten_thousand)
{
  near (erfc (sqrt (rlif_memory_threshold (731) * 731 / 2)) * 1e4, 1, 0.01);
}
END_TEST

START_TEST (bits_are_those_of_a_gaussian_channel)
{
  const double capacity[] = { 0, 0.75, 0.9375, 1 - 0x1p-10 };
  near (rlif_memory_bits (4, capacity), 0 + 1 + 2 + 5, 1e-12);
}
END_TEST

static gboolean
stop (gpointer data, double share G_GNUC_UNUSED)
{
  return --*(int *) data > 0;
}

START_TEST (it_can_be_stopped)
{
  g_autofree double *u = rlif_memory_input (SEED, "input", 500);
  g_autoptr (RlifStates) s = leaky (0.5, u, 500);
  const RlifMemoryTarget target = { 1, { 0 }, { 1 } };
  const RlifMemoryParts parts = cut (500);
  double capacity;
  int left = 3;
  ck_assert (!rlif_memory_capacities (s, u, &parts, 1, &target, 0, &capacity, stop, &left));
  ck_assert_int_eq (left, 0);
}
END_TEST

TEST_MAIN ("memory capacity", a_delay_line_remembers_its_length_and_nothing_more, a_leaky_unit_forgets_geometrically,
           noise_takes_its_share, an_orthogonal_linear_network_remembers_as_many_inputs_as_it_has_units,
           no_system_has_more_capacity_than_states, products_of_inputs_are_found_where_they_are,
           states_that_know_nothing_of_the_input_have_no_capacity,
           a_state_that_moves_for_the_first_time_in_the_test_does_no_harm, capacities_are_those_of_the_test_part,
           the_ridge_is_chosen_by_what_it_predicts, readouts_are_fitted_again_on_both_parts,
           all_products_of_a_degree_are_there_once, the_threshold_is_passed_by_chance_once_in_ten_thousand,
           bits_are_those_of_a_gaussian_channel, it_can_be_stopped)
