/* Ridge regression: linear readouts of states.
 *
 * The weights that minimise |X w - z|^2 + ridge |w|^2 solve (X^T X + ridge 1) w = X^T z, a symmetric
 * positive definite system, which Cholesky's method takes apart once for all targets. Source: Hoerl &
 * Kennard 1970, doi:10.1080/00401706.1970.10488634. */
#include <lapacke.h>
#include <math.h>
#include <string.h>
#include "base/wide.h"
#include "study/memory.h"

#define TILE 32              /* rows that stay in the cache */
#define DEEP RLIF_REGRESSION_DEEP
#define WIDE 16              /* columns in a loop of constant length */

static inline void
rlif_regression_add_rows_narrow (gsize n, const double factor[DEEP], const double b[], gsize stride, double sum[])
{
  gsize j = 0;
  for (; j + WIDE <= n; j += WIDE) {
    double part[WIDE];
    for (int k = 0; k < WIDE; k++) part[k] = sum[j + k];
    for (int d = 0; d < DEEP; d++)
      for (int k = 0; k < WIDE; k++) part[k] += factor[d] * b[d * stride + j + k];
    for (int k = 0; k < WIDE; k++) sum[j + k] = part[k];
  }
  for (; j < n; j++)
    for (gsize d = 0; d < DEEP; d++) sum[j] += factor[d] * b[d * stride + j];
}

RLIF_WIDE (rlif_regression_add_rows, (gsize n, const double factor[DEEP], const double b[], gsize stride, double sum[]),
           (n, factor, b, stride, sum))

static void
add_row (gsize n, double factor, const double b[], double sum[])
{
  for (gsize j = 0; j < n; j++) sum[j] += factor * b[j];
}

void
rlif_regression_add_products (gsize rows, gsize na, const double a[], gsize nb, const double b[], double sum[])
{
  for (gsize begin = 0; begin < rows; begin += TILE) {
    const gsize end = MIN (begin + TILE, rows);
    for (gsize i = 0; i < na; i++) {
      gsize row = begin;
      for (; row + DEEP <= end; row += DEEP) {
        const double factor[DEEP] = { a[row * na + i], a[(row + 1) * na + i], a[(row + 2) * na + i],
                                      a[(row + 3) * na + i] };
         rlif_regression_add_rows (nb, factor, b + row * nb, nb, sum + i * nb);
      }
      for (; row < end; row++) add_row (nb, a[row * na + i], b + row * nb, sum + i * nb);
    }
  }
}

void
rlif_regression_predict (gsize rows, gsize n, const double x[], gsize m, const double weight[], double y[])
{
  memset (y, 0, rows * m * sizeof *y);
  for (gsize begin = 0; begin < rows; begin += TILE) {
    const gsize end = MIN (begin + TILE, rows);
    gsize i = 0;
    for (; i + DEEP <= n; i += DEEP)
      for (gsize row = begin; row < end; row++)
        rlif_regression_add_rows (m, x + row * n + i, weight + i * m, m, y + row * m);
    for (; i < n; i++)
      for (gsize row = begin; row < end; row++) add_row (m, x[row * n + i], weight + i * m, y + row * m);
  }
}

gboolean
rlif_regression_solve (gsize n, gsize m, const double gram[], double ridge, const double cross[],
                       double weight[])
{
  g_autofree double *matrix = g_memdup2 (gram, n * n * sizeof *gram);
  for (gsize i = 0; i < n; i++) matrix[i * n + i] += ridge;
  memcpy (weight, cross, n * m * sizeof *weight);
  return LAPACKE_dposv (LAPACK_ROW_MAJOR, 'U', (lapack_int) n, (lapack_int) m, matrix, (lapack_int) n, weight,
                        (lapack_int) m) == 0;
}

static void
standardise_column (gsize rows, gsize first, gsize n, double column[])
{
  double sum = 0, squares = 0, largest = 0;
  for (gsize row = 0; row < first; row++) sum += column[row * n];
  const double mean = sum / (double) first;
  for (gsize row = 0; row < rows; row++) {
    const double x = column[row * n];
    squares += (x - mean) * (x - mean);
    largest = fmax (largest, fabs (x));
  }
  const double deviation = sqrt (squares / (double) rows);
  const gboolean varies = deviation > 1e-12 * largest;   /* more than rounding */
  for (gsize row = 0; row < rows; row++)
    column[row * n] = varies ? (column[row * n] - mean) / deviation : 0;
}

void
rlif_regression_standardise (gsize rows, gsize first, gsize n, double value[])
{
  for (gsize j = 0; j < n; j++) standardise_column (rows, first, n, value + j);
}
