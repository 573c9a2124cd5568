/* Recordings as text: CSV, and NEST's GDF. Numbers are written with as few digits as read back to
 * the same double. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include "io/recording.h"
#include "io/table.h"

#define NUMBER_SPACE 40

static const char *
number (double value, char buffer[NUMBER_SPACE])
{
  for (int digits = 15; digits <= 17; digits++) {
    g_snprintf (buffer, NUMBER_SPACE, "%.*g", digits, value);
    if (g_ascii_strtod (buffer, NULL) == value) break;
  }
  return buffer;
}

static gboolean
fail_io (const char *path, const char *what, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot %s: %s", path, what,
               g_strerror (errno));
  return FALSE;
}

/* Opens, lets `write` fill the file, closes; an error at any point counts. */
static gboolean
write_file (const RlifRecording *recording, const char *aside, const char *path,
            void (*write) (const RlifRecording *, FILE *), GError **error)
{
  FILE *file = g_fopen (aside, "we");
  if (!file) return fail_io (path, "be written", error);
  write (recording, file);
  const gboolean bad = ferror (file) != 0;
  if (fclose (file) != 0 || bad) return fail_io (path, "be written", error);
  return TRUE;
}

/* Notes as comments; a note of several lines has each behind a #. */
static void
write_notes (const RlifRecording *recording, FILE *file)
{
  for (const char *const *n = recording->notes; n && n[0]; n += 2) {
    g_auto (GStrv) line = g_strsplit (n[1], "\n", -1);
    fprintf (file, "# %s: %s\n", n[0], line[0] ? line[0] : "");
    for (char **l = line[0] ? line + 1 : line; *l; l++) fprintf (file, "#   %s\n", *l);
  }
}

/* The train whose next spike is first, or NULL. at[] counts the spikes already written. */
static const RlifTrain *
next_train (const RlifRaster *raster, gsize at[], guint *index)
{
  const RlifTrain *next = NULL;
  for (guint k = 0; k < raster->trains->len; k++) {
    const RlifTrain *train = raster->trains->pdata[k];
    if (at[k] < train->n && (!next || train->time[at[k]] < next->time[at[*index]])) {
      next = train;
      *index = k;
    }
  }
  return next;
}

static void
write_spikes (const RlifRaster *raster, FILE *file)
{
  char buffer[NUMBER_SPACE];
  g_autofree gsize *at = g_new0 (gsize, raster->trains->len + 1);
  guint k = 0;
  for (const RlifTrain *train; (train = next_train (raster, at, &k)); at[k]++)
    fprintf (file, "%s,%s,%u\n", number (train->time[at[k]], buffer), train->name,
             train->neuron[at[k]]);
}

static void
write_trace (const RlifTrace *trace, gint64 ticks_per_ms, FILE *file)
{
  char buffer[NUMBER_SPACE];
  const char *name = rlif_population_get_name (trace->population);
  const gsize n = trace->n_neurons, frame = n * trace->n_states;
  for (guint t = 0; t < trace->time->len; t++)
    for (gsize i = 0; i < n; i++) {
      const double ms = (double) g_array_index (trace->time, RlifTime, t) / (double) ticks_per_ms;
      fprintf (file, "%s,%s,%u", number (ms, buffer), name, trace->neuron[i]);
      for (guint j = 0; j < trace->n_states; j++)
        fprintf (file, ",%s", number (g_array_index (trace->value, double, t * frame + j * n + i),
                                      buffer));
      fputc ('\n', file);
    }
}

/* All traces of one CSV file have the same states; otherwise each begins with a header of its own. */
static void
write_traces (const RlifRecording *recording, FILE *file)
{
  g_autofree char *last = NULL;
  for (gsize k = 0; k < recording->n_traces; k++) {
    const RlifTrace *trace = recording->trace[k];
    const RlifModel *model = rlif_population_get_model (trace->population);
    g_autoptr (GString) header = g_string_new ("time [ms],population,neuron");
    for (guint j = 0; j < trace->n_states; j++) {
      const RlifField *field = &model->state[trace->state[j]];
      g_string_append_printf (header, *field->unit ? ",%s [%s]" : ",%s", field->name, field->unit);
    }
    if (!last || !g_str_equal (last, header->str)) fprintf (file, "%s\n", header->str);
    g_free (last);
    last = g_strdup (header->str);
    write_trace (trace, recording->ticks_per_ms, file);
  }
}

static void
write_csv (const RlifRecording *recording, FILE *file)
{
  char buffer[NUMBER_SPACE];
  write_notes (recording, file);
  write_traces (recording, file);
  if (!recording->raster) return;
  fprintf (file, "# from: %s ms\n", number (recording->raster->begin, buffer));
  fprintf (file, "# to: %s ms\n", number (recording->raster->end, buffer));
  for (guint k = 0; k < recording->raster->trains->len; k++) {
    const RlifTrain *train = recording->raster->trains->pdata[k];
    fprintf (file, "# population %s: %u neurons\n", train->name, train->size);
  }
  fputs ("time [ms],population,neuron\n", file);
  write_spikes (recording->raster, file);
}

gboolean
rlif_recording_write_csv (const RlifRecording *recording, const char *aside, const char *path,
                          GError **error)
{
  return write_file (recording, aside, path, write_csv, error);
}

static void
write_gdf (const RlifRecording *recording, FILE *file)
{
  char buffer[NUMBER_SPACE];
  const RlifRaster *raster = recording->raster;
  g_autofree gsize *at = g_new0 (gsize, raster->trains->len + 1);
  g_autofree guint64 *first = g_new0 (guint64, raster->trains->len + 1);
  for (guint k = 0; k < raster->trains->len; k++)
    first[k + 1] = first[k] + ((const RlifTrain *) raster->trains->pdata[k])->size;
  guint k = 0;
  for (const RlifTrain *train; (train = next_train (raster, at, &k)); at[k]++)
    fprintf (file, "%" G_GUINT64_FORMAT "\t%s\n", 1 + first[k] + train->neuron[at[k]],
             number (train->time[at[k]], buffer));
}

gboolean
rlif_recording_write_gdf (const RlifRecording *recording, const char *aside, const char *path,
                          GError **error)
{
  return write_file (recording, aside, path, write_gdf, error);
}

/* A file being read line by line. */
typedef struct {
  const char *path;
  char **line;
  guint number;
} Lines;

static gboolean
fail_line (const Lines *lines, const char *what, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_SYNTAX, "%s:%u: %s", lines->path, lines->number, what);
  return FALSE;
}

static gboolean
read_lines (const char *path, Lines *lines, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  *lines = (Lines) { .path = path };
  gsize length;
  if (!g_file_get_contents (path, &text, &length, &cause)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", path, cause->message);
    return FALSE;
  }
  if (!g_utf8_validate (text, (gssize) length, NULL)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_SYNTAX, "%s: is not a text file", path);
    return FALSE;
  }
  lines->line = g_strsplit (text, "\n", -1);
  return TRUE;
}

/* Trains in the order in which their populations are named. */
typedef struct {
  GPtrArray *name;       /* of char * */
  GPtrArray *spikes;     /* of GArray of RlifReadSpike */
  GArray *size;          /* of guint32; 0: unknown */
} Trains;

static guint
find_train (Trains *trains, const char *name)
{
  for (guint k = 0; k < trains->name->len; k++)
    if (g_str_equal (trains->name->pdata[k], name)) return k;
  const guint32 unknown = 0;
  g_ptr_array_add (trains->name, g_strdup (name));
  g_ptr_array_add (trains->spikes, g_array_new (FALSE, FALSE, sizeof (RlifReadSpike)));
  g_array_append_val (trains->size, unknown);
  return trains->name->len - 1;
}

static gboolean
parse_spike (const char *time, const char *neuron, RlifReadSpike *spike)
{
  char *end;
  guint64 id;
  errno = 0;
  spike->time = g_ascii_strtod (time, &end);
  if (end == time || *end || !(spike->time > -1e300 && spike->time < 1e300)) return FALSE;
  if (!g_ascii_string_to_unsigned (neuron, 10, 0, G_MAXUINT32 - 1, &id, NULL)) return FALSE;
  spike->neuron = (guint32) id;
  return TRUE;
}

/* What comments of our own files tell: the span recorded, the sizes of populations. */
static void
read_comment (const char *line, RlifRaster *raster, Trains *trains)
{
  double value;
  if (sscanf (line, "# from: %lf ms", &value) == 1) raster->begin = value;
  if (sscanf (line, "# to: %lf ms", &value) == 1) raster->end = value;
  const char *colon = strrchr (line, ':');
  guint size;
  if (g_str_has_prefix (line, "# population ") && colon && sscanf (colon, ": %u neurons", &size) == 1) {
    const char *name = line + strlen ("# population ");
    g_autofree char *copy = g_strndup (name, (gsize) (colon - name));
    const guint k = find_train (trains, copy);
    g_array_index (trains->size, guint32, k) = size;
  }
}

static gboolean
read_csv_row (const Lines *lines, const char *line, Trains *trains, GError **error)
{
  g_auto (GStrv) cell = g_strsplit (line, ",", 4);
  RlifReadSpike spike;
  if (g_strv_length (cell) != 3 || !parse_spike (g_strstrip (cell[0]), g_strstrip (cell[2]), &spike))
    return fail_line (lines, "is not a spike: TIME,POPULATION,NEURON is", error);
  const guint k = find_train (trains, g_strstrip (cell[1]));
  g_array_append_val ((GArray *) trains->spikes->pdata[k], spike);
  return TRUE;
}

static gboolean
read_csv (Lines *lines, RlifRaster *raster, Trains *trains, GError **error)
{
  gboolean header = FALSE;
  for (char **l = lines->line; *l; l++) {
    lines->number++;
    g_strstrip (*l);
    if (**l == '#') read_comment (*l, raster, trains);
    if (**l == '#' || !**l) continue;
    if (!header && !g_str_equal (*l, "time [ms],population,neuron"))
      return fail_line (lines, "is not the header of a spike file: time [ms],population,neuron is",
                        error);
    if (header && !read_csv_row (lines, *l, trains, error)) return FALSE;
    header = TRUE;
  }
  return header || fail_line (lines, "the file has no header: time [ms],population,neuron", error);
}

static gboolean
read_gdf (Lines *lines, RlifRaster *raster G_GNUC_UNUSED, Trains *trains, GError **error)
{
  const guint k = find_train (trains, "neurons");
  for (char **l = lines->line; *l; l++) {
    lines->number++;
    g_strstrip (*l);
    if (**l == '#' || !**l) continue;
    const gsize n = strcspn (*l, " \t");
    g_autofree char *id = g_strndup (*l, n);
    g_autofree char *time = g_strstrip (g_strdup (*l + n));
    RlifReadSpike spike;
    if (!parse_spike (time, id, &spike)) return fail_line (lines, "is not a spike: ID TIME is", error);
    g_array_append_val ((GArray *) trains->spikes->pdata[k], spike);
  }
  return TRUE;
}

static RlifRaster *
load_text (const char *path, gboolean (*read) (Lines *, RlifRaster *, Trains *, GError **),
           GError **error)
{
  Lines lines;
  if (!read_lines (path, &lines, error)) return NULL;
  Trains trains = { g_ptr_array_new_with_free_func (g_free),
                    g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref),
                    g_array_new (FALSE, FALSE, sizeof (guint32)) };
  RlifRaster *raster = rlif_raster_new (0, 0);
  const gboolean ok = read (&lines, raster, &trains, error);
  for (guint k = 0; ok && k < trains.name->len; k++)
    rlif_raster_add_sorted (raster, trains.name->pdata[k], g_array_index (trains.size, guint32, k),
                            trains.spikes->pdata[k]);
  g_strfreev (lines.line);
  g_ptr_array_unref (trains.name);
  g_ptr_array_unref (trains.spikes);
  g_array_unref (trains.size);
  if (!ok) rlif_raster_free (g_steal_pointer (&raster));
  return raster;
}

RlifRaster *
rlif_raster_load_csv (const char *path, GError **error)
{
  return load_text (path, read_csv, error);
}

RlifRaster *
rlif_raster_load_gdf (const char *path, GError **error)
{
  return load_text (path, read_gdf, error);
}
