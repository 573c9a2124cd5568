/* Modal neurons within a window. They fire unaided, between arrivals, so that it must be known which may
 * do so before the window ends: see hot.h. */
#include <string.h>
#include <rlif/registry.h>
#include "base/wide.h"
#include "engine/area.h"
#include "engine/hot.h"

static void
fire (RlifArea *area, guint32 i, RlifTime now)
{
  RlifModal *modal = area->neurons.modal;
  const RlifSpike spike = { now, area->population, area->neurons.first + i };
  area->counters.spikes++;
  rlif_modal_fire (modal, i, now);
  rlif_hot_leave (area->hot, i);
  rlif_area_tell_synapses (area, i, now);
  g_array_append_val (area->spikes, spike);
  const RlifResting resting = { modal->free_at[i], i };
  area->hot->attention = MIN (area->hot->attention, resting.free_at);
  g_array_append_val (area->resting, resting);
}

/* Ends the refractoriness of a neuron. */
static void
wake (RlifArea *area, guint32 i)
{
  RlifModal *modal = area->neurons.modal;
  RlifModalMoment now;
  rlif_modal_get_moment (modal, modal->free_at[i], &now);
  rlif_modal_wake (modal, i, &now.grown);
  rlif_hot_place (area->hot, i, &now);
}

/* What a hot or refractory neuron does unaided up to a moment. What arrivals changed at that moment itself is not asked about
 * yet unless `at_end`; nor what firing did. None goes on from where one fires without end. */
static void
live_until (RlifArea *area, guint32 i, RlifTime until, gboolean at_end)
{
  const RlifModal *modal = area->neurons.modal;
  RlifTime since = 0;
  guint64 at_once = 0;
  for (guint64 fired = 0;; fired++) {
    gboolean rested = FALSE;
    if (modal->free_at[i] != G_MININT64) {
      if (modal->free_at[i] > until) return;
      rested = rlif_modal_refractory (modal, i) > 0;
      wake (area, i);
    }
    const RlifTime last = rlif_modal_neuron (modal, i)->last;
    if (last == until && !at_end && !rested) return;
    const RlifTime due = rlif_hot_due (area->hot, i, until);
    if (due > until || due >= area->endless) return;
    if (fired == 0) since = due;
    at_once = last < due ? 0 : at_once + 1;
    if (at_once > rlif_area_most_at_once (area)) area->endless = due;
    if (fired == RLIF_MOST_UNAIDED) area->endless = since;
    if (due >= area->endless) return;
    area->counters.crossings += last < due || rested;
    fire (area, i, due);
  }
}

void
rlif_area_catch_up (RlifArea *area, guint32 i, RlifTime now)
{
  if (rlif_hot_is_aside (rlif_modal_neuron (area->neurons.modal, i))) live_until (area, i, now, FALSE);
}

/* What all who hear a spike of weight w at a port at the moment entered share. */
typedef struct {
  guint port;
  double w;
  double jump[RLIF_MAX_STATES];  /* and 0 if n is odd */
  double taken;                  /* of the room */
  RlifTime now, epoch;
} Arrival;

static inline void
set_arrival (Arrival *arrival, const RlifArea *area, guint port, double w)
{
  const RlifModal *modal = area->neurons.modal;
  arrival->port = port;
  arrival->w = w;
  arrival->now = modal->now.time;
  arrival->epoch = modal->epoch;
  arrival->taken = rlif_hot_taken (area->hot, port, w);
  arrival->jump[2 * modal->n_pairs - 1] = 0;
  rlif_modal_jump (modal, port, w, arrival->jump);
}

/* An arrival at a neuron that is hot or refractory, has no room for it, or has not changed in this epoch. */
static __attribute__ ((noinline)) void
arrive_specially (RlifArea *area, guint32 i, const Arrival *arrival)
{
  RlifModal *modal = area->neurons.modal;
  RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  if (rlif_hot_is_aside (neuron)) live_until (area, i, arrival->now, FALSE);
  if (!rlif_modal_receive_jump (modal, i, arrival->port, arrival->w, arrival->jump)) area->counters.gated++;
  if (modal->free_at[i] != G_MININT64) return;
  if (rlif_hot_is_aside (neuron)) {
    rlif_hot_watch (area->hot, i, &modal->now);
    return;
  }
  neuron->room -= arrival->taken;
  if (!(neuron->room >= 0)) rlif_hot_place (area->hot, i, &modal->now);
}

/* Returns: FALSE if the neuron must be seen to: then nothing has changed. */
static inline __attribute__ ((always_inline)) gboolean
take (RlifModalNeuron *neuron, const RlifPair jump[], const int n_pairs, double taken, RlifTime now, RlifTime epoch)
{
  RlifPair *const z = (RlifPair *) neuron->z;
  const double room = neuron->room - taken;
  if (G_UNLIKELY (!(room >= 0) || neuron->last < epoch)) return FALSE;
  if (n_pairs == 2)
    *(RlifFour *) z += *(const RlifFour *) jump;
  else
    for (int k = 0; k < n_pairs; k++) z[k] += jump[k];
  neuron->last = now;
  neuron->room = room;
  return TRUE;
}

static void
arrive (RlifArea *area, guint32 i, const Arrival *arrival)
{
  const RlifModal *modal = area->neurons.modal;
  if (!take (rlif_modal_neuron (modal, i), (const RlifPair *) arrival->jump, modal->n_pairs, arrival->taken, arrival->now,
             arrival->epoch))
    arrive_specially (area, i, arrival);
}

/* Exponentials of the arrivals of a process, in the epoch entered. */
static void
prepare_batch (const RlifModal *modal, RlifPoissonProcess *process)
{
  if (process->factor_epoch == modal->epoch) return;
  for (int k = 0; k < modal->n; k++)
    rlif_batch_growth (process->times, modal->epoch, modal->ticks_per_ms, modal->free->tau[k], process->factor[k]);
  process->factor_epoch = modal->epoch;
}

/* Enters the moment of the next arrival of a process, in the epoch entered. */
static void
enter_arrival (RlifModal *modal, RlifPoissonProcess *process)
{
  double grown[RLIF_MAX_STATES];
  prepare_batch (modal, process);
  for (int k = 0; k < modal->n; k++) grown[k] = process->factor[k][process->next];
  rlif_modal_enter_with (modal, process->time, grown);
}

static void
count_drawn (RlifArea *area, guint n)
{
  area->counters.delivered += n;
  area->counters.outside += n;
}

/* All arrivals of a process at one moment. */
static void
draw_moment (RlifArea *area, RlifModal *modal, RlifPoissonProcess *process)
{
  const RlifTime now = process->time;
  Arrival arrival;
  enter_arrival (modal, process);
  set_arrival (&arrival, area, process->poisson->port, process->poisson->weight);
  for (; process->time == now; rlif_poisson_next (process)) {
    arrive (area, process->target - area->neurons.first, &arrival);
    count_drawn (area, 1);
  }
}

/* The arrivals of a process before `stop` that neurons have room for, if all modes are real. Returns: FALSE if another comes
 * before. */
static inline __attribute__ ((always_inline)) gboolean
draw_quietly (RlifArea *area, RlifModal *modal, RlifPoissonProcess *process, RlifTime stop, const int n_pairs)
{
  const RlifPoisson *poisson = process->poisson;
  const double w = poisson->weight, taken = rlif_hot_taken (area->hot, poisson->port, w);
  double jump[2 * RLIF_MAX_PAIRS] = { 0 }, unit[2 * RLIF_MAX_PAIRS] = { 0 };
  for (int j = 0; j < modal->n; j++) unit[j] = modal->jump[poisson->port][j];
  while (process->time < stop) {
    const guint begin = process->next;
    guint k = begin;
    prepare_batch (modal, process);
    for (; k < RLIF_POISSON_BATCH && process->times[k] < stop; k++) {
      RlifModalNeuron *neuron = rlif_modal_neuron (modal, process->targets[k] - area->neurons.first);
      for (int j = 0; j < modal->n; j++) jump[j] = process->factor[j][k] * unit[j] * w;
      if (!take (neuron, (const RlifPair *) jump, n_pairs, taken, process->times[k], modal->epoch)) break;
    }
    count_drawn (area, k - begin);
    const gboolean is_over = k < RLIF_POISSON_BATCH && process->times[k] < stop;
    rlif_poisson_go_to (process, k);
    if (is_over) return FALSE;
  }
  return TRUE;
}

/* The arrivals of a process before `stop`. */
static void
draw_process (RlifArea *area, RlifModal *modal, RlifPoissonProcess *process, RlifTime stop)
{
  while (process->time < stop) {
    gboolean done = FALSE;
    switch (modal->free->is_real ? modal->n_pairs : 0) {
    case 0: break;
    case 1: done = draw_quietly (area, modal, process, stop, 1); break;
    case 2: done = draw_quietly (area, modal, process, stop, 2); break;
    default: done = draw_quietly (area, modal, process, stop, modal->n_pairs);
    }
    if (!done) draw_moment (area, modal, process);
  }
}

/* Those of several processes of one block, which may have the same targets. */
static void
draw_block (RlifArea *area, RlifModal *modal, RlifPoissonProcess *const process[], guint n, RlifTime stop)
{
  for (;;) {
    guint first = 0;
    RlifTime others = stop;
    for (guint k = 1; k < n; k++)
      if (process[k]->time < process[first]->time) first = k;
    for (guint k = 0; k < n; k++)
      if (k != first) others = MIN (others, process[k]->time);
    const RlifTime now = process[first]->time;
    if (now >= stop) return;
    if (now < others) draw_process (area, modal, process[first], others);
    for (guint k = 0; now == others && k < n; k++)
      if (process[k]->time == now) draw_moment (area, modal, process[k]);
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
    draw_block (area, modal, process + begin, end - begin, stop);
  }
  rlif_area_find_next_poisson (area);
}

static guint
port_for (const RlifProjection *p, double weight)
{
  return (guint) (p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight));
}

/* Neurons of so many pairs take what arrives at them, as long as nobody must see to one. Returns: up to which synapse. */
static inline __attribute__ ((always_inline)) gsize
take_some (const RlifModal *modal, guint32 first, const RlifRow *row, gsize k, const Arrival *arrival,
           const gboolean is_short, const gboolean asks, const int n_pairs)
{
  const gsize size = rlif_modal_size (n_pairs), n = row->n;
  const guint32 *const to = row->to;
  const guint16 *const to_short = row->to_short;
  const double taken = arrival->taken;
  const RlifTime now = arrival->now, epoch = arrival->epoch;
  char *const neurons = modal->neurons;
  RlifPair jump[RLIF_MAX_PAIRS];
  memcpy (jump, arrival->jump, (gsize) n_pairs * sizeof *jump);
  for (; k < n; k++) {
    const guint32 i = (is_short ? to_short[k] : to[k]) - first;
    const gsize later = MIN (k + RLIF_ASKED_AHEAD, n - 1);
    if (asks) __builtin_prefetch (neurons + ((is_short ? to_short[later] : to[later]) - first) * size, 1);
    if (!take ((RlifModalNeuron *) (void *) (neurons + i * size), jump, n_pairs, taken, now, epoch)) break;
  }
  return k;
}

/* Synapses with the weight of the projection. */
static inline __attribute__ ((always_inline)) void
deliver_same (RlifArea *area, const RlifModal *modal, const RlifRow *row, const Arrival *arrival, const gboolean is_short,
              const gboolean asks, const int n_pairs)
{
  const guint32 first = area->neurons.first;
  for (gsize k = 0; (k = take_some (modal, first, row, k, arrival, is_short, asks, n_pairs)) < row->n; k++)
    arrive_specially (area, rlif_row_target (row, k) - first, arrival);
}

/* Memory is asked for ahead where the state is not near, and the row longer than what has been asked for when it was sought. */
static inline __attribute__ ((always_inline)) void
deliver_row (RlifArea *area, const RlifModal *modal, const RlifRow *row, const Arrival *arrival, const int n_pairs)
{
  const gboolean asks = row->n > RLIF_MOST_ASKED && area->is_far;
  if (row->to && asks) deliver_same (area, modal, row, arrival, FALSE, TRUE, n_pairs);
  else if (row->to) deliver_same (area, modal, row, arrival, FALSE, FALSE, n_pairs);
  else if (asks) deliver_same (area, modal, row, arrival, TRUE, TRUE, n_pairs);
  else deliver_same (area, modal, row, arrival, TRUE, FALSE, n_pairs);
}

static inline void
deliver_two_narrow (RlifArea *area, const RlifModal *modal, const RlifRow *row, const Arrival *arrival)
{
  deliver_row (area, modal, row, arrival, 2);
}
static void deliver_two (RlifArea *area, const RlifModal *modal, const RlifRow *row, const Arrival *arrival);
RLIF_WIDE (deliver_two, (RlifArea *area, const RlifModal *modal, const RlifRow *row, const Arrival *arrival),
           (area, modal, row, arrival))

static void
deliver (RlifArea *area, RlifModal *modal, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const RlifReached reached = rlif_area_reach (area, d);
  const guint64 gated = area->counters.gated;
  rlif_area_ask_ahead (area, modal->neurons, modal->size, 0);
  const RlifRow *row = &reached.row;
  Arrival arrival;
  if (!reached.weight) {
    set_arrival (&arrival, area, port_for (p, p->same_weight), p->same_weight * d->share);
    switch (modal->n_pairs) {
    case 1: deliver_row (area, modal, row, &arrival, 1); break;
    case 2: deliver_two (area, modal, row, &arrival); break;
    default: deliver_row (area, modal, row, &arrival, modal->n_pairs);
    }
  }
  for (gsize k = 0; reached.weight && k < row->n; k++) {
    const guint32 i = rlif_row_target (row, k) - area->neurons.first;
    const double w = reached.weight[k];
    const gsize later = MIN (k + RLIF_ASKED_AHEAD, row->n - 1);
    __builtin_prefetch (rlif_modal_neuron (modal, rlif_row_target (row, later) - area->neurons.first), 1);
    set_arrival (&arrival, area, port_for (p, w), w * d->share);
    arrive (area, i, &arrival);
  }
  rlif_area_count_gated (area, d, gated);
}

static void
step_current (RlifArea *area, RlifModal *modal, double current)
{
  const RlifTime now = modal->now.time;
  for (guint32 i = 0; i < modal->count; i++) rlif_area_catch_up (area, i, now);
  rlif_neurons_set_current (&area->neurons, current, now);
  rlif_hot_set_limit (area->hot);
  rlif_hot_begin (area->hot, now, area->hot->window_end);
}

/* Goes through those who are refractory until some moment in the window, and lets arrivals be seen to (at its beginning) or
 * wakes them (at its end). Among the resting, who fired in one window stand in no order, but those of an earlier window
 * before those of a later, if all rest equally long. Returns: when the next is free. */
static RlifTime
see_to_rested (RlifArea *area, const RlifModal *modal, RlifTime end, gboolean wakes)
{
  RlifTime next = RLIF_NEVER;
  for (guint k = area->n_rested; k < area->resting->len; k++) {
    const RlifResting r = g_array_index (area->resting, RlifResting, k);
    const gboolean is_late = next < RLIF_NEVER && r.free_at >= rlif_after (MAX (next, end), area->longest_window);
    if (is_late && !modal->own) break;
    const gboolean rests = modal->free_at[r.i] == r.free_at;   /* an arrival has not woken it */
    if (rests && r.free_at >= end)
      next = MIN (next, r.free_at);
    else if (rests && wakes)
      live_until (area, r.i, end - 1, TRUE);
    else if (rests)
      rlif_modal_neuron (modal, r.i)->room = -HUGE_VAL;
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
  for (guint k = 0; k < hot->n_soon; k++) live_until (area, hot->soon[k], end - 1, TRUE);
  hot->attention = see_to_rested (area, modal, end, TRUE);
  rlif_hot_end (hot);
  for (guint k = 0; k < hot->n_hot; k++)
    hot->attention = MIN (hot->attention, hot->hot[k].then);
}

RlifTime
rlif_area_next_modal (const RlifArea *area, RlifTime end)
{
  const RlifHot *hot = area->hot;
  RlifTime look = hot->n_rising ? hot->term.end : RLIF_NEVER;
  if (hot->n_near) look = MIN (look, hot->slot.end);
  return MAX (end, MIN (hot->attention, look));
}

/* The part of a window that lies in one epoch. */
static void
run_part (RlifArea *area, RlifModal *modal, RlifTime begin, RlifTime end)
{
  area->longest_window = MAX (area->longest_window, end - begin);
  if (area->hot->attention < end) see_to_rested (area, modal, end, FALSE);
  rlif_hot_begin (area->hot, begin, end);
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

/* Epochs may be shorter than windows. */
void
rlif_area_run_modal (RlifArea *area, RlifTime begin, RlifTime end)
{
  RlifModal *modal = area->neurons.modal;
  while (begin < end) {
    rlif_modal_begin_epoch (modal, begin);
    const RlifTime pause = MIN (end, rlif_after (modal->epoch, modal->epoch_length));
    run_part (area, modal, begin, pause);
    const RlifTime outside = MIN (rlif_area_next_delivery (area), area->next_poisson);
    begin = MIN (outside, rlif_area_next_modal (area, pause));
  }
}

void
rlif_area_start_modal (RlifArea *area)
{
  RlifModal *modal = area->neurons.modal;
  area->hot = rlif_hot_new (modal);
  for (guint32 i = 0; i < modal->count; i++) {
    const RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
    if (rlif_modal_next (modal, i, neuron->last, neuron->z) == 0) fire (area, i, 0);
  }
}
