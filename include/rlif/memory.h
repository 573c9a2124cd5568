/* rlif/memory.h - how much of its past input a network still has in its states, and what that costs.
 *
 * A system is driven by an input u of independent numbers, uniform between -1 and 1, each held for one
 * step; its states are read at the end of each step. Its capacity for a function z of past inputs is
 * the share of the variance of z that the best linear readout of the states restores. For z = u of k
 * steps ago that is the memory of Jaeger 2001 ("Short term memory in echo state networks", GMD report
 * 152); for products of Legendre polynomials of past inputs it is the capacity of Dambre, Verstraeten,
 * Schrauwen & Massar 2012, doi:10.1038/srep00514: all of them together are at most as many as there are
 * states. See docs/theory.md, section 10. */
#ifndef RLIF_MEMORY_H
#define RLIF_MEMORY_H

#include <rlif/energy.h>
#include <rlif/registry.h>

RLIF_BEGIN_DECLS

/* States at the ends of steps. */
typedef struct {
  gsize n_steps, n_states;
  double *value;             /* [n_steps][n_states] */
} RlifStates;

/* Returns: (owned) zeros. */
RlifStates *rlif_states_new (gsize n_steps, gsize n_states);
void rlif_states_free (RlifStates *states);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifStates, rlif_states_free)

/* An input: n independent numbers, uniform between -1 and 1.
 *
 * @name     streams of different names are independent
 *
 * Returns: (owned) */
double *rlif_memory_input (guint64 seed, const char *name, gsize n);

/* Is asked from time to time how far work is, from 0 to 1. Returns: FALSE to stop it. */
typedef gboolean (*RlifWatch) (gpointer data, double share);

/* What computing all steps took. */
typedef struct {
  RlifOperations operations;
  double neurons, synapses;
  double rate;               /* [Hz] mean of all neurons; NAN if there are no spikes */
} RlifMemoryCost;

/* A current into a population, in proportion to the input. */
typedef struct {
  char *population;
  double current;            /* [pA] at an input of 1 */
} RlifMemoryDrive;

/* A network of an experiment file as a system. Its duration and what it records do not matter.
 * The states are the membrane potential (V_m) of each neuron that is read, then, if tau > 0, a trace
 * of each neuron's spikes: the sum of exp (-s/tau) over the spikes s ago. */
typedef struct {
  const char *path;
  RlifRegistry *registry;
  const char *const *set;    /* settings as of rlif_experiment_load (), or NULL */
  gsize n_drives;
  const RlifMemoryDrive *drive;
  const char *const *read;   /* names of the populations to read, NULL-terminated; NULL: all */
  double step;               /* [ms] > 0 */
  double tau;                /* [ms] >= 0 */
  guint threads;             /* as of rlif_simulation_new_with () */
} RlifReservoir;

/* Runs the network from its initial state, by events.
 *
 * @cost     is set, if not NULL
 * @watch    may be NULL
 * @error    of the experiment; RLIF_ERROR_UNKNOWN if there is no such population; RLIF_ERROR_LIMIT if
 *           there is no memory; RLIF_ERROR_INVALID if a population takes no current or has no V_m, if the
 *           step is no whole number of ticks, or if so many steps are too long
 *
 * Returns: (owned) NULL on error, or, with no error, if it was stopped. */
RlifStates *rlif_reservoir_run (const RlifReservoir *reservoir, gsize n_steps, const double input[],
                                RlifMemoryCost *cost, RlifWatch watch, gpointer data, GError **error);

/* An echo state network: x_n = tanh (W x_(n-1) + w u_n + b). Each unit has as many connections, from units
 * drawn evenly, with weights uniform around 0 and scaled to a spectral radius; w and b are uniform. */
typedef struct {
  gsize units, connections;  /* 1 <= connections <= units */
  double radius;             /* > 0 spectral radius of W */
  double input, bias;        /* the largest w and b */
  guint64 seed;
} RlifEchoState;

/* Returns: (owned) W as [units][units], row by target.
 *
 * Cost: O(units^3), for the eigenvalues. */
double *rlif_echo_state_weights (const RlifEchoState *echo);

/* Runs it from x = 0. A step takes a multiply-accumulate for each connection and each unit's input;
 * tanh is not counted.
 *
 * Returns: (owned) */
RlifStates *rlif_echo_state_run (const RlifEchoState *echo, gsize n_steps, const double input[],
                                 RlifMemoryCost *cost);

/* A function of past inputs: a product of Legendre polynomials P_degree (u of lag steps ago), scaled to
 * the variance 1. */
#define RLIF_MOST_FACTORS 3
typedef struct {
  guint n;                   /* 1 <= n <= RLIF_MOST_FACTORS */
  guint lag[RLIF_MOST_FACTORS], degree[RLIF_MOST_FACTORS];
} RlifMemoryTarget;

/* All such functions of a degree (the sum of those of the factors, 1 to 3) of the last inputs, the
 * present one among them.
 *
 * @lags     how many inputs
 *
 * Returns: (owned) of RlifMemoryTarget; those of degree 1 by lag. */
GArray *rlif_memory_targets (guint degree, guint lags);

/* Its value at the end of a step, of at least its largest lag. */
double rlif_memory_target_at (const RlifMemoryTarget *target, const double input[], gsize step);

/* The parts of a run, one after the other, in steps. */
typedef struct {
  gsize washout;             /* not used: at least the largest lag */
  gsize train;               /* to fit readouts */
  gsize validate;            /* to choose the strength of the ridge, for each target; then both are fitted */
  gsize test;                /* on which capacities are measured, and nothing is chosen */
} RlifMemoryParts;

/* Capacities: 1 - (mean square error)/(variance) on the test part, of a readout by ridge regression.
 * What could come by chance counts as 0: see rlif_memory_threshold ().
 *
 * @input    [n_steps]
 * @parts    their sum is at most n_steps; train, validate, test >= 2
 * @noise    of every state that is read, independent in each step, as a share of its standard deviation
 * @capacity [n] are set
 * @watch    may be NULL
 *
 * Returns: FALSE if it was stopped.
 * Cost: O(n_steps n_states (n_states + n) + n_states^2 (n_states + n)) */
gboolean rlif_memory_capacities (const RlifStates *states, const double input[], const RlifMemoryParts *parts,
                                 gsize n, const RlifMemoryTarget target[], double noise, double capacity[],
                                 RlifWatch watch, gpointer data);

/* The capacity that a target independent of the states exceeds with a probability below 1e-4. */
double rlif_memory_threshold (gsize test);

/* [bits] that linear memory recalls in a step: the sum of -1/2 log2 (1 - capacity). */
double rlif_memory_bits (gsize n, const double capacity[]);

/* Two histories of input, then the same: how far apart the states still are, lag by lag.
 *
 * @a, @b    runs of as many steps and states, which get the same input from the step @common on
 * @scale    [n_states] by which each state is divided; a state whose scale is 0 is left out
 * @distance [n_steps - common + 1] are set: at the end of the last step with different input, and of
 *           each with the same */
void rlif_memory_separation (const RlifStates *a, const RlifStates *b, gsize common, const double scale[],
                             double distance[]);

/* How a system is examined. */
typedef struct {
  gsize steps;               /* of the run in which capacities are measured: rlif_memory_fewest_steps () or more */
  guint lags;                /* >= 1: how many of the last inputs linear memory is measured for */
  double noise;              /* of the states that bits are counted with, as of rlif_memory_capacities () */
  guint64 seed;              /* of the input */
} RlifMemoryPlan;

gsize rlif_memory_fewest_steps (guint lags);

/* The lags that capacities of degree 2 and 3 are measured for. Those of longer ones are left out. */
guint rlif_memory_lags (const RlifMemoryPlan *plan, guint degree);

/* What was found. */
typedef struct {
  guint lags;
  gsize steps;
  double *linear;            /* [lags] capacity for the input of k steps ago */
  double degree[RLIF_MOST_FACTORS];   /* sums of capacities of degree 1, 2 and 3 */
  double bits;               /* recalled in a step, from states with noise */
  double *separation;        /* [lags + 1] distance of states k steps after two histories of input became one,
                                as a share of that before; mean of several pairs of histories */
  double step;               /* [ms] of a reservoir, 0 for an echo state network */
  RlifMemoryCost cost;       /* of all steps */
} RlifMemory;

/* Examines a system.
 *
 * @watch    may be NULL
 * @error    as rlif_reservoir_run ()
 *
 * Returns: (owned) NULL on error, or, with no error, if it was stopped. */
RlifMemory *rlif_memory_of_reservoir (const RlifReservoir *reservoir, const RlifMemoryPlan *plan, RlifWatch watch,
                                      gpointer data, GError **error);
RlifMemory *rlif_memory_of_echo_state (const RlifEchoState *echo, const RlifMemoryPlan *plan, RlifWatch watch,
                                       gpointer data, GError **error);
void rlif_memory_free (RlifMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifMemory, rlif_memory_free)

/* The lag from which on the separation stays below a level; NAN if there is none. */
double rlif_memory_forgets (const RlifMemory *memory, double level);

/* [J] of a step; NAN if the price of an operation that it needs is not known. What the readout takes is not
 * counted: a multiply-accumulate for each state and function that is read. */
double rlif_memory_joules (const RlifMemory *memory, const RlifPrice *price);

RLIF_END_DECLS

#endif
