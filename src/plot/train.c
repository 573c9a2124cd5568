/* What lies within a span of time of a recorded population. */
#include <math.h>
#include "plot/train.h"

/* The first spike at or after a moment; only after it if @after. */
static gsize
bisect (const RlifTrain *train, double moment, gboolean after)
{
  gsize low = 0, high = train->n;
  while (low < high) {
    const gsize middle = low + (high - low) / 2;
    const double time = train->time[middle];
    if (time < moment || (after && time == moment))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

gsize
rlif_train_find (const RlifTrain *train, double begin, double end, gsize *first)
{
  *first = bisect (train, begin, FALSE);
  return MAX (bisect (train, end, TRUE), *first) - *first;
}

void
rlif_train_add_intervals (const RlifTrain *train, double begin, double end, GArray *intervals)
{
  gsize first;
  const gsize n = rlif_train_find (train, begin, end, &first);
  g_autofree double *last = g_new (double, train->size);
  for (guint32 i = 0; i < train->size; i++) last[i] = NAN;
  for (gsize k = first; k < first + n; k++) {
    double *before = &last[train->neuron[k]];
    const double interval = train->time[k] - *before;
    if (!isnan (interval)) g_array_append_val (intervals, interval);
    *before = train->time[k];
  }
}
