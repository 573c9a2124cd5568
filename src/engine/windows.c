/* The windowed engine. No neuron can influence another within the shortest delay, so that
 *
 *   for each window, as long as the shortest delay, beginning where something happens
 *     1. collect what arrives: rows of synapses that spikes run down, spikes and steps from outside
 *     2. for each population: draw its Poisson input, deliver in time order, let neurons fire
 *     3. send the spikes that were fired: one event for each row they run down
 *
 * The queue holds spikes, not synaptic events, and a silent network costs nothing. Where windows begin
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

/* Delays of the row that is being sorted. */
static int
by_delay_then_position (gconstpointer a, gconstpointer b, gpointer delays)
{
  const guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;
  const RlifTime *delay = delays;
  if (delay[i] != delay[j]) return delay[i] < delay[j] ? -1 : 1;
  return i < j ? -1 : i > j;
}

/* Sorts the positions of every row by delay, if delays differ. */
static void
sort_rows (RlifOutgoing *out, gsize n_rows)
{
  const RlifProjection *p = out->projection;
  if (!p->delay) return;
  out->by_delay = g_new (guint32, p->n + 1);
  for (gsize row = 0; row < n_rows; row++) {
    const gsize first = p->row[row], n = p->row[row + 1] - first;
    for (gsize k = 0; k < n; k++) out->by_delay[first + k] = (guint32) k;
    g_qsort_with_data (out->by_delay + first, (gint) n, sizeof (guint32), by_delay_then_position,
                       p->delay + first);
  }
}

gboolean
rlif_windows_start (RlifSimulation *sim, GError **error)
{
  GArray *processes = rlif_sources_get_poisson (sim->sources);
  const RlifTime usual = sim->network->ticks_per_ms;   /* without synapses between neurons */
  const RlifTime shortest = rlif_windows_shortest_delay (sim->network);
  sim->window = shortest == RLIF_NEVER ? usual : shortest;
  sim->areas = g_new0 (RlifArea, sim->n_populations);
  for (guint k = 0; k < sim->network->projections->len; k++) {
    const RlifProjection *p = sim->projection[k]->projection;
    sort_rows (sim->projection[k], p->source ? p->source->count : p->input->channels);
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
}

RlifTime
rlif_windows_next (const RlifSimulation *sim)
{
  RlifTime next = rlif_queue_next_time (sim->queue);
  for (guint k = 0; k < sim->n_populations; k++) next = MIN (next, sim->areas[k].next);
  return next;
}

/* Queues the synapses of a row from position `begin` on, which a spike sent at a moment reaches next. */
static void
send_row (RlifSimulation *sim, const RlifOutgoing *out, guint32 row, gsize begin, guint32 source,
          RlifTime sent)
{
  const RlifProjection *p = out->projection;
  if (!p->is_procedural && begin == p->row[row + 1] - p->row[row]) return;
  const RlifTime delay = p->delay ? p->delay[p->row[row] + out->by_delay[p->row[row] + begin]]
                                  : p->same_delay;
  const RlifEvent event = { .time = rlif_after (sent, delay), .sent = sent, .source = source,
                            .kind = p->input ? RLIF_EVENT_OUTSIDE : RLIF_EVENT_NETWORK,
                            .projection = out->number, .k = (guint32) begin, .target = row };
  if (event.time < RLIF_NEVER) rlif_queue_push (sim->queue, &event);
}

static void
send_all (RlifSimulation *sim, const GArray *outgoing, guint32 row, guint32 source, RlifTime now)
{
  for (guint k = 0; outgoing && k < outgoing->len; k++)
    send_row (sim, &g_array_index (outgoing, RlifOutgoing, k), row, 0, source, now);
}

/* Hands the synapses that a spike reaches now to their population, and queues those it reaches later. */
static void
collect_row (RlifSimulation *sim, const RlifEvent *event)
{
  const RlifOutgoing *out = sim->projection[event->projection];
  const RlifProjection *p = out->projection;
  RlifDelivery d = { .time = event->time, .projection = p, .source = event->target, .begin = event->k };
  if (!p->is_procedural) d.end = p->row[event->target + 1] - p->row[event->target];
  if (out->by_delay) {
    const gsize first = p->row[event->target], n = d.end;
    const RlifTime delay = event->time - event->sent;
    d.position = out->by_delay + first;
    for (d.end = d.begin; d.end < n && p->delay[first + d.position[d.end]] == delay;) d.end++;
    send_row (sim, out, event->target, d.end, event->source, event->sent);
  }
  g_array_append_val (sim->areas[p->target->index].deliveries, d);
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
    g_array_append_val (sim->areas[step.population].deliveries, d);
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
  while (rlif_queue_next_time (sim->queue) < end) {
    const RlifEvent event = rlif_queue_pop (sim->queue);
    collect (sim, &event);
  }
  for (guint k = 0; k < sim->n_populations && ok; k++)
    ok = rlif_area_run (&sim->areas[k], begin, end, error);
  for (guint k = 0; k < sim->n_populations; k++) send_spikes (sim, &sim->areas[k]);
  sim->handled++;
  sim->time = end - 1;
  return ok;
}
