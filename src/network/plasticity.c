/* Rules by which synapses change. */
#include <math.h>
#include "network/plasticity.h"
#include "network/projection.h"

static gboolean
check (gboolean fits, const char *name, double value, const char *what, GError **error)
{
  if (fits) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "%s = %g: %s", name, value, what);
  return FALSE;
}

static gboolean
is_time (double x)
{
  return x > 0 && x < HUGE_VAL;
}

static gboolean
check_stdp (const RlifPlasticity *r, GError **error)
{
  static const char time[] = "it is a time above 0", amount[] = "it is 0 or more";
  return check (is_time (r->tau_plus), "tau_plus", r->tau_plus, time, error)
         && check (is_time (r->tau_minus), "tau_minus", r->tau_minus, time, error)
         && check (r->a_plus >= 0 && r->a_plus < HUGE_VAL, "A_plus", r->a_plus, amount, error)
         && check (r->a_minus >= 0 && r->a_minus < HUGE_VAL, "A_minus", r->a_minus, amount, error)
         && check (r->mu_plus >= 0 && r->mu_plus < HUGE_VAL, "mu_plus", r->mu_plus, amount, error)
         && check (r->mu_minus >= 0 && r->mu_minus < HUGE_VAL, "mu_minus", r->mu_minus, amount, error)
         && check (fabs (r->w_max) <= RLIF_LARGEST_WEIGHT && r->w_max != 0, "w_max", r->w_max,
                   "it is not 0, nor beyond 1e100", error);
}

static gboolean
check_release (const RlifPlasticity *r, GError **error)
{
  static const char amount[] = "it is a time of 0 or more";
  return check (r->u > 0 && r->u <= 1, "U", r->u, "it is above 0 and at most 1", error)
         && check (is_time (r->tau_rec), "tau_rec", r->tau_rec, "it is a time above 0", error)
         && check (r->tau_facil >= 0 && r->tau_facil < HUGE_VAL, "tau_facil", r->tau_facil, amount, error)
         && check (r->tau_psc >= 0 && r->tau_psc < HUGE_VAL, "tau_psc", r->tau_psc, amount, error)
         && check (fabs (r->tau_psc - r->tau_rec) > 1e-6 * r->tau_rec, "tau_psc", r->tau_psc,
                   "it differs from tau_rec", error);
}

gboolean
rlif_check_plasticity (const RlifPlasticity *rule, GError **error)
{
  switch (rule->kind) {
  case RLIF_STATIC: return TRUE;
  case RLIF_STDP: return check_stdp (rule, error);
  case RLIF_TSODYKS_MARKRAM: return check_release (rule, error);
  }
  g_return_val_if_reached (FALSE);
}
