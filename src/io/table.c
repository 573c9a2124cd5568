/* Tables in text files, compressed or not. */
#include <errno.h>
#include <string.h>
#include <zlib.h>
#include <rlif/units.h>
#include "base/keyfile.h"
#include "io/table.h"

#define LONGEST_LINE 4096
#define MOST_COLUMNS 64

typedef struct {
  const char *path;
  gzFile file;
  guint line;
  gint64 ticks_per_ms;
  RlifColumn *column;
  gsize n;
  int place[MOST_COLUMNS];          /* which column stands where; -1: none that is wanted */
  char *unit[MOST_COLUMNS];         /* of the header, owned */
  guint n_places;
} Table;

static gboolean
fail (const Table *table, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (const Table *table, GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_SYNTAX, "%s:%u: %s", table->path,
               MAX (table->line, 1), what);
  return FALSE;
}

static gboolean
is_broken (const Table *table)
{
  int code;
  gzerror (table->file, &code);
  return code != Z_OK && code != Z_STREAM_END;
}

static gboolean
fail_read (const Table *table, GError **error)
{
  int code;
  const char *message = gzerror (table->file, &code);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s:%u: cannot be read on: %s", table->path,
               MAX (table->line, 1),
               code == Z_ERRNO ? g_strerror (errno)
               : code == Z_BUF_ERROR ? "the compressed file is cut off"
               : code == Z_DATA_ERROR ? "the compressed file is damaged" : message);
  return FALSE;
}

/* The next line that is neither blank nor a comment. Returns: 1 there is one, 0 end, -1 error. */
static int
next_line (Table *table, char *line, GError **error)
{
  while (gzgets (table->file, line, LONGEST_LINE)) {
    table->line++;
    if (is_broken (table)) break;
    if (!strchr (line, '\n') && !gzeof (table->file)) {
      fail (table, error, "the line is longer than %d bytes, or not text", LONGEST_LINE - 2);
      return -1;
    }
    if (!g_utf8_validate (line, -1, NULL)) {
      fail (table, error, "the line is not UTF-8 text");
      return -1;
    }
    g_strstrip (line);
    if (*line && *line != '#') return 1;
  }
  if (!is_broken (table)) return 0;
  fail_read (table, error);
  return -1;
}

static const char *
unit_of (const RlifColumn *column)
{
  return column->kind == RLIF_COLUMN_TIME ? "ms"
         : column->kind == RLIF_COLUMN_QUANTITY ? column->unit : "";
}

static char *
describe_columns (const Table *table)
{
  GString *s = g_string_new (NULL);
  for (gsize j = 0; j < table->n; j++) {
    const RlifColumn *c = &table->column[j];
    const char *unit = unit_of (c);
    g_string_append_printf (s, "%s%s%s%s%s%s", j ? ", " : "", c->name, *unit ? " [" : "", unit,
                            *unit ? "]" : "", c->required ? "" : " (optional)");
  }
  return g_string_free (s, FALSE);
}

static gboolean
fail_column (const Table *table, const char *name, GError **error)
{
  g_autofree const char **known = g_new0 (const char *, table->n + 1);
  for (gsize j = 0; j < table->n; j++) known[j] = table->column[j].name;
  g_autofree char *hint = rlif_suggest (name, known);
  g_autofree char *all = describe_columns (table);
  return fail (table, error, "there is no column “%s”%s; what fits: %s", name, hint, all);
}

static RlifColumn *
find_column (const Table *table, const char *name)
{
  for (gsize j = 0; j < table->n; j++)
    if (g_str_equal (table->column[j].name, name)) return &table->column[j];
  return NULL;
}

/* Does "1 UNIT" fit the column? */
static gboolean
check_unit (const Table *table, const RlifColumn *column, const char *unit, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *one = g_strdup_printf ("1 %s", unit);
  double value;
  if (rlif_quantity_parse (one, unit_of (column), &value, &cause)) return TRUE;
  if (*unit) return fail (table, error, "column “%s”: %s", column->name, cause->message);
  return fail (table, error, "column “%s”: a unit is needed in brackets, as in “%s [%s]”",
               column->name, column->name, unit_of (column));
}

/* One name of the header, such as "delay [ms]". */
static gboolean
read_title (Table *table, char *title, GError **error)
{
  g_autofree char *unit = NULL;
  char *open = strchr (title, '[');
  if (open && g_str_has_suffix (title, "]")) {
    *open++ = '\0';
    unit = g_strstrip (g_strndup (open, strlen (open) - 1));
  }
  RlifColumn *column = find_column (table, g_strstrip (title));
  if (!column) return fail_column (table, title, error);
  if (column->cells) return fail (table, error, "two columns are called “%s”", title);
  if (!check_unit (table, column, unit ? unit : "", error)) return FALSE;
  const gsize size = column->kind == RLIF_COLUMN_COUNT ? sizeof (guint32) : sizeof (double);
  column->cells = g_array_new (FALSE, FALSE, (guint) size);
  table->unit[table->n_places] = unit ? g_steal_pointer (&unit) : g_strdup ("");
  table->place[table->n_places++] = (int) (column - table->column);
  return TRUE;
}

static gboolean
read_header (Table *table, GError **error)
{
  char line[LONGEST_LINE];
  const int got = next_line (table, line, error);
  if (got < 0) return FALSE;
  g_autofree char *all = describe_columns (table);
  if (got == 0) return fail (table, error, "there is no header; what fits: %s", all);
  g_auto (GStrv) title = g_strsplit (line, ",", MOST_COLUMNS);
  for (char **t = title; *t; t++)
    if (!read_title (table, g_strstrip (*t), error)) return FALSE;
  for (gsize j = 0; j < table->n; j++)
    if (table->column[j].required && !table->column[j].cells)
      return fail (table, error, "the column “%s” is missing; what fits: %s",
                   table->column[j].name, all);
  return TRUE;
}

static gboolean
read_count (const Table *table, RlifColumn *column, const char *cell, GError **error)
{
  guint64 count;
  if (!g_ascii_string_to_unsigned (cell, 10, 0, G_MAXUINT32 - 1, &count, NULL))
    return fail (table, error, "column “%s”: “%s” is not a whole number from 0 to %u", column->name,
                 cell, column->below > 0 ? column->below - 1 : G_MAXUINT32 - 1);
  if (column->below > 0 && count >= column->below)
    return fail (table, error, "column “%s”: there is no %s %s; what fits: 0 to %u", column->name,
                 column->name, cell, column->below - 1);
  const guint32 small = (guint32) count;
  g_array_append_val (column->cells, small);
  return TRUE;
}

/* @text   the cell with the unit of its column */
static gboolean
read_quantity (const Table *table, RlifColumn *column, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;
  double value;
  if (!rlif_quantity_parse (text, column->unit, &value, &cause))
    return fail (table, error, "column “%s”: %s", column->name, cause->message);
  g_array_append_val (column->cells, value);
  return TRUE;
}

static gboolean
read_time (const Table *table, RlifColumn *column, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;
  RlifTime time;
  if (!rlif_time_parse (text, table->ticks_per_ms, &time, &cause))
    return fail (table, error, "column “%s”: %s", column->name, cause->message);
  if (time < 0) return fail (table, error, "column “%s”: “%s” is below 0", column->name, text);
  g_array_append_val (column->cells, time);
  return TRUE;
}

static gboolean
read_cell (const Table *table, guint place, const char *cell, GError **error)
{
  RlifColumn *column = &table->column[table->place[place]];
  if (column->kind == RLIF_COLUMN_COUNT) return read_count (table, column, cell, error);
  const char *unit = table->unit[place];
  g_autofree char *text = *unit ? g_strdup_printf ("%s %s", cell, unit) : g_strdup (cell);
  return column->kind == RLIF_COLUMN_TIME ? read_time (table, column, text, error)
                                          : read_quantity (table, column, text, error);
}

static gboolean
read_rows (Table *table, GError **error)
{
  char line[LONGEST_LINE];
  int got;
  while ((got = next_line (table, line, error)) > 0) {
    g_auto (GStrv) cell = g_strsplit (line, ",", MOST_COLUMNS);
    const guint n = g_strv_length (cell);
    if (n != table->n_places)
      return fail (table, error, "the row has %u cells, the header %u", n, table->n_places);
    for (guint k = 0; k < n; k++)
      if (!read_cell (table, k, g_strstrip (cell[k]), error)) return FALSE;
  }
  return got == 0;
}

gboolean
rlif_table_read (const char *path, gint64 ticks_per_ms, RlifColumn column[], gsize n,
                 GError **error)
{
  Table table = { .path = path, .ticks_per_ms = ticks_per_ms, .column = column, .n = n };
  for (gsize j = 0; j < n; j++) column[j].cells = NULL;
  table.file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? gzopen (path, "rb") : NULL;
  if (!table.file) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", path,
                 g_file_test (path, G_FILE_TEST_EXISTS) ? "it is not a readable file"
                                                        : "there is no such file");
    return FALSE;
  }
  const gboolean ok = read_header (&table, error) && read_rows (&table, error);
  gzclose (table.file);
  for (guint k = 0; k < table.n_places; k++) g_free (table.unit[k]);
  if (!ok) rlif_table_clear (column, n);
  return ok;
}

void
rlif_table_clear (RlifColumn column[], gsize n)
{
  for (gsize j = 0; j < n; j++)
    if (column[j].cells) g_array_unref (g_steal_pointer (&column[j].cells));
}
