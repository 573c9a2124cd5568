/* Linear neurons in eigenmodes: how they change. */
#include <rlif/math.h>
#include <string.h>
#include "engine/modal.h"

#define N RLIF_MAX_STATES

static double
to_ms (const RlifModal *modal, RlifTime span)
{
  return (double) span / modal->ticks_per_ms;
}

static RlifTime
epoch_of (const RlifModal *modal, RlifTime at)
{
  if (at >= modal->epoch && at - modal->epoch < modal->epoch_length) return modal->epoch;
  return at - at % modal->epoch_length;
}

void
rlif_modal_begin_epoch (RlifModal *modal, RlifTime now)
{
  modal->epoch = epoch_of (modal, now);
}

void
rlif_modal_get_moment (const RlifModal *modal, RlifTime at, RlifModalMoment *moment)
{
  moment->time = at;
  rlif_eigen_power (modal->free, -to_ms (modal, at - epoch_of (modal, at)), &moment->grown);
}

void
rlif_modal_set_moment (RlifModal *modal, RlifTime now)
{
  modal->epoch = epoch_of (modal, now);
  rlif_modal_get_moment (modal, now, &modal->now);
}

void
rlif_modal_enter_with (RlifModal *modal, RlifTime now, const double grown[])
{
  RlifEigenPower *power = &modal->now.grown;
  modal->now.time = now;
  power->s = -to_ms (modal, now - modal->epoch);
  for (int k = 0; k < modal->n; k++) power->re[k] = grown[k];
  if (!modal->free->is_real) rlif_eigen_turn (modal->free, power);
}

void
rlif_modal_refresh (const RlifModal *modal, RlifTime last, double z[])
{
  const RlifTime span = modal->epoch - epoch_of (modal, last);
  if (span == modal->epoch_length) {
    rlif_eigen_move (modal->free, &modal->one_epoch, z, z);
    return;
  }
  RlifEigenPower power;
  rlif_eigen_power (modal->free, to_ms (modal, span), &power);
  rlif_eigen_move (modal->free, &power, z, z);
}

void
rlif_modal_modes (const RlifModal *modal, RlifTime last, const double z[], RlifTime at, double y[])
{
  RlifEigenPower power;
  rlif_eigen_power (modal->free, to_ms (modal, at - epoch_of (modal, last)), &power);
  rlif_eigen_move (modal->free, &power, z, y);
}

/* Adds or takes away where a neuron rests. */
static inline void
add_rest (const RlifModal *modal, guint32 i, double sign, double y[])
{
  for (int k = 0; k < modal->n; k++) y[k] += sign * modal->rest[k];
  for (int k = 0; modal->own && k < modal->n; k++) y[k] += sign * modal->own[i].rest[k];
}

static inline void
add_held_rest (const RlifModal *modal, guint32 i, double sign, double y[])
{
  for (int k = 0; k < modal->n; k++) y[k] += sign * modal->held_rest[k];
  for (int k = 0; modal->own && k < modal->n; k++) y[k] += sign * modal->own[i].held_rest[k];
}

static inline double
reset_to (const RlifModal *modal, guint32 i, guint state)
{
  return modal->own ? modal->own[i].reset_to[state] : modal->linear->reset_to[state];
}

/* States at a moment. */
static void
leave_at (const RlifModal *modal, guint32 i, RlifTime last, const double z[], RlifTime at, double x[])
{
  double y[N];
  rlif_modal_modes (modal, last, z, at, y);
  add_rest (modal, i, 1, y);
  rlif_eigen_leave (modal->free, y, x);
}

static void
modes_of (const RlifModal *modal, guint32 i, const double x[], double y[])
{
  rlif_eigen_enter (modal->free, x, y);
  add_rest (modal, i, -1, y);
}

/* States of a refractory neuron, after a span. */
static void
flow_held (const RlifModal *modal, guint32 i, double x[], RlifTime span)
{
  RlifEigenPower power;
  double y[N];
  if (span == 0) return;
  rlif_eigen_power (modal->held, to_ms (modal, span), &power);
  rlif_eigen_enter (modal->held, x, y);
  add_held_rest (modal, i, -1, y);
  rlif_eigen_move (modal->held, &power, y, y);
  add_held_rest (modal, i, 1, y);
  rlif_eigen_leave (modal->held, y, x);
}

void
rlif_modal_start (RlifModal *modal, guint32 i, const double state[])
{
  RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  const RlifGuard *guard = &modal->linear->guard;
  const double below = rlif_modal_below (modal, i);
  double f = -rlif_modal_threshold (modal, i), y[N];
  for (int k = 0; k < modal->n; k++) f += guard->c[k] * state[k];
  modes_of (modal, i, state, y);
  /* One that begins at threshold is there, whatever was rounded. */
  while (modal->linear->fires && f >= 0) {
    double sum = below;
    int largest = 0;
    for (int k = 0; k < modal->n; k++) {
      sum += modal->row[0][k] * y[k];
      if (fabs (modal->row[0][k] * y[k]) > fabs (modal->row[0][largest] * y[largest])) largest = k;
    }
    if (sum >= 0) break;
    y[largest] = nextafter (y[largest], modal->row[0][largest] > 0 ? HUGE_VAL : -HUGE_VAL);
  }
  memcpy (neuron->z, y, (gsize) modal->n * sizeof *y);
  neuron->last = 0;
  modal->free_at[i] = G_MININT64;
}

static gboolean
receive_held (const RlifModal *modal, guint32 i, guint port, double w)
{
  const RlifLinear *linear = modal->linear;
  RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  gboolean heard = FALSE;
  flow_held (modal, i, neuron->z, modal->now.time - neuron->last);
  neuron->last = modal->now.time;
  for (guint k = 0; k < linear->n_jump; k++) {
    const RlifLinearJump *jump = &linear->jump[k];
    if (jump->port != port || linear->is_held[jump->state]) continue;
    neuron->z[jump->state] += jump->factor * w;
    heard = TRUE;
  }
  return heard;
}

gboolean
rlif_modal_receive_jump (const RlifModal *modal, guint32 i, guint port, double w, const double jump[])
{
  RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  if (!rlif_modal_is_in_modes (modal, i)) return receive_held (modal, i, port, w);
  if (neuron->last < modal->epoch) rlif_modal_refresh (modal, neuron->last, neuron->z);
  for (int k = 0; k < modal->n; k++) neuron->z[k] += jump[k];
  neuron->last = modal->now.time;
  return modal->free_at[i] == G_MININT64 || !modal->is_deaf[port];
}

gboolean
rlif_modal_receive (const RlifModal *modal, guint32 i, guint port, double w)
{
  double jump[N];
  rlif_modal_jump (modal, port, w, jump);
  return rlif_modal_receive_jump (modal, i, port, w, jump);
}

void
rlif_modal_fire (RlifModal *modal, guint32 i, RlifTime now)
{
  const RlifLinear *linear = modal->linear;
  RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  double before[N];
  modal->free_at[i] = rlif_after (now, rlif_modal_refractory (modal, i));
  if (modal->goes_on) return;
  leave_at (modal, i, neuron->last, neuron->z, now, before);
  for (int j = 0; j < modal->n; j++) {
    double sum = linear->is_reset[j] ? reset_to (modal, i, (guint) j) : before[j];
    for (int k = 0; linear->is_reset[j] && k < modal->n; k++)
      if (linear->reset[j][k] != 0) sum += linear->reset[j][k] * before[k];
    neuron->z[j] = sum;
  }
  neuron->last = now;
}

RlifModalState
rlif_modal_woken (const RlifModal *modal, guint32 i, const RlifEigenPower *grown)
{
  const RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  RlifModalState woken = { .last = modal->free_at[i] };
  double x[N];
  if (modal->goes_on) {
    leave_at (modal, i, neuron->last, neuron->z, woken.last, x);
    for (int j = 0; j < modal->n; j++)
      if (modal->linear->is_held[j]) x[j] = reset_to (modal, i, (guint) j);
  } else {
    memcpy (x, neuron->z, (gsize) modal->n * sizeof *x);
    flow_held (modal, i, x, woken.last - neuron->last);
  }
  modes_of (modal, i, x, woken.z);
  rlif_eigen_move (modal->free, grown, woken.z, woken.z);
  return woken;
}

void
rlif_modal_wake (RlifModal *modal, guint32 i, const RlifEigenPower *grown)
{
  RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  const RlifModalState woken = rlif_modal_woken (modal, i, grown);
  memcpy (neuron->z, woken.z, (gsize) modal->n * sizeof *woken.z);
  neuron->last = woken.last;
  modal->free_at[i] = G_MININT64;
}

double
rlif_modal_value (const RlifModal *modal, guint32 i, guint state, RlifTime at)
{
  const RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
  const RlifTime free_at = modal->free_at[i];
  RlifModalState now = { .last = neuron->last };
  double x[N];
  memcpy (now.z, neuron->z, (gsize) modal->n * sizeof *now.z);
  if (free_at > at && modal->goes_on) {
    if (modal->linear->is_held[state]) return reset_to (modal, i, state);
  } else if (free_at > at) {
    flow_held (modal, i, now.z, at - now.last);
    return now.z[state];
  } else if (free_at != G_MININT64) {
    RlifModalMoment then;
    rlif_modal_get_moment (modal, free_at, &then);
    now = rlif_modal_woken (modal, i, &then.grown);
  }
  leave_at (modal, i, now.last, now.z, at, x);
  return x[state];
}

void
rlif_modal_set_current (RlifModal *modal, double current)
{
  const RlifTime now = modal->now.time;
  double step[N], rest[N];
  for (guint32 i = 0; i < modal->count; i++) {
    RlifModalNeuron *neuron = rlif_modal_neuron (modal, i);
    if (!rlif_modal_is_in_modes (modal, i))
      flow_held (modal, i, neuron->z, now - neuron->last);
    else if (neuron->last < modal->epoch)
      rlif_modal_refresh (modal, neuron->last, neuron->z);
    neuron->last = now;
  }
  memcpy (rest, modal->rest, sizeof rest);
  rlif_modal_set_rest (modal, current);
  for (int k = 0; k < modal->n; k++) step[k] = rest[k] - modal->rest[k];
  rlif_eigen_move (modal->free, &modal->now.grown, step, step);
  for (guint32 i = 0; i < modal->count; i++)
    for (int k = 0; k < modal->n && rlif_modal_is_in_modes (modal, i); k++) rlif_modal_neuron (modal, i)->z[k] += step[k];
}
