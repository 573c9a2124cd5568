/* A linear neuron in steps, at one set of parameters. The state is measured from its origin, which is rest. */
#ifndef RLIF_STUDY_STEPPED_H
#define RLIF_STUDY_STEPPED_H

#include <rlif/dense.h>
#include "linear/linear.h"

/* One step: y becomes factor y + drive + current * per_current */
typedef struct {
  double factor[RLIF_MAX_STATES][RLIF_MAX_STATES];
  double drive[RLIF_MAX_STATES], per_current[RLIF_MAX_STATES];
} RlifSteppedFlow;

typedef struct {
  int n;
  double origin[RLIF_MAX_STATES];
  RlifSteppedFlow free, held;           /* held: while refractory */
  guint64 refractory;                   /* steps */
  double threshold;                     /* of guard.c y */
  double reset_to[RLIF_MAX_STATES];     /* y after a spike = linear->reset y + reset_to, where it is reset */
  RlifLinear *linear;                   /* jumps, resets, condition */
} RlifStepped;

/* @step     [ticks]
 *
 * Returns: (owned) NULL if the system is not finite with these parameters. */
RlifStepped *rlif_stepped_new (const RlifLanguage *language, const double par[], double ticks_per_ms, RlifTime step,
                               RlifDenseMethod method);
void rlif_stepped_free (RlifStepped *stepped);

/* Lets a state flow for a step. */
void rlif_stepped_flow (const RlifStepped *s, const RlifSteppedFlow *flow, double y[], double current);

/* Has it reached the threshold? */
gboolean rlif_stepped_fires (const RlifStepped *s, const double y[]);

void rlif_stepped_reset (const RlifStepped *s, double y[]);

#endif
