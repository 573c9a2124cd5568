/* One population within a window: what arrives there is known when the window begins, so that it needs
 * nothing from any other. */
#ifndef RLIF_ENGINE_AREA_H
#define RLIF_ENGINE_AREA_H

#include <rlif/simulation.h>
#include "engine/neurons.h"
#include "engine/poisson.h"
#include "engine/queue.h"

typedef struct RlifHot RlifHot;

/* Synapses of one row that a spike reaches at one moment, or a step of the current. */
typedef struct {
  RlifTime time;
  const RlifProjection *projection;   /* NULL for a step of the current */
  guint32 source;                     /* whose row it is */
  gsize begin, end;                   /* positions in the row */
  double current;
} RlifDelivery;

typedef struct {
  RlifNeurons *neurons;
  guint population;
  RlifCounters *counters;
  RlifProjectionCounters *by_projection;   /* [projections] by number */
  GPtrArray *poisson;          /* of RlifPoissonProcess, by number; but of lazy neurons by block
                                  first */
  RlifDelivery *delivery;      /* [n_deliveries] in the total order: what comes in this window */
  guint n_deliveries, delivery_room;
  guint n_delivered;           /* of these, done */
  GArray *spikes;              /* of RlifSpike, fired in this window, in no order */
  RlifRowMaker maker;          /* of procedural rows */
  RlifTime next;               /* the first moment at which something happens unaided */

  /* scaled neurons */
  GArray *reached;             /* of guint32: were at threshold after some arrival of this moment */

  /* modal neurons */
  RlifHot *hot;                /* who may fire unaided, and when */

  /* others */
  RlifQueue *own;              /* reminders of crossings */
  GArray *touched;             /* of guint32: neurons to be asked when they will fire */
  guint8 *is_touched;          /* [count] */
} RlifArea;

/* @processes   of RlifPoissonProcess, of all populations; must not move */
void rlif_area_init (RlifArea *area, RlifNeurons *neurons, guint population, RlifCounters *counters,
                     RlifProjectionCounters *by_projection, GArray *processes);
void rlif_area_clear (RlifArea *area);

/* Adds something that comes in the next window, not before what was added last. */
static inline void
rlif_area_add_delivery (RlifArea *area, const RlifDelivery *delivery)
{
  if (area->n_deliveries == area->delivery_room) {
    area->delivery_room += area->delivery_room / 2 + 8;
    area->delivery = g_renew (RlifDelivery, area->delivery, area->delivery_room);
  }
  area->delivery[area->n_deliveries++] = *delivery;
}

/* Asks all neurons when they will fire first.
 *
 * @error    RLIF_ERROR_MODEL */
gboolean rlif_area_start (RlifArea *area, GError **error);

/* Does everything from the moment `begin` on and before the moment `end`.
 *
 * @error    RLIF_ERROR_MODEL, RLIF_ERROR_LIMIT */
gboolean rlif_area_run (RlifArea *area, RlifTime begin, RlifTime end, GError **error);

/* For the three kinds of area. */

/* The moment of the next delivery, RLIF_NEVER if there is none. */
static inline RlifTime
rlif_area_next_delivery (const RlifArea *area)
{
  return area->n_delivered < area->n_deliveries ? area->delivery[area->n_delivered].time : RLIF_NEVER;
}

/* The targets of a delivery's row; where a procedural row ends is known only now. */
static inline const guint32 *
rlif_area_row (RlifArea *area, RlifDelivery *delivery)
{
  const RlifRow row = rlif_projection_row (delivery->projection, delivery->source, &area->maker);
  if (delivery->projection->is_procedural) delivery->end = row.n;
  return row.to;
}

/* Counts the synapses of a delivery, before which so many events were gated. */
static inline void
rlif_area_count (RlifArea *area, const RlifDelivery *delivery, guint64 gated_before)
{
  const guint64 n = delivery->end - delivery->begin;
  RlifProjectionCounters *counters = &area->by_projection[delivery->projection->number];
  counters->delivered += n;
  counters->gated += area->counters->gated - gated_before;
  area->counters->delivered += n;
  if (delivery->projection->input) area->counters->outside += n;
}

/* The earliest arrival of a Poisson process. */
RlifTime rlif_area_next_poisson (const RlifArea *area);

/* Fires neuron i, brought to now. */
void rlif_area_fire (RlifArea *area, guint32 i, RlifTime now);

void rlif_area_start_scaled (RlifArea *area);
void rlif_area_run_scaled (RlifArea *area, RlifTime end);
void rlif_area_start_modal (RlifArea *area);
void rlif_area_run_modal (RlifArea *area, RlifTime begin, RlifTime end);
void rlif_hot_free (RlifHot *hot);

/* The first moment from `end`, the end of the last window, on at which a neuron may fire unaided. */
RlifTime rlif_area_next_modal (const RlifArea *area, RlifTime end);

gboolean rlif_area_start_lazy (RlifArea *area, GError **error);
gboolean rlif_area_run_lazy (RlifArea *area, RlifTime end, GError **error);

#endif
