/* Modal neurons within a window. They fire unaided, between arrivals, so that it must be known which
 * may do so before the window ends. An upper bound of the potential over a span takes each mode where
 * it is largest, at the beginning if it is positive, at the end if not:
 *
 *   near   may fire some day if nothing arrives: looked at when a slot of several windows begins
 *   hot    may fire before the slot ends: its a is put aside, so that every arrival sees to it; how
 *          soon is told by its steepest slope
 *   due    may fire before the window ends: only then the moment is computed
 *
 * All others need a few additions and a comparison per arrival, and nothing without arrivals. */
#include <rlif/registry.h>
#include "engine/area.h"

#define SLOT 0.05       /* time constants of the membrane */
#define MARGIN 1e-9     /* relative, by which bounds allow for rounding */

/* A neuron that needs to be watched. */
typedef struct {
  guint32 i;
  RlifTime due;                /* when it fires, if that is known; RLIF_NEVER if it is not */
  RlifTime safe;               /* it does not fire before this; RLIF_NEVER once due is known, and while
                                  it is refractory */
} HotNeuron;

struct RlifHot {
  RlifModalMoment slot_end;
  RlifTime slot_epoch;         /* the epoch of slot_end's factors */
  RlifTime window_end;
  RlifTime attention;          /* no hot or refractory neuron needs to be looked at before */
  double limit;                /* threshold - V_inf, less the margin */
  GArray *near, *resting;      /* of guint32 */
  GArray *hot;                 /* of HotNeuron */
  guint32 *hot_at;             /* [count] 1 + the place in hot, or 0 */
  guint8 *is_near, *is_resting;   /* [count] */
};

static inline HotNeuron *
hot_neuron (const RlifArea *area, guint32 i)
{
  return &g_array_index (area->hot->hot, HotNeuron, area->hot->hot_at[i] - 1);
}

static void
set_limit (RlifHot *hot, const RlifModal *modal)
{
  const double scale = fabs (modal->v_threshold) + fabs (modal->v_inf) + fabs (modal->v_reset) + 1;
  hot->limit = modal->v_threshold - modal->v_inf - MARGIN * scale;
}

static inline double
larger (double a, double b)
{
  return a > b ? a : b;
}

/* The bound between two moments of one epoch for numbers of that epoch. */
static inline double
bound (const RlifModalState *z, const RlifModalMoment *from, const RlifModalMoment *to)
{
  return larger (z->a * from->decay_a, z->a * to->decay_a)
         + larger (z->b[0] * from->decay[0], z->b[0] * to->decay[0])
         + larger (z->b[1] * from->decay[1], z->b[1] * to->decay[1]);
}

/* The same for a state of an earlier epoch. */
static double
bound_of (const RlifModal *modal, RlifModalState z, const RlifModalMoment *from, const RlifModalMoment *to)
{
  if (z.last < modal->epoch) rlif_modal_refresh (modal, &z);
  return bound (&z, from, to);
}

/* The moment up to which a neuron does not fire for sure: it rises by its modes below 0 only, each the
 * slower the longer it does. */
static RlifTime
safe_until (const RlifArea *area, RlifModalState z, const RlifModalMoment *from)
{
  const RlifModal *modal = area->neurons.modal;
  if (z.last < modal->epoch) rlif_modal_refresh (modal, &z);
  const double a = z.a * from->decay_a;
  double u = a, slope = a < 0 ? -a / modal->tau_m : 0;
  for (int k = 0; k < modal->m; k++) {
    const double b = z.b[k] * from->decay[k];
    u += b;
    slope += b < 0 ? -b / modal->tau[k] : 0;
  }
  const double span = (area->hot->limit - u) / slope * modal->ticks_per_ms;
  return span > 0 ? (span < 0x1p61 ? from->time + (RlifTime) span : RLIF_NEVER - 1) : from->time;
}

/* Sees whether a hot neuron may fire before the window ends, and computes when if it may. */
static void
watch (RlifArea *area, HotNeuron *hot, const RlifModalMoment *from)
{
  const RlifModalState z = rlif_modal_state (area->neurons.modal, hot->i);
  hot->safe = safe_until (area, z, from);
  hot->due = RLIF_NEVER;
  if (hot->safe < area->hot->window_end) {
    hot->due = rlif_modal_next (area->neurons.modal, &z);
    hot->safe = RLIF_NEVER;
  }
  area->hot->attention = MIN (area->hot->attention, MIN (hot->due, hot->safe));
}

/* Puts the a of a neuron aside, if that is not done. */
static HotNeuron *
make_hot (RlifArea *area, guint32 i)
{
  RlifModal *modal = area->neurons.modal;
  if (area->hot->hot_at[i]) return hot_neuron (area, i);
  const HotNeuron hot = { i, RLIF_NEVER, 0 };
  modal->aside[i] = modal->z[i].a;
  modal->z[i].a = HUGE_VAL;
  g_array_append_val (area->hot->hot, hot);
  area->hot->hot_at[i] = area->hot->hot->len;
  return hot_neuron (area, i);
}

static void
make_near (RlifArea *area, guint32 i)
{
  area->hot->is_near[i] = TRUE;
  g_array_append_val (area->hot->near, i);
}

static void
fire (RlifArea *area, guint32 i, RlifTime now)
{
  RlifModal *modal = area->neurons.modal;
  const RlifSpike spike = { now, area->population, area->neurons.first + i };
  modal->free_at[i] = rlif_after (now, modal->refractory);
  modal->z[i].a = HUGE_VAL;
  if (area->hot->hot_at[i]) *hot_neuron (area, i) = (HotNeuron) { i, RLIF_NEVER, RLIF_NEVER };
  area->hot->attention = MIN (area->hot->attention, modal->free_at[i]);
  area->counters.crossings += modal->z[i].last < now;
  area->counters.spikes++;
  rlif_area_tell_synapses (area, i, now);
  g_array_append_val (area->spikes, spike);
  if (area->hot->is_resting[i]) return;
  area->hot->is_resting[i] = TRUE;
  g_array_append_val (area->hot->resting, i);
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
  HotNeuron *hot = make_hot (area, i);
  modal->aside[i] = z.a;
  modal->z[i].a = HUGE_VAL;
  if (!area->hot->is_near[i]) make_near (area, i);
  watch (area, hot, &now);
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
    const RlifTime due = hot_neuron (area, i)->due;
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
  if (modal->free_at[i] == G_MININT64) watch (area, hot_neuron (area, i), &modal->now);
}

/* An arrival that may bring the neuron to threshold before the slot ends. */
static void
heat (RlifArea *area, guint32 i)
{
  watch (area, make_hot (area, i), &area->neurons.modal->now);
}

/* What all who hear a spike of weight w at a port share. */
typedef struct {
  guint port;
  double w;
  double jump_a[RLIF_MODAL_CURRENTS], jump[RLIF_MODAL_CURRENTS];
  gboolean lifts;                /* it may bring a neuron nearer to threshold */
} Arrival;

static Arrival
arrival_of (const RlifModal *modal, guint port, double w)
{
  Arrival arrival = { .port = port, .w = w };
  for (int k = 0; k < modal->m; k++) {
    const double jump = modal->factor[port][k] * w;
    arrival.jump_a[k] = jump * modal->now.grown_a;
    arrival.jump[k] = jump * modal->now.grown[k];
    arrival.lifts |= jump / modal->beta[k] > 0;
  }
  return arrival;
}

static inline void
arrive (RlifArea *area, RlifModal *modal, guint32 i, const Arrival *arrival)
{
  RlifModalState *z = &modal->z[i];
  if (z->a == HUGE_VAL) {
    arrive_aside (area, i, arrival->port, arrival->w);
    return;
  }
  if (z->last < modal->epoch) rlif_modal_refresh (modal, z);
  z->a -= arrival->jump_a[0];
  z->b[0] += arrival->jump[0];
  z->a -= arrival->jump_a[1];
  z->b[1] += arrival->jump[1];
  z->last = modal->now.time;
  if (!arrival->lifts) return;
  if (!area->hot->is_near[i]) make_near (area, i);
  if (bound (z, &modal->now, &area->hot->slot_end) >= area->hot->limit) heat (area, i);
}

static void
draw_moment (RlifArea *area, RlifModal *modal, RlifPoissonProcess *process)
{
  const RlifTime now = process->time;
  rlif_modal_enter (modal, now);
  const Arrival arrival = arrival_of (modal, process->poisson->port, process->poisson->weight);
  for (; process->time == now; rlif_poisson_next (process)) {
    arrive (area, modal, process->target - area->neurons.first, &arrival);
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

static void
deliver (RlifArea *area, RlifModal *modal, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const RlifReached reached = rlif_area_reach (area, d);
  double weight = p->same_weight;
  int port = p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight);
  Arrival arrival = arrival_of (modal, (guint) port, weight * d->share);
  for (gsize k = 0; k < reached.n; k++) {
    if (reached.weight) {
      weight = reached.weight[k];
      port = p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight);
      arrival = arrival_of (modal, (guint) port, weight * d->share);
    }
    arrive (area, modal, reached.to[k] - area->neurons.first, &arrival);
  }
}

/* Puts the a of hot neurons back. */
static void
cool (RlifArea *area)
{
  RlifModal *modal = area->neurons.modal;
  for (guint k = 0; k < area->hot->hot->len; k++) {
    const guint32 i = g_array_index (area->hot->hot, HotNeuron, k).i;
    area->hot->hot_at[i] = 0;
    if (modal->free_at[i] == G_MININT64) modal->z[i].a = modal->aside[i];
  }
  g_array_set_size (area->hot->hot, 0);
}

static void
step_current (RlifArea *area, RlifModal *modal, double current)
{
  const RlifTime now = modal->now.time;
  for (guint32 i = 0; i < modal->count; i++)
    if (modal->z[i].a == HUGE_VAL) live_until (area, i, now, FALSE);
  cool (area);
  rlif_neurons_set_current (&area->neurons, current, now);
  set_limit (area->hot, modal);
  for (guint32 i = 0; i < modal->count; i++) {
    if (modal->free_at[i] != G_MININT64) continue;
    if (!area->hot->is_near[i]) make_near (area, i);
    watch (area, make_hot (area, i), &modal->now);
  }
}

/* Who is near, and who is hot, from `now` to the end of the slot. */
static void
begin_slot (RlifArea *area, RlifModal *modal)
{
  static const RlifModalMoment never = { .decay_a = 0 };
  RlifHot *hot = area->hot;
  guint kept = 0;
  cool (area);
  for (guint k = 0; k < hot->near->len; k++) {
    const guint32 i = g_array_index (hot->near, guint32, k);
    const gboolean awake = modal->free_at[i] == G_MININT64;
    if (awake && hot->limit > 0 && bound_of (modal, modal->z[i], &modal->now, &never) < hot->limit) {
      hot->is_near[i] = FALSE;
      continue;
    }
    g_array_index (hot->near, guint32, kept++) = i;
    if (awake && bound_of (modal, modal->z[i], &modal->now, &hot->slot_end) >= hot->limit)
      make_hot (area, i);
  }
  g_array_set_size (hot->near, kept);
}

/* Watches the hot neurons that may fire before the window ends. */
static void
watch_all (RlifArea *area, const RlifModal *modal)
{
  RlifHot *hot = area->hot;
  for (guint k = 0; k < hot->hot->len; k++) {
    HotNeuron *neuron = &g_array_index (hot->hot, HotNeuron, k);
    if (neuron->safe < hot->window_end) watch (area, neuron, &modal->now);
  }
}

static void
begin_window (RlifArea *area, RlifModal *modal, RlifTime begin, RlifTime end)
{
  RlifHot *hot = area->hot;
  const RlifTime slot = (RlifTime) (SLOT * modal->tau_m * modal->ticks_per_ms);
  const gboolean new_slot = end > hot->slot_end.time || begin >= hot->slot_end.time;
  rlif_modal_enter (modal, begin);
  hot->window_end = end;
  if (new_slot || hot->slot_epoch != modal->epoch) {
    const RlifTime slot_end = new_slot ? MAX (end, rlif_after (begin, slot)) : hot->slot_end.time;
    hot->slot_end = rlif_modal_moment (modal, slot_end);
    hot->slot_epoch = modal->epoch;
  }
  if (new_slot) begin_slot (area, modal);
  if (new_slot || hot->attention < end) watch_all (area, modal);
}

/* When a hot or refractory neuron needs to be looked at next. */
static RlifTime
next_attention (const RlifArea *area, const RlifModal *modal)
{
  const RlifHot *hot = area->hot;
  RlifTime next = RLIF_NEVER;
  for (guint k = 0; k < hot->hot->len; k++) {
    const HotNeuron *neuron = &g_array_index (hot->hot, HotNeuron, k);
    next = MIN (next, MIN (neuron->due, neuron->safe));
  }
  for (guint k = 0; k < hot->resting->len; k++)
    next = MIN (next, modal->free_at[g_array_index (hot->resting, guint32, k)]);
  return next;
}

/* What hot and refractory neurons do unaided before the window ends. */
static void
end_window (RlifArea *area, RlifModal *modal, RlifTime end)
{
  RlifHot *hot = area->hot;
  guint kept = 0;
  if (hot->attention >= end) return;
  for (guint k = 0; k < hot->hot->len; k++) {
    const HotNeuron *neuron = &g_array_index (hot->hot, HotNeuron, k);
    if (neuron->due < end) live_until (area, neuron->i, end - 1, TRUE);
  }
  for (guint k = 0; k < hot->resting->len; k++) {
    const guint32 i = g_array_index (hot->resting, guint32, k);
    live_until (area, i, end - 1, TRUE);
    hot->is_resting[i] = modal->free_at[i] != G_MININT64;
    if (hot->is_resting[i]) g_array_index (hot->resting, guint32, kept++) = i;
  }
  g_array_set_size (hot->resting, kept);
  hot->attention = next_attention (area, modal);
}

RlifTime
rlif_area_next_modal (const RlifArea *area, RlifTime end)
{
  const RlifHot *hot = area->hot;
  const RlifTime slot_end = hot->near->len ? hot->slot_end.time : RLIF_NEVER;
  return MAX (end, MIN (hot->attention, slot_end));
}

/* The part of a window that lies in one epoch. */
static void
run_part (RlifArea *area, RlifModal *modal, RlifTime begin, RlifTime end)
{
  begin_window (area, modal, begin, end);
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
  RlifHot *hot = area->hot = g_new0 (RlifHot, 1);
  hot->near = g_array_new (FALSE, FALSE, sizeof (guint32));
  hot->hot = g_array_new (FALSE, FALSE, sizeof (HotNeuron));
  hot->resting = g_array_new (FALSE, FALSE, sizeof (guint32));
  hot->is_near = g_new0 (guint8, modal->count);
  hot->hot_at = g_new0 (guint32, modal->count);
  hot->is_resting = g_new0 (guint8, modal->count);
  hot->slot_end.time = hot->slot_epoch = -1;
  hot->attention = RLIF_NEVER;
  set_limit (hot, modal);
  for (guint32 i = 0; i < modal->count; i++) {
    make_near (area, i);
    const RlifModalState z = modal->z[i];
    if (rlif_modal_next (modal, &z) == 0) fire (area, i, 0);
  }
}

void
rlif_hot_free (RlifHot *hot)
{
  if (!hot) return;
  g_array_unref (hot->near);
  g_array_unref (hot->hot);
  g_array_unref (hot->resting);
  g_free (hot->is_near);
  g_free (hot->hot_at);
  g_free (hot->is_resting);
  g_free (hot);
}
