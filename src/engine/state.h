/* What a running simulation consists of. */
#ifndef RLIF_ENGINE_STATE_H
#define RLIF_ENGINE_STATE_H

#include <rlif/simulation.h>
#include "engine/neurons.h"
#include "engine/queue.h"
#include "engine/sources.h"

struct RlifSimulation {
  const RlifNetwork *network;
  guint n_populations;
  RlifNeurons *neurons;        /* [n_populations] */
  guint32 *first;              /* [n_populations + 1] number of each population's first neuron */
  RlifCounters *counters;      /* [n_populations] */
  GPtrArray **outgoing;        /* [n_populations] of const RlifProjection */
  GHashTable *from_input;      /* const RlifInput -> GPtrArray of const RlifProjection */
  GHashTable *number_of;       /* const RlifProjection -> its number */
  RlifQueue *queue;
  RlifSources *sources;
  RlifTime time;               /* everything up to and including it has happened */
  guint64 handled;             /* events taken from the queue so far */
  GArray *touched;             /* of guint32: neurons of this round */
  guint8 *is_touched;          /* [all neurons] */
  GArray *spikes;              /* of RlifSpike, of this round */
  GArray *observers;           /* of RlifObserver */
};

/* Asks a neuron, brought to the moment now, when it will fire, and queues that moment.
 *
 * @error    RLIF_ERROR_MODEL if the model gives a moment in the past */
gboolean rlif_simulation_predict (RlifSimulation *simulation, guint32 neuron, RlifTime now,
                                  GError **error);

#endif
