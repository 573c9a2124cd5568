/* A linear model at one set of parameters. */
#include <string.h>
#include "linear/linear.h"

static RlifQuad
rest_of (const RlifLanguage *l, guint state, const double base[])
{
  return rlif_expression_evaluate (l->initial->pdata[state], base).constant;
}

void
rlif_linear_equation (const RlifLanguage *language, const double par[], gboolean held,
                      RlifEquation *equation)
{
  g_autofree double *base = rlif_language_in_base (language, par);
  *equation = (RlifEquation) { .n = (int) language->state->len };
  for (int i = 0; i < equation->n; i++) {
    equation->origin[i] = (double) rest_of (language, (guint) i, base);
    if (held && language->held[i]) continue;
    const RlifForm form = rlif_expression_evaluate (language->flow->pdata[i], base);
    for (int j = 0; j < equation->n; j++) equation->a[i][j] = form.factor[j];
    equation->b[i] = form.constant;
    equation->per_current[i] = form.factor[RLIF_VARIABLE_CURRENT];
  }
}

void
rlif_linear_threshold (const RlifLanguage *language, const double par[], RlifQuad c[],
                       RlifQuad *threshold)
{
  g_autofree double *base = rlif_language_in_base (language, par);
  const RlifForm left = rlif_expression_evaluate (language->when.left, base);
  const RlifForm right = rlif_expression_evaluate (language->when.right, base);
  for (guint j = 0; j < language->state->len; j++) c[j] = left.factor[j] - right.factor[j];
  *threshold = right.constant - left.constant;
}

static void
set_jumps (RlifLinear *linear, const RlifLanguage *l, const double base[])
{
  linear->n_jump = l->jump->len;
  linear->jump = g_new (RlifLinearJump, l->jump->len + 1);
  for (guint k = 0; k < l->jump->len; k++) {
    const RlifJump *jump = &g_array_index (l->jump, RlifJump, k);
    const RlifForm form = rlif_expression_evaluate (jump->by, base);
    linear->jump[k] =
      (RlifLinearJump) { jump->port, jump->state, (double) form.factor[RLIF_VARIABLE_WEIGHT] };
  }
}

static void
set_reset (RlifLinear *linear, const RlifLanguage *l, const double base[])
{
  for (guint i = 0; i < l->state->len; i++) {
    const RlifExpression *e = l->reset->pdata[i];
    if (!e) continue;
    const RlifForm form = rlif_expression_evaluate (e, base);
    linear->is_reset[i] = TRUE;
    linear->reset_to[i] = (double) form.constant;
    for (guint j = 0; j < l->state->len; j++) linear->reset[i][j] = (double) form.factor[j];
  }
}

/* Are jumps, resets and condition? The flows are checked when they are made. */
static gboolean
is_finite (const RlifLinear *linear, const RlifLinearSystem *system)
{
  gboolean finite = !linear->fires || isfinite ((double) system->threshold);
  for (guint k = 0; k < linear->n_jump; k++) finite &= isfinite (linear->jump[k].factor);
  for (int i = 0; i < linear->n; i++) {
    finite &= (!linear->fires || isfinite ((double) system->c[i])) && isfinite (linear->reset_to[i]);
    for (int j = 0; j < linear->n; j++) finite &= isfinite (linear->reset[i][j]);
  }
  return finite;
}

/* RLIF_NEVER if it is beyond all time. */
static RlifTime
to_ticks (double ms, double ticks_per_ms)
{
  const RlifNeuron x = { .ticks_per_ms = ticks_per_ms };
  return ms > 0 ? rlif_ticks (&x, ms) : 0;
}

RlifLinear *
rlif_linear_read (const RlifLanguage *language, const double par[], double ticks_per_ms, RlifLinearSystem *system)
{
  g_autofree double *base = rlif_language_in_base (language, par);
  RlifLinear *linear = g_new0 (RlifLinear, 1);
  rlif_linear_equation (language, par, FALSE, &system->free);
  linear->n = system->free.n;
  linear->fires = language->fires;
  memcpy (linear->is_held, language->held, sizeof linear->is_held);
  if (language->hold_for) {
    const RlifForm hold = rlif_expression_evaluate (language->hold_for, base);
    rlif_linear_equation (language, par, TRUE, &system->held);
    if (!rlif_form_is_finite (&hold)) system->held.b[0] = NAN;
    linear->refractory = to_ticks ((double) hold.constant, ticks_per_ms);
  }
  if (language->fires) rlif_linear_threshold (language, par, system->c, &system->threshold);
  set_jumps (linear, language, base);
  set_reset (linear, language, base);
  return linear;
}

RlifLinear *
rlif_linear_new (const RlifLanguage *language, const double par[], double ticks_per_ms)
{
  RlifLinearSystem system;
  RlifLinear *linear = rlif_linear_read (language, par, ticks_per_ms, &system);
  linear->free = rlif_flow_new (&system.free);
  linear->held = language->hold_for ? rlif_flow_new (&system.held) : NULL;
  if (linear->free && (linear->held || !language->hold_for)) {
    if (language->fires) rlif_guard_init (&linear->guard, linear->free, system.c, system.threshold);
    if (is_finite (linear, &system)) return linear;
  }
  rlif_linear_free (linear);
  return NULL;
}

void
rlif_linear_free (RlifLinear *linear)
{
  if (!linear) return;
  rlif_flow_free (linear->free);
  rlif_flow_free (linear->held);
  g_free (linear->jump);
  g_free (linear);
}

const char *
rlif_linear_check (const RlifLanguage *language, const double par[])
{
  g_autofree double *base = rlif_language_in_base (language, par);
  for (guint k = 0; k < language->require->len; k++) {
    const RlifCondition *c = &g_array_index (language->require, RlifCondition, k);
    if (!rlif_condition_holds (c, base)) return c->message;
  }
  RlifLinearSystem system;
  RlifLinear *linear = rlif_linear_read (language, par, 1, &system);
  const gboolean finite = is_finite (linear, &system) && rlif_equation_is_finite (&system.free)
                          && (!language->hold_for || rlif_equation_is_finite (&system.held));
  rlif_linear_free (linear);
  return finite ? NULL : "the equations are not finite with these parameters (is one 0 that divides?)";
}

void
rlif_linear_rest (const RlifLanguage *language, const double par[], double state[])
{
  g_autofree double *base = rlif_language_in_base (language, par);
  for (guint j = 0; j < language->state->len; j++) state[j] = (double) rest_of (language, j, base);
}
