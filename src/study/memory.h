/* What the parts of the memory study share. */
#ifndef RLIF_STUDY_MEMORY_H
#define RLIF_STUDY_MEMORY_H

#include <rlif/memory.h>

/* Is there room for so many numbers?
 *
 * @error    RLIF_ERROR_LIMIT says how much they take */
gboolean rlif_states_have_room (double numbers, GError **error);

/* Adds multiples of some rows: sum[j] += factor[0] b[j] + factor[1] b[stride + j] + ...
 *
 * @sum      [n] */
#define RLIF_REGRESSION_DEEP 4
void rlif_regression_add_rows (gsize n, const double factor[RLIF_REGRESSION_DEEP], const double b[], gsize stride,
                               double sum[]);

/* Sums of products over rows: sum[i][j] += a[row][i] b[row][j].
 *
 * @a        [rows][na]; @b [rows][nb]; @sum [na][nb] */
void rlif_regression_add_products (gsize rows, gsize na, const double a[], gsize nb, const double b[],
                                   double sum[]);

/* What readouts say: y = x weight.
 *
 * @x        [rows][n]; @weight [n][m]; @y [rows][m] are set */
void rlif_regression_predict (gsize rows, gsize n, const double x[], gsize m, const double weight[], double y[]);

/* Ridge regression of many targets: solves (gram + ridge 1) weight = cross.
 *
 * @gram     [n][n] symmetric
 * @cross    [n][m]
 * @weight   [n][m] are set
 *
 * Returns: FALSE if the matrix is not positive definite within rounding. */
gboolean rlif_regression_solve (gsize n, gsize m, const double gram[], double ridge, const double cross[],
                                double weight[]);

/* Subtracts the mean of the first rows and divides by the deviation from it over all rows, so that a state
 * that hardly moves in the first rows is not blown up. States that do not vary become 0.
 *
 * @value    [rows][n] in place */
void rlif_regression_standardise (gsize rows, gsize first, gsize n, double value[]);

#endif
