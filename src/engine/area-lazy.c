/* Neurons of any model within a window, instant by instant: as in the reference engine, but for one
 * population, and a row of synapses at a time. */
#include <rlif/registry.h>
#include "engine/state.h"

static void
touch (RlifArea *area, guint32 i)
{
  if (area->is_touched[i]) return;
  area->is_touched[i] = TRUE;
  g_array_append_val (area->touched, i);
}

/* The queue reminds of a neuron at the moment it is due, or earlier: then it is asked again. */
static void
expect (RlifArea *area, guint32 i, RlifTime due)
{
  RlifNeurons *neurons = &area->neurons;
  neurons->due[i] = due;
  if (due >= neurons->queued[i]) return;
  neurons->queued[i] = due;
  rlif_queue_push (area->own, &(RlifEvent) { .time = due, .source = i, .target = i });
}

static void
remind (RlifArea *area, const RlifEvent *event)
{
  RlifNeurons *neurons = &area->neurons;
  const guint32 i = event->target;
  if (neurons->queued[i] != event->time) return;   /* an earlier reminder has come already */
  neurons->queued[i] = RLIF_NEVER;
  if (neurons->due[i] > event->time) {
    expect (area, i, neurons->due[i]);
    return;
  }
  if (rlif_neurons_last (neurons, i) < event->time) area->counters.crossings++;
  rlif_neurons_bring (neurons, i, event->time);
  neurons->due[i] = RLIF_NEVER;
  rlif_area_fire (area, i, event->time);
  touch (area, i);
}

static void
arrive (RlifArea *area, guint32 i, guint port, double weight, RlifTime now)
{
  rlif_neurons_bring (&area->neurons, i, now);
  if (!rlif_neurons_receive (&area->neurons, i, port, weight, now)) area->counters.gated++;
  touch (area, i);
}

static void
deliver (RlifArea *area, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const RlifReached reached = rlif_area_reach (area, d);
  const guint64 gated = area->counters.gated;
  for (gsize k = 0; k < reached.row.n; k++) {
    const double weight = reached.weight ? reached.weight[k] : p->same_weight;
    const int port = p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight);
    arrive (area, rlif_row_target (&reached.row, k) - area->neurons.first, (guint) port, weight * d->share, d->time);
  }
  rlif_area_count_gated (area, d, gated);
}

static void
step_current (RlifArea *area, double current, RlifTime now)
{
  for (guint32 i = 0; i < area->neurons.count; i++) {
    rlif_neurons_bring (&area->neurons, i, now);
    touch (area, i);
  }
  rlif_neurons_set_current (&area->neurons, current, now);
}

static void
draw_moment (RlifArea *area, RlifPoissonProcess *process, RlifTime now)
{
  const RlifPoisson *poisson = process->poisson;
  for (; process->time == now; rlif_poisson_next (process)) {
    arrive (area, process->target - area->neurons.first, poisson->port, poisson->weight, now);
    area->counters.delivered++;
    area->counters.outside++;
  }
}

static gboolean
settle (RlifArea *area, RlifTime now, GError **error)
{
  gboolean ok = TRUE;
  for (guint k = 0; k < area->touched->len; k++) {
    const guint32 i = g_array_index (area->touched, guint32, k);
    RlifTime due;
    area->is_touched[i] = FALSE;
    ok = ok && rlif_simulation_ask (&area->neurons, i, now, &due, error);
    if (ok) expect (area, i, due);
  }
  g_array_set_size (area->touched, 0);
  return ok;
}

/* A round of an instant: own crossings, then what arrives, then all touched are asked. */
static gboolean
run_round (RlifArea *area, RlifTime now, GError **error)
{
  while (rlif_queue_next_time (area->own) == now) {
    const RlifEvent event = rlif_queue_pop (area->own);
    remind (area, &event);
  }
  for (; rlif_area_next_delivery (area) == now; area->n_delivered++) {
    const RlifDelivery *d = &area->deliveries->delivery[area->n_delivered];
    if (d->projection)
      deliver (area, d);
    else
      step_current (area, d->current, now);
  }
  for (guint k = 0; k < area->poisson->len; k++) draw_moment (area, area->poisson->pdata[k], now);
  if (area->next_poisson == now) rlif_area_find_next_poisson (area);
  return settle (area, now, error);
}

gboolean
rlif_area_run_lazy (RlifArea *area, RlifTime end, GError **error)
{
  const guint64 most = 1000 + 10 * (guint64) area->neurons.population->count;
  RlifTime before = -1;
  for (guint64 round = 0;; round++) {
    const RlifTime outside = MIN (rlif_area_next_delivery (area), area->next_poisson);
    const RlifTime now = MIN (outside, rlif_queue_next_time (area->own));
    if (now >= end) return TRUE;
    if (now > before) round = 0;
    before = now;
    if (round > most) return rlif_simulation_fail_endless (area->neurons.population->network, now, error);
    if (!run_round (area, now, error)) return FALSE;
  }
}

gboolean
rlif_area_start_lazy (RlifArea *area, GError **error)
{
  for (guint32 i = 0; i < area->neurons.count; i++) touch (area, i);
  return settle (area, 0, error);
}
