/* One neuron outside any network: a model, parameters, state and clocks. */
#ifndef RLIF_TESTS_NEURON_KIT_H
#define RLIF_TESTS_NEURON_KIT_H

#include <rlif/random.h>
#include <rlif/registry.h>
#include "check-main.h"

#define TICKS_PER_MS 1e12

typedef struct {
  RlifRegistry *registry;
  const RlifModel *model;
  double par[16], state[8];
  RlifTime clock[4];
  RlifNeuron x;
} Cell;

/* At rest with default parameters. */
static inline void
cell_reset (Cell *cell)
{
  const RlifModel *m = cell->model;
  for (guint j = 0; j < m->n_state; j++) cell->state[j] = m->state[j].init;
  if (m->rest) m->rest (cell->par, cell->state);
  for (guint j = 0; j < m->n_clock; j++) cell->clock[j] = G_MININT64;
}

static inline void
cell_open (Cell *cell, const char *name)
{
  GError *error = NULL;
  cell->registry = rlif_registry_new (NULL);
  cell->model = rlif_registry_find (cell->registry, name, &error);
  ck_assert_msg (cell->model != NULL, "%s", error ? error->message : "");
  for (guint j = 0; j < cell->model->n_param; j++) cell->par[j] = cell->model->param[j].init;
  cell->x = (RlifNeuron) { cell->par, cell->state, cell->clock, NULL, 0, TICKS_PER_MS };
  cell_reset (cell);
}

static inline void
cell_close (Cell *cell)
{
  rlif_registry_free (cell->registry);
}

static inline double *
cell_par (Cell *cell, const char *name)
{
  const int index = rlif_model_find_param (cell->model, name);
  ck_assert_int_ge (index, 0);
  return &cell->par[index];
}

static inline RlifTime
ms (double time)
{
  return (RlifTime) llrint (time * TICKS_PER_MS);
}

/* Uniform, and uniform in the logarithm. */
static inline double
draw (RlifStream *stream, double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (stream);
}

static inline double
draw_log (RlifStream *stream, double low, double high)
{
  return low * pow (high / low, rlif_stream_uniform (stream));
}

#endif
