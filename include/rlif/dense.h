/* rlif/dense.h - the clock-driven twin of a network: the same neurons, synapses and input on a grid of time.
 *
 * It exists to be compared with the event-driven run. Its moments are the points n h of a grid; a step leads from
 * one to the next:
 *
 *   1. every state flows for h, under the current there was at the point before; what is held in refractory neurons
 *      stays,
 *   2. what arrives at the new point is summed; refractory neurons are deaf to it as they are on no grid,
 *   3. each neuron's threshold is tested once; who has reached it fires at this point and is reset,
 *   4. the spikes are sent.
 *
 * Delays are rounded to whole steps, at least one; refractory periods are rounded to whole steps. What comes from
 * outside between two points - spikes, Poisson spikes, steps of a current - takes effect at the second. A neuron
 * whose refractory period ends at a point hears what arrives there, and may fire. */
#ifndef RLIF_DENSE_H
#define RLIF_DENSE_H

#include <rlif/simulation.h>

RLIF_BEGIN_DECLS

/* How a state x' = M x + b flows for a step. */
typedef enum {
  RLIF_DENSE_EULER,    /* x + h (M x + b): forward Euler */
  RLIF_DENSE_EXACT,    /* exp (M h) x + (integral of exp (M s) over the step) b: Rotter & Diesmann 1999,
                          doi:10.1007/s004220050570 */
} RlifDenseMethod;

typedef struct RlifDense RlifDense;

/* What was done so far. */
typedef struct {
  guint64 steps;
  guint64 updates;     /* of neurons: all of them in every step */
  guint64 additions;   /* of weights to what will arrive */
  guint64 spikes;
} RlifDenseCounters;

/* Puts a network into its initial state at time 0, the first point of the grid.
 *
 * @network  borrowed; must not change while the twin lives
 * @step     [ticks] > 0
 * @error    RLIF_ERROR_MODEL if a model is not read from a .model file, RLIF_ERROR_INVALID if synapses change with
 *           use or parameters do not fit each other, RLIF_ERROR_LIMIT if what is under way would take more than
 *           4 GiB
 *
 * Returns: (owned) NULL on error. */
RlifDense *rlif_dense_new (const RlifNetwork *network, RlifDenseMethod method, RlifTime step, GError **error);
void rlif_dense_free (RlifDense *dense);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifDense, rlif_dense_free)

/* Goes on to the last point of the grid that is not after a moment.
 *
 * @error    RLIF_ERROR_INVALID if a state is no longer finite: the step is too long for Euler's method */
gboolean rlif_dense_run (RlifDense *dense, RlifTime until, GError **error);

/* The point reached [ticks]. */
RlifTime rlif_dense_get_time (const RlifDense *dense);

/* @state    index in the model's table */
double rlif_dense_get_state (const RlifDense *dense, const RlifPopulation *population, guint32 neuron, guint state);

/* Spikes so far, by time, population and neuron. Returns: (borrowed) [*n] until the next step */
const RlifSpike *rlif_dense_get_spikes (const RlifDense *dense, gsize *n);
RlifDenseCounters rlif_dense_get_counters (const RlifDense *dense);

/* What lies between the twin and the event-driven run. */
typedef struct {
  guint64 n;           /* comparisons: neurons times points */
  double rms, largest; /* of the difference, in the unit of the state; NAN if n is 0 */
} RlifDenseError;

typedef struct {
  RlifDenseError before_any;    /* before the first spike in either */
  RlifDenseError before_own;    /* of each neuron before its first spike in either */
  RlifDenseError whole;
  double scale;                 /* the largest size of the state itself */
  guint64 spikes_events, spikes_steps;
  guint64 matched, missing, extra;
  double mean_dt, largest_dt;   /* [ms] sizes, of matched spikes; NAN if there are none */
} RlifDenseComparison;

/* Goes beside an event-driven simulation, and compares at every point of the grid the state V_m (or the first, if a
 * model has none of that name) and in the end the spikes. */
typedef struct RlifDenseComparer RlifDenseComparer;

/* @until    the moment up to which the simulation will run
 * @error    as rlif_dense_new () */
RlifDenseComparer *rlif_dense_comparer_new (const RlifNetwork *network, RlifDenseMethod method, RlifTime step,
                                            RlifTime until, GError **error);
void rlif_dense_comparer_free (RlifDenseComparer *comparer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifDenseComparer, rlif_dense_comparer_free)

/* For a simulation that has not begun. */
RlifObserver rlif_dense_comparer_observer (RlifDenseComparer *comparer);

/* What was found, when the simulation has come to its end. A spike is matched with one of the same neuron if each is
 * the other's nearest, and they are no further apart than the window. What stays alone within a window of the end
 * is not counted.
 *
 * @window   [ticks]
 * @error    as rlif_dense_run () */
gboolean rlif_dense_comparer_finish (RlifDenseComparer *comparer, RlifTime window, RlifDenseComparison *comparison,
                                     GError **error);

/* The order of convergence: the slope of log error over log step, by least squares.
 *
 * @step, @error   [n]
 * @floor    errors up to here are rounding
 *
 * Returns: NAN if there are not two different steps, or an error is rounding or not finite. */
double rlif_dense_order (gsize n, const double step[], const double error[], double floor);

RLIF_END_DECLS

#endif
