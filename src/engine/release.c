/* Short-term plasticity. */
#include <rlif/math.h>
#include "engine/release.h"

/* exp (-s/tau), 0 if tau is */
static double
decay (double s, double tau)
{
  return tau > 0 ? rlif_exp (-s / tau) : 0;
}

static void
flow (RlifRelease *z, const RlifPlasticity *rule, double s)
{
  const double left = decay (s, rule->tau_psc), recovering = decay (s, rule->tau_rec);
  const double from_y = ((recovering - 1) * rule->tau_rec - (left - 1) * rule->tau_psc)
                        / (rule->tau_psc - rule->tau_rec);
  z->x += from_y * z->y + (1 - recovering) * (1 - z->x - z->y);
  z->y *= left;
  z->u *= decay (s, rule->tau_facil);
}

double
rlif_release_send (RlifRelease *z, const RlifPlasticity *rule, double ticks_per_ms, RlifTime now)
{
  if (z->last != G_MININT64) flow (z, rule, (double) (now - z->last) / ticks_per_ms);
  z->last = now;
  z->u += rule->u * (1 - z->u);
  const double released = z->u * z->x;
  z->x -= released;
  z->y += released;
  return released;
}
