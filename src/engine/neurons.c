/* Neurons of one population, brought forward lazily. */
#include <string.h>
#include <rlif/registry.h>
#include "engine/neurons.h"

static const double *
par_of (const RlifPopulation *population, guint32 i)
{
  return population->par + (population->par_each ? (gsize) i * population->model->n_param : 0);
}

static gboolean
prepare (RlifNeurons *neurons, guint32 i, GError **error)
{
  const RlifModel *model = neurons->model;
  const RlifPopulation *p = neurons->population;
  const double *par = par_of (p, i);
  const char *complaint = rlif_model_check (model, par);
  if (!complaint && model->prepare) {
    neurons->prepared[i] = model->prepare (model, par, neurons->ticks_per_ms);
    if (!neurons->prepared[i]) complaint = "its parameters cannot be prepared";
  }
  if (!complaint) return TRUE;
  if (p->par_each)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "[neurons %s] neuron %u, model %s: %s",
                 p->name, i, model->name, complaint);
  else
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "[neurons %s] model %s: %s", p->name,
                 model->name, complaint);
  return FALSE;
}

static void
set_initial_state (RlifNeurons *neurons, guint32 i)
{
  const RlifModel *model = neurons->model;
  const RlifPopulation *p = neurons->population;
  double *state = neurons->state + (gsize) i * model->n_state;
  rlif_model_rest (model, par_of (p, i), state);
  for (guint j = 0; j < model->n_state; j++)
    if (p->given[j]) state[j] = p->given[j][i];
  for (guint j = 0; j < model->n_clock; j++)
    neurons->clock[(gsize) i * model->n_clock + j] = G_MININT64;
  neurons->due[i] = neurons->queued[i] = RLIF_NEVER;
}

gboolean
rlif_neurons_init (RlifNeurons *neurons, const RlifPopulation *population, GError **error)
{
  const gsize count = population->count;
  const RlifModel *model = population->model;
  *neurons = (RlifNeurons) {
    .population = population,
    .model = model,
    .state = g_new (double, count * model->n_state),
    .clock = g_new (RlifTime, count * model->n_clock + 1),
    .at = g_new0 (RlifTime, count),
    .due = g_new (RlifTime, count),
    .queued = g_new (RlifTime, count),
    .prepared = g_new0 (void *, population->par_each ? count : 1),
    .ticks_per_ms = (double) population->network->ticks_per_ms,
  };
  for (guint32 i = 0; i < (population->par_each ? count : 1); i++)
    if (!prepare (neurons, i, error)) return FALSE;
  for (guint32 i = 0; i < count; i++) set_initial_state (neurons, i);
  return TRUE;
}

void
rlif_neurons_clear (RlifNeurons *neurons)
{
  const RlifPopulation *p = neurons->population;
  const gsize n = !p ? 0 : p->par_each ? p->count : 1;
  for (gsize i = 0; i < n; i++)
    if (neurons->prepared[i]) neurons->model->release (neurons->prepared[i]);
  g_free (neurons->state);
  g_free (neurons->clock);
  g_free (neurons->at);
  g_free (neurons->due);
  g_free (neurons->queued);
  g_free (neurons->prepared);
}

RlifNeuron
rlif_neurons_view (const RlifNeurons *neurons, guint32 i)
{
  return (RlifNeuron) {
    .par = par_of (neurons->population, i),
    .state = neurons->state + (gsize) i * neurons->model->n_state,
    .clock = neurons->clock + (gsize) i * neurons->model->n_clock,
    .prepared = neurons->prepared[neurons->population->par_each ? i : 0],
    .current = neurons->current,
    .ticks_per_ms = neurons->ticks_per_ms,
  };
}

void
rlif_neurons_bring (RlifNeurons *neurons, guint32 i, RlifTime to)
{
  if (neurons->at[i] >= to) return;
  RlifNeuron x = rlif_neurons_view (neurons, i);
  neurons->model->advance (&x, neurons->at[i], to);
  neurons->at[i] = to;
}

double
rlif_neurons_look (const RlifNeurons *neurons, guint32 i, guint state, RlifTime at)
{
  RlifNeuron x = rlif_neurons_view (neurons, i);
  const gsize n_state = neurons->model->n_state, n_clock = neurons->model->n_clock;
  g_autofree double *state_copy = g_memdup2 (x.state, n_state * sizeof (double));
  g_autofree RlifTime *clock_copy = g_memdup2 (x.clock, n_clock * sizeof (RlifTime));
  x.state = state_copy;
  x.clock = clock_copy;
  if (at > neurons->at[i]) neurons->model->advance (&x, neurons->at[i], at);
  return x.state[state];
}
