/* rlif/arrivals.h - what arrives at many neurons, handed to them one by one.
 *
 * Nothing that those who write a model need to know: RLIF_MODEL compiles the loop below once more for each
 * model in C, so that the compiler puts the model's own functions into it. Models that were compiled without
 * it, and those that are texts, go through the same loop, called by their pointers. */
#ifndef RLIF_ARRIVALS_H
#define RLIF_ARRIVALS_H

#include <rlif/model.h>

/* What is kept of a neuron, side by side so that an arrival touches one line of memory: the moment of its
 * state, the moment at which it fires if nothing arrives, clock[], and, as doubles, state[]. */
enum { RLIF_AT, RLIF_DUE, RLIF_CLOCK };

#define RLIF_AHEAD 8   /* spikes for whose neurons memory is asked before their turn */
#define RLIF_CANNOT_TELL INT64_MIN   /* due: next() gave a moment in the past, or a state is no number */

/* Neurons of one population. Later versions add fields at the end only. */
struct RlifLazy {
  RlifTime *record;             /* [neurons][rlif_record_length ()] */
  const double *par;            /* of the first neuron */
  size_t par_step;              /* to those of the next: 0 if they share them */
  void *const *prepared;
  size_t prepared_step;         /* as par_step */
  double current, ticks_per_ms;
  /* Who fires soon: */
  RlifTime horizon;             /* neurons due before it are listed, maybe others */
  RlifTime beyond;              /* no neuron that is not listed is due before */
  uint32_t *soon;               /* [n_soon] */
  uint32_t n_soon;
  uint8_t *is_soon;             /* [neurons] */
};

/* Spikes in the order of their moments: each at one neuron. */
struct RlifArrivals {
  const uint32_t *to;           /* [n] the neurons, or */
  const uint16_t *to_short;     /* [n] if `to` is NULL */
  uint32_t first;               /* the number that the first neuron of the group has there */
  size_t n, done;               /* how many there are, and how many of them are done */
  const RlifTime *time;         /* [n] NULL: all `now`; but no neuron twice at one moment */
  RlifTime now;
  const double *weight;         /* [n] NULL: `same_weight` for all */
  double same_weight, share;    /* of the weight, that acts */
  uint32_t port[2];             /* of weights below 0, and of others */
  uint32_t receives, asks;      /* what is to be done: neurons receive the spikes, are asked when they fire */
  uint64_t gated;               /* counted up: spikes that neurons were deaf to */
};

static inline size_t
rlif_record_length (const RlifModel *model)
{
  return RLIF_CLOCK + (size_t) model->n_clock + model->n_state;
}

static inline RlifTime *
rlif_lazy_record (const RlifModel *model, const RlifLazy *lazy, size_t i)
{
  return lazy->record + i * rlif_record_length (model);
}

static inline RlifNeuron
rlif_lazy_neuron (const RlifModel *model, const RlifLazy *lazy, size_t i)
{
  RlifTime *record = rlif_lazy_record (model, lazy, i);
  return (RlifNeuron) {
    .par = lazy->par + i * lazy->par_step,
    .state = (double *) (void *) (record + RLIF_CLOCK + model->n_clock),
    .clock = record + RLIF_CLOCK,
    .prepared = lazy->prepared[i * lazy->prepared_step],
    .current = lazy->current,
    .ticks_per_ms = lazy->ticks_per_ms,
  };
}

static inline size_t
rlif_arrivals_target (const RlifArrivals *a, size_t k)
{
  return (a->to ? a->to[k] : a->to_short[k]) - a->first;
}

static inline void
rlif_lazy_list (RlifLazy *lazy, uint32_t i)
{
  if (lazy->is_soon[i]) return;
  lazy->is_soon[i] = 1;
  lazy->soon[lazy->n_soon++] = i;
}

/* Asks neuron i, whose state is that of now, when it will fire. */
static inline void
rlif_lazy_ask (const RlifModel *model, RlifLazy *lazy, uint32_t i, const RlifNeuron *x, RlifTime now)
{
  const RlifTime due = model->next (x, now, RLIF_NEVER);
  int is_right = due >= now;
  for (uint32_t j = 0; j < model->n_state; j++) is_right &= x->state[j] - x->state[j] == 0;   /* finite */
  const RlifTime known = is_right ? due : RLIF_CANNOT_TELL;
  rlif_lazy_record (model, lazy, i)[RLIF_DUE] = known;
  if (known < lazy->horizon)
    rlif_lazy_list (lazy, i);
  else if (known < lazy->beyond)
    lazy->beyond = known;
}

/* Goes on with what arrives, and stops before a neuron that is due: it must fire first.
 *
 * @known    where its neurons and parameters are: as in `lazy`, or better known to the compiler
 * @a        a copy of what arrives, of which more may be known */
static inline __attribute__ ((always_inline)) void
rlif_arrive_one_by_one (const RlifModel *model, const RlifLazy *known, RlifLazy *lazy, const RlifArrivals a,
                        RlifArrivals *arrivals)
{
  uint64_t gated = 0;
  size_t k = a.done;
  for (; k < a.n; k++) {
    const size_t i = rlif_arrivals_target (&a, k);
    const RlifTime now = a.time ? a.time[k] : a.now;
    if (k + RLIF_AHEAD < a.n)
      __builtin_prefetch (rlif_lazy_record (model, known, rlif_arrivals_target (&a, k + RLIF_AHEAD)), 1);
    RlifTime *record = rlif_lazy_record (model, known, i);
    RlifNeuron x = rlif_lazy_neuron (model, known, i);
    if (a.receives) {
      if (record[RLIF_DUE] <= now) break;
      if (record[RLIF_AT] < now) model->advance (&x, record[RLIF_AT], now);
      record[RLIF_AT] = now;
      const double w = a.weight ? a.weight[k] : a.same_weight;
      gated += !model->receive (&x, a.port[w >= 0], w * a.share, now);
    }
    if (a.asks && (a.time || k + 1 == a.n || rlif_arrivals_target (&a, k + 1) != i))
      rlif_lazy_ask (model, lazy, (uint32_t) i, &x, now);
  }
  arrivals->done = k;
  arrivals->gated += gated;
}

/* The same; a row of synapses of which nothing else is to be said is by far the most usual. */
static inline __attribute__ ((always_inline)) void
rlif_arrive_with (const RlifModel *model, const RlifLazy *known, RlifLazy *lazy, RlifArrivals *arrivals)
{
  RlifArrivals row = *arrivals;
  if (row.time || !row.receives || !row.asks) {
    rlif_arrive_one_by_one (model, known, lazy, row, arrivals);
    return;
  }
  row.time = NULL;
  row.receives = row.asks = 1;
  rlif_arrive_one_by_one (model, known, lazy, row, arrivals);
}

#endif
