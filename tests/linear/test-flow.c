/* The closed-form flow of linear systems against matrix exponentials in 120 digits (scaling and squaring
 * of Taylor series). An error counts relative to the size that the state reaches on the way from this
 * start: the largest sum of absolute terms at any moment up to then. */
#include <mpfr.h>
#include "check-main.h"
#include "equations.h"

#define BITS 400
#define MOST 9                    /* states and the constant drive */
#define CASES 60                  /* of a family */

typedef mpfr_t Matrix[MOST][MOST];

static void
matrix_init (Matrix m)
{
  for (int i = 0; i < MOST; i++)
    for (int j = 0; j < MOST; j++) {
      mpfr_init2 (m[i][j], BITS);
      mpfr_set_zero (m[i][j], 1);
    }
}

static void
matrix_clear (Matrix m)
{
  for (int i = 0; i < MOST; i++)
    for (int j = 0; j < MOST; j++) mpfr_clear (m[i][j]);
}

/* c = a b; c is another matrix. */
static void
multiply (Matrix c, Matrix a, Matrix b, int n)
{
  mpfr_t term;
  mpfr_init2 (term, BITS);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      mpfr_set_zero (c[i][j], 1);
      for (int k = 0; k < n; k++) {
        if (mpfr_zero_p (a[i][k]) || mpfr_zero_p (b[k][j])) continue;
        mpfr_mul (term, a[i][k], b[k][j], MPFR_RNDN);
        mpfr_add (c[i][j], c[i][j], term, MPFR_RNDN);
      }
    }
  mpfr_clear (term);
}

static void
copy (Matrix to, Matrix from, int n)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) mpfr_set (to[i][j], from[i][j], MPFR_RNDN);
}

/* e = exp (a), destroying a */
static void
exponential (Matrix e, Matrix a, int n)
{
  Matrix term, next;
  double size = 0;
  int halvings = 4;
  matrix_init (term);
  matrix_init (next);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) size = fmax (size, fabs (mpfr_get_d (a[i][j], MPFR_RNDN)));
  for (; size * n > 1; size /= 2) halvings++;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      mpfr_mul_2si (a[i][j], a[i][j], -halvings, MPFR_RNDN);
      mpfr_set_si (e[i][j], i == j, MPFR_RNDN);
      mpfr_set_si (term[i][j], i == j, MPFR_RNDN);
    }
  for (int k = 1; k <= 60; k++) {
    multiply (next, term, a, n);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        mpfr_div_si (term[i][j], next[i][j], k, MPFR_RNDN);
        mpfr_add (e[i][j], e[i][j], term[i][j], MPFR_RNDN);
      }
  }
  for (int k = 0; k < halvings; k++) {
    multiply (next, e, e, n);
    copy (e, next, n);
  }
  matrix_clear (term);
  matrix_clear (next);
}

/* [A b; 0 0] s */
static void
augment (Matrix m, const RlifEquation *e, double current, double s)
{
  for (int i = 0; i < e->n; i++) {
    for (int j = 0; j < e->n; j++) {
      mpfr_set_d (m[i][j], (double) e->a[i][j], MPFR_RNDN);
      mpfr_mul_d (m[i][j], m[i][j], s, MPFR_RNDN);
    }
    mpfr_set_d (m[i][e->n], (double) e->per_current[i], MPFR_RNDN);
    mpfr_mul_d (m[i][e->n], m[i][e->n], current, MPFR_RNDN);
    mpfr_add_d (m[i][e->n], m[i][e->n], (double) e->b[i], MPFR_RNDN);
    mpfr_mul_d (m[i][e->n], m[i][e->n], s, MPFR_RNDN);
  }
  for (int j = 0; j <= e->n; j++) mpfr_set_zero (m[e->n][j], 1);
}

/* The state after s, and added to size[] what its terms come to without their signs. */
static void
solve (const RlifEquation *e, const double x[], double current, double s, Matrix exact, double size[])
{
  Matrix m, power;
  mpfr_t term;
  mpfr_init2 (term, BITS);
  matrix_init (m);
  matrix_init (power);
  augment (m, e, current, s);
  exponential (power, m, e->n + 1);
  for (int i = 0; i < e->n; i++) {
    double sum = 0;
    mpfr_set (exact[i][0], power[i][e->n], MPFR_RNDN);
    sum += fabs (mpfr_get_d (power[i][e->n], MPFR_RNDN));
    for (int j = 0; j < e->n; j++) {
      mpfr_mul_d (term, power[i][j], x[j], MPFR_RNDN);
      mpfr_add (exact[i][0], exact[i][0], term, MPFR_RNDN);
      sum += fabs (mpfr_get_d (term, MPFR_RNDN));
    }
    size[i] = fmax (size[i], sum);
  }
  matrix_clear (m);
  matrix_clear (power);
  mpfr_clear (term);
}

static const double ALLOWED[] = { 1e-13, 1e-13, 1e-13, 1e-13, 1e-13, 1e-13, 1e-13, 1e-13 };

START_TEST (the_flow_is_the_matrix_exponential)
{
  Matrix exact;
  double worst = 0;
  matrix_init (exact);
  rlif_stream_init (&lot, 3, RLIF_PURPOSE_STATE, "flow", (guint64) _i);
  for (int c = 0; c < CASES; c++) {
    RlifEquation e;
    double x[RLIF_MAX_STATES], size[RLIF_MAX_STATES] = { 0 };
    draw_equation (&e, _i);
    RlifFlow *flow = rlif_flow_new (&e);
    ck_assert_ptr_nonnull (flow);
    for (int i = 0; i < e.n; i++) x[i] = (double) e.origin[i] + between (-20, 20);
    const double s = scale (1e-3, _i == 5 ? 20 : 100), current = rlif_stream_below (&lot, 2) ? 317.5 : 0;
    for (int k = 1; k <= 4; k++) solve (&e, x, current, s * k / 4, exact, size);
    for (int i = 0; i < e.n; i++) size[i] = fmax (size[i], fabs (x[i]) + fabs ((double) e.origin[i]));
    rlif_flow_state (flow, x, current, s);
    for (int i = 0; i < e.n; i++) {
      mpfr_sub_d (exact[i][0], exact[i][0], x[i], MPFR_RNDN);
      worst = fmax (worst, fabs (mpfr_get_d (exact[i][0], MPFR_RNDN)) / size[i]);
    }
    rlif_flow_free (flow);
  }
  matrix_clear (exact);
  ck_assert_msg (worst <= ALLOWED[_i], "family %d: an error of %g", _i, worst);
}
END_TEST

START_TEST (a_flow_in_two_pieces_leads_to_the_same_place)
{
  rlif_stream_init (&lot, 4, RLIF_PURPOSE_STATE, "pieces", (guint64) _i);
  for (int c = 0; c < 500; c++) {
    RlifEquation e;
    double once[RLIF_MAX_STATES], twice[RLIF_MAX_STATES], most = 1;
    draw_equation (&e, _i);
    RlifFlow *flow = rlif_flow_new (&e);
    for (int i = 0; i < e.n; i++) once[i] = twice[i] = (double) e.origin[i] + between (-20, 20);
    const double s = scale (1e-3, 10), part = between (0, 1) * s;
    rlif_flow_state (flow, once, 100, s);
    rlif_flow_state (flow, twice, 100, part);
    for (int i = 0; i < e.n; i++) most = fmax (most, fabs (twice[i]));
    rlif_flow_state (flow, twice, 100, s - part);
    for (int i = 0; i < e.n; i++) most = fmax (most, fabs (once[i]));
    if (_i != 6)   /* there the sizes of the units differ too much for one measure */
      for (int i = 0; i < e.n; i++) ck_assert_double_eq_tol (once[i], twice[i], 1e-12 * most);
    rlif_flow_free (flow);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("flow");
  TCase *tcase = tcase_create ("flow");
  tcase_add_loop_test (tcase, the_flow_is_the_matrix_exponential, 0, 8);
  tcase_add_loop_test (tcase, a_flow_in_two_pieces_leads_to_the_same_place, 0, 8);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
