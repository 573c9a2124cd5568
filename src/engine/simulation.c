/* The reference engine: one queue, one event per arriving spike, instant by instant.
 *
 *   for each instant at which something is queued
 *     1. observers look at the moments before it
 *     2. inputs emit, crossings fire, currents step, spikes arrive - in the total order of the
 *        queue, each neuron flowing up to the instant first
 *     3. every neuron touched is asked once when it will fire, and that moment is queued
 *     4. spikes that were fired are shown to the observers
 *
 * A neuron that is at threshold now, and arrivals without delay, fall into the same instant again:
 * another round of it. */
#include <rlif/registry.h>
#include <rlif/units.h>
#include "engine/state.h"

/* Where a neuron numbered through all populations stands. */
typedef struct {
  RlifNeurons *of;
  guint population;
  guint32 i;
} Place;

static Place
place_of (const RlifSimulation *sim, guint32 neuron)
{
  guint low = 0, high = sim->n_populations;
  while (high - low > 1) {
    const guint middle = (low + high) / 2;
    *(sim->first[middle] <= neuron ? &low : &high) = middle;
  }
  return (Place) { &sim->neurons[low], low, neuron - sim->first[low] };
}

static void
touch (RlifSimulation *sim, guint32 neuron)
{
  if (sim->is_touched[neuron]) return;
  sim->is_touched[neuron] = TRUE;
  g_array_append_val (sim->touched, neuron);
}

/* Queues the arrivals of a spike that runs down row `row` of a projection. */
static void
send (RlifSimulation *sim, const RlifProjection *p, guint32 row, guint32 source, RlifTime now)
{
  const guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (sim->number_of, p));
  const guint32 first = sim->first[p->target->index];
  RlifEvent event = { .kind = p->input ? RLIF_EVENT_OUTSIDE : RLIF_EVENT_NETWORK,
                      .source = source, .projection = number };
  for (gsize s = p->row[row]; s < p->row[row + 1]; s++) {
    event.k = (guint32) (s - p->row[row]);
    event.time = rlif_after (now, p->delay ? p->delay[s] : p->same_delay);
    event.target = first + p->to[s];
    event.weight = p->weight ? p->weight[s] : p->same_weight;
    event.port = (guint32) (p->port >= 0 ? p->port
                                         : rlif_model_port_for_weight (p->target->model, event.weight));
    if (event.time < RLIF_NEVER) rlif_queue_push (sim->queue, &event);
  }
}

static void
send_all (RlifSimulation *sim, const GPtrArray *projections, guint32 row, guint32 source,
          RlifTime now)
{
  for (guint k = 0; k < projections->len; k++)
    send (sim, projections->pdata[k], row, source, now);
}

static void
on_emit (RlifSimulation *sim, const RlifEvent *event)
{
  const RlifEmission e = rlif_sources_emit (sim->sources, event, sim->queue);
  const GPtrArray *projections = g_hash_table_lookup (sim->from_input, e.input);
  if (projections) send_all (sim, projections, e.channel, event->source + e.channel, event->time);
}

static void
fire (RlifSimulation *sim, Place p, RlifTime now)
{
  rlif_neurons_fire (p.of, p.i, now);
  p.of->due[p.i] = RLIF_NEVER;
  sim->counters[p.population].spikes++;
  const RlifSpike spike = { now, p.population, p.i };
  g_array_append_val (sim->spikes, spike);
  send_all (sim, sim->outgoing[p.population], p.i, sim->first[p.population] + p.i, now);
}

/* Sees to it that the queue reminds of a neuron at the moment it is due, or earlier: then it is
 * asked again. So a neuron that is put off many times does not fill the queue. */
static void
expect (RlifSimulation *sim, guint32 neuron, Place p, RlifTime due)
{
  p.of->due[p.i] = due;
  if (due >= p.of->queued[p.i]) return;
  p.of->queued[p.i] = due;
  rlif_queue_push (sim->queue, &(RlifEvent) { .time = due, .kind = RLIF_EVENT_OWN,
                                              .source = neuron, .target = neuron });
}

static void
on_own (RlifSimulation *sim, const RlifEvent *event)
{
  const Place p = place_of (sim, event->target);
  if (p.of->queued[p.i] != event->time) return;  /* an earlier reminder has come already */
  p.of->queued[p.i] = RLIF_NEVER;
  if (p.of->due[p.i] > event->time) {
    expect (sim, event->target, p, p.of->due[p.i]);
    return;
  }
  rlif_neurons_bring (p.of, p.i, event->time);
  fire (sim, p, event->time);
  touch (sim, event->target);
}

static void
on_current (RlifSimulation *sim, const RlifEvent *event)
{
  const RlifCurrentStep step = rlif_sources_step (sim->sources, event, sim->queue);
  RlifNeurons *neurons = &sim->neurons[step.population];
  for (guint32 i = 0; i < neurons->population->count; i++) {
    rlif_neurons_bring (neurons, i, event->time);
    touch (sim, sim->first[step.population] + i);
  }
  rlif_neurons_set_current (neurons, step.current, event->time);
}

static void
on_arrival (RlifSimulation *sim, const RlifEvent *event)
{
  const Place p = place_of (sim, event->target);
  rlif_neurons_bring (p.of, p.i, event->time);
  const gboolean heard = rlif_neurons_receive (p.of, p.i, event->port, event->weight, event->time);
  RlifCounters *counters = &sim->counters[p.population];
  counters->delivered++;
  if (!heard) counters->gated++;
  if (event->kind == RLIF_EVENT_OUTSIDE) {
    counters->outside++;
    rlif_sources_arrived (sim->sources, event, sim->queue);
  }
  touch (sim, event->target);
}

static void
handle (RlifSimulation *sim, const RlifEvent *event)
{
  switch ((RlifEventKind) event->kind) {
  case RLIF_EVENT_EMIT: on_emit (sim, event); break;
  case RLIF_EVENT_OWN: on_own (sim, event); break;
  case RLIF_EVENT_CURRENT: on_current (sim, event); break;
  case RLIF_EVENT_NETWORK:
  case RLIF_EVENT_OUTSIDE: on_arrival (sim, event); break;
  }
}

/* Sets an error that names a neuron whose model broke its contract. */
static gboolean
fail_model (const Place *p, const char *what, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL,
               "model %s broke its contract: %s (population %s, neuron %u); “rlif models check” tells more",
               p->of->model->name, what, p->of->population->name, p->i);
  return FALSE;
}

gboolean
rlif_simulation_predict (RlifSimulation *sim, guint32 neuron, RlifTime now, GError **error)
{
  const Place p = place_of (sim, neuron);
  const RlifTime due = rlif_neurons_next (p.of, p.i, now);
  if (due < now) return fail_model (&p, "next() gave a moment in the past", error);
  const int bad = rlif_neurons_find_bad_state (p.of, p.i);
  if (bad >= 0) {
    g_autofree char *what = g_strdup_printf ("%s became %g", p.of->model->state[bad].name,
                                             rlif_neurons_look (p.of, p.i, (guint) bad, now));
    return fail_model (&p, what, error);
  }
  expect (sim, neuron, p, due);
  return TRUE;
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const RlifSpike *x = a, *y = b;
  if (x->population != y->population) return x->population < y->population ? -1 : 1;
  return x->neuron < y->neuron ? -1 : x->neuron > y->neuron;
}

static void
show_spikes (RlifSimulation *sim)
{
  if (!sim->spikes->len) return;
  g_array_sort (sim->spikes, by_place);
  for (guint k = 0; k < sim->observers->len; k++) {
    const RlifObserver *o = &g_array_index (sim->observers, RlifObserver, k);
    if (o->on_spikes)
      o->on_spikes (o->data, (const RlifSpike *) (void *) sim->spikes->data, sim->spikes->len);
  }
  g_array_set_size (sim->spikes, 0);
}

/* Everything that is queued for the instant; what it causes at the same instant stays queued. */
static gboolean
run_round (RlifSimulation *sim, RlifTime now, GError **error)
{
  gboolean ok = TRUE;
  while (rlif_queue_next_time (sim->queue) == now) {
    const RlifEvent event = rlif_queue_pop (sim->queue);
    handle (sim, &event);
    sim->handled++;
  }
  for (guint k = 0; k < sim->touched->len; k++) {
    const guint32 neuron = g_array_index (sim->touched, guint32, k);
    sim->is_touched[neuron] = FALSE;
    ok = ok && rlif_simulation_predict (sim, neuron, now, error);
  }
  g_array_set_size (sim->touched, 0);
  show_spikes (sim);
  return ok;
}

static gboolean
run_instant (RlifSimulation *sim, RlifTime now, GError **error)
{
  /* Every second round has a spike, and a refractory neuron spikes once in an instant. */
  const guint64 most = 1000 + 10 * (guint64) sim->first[sim->n_populations];
  for (guint64 round = 0; rlif_queue_next_time (sim->queue) == now; round++) {
    if (round > most) {
      g_autofree char *when = rlif_time_format (now, sim->network->ticks_per_ms, 12);
      g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
                   "at %s the neurons fire without end in one instant: give the synapses of the "
                   "circle a delay, or the neurons a refractory period", when);
      return FALSE;
    }
    if (!run_round (sim, now, error)) return FALSE;
  }
  sim->time = now;
  return TRUE;
}

/* Lets the observers look at every moment they want up to `until`. */
static void
look_until (RlifSimulation *sim, RlifTime until)
{
  for (;;) {
    RlifTime next = RLIF_NEVER;
    for (guint k = 0; k < sim->observers->len; k++) {
      const RlifObserver *o = &g_array_index (sim->observers, RlifObserver, k);
      if (o->next_look) next = MIN (next, o->next_look (o->data));
    }
    if (next > until || next == RLIF_NEVER) return;
    sim->time = MAX (sim->time, next);
    for (guint k = 0; k < sim->observers->len; k++) {
      const RlifObserver *o = &g_array_index (sim->observers, RlifObserver, k);
      if (o->next_look && o->next_look (o->data) == next) o->on_look (o->data, sim, next);
    }
  }
}

gboolean
rlif_simulation_run (RlifSimulation *simulation, RlifTime until, guint64 budget, GError **error)
{
  g_return_val_if_fail (until >= simulation->time && until < RLIF_NEVER, FALSE);
  const guint64 before = simulation->handled;
  while (simulation->handled - before < budget) {
    const RlifTime now = rlif_queue_next_time (simulation->queue);
    if (now > until) {
      look_until (simulation, until);
      simulation->time = until;
      return TRUE;
    }
    look_until (simulation, now - 1);
    if (!run_instant (simulation, now, error)) return FALSE;
  }
  return TRUE;
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

double
rlif_simulation_get_state (const RlifSimulation *simulation, const RlifPopulation *population,
                           guint32 neuron, guint state)
{
  g_return_val_if_fail (neuron < population->count && state < population->model->n_state, NAN);
  return rlif_neurons_look (&simulation->neurons[population->index], neuron, state,
                            simulation->time);
}

RlifCounters
rlif_simulation_get_counters (const RlifSimulation *simulation, const RlifPopulation *population)
{
  if (population) return simulation->counters[population->index];
  RlifCounters sum = { 0 };
  for (guint k = 0; k < simulation->n_populations; k++) {
    const RlifCounters *c = &simulation->counters[k];
    sum.spikes += c->spikes;
    sum.delivered += c->delivered;
    sum.gated += c->gated;
    sum.outside += c->outside;
  }
  return sum;
}
