/* Neurons of any model within a window, instant by instant: as in the reference engine, but for one
 * population, and a row of synapses at a time. */
#include <rlif/registry.h>
#include "engine/state.h"

static void
touch (RlifGroup *group, guint32 i)
{
  if (group->is_touched[i]) return;
  group->is_touched[i] = TRUE;
  g_array_append_val (group->touched, i);
}

/* The queue reminds of a neuron at the moment it is due, or earlier: then it is asked again. */
static void
expect (RlifGroup *group, guint32 i, RlifTime due)
{
  RlifNeurons *neurons = group->neurons;
  neurons->due[i] = due;
  if (due >= neurons->queued[i]) return;
  neurons->queued[i] = due;
  rlif_queue_push (group->own, &(RlifEvent) { .time = due, .source = i, .target = i });
}

static void
remind (RlifGroup *group, const RlifEvent *event)
{
  RlifNeurons *neurons = group->neurons;
  const guint32 i = event->target;
  if (neurons->queued[i] != event->time) return;   /* an earlier reminder has come already */
  neurons->queued[i] = RLIF_NEVER;
  if (neurons->due[i] > event->time) {
    expect (group, i, neurons->due[i]);
    return;
  }
  rlif_neurons_bring (neurons, i, event->time);
  neurons->due[i] = RLIF_NEVER;
  rlif_group_fire (group, i, event->time);
  touch (group, i);
}

static void
arrive (RlifGroup *group, guint32 i, guint port, double weight, RlifTime now)
{
  rlif_neurons_bring (group->neurons, i, now);
  if (!rlif_neurons_receive (group->neurons, i, port, weight, now)) group->counters->gated++;
  group->counters->delivered++;
  touch (group, i);
}

static void
deliver (RlifGroup *group, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  for (gsize k = d->begin; k < d->end; k++) {
    const gsize synapse = d->row + (d->position ? d->position[k] : k);
    const double weight = p->weight ? p->weight[synapse] : p->same_weight;
    const int port = p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight);
    arrive (group, p->to[synapse], (guint) port, weight, d->time);
  }
  if (p->input) group->counters->outside += d->end - d->begin;
}

static void
step_current (RlifGroup *group, double current, RlifTime now)
{
  for (guint32 i = 0; i < group->neurons->population->count; i++) {
    rlif_neurons_bring (group->neurons, i, now);
    touch (group, i);
  }
  rlif_neurons_set_current (group->neurons, current, now);
}

static void
draw_moment (RlifGroup *group, RlifPoissonProcess *process, RlifTime now)
{
  const RlifPoisson *poisson = process->poisson;
  for (; process->time == now; rlif_poisson_next (process)) {
    arrive (group, process->target, poisson->port, poisson->weight, now);
    group->counters->outside++;
  }
}

static gboolean
settle (RlifGroup *group, RlifTime now, GError **error)
{
  gboolean ok = TRUE;
  for (guint k = 0; k < group->touched->len; k++) {
    const guint32 i = g_array_index (group->touched, guint32, k);
    RlifTime due;
    group->is_touched[i] = FALSE;
    ok = ok && rlif_simulation_ask (group->neurons, i, now, &due, error);
    if (ok) expect (group, i, due);
  }
  g_array_set_size (group->touched, 0);
  return ok;
}

/* A round of an instant: own crossings, then what arrives, then all touched are asked. */
static gboolean
run_round (RlifGroup *group, RlifTime now, GError **error)
{
  while (rlif_queue_next_time (group->own) == now) {
    const RlifEvent event = rlif_queue_pop (group->own);
    remind (group, &event);
  }
  for (; rlif_group_next_delivery (group) == now; group->n_delivered++) {
    const RlifDelivery *d = &g_array_index (group->deliveries, RlifDelivery, group->n_delivered);
    if (d->projection)
      deliver (group, d);
    else
      step_current (group, d->current, now);
  }
  for (guint k = 0; k < group->poisson->len; k++) draw_moment (group, group->poisson->pdata[k], now);
  return settle (group, now, error);
}

gboolean
rlif_group_run_lazy (RlifGroup *group, RlifTime end, GError **error)
{
  const guint64 most = 1000 + 10 * (guint64) group->neurons->population->count;
  RlifTime before = -1;
  for (guint64 round = 0;; round++) {
    const RlifTime outside = MIN (rlif_group_next_delivery (group), rlif_group_next_poisson (group));
    const RlifTime now = MIN (outside, rlif_queue_next_time (group->own));
    if (now >= end) return TRUE;
    if (now > before) round = 0;
    before = now;
    if (round > most) return rlif_simulation_fail_endless (group->neurons->population->network, now, error);
    if (!run_round (group, now, error)) return FALSE;
  }
}

gboolean
rlif_group_start_lazy (RlifGroup *group, GError **error)
{
  for (guint32 i = 0; i < group->neurons->population->count; i++) touch (group, i);
  return settle (group, 0, error);
}
