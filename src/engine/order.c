/* Spikes in the order of time and place. They come from populations that are mostly in order themselves, so that runs in
 * order are sought and merged (the natural merge sort of Knuth, The Art of Computer Programming 5.2.4). */
#include <string.h>
#include "engine/state.h"

static inline gboolean
is_before (const RlifSpike *a, const RlifSpike *b)
{
  if (a->time != b->time) return a->time < b->time;
  if (a->population != b->population) return a->population < b->population;
  return a->neuron < b->neuron;
}

static gsize
end_of_run (const RlifSpike spike[], gsize begin, gsize n)
{
  gsize end = begin + 1;
  while (end < n && !is_before (&spike[end], &spike[end - 1])) end++;
  return MIN (end, n);
}

static void
merge (const RlifSpike a[], gsize n_a, const RlifSpike b[], gsize n_b, RlifSpike out[])
{
  gsize j = 0, k = 0;
  while (j < n_a && k < n_b) {
    const gboolean b_is_next = is_before (&b[k], &a[j]);
    *out++ = b_is_next ? b[k] : a[j];
    k += b_is_next;
    j += !b_is_next;
  }
  memcpy (out, a + j, (n_a - j) * sizeof *a);
  memcpy (out + n_a - j, b + k, (n_b - k) * sizeof *b);
}

/* Merges each run with the next one. Returns: FALSE if there was only one. */
static gboolean
merge_pairs (const RlifSpike spike[], gsize n, RlifSpike out[])
{
  gsize end = end_of_run (spike, 0, n);
  if (end >= n) return FALSE;
  for (gsize begin = 0; begin < n;) {
    const gsize middle = end_of_run (spike, begin, n);
    end = middle < n ? end_of_run (spike, middle, n) : n;
    merge (spike + begin, middle - begin, spike + middle, end - middle, out + begin);
    begin = end;
  }
  return TRUE;
}

void
rlif_simulation_sort_spikes (RlifSimulation *simulation)
{
  for (;;) {
    const guint n = simulation->spikes->len;
    g_array_set_size (simulation->merged, n);
    GArray *const merged = simulation->merged;
    if (!merge_pairs ((const RlifSpike *) (void *) simulation->spikes->data, n, (RlifSpike *) (void *) merged->data)) return;
    simulation->merged = simulation->spikes;
    simulation->spikes = merged;
  }
}
