/* Watching modal neurons. */
#include "engine/hot.h"

#define SLOT 0.05       /* time constants of the membrane */
#define TERM 8          /* slots */
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
  hot->slot_end.time = hot->term_end.time = hot->factors_of = -1;
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

/* The state of a neuron that is awake, in numbers of the epoch entered. */
static RlifModalState
state_now (const RlifModal *modal, guint32 i)
{
  RlifModalState z = rlif_modal_state (modal, i);
  if (z.last < modal->epoch) rlif_modal_refresh (modal, &z);
  return z;
}

/* The moment up to which a neuron does not fire for sure: it rises by its modes below 0 only, each the
 * slower the longer it does. */
static RlifTime
safe_until (const RlifHot *hot, const RlifModalState *z, const RlifModalMoment *from)
{
  const RlifModal *modal = hot->modal;
  const double a = z->a * from->decay_a;
  double u = a, slope = a < 0 ? -a / modal->tau_m : 0;
  for (int k = 0; k < modal->m; k++) {
    const double b = z->b[k] * from->decay[k];
    u += b;
    slope += b < 0 ? -b / modal->tau[k] : 0;
  }
  const double span = (hot->limit - u) / slope * modal->ticks_per_ms;
  return span > 0 ? (span < 0x1p61 ? from->time + (RlifTime) span : RLIF_NEVER - 1) : from->time;
}

void
rlif_hot_watch (RlifHot *hot, RlifHotNeuron *neuron, const RlifModalMoment *from)
{
  const RlifModalState z = state_now (hot->modal, neuron->i);
  neuron->safe = safe_until (hot, &z, from);
  neuron->due = RLIF_NEVER;
  if (neuron->safe < hot->window_end) {
    const RlifModalState unchanged = rlif_modal_state (hot->modal, neuron->i);
    neuron->due = rlif_modal_next (hot->modal, &unchanged);
    neuron->safe = RLIF_NEVER;
  }
  hot->attention = MIN (hot->attention, MIN (neuron->due, neuron->safe));
}

/* Who is rising, and who is near, from the moment entered to the end of the term. */
static void
begin_term (RlifHot *hot)
{
  static const RlifModalMoment never = { .decay_a = 0 };
  const RlifModal *modal = hot->modal;
  guint kept = 0;
  for (guint k = 0; k < hot->near->len; k++) hot->is_near[g_array_index (hot->near, guint32, k)] = FALSE;
  g_array_set_size (hot->near, 0);
  hot->looked_at = MAX (modal->now.time, 1);   /* all neurons begin as if changed at 0 */
  for (guint k = 0; k < hot->rising->len; k++) {
    const guint32 i = g_array_index (hot->rising, guint32, k);
    const gboolean awake = modal->free_at[i] == G_MININT64;
    if (awake) {
      const RlifModalState z = state_now (modal, i);
      hot->is_rising[i] = hot->limit <= 0 || rlif_hot_may_fire (hot, &z, &modal->now, &never);
      if (rlif_hot_may_fire (hot, &z, &modal->now, &hot->term_end)) rlif_hot_add_near (hot, i);
    }
    if (hot->is_rising[i]) g_array_index (hot->rising, guint32, kept++) = i;
  }
  g_array_set_size (hot->rising, kept);
}

/* Who is hot, from the moment entered to the end of the slot. */
static void
begin_slot (RlifHot *hot)
{
  const RlifModal *modal = hot->modal;
  for (guint k = 0; k < hot->near->len; k++) {
    const guint32 i = g_array_index (hot->near, guint32, k);
    if (modal->free_at[i] != G_MININT64) continue;
    const RlifModalState z = state_now (modal, i);
    if (rlif_hot_may_fire (hot, &z, &modal->now, &hot->slot_end)) rlif_hot_add (hot, i);
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

void
rlif_hot_begin (RlifHot *hot, RlifTime end)
{
  const RlifModal *modal = hot->modal;
  const RlifTime begin = modal->now.time;
  const gboolean new_slot = end > hot->slot_end.time || begin >= hot->slot_end.time;
  const gboolean new_term = new_slot && (end > hot->term_end.time || begin >= hot->term_end.time);
  const double slot = SLOT * modal->tau_m * modal->ticks_per_ms;
  hot->window_end = end;
  if (new_term || hot->factors_of != modal->epoch)
    hot->term_end = rlif_modal_moment (
      modal, new_term ? MAX (end, rlif_after (begin, (RlifTime) (TERM * slot))) : hot->term_end.time);
  if (new_slot || hot->factors_of != modal->epoch)
    hot->slot_end = rlif_modal_moment (
      modal, new_slot ? MAX (end, MIN (rlif_after (begin, (RlifTime) slot), hot->term_end.time))
                      : hot->slot_end.time);
  hot->factors_of = modal->epoch;
  if (new_slot) rlif_hot_cool (hot);
  if (new_term) begin_term (hot);
  if (new_slot) begin_slot (hot);
  if (new_slot || hot->attention < end) watch_all (hot);
}
