/* The reference engine: one queue, one event per arriving spike, instant by instant.
 *
 *   for each instant at which something is queued
 *     1. inputs emit, crossings fire, currents step, spikes arrive - in the total order of the
 *        queue, each neuron flowing up to the instant first
 *     2. every neuron touched is asked once when it will fire, and that moment is queued
 *
 * A neuron that is at threshold now, and arrivals without delay, fall into the same instant again:
 * another round of it. */
#include <rlif/registry.h>
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
send (RlifSimulation *sim, const RlifOutgoing *out, guint32 row, guint32 source, RlifTime now)
{
  const RlifProjection *p = out->projection;
  const guint32 first = sim->first[p->target->index];
  RlifEvent event = { .kind = p->input ? RLIF_EVENT_OUTSIDE : RLIF_EVENT_NETWORK,
                      .source = source, .projection = out->number, .sent = now,
                      .share = rlif_outgoing_share (out, row, now) };
  const RlifRow targets = rlif_projection_row (p, row, &sim->maker);
  const gboolean delays_differ = rlif_projection_delays_differ (p);
  for (gsize k = 0; k < targets.n; k++) {
    event.k = (guint32) k;
    event.time = rlif_after (now, delays_differ ? rlif_projection_delay (p, rlif_projection_begin (p, row) + k) : p->same_delay);
    event.target = first + rlif_row_target (&targets, k);
    if (event.time < RLIF_NEVER) rlif_queue_push (sim->queue, &event);
  }
}

static void
send_all (RlifSimulation *sim, const GArray *outgoing, guint32 row, guint32 source, RlifTime now)
{
  for (guint k = 0; k < outgoing->len; k++)
    send (sim, &g_array_index (outgoing, RlifOutgoing, k), row, source, now);
}

static void
on_emit (RlifSimulation *sim, const RlifEvent *event)
{
  const RlifEmission e = rlif_sources_emit (sim->sources, event, sim->queue);
  send_all (sim, sim->from_input[event->k], e.channel, event->source + e.channel, event->time);
}

/* Queues the next arrival of a Poisson process. */
static void
expect_poisson (RlifSimulation *sim, guint32 number)
{
  const GArray *processes = rlif_sources_get_poisson (sim->sources);
  const RlifPoissonProcess *process = &g_array_index (processes, RlifPoissonProcess, number);
  if (process->time == RLIF_NEVER) return;
  rlif_queue_push (sim->queue, &(RlifEvent) {
    .time = process->time, .kind = RLIF_EVENT_OUTSIDE, .source = process->number,
    .projection = RLIF_NO_PROJECTION, .k = number,
    .target = sim->first[process->poisson->target->index] + process->target });
}

static void
fire (RlifSimulation *sim, Place p, RlifTime now)
{
  rlif_neurons_fire (p.of, p.i, now);
  p.of->due[p.i] = RLIF_NEVER;
  sim->counters[p.population].spikes++;
  const RlifSpike spike = { now, p.population, p.i };
  g_array_append_val (sim->spikes, spike);
  for (guint k = 0; k < sim->network->projections->len; k++) {
    RlifStdp *stdp = sim->projection[k]->stdp;
    if (stdp && stdp->projection->target->index == p.population) rlif_stdp_fire (stdp, p.i, now);
  }
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
  if (rlif_neurons_last (p.of, p.i) < event->time) sim->counters[p.population].crossings++;
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

/* What arrives, and where. */
typedef struct {
  double weight;
  guint port;
} Arrival;

static Arrival
arrival_of (const RlifSimulation *sim, const RlifEvent *event)
{
  if (event->projection == RLIF_NO_PROJECTION) {
    const GArray *processes = rlif_sources_get_poisson (sim->sources);
    const RlifPoisson *poisson = g_array_index (processes, RlifPoissonProcess, event->k).poisson;
    return (Arrival) { poisson->weight, poisson->port };
  }
  const RlifOutgoing *out = sim->projection[event->projection];
  const RlifProjection *p = out->projection;
  const gsize synapse = p->is_procedural ? 0 : rlif_projection_begin (p, event->source - out->first_source) + event->k;
  const double weight = out->stdp ? rlif_stdp_arrive (out->stdp, synapse,
                                                      event->target - sim->first[p->target->index], event->time)
                                   : rlif_projection_weight (p, synapse);
  const int port = p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight);
  return (Arrival) { weight * event->share, (guint) port };
}

static void
on_arrival (RlifSimulation *sim, const RlifEvent *event)
{
  const Place p = place_of (sim, event->target);
  const Arrival arrival = arrival_of (sim, event);
  rlif_neurons_bring (p.of, p.i, event->time);
  const gboolean heard = rlif_neurons_receive (p.of, p.i, arrival.port, arrival.weight, event->time);
  RlifCounters *counters = &sim->counters[p.population];
  counters->delivered++;
  counters->gated += !heard;
  counters->outside += event->kind == RLIF_EVENT_OUTSIDE;
  if (event->projection != RLIF_NO_PROJECTION) {
    sim->projection_counters[event->projection].delivered++;
    sim->projection_counters[event->projection].gated += !heard;
  }
  if (event->projection == RLIF_NO_PROJECTION) {
    const GArray *processes = rlif_sources_get_poisson (sim->sources);
    rlif_poisson_next (&g_array_index (processes, RlifPoissonProcess, event->k));
    expect_poisson (sim, event->k);
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

static gboolean
predict (RlifSimulation *sim, guint32 neuron, RlifTime now, GError **error)
{
  const Place p = place_of (sim, neuron);
  RlifTime due;
  if (!rlif_simulation_ask (p.of, p.i, now, &due, error)) return FALSE;
  expect (sim, neuron, p, due);
  return TRUE;
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
    ok = ok && predict (sim, neuron, now, error);
  }
  g_array_set_size (sim->touched, 0);
  return ok;
}

gboolean
rlif_reference_run (RlifSimulation *sim, RlifTime until, GError **error)
{
  const RlifTime now = rlif_queue_next_time (sim->queue);
  g_return_val_if_fail (now <= until, FALSE);
  /* Every second round has a spike, and a refractory neuron spikes once in an instant. */
  const guint64 most = 1000 + 10 * (guint64) sim->first[sim->n_populations];
  for (guint64 round = 0; rlif_queue_next_time (sim->queue) == now; round++) {
    if (round > most) return rlif_simulation_fail_endless (sim->network, now, error);
    if (!run_round (sim, now, error)) return FALSE;
  }
  sim->time = now;
  return TRUE;
}

gboolean
rlif_reference_start (RlifSimulation *sim, GError **error)
{
  const GArray *processes = rlif_sources_get_poisson (sim->sources);
  sim->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  sim->is_touched = g_new0 (guint8, sim->first[sim->n_populations]);
  sim->neurons = g_new0 (RlifNeurons, sim->n_populations);
  sim->counters = g_new0 (RlifCounters, sim->n_populations);
  sim->projection_counters = g_new0 (RlifProjectionCounters, sim->network->projections->len + 1);
  for (guint k = 0; k < sim->n_populations; k++) {
    const RlifPopulation *population = sim->network->populations->pdata[k];
    if (!rlif_neurons_init (&sim->neurons[k], population, 0, population->count, error)) return FALSE;
    rlif_neurons_keep_due (&sim->neurons[k]);
  }
  for (guint32 k = 0; k < processes->len; k++) expect_poisson (sim, k);
  for (guint32 neuron = 0; neuron < sim->first[sim->n_populations]; neuron++)
    if (!predict (sim, neuron, 0, error)) return FALSE;
  return TRUE;
}
