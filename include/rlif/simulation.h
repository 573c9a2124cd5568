/* rlif/simulation.h - runs a network, event by event.
 *
 * A simulation visits the instants at which something happens, in order. At each instant all
 * arrivals at a neuron are summed in the total order (network before outside input, then source,
 * then position in the source's row), and the threshold is tested once. How a run is cut into
 * pieces, and who looks on, changes no bit of it. */
#ifndef RLIF_SIMULATION_H
#define RLIF_SIMULATION_H

#include <rlif/network.h>

RLIF_BEGIN_DECLS

typedef struct RlifSimulation RlifSimulation;

typedef struct {
  RlifTime time;
  guint32 population;   /* index in the network */
  guint32 neuron;       /* number in the population */
} RlifSpike;

/* What was done so far, counted. */
typedef struct {
  guint64 spikes;       /* fired by the population(s) */
  guint64 delivered;    /* synaptic events that arrived, from neurons and from outside */
  guint64 gated;        /* of these, dropped because the target was refractory */
  guint64 outside;      /* of those delivered, from inputs */
  guint64 crossings;    /* of the spikes, fired between arrivals: their moment had to be solved for */
} RlifCounters;

/* What came by the synapses of one projection. */
typedef struct {
  guint64 delivered, gated;   /* as in RlifCounters */
} RlifProjectionCounters;

/* One who looks on. Called between instants only; must not change anything. */
typedef struct {
  gpointer data;
  /* Spikes of one instant, n >= 1, by population and neuron. May be NULL. */
  void (*on_spikes) (gpointer data, const RlifSpike spike[], gsize n);
  /* The moment of the next look, RLIF_NEVER for none. May be NULL. */
  RlifTime (*next_look) (gpointer data);
  /* Time is `at` and everything up to and at that moment has happened. */
  void (*on_look) (gpointer data, const RlifSimulation *simulation, RlifTime at);
} RlifObserver;

/* How the same spikes, to the last bit, are arrived at. */
typedef enum {
  RLIF_ENGINE_AUTO,       /* windowed, unless a synapse between neurons has no delay */
  RLIF_ENGINE_WINDOWED,   /* fast: a spike is one event, which runs down its row of synapses */
  RLIF_ENGINE_REFERENCE,  /* simple: one queue, one event per synapse; knows synapses without delay */
} RlifEngine;

/* Puts the network into its initial state at time 0.
 *
 * @network  borrowed; must not change while the simulation lives
 * @error    RLIF_ERROR_INVALID if parameters cannot be used together (RlifModel.check); RLIF_ERROR_LIMIT if
 *           there is no memory for it
 *
 * Returns: (owned) NULL on error. */
RlifSimulation *rlif_simulation_new (const RlifNetwork *network, GError **error);

/* The same with the engine and the threads chosen.
 *
 * @threads  that share the work of the windowed engine; 0: as many as there are processors, fewer for
 *           a small network
 * @error    also RLIF_ERROR_INVALID if the windowed engine is asked for and a delay is 0 */
RlifSimulation *rlif_simulation_new_with (const RlifNetwork *network, RlifEngine engine,
                                          guint threads, GError **error);

/* The engine that runs it, never RLIF_ENGINE_AUTO, and its threads. */
RlifEngine rlif_simulation_get_engine (const RlifSimulation *simulation);
guint rlif_simulation_get_threads (const RlifSimulation *simulation);
void rlif_simulation_free (RlifSimulation *simulation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifSimulation, rlif_simulation_free)

/* @observer is copied; its data is borrowed. */
void rlif_simulation_observe (RlifSimulation *simulation, const RlifObserver *observer);

/* Does everything up to and including the moment `until`, or as much of it as takes about `budget`
 * events (G_MAXUINT64 for all).
 *
 * @error    RLIF_ERROR_LIMIT if an instant does not come to an end because spikes without delay
 *           go in circles, or neurons without refractory period are driven so much that they fire at
 *           once again and again; RLIF_ERROR_MODEL if a model breaks its contract
 *
 * Returns: FALSE on error: then there is nothing more to run. Done when rlif_simulation_get_time() is `until`. */
gboolean rlif_simulation_run (RlifSimulation *simulation, RlifTime until, guint64 budget,
                              GError **error);

/* The moment up to and including which everything has happened; -1 before the first run. */
RlifTime rlif_simulation_get_time (const RlifSimulation *simulation);

/* The state of a neuron at the time of the simulation (or of the look, from within one).
 *
 * @state    index in the model's table */
double rlif_simulation_get_state (const RlifSimulation *simulation, const RlifPopulation *population,
                                  guint32 neuron, guint state);

/* @population  NULL for all; delivered, gated and outside are counted at the target */
RlifCounters rlif_simulation_get_counters (const RlifSimulation *simulation,
                                           const RlifPopulation *population);
RlifProjectionCounters rlif_simulation_get_projection_counters (const RlifSimulation *simulation,
                                                                const RlifProjection *projection);

/* The weights at the time of the simulation, by source, delay, target and order of making; for a
 * projection that is stored.
 *
 * @from, @to, @weight   [rlif_projection_get_n_synapses ()] are set; any may be NULL */
void rlif_simulation_get_weights (const RlifSimulation *simulation, const RlifProjection *projection,
                                  guint32 from[], guint32 to[], double weight[]);

/* Events that were put into a queue: the windowed engine queues a spike once for each row of synapses
 * that it runs down, and again for each further delay in it, the reference engine once for each
 * synapse. */
guint64 rlif_simulation_get_queued (const RlifSimulation *simulation);

RLIF_END_DECLS

#endif
