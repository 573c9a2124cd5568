/* One neuron of a model loaded as users load it, outside of any network. */
#ifndef RLIF_TESTS_CELL_H
#define RLIF_TESTS_CELL_H

#include <string.h>
#include <rlif/random.h>
#include <rlif/registry.h>
#include "check-main.h"

#define FS G_GINT64_CONSTANT (1000000000000)   /* ticks per ms */

typedef struct {
  RlifRegistry *registry;
  const RlifModel *model;
  double par[32], state[8];
  double prepared_for[32];   /* par[] of x.prepared */
  RlifTime clock[4];
  RlifNeuron x;
} Cell;

/* A neuron at rest with the default parameters. */
static inline void
cell_init (Cell *cell, const char *name)
{
  GError *error = NULL;
  memset (cell, 0, sizeof *cell);
  cell->registry = rlif_registry_new (NULL);
  const RlifModel *model = rlif_registry_find (cell->registry, name, &error);
  ck_assert_msg (model != NULL, "%s", error ? error->message : "");
  cell->model = model;
  for (guint j = 0; j < model->n_param; j++) cell->par[j] = model->param[j].init;
  for (guint j = 0; j < model->n_clock; j++) cell->clock[j] = G_MININT64;
  rlif_model_rest (model, cell->par, cell->state);
  cell->x = (RlifNeuron) { .par = cell->par, .state = cell->state, .clock = cell->clock,
                           .ticks_per_ms = (double) FS };
}

static inline void
cell_release (Cell *cell)
{
  if (cell->x.prepared) cell->model->release ((void *) cell->x.prepared);
  cell->x.prepared = NULL;
}

/* Prepares the parameters again if a test has changed them. */
static inline void
cell_prepare (Cell *cell)
{
  if (!cell->model->prepare) return;
  if (cell->x.prepared && memcmp (cell->par, cell->prepared_for, sizeof cell->par) == 0) return;
  cell_release (cell);
  memcpy (cell->prepared_for, cell->par, sizeof cell->par);
  cell->x.prepared = cell->model->prepare (cell->model, cell->par, (double) FS);
  ck_assert_ptr_nonnull (cell->x.prepared);
}

static inline void
cell_clear (Cell *cell)
{
  cell_release (cell);
  rlif_registry_free (cell->registry);
}

static inline double *
cell_par (Cell *cell, const char *name)
{
  const int j = rlif_model_find_param (cell->model, name);
  ck_assert_msg (j >= 0, "%s", name);
  return &cell->par[j];
}

static inline double *
cell_state (Cell *cell, const char *name)
{
  const int j = rlif_model_find_state (cell->model, name);
  ck_assert_msg (j >= 0, "%s", name);
  return &cell->state[j];
}

static inline void
cell_advance (Cell *cell, RlifTime from, RlifTime to)
{
  cell_prepare (cell);
  cell->model->advance (&cell->x, from, to);
}

static inline int
cell_receive (Cell *cell, const char *port, double weight, RlifTime now)
{
  cell_prepare (cell);
  return cell->model->receive (&cell->x, (guint) rlif_model_find_port (cell->model, port), weight,
                               now);
}

static inline RlifTime
cell_next_until (Cell *cell, RlifTime from, RlifTime until)
{
  cell_prepare (cell);
  return cell->model->next (&cell->x, from, until);
}

static inline RlifTime
cell_next (Cell *cell, RlifTime from)
{
  return cell_next_until (cell, from, RLIF_NEVER);
}

static inline void
cell_fire (Cell *cell, RlifTime now)
{
  cell_prepare (cell);
  cell->model->fire (&cell->x, now);
}

/* Uniform between low and high. */
static inline double
draw (RlifStream *stream, double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (stream);
}

/* Between low and high, uniform in the logarithm. */
static inline double
draw_scale (RlifStream *stream, double low, double high)
{
  return low * pow (high / low, rlif_stream_uniform (stream));
}

static inline RlifStream
draws (const char *what)
{
  RlifStream stream;
  rlif_stream_init (&stream, 20231123, RLIF_PURPOSE_STATE, what, 0);
  return stream;
}

#endif
