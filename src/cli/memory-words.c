/* What is driven and what is swept, as words of a command line. */
#include <string.h>
#include <rlif/units.h>
#include "cli/memory-words.h"

/* Splits at commas that are not in parentheses. Returns: (owned) of char *, trimmed. */
static GPtrArray *
split (const char *text)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  const char *begin = text;
  int depth = 0;
  for (const char *c = text;; c++) {
    if (*c == '(') depth++;
    if (*c == ')') depth--;
    if (*c && (*c != ',' || depth > 0)) continue;
    g_ptr_array_add (parts, g_strstrip (g_strndup (begin, (gsize) (c - begin))));
    if (!*c) return parts;
    begin = c + 1;
  }
}

/* Reads the next number. Returns: what stands behind it; NULL if there is none. */
static const char *
next_number (const char *text, double *number)
{
  for (const char *c = text; *c; c++) {
    const gboolean in_word = c > text && (g_ascii_isalnum (c[-1]) || c[-1] == '_');
    char *end;
    if (in_word || !(g_ascii_isdigit (*c) || *c == '.' || *c == '-')) continue;
    *number = g_ascii_strtod (c, &end);
    if (end > c) return end;
  }
  return NULL;
}

/* The k-th number of a value. Returns: FALSE if it has fewer. */
static gboolean
find_number (const char *value, guint k, double *number, const char **behind)
{
  *behind = value;
  for (guint i = 0; i <= k && *behind; i++) *behind = next_number (*behind, number);
  return *behind != NULL;
}

/* Do the values have a k-th number, and does it differ? */
static gboolean
take_number (RlifSweep *sweep, guint k)
{
  const char *behind;
  gboolean differs = FALSE;
  for (guint i = 0; i < sweep->n; i++) {
    if (!find_number (sweep->value[i], k, &sweep->x[i], &behind)) return FALSE;
    differs |= i > 0 && sweep->x[i] != sweep->x[0];
  }
  find_number (sweep->value[0], k, &sweep->x[0], &behind);
  while (*behind == ' ') behind++;
  g_free (sweep->unit);
  sweep->unit = g_strndup (behind, strcspn (behind, ",) "));
  return differs;
}

static void
find_x (RlifSweep *sweep)
{
  for (guint k = 0; k < 4; k++)
    if (take_number (sweep, k)) return;
  for (guint i = 0; i < sweep->n; i++) sweep->x[i] = i + 1.0;
  g_free (sweep->unit);
  sweep->unit = g_strdup ("");
}

static gboolean
fail (const char *option, const char *text, const char *fits, GError **error)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s=%s: what fits: %s", option, text, fits);
  return FALSE;
}

RlifSweep *
rlif_sweep_parse (const char *text, GError **error)
{
  g_autoptr (RlifSweep) sweep = g_new0 (RlifSweep, 1);
  const char *values = strchr (text, '=');
  g_autoptr (GPtrArray) part = split (values ? values + 1 : "");
  gboolean ok = values > text;
  for (guint k = 0; k < part->len; k++) ok = ok && *(const char *) part->pdata[k];
  if (!ok) {
    fail ("sweep", text, "GROUP.KEY=VALUE,VALUE,..., as in 'neurons.A.tau_m=10 ms,20 ms,40 ms'", error);
    return NULL;
  }
  sweep->key = g_strstrip (g_strndup (text, (gsize) (values - text)));
  sweep->n = part->len;
  sweep->x = g_new (double, sweep->n);
  g_ptr_array_add (part, NULL);
  sweep->value = g_strdupv ((char **) part->pdata);
  find_x (sweep);
  return g_steal_pointer (&sweep);
}

void
rlif_sweep_free (RlifSweep *sweep)
{
  if (!sweep) return;
  g_free (sweep->key);
  g_strfreev (sweep->value);
  g_free (sweep->x);
  g_free (sweep->unit);
  g_free (sweep);
}

static void
clear_drive (gpointer data)
{
  g_free (((RlifMemoryDrive *) data)->population);
}

static gboolean
add_drive (GArray *drives, const char *text, const char *word, GError **error)
{
  const char *equals = strchr (word, '=');
  RlifMemoryDrive drive = { 0 };
  if (!equals || equals == word)
    return fail ("input", text, "POPULATION=CURRENT,..., as in 'A=200 pA,B=-200 pA'", error);
  if (!rlif_quantity_parse (equals + 1, "pA", &drive.current, error)) {
    g_prefix_error (error, "--input=%s: ", text);
    return FALSE;
  }
  drive.population = g_strstrip (g_strndup (word, (gsize) (equals - word)));
  g_array_append_val (drives, drive);
  return TRUE;
}

GArray *
rlif_drives_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) word = split (text);
  g_autoptr (GArray) drives = g_array_new (FALSE, FALSE, sizeof (RlifMemoryDrive));
  g_array_set_clear_func (drives, clear_drive);
  for (guint k = 0; k < word->len; k++)
    if (!add_drive (drives, text, word->pdata[k], error)) return NULL;
  return g_steal_pointer (&drives);
}
