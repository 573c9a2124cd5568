/* Modal neurons within a window. They fire unaided, between arrivals, so that it must be known which may
 * do so before the window ends: see hot.h. */
#include <rlif/registry.h>
#include "engine/area.h"
#include "engine/hot.h"

static void
fire (RlifArea *area, guint32 i, RlifTime now)
{
  RlifModal *modal = area->neurons.modal;
  const RlifSpike spike = { now, area->population, area->neurons.first + i };
  modal->free_at[i] = rlif_after (now, modal->refractory);
  modal->z[i].a = HUGE_VAL;
  if (area->hot->hot_at[i]) *rlif_hot_neuron (area->hot, i) = (RlifHotNeuron) { i, RLIF_NEVER, RLIF_NEVER };
  area->hot->attention = MIN (area->hot->attention, modal->free_at[i]);
  area->counters.crossings += modal->z[i].last < now;
  area->counters.spikes++;
  rlif_area_tell_synapses (area, i, now);
  g_array_append_val (area->spikes, spike);
  const RlifResting resting = { modal->free_at[i], i };
  g_array_append_val (area->resting, resting);
}

/* Ends the refractoriness of a neuron; it is hot then, since nobody has looked at it yet. */
static void
wake (RlifArea *area, guint32 i)
{
  RlifModal *modal = area->neurons.modal;
  const RlifModalState z = rlif_modal_woken (modal, &modal->z[i], modal->free_at[i]);
  const RlifModalMoment now = rlif_modal_moment (modal, z.last);
  modal->free_at[i] = G_MININT64;
  modal->z[i] = z;
  RlifHotNeuron *neuron = rlif_hot_add (area->hot, i);
  modal->aside[i] = z.a;
  modal->z[i].a = HUGE_VAL;
  rlif_hot_add_rising (area->hot, i);
  rlif_hot_add_near (area->hot, i);
  rlif_hot_watch (area->hot, neuron, &now);
}

/* What a hot or refractory neuron does unaided up to a moment. What changed at that moment itself is
 * not asked about yet unless `at_end`. */
static void
live_until (RlifArea *area, guint32 i, RlifTime until, gboolean at_end)
{
  const RlifModal *modal = area->neurons.modal;
  for (;;) {
    if (modal->free_at[i] != G_MININT64) {
      if (modal->free_at[i] > until) return;
      wake (area, i);
    }
    const RlifTime due = rlif_hot_neuron (area->hot, i)->due;
    if (due > until || (modal->z[i].last == until && !at_end)) return;
    fire (area, i, due);
  }
}

void
rlif_area_catch_up (RlifArea *area, guint32 i, RlifTime now)
{
  if (area->neurons.modal->z[i].a == HUGE_VAL) live_until (area, i, now, FALSE);
}

/* An arrival at a hot or refractory neuron, at the moment entered. */
static void
arrive_aside (RlifArea *area, guint32 i, guint port, double w)
{
  RlifModal *modal = area->neurons.modal;
  RlifModalState *z = &modal->z[i];
  live_until (area, i, modal->now.time, FALSE);
  z->a = modal->aside[i];
  rlif_modal_receive (modal, z, port, w);
  modal->aside[i] = z->a;
  z->a = HUGE_VAL;
  if (modal->free_at[i] == G_MININT64) rlif_hot_watch (area->hot, rlif_hot_neuron (area->hot, i), &modal->now);
}

/* An arrival that may bring the neuron to threshold before the term ends. */
static void
approach (RlifArea *area, guint32 i)
{
  RlifHot *hot = area->hot;
  const RlifModal *modal = area->neurons.modal;
  rlif_hot_add_near (hot, i);
  const RlifModalState *z = &modal->z[i];
  const RlifBound bound = rlif_hot_bound (&modal->now, &hot->slot);
  if (rlif_hot_highest (&bound, z->a, rlif_pair (z->b)) >= hot->limit)
    rlif_hot_watch (hot, rlif_hot_add (hot, i), &modal->now);
}

/* What all who hear a spike of weight w at a port at the moment entered share. */
typedef struct {
  guint port;
  double w;
  double jump_a[RLIF_MODAL_CURRENTS], jump[RLIF_MODAL_CURRENTS];
  gboolean lifts;                /* it may bring a neuron nearer to threshold */
  RlifBound bound;               /* from then to the end of the term */
  RlifTime fresh_since;          /* one that changed before is of an earlier epoch or perhaps not rising */
  RlifModalMoment now;
} Arrival;

static Arrival
arrival_of (const RlifArea *area, guint port, double w)
{
  const RlifModal *modal = area->neurons.modal;
  Arrival arrival = { .port = port, .w = w, .now = modal->now,
                      .bound = rlif_hot_bound (&modal->now, &area->hot->term),
                      .fresh_since = MAX (modal->epoch, area->hot->looked_at) };
  for (int k = 0; k < modal->m; k++) {
    const double jump = modal->factor[port][k] * w;
    arrival.jump_a[k] = jump * modal->now.grown_a;
    arrival.jump[k] = jump * modal->now.grown[k];
    arrival.lifts |= jump / modal->beta[k] > 0;
  }
  return arrival;
}

/* Before an arrival at a neuron that is hot or refractory (then TRUE: it is done), or that has not changed
 * in this epoch or term. */
static gboolean
arrive_specially (RlifArea *area, guint32 i, guint port, double w)
{
  RlifModal *modal = area->neurons.modal;
  RlifModalState *z = &modal->z[i];
  if (z->a == HUGE_VAL) {
    arrive_aside (area, i, port, w);
    return TRUE;
  }
  if (z->last < modal->epoch) rlif_modal_refresh (modal, z);
  rlif_hot_add_rising (area->hot, i);
  return FALSE;
}

static inline void
arrive (RlifArea *area, RlifModalState *z, guint32 i, const Arrival *arrival)
{
  if (G_UNLIKELY (z->a == HUGE_VAL || z->last < arrival->fresh_since)
      && arrive_specially (area, i, arrival->port, arrival->w))
    return;
  z->a -= arrival->jump_a[0];
  z->b[0] += arrival->jump[0];
  z->a -= arrival->jump_a[1];
  z->b[1] += arrival->jump[1];
  z->last = arrival->now.time;
  if (arrival->lifts && rlif_hot_highest (&arrival->bound, z->a, rlif_pair (z->b)) >= area->hot->limit)
    approach (area, i);
}

/* Enters the moment of the next arrival of a process, in the epoch entered: exponentials are computed by the batch. */
static void
enter_arrival (RlifModal *modal, RlifPoissonProcess *process)
{
  if (process->factor_epoch != modal->epoch) {
    const double tau[RLIF_POISSON_FACTORS] = { modal->tau_m, modal->tau[0], modal->tau[1] };
    for (int j = 0; j < RLIF_POISSON_FACTORS; j++)
      rlif_batch_growth (process->times, modal->epoch, modal->ticks_per_ms, tau[j], process->factor[j]);
    process->factor_epoch = modal->epoch;
  }
  double e[RLIF_POISSON_FACTORS];
  for (int j = 0; j < RLIF_POISSON_FACTORS; j++) e[j] = process->factor[j][process->next];
  modal->now = (RlifModalMoment) { process->time, e[0], { e[1], e[2] }, 1 / e[0], { 1 / e[1], 1 / e[2] } };
}

static void
draw_moment (RlifArea *area, RlifModal *modal, RlifPoissonProcess *process)
{
  const RlifTime now = process->time;
  enter_arrival (modal, process);
  const Arrival arrival = arrival_of (area, process->poisson->port, process->poisson->weight);
  for (; process->time == now; rlif_poisson_next (process)) {
    const guint32 i = process->target - area->neurons.first;
    arrive (area, &modal->z[i], i, &arrival);
    area->counters.delivered++;
    area->counters.outside++;
  }
}

/* The processes of one block before `stop`, then those of the next: the order matters for each neuron
 * alone. */
static void
draw_until (RlifArea *area, RlifModal *modal, RlifTime stop)
{
  RlifPoissonProcess **const process = (RlifPoissonProcess **) area->poisson->pdata;
  if (area->next_poisson >= stop) return;
  for (guint begin = 0, end; begin < area->poisson->len; begin = end) {
    for (end = begin + 1; end < area->poisson->len && process[end]->first == process[begin]->first;) end++;
    for (;;) {
      RlifTime now = RLIF_NEVER;
      for (guint k = begin; k < end; k++) now = MIN (now, process[k]->time);
      if (now >= stop) break;
      for (guint k = begin; k < end; k++)
        if (process[k]->time == now) draw_moment (area, modal, process[k]);
    }
  }
  rlif_area_find_next_poisson (area);
}

static guint
port_for (const RlifProjection *p, double weight)
{
  return (guint) (p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight));
}

/* Synapses with the weight of the projection: what is usual takes a few operations, and is stored only when it has turned
 * out to be so. Neurons that are hot or refractory have an infinite a, which the bound finds out as well. */
static inline __attribute__ ((always_inline)) void
deliver_same (RlifArea *area, RlifModal *modal, const RlifRow *row, const Arrival *arrival, const gboolean is_short,
              const gboolean lifts)
{
  RlifModalState *const state = modal->z;
  const double jump_a0 = arrival->jump_a[0], jump_a1 = arrival->jump_a[1], limit = lifts ? area->hot->limit : HUGE_VAL;
  const RlifPair jump = rlif_pair (arrival->jump);
  const RlifTime fresh_since = arrival->fresh_since, now = arrival->now.time;
  const guint32 first = area->neurons.first, *const to = row->to;
  const guint16 *const to_short = row->to_short;
  const RlifBound bound = arrival->bound;
  const gsize n = row->n;
  for (gsize k = 0; k < n; k++) {
    const guint32 i = (is_short ? to_short[k] : to[k]) - first;
    RlifModalState *const z = &state[i];
    const gsize later = MIN (k + RLIF_ASKED_AHEAD, n - 1);
    __builtin_prefetch (&state[(is_short ? to_short[later] : to[later]) - first], 1);
    const double a = z->a - jump_a0 - jump_a1;
    const RlifPair b = rlif_pair (z->b) + jump;
    const double highest = lifts ? rlif_hot_highest (&bound, a, b) : a;
    if (G_UNLIKELY (z->last < fresh_since || !(highest < limit))) {
      arrive (area, z, i, arrival);
      continue;
    }
    z->b[0] = b[0];
    z->b[1] = b[1];
    z->a = a;
    z->last = now;
  }
}

static void
deliver_lifting (RlifArea *area, RlifModal *modal, const RlifRow *row, const Arrival *arrival)
{
  if (row->to) deliver_same (area, modal, row, arrival, FALSE, TRUE);
  else deliver_same (area, modal, row, arrival, TRUE, TRUE);
}

static void
deliver_others (RlifArea *area, RlifModal *modal, const RlifRow *row, const Arrival *arrival)
{
  if (row->to) deliver_same (area, modal, row, arrival, FALSE, FALSE);
  else deliver_same (area, modal, row, arrival, TRUE, FALSE);
}

static void
deliver (RlifArea *area, RlifModal *modal, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const RlifReached reached = rlif_area_reach (area, d);
  rlif_area_ask_ahead (area, modal->z, sizeof *modal->z);
  const RlifRow *row = &reached.row;
  if (!reached.weight) {
    const Arrival arrival = arrival_of (area, port_for (p, p->same_weight), p->same_weight * d->share);
    (arrival.lifts ? deliver_lifting : deliver_others) (area, modal, row, &arrival);
    return;
  }
  for (gsize k = 0; k < row->n; k++) {
    const guint32 i = rlif_row_target (row, k) - area->neurons.first;
    const double w = reached.weight[k];
    const gsize later = MIN (k + RLIF_ASKED_AHEAD, row->n - 1);
    __builtin_prefetch (&modal->z[rlif_row_target (row, later) - area->neurons.first], 1);
    const Arrival arrival = arrival_of (area, port_for (p, w), w * d->share);
    arrive (area, &modal->z[i], i, &arrival);
  }
}

static void
step_current (RlifArea *area, RlifModal *modal, double current)
{
  const RlifTime now = modal->now.time;
  for (guint32 i = 0; i < modal->count; i++)
    if (modal->z[i].a == HUGE_VAL) live_until (area, i, now, FALSE);
  rlif_hot_cool (area->hot);
  rlif_neurons_set_current (&area->neurons, current, now);
  rlif_hot_set_limit (area->hot);
  for (guint32 i = 0; i < modal->count; i++) {
    if (modal->free_at[i] != G_MININT64) continue;
    rlif_hot_add_rising (area->hot, i);
    rlif_hot_add_near (area->hot, i);
    rlif_hot_watch (area->hot, rlif_hot_add (area->hot, i), &modal->now);
  }
}

/* Wakes those who are refractory until some moment in the window. Among the resting, who fired in one window
 * stand in no order, but those of an earlier window before those of a later. Returns: when the next wakes. */
static RlifTime
wake_rested (RlifArea *area, const RlifModal *modal, RlifTime end)
{
  RlifTime next = RLIF_NEVER;
  for (guint k = area->n_rested; k < area->resting->len; k++) {
    const RlifResting r = g_array_index (area->resting, RlifResting, k);
    if (next < RLIF_NEVER && r.free_at >= rlif_after (MAX (next, end), area->longest_window)) break;
    const gboolean rests = modal->free_at[r.i] == r.free_at;   /* an arrival has not woken it */
    if (rests && r.free_at < end)
      live_until (area, r.i, end - 1, TRUE);
    else if (rests)
      next = MIN (next, r.free_at);
    if (k == area->n_rested) area->n_rested += modal->free_at[r.i] != r.free_at;
  }
  if (area->n_rested > area->resting->len / 2) {
    g_array_remove_range (area->resting, 0, area->n_rested);
    area->n_rested = 0;
  }
  return next;
}

/* What hot and refractory neurons do unaided before the window ends. */
static void
end_window (RlifArea *area, RlifModal *modal, RlifTime end)
{
  RlifHot *hot = area->hot;
  if (hot->attention >= end) return;
  for (guint k = 0; k < hot->hot->len; k++) {
    const RlifHotNeuron *neuron = &g_array_index (hot->hot, RlifHotNeuron, k);
    if (neuron->due < end) live_until (area, neuron->i, end - 1, TRUE);
  }
  hot->attention = wake_rested (area, modal, end);
  for (guint k = 0; k < hot->hot->len; k++) {
    const RlifHotNeuron *neuron = &g_array_index (hot->hot, RlifHotNeuron, k);
    hot->attention = MIN (hot->attention, MIN (neuron->due, neuron->safe));
  }
}

RlifTime
rlif_area_next_modal (const RlifArea *area, RlifTime end)
{
  const RlifHot *hot = area->hot;
  RlifTime look = hot->rising->len ? hot->term.end : RLIF_NEVER;
  if (hot->near->len) look = MIN (look, hot->slot.end);
  return MAX (end, MIN (hot->attention, look));
}

/* The part of a window that lies in one epoch. */
static void
run_part (RlifArea *area, RlifModal *modal, RlifTime begin, RlifTime end)
{
  area->longest_window = MAX (area->longest_window, end - begin);
  rlif_modal_enter (modal, begin);
  rlif_hot_begin (area->hot, end);
  for (RlifTime now; (now = rlif_area_next_delivery (area)) < end; area->n_delivered++) {
    const RlifDelivery *d = &area->deliveries->delivery[area->n_delivered];
    draw_until (area, modal, now);
    rlif_modal_enter (modal, now);
    if (d->projection)
      deliver (area, modal, d);
    else
      step_current (area, modal, d->current);
  }
  draw_until (area, modal, end);
  end_window (area, modal, end);
}

void
rlif_area_run_modal (RlifArea *area, RlifTime begin, RlifTime end)
{
  RlifModal *modal = area->neurons.modal;
  while (begin < end) {
    const RlifTime next_epoch = begin - begin % modal->epoch_length + modal->epoch_length;
    const RlifTime pause = MIN (end, next_epoch);
    run_part (area, modal, begin, pause);
    begin = pause;
  }
}

void
rlif_area_start_modal (RlifArea *area)
{
  RlifModal *modal = area->neurons.modal;
  area->hot = rlif_hot_new (modal);
  for (guint32 i = 0; i < modal->count; i++) {
    const RlifModalState z = modal->z[i];
    if (rlif_modal_next (modal, &z) == 0) fire (area, i, 0);
  }
}
