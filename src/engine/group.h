/* One population within a window: what arrives there is known when the window begins, so that it needs
 * nothing from any other. */
#ifndef RLIF_ENGINE_GROUP_H
#define RLIF_ENGINE_GROUP_H

#include <rlif/simulation.h>
#include "engine/neurons.h"
#include "engine/poisson.h"
#include "engine/queue.h"

typedef struct {
  RlifNeurons *neurons;
  guint population;
  RlifCounters *counters;
  GPtrArray *poisson;          /* of RlifPoissonProcess, by number; of scaled neurons by block
                                  first */
  GArray *deliveries;          /* of RlifDelivery, in the total order: what comes in this window */
  guint n_delivered;           /* of these, done */
  GArray *spikes;              /* of RlifSpike, fired in this window, in no order */
  RlifTime next;               /* the first moment at which something happens unaided */

  /* scaled neurons */
  GArray *reached;             /* of guint32: were at threshold after some arrival of this moment */

  /* others */
  RlifQueue *own;              /* reminders of crossings */
  GArray *touched;             /* of guint32: neurons to be asked when they will fire */
  guint8 *is_touched;          /* [count] */
} RlifGroup;

/* Synapses of one row that a spike reaches at one moment, or a step of the current. */
typedef struct {
  RlifTime time;
  const RlifProjection *projection;   /* NULL for a step of the current */
  const guint32 *position;            /* of the synapses in the row, or NULL: begin, begin + 1, ... */
  gsize row;                          /* first synapse of the row */
  gsize begin, end;                   /* positions, or what stands there in position[] */
  double current;
} RlifDelivery;

/* @processes   of RlifPoissonProcess, of all populations; must not move */
void rlif_group_init (RlifGroup *group, RlifNeurons *neurons, guint population, RlifCounters *counters,
                      GArray *processes);
void rlif_group_clear (RlifGroup *group);

/* Asks all neurons when they will fire first.
 *
 * @error    RLIF_ERROR_MODEL */
gboolean rlif_group_start (RlifGroup *group, GError **error);

/* Does everything before the moment `end`.
 *
 * @error    RLIF_ERROR_MODEL, RLIF_ERROR_LIMIT */
gboolean rlif_group_run (RlifGroup *group, RlifTime end, GError **error);

/* For the two kinds of group. */

/* The moment of the next delivery, RLIF_NEVER if there is none. */
static inline RlifTime
rlif_group_next_delivery (const RlifGroup *group)
{
  return group->n_delivered < group->deliveries->len
           ? g_array_index (group->deliveries, RlifDelivery, group->n_delivered).time : RLIF_NEVER;
}

/* The earliest arrival of a Poisson process. */
RlifTime rlif_group_next_poisson (const RlifGroup *group);

/* Fires neuron i, brought to now. */
void rlif_group_fire (RlifGroup *group, guint32 i, RlifTime now);

void rlif_group_start_scaled (RlifGroup *group);
void rlif_group_run_scaled (RlifGroup *group, RlifTime end);
gboolean rlif_group_start_lazy (RlifGroup *group, GError **error);
gboolean rlif_group_run_lazy (RlifGroup *group, RlifTime end, GError **error);

#endif
