/* Buckets of events, sorted one at a time. */
#include <stdlib.h>
#include "engine/agenda.h"

#define MOST_BUCKETS 512
#define FEW 12         /* events that are sorted by insertion */

typedef struct {
  RlifEvent *event;            /* [n] of [room] */
  guint n, room;
} Bucket;

struct RlifAgenda {
  RlifQueue *queue;
  double per_tick;             /* buckets */
  guint64 current;             /* number of the bucket that is being emptied */
  guint64 n_buckets;           /* a power of two: few, so that their memory stays near */
  Bucket *bucket;              /* [n_buckets] in no order: a ring, that of number n at n % n_buckets */
  gsize n_waiting;             /* events in them */
  Bucket sorted;               /* the current bucket, in order */
  guint next;                  /* the first of them that is left */
  guint32 *start;              /* [sorted.room + 1] for sorting */
  guint64 pushed;
};

RlifAgenda *
rlif_agenda_new (RlifQueue *queue, RlifTime window, RlifTime longest)
{
  RlifAgenda *agenda = g_new0 (RlifAgenda, 1);
  agenda->queue = queue;
  const RlifTime width = MAX (window, longest / (MOST_BUCKETS - 2) + 1);
  agenda->per_tick = 1 / (double) width;
  agenda->n_buckets = 1;
  while (agenda->n_buckets < (guint64) (longest / width) + 2) agenda->n_buckets *= 2;
  agenda->bucket = g_new0 (Bucket, agenda->n_buckets);
  return agenda;
}

void
rlif_agenda_free (RlifAgenda *agenda)
{
  if (!agenda) return;
  for (guint64 k = 0; k < agenda->n_buckets; k++) g_free (agenda->bucket[k].event);
  g_free (agenda->bucket);
  g_free (agenda->sorted.event);
  g_free (agenda->start);
  g_free (agenda);
}

static void
reserve (Bucket *bucket, guint room)
{
  if (room <= bucket->room) return;
  bucket->room = MAX (room, bucket->room + bucket->room / 2 + 8);
  bucket->event = g_renew (RlifEvent, bucket->event, bucket->room);
}

void
rlif_agenda_push (RlifAgenda *agenda, const RlifEvent *event)
{
  /* Rounding keeps the order of times, which is all that is asked of it. */
  const guint64 number = (guint64) ((double) event->time * agenda->per_tick);
  if (number <= agenda->current || number - agenda->current >= agenda->n_buckets) {
    rlif_queue_push (agenda->queue, event);
    return;
  }
  Bucket *bucket = &agenda->bucket[number & (agenda->n_buckets - 1)];
  reserve (bucket, bucket->n + 1);
  bucket->event[bucket->n++] = *event;
  agenda->n_waiting++;
  agenda->pushed++;
}

guint64
rlif_agenda_get_pushed (const RlifAgenda *agenda)
{
  return agenda->pushed + rlif_queue_get_pushed (agenda->queue);
}

static int
compare (const void *a, const void *b)
{
  return rlif_event_before (a, b) ? -1 : rlif_event_before (b, a);
}

static void
sort_range (RlifEvent event[], guint n)
{
  if (n > FEW) {
    qsort (event, n, sizeof *event, compare);
    return;
  }
  for (guint k = 1; k < n; k++) {
    const RlifEvent moving = event[k];
    guint hole = k;
    for (; hole > 0 && rlif_event_before (&moving, &event[hole - 1]); hole--) event[hole] = event[hole - 1];
    event[hole] = moving;
  }
}

/* Sorts n events, n > 0: into n bins of equal spans of time first. */
static void
sort (const RlifEvent from[], guint n, RlifEvent to[], guint32 start[])
{
  RlifTime first = from[0].time, last = from[0].time;
  for (guint k = 1; k < n; k++) {
    first = MIN (first, from[k].time);
    last = MAX (last, from[k].time);
  }
  const double scale = (double) (n - 1) / (double) (last - first + 1);
  for (guint k = 0; k <= n; k++) start[k] = 0;
  for (guint k = 0; k < n; k++) start[(guint) ((double) (from[k].time - first) * scale) + 1]++;
  for (guint k = 0; k < n; k++) start[k + 1] += start[k];
  for (guint k = 0; k < n; k++) to[start[(guint) ((double) (from[k].time - first) * scale)]++] = from[k];
  for (guint k = 0, begin = 0; k < n; begin = start[k++]) sort_range (to + begin, start[k] - begin);
}

/* Goes on to the next bucket that has events, when the current one is empty. */
static void
advance (RlifAgenda *agenda)
{
  if (agenda->next < agenda->sorted.n || agenda->n_waiting == 0) return;
  do
    agenda->current++;
  while (agenda->bucket[agenda->current & (agenda->n_buckets - 1)].n == 0);
  Bucket *bucket = &agenda->bucket[agenda->current & (agenda->n_buckets - 1)];
  if (bucket->n > agenda->sorted.room) {
    reserve (&agenda->sorted, bucket->n);
    agenda->start = g_renew (guint32, agenda->start, agenda->sorted.room + 1);
  }
  sort (bucket->event, bucket->n, agenda->sorted.event, agenda->start);
  agenda->n_waiting -= bucket->n;
  agenda->sorted.n = bucket->n;
  agenda->next = bucket->n = 0;
}

RlifTime
rlif_agenda_next_time (RlifAgenda *agenda)
{
  const RlifTime queued = rlif_queue_next_time (agenda->queue);
  advance (agenda);
  if (agenda->next == agenda->sorted.n) return queued;
  return MIN (queued, agenda->sorted.event[agenda->next].time);
}

RlifEvent
rlif_agenda_pop (RlifAgenda *agenda)
{
  advance (agenda);
  if (agenda->next == agenda->sorted.n) return rlif_queue_pop (agenda->queue);
  const RlifEvent *event = &agenda->sorted.event[agenda->next];
  const RlifEvent *queued = rlif_queue_peek (agenda->queue);
  if (queued && rlif_event_before (queued, event)) return rlif_queue_pop (agenda->queue);
  agenda->next++;
  return *event;
}
