/* Values of expressions. */
#include <rlif/math.h>
#include "linear/expression.h"

static RlifForm
constant (RlifQuad value)
{
  return (RlifForm) { .constant = value };
}

static RlifForm
name (const RlifExpression *e, const double par[])
{
  RlifForm form = constant (e->symbol.param >= 0 ? par[e->symbol.param] : 0);
  if (e->symbol.variable >= 0) form.factor[e->symbol.variable] = 1;
  return form;
}

/* a + scale b */
static RlifForm
sum (RlifForm a, const RlifForm *b, RlifQuad scale)
{
  a.constant += scale * b->constant;
  for (int k = 0; k < RLIF_N_VARIABLES; k++) a.factor[k] += scale * b->factor[k];
  return a;
}

/* One of the two has no variables. */
static RlifForm
product (const RlifForm *a, const RlifForm *b)
{
  RlifForm form = constant (a->constant * b->constant);
  for (int k = 0; k < RLIF_N_VARIABLES; k++)
    form.factor[k] = a->factor[k] * b->constant + a->constant * b->factor[k];
  return form;
}

static RlifQuad
power (RlifQuad base, int exponent)
{
  RlifQuad result = 1;
  for (int k = 0; k < ABS (exponent); k++) result *= base;
  return exponent < 0 ? 1 / result : result;
}

gboolean
rlif_form_is_finite (const RlifForm *form)
{
  gboolean finite = isfinite ((double) form->constant);
  for (int k = 0; k < RLIF_N_VARIABLES; k++) finite &= isfinite ((double) form->factor[k]);
  return finite;
}

RlifForm
rlif_expression_evaluate (const RlifExpression *e, const double par[])
{
  if (e->operator == RLIF_NUMBER) return constant (e->value);
  if (e->operator == RLIF_NAME) return name (e, par);
  const RlifForm a = rlif_expression_evaluate (e->left, par);
  const RlifForm b = e->right ? rlif_expression_evaluate (e->right, par) : constant (0);
  const RlifForm reciprocal = constant (1 / b.constant);
  switch (e->operator) {
  case RLIF_NEGATE: return sum (constant (0), &a, -1);
  case RLIF_ADD: return sum (a, &b, 1);
  case RLIF_SUBTRACT: return sum (a, &b, -1);
  case RLIF_MULTIPLY: return product (&a, &b);
  case RLIF_DIVIDE: return product (&a, &reciprocal);
  case RLIF_POWER: return constant (power (a.constant, (int) e->value));
  case RLIF_EXP: return constant (rlif_exp ((double) a.constant));
  default: return constant (rlif_log ((double) a.constant));
  }
}
