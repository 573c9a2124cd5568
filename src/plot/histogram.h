/* Counts in bins of equal width. */
#ifndef RLIF_PLOT_HISTOGRAM_H
#define RLIF_PLOT_HISTOGRAM_H

#include "plot/axes.h"

typedef struct {
  double begin, end;
  guint n;               /* bins */
  double *value;         /* [n] */
} RlifHistogram;

/* @n        bins, >= 1 */
RlifHistogram *rlif_histogram_new (double begin, double end, guint n);
void rlif_histogram_free (RlifHistogram *histogram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifHistogram, rlif_histogram_free)

/* Counts a value. A bin holds what is above its lower edge and up to its upper edge, the first one
 * its lower edge too; values out of range are left out. */
void rlif_histogram_add (RlifHistogram *histogram, double value);

void rlif_histogram_scale (RlifHistogram *histogram, double factor);
double rlif_histogram_largest (const RlifHistogram *histogram);

/* Draws it as a line with a step at each edge, over a paler area if @filled. */
void rlif_histogram_draw (const RlifHistogram *histogram, const RlifCanvas *canvas,
                          const RlifAxes *axes, RlifColor color, gboolean filled);

#endif
