/* Watching modal neurons. */
#include <rlif/math.h>
#include <string.h>
#include "base/wide.h"
#include "engine/hot.h"

#define N RLIF_MAX_STATES
#define SLOT 0.1        /* of the geometric mean of the fastest and the slowest time constant */
#define TERM 8          /* slots */
#define LONGEST 0x1p62  /* ticks of a slot or term: modes need not decay */
#define MARGIN 1e-9     /* relative, by which bounds allow for rounding */

static double
slot_of (const RlifModal *modal)
{
  double fastest = HUGE_VAL, slowest = 0;
  for (int k = 0; k < modal->n; k++) {
    const double tau = modal->free->omega[k] != 0 ? 1 / hypot (1 / modal->free->tau[k], modal->free->omega[k])
                                                  : modal->free->tau[k];
    fastest = fmin (fastest, tau);
    if (tau < HUGE_VAL) slowest = fmax (slowest, tau);
  }
  const double slot = slowest > 0 ? SLOT * sqrt (fastest) * sqrt (slowest) * modal->ticks_per_ms : HUGE_VAL;
  return fmin (slot, LONGEST);
}

RlifHot *
rlif_hot_new (RlifModal *modal)
{
  RlifHot *hot = g_new0 (RlifHot, 1);
  hot->modal = modal;
  hot->rising = g_new (guint32, modal->count);
  hot->near = g_new (guint32, modal->count);
  hot->hot = g_new (RlifHotNeuron, modal->count);
  hot->soon = g_new (guint32, modal->count);
  hot->hot_at = g_new0 (guint32, modal->count);
  hot->is_rising = g_new0 (guint8, modal->count);
  hot->is_near = g_new0 (guint8, modal->count);
  hot->lift = g_malloc0 ((modal->n_port + 1) * sizeof *hot->lift);
  for (guint p = 0; p < modal->n_port; p++) {
    hot->lift[p][0] = rlif_modal_lift (modal, p, 1);
    hot->lift[p][1] = rlif_modal_lift (modal, p, -1);
  }
  hot->limit = g_new (double, modal->own ? modal->count : 1);
  hot->slot_length = slot_of (modal);
  hot->attention = RLIF_NEVER;
  rlif_hot_set_limit (hot);
  return hot;
}

void
rlif_hot_free (RlifHot *hot)
{
  if (!hot) return;
  g_free (hot->rising);
  g_free (hot->near);
  g_free (hot->hot);
  g_free (hot->soon);
  g_free (hot->hot_at);
  g_free (hot->is_rising);
  g_free (hot->is_near);
  g_free (hot->lift);
  g_free (hot->limit);
  g_free (hot);
}

static void
add_rising (RlifHot *hot, guint32 i)
{
  if (hot->is_rising[i]) return;
  hot->is_rising[i] = TRUE;
  hot->rising[hot->n_rising++] = i;
}

static void
add_near (RlifHot *hot, guint32 i)
{
  if (hot->is_near[i]) return;
  hot->is_near[i] = TRUE;
  hot->near[hot->n_near++] = i;
}

static RlifHotNeuron *
add_hot (RlifHot *hot, guint32 i)
{
  const RlifHotNeuron neuron = { i, FALSE, FALSE, RLIF_NEVER };
  if (!hot->hot_at[i]) {
    hot->hot[hot->n_hot++] = neuron;
    hot->hot_at[i] = hot->n_hot;
  }
  return &hot->hot[hot->hot_at[i] - 1];
}

static double
find_limit (const RlifModal *modal, guint32 i)
{
  const double threshold = rlif_modal_threshold (modal, i), below = rlif_modal_below (modal, i);
  const double margin = MARGIN * (fabs (threshold) + fabs (threshold + below) + fabs (below) + 1);
  return modal->linear->fires ? -below - margin : HUGE_VAL;
}

static inline double
limit_of (const RlifHot *hot, guint32 i)
{
  return hot->limit[hot->modal->own ? i : 0];
}

void
rlif_hot_set_limit (RlifHot *hot)
{
  const RlifModal *modal = hot->modal;
  for (guint32 i = 0; i < (modal->own ? modal->count : 1); i++) hot->limit[i] = find_limit (modal, i);
  hot->slot.end = hot->term.end = hot->epoch = -1;
  for (guint32 i = 0; i < modal->count; i++) add_rising (hot, i);
}

void
rlif_hot_leave (RlifHot *hot, guint32 i)
{
  const RlifModal *modal = hot->modal;
  const gboolean goes_on = modal->goes_on && !modal->some_deaf && modal->free_at[i] >= hot->window_end;
  rlif_modal_neuron (modal, i)->room = goes_on ? HUGE_VAL : -HUGE_VAL;
  if (!hot->hot_at[i]) return;
  RlifHotNeuron *neuron = &hot->hot[hot->hot_at[i] - 1];
  neuron->is_due = FALSE;
  neuron->then = RLIF_NEVER;
}

/* exp (t D) from exp (-t D), for bounds only */
static void
invert (const RlifEigen *free, const RlifEigenPower *grown, RlifEigenPower *decay)
{
  decay->s = -grown->s;
  for (int k = 0; k < free->n; k++) {
    decay->re[k] = 1 / grown->re[k];
    if (free->kind[k] != RLIF_MODE_PAIR) continue;
    const double square = grown->re[k] * grown->re[k] + grown->im[k] * grown->im[k];
    decay->re[k] = grown->re[k] / square;
    decay->im[k] = -grown->im[k] / square;
  }
}

/* Lets a bound begin at a moment: of the potential (p = 0) or its slope (p = 1). */
static void
bound_from (const RlifHot *hot, RlifBound *bound, int p, RlifTime end, const RlifModalMoment *now)
{
  const RlifModal *modal = hot->modal;
  if (bound->since == now->time) return;
  const double span = (double) (end - now->time) / modal->ticks_per_ms, share = span * span / 8;
  bound->since = now->time;
  if (modal->free->is_real) {
    for (int k = 0; k < modal->n; k++) {
      const double decay = 1 / now->grown.re[k];
      bound->now[k] = modal->row[p][k] * decay;
      bound->bend[k] = fabs (modal->row[p + 2][k]) * decay * share;
    }
    return;
  }
  RlifEigenPower decay;
  double bend[N];
  invert (modal->free, &now->grown, &decay);
  rlif_eigen_row (modal->free, &decay, modal->row[p], bound->now);
  rlif_eigen_row (modal->free, &decay, modal->row[p + 2], bend);
  rlif_eigen_size (modal->free, bend, span, bound->bend);
  for (int k = 0; k < modal->n; k++) bound->bend[k] *= share;
}

/* What is known of the end of a span, in terms of the present epoch. */
static void
set_end (const RlifHot *hot, RlifSpan *span)
{
  const RlifModal *modal = hot->modal;
  RlifEigenPower decay;
  rlif_eigen_power (modal->free, (double) (span->end - modal->epoch) / modal->ticks_per_ms, &decay);
  rlif_eigen_row (modal->free, &decay, modal->row[0], span->potential.end);
  rlif_eigen_row (modal->free, &decay, modal->row[1], span->slope.end);
  span->potential.since = span->slope.since = -1;
}

static inline __attribute__ ((always_inline)) RlifPair
halves_of (const RlifFour *x)
{
  return __builtin_shufflevector (*x, *x, 0, 1) + __builtin_shufflevector (*x, *x, 2, 3);
}

static inline RlifPair
pair_abs (RlifPair x)
{
  typedef gint64 Bits __attribute__ ((vector_size (sizeof (RlifPair))));
  return (RlifPair) ((Bits) x & (Bits) { G_MAXINT64, G_MAXINT64 });
}

/* The most that a combination of the modes can become, for any number of pairs. */
static inline double
highest_of_any (int n_pairs, const RlifBound *bound, const double z[])
{
  const RlifPair *const row_now = (const RlifPair *) bound->now, *const row_end = (const RlifPair *) bound->end;
  const RlifPair *const row_bend = (const RlifPair *) bound->bend, *const pair = (const RlifPair *) z;
  RlifPair now = { 0, 0 }, end = { 0, 0 }, bend = { 0, 0 };
  for (int k = 0; k < n_pairs; k++) {
    now += row_now[k] * pair[k];
    end += row_end[k] * pair[k];
    bend += row_bend[k] * pair_abs (pair[k]);
  }
  const double first = now[0] + now[1], last = end[0] + end[1];
  return (first > last ? first : last) + bend[0] + bend[1];
}

/* The same for two pairs. */
static inline __attribute__ ((always_inline)) double
highest_of_two (const RlifBound *bound, const double z[])
{
  typedef gint64 Bits __attribute__ ((vector_size (sizeof (RlifFour))));
  const RlifFour four = *(const RlifFour *) z;
  const RlifFour size = (RlifFour) ((Bits) four & (Bits) { G_MAXINT64, G_MAXINT64, G_MAXINT64, G_MAXINT64 });
  const RlifFour nows = *(const RlifFour *) bound->now * four, lasts = *(const RlifFour *) bound->end * four;
  const RlifFour bends = *(const RlifFour *) bound->bend * size;
  const RlifPair now = halves_of (&nows), end = halves_of (&lasts), bend = halves_of (&bends);
  const RlifPair ends = __builtin_shufflevector (now, end, 0, 2) + __builtin_shufflevector (now, end, 1, 3);
  return (ends[0] > ends[1] ? ends[0] : ends[1]) + bend[0] + bend[1];
}

static inline __attribute__ ((always_inline)) double
highest (int n_pairs, const RlifBound *bound, const double z[])
{
  return n_pairs == 2 ? highest_of_two (bound, z) : highest_of_any (n_pairs, bound, z);
}

/* The room that is left in a span. */
static inline double
room_in (const RlifHot *hot, guint32 i, const RlifSpan *span, const double z[])
{
  return limit_of (hot, i) - highest (hot->modal->n_pairs, &span->potential, z);
}

/* The room that is left for ever; the bound of the term must begin now. */
static double
room_for_ever (const RlifHot *hot, guint32 i, const double z[])
{
  const double limit = limit_of (hot, i);
  return limit > 0 ? limit - rlif_eigen_most (hot->modal->free, hot->term.potential.now, z) : -1;
}

/* The z of a neuron, in terms of the present epoch. */
static const double *
fresh (const RlifHot *hot, const RlifModalNeuron *neuron, double z[])
{
  if (neuron->last >= hot->modal->epoch) return neuron->z;
  memcpy (z, neuron->z, (gsize) hot->modal->n_pairs * sizeof (RlifPair));
  rlif_modal_refresh (hot->modal, neuron->last, z);
  return z;
}

static void
list (RlifHot *hot, RlifHotNeuron *neuron)
{
  if (neuron->is_listed || neuron->then >= hot->window_end) return;
  neuron->is_listed = TRUE;
  hot->soon[hot->n_soon++] = neuron->i;
}

void
rlif_hot_watch (RlifHot *hot, guint32 i, const RlifModalMoment *now)
{
  const RlifModal *modal = hot->modal;
  RlifHotNeuron *neuron = add_hot (hot, i);
  const RlifModalNeuron *cell = rlif_modal_neuron (modal, i);
  double copy[N], u = 0;
  const double *z = fresh (hot, cell, copy);
  bound_from (hot, &hot->slot.potential, 0, hot->slot.end, now);
  bound_from (hot, &hot->slot.slope, 1, hot->slot.end, now);
  for (int k = 0; k < modal->n; k++) u += hot->slot.potential.now[k] * z[k];
  const double slope = highest (modal->n_pairs, &hot->slot.slope, z);
  const double limit = limit_of (hot, i), span = (limit - u) / slope * modal->ticks_per_ms;
  RlifTime safe = slope > 0 && span < 0x1p61 ? now->time + (RlifTime) span : RLIF_NEVER;
  if (!(u < limit)) safe = now->time;
  neuron->is_due = FALSE;
  neuron->then = safe < hot->slot.end ? safe : RLIF_NEVER;
  list (hot, neuron);
  hot->attention = MIN (hot->attention, neuron->then);
}

RlifTime
rlif_hot_due (RlifHot *hot, guint32 i, RlifTime until)
{
  if (!hot->hot_at[i]) return RLIF_NEVER;
  RlifHotNeuron *neuron = &hot->hot[hot->hot_at[i] - 1];
  if (!neuron->is_due && neuron->then <= until) {
    const RlifModalNeuron *cell = rlif_modal_neuron (hot->modal, i);
    neuron->then = rlif_modal_next (hot->modal, i, cell->last, cell->z);
    neuron->is_due = TRUE;
  }
  return neuron->is_due ? neuron->then : RLIF_NEVER;
}

void
rlif_hot_end (RlifHot *hot)
{
  for (guint k = 0; k < hot->n_soon; k++) {
    const guint32 i = hot->soon[k];
    if (hot->hot_at[i]) hot->hot[hot->hot_at[i] - 1].is_listed = FALSE;
  }
  hot->n_soon = 0;
}

static void
heat (RlifHot *hot, guint32 i, const RlifModalMoment *now)
{
  rlif_modal_neuron (hot->modal, i)->room = -HUGE_VAL;
  rlif_hot_watch (hot, i, now);
}

void
rlif_hot_place (RlifHot *hot, guint32 i, const RlifModalMoment *now)
{
  RlifModalNeuron *neuron = rlif_modal_neuron (hot->modal, i);
  if (!hot->is_near[i]) bound_from (hot, &hot->term.potential, 0, hot->term.end, now);
  if (!hot->is_rising[i]) {
    neuron->room = room_for_ever (hot, i, neuron->z);
    if (neuron->room >= 0) return;
    add_rising (hot, i);
  }
  if (!hot->is_near[i]) {
    neuron->room = room_in (hot, i, &hot->term, neuron->z);
    if (neuron->room >= 0) return;
    add_near (hot, i);
  }
  bound_from (hot, &hot->slot.potential, 0, hot->slot.end, now);
  neuron->room = room_in (hot, i, &hot->slot, neuron->z);
  if (!(neuron->room >= 0)) heat (hot, i, now);
}

/* Is it refractory? */
static inline gboolean
is_away (const RlifModal *modal, const RlifModalNeuron *neuron, guint32 i)
{
  return fabs (neuron->room) == HUGE_VAL && modal->free_at[i] != G_MININT64;
}

/* Who of n rising neurons is near from now to the end of the term, and who is rising still. Returns: how many are. */
static inline __attribute__ ((always_inline)) guint
look_at_rising (RlifHot *hot, guint n, const RlifModalMoment *now, const int n_pairs)
{
  const RlifModal *modal = hot->modal;
  guint32 *const rising = hot->rising;
  double copy[N];
  guint kept = 0;
  bound_from (hot, &hot->term.potential, 0, hot->term.end, now);
  const RlifBound bound = hot->term.potential;
  for (guint k = 0; k < n; k++) {
    const guint32 i = rising[k];
    RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
    rising[kept++] = i;
    if (is_away (modal, neuron, i)) continue;
    const double *z = fresh (hot, neuron, copy);
    const double limit = limit_of (hot, i);
    neuron->room = limit - highest (n_pairs, &bound, z);
    if (G_UNLIKELY (!(neuron->room >= 0))) {
      add_near (hot, i);
    } else if (limit > 0) {
      const double for_ever = room_for_ever (hot, i, z);
      if (!(for_ever >= 0)) continue;
      neuron->room = for_ever;
      hot->is_rising[i] = FALSE;
      kept--;
    }
  }
  return kept;
}

/* Who of those near is hot from now to the end of the slot. */
static inline __attribute__ ((always_inline)) void
look_at_near (RlifHot *hot, const RlifModalMoment *now, const int n_pairs)
{
  const RlifModal *modal = hot->modal;
  const guint32 *const near = hot->near;
  const guint n = hot->n_near;
  double copy[N];
  bound_from (hot, &hot->slot.potential, 0, hot->slot.end, now);
  const RlifBound bound = hot->slot.potential;
  for (guint k = 0; k < n; k++) {
    RlifModalNeuron *neuron = rlif_modal_neuron (modal, near[k]);
    if (is_away (modal, neuron, near[k])) continue;
    const double *z = fresh (hot, neuron, copy);
    neuron->room = limit_of (hot, near[k]) - highest (n_pairs, &bound, z);
    if (!(neuron->room >= 0)) heat (hot, near[k], now);
  }
}

static inline void
look_at_rising_two_narrow (RlifHot *hot, const RlifModalMoment *now, guint *kept)
{
  *kept = look_at_rising (hot, hot->n_rising, now, 2);
}
static void look_at_rising_two (RlifHot *hot, const RlifModalMoment *now, guint *kept);
RLIF_WIDE (look_at_rising_two, (RlifHot *hot, const RlifModalMoment *now, guint *kept), (hot, now, kept))

static inline void
look_at_near_two_narrow (RlifHot *hot, const RlifModalMoment *now)
{
  look_at_near (hot, now, 2);
}
static void look_at_near_two (RlifHot *hot, const RlifModalMoment *now);
RLIF_WIDE (look_at_near_two, (RlifHot *hot, const RlifModalMoment *now), (hot, now))

static void
begin_term (RlifHot *hot, const RlifModalMoment *now)
{
  const guint n = hot->n_rising;
  guint kept;
  for (guint k = 0; k < hot->n_near; k++) hot->is_near[hot->near[k]] = FALSE;
  hot->n_near = 0;
  switch (hot->modal->n_pairs) {
  case 1: kept = look_at_rising (hot, n, now, 1); break;
  case 2: look_at_rising_two (hot, now, &kept); break;
  default: kept = look_at_rising (hot, n, now, hot->modal->n_pairs);
  }
  hot->n_rising = kept;
}

static void
begin_slot (RlifHot *hot, const RlifModalMoment *now)
{
  for (guint k = 0; k < hot->n_hot; k++) hot->hot_at[hot->hot[k].i] = 0;
  hot->n_hot = hot->n_soon = 0;   /* those that may fire in a window that has begun are listed again */
  switch (hot->modal->n_pairs) {
  case 1: look_at_near (hot, now, 1); break;
  case 2: look_at_near_two (hot, now); break;
  default: look_at_near (hot, now, hot->modal->n_pairs);
  }
}

/* Watches the hot neurons that may fire before the window ends, and lists those that may still. */
static void
watch_all (RlifHot *hot, const RlifModalMoment *now)
{
  for (guint k = 0; k < hot->n_hot; k++) {
    RlifHotNeuron *neuron = &hot->hot[k];
    if (neuron->then < hot->window_end && !neuron->is_due) rlif_hot_watch (hot, neuron->i, now);
    list (hot, neuron);
  }
}

/* Begins a span, if it is over, that is `length` or more and lasts to the end of the window at least.
 * Returns: TRUE if it was. */
static gboolean
renew (const RlifHot *hot, RlifSpan *span, RlifTime begin, double length, RlifTime latest)
{
  const gboolean is_over = begin >= span->end || hot->window_end > span->end;
  if (is_over) {
    const RlifTime end = MIN (rlif_after (begin, (RlifTime) length), latest);
    span->end = MAX (end, hot->window_end);
  }
  if (is_over || hot->epoch != hot->modal->epoch) set_end (hot, span);
  return is_over;
}

void
rlif_hot_begin (RlifHot *hot, RlifTime begin, RlifTime end)
{
  RlifModal *modal = hot->modal;
  hot->window_end = end;
  const gboolean new_term = renew (hot, &hot->term, begin, fmin (TERM * hot->slot_length, LONGEST), RLIF_NEVER);
  const gboolean new_slot = renew (hot, &hot->slot, begin, hot->slot_length, hot->term.end) || new_term;
  hot->epoch = modal->epoch;
  if (new_term || new_slot || hot->attention < end) rlif_modal_enter (modal, begin);
  if (new_term) begin_term (hot, &modal->now);
  if (new_slot) begin_slot (hot, &modal->now);
  if (!new_slot && hot->attention < end) watch_all (hot, &modal->now);
}
