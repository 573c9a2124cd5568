/* Watching modal neurons. */
#include <rlif/math.h>
#include "engine/hot.h"

#define SLOT 0.1       /* time constants of the membrane */
#define TERM 4          /* slots */
#define MARGIN 1e-9     /* relative, by which bounds allow for rounding */

RlifHot *
rlif_hot_new (RlifModal *modal)
{
  RlifHot *hot = g_new0 (RlifHot, 1);
  hot->modal = modal;
  hot->rising = g_array_new (FALSE, FALSE, sizeof (guint32));
  hot->near = g_array_new (FALSE, FALSE, sizeof (guint32));
  hot->hot = g_array_new (FALSE, FALSE, sizeof (RlifHotNeuron));
  hot->hot_at = g_new0 (guint32, modal->count);
  hot->is_rising = g_new0 (guint8, modal->count);
  hot->is_near = g_new0 (guint8, modal->count);
  hot->slot.end = hot->term.end = hot->factors_of = -1;
  hot->attention = RLIF_NEVER;
  rlif_hot_set_limit (hot);
  for (guint32 i = 0; i < modal->count; i++) rlif_hot_add_rising (hot, i);
  return hot;
}

void
rlif_hot_free (RlifHot *hot)
{
  if (!hot) return;
  g_array_unref (hot->rising);
  g_array_unref (hot->near);
  g_array_unref (hot->hot);
  g_free (hot->hot_at);
  g_free (hot->is_rising);
  g_free (hot->is_near);
  g_free (hot);
}

void
rlif_hot_set_limit (RlifHot *hot)
{
  const RlifModal *modal = hot->modal;
  const double scale = fabs (modal->v_threshold) + fabs (modal->v_inf) + fabs (modal->v_reset) + 1;
  hot->limit = modal->v_threshold - modal->v_inf - MARGIN * scale;
}

void
rlif_hot_add_rising (RlifHot *hot, guint32 i)
{
  if (hot->is_rising[i]) return;
  hot->is_rising[i] = TRUE;
  g_array_append_val (hot->rising, i);
}

void
rlif_hot_add_near (RlifHot *hot, guint32 i)
{
  if (hot->is_near[i]) return;
  hot->is_near[i] = TRUE;
  g_array_append_val (hot->near, i);
}

RlifHotNeuron *
rlif_hot_add (RlifHot *hot, guint32 i)
{
  RlifModal *modal = hot->modal;
  if (hot->hot_at[i]) return rlif_hot_neuron (hot, i);
  const RlifHotNeuron neuron = { i, RLIF_NEVER, 0 };
  modal->aside[i] = modal->z[i].a;
  modal->z[i].a = HUGE_VAL;
  g_array_append_val (hot->hot, neuron);
  hot->hot_at[i] = hot->hot->len;
  return rlif_hot_neuron (hot, i);
}

void
rlif_hot_cool (RlifHot *hot)
{
  RlifModal *modal = hot->modal;
  for (guint k = 0; k < hot->hot->len; k++) {
    const guint32 i = g_array_index (hot->hot, RlifHotNeuron, k).i;
    hot->hot_at[i] = 0;
    if (modal->free_at[i] == G_MININT64) modal->z[i].a = modal->aside[i];
  }
  g_array_set_size (hot->hot, 0);
}

/* The moment up to which a neuron does not fire for sure. With u = V - V_inf and s_k = b_k (1/tau_m - 1/tau_k), u' is
 * -u/tau_m and the sum of s_k. As long as u is above its present value it rises no faster than it would if currents
 * that push upwards stayed as they are, and those that push downwards were as weak as they will be at the end of the
 * slot. */
static RlifTime
safe_until (const RlifHot *hot, RlifModalState z, const RlifModalMoment *from)
{
  const RlifModal *modal = hot->modal;
  if (z.last < modal->epoch) rlif_modal_refresh (modal, &z);
  double u = z.a * from->decay_a, slope = 0;
  for (int k = 0; k < modal->m; k++) {
    const double b = z.b[k] * from->decay[k], s = b * modal->push[k];
    u += b;
    slope += s > 0 ? s : s * (from->grown[k] * hot->slot.decay[k]);
  }
  slope -= u / modal->tau_m;
  const double span = (hot->limit - u) / slope * modal->ticks_per_ms;
  if (u >= hot->limit) return from->time;
  return slope > 0 && span < 0x1p61 ? MIN (from->time + (RlifTime) span, hot->slot.end) : hot->slot.end;
}

void
rlif_hot_watch (RlifHot *hot, RlifHotNeuron *neuron, const RlifModalMoment *from)
{
  const RlifModalState z = rlif_modal_state (hot->modal, neuron->i);
  neuron->safe = safe_until (hot, z, from);
  neuron->due = RLIF_NEVER;
  if (neuron->safe < hot->window_end) {
    neuron->due = rlif_modal_next (hot->modal, &z);
    neuron->safe = RLIF_NEVER;
  }
  hot->attention = MIN (hot->attention, MIN (neuron->due, neuron->safe));
}

/* kappa_k has its peak where t = tau_m tau_k / (tau_m - tau_k) ln (tau_m / tau_k). */
static RlifSpan
span_of (const RlifModal *modal, RlifTime end, double length)
{
  RlifSpan span = { .end = end };
  if (end < RLIF_NEVER) {
    const RlifModalMoment moment = rlif_modal_moment (modal, end);
    span.decay_a = moment.decay_a;
    for (int k = 0; k < modal->m; k++) span.decay[k] = moment.decay[k];
  }
  for (int k = 0; k < modal->m; k++) {
    const double tau_m = modal->tau_m, tau = modal->tau[k];
    const double t = fmin (length, tau_m * tau / (tau_m - tau) * rlif_log (tau_m / tau));
    span.lift[k] = (rlif_exp (-t / tau) - rlif_exp (-t / tau_m)) * (1 + 1e-9);
    span.hold[k] = tau_m * modal->push[k] * span.decay[k] / span.lift[k];
  }
  return span;
}

/* May a neuron that is awake, but not hot, fire unaided between the moment entered and the end of a span? */
static inline gboolean
may_fire (const RlifHot *hot, guint32 i, const RlifBound *bound)
{
  const RlifModal *modal = hot->modal;
  const RlifModalState *z = &modal->z[i];
  if (z->last >= modal->epoch) return rlif_hot_highest (bound, z->a, rlif_pair (z->b)) >= hot->limit;
  RlifModalState fresh = *z;
  rlif_modal_refresh (modal, &fresh);
  return rlif_hot_highest (bound, fresh.a, rlif_pair (fresh.b)) >= hot->limit;
}

/* Who is rising, and who is near, from the moment entered to the end of the term. */
static void
begin_term (RlifHot *hot)
{
  const RlifModal *modal = hot->modal;
  const RlifSpan for_ever = span_of (modal, RLIF_NEVER, HUGE_VAL);
  const RlifBound some_day = rlif_hot_bound (&modal->now, &for_ever);
  const RlifBound bound = rlif_hot_bound (&modal->now, &hot->term);
  guint32 *const rising = (guint32 *) (void *) hot->rising->data;
  const guint n = hot->rising->len;
  guint kept = 0;
  for (guint k = 0; k < hot->near->len; k++) hot->is_near[g_array_index (hot->near, guint32, k)] = FALSE;
  g_array_set_size (hot->near, 0);
  for (guint k = 0; k < n; k++) {
    const guint32 i = rising[k];
    const gboolean awake = modal->free_at[i] == G_MININT64;
    if (awake && may_fire (hot, i, &bound))
      rlif_hot_add_near (hot, i);
    else if (awake && hot->limit > 0)
      hot->is_rising[i] = may_fire (hot, i, &some_day);
    rising[kept] = i;
    kept += hot->is_rising[i];
  }
  if (kept < n) hot->looked_at = MAX (modal->now.time, 1);   /* all begin as if changed at 0 */
  g_array_set_size (hot->rising, kept);
}

/* Who is hot, from the moment entered to the end of the slot. */
static void
begin_slot (RlifHot *hot)
{
  const RlifModal *modal = hot->modal;
  const RlifBound bound = rlif_hot_bound (&modal->now, &hot->slot);
  for (guint k = 0; k < hot->near->len; k++) {
    const guint32 i = g_array_index (hot->near, guint32, k);
    if (modal->free_at[i] == G_MININT64 && may_fire (hot, i, &bound)) rlif_hot_add (hot, i);
  }
}

/* Watches the hot neurons that may fire before the window ends. */
static void
watch_all (RlifHot *hot)
{
  for (guint k = 0; k < hot->hot->len; k++) {
    RlifHotNeuron *neuron = &g_array_index (hot->hot, RlifHotNeuron, k);
    if (neuron->safe < hot->window_end) rlif_hot_watch (hot, neuron, &hot->modal->now);
  }
}

/* Begins a span, if it is over, that is `length` or more and lasts to the end of the window at least.
 * Returns: TRUE if it was. */
static gboolean
renew (const RlifHot *hot, RlifSpan *span, double length, RlifTime latest)
{
  const RlifTime begin = hot->modal->now.time;
  const gboolean is_over = begin >= span->end || hot->window_end > span->end;
  if (is_over) {
    const RlifTime end = MIN (rlif_after (begin, (RlifTime) length), latest);
    span->end = MAX (end, hot->window_end);
  }
  if (is_over || hot->factors_of != hot->modal->epoch)
    *span = span_of (hot->modal, span->end, (double) (span->end - begin) / hot->modal->ticks_per_ms);
  return is_over;
}

void
rlif_hot_begin (RlifHot *hot, RlifTime end)
{
  const RlifModal *modal = hot->modal;
  const double slot = SLOT * modal->tau_m * modal->ticks_per_ms;
  hot->window_end = end;
  const gboolean new_term = renew (hot, &hot->term, TERM * slot, RLIF_NEVER);
  const gboolean new_slot = renew (hot, &hot->slot, slot, hot->term.end) || new_term;
  hot->factors_of = modal->epoch;
  if (new_slot) rlif_hot_cool (hot);
  if (new_term) begin_term (hot);
  if (new_slot) begin_slot (hot);
  if (new_slot || hot->attention < end) watch_all (hot);
}
