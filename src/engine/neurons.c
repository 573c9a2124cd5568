/* Neurons of one population, brought forward lazily. */
#include <stdlib.h>
#include <string.h>
#include <rlif/registry.h>
#include "engine/neurons.h"

#define LINE 64u   /* of the processor's cache [bytes] */

static const double *
par_of (const RlifNeurons *neurons, guint32 i)
{
  const RlifPopulation *p = neurons->population;
  return p->par + (p->par_each ? ((gsize) neurons->first + i) * p->model->n_param : 0);
}

static gboolean
refuse (const RlifNeurons *neurons, guint32 i, const char *complaint, GError **error)
{
  const RlifPopulation *p = neurons->population;
  if (p->par_each)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "[neurons %s] neuron %u, model %s: %s",
                 p->name, neurons->first + i, neurons->model->name, complaint);
  else
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "[neurons %s] model %s: %s", p->name,
                 neurons->model->name, complaint);
  return FALSE;
}

static gboolean
check (const RlifNeurons *neurons, GError **error)
{
  for (guint32 i = 0; i < (neurons->population->par_each ? neurons->count : 1); i++) {
    const char *complaint = rlif_model_check (neurons->model, par_of (neurons, i));
    if (complaint) return refuse (neurons, i, complaint, error);
  }
  return TRUE;
}

static gboolean
prepare (RlifNeurons *neurons, GError **error)
{
  const RlifModel *model = neurons->model;
  for (guint32 i = 0; model->prepare && i < (neurons->population->par_each ? neurons->count : 1); i++) {
    neurons->prepared[i] = model->prepare (model, par_of (neurons, i), neurons->ticks_per_ms);
    if (!neurons->prepared[i]) return refuse (neurons, i, "its parameters cannot be prepared", error);
  }
  return TRUE;
}

/* @state    [n_state] at rest; becomes the initial state */
static void
set_initial_state (RlifNeurons *neurons, guint32 i, double state[])
{
  const RlifModel *model = neurons->model;
  const RlifPopulation *p = neurons->population;
  for (guint j = 0; j < model->n_state; j++)
    if (p->given[j]) state[j] = p->given[j][neurons->first + i];
  if (neurons->scaled) {
    rlif_scaled_start (neurons->scaled, i, state[0]);
  } else if (neurons->modal) {
    rlif_modal_start (neurons->modal, i, state);
  } else {
    const RlifNeuron x = rlif_lazy_neuron (model, &neurons->lazy, i);
    memcpy (x.state, state, model->n_state * sizeof *state);
    for (guint j = 0; j < model->n_clock; j++) x.clock[j] = G_MININT64;
  }
}

static void
set_initial_states (RlifNeurons *neurons)
{
  const guint n = neurons->model->n_state;
  g_autofree double *rest = g_new (double, n);
  g_autofree double *state = g_new (double, n);
  for (guint32 i = 0; i < neurons->count; i++) {
    if (i == 0 || neurons->population->par_each) rlif_model_rest (neurons->model, par_of (neurons, i), rest);
    memcpy (state, rest, n * sizeof *state);
    set_initial_state (neurons, i, state);
  }
}

/* The least and largest sum that the current inputs can make. */
static void
bound_current (const RlifPopulation *population, double *least, double *largest)
{
  const GPtrArray *currents = population->network->currents;
  *least = *largest = 0;
  for (guint k = 0; k < currents->len; k++) {
    const RlifCurrent *c = currents->pdata[k];
    double low = 0, high = 0;
    if (c->target != population) continue;
    for (gsize j = 0; j < c->n; j++) {
      low = fmin (low, c->current[j]);
      high = fmax (high, c->current[j]);
    }
    *least += low;
    *largest += high;
  }
}

/* Records of usual models, of four or eight numbers, share no line with a part of another. Ends the program if there
 * is no memory. */
static RlifTime *
new_records (gsize n)
{
  const gsize bytes = (n * sizeof (RlifTime) + LINE - 1) / LINE * LINE;
  RlifTime *record = aligned_alloc (LINE, bytes);
  if (!record) g_error ("there is no memory for %" G_GSIZE_FORMAT " bytes", bytes);
  memset (record, 0, bytes);
  return record;
}

static void
make_lazy (RlifNeurons *neurons)
{
  const RlifPopulation *p = neurons->population;
  neurons->lazy = (RlifLazy) {
    .record = new_records (neurons->count * rlif_record_length (neurons->model)),
    .par = par_of (neurons, 0),
    .par_step = p->par_each ? neurons->model->n_param : 0,
    .prepared = neurons->prepared,
    .prepared_step = p->par_each ? 1 : 0,
    .ticks_per_ms = neurons->ticks_per_ms,
  };
}

gboolean
rlif_neurons_init (RlifNeurons *neurons, const RlifPopulation *population, guint32 first,
                   guint32 count, GError **error)
{
  const RlifModel *model = population->model;
  double least, largest;
  bound_current (population, &least, &largest);
  *neurons = (RlifNeurons) {
    .population = population,
    .first = first,
    .count = count,
    .model = model,
    .prepared = g_new0 (void *, population->par_each ? count : 1),
    .ticks_per_ms = (double) population->network->ticks_per_ms,
  };
  if (!check (neurons, error)) return FALSE;
  neurons->scaled = rlif_scaled_new (population, count, least, largest);
  if (!neurons->scaled) neurons->modal = rlif_modal_new (population, first, count, least, largest);
  if (!neurons->scaled && !neurons->modal) {
    if (!prepare (neurons, error)) return FALSE;
    make_lazy (neurons);
  }
  set_initial_states (neurons);
  return TRUE;
}

void
rlif_neurons_keep_due (RlifNeurons *neurons)
{
  neurons->due = g_new (RlifTime, neurons->count);
  neurons->queued = g_new (RlifTime, neurons->count);
  for (guint32 i = 0; i < neurons->count; i++) neurons->due[i] = neurons->queued[i] = RLIF_NEVER;
}

void
rlif_neurons_clear (RlifNeurons *neurons)
{
  const RlifPopulation *p = neurons->population;
  const gsize n = !p ? 0 : p->par_each ? neurons->count : 1;
  for (gsize i = 0; i < n; i++)
    if (neurons->prepared[i]) neurons->model->release (neurons->prepared[i]);
  rlif_scaled_free (neurons->scaled);
  rlif_modal_free (neurons->modal);
  free (neurons->lazy.record);
  g_free (neurons->due);
  g_free (neurons->queued);
  g_free (neurons->prepared);
}

/* Neuron i as its model sees it. */
static RlifNeuron
view (const RlifNeurons *neurons, guint32 i)
{
  return rlif_lazy_neuron (neurons->model, &neurons->lazy, i);
}

static RlifTime *
moment_of (const RlifNeurons *neurons, guint32 i)
{
  return &rlif_lazy_record (neurons->model, &neurons->lazy, i)[RLIF_AT];
}

static void
bring_modal (RlifModal *modal, guint32 i, RlifTime to)
{
  rlif_modal_enter (modal, to);
  if (modal->free_at[i] == G_MININT64 || modal->free_at[i] > to) return;
  RlifModalMoment then;
  rlif_modal_get_moment (modal, modal->free_at[i], &then);
  rlif_modal_wake (modal, i, &then.grown);
}

void
rlif_neurons_bring (RlifNeurons *neurons, guint32 i, RlifTime to)
{
  if (neurons->scaled) {
    rlif_scaled_enter (neurons->scaled, to);
    rlif_scaled_wake (neurons->scaled, i);
    return;
  }
  if (neurons->modal) {
    bring_modal (neurons->modal, i, to);
    return;
  }
  RlifTime *at = moment_of (neurons, i);
  if (*at >= to) return;
  RlifNeuron x = view (neurons, i);
  neurons->model->advance (&x, *at, to);
  *at = to;
}

gboolean
rlif_neurons_receive (RlifNeurons *neurons, guint32 i, guint port, double weight, RlifTime now)
{
  if (neurons->scaled)
    return rlif_scaled_receive (neurons->scaled, i, neurons->scaled->factor[port] * weight);
  if (neurons->modal) return rlif_modal_receive (neurons->modal, i, port, weight);
  RlifNeuron x = view (neurons, i);
  return neurons->model->receive (&x, port, weight, now) != 0;
}

static RlifTime
next_of_modal (const RlifModal *modal, guint32 i)
{
  const RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  if (modal->free_at[i] == G_MININT64) return rlif_modal_next (modal, i, neuron->last, neuron->z);
  RlifModalMoment then;
  rlif_modal_get_moment (modal, modal->free_at[i], &then);
  const RlifModalState woken = rlif_modal_woken (modal, i, &then.grown);
  return rlif_modal_next (modal, i, woken.last, woken.z);
}

RlifTime
rlif_neurons_next (const RlifNeurons *neurons, guint32 i, RlifTime now)
{
  if (neurons->scaled) return rlif_scaled_is_at_threshold (neurons->scaled, i) ? now : RLIF_NEVER;
  if (neurons->modal) return next_of_modal (neurons->modal, i);
  const RlifNeuron x = view (neurons, i);
  return neurons->model->next (&x, now, RLIF_NEVER);
}

/* Models that have no loop of their own, and neurons whose parameters differ: such a loop keeps what it
 * makes of them at hand. */
static gboolean
has_own_loop (const RlifNeurons *neurons)
{
  const RlifModel *m = neurons->model;
  return m->size >= offsetof (RlifModel, arrive) + sizeof m->arrive && m->arrive && !neurons->population->par_each;
}

void
rlif_neurons_arrive (RlifNeurons *neurons, RlifArrivals *arrivals)
{
  if (has_own_loop (neurons))
    neurons->model->arrive (neurons->model, &neurons->lazy, arrivals);
  else
    rlif_arrive_with (neurons->model, &neurons->lazy, &neurons->lazy, arrivals);
}

void
rlif_neurons_fire (RlifNeurons *neurons, guint32 i, RlifTime now)
{
  if (neurons->scaled) {
    rlif_scaled_fire (neurons->scaled, i);
    return;
  }
  if (neurons->modal) {
    rlif_modal_fire (neurons->modal, i, now);
    bring_modal (neurons->modal, i, now);
    return;
  }
  RlifNeuron x = view (neurons, i);
  neurons->model->fire (&x, now);
}

void
rlif_neurons_set_current (RlifNeurons *neurons, double current, RlifTime now)
{
  neurons->lazy.current = current;
  if (neurons->modal) {
    rlif_modal_enter (neurons->modal, now);
    rlif_modal_set_current (neurons->modal, current);
  }
  if (!neurons->scaled) return;
  rlif_scaled_enter (neurons->scaled, now);
  rlif_scaled_set_current (neurons->scaled, current);
}

RlifTime
rlif_neurons_last (const RlifNeurons *neurons, guint32 i)
{
  if (neurons->scaled) return RLIF_NEVER;
  return neurons->modal ? rlif_modal_neuron (neurons->modal, i)->last : *moment_of (neurons, i);
}

int
rlif_neurons_find_bad_state (const RlifNeurons *neurons, guint32 i)
{
  for (guint j = 0; neurons->lazy.record && j < neurons->model->n_state; j++)
    if (!isfinite (view (neurons, i).state[j])) return (int) j;
  return -1;
}

double
rlif_neurons_look (const RlifNeurons *neurons, guint32 i, guint state, RlifTime at)
{
  if (neurons->scaled) return rlif_scaled_look (neurons->scaled, i, at);
  if (neurons->modal) return rlif_modal_value (neurons->modal, i, state, at);
  RlifNeuron x = view (neurons, i);
  const gsize n_state = neurons->model->n_state, n_clock = neurons->model->n_clock;
  g_autofree double *state_copy = g_memdup2 (x.state, n_state * sizeof (double));
  g_autofree RlifTime *clock_copy = g_memdup2 (x.clock, n_clock * sizeof (RlifTime));
  x.state = state_copy;
  x.clock = clock_copy;
  const RlifTime last = *moment_of (neurons, i);
  if (at > last) neurons->model->advance (&x, last, at);
  return x.state[state];
}
