/* The windowed engine. No neuron can influence another within the shortest delay, so that
 *
 *   for each window, as long as the shortest delay, beginning where something happens
 *     1. collect what arrives: rows of synapses that spikes run down, spikes and steps from outside
 *     2. for each population: draw its Poisson input, deliver in time order, let neurons fire
 *     3. send the spikes that were fired: one event for each row and delay they run down
 *
 * The agenda holds spikes, not synaptic events, and a silent network costs nothing. Where windows begin
 * and end changes no bit. */
#include "engine/state.h"

RlifTime
rlif_windows_shortest_delay (const RlifNetwork *network)
{
  RlifTime shortest = RLIF_NEVER;
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    if (!p->source || p->n == 0) continue;
    if (!p->delay) shortest = MIN (shortest, p->same_delay);
    for (gsize s = 0; p->delay && s < p->n; s++) shortest = MIN (shortest, p->delay[s]);
  }
  return shortest;
}

/* Finds the segments of every row, if delays differ. */
static void
find_segments (RlifOutgoing *out, gsize n_rows)
{
  const RlifProjection *p = out->projection;
  if (!p->delay) return;
  gsize n = 0;
  for (gsize row = 0; row < n_rows; row++)
    for (gsize s = p->row[row]; s < p->row[row + 1]; s++)
      n += s == p->row[row] || p->delay[s] != p->delay[s - 1];
  out->first_segment = g_new (gsize, n_rows + 1);
  out->begin = g_new (guint32, n + 1);
  n = 0;
  for (gsize row = 0; row < n_rows; row++) {
    out->first_segment[row] = n;
    for (gsize s = p->row[row]; s < p->row[row + 1]; s++)
      if (s == p->row[row] || p->delay[s] != p->delay[s - 1]) out->begin[n++] = (guint32) (s - p->row[row]);
  }
  out->first_segment[n_rows] = n;
}

static RlifTime
longest_delay (const RlifNetwork *network)
{
  RlifTime longest = 0;
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    if (!p->delay) longest = MAX (longest, p->same_delay);
    for (gsize s = 0; p->delay && s < p->n; s++) longest = MAX (longest, p->delay[s]);
  }
  return longest;
}

gboolean
rlif_windows_start (RlifSimulation *sim, GError **error)
{
  GArray *processes = rlif_sources_get_poisson (sim->sources);
  const RlifTime usual = sim->network->ticks_per_ms;   /* without synapses between neurons */
  const RlifTime shortest = rlif_windows_shortest_delay (sim->network);
  sim->window = shortest == RLIF_NEVER ? usual : shortest;
  sim->agenda = rlif_agenda_new (sim->queue, sim->window, longest_delay (sim->network));
  sim->areas = g_new0 (RlifArea, sim->n_populations);
  for (guint k = 0; k < sim->network->projections->len; k++) {
    const RlifProjection *p = sim->projection[k]->projection;
    find_segments (sim->projection[k], p->source ? p->source->count : p->input->channels);
  }
  for (guint k = 0; k < sim->n_populations; k++) {
    rlif_area_init (&sim->areas[k], &sim->neurons[k], k, &sim->counters[k], sim->projection_counters,
                    processes);
    if (!rlif_area_start (&sim->areas[k], error)) return FALSE;
  }
  return TRUE;
}

void
rlif_windows_clear (RlifSimulation *sim)
{
  for (guint k = 0; sim->areas && k < sim->n_populations; k++) rlif_area_clear (&sim->areas[k]);
  g_free (sim->areas);
  rlif_agenda_free (sim->agenda);
}

RlifTime
rlif_windows_next (RlifSimulation *sim)
{
  RlifTime next = rlif_agenda_next_time (sim->agenda);
  for (guint k = 0; k < sim->n_populations; k++) next = MIN (next, sim->areas[k].next);
  return next;
}

/* Puts what a spike reaches by a row of synapses on the agenda: one event for each delay. */
static void
send_row (RlifSimulation *sim, const RlifOutgoing *out, guint32 row, guint32 source, RlifTime sent)
{
  const RlifProjection *p = out->projection;
  RlifEvent event = { .sent = sent, .source = source, .projection = out->number, .target = row,
                      .kind = p->input ? RLIF_EVENT_OUTSIDE : RLIF_EVENT_NETWORK,
                      .time = rlif_after (sent, p->same_delay) };
  if (!p->delay) {
    const gboolean is_empty = !p->is_procedural && p->row[row + 1] == p->row[row];
    if (event.time < RLIF_NEVER && !is_empty) rlif_agenda_push (sim->agenda, &event);
    return;
  }
  const gsize first = out->first_segment[row], n = out->first_segment[row + 1] - first;
  for (; event.k < n; event.k++) {
    event.time = rlif_after (sent, p->delay[p->row[row] + out->begin[first + event.k]]);
    if (event.time < RLIF_NEVER) rlif_agenda_push (sim->agenda, &event);
  }
}

static void
send_all (RlifSimulation *sim, const GArray *outgoing, guint32 row, guint32 source, RlifTime now)
{
  for (guint k = 0; outgoing && k < outgoing->len; k++)
    send_row (sim, &g_array_index (outgoing, RlifOutgoing, k), row, source, now);
}

/* Hands the synapses that a spike reaches now to their population. */
static void
collect_row (RlifSimulation *sim, const RlifEvent *event)
{
  const RlifOutgoing *out = sim->projection[event->projection];
  const RlifProjection *p = out->projection;
  RlifDelivery d = { .time = event->time, .projection = p, .source = event->target };
  if (!p->is_procedural) d.end = p->row[event->target + 1] - p->row[event->target];
  if (p->delay) {
    const gsize segment = out->first_segment[event->target] + event->k;
    d.begin = out->begin[segment];
    if (segment + 1 < out->first_segment[event->target + 1]) d.end = out->begin[segment + 1];
  }
  rlif_area_add_delivery (&sim->areas[p->target->index], &d);
  sim->handled += p->is_procedural ? 1 : d.end - d.begin;
}

static void
collect (RlifSimulation *sim, const RlifEvent *event)
{
  if (event->kind == RLIF_EVENT_EMIT) {
    const RlifEmission e = rlif_sources_emit (sim->sources, event, sim->queue);
    send_all (sim, g_hash_table_lookup (sim->from_input, e.input), e.channel,
              event->source + e.channel, event->time);
  } else if (event->kind == RLIF_EVENT_CURRENT) {
    const RlifCurrentStep step = rlif_sources_step (sim->sources, event, sim->queue);
    const RlifDelivery d = { .time = event->time, .current = step.current };
    rlif_area_add_delivery (&sim->areas[step.population], &d);
  } else {
    collect_row (sim, event);
  }
}

/* Takes the spikes of a population, and sends them on their way. */
static void
send_spikes (RlifSimulation *sim, RlifArea *area)
{
  const guint32 first = sim->first[area->population];
  for (guint k = 0; k < area->spikes->len; k++) {
    const RlifSpike *spike = &g_array_index (area->spikes, RlifSpike, k);
    send_all (sim, sim->outgoing[area->population], spike->neuron, first + spike->neuron, spike->time);
  }
  g_array_append_vals (sim->spikes, area->spikes->data, area->spikes->len);
  g_array_set_size (area->spikes, 0);
}

gboolean
rlif_windows_run (RlifSimulation *sim, RlifTime until, GError **error)
{
  const RlifTime begin = rlif_windows_next (sim);
  const RlifTime end = MIN (rlif_after (begin, sim->window), until + 1);
  gboolean ok = TRUE;
  while (rlif_agenda_next_time (sim->agenda) < end) {
    const RlifEvent event = rlif_agenda_pop (sim->agenda);
    collect (sim, &event);
  }
  for (guint k = 0; k < sim->n_populations && ok; k++)
    ok = rlif_area_run (&sim->areas[k], begin, end, error);
  for (guint k = 0; k < sim->n_populations; k++) send_spikes (sim, &sim->areas[k]);
  sim->handled++;
  sim->time = end - 1;
  return ok;
}
