/* How an unrolled network lies in memory. */
#ifndef RLIF_STUDY_UNROLL_H
#define RLIF_STUDY_UNROLL_H

#include <rlif/unroll.h>
#include "study/dense.h"
#include "study/sparse.h"

/* A line of x. */
typedef enum { RLIF_LINE_CURRENT, RLIF_LINE_CHANNEL, RLIF_LINE_POISSON } RlifLineKind;

typedef struct {
  RlifLineKind kind;
  const void *from;            /* RlifPopulation, RlifInput or RlifPoisson */
  guint32 number;              /* of the channel or neuron */
  RlifTime delay;              /* of a channel's synapses */
  gint64 next;                 /* line of the same channel, -1 if there is none */
} RlifLine;

struct RlifUnrolled {
  const RlifNetwork *network;
  RlifDenseMethod method;
  RlifTime step;
  guint n_parts;
  RlifDensePart *part;         /* [n_parts] coefficients and initial states */
  guint32 *first_neuron;       /* [n_parts + 1] numbered through all populations */
  guint32 *first_state;        /* [n_parts] unit of the first state of the first neuron */
  guint32 *spike;              /* [neurons] unit of the spike of this step; G_MAXUINT32: never fires */
  guint32 *delayed;            /* [neurons] unit of the spike of the step before */
  guint32 *length;             /* [neurons] steps for which a spike is kept, this one included */
  guint32 *current;            /* [n_parts] unit of the current; G_MAXUINT32: none */
  RlifUnrolledSummary count;   /* without the spectral radii */
  RlifSparse *W_m, *W_s, *W_h, *W_x, *W_y;
  RlifSparse *forget, *update, *hear;   /* F, U and I */
  RlifSparse *b, *r, *theta, *h_0;   /* columns */
  GArray *line;                /* of RlifLine */
  GHashTable *find_line;       /* RlifLine -> number + 1 */
};

static inline guint32
rlif_unrolled_state (const RlifUnrolled *u, guint part, guint32 i, guint state)
{
  return u->first_state[part] + i * u->part[part].n_state + state;
}

/* The unit of the spike so many steps ago. */
static inline guint32
rlif_unrolled_spike (const RlifUnrolled *u, guint32 neuron, guint64 ago)
{
  return ago == 0 ? u->spike[neuron] : u->delayed[neuron] + (guint32) ago - 1;
}

/* The number of a line of x.
 *
 * @add      if there is none yet; else -1 is returned */
gint64 rlif_unrolled_line (RlifUnrolled *u, const RlifLine *line, gboolean add);

/* The first line of a channel, -1 if there is none; `next` leads to the others. */
gint64 rlif_unrolled_channel (const RlifUnrolled *u, const RlifInput *input, guint32 channel);

/* Tells x point by point. */
typedef struct RlifUnrolledInput RlifUnrolledInput;

RlifUnrolledInput *rlif_unrolled_input_new (const RlifUnrolled *u);
void rlif_unrolled_input_free (RlifUnrolledInput *input);

/* Goes on to the next point, at first to point 0.
 *
 * @x        [inputs] is set */
void rlif_unrolled_input_next (RlifUnrolledInput *input, double x[]);

/* Numbers the units.
 *
 * @error    RLIF_ERROR_LIMIT */
gboolean rlif_unrolled_lay_out (RlifUnrolled *u, GError **error);

/* Can the network be written this way?
 *
 * @error    RLIF_ERROR_MODEL */
gboolean rlif_unrolled_admit (const RlifPopulation *population, const RlifStepped *s, GError **error);

#endif
