/* What a .model text says happens to a neuron: jumps, resets, holding, currents, crossings. */
#include "neuron.h"

#define MODEL "[model]\nsummary = of the tests\n"
#define PARAMETERS                                                                                 \
  "[parameters]\ntau_m = 12.5 ms, leak\nE_L = -68.5 mV, rest\nV_th = -52.25 mV, threshold\n"

/* Nothing flows: what a spike or an arrival does is seen by itself. */
#define STILL                                                                                      \
  MODEL PARAMETERS "t_ref = 1.75 ms, refractory\nC_m = 0.21 nF, capacitance\nb = 7.5 pA, jump\n"   \
                   "[state]\nV_m = E_L, soma\nU = 2*E_L, other\nI = 0 pA, current\n"               \
                   "[flow]\nV_m' = 0\nU' = 0\nI' = 0\n"
#define WHEN "[spike]\nwhen = V_m >= V_th\n"

START_TEST (a_spike_makes_every_state_of_its_port_jump)
{
  Neuron n;
  neuron_init (&n,
               STILL "[ports]\nboth = V_m += w/C_m and I += 2.5*w/(4 ms)\nless = U += -0.5*w\n");
  ck_assert_int_ne (neuron_receive (&n, "both", 84, 0), 0);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"), -68.1, 1e-13);
  ck_assert_double_eq_tol (*neuron_state (&n, "I"), 52.5, 1e-13);
  ck_assert_double_eq (*neuron_state (&n, "U"), -137);
  ck_assert_int_ne (neuron_receive (&n, "less", 3.5, 0), 0);
  ck_assert_double_eq_tol (*neuron_state (&n, "U"), -138.75, 1e-13);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"), -68.1, 1e-13);
  neuron_clear (&n);
}
END_TEST

START_TEST (jumps_follow_the_parameters)
{
  Neuron n;
  neuron_init (&n, STILL "[ports]\nin = V_m += w/C_m\n");
  *neuron_par (&n, "C_m") = 0.375;   /* nF */
  neuron_start (&n);
  neuron_receive (&n, "in", 937.5, 0);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"), -66, 1e-13);
  neuron_clear (&n);
}
END_TEST

/* The state of a neuron after a spike that found it at V_m = -50, U = -3.25, I = 11. */
static void
after_spike (const char *spike, double v, double u, double i)
{
  Neuron n;
  g_autofree char *text = g_strconcat (STILL WHEN, spike, NULL);
  neuron_init (&n, text);
  *neuron_state (&n, "V_m") = -50;
  *neuron_state (&n, "U") = -3.25;
  *neuron_state (&n, "I") = 11;
  ck_assert_int_eq (neuron_next (&n, 5 * FS), 5 * FS);
  neuron_fire (&n, 5 * FS);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"), v, 1e-13);
  ck_assert_double_eq_tol (*neuron_state (&n, "U"), u, 1e-13);
  ck_assert_double_eq_tol (*neuron_state (&n, "I"), i, 1e-13);
  neuron_clear (&n);
}

START_TEST (resets_set_add_and_subtract)
{
  after_spike ("reset = V_m := E_L\n", -68.5, -3.25, 11);
  after_spike ("reset = V_m -= V_th - E_L\n", -66.25, -3.25, 11);
  after_spike ("reset = V_m += -1.5 mV - 2.25 mV\n", -53.75, -3.25, 11);
  after_spike ("reset = I += b\n", -50, -3.25, 18.5);
  after_spike ("reset = V_m := E_L and I -= b and U := 0 mV\n", -68.5, 0, 3.5);
  after_spike ("", -50, -3.25, 11);
}
END_TEST

START_TEST (resets_use_the_state_before_the_spike)
{
  after_spike ("reset = V_m := U and U := V_m\n", -3.25, -50, 11);
  after_spike ("reset = U := V_m and V_m := U\n", -3.25, -50, 11);
  after_spike ("reset = V_m += 0.5*U and U -= 2*V_m\n", -51.625, 96.75, 11);
  after_spike ("reset = V_m := E_L + 0.25*(V_m - E_L) and I := I/4 + V_m*C_m/(7 ms)\n", -63.875,
               -3.25, 2.75 - 1500);
}
END_TEST

START_TEST (what_is_subtracted_is_subtracted_as_a_whole)
{
  after_spike ("reset = V_m -= 1.5 mV + 2.25 mV\n", -53.75, -3.25, 11);
  after_spike ("reset = V_m -= -1.5 mV - 2.25 mV\n", -46.25, -3.25, 11);
}
END_TEST

START_TEST (held_states_are_deaf_and_still_while_the_others_flow)
{
  Neuron n;
  neuron_init (
    &n, MODEL PARAMETERS
    "t_ref = 1.75 ms, refractory\n"
    "[state]\nV_m = E_L, soma\nU = E_L, dendrite\nX = 0 mV, trace\n"
    "[flow]\nV_m' = (E_L - V_m)/tau_m + X/(2.5 ms)\nU' = (E_L - U)/tau_m\nX' = -X/(5 ms)\n"
    "[ports]\nin = V_m += w and U += w and X += 2*w\nonly = V_m += w\n"
    "[spike]\nwhen = V_m >= V_th\nreset = V_m := E_L + 2 mV and U := E_L + 3 mV\n"
    "hold = V_m and U for t_ref\n");
  ck_assert_uint_eq (n.model->n_clock, 1);
  neuron_fire (&n, 10 * FS);
  ck_assert_int_eq (neuron_receive (&n, "only", 4.5, 11 * FS), 0);
  neuron_advance (&n, 10 * FS, 11 * FS);
  ck_assert_int_ne (neuron_receive (&n, "in", 4.5, 11 * FS), 0);
  neuron_advance (&n, 11 * FS, 11 * FS + FS / 2);
  ck_assert_double_eq (*neuron_state (&n, "V_m"), -66.5);
  ck_assert_double_eq (*neuron_state (&n, "U"), -65.5);
  ck_assert_double_eq_tol (*neuron_state (&n, "X"), 9 * exp (-0.1), 1e-14);
  neuron_advance (&n, 11 * FS + FS / 2, 13 * FS);      /* free from 11.75 ms on */
  ck_assert_double_eq_tol (*neuron_state (&n, "U"), -68.5 + 3 * exp (-0.1), 1e-13);
  const double x = 9 * exp (-0.15), k = x / 2.5 / (1 / 5.0 - 1 / 12.5);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"),
                           -68.5 + 2 * exp (-0.1) + k * (exp (-0.1) - exp (-0.25)), 1e-13);
  ck_assert_int_ne (neuron_receive (&n, "only", 4.5, 11 * FS + 3 * (FS / 4)), 0);
  neuron_clear (&n);
}
END_TEST

START_TEST (the_time_of_holding_may_be_a_formula)
{
  Neuron n;
  neuron_init (&n, STILL "[ports]\nin = V_m += w\n" WHEN "hold = V_m for 2*t_ref + 250 us\n");
  neuron_fire (&n, FS);
  ck_assert_int_eq (n.clock[0], FS + 3 * FS + 3 * FS / 4);
  ck_assert_int_eq (neuron_receive (&n, "in", 2.5, 4 * FS + 3 * FS / 4 - 1), 0);
  ck_assert_int_ne (neuron_receive (&n, "in", 2.5, 4 * FS + 3 * FS / 4), 0);
  *neuron_par (&n, "t_ref") = -3.5;
  neuron_start (&n);
  neuron_fire (&n, FS);
  ck_assert_int_eq (n.clock[0], FS);      /* a negative time is none */
  neuron_clear (&n);
}
END_TEST

START_TEST (without_a_hold_a_neuron_is_never_deaf)
{
  Neuron n;
  neuron_init (&n, STILL "[ports]\nin = V_m += w\n" WHEN "reset = V_m := E_L\n");
  neuron_fire (&n, FS);
  ck_assert_int_ne (neuron_receive (&n, "in", 2.5, FS), 0);
  ck_assert_double_eq (*neuron_state (&n, "V_m"), -66);
  neuron_clear (&n);
}
END_TEST

START_TEST (a_neuron_without_a_spike_never_fires)
{
  Neuron n;
  neuron_init (&n, STILL);
  *neuron_state (&n, "V_m") = 1e6;
  ck_assert_int_eq (neuron_next (&n, 0), RLIF_NEVER);
  neuron_clear (&n);
}
END_TEST

START_TEST (it_fires_at_its_threshold_and_not_a_bit_below)
{
  Neuron n;
  neuron_init (&n, STILL WHEN);
  *neuron_state (&n, "V_m") = -52.25;
  ck_assert_int_eq (neuron_next (&n, 3 * FS), 3 * FS);
  *neuron_state (&n, "V_m") = nextafter (-52.25, -100);
  ck_assert_int_eq (neuron_next (&n, 3 * FS), RLIF_NEVER);
  neuron_clear (&n);
}
END_TEST

START_TEST (input_currents_add_to_I_e_in_the_flow)
{
  Neuron n;
  neuron_init (&n, MODEL PARAMETERS "C_m = 0.21 nF, capacitance\nI_e = 0.05 nA, drive\n"
                   "[state]\nV_m = E_L, soma\n[flow]\nV_m' = (E_L - V_m)/tau_m + 2*I_e/C_m\n"
                   "[spike]\nwhen = V_m >= V_th\n");
  const double per_pA = 2 * 12.5 / 210;   /* mV of steady potential */
  neuron_advance (&n, 0, 7 * FS);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"), -68.5 - 50 * per_pA * expm1 (-7 / 12.5),
                           1e-13);
  neuron_start (&n);
  n.x.current = 180.5;
  neuron_advance (&n, 0, 7 * FS);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"), -68.5 - 230.5 * per_pA * expm1 (-7 / 12.5),
                           1e-13);
  neuron_start (&n);
  n.x.current = 180.5;
  const double s = -12.5 * log1p (-16.25 / (230.5 * per_pA));
  ck_assert_double_eq_tol ((double) (neuron_next (&n, FS) - FS) / 1e12, s, 1e-11);
  neuron_clear (&n);
}
END_TEST

START_TEST (a_threshold_may_come_down_to_meet_the_potential)
{
  Neuron n;
  neuron_init (&n, MODEL PARAMETERS "[state]\nV_m = V_th - 0.75 mV, soma\ntheta = 0 mV, threshold\n"
                   "[flow]\nV_m' = 0\ntheta' = -theta/(30 ms)\n"
                   "[spike]\nwhen = V_m + theta >= V_th\n");
  *neuron_state (&n, "theta") = -8.5;
  ck_assert_int_eq (neuron_next (&n, 0), RLIF_NEVER);     /* -0.75 mV in the end */
  *neuron_state (&n, "V_m") = -51.5;
  ck_assert_double_eq_tol ((double) neuron_next (&n, 0) / 1e12, 30 * log (8.5 / 0.75), 1e-11);
  neuron_clear (&n);
}
END_TEST

START_TEST (slow_growth_beside_something_fast_is_followed_in_few_steps)
{
  Neuron n;
  neuron_init (&n, MODEL "[parameters]\nslow = 1e5 ms, growth\nfast = 1 us, decay\n"
                         "[state]\nV_m = 0 mV, soma\nU = 0 mV, kick\n"
                         "[flow]\nV_m' = V_m/slow + U/(7 ms)\nU' = -U/fast\n"
                         "[spike]\nwhen = V_m >= 0.03 mV\n");
  const double a = 1e-5, b = -1e3, k = 1.5 / 7 / (a - b);   /* V = k (exp (a s) - exp (b s)) */
  const gint64 begin = g_get_monotonic_time ();
  *neuron_state (&n, "U") = 1.5;
  ck_assert_double_eq_tol ((double) neuron_next (&n, 0) / 1e12, log (0.03 / k) / a, 1e-6);
  ck_assert_int_lt (g_get_monotonic_time () - begin, G_USEC_PER_SEC);
  neuron_clear (&n);
}
END_TEST

START_TEST (growth_from_almost_nothing_is_followed)
{
  Neuron n;
  neuron_init (&n, MODEL "[state]\nV_m = 0 mV, soma\nU = 0 mV, kick\n"
                         "[flow]\nV_m' = V_m/(5 ms) + U/(7 ms)\nU' = -U/(2 ms)\n"
                         "[spike]\nwhen = V_m >= 1.5 mV\n");
  *neuron_state (&n, "V_m") = 1e-300;
  ck_assert_double_eq_tol ((double) neuron_next (&n, 0) / 1e12, 5 * (log (1.5) + 300 * log (10)),
                           1e-9);
  neuron_clear (&n);
}
END_TEST

START_TEST (what_cannot_be_told_is_said_in_time)
{
  Neuron n;
  neuron_init (&n,
               MODEL "[state]\nA = 1 mV, a\nB = 0 mV, b\nC = 2 mV, c\nD = 0 mV, d\nE = 0 mV, e\n"
                     "[flow]\nA' = 1/ms*B\nB' = -1/ms*A\nC' = 1.4142135623730951/ms*D\n"
                     "D' = -1.4142135623730951/ms*C\nE' = 0.01/ms*(A + D)\n"
                     "[spike]\nwhen = A + C + E >= 3.5 mV\n");
  const gint64 begin = g_get_monotonic_time ();
  ck_assert_int_lt (neuron_next (&n, 17 * FS), 17 * FS);
  ck_assert_int_lt (g_get_monotonic_time () - begin, 3 * G_USEC_PER_SEC);
  neuron_clear (&n);
}
END_TEST

TEST_MAIN ("language-run", a_spike_makes_every_state_of_its_port_jump, jumps_follow_the_parameters,
           resets_set_add_and_subtract, resets_use_the_state_before_the_spike,
           what_is_subtracted_is_subtracted_as_a_whole,
           held_states_are_deaf_and_still_while_the_others_flow,
           the_time_of_holding_may_be_a_formula, without_a_hold_a_neuron_is_never_deaf,
           a_neuron_without_a_spike_never_fires, it_fires_at_its_threshold_and_not_a_bit_below,
           input_currents_add_to_I_e_in_the_flow, a_threshold_may_come_down_to_meet_the_potential,
           slow_growth_beside_something_fast_is_followed_in_few_steps,
           growth_from_almost_nothing_is_followed, what_cannot_be_told_is_said_in_time)
