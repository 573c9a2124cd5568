/* Which modal neurons may fire unaided, between arrivals, and when. With u = V - V_inf, and the currents
 * that push upwards alone,
 *
 *   u(t) <= u(0) exp (-t/tau_m) + sum of I_k(0) kappa_k(t),   kappa_k = beta_k (exp (-t/tau_k) - exp (-t/tau_m))
 *
 * and kappa_k rises from 0 to a single peak, so that a bound for a whole span takes a few products.
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

/* exp (-t/tau_m) from a moment to the end of a span. */
static inline double
rlif_hot_fade (const RlifModalMoment *from, const RlifSpan *span)
{
  return from->grown_a * span->decay_a;
}

/* What bounds the potential of all neurons between a moment and the end of a span. */
typedef struct {
  double decay_a, decay[RLIF_MODAL_CURRENTS], lift[RLIF_MODAL_CURRENTS], fade;
} RlifBound;

/* @fade    rlif_hot_fade () of the two */
static inline RlifBound
rlif_hot_bound (const RlifModalMoment *from, const RlifSpan *span, double fade)
{
  return (RlifBound) { from->decay_a, { from->decay[0], from->decay[1] },
                       { from->decay[0] * span->lift[0], from->decay[1] * span->lift[1] }, fade };
}

/* The most that V - V_inf can become in it, for numbers of the epoch entered. */
static inline double
rlif_hot_highest (const RlifBound *bound, double a, double b0, double b1)
{
  const double u = a * bound->decay_a + b0 * bound->decay[0] + b1 * bound->decay[1];
  return rlif_hot_larger (u, u * bound->fade) + rlif_hot_larger (b0 * bound->lift[0], 0)
         + rlif_hot_larger (b1 * bound->lift[1], 0);
}

/* May a neuron fire unaided in it? */
static inline gboolean
rlif_hot_may_fire (const RlifHot *hot, const RlifModalState *z, const RlifModalMoment *from,
                   const RlifSpan *span, double fade)
{
  const RlifBound bound = rlif_hot_bound (from, span, fade);
  return rlif_hot_highest (&bound, z->a, z->b[0], z->b[1]) >= hot->limit;
}

#endif
