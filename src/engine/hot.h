/* Which modal neurons may fire unaided, between arrivals, and when. An upper bound of the potential over a
 * span takes each mode where it is largest, at the beginning if it is positive, at the end if not:
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

typedef struct {
  RlifModal *modal;
  RlifModalMoment slot_end, term_end;
  RlifTime factors_of;         /* the epoch to which the factors of both belong */
  RlifTime window_end;
  RlifTime looked_at;          /* one that has changed since is among the rising */
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

/* May a neuron whose numbers are of the epoch entered fire unaided between two moments? */
static inline gboolean
rlif_hot_may_fire (const RlifHot *hot, const RlifModalState *z, const RlifModalMoment *from,
                   const RlifModalMoment *to)
{
  return rlif_hot_larger (z->a * from->decay_a, z->a * to->decay_a)
         + rlif_hot_larger (z->b[0] * from->decay[0], z->b[0] * to->decay[0])
         + rlif_hot_larger (z->b[1] * from->decay[1], z->b[1] * to->decay[1]) >= hot->limit;
}

#endif
