/* Linear flows in eigenmodes against matrix exponentials in 113 bits (scaling and squaring of Taylor series), and what
 * bounds and slopes of modes are against their definitions. */
#include <string.h>
#include "check-main.h"
#include "equations.h"
#include "linear/eigen.h"

#define N RLIF_MAX_STATES
#define CASES 50                  /* of a family */
#define MOMENTS 200
#define ROUNDING 0x1p-53
#define LOST 64                   /* by how much modes may exceed the states they make */
#define TINY 0x1p-1000            /* Check's tolerances are never reached */
#define OSCILLATORS 6             /* the family with units of different size */

typedef RlifQuad Matrix[N + 1][N + 1];

/* One case. */
static RlifEquation equation;
static RlifFlow *flow;
static RlifEigen *eigen;

static void
clear (void)
{
  rlif_flow_free (flow);
  g_free (eigen);
  flow = NULL;
  eigen = NULL;
}

static void
find_modes (void)
{
  clear ();
  flow = rlif_flow_new (&equation);
  ck_assert_ptr_nonnull (flow);
  eigen = rlif_eigen_new (flow);
}

/* Draws until modes are found. Returns: how many were refused. */
static int
draw_modes (int family)
{
  for (int refused = 0; refused < 5000; refused++) {
    draw_equation (&equation, family);
    find_modes ();
    if (eigen) return refused;
  }
  ck_abort_msg ("family %d: no modes", family);
}

/* Moments from 0 to 20 of the longest time constants, the first ones close to each other. */
static double
moment (int k)
{
  const double share = (double) k / (MOMENTS - 1);
  double longest = 0;
  for (int j = 0; j < eigen->n; j++)
    if (!isinf (eigen->tau[j])) longest = fmax (longest, eigen->tau[j]);
  return 20 * (longest > 0 ? longest : 1) * share * share * share * share;
}

static void
multiply (Matrix c, Matrix a, Matrix b, int n)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      c[i][j] = 0;
      for (int k = 0; k < n; k++) c[i][j] += a[i][k] * b[k][j];
    }
}

/* [E d; 0 1] with x (s) = E x (0) + d */
static void
solve (double current, double s, Matrix power)
{
  const int n = equation.n + 1;
  Matrix m = { { 0 } }, next;
  double size = 0;
  int halvings = 3;
  for (int i = 0; i < n - 1; i++)
    for (int j = 0; j < n; j++) {
      m[i][j] = s * (j < n - 1 ? equation.a[i][j] : equation.b[i] + current * equation.per_current[i]);
      size = fmax (size, fabs ((double) m[i][j]));
    }
  for (; size * n > 1; size /= 2) halvings++;
  memset (power, 0, sizeof m);
  for (int i = 0; i < n; i++) power[i][i] = 1;
  for (int k = 20; k >= 1; k--) {   /* 1 + m/1 (1 + m/2 (1 + ..)) */
    multiply (next, m, power, n);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) power[i][j] = (i == j) + next[i][j] * (RlifQuad) ldexp (1, -halvings) / k;
  }
  for (; halvings > 0; halvings--) {
    multiply (next, power, power, n);
    memcpy (power, next, sizeof next);
  }
}

/* The natural unit of a state, if they differ. */
static double
unit_of (int family, int i)
{
  if (family != OSCILLATORS || i != 0 || equation.n < 2) return 1;
  return sqrt (fabs ((double) (equation.a[0][1] / equation.a[1][0])));
}

/* What a state may reach: what each state, and the drive, have in it without their signs, at their largest. */
static void
find_size (int family, const double x[], double current, double size[])
{
  RlifEquation free = equation;
  double most[N][N + 1] = { { 0 } };
  for (int i = 0; i < free.n; i++) free.origin[i] = free.b[i] = free.per_current[i] = size[i] = 0;
  RlifFlow *alone = rlif_flow_new (&free);
  for (int k = 0; k < MOMENTS; k += 3)
    for (int j = 0; j <= free.n; j++) {
      double y[N];
      for (int i = 0; i < free.n; i++) y[i] = j == free.n ? equation.origin[i] : i == j ? x[j] - equation.origin[j] : 0;
      rlif_flow_state (j == free.n ? flow : alone, y, j == free.n ? current : 0, moment (k));
      for (int i = 0; i < free.n; i++) most[i][j] = fmax (most[i][j], fabs (y[i]));
    }
  for (int i = 0; i < free.n; i++)
    for (int j = 0; j <= free.n; j++) size[i] += most[i][j];
  rlif_flow_free (alone);
  if (family != OSCILLATORS || free.n < 2) return;
  size[0] = fmax (size[0], size[1] * unit_of (family, 0));
  size[1] = fmax (size[1], size[0] / unit_of (family, 0));
}

/* By how much more than a rounding the modes of states that drive each other are uncertain: the Schur decomposition
 * rounds in the size of the matrix, and that turns vectors by more if eigenvalues are near. */
static double
uncertainty (void)
{
  double largest = 0, nearest = HUGE_VAL;
  if (!flow->is_rotated) return 1;
  for (int k = 0; k < flow->n; k++) {
    const double re = flow->t[k].re[k], im = flow->is_complex ? flow->t[k].im[k] : 0;
    largest = fmax (largest, hypot (re, im));
    nearest = fmin (nearest, fabs (re));
    for (int j = 0; j < k; j++)
      nearest = fmin (nearest, hypot (re - flow->t[j].re[j], flow->is_complex ? im - flow->t[j].im[j] : 0));
  }
  return 1 + largest / nearest;
}

/* The state after a span, by modes. */
static void
move_state (const double rest[], double x[], double s)
{
  RlifEigenPower power;
  double y[N];
  rlif_eigen_power (eigen, s, &power);
  rlif_eigen_enter (eigen, x, y);
  for (int k = 0; k < eigen->n; k++) y[k] -= rest[k];
  rlif_eigen_move (eigen, &power, y, y);
  for (int k = 0; k < eigen->n; k++) y[k] += rest[k];
  rlif_eigen_leave (eigen, y, x);
}

/* Parts of n modes, of from, to and the exponential each a rounding, may be LOST times the whole. */
static void
check_states (int family)
{
  double x[N], size[N], rest[N];
  const double current = rlif_stream_below (&lot, 2) ? 317.5 : 0;
  const double allowed = 3 * LOST * eigen->n * ROUNDING * uncertainty ();
  for (int i = 0; i < eigen->n; i++) x[i] = (double) equation.origin[i] + between (-20, 20);
  if (!rlif_eigen_rest (eigen, current, rest)) {
    gboolean gathers = FALSE;
    for (int k = 0; k < eigen->n; k++) gathers |= isinf (eigen->tau[k]);
    ck_assert (gathers);
    return;
  }
  find_size (family, x, current, size);
  for (int k = 0; k < MOMENTS; k += 49) {
    Matrix power;
    double moved[N];
    memcpy (moved, x, sizeof x);
    move_state (rest, moved, moment (k));
    solve (current, moment (k), power);
    for (int i = 0; i < eigen->n; i++) {
      RlifQuad error = power[i][eigen->n] - moved[i];
      for (int j = 0; j < eigen->n; j++) error += power[i][j] * x[j];
      ck_assert_msg (fabs ((double) error) <= allowed * size[i],
                     "family %d, %d states, state %d at %g ms: an error of %g, allowed %g", family, eigen->n, i,
                     moment (k), (double) error / size[i], allowed);
    }
  }
}

/* Real, with shorter and longer time constants, near to each other, chains of equal ones, dense, growing, oscillating,
 * and without leak. Kinds of modes met, 1 << kind: */
static const int KINDS[] = { 0x1, 0x1, 0x1, 0xd, 0xb, 0xb, 0xb, 0x1 };

START_TEST (states_move_in_modes_as_by_the_matrix_exponential)
{
  int kinds = 0;
  rlif_stream_init (&lot, 5, RLIF_PURPOSE_STATE, "eigen", (guint64) _i);
  for (int c = 0; c < CASES; c++) {
    draw_modes (_i);
    ck_assert_int_eq (eigen->n, equation.n);
    for (int k = 0; k < eigen->n; k++) kinds |= 1 << eigen->kind[k];
    check_states (_i);
  }
  ck_assert_int_eq (kinds, KINDS[_i]);
}
END_TEST

/* The parts of modes say what is refused: those of a membrane and a current are 2 e/gap times what the current does at
 * most, a tau/e, if the rates differ by a small part `gap`. */
START_TEST (modes_that_cannot_be_told_apart_are_refused)
{
  rlif_stream_init (&lot, 6, RLIF_PURPOSE_STATE, "near", 0);
  for (int c = 0; c < 500; c++) {
    const double tau = scale (0.1, 1000), a = scale (1e-3, 10), gap = (c & 1 ? 1 : -1) * scale (1e-14, 0.9);
    equation = (RlifEquation) { .n = 2, .a = { { -1 / tau, a }, { 0, -1 / tau * (1 + gap) } } };
    find_modes ();
    if (fabs (gap) < 0.07) ck_assert_msg (!eigen, "a gap of %g", gap);
    if (fabs (gap) > 0.1) ck_assert_msg (eigen != NULL, "a gap of %g", gap);
    equation.a[0][1] = 0;   /* they do not drive each other */
    find_modes ();
    ck_assert (eigen && eigen->is_diagonal);
    equation.a[0][1] = a;
    equation.a[1][1] = equation.a[0][0];
    find_modes ();
    ck_assert (eigen && eigen->kind[0] == RLIF_MODE_DOUBLE);
    /* eigenvalues -1/tau +- the root of a b: two real ones, or a pair */
    equation.a[1][0] = gap / fabs (gap) * scale (1e-13, 1e-5) / (a * tau * tau);
    find_modes ();
    ck_assert_ptr_null (eigen);
    equation.a[1][0] = gap / fabs (gap) * between (0.1, 0.9) / (a * tau * tau);
    find_modes ();
    ck_assert (eigen && eigen->kind[0] == (gap < 0 ? RLIF_MODE_PAIR : RLIF_MODE_REAL));
  }
}
END_TEST

/* Too slow to tell a pair from two real ones, whose vectors would be real. */
START_TEST (oscillations_within_rounding_are_refused)
{
  for (double omega = 1e-18; omega < 1e-3; omega *= 7.31) {
    equation = (RlifEquation) { .n = 2, .a = { { -0.0917, omega }, { -omega, -0.0917 } } };
    find_modes ();
    ck_assert_ptr_null (eigen);
  }
}
END_TEST

START_TEST (three_equal_rates_and_growing_modes_are_refused)
{
  int growing = 0, double_ones = 0;
  rlif_stream_init (&lot, 7, RLIF_PURPOSE_STATE, "refused", 0);
  for (int c = 0; c < 200; c++) {
    const double rate = -scale (0.01, 3);
    equation = (RlifEquation) { .n = 3, .a = { { rate, 0.03, 0 }, { 0, rate, 0.7 }, { 0, 0, rate } } };
    find_modes ();
    ck_assert_ptr_null (eigen);
    draw_equation (&equation, 5);
    find_modes ();
    gboolean grows = FALSE;
    for (int k = 0; k < flow->n; k++) grows |= flow->t[k].re[k] > 0;
    growing += grows;
    ck_assert (!grows || !eigen);
  }
  ck_assert_int_gt (growing, 50);
  /* a membrane, and two whose rates are the membrane's and of one that is not; the other way round */
  for (int c = 0; c < 200; c++) {
    const double rate = -scale (0.01, 1), other = rate * between (2, 5);
    const int at = c % 3;
    equation = (RlifEquation) { .n = 3, .a = { { rate, 0.03, 0.02 }, { 0, rate, 0.7 }, { 0, 0, rate } } };
    equation.a[at][at] = other;
    find_modes ();
    double_ones += eigen != NULL;
    for (int k = 0; eigen && k < 3; k++) ck_assert (isinf (eigen->tau[k]) == FALSE);
    if (eigen) check_states (0);
  }
  ck_assert_int_eq (double_ones, 200);
}
END_TEST

/* D itself, as a matrix. */
static void
find_d (double d[N][N])
{
  memset (d, 0, sizeof (double[N][N]));
  for (int k = 0; k < eigen->n; k++) {
    d[k][k] = -1 / eigen->tau[k];
    if (eigen->kind[k] == RLIF_MODE_DOUBLE) d[k][k + 1] = eigen->link[k];
    if (eigen->kind[k] != RLIF_MODE_PAIR) continue;
    d[k][k + 1] = -eigen->omega[k];
    d[k + 1][k] = eigen->omega[k];
  }
}

/* from D to is A; where states were rotated, up to roundings of the whole matrix. */
START_TEST (modes_make_the_matrix)
{
  rlif_stream_init (&lot, 8, RLIF_PURPOSE_STATE, "matrix", (guint64) _i);
  for (int c = 0; c < CASES; c++) {
    double d[N][N], sum[N][N] = { { 0 } }, parts[N][N] = { { 0 } }, most = 0;
    draw_modes (_i);
    find_d (d);
    for (int i = 0; i < eigen->n; i++)
      for (int j = 0; j < eigen->n; j++) {
        for (int k = 0; k < eigen->n; k++)
          for (int m = 0; m < eigen->n; m++) {
            const double part = eigen->from[i][k] * d[k][m] * eigen->to[m][j];
            sum[i][j] += part;
            parts[i][j] += fabs (part);
          }
        most = fmax (most, parts[i][j] * unit_of (_i, j) / unit_of (_i, i));
      }
    for (int i = 0; i < eigen->n; i++)
      for (int j = 0; j < eigen->n; j++) {
        const double size = flow->is_rotated ? most * unit_of (_i, i) / unit_of (_i, j) : parts[i][j];
        ck_assert_double_eq_tol (sum[i][j], (double) equation.a[i][j], LOST * ROUNDING * uncertainty () * size + TINY);
      }
  }
}
END_TEST

/* row exp (s D) y, and the sum of its parts without signs. */
static double
product (const double row[], const RlifEigenPower *power, const double y[], double *parts)
{
  double moved[N], sum = 0;
  *parts = 0;
  rlif_eigen_move (eigen, power, y, moved);
  for (int k = 0; k < eigen->n; k++) {
    const gboolean is_pair = eigen->kind[k] == RLIF_MODE_PAIR || (k > 0 && eigen->kind[k - 1] == RLIF_MODE_PAIR);
    const int other = eigen->kind[k] == RLIF_MODE_PAIR ? k + 1 : k - 1;
    sum += row[k] * moved[k];
    *parts += is_pair ? fabs (row[k]) * hypot (moved[k], moved[other]) : fabs (row[k] * moved[k]);
    if (eigen->kind[k] != RLIF_MODE_DOUBLE) continue;
    *parts += fabs (row[k] * power->re[k]) * (2 * fabs (y[k]) + fabs (eigen->link[k] * power->s * y[k + 1]));
  }
  return sum;
}

static double
largest_of (const double x[])
{
  double largest = 0;
  for (int k = 0; k < eigen->n; k++) largest = fmax (largest, fabs (x[k]));
  return largest;
}

START_TEST (rows_slopes_and_bounds_are_what_they_say)
{
  rlif_stream_init (&lot, 9, RLIF_PURPOSE_STATE, "rows", (guint64) _i);
  for (int c = 0; c < CASES; c++) {
    double row[N], y[N], d[N][N], slope[N], moved[N], back[N], later[N], parts;
    RlifEigenPower power;
    draw_modes (_i);
    for (int k = 0; k < eigen->n; k++) row[k] = between (-3, 3), y[k] = between (-20, 20);
    find_d (d);
    rlif_eigen_slope (eigen, row, slope);
    for (int m = 0; m < eigen->n; m++) {
      double sum = 0;
      parts = 0;
      for (int k = 0; k < eigen->n; k++) {
        sum += row[k] * d[k][m];
        parts += fabs (row[k] * d[k][m]);
      }
      ck_assert_double_eq_tol (slope[m], sum, 8 * ROUNDING * parts + TINY);
    }
    const double most = rlif_eigen_most (eigen, row, y);
    const double span = moment (MOMENTS / 2);
    double size[N], largest = 0;
    rlif_eigen_size (eigen, row, span, size);
    for (int j = 0; j < eigen->n; j++) largest += size[j] * fabs (y[j]);
    for (int k = 0; k < MOMENTS; k++) {
      rlif_eigen_power (eigen, moment (k), &power);
      const double sum = product (row, &power, y, &parts);
      ck_assert_double_le (sum, most + 8 * ROUNDING * parts);
      if (power.s <= span) ck_assert_double_le (fabs (sum), largest + 8 * ROUNDING * parts);
      rlif_eigen_row (eigen, &power, row, later);
      double same = 0;
      for (int j = 0; j < eigen->n; j++) same += later[j] * y[j];
      ck_assert_double_eq_tol (same, sum, 16 * ROUNDING * parts + TINY);
    }
    double shortest = HUGE_VAL;
    for (int k = 0; k < eigen->n; k++) shortest = fmin (shortest, eigen->tau[k]);
    const double s = between (0.1, 1) * fmin (moment (60), 30 * shortest);
    rlif_eigen_power (eigen, s, &power);
    rlif_eigen_move (eigen, &power, y, moved);
    rlif_eigen_power (eigen, -s, &power);
    rlif_eigen_move (eigen, &power, moved, back);
    for (int k = 0; k < eigen->n; k++) ck_assert_double_eq_tol (back[k], y[k], 1e-12 * largest_of (y));
  }
}
END_TEST

/* The bound of modes one by one is reached: by a decaying one now, by a pair if it does not decay, and by a double one
 * that begins at 0 after tau. */
START_TEST (bounds_of_single_modes_are_reached)
{
  rlif_stream_init (&lot, 10, RLIF_PURPOSE_STATE, "single", 0);
  for (int c = 0; c < 300; c++) {
    double row[N] = { 0 }, y[N] = { 0 }, parts;
    RlifEigenPower power;
    draw_modes (c % 3 ? c % 3 == 1 ? 3 : 4 : 0);
    const int k = (int) rlif_stream_below (&lot, (guint) eigen->n);
    if (eigen->kind[k] == RLIF_MODE_SECOND) continue;
    row[k] = between (-3, 3);
    y[k] = between (-20, 20);
    double most = rlif_eigen_most (eigen, row, y), s = 0;
    if (eigen->kind[k] == RLIF_MODE_PAIR) ck_assert_double_eq_tol (most, fabs (row[k] * y[k]), 1e-14 * most + TINY);
    if (eigen->kind[k] != RLIF_MODE_PAIR) ck_assert_double_eq (most, fmax (row[k] * y[k], 0));
    if (eigen->kind[k] != RLIF_MODE_DOUBLE) continue;
    y[k] = 0;
    y[k + 1] = between (-20, 20);
    most = rlif_eigen_most (eigen, row, y);
    s = eigen->tau[k];
    rlif_eigen_power (eigen, s, &power);
    ck_assert_double_eq_tol (most, fmax (product (row, &power, y, &parts), 0), 1e-14 * parts + TINY);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("eigen");
  TCase *tcase = tcase_create ("eigen");
  tcase_add_checked_fixture (tcase, NULL, clear);
  tcase_add_loop_test (tcase, states_move_in_modes_as_by_the_matrix_exponential, 0, FAMILIES);
  tcase_add_test (tcase, modes_that_cannot_be_told_apart_are_refused);
  tcase_add_test (tcase, oscillations_within_rounding_are_refused);
  tcase_add_test (tcase, three_equal_rates_and_growing_modes_are_refused);
  tcase_add_loop_test (tcase, modes_make_the_matrix, 0, FAMILIES);
  tcase_add_loop_test (tcase, rows_slopes_and_bounds_are_what_they_say, 0, FAMILIES);
  tcase_add_test (tcase, bounds_of_single_modes_are_reached);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
