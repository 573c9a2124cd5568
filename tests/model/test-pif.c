/* pif against straight lines in 75 digits. */
#include "model/cell.h"
#include "model/exact.h"

static Cell cell;

static void
setup (void)
{
  cell_init (&cell, "pif");
}

static void
teardown (void)
{
  cell_clear (&cell);
}

/* slope = (I_e + current)/C_m */
static void
exact_line (mpfr_t slope)
{
  mpfr_set_d (slope, *cell_par (&cell, "I_e"), MPFR_RNDN);
  mpfr_add_d (slope, slope, cell.x.current, MPFR_RNDN);
  mpfr_div_d (slope, slope, *cell_par (&cell, "C_m"), MPFR_RNDN);
}

START_TEST (a_neuron_without_current_keeps_its_potential_for_ever)
{
  *cell_par (&cell, "V_reset") = -68.375;
  rlif_model_rest (cell.model, cell.par, cell.state);
  ck_assert (*cell_state (&cell, "V_m") == -68.375);
  cell_advance (&cell, 0, 2385 * FS);
  ck_assert (*cell_state (&cell, "V_m") == -68.375);
  ck_assert_int_eq (cell_next (&cell, 2385 * FS), RLIF_NEVER);
}
END_TEST

START_TEST (the_membrane_after_many_arrivals_agrees_with_exact_arithmetic)
{
  RlifStream stream = draws ("pif arrivals");
  double *v = cell_state (&cell, "V_m"), bound = 0;
  *cell_par (&cell, "C_m") = 173.7;
  *cell_par (&cell, "I_e") = -61.3;
  cell.x.current = 23.9;
  *v = -61.7;
  mpfr_t exact, slope, s;
  mpfr_inits2 (EXACT_BITS, exact, slope, s, (mpfr_ptr) 0);
  mpfr_set_d (exact, *v, MPFR_RNDN);
  exact_line (slope);
  for (RlifTime t = 0, to; t < 500 * FS; t = to) {
    to = t + (RlifTime) (draw_scale (&stream, 1e-4, 20) * (double) FS);
    const double w = draw (&stream, -3.2, 4.1);
    cell_advance (&cell, t, to);
    ck_assert_int_eq (cell_receive (&cell, "in", w, to), 1);
    exact_ms (s, to - t, FS);
    mpfr_fma (exact, s, slope, exact, MPFR_RNDN);
    mpfr_add_d (exact, exact, w, MPFR_RNDN);
    bound += 4 * 0x1p-53 * (fabs (*v) + 5);
    ck_assert_double_le (fabs (exact_error (*v, exact)), bound);
  }
  ck_assert_double_le (bound, 1e-10);
  mpfr_clears (exact, slope, s, (mpfr_ptr) 0);
}
END_TEST

START_TEST (the_crossing_is_within_half_a_tick_of_the_exact_one)
{
  RlifStream stream = draws ("pif crossings");
  mpfr_t exact, slope;
  mpfr_inits2 (EXACT_BITS, exact, slope, (mpfr_ptr) 0);
  for (int i = 0; i < 1000; i++) {
    *cell_par (&cell, "C_m") = draw_scale (&stream, 11, 900);
    *cell_par (&cell, "I_e") = draw_scale (&stream, 1e-3, 9e3);
    cell.x.current = draw (&stream, 0, 100);
    const double v_th = *cell_par (&cell, "V_th") = draw (&stream, -57, -48);
    const double v = *cell_state (&cell, "V_m") = v_th - draw_scale (&stream, 1e-12, 20);
    const RlifTime from = (RlifTime) draw_scale (&stream, 1, 1e15);
    exact_line (slope);
    mpfr_set_d (exact, v_th, MPFR_RNDN);
    mpfr_sub_d (exact, exact, v, MPFR_RNDN);
    mpfr_div (exact, exact, slope, MPFR_RNDN);
    mpfr_mul_si (exact, exact, FS, MPFR_RNDN);
    const double span = mpfr_get_d (exact, MPFR_RNDN);
    const RlifTime next = cell_next (&cell, from);
    ck_assert_double_le (fabs (exact_error ((double) (next - from), exact)),
                         0.5 + 4 * 0x1p-53 * span);
  }
  mpfr_clears (exact, slope, (mpfr_ptr) 0);
}
END_TEST

START_TEST (a_neuron_that_is_driven_down_never_fires)
{
  *cell_state (&cell, "V_m") = -55.0625;
  *cell_par (&cell, "I_e") = -1e-3;
  ck_assert_int_eq (cell_next (&cell, 0), RLIF_NEVER);
  cell.x.current = 1e-3;
  ck_assert_int_eq (cell_next (&cell, 0), RLIF_NEVER);
}
END_TEST

START_TEST (an_arrival_that_reaches_threshold_fires_at_once)
{
  *cell_state (&cell, "V_m") = -57.5;
  *cell_par (&cell, "I_e") = -20;
  ck_assert_int_eq (cell_receive (&cell, "in", 2.4375, 77), 1);
  ck_assert_int_eq (cell_next (&cell, 77), RLIF_NEVER);
  ck_assert_int_eq (cell_receive (&cell, "in", 0.0625, 77), 1);   /* -55 exactly */
  ck_assert_int_eq (cell_next (&cell, 77), 77);
}
END_TEST

START_TEST (a_refractory_neuron_is_deaf_and_held_and_wakes_on_time)
{
  const RlifTime now = 12 * FS + 345, free_at = now + 2375 * (FS / 1000);
  *cell_par (&cell, "t_ref") = 2.375;
  *cell_par (&cell, "V_reset") = -66.125;
  *cell_par (&cell, "C_m") = 200;
  *cell_par (&cell, "I_e") = 450;               /* 2.25 mV/ms, 11.125 mV to go */
  cell_fire (&cell, now);
  ck_assert_int_eq (cell_next (&cell, now), free_at + 4944444444444);
  cell_advance (&cell, now, free_at - 1);
  ck_assert_int_eq (cell_receive (&cell, "in", 50, free_at - 1), 0);
  cell_advance (&cell, free_at - 1, free_at);
  ck_assert (*cell_state (&cell, "V_m") == -66.125);
  ck_assert_int_eq (cell_receive (&cell, "in", 1.5, free_at), 1);
  cell_advance (&cell, free_at, free_at + FS / 2);
  ck_assert (*cell_state (&cell, "V_m") == -63.5);
}
END_TEST

START_TEST (a_flow_through_the_end_of_refractoriness_begins_there)
{
  *cell_par (&cell, "t_ref") = 0.75;
  *cell_par (&cell, "C_m") = 128;
  *cell_par (&cell, "I_e") = 64;
  cell_fire (&cell, 4 * FS);
  cell_advance (&cell, 4 * FS, 7 * FS);
  ck_assert (*cell_state (&cell, "V_m") == -70 + 0.5 * 2.25);
}
END_TEST

START_TEST (a_reset_at_threshold_is_refused)
{
  *cell_par (&cell, "V_reset") = *cell_par (&cell, "V_th");
  ck_assert_str_eq (rlif_model_check (cell.model, cell.par), "V_reset must lie below V_th");
  *cell_par (&cell, "V_reset") = nextafter (*cell_par (&cell, "V_th"), -100);
  ck_assert_ptr_null (rlif_model_check (cell.model, cell.par));
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "pif", a_neuron_without_current_keeps_its_potential_for_ever,
                the_membrane_after_many_arrivals_agrees_with_exact_arithmetic,
                the_crossing_is_within_half_a_tick_of_the_exact_one,
                a_neuron_that_is_driven_down_never_fires,
                an_arrival_that_reaches_threshold_fires_at_once,
                a_refractory_neuron_is_deaf_and_held_and_wakes_on_time,
                a_flow_through_the_end_of_refractoriness_begins_there,
                a_reset_at_threshold_is_refused)
