/* [parameters], [state] and [flow] of a .model file. */
#include <string.h>
#include "linear/language.h"

#define MOST_PARAMETERS 64

static gboolean
check_name (RlifReading *reading, const char *name)
{
  static const char *const reserved[] = { "w", "exp", "log", "count", "model", "like", "for", "and",
                                          "in", NULL };
  if (!rlif_reading_check_name (reading, name, reserved)) return FALSE;
  if (rlif_scope_find (&reading->scope, name))
    return rlif_reading_fail (reading, RLIF_ERROR_INVALID, "“%s” is already a parameter", name);
  return TRUE;
}

/* Splits "VALUE, MEANING". Returns: (owned) the value; *meaning is borrowed from the text. */
static char *
split_meaning (RlifReading *reading, const char **meaning)
{
  const char *text = reading->entry->value;
  int depth = 0;
  for (const char *p = text; *p; p++) {
    depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
    if (*p != ',' || depth > 0) continue;
    *meaning = p + 1 + strspn (p + 1, " \t");
    if (**meaning) return g_strstrip (g_strndup (text, (gsize) (p - text)));
  }
  rlif_reading_fail (reading, RLIF_ERROR_SYNTAX, "“%s” does not say what %s means; what fits: "
                     "%s = VALUE, MEANING", text, reading->entry->key, reading->entry->key);
  return NULL;
}

/* One bound; an open one at 0 or elsewhere becomes the next number inside. */
static gboolean
read_bound (RlifReading *reading, const char *text, const char *unit, gboolean open, double away,
            double *bound)
{
  g_autofree char *t = g_strstrip (g_strdup (text));
  const char *size = *t == '-' || *t == '+' ? t + 1 : t;
  if (g_str_equal (size, "inf")) {
    *bound = *t == '-' ? -HUGE_VAL : HUGE_VAL;
    return TRUE;
  }
  if (g_str_equal (t, "0"))
    *bound = 0;
  else if (!rlif_quantity_parse (t, unit, bound, reading->error))
    return rlif_reading_blame (reading);
  if (open) *bound = *bound == 0 ? copysign (0x1p-1022, away) : nextafter (*bound, away);
  return TRUE;
}

/* "[LOW, HIGH]" with round brackets for a bound that is excluded. */
static gboolean
read_bounds (RlifReading *reading, const char *text, const char *name, RlifField *field)
{
  const gsize n = strlen (text);
  g_auto (GStrv) side = n > 2 ? g_strsplit (text + 1, ",", -1) : NULL;
  if (n < 3 || !strchr ("([", text[0]) || !strchr (")]", text[n - 1]) || g_strv_length (side) != 2)
    return rlif_reading_fail (
      reading, RLIF_ERROR_SYNTAX,
      "“%s” is not a pair of bounds; what fits: [LOW, HIGH], with ( or ) for a bound "
      "that is excluded, and inf for none",
      text);
  side[1][strlen (side[1]) - 1] = '\0';
  if (!read_bound (reading, side[0], field->unit, text[0] == '(', HUGE_VAL, &field->low)
      || !read_bound (reading, side[1], field->unit, text[n - 1] == ')', -HUGE_VAL, &field->high))
    return FALSE;
  if (field->init >= field->low && field->init <= field->high) return TRUE;
  return rlif_reading_fail (reading, RLIF_ERROR_INVALID,
                            "the default of %s, %g %s, lies outside its "
                            "bounds %s",
                            name, field->init, field->unit, text);
}

/* The unit as it was written behind the number. */
static const char *
unit_of (const char *quantity)
{
  const char *p = quantity + strspn (quantity, "+-0123456789.");
  if ((*p == 'e' || *p == 'E') && p[1] && strchr ("+-0123456789", p[1]))
    p += 1 + strspn (p + 1, "+-0123456789");
  return p + strspn (p, " \t");
}

/* Sets unit, default and scale of a parameter from its value. */
static gboolean
read_quantity (RlifReading *reading, const char *value, RlifField *field, RlifUnit *unit)
{
  RlifLanguage *l = reading->language;
  RlifDimension dimension;
  double base;
  if (!rlif_quantity_parse_any (value, &base, &dimension, reading->error))
    return rlif_reading_blame (reading);
  field->unit = g_string_chunk_insert (l->strings, unit_of (value));
  if (!rlif_unit_parse (field->unit, unit, reading->error)
      || !rlif_quantity_parse (value, field->unit, &field->init, reading->error))
    return rlif_reading_blame (reading);
  if (rlif_dimension_is_sane (dimension) && ABS (unit->scale) <= 22) return TRUE;
  return rlif_reading_fail (reading, RLIF_ERROR_UNIT, "“%s” is too far from ms, mV and pA",
                            field->unit);
}

static gboolean
read_parameter (RlifReading *reading)
{
  RlifLanguage *l = reading->language;
  const char *name = reading->entry->key, *meaning;
  g_autofree char *value = split_meaning (reading, &meaning);
  if (!value || !check_name (reading, name)) return FALSE;
  char *bounds = strstr (value, " in ");
  if (bounds) {
    *bounds = '\0';
    bounds = g_strstrip (bounds + 4);
    g_strchomp (value);
  }
  RlifField field = { .low = -HUGE_VAL, .high = HUGE_VAL };
  RlifUnit unit;
  if (!read_quantity (reading, value, &field, &unit)) return FALSE;
  field.name = g_string_chunk_insert (l->strings, name);
  field.meaning = g_string_chunk_insert (l->strings, meaning);
  if (bounds && !read_bounds (reading, bounds, name, &field)) return FALSE;
  const gboolean is_current = g_str_equal (name, "I_e")
                              && rlif_dimension_equal (unit.dimension, (RlifDimension) { 0, 0, 1 });
  rlif_scope_add (&reading->scope, name, unit.dimension, is_current ? RLIF_VARIABLE_CURRENT : -1,
                  (int) l->param->len);
  g_array_append_val (l->param, field);
  l->scale = g_renew (int, l->scale, l->param->len);
  l->scale[l->param->len - 1] = unit.scale;
  return TRUE;
}

gboolean
rlif_language_read_parameters (RlifReading *reading, const RlifGroup *group)
{
  for (guint k = 0; k < group->entries->len; k++) {
    reading->entry = group->entries->pdata[k];
    if (k == MOST_PARAMETERS)
      return rlif_reading_fail (reading, RLIF_ERROR_LIMIT, "a model has at most %d parameters",
                                MOST_PARAMETERS);
    if (!read_parameter (reading)) return FALSE;
  }
  return TRUE;
}

static gboolean
read_state (RlifReading *reading)
{
  RlifLanguage *l = reading->language;
  const char *name = reading->entry->key, *meaning;
  g_autofree char *value = split_meaning (reading, &meaning);
  if (!value || !check_name (reading, name)) return FALSE;
  g_autoptr (RlifExpression) initial = rlif_reading_expression (reading, value);
  RlifKind kind;
  if (!initial) return FALSE;
  if (!rlif_expression_check (initial, &kind, reading->error)) return rlif_reading_blame (reading);
  if (!rlif_reading_is_finite (reading, initial)) return FALSE;
  g_autofree double *base = rlif_language_in_base (l, NULL);
  g_autofree char *unit = rlif_dimension_unit (kind.dimension);
  const RlifField field = { .name = g_string_chunk_insert (l->strings, name),
                            .unit = g_string_chunk_insert (l->strings, unit),
                            .init = (double) rlif_expression_evaluate (initial, base).constant,
                            .low = -HUGE_VAL, .high = HUGE_VAL,
                            .meaning = g_string_chunk_insert (l->strings, meaning) };
  g_array_append_val (l->state, field);
  g_ptr_array_add (l->initial, g_steal_pointer (&initial));
  return TRUE;
}

/* States become known to expressions only after all initial values, which use parameters only. */
static void
add_states_to_scope (RlifReading *reading)
{
  const RlifLanguage *l = reading->language;
  for (guint j = 0; j < l->state->len; j++) {
    const RlifField *field = &g_array_index (l->state, RlifField, j);
    RlifUnit unit;
    (void) rlif_unit_parse (field->unit, &unit, NULL);
    rlif_scope_add (&reading->scope, field->name, unit.dimension, (int) j, -1);
  }
}

gboolean
rlif_language_read_states (RlifReading *reading, const RlifGroup *group)
{
  for (guint k = 0; k < group->entries->len; k++) {
    reading->entry = group->entries->pdata[k];
    if (k == RLIF_MAX_STATES)
      return rlif_reading_fail (reading, RLIF_ERROR_LIMIT, "a linear model has at most %d states",
                                RLIF_MAX_STATES);
    if (!read_state (reading)) return FALSE;
  }
  if (group->entries->len == 0)
    return rlif_keyfile_fail (reading->language->file, group->line, RLIF_ERROR_MODEL,
                              reading->error, "[state] is empty: a neuron has one state at least");
  add_states_to_scope (reading);
  return TRUE;
}

static gboolean
read_equation (RlifReading *reading)
{
  RlifLanguage *l = reading->language;
  const char *key = reading->entry->key;
  const gboolean is_derivative = g_str_has_suffix (key, "'");
  g_autofree char *name = g_strstrip (g_strndup (key, strlen (key) - is_derivative));
  const int state = rlif_language_find_state (l, name);
  if (!is_derivative || state < 0) {
    g_autofree char *states = g_strdup ("");
    for (guint j = 0; j < l->state->len; j++) {
      char *more = g_strdup_printf ("%s%s%s'", states, j ? ", " : "",
                                    g_array_index (l->state, RlifField, j).name);
      g_free (states);
      states = more;
    }
    return rlif_reading_fail (reading, RLIF_ERROR_UNKNOWN,
                              "“%s” is not the derivative of a state; what fits: %s", key, states);
  }
  if (l->flow->pdata[state])
    return rlif_reading_fail (reading, RLIF_ERROR_SYNTAX, "%s' is given twice", name);
  const RlifDimension time = { 1, 0, 0 };
  const RlifSymbol *symbol = rlif_scope_find (&reading->scope, name);
  RlifKind kind;
  l->flow->pdata[state] = rlif_reading_checked (
    reading, reading->entry->value, rlif_dimension_times (symbol->dimension, time, -1), key, &kind);
  if (!l->flow->pdata[state]) return FALSE;
  l->takes_current |= rlif_expression_depends (l->flow->pdata[state], RLIF_VARIABLE_CURRENT,
                                               RLIF_VARIABLE_CURRENT);
  return TRUE;
}

gboolean
rlif_language_read_flow (RlifReading *reading, const RlifGroup *group)
{
  RlifLanguage *l = reading->language;
  g_ptr_array_set_size (l->flow, (int) l->state->len);
  for (guint k = 0; k < group->entries->len; k++) {
    reading->entry = group->entries->pdata[k];
    if (!read_equation (reading)) return FALSE;
  }
  for (guint j = 0; j < l->state->len; j++) {
    const char *name = g_array_index (l->state, RlifField, j).name;
    if (l->flow->pdata[j]) continue;
    return rlif_keyfile_fail (l->file, group->line, RLIF_ERROR_MODEL, reading->error,
                              "[flow] has no equation %s' = ...", name);
  }
  return TRUE;
}
