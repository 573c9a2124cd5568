/* lif_exp against 60 digits, and its crossings against a dense search in extended precision. */
#include <mpfr.h>
#include <stdio.h>
#include "model/neuron-kit.h"

#define BITS 400   /* so that differences of nearly equal time constants lose nothing that matters */

enum { V, EX, IN };

typedef struct {
  double tau_m, c_m, tau[2], target;
} Physics;

/* exp (-span / tau) */
static void
decay (mpfr_t e, RlifTime span, double tau)
{
  mpfr_set_si (e, -span, MPFR_RNDN);
  mpfr_div_d (e, e, TICKS_PER_MS, MPFR_RNDN);
  mpfr_div_d (e, e, tau, MPFR_RNDN);
  mpfr_exp (e, e, MPFR_RNDN);
}

/* What the current i, decaying with tau_s, adds to V over a span: the textbook's difference of
 * exponentials, or its limit for equal time constants. */
static void
add_response (mpfr_t v, const mpfr_t i, const Physics *p, double tau_s, RlifTime span)
{
  mpfr_t a, b;
  mpfr_init2 (a, BITS);
  mpfr_init2 (b, BITS);
  decay (a, span, p->tau_m);
  if (tau_s == p->tau_m) {
    mpfr_mul_si (a, a, span, MPFR_RNDN);
    mpfr_div_d (a, a, TICKS_PER_MS, MPFR_RNDN);
  } else {
    decay (b, span, tau_s);
    mpfr_sub (a, a, b, MPFR_RNDN);
    mpfr_mul_d (a, a, p->tau_m, MPFR_RNDN);
    mpfr_mul_d (a, a, tau_s, MPFR_RNDN);
    mpfr_set_d (b, p->tau_m, MPFR_RNDN);
    mpfr_sub_d (b, b, tau_s, MPFR_RNDN);
    mpfr_div (a, a, b, MPFR_RNDN);
  }
  mpfr_div_d (a, a, p->c_m, MPFR_RNDN);
  mpfr_mul (a, a, i, MPFR_RNDN);
  mpfr_add (v, v, a, MPFR_RNDN);
  mpfr_clear (a);
  mpfr_clear (b);
}

static void
flow (mpfr_t z[3], const Physics *p, RlifTime span, gboolean held)
{
  mpfr_t e;
  mpfr_init2 (e, BITS);
  if (!held) {
    decay (e, span, p->tau_m);
    mpfr_sub_d (z[V], z[V], p->target, MPFR_RNDN);
    mpfr_mul (z[V], z[V], e, MPFR_RNDN);
    mpfr_add_d (z[V], z[V], p->target, MPFR_RNDN);
    for (int k = 0; k < 2; k++) add_response (z[V], z[EX + k], p, p->tau[k], span);
  }
  for (int k = 0; k < 2; k++) {
    decay (e, span, p->tau[k]);
    mpfr_mul (z[EX + k], z[EX + k], e, MPFR_RNDN);
  }
  mpfr_clear (e);
}

/* Time constants by lot: ordinary, equal, nearly equal, far apart. */
static Physics
draw_physics (Cell *c, RlifStream *lot, int kind)
{
  Physics p = { .tau_m = draw_log (lot, 2, 50), .c_m = draw (lot, 50, 400),
                .target = draw (lot, -75, -45) };
  for (int k = 0; k < 2; k++)
    p.tau[k] = kind % 4 == 0   ? draw_log (lot, 0.3, 40)
               : kind % 4 == 1 ? p.tau_m
               : kind % 4 == 2 ? p.tau_m * (1 + draw (lot, -1, 1) * draw_log (lot, 1e-15, 1e-3))
                               : p.tau_m * (k ? draw_log (lot, 1e-4, 1e-2) : draw_log (lot, 1e2, 1e4));
  *cell_par (c, "tau_m") = p.tau_m;
  *cell_par (c, "C_m") = p.c_m;
  *cell_par (c, "E_L") = p.target;
  *cell_par (c, "tau_syn_ex") = p.tau[0];
  *cell_par (c, "tau_syn_in") = p.tau[1];
  return p;
}

START_TEST (many_arrivals_leave_the_state_where_60_digits_put_it)
{
  Cell c;
  cell_open (&c, "lif_exp");
  RlifStream lot;
  rlif_stream_init (&lot, 5, RLIF_PURPOSE_STATE, "lif_exp", 0);
  *cell_par (&c, "V_th") = 1e5;
  mpfr_t z[3];
  for (int k = 0; k < 3; k++) mpfr_init2 (z[k], BITS);
  for (int run = 0; run < 120; run++) {
    const Physics p = draw_physics (&c, &lot, run);
    cell_reset (&c);
    mpfr_set_d (z[V], p.target, MPFR_RNDN);
    mpfr_set_zero (z[EX], 1);
    mpfr_set_zero (z[IN], 1);
    double largest = fabs (p.target);
    RlifTime now = 0;
    for (int k = 0; k < 60; k++) {
      const RlifTime next = now + (RlifTime) (1e12 * draw_log (&lot, 1e-4, 20));
      const int port = (int) rlif_stream_below (&lot, 2);
      const double w = draw (&lot, -200, 200);
      c.model->advance (&c.x, now, next);
      ck_assert_int_eq (c.model->receive (&c.x, (guint) port, w, next), 1);
      flow (z, &p, next - now, FALSE);
      mpfr_add_d (z[EX + port], z[EX + port], w, MPFR_RNDN);
      now = next;
      const double v = mpfr_get_d (z[V], MPFR_RNDN);
      largest = fmax (largest, fabs (v));
      ck_assert_double_eq_tol (c.state[V], v, 2e-14 * largest);
    }
    for (int k = 1; k < 3; k++)
      ck_assert_double_eq_tol (c.state[k], mpfr_get_d (z[k], MPFR_RNDN), 1e-11);
  }
  for (int k = 0; k < 3; k++) mpfr_clear (z[k]);
  cell_close (&c);
}
END_TEST

START_TEST (while_refractory_the_membrane_is_held_and_the_currents_flow)
{
  Cell c;
  cell_open (&c, "lif_exp");
  RlifStream lot;
  rlif_stream_init (&lot, 6, RLIF_PURPOSE_STATE, "held", 0);
  Physics p = draw_physics (&c, &lot, 0);
  *cell_par (&c, "t_ref") = 1.75;
  c.state[EX] = 321.5;
  c.state[IN] = -77.25;
  c.model->fire (&c.x, ms (1));
  mpfr_t z[3];
  for (int k = 0; k < 3; k++) mpfr_init2 (z[k], BITS);
  mpfr_set_d (z[V], -70, MPFR_RNDN);
  mpfr_set_d (z[EX], 321.5, MPFR_RNDN);
  mpfr_set_d (z[IN], -77.25, MPFR_RNDN);
  c.model->advance (&c.x, ms (1), ms (2));
  ck_assert (c.state[V] == -70);
  ck_assert_int_eq (c.model->receive (&c.x, 0, 15.5, ms (2)), 1);
  c.model->advance (&c.x, ms (2), ms (4.5));  /* across the end, at 2.75 ms */
  flow (z, &p, ms (2) - ms (1), TRUE);
  mpfr_add_d (z[EX], z[EX], 15.5, MPFR_RNDN);
  flow (z, &p, ms (2.75) - ms (2), TRUE);
  flow (z, &p, ms (4.5) - ms (2.75), FALSE);
  for (int k = 0; k < 3; k++) {
    ck_assert_double_eq_tol (c.state[k], mpfr_get_d (z[k], MPFR_RNDN), 1e-12);
    mpfr_clear (z[k]);
  }
  cell_close (&c);
}
END_TEST

/* V - V_th after s in extended precision, and its slope. */
static long double
above (const Physics *p, const double z[3], double threshold, long double s, long double *slope)
{
  const long double em = expl (-s / p->tau_m);
  long double u = ((long double) z[V] - p->target) * em, drive = 0;
  for (int k = 0; k < 2; k++) {
    const long double es = expl (-s / p->tau[k]);
    const long double difference = 1.0L / p->tau[k] - 1.0L / p->tau_m;
    const long double y = s * difference;
    const long double part = fabsl (y) < 1e-4L
                               ? em * s * (1 - y / 2 + y * y / 6 - y * y * y / 24 + y * y * y * y / 120)
                               : (em - es) / difference;
    u += part * z[EX + k] / p->c_m;
    drive += es * z[EX + k] / p->c_m;
  }
  *slope = drive - u / p->tau_m;
  return u - ((long double) threshold - p->target);
}

/* The first crossing by dense search: signs at POINTS moments, and at the maxima between them, which
 * the slope betrays. HUGE_VAL if there is none. *clearance is how near a miss or touch came. */
#define POINTS 160

static long double
search (const Physics *p, const double z[3], double threshold, long double end,
        long double *clearance)
{
  long double slope, before = 0, slope_before;
  *clearance = HUGE_VAL;
  above (p, z, threshold, 0, &slope_before);
  for (int k = 1; k <= POINTS; k++) {
    const long double x = (long double) k / POINTS, s = end * x * x;
    const long double f = above (p, z, threshold, s, &slope);
    long double low = before, high = s;
    gboolean found = f >= 0;
    if (f < 0 && slope_before > 0 && slope < 0) {
      for (int i = 0; i < 70; i++) {
        const long double middle = (low + high) / 2;
        long double g;
        above (p, z, threshold, middle, &g);
        *(g > 0 ? &low : &high) = middle;
      }
      const long double top = above (p, z, threshold, low, &slope_before);
      *clearance = fminl (*clearance, fabsl (top));
      found = top >= 0;
      high = low;
      low = before;
    }
    for (int i = 0; found && i < 80; i++) {
      const long double middle = (low + high) / 2;
      *(above (p, z, threshold, middle, &slope_before) < 0 ? &low : &high) = middle;
    }
    if (found) return high;
    before = s;
    slope_before = slope;
  }
  *clearance = fminl (*clearance, fabsl (above (p, z, threshold, end, &slope)));
  return HUGE_VAL;
}

/* A state just below threshold, with currents that may or may not lift it over. */
static void
draw_state (Cell *c, const Physics *p, RlifStream *lot, double threshold)
{
  c->state[V] = threshold - draw_log (lot, 1e-4, 8);
  for (int k = 0; k < 2; k++) {
    const double lift = draw_log (lot, 1e-3, 12) * p->c_m / fmin (p->tau[k], p->tau_m);
    c->state[EX + k] = (rlif_stream_below (lot, 3) ? 1 : -1) * (k ? -1 : 1) * lift;
  }
}

START_TEST (no_crossing_is_missed_and_none_invented)
{
  Cell c;
  cell_open (&c, "lif_exp");
  RlifStream lot;
  rlif_stream_init (&lot, 8, RLIF_PURPOSE_STATE, "crossing", 0);
  const int cases = g_getenv ("RLIF_CHECK_LONG") ? 2000000 : 100000;
  int crossings = 0, close_calls = 0;
  for (int k = 0; k < cases; k++) {
    const Physics p = draw_physics (&c, &lot, k % 10 == 0 ? 1 : k % 10 == 1 ? 2 : k % 10 == 2 ? 3 : 0);
    const double threshold = *cell_par (&c, "V_th") = p.target + draw (&lot, -2, 12);
    *cell_par (&c, "V_reset") = threshold - 20;
    draw_state (&c, &p, &lot, threshold);
    const RlifTime until = ms (draw_log (&lot, 0.5, 200));
    long double clearance, slope;
    const long double exact =
      search (&p, c.state, threshold, (long double) until / 1e12L, &clearance);
    const RlifTime got = c.model->next (&c.x, 0, until);
    if (clearance < 1e-12L) {
      close_calls++;
      continue;
    }
    if (exact == HUGE_VAL) {
      ck_assert_msg (got > until, "case %d: invented a crossing at %g ms", k, (double) got / 1e12);
      continue;
    }
    crossings++;
    above (&p, c.state, threshold, exact, &slope);
    const long double tolerance = 0.5L + exact * 1e12L * 2.3e-16L + 1e12L * 2e-14L / fabsl (slope);
    ck_assert_msg (fabsl ((long double) got - exact * 1e12L) <= tolerance,
                   "case %d: crossing at %.17Lg ms found at %.17g ms, slope %Lg", k, exact,
                   (double) got / 1e12, slope);
  }
  printf ("# %d cases: %d crossings, %d within rounding of touching\n", cases, crossings, close_calls);
  ck_assert_int_gt (crossings, cases / 10);
  ck_assert_int_lt (close_calls, cases / 100);
  cell_close (&c);
}
END_TEST

/* The weight at which the peak of a single EPSP just touches, by bisection on the search. */
START_TEST (a_graze_from_below_is_silent_and_one_from_above_fires)
{
  Cell c;
  cell_open (&c, "lif_exp");
  const Physics p = { 20, 250, { 2.385, 7.1 }, -70 };
  *cell_par (&c, "tau_m") = p.tau_m;
  *cell_par (&c, "tau_syn_ex") = p.tau[0];
  *cell_par (&c, "tau_syn_in") = p.tau[1];
  /* peak of w tau_s/(C (1 - tau_s/tau_m)) (..) in closed form: r^(-k/(1-k)), k = tau_s/tau_m */
  const double k = p.tau[0] / p.tau_m;
  const double peak_of_one = p.tau[0] / p.c_m * pow (k, k / (1 - k));
  const double touching = 15 / peak_of_one;
  static const double off[] = { 1e-3, 1e-6, 1e-9, 1e-12 };
  for (size_t j = 0; j < 4; j++) {
    cell_reset (&c);
    c.state[EX] = touching * (1 - off[j]);
    ck_assert_int_eq (c.model->next (&c.x, 0, RLIF_NEVER), RLIF_NEVER);
    c.state[EX] = touching * (1 + off[j]);
    const RlifTime due = c.model->next (&c.x, 0, RLIF_NEVER);
    ck_assert_int_lt (due, RLIF_NEVER);
    const double at_peak = log (1 / k) / (1 / p.tau[0] - 1 / p.tau_m);
    ck_assert ((double) due / 1e12 < at_peak);
    ck_assert_double_eq_tol ((double) due / 1e12, at_peak, 20 * sqrt (off[j]));
  }
  cell_close (&c);
}
END_TEST

START_TEST (a_late_crossing_behind_inhibition_is_found_however_far)
{
  Cell c;
  cell_open (&c, "lif_exp");
  const Physics p = { 10, 250, { 300, 30 }, -70 };
  *cell_par (&c, "tau_m") = p.tau_m;
  *cell_par (&c, "tau_syn_ex") = p.tau[0];
  *cell_par (&c, "tau_syn_in") = p.tau[1];
  c.state[EX] = 700;
  c.state[IN] = -2500;
  long double clearance;
  const long double exact = search (&p, c.state, -55, 2000, &clearance);
  ck_assert (exact > 50 && exact < 300);
  const RlifTime due = c.model->next (&c.x, 0, RLIF_NEVER);
  ck_assert_double_eq_tol ((double) due, (double) (exact * 1e12L), 20);
  cell_close (&c);
}
END_TEST

TEST_MAIN ("lif-exp", many_arrivals_leave_the_state_where_60_digits_put_it,
           while_refractory_the_membrane_is_held_and_the_currents_flow,
           no_crossing_is_missed_and_none_invented,
           a_graze_from_below_is_silent_and_one_from_above_fires,
           a_late_crossing_behind_inhibition_is_found_however_far)
