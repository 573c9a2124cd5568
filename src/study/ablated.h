/* Neurons whose potential is not reset as their model says. All else is done by the model's own functions. */
#ifndef RLIF_STUDY_ABLATED_H
#define RLIF_STUDY_ABLATED_H

#include "linear/linear.h"

typedef struct {
  RlifModel model;           /* what the engine runs */
  const RlifModel *base;     /* read from a .model file */
  guint v;                   /* the state V_m */
  guint v_th, v_reset;       /* parameters; if it subtracts */
  RlifField *state;          /* [n_state] of the model */
} RlifAblatedModel;

/* A spike takes V_th - V_reset from V_m. */
RlifAblatedModel *rlif_ablated_model_subtract (const RlifModel *base);

/* A spike leaves V_m, and nothing is held; as long as the neuron is at or above threshold it fires again
 * every refractory period. It has one more state, the last: the time [ms] it has been there. */
RlifAblatedModel *rlif_ablated_model_keep (const RlifModel *base);

/* Is it one of the latter? */
gboolean rlif_ablated_model_keeps (const RlifModel *model);
void rlif_ablated_model_free (RlifAblatedModel *model);

#endif
