/* What a running simulation consists of. */
#ifndef RLIF_ENGINE_STATE_H
#define RLIF_ENGINE_STATE_H

#include <rlif/simulation.h>
#include "base/crew.h"
#include "engine/agenda.h"
#include "engine/area.h"
#include "engine/neurons.h"
#include "engine/queue.h"
#include "engine/release.h"
#include "engine/sources.h"

/* A projection as its source sees it. */
typedef struct {
  const RlifProjection *projection;
  guint32 number;              /* in the network */
  guint32 first_source;        /* the number of the source that has row 0 */
  RlifRelease *release;        /* [rows] if synapses tire */
  RlifStdp *stdp;              /* if they learn */
  /* windowed, if delays differ: synapses of a row that share a delay are a segment of it */
  gboolean some_are_empty;     /* rows of stored synapses */
  guint32 n;                   /* synapses of a row as the agenda wants it */
  gsize row_size;              /* synapses of a row, about */
  gsize *first_segment;        /* [rows + 1] */
  guint32 *begin;              /* [segments] the first position in the row */
} RlifOutgoing;

struct RlifSimulation {
  const RlifNetwork *network;
  RlifEngine engine;
  guint n_populations;
  guint32 *first;              /* [n_populations + 1] number of each population's first neuron */
  GArray **outgoing;           /* [n_populations] of RlifOutgoing */
  GArray **from_input;         /* [inputs] of RlifOutgoing */
  RlifOutgoing **projection;   /* [projections] by number */
  RlifQueue *queue;            /* windowed: of what inputs will do */
  RlifSources *sources;
  RlifTime time;               /* everything up to and including it has happened */
  guint64 handled;             /* events so far */
  GArray *spikes;              /* of RlifSpike, not yet shown */
  GArray *merged;              /* where they are put in order */
  GArray *observers;           /* of RlifObserver */

  /* reference */
  RlifNeurons *neurons;        /* [n_populations] */
  RlifCounters *counters;      /* [n_populations] */
  RlifProjectionCounters *projection_counters;   /* [projections] by number */
  RlifRowMaker maker;          /* of procedural rows */
  GArray *touched;             /* of guint32: neurons of this round */
  guint8 *is_touched;          /* [all neurons] */

  /* windowed */
  RlifArea *areas;             /* [n_areas] population by population, each in parts that threads share */
  guint n_areas;
  guint *first_area;           /* [n_populations + 1] */
  guint32 *part;               /* [n_populations] neurons in each part but the last */
  RlifAgenda *agenda;          /* [n_populations] */
  guint64 sent;                /* deliveries that spikes have caused */
  guint n_threads;
  RlifCrew *crew;
  RlifStdp **stdp;             /* [projections] by number; NULL where synapses do not learn */
  guint64 drawn, drawn_last;   /* arrivals from outside, in all and in the last window */
  struct {                     /* of the window that is being run */
    RlifTime begin, end;
    GError **error;            /* [n_areas] */
  } now;
  RlifTime window;             /* the shortest delay between neurons, or less if much comes from outside */
};

/* Puts spikes that have not been shown into the order of time and place. */
void rlif_simulation_sort_spikes (RlifSimulation *simulation);

/* With which share of the weight a spike acts that is sent down a row now. */
double rlif_outgoing_share (const RlifOutgoing *out, guint32 row, RlifTime now);

/* Sets the error of a model that broke its contract. Returns: FALSE. */
gboolean rlif_simulation_fail_model (const RlifNeurons *neurons, guint32 i, const char *what,
                                     GError **error);

/* Asks neuron i of a population, brought to now, when it will fire, and checks the answer.
 *
 * @error    RLIF_ERROR_MODEL
 *
 * Returns: FALSE on error. */
gboolean rlif_simulation_ask (const RlifNeurons *neurons, guint32 i, RlifTime now, RlifTime *due,
                              GError **error);

/* Sets the error of neurons that fire for ever at one moment. Returns: FALSE. */
gboolean rlif_simulation_fail_endless (const RlifNetwork *network, RlifTime now, GError **error);

/* Each engine. start() comes once, after the neurons have their initial state; next() is the first
 * moment at which something happens; run() does that and what follows from it, as far as the engine
 * likes but not beyond `until`, leaving the spikes in simulation->spikes. */
gboolean rlif_reference_start (RlifSimulation *simulation, GError **error);
gboolean rlif_reference_run (RlifSimulation *simulation, RlifTime until, GError **error);

gboolean rlif_windows_start (RlifSimulation *simulation, GError **error);
RlifTime rlif_windows_next (RlifSimulation *simulation);
gboolean rlif_windows_run (RlifSimulation *simulation, RlifTime until, GError **error);
void rlif_windows_clear (RlifSimulation *simulation);

/* The shortest delay between neurons, RLIF_NEVER if there are no synapses between them. */
RlifTime rlif_windows_shortest_delay (const RlifNetwork *network);

#endif
