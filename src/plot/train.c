/* What lies within a span of time of a recorded population. */
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
  /* By neuron, one more than the index of its latest spike. Not an array: files of other programs
   * number a few neurons with very large numbers. */
  g_autoptr (GHashTable) latest = g_hash_table_new (NULL, NULL);
  for (gsize k = first; k < first + n; k++) {
    const gpointer neuron = GUINT_TO_POINTER (train->neuron[k]);
    const gsize before = GPOINTER_TO_SIZE (g_hash_table_lookup (latest, neuron));
    const double interval = before ? train->time[k] - train->time[before - 1] : 0;
    if (before) g_array_append_val (intervals, interval);
    g_hash_table_insert (latest, neuron, GSIZE_TO_POINTER (k + 1));
  }
}
