/* Spike reports in HDF5 are read: ours and those of other programs that write SONATA.
 *
 * A file may hold anything. Whatever is read into memory of ours is measured first. */
#include <errno.h>
#include <hdf5.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include "io/hdf5-error.h"
#include "io/recording.h"

#define LONGEST_UNIT 32

static gboolean fail (const char *path, GError **error, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

static gboolean
fail (const char *path, GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: %s", path, what);
  return FALSE;
}

/* The population being read. */
typedef struct {
  const char *path, *name;
  hid_t group;
} Source;

static gboolean
fail_in (const Source *source, GError **error, const char *array, const char *what)
{
  return fail (source->path, error, "/spikes/%s: %s %s", source->name, array, what);
}

/* Is it a row of whole numbers, or of numbers of the class given? *n is how many. */
static gboolean
measure (const Source *source, const char *name, hid_t array, H5T_class_t class, gsize *n,
         GError **error)
{
  const hid_t space = H5Dget_space (array), type = H5Dget_type (array);
  const H5T_class_t found = H5Tget_class (type);
  const gboolean row = H5Sget_simple_extent_ndims (space) == 1;
  const hssize_t size = H5Sget_simple_extent_npoints (space);
  H5Tclose (type);
  H5Sclose (space);
  if (!row || size < 0 || (found != H5T_INTEGER && found != class))
    return fail_in (source, error, name, class == H5T_INTEGER ? "is not a row of whole numbers"
                                                              : "is not a row of numbers");
  if (size > 0 && H5Dget_storage_size (array) == 0)
    return fail_in (source, error, name, "was never written");
  *n = (gsize) size;
  return TRUE;
}

/* Reads a whole array, each item of 8 bytes. Returns: (owned) NULL on error. */
static void *
read_array (const Source *source, const char *name, H5T_class_t class, hid_t type, gsize *n,
            GError **error)
{
  const hid_t array = H5Dopen2 (source->group, name, H5P_DEFAULT);
  void *data = NULL;
  if (array < 0) {
    fail_in (source, error, name, "is missing (is this a spike report?)");
    return NULL;
  }
  if (measure (source, name, array, class, n, error)) {
    data = *n < G_MAXUINT32 ? g_try_malloc_n (*n + 1, 8) : NULL;
    if (!data) fail_in (source, error, name, "is longer than fits into memory");
  }
  if (data && *n > 0 && H5Dread (array, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) {
    g_autofree char *why = rlif_hdf5_last_error ();
    fail (source->path, error, "/spikes/%s: %s cannot be read: %s", source->name, name, why);
    g_clear_pointer (&data, g_free);
  }
  H5Dclose (array);
  return data;
}

/* Opens an attribute that is a single value. Returns: negative if there is none. */
static hid_t
open_attribute (hid_t where, const char *name)
{
  if (H5Aexists (where, name) <= 0) return H5I_INVALID_HID;
  const hid_t attribute = H5Aopen (where, name, H5P_DEFAULT);
  const hid_t space = H5Aget_space (attribute);
  const gboolean single = H5Sget_simple_extent_npoints (space) == 1;
  H5Sclose (space);
  if (single) return attribute;
  H5Aclose (attribute);
  return H5I_INVALID_HID;
}

/* Reads a short text, of fixed or of variable length. */
static gboolean
read_text (hid_t attribute, char text[LONGEST_UNIT])
{
  const hid_t type = H5Aget_type (attribute);
  gboolean ok = FALSE;
  char *dynamic = NULL;
  memset (text, 0, LONGEST_UNIT);
  if (H5Tis_variable_str (type) > 0) {
    ok = H5Aread (attribute, type, &dynamic) >= 0 && dynamic
         && g_strlcpy (text, dynamic, LONGEST_UNIT) < LONGEST_UNIT;
    H5free_memory (dynamic);
  } else if (H5Tget_class (type) == H5T_STRING && H5Tget_size (type) < LONGEST_UNIT)
    ok = H5Aread (attribute, type, text) >= 0;
  H5Tclose (type);
  return ok;
}

/* What numbers in a unit are to be multiplied with to be in ms; 0 if it is not known. */
static double
scale_of (const char *unit)
{
  static const char *const ms[] = { "ms", "msec", "millisecond", "milliseconds", NULL };
  static const char *const s[] = { "s", "sec", "second", "seconds", NULL };
  return g_strv_contains (ms, unit) ? 1 : g_strv_contains (s, unit) ? 1000 : 0;
}

/* Timestamps are in ms, says SONATA, unless their attribute says otherwise. */
static gboolean
read_scale (const Source *source, double *scale, GError **error)
{
  char unit[LONGEST_UNIT] = "";
  const hid_t array = H5Dopen2 (source->group, "timestamps", H5P_DEFAULT);
  const gboolean given = H5Aexists (array, "units") > 0;
  const hid_t attribute = open_attribute (array, "units");
  *scale = given ? 0 : 1;
  if (attribute >= 0) {
    if (read_text (attribute, unit)) *scale = scale_of (g_strstrip (unit));
    H5Aclose (attribute);
  }
  H5Dclose (array);
  if (*scale > 0) return TRUE;
  g_autofree char *printable = g_utf8_make_valid (unit, -1);
  return fail (source->path, error,
               "/spikes/%s: the units of timestamps are “%s”; what fits: ms, s", source->name,
               printable);
}

/* A finite number of ours, if it is there. */
static double
read_number (hid_t where, const char *name)
{
  double value = 0;
  const hid_t attribute = open_attribute (where, name);
  if (attribute < 0) return 0;
  if (H5Aread (attribute, H5T_NATIVE_DOUBLE, &value) < 0 || !isfinite (value)) value = 0;
  H5Aclose (attribute);
  return value;
}

static guint32
read_size (hid_t group)
{
  const double size = read_number (group, "size");
  return size > 0 && size < G_MAXUINT32 ? (guint32) size : 0;
}

static gboolean
check_spike (const Source *source, gsize k, double time, gint64 id, GError **error)
{
  if (!isfinite (time))
    return fail (source->path, error, "/spikes/%s: spike %" G_GSIZE_FORMAT
                 ": its time is not a finite number", source->name, k);
  if (id < 0 || id >= G_MAXUINT32)
    return fail (source->path, error, "/spikes/%s: spike %" G_GSIZE_FORMAT ": its neuron is %"
                 G_GINT64_FORMAT "; what fits: 0 to %u", source->name, k, id, G_MAXUINT32 - 1);
  return TRUE;
}

/* Puts times and neurons together. Returns: (owned) NULL on error. */
static GArray *
join (const Source *source, gsize n, const double time[], const gint64 id[], double scale,
      GError **error)
{
  g_autoptr (GArray) spikes =
    g_array_sized_new (FALSE, FALSE, sizeof (RlifReadSpike), (guint) n);
  for (gsize k = 0; k < n; k++) {
    const RlifReadSpike spike = { time[k] * scale, (guint32) id[k] };
    if (!check_spike (source, k, spike.time, id[k], error)) return NULL;
    g_array_append_val (spikes, spike);
  }
  return g_steal_pointer (&spikes);
}

/* @ids   what the array of neurons is called */
static gboolean
read_spikes (const Source *source, const char *ids, RlifRaster *raster, GError **error)
{
  gsize n = 0, n_ids = 0;
  double scale;
  g_autofree double *time =
    read_array (source, "timestamps", H5T_FLOAT, H5T_NATIVE_DOUBLE, &n, error);
  g_autofree gint64 *id =
    time ? read_array (source, ids, H5T_INTEGER, H5T_NATIVE_INT64, &n_ids, error) : NULL;
  if (!id || !read_scale (source, &scale, error)) return FALSE;
  if (n != n_ids)
    return fail (source->path, error, "/spikes/%s: there are %" G_GSIZE_FORMAT " timestamps but %"
                 G_GSIZE_FORMAT " %s", source->name, n, n_ids, ids);
  g_autoptr (GArray) spikes = join (source, n, time, id, scale, error);
  if (spikes) rlif_raster_add_sorted (raster, source->name, read_size (source->group), spikes);
  return spikes != NULL;
}

static gboolean
read_population (hid_t spikes, const char *name, RlifRaster *raster, const char *path,
                 GError **error)
{
  const Source source = { path, name, H5Gopen2 (spikes, name, H5P_DEFAULT) };
  if (source.group < 0) return fail (path, error, "/spikes/%s is not a group", name);
  const gboolean ok = read_spikes (&source, "node_ids", raster, error);
  H5Gclose (source.group);
  return ok;
}

/* In the order in which they were written, if the file knows it. */
static H5_index_t
choose_order (hid_t group)
{
  unsigned order = 0;
  const hid_t properties = H5Gget_create_plist (group);
  H5Pget_link_creation_order (properties, &order);
  H5Pclose (properties);
  return order & H5P_CRT_ORDER_INDEXED ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
}

/* Returns: (owned) NULL on error. */
static char *
read_name (hid_t spikes, H5_index_t order, hsize_t k)
{
  const gssize length =
    H5Lget_name_by_idx (spikes, ".", order, H5_ITER_INC, k, NULL, 0, H5P_DEFAULT);
  if (length < 0) return NULL;
  char *name = g_malloc0 ((gsize) length + 1);
  H5Lget_name_by_idx (spikes, ".", order, H5_ITER_INC, k, name, (gsize) length + 1, H5P_DEFAULT);
  return name;
}

/* Groups below /spikes, or /spikes itself in reports from before populations were named. */
static gboolean
read_populations (hid_t spikes, RlifRaster *raster, const char *path, GError **error)
{
  const Source unnamed = { path, "neurons", spikes };
  H5G_info_t info;
  if (H5Lexists (spikes, "timestamps", H5P_DEFAULT) > 0)
    return read_spikes (&unnamed, H5Lexists (spikes, "gids", H5P_DEFAULT) > 0 ? "gids" : "node_ids",
                        raster, error);
  if (H5Gget_info (spikes, &info) < 0) return fail (path, error, "/spikes cannot be read");
  const H5_index_t order = choose_order (spikes);
  for (hsize_t k = 0; k < info.nlinks; k++) {
    g_autofree char *name = read_name (spikes, order, k);
    if (!name) return fail (path, error, "/spikes cannot be read");
    if (!read_population (spikes, name, raster, path, error)) return FALSE;
  }
  return TRUE;
}

static hid_t
open_file (const char *path, GError **error)
{
  if (access (path, R_OK) != 0) {
    fail (path, error, "cannot be read: %s", g_strerror (errno));
    return H5I_INVALID_HID;
  }
  const hid_t file = H5Fopen (path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file >= 0) return file;
  g_autofree char *why = rlif_hdf5_last_error ();
  fail (path, error, "is not a whole HDF5 file (%s)", why);
  return H5I_INVALID_HID;
}

static RlifRaster *
load (const char *path, GError **error)
{
  const hid_t file = open_file (path, error);
  if (file < 0) return NULL;
  const hid_t spikes =
    H5Lexists (file, "spikes", H5P_DEFAULT) > 0 ? H5Gopen2 (file, "spikes", H5P_DEFAULT) : -1;
  RlifRaster *raster = rlif_raster_new (0, 0);
  gboolean ok = spikes >= 0 || fail (path, error, "has no group /spikes: it is not a spike report");
  if (ok) {
    raster->begin = read_number (spikes, "begin_ms");
    raster->end = read_number (spikes, "end_ms");
    ok = read_populations (spikes, raster, path, error);
    H5Gclose (spikes);
  }
  H5Fclose (file);
  if (!ok) rlif_raster_free (g_steal_pointer (&raster));
  return raster;
}

RlifRaster *
rlif_raster_load_hdf5 (const char *path, GError **error)
{
  RlifRaster *raster;
  H5E_BEGIN_TRY {
    raster = load (path, error);
  } H5E_END_TRY
  return raster;
}
