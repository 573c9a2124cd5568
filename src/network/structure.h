/* How a network lies in memory: written by this room, read by the engine. */
#ifndef RLIF_NETWORK_STRUCTURE_H
#define RLIF_NETWORK_STRUCTURE_H

#include <rlif/network.h>
#include <rlif/random.h>

/* Ticks: the longest delay, and the latest moment at which something comes from outside. */
#define RLIF_LONGEST G_GINT64_CONSTANT (9000000000000000000)

struct RlifPopulation {
  RlifNetwork *network;
  char *name;
  const RlifModel *model;
  guint index;               /* in the network */
  guint32 count;
  double *par;               /* [n_param], or [count][n_param] if par_each */
  gboolean par_each;         /* do parameters differ between neurons? */
  double **given;            /* [n_state] of [count] initial values, or NULL: the model's rest */
};

typedef enum { RLIF_INPUT_SPIKES, RLIF_INPUT_REGULAR } RlifInputKind;

struct RlifInput {
  RlifNetwork *network;
  RlifInputKind kind;
  char *name;
  guint32 channels;
  gsize n;                   /* spikes: by time, then channel */
  RlifTime *time;            /* [n] */
  guint32 *channel;          /* [n] */
  RlifTime start, interval;  /* regular */
};

/* Synapses in rows by source; within a row by delay, then target, then in the order they were made. Procedural
 * ones are made again when they are needed, in the order of the rule: see rlif_projection_row (). */
struct RlifProjection {
  char *name;
  guint number;              /* in the network */
  RlifPopulation *source;    /* or NULL: */
  RlifInput *input;
  RlifPopulation *target;
  int port;                  /* in the target's model; -1: by the sign of the weight */
  gsize n;                   /* synapses */
  gboolean is_procedural;    /* then there are no arrays: */
  RlifRule rule;
  RlifStream stream;         /* of the rule */
  gsize *row;                /* [sources + 1] where each source's row begins */
  guint32 *to;               /* [n] */
  double *weight;            /* [n], or NULL: all have same_weight */
  double same_weight;
  RlifPlasticity plasticity;
  RlifTime *delay;           /* [n], or NULL: all have same_delay */
  RlifTime same_delay;
};

typedef struct {
  char *name;
  RlifPopulation *target;
  double rate;               /* [Hz] of each neuron */
  double weight;
  guint port;
} RlifPoisson;

typedef struct {
  char *name;
  RlifPopulation *target;
  gsize n;
  RlifTime *time;            /* [n] ascending */
  double *current;           /* [n] pA from that moment on */
} RlifCurrent;

struct RlifNetwork {
  gint64 ticks_per_ms;
  guint64 seed;
  GPtrArray *populations;    /* of RlifPopulation, owned as all below */
  GPtrArray *inputs;         /* of RlifInput */
  GPtrArray *projections;    /* of RlifProjection */
  GPtrArray *poissons;       /* of RlifPoisson */
  GPtrArray *currents;       /* of RlifCurrent */
  GHashTable *names;         /* of everything that has one, as a set */
};

/* Targets of one row. */
typedef struct {
  gsize n;
  const guint32 *to;         /* [n] */
} RlifRow;

/* Where procedural rows are made; zero-initialised, to be cleared by rlif_row_maker_clear (). */
typedef struct {
  guint32 *from, *to;
  gsize room;
} RlifRowMaker;

/* The row of a source. What it points to belongs to the projection or, if that is procedural, to the
 * maker, until its next row. Ends the program if there is no memory for a row. */
RlifRow rlif_projection_row (const RlifProjection *projection, guint32 source, RlifRowMaker *maker);
void rlif_row_maker_clear (RlifRowMaker *maker);

void rlif_input_free (RlifInput *input);

/* Takes a name for a part of the network.
 *
 * @error    RLIF_ERROR_INVALID if it is taken already or empty
 *
 * Returns: FALSE on error. */
gboolean rlif_network_take_name (RlifNetwork *network, const char *name, GError **error);

#endif
