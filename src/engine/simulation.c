/* A simulation: pieces of a run, done by the engine, and those who look on.
 *
 *   as long as something happens up to the end
 *     1. observers look at the moments before it
 *     2. the engine does what happens: an instant (reference.c) or a window (windows.c)
 *     3. spikes that were fired are shown to the observers */
#include <rlif/units.h>
#include "engine/state.h"

gboolean
rlif_simulation_fail_model (const RlifNeurons *neurons, guint32 i, const char *what, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL,
               "model %s broke its contract: %s (population %s, neuron %u); “rlif models check” tells more",
               neurons->model->name, what, neurons->population->name, neurons->first + i);
  return FALSE;
}

gboolean
rlif_simulation_fail_endless (const RlifNetwork *network, RlifTime now, GError **error)
{
  g_autofree char *when = rlif_time_format (now, network->ticks_per_ms, 12);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
               "at %s the neurons fire without end: give synapses of a circle a delay, or the neurons a "
               "refractory period, or less current", when);
  return FALSE;
}

gboolean
rlif_simulation_ask (const RlifNeurons *neurons, guint32 i, RlifTime now, RlifTime *due,
                     GError **error)
{
  *due = rlif_neurons_next (neurons, i, now);
  if (*due < now)
    return rlif_simulation_fail_model (neurons, i, "next() gave a moment in the past: it cannot tell when "
                                       "the neuron fires", error);
  const int bad = rlif_neurons_find_bad_state (neurons, i);
  if (bad < 0) return TRUE;
  g_autofree char *what = g_strdup_printf ("%s became %g", neurons->model->state[bad].name,
                                           rlif_neurons_look (neurons, i, (guint) bad, now));
  return rlif_simulation_fail_model (neurons, i, what, error);
}

double
rlif_outgoing_share (const RlifOutgoing *out, guint32 row, RlifTime now)
{
  const RlifProjection *p = out->projection;
  if (!out->release) return 1;
  return rlif_release_send (&out->release[row], &p->plasticity, (double) p->target->network->ticks_per_ms,
                            now);
}

/* Shows the spikes instant by instant. */
static void
show_spikes (RlifSimulation *sim)
{
  const RlifSpike *spike = (const RlifSpike *) (void *) sim->spikes->data;
  for (guint begin = 0, end; begin < sim->spikes->len; begin = end) {
    for (end = begin + 1; end < sim->spikes->len && spike[end].time == spike[begin].time;) end++;
    for (guint k = 0; k < sim->observers->len; k++) {
      const RlifObserver *o = &g_array_index (sim->observers, RlifObserver, k);
      if (o->on_spikes) o->on_spikes (o->data, spike + begin, end - begin);
    }
  }
  g_array_set_size (sim->spikes, 0);
}

/* The first moment after the last at which an observer wants to look. */
static RlifTime
next_look (const RlifSimulation *sim)
{
  RlifTime next = RLIF_NEVER;
  for (guint k = 0; k < sim->observers->len; k++) {
    const RlifObserver *o = &g_array_index (sim->observers, RlifObserver, k);
    if (o->next_look) next = MIN (next, o->next_look (o->data));
  }
  return next;
}

/* Lets the observers look at every moment they want up to `until`. */
static void
look_until (RlifSimulation *sim, RlifTime until)
{
  for (RlifTime next; (next = next_look (sim)) <= until && next < RLIF_NEVER;) {
    sim->time = MAX (sim->time, next);
    for (guint k = 0; k < sim->observers->len; k++) {
      const RlifObserver *o = &g_array_index (sim->observers, RlifObserver, k);
      if (o->next_look && o->next_look (o->data) == next) o->on_look (o->data, sim, next);
    }
  }
}

static RlifTime
next_moment (RlifSimulation *sim)
{
  return sim->engine == RLIF_ENGINE_WINDOWED ? rlif_windows_next (sim)
                                             : rlif_queue_next_time (sim->queue);
}

/* @spikes   fired since the last call */
static void
tidy (RlifSimulation *sim, guint spikes)
{
  for (guint k = 0; k < sim->network->projections->len; k++)
    if (sim->projection[k]->stdp) rlif_stdp_tidy (sim->projection[k]->stdp, spikes, sim->time + 1);
}

gboolean
rlif_simulation_run (RlifSimulation *simulation, RlifTime until, guint64 budget, GError **error)
{
  g_return_val_if_fail (until >= simulation->time && until < RLIF_NEVER, FALSE);
  const guint64 before = simulation->handled;
  while (simulation->handled - before < budget) {
    const RlifTime now = next_moment (simulation);
    if (now > until) {
      look_until (simulation, until);
      simulation->time = until;
      return TRUE;
    }
    look_until (simulation, now - 1);
    const gboolean ok = simulation->engine == RLIF_ENGINE_WINDOWED
                          ? rlif_windows_run (simulation, MIN (until, next_look (simulation)), error)
                          : rlif_reference_run (simulation, until, error);
    const guint spikes = simulation->spikes->len;
    if (simulation->engine == RLIF_ENGINE_REFERENCE) rlif_simulation_sort_spikes (simulation);
    show_spikes (simulation);
    if (!ok) return FALSE;
    if (spikes > 0) tidy (simulation, spikes);
  }
  return TRUE;
}

RlifEngine
rlif_simulation_get_engine (const RlifSimulation *simulation)
{
  return simulation->engine;
}

guint
rlif_simulation_get_threads (const RlifSimulation *simulation)
{
  return simulation->n_threads;
}

RlifTime
rlif_simulation_get_time (const RlifSimulation *simulation)
{
  return simulation->time;
}

void
rlif_simulation_observe (RlifSimulation *simulation, const RlifObserver *observer)
{
  g_array_append_val (simulation->observers, *observer);
}

/* The part of a population that a neuron is in; the neuron's number becomes that in the part. */
static const RlifNeurons *
neurons_of (const RlifSimulation *sim, const RlifPopulation *population, guint32 *neuron)
{
  if (sim->neurons) return &sim->neurons[population->index];
  const guint32 part = *neuron / sim->part[population->index];
  *neuron -= part * sim->part[population->index];
  return &sim->areas[sim->first_area[population->index] + part].neurons;
}

static void
add_counters (RlifCounters *sum, const RlifCounters *c)
{
  sum->spikes += c->spikes;
  sum->delivered += c->delivered;
  sum->gated += c->gated;
  sum->outside += c->outside;
  sum->crossings += c->crossings;
}

double
rlif_simulation_get_state (const RlifSimulation *simulation, const RlifPopulation *population,
                           guint32 neuron, guint state)
{
  g_return_val_if_fail (neuron < population->count && state < population->model->n_state, NAN);
  const RlifNeurons *neurons = neurons_of (simulation, population, &neuron);
  return rlif_neurons_look (neurons, neuron, state, simulation->time);
}

/* What a population has done. */
static RlifCounters
count (const RlifSimulation *sim, guint population)
{
  RlifCounters sum = { 0 };
  if (sim->counters) return sim->counters[population];
  for (guint k = sim->first_area[population]; k < sim->first_area[population + 1]; k++)
    add_counters (&sum, &sim->areas[k].counters);
  return sum;
}

RlifCounters
rlif_simulation_get_counters (const RlifSimulation *simulation, const RlifPopulation *population)
{
  if (population) return count (simulation, population->index);
  RlifCounters sum = { 0 };
  for (guint k = 0; k < simulation->n_populations; k++) {
    const RlifCounters c = count (simulation, k);
    add_counters (&sum, &c);
  }
  return sum;
}

RlifProjectionCounters
rlif_simulation_get_projection_counters (const RlifSimulation *simulation,
                                         const RlifProjection *projection)
{
  if (simulation->projection_counters) return simulation->projection_counters[projection->number];
  RlifProjectionCounters sum = { 0 };
  for (guint k = 0; k < simulation->n_areas; k++) {
    sum.delivered += simulation->areas[k].by_projection[projection->number].delivered;
    sum.gated += simulation->areas[k].by_projection[projection->number].gated;
  }
  return sum;
}

void
rlif_simulation_get_weights (const RlifSimulation *simulation, const RlifProjection *projection,
                             guint32 from[], guint32 to[], double weight[])
{
  const RlifProjection *p = projection;
  const RlifStdp *stdp = simulation->projection[p->number]->stdp;
  const guint32 rows = p->source ? p->source->count : p->input->channels;
  g_return_if_fail (!p->is_procedural);
  RlifRowMaker maker = { 0 };
  for (guint32 row = 0; row < rows; row++) {
    const RlifRow targets = rlif_projection_row (p, row, &maker);
    for (gsize k = 0, s = rlif_projection_begin (p, row); k < targets.n; k++, s++) {
      if (from) from[s] = row;
      if (to) to[s] = rlif_row_target (&targets, k);
      if (weight) weight[s] = stdp ? rlif_stdp_weight (stdp, s) : rlif_projection_weight (p, s);
    }
  }
  rlif_row_maker_clear (&maker);
}

guint64
rlif_simulation_get_queued (const RlifSimulation *simulation)
{
  return rlif_queue_get_pushed (simulation->queue) + simulation->sent;
}
