/* Synapses that change with the times of spikes: pair-based STDP.
 *
 *   an arrival    x -= A_minus x^mu_minus o,         o the trace of the target's spikes before it
 *   a spike       x += A_plus (1 - x)^mu_plus r,     r the trace of the arrivals up to it
 *
 * with x = w/w_max kept between 0 and 1. A trace decays with tau_minus (o) or tau_plus (r); each event
 * adds 1 to it (all pairs), or sets it to 1 (nearest neighbours). Gütig, Aharonov, Rotter & Sompolinsky
 * 2003, doi:10.1523/JNEUROSCI.23-09-03697.2003; the pairings: Morrison, Diesmann & Gerstner 2008,
 * doi:10.1007/s00422-008-0233-1.
 *
 * What a spike does to the synapses of its neuron is put off until the next arrival at each of them: until
 * then the neuron keeps the spike. Which spikes count is told by their moments alone, an arrival being
 * before a spike of its moment, so that the order in which an instant is handled does not matter.
 *
 * What happens at a synapse happens at its target, in the target's own order of events. */
#ifndef RLIF_ENGINE_STDP_H
#define RLIF_ENGINE_STDP_H

#include "network/structure.h"

typedef struct {
  RlifTime time;
  double trace;          /* this one included */
} RlifStdpEvent;

/* Spikes of a target that some synapse has not taken in yet, and the last one before them. */
typedef struct {
  RlifStdpEvent *spike;  /* [n] ascending */
  guint32 n, room;
} RlifStdpHistory;

typedef struct {
  const RlifProjection *projection;
  double *weight;        /* [synapses] with the spikes before the last arrival and before `tidied` */
  RlifStdpEvent *arrival;    /* [synapses] the last one; the trace is 0 before the first */
  RlifStdpHistory *history;  /* [targets] */
  gsize kept;            /* at most so many spikes in all histories since they were tidied */
  RlifTime tidied;
  double plus, minus;    /* 1/tau_plus, 1/tau_minus [1/ticks] */
} RlifStdp;

RlifStdp *rlif_stdp_new (const RlifProjection *projection);
void rlif_stdp_free (RlifStdp *stdp);

/* A spike arrives at a synapse, whose target has fired what it fires before this moment. Returns: the weight
 * with which it acts, its own change included. */
double rlif_stdp_arrive (RlifStdp *stdp, gsize synapse, guint32 target, RlifTime now);

/* The same for all synapses of a row.
 *
 * @synapse  the first
 * @weight   [row->n] is set */
void rlif_stdp_arrive_row (RlifStdp *stdp, gsize synapse, const RlifRow *row, RlifTime now, double weight[]);

/* A target fires. */
void rlif_stdp_fire (RlifStdp *stdp, guint32 target, RlifTime now);

/* The weight after all that has happened. */
double rlif_stdp_weight (const RlifStdp *stdp, gsize synapse);

/* Lets all synapses take in the spikes kept, if they may be as many as the synapses. Everything before `now`
 * has happened, nothing from then on.
 *
 * @spikes   at least as many as the targets have fired since the last call */
void rlif_stdp_tidy (RlifStdp *stdp, guint spikes, RlifTime now);

#endif
