/* Scaled neurons within a window. They fire only when something arrives, so the order of arrivals
 * matters for each neuron alone: Poisson processes, whose targets differ, are followed one after the
 * other from one delivery to the next. */
#include <stdlib.h>
#include <rlif/registry.h>
#include "base/batch.h"
#include "engine/scaled-row.h"

#define FEW 8                  /* synapses of a delivery: with more of them, a loop for each is faster */
#define MANY 128               /* synapses that are enough for a loop */
#define WAKING_AHEAD 4         /* neurons for which memory is asked before their turn to wake */
#define TARGETS_AHEAD 8        /* deliveries of few synapses, for whose neurons memory is asked, ... */
#define DELIVERIES_AHEAD 16    /* ... and for their synapses */

/* Neurons that have fired stand among the resting in the order in which they wake, since all rest equally long; but those
 * who fired since the last moment at which spikes of several blocks were put in order. */
static int
by_moment (gconstpointer a, gconstpointer b)
{
  const RlifResting *x = a, *y = b;
  return x->free_at < y->free_at ? -1 : x->free_at > y->free_at;
}

static void
put_in_order (RlifArea *area)
{
  RlifResting *const resting = (RlifResting *) (void *) area->resting->data;
  const guint n = area->resting->len;
  gboolean in_order = TRUE;
  for (guint k = area->n_in_order + 1; k < n; k++) in_order &= resting[k - 1].free_at <= resting[k].free_at;
  if (!in_order) qsort (resting + area->n_in_order, n - area->n_in_order, sizeof *resting, by_moment);
  area->n_in_order = n;
}

/* From now on and until a moment at which all that are free then are woken, neurons that become free before it are led to
 * by each arrival. */
static void
attend (RlifArea *area, RlifScaled *s, RlifTime pause)
{
  put_in_order (area);
  area->pause = pause;
  for (; area->n_attended < area->resting->len; area->n_attended++) {
    const RlifResting r = g_array_index (area->resting, RlifResting, area->n_attended);
    if (r.free_at > pause) break;
    if (s->free_at[r.i] == r.free_at) s->x[r.i] = RLIF_WAKING;
  }
}

RLIF_ASKS void
ask_for_neuron (const RlifScaled *s, guint32 i)
{
  __builtin_prefetch (&s->x[i], 1);
  __builtin_prefetch (&s->free_at[i], 1);
}

/* Wakes all neurons that are free at the moment entered. */
static void
wake_all (RlifArea *area, RlifScaled *s)
{
  put_in_order (area);
  area->pause = s->now;
  for (; area->n_rested < area->resting->len; area->n_rested++) {
    const RlifResting r = g_array_index (area->resting, RlifResting, area->n_rested);
    if (r.free_at > s->now) break;
    if (area->n_rested + WAKING_AHEAD < area->resting->len)
      ask_for_neuron (s, g_array_index (area->resting, RlifResting, area->n_rested + WAKING_AHEAD).i);
    rlif_scaled_wake (s, r.i);
  }
  area->n_attended = MAX (area->n_attended, area->n_rested);
  if (area->n_rested <= area->resting->len / 2) return;
  g_array_remove_range (area->resting, 0, area->n_rested);
  area->n_attended -= area->n_rested;
  area->n_in_order -= area->n_rested;
  area->n_rested = 0;
}

/* An arrival that leads to threshold, or to a neuron that may have become free. */
static void
arrive_again (RlifArea *area, RlifScaled *s, guint32 i, double jump)
{
  if (s->free_at[i] > s->now) {
    area->counters.gated++;
    return;
  }
  rlif_scaled_wake (s, i);
  s->x[i] += jump;
  if (s->x[i] >= s->limit) rlif_area_note_reached (area, i);
}

/* @jump     scaled by F of the moment entered */
static inline void
arrive (RlifArea *area, RlifScaled *s, guint32 i, double jump)
{
  const double after = s->x[i] + jump;
  if (after < s->limit) {
    s->x[i] = after;
    area->counters.gated += after == RLIF_REFRACTORY;
  } else {
    arrive_again (area, s, i, jump);
  }
}

static void
fire (RlifArea *area, RlifScaled *s, guint32 i)
{
  rlif_area_fire (area, i, s->now);
  const RlifResting resting = { s->free_at[i], i };
  if (resting.free_at == G_MININT64) return;   /* awake already */
  g_array_append_val (area->resting, resting);
  if (resting.free_at <= area->pause) s->x[i] = RLIF_WAKING;
}

/* Fires the neurons that are at threshold after all that arrived at the moment entered. */
static void
settle (RlifArea *area, RlifScaled *s)
{
  for (guint k = 0; k < area->n_reached; k++) {
    const guint32 i = area->reached[k];
    if (rlif_scaled_is_at_threshold (s, i)) fire (area, s, i);
  }
  area->n_reached = 0;
}

/* Computes F of those arrivals of a batch that are left and in this epoch: all together if they are in one cell. */
static void
prepare_batch (const RlifArea *area, const RlifScaled *s, RlifPoissonProcess *process)
{
  const RlifTime *time = process->times, end = s->epoch + s->epoch_length;
  for (guint k = process->next; area->is_far && k < RLIF_BATCH; k++)
    ask_for_neuron (s, process->targets[k] - area->neurons.first);
  const gsize cell = rlif_scaled_cell (s, time[process->next]);
  process->factor_epoch = s->epoch;
  if (time[RLIF_BATCH - 1] < end && rlif_scaled_cell (s, time[RLIF_BATCH - 1]) == cell) {
    rlif_batch_factors (time, s->epoch + (RlifTime) cell * s->cell, s->rate, s->cell_factor[cell], process->factor[0]);
    return;
  }
  for (guint k = process->next; k < RLIF_BATCH && time[k] < end; k++)
    process->factor[0][k] = rlif_scaled_factor (s, time[k]);
}

/* All arrivals of a process at one moment of this epoch, which is entered. */
static void
draw_moment (RlifArea *area, RlifScaled *s, RlifPoissonProcess *process)
{
  const RlifTime now = process->time;
  if (process->factor_epoch != s->epoch) prepare_batch (area, s, process);
  rlif_scaled_enter_known (s, now, process->factor[0][process->next]);
  const double jump = s->factor[process->poisson->port] * process->poisson->weight * s->f;
  for (; process->time == now; rlif_poisson_next (process)) {
    arrive (area, s, process->target - area->neurons.first, jump);
    area->counters.delivered++;
    area->counters.outside++;
  }
}

/* The arrivals of a process before `stop`, in this epoch, that let no neuron fire or wake. */
static void
draw_quietly (RlifArea *area, RlifScaled *s, RlifPoissonProcess *process, RlifTime stop)
{
  const double jump = s->factor[process->poisson->port] * process->poisson->weight;
  const double level = s->v_threshold - s->v_inf;
  const guint32 first = area->neurons.first;
  double *const potential = s->x;
  while (process->time < stop) {
    const guint begin = process->next;
    guint k = begin;
    double sum = 0;
    if (process->factor_epoch != s->epoch) prepare_batch (area, s, process);
    for (; k < RLIF_BATCH && process->times[k] < stop; k++) {
      const guint32 i = process->targets[k] - first;
      const double x = potential[i] + jump * process->factor[0][k];
      if (!(x < level * process->factor[0][k])) break;
      potential[i] = x;
      sum += x;
    }
    area->counters.delivered += k - begin;
    area->counters.outside += k - begin;
    area->counters.gated += rlif_scaled_count_refractory (sum);
    const gboolean stopped = k < RLIF_BATCH;
    rlif_poisson_go_to (process, k);
    if (stopped) return;
  }
}

/* Processes begin .. end - 1 have the same targets: they are followed together, before `stop`. */
static void
draw_block (RlifArea *area, RlifScaled *s, guint begin, guint end, RlifTime stop)
{
  RlifPoissonProcess **const process = (RlifPoissonProcess **) area->poisson->pdata;
  for (;;) {
    if (end - begin == 1) draw_quietly (area, s, process[begin], stop);
    RlifTime now = process[begin]->time;
    for (guint k = begin + 1; k < end; k++) now = MIN (now, process[k]->time);
    if (now >= stop) return;
    for (guint k = begin; k < end; k++)
      if (process[k]->time == now) draw_moment (area, s, process[k]);
    settle (area, s);
  }
}

/* The processes up to a moment of this epoch, to which neurons are attended, block by block. */
static void
draw_blocks (RlifArea *area, RlifScaled *s, RlifTime stop)
{
  RlifPoissonProcess **const process = (RlifPoissonProcess **) area->poisson->pdata;
  for (guint begin = 0, end; begin < area->poisson->len; begin = end) {
    for (end = begin + 1; end < area->poisson->len && process[end]->first == process[begin]->first;) end++;
    draw_block (area, s, begin, end, stop);
  }
  rlif_area_find_next_poisson (area);
}

/* The processes up to a moment, epoch by epoch. */
static void
draw_until (RlifArea *area, RlifScaled *s, RlifTime stop)
{
  for (RlifTime next; (next = area->next_poisson) < stop;) {
    if (next - s->epoch >= s->epoch_length) rlif_scaled_begin_epoch (s, next);
    const RlifTime pause = MIN (stop, s->epoch + s->epoch_length);
    rlif_scaled_enter (s, next);
    wake_all (area, s);
    attend (area, s, pause);
    draw_blocks (area, s, pause);
  }
}

/* The arrivals of all processes at the moment entered. */
static void
draw_now (RlifArea *area, RlifScaled *s)
{
  const RlifTime now = s->now;
  for (guint k = 0; k < area->poisson->len; k++) {
    RlifPoissonProcess *process = area->poisson->pdata[k];
    if (process->time == now) draw_moment (area, s, process);
  }
  rlif_area_find_next_poisson (area);
}

static double
factor_of (const RlifScaled *s, const RlifProjection *p, double weight)
{
  const int port = p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight);
  return port >= 0 ? s->factor[port] : 0;
}

/* Asks for the few synapses of a delivery, ... */
RLIF_ASKS void
ask_for (const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const gsize s = rlif_projection_begin (p, d->source) + d->begin;
  __builtin_prefetch (p->to_short ? (const void *) &p->to_short[s] : &p->to[s]);
  if (p->weight) __builtin_prefetch (&p->weight[s]);
  if (p->weight) __builtin_prefetch (&p->weight[s + 3]);
}

/* ... and for their neurons. */
RLIF_ASKS void
ask_for_targets (const RlifArea *area, const RlifScaled *s, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const gsize begin = rlif_projection_begin (p, d->source) + d->begin;
  for (gsize k = begin; k < begin + d->n; k++) {
    const guint32 i = rlif_projection_target (p, k) - area->neurons.first;
    if (i < s->count) ask_for_neuron (s, i);
  }
}

/* Asks for what deliveries to come will need, of neurons that are far. */
static void
ask_ahead (RlifArea *area, const RlifScaled *s)
{
  const RlifDelivery *d = &area->deliveries->delivery[area->n_delivered];
  const guint n_left = area->deliveries->n - area->n_delivered;
  if (n_left > DELIVERIES_AHEAD && d[DELIVERIES_AHEAD].n <= FEW) ask_for (&d[DELIVERIES_AHEAD]);
  if (n_left > TARGETS_AHEAD && d[TARGETS_AHEAD].n <= FEW) ask_for_targets (area, s, &d[TARGETS_AHEAD]);
  rlif_area_ask_ahead (area, s->x, sizeof *s->x, FEW);
}

static void
deliver (RlifArea *area, RlifScaled *s, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const RlifReached reached = rlif_area_reach (area, d);
  if (p->is_procedural || area->is_far) ask_ahead (area, s);
  const guint64 before = area->counters.gated;
  const double *const factor = area->jumps[p->number].factor;
  const RlifRowJumps jumps = { factor[p->same_weight >= 0] * (p->same_weight * d->share) * s->f, reached.weight, factor,
                               d->share, s->f };
  area->counters.gated += rlif_scaled_row_deliver (area, s, &reached.row, &jumps);
  rlif_area_count_gated (area, d, before);
}

/* Synapses of several deliveries at the moment entered, each with its target in the area, and the jump that it makes
 * where an epoch begins. */
typedef struct {
  guint n;
  guint32 i[MANY + FEW], projection[MANY + FEW];
  double jump[MANY + FEW];
} Singles;

static inline void
add_single (Singles *singles, guint32 i, guint32 projection, double jump)
{
  singles->i[singles->n] = i;
  singles->projection[singles->n] = projection;
  singles->jump[singles->n++] = jump;
}

/* Four synapses, of which perhaps only the first ones are meant: how many, no branch could foretell. */
static inline void
add_four (Singles *singles, const guint16 to[], const double weight[], guint32 projection)
{
  guint32 *const i = singles->i + singles->n, *const number = singles->projection + singles->n;
  double *const jump = singles->jump + singles->n;
  for (int k = 0; k < 4; k++) i[k] = to[k];
  for (int k = 0; k < 4; k++) number[k] = projection;
  for (int k = 0; k < 4; k++) jump[k] = weight[k];
}

/* Adds those of a delivery that are in the area. */
static inline void
add_few (RlifArea *area, Singles *singles, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const RlifJumps *jumps = &area->jumps[p->number];
  RlifStdp *stdp = area->stdp[p->number];
  const guint before = singles->n;
  const gsize begin = rlif_projection_begin (p, d->source) + d->begin;
  if (jumps->are_stored && d->n <= 4 && begin + 4 <= p->n) {
    add_four (singles, p->to_short + begin, p->weight + begin, p->number);
    singles->n += d->n;
  } else {
    for (gsize k = begin; k < begin + d->n; k++) {
      const guint32 to = rlif_projection_target (p, k), i = to - area->neurons.first;
      if (i >= area->neurons.count) continue;
      const double weight = stdp ? rlif_stdp_arrive (stdp, k, to, d->time) : rlif_projection_weight (p, k);
      add_single (singles, i, p->number, jumps->factor[weight >= 0] * (weight * d->share));
    }
  }
  area->by_projection[p->number].delivered += singles->n - before;
  if (p->input) area->counters.outside += singles->n - before;
}

static void
deliver_singles (RlifArea *area, RlifScaled *s, Singles *singles)
{
  double *const x = s->x;
  const double limit = s->limit, f = s->f;
  for (guint k = 0; k < singles->n; k++) {
    const guint32 i = singles->i[k];
    const double jump = singles->jump[k] * f, after = x[i] + jump;
    if (G_LIKELY (after < limit)) {
      x[i] = after;
      if (after > RLIF_REFRACTORY) continue;
      area->counters.gated++;
      area->by_projection[singles->projection[k]].gated++;
      continue;
    }
    const guint64 before = area->counters.gated;
    arrive_again (area, s, i, jump);
    area->by_projection[singles->projection[k]].gated += area->counters.gated - before;
  }
  area->counters.delivered += singles->n;
  singles->n = 0;
}

/* The rest of the moment entered. */
static void
end_moment (RlifArea *area, RlifScaled *s, Singles *singles)
{
  deliver_singles (area, s, singles);
  if (area->next_poisson == s->now) draw_now (area, s);
  settle (area, s);
}

/* Deliveries of few synapses that come next and before `end`, in this epoch, with the arrivals of Poisson processes
 * between them: nobody is woken before an arrival leads there. Returns: FALSE if there are none. */
static gboolean
run_few (RlifArea *area, RlifScaled *s, RlifTime end)
{
  const RlifDelivery *const delivery = area->deliveries->delivery;
  const guint first = area->n_delivered, n = area->deliveries->n;
  guint last = MAX (area->few_end, first), k = first;
  while (last < n && delivery[last].n <= FEW) last++;
  area->few_end = last;
  RlifTime stop = last < n ? MIN (end, delivery[last].time) : end;
  if (first == last || delivery[first].time >= stop) return FALSE;
  rlif_scaled_enter (s, delivery[first].time);
  stop = MIN (stop, s->epoch + s->epoch_length);
  wake_all (area, s);
  attend (area, s, stop);
  Singles singles;
  singles.n = 0;
  for (; k < last && delivery[k].time < stop; k++) {
    const RlifTime now = delivery[k].time;
    if (now != s->now) {
      end_moment (area, s, &singles);
      if (area->next_poisson < now) draw_blocks (area, s, now);
      rlif_scaled_set_moment (s, now);
    }
    area->n_delivered = k;
    if (area->is_far)
      ask_ahead (area, s);
    else if (k + DELIVERIES_AHEAD < last)
      ask_for (&delivery[k + DELIVERIES_AHEAD]);
    add_few (area, &singles, &delivery[k]);
    if (singles.n >= MANY) deliver_singles (area, s, &singles);
  }
  end_moment (area, s, &singles);
  area->n_delivered = k;
  return TRUE;
}

static void
step_current (RlifArea *area, RlifScaled *s, double current)
{
  rlif_neurons_set_current (&area->neurons, current, s->now);
  for (guint32 i = 0; i < s->count; i++)
    if (rlif_scaled_is_at_threshold (s, i)) rlif_area_note_reached (area, i);
}

/* Everything that arrives at one moment. */
static void
run_moment (RlifArea *area, RlifScaled *s, RlifTime now)
{
  rlif_scaled_enter (s, now);
  wake_all (area, s);
  for (; rlif_area_next_delivery (area) == now; area->n_delivered++) {
    const RlifDelivery *d = &area->deliveries->delivery[area->n_delivered];
    if (d->projection)
      deliver (area, s, d);
    else
      step_current (area, s, d->current);
  }
  if (area->next_poisson == now) draw_now (area, s);
  settle (area, s);
}

void
rlif_area_run_scaled (RlifArea *area, RlifTime end)
{
  RlifScaled *s = area->neurons.scaled;
  area->few_end = 0;
  for (RlifTime now; (now = rlif_area_next_delivery (area)) < end;) {
    draw_until (area, s, now);
    if (!run_few (area, s, end)) run_moment (area, s, now);
  }
  draw_until (area, s, end);
}

static void
find_jumps (RlifArea *area, const RlifScaled *s)
{
  area->jumps = g_new0 (RlifJumps, area->n_projections + 1);
  for (guint k = 0; k < area->n_projections; k++) {
    const RlifProjection *p = area->neurons.population->network->projections->pdata[k];
    if (p->target->index != area->population) continue;
    const double factor[2] = { factor_of (s, p, -1), factor_of (s, p, 1) };
    const gboolean are_stored = p->to_short && p->weight && s->count == p->target->count
                                && factor[0] == 1 && factor[1] == 1 && p->plasticity.kind == RLIF_STATIC;
    area->jumps[k] = (RlifJumps) { { factor[0], factor[1] }, are_stored };
  }
}

/* A neuron may be at threshold at time 0. */
void
rlif_area_start_scaled (RlifArea *area)
{
  RlifScaled *s = area->neurons.scaled;
  find_jumps (area, s);
  for (guint32 i = 0; i < s->count; i++)
    if (rlif_scaled_is_at_threshold (s, i)) rlif_area_note_reached (area, i);
  settle (area, s);
}
