/* lif_delta and pif against closed forms in 60 digits. */
#include <mpfr.h>
#include "model/neuron-kit.h"

#define BITS 200

START_TEST (a_current_charges_the_membrane_as_in_the_textbook)
{
  Cell c;
  cell_open (&c, "lif_delta");
  *cell_par (&c, "E_L") = 0;
  *cell_par (&c, "I_e") = 1000;
  *cell_par (&c, "tau_m") = 10;
  *cell_par (&c, "C_m") = 250;
  *cell_par (&c, "V_th") = 15;
  *cell_par (&c, "V_reset") = 0;
  cell_reset (&c);
  const RlifTime spike = c.model->next (&c.x, 0, RLIF_NEVER);
  ck_assert_int_eq (spike, 4700036292457);  /* 4.700036292457355537 ms */
  c.model->advance (&c.x, 0, ms (5));
  ck_assert_double_eq_tol (c.state[0], 15.738773611494663, 2e-15 * 16);
  cell_close (&c);
}
END_TEST

/* V after s ms, relaxing from v towards target. */
static void
relax (mpfr_t v, double target, double tau, RlifTime span)
{
  mpfr_t e;
  mpfr_init2 (e, BITS);
  mpfr_set_si (e, -span, MPFR_RNDN);
  mpfr_div_d (e, e, TICKS_PER_MS, MPFR_RNDN);
  mpfr_div_d (e, e, tau, MPFR_RNDN);
  mpfr_exp (e, e, MPFR_RNDN);
  mpfr_sub_d (v, v, target, MPFR_RNDN);
  mpfr_mul (v, v, e, MPFR_RNDN);
  mpfr_add_d (v, v, target, MPFR_RNDN);
  mpfr_clear (e);
}

START_TEST (many_arrivals_leave_the_membrane_where_60_digits_put_it)
{
  Cell c;
  cell_open (&c, "lif_delta");
  RlifStream lot;
  rlif_stream_init (&lot, 17, RLIF_PURPOSE_STATE, "arrivals", 0);
  *cell_par (&c, "V_th") = 1e5;
  for (int run = 0; run < 200; run++) {
    const double tau = *cell_par (&c, "tau_m") = draw_log (&lot, 0.3, 300);
    const double e_l = *cell_par (&c, "E_L") = draw (&lot, -80, 20);
    cell_reset (&c);
    mpfr_t v;
    mpfr_init2 (v, BITS);
    mpfr_set_d (v, e_l, MPFR_RNDN);
    RlifTime now = 0;
    for (int k = 0; k < 300; k++) {
      const RlifTime next = now + (RlifTime) (1e12 * draw_log (&lot, 1e-4, 20));
      const double w = draw (&lot, -3, 3.1);
      c.model->advance (&c.x, now, next);
      ck_assert_int_eq (c.model->receive (&c.x, 0, w, next), 1);
      relax (v, e_l, tau, next - now);
      mpfr_add_d (v, v, w, MPFR_RNDN);
      now = next;
    }
    ck_assert_double_eq_tol (c.state[0], mpfr_get_d (v, MPFR_RNDN), 2e-13);
    mpfr_clear (v);
  }
  cell_close (&c);
}
END_TEST

/* The crossing by tau log ((target - v)/(target - threshold)), in ticks. */
static double
crossing_ticks (double v, double target, double threshold, double tau)
{
  mpfr_t a, b;
  mpfr_init2 (a, BITS);
  mpfr_init2 (b, BITS);
  mpfr_set_d (a, target, MPFR_RNDN);
  mpfr_set (b, a, MPFR_RNDN);
  mpfr_sub_d (a, a, v, MPFR_RNDN);
  mpfr_sub_d (b, b, threshold, MPFR_RNDN);
  mpfr_div (a, a, b, MPFR_RNDN);
  mpfr_log (a, a, MPFR_RNDN);
  mpfr_mul_d (a, a, tau, MPFR_RNDN);
  mpfr_mul_d (a, a, TICKS_PER_MS, MPFR_RNDN);
  const double ticks = mpfr_get_d (a, MPFR_RNDN);
  mpfr_clear (a);
  mpfr_clear (b);
  return ticks;
}

START_TEST (a_drive_above_threshold_fires_at_the_crossing_to_half_a_tick)
{
  Cell c;
  cell_open (&c, "lif_delta");
  RlifStream lot;
  rlif_stream_init (&lot, 23, RLIF_PURPOSE_STATE, "crossings", 0);
  for (int run = 0; run < 20000; run++) {
    const double tau = *cell_par (&c, "tau_m") = draw_log (&lot, 0.3, 300);
    const double threshold = *cell_par (&c, "V_th") = draw (&lot, 5, 20);
    const double target = threshold + draw_log (&lot, 1e-3, 30);
    const double v = c.state[0] = threshold - draw_log (&lot, 1e-9, 40);
    *cell_par (&c, "E_L") = target;
    const double exact = crossing_ticks (v, target, threshold, tau);
    const double slope = (target - threshold) / tau;
    const double tolerance =
      0.5 + exact * 2.3e-16 + 1e12 * 1e-14 * fmax (fabs (v), fabs (target)) / 20 / slope;
    const RlifTime got = c.model->next (&c.x, 1000, RLIF_NEVER) - 1000;
    ck_assert_msg (fabs ((double) got - exact) <= tolerance, "%g off by %g ticks of %g", exact,
                   (double) got - exact, tolerance);
  }
  cell_close (&c);
}
END_TEST

START_TEST (without_drive_only_an_arrival_makes_it_fire)
{
  Cell c;
  cell_open (&c, "lif_delta");
  c.state[0] = -55.0001;
  ck_assert_int_eq (c.model->next (&c.x, 5, RLIF_NEVER), RLIF_NEVER);
  c.model->receive (&c.x, 0, 0.0001, 5);
  ck_assert_int_eq (c.model->next (&c.x, 5, RLIF_NEVER), 5);
  *cell_par (&c, "E_L") = -55;  /* relaxes to the threshold and never gets there */
  c.state[0] = -56;
  ck_assert_int_eq (c.model->next (&c.x, 5, RLIF_NEVER), RLIF_NEVER);
  cell_close (&c);
}
END_TEST

START_TEST (firing_resets_and_holds_until_the_end_of_refractoriness)
{
  static const char *const models[] = { "lif_delta", "pif" };
  for (int k = 0; k < 2; k++) {
    Cell c;
    cell_open (&c, models[k]);
    *cell_par (&c, "V_reset") = -61.7;
    *cell_par (&c, "t_ref") = 1.3;
    c.x.current = 800;
    c.model->fire (&c.x, ms (2));
    ck_assert (c.state[0] == -61.7);
    ck_assert_int_eq (c.model->receive (&c.x, 0, 9, ms (3.3) - 1), 0);
    c.model->advance (&c.x, ms (2), ms (3.1));
    ck_assert (c.state[0] == -61.7);
    const RlifTime due = c.model->next (&c.x, ms (3.1), RLIF_NEVER);
    ck_assert_int_gt (due, ms (3.3));
    c.model->advance (&c.x, ms (3.1), ms (3.3));
    ck_assert (c.state[0] == -61.7);
    ck_assert_int_eq (c.model->next (&c.x, ms (3.3), RLIF_NEVER), due);
    ck_assert_int_eq (c.model->receive (&c.x, 0, 0.5, ms (3.3)), 1);
    ck_assert (c.state[0] == -61.2);
    c.model->advance (&c.x, ms (3.3), ms (3.5));
    ck_assert (c.state[0] > -61.2);
    cell_close (&c);
  }
}
END_TEST

START_TEST (the_perfect_integrator_climbs_a_straight_line)
{
  Cell c;
  cell_open (&c, "pif");
  *cell_par (&c, "C_m") = 200;
  *cell_par (&c, "I_e") = 50;
  c.x.current = 13;
  c.model->advance (&c.x, 0, ms (8));
  ck_assert_double_eq_tol (c.state[0], -70 + 8 * 63.0 / 200, 1e-13);
  /* 15 mV at 0.315 mV/ms from -70 mV: 47.619047619047619 ms */
  cell_reset (&c);
  ck_assert_int_eq (c.model->next (&c.x, 0, RLIF_NEVER), 47619047619048);
  c.x.current = -50;
  ck_assert_int_eq (c.model->next (&c.x, 0, RLIF_NEVER), RLIF_NEVER);
  cell_close (&c);
}
END_TEST

START_TEST (a_reset_above_threshold_is_refused)
{
  static const char *const models[] = { "lif_delta", "lif_exp", "pif" };
  for (int k = 0; k < 3; k++) {
    Cell c;
    cell_open (&c, models[k]);
    ck_assert_ptr_null (c.model->check (c.par));
    *cell_par (&c, "V_reset") = *cell_par (&c, "V_th");
    ck_assert_str_eq (c.model->check (c.par), "V_reset must lie below V_th");
    cell_close (&c);
  }
}
END_TEST

TEST_MAIN ("lif-delta", a_current_charges_the_membrane_as_in_the_textbook,
           many_arrivals_leave_the_membrane_where_60_digits_put_it,
           a_drive_above_threshold_fires_at_the_crossing_to_half_a_tick,
           without_drive_only_an_arrival_makes_it_fire,
           firing_resets_and_holds_until_the_end_of_refractoriness,
           the_perfect_integrator_climbs_a_straight_line, a_reset_above_threshold_is_refused)
