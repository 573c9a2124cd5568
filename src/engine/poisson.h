/* Exact Poisson input.
 *
 * The processes of a fixed block of neurons are drawn as one of their summed rate, each of whose
 * spikes falls on a neuron of the block at random (superposition). Its moments are sums of exponential
 * intervals, each rounded to the tick. */
#ifndef RLIF_ENGINE_POISSON_H
#define RLIF_ENGINE_POISSON_H

#include <rlif/random.h>
#include "network/structure.h"

/* Neurons of a block. Part of the results: the block keys the random stream. */
#define RLIF_POISSON_BLOCK 65536

/* The processes of one block. */
typedef struct {
  const RlifPoisson *poisson;
  guint32 number;              /* of the source */
  guint32 first, n_targets;    /* neurons of the population */
  double rate;                 /* in spikes per tick */
  RlifStream stream;
  RlifTime time;               /* of the next arrival, RLIF_NEVER if there is none */
  guint32 target;              /* of the next arrival, in the population */
} RlifPoissonProcess;

/* Appends the processes of all blocks, with their first arrivals, to an array of RlifPoissonProcess.
 *
 * @number   of the next source; counted up */
void rlif_poisson_add (GArray *processes, const RlifNetwork *network, const RlifPoisson *poisson,
                       guint32 *number);

/* Draws the next arrival. */
void rlif_poisson_next (RlifPoissonProcess *process);

#endif
