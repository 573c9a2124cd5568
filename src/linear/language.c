/* A .model file as a whole: its groups, in the order in which they need each other. */
#include <string.h>
#include "linear/language.h"

#define LONGEST 100000   /* bytes: each key is compared with all before it */

static void
free_expression (gpointer expression)
{
  rlif_expression_free (expression);
}

static void
clear_comparison (gpointer data)
{
  RlifCondition *c = data;
  rlif_expression_free (c->left);
  rlif_expression_free (c->right);
  g_free (c->message);
}

static void
clear_jump (gpointer jump)
{
  rlif_expression_free (((RlifJump *) jump)->by);
}

static RlifLanguage *
language_new (const char *name)
{
  RlifLanguage *l = g_new0 (RlifLanguage, 1);
  l->name = g_strdup (name);
  l->cite = g_ptr_array_new ();
  l->param = g_array_new (FALSE, TRUE, sizeof (RlifField));
  l->state = g_array_new (FALSE, TRUE, sizeof (RlifField));
  l->port = g_array_new (FALSE, TRUE, sizeof (RlifPort));
  l->initial = g_ptr_array_new_with_free_func (free_expression);
  l->flow = g_ptr_array_new_with_free_func (free_expression);
  l->reset = g_ptr_array_new_with_free_func (free_expression);
  l->jump = g_array_new (FALSE, TRUE, sizeof (RlifJump));
  g_array_set_clear_func (l->jump, clear_jump);
  l->require = g_array_new (FALSE, TRUE, sizeof (RlifCondition));
  g_array_set_clear_func (l->require, clear_comparison);
  l->strings = g_string_chunk_new (1024);
  return l;
}

void
rlif_language_free (RlifLanguage *language)
{
  if (!language) return;
  rlif_keyfile_free (language->file);
  g_free (language->name);
  g_free (language->summary);
  g_ptr_array_unref (language->cite);
  g_array_unref (language->param);
  g_array_unref (language->state);
  g_array_unref (language->port);
  g_free (language->scale);
  g_ptr_array_unref (language->initial);
  g_ptr_array_unref (language->flow);
  g_ptr_array_unref (language->reset);
  g_array_unref (language->jump);
  clear_comparison (&language->when);
  rlif_expression_free (language->hold_for);
  g_array_unref (language->require);
  g_string_chunk_free (language->strings);
  g_free (language);
}

gboolean
rlif_reading_fail (RlifReading *reading, int code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  return rlif_keyfile_fail (reading->language->file, reading->entry ? reading->entry->line : 0,
                            code, reading->error, "%s", what);
}

gboolean
rlif_reading_blame (RlifReading *reading)
{
  g_prefix_error (reading->error, "%s:%u: ", reading->language->file->path, reading->entry->line);
  return FALSE;
}

RlifExpression *
rlif_reading_expression (RlifReading *reading, const char *text)
{
  RlifExpression *e = rlif_expression_parse (text, &reading->scope, reading->error);
  if (!e) rlif_reading_blame (reading);
  return e;
}

RlifExpression *
rlif_reading_checked (RlifReading *reading, const char *text, RlifDimension wanted,
                      const char *place, RlifKind *kind)
{
  g_autoptr (RlifExpression) e = rlif_reading_expression (reading, text);
  if (!e) return NULL;
  if (!rlif_expression_check_as (e, wanted, place, kind, reading->error)) {
    rlif_reading_blame (reading);
    return NULL;
  }
  return rlif_reading_is_finite (reading, e) ? g_steal_pointer (&e) : NULL;
}

gboolean
rlif_reading_is_finite (RlifReading *reading, const RlifExpression *expression)
{
  g_autofree double *base = rlif_language_in_base (reading->language, NULL);
  const RlifForm form = rlif_expression_evaluate (expression, base);
  if (rlif_form_is_finite (&form)) return TRUE;
  return rlif_reading_fail (reading, RLIF_ERROR_INVALID,
                            "“%s” is not a finite number with the default "
                            "parameters (is one 0 that divides?)",
                            expression->text);
}

gboolean
rlif_reading_check_name (RlifReading *reading, const char *name, const char *const reserved[])
{
  if (strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_") != strlen (name)
      || g_ascii_isdigit (*name))
    return rlif_reading_fail (reading, RLIF_ERROR_SYNTAX,
                              "“%s” is not a name: letters, digits and _ are", name);
  if (!g_strv_contains (reserved, name)) return TRUE;
  g_autofree char *all = g_strjoinv (", ", (char **) reserved);
  return rlif_reading_fail (reading, RLIF_ERROR_INVALID,
                            "“%s” cannot be a name; neither can any of: %s", name, all);
}

/* Powers of ten up to 10^22 are exact, and so are divisions by them rounded once. */
double *
rlif_language_in_base (const RlifLanguage *l, const double par[])
{
  double *base = g_new (double, l->param->len + 1);
  for (guint j = 0; j < l->param->len; j++) {
    double power = 1;
    for (int k = ABS (l->scale[j]); k > 0; k--) power *= 10;
    base[j] = par ? par[j] : g_array_index (l->param, RlifField, j).init;
    base[j] = l->scale[j] < 0 ? base[j] / power : base[j] * power;
  }
  return base;
}

int
rlif_language_find_state (const RlifLanguage *language, const char *name)
{
  for (guint j = 0; j < language->state->len; j++)
    if (g_str_equal (g_array_index (language->state, RlifField, j).name, name)) return (int) j;
  return -1;
}

static gboolean
read_cite (RlifReading *reading, const char *text)
{
  g_auto (GStrv) doi = g_strsplit (text, ",", -1);
  for (char **d = doi; *d; d++) {
    g_strstrip (*d);
    if (!g_regex_match_simple ("^10\\.[0-9]{4,9}/\\S+$", *d, 0, 0))
      return rlif_reading_fail (reading, RLIF_ERROR_INVALID,
                                "“%s” is not a DOI, such as 10.1007/s004220050570", *d);
    g_ptr_array_add (reading->language->cite,
                     g_string_chunk_insert (reading->language->strings, *d));
  }
  return TRUE;
}

static gboolean
read_model (RlifReading *reading, const RlifGroup *group)
{
  static const char *const keys[] = { "summary", "cite", NULL };
  for (guint k = 0; k < group->entries->len; k++) {
    const RlifEntry *entry = reading->entry = group->entries->pdata[k];
    if (g_str_equal (entry->key, "summary")) {
      reading->language->summary = g_strdup (entry->value);
    } else if (g_str_equal (entry->key, "cite")) {
      if (!read_cite (reading, entry->value)) return FALSE;
    } else {
      g_autofree char *hint = rlif_suggest (entry->key, keys);
      return rlif_reading_fail (reading, RLIF_ERROR_UNKNOWN,
                                "unknown key “%s” in [model]%s; known: summary, cite", entry->key,
                                hint);
    }
  }
  if (reading->language->summary) return TRUE;
  return rlif_keyfile_fail (reading->language->file, group->line, RLIF_ERROR_MODEL, reading->error,
                            "[model] has no summary = ... that says what the neuron is");
}

static const struct {
  const char *name;
  gboolean (*read) (RlifReading *reading, const RlifGroup *group);
  const char *needed_for;   /* NULL: it may be missing */
} GROUPS[] = {
  { "model", read_model, "summary = ..., which says what the neuron is" },
  { "parameters", rlif_language_read_parameters, NULL },
  { "state", rlif_language_read_states, "a line NAME = VALUE AT REST, MEANING for each state" },
  { "flow", rlif_language_read_flow, "an equation STATE' = ... for each state" },
  { "ports", rlif_language_read_ports, NULL },
  { "spike", rlif_language_read_spike, NULL },
  { "require", rlif_language_read_require, NULL },
};

static gboolean
check_groups (RlifReading *reading)
{
  const RlifKeyFile *file = reading->language->file;
  const char *known[G_N_ELEMENTS (GROUPS) + 1] = { NULL };
  for (gsize k = 0; k < G_N_ELEMENTS (GROUPS); k++) known[k] = GROUPS[k].name;
  for (guint k = 0; k < file->groups->len; k++) {
    const RlifGroup *group = file->groups->pdata[k];
    if (g_strv_contains (known, group->name)) continue;
    g_autofree char *hint = rlif_suggest (group->name, known);
    g_autofree char *all = g_strjoinv ("], [", (char **) known);
    return rlif_keyfile_fail (file, group->line, RLIF_ERROR_UNKNOWN, reading->error,
                              "unknown group [%s]%s; known: [%s]", group->name, hint, all);
  }
  return TRUE;
}

static gboolean
read_groups (RlifReading *reading)
{
  const RlifKeyFile *file = reading->language->file;
  if (!check_groups (reading)) return FALSE;
  for (gsize k = 0; k < G_N_ELEMENTS (GROUPS); k++) {
    const RlifGroup *group = rlif_keyfile_find_group (file, GROUPS[k].name);
    if (group && !GROUPS[k].read (reading, group)) return FALSE;
    if (!group && GROUPS[k].needed_for)
      return rlif_keyfile_fail (file, 0, RLIF_ERROR_MODEL, reading->error,
                                "the group [%s] is missing; it holds %s", GROUPS[k].name,
                                GROUPS[k].needed_for);
  }
  g_ptr_array_add (reading->language->cite, NULL);
  g_ptr_array_set_size (reading->language->reset, (int) reading->language->state->len);
  return TRUE;
}

RlifLanguage *
rlif_language_parse (const char *name, const char *path, const char *text, gsize length,
                     GError **error)
{
  if (length > LONGEST) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT, "%s: has %zu bytes; a model has at most %d", path,
                 length, LONGEST);
    return NULL;
  }
  g_autoptr (RlifLanguage) language = language_new (name);
  RlifReading reading = { .language = language, .error = error };
  language->file = rlif_keyfile_parse (path, text, length, error);
  if (!language->file) return NULL;
  rlif_scope_init (&reading.scope);
  const gboolean ok = read_groups (&reading);
  rlif_scope_clear (&reading.scope);
  return ok ? g_steal_pointer (&language) : NULL;
}
