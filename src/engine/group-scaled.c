/* Scaled neurons within a window. They fire only when something arrives, so the order of arrivals
 * matters for each neuron alone: Poisson processes, whose targets differ, are followed one after the
 * other from one delivery to the next. */
#include <rlif/registry.h>
#include "engine/group.h"

/* An arrival that leads to threshold, or finds the neuron refractory. */
static void
arrive_again (RlifGroup *group, RlifScaled *s, guint32 i, double jump)
{
  rlif_scaled_wake (s, i);
  if (s->x[i] == RLIF_REFRACTORY) {
    group->counters->gated++;
    return;
  }
  s->x[i] += jump;
  if (s->x[i] >= s->limit) g_array_append_val (group->reached, i);
}

/* @jump   scaled by F of the moment entered */
static inline void
arrive (RlifGroup *group, RlifScaled *s, guint32 i, double jump)
{
  const double x = s->x[i] + jump;
  if (x < s->limit)
    s->x[i] = x;
  else
    arrive_again (group, s, i, jump);
}

/* Fires the neurons that are at threshold after all that arrived at the moment entered. */
static void
settle (RlifGroup *group, RlifScaled *s)
{
  for (guint k = 0; k < group->reached->len; k++) {
    const guint32 i = g_array_index (group->reached, guint32, k);
    if (rlif_scaled_is_at_threshold (s, i)) rlif_group_fire (group, i, s->now);
  }
  g_array_set_size (group->reached, 0);
}

/* All arrivals of a process at one moment, which is entered. */
static void
draw_moment (RlifGroup *group, RlifScaled *s, RlifPoissonProcess *process)
{
  const RlifTime now = process->time;
  rlif_scaled_enter (s, now);
  const double jump = s->factor[process->poisson->port] * process->poisson->weight * s->f;
  for (; process->time == now; rlif_poisson_next (process)) {
    arrive (group, s, process->target, jump);
    group->counters->delivered++;
    group->counters->outside++;
  }
}

/* Processes begin .. end - 1 have the same targets: they are followed together, before `stop`. */
static void
draw_block (RlifGroup *group, RlifScaled *s, guint begin, guint end, RlifTime stop)
{
  RlifPoissonProcess **const process = (RlifPoissonProcess **) group->poisson->pdata;
  for (;;) {
    RlifTime now = process[begin]->time;
    for (guint k = begin + 1; k < end; k++) now = MIN (now, process[k]->time);
    if (now >= stop) return;
    for (guint k = begin; k < end; k++)
      if (process[k]->time == now) draw_moment (group, s, process[k]);
    settle (group, s);
  }
}

/* The processes up to a moment, epoch by epoch, block by block. */
static void
draw_until (RlifGroup *group, RlifScaled *s, RlifTime stop)
{
  RlifPoissonProcess **const process = (RlifPoissonProcess **) group->poisson->pdata;
  for (RlifTime next; (next = rlif_group_next_poisson (group)) < stop;) {
    if (next - s->epoch >= s->epoch_length) rlif_scaled_begin_epoch (s, next);
    const RlifTime pause = MIN (stop, s->epoch + s->epoch_length);
    for (guint begin = 0, end; begin < group->poisson->len; begin = end) {
      for (end = begin + 1; end < group->poisson->len && process[end]->first == process[begin]->first;)
        end++;
      draw_block (group, s, begin, end, pause);
    }
  }
}

/* All synapses with the weight of the projection. */
static void
deliver_same_weight (RlifGroup *group, RlifScaled *s, const RlifDelivery *d, double jump)
{
  const guint32 *const to = d->projection->to + d->row;
  if (d->position)
    for (gsize k = d->begin; k < d->end; k++) arrive (group, s, to[d->position[k]], jump);
  else
    for (gsize k = d->begin; k < d->end; k++) arrive (group, s, to[k], jump);
}

static void
deliver_weights (RlifGroup *group, RlifScaled *s, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  for (gsize k = d->begin; k < d->end; k++) {
    const gsize synapse = d->row + (d->position ? d->position[k] : k);
    const double weight = p->weight[synapse];
    const int port = p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight);
    arrive (group, s, p->to[synapse], s->factor[port] * weight * s->f);
  }
}

static void
deliver (RlifGroup *group, RlifScaled *s, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  if (p->weight) {
    deliver_weights (group, s, d);
  } else {
    const int port = p->port >= 0 ? p->port
                                  : rlif_model_port_for_weight (p->target->model, p->same_weight);
    deliver_same_weight (group, s, d, s->factor[port] * p->same_weight * s->f);
  }
  group->counters->delivered += d->end - d->begin;
  if (p->input) group->counters->outside += d->end - d->begin;
}

static void
step_current (RlifGroup *group, RlifScaled *s, double current)
{
  rlif_neurons_set_current (group->neurons, current, s->now);
  for (guint32 i = 0; i < s->count; i++)
    if (rlif_scaled_is_at_threshold (s, i)) g_array_append_val (group->reached, i);
}

/* Everything that arrives at one moment. */
static void
run_moment (RlifGroup *group, RlifScaled *s, RlifTime now)
{
  rlif_scaled_enter (s, now);
  for (; rlif_group_next_delivery (group) == now; group->n_delivered++) {
    const RlifDelivery *d = &g_array_index (group->deliveries, RlifDelivery, group->n_delivered);
    if (d->projection)
      deliver (group, s, d);
    else
      step_current (group, s, d->current);
  }
  for (guint k = 0; k < group->poisson->len; k++) {
    RlifPoissonProcess *process = group->poisson->pdata[k];
    if (process->time == now) draw_moment (group, s, process);
  }
  settle (group, s);
}

void
rlif_group_run_scaled (RlifGroup *group, RlifTime end)
{
  RlifScaled *s = group->neurons->scaled;
  for (RlifTime now; (now = rlif_group_next_delivery (group)) < end;) {
    draw_until (group, s, now);
    run_moment (group, s, now);
  }
  draw_until (group, s, end);
}

/* A neuron may be at threshold at time 0. */
void
rlif_group_start_scaled (RlifGroup *group)
{
  RlifScaled *s = group->neurons->scaled;
  for (guint32 i = 0; i < s->count; i++)
    if (rlif_scaled_is_at_threshold (s, i)) g_array_append_val (group->reached, i);
  settle (group, s);
}
