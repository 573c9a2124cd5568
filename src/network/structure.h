/* How a network lies in memory: written by this room, read by the engine. */
#ifndef RLIF_NETWORK_STRUCTURE_H
#define RLIF_NETWORK_STRUCTURE_H

#include <rlif/network.h>
#include <rlif/random.h>
#include "base/memory.h"

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
  RlifStorage asked;
  gboolean is_procedural;    /* then there are no arrays: */
  RlifRule rule;
  RlifStream stream;         /* of the rule */
  gsize *row;                /* [sources + 1] where each source's row begins; NULL if all have this: */
  gsize length;
  /* targets, in one of three forms: */
  guint32 *to;               /* [n] */
  guint16 *to_short;         /* [n] up to 65 536 targets */
  guint16 *step;             /* from the target before in the row, from 0 at its beginning; RLIF_FAR: as
                                far, and there is no synapse */
  gsize *first_step;         /* [sources + 1] where each source's steps begin */
  /* weights: all same_weight, or in one of three forms: */
  double *weight;            /* [n] */
  float *weight_single;      /* [n] */
  guint8 *weight_index;      /* [n] in: */
  double *weight_table;      /* [up to 256] */
  double same_weight;
  RlifPlasticity plasticity;
  /* delays: all same_delay, or in one of two forms: */
  RlifTime *delay;           /* [n] */
  guint8 *delay_index;       /* [n] in: */
  RlifTime *delay_table;     /* [up to 256] */
  RlifTime same_delay;
};

#define RLIF_FAR 0xffff

static inline gboolean
rlif_projection_weights_differ (const RlifProjection *p)
{
  return p->weight || p->weight_single || p->weight_index;
}

static inline gboolean
rlif_projection_delays_differ (const RlifProjection *p)
{
  return p->delay || p->delay_index;
}

/* Where the stored row of a source begins, and that of the one before ends. */
static inline gsize
rlif_projection_begin (const RlifProjection *p, gsize source)
{
  return p->row ? p->row[source] : source * p->length;
}

/* Of a stored synapse: its target if that is not kept as steps, which it never is if synapses learn, ... */
static inline guint32
rlif_projection_target (const RlifProjection *p, gsize synapse)
{
  return p->to_short ? p->to_short[synapse] : p->to[synapse];
}

/* ... its weight, and its delay. */
static inline double
rlif_projection_weight (const RlifProjection *p, gsize synapse)
{
  return p->weight_index    ? p->weight_table[p->weight_index[synapse]]
         : p->weight_single ? (double) p->weight_single[synapse]
         : p->weight        ? p->weight[synapse]
                            : p->same_weight;
}

static inline RlifTime
rlif_projection_delay (const RlifProjection *p, gsize synapse)
{
  return p->delay_index ? p->delay_table[p->delay_index[synapse]]
         : p->delay     ? p->delay[synapse]
                        : p->same_delay;
}

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
  guint n_threads;           /* that make synapses; 0: one for each processor, if they are many */
  GPtrArray *populations;    /* of RlifPopulation, owned as all below */
  GPtrArray *inputs;         /* of RlifInput */
  GPtrArray *projections;    /* of RlifProjection */
  GPtrArray *poissons;       /* of RlifPoisson */
  GPtrArray *currents;       /* of RlifCurrent */
  GHashTable *names;         /* of everything that has one, as a set */
};

/* Targets of one row, in one of two forms: */
typedef struct {
  gsize n;
  const guint32 *to;         /* [n] */
  const guint16 *to_short;   /* [n] if `to` is NULL */
} RlifRow;

static inline guint32
rlif_row_target (const RlifRow *row, gsize k)
{
  return row->to ? row->to[k] : row->to_short[k];
}

/* Where procedural rows are made and steps followed; zero-initialised, to be cleared by
 * rlif_row_maker_clear (). */
typedef struct {
  guint32 *from, *to;
  gsize room;
} RlifRowMaker;

/* The row of a source. What it points to belongs to the projection or to the maker, until its next row.
 * Ends the program if there is no memory for a row. */
RlifRow rlif_projection_row (const RlifProjection *projection, guint32 source, RlifRowMaker *maker);

/* The same for the positions begin .. end - 1 of a stored row. */
RlifRow rlif_projection_part (const RlifProjection *projection, guint32 source, gsize begin, gsize end,
                              RlifRowMaker *maker);
void rlif_row_maker_clear (RlifRowMaker *maker);

/* Asks for what tells where a row is. */
RLIF_ASKS void
rlif_projection_ask_where (const RlifProjection *p, guint32 source)
{
  if (p->is_procedural) return;
  if (p->row) __builtin_prefetch (&p->row[source]);
  if (p->first_step) __builtin_prefetch (&p->first_step[source]);
}

/* Asks for what is kept of a row, which will soon be needed, or the beginning of it: more comes by itself. */
RLIF_ASKS void
rlif_projection_ask_ahead (const RlifProjection *p, guint32 source, gsize begin)
{
  if (p->is_procedural) return;
  const gsize *const where = p->first_step;
  const gsize first = where ? where[source] : rlif_projection_begin (p, source) + begin;
  const gsize n = (where ? where[source + 1] : rlif_projection_begin (p, source + 1)) - first;
  if (n == 0) return;
  const gsize size = p->to ? sizeof *p->to : sizeof *p->to_short;
  const char *const at = (where ? (const char *) p->step : p->to ? (const char *) p->to : (const char *) p->to_short) + first * size;
  for (gsize k = 0; k < MIN (n * size, 256); k += 64) __builtin_prefetch (at + k);
  __builtin_prefetch (at + MIN (n * size, 256) - 1);
}

void rlif_input_free (RlifInput *input);

/* Takes a name for a part of the network.
 *
 * @error    RLIF_ERROR_INVALID if it is taken already or empty
 *
 * Returns: FALSE on error. */
gboolean rlif_network_take_name (RlifNetwork *network, const char *name, GError **error);

#endif
