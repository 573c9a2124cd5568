/* rlif/model.h - what a neuron model is, for those who write one in C.
 *
 * A neuron is a hybrid system: a flow (how its state moves when nothing arrives), a jump (what an
 * arriving spike does), a guard (when it fires) and a reset. A model gives these as the functions
 * advance, receive, next and fire, and states its facts once, as tables: documentation, defaults,
 * range checks and the keys of the experiment file all come from them.
 *
 * A model file includes this header and <math.h>, nothing else; it never prints, allocates in the
 * functions that run, or keeps variables of its own. Every function must be deterministic. */
#ifndef RLIF_MODEL_H
#define RLIF_MODEL_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* A moment, or the span between two, in ticks. A tick is 1 fs unless the experiment says otherwise.
 * Moments are integers so that simultaneous arrivals are simultaneous, whatever sums of delays led
 * to them; a model must keep every moment it remembers in clock[], never as a double. */
typedef int64_t RlifTime;
#define RLIF_NEVER INT64_MAX

/* Raised when a compiled model of the past would be misread. */
#define RLIF_MODEL_ABI 1

/* A parameter or a state. */
typedef struct {
  const char *name;      /* as NEST users know it: tau_m */
  const char *unit;      /* "ms"; "" for a plain number */
  double init;           /* the default */
  double low, high;      /* bounds, both allowed; -HUGE_VAL and HUGE_VAL for none */
  const char *meaning;
} RlifField;

/* A place where spikes arrive. */
typedef struct {
  const char *name;
  const char *unit;      /* of the weights that it takes */
  int sign;              /* +1: takes weights >= 0 unless a projection names its port; -1: takes
                            weights < 0; 0: takes any. The first port that fits is chosen. */
  const char *meaning;
} RlifPort;

/* One neuron, as the model's functions see it. */
typedef struct {
  const double *par;     /* [n_param] in the units of the table */
  double *state;         /* [n_state] */
  RlifTime *clock;       /* [n_clock] moments that the model remembers; INT64_MIN at the start */
  const void *prepared;  /* what prepare() made of par; NULL without it */
  double current;        /* [pA] sum of the current inputs at this moment */
  double ticks_per_ms;
} RlifNeuron;

typedef struct RlifModel RlifModel;
typedef struct RlifLazy RlifLazy;         /* of rlif/arrivals.h */
typedef struct RlifArrivals RlifArrivals;
struct RlifModel {
  uint32_t abi;          /* RLIF_MODEL_ABI when the model was compiled */
  uint32_t size;         /* sizeof (RlifModel) then; later versions add fields at the end only */
  const char *name;
  const char *summary;
  const char *const *cite;  /* DOIs, NULL at the end */
  const RlifField *param, *state;
  const RlifPort *port;
  uint32_t n_param, n_state, n_port, n_clock;
  uint32_t takes_current;   /* 1: uses RlifNeuron.current */

  /* NULL if the parameters can be used together, else a constant string that says what must hold.
   * Each has been checked against its bounds before. May be NULL. */
  const char *(*check) (const double par[]);

  /* The state of a neuron at rest; state[] holds the defaults of the table. May be NULL. */
  void (*rest) (const double par[], double state[]);

  /* What the running functions need and par[] alone gives, computed once per set of parameters;
   * NULL for out of memory. release() frees it. Both may be NULL, but only together. */
  void *(*prepare) (const RlifModel *self, const double par[], double ticks_per_ms);
  void (*release) (void *prepared);

  /* The flow: moves the state from a moment to a later one between which nothing arrives and the
   * neuron does not fire. Must not depend on how the way is cut into pieces (to rounding). */
  void (*advance) (RlifNeuron *x, RlifTime from, RlifTime to);

  /* The jump: a spike of weight w arrives at port; the state is that of now. Simultaneous arrivals
   * come one after the other, then next() is asked. Returns 0 if the neuron was deaf to it. */
  int (*receive) (RlifNeuron *x, uint32_t port, double w, RlifTime now);

  /* The guard: the first moment >= from at which the neuron fires if nothing arrives, or
   * RLIF_NEVER; `from` itself if it is at threshold now. x holds the state of `from`. May stop
   * looking beyond `until` and return RLIF_NEVER. A moment before `from` says that it cannot tell; the
   * run then ends with an error. */
  RlifTime (*next) (const RlifNeuron *x, RlifTime from, RlifTime until);

  /* The reset: the neuron fires now. */
  void (*fire) (RlifNeuron *x, RlifTime now);

  /* Not for models written in C: what rlif keeps of a model that was read from a .model file. */
  const struct RlifLanguage *language;

  /* Not to be given either: RLIF_MODEL makes it. The loop that hands spikes to many neurons, with the
   * functions above in it. Where it is missing, as in models compiled before there was one, or NULL, they
   * are called by their pointers. Whoever changes a function in a copy of a model sets it to NULL. */
  void (*arrive) (const RlifModel *self, RlifLazy *lazy, RlifArrivals *arrivals);
};

/* A span in ms. The only place where a difference of moments becomes a double. */
static inline double
rlif_ms (const RlifNeuron *x, RlifTime span)
{
  return (double) span / x->ticks_per_ms;
}

/* A span in ticks, to the nearest; RLIF_NEVER if it is not finite or beyond all time. */
static inline RlifTime
rlif_ticks (const RlifNeuron *x, double ms)
{
  const double ticks = ms * x->ticks_per_ms;
  return ticks < 9e18 ? (RlifTime) llrint (ticks) : RLIF_NEVER;
}

/* moment + span, where either may be RLIF_NEVER. */
static inline RlifTime
rlif_after (RlifTime moment, RlifTime span)
{
  return moment > RLIF_NEVER - span ? RLIF_NEVER : moment + span;
}

static inline RlifTime
rlif_later (RlifTime a, RlifTime b)
{
  return a > b ? a : b;
}

#define RLIF_COUNT(table) ((uint32_t) (sizeof (table) / sizeof *(table)))

/* Defines the model NAME from the tables cite[], param[], state[] and port[] of the file and the
 * functions given as designated initialisers. Compiles the loop over all that hear a spike with these
 * functions in it: to the compiler they are known, being those of a constant. */
#define RLIF_MODEL(NAME, SUMMARY, ...)                                                        \
  static const RlifModel rlif_known_##NAME = { .n_state = RLIF_COUNT (state), __VA_ARGS__ };  \
  static __attribute__ ((flatten)) void                                                       \
  rlif_arrive_##NAME (const RlifModel *self, RlifLazy *lazy, RlifArrivals *arrivals)          \
  {                                                                                           \
    RlifLazy known = *lazy;                                                                   \
    double par[RLIF_COUNT (param) + 1];                                                       \
    __builtin_memcpy (par, lazy->par, RLIF_COUNT (param) * sizeof *par);                      \
    known.par = par;                                                                          \
    known.par_step = known.prepared_step = 0;                                                 \
    (void) self;                                                                              \
    rlif_arrive_with (&rlif_known_##NAME, &known, lazy, arrivals);                            \
  }                                                                                           \
  extern __attribute__ ((visibility ("default"))) const RlifModel rlif_model_##NAME;          \
  const RlifModel rlif_model_##NAME = {                                                       \
    .abi = RLIF_MODEL_ABI, .size = sizeof (RlifModel), .name = #NAME, .summary = SUMMARY,     \
    .cite = cite, .param = param, .n_param = RLIF_COUNT (param), .state = state,              \
    .n_state = RLIF_COUNT (state), .port = port, .n_port = RLIF_COUNT (port),                 \
    .arrive = rlif_arrive_##NAME, __VA_ARGS__ }

#include <rlif/arrivals.h>

#endif
