/* rlif/energy.h - what a run would cost in energy, beside other ways to compute the same network.
 *
 * Names and definitions of NeuroBench (Yik et al. 2025, doi:10.1038/s41467-025-56739-4). */
#ifndef RLIF_ENERGY_H
#define RLIF_ENERGY_H

#include <rlif/ledger.h>

RLIF_BEGIN_DECLS

/* The price of each operation on some hardware; NAN where it has none. */
typedef struct {
  char *name, *title, *source;
  double mac;          /* [pJ] a multiply-accumulate */
  double ac;           /* [pJ] an accumulate: a synaptic event */
  double update;       /* [pJ] of a membrane */
  double neuron_ms;    /* [pJ] of a neuron in a ms, whatever happens; 0 if not known */
} RlifPrice;

/* Reads prices from a key file, a group each: title, source, mac, ac, update, neuron_ms.
 *
 * @path     NULL: the table that comes with rlif
 * @error    RLIF_ERROR_IO, or "PATH:LINE: what is wrong"
 *
 * Returns: (owned) of RlifPrice; NULL on error. */
GPtrArray *rlif_prices_load (const char *path, GError **error);

typedef enum {
  RLIF_BY_EVENTS,        /* as it was computed */
  RLIF_BY_STEPS,         /* every membrane in every step, spikes sent when they occur */
  RLIF_BY_STEPS_DENSE, RLIF_BY_STEPS_MASKED,   /* and every synapse, of all pairs or those that exist */
  RLIF_BY_RNN, RLIF_BY_RNN_MASKED,      /* of as many units, all connected; with these synapses only */
  RLIF_BY_GRU, RLIF_BY_GRU_MASKED,
  RLIF_BY_LSTM, RLIF_BY_LSTM_MASKED,
  RLIF_N_WAYS
} RlifWay;

/* Of the whole run. */
typedef struct {
  double macs, acs, updates;
} RlifOperations;

typedef struct {
  double step;                   /* [ms] of all but the first way */
  double steps, neurons, channels, synapses, input_synapses;
  double rate;                   /* [Hz] mean */
  double arrivals_per_step;      /* at a neuron: rate x in-degree x step, with those from outside */
  double footprint;              /* [bytes] of synapses and states */
  double connection_sparsity;    /* share of the dense network's weights, input included, that are no synapse */
  double activation_sparsity;    /* share of neurons and steps without a spike */
  double synops_dense, synops_macs, synops_acs;         /* in each step: dense, effective MACs, effective ACs */
  RlifOperations way[RLIF_N_WAYS];
} RlifEnergy;

/* Counts.
 *
 * @step     [ms] > 0 */
RlifEnergy rlif_energy_count (const RlifLedger *ledger, double step);

const char *rlif_way_name (RlifWay way);

/* [J] of a way; NAN if the price of an operation that it needs is not known. */
double rlif_energy_joules (const RlifEnergy *energy, RlifWay way, const RlifPrice *price);

/* [Hz] the mean rate up to which events cost less than another way, if all that happens (input too) grows
 * with it; HUGE_VAL if they always do, 0 if never, NAN if that cannot be told or both cost the same. */
double rlif_energy_limit (const RlifEnergy *energy, RlifWay way, const RlifPrice *price);

RLIF_END_DECLS

#endif
