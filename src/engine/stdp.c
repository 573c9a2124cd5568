/* Pair-based STDP. Each factor is computed over the whole span between two events, so that it has the same
 * bits whenever that is done. */
#include <rlif/math.h>
#include "base/batch.h"
#include "engine/stdp.h"
#include "network/plasticity.h"

#define BUNCH 16      /* synapses whose exponentials are computed together */
#define AHEAD 12      /* synapses for whose histories memory is asked before their turn */

G_STATIC_ASSERT (RLIF_STDP_SYNAPSE == sizeof (double) + sizeof (RlifStdpEvent));

RlifStdp *
rlif_stdp_new (const RlifProjection *p)
{
  const double ticks_per_ms = (double) p->target->network->ticks_per_ms;
  RlifStdp *s = g_new0 (RlifStdp, 1);
  s->projection = p;
  s->plus = 1 / (p->plasticity.tau_plus * ticks_per_ms);
  s->minus = 1 / (p->plasticity.tau_minus * ticks_per_ms);
  s->weight = g_new (double, p->n + 1);
  s->arrival = g_new0 (RlifStdpEvent, p->n + 1);
  s->history = g_new0 (RlifStdpHistory, p->target->count);
  for (gsize k = 0; k < p->n; k++) s->weight[k] = rlif_projection_weight (p, k);
  return s;
}

void
rlif_stdp_free (RlifStdp *s)
{
  if (!s) return;
  for (guint32 i = 0; i < s->projection->target->count; i++) g_free (s->history[i].spike);
  g_free (s->history);
  g_free (s->weight);
  g_free (s->arrival);
  g_free (s);
}

/* x^mu for 0 <= x <= 1 */
static double
power (double x, double mu)
{
  if (mu == 0) return 1;
  if (mu == 1 || x == 0) return x;
  return rlif_exp (mu * rlif_log (x));
}

/* By what power of e a trace has faded at a later moment. */
static inline double
fading (const RlifStdpEvent *last, RlifTime now, double rate)
{
  return -(double) (now - last->time) * rate;
}

/* What a synapse has to do with the spikes of its target: up to `end`, of which it has taken in those before `begin`. */
typedef struct {
  const RlifStdpEvent *spike;
  guint32 begin, end;
} Spikes;

static inline Spikes
spikes_of (const RlifStdp *s, gsize synapse, const RlifStdpHistory *h, guint32 end)
{
  const RlifStdpEvent *arrival = &s->arrival[synapse];
  const RlifTime from = MAX (arrival->time, s->tidied);
  guint32 begin = end;
  while (arrival->trace != 0 && begin > 0 && h->spike[begin - 1].time >= from) begin--;
  return (Spikes) { h->spike, begin, end };
}

/* Those that count at an arrival. */
static inline Spikes
spikes_before (const RlifStdp *s, gsize synapse, guint32 target, RlifTime now)
{
  const RlifStdpHistory *h = &s->history[target];
  guint32 end = h->n;
  while (end > 0 && h->spike[end - 1].time >= now) end--;
  return spikes_of (s, synapse, h, end);
}

/* How the arrivals at a synapse have faded at each of the spikes that it takes in. */
static inline void
fade_arrivals (const RlifStdp *s, gsize synapse, const Spikes *spikes, double x[])
{
  for (guint32 k = spikes->begin; k < spikes->end; k++)
    x[k - spikes->begin] = fading (&s->arrival[synapse], spikes->spike[k].time, s->plus);
}

/* The weight with the spikes that it takes in. */
static inline double
take_in (const RlifStdp *s, gsize synapse, const Spikes *spikes, const double faded[])
{
  const RlifPlasticity *rule = &s->projection->plasticity;
  double weight = s->weight[synapse];
  for (guint32 k = 0; k < spikes->end - spikes->begin; k++) {
    const double r = s->arrival[synapse].trace * faded[k], x = weight / rule->w_max;
    if (r > 0) weight = CLAMP (x + rule->a_plus * power (1 - x, rule->mu_plus) * r, 0, 1) * rule->w_max;
  }
  return weight;
}

/* How many traces have faded by an arrival: that of arrivals at each spike, and both now. */
static inline guint32
n_faded (const Spikes *spikes)
{
  return spikes->end - spikes->begin + 2;
}

static inline void
fade (const RlifStdp *s, gsize synapse, const Spikes *spikes, RlifTime now, double x[])
{
  const guint32 n = spikes->end - spikes->begin;
  fade_arrivals (s, synapse, spikes, x);
  x[n] = spikes->end > 0 ? fading (&spikes->spike[spikes->end - 1], now, s->minus) : 0;
  x[n + 1] = fading (&s->arrival[synapse], now, s->plus);
}

/* @faded    [n_faded] the exponentials of what fade () has found */
static inline double
arrive (RlifStdp *s, gsize synapse, const Spikes *spikes, RlifTime now, const double faded[])
{
  const RlifPlasticity *rule = &s->projection->plasticity;
  const guint32 n = spikes->end - spikes->begin;
  RlifStdpEvent *arrival = &s->arrival[synapse];
  double weight = take_in (s, synapse, spikes, faded);
  const double o = spikes->end > 0 ? spikes->spike[spikes->end - 1].trace * faded[n] : 0, x = weight / rule->w_max;
  if (o > 0) weight = CLAMP (x - rule->a_minus * power (x, rule->mu_minus) * o, 0, 1) * rule->w_max;
  arrival->trace = 1 + (rule->nearest || arrival->trace == 0 ? 0 : arrival->trace * faded[n + 1]);
  arrival->time = now;
  s->weight[synapse] = weight;
  return weight;
}

/* What was gathered becomes its exponentials, one by one. */
static void
exponentiate (double x[], guint32 n)
{
  for (guint32 k = 0; k < n; k++) x[k] = rlif_exp (x[k]);
}

double
rlif_stdp_arrive (RlifStdp *s, gsize synapse, guint32 target, RlifTime now)
{
  const Spikes spikes = spikes_before (s, synapse, target, now);
  double few[RLIF_BATCH];
  g_autofree double *many = n_faded (&spikes) > RLIF_BATCH ? g_new (double, n_faded (&spikes)) : NULL;
  double *const x = many ? many : few;
  fade (s, synapse, &spikes, now, x);
  exponentiate (x, n_faded (&spikes));
  return arrive (s, synapse, &spikes, now, x);
}

/* Asks for what a target's synapses will have to do with. */
RLIF_ASKS void
ask_for (const RlifStdp *s, guint32 target)
{
  const RlifStdpHistory *h = &s->history[target];
  if (h->n > 0) __builtin_prefetch (&h->spike[h->n - 1]);
}

/* Synapses of a row from number `begin` on, as many as have their exponentials computed together. Returns: up to which. */
static gsize
arrive_bunch (RlifStdp *s, gsize synapse, const RlifRow *row, gsize begin, RlifTime now, double weight[])
{
  Spikes spikes[BUNCH];
  double x[RLIF_BATCH], faded[RLIF_BATCH];
  gsize end = begin;
  guint32 n = 0;
  for (; end < row->n && end < begin + BUNCH; end++) {
    Spikes *const here = &spikes[end - begin];
    *here = spikes_before (s, synapse + end, rlif_row_target (row, end), now);
    if (n + n_faded (here) > RLIF_BATCH) break;
    ask_for (s, rlif_row_target (row, MIN (end + AHEAD, row->n - 1)));
    fade (s, synapse + end, here, now, x + n);
    n += n_faded (here);
  }
  for (guint32 k = n; k < RLIF_BATCH; k++) x[k] = 0;
  rlif_batch_many_exp (x, faded);
  n = 0;
  for (gsize k = begin; k < end; k++) {
    weight[k] = arrive (s, synapse + k, &spikes[k - begin], now, faded + n);
    n += n_faded (&spikes[k - begin]);
  }
  return end;
}

void
rlif_stdp_arrive_row (RlifStdp *s, gsize synapse, const RlifRow *row, RlifTime now, double weight[])
{
  for (gsize k = 0, end; k < row->n; k = end) {
    end = arrive_bunch (s, synapse, row, k, now, weight);
    if (end > k) continue;
    weight[k] = rlif_stdp_arrive (s, synapse + k, rlif_row_target (row, k), now);   /* many spikes to take in */
    end = k + 1;
  }
}

void
rlif_stdp_fire (RlifStdp *s, guint32 target, RlifTime now)
{
  RlifStdpHistory *h = &s->history[target];
  const gboolean adds = h->n > 0 && !s->projection->plasticity.nearest;
  const RlifStdpEvent *last = adds ? &h->spike[h->n - 1] : NULL;
  const RlifStdpEvent spike = { now, 1 + (last ? last->trace * rlif_exp (fading (last, now, s->minus)) : 0) };
  if (h->n == h->room) {
    h->room += h->room / 2 + 4;
    h->spike = g_renew (RlifStdpEvent, h->spike, h->room);
  }
  h->spike[h->n++] = spike;
}

double
rlif_stdp_weight (const RlifStdp *s, gsize synapse)
{
  const RlifStdpHistory *h = &s->history[rlif_projection_target (s->projection, synapse)];
  const Spikes spikes = spikes_of (s, synapse, h, h->n);
  const guint32 n = spikes.end - spikes.begin;
  if (n == 0) return s->weight[synapse];
  double few[RLIF_BATCH];
  g_autofree double *many = n > RLIF_BATCH ? g_new (double, n) : NULL;
  double *const faded = many ? many : few;
  fade_arrivals (s, synapse, &spikes, faded);
  exponentiate (faded, n);
  return take_in (s, synapse, &spikes, faded);
}

void
rlif_stdp_tidy (RlifStdp *s, guint spikes, RlifTime now)
{
  const RlifProjection *p = s->projection;
  s->kept += spikes;
  if (s->kept <= p->n + p->target->count) return;
  for (gsize k = 0; k < p->n; k++) s->weight[k] = rlif_stdp_weight (s, k);
  for (guint32 i = 0; i < p->target->count; i++) {
    RlifStdpHistory *h = &s->history[i];
    if (h->n > 1) h->spike[0] = h->spike[h->n - 1];   /* its trace is needed */
    h->n = MIN (h->n, 1);
  }
  s->kept = 0;
  s->tidied = now;
}
