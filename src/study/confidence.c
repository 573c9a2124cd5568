/* Confidence intervals of means. */
#include <math.h>
#include <rlif/sparsity.h>

/* The probability that a variable of Student's distribution lies within +-t.
 * Source: Abramowitz & Stegun 1964, 26.7.3 and 26.7.4, for whole degrees of freedom. */
static double
within (double t, gsize freedom)
{
  const double angle = atan (t / sqrt ((double) freedom)), c = cos (angle), s = sin (angle);
  const gboolean is_odd = freedom % 2;
  double term = is_odd ? c : 1, sum = freedom > 1 ? term : 0;
  for (gsize k = is_odd ? 3 : 2; k < freedom; k += 2) {
    term *= c * c * (double) (k - 1) / (double) k;
    sum += term;
  }
  return is_odd ? 2 / G_PI * (angle + s * sum) : s * sum;
}

/* The t within which 95 % lie. */
static double
student (gsize freedom)
{
  double low = 0, high = 13;
  for (guint k = 0; k < 60; k++) {
    const double middle = (low + high) / 2;
    *(within (middle, freedom) < 0.95 ? &low : &high) = middle;
  }
  return high;
}

double
rlif_confidence (const double value[], gsize n, double *half)
{
  double mean = 0, squares = 0;
  for (gsize k = 0; k < n; k++) mean += value[k] / (double) n;
  for (gsize k = 0; k < n; k++) squares += (value[k] - mean) * (value[k] - mean);
  *half = n > 1 ? student (n - 1) * sqrt (squares / (double) (n - 1) / (double) n) : NAN;
  return mean;
}
