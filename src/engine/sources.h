/* What comes from outside: lists of spikes and regular spikes, each keeping one event of its future in
 * the queue, the steps of currents, and Poisson processes. */
#ifndef RLIF_ENGINE_SOURCES_H
#define RLIF_ENGINE_SOURCES_H

#include "engine/poisson.h"
#include "engine/queue.h"
#include "network/structure.h"

typedef struct RlifSources RlifSources;

/* A spike of an input's channel. */
typedef struct {
  const RlifInput *input;
  guint32 channel;
} RlifEmission;

/* A step of a current input. */
typedef struct {
  guint population;
  double current;        /* [pA] the sum of the population's current inputs from now on */
} RlifCurrentStep;

/* @first_source   the number of the first input's first channel
 *
 * Puts the first event of each source but the Poisson processes into the queue. */
RlifSources *rlif_sources_new (const RlifNetwork *network, guint32 first_source, RlifQueue *queue);
void rlif_sources_free (RlifSources *sources);

/* Returns: (borrowed) of RlifPoissonProcess, in the order of their numbers. */
GArray *rlif_sources_get_poisson (RlifSources *sources);

/* The meaning of an event of the kind EMIT or CURRENT just taken from the queue; the source's next
 * event is queued. */
RlifEmission rlif_sources_emit (RlifSources *sources, const RlifEvent *event, RlifQueue *queue);
RlifCurrentStep rlif_sources_step (RlifSources *sources, const RlifEvent *event, RlifQueue *queue);

#endif
