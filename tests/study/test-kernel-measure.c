/* Half-life, area, mean lag, tail and period of kernels against closed forms. */
#include <complex.h>
#include "kernel-kit.h"
#include "linear/neuron.h"

#define TAU 13.37
static const Setting LIF[] = { { "tau_m", TAU }, { "t_ref", 2.385 }, { NULL, 0 } };

START_TEST (a_lif_neuron_has_one_time_constant_whatever_is_measured)
{
  static const char *const models[] = { "lif_delta", "lif_exp", "lif_soft", "alif", "glif3", "lif_alpha" };
  for (guint k = 0; k < G_N_ELEMENTS (models); k++) {
    const Setting setting[] = { { "tau_m", TAU }, { NULL, 0 } };
    g_autoptr (RlifKernel) kernel = kernel_of (models[k], setting, 0, NULL);
    const RlifKernelMeasures m = measure (kernel);
    NEAR (m.half_life, TAU * log (2), 1e-14);
    NEAR (m.area, TAU, 1e-14);
    NEAR (m.mean_lag, TAU, 1e-14);
    NEAR (m.tail, TAU, 1e-14);
    ck_assert_double_nan (m.period);
  }
}
END_TEST

START_TEST (a_reset_cuts_the_memory_short)
{
  const double long_ago[] = { 17.3, 29.9 }, lately[] = { 5.1, 8.2 }, now[] = { 1.4 };
  g_autoptr (RlifKernel) a = kernel_of ("lif_delta", LIF, 2, long_ago);
  g_autoptr (RlifKernel) b = kernel_of ("lif_delta", LIF, 2, lately);
  g_autoptr (RlifKernel) c = kernel_of ("lif_delta", LIF, 1, now);
  const RlifKernelMeasures m = measure (a), n = measure (b), zero = measure (c);
  const double heard = 17.3 - 2.385, left = exp (-heard / TAU);
  NEAR (m.half_life, TAU * log (2), 1e-14);
  NEAR (m.area, TAU * (1 - left), 1e-14);
  NEAR (m.mean_lag, TAU - heard * left / (1 - left), 1e-13);
  ck_assert_double_nan (m.tail);
  NEAR (n.half_life, 5.1 - 2.385, 1e-14);
  NEAR (n.area, TAU * (1 - exp (-(5.1 - 2.385) / TAU)), 1e-14);
  ck_assert_double_eq (zero.half_life, 0);
  ck_assert_double_eq (zero.area, 0);
}
END_TEST

/* (13) and (15) of docs/theory.md. */
START_TEST (feedback_of_change_moves_the_mean_lag_and_not_the_area)
{
  static const double gammas[] = { -30.7, -2.385, -0.7, 0.13, 1.23, 1.7, 2.6 };
  const double tau_m = 11.9, tau_a = 7.3;
  guint waves = 0;
  for (guint k = 0; k < G_N_ELEMENTS (gammas); k++) {
    const Setting setting[] = { { "tau_m", tau_m }, { "tau_a", tau_a }, { "gamma", gammas[k] }, { NULL, 0 } };
    g_autoptr (RlifKernel) kernel = kernel_of ("lif2", setting, 0, NULL);
    const RlifKernelMeasures m = measure (kernel);
    const double beta = tau_m + tau_a * (1 - gammas[k]), square = beta * beta - 4 * tau_m * tau_a;
    NEAR (m.area, tau_m, 3e-13);
    ck_assert_double_eq_tol (m.mean_lag, tau_m - gammas[k] * tau_a, 3e-12 * (1 + fabs (gammas[k])) * tau_a);
    if (square < 0) {
      waves++;
      NEAR (m.tail, 2 * tau_m * tau_a / beta, 1e-13);
      NEAR (m.period, 4 * G_PI * tau_m * tau_a / sqrt (-square), 1e-13);
    } else {
      NEAR (m.tail, (beta + sqrt (square)) / 2, 1e-13);
      ck_assert_double_nan (m.period);
    }
  }
  ck_assert_uint_eq (waves, 4);
}
END_TEST

START_TEST (adaptation_by_the_membrane_takes_from_the_area)
{
  const Setting setting[] = { { "tau_m", 11.9 }, { "a", 17.3 }, { "tau_w", 83.1 }, { NULL, 0 } };
  g_autoptr (RlifKernel) kernel = kernel_of ("alif", setting, 0, NULL);
  const RlifKernelMeasures m = measure (kernel);
  const double trace = -1 / 11.9 - 1 / 83.1, determinant = (1 / 11.9 + 17.3 / 250) / 83.1;
  NEAR (m.area, 1 / (1 / 11.9 + 17.3 / 250), 1e-13);
  NEAR (m.tail, -2 / (trace + sqrt (trace * trace - 4 * determinant)), 1e-13);
}
END_TEST

/* exp (-s/tau) cos (2 pi s/T): the last crossing of a half, by a dense search. */
static double
last_half (double tau, double period)
{
  const double d = period * 1e-5;
  double s = 5 * tau;
  while (fabs (exp (-s / tau) * cos (2 * G_PI * s / period)) <= 0.5 && s > 0) s -= d;
  return s;
}

START_TEST (a_wave_is_half_forgotten_when_it_stays_below_a_half)
{
  static const double taus[] = { 3.7, 23.9, 61.3, 71.7, 120.1, 33.2 };
  for (guint k = 0; k < G_N_ELEMENTS (taus); k++) {
    const Setting setting[] = { { "tau_m", taus[k] }, { "T", 17.9 }, { NULL, 0 } };
    g_autoptr (RlifKernel) kernel = kernel_of ("resonate_fire", setting, 0, NULL);
    const RlifKernelMeasures m = measure (kernel);
    ck_assert_double_eq_tol (m.half_life, last_half (taus[k], 17.9), 2e-4);
    NEAR (m.tail, taus[k], 1e-13);
    NEAR (m.period, 17.9, 1e-13);
    NEAR (m.area, taus[k] / (1 + pow (2 * G_PI * taus[k] / 17.9, 2)), 1e-11);
  }
}
END_TEST

/* The crest near s = n T/2 has the height exp (-s/tau): with tau so that it barely passes a half. */
START_TEST (a_crest_that_barely_passes_a_half_is_seen)
{
  for (guint n = 1; n <= 9; n++) {
    const double half_period = 17.9 / 2, below = 0.9999999, above = 1.0000001;
    for (guint is_above = 0; is_above < 2; is_above++) {
      /* The crest of exp (-s/tau) |cos (w s)| is exp (-s/tau) cos (atan (1/(w tau))) at
       * w s = n pi - atan (1/(w tau)); solve for tau by bisection. */
      double low = 0.1, high = 1000;
      const double w = G_PI / half_period;
      for (guint k = 0; k < 200; k++) {
        const double tau = (low + high) / 2, turn = atan (1 / (w * tau));
        const double crest = exp (-(n * G_PI - turn) / (w * tau)) * cos (turn);
        *(crest < 0.5 * (is_above ? above : below) ? &low : &high) = tau;
      }
      const Setting setting[] = { { "tau_m", low }, { "T", 17.9 }, { NULL, 0 } };
      g_autoptr (RlifKernel) kernel = kernel_of ("resonate_fire", setting, 0, NULL);
      const double crest = n * half_period, half = measure (kernel).half_life;
      ck_assert_msg ((half > crest - half_period / 4) == (is_above == 1), "crest %u at %g: %g", n, crest,
                     half);
    }
  }
}
END_TEST

static RlifKernelMeasures
measure_told (const char *states, const char *flow, const char *reset, gsize n_fired, const double fired[])
{
  g_autofree char *text = g_strdup_printf (
    "[model]\nsummary = told\n[parameters]\nV_th = 1 mV, threshold\n[state]\n%s\n[flow]\n%s\n"
    "[ports]\nin = V_m += w, jump\n[spike]\nwhen = V_m >= V_th\nreset = %s\n", states, flow, reset);
  g_autoptr (GError) error = NULL;
  RlifModel *model = model_of (text);
  const double par[] = { 1 };
  RlifKernel *kernel = rlif_kernel_new_neuron (model, par, n_fired, fired, &error);
  ck_assert_msg (kernel != NULL, "%s", error ? error->message : "");
  const RlifKernelMeasures m = measure (kernel);
  rlif_kernel_free (kernel);
  rlif_linear_model_free (model);
  return m;
}

/* z = V + i U and y = W + i X with z' = (a + iw) z + c y, y' = c z + (a + iw) y have the modes
 * a + iw +- c: of these, the one that decays more slowly has the period that counts. */
START_TEST (of_several_periods_the_one_that_lasts_counts)
{
  for (int sign = -1; sign <= 1; sign += 2) {
    g_autofree char *flow = g_strdup_printf (
      "V_m' = (-0.1*V_m - 0.7*U + %g*W - 0.3*X)/(1 ms)\nU' = (0.7*V_m - 0.1*U + 0.3*W + %g*X)/(1 ms)\n"
      "W' = (-0.1*W - 0.7*X + %g*V_m - 0.3*U)/(1 ms)\nX' = (0.7*W - 0.1*X + 0.3*V_m + %g*U)/(1 ms)",
      0.04 * sign, 0.04 * sign, 0.04 * sign, 0.04 * sign);
    const RlifKernelMeasures m = measure_told (
      "V_m = 0 mV, a\nU = 0 mV, b\nW = 0 mV, c\nX = 0 mV, d", flow, "V_m := 0 mV", 0, NULL);
    const double complex slow = -0.06 + (0.7 + sign * 0.3) * I, fast = -0.14 + (0.7 - sign * 0.3) * I;
    NEAR (m.tail, 1 / 0.06, 1e-12);
    NEAR (m.period, 2 * G_PI / (0.7 + sign * 0.3), 1e-12);
    NEAR (m.area, creal (-0.5 / slow - 0.5 / fast), 1e-12);
  }
}
END_TEST

START_TEST (what_grows_is_never_forgotten_though_it_begins_small)
{
  const RlifKernelMeasures m =
    measure_told ("V_m = 0 mV, a\nX = 0 mV, b", "V_m' = (0.05*X - 0.5*V_m)/(1 ms)\nX' = (0.05*V_m + 0.02*X)/(1 ms)",
                  "V_m := 0 mV", 0, NULL);
  ck_assert_double_eq (m.half_life, HUGE_VAL);
  ck_assert_double_eq (m.area, HUGE_VAL);
  NEAR (m.tail, -1 / (-0.24 + sqrt (0.26 * 0.26 + 0.05 * 0.05)), 1e-12);
}
END_TEST

/* A spike a quarter of a period ago took V and left U, which turns into V again, over and over. */
START_TEST (a_wave_that_does_not_fade_is_never_forgotten)
{
  const double fired[] = { G_PI / 2 / 0.3 };
  const RlifKernelMeasures m =
    measure_told ("V_m = 0 mV, a\nU = 0 mV, b", "V_m' = -0.3*U/(1 ms)\nU' = 0.3*V_m/(1 ms)", "V_m := 0 mV", 1, fired);
  ck_assert_double_eq (m.half_life, HUGE_VAL);
  ck_assert_double_eq (m.tail, HUGE_VAL);
  NEAR (m.period, 2 * G_PI / 0.3, 1e-14);
  ck_assert_double_nan (m.area);
  ck_assert_double_nan (m.mean_lag);
}
END_TEST

START_TEST (an_integrator_never_forgets)
{
  const Setting none[] = { { NULL, 0 } };
  const double fired[] = { 17.3 };
  g_autoptr (RlifKernel) kernel = kernel_of ("pif", none, 0, NULL), reset = kernel_of ("pif", none, 1, fired);
  const RlifKernelMeasures m = measure (kernel), r = measure (reset);
  ck_assert_double_eq (m.half_life, HUGE_VAL);
  ck_assert_double_eq (m.area, HUGE_VAL);
  ck_assert_double_eq (m.mean_lag, HUGE_VAL);
  ck_assert_double_eq (m.tail, HUGE_VAL);
  const double t_ref = find_model ("pif")->param[rlif_model_find_param (find_model ("pif"), "t_ref")].init;
  NEAR (r.half_life, 17.3 - t_ref, 1e-14);
  NEAR (r.area, 17.3 - t_ref, 1e-14);
  NEAR (r.mean_lag, (17.3 - t_ref) / 2, 1e-14);
}
END_TEST

START_TEST (time_constants_may_be_far_apart)
{
  const Setting setting[] = { { "tau_m", 1.3e-4 }, { "a", 1e5 }, { "tau_w", 7.1e5 }, { NULL, 0 } };
  g_autoptr (RlifKernel) kernel = kernel_of ("alif", setting, 0, NULL);
  NEAR (measure (kernel).area, 1 / (1 / 1.3e-4 + 1e5 / 250), 1e-12);
}
END_TEST

START_TEST (a_neuron_that_rings_for_very_long_is_told_by_its_tail_alone)
{
  const Setting setting[] = { { "tau_m", 1e7 }, { "T", 1.7 }, { NULL, 0 } };
  g_autoptr (RlifKernel) kernel = kernel_of ("resonate_fire", setting, 0, NULL);
  const RlifKernelMeasures m = measure (kernel);
  ck_assert_double_nan (m.half_life);
  ck_assert_double_nan (m.area);
  ck_assert_double_nan (m.mean_lag);
  NEAR (m.tail, 1e7, 1e-9);
  NEAR (m.period, 1.7, 1e-13);
}
END_TEST

START_TEST (a_factor_is_a_geometric_series)
{
  static const double factors[] = { 0.93, 0.02, -0.87 };
  for (guint k = 0; k < G_N_ELEMENTS (factors); k++) {
    const double g = factors[k], h = 0.7;
    g_autoptr (RlifKernel) kernel = rlif_kernel_new_factor (h, g);
    const RlifKernelMeasures m = measure (kernel);
    double sum = 0, moment = 0;
    for (guint i = 2000; i-- > 0;) sum += pow (g, i), moment += i * pow (g, i);
    NEAR (m.area, h * sum, 1e-13);
    NEAR (m.mean_lag, h * moment / sum, 1e-13);
    NEAR (pow (fabs (g), m.half_life / h), 0.5, 1e-13);
    NEAR (exp (-h / m.tail), fabs (g), 1e-13);
    ck_assert (g < 0 ? m.period == 2 * h : isnan (m.period));
  }
}
END_TEST

START_TEST (a_factor_of_one_or_more_never_forgets)
{
  g_autoptr (RlifKernel) one = rlif_kernel_new_factor (0.7, 1), more = rlif_kernel_new_factor (0.7, 1.2);
  g_autoptr (RlifKernel) none = rlif_kernel_new_factor (0.7, 0), flips = rlif_kernel_new_factor (0.7, -1);
  const RlifKernelMeasures m = measure (one), n = measure (more), z = measure (none), f = measure (flips);
  ck_assert_double_eq (m.tail, HUGE_VAL);
  ck_assert_double_eq (m.area, HUGE_VAL);
  ck_assert_double_eq (m.half_life, HUGE_VAL);
  NEAR (n.tail, -0.7 / log (1.2), 1e-14);
  ck_assert_double_eq (n.half_life, HUGE_VAL);
  ck_assert_double_eq (z.area, 0.7);
  ck_assert_double_eq (z.half_life, 0);
  ck_assert_double_nan (z.tail);
  ck_assert_double_nan (f.area);
  ck_assert_double_eq (f.period, 1.4);
}
END_TEST

/* The step of an LIF unit as a recurrent factor: the same tail and half-life, half a step more area. */
START_TEST (a_learned_factor_can_be_a_lif_neuron)
{
  const double h = 0.4;
  g_autoptr (RlifKernel) kernel = rlif_kernel_new_factor (h, exp (-h / TAU));
  const RlifKernelMeasures m = measure (kernel);
  NEAR (m.tail, TAU, 1e-13);
  NEAR (m.half_life, TAU * log (2), 1e-13);
  NEAR (m.area, TAU + h / 2 + h * h / (12 * TAU), 1e-8);
}
END_TEST

START_TEST (gates_are_summed_as_far_as_they_are_given)
{
  const double gate[] = { 0.31, 0.6, 0.83 };
  g_autoptr (RlifKernel) kernel = rlif_kernel_new_gates (2.5, 3, gate);
  const RlifKernelMeasures m = measure (kernel);
  const double one = 0.83, two = 0.83 * 0.6, three = two * 0.31;
  NEAR (m.area, 2.5 * (1 + one + two + three), 1e-15);
  NEAR (m.mean_lag, 2.5 * (one + 2 * two + 3 * three) / (1 + one + two + three), 1e-15);
  NEAR (m.half_life, 2.5 * (1 + log (0.5 / one) / log (0.6)), 1e-14);
  ck_assert_double_nan (m.tail);
}
END_TEST

START_TEST (the_half_life_of_gates_that_end_before_is_not_known)
{
  const double open[] = { 0.99, 0.98, 0.97 }, closed[] = { 0.9, 0, 0.8 };
  g_autoptr (RlifKernel) kernel = rlif_kernel_new_gates (2.5, 3, open);
  g_autoptr (RlifKernel) shut = rlif_kernel_new_gates (2.5, 3, closed);
  ck_assert_double_nan (measure (kernel).half_life);
  ck_assert_double_eq (measure (shut).half_life, 2.5);
  const double again[] = { 2.2, 0.4 };
  g_autoptr (RlifKernel) risen = rlif_kernel_new_gates (2.5, 2, again);
  ck_assert_double_nan (measure (risen).half_life);
}
END_TEST

TEST_MAIN_WITH (make_registry, free_registry, "kernel-measure",
                a_lif_neuron_has_one_time_constant_whatever_is_measured,
                a_reset_cuts_the_memory_short, feedback_of_change_moves_the_mean_lag_and_not_the_area,
                adaptation_by_the_membrane_takes_from_the_area,
                a_wave_is_half_forgotten_when_it_stays_below_a_half,
                a_crest_that_barely_passes_a_half_is_seen,
                of_several_periods_the_one_that_lasts_counts,
                what_grows_is_never_forgotten_though_it_begins_small,
                a_wave_that_does_not_fade_is_never_forgotten, an_integrator_never_forgets,
                time_constants_may_be_far_apart,
                a_neuron_that_rings_for_very_long_is_told_by_its_tail_alone,
                a_factor_is_a_geometric_series, a_factor_of_one_or_more_never_forgets,
                a_learned_factor_can_be_a_lif_neuron, gates_are_summed_as_far_as_they_are_given,
                the_half_life_of_gates_that_end_before_is_not_known)
