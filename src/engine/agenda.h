/* What is on its way to a population: deliveries, by the moment of their arrival. They wait in buckets of equal spans
 * of time, a ring that the longest delay does not go round; those of a window are sorted when it comes. */
#ifndef RLIF_ENGINE_AGENDA_H
#define RLIF_ENGINE_AGENDA_H

#include "network/structure.h"

#define RLIF_WHOLE_ROW G_MAXUINT32

/* Synapses of one row that a spike reaches at one moment, or a step of the current. */
typedef struct {
  RlifTime time;
  const RlifProjection *projection;   /* NULL for a step of the current */
  union {
    double share;                     /* of the weight, that acts */
    double current;
  };
  guint32 sender;                     /* who fired, numbered from 1 through neurons, then inputs */
  guint32 source;                     /* whose row it is */
  guint32 begin, n;                   /* positions in the row; RLIF_WHOLE_ROW: all that there are, or a step */
} RlifDelivery;

/* What comes to a population within a window, in the total order. */
typedef struct {
  RlifDelivery *delivery;      /* [n] of [room] */
  guint n, room;
} RlifDeliveries;

typedef struct {
  guint shift;                 /* a bucket spans 2^shift ticks */
  guint64 n_buckets;           /* a power of two */
  RlifDeliveries *bucket;      /* [n_buckets] as they were added: that of number n at n % n_buckets */
  guint64 first;               /* buckets before that of this number were empty after the last window */
  gsize n_waiting;             /* in the buckets */
  RlifTime earliest;           /* of them, if it is known, else RLIF_NEVER, or of those added since */
  gboolean is_known;
  RlifDeliveries due;          /* of the window */
  gsize largest;               /* synapses of a delivery, about, at most */
  guint32 *start;              /* [room_start] for sorting */
  guint room_start;
} RlifAgenda;

/* @window    [ticks] the longest
 * @longest   [ticks] the longest delay
 * @largest   about how many synapses a delivery reaches at most */
void rlif_agenda_init (RlifAgenda *agenda, RlifTime window, RlifTime longest, gsize largest);
void rlif_agenda_clear (RlifAgenda *agenda);

void rlif_deliveries_make_room (RlifDeliveries *deliveries, guint n);

/* Adds a delivery; those that one source sends by one projection, in the order in which they were sent.
 *
 * @delivery  not before the end of the last window, nor later than the longest delay after the end of the next */
static inline void
rlif_agenda_add (RlifAgenda *agenda, const RlifDelivery *delivery)
{
  RlifDeliveries *bucket = &agenda->bucket[((guint64) delivery->time >> agenda->shift) & (agenda->n_buckets - 1)];
  if (G_UNLIKELY (bucket->n == bucket->room)) rlif_deliveries_make_room (bucket, bucket->n + 1);
  bucket->delivery[bucket->n++] = *delivery;
  agenda->n_waiting++;
  if (G_UNLIKELY (delivery->time < agenda->earliest)) agenda->earliest = delivery->time;
}

/* Between windows: the moment of the first delivery that waits, RLIF_NEVER if there is none. */
RlifTime rlif_agenda_next_time (RlifAgenda *agenda);

/* About how many synapses a whole row has. */
static inline gsize
rlif_agenda_row_size (const RlifProjection *p)
{
  return 1 + p->n / (p->source ? p->source->count : p->input->channels);
}

/* About how many synapses a delivery reaches. */
static inline gsize
rlif_delivery_size (const RlifDelivery *delivery)
{
  if (!delivery->projection) return 0;
  return delivery->n < RLIF_WHOLE_ROW ? delivery->n : rlif_agenda_row_size (delivery->projection);
}

/* Where a window that begins at `begin`, before which nothing waits, is to end: at `end`, or with an earlier bucket if
 * by then more than `most` synapses are reached. */
RlifTime rlif_agenda_limit (const RlifAgenda *agenda, RlifTime begin, RlifTime end, gsize most);

/* A window: takes what comes before `end`, in the total order; nothing waits that comes before `begin`. */
void rlif_agenda_take (RlifAgenda *agenda, RlifTime begin, RlifTime end);

#endif
