/* Linear regression against plain computations. */
#include <rlif/random.h>
#include "memory-kit.h"
#include "study/memory.h"

/* Returns: (owned) numbers by lot. */
static double *
draw (const char *name, gsize n)
{
  RlifStream stream;
  double *value = g_new (double, n);
  rlif_stream_init (&stream, 4711, RLIF_PURPOSE_STATE, name, 0);
  for (gsize k = 0; k < n; k++) value[k] = rlif_stream_normal (&stream);
  return value;
}

START_TEST (sums_of_products_are_those_of_plain_loops)
{
  static const gsize size[][3] = { { 1, 1, 1 }, { 3, 2, 5 }, { 4, 7, 16 }, { 33, 5, 17 }, { 71, 19, 50 } };
  for (gsize c = 0; c < G_N_ELEMENTS (size); c++) {
    const gsize rows = size[c][0], na = size[c][1], nb = size[c][2];
    g_autofree double *a = draw ("a", rows * na), *b = draw ("b", rows * nb), *sum = draw ("sum", na * nb);
    g_autofree double *before = g_memdup2 (sum, na * nb * sizeof *sum);
    rlif_regression_add_products (rows, na, a, nb, b, sum);
    for (gsize i = 0; i < na; i++)
      for (gsize j = 0; j < nb; j++) {
        long double expected = before[i * nb + j];
        for (gsize row = 0; row < rows; row++) expected += (long double) a[row * na + i] * b[row * nb + j];
        near (sum[i * nb + j], (double) expected, 1e-13 * (double) rows);
      }
  }
}
END_TEST

START_TEST (predictions_are_those_of_plain_loops)
{
  static const gsize size[][3] = { { 1, 1, 1 }, { 5, 3, 18 }, { 37, 13, 33 }, { 64, 8, 2 } };
  for (gsize c = 0; c < G_N_ELEMENTS (size); c++) {
    const gsize rows = size[c][0], n = size[c][1], m = size[c][2];
    g_autofree double *x = draw ("x", rows * n), *w = draw ("w", n * m), *y = draw ("y", rows * m);
    rlif_regression_predict (rows, n, x, m, w, y);
    for (gsize row = 0; row < rows; row++)
      for (gsize j = 0; j < m; j++) {
        long double expected = 0;
        for (gsize i = 0; i < n; i++) expected += (long double) x[row * n + i] * w[i * m + j];
        near (y[row * m + j], (double) expected, 1e-13 * (double) n);
      }
  }
}
END_TEST

/* Gauss's elimination with pivots, in place; one right side. */
static void
eliminate (gsize n, long double a[], long double b[])
{
  for (gsize k = 0; k < n; k++) {
    gsize pivot = k;
    for (gsize i = k; i < n; i++)
      if (fabsl (a[i * n + k]) > fabsl (a[pivot * n + k])) pivot = i;
    for (gsize j = 0; j < n; j++) {
      const long double kept = a[k * n + j];
      a[k * n + j] = a[pivot * n + j], a[pivot * n + j] = kept;
    }
    const long double kept = b[k];
    b[k] = b[pivot], b[pivot] = kept;
    for (gsize i = 0; i < n; i++) {
      if (i == k) continue;
      const long double factor = a[i * n + k] / a[k * n + k];
      for (gsize j = 0; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (gsize k = 0; k < n; k++) b[k] /= a[k * n + k];
}

START_TEST (the_ridge_solution_is_that_of_elimination)
{
  enum { ROWS = 57, N = 13, M = 5 };
  const double ridge = 0.371;
  g_autofree double *x = draw ("x", ROWS * N), *z = draw ("z", ROWS * M);
  double gram[N * N] = { 0 }, cross[N * M] = { 0 }, weight[N * M];
  rlif_regression_add_products (ROWS, N, x, N, x, gram);
  rlif_regression_add_products (ROWS, N, x, M, z, cross);
  ck_assert (rlif_regression_solve (N, M, gram, ridge, cross, weight));
  for (gsize j = 0; j < M; j++) {
    long double a[N * N] = { 0 }, b[N] = { 0 };
    for (gsize i = 0; i < N; i++) {
      a[i * N + i] = ridge;
      for (gsize row = 0; row < ROWS; row++) {
        b[i] += (long double) x[row * N + i] * z[row * M + j];
        for (gsize k = 0; k < N; k++) a[i * N + k] += (long double) x[row * N + i] * x[row * N + k];
      }
    }
    eliminate (N, a, b);
    for (gsize i = 0; i < N; i++) near (weight[i * M + j], (double) b[i], 1e-13);
  }
}
END_TEST

START_TEST (what_cannot_be_solved_is_said_to_be)
{
  const double gram[] = { 1, 2, 2, 1 }, cross[] = { 1, 1 };
  double weight[2];
  ck_assert (!rlif_regression_solve (2, 1, gram, 0.9, cross, weight));
  ck_assert (rlif_regression_solve (2, 1, gram, 1.1, cross, weight));
}
END_TEST

START_TEST (states_are_measured_from_the_mean_of_the_first_rows)
{
  enum { ROWS = 91, FIRST = 40, N = 3 };
  g_autofree double *x = draw ("x", ROWS * N);
  for (gsize row = 0; row < ROWS; row++) x[row * N] = x[row * N] * 3.7 + 19, x[row * N + 1] = 5.3;
  for (gsize row = 0; row < ROWS; row++) x[row * N + 2] = row == FIRST + 3 ? 2.385 : 0;
  rlif_regression_standardise (ROWS, FIRST, N, x);
  double sum = 0, squares = 0;
  for (gsize row = 0; row < ROWS; row++) {
    if (row < FIRST) sum += x[row * N];
    squares += x[row * N] * x[row * N];
    near (x[row * N + 1], 0, 0);
    near (x[row * N + 2], row == FIRST + 3 ? sqrt (ROWS) : 0, 1e-13);
  }
  near (sum, 0, 1e-12);
  near (squares, ROWS, 1e-11);
}
END_TEST

TEST_MAIN ("memory regression", sums_of_products_are_those_of_plain_loops, predictions_are_those_of_plain_loops,
           the_ridge_solution_is_that_of_elimination, what_cannot_be_solved_is_said_to_be,
           states_are_measured_from_the_mean_of_the_first_rows)
