/* What can be said of an unrolled network: sizes and spectral radii. */
#include <lapacke.h>
#include <math.h>
#include <string.h>
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

/* Drops units that nothing leads to, or that lead to nothing: no eigenvalue but 0 is theirs.
 *
 * @kept     [units]
 *
 * Returns: FALSE when all that is kept has both. */
static gboolean
drop_ends (const RlifSparse *matrix, guint8 kept[])
{
  g_autofree guint8 *ways = g_new0 (guint8, (gsize) matrix->rows + 1);   /* 1: in, 2: out */
  gboolean dropped = FALSE;
  for (guint k = 0; k < matrix->element->len; k++) {
    const RlifElement *e = &g_array_index (matrix->element, RlifElement, k);
    if (!kept[e->row] || !kept[e->column]) continue;
    ways[e->row] |= 1;
    ways[e->column] |= 2;
  }
  for (guint32 unit = 0; unit < matrix->rows; unit++) {
    if (!kept[unit] || ways[unit] == 3) continue;
    kept[unit] = FALSE;
    dropped = TRUE;
  }
  return dropped;
}

/* Numbers the units that may be part of a loop; others get G_MAXUINT32. Returns: how many. */
static guint32
number_loops (const RlifSparse *matrix, guint32 number[])
{
  guint32 n = 0;
  g_autofree guint8 *kept = g_malloc ((gsize) matrix->rows + 1);
  memset (kept, TRUE, matrix->rows);
  while (drop_ends (matrix, kept)) continue;
  for (guint32 unit = 0; unit < matrix->rows; unit++) number[unit] = kept[unit] ? n++ : G_MAXUINT32;
  return n;
}

/* Of W_h, whose rows of spikes are divided by the way from rest to threshold. */
static double
radius_of_all (const RlifUnrolled *u)
{
  g_autofree guint32 *number = g_new (guint32, (gsize) u->count.units + 1);
  const gsize n = number_loops (u->W_h, number);
  if (n > RLIF_UNROLL_MOST_RADIUS) return NAN;
  g_autofree double *a = g_new0 (double, n * n + 1);
  g_autofree double *theta = g_new0 (double, (gsize) u->count.units + 1);
  const double one = 1;
  rlif_sparse_multiply (u->theta, &one, theta);
  for (guint k = 0; k < u->W_h->element->len; k++) {
    const RlifElement *e = &g_array_index (u->W_h->element, RlifElement, k);
    if (number[e->row] == G_MAXUINT32 || number[e->column] == G_MAXUINT32) continue;
    a[number[e->row] * n + number[e->column]] = theta[e->row] == 0 ? e->value : e->value / fabs (theta[e->row]);
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
