/* Neurons of one population while they are simulated, some or all, numbered from 0: each is brought forward only when
 * something happens to it. Whatever the engine, it is these functions that compute; so the engines
 * agree to the last bit. */
#ifndef RLIF_ENGINE_NEURONS_H
#define RLIF_ENGINE_NEURONS_H

#include <rlif/arrivals.h>
#include "engine/modal.h"
#include "engine/scaled.h"

typedef struct {
  const RlifPopulation *population;
  guint32 first, count;  /* which of its neurons */
  const RlifModel *model;
  RlifScaled *scaled;    /* if the neurons are of that kind, or */
  RlifModal *modal;      /* of this, or */
  RlifLazy lazy;         /* lazy: then it has records */
  /* if rlif_neurons_keep_due () was called: */
  RlifTime *due;         /* [count] when it will fire unaided; RLIF_NEVER if it will not */
  RlifTime *queued;      /* [count] the first moment <= due at which the queue will remind of it */
  void **prepared;       /* [1], or [count] if parameters differ between neurons */
  double ticks_per_ms;
} RlifNeurons;

/* The initial state at time 0.
 *
 * @error    RLIF_ERROR_INVALID if the model refuses the parameters of a neuron */
gboolean rlif_neurons_init (RlifNeurons *neurons, const RlifPopulation *population, guint32 first,
                            guint32 count, GError **error);

/* Makes room for the moments at which each will fire; none is known yet. */
void rlif_neurons_keep_due (RlifNeurons *neurons);
void rlif_neurons_clear (RlifNeurons *neurons);

/* Lets neuron i flow up to a moment at or after the last one. */
void rlif_neurons_bring (RlifNeurons *neurons, guint32 i, RlifTime to);

/* What happens to neuron i, which was brought to the moment now. */

/* A spike arrives. Returns: FALSE if the neuron was deaf to it. */
gboolean rlif_neurons_receive (RlifNeurons *neurons, guint32 i, guint port, double weight, RlifTime now);

/* When it will fire if nothing arrives: RlifModel.next (). */
RlifTime rlif_neurons_next (const RlifNeurons *neurons, guint32 i, RlifTime now);

/* Hands spikes to lazy neurons, and asks these when they will fire; stops before a neuron that is due. */
void rlif_neurons_arrive (RlifNeurons *neurons, RlifArrivals *arrivals);

/* It fires. */
void rlif_neurons_fire (RlifNeurons *neurons, guint32 i, RlifTime now);

/* The sum of the current inputs changes; all neurons have been brought to now. */
void rlif_neurons_set_current (RlifNeurons *neurons, double current, RlifTime now);

/* When something last happened to neuron i; RLIF_NEVER for neurons that fire
 * only when something does. */
RlifTime rlif_neurons_last (const RlifNeurons *neurons, guint32 i);

/* The first state that is not a finite number, or -1. */
int rlif_neurons_find_bad_state (const RlifNeurons *neurons, guint32 i);

/* A state of neuron i at a moment at or after the last one, leaving the neuron as it is. */
double rlif_neurons_look (const RlifNeurons *neurons, guint32 i, guint state, RlifTime at);

#endif
