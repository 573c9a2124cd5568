/* How a memory kernel lies in memory. */
#ifndef RLIF_STUDY_KERNEL_H
#define RLIF_STUDY_KERNEL_H

#include <rlif/kernel.h>
#include "linear/linear.h"

/* How the state moves between spikes, without constant drive, or while some states are held. */
typedef struct {
  RlifEquation equation;
  RlifFlow *flow;
  double input[RLIF_MAX_STATES];   /* the jump of an input, 0 if the neuron is deaf to it */
} RlifKernelFlow;

/* A range of lags during which the neuron neither fired nor became able to hear again. */
typedef struct {
  double from;                     /* [ms] */
  gboolean is_held;
  double row[RLIF_MAX_STATES];     /* the share of each state, then, that is in the membrane now */
} RlifKernelSegment;

struct RlifKernel {
  RlifKernelFlow free, held;       /* held.flow is NULL if there is no hold */
  GArray *segment;                 /* of RlifKernelSegment, from lag 0; NULL: in steps */
  double step;                     /* [ms] */
  gsize n_gate;
  double *gate;                    /* [n_gate] the present first */
  gboolean repeats;                /* one gate for all time */
};

/* What is left at a lag that lies in the segment or at either end of it. */
double rlif_kernel_in_segment (const RlifKernel *kernel, const RlifKernelSegment *segment, double lag);

static inline const RlifKernelSegment *
rlif_kernel_segment (const RlifKernel *kernel, guint k)
{
  return &g_array_index (kernel->segment, RlifKernelSegment, k);
}

/* The state that is meant by the membrane potential. */
guint rlif_kernel_state (const RlifModel *model);

#endif
