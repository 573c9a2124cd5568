/* Memory kernels against closed forms, and the sum of inputs against the unit itself. */
#include <complex.h>
#include "kernel-kit.h"

#define LIF_TAU 13.37
static const Setting LIF[] = { { "tau_m", LIF_TAU }, { "t_ref", 2.385 }, { NULL, 0 } };

START_TEST (a_lif_neuron_forgets_exponentially)
{
  g_autoptr (RlifKernel) kernel = kernel_of ("lif_delta", LIF, 0, NULL);
  for (double s = 0; s < 300; s += 7.31) NEAR (rlif_kernel_at (kernel, s), exp (-s / LIF_TAU), 1e-14);
}
END_TEST

START_TEST (a_spike_wipes_out_what_was_before_it)
{
  const double fired[] = { 17.3, 41.9 };
  g_autoptr (RlifKernel) kernel = kernel_of ("lif_delta", LIF, 2, fired);
  NEAR (rlif_kernel_at (kernel, 14.9), exp (-14.9 / LIF_TAU), 1e-14);
  ck_assert_double_eq (rlif_kernel_at (kernel, 17.3), 0);
  ck_assert_double_eq (rlif_kernel_at (kernel, 17.31), 0);
  ck_assert_double_eq (rlif_kernel_at (kernel, 30), 0);
  ck_assert_double_eq (rlif_kernel_at (kernel, 50), 0);
}
END_TEST

START_TEST (a_refractory_neuron_is_deaf)
{
  const double fired[] = { 17.3 }, just_now[] = { 1.1 };
  g_autoptr (RlifKernel) kernel = kernel_of ("lif_delta", LIF, 1, fired);
  g_autoptr (RlifKernel) soft = kernel_of ("lif_soft", LIF, 1, fired);
  g_autoptr (RlifKernel) now = kernel_of ("lif_soft", LIF, 1, just_now);
  ck_assert_double_gt (rlif_kernel_at (kernel, 17.3 - 2.385), 0);
  ck_assert_double_eq (rlif_kernel_at (kernel, 17.3 - 2.384), 0);
  ck_assert_double_gt (rlif_kernel_at (soft, 14.91), 0);
  ck_assert_double_eq (rlif_kernel_at (soft, 16.2), 0);
  ck_assert_double_eq (rlif_kernel_at (now, 0.6), 0);
  NEAR (rlif_kernel_at (now, 9.2), exp (-(9.2 - 1.1) / LIF_TAU), 1e-14);
}
END_TEST

/* As often as it takes a subtractive reset to come below the threshold. */
START_TEST (without_refractoriness_spikes_may_coincide)
{
  const Setting setting[] = { { "tau_m", 11.9 }, { "tau_a", 7.3 }, { "gamma", 1.23 }, { "keep", 0.37 },
                              { "t_ref", 0 }, { NULL, 0 } };
  const Setting less[] = { { "tau_m", 11.9 }, { "tau_a", 7.3 }, { "gamma", 1.23 }, { "keep", 0.37 * 0.37 },
                           { "t_ref", 0 }, { NULL, 0 } };
  const double twice[] = { 9.1, 9.1 };
  g_autoptr (RlifKernel) two = kernel_of ("lif2", setting, 2, twice);
  g_autoptr (RlifKernel) one = kernel_of ("lif2", less, 1, twice);
  ck_assert_double_gt (fabs (rlif_kernel_at (one, 14.2)), 1e-3);
  NEAR (rlif_kernel_at (two, 14.2), rlif_kernel_at (one, 14.2), 1e-14);
}
END_TEST

START_TEST (a_subtractive_reset_keeps_the_past)
{
  const double fired[] = { 17.3, 41.9 };
  g_autoptr (RlifKernel) kernel = kernel_of ("lif_soft", LIF, 2, fired);
  NEAR (rlif_kernel_at (kernel, 10.2), exp (-10.2 / LIF_TAU), 1e-14);
  NEAR (rlif_kernel_at (kernel, 33.3), exp (-(33.3 - 2.385) / LIF_TAU), 1e-14);
  NEAR (rlif_kernel_at (kernel, 77.7), exp (-(77.7 - 2 * 2.385) / LIF_TAU), 1e-14);
}
END_TEST

/* V' = -(1 - gamma) V/tau_m - c W, W' = (d V - W)/tau_w in closed form. */
typedef struct {
  double complex l1, l2;
  double c, d, tau_w;
} Pair;

static Pair
pair_of (double a11, double c, double d, double tau_w)
{
  const double trace = a11 - 1 / tau_w, determinant = -a11 / tau_w + c * d / tau_w;
  const double complex root = csqrt (trace * trace / 4 - determinant);
  return (Pair) { trace / 2 + root, trace / 2 - root, c, d, tau_w };
}

static double
v_of_v (const Pair *p, double s)
{
  const double complex k = ((p->l1 + 1 / p->tau_w) * cexp (p->l1 * s)
                            - (p->l2 + 1 / p->tau_w) * cexp (p->l2 * s)) / (p->l1 - p->l2);
  return creal (k);
}

static double
difference_of_exponentials (const Pair *p, double s)
{
  return creal ((cexp (p->l1 * s) - cexp (p->l2 * s)) / (p->l1 - p->l2));
}

static Pair
lif2_pair (double tau_m, double tau_a, double gamma)
{
  return pair_of ((gamma - 1) / tau_m, gamma / tau_m, 1, tau_a);
}

START_TEST (feedback_of_change_gives_two_exponentials_or_a_damped_wave)
{
  static const double gammas[] = { -2.385, -0.7, 0.13, 1.23, 1.7 };
  guint waves = 0;
  for (guint k = 0; k < G_N_ELEMENTS (gammas); k++) {
    const Setting setting[] = { { "tau_m", 11.9 }, { "tau_a", 7.3 }, { "gamma", gammas[k] }, { NULL, 0 } };
    const Pair pair = lif2_pair (11.9, 7.3, gammas[k]);
    g_autoptr (RlifKernel) kernel = kernel_of ("lif2", setting, 0, NULL);
    for (double s = 0; s < 120; s += 3.17)
      ck_assert_double_eq_tol (rlif_kernel_at (kernel, s), v_of_v (&pair, s), 2e-14);
    waves += cimag (pair.l1) != 0;
  }
  ck_assert_uint_eq (waves, 3);
}
END_TEST

START_TEST (adaptation_by_the_membrane_makes_the_kernel_undershoot)
{
  const Setting setting[] = { { "tau_m", 11.9 }, { "a", 17.3 }, { "tau_w", 83.1 }, { NULL, 0 } };
  const Pair pair = pair_of (-1 / 11.9, 1 / 250.0, 17.3, 83.1);
  g_autoptr (RlifKernel) kernel = kernel_of ("alif", setting, 0, NULL);
  double least = 1;
  for (double s = 0; s < 300; s += 3.17) {
    ck_assert_double_eq_tol (rlif_kernel_at (kernel, s), v_of_v (&pair, s), 1e-14);
    least = fmin (least, rlif_kernel_at (kernel, s));
  }
  ck_assert_double_lt (least, -0.04);
}
END_TEST

/* A spike resets V; V_f keeps the share `keep`, follows the held V for t_ref and drives V again. */
START_TEST (what_follows_the_membrane_remembers_beyond_a_spike)
{
  static const double keeps[] = { 0, 0.37, 1 };
  const double fired[] = { 9.1 };
  const Pair pair = lif2_pair (11.9, 7.3, 1.23);
  for (guint k = 0; k < G_N_ELEMENTS (keeps); k++) {
    const Setting setting[] = { { "tau_m", 11.9 }, { "tau_a", 7.3 }, { "gamma", 1.23 },
                                { "keep", keeps[k] }, { NULL, 0 } };
    g_autoptr (RlifKernel) kernel = kernel_of ("lif2", setting, 1, fired);
    const double followed = difference_of_exponentials (&pair, 14.2 - 9.1) / 7.3;
    const double again = -1.23 / 11.9 * difference_of_exponentials (&pair, 9.1 - 2);
    ck_assert_double_eq_tol (rlif_kernel_at (kernel, 14.2),
                             followed * keeps[k] * exp (-2 / 7.3) * again, 1e-15);
    ck_assert (k == 0 || fabs (rlif_kernel_at (kernel, 14.2)) > 1e-3);
  }
}
END_TEST

START_TEST (gates_multiply_from_the_present_back)
{
  const double gate[] = { 0.31, 0.97, 0.83, 0.5 };
  g_autoptr (RlifKernel) kernel = rlif_kernel_new_gates (2.5, 4, gate);
  ck_assert_double_eq (rlif_kernel_at (kernel, 0), 1);
  ck_assert_double_eq (rlif_kernel_at (kernel, 2.4), 1);
  ck_assert_double_eq (rlif_kernel_at (kernel, 2.5), 0.5);
  NEAR (rlif_kernel_at (kernel, 5), 0.5 * 0.83, 1e-15);
  NEAR (rlif_kernel_at (kernel, 7.5), 0.5 * 0.83 * 0.97, 1e-15);
  NEAR (rlif_kernel_at (kernel, 10), 0.5 * 0.83 * 0.97 * 0.31, 1e-15);
  ck_assert_double_eq (rlif_kernel_at (kernel, 12.5), 0);
}
END_TEST

START_TEST (a_factor_keeps_the_same_share_in_every_step)
{
  g_autoptr (RlifKernel) kernel = rlif_kernel_new_factor (0.7, -0.93);
  double left = 1;
  for (guint k = 0; k < 300; k++) {
    NEAR (rlif_kernel_at (kernel, 0.7 * k), left, 1e-13);
    left *= -0.93;
  }
}
END_TEST

START_TEST (points_show_both_sides_of_a_cut)
{
  const double fired[] = { 17.3 };
  g_autoptr (RlifKernel) kernel = kernel_of ("lif_delta", LIF, 1, fired);
  g_autoptr (GArray) points = rlif_kernel_points (kernel, 50, 101);
  double area = 0;
  for (guint k = 1; k < points->len; k++) {
    const RlifKernelPoint *p = &g_array_index (points, RlifKernelPoint, k);
    ck_assert_double_ge (p->lag, p[-1].lag);
    area += (p->left + p[-1].left) / 2 * (p->lag - p[-1].lag);
  }
  ck_assert_double_eq (g_array_index (points, RlifKernelPoint, 0).left, 1);
  ck_assert_double_eq (g_array_index (points, RlifKernelPoint, points->len - 1).lag, 50);
  /* The trapezoids would be 0.1 off if a cut were smeared over half a millisecond. */
  ck_assert_double_eq_tol (area, LIF_TAU * (1 - exp (-(17.3 - 2.385) / LIF_TAU)), 2e-3);
}
END_TEST

START_TEST (points_of_gates_are_their_steps)
{
  const double gate[] = { 0.31, 0.97, 0.83 };
  g_autoptr (RlifKernel) gates = rlif_kernel_new_gates (2.5, 3, gate);
  g_autoptr (RlifKernel) factor = rlif_kernel_new_factor (2.5, 0.83);
  g_autoptr (GArray) all = rlif_kernel_points (gates, 100, 9), some = rlif_kernel_points (factor, 25, 9);
  ck_assert_uint_eq (all->len, 4);
  ck_assert_uint_eq (some->len, 11);
  NEAR (g_array_index (all, RlifKernelPoint, 3).left, 0.31 * 0.97 * 0.83, 1e-15);
  NEAR (g_array_index (some, RlifKernelPoint, 10).left, pow (0.83, 10), 1e-14);
  ck_assert_double_eq (g_array_index (some, RlifKernelPoint, 10).lag, 25);
}
END_TEST

static void
is_refused (const char *model, const Setting setting[], gsize n_fired, const double fired[],
            const char *words)
{
  g_autoptr (GError) error = NULL;
  const RlifModel *m = find_model (model);
  g_autofree double *par = parameters (m, setting);
  ck_assert_ptr_null (rlif_kernel_new_neuron (m, par, n_fired, fired, &error));
  ck_assert_msg (strstr (error->message, words) != NULL, "%s", error->message);
}

START_TEST (what_cannot_have_been_is_refused)
{
  const double near[] = { 10, 12.384 }, touching[] = { 10, 12.385 }, wrong[] = { 10, 3 },
               future[] = { -1.5 }, nan[] = { NAN };
  const Setting far[] = { { "V_reset", -40 }, { NULL, 0 } };
  is_refused ("lif_delta", LIF, 2, near, "spikes 10 ms and 12.384 ms ago: they must be apart, by 2.385 ms");
  is_refused ("lif_delta", LIF, 2, wrong, "the latest be given first");
  is_refused ("lif_delta", LIF, 1, future, "a spike -1.5 ms ago: it must lie in the past");
  is_refused ("lif_delta", LIF, 1, nan, "it must lie in the past");
  is_refused ("lif_delta", far, 0, NULL, "V_reset must lie below V_th");
  g_autoptr (RlifKernel) kernel = kernel_of ("lif_delta", LIF, 2, touching);
  ck_assert_ptr_nonnull (kernel);
}
END_TEST

/* Every text model, under parameters of its own: the sum of inputs is the membrane, to 1e-12 mV, also
 * across spikes, with adaptation, subtraction, waves and a share that is kept. */
START_TEST (the_membrane_is_the_sum_of_its_inputs_times_the_kernel)
{
  static const struct { const char *model; gboolean fires; Setting setting[4]; } cases[] = {
    { "lif_delta", TRUE, { { "tau_m", LIF_TAU } } },
    { "lif_delta", TRUE, { { "I_e", 600 }, { "V_reset", -61.7 }, { "t_ref", 0 } } },
    { "lif_delta", TRUE, { { "tau_m", 1e8 } } },
    { "lif_delta", TRUE, { { "tau_m", 1e6 }, { "I_e", 600 } } },
    { "lif_soft", TRUE, { { "t_ref", 1.3 } } },
    { "lif_exp", TRUE, { { "I_e", 100 } } },
    { "lif2", TRUE, { { "gamma", 1.23 }, { "tau_a", 7.3 } } },
    { "lif2", TRUE, { { "gamma", -2.385 }, { "keep", 0.37 }, { "tau_a", 31.7 } } },
    { "alif", TRUE, { { "a", 17.3 }, { "b", 83.1 } } },
    { "glif2", TRUE, { { NULL, 0 } } }, { "glif3", TRUE, { { NULL, 0 } } },
    { "glif4", TRUE, { { NULL, 0 } } }, { "glif5", TRUE, { { NULL, 0 } } },
    { "pif", TRUE, { { NULL, 0 } } }, { "li", FALSE, { { NULL, 0 } } },
    { "resonate_fire", TRUE, { { "t_ref", 1.7 } } } };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++) {
    const RlifModel *model = find_model (cases[k].model);
    g_autofree double *par = parameters (model, cases[k].setting);
    for (guint64 seed = 1; seed <= 4; seed++) {
      g_autoptr (GError) error = NULL;
      RlifKernelCheck check;
      ck_assert_msg (rlif_kernel_check_neuron (model, par, seed, &check, &error), "%s: %s",
                     cases[k].model, error ? error->message : "");
      ck_assert_uint_eq (check.inputs, 499);
      ck_assert_msg (check.difference < 1e-12, "%s: %g", cases[k].model, check.difference);
      ck_assert_msg (check.difference > 0, "%s", cases[k].model);
      ck_assert_msg ((check.spikes > 3) == cases[k].fires, "%s: %u", cases[k].model, check.spikes);
    }
  }
}
END_TEST

START_TEST (a_neuron_that_fires_very_often_is_checked_as_far_as_its_first_thousand_spikes)
{
  const Setting setting[] = { { "V_reset", -55.001 }, { "I_e", 600 }, { NULL, 0 } };
  const RlifModel *model = find_model ("lif_soft");
  g_autofree double *par = parameters (model, setting);
  RlifKernelCheck check;
  ck_assert (rlif_kernel_check_neuron (model, par, 3, &check, NULL));
  ck_assert_uint_eq (check.spikes, 1000);
  ck_assert_uint_lt (check.inputs, 20);
  ck_assert_double_lt (check.difference, 1e-11);
}
END_TEST

START_TEST (another_seed_is_another_input)
{
  const RlifModel *model = find_model ("lif_delta");
  g_autofree double *par = parameters (model, LIF);
  RlifKernelCheck first, again, other;
  ck_assert (rlif_kernel_check_neuron (model, par, 7, &first, NULL));
  ck_assert (rlif_kernel_check_neuron (model, par, 7, &again, NULL));
  ck_assert (rlif_kernel_check_neuron (model, par, 8, &other, NULL));
  ck_assert_double_eq (first.difference, again.difference);
  ck_assert_uint_eq (first.spikes, again.spikes);
  ck_assert (first.difference != other.difference || first.spikes != other.spikes);
}
END_TEST

START_TEST (a_recurrent_unit_is_the_sum_of_its_inputs_times_the_kernel)
{
  static const double factors[] = { 0.913, -0.871, 1, 1.031, 0, -1.7 };
  double gate[200];
  RlifKernelCheck check;
  for (guint k = 0; k < 200; k++) gate[k] = 0.5 + 0.5 * sin (k * 1.7);
  for (guint k = 0; k < G_N_ELEMENTS (factors); k++) {
    g_autoptr (RlifKernel) kernel = rlif_kernel_new_factor (1.3, factors[k]);
    rlif_kernel_check_gates (kernel, 11 + k, &check);
    ck_assert_double_lt (check.difference, 1e-12);
    ck_assert_uint_gt (check.inputs, 4);
    ck_assert_uint_eq (check.spikes, 0);
  }
  g_autoptr (RlifKernel) gates = rlif_kernel_new_gates (1.3, 200, gate);
  rlif_kernel_check_gates (gates, 5, &check);
  ck_assert_double_lt (check.difference, 1e-12);
  ck_assert_uint_eq (check.inputs, 201);
}
END_TEST

/* (7) of docs/theory.md: the exact step with a reset, against the kernel with those spikes. */
START_TEST (a_stepped_lif_unit_is_the_sum_since_its_last_reset)
{
  enum { STEPS = 400 };
  const double h = 0.8, a = exp (-h / LIF_TAU), threshold = 4.1;
  const Setting setting[] = { { "tau_m", LIF_TAU }, { "t_ref", 0 }, { NULL, 0 } };
  double input[STEPS], fired[STEPS], v = 0;
  gsize n = 0;
  g_autoptr (GArray) spike = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint k = 0; k < STEPS; k++) {
    input[k] = (1 - a) * (20 * fabs (sin (k * k * 0.377)) - 2.3);
    v = a * v + input[k];
    if (k == STEPS - 1 || v < threshold) continue;
    v = 0;
    g_array_append_val (spike, k);
  }
  for (guint k = spike->len; k-- > 0;) fired[n++] = (STEPS - 1 - g_array_index (spike, guint, k)) * h;
  g_autoptr (RlifKernel) kernel = kernel_of ("lif_delta", setting, n, fired);
  double sum = 0;
  for (guint k = 0; k < STEPS; k++) sum += input[k] * rlif_kernel_at (kernel, (STEPS - 1 - k) * h);
  ck_assert_uint_gt (n, 10);
  ck_assert_double_gt (fabs (sum), 1);
  ck_assert_double_eq_tol (sum, v, 1e-12);
}
END_TEST

TEST_MAIN_WITH (make_registry, free_registry, "kernel", a_lif_neuron_forgets_exponentially,
                a_spike_wipes_out_what_was_before_it, a_refractory_neuron_is_deaf,
                without_refractoriness_spikes_may_coincide, a_subtractive_reset_keeps_the_past,
                feedback_of_change_gives_two_exponentials_or_a_damped_wave,
                adaptation_by_the_membrane_makes_the_kernel_undershoot,
                what_follows_the_membrane_remembers_beyond_a_spike,
                gates_multiply_from_the_present_back, a_factor_keeps_the_same_share_in_every_step,
                points_show_both_sides_of_a_cut, points_of_gates_are_their_steps,
                what_cannot_have_been_is_refused,
                the_membrane_is_the_sum_of_its_inputs_times_the_kernel,
                a_neuron_that_fires_very_often_is_checked_as_far_as_its_first_thousand_spikes,
                another_seed_is_another_input,
                a_recurrent_unit_is_the_sum_of_its_inputs_times_the_kernel,
                a_stepped_lif_unit_is_the_sum_since_its_last_reset)
