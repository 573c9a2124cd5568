/* Distributions: read from text, drawn from. */
#include <math.h>
#include <string.h>
#include <rlif/math.h>
#include <rlif/units.h>
#include "base/keyfile.h"
#include "network/distribution.h"

/* A clipped draw is repeated at most so often: enough for a range met once in a thousand draws. */
#define MOST_DRAWS 10000

RlifDistribution
rlif_constant (double value)
{
  return (RlifDistribution) { RLIF_CONSTANT, value, 0, -HUGE_VAL, HUGE_VAL };
}

static double
draw_once (const RlifDistribution *d, RlifStream *stream)
{
  switch (d->kind) {
  case RLIF_UNIFORM: return d->a + (d->b - d->a) * rlif_stream_uniform (stream);
  case RLIF_NORMAL: return d->a + d->b * rlif_stream_normal (stream);
  case RLIF_LOGNORMAL: return d->a * rlif_exp (d->b * rlif_stream_normal (stream));
  case RLIF_EXPONENTIAL: return d->a * rlif_stream_exponential (stream);
  case RLIF_CONSTANT: break;
  }
  return d->a;
}

gboolean
rlif_distribution_draw (const RlifDistribution *distribution, RlifStream *stream, double *value,
                        GError **error)
{
  for (int k = 0; k < MOST_DRAWS; k++) {
    const double x = draw_once (distribution, stream);
    if (x < distribution->low || x > distribution->high) continue;
    if (isfinite (x)) {
      *value = x;
      return TRUE;
    }
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "a draw came out as %g, which is not a finite number", x);
    return FALSE;
  }
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "%d draws in a row fell outside %g .. %g: the clipped range hardly meets the "
               "distribution", MOST_DRAWS, distribution->low, distribution->high);
  return FALSE;
}

typedef struct {
  const char *name;
  RlifDistributionKind kind;
  guint arguments;
  gboolean second_is_plain;    /* no unit: the spread of a logarithm */
  const char *example;
} Form;

static const Form FORMS[] = {
  { "uniform", RLIF_UNIFORM, 2, FALSE, "uniform(low, high)" },
  { "normal", RLIF_NORMAL, 2, FALSE, "normal(mean, standard deviation)" },
  { "lognormal", RLIF_LOGNORMAL, 2, TRUE, "lognormal(median, standard deviation of the logarithm)" },
  { "exponential", RLIF_EXPONENTIAL, 1, FALSE, "exponential(mean)" },
};

static gboolean
fail (GError **error, const char *text, const char *what)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "“%s”: %s", text, what);
  return FALSE;
}

/* NULL if the numbers make a distribution, else what must hold. */
static const char *
complaint (const RlifDistribution *d)
{
  switch (d->kind) {
  case RLIF_UNIFORM: return d->a <= d->b ? NULL : "the first bound must not exceed the second";
  case RLIF_NORMAL: return d->b >= 0 ? NULL : "a standard deviation is not negative";
  case RLIF_LOGNORMAL:
    return d->a <= 0 ? "the median of a lognormal is positive"
           : d->b < 0 ? "a standard deviation is not negative" : NULL;
  case RLIF_EXPONENTIAL: return d->a >= 0 ? NULL : "the mean of an exponential is not negative";
  case RLIF_CONSTANT: break;
  }
  return NULL;
}

/* The arguments of "name(a, b)" at the top level of brackets; NULL if the text has no such form. */
static char **
split_call (const char *text, char **name)
{
  const char *open = strchr (text, '(');
  const gsize length = strlen (text);
  if (!open || text[length - 1] != ')') return NULL;
  *name = g_strstrip (g_strndup (text, (gsize) (open - text)));
  g_autoptr (GPtrArray) part = g_ptr_array_new ();
  const char *from = open + 1;
  int depth = 0;
  for (const char *p = from; p < text + length; p++) {
    if (*p == '(') depth++;
    if ((*p == ',' && depth == 0) || p == text + length - 1) {
      g_ptr_array_add (part, g_strstrip (g_strndup (from, (gsize) (p - from))));
      from = p + 1;
    }
    if (*p == ')') depth--;
  }
  g_ptr_array_add (part, NULL);
  return (char **) g_ptr_array_steal (part, NULL);
}

static gboolean
parse_form (const Form *form, char **argument, const char *text, const char *unit,
            RlifDistribution *result, GError **error)
{
  RlifDistribution d = { form->kind, 0, 0, -HUGE_VAL, HUGE_VAL };
  if (g_strv_length (argument) != form->arguments) {
    g_autofree char *what = g_strdup_printf ("it is written %s", form->example);
    return fail (error, text, what);
  }
  if (!rlif_quantity_parse (argument[0], unit, &d.a, error)) return FALSE;
  if (form->arguments > 1
      && !rlif_quantity_parse (argument[1], form->second_is_plain ? "" : unit, &d.b, error))
    return FALSE;
  if (complaint (&d)) return fail (error, text, complaint (&d));
  *result = d;
  return TRUE;
}

static gboolean
fail_unknown (const char *text, const char *name, GError **error)
{
  static const char *const known[] = { "uniform", "normal", "lognormal", "exponential", "clipped",
                                       NULL };
  g_autofree char *hint = rlif_suggest (name, known);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN,
               "“%s”: there is no distribution “%s”%s; there are uniform, normal, lognormal, "
               "exponential and clipped", text, name, hint);
  return FALSE;
}

static gboolean
parse_unclipped (const char *text, const char *unit, RlifDistribution *result, GError **error)
{
  g_autofree char *name = NULL;
  g_auto (GStrv) argument = split_call (text, &name);
  if (!argument) {
    double value;
    if (!rlif_quantity_parse (text, unit, &value, error)) return FALSE;
    *result = rlif_constant (value);
    return TRUE;
  }
  for (gsize k = 0; k < G_N_ELEMENTS (FORMS); k++)
    if (g_str_equal (name, FORMS[k].name))
      return parse_form (&FORMS[k], argument, text, unit, result, error);
  return fail_unknown (text, name, error);
}

static gboolean
parse_clipped (char **argument, const char *text, const char *unit, RlifDistribution *result,
               GError **error)
{
  RlifDistribution d;
  if (g_strv_length (argument) != 3)
    return fail (error, text, "it is written clipped(distribution, low, high)");
  if (g_str_has_prefix (argument[0], "clipped"))
    return fail (error, text, "what is clipped cannot be clipped again: one pair of bounds will do");
  if (!parse_unclipped (argument[0], unit, &d, error)) return FALSE;
  if (!rlif_quantity_parse (argument[1], unit, &d.low, error)
      || !rlif_quantity_parse (argument[2], unit, &d.high, error))
    return FALSE;
  if (!(d.low < d.high)) return fail (error, text, "the low bound must be below the high one");
  if (d.kind == RLIF_CONSTANT && (d.a < d.low || d.a > d.high))
    return fail (error, text, "the value lies outside its own bounds");
  *result = d;
  return TRUE;
}

gboolean
rlif_distribution_parse (const char *text, const char *unit, RlifDistribution *distribution,
                         GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *name = NULL;
  g_auto (GStrv) argument = split_call (trimmed, &name);
  if (argument && g_str_equal (name, "clipped"))
    return parse_clipped (argument, trimmed, unit, distribution, error);
  return parse_unclipped (trimmed, unit, distribution, error);
}
