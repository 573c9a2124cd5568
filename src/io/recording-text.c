/* Recordings as text: CSV, and NEST's GDF.
 *
 * Numbers are written with as few digits as read back to the same double. Writing stops at the
 * first failure, while errno still says why. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include "io/recording.h"

#define NUMBER_SPACE 40

/* With a point, whatever the language of the program. */
static const char *
number (double value, char buffer[NUMBER_SPACE])
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  for (gsize k = 0; k < G_N_ELEMENTS (formats); k++) {
    g_ascii_formatd (buffer, NUMBER_SPACE, formats[k], value);
    if (g_ascii_strtod (buffer, NULL) == value) break;
  }
  return buffer;
}

/* Opens, lets `write` fill the file, closes; an error at any point counts. */
static gboolean
write_file (const RlifRecording *recording, const char *aside, const char *path,
            gboolean (*write) (const RlifRecording *, FILE *), GError **error)
{
  FILE *file = g_fopen (aside, "we");
  const gboolean ok = file && write (recording, file) && fflush (file) == 0;
  if (!ok)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path,
                 g_strerror (errno));
  if (file) fclose (file);
  return ok;
}

/* Notes as comments; a note of several lines has each behind a #. */
static gboolean
write_notes (const RlifRecording *recording, FILE *file)
{
  for (const char *const *n = recording->notes; n && n[0]; n += 2) {
    g_auto (GStrv) line = g_strsplit (n[1], "\n", -1);
    if (fprintf (file, "# %s: %s\n", n[0], line[0] ? line[0] : "") < 0) return FALSE;
    for (char **l = line[0] ? line + 1 : line; *l; l++)
      if (fprintf (file, "#   %s\n", *l) < 0) return FALSE;
  }
  return TRUE;
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

static gboolean
write_spikes (const RlifRaster *raster, FILE *file)
{
  char buffer[NUMBER_SPACE];
  g_autofree gsize *at = g_new0 (gsize, raster->trains->len + 1);
  guint k = 0;
  for (const RlifTrain *train; (train = next_train (raster, at, &k)); at[k]++)
    if (fprintf (file, "%s,%s,%u\n", number (train->time[at[k]], buffer), train->name,
                 train->neuron[at[k]]) < 0)
      return FALSE;
  return TRUE;
}

/* One neuron at the moment t. */
static gboolean
write_states (const RlifTrace *trace, double ms, guint t, guint32 i, FILE *file)
{
  char buffer[NUMBER_SPACE];
  const gsize n = trace->n_neurons, frame = n * trace->n_states;
  if (fprintf (file, "%s,%s,%u", number (ms, buffer), rlif_population_get_name (trace->population),
               trace->neuron[i]) < 0)
    return FALSE;
  for (guint j = 0; j < trace->n_states; j++)
    if (fprintf (file, ",%s", number (g_array_index (trace->value, double, t * frame + j * n + i),
                                      buffer)) < 0)
      return FALSE;
  return fputc ('\n', file) != EOF;
}

static gboolean
write_trace (const RlifTrace *trace, gint64 ticks_per_ms, FILE *file)
{
  for (guint t = 0; t < trace->time->len; t++) {
    const double ms = (double) g_array_index (trace->time, RlifTime, t) / (double) ticks_per_ms;
    for (guint32 i = 0; i < trace->n_neurons; i++)
      if (!write_states (trace, ms, t, i, file)) return FALSE;
  }
  return TRUE;
}

/* Returns: (owned) */
static char *
make_header (const RlifTrace *trace)
{
  const RlifModel *model = rlif_population_get_model (trace->population);
  GString *header = g_string_new ("time [ms],population,neuron");
  for (guint j = 0; j < trace->n_states; j++) {
    const RlifField *field = &model->state[trace->state[j]];
    g_string_append_printf (header, *field->unit ? ",%s [%s]" : ",%s", field->name, field->unit);
  }
  return g_string_free (header, FALSE);
}

/* A trace of other states than the one before it begins with a header of its own. */
static gboolean
write_traces (const RlifRecording *recording, FILE *file)
{
  g_autofree char *last = g_strdup ("");
  for (gsize k = 0; k < recording->n_traces; k++) {
    char *header = make_header (recording->trace[k]);
    const gboolean same = g_str_equal (last, header);
    g_free (last);
    last = header;
    if ((!same && fprintf (file, "%s\n", header) < 0)
        || !write_trace (recording->trace[k], recording->ticks_per_ms, file))
      return FALSE;
  }
  return TRUE;
}

/* What a reader cannot see from the spikes, and the header. */
static gboolean
write_head (const RlifRaster *raster, FILE *file)
{
  char begin[NUMBER_SPACE], end[NUMBER_SPACE];
  if (fprintf (file, "# from: %s ms\n# to: %s ms\n", number (raster->begin, begin),
               number (raster->end, end)) < 0)
    return FALSE;
  for (guint k = 0; k < raster->trains->len; k++) {
    const RlifTrain *train = raster->trains->pdata[k];
    if (fprintf (file, "# population %s: %u neurons\n", train->name, train->size) < 0) return FALSE;
  }
  return fputs ("time [ms],population,neuron\n", file) != EOF;
}

static gboolean
write_csv (const RlifRecording *recording, FILE *file)
{
  const RlifRaster *raster = recording->raster;
  return write_notes (recording, file) && write_traces (recording, file)
         && (!raster || (write_head (raster, file) && write_spikes (raster, file)));
}

gboolean
rlif_recording_write_csv (const RlifRecording *recording, const char *aside, const char *path,
                          GError **error)
{
  return write_file (recording, aside, path, write_csv, error);
}

static gboolean
write_gdf (const RlifRecording *recording, FILE *file)
{
  char buffer[NUMBER_SPACE];
  const RlifRaster *raster = recording->raster;
  if (!raster) return TRUE;
  g_autofree gsize *at = g_new0 (gsize, raster->trains->len + 1);
  g_autofree guint64 *first = g_new (guint64, raster->trains->len + 1);
  first[0] = 1;
  for (guint k = 0; k < raster->trains->len; k++)
    first[k + 1] = first[k] + ((const RlifTrain *) raster->trains->pdata[k])->size;
  guint k = 0;
  for (const RlifTrain *train; (train = next_train (raster, at, &k)); at[k]++)
    if (fprintf (file, "%" G_GUINT64_FORMAT "\t%s\n", first[k] + train->neuron[at[k]],
                 number (train->time[at[k]], buffer)) < 0)
      return FALSE;
  return TRUE;
}

gboolean
rlif_recording_write_gdf (const RlifRecording *recording, const char *aside, const char *path,
                          GError **error)
{
  return write_file (recording, aside, path, write_gdf, error);
}
