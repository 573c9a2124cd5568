/* Which modal neurons may fire unaided, between arrivals, and when. With u = V - V_inf, the drive s_k = b_k (1/tau_m -
 * 1/tau_k) of each current and kappa_k = beta_k (exp (-t/tau_k) - exp (-t/tau_m)), what it does to the membrane,
 *
 *   u(t) = v(t) + sum of I_k kappa_k(t) over the currents that push upwards,
 *   v' = -v/tau_m + sum of s_k over those that push downwards
 *
 * kappa_k rises from 0 to a single peak. Downwards the currents push, up to the end of a span of length T, at least as
 * strongly as they will then, so that v is at most what it would be with these: u + (1 - exp (-T/tau_m)) max (0, -u +
 * tau_m sum of s_k exp (-T/tau_k)). So a bound for a whole span takes a few products.
 *
 *   rising   may fire some day if nothing arrives: looked at when a term of several slots begins
 *   near     may fire before the term ends: looked at when a slot of several windows begins
 *   hot      may fire before the slot ends: its a is put aside, so that every arrival sees to it; how
 *            soon is told by its steepest slope
 *   due      may fire before the window ends: only then the moment is computed
 *
 * Who is hot is near, and who is near is rising. All others need a few additions and a comparison per
 * arrival, and nothing without arrivals. */
#ifndef RLIF_ENGINE_HOT_H
#define RLIF_ENGINE_HOT_H

#include "engine/modal.h"

/* A neuron that needs to be watched. */
typedef struct {
  guint32 i;
  RlifTime due;                /* when it fires, if that is known; RLIF_NEVER if it is not */
  RlifTime safe;               /* it does not fire before this; RLIF_NEVER once due is known, and while
                                  it is refractory */
} RlifHotNeuron;

/* A span at whose end it is looked again. */
typedef struct {
  RlifTime end;
  double decay_a, decay[RLIF_MODAL_CURRENTS];   /* exp (-t/tau) of its end */
  double lift[RLIF_MODAL_CURRENTS];    /* the most of kappa_k / beta_k in it */
  double hold[RLIF_MODAL_CURRENTS];    /* tau_m s_k / b_k at its end, over lift */
} RlifSpan;

typedef struct {
  RlifModal *modal;
  RlifSpan slot, term;
  RlifTime factors_of;         /* the epoch to which the decays of both belong */
  RlifTime window_end;
  RlifTime looked_at;          /* all that have changed since are among the rising */
  RlifTime attention;          /* no hot or refractory neuron needs to be looked at before */
  double limit;                /* threshold - V_inf, less a margin for rounding */
  GArray *rising, *near;       /* of guint32 */
  GArray *hot;                 /* of RlifHotNeuron */
  guint32 *hot_at;             /* [count] 1 + the place in hot, or 0 */
  guint8 *is_rising, *is_near; /* [count] */
} RlifHot;

/* All neurons are rising at first. */
RlifHot *rlif_hot_new (RlifModal *modal);
void rlif_hot_free (RlifHot *hot);

/* To be called when V_inf has changed. */
void rlif_hot_set_limit (RlifHot *hot);

/* Begins a window at the moment entered, and where it is time, a slot and a term. */
void rlif_hot_begin (RlifHot *hot, RlifTime end);

/* Makes a neuron rising, near, hot: adds it if it is none. */
void rlif_hot_add_rising (RlifHot *hot, guint32 i);
void rlif_hot_add_near (RlifHot *hot, guint32 i);
RlifHotNeuron *rlif_hot_add (RlifHot *hot, guint32 i);

/* Puts the a of all hot neurons back: none is hot then. */
void rlif_hot_cool (RlifHot *hot);

/* Sees whether a hot neuron may fire before the window ends, and computes when if it may. */
void rlif_hot_watch (RlifHot *hot, RlifHotNeuron *neuron, const RlifModalMoment *from);

/* One that is hot. */
static inline RlifHotNeuron *
rlif_hot_neuron (const RlifHot *hot, guint32 i)
{
  return &g_array_index (hot->hot, RlifHotNeuron, hot->hot_at[i] - 1);
}

static inline double
rlif_hot_larger (double a, double b)
{
  return a > b ? a : b;
}

/* A number for each current. */
typedef double RlifPair __attribute__ ((vector_size (RLIF_MODAL_CURRENTS * sizeof (double))));
typedef gint64 RlifPairBits __attribute__ ((vector_size (RLIF_MODAL_CURRENTS * sizeof (gint64))));

static inline RlifPair
rlif_pair (const double x[RLIF_MODAL_CURRENTS])
{
  return (RlifPair) { x[0], x[1] };
}

/* x where it is above 0, without a branch: whether it is cannot be foretold. */
static inline RlifPair
rlif_pair_above_0 (RlifPair x)
{
  return (RlifPair) ((RlifPairBits) x & (RlifPairBits) (x > 0));
}

/* What bounds the potential of all neurons between a moment and the end of a span. */
typedef struct {
  RlifPair decay;
  RlifPair lift;               /* of b_k, at the peak of kappa_k */
  RlifPair hold;               /* tau_m s_k at the end, over the same of lift */
  double decay_a;
  double rise;                 /* 1 - exp (-T/tau_m) */
} RlifBound;

static inline RlifBound
rlif_hot_bound (const RlifModalMoment *from, const RlifSpan *span)
{
  const RlifPair decay = rlif_pair (from->decay);
  return (RlifBound) { decay, decay * rlif_pair (span->lift), rlif_pair (span->hold) * rlif_pair (from->grown),
                       from->decay_a, 1 - from->grown_a * span->decay_a };
}

/* The most that V - V_inf can become in it, for numbers of the epoch entered. */
static inline double
rlif_hot_highest (const RlifBound *bound, double a, RlifPair b)
{
  const RlifPair now = b * bound->decay, lift = b * bound->lift;
  const RlifPair up = rlif_pair_above_0 (lift), down = (lift - up) * bound->hold;
  const double u = a * bound->decay_a + now[0] + now[1], fall = down[0] + down[1] - u;
  return u + up[0] + up[1] + bound->rise * rlif_pair_above_0 ((RlifPair) { fall, fall })[0];
}

#endif
