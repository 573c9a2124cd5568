/* The neurons of one population while they are simulated: each is brought forward only when
 * something happens to it. */
#ifndef RLIF_ENGINE_NEURONS_H
#define RLIF_ENGINE_NEURONS_H

#include "network/structure.h"

typedef struct {
  const RlifPopulation *population;
  const RlifModel *model;
  double *state;         /* [count][n_state] of the moment at[i] */
  RlifTime *clock;       /* [count][n_clock] */
  RlifTime *at;          /* [count] */
  RlifTime *due;         /* [count] when it will fire unaided; RLIF_NEVER if it will not */
  RlifTime *queued;      /* [count] the first moment <= due at which the queue will remind of it */
  double current;        /* [pA] sum of the current inputs now */
  void **prepared;       /* [1], or [count] if parameters differ between neurons */
  double ticks_per_ms;
} RlifNeurons;

/* The initial state at time 0; due is not yet known.
 *
 * @error    RLIF_ERROR_INVALID if the model refuses the parameters of a neuron */
gboolean rlif_neurons_init (RlifNeurons *neurons, const RlifPopulation *population, GError **error);
void rlif_neurons_clear (RlifNeurons *neurons);

/* Neuron i as its model sees it. */
RlifNeuron rlif_neurons_view (const RlifNeurons *neurons, guint32 i);

/* Lets neuron i flow up to a moment at or after at[i]. */
void rlif_neurons_bring (RlifNeurons *neurons, guint32 i, RlifTime to);

/* A state of neuron i at a moment at or after at[i], leaving the neuron as it is. */
double rlif_neurons_look (const RlifNeurons *neurons, guint32 i, guint state, RlifTime at);

#endif
