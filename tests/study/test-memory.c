/* What is found of systems for which it is known. */
#include "memory-kit.h"

#define TAU 23.7

static const char LEAKY[] =
  "[experiment]\nduration = 1 s\n[neurons L]\nmodel = li\ncount = 1\ntau_m = 23.7 ms\n";

static const RlifMemoryPlan PLAN = { .steps = 20000, .lags = 12, .noise = 0.43, .seed = 77 };

static RlifMemory *
examine_leaky (double *a)
{
  GError *error = NULL;
  g_auto (Kit) kit = kit_new (LEAKY);
  RlifMemoryDrive drive = { (char *) "L", 100 };
  kit.reservoir.drive = &drive;
  kit.reservoir.n_drives = 1;
  *a = exp (-kit.reservoir.step / TAU);
  RlifMemory *memory = rlif_memory_of_reservoir (&kit.reservoir, &PLAN, NULL, NULL, &error);
  ck_assert_msg (memory != NULL, "%s", error ? error->message : "stopped");
  return memory;
}

START_TEST (a_leaky_integrator_remembers_as_its_time_constant_says)
{
  double a, sum = 0;
  g_autoptr (RlifMemory) m = examine_leaky (&a);
  for (guint k = 0; k < PLAN.lags; k++) {
    near (m->linear[k], (1 - a * a) * pow (a, 2.0 * k), 0.035);
    sum += m->linear[k];
  }
  near (m->degree[0], sum, 1e-12);
  near (sum, 1, 0.05);
  near (m->degree[1] + m->degree[2], 0, 0);
  double bits = 0;
  for (guint k = 0; k < PLAN.lags; k++)
    bits -= log2 (1 - (1 - a * a) * pow (a, 2.0 * k) / (1 + PLAN.noise * PLAN.noise)) / 2;
  near (m->bits, bits, 0.05);
}
END_TEST

START_TEST (histories_come_together_as_the_membrane_forgets)
{
  double a;
  g_autoptr (RlifMemory) m = examine_leaky (&a);
  for (guint k = 0; k <= PLAN.lags; k++) near (m->separation[k], pow (a, k), 1e-9);
  near (rlif_memory_forgets (m, 0.1), ceil (log (0.1) / log (a)), 0);
  near (rlif_memory_forgets (m, 2), 0, 0);
  ck_assert (isnan (rlif_memory_forgets (m, 1e-9)));
}
END_TEST

START_TEST (a_step_is_priced_by_its_operations)
{
  double a;
  const RlifPrice price = { .mac = 3.7, .ac = 0.91, .update = 5.3, .neuron_ms = 0.011 };
  g_autoptr (RlifMemory) m = examine_leaky (&a);
  near (rlif_memory_joules (m, &price), (5.3 + 0.011 * 10) * 1e-12, 1e-24);
  const RlifEchoState echo = { 20, 3, 0.9, 0.3, 0.1, 6 };
  const RlifMemoryPlan plan = { .steps = 900, .lags = 7, .noise = 0.1, .seed = 3 };
  g_autoptr (RlifMemory) e = rlif_memory_of_echo_state (&echo, &plan, NULL, NULL, NULL);
  near (rlif_memory_joules (e, &price), 3.7 * 80 * 1e-12, 1e-24);
}
END_TEST

START_TEST (a_spiking_network_has_some_capacity_and_no_more_than_states)
{
  GError *error = NULL;
  g_auto (Kit) kit = kit_new (
    "[experiment]\nduration = 1 s\n"
    "[neurons A]\nmodel = lif_exp\ncount = 5\ntau_m = 30 ms\nE_L = 0 mV\nV_reset = 0 mV\nV_th = 15 mV\nI_e = 160 pA\n"
    "[neurons B]\nlike = A\ncount = 4\nI_e = 131 pA\n"
    "[connect A, B -> A, B]\nrule = fixed_indegree 2\nweight = normal(0 pA, 200 pA)\ndelay = uniform(1 ms, 50 ms)\n");
  RlifMemoryDrive drive[] = { { (char *) "A", 200 }, { (char *) "B", -230 } };
  const RlifMemoryPlan plan = { .steps = 8000, .lags = 30, .noise = 0.01, .seed = 3 };
  kit.reservoir.drive = drive;
  kit.reservoir.n_drives = 2;
  kit.reservoir.tau = 30;
  g_autoptr (RlifMemory) m = rlif_memory_of_reservoir (&kit.reservoir, &plan, NULL, NULL, &error);
  ck_assert_double_gt (m->degree[0], 1);
  ck_assert_double_lt (m->degree[0] + m->degree[1] + m->degree[2], 18);
  ck_assert_double_gt (m->separation[30], 0);
  near (m->separation[0], 1, 0);
}
END_TEST

static gboolean
watch (gpointer data, double share)
{
  double *last = data;
  ck_assert_double_ge (share, *last);
  ck_assert_double_le (share, 1 + 1e-12);
  *last = share;
  return share < 0.7;
}

START_TEST (progress_ascends_until_it_is_stopped)
{
  GError *error = NULL;
  g_auto (Kit) kit = kit_new (LEAKY);
  double last = 0;
  ck_assert (!rlif_memory_of_reservoir (&kit.reservoir, &PLAN, watch, &last, &error));
  ck_assert (!error);
  ck_assert_double_ge (last, 0.7);
}
END_TEST

START_TEST (what_there_is_no_memory_for_is_refused)
{
  GError *error = NULL;
  const RlifEchoState echo = { 30000000, 3, 0.9, 0.3, 0.1, 6 };
  ck_assert (!rlif_memory_of_echo_state (&echo, &PLAN, NULL, NULL, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_LIMIT));
  g_clear_error (&error);
  g_auto (Kit) kit = kit_new ("[experiment]\nduration = 1 s\n[neurons L]\nmodel = li\ncount = 1000000\n");
  g_autofree double *u = g_new0 (double, 10000000);
  kit.reservoir.step = 0.1;
  ck_assert (!rlif_reservoir_run (&kit.reservoir, 10000000, u, NULL, NULL, NULL, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_LIMIT));
  g_clear_error (&error);
}
END_TEST

START_TEST (lags_of_products_are_limited)
{
  const RlifMemoryPlan few = { .lags = 7 }, many = { .lags = 300 };
  for (guint degree = 1; degree <= 3; degree++) ck_assert_uint_eq (rlif_memory_lags (&few, degree), 7);
  ck_assert_uint_eq (rlif_memory_lags (&many, 1), 300);
  ck_assert_uint_eq (rlif_memory_lags (&many, 2), 20);
  ck_assert_uint_eq (rlif_memory_lags (&many, 3), 10);
  ck_assert_uint_ge (rlif_memory_fewest_steps (300), 700);
}
END_TEST

TEST_MAIN ("memory", a_leaky_integrator_remembers_as_its_time_constant_says,
           histories_come_together_as_the_membrane_forgets, a_step_is_priced_by_its_operations,
           a_spiking_network_has_some_capacity_and_no_more_than_states, progress_ascends_until_it_is_stopped,
           what_there_is_no_memory_for_is_refused, lags_of_products_are_limited)
