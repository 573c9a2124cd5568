/* Pair-based STDP. */
#include <rlif/math.h>
#include "engine/stdp.h"

#define NEVER_YET G_MININT64

/* The synapses of each target, in their own order: a counting sort. */
static void
find_incoming (RlifStdp *s, gsize n, guint32 targets)
{
  const guint32 *const to = s->projection->to;
  s->first = g_new0 (gsize, (gsize) targets + 2);
  s->incoming = g_new (gsize, n + 1);
  for (gsize k = 0; k < n; k++) s->first[(gsize) to[k] + 2]++;
  for (gsize i = 0; i < targets; i++) s->first[i + 2] += s->first[i + 1];
  for (gsize k = 0; k < n; k++) s->incoming[s->first[(gsize) to[k] + 1]++] = k;
}

RlifStdp *
rlif_stdp_new (const RlifProjection *p)
{
  const double ticks_per_ms = (double) p->target->network->ticks_per_ms;
  const guint32 targets = p->target->count;
  RlifStdp *s = g_new0 (RlifStdp, 1);
  s->projection = p;
  s->plus = 1 / (p->plasticity.tau_plus * ticks_per_ms);
  s->minus = 1 / (p->plasticity.tau_minus * ticks_per_ms);
  s->weight = g_new (double, p->n + 1);
  s->trace = g_new0 (double, p->n + 1);
  s->last = g_new (RlifTime, p->n + 1);
  s->post_trace = g_new0 (double, targets);
  s->post_last = g_new (RlifTime, targets);
  for (gsize k = 0; k < p->n; k++) {
    s->weight[k] = p->weight ? p->weight[k] : p->same_weight;
    s->last[k] = NEVER_YET;
  }
  for (guint32 i = 0; i < targets; i++) s->post_last[i] = NEVER_YET;
  find_incoming (s, p->n, targets);
  return s;
}

void
rlif_stdp_free (RlifStdp *s)
{
  if (!s) return;
  g_free (s->weight);
  g_free (s->trace);
  g_free (s->last);
  g_free (s->post_trace);
  g_free (s->post_last);
  g_free (s->first);
  g_free (s->incoming);
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

/* A trace at a later moment. */
static double
faded (double trace, RlifTime last, RlifTime now, double rate)
{
  return last == NEVER_YET ? 0 : trace * rlif_exp (-(double) (now - last) * rate);
}

static void
change (RlifStdp *s, gsize synapse, double x)
{
  s->weight[synapse] = CLAMP (x, 0, 1) * s->projection->plasticity.w_max;
}

double
rlif_stdp_arrive (RlifStdp *s, gsize synapse, guint32 target, RlifTime now)
{
  const RlifPlasticity *rule = &s->projection->plasticity;
  const double o = faded (s->post_trace[target], s->post_last[target], now, s->minus);
  if (o > 0) {
    const double x = s->weight[synapse] / rule->w_max;
    change (s, synapse, x - rule->a_minus * power (x, rule->mu_minus) * o);
  }
  s->trace[synapse] = 1 + (rule->nearest ? 0 : faded (s->trace[synapse], s->last[synapse], now, s->plus));
  s->last[synapse] = now;
  return s->weight[synapse];
}

void
rlif_stdp_fire (RlifStdp *s, guint32 target, RlifTime now)
{
  const RlifPlasticity *rule = &s->projection->plasticity;
  for (gsize k = s->first[target]; k < s->first[target + 1]; k++) {
    const gsize synapse = s->incoming[k];
    const double r = faded (s->trace[synapse], s->last[synapse], now, s->plus);
    if (!(r > 0)) continue;
    const double x = s->weight[synapse] / rule->w_max;
    change (s, synapse, x + rule->a_plus * power (1 - x, rule->mu_plus) * r);
  }
  s->post_trace[target] = 1 + (rule->nearest ? 0 : faded (s->post_trace[target], s->post_last[target], now,
                                                          s->minus));
  s->post_last[target] = now;
}
