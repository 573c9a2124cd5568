/* Spike reports in HDF5 are read: ours and those of other programs that write SONATA. */
#include <hdf5.h>
#include <string.h>
#include "io/recording.h"

static gboolean
fail (const char *path, GError **error, const char *what)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: %s", path, what);
  return FALSE;
}

/* Reads a whole one-dimensional array. Returns: (owned) NULL on error. */
static void *
read_array (hid_t group, const char *name, hid_t type, gsize item, hsize_t *n)
{
  const hid_t array = H5Dopen2 (group, name, H5P_DEFAULT);
  if (array < 0) return NULL;
  const hid_t space = H5Dget_space (array);
  const int rank = H5Sget_simple_extent_ndims (space);
  const hssize_t size = H5Sget_simple_extent_npoints (space);
  void *data = rank == 1 && size >= 0 ? g_try_malloc_n ((gsize) size + 1, item) : NULL;
  if (data && size > 0 && H5Dread (array, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) {
    g_free (data);
    data = NULL;
  }
  *n = (hsize_t) MAX (size, 0);
  H5Sclose (space);
  H5Dclose (array);
  return data;
}

/* What timestamps are to be multiplied with to be in ms: SONATA says ms, or the attribute does. */
static double
time_scale (hid_t group)
{
  double scale = 1;
  const hid_t array = H5Dopen2 (group, "timestamps", H5P_DEFAULT);
  const hid_t attribute =
    H5Aexists (array, "units") > 0 ? H5Aopen (array, "units", H5P_DEFAULT) : H5I_INVALID_HID;
  if (attribute >= 0) {
    const hid_t type = H5Aget_type (attribute);
    char text[32] = "";
    char *dynamic = NULL;
    if (H5Tis_variable_str (type) > 0) {
      if (H5Aread (attribute, type, &dynamic) >= 0 && dynamic) g_strlcpy (text, dynamic, sizeof text);
      H5free_memory (dynamic);
    } else if (H5Tget_class (type) == H5T_STRING && H5Tget_size (type) < sizeof text)
      (void) H5Aread (attribute, type, text);
    if (g_str_equal (text, "s") || g_str_has_prefix (text, "sec")) scale = 1000;
    H5Tclose (type);
    H5Aclose (attribute);
  }
  H5Dclose (array);
  return scale;
}

/* An attribute of ours, if it is there. */
static double
read_number (hid_t where, const char *name, double otherwise)
{
  double value = otherwise;
  if (H5Aexists (where, name) <= 0) return otherwise;
  const hid_t attribute = H5Aopen (where, name, H5P_DEFAULT);
  if (H5Aread (attribute, H5T_NATIVE_DOUBLE, &value) < 0) value = otherwise;
  H5Aclose (attribute);
  return value;
}

static gboolean
read_population (hid_t spikes, const char *name, RlifRaster *raster, const char *path,
                 GError **error)
{
  const hid_t group = H5Gopen2 (spikes, name, H5P_DEFAULT);
  hsize_t n = 0, n_ids = 0;
  g_autofree double *time = read_array (group, "timestamps", H5T_NATIVE_DOUBLE, sizeof *time, &n);
  g_autofree guint64 *id = read_array (group, "node_ids", H5T_NATIVE_UINT64, sizeof *id, &n_ids);
  g_autofree char *what = g_strdup_printf (
    "/spikes/%s has no timestamps and node_ids of the same length (is this a spike report?)", name);
  gboolean ok = time && id && n == n_ids ? TRUE : fail (path, error, what);
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (RlifReadSpike));
  const double scale = ok ? time_scale (group) : 1;
  for (hsize_t k = 0; ok && k < n; k++) {
    if (id[k] >= G_MAXUINT32) ok = fail (path, error, "a node id is above 2^32");
    if (!(time[k] > -1e300 && time[k] < 1e300)) ok = fail (path, error, "a timestamp is not finite");
    const RlifReadSpike spike = { time[k] * scale, (guint32) id[k] };
    g_array_append_val (read, spike);
  }
  if (ok)
    rlif_raster_add_sorted (raster, name, (guint32) read_number (group, "size", 0), read);
  if (group >= 0) H5Gclose (group);
  return ok;
}

/* Groups below /spikes, or /spikes itself in reports from before populations were named. */
static gboolean
read_populations (hid_t spikes, RlifRaster *raster, const char *path, GError **error)
{
  H5G_info_t info;
  if (H5Lexists (spikes, "timestamps", H5P_DEFAULT) > 0)
    return read_population (spikes, ".", raster, path, error);
  if (H5Gget_info (spikes, &info) < 0) return fail (path, error, "/spikes cannot be read");
  for (hsize_t k = 0; k < info.nlinks; k++) {
    char name[256];
    if (H5Lget_name_by_idx (spikes, ".", H5_INDEX_NAME, H5_ITER_INC, k, name, sizeof name,
                            H5P_DEFAULT) < 0)
      return fail (path, error, "/spikes cannot be read");
    if (!read_population (spikes, name, raster, path, error)) return FALSE;
  }
  return TRUE;
}

RlifRaster *
rlif_raster_load_hdf5 (const char *path, GError **error)
{
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  const hid_t file = H5Fopen (path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0) {
    fail (path, error, "is not a whole HDF5 file");
    return NULL;
  }
  const hid_t spikes =
    H5Lexists (file, "spikes", H5P_DEFAULT) > 0 ? H5Gopen2 (file, "spikes", H5P_DEFAULT) : -1;
  RlifRaster *raster = rlif_raster_new (0, 0);
  gboolean ok = spikes >= 0 || fail (path, error, "has no group /spikes: it is not a spike report");
  if (ok) {
    raster->begin = read_number (spikes, "begin_ms", 0);
    raster->end = read_number (spikes, "end_ms", 0);
    ok = read_populations (spikes, raster, path, error);
    H5Gclose (spikes);
  }
  H5Fclose (file);
  if (!ok) rlif_raster_free (g_steal_pointer (&raster));
  return raster;
}
