/* A population, or a part of it, within a window: what arrives there is known when the window begins, so that it needs
 * nothing from any other. */
#ifndef RLIF_ENGINE_AREA_H
#define RLIF_ENGINE_AREA_H

#include <rlif/simulation.h>
#include "engine/agenda.h"
#include "engine/hot.h"
#include "engine/neurons.h"
#include "engine/poisson.h"
#include "engine/stdp.h"

/* A neuron that has fired, refractory until a moment, or until an arrival then or later has woken it. */
typedef struct {
  RlifTime free_at;
  guint32 i;
} RlifResting;

/* How weights of a projection become jumps of the potential of scaled neurons. */
typedef struct {
  double factor[2];            /* of weights below 0, and of others */
  gboolean are_stored;         /* they are the weights themselves, as they stand in a row that is wholly in the area */
} RlifJumps;

/* The synapses of a delivery that end in the area: their targets, numbered in the population, and
 * their weights, NULL if they have the projection's. */
typedef struct {
  RlifRow row;
  const double *weight;        /* [row.n] */
  gsize synapse;               /* the number of the first one, if they are stored */
} RlifReached;

typedef struct {
  RlifNeurons neurons;
  guint population;
  RlifCounters counters;
  RlifProjectionCounters *by_projection;   /* [projections] by number */
  GPtrArray *poisson;          /* of RlifPoissonProcess, by block, then by number */
  gboolean is_far;             /* the state of the neurons is more than a cache nearby holds */
  const RlifDeliveries *deliveries;   /* of the whole population */
  guint n_delivered;           /* of these, done */
  RlifTime next_poisson;       /* the earliest arrival of the Poisson processes */
  GArray *spikes;              /* of RlifSpike, fired in this window, in no order */
  RlifRowMaker maker[2];       /* of rows that must be made: of the present delivery, and of one sought ahead */
  guint present;               /* which of them is the first of these */
  RlifReached found;           /* the synapses that were sought ahead */
  guint n_found;               /* 1 + their delivery; if it is not one to come, there are none */
  RlifStdp *const *stdp;       /* [projections] by number; NULL where synapses do not learn */
  guint n_projections;
  GArray *weights;             /* of double: of a row that learns */
  RlifTime next;               /* the first moment at which something happens unaided */
  RlifTime endless;            /* the earliest moment found at which a neuron fires without end: what follows does not matter */

  GArray *resting;             /* of RlifResting; the first n_rested are over. Of modal neurons in the order
                                  of windows; of scaled ones in that of their moments, but for those
                                  from n_in_order on */
  guint n_rested;

  /* scaled neurons */
  guint32 *reached;            /* [n_reached] of [room_reached]: were at threshold after some arrival of this moment */
  guint n_reached, room_reached;
  guint n_in_order, n_attended;
  guint few_end;               /* deliveries from n_delivered on and before this are of few synapses */
  RlifTime pause;              /* the next moment at which all that are free are woken */
  RlifJumps *jumps;            /* [projections] by number */

  /* modal neurons */
  RlifHot *hot;                /* who may fire unaided, and when */
  RlifTime longest_window;     /* so far */

  /* lazy neurons */
  GArray *touched;             /* of guint32: neurons to be asked when they will fire */
  guint8 *is_touched;          /* [count] */
  RlifTime span;               /* so far ahead neurons that are due are listed */
  guint64 looked;              /* so often at a neuron listed since they were */
  RlifTime next_listed;        /* the first moment at which one of them is due */
} RlifArea;

/* Neurons first .. first + count - 1 of a population, and the blocks of Poisson processes that begin
 * among them.
 *
 * @processes   of RlifPoissonProcess, of all populations; must not move
 * @error       as rlif_neurons_init () */
gboolean rlif_area_init (RlifArea *area, const RlifPopulation *population, guint32 first, guint32 count,
                         const RlifDeliveries *deliveries, GArray *processes, GError **error);
void rlif_area_clear (RlifArea *area);

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
  return area->n_delivered < area->deliveries->n ? area->deliveries->delivery[area->n_delivered].time
                                                 : RLIF_NEVER;
}

/* Finds the synapses of the present delivery; a procedural row is made for it. Counts them as delivered. */
RlifReached rlif_area_reach (RlifArea *area, const RlifDelivery *delivery);

#define RLIF_MOST_ASKED 128   /* targets whose memory is asked for a row ahead: more would drive each other from the cache */
#define RLIF_ROWS_AHEAD 15    /* deliveries after the next one, whose rows are asked for */
#define RLIF_ASKED_AHEAD 12   /* synapses of a row for whose targets memory is asked before their turn */

/* Asks for memory that deliveries to come will need: where their rows are, the rows, and the neurons that the next of them
 * reaches, whose row is made if it must be. To be called at each delivery, when its own synapses are known.
 *
 * @state    [count] of `size` bytes, of the neurons of the area
 * @few      deliveries of so many synapses and fewer are not meant */
void rlif_area_ask_ahead (RlifArea *area, const void *state, gsize size, guint32 few);

/* Counts what was gated since, as of the delivery's projection. */
static inline void
rlif_area_count_gated (RlifArea *area, const RlifDelivery *delivery, guint64 before)
{
  area->by_projection[delivery->projection->number].gated += area->counters.gated - before;
}

/* Sees anew which arrival of the Poisson processes is the earliest. */
void rlif_area_find_next_poisson (RlifArea *area);

/* A neuron that fires so often unaided, before anything arrives or the window ends, will not come to an end. */
#define RLIF_MOST_UNAIDED 100000

/* A neuron that fires unaided so often in an instant does so without end, as in the reference engine. */
static inline guint64
rlif_area_most_at_once (const RlifArea *area)
{
  return MIN (1000 + 10 * (guint64) area->neurons.population->count, RLIF_MOST_UNAIDED);
}

/* A neuron fires: synapses onto it that learn hear of it. */
void rlif_area_tell_synapses (RlifArea *area, guint32 i, RlifTime now);

/* Lets a modal neuron do what it does unaided before a moment. */
void rlif_area_catch_up (RlifArea *area, guint32 i, RlifTime now);

/* Fires neuron i, brought to now. */
void rlif_area_fire (RlifArea *area, guint32 i, RlifTime now);

void rlif_area_start_scaled (RlifArea *area);
void rlif_area_run_scaled (RlifArea *area, RlifTime end);
void rlif_area_start_modal (RlifArea *area);
void rlif_area_run_modal (RlifArea *area, RlifTime begin, RlifTime end);

/* The first moment from `end`, the end of the last window, on at which a neuron may fire unaided. */
RlifTime rlif_area_next_modal (const RlifArea *area, RlifTime end);

gboolean rlif_area_start_lazy (RlifArea *area, GError **error);
gboolean rlif_area_run_lazy (RlifArea *area, RlifTime begin, RlifTime end, GError **error);

/* Lets a lazy neuron fire where it is due up to a moment, and at it, when it is to be asked again. */
void rlif_area_catch_up_lazy (RlifArea *area, guint32 i, RlifTime now);

/* No lazy neuron fires unaided before. */
RlifTime rlif_area_next_lazy (const RlifArea *area);
void rlif_area_init_lazy (RlifArea *area);
void rlif_area_clear_lazy (RlifArea *area);

#endif
