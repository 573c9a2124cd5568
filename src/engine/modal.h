/* Linear neurons in the eigenmodes of their equations (linear/eigen.h), by numbers that are constant between events.
 *
 *   c.x - threshold = below + row y,  y = exp (t D) z,  t counted from the beginning of an epoch
 *
 * with modes y measured from where they come to rest. What is kept is z: a spike of weight w adds w exp (-t D) times the jump
 * of its port to it, the same for all who hear it (Rotter & Diesmann 1999 have the exponentials).
 *
 * A refractory neuron follows other equations. If the states that are held then begin anew afterwards, and nothing else
 * depends on them, z goes on as if nothing had happened, and the held states are set when it wakes; else its states are
 * kept, as of the moment when they last changed. */
#ifndef RLIF_ENGINE_MODAL_H
#define RLIF_ENGINE_MODAL_H

#include "linear/eigen.h"
#include "linear/linear.h"
#include "network/structure.h"

/* Two numbers side by side: what is done to z is done by pairs, so that four kinds of loops do for all n. */
typedef double RlifPair __attribute__ ((vector_size (2 * sizeof (double)), aligned (sizeof (double)), may_alias));
#define RLIF_MAX_PAIRS (RLIF_MAX_STATES / 2)

/* Two pairs, by far the most usual. */
typedef double RlifFour __attribute__ ((vector_size (4 * sizeof (double)), aligned (sizeof (double)), may_alias));

/* One neuron. */
typedef struct {
  RlifTime last;             /* when it last changed; z counts from the epoch of this */
  double room;               /* for the windowed engine: see hot.h */
  double z[];                /* [n] and a 0 if n is odd; while refractory states, unless z goes on */
} RlifModalNeuron;

typedef struct {
  RlifTime last;
  double z[RLIF_MAX_STATES];
} RlifModalState;

typedef struct {
  RlifTime time;
  RlifEigenPower grown;      /* exp (-t D) */
} RlifModalMoment;

/* By what a neuron differs from the first of its population, if its parameters do but its modes do not. */
typedef struct {
  double below, rest[RLIF_MAX_STATES], held_rest[RLIF_MAX_STATES];   /* differences */
  double threshold, reset_to[RLIF_MAX_STATES];
  RlifTime refractory;
} RlifModalOwn;

typedef struct {
  guint32 count;
  int n, n_pairs;
  RlifLinear *linear;
  RlifEigen *free, *held;    /* held: while refractory; NULL if there is no hold */
  gboolean goes_on;          /* z does, while refractory */
  gboolean *is_deaf;         /* [n_port] nothing that it does is heard while refractory */
  gboolean some_deaf;
  char *neurons;             /* [count] of RlifModalNeuron */
  gsize size;                /* of one of them [bytes] */
  RlifTime *free_at;         /* [count] end of refractoriness; INT64_MIN while awake */
  guint n_port;
  double (*jump)[RLIF_MAX_STATES];         /* [n_port] of the modes, by a weight of 1 */
  double row[4][RLIF_MAX_STATES];          /* of c.x, and of its first three derivatives */
  double rate[RLIF_MAX_STATES];            /* of real modes: -1/tau */
  double rest[RLIF_MAX_STATES], held_rest[RLIF_MAX_STATES];
  double below;              /* c.x - threshold at rest */
  double current, ticks_per_ms;
  RlifTime refractory;
  RlifModalOwn *own;         /* [count], or NULL */
  RlifTime epoch, epoch_length;
  RlifEigenPower one_epoch;  /* what an epoch makes of z */
  RlifModalMoment now;
} RlifModal;

/* How many bytes a neuron takes: those of two pairs a line of the cache, rather than parts of two. */
static inline gsize
rlif_modal_size (int n_pairs)
{
  return n_pairs == 2 ? 64 : sizeof (RlifModalNeuron) + (gsize) n_pairs * sizeof (RlifPair);
}

/* Neurons first .. first + count - 1 of a population.
 *
 * @least, @largest   [pA] bounds of the sum of the current inputs
 *
 * Returns: (owned) NULL if the population is not of this kind, whichever of its neurons are meant. */
RlifModal *rlif_modal_new (const RlifPopulation *population, guint32 first, guint32 count, double least,
                           double largest);
void rlif_modal_free (RlifModal *modal);

/* Finds what neurons have of their own. Returns: FALSE if they differ in more than that. */
gboolean rlif_modal_find_own (RlifModal *modal, const RlifPopulation *population, guint32 first, double least,
                              double largest);

/* A spike must lower c.x by a least amount, if the neuron is free again at once: else it might fire without end. */
gboolean rlif_modal_has_safe_reset (const RlifLinear *linear, const double c[], double threshold);

/* Is a neuron that rests so far from threshold near enough to lose no digits? */
gboolean rlif_modal_rests_near (double below, double threshold, double below_origin);

static inline RlifModalNeuron *
rlif_modal_neuron (const RlifModal *modal, guint32 i)
{
  return (RlifModalNeuron *) (void *) (modal->neurons + i * modal->size);
}

static inline gboolean
rlif_modal_is_in_modes (const RlifModal *modal, guint32 i)
{
  return modal->goes_on || modal->free_at[i] == G_MININT64;
}

/* c.x - threshold at rest. */
static inline double
rlif_modal_below (const RlifModal *modal, guint32 i)
{
  return modal->own ? modal->below + modal->own[i].below : modal->below;
}

static inline double
rlif_modal_threshold (const RlifModal *modal, guint32 i)
{
  return modal->own ? modal->own[i].threshold : modal->linear->guard.threshold;
}

static inline RlifTime
rlif_modal_refractory (const RlifModal *modal, guint32 i)
{
  return modal->own ? modal->own[i].refractory : modal->refractory;
}

/* Sets the initial state of a neuron, at time 0. */
void rlif_modal_start (RlifModal *modal, guint32 i, const double state[]);

void rlif_modal_get_moment (const RlifModal *modal, RlifTime at, RlifModalMoment *moment);

/* Lets time pass up to a moment at or after the last one. */
void rlif_modal_begin_epoch (RlifModal *modal, RlifTime now);
void rlif_modal_set_moment (RlifModal *modal, RlifTime now);

static inline void
rlif_modal_enter (RlifModal *modal, RlifTime now)
{
  if (now != modal->now.time) rlif_modal_set_moment (modal, now);
}

/* The same, with the exponentials exp (t/tau) given.
 *
 * @grown    [n] for each mode */
void rlif_modal_enter_with (RlifModal *modal, RlifTime now, const double grown[]);

/* Brings numbers that have not changed in this epoch to it; they must change now. */
void rlif_modal_refresh (const RlifModal *modal, RlifTime last, double z[]);

/* What a spike of weight w at a port at the moment entered adds to z.
 *
 * @jump     [n] */
static inline void
rlif_modal_jump (const RlifModal *modal, guint port, double w, double jump[])
{
  rlif_eigen_move (modal->free, &modal->now.grown, modal->jump[port], jump);
  for (int k = 0; k < modal->n; k++) jump[k] *= w;
}

/* A spike arrives at a neuron, awake or not, at the moment entered. Returns: FALSE if it was deaf to it. */
gboolean rlif_modal_receive (const RlifModal *modal, guint32 i, guint port, double w);

/* The same if rlif_modal_jump () is known. */
gboolean rlif_modal_receive_jump (const RlifModal *modal, guint32 i, guint port, double w, const double jump[]);

/* The modes, from where they rest, at a moment, of a neuron whose z last changed at another.
 *
 * @y        [n] */
void rlif_modal_modes (const RlifModal *modal, RlifTime last, const double z[], RlifTime at, double y[]);

/* When neuron i in some state, awake, fires if nothing arrives. Depends on that state and the current alone. */
RlifTime rlif_modal_next (const RlifModal *modal, guint32 i, RlifTime last, const double z[]);

/* It fires: it is refractory then, if only for a moment. */
void rlif_modal_fire (RlifModal *modal, guint32 i, RlifTime now);

/* The state of a refractory neuron at the end of its refractoriness, and that it has then.
 *
 * @grown    of that moment */
RlifModalState rlif_modal_woken (const RlifModal *modal, guint32 i, const RlifEigenPower *grown);
void rlif_modal_wake (RlifModal *modal, guint32 i, const RlifEigenPower *grown);

/* A state of the model's table. */
double rlif_modal_value (const RlifModal *modal, guint32 i, guint state, RlifTime at);

/* The current changes at the moment entered, to which nobody is refractory any more who would not be afterwards. */
void rlif_modal_set_current (RlifModal *modal, double current);

/* Sets where modes come to rest with a current. Returns: FALSE if they do not. */
gboolean rlif_modal_set_rest (RlifModal *modal, double current);

/* The most by which a spike of weight 1, or -1, at a port ever raises c.x, or a little more than that. */
double rlif_modal_lift (const RlifModal *modal, guint port, int sign);

#endif
