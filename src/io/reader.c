/* What reading every kind of group needs: messages with their place, values, names. */
#include <string.h>
#include <rlif/units.h>
#include "io/experiment.h"

gboolean
rlif_reader_fail_group (const RlifReader *reader, const RlifGroup *group, int code, GError **error,
                        const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  return rlif_keyfile_fail (reader->file, group->line, code, error, "[%s] %s", group->name, what);
}

/* As the command line would say it: "neurons.E.tau_m=10 ms". */
static char *
as_setting (const RlifGroup *group, const RlifEntry *entry)
{
  g_autofree char *name = g_strdup (group->name);
  char *space = strchr (name, ' ');
  if (space) *space = '.';
  return g_strdup_printf ("--set '%s.%s=%s'", name, entry->key, entry->value);
}

static gboolean
fail_entry (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry, int code,
            GError **error, const char *what)
{
  if (entry->line > 0)
    return rlif_keyfile_fail (reader->file, entry->line, code, error, "[%s] %s = %s: %s",
                              group->name, entry->key, entry->value, what);
  g_autofree char *setting = as_setting (group, entry);
  g_set_error (error, RLIF_ERROR, code, "%s: %s", setting, what);
  return FALSE;
}

gboolean
rlif_reader_fail_entry (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
                        int code, GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  return fail_entry (reader, group, entry, code, error, what);
}

gboolean
rlif_reader_explain (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
                     GError *cause, GError **error)
{
  if (entry)
    fail_entry (reader, group, entry, cause->code, error, cause->message);
  else
    rlif_reader_fail_group (reader, group, cause->code, error, "%s", cause->message);
  g_error_free (cause);
  return FALSE;
}

gboolean
rlif_reader_check_keys (const RlifReader *reader, const RlifGroup *group, const char *const known[],
                        GError **error)
{
  for (guint k = 0; k < group->entries->len; k++) {
    const RlifEntry *entry = group->entries->pdata[k];
    if (g_strv_contains (known, entry->key)) continue;
    g_autofree char *hint = rlif_suggest (entry->key, known);
    g_autofree char *all = g_strjoinv (", ", (char **) known);
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_UNKNOWN, error,
                                   "there is no such key here%s; what fits: %s", hint, all);
  }
  return TRUE;
}

const RlifEntry *
rlif_reader_require (const RlifReader *reader, const RlifGroup *group, const char *key,
                     const char *example, GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, key);
  if (!entry)
    rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                            "lacks “%s”, as in: %s = %s", key, key, example);
  return entry;
}

gboolean
rlif_reader_time (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
                  RlifTime *value, GError **error)
{
  GError *cause = NULL;
  RlifTime time;
  if (!entry) return TRUE;
  if (!rlif_time_parse (entry->value, reader->experiment->ticks_per_ms, &time, &cause))
    return rlif_reader_explain (reader, group, entry, cause, error);
  if (time < 0)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "a time here is 0 or more");
  *value = time;
  return TRUE;
}

gboolean
rlif_reader_quantity (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
                      const char *unit, double *value, GError **error)
{
  GError *cause = NULL;
  if (!entry || rlif_quantity_parse (entry->value, unit, value, &cause)) return TRUE;
  return rlif_reader_explain (reader, group, entry, cause, error);
}

gboolean
rlif_reader_count (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
                   guint64 most, guint64 *value, GError **error)
{
  if (!entry || g_ascii_string_to_unsigned (entry->value, 10, 0, most, value, NULL)) return TRUE;
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                 "what fits: a whole number from 0 to %" G_GUINT64_FORMAT, most);
}

gboolean
rlif_reader_yes_no (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
                    gboolean *value, GError **error)
{
  if (!entry) return TRUE;
  *value = g_str_equal (entry->value, "yes");
  if (*value || g_str_equal (entry->value, "no")) return TRUE;
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                 "what fits: yes or no");
}

RlifPopulation *
rlif_reader_population (const RlifReader *reader, const RlifGroup *group, const char *name,
                        GError **error)
{
  const RlifNetwork *network = reader->experiment->network;
  RlifPopulation *population = rlif_network_find_population (network, name);
  if (population) return population;
  const guint n = rlif_network_n_populations (network);
  g_autofree const char **known = g_new0 (const char *, n + 1);
  for (guint k = 0; k < n; k++)
    known[k] = rlif_population_get_name (rlif_network_get_population (network, k));
  g_autofree char *hint = rlif_suggest (name, known);
  g_autofree char *all = g_strjoinv (", ", (char **) known);
  rlif_reader_fail_group (reader, group, RLIF_ERROR_UNKNOWN, error,
                          "there are no neurons “%s”%s; there are: %s", name, hint,
                          n ? all : "none");
  return NULL;
}

char **
rlif_split_list (const char *text)
{
  char **part = g_strsplit (text, ",", -1);
  for (char **p = part; *p; p++) g_strstrip (*p);
  return part;
}

char *
rlif_reader_path (const RlifReader *reader, const char *name)
{
  return g_path_is_absolute (name) ? g_strdup (name)
                                   : g_build_filename (reader->folder, name, NULL);
}

static gboolean
is_name (const char *text)
{
  return g_ascii_isalpha (*text)
         && strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-") == strlen (text);
}

static gboolean
check_names (const RlifReader *reader, const RlifGroup *group, char *const names[], GError **error)
{
  for (char *const *name = names; *name; name++) {
    if (!is_name (*name))
      return rlif_reader_fail_group (reader, group, RLIF_ERROR_SYNTAX, error,
                                     "“%s” is not a name: a letter, then letters, digits, _ and -",
                                     *name);
    for (char *const *before = names; before < name; before++)
      if (g_str_equal (*before, *name))
        return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                       "“%s” stands there twice", *name);
  }
  return TRUE;
}

static gboolean
fail_form (const RlifReader *reader, const RlifGroup *group, RlifHeadingForm form, GError **error)
{
  const int kind = (int) strcspn (group->name, " ");
  const gboolean arrow = (form & RLIF_HEADING_ARROW) != 0;
  const char *names = !(form & RLIF_HEADING_ONE_NAME) ? arrow ? "A, B -> C, D" : "A, B"
                      : arrow                          ? "NAME -> A, B" : "NAME";
  g_autoptr (GString) s = g_string_new (NULL);
  g_string_printf (s, "[%.*s %s]", kind, group->name, names);
  if (form & RLIF_HEADING_LABEL)
    g_string_append_printf (s, " or [%.*s LABEL: A%s]", kind, group->name, arrow ? " -> B" : "");
  return rlif_reader_fail_group (reader, group, RLIF_ERROR_SYNTAX, error, "is written %s", s->str);
}

/* The names behind the group's first word, up to the arrow and behind it. */
static gboolean
split_heading (const RlifReader *reader, const RlifGroup *group, RlifHeadingForm form,
               RlifHeading *heading, GError **error)
{
  const gboolean arrow = (form & RLIF_HEADING_ARROW) != 0;
  const char *space = strchr (group->name, ' ');
  const char *rest = space ? space + 1 : "";
  const char *colon = strchr (rest, ':');
  if (colon) {
    heading->label = g_strstrip (g_strndup (rest, (gsize) (colon - rest)));
    if (!(form & RLIF_HEADING_LABEL)) return fail_form (reader, group, form, error);
    char *const label[] = { heading->label, NULL };
    if (!check_names (reader, group, label, error)) return FALSE;
    rest = colon + 1;
  }
  g_auto (GStrv) side = g_strsplit (rest, "->", -1);
  if (g_strv_length (side) != (arrow ? 2 : 1)) return fail_form (reader, group, form, error);
  heading->left = rlif_split_list (side[0]);
  heading->right = arrow ? rlif_split_list (side[1]) : NULL;
  if (!heading->left[0] || (arrow && !heading->right[0])
      || ((form & RLIF_HEADING_ONE_NAME) && heading->left[1]))
    return fail_form (reader, group, form, error);
  return check_names (reader, group, heading->left, error)
         && (!arrow || check_names (reader, group, heading->right, error));
}

gboolean
rlif_heading_parse (const RlifReader *reader, const RlifGroup *group, RlifHeadingForm form,
                    RlifHeading *heading, GError **error)
{
  *heading = (RlifHeading) { .group = group };
  if (split_heading (reader, group, form, heading, error)) return TRUE;
  rlif_heading_clear (heading);
  return FALSE;
}

void
rlif_heading_clear (RlifHeading *heading)
{
  g_free (heading->label);
  g_strfreev (heading->left);
  g_strfreev (heading->right);
}
