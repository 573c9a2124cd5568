/* The windowed engine. No neuron can influence another within the shortest delay, so that
 *
 *   for each window, as long as the shortest delay, beginning where something happens
 *     1. collect what arrives: rows of synapses that spikes run down, spikes and steps from outside
 *     2. for each population: draw its Poisson input, deliver in time order, let neurons fire
 *     3. send the spikes that were fired: one delivery for each row and delay they run down
 *
 * The agendas hold spikes, not synaptic events, and a silent network costs nothing. Where windows begin
 * and end changes no bit. */
#include "engine/state.h"

#define WORTH_SHARING 3000   /* synapses that a window reaches */
#define MOST_AT_ONCE 10000000   /* arrivals: a window that has more ends earlier, so that a run can be stopped */

RlifTime
rlif_windows_shortest_delay (const RlifNetwork *network)
{
  RlifTime shortest = RLIF_NEVER;
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    if (!p->source || p->n == 0) continue;
    const gsize n = rlif_projection_delays_differ (p) ? p->n : 1;
    for (gsize s = 0; s < n; s++) shortest = MIN (shortest, rlif_projection_delay (p, s));
  }
  return shortest;
}

static gsize
n_rows (const RlifProjection *p)
{
  return p->source ? p->source->count : p->input->channels;
}

static gboolean
begins_segment (const RlifProjection *p, gsize row, gsize s)
{
  return s == rlif_projection_begin (p, row) || rlif_projection_delay (p, s) != rlif_projection_delay (p, s - 1);
}

/* Finds the segments of every row, if delays differ. */
static void
find_segments (RlifOutgoing *out, gsize rows)
{
  const RlifProjection *p = out->projection;
  if (!rlif_projection_delays_differ (p)) return;
  gsize n = 0;
  for (gsize row = 0; row < rows; row++)
    for (gsize s = rlif_projection_begin (p, row); s < rlif_projection_begin (p, row + 1); s++)
      n += begins_segment (p, row, s);
  out->first_segment = g_new (gsize, rows + 1);
  out->begin = g_new (guint32, n + 1);
  n = 0;
  for (gsize row = 0; row < rows; row++) {
    out->first_segment[row] = n;
    for (gsize s = rlif_projection_begin (p, row); s < rlif_projection_begin (p, row + 1); s++)
      if (begins_segment (p, row, s)) out->begin[n++] = (guint32) (s - rlif_projection_begin (p, row));
  }
  out->first_segment[rows] = n;
}

/* How many synapses a delivery reaches that goes down a whole row. */
static guint32
n_of_rows (const RlifProjection *p)
{
  const gboolean is_known = !p->is_procedural && !p->row && !p->first_step && p->length < RLIF_WHOLE_ROW;
  return is_known ? (guint32) p->length : RLIF_WHOLE_ROW;
}

/* Seen once, so that a spike need not look at where its rows are before it arrives. */
static gboolean
has_empty_rows (const RlifProjection *p)
{
  const gsize rows = p->is_procedural ? 0 : n_rows (p);
  for (gsize row = 0; row < rows; row++)
    if (rlif_projection_begin (p, row + 1) == rlif_projection_begin (p, row)) return TRUE;
  return FALSE;
}

static RlifTime
longest_delay (const RlifNetwork *network)
{
  RlifTime longest = 0;
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    const gsize n = rlif_projection_delays_differ (p) ? p->n : 1;
    for (gsize s = 0; s < n; s++) longest = MAX (longest, rlif_projection_delay (p, s));
  }
  return longest;
}

static void
make_agendas (RlifSimulation *sim)
{
  const RlifTime longest = longest_delay (sim->network);
  g_autofree gsize *largest = g_new0 (gsize, sim->n_populations);
  for (guint k = 0; k < sim->network->projections->len; k++) {
    const RlifProjection *p = sim->network->projections->pdata[k];
    gsize *most = &largest[p->target->index];
    *most = MAX (*most, rlif_agenda_row_size (p));
  }
  sim->agenda = g_new (RlifAgenda, sim->n_populations);
  for (guint k = 0; k < sim->n_populations; k++)
    rlif_agenda_init (&sim->agenda[k], sim->window, longest, largest[k] + 1);
}

/* Splits the populations into parts, at the borders of their blocks of Poisson processes. */
static gboolean
make_areas (RlifSimulation *sim, GError **error)
{
  GArray *processes = rlif_sources_get_poisson (sim->sources);
  sim->first_area = g_new0 (guint, sim->n_populations + 1);
  sim->part = g_new0 (guint32, sim->n_populations + 1);
  for (guint k = 0; k < sim->n_populations; k++) {
    const guint32 count = sim->first[k + 1] - sim->first[k], block = rlif_poisson_block (count);
    const guint32 blocks = (count - 1) / block + 1, parts = MIN (blocks, sim->n_threads);
    sim->part[k] = (blocks - 1) / parts + 1;   /* blocks */
    sim->first_area[k + 1] = sim->first_area[k] + (blocks - 1) / sim->part[k] + 1;
    sim->part[k] = (guint32) MIN ((guint64) sim->part[k] * block, count);
  }
  const guint n = sim->first_area[sim->n_populations];
  sim->areas = g_new0 (RlifArea, n);
  for (guint k = 0; k < sim->n_populations; k++)
    for (guint32 first = 0; sim->n_areas < sim->first_area[k + 1]; sim->n_areas++, first += sim->part[k])
      if (!rlif_area_init (&sim->areas[sim->n_areas], sim->network->populations->pdata[k], first,
                           MIN (sim->part[k], sim->first[k + 1] - sim->first[k] - first),
                           &sim->agenda[k].due, processes, error))
        return FALSE;
  return TRUE;
}

/* How long it takes [ticks] until so many spikes have come from Poisson processes. */
static RlifTime
time_of_arrivals (GArray *processes, double arrivals)
{
  double per_tick = 0;
  for (guint k = 0; k < processes->len; k++) per_tick += 1 / rlif_poisson_interval (&g_array_index (processes, RlifPoissonProcess, k));
  return per_tick > 0 && arrivals / per_tick < (double) (RLIF_NEVER / 2) ? (RlifTime) (arrivals / per_tick) + 1
                                                                         : RLIF_NEVER;
}

static void
run_area (gpointer data, guint k)
{
  RlifSimulation *sim = data;
  rlif_area_run (&sim->areas[k], sim->now.begin, sim->now.end, &sim->now.error[k]);
}

gboolean
rlif_windows_start (RlifSimulation *sim, GError **error)
{
  const RlifTime usual = sim->network->ticks_per_ms;   /* without synapses between neurons */
  const RlifTime shortest = rlif_windows_shortest_delay (sim->network);
  sim->window = shortest == RLIF_NEVER ? usual : shortest;
  sim->window = MIN (sim->window, time_of_arrivals (rlif_sources_get_poisson (sim->sources), MOST_AT_ONCE));
  make_agendas (sim);
  for (guint k = 0; k < sim->network->projections->len; k++) {
    RlifOutgoing *out = sim->projection[k];
    find_segments (out, n_rows (out->projection));
    out->some_are_empty = has_empty_rows (out->projection);
    out->row_size = rlif_agenda_row_size (out->projection);
    out->n = n_of_rows (out->projection);
  }
  sim->stdp = g_new0 (RlifStdp *, sim->network->projections->len + 1);
  for (guint k = 0; k < sim->network->projections->len; k++) sim->stdp[k] = sim->projection[k]->stdp;
  if (!make_areas (sim, error)) {
    sim->n_areas++;   /* the one that failed is to be freed as well */
    return FALSE;
  }
  for (guint k = 0; k < sim->n_areas; k++) sim->areas[k].stdp = sim->stdp;
  for (guint k = 0; k < sim->n_areas; k++)
    if (!rlif_area_start (&sim->areas[k], error)) return FALSE;
  sim->now.error = g_new0 (GError *, sim->n_areas);
  sim->crew = rlif_crew_new (MIN (sim->n_threads, sim->n_areas), run_area, sim);
  return TRUE;
}

void
rlif_windows_clear (RlifSimulation *sim)
{
  rlif_crew_free (sim->crew);
  for (guint k = 0; k < sim->n_areas; k++) rlif_area_clear (&sim->areas[k]);
  for (guint k = 0; sim->agenda && k < sim->n_populations; k++) rlif_agenda_clear (&sim->agenda[k]);
  g_free (sim->agenda);
  g_free (sim->areas);
  g_free (sim->first_area);
  g_free (sim->part);
  g_free (sim->now.error);
  g_free (sim->stdp);
}

RlifTime
rlif_windows_next (RlifSimulation *sim)
{
  RlifTime next = rlif_queue_next_time (sim->queue);
  for (guint k = 0; k < sim->n_populations; k++) next = MIN (next, rlif_agenda_next_time (&sim->agenda[k]));
  for (guint k = 0; k < sim->n_areas; k++) next = MIN (next, sim->areas[k].next);
  return next;
}

/* Sends a spike down a row: one delivery for each delay. */
static void
send_row (RlifSimulation *sim, const RlifOutgoing *out, guint32 row, guint32 sender, RlifTime sent)
{
  const RlifProjection *p = out->projection;
  RlifAgenda *agenda = &sim->agenda[p->target->index];
  RlifDelivery d = { .time = rlif_after (sent, p->same_delay), .projection = p, .sender = sender + 1, .source = row,
                     .n = out->n, .share = rlif_outgoing_share (out, row, sent) };
  if (!out->first_segment) {
    const gboolean is_empty = out->some_are_empty && rlif_projection_begin (p, row + 1) == rlif_projection_begin (p, row);
    if (d.time == RLIF_NEVER || is_empty) return;
    rlif_agenda_add (agenda, &d);
    sim->handled += out->row_size;
    sim->sent++;
    return;
  }
  const gsize at = rlif_projection_begin (p, row), first = out->first_segment[row], n = out->first_segment[row + 1] - first;
  const guint32 *const begin = out->begin + first, length = (guint32) (rlif_projection_begin (p, row + 1) - at);
  gsize k = 0;
  for (guint32 next = 0; k < n; k++) {
    d.time = rlif_after (sent, rlif_projection_delay (p, at + next));
    if (d.time == RLIF_NEVER) break;
    d.begin = next;
    next = k + 1 < n ? begin[k + 1] : length;
    d.n = next - d.begin;
    rlif_agenda_add (agenda, &d);
  }
  sim->sent += k;
  sim->handled += length;
}

static void
send_all (RlifSimulation *sim, const GArray *outgoing, guint32 row, guint32 sender, RlifTime now)
{
  for (guint k = 0; k < outgoing->len; k++)
    send_row (sim, &g_array_index (outgoing, RlifOutgoing, k), row, sender, now);
}

/* An input sends a spike, or a current its next step. */
static void
take_event (RlifSimulation *sim, const RlifEvent *event)
{
  if (event->kind == RLIF_EVENT_EMIT) {
    const RlifEmission e = rlif_sources_emit (sim->sources, event, sim->queue);
    send_all (sim, sim->from_input[event->k], e.channel, event->source + e.channel, event->time);
  } else {
    const RlifCurrentStep step = rlif_sources_step (sim->sources, event, sim->queue);
    const RlifDelivery d = { .time = event->time, .current = step.current, .n = RLIF_WHOLE_ROW };
    rlif_agenda_add (&sim->agenda[step.population], &d);
  }
}

/* Lets inputs do what they do in the window. Returns: when it ends, before `end` if that, or what arrives, is much. */
static RlifTime
take_events (RlifSimulation *sim, RlifTime begin, RlifTime end)
{
  const guint64 before = sim->handled;
  RlifTime last = RLIF_NEVER;   /* nothing yet */
  for (guint k = 0; k < sim->n_populations; k++) end = rlif_agenda_limit (&sim->agenda[k], begin, end, MOST_AT_ONCE);
  for (RlifTime next; (next = rlif_queue_next_time (sim->queue)) < end; last = next) {
    if (next > last && sim->handled - before > MOST_AT_ONCE) return next;
    const RlifEvent event = rlif_queue_pop (sim->queue);
    take_event (sim, &event);
  }
  return end;
}

/* Asks for the first rows of a window; areas ask for the others. */
RLIF_ASKS void
ask_for_first (const RlifDeliveries *due)
{
  for (guint k = 0; k < MIN (due->n, RLIF_ROWS_AHEAD + 1); k++) {
    const RlifDelivery *d = &due->delivery[k];
    if (d->projection) rlif_projection_ask_ahead (d->projection, d->source, d->begin);
  }
}

/* Takes what arrives in the window from the agendas. Returns: about how many synapses that reaches. */
static gsize
collect (RlifSimulation *sim, RlifTime begin, RlifTime end)
{
  gsize n = 0;
  for (guint k = 0; k < sim->n_populations; k++) {
    const RlifDeliveries *due = &sim->agenda[k].due;
    rlif_agenda_take (&sim->agenda[k], begin, end);
    for (guint j = 0; j < due->n; j++) {
      const RlifDelivery *d = &due->delivery[j];
      if (d->n < RLIF_WHOLE_ROW) {
        n += d->n;
      } else if (d->projection) {
        n += sim->projection[d->projection->number]->row_size;
        rlif_projection_ask_where (d->projection, d->source);
      }
    }
    ask_for_first (due);
  }
  return n;
}

/* Takes the spikes of all populations, and sends them on their way. */
static void
send_spikes (RlifSimulation *sim)
{
  for (guint k = 0; k < sim->n_areas; k++) {
    GArray *spikes = sim->areas[k].spikes;
    g_array_append_vals (sim->spikes, spikes->data, spikes->len);
    g_array_set_size (spikes, 0);
  }
  rlif_simulation_sort_spikes (sim);
  for (guint k = 0; k < sim->spikes->len; k++) {
    const RlifSpike *spike = &g_array_index (sim->spikes, RlifSpike, k);
    send_all (sim, sim->outgoing[spike->population], spike->neuron, sim->first[spike->population] + spike->neuron,
              spike->time);
  }
}

/* Counts what has come from outside in the window. */
static void
count_drawn (RlifSimulation *sim)
{
  const guint64 before = sim->drawn;
  sim->drawn = 0;
  for (guint k = 0; k < sim->n_areas; k++) sim->drawn += sim->areas[k].counters.outside;
  sim->drawn_last = sim->drawn - before;
  sim->handled += sim->drawn_last;
}

/* Of areas that failed, the one where neurons fire without end first, or the first. Returns: FALSE if there is one. */
static gboolean
pass_first_error (RlifSimulation *sim, GError **error)
{
  guint first = sim->n_areas;
  for (guint k = 0; k < sim->n_areas; k++) {
    if (!sim->now.error[k]) continue;
    if (first == sim->n_areas || sim->areas[k].endless < sim->areas[first].endless) first = k;
  }
  if (first == sim->n_areas) return TRUE;
  g_propagate_error (error, g_steal_pointer (&sim->now.error[first]));
  for (guint k = 0; k < sim->n_areas; k++) g_clear_error (&sim->now.error[k]);
  return FALSE;
}

/* Lets all areas do what happens in the window: by one thread if it does not pay to wake up others, supposing
 * that as much comes from outside as in the window before. */
static gboolean
run_areas (RlifSimulation *sim, RlifTime begin, RlifTime end, guint64 collected, GError **error)
{
  sim->now.begin = begin;
  sim->now.end = end;
  if (collected + sim->drawn_last > WORTH_SHARING)
    rlif_crew_do (sim->crew, sim->n_areas);
  else
    for (guint k = 0; k < sim->n_areas; k++) run_area (sim, k);
  count_drawn (sim);
  return pass_first_error (sim, error);
}

gboolean
rlif_windows_run (RlifSimulation *sim, RlifTime until, GError **error)
{
  const RlifTime begin = rlif_windows_next (sim);
  const RlifTime end = take_events (sim, begin, MIN (rlif_after (begin, sim->window), until + 1));
  const gsize collected = collect (sim, begin, end);
  const gboolean ok = run_areas (sim, begin, end, collected, error);
  send_spikes (sim);
  sim->handled++;
  sim->time = end - 1;
  return ok;
}
