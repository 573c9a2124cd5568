/* Neurons with one decaying state that only an arrival can push over the threshold: the leaky neuron
 * with delta synapses. Between events their scaled state is constant.
 *
 *   x = (V - V_inf) F (t),   F (t) = exp ((t - epoch)/tau)
 *
 * An arrival adds w F (t), and the neuron fires if x >= (threshold - V_inf) F (t): F is computed once
 * for all that arrive at a moment. While refractory x is so far below that what arrives is rounded away, or, if the engine
 * wants to be led to a second look at arrivals, +infinity. Every 16 time constants a new epoch begins, and x is multiplied
 * by exp (-16); epochs stand at fixed moments, since they are part of the rounding. F is the value at the beginning of one of the cells into which an
 * epoch is divided, times a short series. (Rotter & Diesmann 1999 for the solution.) */
#ifndef RLIF_ENGINE_SCALED_H
#define RLIF_ENGINE_SCALED_H

#include <math.h>
#include "network/structure.h"

typedef struct {
  guint32 count;
  double *x;                 /* [count] */
  RlifTime *free_at;         /* [count] end of refractoriness; INT64_MIN while awake */
  double tau, ticks_per_ms;
  double rate;               /* 1/tau in ticks */
  double v_rest, per_current;     /* V_inf = v_rest + current * per_current */
  double v_inf;
  double v_threshold, v_reset;
  RlifTime refractory;
  double *factor;            /* [ports] V changes by factor * weight */
  RlifTime epoch, epoch_length;   /* of n_cells cells */
  RlifTime cell;
  double per_cell;           /* 1/cell */
  double *cell_factor;       /* [n_cells + 1] F where a cell begins */
  double epoch_factor;       /* exp (-epoch_length/tau) */
  RlifTime now;              /* the moment of f */
  double f, limit;           /* F (now), and x at the threshold then */
} RlifScaled;

/* @count    neurons of the population that are meant
 * @largest, @least   [pA] bounds of the sum of the current inputs
 *
 * Returns: (owned) NULL if the neurons are not of this kind. */
RlifScaled *rlif_scaled_new (const RlifPopulation *population, guint32 count, double least,
                             double largest);
void rlif_scaled_free (RlifScaled *scaled);

/* Sets the initial potential of a neuron, at time 0. */
void rlif_scaled_start (RlifScaled *scaled, guint32 i, double v);

void rlif_scaled_begin_epoch (RlifScaled *scaled, RlifTime now);
void rlif_scaled_set_moment (RlifScaled *scaled, RlifTime now);

/* The cell of a moment of the epoch, or one beside it; the same for all who ask. */
static inline gsize
rlif_scaled_cell (const RlifScaled *scaled, RlifTime at)
{
  return (gsize) ((double) (at - scaled->epoch) * scaled->per_cell);
}

/* F at a moment of the epoch. */
double rlif_scaled_factor (const RlifScaled *scaled, RlifTime at);

/* Enters a moment of this epoch whose F is known. */
static inline void
rlif_scaled_enter_known (RlifScaled *scaled, RlifTime now, double f)
{
  scaled->now = now;
  scaled->f = f;
  scaled->limit = (scaled->v_threshold - scaled->v_inf) * f;
}

/* Lets time pass up to a moment at or after the last one. */
static inline void
rlif_scaled_enter (RlifScaled *scaled, RlifTime now)
{
  if (now != scaled->now) rlif_scaled_set_moment (scaled, now);
}

/* Ends the refractoriness of a neuron that is over at the moment entered. */
void rlif_scaled_wake (RlifScaled *scaled, guint32 i);

#define RLIF_REFRACTORY (-0x1p960)
#define RLIF_WAKING HUGE_VAL      /* refractory, but perhaps no longer when the next spike arrives */

/* How many of some neurons are refractory, by the sum of their x, in which nothing else counts: to test each takes longer.
 * None of them must be waking. */
static inline guint
rlif_scaled_count_refractory (double sum)
{
  return (guint) (sum / RLIF_REFRACTORY + 0.5);
}

/* Adds a weight at the moment entered. Returns: FALSE if the neuron is refractory. */
static inline gboolean
rlif_scaled_receive (RlifScaled *scaled, guint32 i, double jump)
{
  const gboolean heard = scaled->x[i] != RLIF_REFRACTORY;
  scaled->x[i] += jump * scaled->f;
  return heard;
}

static inline gboolean
rlif_scaled_is_at_threshold (const RlifScaled *scaled, guint32 i)
{
  return scaled->x[i] >= scaled->limit && scaled->x[i] < RLIF_WAKING;
}

/* The reset. Without refractoriness the neuron is awake again. */
void rlif_scaled_fire (RlifScaled *scaled, guint32 i);

/* The potential at a moment at or after the one entered. Depends on what has happened to the neuron alone, not on which
 * moments have been entered since. */
double rlif_scaled_look (const RlifScaled *scaled, guint32 i, RlifTime at);

/* The sum of the current inputs changes at the moment entered. */
void rlif_scaled_set_current (RlifScaled *scaled, double current);

#endif
