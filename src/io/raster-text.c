/* Spikes are read from text: CSV as rlif writes it, and GDF ("id time", ids counted from 1). */
#include <math.h>
#include <string.h>
#include "io/recording.h"

#define HEADER "time [ms],population,neuron"
#define FROM "# from: "
#define TO "# to: "
#define POPULATION "# population "

typedef struct {
  char *name;
  guint32 size;          /* 0: not said */
  GArray *spikes;        /* of RlifReadSpike */
} Population;

typedef struct {
  const char *path;
  guint line;
  gboolean begun;        /* the header has been read */
  RlifRaster *raster;
  GPtrArray *population; /* of Population, as they are first named */
  GHashTable *by_name;   /* the same */
} Reader;

static void
free_population (gpointer data)
{
  Population *population = data;
  g_free (population->name);
  g_array_unref (population->spikes);
  g_free (population);
}

static Population *
find_population (Reader *reader, const char *name)
{
  Population *population = g_hash_table_lookup (reader->by_name, name);
  if (population) return population;
  population = g_new (Population, 1);
  population->name = g_strdup (name);
  population->size = 0;
  population->spikes = g_array_new (FALSE, FALSE, sizeof (RlifReadSpike));
  g_ptr_array_add (reader->population, population);
  g_hash_table_insert (reader->by_name, population->name, population);
  return population;
}

/* @line   as it stands in the file: as much of it is shown as is needed to find it */
static gboolean
fail (const Reader *reader, const char *line, const char *what, const char *fits, GError **error)
{
  const glong shown = 40;
  const gboolean cut = g_utf8_strlen (line, -1) > shown;
  g_autofree char *start = cut ? g_utf8_substring (line, 0, shown) : g_strdup (line);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_SYNTAX, "%s:%u: %s: “%s%s”; what fits: %s",
               reader->path, reader->line, what, start, cut ? "…" : "", fits);
  return FALSE;
}

static gboolean
parse_number (const char *text, double *value)
{
  char *end;
  const double number = g_ascii_strtod (text, &end);
  if (end == text || *end || !isfinite (number)) return FALSE;
  *value = number;
  return TRUE;
}

/* @first   what the file calls the first neuron */
static gboolean
parse_spike (const char *time, const char *id, guint first, RlifReadSpike *spike)
{
  guint64 n;
  if (!parse_number (time, &spike->time)
      || !g_ascii_string_to_unsigned (id, 10, first, (guint64) G_MAXUINT32 - 1 + first, &n, NULL))
    return FALSE;
  spike->neuron = (guint32) (n - first);
  return TRUE;
}

/* What stands between a beginning and an end. Returns: (owned) NULL if the line is another. */
static char *
between (const char *line, const char *begin, const char *end)
{
  if (!g_str_has_prefix (line, begin) || !g_str_has_suffix (line, end)) return NULL;
  const gsize b = strlen (begin), e = strlen (end), n = strlen (line);
  return n >= b + e ? g_strndup (line + b, n - b - e) : NULL;
}

static void
read_size (Reader *reader, const char *text)
{
  const char *colon = strrchr (text, ':');
  guint64 size;
  if (!colon || colon == text || colon[1] != ' '
      || !g_ascii_string_to_unsigned (colon + 2, 10, 0, G_MAXUINT32 - 1, &size, NULL))
    return;
  g_autofree char *name = g_strndup (text, (gsize) (colon - text));
  find_population (reader, name)->size = (guint32) size;
}

/* What comments of our own files tell: the span recorded, the sizes of populations. */
static void
read_comment (Reader *reader, const char *line)
{
  g_autofree char *from = between (line, FROM, " ms");
  g_autofree char *to = between (line, TO, " ms");
  g_autofree char *population = between (line, POPULATION, " neurons");
  if (from) parse_number (from, &reader->raster->begin);
  if (to) parse_number (to, &reader->raster->end);
  if (population) read_size (reader, population);
}

static gboolean
read_csv_line (Reader *reader, char *line, GError **error)
{
  if (*line == '#') return read_comment (reader, line), TRUE;
  if (!reader->begun) {
    reader->begun = g_str_equal (line, HEADER);
    return reader->begun || fail (reader, line, "is not the header of a spike file", HEADER, error);
  }
  g_auto (GStrv) cell = g_strsplit (line, ",", 4);
  RlifReadSpike spike;
  if (g_strv_length (cell) != 3 || !*g_strstrip (cell[1])
      || !parse_spike (g_strstrip (cell[0]), g_strstrip (cell[2]), 0, &spike))
    return fail (reader, line, "is not a spike", "TIME,POPULATION,NEURON", error);
  g_array_append_val (find_population (reader, cell[1])->spikes, spike);
  return TRUE;
}

static gboolean
read_gdf_line (Reader *reader, char *line, GError **error)
{
  if (*line == '#') return TRUE;
  const gsize n = strcspn (line, " \t");
  g_autofree char *id = g_strndup (line, n);
  RlifReadSpike spike;
  if (!parse_spike (line + n + strspn (line + n, " \t"), id, 1, &spike))
    return fail (reader, line, "is not a spike", "ID TIME, with ids from 1", error);
  g_array_append_val (find_population (reader, "neurons")->spikes, spike);
  return TRUE;
}

typedef gboolean (*ReadLine) (Reader *reader, char *line, GError **error);

/* @text   is cut into lines */
static gboolean
read_lines (Reader *reader, char *text, ReadLine read_line, GError **error)
{
  for (char *line = text, *next; line; line = next) {
    next = strchr (line, '\n');
    if (next) *next++ = '\0';
    reader->line++;
    g_strstrip (line);
    if (*line && !read_line (reader, line, error)) return FALSE;
  }
  return TRUE;
}

/* Returns: (owned) the whole file; NULL on error. */
static char *
read_text (const char *path, GError **error)
{
  char *text;
  const char *bad;
  gsize length;
  guint line = 1;
  g_autoptr (GError) cause = NULL;
  if (!g_file_get_contents (path, &text, &length, &cause)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", path, cause->message);
    return NULL;
  }
  if (g_utf8_validate (text, (gssize) length, &bad)) return text;
  for (const char *c = text; c < bad; c++) line += *c == '\n';
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_SYNTAX, "%s:%u: is not a text file: byte 0x%02x", path,
               line, (guint8) *bad);
  g_free (text);
  return NULL;
}

static gboolean
read_spikes (Reader *reader, ReadLine read_line, GError **error)
{
  g_autofree char *text = read_text (reader->path, error);
  if (!text || !read_lines (reader, text, read_line, error)) return FALSE;
  for (guint k = 0; k < reader->population->len; k++) {
    const Population *p = reader->population->pdata[k];
    rlif_raster_add_sorted (reader->raster, p->name, p->size, p->spikes);
  }
  return TRUE;
}

static void
begin (Reader *reader, const char *path)
{
  *reader = (Reader) { .path = path, .raster = rlif_raster_new (0, 0),
                       .population = g_ptr_array_new_with_free_func (free_population),
                       .by_name = g_hash_table_new (g_str_hash, g_str_equal) };
}

/* Returns: (owned) what was read, if all went well. */
static RlifRaster *
end (Reader *reader, gboolean ok)
{
  g_hash_table_unref (reader->by_name);
  g_ptr_array_unref (reader->population);
  if (!ok) rlif_raster_free (g_steal_pointer (&reader->raster));
  return reader->raster;
}

RlifRaster *
rlif_raster_load_csv (const char *path, GError **error)
{
  Reader reader;
  begin (&reader, path);
  gboolean ok = read_spikes (&reader, read_csv_line, error);
  if (ok && !reader.begun) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_SYNTAX,
                 "%s: the file has no header; what fits: " HEADER, path);
    ok = FALSE;
  }
  return end (&reader, ok);
}

RlifRaster *
rlif_raster_load_gdf (const char *path, GError **error)
{
  Reader reader;
  begin (&reader, path);
  find_population (&reader, "neurons");
  return end (&reader, read_spikes (&reader, read_gdf_line, error));
}
