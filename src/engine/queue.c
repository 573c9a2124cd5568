/* A binary heap of events in a GArray. */
#include "engine/queue.h"

struct RlifQueue {
  GArray *heap;          /* of RlifEvent; each no later than its children 2k+1 and 2k+2 */
  guint64 pushed;        /* so far */
};

RlifQueue *
rlif_queue_new (void)
{
  RlifQueue *queue = g_new0 (RlifQueue, 1);
  queue->heap = g_array_new (FALSE, FALSE, sizeof (RlifEvent));
  return queue;
}

void
rlif_queue_free (RlifQueue *queue)
{
  if (!queue) return;
  g_array_unref (queue->heap);
  g_free (queue);
}

gsize
rlif_queue_length (const RlifQueue *queue)
{
  return queue->heap->len;
}

guint64
rlif_queue_get_pushed (const RlifQueue *queue)
{
  return queue->pushed;
}

gboolean
rlif_event_before (const RlifEvent *a, const RlifEvent *b)
{
  if (a->time != b->time) return a->time < b->time;
  if (a->kind != b->kind) return a->kind < b->kind;
  if (a->source != b->source) return a->source < b->source;
  if (a->projection != b->projection) return a->projection < b->projection;
  if (a->sent != b->sent) return a->sent < b->sent;
  return a->k < b->k;
}

void
rlif_queue_push (RlifQueue *queue, const RlifEvent *event)
{
  guint hole = queue->heap->len;
  queue->pushed++;
  g_array_set_size (queue->heap, hole + 1);
  RlifEvent *heap = (RlifEvent *) (void *) queue->heap->data;
  for (; hole > 0 && rlif_event_before (event, &heap[(hole - 1) / 2]); hole = (hole - 1) / 2)
    heap[hole] = heap[(hole - 1) / 2];
  heap[hole] = *event;
}

RlifTime
rlif_queue_next_time (const RlifQueue *queue)
{
  return queue->heap->len ? g_array_index (queue->heap, RlifEvent, 0).time : RLIF_NEVER;
}

const RlifEvent *
rlif_queue_peek (const RlifQueue *queue)
{
  return queue->heap->len ? &g_array_index (queue->heap, RlifEvent, 0) : NULL;
}

RlifEvent
rlif_queue_pop (RlifQueue *queue)
{
  g_assert (queue->heap->len > 0);
  RlifEvent *heap = (RlifEvent *) (void *) queue->heap->data;
  const guint n = queue->heap->len - 1;
  const RlifEvent first = heap[0], last = heap[n];
  guint hole = 0;
  for (guint child = 1; child < n; child = 2 * hole + 1) {
    if (child + 1 < n && rlif_event_before (&heap[child + 1], &heap[child])) child++;
    if (!rlif_event_before (&heap[child], &last)) break;
    heap[hole] = heap[child];
    hole = child;
  }
  heap[hole] = last;
  g_array_set_size (queue->heap, n);
  return first;
}
