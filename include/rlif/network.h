/* rlif/network.h - populations of neurons, the synapses between them, and what comes from outside.
 *
 * A network is described first and simulated later (rlif/simulation.h). Names are unique among
 * populations and inputs together; random draws are keyed by the names, so that adding a part does
 * not change what is drawn for the others. Weights are in the unit of the port they arrive at. */
#ifndef RLIF_NETWORK_H
#define RLIF_NETWORK_H

#include <rlif/error.h>
#include <rlif/model.h>

RLIF_BEGIN_DECLS

typedef struct RlifNetwork RlifNetwork;
typedef struct RlifPopulation RlifPopulation;  /* neurons of one model, numbered from 0 */
typedef struct RlifInput RlifInput;            /* channels that spike as told, numbered from 0 */
typedef struct RlifProjection RlifProjection;  /* synapses from a population or input to a population */

/* How a value is drawn, for each neuron or synapse anew. */
typedef enum {
  RLIF_CONSTANT,       /* a */
  RLIF_UNIFORM,        /* between a and b */
  RLIF_NORMAL,         /* mean a, standard deviation b */
  RLIF_LOGNORMAL,      /* median a, standard deviation b of the logarithm */
  RLIF_EXPONENTIAL,    /* mean a */
} RlifDistributionKind;

typedef struct {
  RlifDistributionKind kind;
  double a, b;
  double low, high;    /* clipped: drawn again until low <= value <= high */
} RlifDistribution;

/* Always the same value. */
RlifDistribution rlif_constant (double value);

/* Reads "20 ms", "uniform(0 mV, 20 mV)", "normal(1.5 ms, 0.3 ms)", "lognormal(0.1 mV, 0.5)",
 * "exponential(2 ms)" or "clipped(D, low, high)" with D one of the others.
 *
 * @unit     the unit that values are wanted in
 * @error    says what was wrong and what fits
 *
 * Returns: FALSE on error, with *distribution unchanged. */
gboolean rlif_distribution_parse (const char *text, const char *unit, RlifDistribution *distribution,
                                  GError **error);

/* @ticks_per_ms  a power of ten from 1 (1 ms) to 1e12 (1 fs), the default resolution being 1e12
 * @seed          of everything that is drawn */
RlifNetwork *rlif_network_new (gint64 ticks_per_ms, guint64 seed);
void rlif_network_free (RlifNetwork *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifNetwork, rlif_network_free)

gint64 rlif_network_get_ticks_per_ms (const RlifNetwork *network);

/* How many threads make the synapses of projections added from now on; 0, as at first: one for each processor
 * where synapses are many. The synapses do not depend on it. */
void rlif_network_set_threads (RlifNetwork *network, guint threads);

/* Adds neurons at rest with the model's default parameters.
 *
 * @count    1 <= count, and fewer than 2^32 - 1 in the whole network
 * @model    borrowed for the life of the network
 * @error    RLIF_ERROR_INVALID if the name is taken or empty, RLIF_ERROR_LIMIT
 *
 * Returns: (borrowed) from the network; NULL on error. */
RlifPopulation *rlif_network_add_population (RlifNetwork *network, const char *name,
                                             const RlifModel *model, guint32 count, GError **error);

/* Draws a parameter or an initial state, by its name, for every neuron of the population.
 *
 * @error    RLIF_ERROR_UNKNOWN if the model has neither of that name; RLIF_ERROR_INVALID if a drawn
 *           value lies outside the field's bounds
 *
 * Returns: FALSE on error, with the population unchanged. */
gboolean rlif_population_set (RlifPopulation *population, const char *field,
                              const RlifDistribution *value, GError **error);

/* The same with a value for each neuron. @value is [count]. */
gboolean rlif_population_set_each (RlifPopulation *population, const char *field,
                                   const double value[], GError **error);

const char *rlif_population_get_name (const RlifPopulation *population);
guint rlif_population_get_index (const RlifPopulation *population);  /* in the network */
guint32 rlif_population_get_count (const RlifPopulation *population);
const RlifModel *rlif_population_get_model (const RlifPopulation *population);

guint rlif_network_n_populations (const RlifNetwork *network);
RlifPopulation *rlif_network_get_population (const RlifNetwork *network, guint index);
/* Returns: (borrowed) NULL if there is none of that name. */
RlifPopulation *rlif_network_find_population (const RlifNetwork *network, const char *name);

/* Who is connected to whom. */
typedef enum {
  RLIF_ALL_TO_ALL,
  RLIF_ONE_TO_ONE,          /* neuron i to neuron i; both sides must have as many */
  RLIF_FIXED_INDEGREE,      /* k synapses arrive at each target */
  RLIF_FIXED_OUTDEGREE,     /* k synapses leave each source */
  RLIF_FIXED_TOTAL,         /* k synapses in all */
  RLIF_PAIRWISE_BERNOULLI,  /* each pair with probability p, at most once */
  RLIF_PAIRWISE_POISSON,    /* each pair a Poisson number of times, mean p */
} RlifRuleKind;

typedef struct {
  RlifRuleKind kind;
  guint64 k;
  double p;
  gboolean self_connections;  /* may a neuron connect to itself? */
  gboolean multapses;         /* may a pair be connected more than once (the fixed_ rules)? */
} RlifRule;

/* How synapses are kept. The network is the same. */
typedef enum {
  RLIF_STORAGE_AUTO,        /* procedural if it can be, and a stored one would take more than 1 GB, or than
                               16 MB where rows are drawn uniformly: all_to_all, fixed_outdegree */
  RLIF_STORAGE_STORED,      /* 2 bytes each; 4 where there are more than 65 536 targets and few of them are
                               connected; 1 more for weights, and for delays, of up to 256 kinds, 8 for others,
                               4 for weights in single precision */
  RLIF_STORAGE_PROCEDURAL,  /* none: a row is made again whenever a spike runs down it. For rules that
                               make rows by source, with one weight and one delay */
} RlifStorage;

/* How synapses change with use. */
typedef enum {
  RLIF_STATIC,
  RLIF_STDP,              /* with the times of spikes on both sides: one weight a synapse */
  RLIF_TSODYKS_MARKRAM,   /* with the source's spikes alone: one state a source */
} RlifPlasticityKind;

/* STDP: with x = w/w_max between 0 and 1, an arrival that finds the trace o of the target's spikes changes
 * x by -a_minus x^mu_minus o, and then acts; a spike that finds the trace r of arrivals changes it by
 * a_plus (1 - x)^mu_plus r. Traces decay with tau_minus and tau_plus; each event adds 1, or with
 * `nearest` sets it to 1. mu = 0 is the additive rule, 1 the multiplicative one (Gütig et al. 2003,
 * doi:10.1523/JNEUROSCI.23-09-03697.2003). The synapse sees a spike of the source when it arrives.
 *
 * Tsodyks-Markram: the share u x of the weight acts, with u and x after Tsodyks, Uziel & Markram 2000,
 * doi:10.1523/JNEUROSCI.20-01-j0003.2000; the synapse sees a spike when it is sent. */
typedef struct {
  RlifPlasticityKind kind;
  double a_plus, a_minus, mu_plus, mu_minus;
  double tau_plus, tau_minus;            /* [ms] */
  double w_max;                          /* in the unit of the port; its sign is that of the weights */
  gboolean nearest;                      /* nearest neighbours instead of all pairs */
  double u, tau_rec, tau_facil, tau_psc; /* [ms]; tau_facil and tau_psc may be 0 */
} RlifPlasticity;

/* What all synapses of a projection share. */
typedef struct {
  const char *name;           /* keys the random draws */
  const char *port;           /* NULL: chosen by the sign of each weight */
  RlifDistribution weight;
  RlifDistribution delay;     /* [ms] >= 0, rounded to the nearest tick */
  RlifStorage storage;
  gboolean single_precision;  /* weights that differ are rounded to 24 bits, and take 4 bytes */
  RlifPlasticity plasticity;
} RlifSynapses;

/* Connects a population to a population by a rule.
 *
 * @error    RLIF_ERROR_INVALID if the rule cannot be met, the name is taken or empty, a drawn delay
 *           is negative, or no port takes a weight; RLIF_ERROR_UNKNOWN if there is no such port;
 *           RLIF_ERROR_LIMIT if there is no memory
 *
 * Returns: (borrowed) from the network; NULL on error, with the network unchanged.
 * Cost: nothing if procedural, else O(synapses + neurons) time, and memory for little more than what stays
 * (RLIF_STORAGE_STORED); but fixed_total without multapses and lists take 32 bytes per synapse while it works. */
RlifProjection *rlif_network_connect (RlifNetwork *network, RlifPopulation *source,
                                      RlifPopulation *target, const RlifRule *rule,
                                      const RlifSynapses *synapses, GError **error);

/* Connects pairs as listed. Duplicates are kept as parallel synapses.
 *
 * @n        number of synapses
 * @from, @to   [n] neuron numbers within the populations
 * @weight   [n], or NULL: drawn from @synapses
 * @delay    [n] ticks, or NULL: drawn from @synapses
 * @error    as rlif_network_connect(), and RLIF_ERROR_INVALID if there is no such neuron */
RlifProjection *rlif_network_connect_list (RlifNetwork *network, RlifPopulation *source,
                                           RlifPopulation *target, const RlifSynapses *synapses,
                                           gsize n, const guint32 from[], const guint32 to[],
                                           const double weight[], const RlifTime delay[],
                                           GError **error);

guint rlif_network_n_projections (const RlifNetwork *network);
RlifProjection *rlif_network_get_projection (const RlifNetwork *network, guint index);

/* How many synapses there are; of a procedural projection whose rows differ in length, the number
 * expected. */
gsize rlif_projection_get_n_synapses (const RlifProjection *projection);

/* [bytes] of memory that its synapses take; if they learn, in a simulation. */
gsize rlif_projection_get_size (const RlifProjection *projection);

/* In words: how they are kept, and why.
 *
 * Returns: (owned) as in "procedural: asked for". */
char *rlif_projection_describe_storage (const RlifProjection *projection);

gboolean rlif_projection_is_procedural (const RlifProjection *projection);
const char *rlif_projection_get_name (const RlifProjection *projection);

/* Adds channels that spike at given moments.
 *
 * @time, @channel  [n], in any order; 0 <= time <= 9e18 ticks, channel < @channels
 *
 * Returns: (borrowed) NULL on error. */
RlifInput *rlif_network_add_spikes (RlifNetwork *network, const char *name, guint32 channels,
                                    gsize n, const RlifTime time[], const guint32 channel[],
                                    GError **error);

/* Adds one channel that spikes at @start, @start + @interval, ... for ever. @interval > 0. */
RlifInput *rlif_network_add_regular (RlifNetwork *network, const char *name, RlifTime start,
                                     RlifTime interval, GError **error);

guint32 rlif_input_get_channels (const RlifInput *input);

/* As rlif_network_connect() and rlif_network_connect_list(), from an input's channels. */
RlifProjection *rlif_network_connect_input (RlifNetwork *network, RlifInput *source,
                                            RlifPopulation *target, const RlifRule *rule,
                                            const RlifSynapses *synapses, GError **error);
RlifProjection *rlif_network_connect_input_list (RlifNetwork *network, RlifInput *source,
                                                 RlifPopulation *target,
                                                 const RlifSynapses *synapses, gsize n,
                                                 const guint32 from[], const guint32 to[],
                                                 const double weight[], const RlifTime delay[],
                                                 GError **error);

/* Adds a Poisson process of its own for each neuron of a population: exact, with no dead time and
 * on no grid. Neurons are taken in fixed blocks, each block one process whose spikes fall on a
 * neuron at random, which is the same thing (superposition).
 *
 * @rate     [Hz] of each neuron, 0 to 1e9
 * @port     NULL: chosen by the sign of the weight */
gboolean rlif_network_add_poisson (RlifNetwork *network, const char *name, RlifPopulation *target,
                                   double rate, double weight, const char *port, GError **error);

/* Adds a current into every neuron of a population, constant between steps, 0 before the first.
 *
 * @time     [n] ascending
 * @current  [n] pA from that moment on
 * @error    RLIF_ERROR_INVALID if the model takes no current */
gboolean rlif_network_add_current (RlifNetwork *network, const char *name, RlifPopulation *target,
                                   gsize n, const RlifTime time[], const double current[],
                                   GError **error);

RLIF_END_DECLS

#endif
