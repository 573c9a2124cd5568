/* Recordings: the format by the end of the name, the file whole or not at all. */
#include <rlif/io.h>
#include <string.h>
#include "base/replace.h"
#include "io/recording.h"

typedef struct {
  const char *ending;
  gboolean both;         /* can hold spikes and traces together */
  gboolean traces;       /* can hold traces */
  gboolean (*fits) (const char *name);  /* can a population be called that? NULL: no names kept */
  const char *names;     /* which names fit */
  gboolean (*write) (const RlifRecording *recording, const char *aside, const char *path,
                     GError **error);
  RlifRaster *(*load) (const char *path, GError **error);
} Format;

static gboolean
fits_hdf5 (const char *name)
{
  return *name && !strchr (name, '/') && !g_str_equal (name, ".");
}

static gboolean
fits_csv (const char *name)
{
  const gsize n = strlen (name);
  return n > 0 && !strpbrk (name, ",\"\r\n") && g_utf8_validate (name, -1, NULL)
         && !g_ascii_isspace (name[0]) && !g_ascii_isspace (name[n - 1]);
}

static const Format FORMATS[] = {
  { ".h5", TRUE, TRUE, fits_hdf5, "names without “/”, but not “.”", rlif_recording_write_hdf5,
    rlif_raster_load_hdf5 },
  { ".csv", FALSE, TRUE, fits_csv, "names without commas, quotes and line ends, or blanks around",
    rlif_recording_write_csv, rlif_raster_load_csv },
  { ".gdf", FALSE, FALSE, NULL, NULL, rlif_recording_write_gdf, rlif_raster_load_gdf },
};

static const Format *
find_format (const char *path, GError **error)
{
  for (gsize k = 0; k < G_N_ELEMENTS (FORMATS); k++)
    if (g_str_has_suffix (path, FORMATS[k].ending)) return &FORMATS[k];
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "%s: the end of the name tells no format; what fits: .h5, .csv, .gdf", path);
  return NULL;
}

gboolean
rlif_recording_check_path (const char *path, gboolean spikes, gboolean traces, GError **error)
{
  const Format *format = find_format (path, error);
  if (!format) return FALSE;
  if (traces && !format->traces) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s: %s files hold no traces; what fits: .h5, .csv", path, format->ending);
    return FALSE;
  }
  if (spikes && traces && !format->both) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s: a %s file holds spikes or traces, not both; what fits: .h5, or two files",
                 path, format->ending);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_name (const Format *format, const char *name, const char *path, GError **error)
{
  if (!format->fits || format->fits (name)) return TRUE;
  g_autofree char *printable = g_utf8_make_valid (name, -1);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "%s: a %s file cannot hold a population named “%s”; what fits: %s", path,
               format->ending, printable, format->names);
  return FALSE;
}

/* Will the populations be found again in the file? */
static gboolean
check_names (const Format *format, const RlifRecording *recording, const char *path, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint k = 0; recording->raster && k < recording->raster->trains->len; k++) {
    char *name = ((const RlifTrain *) recording->raster->trains->pdata[k])->name;
    if (!check_name (format, name, path, error)) return FALSE;
    if (g_hash_table_add (names, name) || !format->fits) continue;
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s: there are two populations named “%s”; what fits: different names", path,
                 name);
    return FALSE;
  }
  for (gsize k = 0; k < recording->n_traces; k++) {
    const RlifPopulation *population = recording->trace[k]->population;
    if (!check_name (format, rlif_population_get_name (population), path, error)) return FALSE;
  }
  return TRUE;
}

gboolean
rlif_recording_save (const RlifRecording *recording, const char *path, GError **error)
{
  if (!rlif_recording_check_path (path, recording->raster != NULL, recording->n_traces > 0, error))
    return FALSE;
  const Format *format = find_format (path, NULL);
  if (!check_names (format, recording, path, error)) return FALSE;
  g_autofree char *aside = rlif_replace_begin (path, error);
  if (!aside) return FALSE;
  if (format->write (recording, aside, path, error))
    return rlif_replace_commit (aside, path, error);
  rlif_replace_abort (aside);
  return FALSE;
}

RlifRaster *
rlif_raster_load (const char *path, GError **error)
{
  const Format *format = find_format (path, error);
  if (!format) return NULL;
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR)) return format->load (path, error);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", path,
               g_file_test (path, G_FILE_TEST_EXISTS) ? "it is not a file" : "there is no such file");
  return NULL;
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  const RlifReadSpike *x = a, *y = b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return x->neuron < y->neuron ? -1 : x->neuron > y->neuron;
}

void
rlif_raster_add_sorted (RlifRaster *raster, const char *name, guint32 size, GArray *spikes)
{
  guint32 largest = 0;
  g_array_sort (spikes, by_time);
  RlifTrain *train = rlif_raster_add (raster, name, size, spikes->len);
  for (guint k = 0; k < spikes->len; k++) {
    const RlifReadSpike *spike = &g_array_index (spikes, RlifReadSpike, k);
    train->time[k] = spike->time;
    train->neuron[k] = spike->neuron;
    largest = MAX (largest, spike->neuron);
  }
  train->size = MAX (size, largest + 1);
  if (!spikes->len) return;
  raster->begin = MIN (raster->begin, train->time[0]);
  raster->end = MAX (raster->end, train->time[spikes->len - 1]);
}
