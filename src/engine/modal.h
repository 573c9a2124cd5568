/* Neurons of a leaky membrane driven by one or two currents that decay with time constants of their own,
 * in modes that are constant between events.
 *
 *   V - V_inf = A exp (-t/tau_m) + B_1 exp (-t/tau_1) + B_2 exp (-t/tau_2),  B_k = beta_k I_k,
 *   beta_k = (1/C)/(1/tau_m - 1/tau_k)                     (Rotter & Diesmann 1999)
 *
 * What is kept are a = A exp (t/tau_m) and b_k = B_k exp (t/tau_k) with t counted from the beginning of
 * the epoch in which they last changed: a spike of weight w adds -beta_k w exp (t/tau_m) to a and
 * beta_k w exp (t/tau_k) to b_k, with factors that all who hear it share. */
#ifndef RLIF_ENGINE_MODAL_H
#define RLIF_ENGINE_MODAL_H

#include <math.h>
#include "linear/linear.h"
#include "network/structure.h"

#define RLIF_MODAL_CURRENTS 2

typedef struct {
  double b[RLIF_MODAL_CURRENTS], a;
  RlifTime last;             /* when they last changed */
} RlifModalState;

/* exp (-+(t - epoch)/tau) of a moment */
typedef struct {
  RlifTime time;
  double grown_a, grown[RLIF_MODAL_CURRENTS];     /* exp (+) */
  double decay_a, decay[RLIF_MODAL_CURRENTS];     /* exp (-), for bounds only */
} RlifModalMoment;

typedef struct {
  guint32 count;
  int m;                     /* currents */
  RlifLinear *linear;        /* for the crossings */
  int v_state, i_state[RLIF_MODAL_CURRENTS];      /* positions in the model's table */
  RlifModalState *z;         /* [count] */
  double *aside;             /* [count] a where z[].a is infinite: the windowed engine puts it aside so
                                that one comparison tells a neuron that needs a second look */
  RlifTime *free_at;         /* [count] end of refractoriness; INT64_MIN while awake */
  double tau_m, tau[RLIF_MODAL_CURRENTS], beta[RLIF_MODAL_CURRENTS];
  double push[RLIF_MODAL_CURRENTS];               /* 1/tau_m - 1/tau_k: what b_k does to V' */
  double (*factor)[RLIF_MODAL_CURRENTS];          /* [ports] beta_k times the jump of I_k */
  double v_rest, per_current, v_inf, v_threshold, v_reset;
  double current;
  double ticks_per_ms;
  RlifTime refractory;
  RlifTime epoch, epoch_length;
  RlifModalMoment now;
} RlifModal;

/* Returns: (owned) NULL if the neurons are not of this kind. Arguments as rlif_scaled_new (). */
RlifModal *rlif_modal_new (const RlifPopulation *population, guint32 count, double least,
                           double largest);
void rlif_modal_free (RlifModal *modal);

/* Sets the initial state of a neuron, at time 0. */
void rlif_modal_start (RlifModal *modal, guint32 i, const double state[]);

/* The factors of a moment at or after the beginning of the epoch. */
RlifModalMoment rlif_modal_moment (const RlifModal *modal, RlifTime at);
void rlif_modal_set_moment (RlifModal *modal, RlifTime now);

/* Lets time pass up to a moment at or after the last one. */
static inline void
rlif_modal_enter (RlifModal *modal, RlifTime now)
{
  if (now != modal->now.time) rlif_modal_set_moment (modal, now);
}

/* Brings the numbers of a neuron that has not changed in this epoch to it; it must change now. */
void rlif_modal_refresh (const RlifModal *modal, RlifModalState *z);

/* The state of a neuron that is not refractory. */
static inline RlifModalState
rlif_modal_state (const RlifModal *modal, guint32 i)
{
  RlifModalState z = modal->z[i];
  if (z.a == HUGE_VAL) z.a = modal->aside[i];
  return z;
}

/* A spike of weight w arrives at a neuron at the moment entered. */
static inline void
rlif_modal_receive (const RlifModal *modal, RlifModalState *z, guint port, double w)
{
  if (z->last < modal->epoch) rlif_modal_refresh (modal, z);
  for (int k = 0; k < modal->m; k++) {
    const double jump = modal->factor[port][k] * w;
    z->a -= jump * modal->now.grown_a;
    z->b[k] += jump * modal->now.grown[k];
  }
  z->last = modal->now.time;
}

/* The state of a refractory neuron at the end of its refractoriness. */
RlifModalState rlif_modal_woken (const RlifModal *modal, const RlifModalState *z, RlifTime free_at);

/* When a neuron in state z fires if nothing arrives. Depends on z and the current alone. */
RlifTime rlif_modal_next (const RlifModal *modal, const RlifModalState *z);

/* A state of the model's table, from z. */
double rlif_modal_value (const RlifModal *modal, const RlifModalState *z, guint state, RlifTime at);

/* The potential by which V_inf moves when the current becomes this. */
double rlif_modal_set_current (RlifModal *modal, double current);

#endif
