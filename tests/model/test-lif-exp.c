/* lif_exp against sums of exponentials in 75 digits. How it finds crossings among random states is
 * the business of test-lif-exp-crossing.c. */
#include "model/cell.h"
#include "model/exact.h"

/* What an evaluation may be off, relative to the numbers in it. */
#define ROUNDING (6 * 0x1p-53)

static Cell cell;

static void
setup (void)
{
  cell_init (&cell, "lif_exp");
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
                      .drive = *cell_par (&cell, "I_e") + cell.x.current,
                      .tau = { *cell_par (&cell, "tau_syn_ex"), *cell_par (&cell, "tau_syn_in") } };
}

static void
set_times (double tau_m, double tau_ex, double tau_in)
{
  *cell_par (&cell, "tau_m") = tau_m;
  *cell_par (&cell, "tau_syn_ex") = tau_ex;
  *cell_par (&cell, "tau_syn_in") = tau_in;
}

/* tau_m, tau_syn_ex, tau_syn_in: usual, equal, nearly equal, very different. */
static const double TIMES[][3] = {
  { 17.3, 2.385, 5.71 }, { 9.7, 9.7, 3.1 }, { 9.7, 3.1, 9.7 }, { 8.3, 8.3, 8.3 },
  { 11.9, 4.7, 4.7 }, { 7.1, 7.1 * (1 + 0x1p-52), 7.1 * (1 - 0x1p-53) },
  { 13.7, 13.7 * (1 + 3e-11), 13.7 * (1 - 7e-9) },
  { 6.1, 6.1 * (1 + 1e-5), 6.1 * (1 + 2e-4) }, { 21.3, 0.0117, 731.9 }, { 0.37, 6.3, 140.7 },
  { 310.7, 0.93, 1e-3 } };
#define N_TIMES ((int) (sizeof TIMES / sizeof *TIMES))

/* A known case: E_L = 0, V = 0, 1000 pA, 10 ms, 250 pF: V = 40 (1 - exp (-t/10)). */
static void
known_case (void)
{
  *cell_par (&cell, "E_L") = 0;
  *cell_par (&cell, "V_reset") = -3.5;
  *cell_par (&cell, "V_th") = 15;
  *cell_par (&cell, "I_e") = 1000;
  *cell_state (&cell, "V_m") = 0;
}

START_TEST (constant_current_charges_the_membrane_as_the_textbook_says)
{
  known_case ();
  ck_assert_int_eq (cell_next (&cell, 0), 4700036292457);   /* 4.700036292457355537 ms */
  ck_assert_int_eq (cell_next (&cell, 23 * FS + 5), 23 * FS + 5 + 4700036292457);
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
  ck_assert (*cell_state (&cell, "I_ex") == 0 && *cell_state (&cell, "I_in") == 0);
  cell_advance (&cell, 3, 871 * FS);
  ck_assert (*cell_state (&cell, "V_m") == -63.25);
  ck_assert_int_eq (cell_next (&cell, 871 * FS), RLIF_NEVER);
}
END_TEST

START_TEST (each_port_feeds_its_own_current_whatever_the_sign)
{
  ck_assert_int_eq (cell_receive (&cell, "ex", 12.5, 0), 1);
  ck_assert_int_eq (cell_receive (&cell, "ex", -3, 0), 1);
  ck_assert_int_eq (cell_receive (&cell, "in", -7.25, 0), 1);
  ck_assert (*cell_state (&cell, "I_ex") == 9.5 && *cell_state (&cell, "I_in") == -7.25);
  ck_assert_int_eq (rlif_model_port_for_weight (cell.model, 0.1), 0);
  ck_assert_int_eq (rlif_model_port_for_weight (cell.model, -0.1), 1);
}
END_TEST

/* The same arrivals for the model and in exact arithmetic; the largest error of V over what
 * rounding explains. */
static double
compare_after_arrivals (RlifStream *stream)
{
  const Membrane m = membrane ();
  const double v_inf = m.e_l + m.tau_m / m.c_m * m.drive;
  double *v = cell_state (&cell, "V_m"), *i = cell_state (&cell, "I_ex"), worst = 0;
  double off_v = 0, off[2] = { 0, 0 };   /* bounds of the errors */
  Exact z;
  mpfr_t s;
  mpfr_init2 (s, EXACT_BITS);
  *v = draw (stream, -80, -50);
  exact_init (&z, *v, 0, 0);
  for (RlifTime t = 0, to; t < 300 * FS; t = to) {
    to = t + (RlifTime) (draw_scale (stream, 1e-4, 20) * (double) FS);
    const double w = draw (stream, -40, 40), ms = (double) (to - t) / (double) FS;
    off_v = off_v * exp (-ms / m.tau_m) + ROUNDING * (fabs (v_inf) + fabs (*v - v_inf));
    for (int k = 0; k < 2; k++) {
      const double pull = fmin (ms, fmin (m.tau_m, m.tau[k])) / m.c_m;
      off_v += pull * (off[k] + ROUNDING * fabs (i[k]));
      off[k] = off[k] * exp (-ms / m.tau[k]) + ROUNDING * (fabs (i[k]) + fabs (w));
    }
    cell_advance (&cell, t, to);
    cell_receive (&cell, w > 0 ? "ex" : "in", w, to);
    exact_ms (s, to - t, FS);
    exact_advance (&z, &m, s);
    mpfr_add_d (z.i[w > 0 ? 0 : 1], z.i[w > 0 ? 0 : 1], w, MPFR_RNDN);
    worst = fmax (worst, fabs (exact_error (*v, z.v)) / off_v);
    for (int k = 0; k < 2; k++) worst = fmax (worst, fabs (exact_error (i[k], z.i[k])) / off[k]);
  }
  ck_assert_double_le (off_v, 3e-11);
  mpfr_clear (s);
  exact_clear (&z);
  return worst;
}

START_TEST (the_membrane_after_many_arrivals_agrees_with_exact_arithmetic)
{
  RlifStream stream = draws ("lif_exp arrivals");
  set_times (TIMES[_i][0], TIMES[_i][1], TIMES[_i][2]);
  *cell_par (&cell, "C_m") = 187.3;
  *cell_par (&cell, "I_e") = 31.7;
  const double worst = compare_after_arrivals (&stream);
  ck_assert_msg (worst <= 1, "%d: %g", _i, worst);
}
END_TEST

/* A neuron under random arrivals for 400 ms, and the same in exact arithmetic, which is reset when
 * the model fires: then, and only then, exact V must be at threshold. Returns: how often it fired. */
static int
follow_spikes (RlifStream *stream)
{
  const Membrane m = membrane ();
  const double v_th = *cell_par (&cell, "V_th"), v_reset = *cell_par (&cell, "V_reset");
  const double tiny = 1e-13, tick = 0.51e-12;   /* errors of V and of a rounded moment */
  RlifTime now = 0, free_at = 0, arrival = 0;
  int spikes = 0;
  Exact z;
  mpfr_t s;
  mpfr_init2 (s, EXACT_BITS);
  exact_init (&z, *cell_state (&cell, "V_m"), 0, 0);
  while (now < 400 * FS) {
    const RlifTime due = cell_next (&cell, now), to = MIN (due, arrival);
    const RlifTime awake = CLAMP (free_at, now, to);
    exact_ms (s, awake - now, FS);
    exact_hold (&z, &m, s);
    exact_ms (s, to - awake, FS);
    exact_advance (&z, &m, s);
    cell_advance (&cell, now, to);
    now = to;
    const double above = -exact_error (v_th, z.v);
    if (now == due) {
      ck_assert_double_le (fabs (above), tiny + tick * fabs (exact_slope (&z, &m)));
      cell_fire (&cell, now);
      mpfr_set_d (z.v, v_reset, MPFR_RNDN);
      free_at = now + FS * 9 / 4;
      spikes++;
    } else {
      ck_assert_double_lt (above, tiny);
      const double mv = draw (stream, -2, 3);   /* less for a slow current, which piles up */
      const int k = mv > 0 ? 0 : 1;
      const double w = mv * m.c_m / fmin (m.tau_m, m.tau[k]) * fmin (1, 4 / m.tau[k]);
      cell_receive (&cell, k == 0 ? "ex" : "in", w, now);
      mpfr_add_d (z.i[k], z.i[k], w, MPFR_RNDN);
      arrival = now + (RlifTime) (draw_scale (stream, 1e-2, 20) * (double) FS);
    }
  }
  mpfr_clear (s);
  exact_clear (&z);
  return spikes;
}

START_TEST (a_driven_neuron_fires_when_exact_arithmetic_says)
{
  RlifStream stream = draws ("lif_exp spikes");
  set_times (TIMES[_i][0], TIMES[_i][1], TIMES[_i][2]);
  *cell_par (&cell, "t_ref") = 2.25;
  *cell_par (&cell, "V_reset") = -66.5;
  *cell_par (&cell, "I_e") = 15.5 * 250 / TIMES[_i][0];   /* V_inf 0.5 mV above V_th */
  ck_assert_int_ge (follow_spikes (&stream), 5);
}
END_TEST

/* One EPSP from V = E_L that peaks at `high` mV above E_L. Returns: the moment of the peak [ms]. */
static double
epsp (double high)
{
  const Membrane m = membrane ();
  double *i_ex = cell_state (&cell, "I_ex");
  *cell_state (&cell, "V_m") = m.e_l;
  Exact z;
  mpfr_t s;
  mpfr_init2 (s, EXACT_BITS);
  exact_init (&z, m.e_l, 1, 0);
  exact_find (s, &z, &m, NAN, 0, 3 * (m.tau_m + m.tau[0]));
  const double top = mpfr_get_d (s, MPFR_RNDN);
  exact_advance (&z, &m, s);
  *i_ex = high / -exact_error (m.e_l, z.v);
  exact_clear (&z);
  mpfr_clear (s);
  return top;
}

/* The crossing, compared with the exact one, which is the only one between low and high ms. */
static RlifTime
crossing_between (double v_th, double low, double high)
{
  const Membrane m = membrane ();
  const RlifTime from = 41 * FS + 17;
  *cell_par (&cell, "V_th") = v_th;
  Exact z;
  mpfr_t s;
  mpfr_init2 (s, EXACT_BITS);
  exact_init (&z, *cell_state (&cell, "V_m"), *cell_state (&cell, "I_ex"),
              *cell_state (&cell, "I_in"));
  exact_find (s, &z, &m, v_th, low, high);
  const double ms = mpfr_get_d (s, MPFR_RNDN);
  exact_advance (&z, &m, s);
  mpfr_mul_si (s, s, FS, MPFR_RNDN);
  const RlifTime next = cell_next (&cell, from);
  ck_assert_msg (next != RLIF_NEVER, "missed at %g of %g ms", ms, high);
  const double off = fabs (exact_error ((double) (next - from), s)) * 1e-12;
  const double allowed = 0.5e-12 + 0x1p-52 * ms + 1e-14 / exact_slope (&z, &m);
  ck_assert_msg (off <= allowed, "%g ms off at %g ms, allowed %g", off, ms, allowed);
  exact_clear (&z);
  mpfr_clear (s);
  return next - from;
}

START_TEST (the_crossing_of_a_single_epsp_is_within_half_a_tick_of_the_exact_one)
{
  RlifStream stream = draws ("lif_exp single");
  set_times (TIMES[_i][0], TIMES[_i][1], TIMES[_i][2]);
  for (int i = 0; i < 20; i++) {
    const double high = draw (&stream, 3, 25), top = epsp (high);
    crossing_between (-70 + high * draw_scale (&stream, 1e-3, 0.999), 0, top);
  }
}
END_TEST

START_TEST (an_epsp_that_grazes_the_threshold_is_seen_from_both_sides)
{
  RlifStream stream = draws ("lif_exp grazing");
  set_times (TIMES[_i][0], TIMES[_i][1], TIMES[_i][2]);
  for (int i = 0; i < 20; i++) {
    const double high = draw (&stream, 3, 25), top = epsp (high);
    const double by = draw_scale (&stream, 6e-14, 1e-3);
    crossing_between (-70 + high - by, 0, top);
    *cell_par (&cell, "V_th") = -70 + high + by;
    ck_assert_msg (cell_next (&cell, 0) == RLIF_NEVER, "invented, %g below threshold", by);
  }
}
END_TEST

START_TEST (inhibition_that_decays_first_lets_the_neuron_cross_later)
{
  set_times (14.9, 23.7, 2.3);
  *cell_state (&cell, "V_m") = -58.25;
  *cell_state (&cell, "I_ex") = 931.5;
  *cell_state (&cell, "I_in") = -1630.5;       /* V falls to -61.1 mV at first */
  crossing_between (-55, 0, 15);
}
END_TEST

START_TEST (inhibition_that_comes_later_does_not_undo_a_crossing_before)
{
  set_times (14.9, 2.3, 23.7);
  *cell_state (&cell, "V_m") = -58.25;
  *cell_state (&cell, "I_ex") = 2130.5;
  *cell_state (&cell, "I_in") = -631.5;        /* V peaks at 2 ms and falls to -80 mV */
  crossing_between (-54.5, 0, 2);
}
END_TEST

START_TEST (a_second_rise_is_found_when_the_first_fails)
{
  set_times (10.3, 1.7, 4.9);                  /* up to -52.8 mV, down, and up again to -52.28 mV */
  *cell_par (&cell, "I_e") = 430;
  *cell_state (&cell, "V_m") = -57.5;
  *cell_state (&cell, "I_ex") = 3300;
  *cell_state (&cell, "I_in") = -1700;
  const RlifTime next = crossing_between (-52.5, 5, 150);
  ck_assert_int_gt (next, 20 * FS);
}
END_TEST

START_TEST (a_crossing_beyond_the_horizon_is_left_out_but_none_before_it)
{
  known_case ();
  const RlifTime due = 4700036292457;
  ck_assert_int_eq (cell_next_until (&cell, 0, due + 2), due);
  ck_assert_int_eq (cell_next_until (&cell, 0, due - 2), RLIF_NEVER);
  ck_assert_int_eq (cell_next_until (&cell, 0, 0), RLIF_NEVER);
  ck_assert_int_eq (cell_next_until (&cell, 0, RLIF_NEVER), due);
}
END_TEST

START_TEST (a_drive_that_ends_at_threshold_never_reaches_it)
{
  set_times (8, 2.3, 1000);
  *cell_par (&cell, "E_L") = -71.5;
  *cell_par (&cell, "V_th") = -55.25;
  *cell_par (&cell, "C_m") = 160;
  *cell_par (&cell, "I_e") = 325;              /* V_inf = V_th exactly */
  *cell_state (&cell, "V_m") = -60.125;
  ck_assert_int_eq (cell_next (&cell, 0), RLIF_NEVER);
  *cell_state (&cell, "I_ex") = 1.5;           /* helps a little, too little */
  ck_assert_int_eq (cell_next (&cell, 0), RLIF_NEVER);
  *cell_state (&cell, "I_ex") = 1100;
  ck_assert_int_lt (cell_next (&cell, 0), 3 * FS);
}
END_TEST

START_TEST (a_neuron_at_threshold_fires_at_once)
{
  *cell_state (&cell, "V_m") = -55;
  *cell_state (&cell, "I_in") = -500;
  ck_assert_int_eq (cell_next (&cell, 31), 31);
  *cell_state (&cell, "V_m") = nextafter (-55, -70);
  ck_assert_int_eq (cell_next (&cell, 31), RLIF_NEVER);
}
END_TEST

START_TEST (while_refractory_the_potential_is_held_and_the_currents_flow_on)
{
  const RlifTime now = 12 * FS + 345, free_at = now + 2375 * (FS / 1000);
  set_times (10, 2.375, 4.75);
  *cell_par (&cell, "t_ref") = 2.375;
  *cell_par (&cell, "V_reset") = -60.1;
  *cell_par (&cell, "I_e") = 2527.7;           /* V_inf + (V - V_inf) would not be V */
  *cell_state (&cell, "I_ex") = 300;
  *cell_state (&cell, "I_in") = -200;
  cell_fire (&cell, now);
  ck_assert_int_eq (cell_receive (&cell, "ex", 100, now), 1);
  cell_advance (&cell, now, free_at);
  ck_assert (*cell_state (&cell, "V_m") == -60.1);
  ck_assert_double_eq_tol (*cell_state (&cell, "I_ex"), 400 * 0.36787944117144232, 1e-13);
  ck_assert_double_eq_tol (*cell_state (&cell, "I_in"), -200 * 0.60653065971263342, 1e-13);
  cell_advance (&cell, free_at, free_at + FS / 1000);
  ck_assert (*cell_state (&cell, "V_m") != -60.1);
}
END_TEST

START_TEST (the_next_crossing_is_counted_from_the_end_of_refractoriness)
{
  const RlifTime now = 12 * FS + 345, free_at = now + 2375 * (FS / 1000);
  *cell_par (&cell, "t_ref") = 2.375;
  *cell_par (&cell, "I_e") = 120;
  *cell_state (&cell, "I_ex") = 9000;
  *cell_state (&cell, "I_in") = -100;
  cell_fire (&cell, now);
  const RlifTime due = cell_next (&cell, now);
  ck_assert_int_lt (due, 20 * FS);
  cell_advance (&cell, now, free_at);
  cell.clock[0] = G_MININT64;
  ck_assert_int_le (llabs (cell_next (&cell, free_at) - due), 1);
}
END_TEST

START_TEST (without_refractoriness_the_flow_goes_on_from_the_reset)
{
  known_case ();
  *cell_par (&cell, "t_ref") = 0;
  *cell_par (&cell, "V_reset") = 0;
  cell_fire (&cell, 5 * FS);
  ck_assert_int_eq (cell_next (&cell, 5 * FS), 5 * FS + 4700036292457);
}
END_TEST

START_TEST (cutting_the_way_into_pieces_does_not_change_where_it_leads)
{
  RlifStream stream = draws ("lif_exp pieces");
  set_times (TIMES[_i][0], TIMES[_i][1], TIMES[_i][2]);
  for (int i = 0; i < 100; i++) {
    const double start[3] = { draw (&stream, -90, -40), draw (&stream, -90, 200),
                              draw (&stream, -90, 40) };
    const RlifTime half = (RlifTime) (draw_scale (&stream, 1e-6, 50) * 1e12);
    const RlifTime whole = half + (RlifTime) (draw_scale (&stream, 1e-6, 50) * 1e12);
    double direct[3];
    cell.clock[0] = (RlifTime) (draw (&stream, -1, 1) * (double) whole);
    memcpy (cell.state, start, sizeof start);
    cell_advance (&cell, 0, whole);
    memcpy (direct, cell.state, sizeof direct);
    memcpy (cell.state, start, sizeof start);
    cell_advance (&cell, 0, half);
    cell_advance (&cell, half, whole);
    for (int j = 0; j < 3; j++) ck_assert_double_eq_tol (cell.state[j], direct[j], 2e-13);
  }
}
END_TEST

START_TEST (after_a_very_long_time_everything_is_at_rest)
{
  *cell_state (&cell, "V_m") = -1e4;
  *cell_state (&cell, "I_ex") = 1e6;
  *cell_state (&cell, "I_in") = -1e6;
  cell_advance (&cell, 0, 9000000 * FS);
  ck_assert (*cell_state (&cell, "V_m") == -70);
  ck_assert (*cell_state (&cell, "I_ex") == 0 && *cell_state (&cell, "I_in") == 0);
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

int
main (void)
{
  const TTest *const once[] = {
    constant_current_charges_the_membrane_as_the_textbook_says, a_neuron_at_rest_stays_there,
    each_port_feeds_its_own_current_whatever_the_sign,
    inhibition_that_decays_first_lets_the_neuron_cross_later,
    inhibition_that_comes_later_does_not_undo_a_crossing_before,
    a_second_rise_is_found_when_the_first_fails,
    a_crossing_beyond_the_horizon_is_left_out_but_none_before_it,
    a_drive_that_ends_at_threshold_never_reaches_it, a_neuron_at_threshold_fires_at_once,
    while_refractory_the_potential_is_held_and_the_currents_flow_on,
    the_next_crossing_is_counted_from_the_end_of_refractoriness,
    without_refractoriness_the_flow_goes_on_from_the_reset,
    after_a_very_long_time_everything_is_at_rest, a_reset_at_threshold_is_refused };
  const TTest *const for_all_times[] = {
    the_membrane_after_many_arrivals_agrees_with_exact_arithmetic,
    a_driven_neuron_fires_when_exact_arithmetic_says,
    the_crossing_of_a_single_epsp_is_within_half_a_tick_of_the_exact_one,
    an_epsp_that_grazes_the_threshold_is_seen_from_both_sides,
    cutting_the_way_into_pieces_does_not_change_where_it_leads };
  Suite *suite = suite_create ("lif_exp");
  TCase *tcase = tcase_create ("lif_exp");
  tcase_add_checked_fixture (tcase, setup, teardown);
  for (guint k = 0; k < G_N_ELEMENTS (once); k++) tcase_add_test (tcase, once[k]);
  for (guint k = 0; k < G_N_ELEMENTS (for_all_times); k++)
    tcase_add_loop_test (tcase, for_all_times[k], 0, N_TIMES);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
