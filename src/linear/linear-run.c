/* The functions that run a linear model: flow, jump, guard and reset from the compiled form. */
#include "linear/linear.h"

enum { FREE_AT };   /* clock[]: end of refractoriness */

static RlifTime
free_at (const RlifNeuron *x)
{
  const RlifLinear *linear = x->prepared;
  return linear->held ? x->clock[FREE_AT] : INT64_MIN;
}

/* Flows up to `to`, or only as far as the states are held. Returns: the moment reached. */
static RlifTime
flow_held (const RlifNeuron *x, double state[], RlifTime from, RlifTime to)
{
  const RlifLinear *linear = x->prepared;
  const RlifTime end = free_at (x) < to ? free_at (x) : to;
  if (end <= from) return from;
  rlif_flow_state (linear->held, state, x->current, rlif_ms (x, end - from));
  return end;
}

void
rlif_linear_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const RlifLinear *linear = x->prepared;
  const RlifTime start = flow_held (x, x->state, from, to);
  if (start < to) rlif_flow_state (linear->free, x->state, x->current, rlif_ms (x, to - start));
}

int
rlif_linear_receive (RlifNeuron *x, uint32_t port, double w, RlifTime now)
{
  const RlifLinear *linear = x->prepared;
  const gboolean refractory = now < free_at (x);
  int heard = 0;
  for (guint k = 0; k < linear->n_jump; k++) {
    const RlifLinearJump *jump = &linear->jump[k];
    if (jump->port != port || (refractory && linear->is_held[jump->state])) continue;
    x->state[jump->state] += jump->factor * w;
    heard = 1;
  }
  return heard;
}

RlifTime
rlif_linear_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  const RlifLinear *linear = x->prepared;
  if (!linear->fires) return RLIF_NEVER;
  double state[RLIF_MAX_STATES];
  for (int j = 0; j < linear->n; j++) state[j] = x->state[j];
  const RlifTime start = flow_held (x, state, from, RLIF_NEVER);
  if (start == RLIF_NEVER) return RLIF_NEVER;
  const double end = rlif_ms (x, until - start);
  const double s = rlif_guard_next (&linear->guard, state, x->current, end > 0 ? end : 0x1p-1022,
                                    0x1p-6 / x->ticks_per_ms);
  if (isnan (s)) return from - 1;
  const RlifTime due = s < HUGE_VAL ? rlif_after (start, rlif_ticks (x, s)) : RLIF_NEVER;
  return due <= until ? due : RLIF_NEVER;
}

void
rlif_linear_fire (RlifNeuron *x, RlifTime now)
{
  const RlifLinear *linear = x->prepared;
  double before[RLIF_MAX_STATES];
  for (int j = 0; j < linear->n; j++) before[j] = x->state[j];
  for (int i = 0; i < linear->n; i++) {
    if (!linear->is_reset[i]) continue;
    double sum = linear->reset_to[i];
    for (int j = 0; j < linear->n; j++)
      if (linear->reset[i][j] != 0) sum += linear->reset[i][j] * before[j];
    x->state[i] = sum;
  }
  if (linear->held) x->clock[FREE_AT] = rlif_after (now, linear->refractory);
}
