/* The priority queue: events come out in the total order, whatever the
 * order they went in. The container is private to queue.c. */
#ifndef RLIF_ENGINE_QUEUE_H
#define RLIF_ENGINE_QUEUE_H

#include <glib.h>
#include <rlif/model.h>

/* What happens at an instant, in this order. */
typedef enum {
  RLIF_EVENT_EMIT,       /* an input's next spike leaves: its arrivals are to be queued */
  RLIF_EVENT_OWN,        /* a neuron crosses its threshold unaided */
  RLIF_EVENT_CURRENT,    /* a current input steps */
  RLIF_EVENT_NETWORK,    /* a spike of a neuron arrives at a synapse */
  RLIF_EVENT_OUTSIDE,    /* a spike of an input arrives at a synapse */
} RlifEventKind;

typedef struct {
  RlifTime time;
  guint32 kind;
  guint32 source;        /* who caused it, numbered through neurons, then inputs */
  guint32 projection;    /* with k: the position in the source's row */
  RlifTime sent;         /* when the spike was fired; of two from one source the earlier is first */
  guint32 k;
  guint32 target;        /* neuron, numbered through all populations */
  double share;          /* of the weight, with which a spike acts */
} RlifEvent;

/* The projection of an arrival that came by none. */
#define RLIF_NO_PROJECTION G_MAXUINT32

/* The total order. */
gboolean rlif_event_before (const RlifEvent *a, const RlifEvent *b);

typedef struct RlifQueue RlifQueue;

RlifQueue *rlif_queue_new (void);
void rlif_queue_free (RlifQueue *queue);
gsize rlif_queue_length (const RlifQueue *queue);

/* Events pushed so far. */
guint64 rlif_queue_get_pushed (const RlifQueue *queue);
void rlif_queue_push (RlifQueue *queue, const RlifEvent *event);

/* The time of the first event, RLIF_NEVER if there is none. */
RlifTime rlif_queue_next_time (const RlifQueue *queue);

/* Returns: (borrowed) the first event until the queue changes; NULL if there is none. */
const RlifEvent *rlif_queue_peek (const RlifQueue *queue);

/* Removes the first event by (time, kind, source, projection, sent, k). The queue must not be empty. */
RlifEvent rlif_queue_pop (RlifQueue *queue);

#endif
