/* [ports], [spike] and [require] of a .model file. */
#include <string.h>
#include "linear/language.h"

static const RlifDimension NONE = { 0, 0, 0 };

static gboolean
depends_on_state (const RlifExpression *e)
{
  return rlif_expression_depends (e, 0, RLIF_MAX_STATES - 1);
}

/* Current inputs add to I_e in the flow; elsewhere that would be a second kind of event. */
static gboolean
refuse_current (RlifReading *reading, const RlifExpression *e)
{
  if (!rlif_expression_depends (e, RLIF_VARIABLE_CURRENT, RLIF_VARIABLE_CURRENT)) return TRUE;
  return rlif_reading_fail (reading, RLIF_ERROR_MODEL,
                            "“%s” contains I_e, which current inputs change: "
                            "it may stand in [flow] only, and at rest",
                            e->text);
}

/* The parts of a text between the words " and ". */
static char **
split_and (const char *text)
{
  return g_strsplit (text, " and ", -1);
}

/* Returns: the state, or -1 with the error set. */
static int
find_state (RlifReading *reading, const char *name)
{
  const RlifLanguage *l = reading->language;
  const int state = rlif_language_find_state (l, name);
  if (state >= 0) return state;
  const char *known[RLIF_MAX_STATES + 1] = { NULL };
  for (guint j = 0; j < l->state->len; j++) known[j] = g_array_index (l->state, RlifField, j).name;
  g_autofree char *hint = rlif_suggest (name, known);
  g_autofree char *all = g_strjoinv (", ", (char **) known);
  rlif_reading_fail (reading, RLIF_ERROR_UNKNOWN, "“%s” is not a state%s; states: %s", name, hint,
                     all);
  return -1;
}

/* Splits "STATE OP EXPRESSION". Returns: the state, or -1 with the error set. */
static int
split_change (RlifReading *reading, const char *text, const char *const operators[],
              const char **operator, const char **right)
{
  for (const char *const *o = operators; *o; o++) {
    const char *at = strstr (text, *o);
    if (!at) continue;
    g_autofree char *name = g_strstrip (g_strndup (text, (gsize) (at - text)));
    const int state = find_state (reading, name);
    *operator = *o;
    *right = at + strlen (*o);
    return state;
  }
  g_autofree char *fits = g_strjoinv (" ... or STATE ", (char **) operators);
  g_autofree char *said = g_strstrip (g_strdup (text));
  rlif_reading_fail (reading, RLIF_ERROR_SYNTAX,
                     "“%s” does not change a state; what fits: STATE %s ...", said, fits);
  return -1;
}

static RlifDimension
dimension_of_state (RlifReading *reading, int state)
{
  const char *name = g_array_index (reading->language->state, RlifField, (guint) state).name;
  return rlif_scope_find (&reading->scope, name)->dimension;
}

/* The unit that makes the weight fit; the same in all jumps of a port. */
static gboolean
check_weight (RlifReading *reading, const char *text, gboolean first, RlifDimension d,
              RlifDimension *weight)
{
  g_autofree char *here = rlif_dimension_unit (d), *before = rlif_dimension_unit (*weight);
  g_autofree char *said = g_strstrip (g_strdup (text));
  if (!rlif_dimension_is_sane (d))
    return rlif_reading_fail (reading, RLIF_ERROR_UNIT,
                              "the unit of w in “%s” has a power beyond 9", said);
  if (!first && !rlif_dimension_equal (d, *weight))
    return rlif_reading_fail (reading, RLIF_ERROR_UNIT, "“%s” takes w [%s], the jump before w [%s]",
                              said, *here ? here : "no unit", *before ? before : "no unit");
  *weight = d;
  return TRUE;
}

/* Is it a factor times w? */
static gboolean
check_proportional (RlifReading *reading, const RlifExpression *by, RlifKind *kind)
{
  static const char why[] =
    "“%s” is not proportional to the weight w; what fits: w, or a factor made of "
    "parameters times w";
  if (depends_on_state (by)
      || !rlif_expression_depends (by, RLIF_VARIABLE_WEIGHT, RLIF_VARIABLE_WEIGHT))
    return rlif_reading_fail (reading, RLIF_ERROR_MODEL, why, by->text);
  if (!refuse_current (reading, by)) return FALSE;
  if (!rlif_expression_check (by, kind, reading->error)) return rlif_reading_blame (reading);
  if (kind->has_constant) return rlif_reading_fail (reading, RLIF_ERROR_MODEL, why, by->text);
  return rlif_reading_is_finite (reading, by);
}

/* One "STATE += EXPRESSION of w" of a port; sets or compares the unit of the weight. */
static gboolean
read_jump (RlifReading *reading, const char *text, guint port, gboolean first,
           RlifDimension *weight)
{
  static const char *const operators[] = { "+=", NULL };
  const GArray *before = reading->language->jump;
  const char *operator, *right;
  RlifKind kind;
  const int state = split_change (reading, text, operators, &operator, &right);
  if (state < 0) return FALSE;
  for (guint k = 0; k < before->len; k++) {
    const RlifJump *j = &g_array_index (before, RlifJump, k);
    if (j->port == port && j->state == (guint) state)
      return rlif_reading_fail (reading, RLIF_ERROR_INVALID, "%s jumps twice: once is enough",
                                g_array_index (reading->language->state, RlifField, j->state).name);
  }
  g_autoptr (RlifExpression) by = rlif_reading_expression (reading, right);
  if (!by || !check_proportional (reading, by, &kind)) return FALSE;
  const RlifDimension d =
    rlif_dimension_times (dimension_of_state (reading, state), kind.dimension, -1);
  if (!check_weight (reading, text, first, d, weight)) return FALSE;
  const RlifJump jump = { port, (guint) state, g_steal_pointer (&by) };
  g_array_append_val (reading->language->jump, jump);
  return TRUE;
}

/* Cuts "for w >= 0" from the end of the jumps. */
static gboolean
cut_sign (RlifReading *reading, char *text, int *sign)
{
  char *at = strstr (text, " for ");
  *sign = 0;
  if (!at) return TRUE;
  g_auto (GStrv) word = g_strsplit (at + 5, " ", -1);
  g_autofree char *condition = g_strjoinv ("", word);
  if (g_str_equal (condition, "w>=0"))
    *sign = +1;
  else if (g_str_equal (condition, "w<0"))
    *sign = -1;
  else
    return rlif_reading_fail (reading, RLIF_ERROR_SYNTAX,
                              "“%s” is not a sign of the weight; what fits: "
                              "for w >= 0, for w < 0",
                              g_strstrip (at + 5));
  *at = '\0';
  return TRUE;
}

static gboolean
read_port (RlifReading *reading)
{
  static const char *const reserved[] = { "count", "model", "like", NULL };
  RlifLanguage *l = reading->language;
  const char *name = reading->entry->key;
  RlifPort port = { .name = g_string_chunk_insert (l->strings, name) };
  RlifDimension weight = NONE;
  if (!rlif_reading_check_name (reading, name, reserved)) return FALSE;
  g_auto (GStrv) part = g_strsplit (reading->entry->value, ",", 2);
  if (!cut_sign (reading, part[0], &port.sign)) return FALSE;
  g_auto (GStrv) jump = split_and (part[0]);
  for (char **j = jump; *j; j++)
    if (!read_jump (reading, *j, l->port->len, j == jump, &weight)) return FALSE;
  g_autofree char *unit = rlif_dimension_unit (weight);
  g_autofree char *said = part[1] ? g_strdup (g_strstrip (part[1]))
                                  : g_strdup_printf ("jump: %s", g_strstrip (part[0]));
  if (!*said)
    return rlif_reading_fail (reading, RLIF_ERROR_SYNTAX,
                              "nothing behind the comma says what %s means", name);
  port.unit = g_string_chunk_insert (l->strings, unit);
  port.meaning = g_string_chunk_insert (l->strings, said);
  g_array_append_val (l->port, port);
  return TRUE;
}

gboolean
rlif_language_read_ports (RlifReading *reading, const RlifGroup *group)
{
  const guint before = reading->scope.symbol->len;
  rlif_scope_add (&reading->scope, "w", NONE, RLIF_VARIABLE_WEIGHT, -1);
  for (guint k = 0; k < group->entries->len; k++) {
    reading->entry = group->entries->pdata[k];
    if (!read_port (reading)) return FALSE;
  }
  g_free (g_array_index (reading->scope.symbol, RlifSymbol, before).name);
  g_array_set_size (reading->scope.symbol, before);
  return TRUE;
}

static gboolean
check_sides (RlifReading *reading, const RlifCondition *c)
{
  RlifKind left, right;
  if (!rlif_expression_check (c->left, &left, reading->error)) return rlif_reading_blame (reading);
  g_autofree char *place = g_strdup_printf ("comparison with %s", c->left->text);
  const gboolean ok =
    left.any_dimension
      ? rlif_expression_check (c->right, &right, reading->error)
      : rlif_expression_check_as (c->right, left.dimension, place, &right, reading->error);
  return ok || rlif_reading_blame (reading);
}

gboolean
rlif_condition_holds (const RlifCondition *c, const double base[])
{
  const RlifQuad left = rlif_expression_evaluate (c->left, base).constant;
  const RlifQuad right = rlif_expression_evaluate (c->right, base).constant;
  return c->strict ? left > right : left >= right;
}

/* "LEFT >= RIGHT" and the other signs, turned so that left must be the larger. */
static gboolean
read_comparison (RlifReading *reading, const char *text, RlifCondition *c)
{
  static const struct {
    const char *sign;
    gboolean swapped, strict;
  } signs[] = {
    { ">=", FALSE, FALSE }, { "<=", TRUE, FALSE }, { ">", FALSE, TRUE }, { "<", TRUE, TRUE }
  };
  for (gsize k = 0; k < G_N_ELEMENTS (signs); k++) {
    const char *at = strstr (text, signs[k].sign);
    if (!at) continue;
    g_autofree char *left = g_strndup (text, (gsize) (at - text));
    const char *right = at + strlen (signs[k].sign);
    c->left = rlif_reading_expression (reading, signs[k].swapped ? right : left);
    c->right = c->left ? rlif_reading_expression (reading, signs[k].swapped ? left : right) : NULL;
    c->strict = signs[k].strict;
    if (!c->right) return FALSE;
    return check_sides (reading, c) && rlif_reading_is_finite (reading, c->left)
           && rlif_reading_is_finite (reading, c->right);
  }
  return rlif_reading_fail (
    reading, RLIF_ERROR_SYNTAX,
    "“%s” compares nothing; what fits: MESSAGE = LEFT >= RIGHT (or >, <=, <)", text);
}

static gboolean
read_when (RlifReading *reading, const char *text)
{
  RlifLanguage *l = reading->language;
  if (!strstr (text, ">="))
    return rlif_reading_fail (reading, RLIF_ERROR_SYNTAX,
                              "“%s” is not a threshold; what fits: when = V_m >= V_th", text);
  if (!read_comparison (reading, text, &l->when)) return FALSE;
  l->fires = TRUE;
  if (!refuse_current (reading, l->when.left) || !refuse_current (reading, l->when.right))
    return FALSE;
  if (depends_on_state (l->when.left) || depends_on_state (l->when.right)) return TRUE;
  return rlif_reading_fail (reading, RLIF_ERROR_MODEL,
                            "“%s” depends on no state: it would hold always, or never", text);
}

/* Makes "STATE := ...", "STATE += ...", "STATE -= ..." the value after the spike. */
static gboolean
read_reset_of (RlifReading *reading, const char *text)
{
  static const char *const operators[] = { ":=", "+=", "-=", NULL };
  RlifLanguage *l = reading->language;
  const char *operator, *right;
  RlifKind kind;
  const int state = split_change (reading, text, operators, &operator, &right);
  if (state < 0) return FALSE;
  const char *name = g_array_index (l->state, RlifField, (guint) state).name;
  if (l->reset->pdata[state])
    return rlif_reading_fail (reading, RLIF_ERROR_INVALID, "%s is reset twice", name);
  g_autoptr (RlifExpression) alone = rlif_reading_expression (reading, right);
  if (!alone || !refuse_current (reading, alone)) return FALSE;
  g_autofree char *whole = *operator== ':'
                             ? g_strdup (right)
                             : g_strdup_printf ("%s %c (%s)", name, *operator, alone->text);
  l->reset->pdata[state] =
    rlif_reading_checked (reading, whole, dimension_of_state (reading, state), name, &kind);
  return l->reset->pdata[state] != NULL;
}

static gboolean
read_reset (RlifReading *reading, const char *text)
{
  g_auto (GStrv) part = split_and (text);
  for (char **p = part; *p; p++)
    if (!read_reset_of (reading, *p)) return FALSE;
  return TRUE;
}

/* "STATE and STATE for EXPRESSION" */
static gboolean
read_hold (RlifReading *reading, const char *text)
{
  const RlifDimension time = { 1, 0, 0 };
  RlifLanguage *l = reading->language;
  const char *at = strstr (text, " for ");
  RlifKind kind;
  if (!at)
    return rlif_reading_fail (reading, RLIF_ERROR_SYNTAX,
                              "“%s” does not say for how long; what fits: hold = V_m for t_ref",
                              text);
  g_autofree char *names = g_strndup (text, (gsize) (at - text));
  g_auto (GStrv) name = split_and (names);
  for (char **n = name; *n; n++) {
    const int state = find_state (reading, g_strstrip (*n));
    if (state < 0) return FALSE;
    l->held[state] = TRUE;
  }
  l->hold_for = rlif_reading_checked (reading, at + 5, time, "hold", &kind);
  if (!l->hold_for || !refuse_current (reading, l->hold_for)) return FALSE;
  if (!depends_on_state (l->hold_for)) return TRUE;
  return rlif_reading_fail (reading, RLIF_ERROR_MODEL, "the time of holding, “%s”, changes in time",
                            l->hold_for->text);
}

gboolean
rlif_language_read_spike (RlifReading *reading, const RlifGroup *group)
{
  static const struct {
    const char *key;
    gboolean (*read) (RlifReading *reading, const char *text);
  } keys[] = { { "when", read_when }, { "reset", read_reset }, { "hold", read_hold } };
  RlifLanguage *l = reading->language;
  g_ptr_array_set_size (l->reset, (int) l->state->len);
  for (guint k = 0; k < group->entries->len; k++) {
    const RlifEntry *entry = reading->entry = group->entries->pdata[k];
    gsize i = 0;
    while (i < G_N_ELEMENTS (keys) && !g_str_equal (keys[i].key, entry->key)) i++;
    if (i == G_N_ELEMENTS (keys)) {
      static const char *const known[] = { "when", "reset", "hold", NULL };
      g_autofree char *hint = rlif_suggest (entry->key, known);
      return rlif_reading_fail (reading, RLIF_ERROR_UNKNOWN,
                                "unknown key “%s” in [spike]%s; known: when, "
                                "reset, hold",
                                entry->key, hint);
    }
    if (!keys[i].read (reading, entry->value)) return FALSE;
  }
  if (l->fires) return TRUE;
  return rlif_keyfile_fail (l->file, group->line, RLIF_ERROR_MODEL, reading->error,
                            "[spike] has no when = ...; a neuron that never fires has no [spike]");
}

gboolean
rlif_language_read_require (RlifReading *reading, const RlifGroup *group)
{
  RlifLanguage *l = reading->language;
  for (guint k = 0; k < group->entries->len; k++) {
    const RlifEntry *entry = reading->entry = group->entries->pdata[k];
    RlifCondition c = { .message = g_strdup (entry->key) };
    const gboolean ok = read_comparison (reading, entry->value, &c);
    g_array_append_val (l->require, c);
    if (!ok) return FALSE;
    if (depends_on_state (c.left) || depends_on_state (c.right))
      return rlif_reading_fail (reading, RLIF_ERROR_MODEL,
                                "“%s” is required of states: only parameters can be", entry->value);
    g_autofree double *base = rlif_language_in_base (l, NULL);
    if (!rlif_condition_holds (&c, base))
      return rlif_reading_fail (reading, RLIF_ERROR_INVALID,
                                "the defaults do not keep to “%s”: %s", entry->value, entry->key);
  }
  return TRUE;
}
