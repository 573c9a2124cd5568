/* Recordings in HDF5: spikes as a SONATA spike report (Dai et al. 2020,
 * doi:10.1371/journal.pcbi.1007696), traces and notes beside them.
 *
 * Objects carry no times, so that the same recording gives the same bytes. */
#include <errno.h>
#include <glib/gstdio.h>
#include <hdf5.h>
#include <stdio.h>
#include <string.h>
#include "io/hdf5-error.h"
#include "io/recording.h"

#define CHUNK 65536
#define DEFLATE_LEVEL 4

/* A file being written. The first failure is remembered. */
typedef struct {
  gboolean failed;
  char *why;
} Writer;

static void
check_status (Writer *writer, herr_t status)
{
  if (status < 0 && !writer->failed) writer->why = rlif_hdf5_last_error ();
  if (status < 0) writer->failed = TRUE;
}

static hid_t
check (Writer *writer, hid_t id)
{
  check_status (writer, id < 0 ? -1 : 0);
  return id;
}

/* A group that remembers the order in which things were put into it. */
static hid_t
make_group (Writer *writer, hid_t where, const char *name)
{
  const hid_t properties = H5Pcreate (H5P_GROUP_CREATE);
  H5Pset_link_creation_order (properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_obj_track_times (properties, FALSE);
  const hid_t group =
    check (writer, H5Gcreate2 (where, name, H5P_DEFAULT, properties, H5P_DEFAULT));
  H5Pclose (properties);
  return group;
}

static void
put_text (Writer *writer, hid_t where, const char *name, const char *text)
{
  const hid_t type = H5Tcopy (H5T_C_S1), space = H5Screate (H5S_SCALAR);
  H5Tset_size (type, strlen (text) + 1);
  H5Tset_cset (type, H5T_CSET_UTF8);
  const hid_t attribute =
    check (writer, H5Acreate2 (where, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
  check_status (writer, H5Awrite (attribute, type, text));
  H5Aclose (attribute);
  H5Sclose (space);
  H5Tclose (type);
}

/* A text of any length, which an attribute cannot hold. */
static void
put_note (Writer *writer, hid_t where, const char *name, const char *text)
{
  const hid_t type = H5Tcopy (H5T_C_S1), space = H5Screate (H5S_SCALAR);
  const hid_t properties = H5Pcreate (H5P_DATASET_CREATE);
  H5Pset_obj_track_times (properties, FALSE);
  H5Tset_size (type, strlen (text) + 1);
  H5Tset_cset (type, H5T_CSET_UTF8);
  const hid_t note =
    check (writer, H5Dcreate2 (where, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT));
  if (!writer->failed)
    check_status (writer, H5Dwrite (note, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text));
  H5Dclose (note);
  H5Pclose (properties);
  H5Sclose (space);
  H5Tclose (type);
}

static void
put_number (Writer *writer, hid_t where, const char *name, double value)
{
  const hid_t space = H5Screate (H5S_SCALAR);
  const hid_t attribute = check (
    writer, H5Acreate2 (where, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT));
  check_status (writer, H5Awrite (attribute, H5T_NATIVE_DOUBLE, &value));
  H5Aclose (attribute);
  H5Sclose (space);
}

static void
put_integers (Writer *writer, hid_t where, const char *name, hid_t type, hsize_t n,
              const guint32 value[])
{
  const hid_t space = n > 1 ? H5Screate_simple (1, &n, NULL) : H5Screate (H5S_SCALAR);
  const hid_t attribute =
    check (writer, H5Acreate2 (where, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
  check_status (writer, H5Awrite (attribute, H5T_NATIVE_UINT32, value));
  H5Aclose (attribute);
  H5Sclose (space);
}

/* An array of up to three dimensions, in compressed chunks. */
static void
put_array (Writer *writer, hid_t where, const char *name, hid_t type, hid_t memory_type, int rank,
           const hsize_t size[], const void *data, const char *unit)
{
  hsize_t chunk[3], all = 1;
  for (int k = rank - 1; k >= 0; k--) {
    chunk[k] = MAX (1, MIN (size[k], CHUNK / all));
    all *= chunk[k];
  }
  const hid_t space = check (writer, H5Screate_simple (rank, size, NULL));
  const hid_t properties = H5Pcreate (H5P_DATASET_CREATE);
  H5Pset_obj_track_times (properties, FALSE);
  check_status (writer, H5Pset_chunk (properties, rank, chunk));
  check_status (writer, H5Pset_shuffle (properties));
  check_status (writer, H5Pset_deflate (properties, DEFLATE_LEVEL));
  const hid_t array =
    check (writer, H5Dcreate2 (where, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT));
  if (!writer->failed && size[0] > 0)
    check_status (writer, H5Dwrite (array, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
  if (unit && *unit) put_text (writer, array, "units", unit);
  H5Dclose (array);
  H5Pclose (properties);
  H5Sclose (space);
}

/* SONATA's enumeration of how spikes are sorted: by_time. */
static void
put_sorting (Writer *writer, hid_t where)
{
  static const char *const names[] = { "none", "by_id", "by_time" };
  const hid_t type = H5Tenum_create (H5T_STD_U8LE), space = H5Screate (H5S_SCALAR);
  for (guint8 k = 0; k < 3; k++) check_status (writer, H5Tenum_insert (type, names[k], &k));
  const guint8 by_time = 2;
  const hid_t attribute =
    check (writer, H5Acreate2 (where, "sorting", type, space, H5P_DEFAULT, H5P_DEFAULT));
  check_status (writer, H5Awrite (attribute, type, &by_time));
  H5Aclose (attribute);
  H5Sclose (space);
  H5Tclose (type);
}

static void
put_train (Writer *writer, hid_t spikes, const RlifTrain *train)
{
  const hid_t group = make_group (writer, spikes, train->name);
  const hsize_t n = train->n;
  put_sorting (writer, group);
  put_integers (writer, group, "size", H5T_STD_U32LE, 1, &train->size);
  put_array (writer, group, "timestamps", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 1, &n, train->time,
             "ms");
  put_array (writer, group, "node_ids", H5T_STD_U64LE, H5T_NATIVE_UINT32, 1, &n, train->neuron,
             NULL);
  H5Gclose (group);
}

static void
put_raster (Writer *writer, hid_t file, const RlifRaster *raster)
{
  const hid_t spikes = make_group (writer, file, "spikes");
  put_number (writer, spikes, "begin_ms", raster->begin);
  put_number (writer, spikes, "end_ms", raster->end);
  for (guint k = 0; k < raster->trains->len && !writer->failed; k++)
    put_train (writer, spikes, raster->trains->pdata[k]);
  H5Gclose (spikes);
}

/* One state of a trace: [time][neuron] out of [time][state][neuron]. */
static void
put_state (Writer *writer, hid_t group, const RlifTrace *trace, guint j)
{
  const hsize_t size[] = { trace->time->len, trace->n_neurons };
  const gsize n = trace->n_neurons, frame = n * trace->n_states;
  g_autofree double *value = g_new (double, size[0] * n + 1);
  for (gsize t = 0; t < size[0]; t++)
    memcpy (value + t * n, &g_array_index (trace->value, double, t * frame + j * n),
            n * sizeof *value);
  const RlifField *field =
    &rlif_population_get_model (trace->population)->state[trace->state[j]];
  put_array (writer, group, field->name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 2, size, value,
             field->unit);
}

static void
put_trace (Writer *writer, hid_t traces, const RlifTrace *trace, gint64 ticks_per_ms)
{
  const char *name = rlif_population_get_name (trace->population);
  g_autofree char *unique = g_strdup (name);
  for (guint k = 2; H5Lexists (traces, unique, H5P_DEFAULT) > 0; k++) {
    g_free (unique);
    unique = g_strdup_printf ("%s.%u", name, k);
  }
  const hid_t group = make_group (writer, traces, unique);
  const hsize_t n_times = trace->time->len, n_neurons = trace->n_neurons;
  g_autofree double *time = g_new (double, n_times + 1);
  for (gsize t = 0; t < n_times; t++)
    time[t] = (double) g_array_index (trace->time, RlifTime, t) / (double) ticks_per_ms;
  put_array (writer, group, "time", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 1, &n_times, time, "ms");
  put_array (writer, group, "neuron", H5T_STD_U64LE, H5T_NATIVE_UINT32, 1, &n_neurons,
             trace->neuron, NULL);
  for (guint j = 0; j < trace->n_states; j++) put_state (writer, group, trace, j);
  H5Gclose (group);
}

static void
put_traces (Writer *writer, hid_t file, const RlifRecording *recording)
{
  const hid_t traces = make_group (writer, file, "traces");
  for (gsize k = 0; k < recording->n_traces && !writer->failed; k++)
    put_trace (writer, traces, recording->trace[k], recording->ticks_per_ms);
  H5Gclose (traces);
}

static void
put_all (Writer *writer, hid_t file, const RlifRecording *recording)
{
  static const guint32 magic = 0x0A7A, version[] = { 0, 1 };
  put_integers (writer, file, "magic", H5T_STD_U32LE, 1, &magic);
  put_integers (writer, file, "version", H5T_STD_U32LE, 2, version);
  if (recording->raster) put_raster (writer, file, recording->raster);
  if (recording->n_traces) put_traces (writer, file, recording);
  const hid_t provenance = make_group (writer, file, "provenance");
  for (const char *const *n = recording->notes; n && n[0]; n += 2)
    put_note (writer, provenance, n[0], n[1]);
  H5Gclose (provenance);
}

/* The bytes of the file as HDF5 would write them. Returns: (owned) NULL on error. */
static void *
get_image (Writer *writer, hid_t file, gsize *length)
{
  check_status (writer, H5Fflush (file, H5F_SCOPE_GLOBAL));
  const gssize n = writer->failed ? -1 : H5Fget_file_image (file, NULL, 0);
  void *image = n > 0 ? g_try_malloc ((gsize) n) : NULL;
  if (!image || H5Fget_file_image (file, image, (gsize) n) != n) {
    check_status (writer, -1);
    g_free (image);
    return NULL;
  }
  *length = (gsize) n;
  return image;
}

/* Builds the file in memory: HDF5 does not survive a disk that becomes full under it. It looks for
 * a file of that name all the same, so it is given that of the empty one aside. */
static void *
build (const RlifRecording *recording, const char *aside, Writer *writer, gsize *length)
{
  const hid_t properties = H5Pcreate (H5P_FILE_CREATE);
  H5Pset_obj_track_times (properties, FALSE);
  H5Pset_link_creation_order (properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  const hid_t access = H5Pcreate (H5P_FILE_ACCESS);
  check_status (writer, H5Pset_fapl_core (access, 1 << 20, FALSE));
  const hid_t file = check (writer, H5Fcreate (aside, H5F_ACC_TRUNC, properties, access));
  if (!writer->failed) put_all (writer, file, recording);
  void *image = get_image (writer, file, length);
  H5Fclose (file);
  H5Pclose (access);
  H5Pclose (properties);
  return image;
}

static gboolean
write_image (const char *aside, const void *image, gsize length)
{
  FILE *file = g_fopen (aside, "we");
  if (!file) return FALSE;
  const gboolean ok = fwrite (image, 1, length, file) == length && fflush (file) == 0;
  const int saved = errno;
  fclose (file);
  errno = saved;
  return ok;
}

gboolean
rlif_recording_write_hdf5 (const RlifRecording *recording, const char *aside, const char *path,
                           GError **error)
{
  Writer writer = { FALSE, NULL };
  gsize length = 0;
  g_autofree void *image = NULL;
  H5E_BEGIN_TRY {
    image = build (recording, aside, &writer, &length);
  } H5E_END_TRY
  const gboolean ok = image && write_image (aside, image, length);
  if (!ok)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path,
                 image ? g_strerror (errno) : writer.why);
  g_free (writer.why);
  return ok;
}
