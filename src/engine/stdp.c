/* Pair-based STDP. Each factor is computed over the whole span between two events, so that it has the same
 * bits whenever that is done. */
#include <rlif/math.h>
#include "engine/stdp.h"
#include "network/plasticity.h"

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

/* The trace of the last event at a later moment. */
static double
faded (const RlifStdpEvent *last, RlifTime now, double rate)
{
  return last->trace * rlif_exp (-(double) (now - last->time) * rate);
}

/* The weight of a synapse with those of n spikes of its target that it has not taken in yet. */
static double
take_in (const RlifStdp *s, gsize synapse, const RlifStdpEvent spike[], guint32 n)
{
  const RlifPlasticity *rule = &s->projection->plasticity;
  const RlifStdpEvent *arrival = &s->arrival[synapse];
  const RlifTime from = MAX (arrival->time, s->tidied);
  double weight = s->weight[synapse];
  guint32 first = n;
  if (arrival->trace == 0) return weight;
  while (first > 0 && spike[first - 1].time >= from) first--;
  for (guint32 k = first; k < n; k++) {
    const double r = faded (arrival, spike[k].time, s->plus), x = weight / rule->w_max;
    if (r > 0) weight = CLAMP (x + rule->a_plus * power (1 - x, rule->mu_plus) * r, 0, 1) * rule->w_max;
  }
  return weight;
}

double
rlif_stdp_arrive (RlifStdp *s, gsize synapse, guint32 target, RlifTime now)
{
  const RlifPlasticity *rule = &s->projection->plasticity;
  const RlifStdpHistory *h = &s->history[target];
  RlifStdpEvent *arrival = &s->arrival[synapse];
  guint32 n = h->n;
  while (n > 0 && h->spike[n - 1].time >= now) n--;
  double weight = take_in (s, synapse, h->spike, n);
  const double o = n > 0 ? faded (&h->spike[n - 1], now, s->minus) : 0, x = weight / rule->w_max;
  if (o > 0) weight = CLAMP (x - rule->a_minus * power (x, rule->mu_minus) * o, 0, 1) * rule->w_max;
  arrival->trace = 1 + (rule->nearest || arrival->trace == 0 ? 0 : faded (arrival, now, s->plus));
  arrival->time = now;
  s->weight[synapse] = weight;
  return weight;
}

void
rlif_stdp_fire (RlifStdp *s, guint32 target, RlifTime now)
{
  RlifStdpHistory *h = &s->history[target];
  const gboolean adds = h->n > 0 && !s->projection->plasticity.nearest;
  const RlifStdpEvent spike = { now, 1 + (adds ? faded (&h->spike[h->n - 1], now, s->minus) : 0) };
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
  return take_in (s, synapse, h->spike, h->n);
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
