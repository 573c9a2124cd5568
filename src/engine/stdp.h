/* Synapses that change with the times of spikes: pair-based STDP.
 *
 *   an arrival    x -= A_minus x^mu_minus o,         o the trace of the target's spikes before it
 *   a spike       x += A_plus (1 - x)^mu_plus r,     r the trace of the arrivals before it
 *
 * with x = w/w_max kept between 0 and 1. A trace decays with tau_minus (o) or tau_plus (r); each event
 * adds 1 to it (all pairs), or sets it to 1 (nearest neighbours). Gütig, Aharonov, Rotter & Sompolinsky
 * 2003, doi:10.1523/JNEUROSCI.23-09-03697.2003; the pairings: Morrison, Diesmann & Gerstner 2008,
 * doi:10.1007/s00422-008-0233-1.
 *
 * What happens at a synapse happens at its target, in the target's own order of events. */
#ifndef RLIF_ENGINE_STDP_H
#define RLIF_ENGINE_STDP_H

#include "network/structure.h"

typedef struct {
  const RlifProjection *projection;
  double *weight;        /* [synapses] */
  double *trace;         /* [synapses] of arrivals, at the last one */
  RlifTime *last;        /* [synapses] the last arrival; INT64_MIN before the first */
  double *post_trace;    /* [targets] of spikes, at the last one */
  RlifTime *post_last;   /* [targets] */
  gsize *first;          /* [targets + 1] where each target's synapses begin in incoming[] */
  gsize *incoming;       /* [synapses] */
  double plus, minus;    /* 1/tau_plus, 1/tau_minus [1/ticks] */
} RlifStdp;

RlifStdp *rlif_stdp_new (const RlifProjection *projection);
void rlif_stdp_free (RlifStdp *stdp);

/* A spike arrives at a synapse. Returns: the weight with which it acts, its own change included. */
double rlif_stdp_arrive (RlifStdp *stdp, gsize synapse, guint32 target, RlifTime now);

/* A target fires. */
void rlif_stdp_fire (RlifStdp *stdp, guint32 target, RlifTime now);

#endif
