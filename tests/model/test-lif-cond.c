/* lif_cond against its differential equation, solved by Taylor series of order 50 in 90 digits. */
#include <mpfr.h>
#include "model/cell.h"

#define BITS 300
#define ORDER 50

static Cell cell;

static void
setup (void)
{
  cell_init (&cell, "lif_cond");
}

static void
teardown (void)
{
  cell_clear (&cell);
}

/* What the equation is made of, read from the cell. */
typedef struct {
  double g_l, c_m, e_l, e_ex, e_in, tau, current;
} Facts;

static Facts
facts (void)
{
  return (Facts) { *cell_par (&cell, "g_L"), *cell_par (&cell, "C_m"), *cell_par (&cell, "E_L"),
                   *cell_par (&cell, "E_ex"), *cell_par (&cell, "E_in"), *cell_par (&cell, "tau_syn"),
                   *cell_par (&cell, "I_e") + cell.x.current };
}

/* c (k + 1) V_(k+1) = g_L (E_L - V) + g_ex (E_ex - V) + g_in (E_in - V) + I, coefficient by coefficient. */
static void
extend_series (const Facts *f, mpfr_t v[], mpfr_t ex[], mpfr_t in[], int k)
{
  mpfr_t sum, term;
  mpfr_inits2 (BITS, sum, term, (mpfr_ptr) 0);
  mpfr_mul_d (sum, v[k], -f->g_l, MPFR_RNDN);
  mpfr_set_d (term, f->g_l, MPFR_RNDN);
  mpfr_mul_d (term, term, f->e_l, MPFR_RNDN);
  mpfr_add_d (term, term, f->current, MPFR_RNDN);
  if (k == 0) mpfr_add (sum, sum, term, MPFR_RNDN);
  mpfr_mul_d (term, ex[k], f->e_ex, MPFR_RNDN);
  mpfr_add (sum, sum, term, MPFR_RNDN);
  mpfr_mul_d (term, in[k], f->e_in, MPFR_RNDN);
  mpfr_add (sum, sum, term, MPFR_RNDN);
  for (int j = 0; j <= k; j++) {
    mpfr_add (term, ex[j], in[j], MPFR_RNDN);
    mpfr_mul (term, term, v[k - j], MPFR_RNDN);
    mpfr_sub (sum, sum, term, MPFR_RNDN);
  }
  mpfr_div_d (sum, sum, f->c_m, MPFR_RNDN);
  mpfr_div_si (v[k + 1], sum, k + 1, MPFR_RNDN);
  for (int side = 0; side < 2; side++) {
    mpfr_t *g = side ? in : ex;
    mpfr_div_d (term, g[k], -f->tau, MPFR_RNDN);
    mpfr_div_si (g[k + 1], term, k + 1, MPFR_RNDN);
  }
  mpfr_clears (sum, term, (mpfr_ptr) 0);
}

static void
sum_series (mpfr_t c[], const mpfr_t h)
{
  mpfr_t sum;
  mpfr_init2 (sum, BITS);
  mpfr_set (sum, c[ORDER], MPFR_RNDN);
  for (int k = ORDER - 1; k >= 0; k--) {
    mpfr_mul (sum, sum, h, MPFR_RNDN);
    mpfr_add (sum, sum, c[k], MPFR_RNDN);
  }
  mpfr_set (c[0], sum, MPFR_RNDN);
  mpfr_clear (sum);
}

/* V after t ms, from the state of the cell, in steps of a fraction of the fastest time constant. */
static double
exact_v (double t)
{
  const Facts f = facts ();
  mpfr_t v[ORDER + 1], ex[ORDER + 1], in[ORDER + 1], h;
  for (int k = 0; k <= ORDER; k++) mpfr_inits2 (BITS, v[k], ex[k], in[k], (mpfr_ptr) 0);
  mpfr_init2 (h, BITS);
  mpfr_set_d (v[0], *cell_state (&cell, "V_m"), MPFR_RNDN);
  mpfr_set_d (ex[0], *cell_state (&cell, "g_ex"), MPFR_RNDN);
  mpfr_set_d (in[0], *cell_state (&cell, "g_in"), MPFR_RNDN);
  const double g = f.g_l + *cell_state (&cell, "g_ex") + *cell_state (&cell, "g_in");
  const int steps = 1 + (int) (t * (g / f.c_m + 1 / f.tau));
  mpfr_set_d (h, t, MPFR_RNDN);
  mpfr_div_si (h, h, steps, MPFR_RNDN);
  for (int s = 0; s < steps; s++) {
    for (int k = 0; k < ORDER; k++) extend_series (&f, v, ex, in, k);
    sum_series (v, h);
    sum_series (ex, h);
    sum_series (in, h);
  }
  const double result = mpfr_get_d (v[0], MPFR_RNDN);
  for (int k = 0; k <= ORDER; k++) mpfr_clears (v[k], ex[k], in[k], (mpfr_ptr) 0);
  mpfr_clear (h);
  return result;
}

/* Time constants and conductances of all sizes, tau_syn a multiple of tau_m now and then. */
static void
draw_cell (RlifStream *lot)
{
  const double tau_m = draw_scale (lot, 0.5, 60);
  *cell_par (&cell, "g_L") = 16.5;
  *cell_par (&cell, "C_m") = 16.5 * tau_m;
  *cell_par (&cell, "tau_syn") =
    rlif_stream_below (lot, 4) ? draw_scale (lot, 0.2, 80) : tau_m * (1 + rlif_stream_below (lot, 3));
  *cell_par (&cell, "I_e") = rlif_stream_below (lot, 2) ? draw (lot, -200, 400) : 0;
  *cell_state (&cell, "V_m") = draw (lot, -75, -56);
  *cell_state (&cell, "g_ex") = rlif_stream_below (lot, 4) ? draw_scale (lot, 1e-3, 300) : 0;
  *cell_state (&cell, "g_in") = rlif_stream_below (lot, 3) ? draw_scale (lot, 1e-3, 300) : 0;
}

START_TEST (the_membrane_follows_its_equation)
{
  RlifStream lot = draws ("lif_cond flow");
  double worst = 0;
  for (int k = 0; k < 150; k++) {
    draw_cell (&lot);
    const RlifTime t = (RlifTime) (draw_scale (&lot, 1e-3, 60) * (double) FS);
    const double expected = exact_v ((double) t / (double) FS);
    cell_advance (&cell, 0, t);
    worst = fmax (worst, fabs (*cell_state (&cell, "V_m") - expected));
  }
  ck_assert_msg (worst <= 1e-12, "V is up to %g mV wrong", worst);
}
END_TEST

/* V on the way to the crossing and behind it is the flow's, which the test above has checked. */
START_TEST (a_crossing_is_found_where_the_flow_has_one_and_nowhere_else)
{
  RlifStream lot = draws ("lif_cond crossing");
  int crossed = 0, not_crossed = 0;
  for (int k = 0; k < 4000; k++) {
    double before[3];
    draw_cell (&lot);
    memcpy (before, cell.state, sizeof before);
    const RlifTime due = cell_next (&cell, 0);
    const RlifTime end = MIN (due, 200 * FS);
    double most = -HUGE_VAL;
    for (int i = 0; i < 100; i++) {   /* denser at the beginning, where it moves fast */
      memcpy (cell.state, before, sizeof before);
      cell_advance (&cell, 0, (RlifTime) ((double) end * pow (i / 100.0, 3)));
      most = fmax (most, cell.state[0]);
    }
    ck_assert_msg (most < -55 + 1e-11, "%g mV before the crossing", most);
    if (due == RLIF_NEVER) {
      not_crossed++;
      continue;
    }
    memcpy (cell.state, before, sizeof before);
    cell_advance (&cell, 0, due);
    const double slope = (cell.state[1] + cell.state[2] + 16.5 + 30) * 90 / *cell_par (&cell, "C_m");
    ck_assert_double_eq_tol (cell.state[0], -55, 0.51e-12 * slope + 2e-12);   /* half a tick */
    crossed++;
  }
  ck_assert_int_gt (crossed, 800);
  ck_assert_int_gt (not_crossed, 800);
}
END_TEST

/* g is chosen by halving so that V peaks as near to the threshold as a double can tell. */
START_TEST (a_peak_that_grazes_the_threshold_is_seen_from_both_sides)
{
  RlifStream lot = draws ("lif_cond grazing");
  for (int k = 0; k < 200; k++) {
    draw_cell (&lot);
    *cell_par (&cell, "I_e") = 0;
    *cell_state (&cell, "g_in") = 0;
    double low = 0, high = 1e5;
    const double v = *cell_state (&cell, "V_m");
    while (nextafter (low, high) < high) {
      const double middle = low + (high - low) / 2;
      *cell_state (&cell, "V_m") = v;
      *cell_state (&cell, "g_ex") = middle;
      *(cell_next (&cell, 0) == RLIF_NEVER ? &low : &high) = middle;
    }
    for (int above = 0; above < 2; above++) {   /* a part in a million to either side, by the flow */
      double most = -HUGE_VAL;
      const double span = 8 * (*cell_par (&cell, "tau_syn") + *cell_par (&cell, "C_m") / 16.5);
      for (int i = 1; i < 1500; i++) {
        *cell_state (&cell, "V_m") = v;
        *cell_state (&cell, "g_ex") = low * (above ? 1 + 1e-6 : 1 - 1e-6);
        *cell_state (&cell, "g_in") = 0;
        cell_advance (&cell, 0, (RlifTime) (pow (i / 1500.0, 3) * span * (double) FS));
        most = fmax (most, *cell_state (&cell, "V_m"));
      }
      ck_assert_msg (above ? most > -55 - 1e-3 : most < -55, "%.9g mV at the peak", most);
    }
  }
}
END_TEST

START_TEST (without_conductance_it_is_the_leaky_neuron)
{
  *cell_state (&cell, "V_m") = -61.25;
  cell_advance (&cell, 0, 7 * FS);
  ck_assert_double_eq_tol (*cell_state (&cell, "V_m"), -70 + 8.75 * exp (-7 * 16.6667 / 250), 1e-13);
}
END_TEST

START_TEST (while_refractory_the_potential_is_held_and_the_conductances_flow_on)
{
  cell_receive (&cell, "ex", 40, 0);
  cell_fire (&cell, 0);
  cell_advance (&cell, 0, FS);
  ck_assert (*cell_state (&cell, "V_m") == -60);
  ck_assert_double_eq_tol (*cell_state (&cell, "g_ex"), 40 * exp (-0.2), 1e-13);
  ck_assert_int_eq (cell_receive (&cell, "in", -3, FS), 1);
  ck_assert (*cell_state (&cell, "g_in") == 3);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "lif_cond", the_membrane_follows_its_equation,
                a_crossing_is_found_where_the_flow_has_one_and_nowhere_else,
                a_peak_that_grazes_the_threshold_is_seen_from_both_sides,
                without_conductance_it_is_the_leaky_neuron,
                while_refractory_the_potential_is_held_and_the_conductances_flow_on)
