/* Echo state networks against plain recursions. */
#include "memory-kit.h"

static const RlifEchoState ECHO = { 47, 5, 0.873, 0.41, 0.29, 991 };

/* ln of the largest element of W^(2^k), with W^... scaled on the way. */
static double
growth (gsize n, const double weight[], guint doublings)
{
  g_autofree double *w = g_memdup2 (weight, n * n * sizeof *weight), *square = g_new (double, n * n);
  double log_scale = 0;
  for (guint d = 0; d < doublings; d++) {
    double largest = 0;
    for (gsize i = 0; i < n; i++)
      for (gsize j = 0; j < n; j++) {
        square[i * n + j] = 0;
        for (gsize k = 0; k < n; k++) square[i * n + j] += w[i * n + k] * w[k * n + j];
        largest = fmax (largest, fabs (square[i * n + j]));
      }
    for (gsize k = 0; k < n * n; k++) w[k] = square[k] / largest;
    log_scale = 2 * log_scale + log (largest);
  }
  return log_scale;
}

START_TEST (powers_of_the_weights_grow_as_the_spectral_radius_says)
{
  g_autofree double *w = rlif_echo_state_weights (&ECHO);
  near (exp (growth (ECHO.units, w, 14) / (1 << 14)), ECHO.radius, 1e-3);
}
END_TEST

START_TEST (each_unit_has_its_connections)
{
  g_autofree double *w = rlif_echo_state_weights (&ECHO);
  guint from[47] = { 0 }, sources = 0;
  for (gsize i = 0; i < ECHO.units; i++) {
    guint n = 0;
    for (gsize j = 0; j < ECHO.units; j++)
      if (w[i * ECHO.units + j] != 0) n++, from[j]++;
    ck_assert_uint_eq (n, ECHO.connections);
  }
  for (gsize j = 0; j < ECHO.units; j++) sources += from[j] > 0;
  ck_assert_uint_gt (sources, 40);
}
END_TEST

START_TEST (states_follow_the_recursion)
{
  enum { STEPS = 40 };
  const gsize n = ECHO.units;
  g_autofree double *w = rlif_echo_state_weights (&ECHO), *u = rlif_memory_input (3, "input", STEPS);
  const double zero = 0, one = 1;
  g_autoptr (RlifStates) at_zero = rlif_echo_state_run (&ECHO, 1, &zero, NULL);
  g_autoptr (RlifStates) at_one = rlif_echo_state_run (&ECHO, 1, &one, NULL);
  g_autoptr (RlifStates) s = rlif_echo_state_run (&ECHO, STEPS, u, NULL);
  double spread = 0;
  for (gsize i = 0; i < n; i++) {
    const double bias = atanh (at_zero->value[i]), input = atanh (at_one->value[i]) - bias;
    ck_assert_double_le (fabs (bias), ECHO.bias);
    ck_assert_double_le (fabs (input), ECHO.input + 1e-12);
    spread += fabs (input) / (double) n;
    for (gsize step = 0; step < STEPS; step++) {
      double sum = bias + input * u[step];
      for (gsize j = 0; j < n && step > 0; j++) sum += w[i * n + j] * s->value[(step - 1) * n + j];
      near (s->value[step * n + i], tanh (sum), 1e-14);
    }
  }
  near (spread, ECHO.input / 2, 0.05);
}
END_TEST

START_TEST (large_sums_saturate)
{
  const RlifEchoState echo = { 3, 1, 1, 1e6, 0, 5 };
  const double u = 0.9;
  g_autoptr (RlifStates) s = rlif_echo_state_run (&echo, 1, &u, NULL);
  for (gsize i = 0; i < 3; i++) near (fabs (s->value[i]), 1, 1e-15);
}
END_TEST

START_TEST (a_step_takes_a_product_for_each_connection_and_input)
{
  RlifMemoryCost cost;
  g_autofree double *u = rlif_memory_input (3, "input", 13);
  g_autoptr (RlifStates) s = rlif_echo_state_run (&ECHO, 13, u, &cost);
  ck_assert_uint_eq (s->n_steps, 13);
  near (cost.operations.macs, 13 * (47 * 5 + 47), 0);
  near (cost.operations.acs + cost.operations.updates, 0, 0);
  near (cost.neurons, 47, 0);
  near (cost.synapses, 235, 0);
  ck_assert (isnan (cost.rate));
}
END_TEST

START_TEST (the_seed_decides)
{
  RlifEchoState other = ECHO;
  g_autofree double *a = rlif_echo_state_weights (&ECHO), *b = rlif_echo_state_weights (&other);
  ck_assert_mem_eq (a, b, 47 * 47 * sizeof *a);
  other.seed++;
  g_autofree double *c = rlif_echo_state_weights (&other);
  ck_assert_mem_ne (a, c, 47 * 47 * sizeof *a);
}
END_TEST

TEST_MAIN ("memory echo", powers_of_the_weights_grow_as_the_spectral_radius_says, each_unit_has_its_connections,
           states_follow_the_recursion, large_sums_saturate, a_step_takes_a_product_for_each_connection_and_input,
           the_seed_decides)
