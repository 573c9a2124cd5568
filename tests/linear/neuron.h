/* A model of text and one neuron of it, outside of any network. */
#ifndef RLIF_TESTS_NEURON_H
#define RLIF_TESTS_NEURON_H

#include <string.h>
#include <rlif/math.h>
#include <rlif/registry.h>
#include "check-main.h"
#include "linear/linear.h"
#include "model/validate.h"

#define FS G_GINT64_CONSTANT (1000000000000)   /* ticks per ms */

typedef struct {
  RlifModel *model;
  double par[64], state[RLIF_MAX_STATES];
  RlifTime clock[1];
  RlifNeuron x;
} Neuron;

/* The model of a text, which must be right. */
static inline RlifModel *
model_of (const char *text)
{
  GError *error = NULL;
  RlifModel *model = rlif_linear_model_parse ("told", "told.model", text, strlen (text), &error);
  ck_assert_msg (model != NULL, "%s", error ? error->message : "");
  const gboolean valid = rlif_model_validate (model, "told", "told.model", &error);
  ck_assert_msg (valid, "%s", error ? error->message : "");
  return model;
}

/* A text is refused with these words. */
static inline void
is_refused (const char *text, const char *words)
{
  g_autoptr (GError) error = NULL;
  ck_assert_msg (!rlif_linear_model_parse ("told", "told.model", text, strlen (text), &error), "%s",
                 text);
  ck_assert_msg (strstr (error->message, words) != NULL, "%s", error->message);
}

/* (Again) at rest with the parameters of par[]. */
static inline void
neuron_start (Neuron *neuron)
{
  const RlifModel *m = neuron->model;
  if (neuron->x.prepared) m->release ((void *) neuron->x.prepared);
  rlif_model_rest (m, neuron->par, neuron->state);
  neuron->clock[0] = G_MININT64;
  neuron->x = (RlifNeuron) { .par = neuron->par, .state = neuron->state, .clock = neuron->clock,
                             .prepared = m->prepare (m, neuron->par, (double) FS),
                             .ticks_per_ms = (double) FS };
  ck_assert_ptr_nonnull (neuron->x.prepared);
}

/* At rest with the default parameters. */
static inline void
neuron_init (Neuron *neuron, const char *text)
{
  memset (neuron, 0, sizeof *neuron);
  neuron->model = model_of (text);
  for (guint j = 0; j < neuron->model->n_param; j++) neuron->par[j] = neuron->model->param[j].init;
  neuron_start (neuron);
}

static inline void
neuron_clear (Neuron *neuron)
{
  neuron->model->release ((void *) neuron->x.prepared);
  rlif_linear_model_free (neuron->model);
}

static inline double *
neuron_par (Neuron *neuron, const char *name)
{
  const int j = rlif_model_find_param (neuron->model, name);
  ck_assert_msg (j >= 0, "%s", name);
  return &neuron->par[j];
}

static inline double *
neuron_state (Neuron *neuron, const char *name)
{
  const int j = rlif_model_find_state (neuron->model, name);
  ck_assert_msg (j >= 0, "%s", name);
  return &neuron->state[j];
}

static inline int
neuron_receive (Neuron *neuron, const char *port, double w, RlifTime now)
{
  const int p = rlif_model_find_port (neuron->model, port);
  ck_assert_msg (p >= 0, "%s", port);
  return neuron->model->receive (&neuron->x, (guint) p, w, now);
}

static inline void
neuron_advance (Neuron *neuron, RlifTime from, RlifTime to)
{
  neuron->model->advance (&neuron->x, from, to);
}

static inline RlifTime
neuron_next (const Neuron *neuron, RlifTime from)
{
  return neuron->model->next (&neuron->x, from, RLIF_NEVER);
}

static inline void
neuron_fire (Neuron *neuron, RlifTime now)
{
  neuron->model->fire (&neuron->x, now);
}

#endif
