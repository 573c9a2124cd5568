/* What can be said of an unrolled network: sizes and spectral radii. */
#include <lapacke.h>
#include <math.h>
#include "study/unroll.h"

/* The largest size of an eigenvalue; a is overwritten. NAN if they are not found. */
static double
spectral_radius (lapack_int n, double a[])
{
  double radius = 0;
  g_autofree double *re = g_new (double, (gsize) n + 1);
  g_autofree double *im = g_new (double, (gsize) n + 1);
  if (n > 0 && LAPACKE_dgeev (LAPACK_ROW_MAJOR, 'N', 'N', n, a, n, re, im, NULL, n, NULL, n) != 0) return NAN;
  for (lapack_int k = 0; k < n; k++) radius = fmax (radius, hypot (re[k], im[k]));
  return radius;
}

/* Neurons do not share states: the membrane part is made of one block for each. */
static double
membrane_radius (const RlifUnrolled *u)
{
  double largest = 0;
  for (guint k = 0; k < u->n_parts; k++) {
    const RlifPopulation *p = u->part[k].population;
    for (guint32 i = 0; i < (p->par_each ? p->count : 1); i++) {
      const RlifStepped *s = u->part[k].stepped[i];
      double a[RLIF_MAX_STATES * RLIF_MAX_STATES];
      for (int row = 0; row < s->n; row++)
        for (int column = 0; column < s->n; column++) a[row * s->n + column] = s->free.factor[row][column];
      largest = fmax (largest, spectral_radius (s->n, a));
    }
  }
  return largest;
}

/* Of W_h, whose rows of spikes are divided by the way from rest to threshold. */
static double
radius_of_all (const RlifUnrolled *u)
{
  const gsize n = u->count.units;
  if (n > RLIF_UNROLL_MOST_RADIUS) return NAN;
  g_autofree double *a = g_new0 (double, n * n + 1);
  g_autofree double *theta = g_new0 (double, n + 1);
  const double one = 1;
  rlif_sparse_multiply (u->theta, &one, theta);
  for (guint32 row = 0; row < n; row++) {
    const gboolean is_spike = row >= u->count.states && row < u->count.states + u->count.spikes;
    rlif_sparse_add_row (u->W_h, row, a + row * n);
    for (gsize k = 0; is_spike && theta[row] != 0 && k < n; k++) a[row * n + k] /= fabs (theta[row]);
  }
  return spectral_radius ((lapack_int) n, a);
}

void
rlif_unrolled_summarize (const RlifUnrolled *unrolled, RlifUnrolledSummary *summary)
{
  *summary = unrolled->count;
  summary->membrane_radius = membrane_radius (unrolled);
  summary->radius = radius_of_all (unrolled);
}
