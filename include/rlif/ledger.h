/* rlif/ledger.h - what a run did, counted. */
#ifndef RLIF_LEDGER_H
#define RLIF_LEDGER_H

#include <rlif/simulation.h>

RLIF_BEGIN_DECLS

typedef struct {
  char *name;
  guint64 neurons, states;      /* state variables of a neuron */
  guint64 spikes, delivered, gated, outside, crossings;   /* as in RlifCounters */
  guint64 updates;              /* of membranes: one for each arrival that was heard, one for each spike */
} RlifLedgerPopulation;

typedef struct {
  char *name;
  guint64 sources, synapses, bytes;
  gboolean from_outside;
  guint64 delivered, gated;
} RlifLedgerProjection;

typedef struct {
  double simulated;             /* [ms] from the beginning, warm-up included */
  guint64 queued;               /* events put on the queue */
  guint64 channels;             /* of inputs */
  guint64 poisson_lines;        /* neurons with Poisson input, for each input of the kind */
  guint n_populations, n_projections;
  RlifLedgerPopulation *population;   /* [n_populations] */
  RlifLedgerProjection *projection;   /* [n_projections] */
} RlifLedger;

/* The ledger of a simulation so far. Returns: (owned) */
RlifLedger *rlif_ledger_new (const RlifSimulation *simulation, const RlifNetwork *network);
void rlif_ledger_free (RlifLedger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifLedger, rlif_ledger_free)

/* As text, which rlif_ledger_parse () reads: lines of fields separated by tabs. Returns: (owned) */
char *rlif_ledger_format (const RlifLedger *ledger);

/* @error    RLIF_ERROR_SYNTAX. Returns: (owned) NULL on error. */
RlifLedger *rlif_ledger_parse (const char *text, GError **error);

RLIF_END_DECLS

#endif
