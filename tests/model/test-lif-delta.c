/* lif_delta against closed forms in 75 digits. */
#include "model/cell.h"
#include "model/exact.h"

/* What an evaluation may be off, relative to the numbers in it. */
#define ROUNDING (4 * 0x1p-53)

static Cell cell;

static void
setup (void)
{
  cell_init (&cell, "lif_delta");
}

static void
teardown (void)
{
  cell_clear (&cell);
}

static Membrane
membrane (void)
{
  return (Membrane) { .tau_m = *cell_par (&cell, "tau_m"), .c_m = *cell_par (&cell, "C_m"),
                      .e_l = *cell_par (&cell, "E_L"),
                      .drive = *cell_par (&cell, "I_e") + cell.x.current };
}

/* E_L = 0, V = 0, 1000 pA, 10 ms, 250 pF: V = 40 (1 - exp (-t/10)). */
static void
known_case (void)
{
  *cell_par (&cell, "E_L") = 0;
  *cell_par (&cell, "V_reset") = -3.5;
  *cell_par (&cell, "V_th") = 15;
  *cell_par (&cell, "I_e") = 1000;
  *cell_state (&cell, "V_m") = 0;
}

START_TEST (the_membrane_charges_as_the_textbook_says)
{
  known_case ();
  cell_advance (&cell, 0, 5 * FS);
  ck_assert_double_eq_tol (*cell_state (&cell, "V_m"), 15.738773611494663, 4e-15);
}
END_TEST

START_TEST (the_first_spike_under_constant_current_comes_when_the_textbook_says)
{
  known_case ();
  ck_assert_int_eq (cell_next (&cell, 0), 4700036292457);   /* 4.700036292457355537 ms */
  ck_assert_int_eq (cell_next (&cell, 17), 4700036292457 + 17);
}
END_TEST

START_TEST (a_current_input_adds_to_the_constant_current)
{
  known_case ();
  *cell_par (&cell, "I_e") = 262.25;
  cell.x.current = 737.75;
  ck_assert_int_eq (cell_next (&cell, 0), 4700036292457);
  cell_advance (&cell, 0, 5 * FS);
  ck_assert_double_eq_tol (*cell_state (&cell, "V_m"), 15.738773611494663, 4e-15);
}
END_TEST

START_TEST (a_neuron_at_rest_stays_there)
{
  *cell_par (&cell, "E_L") = -63.25;
  rlif_model_rest (cell.model, cell.par, cell.state);
  ck_assert (*cell_state (&cell, "V_m") == -63.25);
  cell_advance (&cell, 3, 871 * FS);
  ck_assert (*cell_state (&cell, "V_m") == -63.25);
  ck_assert_int_eq (cell_next (&cell, 871 * FS), RLIF_NEVER);
}
END_TEST

static void
draw_parameters (RlifStream *stream)
{
  *cell_par (&cell, "tau_m") = draw_scale (stream, 0.37, 210);
  *cell_par (&cell, "C_m") = draw_scale (stream, 11, 900);
  *cell_par (&cell, "E_L") = draw (stream, -80, -50);
  *cell_par (&cell, "V_th") = *cell_par (&cell, "E_L") + draw (stream, 0.5, 30);
  *cell_par (&cell, "I_e") = draw (stream, -2, 2) * *cell_par (&cell, "C_m");
}

START_TEST (the_membrane_after_many_arrivals_agrees_with_exact_arithmetic)
{
  RlifStream stream = draws ("lif_delta arrivals");
  double *v = cell_state (&cell, "V_m"), bound = 0;
  draw_parameters (&stream);
  *v = draw (&stream, -80, -50);
  const Membrane m = membrane ();
  Exact z;
  mpfr_t s;
  mpfr_init2 (s, EXACT_BITS);
  exact_init (&z, *v, 0, 0);
  for (RlifTime t = 0, to; t < 1000 * FS; t = to) {
    to = t + (RlifTime) (draw_scale (&stream, 1e-4, 20) * (double) FS);
    const double w = draw (&stream, -3.2, 3.1), v_inf = m.e_l + m.tau_m / m.c_m * m.drive;
    bound = bound * exp (-(double) (to - t) / ((double) FS * m.tau_m))
            + ROUNDING * (fabs (v_inf) + fabs (*v - v_inf) + fabs (w));
    cell_advance (&cell, t, to);
    ck_assert_int_eq (cell_receive (&cell, "in", w, to), 1);
    exact_ms (s, to - t, FS);
    exact_advance (&z, &m, s);
    mpfr_add_d (z.v, z.v, w, MPFR_RNDN);
    ck_assert_double_le (fabs (exact_error (*v, z.v)), bound);
  }
  ck_assert_double_le (bound, 1e-12);
  mpfr_clear (s);
  exact_clear (&z);
}
END_TEST

START_TEST (the_crossing_above_rheobase_is_within_half_a_tick_of_the_exact_one)
{
  RlifStream stream = draws ("lif_delta crossings");
  int crossed = 0;
  for (int i = 0; i < 2000; i++) {
    draw_parameters (&stream);
    const double v_th = *cell_par (&cell, "V_th"), beyond = draw_scale (&stream, 1e-9, 50);
    const double v = *cell_state (&cell, "V_m") = v_th - draw_scale (&stream, 1e-9, 20);
    *cell_par (&cell, "I_e") = *cell_par (&cell, "C_m") / *cell_par (&cell, "tau_m")
                               * (v_th - *cell_par (&cell, "E_L") + (i % 4 ? beyond : -beyond));
    const Membrane m = membrane ();
    mpfr_t t, gap, v_inf;
    mpfr_inits2 (EXACT_BITS, t, gap, v_inf, (mpfr_ptr) 0);
    exact_v_inf (v_inf, &m);
    mpfr_sub_d (gap, v_inf, v_th, MPFR_RNDN);
    const double above = mpfr_get_d (gap, MPFR_RNDN);
    const RlifTime next = cell_next (&cell, 0);
    if (above <= 0) {
      ck_assert_int_eq (next, RLIF_NEVER);
    } else {   /* tau_m log ((V_inf - V)/(V_inf - V_th)) */
      mpfr_sub_d (t, v_inf, v, MPFR_RNDN);
      mpfr_div (t, t, gap, MPFR_RNDN);
      mpfr_log (t, t, MPFR_RNDN);
      mpfr_mul_d (t, t, m.tau_m, MPFR_RNDN);
      const double ms = mpfr_get_d (t, MPFR_RNDN);
      mpfr_mul_si (t, t, FS, MPFR_RNDN);
      const double ticks = exact_error ((double) next, t);
      const double allowed = 0.5e-12 + 0x1p-52 * ms + 1e-14 * m.tau_m / above;
      ck_assert_msg (fabs (ticks) * 1e-12 <= allowed, "%g ms off at %g ms, allowed %g",
                     ticks * 1e-12, ms, allowed);
      crossed++;
    }
    mpfr_clears (t, gap, v_inf, (mpfr_ptr) 0);
  }
  ck_assert_int_ge (crossed, 1500);
}
END_TEST

START_TEST (a_drive_that_ends_at_threshold_never_reaches_it)
{
  *cell_par (&cell, "E_L") = -71.5;
  *cell_par (&cell, "V_th") = -55.25;
  *cell_par (&cell, "C_m") = 160;
  *cell_par (&cell, "tau_m") = 8;
  *cell_par (&cell, "I_e") = 325;             /* V_inf = V_th exactly */
  *cell_state (&cell, "V_m") = -60.125;
  ck_assert_int_eq (cell_next (&cell, 0), RLIF_NEVER);
  *cell_par (&cell, "I_e") = 325.5;
  ck_assert_int_lt (cell_next (&cell, 0), 60 * FS);
}
END_TEST

START_TEST (an_arrival_that_reaches_threshold_fires_at_once)
{
  const RlifTime now = 31 * FS + 7;
  *cell_state (&cell, "V_m") = -57.5;
  ck_assert_int_eq (cell_receive (&cell, "in", 2.25, now), 1);
  ck_assert_int_eq (cell_next (&cell, now), RLIF_NEVER);
  ck_assert_int_eq (cell_receive (&cell, "in", 0.25, now), 1);   /* -55 exactly */
  ck_assert_int_eq (cell_next (&cell, now), now);
}
END_TEST

START_TEST (a_refractory_neuron_is_deaf_and_held_and_wakes_on_time)
{
  const RlifTime now = 12 * FS + 345, free_at = now + 2385 * (FS / 1000);
  *cell_par (&cell, "t_ref") = 2.385;
  *cell_par (&cell, "V_reset") = -66.125;
  *cell_par (&cell, "I_e") = 431;
  cell_fire (&cell, now);
  ck_assert (*cell_state (&cell, "V_m") == -66.125);
  ck_assert_int_eq (cell_receive (&cell, "in", 50, now), 0);
  cell_advance (&cell, now, free_at - 1);
  ck_assert_int_eq (cell_receive (&cell, "in", 50, free_at - 1), 0);
  ck_assert (*cell_state (&cell, "V_m") == -66.125);
  cell_advance (&cell, free_at - 1, free_at);
  ck_assert (*cell_state (&cell, "V_m") == -66.125);
  ck_assert_int_eq (cell_receive (&cell, "in", 1.5, free_at), 1);
  ck_assert (*cell_state (&cell, "V_m") == -64.625);
}
END_TEST

START_TEST (the_next_crossing_is_counted_from_the_end_of_refractoriness)
{
  known_case ();
  *cell_par (&cell, "t_ref") = 3.125;
  *cell_par (&cell, "V_reset") = 0;
  cell_fire (&cell, 9 * FS);
  const RlifTime due = 9 * FS + 3125 * (FS / 1000) + 4700036292457;
  ck_assert_int_eq (cell_next (&cell, 9 * FS), due);
  ck_assert_int_eq (cell_next (&cell, 10 * FS + 11), due);
  cell_advance (&cell, 9 * FS, 17 * FS);   /* through the end of refractoriness: 4.875 ms of flow */
  ck_assert_double_eq_tol (*cell_state (&cell, "V_m"), 40 * -expm1 (-0.4875), 1e-14);
}
END_TEST

START_TEST (without_refractoriness_a_neuron_hears_at_the_moment_it_fires)
{
  known_case ();
  *cell_par (&cell, "t_ref") = 0;
  *cell_par (&cell, "V_reset") = 0;
  cell_fire (&cell, 5 * FS);
  ck_assert_int_eq (cell_next (&cell, 5 * FS), 5 * FS + 4700036292457);
  ck_assert_int_eq (cell_receive (&cell, "in", 0.75, 5 * FS), 1);
  ck_assert (*cell_state (&cell, "V_m") == 0.75);
}
END_TEST

START_TEST (cutting_the_way_into_pieces_does_not_change_where_it_leads)
{
  RlifStream stream = draws ("lif_delta pieces");
  for (int i = 0; i < 200; i++) {
    draw_parameters (&stream);
    const double v = draw (&stream, -90, -40);
    const RlifTime half = (RlifTime) (draw_scale (&stream, 1e-6, 50) * 1e12);
    const RlifTime whole = half + (RlifTime) (draw_scale (&stream, 1e-6, 50) * 1e12);
    cell.clock[0] = (RlifTime) (draw (&stream, -1, 1) * (double) whole);
    *cell_state (&cell, "V_m") = v;
    cell_advance (&cell, 0, whole);
    const double direct = *cell_state (&cell, "V_m");
    *cell_state (&cell, "V_m") = v;
    cell_advance (&cell, 0, half);
    cell_advance (&cell, half, whole);
    ck_assert_double_eq_tol (*cell_state (&cell, "V_m"), direct, 1e-13);
  }
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

TEST_MAIN_WITH (setup, teardown, "lif_delta", the_membrane_charges_as_the_textbook_says,
                the_first_spike_under_constant_current_comes_when_the_textbook_says,
                a_current_input_adds_to_the_constant_current, a_neuron_at_rest_stays_there,
                the_membrane_after_many_arrivals_agrees_with_exact_arithmetic,
                the_crossing_above_rheobase_is_within_half_a_tick_of_the_exact_one,
                a_drive_that_ends_at_threshold_never_reaches_it,
                an_arrival_that_reaches_threshold_fires_at_once,
                a_refractory_neuron_is_deaf_and_held_and_wakes_on_time,
                the_next_crossing_is_counted_from_the_end_of_refractoriness,
                without_refractoriness_a_neuron_hears_at_the_moment_it_fires,
                cutting_the_way_into_pieces_does_not_change_where_it_leads,
                a_reset_at_threshold_is_refused)
