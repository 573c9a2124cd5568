/* Scaled neurons within a window. They fire only when something arrives, so the order of arrivals
 * matters for each neuron alone: Poisson processes, whose targets differ, are followed one after the
 * other from one delivery to the next. */
#include <rlif/registry.h>
#include "base/batch.h"
#include "engine/area.h"

#define AHEAD 12   /* synapses for which memory is asked before their turn */

/* An arrival that leads to threshold, or finds the neuron refractory. */
static void
arrive_again (RlifArea *area, RlifScaled *s, guint32 i, double jump)
{
  if (s->free_at[i] > s->now) {
    area->counters.gated++;
    return;
  }
  rlif_scaled_wake (s, i);
  s->x[i] += jump;
  if (s->x[i] >= s->limit) g_array_append_val (area->reached, i);
}

/* @x, @limit   those of the neurons: copies, since no store to x[] changes them
 * @jump        scaled by F of the moment entered */
static inline void
arrive (RlifArea *area, RlifScaled *s, double x[], double limit, guint32 i, double jump)
{
  const double after = x[i] + jump;
  if (after < limit)
    x[i] = after;
  else
    arrive_again (area, s, i, jump);
}

/* Fires the neurons that are at threshold after all that arrived at the moment entered. */
static void
settle (RlifArea *area, RlifScaled *s)
{
  for (guint k = 0; k < area->reached->len; k++) {
    const guint32 i = g_array_index (area->reached, guint32, k);
    if (rlif_scaled_is_at_threshold (s, i)) rlif_area_fire (area, i, s->now);
  }
  g_array_set_size (area->reached, 0);
}

/* Computes F of the arrivals of a batch; it holds for those in this epoch. */
static void
prepare_batch (const RlifScaled *s, RlifPoissonProcess *process)
{
  if (s->epoch_length < (RlifTime) 1 << 51)
    rlif_batch_factors (process->times, s->epoch, s->rate, process->factor);
  else
    for (guint k = 0; k < RLIF_BATCH; k++)
      process->factor[k] = rlif_scaled_factor (s, process->times[k]);
  process->factor_epoch = s->epoch;
}

/* All arrivals of a process at one moment of this epoch, which is entered. */
static void
draw_moment (RlifArea *area, RlifScaled *s, RlifPoissonProcess *process)
{
  const RlifTime now = process->time;
  if (process->factor_epoch != s->epoch) prepare_batch (s, process);
  rlif_scaled_enter_known (s, now, process->factor[process->next]);
  const double jump = s->factor[process->poisson->port] * process->poisson->weight * s->f;
  for (; process->time == now; rlif_poisson_next (process)) {
    arrive (area, s, s->x, s->limit, process->target - area->neurons.first, jump);
    area->counters.delivered++;
    area->counters.outside++;
  }
}

/* The arrivals of a process before `stop`, in this epoch, that let no neuron fire. */
static void
draw_quietly (RlifArea *area, RlifScaled *s, RlifPoissonProcess *process, RlifTime stop)
{
  const double jump = s->factor[process->poisson->port] * process->poisson->weight;
  const double level = s->v_threshold - s->v_inf;
  double *const potential = s->x;
  while (process->time < stop) {
    const guint begin = process->next;
    guint k = begin;
    if (process->factor_epoch != s->epoch) prepare_batch (s, process);
    for (; k < RLIF_BATCH && process->times[k] < stop; k++) {
      const guint32 i = process->targets[k] - area->neurons.first;
      const double x = potential[i] + jump * process->factor[k];
      if (!(x < level * process->factor[k])) break;
      potential[i] = x;
    }
    area->counters.delivered += k - begin;
    area->counters.outside += k - begin;
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

/* The processes up to a moment, epoch by epoch, block by block. */
static void
draw_until (RlifArea *area, RlifScaled *s, RlifTime stop)
{
  RlifPoissonProcess **const process = (RlifPoissonProcess **) area->poisson->pdata;
  for (RlifTime next; (next = area->next_poisson) < stop;) {
    if (next - s->epoch >= s->epoch_length) rlif_scaled_begin_epoch (s, next);
    const RlifTime pause = MIN (stop, s->epoch + s->epoch_length);
    for (guint begin = 0, end; begin < area->poisson->len; begin = end) {
      for (end = begin + 1; end < area->poisson->len && process[end]->first == process[begin]->first;)
        end++;
      draw_block (area, s, begin, end, pause);
    }
    rlif_area_find_next_poisson (area);
  }
}

/* All synapses with the weight of the projection. */
static void
deliver_same_weight (RlifArea *area, RlifScaled *s, const RlifReached *reached, double jump)
{
  double *const x = s->x;
  const double limit = s->limit;
  const guint32 first = area->neurons.first, *const to = reached->to;
  const gsize n = reached->n;
  for (gsize k = 0; k < n; k++) {
    if (k + AHEAD < n) __builtin_prefetch (&x[to[k + AHEAD] - first], 1);
    arrive (area, s, x, limit, to[k] - first, jump);
  }
}

/* @factor   of weights below 0, and of others
 * @share    of the weight, that acts */
static void
deliver_weights (RlifArea *area, RlifScaled *s, const RlifReached *reached, const double factor[2],
                 double share)
{
  double *const x = s->x;
  const double limit = s->limit, f = s->f, *const weight = reached->weight;
  const guint32 first = area->neurons.first, *const to = reached->to;
  const gsize n = reached->n;
  for (gsize k = 0; k < n; k++)
    arrive (area, s, x, limit, to[k] - first, factor[weight[k] >= 0] * (weight[k] * share) * f);
}

static double
factor_of (const RlifScaled *s, const RlifProjection *p, double weight)
{
  const int port = p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight);
  return port >= 0 ? s->factor[port] : 0;
}

static void
deliver (RlifArea *area, RlifScaled *s, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const RlifReached reached = rlif_area_reach (area, d);
  const guint64 gated = area->counters.gated;
  if (reached.weight) {
    const double factor[2] = { factor_of (s, p, -1), factor_of (s, p, 1) };
    deliver_weights (area, s, &reached, factor, d->share);
  } else {
    deliver_same_weight (area, s, &reached, factor_of (s, p, p->same_weight) * (p->same_weight * d->share) * s->f);
  }
  rlif_area_count_gated (area, d, gated);
}

static void
step_current (RlifArea *area, RlifScaled *s, double current)
{
  rlif_neurons_set_current (&area->neurons, current, s->now);
  for (guint32 i = 0; i < s->count; i++)
    if (rlif_scaled_is_at_threshold (s, i)) g_array_append_val (area->reached, i);
}

/* Everything that arrives at one moment. */
static void
run_moment (RlifArea *area, RlifScaled *s, RlifTime now)
{
  rlif_scaled_enter (s, now);
  for (; rlif_area_next_delivery (area) == now; area->n_delivered++) {
    const RlifDelivery *d = &area->deliveries->delivery[area->n_delivered];
    if (d->projection)
      deliver (area, s, d);
    else
      step_current (area, s, d->current);
  }
  for (guint k = 0; k < area->poisson->len; k++) {
    RlifPoissonProcess *process = area->poisson->pdata[k];
    if (process->time == now) draw_moment (area, s, process);
  }
  if (area->next_poisson == now) rlif_area_find_next_poisson (area);
  settle (area, s);
}

void
rlif_area_run_scaled (RlifArea *area, RlifTime end)
{
  RlifScaled *s = area->neurons.scaled;
  for (RlifTime now; (now = rlif_area_next_delivery (area)) < end;) {
    draw_until (area, s, now);
    run_moment (area, s, now);
  }
  draw_until (area, s, end);
}

/* A neuron may be at threshold at time 0. */
void
rlif_area_start_scaled (RlifArea *area)
{
  RlifScaled *s = area->neurons.scaled;
  for (guint32 i = 0; i < s->count; i++)
    if (rlif_scaled_is_at_threshold (s, i)) g_array_append_val (area->reached, i);
  settle (area, s);
}
