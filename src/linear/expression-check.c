/* Units and linearity of expressions. */
#include "linear/expression.h"

RlifDimension
rlif_dimension_times (RlifDimension a, RlifDimension b, int power_of_b)
{
  return (RlifDimension) { (gint8) (a.time + power_of_b * b.time),
                           (gint8) (a.potential + power_of_b * b.potential),
                           (gint8) (a.current + power_of_b * b.current) };
}

static const struct {
  RlifDimension dimension;
  const char *unit, *name;
} KNOWN[] = {
  { { 0, 0, 0 }, "", NULL },         { { 1, 0, 0 }, "ms", "time" },
  { { 0, 1, 0 }, "mV", "potential" }, { { 0, 0, 1 }, "pA", "current" },
  { { 0, -1, 1 }, "nS", "conductance" }, { { 1, -1, 1 }, "pF", "capacitance" },
  { { 0, 1, -1 }, "GOhm", "resistance" }, { { 1, 0, 1 }, "fC", "charge" },
  { { -1, 0, 0 }, "1/ms", NULL } };

gboolean
rlif_dimension_is_sane (RlifDimension d)
{
  return ABS (d.time) <= 9 && ABS (d.potential) <= 9 && ABS (d.current) <= 9;
}

static void
append_factor (GString *s, const char *name, int power)
{
  if (power == 0) return;
  g_string_append_printf (s, "%s%s", s->len ? "*" : "", name);
  if (power != 1) g_string_append_printf (s, "^%d", power);
}

char *
rlif_dimension_unit (RlifDimension d)
{
  for (gsize k = 0; k < G_N_ELEMENTS (KNOWN); k++)
    if (rlif_dimension_equal (d, KNOWN[k].dimension)) return g_strdup (KNOWN[k].unit);
  if (d.potential == 0 && d.current == 0 && d.time < 0) return g_strdup_printf ("1/ms^%d", -d.time);
  for (gsize k = 2; k < G_N_ELEMENTS (KNOWN) - 1 && d.time < 1; k++) {   /* mV/ms, pA/ms^2 */
    const RlifDimension whole = { KNOWN[k].dimension.time, d.potential, d.current };
    if (!rlif_dimension_equal (whole, KNOWN[k].dimension)) continue;
    const int power = whole.time - d.time;
    return power == 1 ? g_strdup_printf ("%s/ms", KNOWN[k].unit)
                      : g_strdup_printf ("%s/ms^%d", KNOWN[k].unit, power);
  }
  GString *s = g_string_new (NULL);
  append_factor (s, "mV", d.potential);
  append_factor (s, "pA", d.current);
  append_factor (s, "ms", d.time);
  return g_string_free (s, FALSE);
}

/* What would make `got` into `wanted`. Returns: (owned) ": divide by a conductance?", or "". */
static char *
advise (RlifDimension got, RlifDimension wanted)
{
  const RlifDimension excess = rlif_dimension_times (got, wanted, -1);
  const RlifDimension lack = rlif_dimension_times (wanted, got, -1);
  for (gsize k = 0; k < G_N_ELEMENTS (KNOWN); k++) {
    if (!KNOWN[k].name) continue;
    if (rlif_dimension_equal (excess, KNOWN[k].dimension))
      return g_strdup_printf (": divide by a %s?", KNOWN[k].name);
    if (rlif_dimension_equal (lack, KNOWN[k].dimension))
      return g_strdup_printf (": multiply by a %s?", KNOWN[k].name);
  }
  return g_strdup ("");
}

static char *
in_brackets (RlifDimension d)
{
  g_autofree char *unit = rlif_dimension_unit (d);
  return g_strdup_printf ("[%s]", *unit ? unit : "no unit");
}

static gboolean
fail_nonlinear (const RlifExpression *e, const char *why, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "“%s” is not linear: %s", e->text, why);
  return FALSE;
}

static gboolean
check_product (const RlifExpression *e, const RlifKind *a, const RlifKind *b, RlifKind *kind,
               GError **error)
{
  const gboolean divided = e->operator == RLIF_DIVIDE;
  if (divided && b->has_variable)
    return fail_nonlinear (e, "it divides by what changes in time", error);
  if (a->has_variable && b->has_variable)
    return fail_nonlinear (e, "it multiplies two things that change in time", error);
  const gboolean variable = a->has_variable || b->has_variable;
  *kind = (RlifKind) { rlif_dimension_times (a->dimension, b->dimension, divided ? -1 : 1), FALSE,
                       variable ? a->has_constant && b->has_constant : TRUE, variable };
  return TRUE;
}

static gboolean
check_sum (const RlifExpression *e, const RlifKind *a, const RlifKind *b, RlifKind *kind,
           GError **error)
{
  *kind = *a;
  kind->has_constant = a->has_constant || b->has_constant;
  kind->has_variable = a->has_variable || b->has_variable;
  if (a->any_dimension) kind->dimension = b->dimension;
  kind->any_dimension = a->any_dimension && b->any_dimension;
  if (a->any_dimension || b->any_dimension || rlif_dimension_equal (a->dimension, b->dimension))
    return TRUE;
  g_autofree char *ours = in_brackets (a->dimension), *theirs = in_brackets (b->dimension);
  g_autofree char *advice = advise (b->dimension, a->dimension);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNIT, "%s %s %s %s %s%s", e->right->text, theirs,
               e->operator == RLIF_ADD ? "added to" : "subtracted from", e->left->text, ours,
               advice);
  return FALSE;
}

static gboolean
check_function (const RlifExpression *e, const RlifKind *a, RlifKind *kind, GError **error)
{
  static const RlifDimension none = { 0, 0, 0 };
  if (a->has_variable)
    return fail_nonlinear (e, "it takes a function of what changes in time", error);
  *kind = (RlifKind) { none, FALSE, TRUE, FALSE };
  if (e->operator == RLIF_POWER) {
    kind->dimension = rlif_dimension_times (none, a->dimension, (int) e->value);
    return TRUE;
  }
  if (rlif_dimension_equal (a->dimension, none)) return TRUE;
  g_autofree char *unit = in_brackets (a->dimension);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNIT, "“%s”: %s %s is not a plain number", e->text,
               e->left->text, unit);
  return FALSE;
}

gboolean
rlif_expression_depends (const RlifExpression *e, int first, int last)
{
  if (!e) return FALSE;
  if (e->operator == RLIF_NAME) return first <= e->symbol.variable && e->symbol.variable <= last;
  return rlif_expression_depends (e->left, first, last)
         || rlif_expression_depends (e->right, first, last);
}

static gboolean
check (const RlifExpression *e, RlifKind *kind, GError **error)
{
  static const RlifDimension none = { 0, 0, 0 };
  RlifKind a, b;
  if (e->operator == RLIF_NUMBER) {
    const gboolean is_bare_zero = e->value == 0 && rlif_dimension_equal (e->dimension, none);
    *kind = (RlifKind) { e->dimension, is_bare_zero, TRUE, FALSE };
    return TRUE;
  }
  if (e->operator == RLIF_NAME) {
    const gboolean variable = e->symbol.variable >= 0;
    *kind = (RlifKind) { e->symbol.dimension, FALSE, !variable || e->symbol.param >= 0, variable };
    return TRUE;
  }
  if (!rlif_expression_check (e->left, &a, error)) return FALSE;
  if (e->right && !rlif_expression_check (e->right, &b, error)) return FALSE;
  switch (e->operator) {
  case RLIF_NEGATE: *kind = a; return TRUE;
  case RLIF_ADD:
  case RLIF_SUBTRACT: return check_sum (e, &a, &b, kind, error);
  case RLIF_MULTIPLY:
  case RLIF_DIVIDE: return check_product (e, &a, &b, kind, error);
  default: return check_function (e, &a, kind, error);
  }
}

gboolean
rlif_expression_check (const RlifExpression *e, RlifKind *kind, GError **error)
{
  if (!check (e, kind, error)) return FALSE;
  if (rlif_dimension_is_sane (kind->dimension)) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNIT, "the unit of “%s” has a power beyond 9",
               e->text);
  return FALSE;
}

/* Names the term of a sum that has another dimension than wanted. */
static gboolean
check_terms (const RlifExpression *e, RlifDimension wanted, const char *place, GError **error)
{
  const gboolean is_sum = e->operator == RLIF_ADD || e->operator == RLIF_SUBTRACT;
  if (is_sum || e->operator == RLIF_NEGATE)
    return check_terms (e->left, wanted, place, error)
           && (!is_sum || check_terms (e->right, wanted, place, error));
  RlifKind kind;
  if (!rlif_expression_check (e, &kind, error)) return FALSE;
  if (kind.any_dimension || rlif_dimension_equal (kind.dimension, wanted)) return TRUE;
  g_autofree char *got = in_brackets (kind.dimension), *need = in_brackets (wanted);
  g_autofree char *advice = advise (kind.dimension, wanted);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNIT, "%s %s in %s %s%s", e->text, got, place, need,
               advice);
  return FALSE;
}

gboolean
rlif_expression_check_as (const RlifExpression *expression, RlifDimension wanted, const char *place,
                          RlifKind *kind, GError **error)
{
  if (!check_terms (expression, wanted, place, error)) return FALSE;
  return rlif_expression_check (expression, kind, error);
}
