/* Histograms of rates and of intervals. */
#include <math.h>
#include "plot/axes.h"
#include "plot/histogram.h"

void
rlif_histogram_init (RlifHistogram *histogram, double begin, double end, guint most)
{
  const double width = rlif_tick_distance (end - begin, (int) most);
  histogram->width = width;
  histogram->first = begin;
  histogram->n = MAX (1, (guint) ceil ((end - begin) / width - 1e-9));
  histogram->value = g_new0 (double, histogram->n);
}

void
rlif_histogram_clear (RlifHistogram *histogram)
{
  g_free (histogram->value);
}

double
rlif_histogram_largest (const RlifHistogram *histogram)
{
  double largest = 0;
  for (guint k = 0; k < histogram->n; k++) largest = fmax (largest, histogram->value[k]);
  return largest;
}

static void
add (RlifHistogram *histogram, double at, double amount)
{
  const double k = floor ((at - histogram->first) / histogram->width);
  if (k >= 0 && k < histogram->n) histogram->value[(guint) k] += amount;
}

void
rlif_histogram_add_rate (RlifHistogram *histogram, const RlifTrain *train)
{
  const double hz = 1000 / (histogram->width * train->size);
  for (gsize k = 0; k < train->n; k++) add (histogram, train->time[k], hz);
}

static int
ascending (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

GArray *
rlif_train_intervals (const RlifTrain *train, double begin, double end)
{
  GArray *intervals = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree double *last = g_new (double, (gsize) train->size + 1);
  for (guint32 i = 0; i < train->size; i++) last[i] = NAN;
  for (gsize k = 0; k < train->n; k++) {
    if (train->time[k] < begin || train->time[k] > end) continue;
    double *before = &last[train->neuron[k]];
    const double interval = train->time[k] - *before;
    if (!isnan (interval)) g_array_append_val (intervals, interval);
    *before = train->time[k];
  }
  g_array_sort (intervals, ascending);
  return intervals;
}

void
rlif_histogram_add_fractions (RlifHistogram *histogram, const GArray *values)
{
  for (guint k = 0; k < values->len; k++)
    add (histogram, g_array_index (values, double, k), 1.0 / values->len);
}
