/* Synapses that tire and recover: short-term plasticity after Tsodyks, Uziel & Markram 2000,
 * doi:10.1523/JNEUROSCI.20-01-j0003.2000. Of the resources of a synapse the share x is ready, y active,
 * the rest recovers; a spike releases the share u of x:
 *
 *   x' = (1 - x - y)/tau_rec,   y' = -y/tau_psc,   u' = -u/tau_facil
 *   at a spike   u += U (1 - u),  then u x goes from x to y, and the weight acts u x times
 *
 * solved from spike to spike (Rotter & Diesmann 1999). tau_psc = 0 leaves two states, as in Tsodyks &
 * Markram 1997; tau_facil = 0 makes u = U. All synapses of a source are in the same state. */
#ifndef RLIF_ENGINE_RELEASE_H
#define RLIF_ENGINE_RELEASE_H

#include "network/structure.h"

typedef struct {
  double x, y, u;
  RlifTime last;         /* the last spike; INT64_MIN before the first */
} RlifRelease;

/* Before the first spike. */
#define RLIF_RELEASE_NEW ((RlifRelease) { 1, 0, 0, G_MININT64 })

/* A spike is sent. Returns: the share of the weight with which it acts. */
double rlif_release_send (RlifRelease *release, const RlifPlasticity *rule, double ticks_per_ms,
                          RlifTime now);

#endif
