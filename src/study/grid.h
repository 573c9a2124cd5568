/* Moments on a grid, and what comes from outside up to each of its points. */
#ifndef RLIF_STUDY_GRID_H
#define RLIF_STUDY_GRID_H

#include "network/structure.h"

/* The first point that is not before a moment. */
static inline guint64
rlif_grid_point (RlifTime moment, RlifTime step)
{
  return (guint64) (moment / step) + (moment % step != 0);
}

/* A span in steps, to the nearest. */
static inline guint64
rlif_grid_steps (RlifTime span, RlifTime step)
{
  return (guint64) (span / step) + (span % step >= step - span % step);
}

/* A delay between neurons in steps: at least one. */
static inline guint64
rlif_grid_delay (RlifTime delay, RlifTime step)
{
  return MAX (rlif_grid_steps (delay, step), 1);
}

/* Who is told. */
typedef struct {
  gpointer data;
  void (*on_spike) (gpointer data, const RlifInput *input, guint32 channel, RlifTime time);
  void (*on_poisson) (gpointer data, const RlifPoisson *poisson, guint32 neuron);
  void (*on_current) (gpointer data, guint population, double current);   /* the sum of its inputs, from now on */
} RlifGridListener;

typedef struct RlifGridInput RlifGridInput;

RlifGridInput *rlif_grid_input_new (const RlifNetwork *network);
void rlif_grid_input_free (RlifGridInput *input);

/* Tells all that comes up to and at a moment and has not been told. */
void rlif_grid_input_take (RlifGridInput *input, RlifTime until, const RlifGridListener *listener);

#endif
