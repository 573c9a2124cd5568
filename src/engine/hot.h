/* Which modal neurons may fire unaided, between arrivals, and when.
 *
 * A neuron has room: by so much may arrivals raise its potential before anybody must look at it again. What an arrival takes
 * is the peak of its response, so that the room is enough whenever others come. Here "potential" stands for c.x less what it
 * is at rest, and "limit" for what it must not reach.
 *
 *   cold     would never reach the limit if nothing arrived: its room is what it lacks of it, and stays
 *   rising   might, but not before the present term of several slots ends: it is looked at when the next begins
 *   near     might before the term ends, but not before the present slot of several windows does: likewise
 *   hot      might before the slot ends: it has no room, and is looked at again when its steepest slope could bring it to
 *            the limit; if that is within the window, and nothing has arrived by then, the moment is computed
 *
 * Who is hot is near, and who is near is rising. Within a span of length T the potential f stays below the straight line
 * between its ends and T^2/8 times the largest -f'' (the error of linear interpolation), so that a bound takes three sums of
 * products. A neuron that only receives needs a subtraction and a comparison for all this, and one that does not, nothing. */
#ifndef RLIF_ENGINE_HOT_H
#define RLIF_ENGINE_HOT_H

#include "engine/modal.h"

/* A neuron that needs to be watched. */
typedef struct {
  guint32 i;
  guint8 is_due;               /* it fires then, else it does not fire before */
  guint8 is_listed;            /* among those who may fire in this window */
  RlifTime then;               /* RLIF_NEVER if the slot ends before, and while it is refractory */
} RlifHotNeuron;

/* What bounds some combination of the modes from a moment to the end of a span. */
typedef struct {
  double now[RLIF_MAX_STATES], end[RLIF_MAX_STATES], bend[RLIF_MAX_STATES];
  RlifTime since;              /* -1: not known yet */
} RlifBound;

/* A span at whose end it is looked again. */
typedef struct {
  RlifTime end;
  RlifBound potential, slope;
} RlifSpan;

typedef struct {
  RlifModal *modal;
  RlifSpan slot, term;
  double slot_length;          /* [ticks] at least */
  RlifTime epoch;              /* to which what is known of their ends belongs */
  RlifTime window_end;
  RlifTime attention;          /* no hot or refractory neuron needs to be looked at before */
  double *limit;               /* [1], or [count] if thresholds or rests differ; less a margin for rounding */
  double (*lift)[2];           /* [ports] of a weight of 1, and of -1 */
  guint32 *rising, *near;      /* [n_rising], [n_near]; as all lists of [count], of which what is not used takes no memory */
  RlifHotNeuron *hot;          /* [n_hot] */
  guint32 *soon;               /* [n_soon] may fire in this window */
  guint n_rising, n_near, n_hot, n_soon;
  guint32 *hot_at;             /* [count] 1 + the place in hot, or 0 */
  guint8 *is_rising, *is_near; /* [count] */
} RlifHot;

/* All neurons are rising at first. */
RlifHot *rlif_hot_new (RlifModal *modal);
void rlif_hot_free (RlifHot *hot);

/* To be called when the current has changed: all are rising again. */
void rlif_hot_set_limit (RlifHot *hot);

/* Begins a window, and where it is time, a slot and a term. */
void rlif_hot_begin (RlifHot *hot, RlifTime begin, RlifTime end);

/* Gives room to a neuron that is awake and changed at this moment, of the present epoch. */
void rlif_hot_place (RlifHot *hot, guint32 i, const RlifModalMoment *now);

/* Sees how soon a hot neuron may fire. */
void rlif_hot_watch (RlifHot *hot, guint32 i, const RlifModalMoment *now);

/* A neuron has fired: it has no room until it is placed again; but if arrivals change it as ever, it has room without end up
 * to the window in which it is free again. */
void rlif_hot_leave (RlifHot *hot, guint32 i);

/* What of a neuron's room a spike takes. */
static inline double
rlif_hot_taken (const RlifHot *hot, guint port, double w)
{
  return w > 0 ? w * hot->lift[port][0] : -w * hot->lift[port][1];
}

/* Is it hot, or refractory and to be seen to at every arrival? */
static inline gboolean
rlif_hot_is_aside (const RlifModalNeuron *neuron)
{
  return neuron->room == -HUGE_VAL;
}

/* When a hot neuron fires if that is not after `until`, a moment in this window; else RLIF_NEVER or a later one. */
RlifTime rlif_hot_due (RlifHot *hot, guint32 i, RlifTime until);

/* Forgets who may fire in the window, at its end. */
void rlif_hot_end (RlifHot *hot);

#endif
