/* Exact Poisson input.
 *
 * The processes of a fixed block of neurons are drawn as one of their summed rate, each of whose
 * spikes falls on a neuron of the block at random (superposition). Its moments are sums of exponential
 * intervals, rounded down to the tick; the sums are of parts of a tick, so that many may fall into one. */
#ifndef RLIF_ENGINE_POISSON_H
#define RLIF_ENGINE_POISSON_H

#include <math.h>
#include "base/batch.h"
#include "linear/expression.h"
#include "network/structure.h"

/* Neurons of a block, in a population of so many: at most 16 blocks, which threads can share. Part of
 * the results: the block keys the random stream. */
guint32 rlif_poisson_block (guint32 count);

/* Arrivals that are drawn in one go. */
#define RLIF_POISSON_BATCH RLIF_BATCH

/* The processes of one block. */
typedef struct {
  const RlifPoisson *poisson;
  guint32 number;              /* of the source */
  guint32 first, n_targets;    /* neurons of the population */
  double mean;                 /* interval [parts]; infinite if nothing ever arrives */
  guint parts;                 /* of a tick: 2^parts */
  gint64 rest;                 /* of the last sum [parts] that makes no tick */
  RlifStream stream;
  RlifTime time;               /* of the next arrival, RLIF_NEVER if there is none */
  guint32 target;              /* of the next arrival, in the population */
  guint next;                  /* which of the batch that is */
  RlifTime times[RLIF_POISSON_BATCH];
  guint32 targets[RLIF_POISSON_BATCH];
  /* for the engine's use, of each arrival of the batch: of modal neurons for each of their modes */
  double factor[RLIF_MAX_STATES][RLIF_POISSON_BATCH];
  RlifTime factor_epoch;       /* the epoch of the factors; -1 in a new batch */
} RlifPoissonProcess;

/* Appends the processes of all blocks, with their first arrivals, to an array of RlifPoissonProcess.
 *
 * @number   of the next source; counted up */
void rlif_poisson_add (GArray *processes, const RlifNetwork *network, const RlifPoisson *poisson,
                       guint32 *number);

/* The mean interval [ticks]. */
static inline double
rlif_poisson_interval (const RlifPoissonProcess *process)
{
  return ldexp (process->mean, -(int) process->parts);
}

void rlif_poisson_draw_batch (RlifPoissonProcess *process);

/* Goes on to arrival k of the batch, or the first of the next one if there is none. */
static inline void
rlif_poisson_go_to (RlifPoissonProcess *process, guint k)
{
  process->next = k;
  if (k == RLIF_POISSON_BATCH) rlif_poisson_draw_batch (process);
  process->time = process->times[process->next];
  process->target = process->targets[process->next];
}

static inline void
rlif_poisson_next (RlifPoissonProcess *process)
{
  rlif_poisson_go_to (process, process->next + 1);
}

#endif
