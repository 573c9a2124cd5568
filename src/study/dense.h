/* How the clock-driven twin lies in memory. */
#ifndef RLIF_STUDY_DENSE_H
#define RLIF_STUDY_DENSE_H

#include "study/grid.h"
#include "study/stepped.h"

/* A population on the grid. */
typedef struct {
  const RlifPopulation *population;
  guint n_state, n_port;
  RlifStepped **stepped;       /* [1], or [count] if parameters differ between neurons */
  double *y;                   /* [count][n_state] measured from the origin */
  guint64 *free_at;            /* [count] the point at which refractoriness ends */
  double *arriving;            /* [slots][count][n_port] sums of weights, by point modulo slots */
  double current;              /* [pA] from this point on */
} RlifDensePart;

struct RlifDense {
  const RlifNetwork *network;
  RlifTime step;
  guint64 point;               /* reached */
  guint64 slots;
  guint n_parts;
  RlifDensePart *part;         /* [n_parts] */
  RlifGridInput *input;
  RlifRowMaker maker;
  GArray *spikes;              /* of RlifSpike, so far */
  RlifDenseCounters counters;
};

static inline const RlifStepped *
rlif_dense_stepped (const RlifDensePart *part, guint32 i)
{
  return part->stepped[part->population->par_each ? i : 0];
}

/* The value of a state as it is measured in the model. */
static inline double
rlif_dense_value (const RlifDensePart *part, guint32 i, guint state)
{
  return rlif_dense_stepped (part, i)->origin[state] + part->y[(gsize) i * part->n_state + state];
}

/* Makes the neurons of a population, each at its initial state.
 *
 * @error    RLIF_ERROR_MODEL, RLIF_ERROR_INVALID */
gboolean rlif_dense_part_init (RlifDensePart *part, const RlifPopulation *population, RlifTime step,
                               RlifDenseMethod method, GError **error);
void rlif_dense_part_clear (RlifDensePart *part);

/* Can its synapses be on a grid?
 *
 * @error    RLIF_ERROR_INVALID if they change with use */
gboolean rlif_dense_check_projection (const RlifProjection *projection, GError **error);

/* Goes on to the next point. */
void rlif_dense_go_on (RlifDense *dense);

/* @error    RLIF_ERROR_INVALID if a state is not finite */
gboolean rlif_dense_check (const RlifDense *dense, GError **error);

#endif
