/* Files of groups and keys. */
#include <string.h>
#include "base/keyfile.h"

static void
free_entry (gpointer data)
{
  RlifEntry *entry = data;
  g_free (entry->key);
  g_free (entry->value);
  g_free (entry);
}

static void
free_group (gpointer data)
{
  RlifGroup *group = data;
  g_free (group->name);
  g_ptr_array_unref (group->entries);
  g_free (group);
}

void
rlif_keyfile_free (RlifKeyFile *file)
{
  if (!file) return;
  g_free (file->path);
  g_ptr_array_unref (file->groups);
  g_free (file);
}

RlifGroup *
rlif_keyfile_find_group (const RlifKeyFile *file, const char *name)
{
  for (guint k = 0; k < file->groups->len; k++) {
    RlifGroup *group = file->groups->pdata[k];
    if (g_str_equal (group->name, name)) return group;
  }
  return NULL;
}

RlifEntry *
rlif_group_find_entry (const RlifGroup *group, const char *key)
{
  for (guint k = 0; k < group->entries->len; k++) {
    RlifEntry *entry = group->entries->pdata[k];
    if (g_str_equal (entry->key, key)) return entry;
  }
  return NULL;
}

static void
add_entry (RlifGroup *group, const char *key, const char *value, guint line)
{
  RlifEntry *entry = g_new (RlifEntry, 1);
  entry->key = g_strdup (key);
  entry->value = g_strdup (value);
  entry->line = line;
  g_ptr_array_add (group->entries, entry);
}

void
rlif_group_set (RlifGroup *group, const char *key, const char *value)
{
  RlifEntry *entry = rlif_group_find_entry (group, key);
  if (!entry) {
    add_entry (group, key, value, 0);
    return;
  }
  g_free (entry->value);
  entry->value = g_strdup (value);
  entry->line = 0;
}

gboolean
rlif_keyfile_fail (const RlifKeyFile *file, guint line, int code, GError **error,
                   const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  if (line > 0)
    g_set_error (error, RLIF_ERROR, code, "%s:%u: %s", file->path, line, what);
  else
    g_set_error (error, RLIF_ERROR, code, "%s: %s", file->path, what);
  return FALSE;
}

/* Ends the text where a comment begins: at a # that is first or follows white space. */
static void
cut_comment (char *text)
{
  for (char *p = strchr (text, '#'); p; p = strchr (p + 1, '#'))
    if (p == text || g_ascii_isspace (p[-1])) {
      *p = '\0';
      return;
    }
}

/* Trims, and makes one blank of every run of white space. */
static char *
fold_space (const char *text)
{
  g_auto (GStrv) word = g_strsplit_set (text, " \t", -1);
  GString *s = g_string_new (NULL);
  for (char **w = word; *w; w++)
    if (**w) g_string_append_printf (s, "%s%s", s->len ? " " : "", *w);
  return g_string_free (s, FALSE);
}

static gboolean
parse_group (RlifKeyFile *file, char *text, guint line, GError **error)
{
  char *end = strchr (text, ']');
  if (!end || end[1])
    return rlif_keyfile_fail (file, line, RLIF_ERROR_SYNTAX, error,
                              "“%s” is not a group: [name] is", text);
  *end = '\0';
  g_autofree char *name = fold_space (text + 1);
  if (!*name)
    return rlif_keyfile_fail (file, line, RLIF_ERROR_SYNTAX, error, "the group has no name");
  const RlifGroup *before = rlif_keyfile_find_group (file, name);
  if (before)
    return rlif_keyfile_fail (file, line, RLIF_ERROR_SYNTAX, error,
                              "the group [%s] was already given in line %u", name, before->line);
  RlifGroup *group = g_new (RlifGroup, 1);
  group->name = g_steal_pointer (&name);
  group->line = line;
  group->entries = g_ptr_array_new_with_free_func (free_entry);
  g_ptr_array_add (file->groups, group);
  return TRUE;
}

static gboolean
parse_entry (RlifKeyFile *file, char *text, guint line, GError **error)
{
  char *equals = strchr (text, '=');
  if (!equals || equals == text)
    return rlif_keyfile_fail (file, line, RLIF_ERROR_SYNTAX, error,
                              "“%s” is neither “key = value” nor [group]", text);
  *equals = '\0';
  const char *key = g_strstrip (text);
  const char *value = g_strstrip (equals + 1);
  if (file->groups->len == 0)
    return rlif_keyfile_fail (file, line, RLIF_ERROR_SYNTAX, error,
                              "“%s” stands before the first [group]", key);
  RlifGroup *group = file->groups->pdata[file->groups->len - 1];
  const RlifEntry *before = rlif_group_find_entry (group, key);
  if (before)
    return rlif_keyfile_fail (file, line, RLIF_ERROR_SYNTAX, error,
                              "“%s” was already given in line %u", key, before->line);
  if (!*value)
    return rlif_keyfile_fail (file, line, RLIF_ERROR_SYNTAX, error, "“%s” has no value", key);
  add_entry (group, key, value, line);
  return TRUE;
}

static gboolean
parse_line (RlifKeyFile *file, char *text, guint line, GError **error)
{
  cut_comment (text);
  g_strstrip (text);
  if (!*text) return TRUE;
  return *text == '[' ? parse_group (file, text, line, error)
                      : parse_entry (file, text, line, error);
}

RlifKeyFile *
rlif_keyfile_parse (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (RlifKeyFile) file = g_new (RlifKeyFile, 1);
  file->path = g_strdup (path);
  file->groups = g_ptr_array_new_with_free_func (free_group);
  guint line = 1;
  const char *p = text, *const end = text + length;
  if (length >= 3 && memcmp (p, "\xef\xbb\xbf", 3) == 0) p += 3;   /* a byte order mark */
  for (; p < end; line++) {
    const char *const newline = memchr (p, '\n', (gsize) (end - p));
    const gsize n = (gsize) ((newline ? newline : end) - p);
    if (!g_utf8_validate (p, (gssize) n, NULL)) {
      rlif_keyfile_fail (file, line, RLIF_ERROR_SYNTAX, error, "the line is not UTF-8 text");
      return NULL;
    }
    g_autofree char *copy = g_strndup (p, n);
    if (!parse_line (file, copy, line, error)) return NULL;
    p = newline ? newline + 1 : end;
  }
  return g_steal_pointer (&file);
}

/* Levenshtein's distance, case ignored. */
static guint
edit_distance (const char *a, const char *b)
{
  const gsize n = strlen (b);
  g_autofree guint *row = g_new (guint, n + 1);
  for (gsize j = 0; j <= n; j++) row[j] = (guint) j;
  for (gsize i = 0; a[i]; i++) {
    guint diagonal = row[0];
    row[0] = (guint) i + 1;
    for (gsize j = 0; j < n; j++) {
      const guint change = diagonal + (g_ascii_tolower (a[i]) != g_ascii_tolower (b[j]));
      diagonal = row[j + 1];
      row[j + 1] = MIN (change, MIN (row[j], row[j + 1]) + 1);
    }
  }
  return row[n];
}

const char *
rlif_nearest_name (const char *name, const char *const known[])
{
  const char *nearest = NULL;
  guint least = (guint) MAX (strlen (name) / 2, 2);
  for (; *known; known++) {
    const guint d = edit_distance (name, *known);
    if (d <= least && (!nearest || d < least)) {
      nearest = *known;
      least = d;
    }
  }
  return nearest;
}

char *
rlif_suggest (const char *name, const char *const known[])
{
  const char *nearest = rlif_nearest_name (name, known);
  return nearest ? g_strdup_printf (" (do you mean “%s”?)", nearest) : g_strdup ("");
}
