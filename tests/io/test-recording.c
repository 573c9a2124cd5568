/* Recordings come back from every format as they were, and appear whole or not at all. */
#include <glib/gstdio.h>
#include <hdf5.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "network-kit.h"
#include "network/structure.h"

static char *folder;

static void
setup (void)
{
  folder = g_dir_make_tmp ("rlif-recording-XXXXXX", NULL);
}

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Files in the folder, hidden ones too. */
static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;
  while (g_dir_read_name (dir)) n++;
  return n;
}

static void
teardown (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *path = in_folder (name);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

/* Times that no short decimal meets, ties between populations, one population without spikes. */
static RlifRaster *
some_raster (gsize n)
{
  RlifRaster *raster = rlif_raster_new (12.5, 1000.0 / 3);
  RlifTrain *a = rlif_raster_add (raster, "E", 400, n), *b = rlif_raster_add (raster, "I-2", 90, n / 2);
  rlif_raster_add (raster, "silent", 7, 0);
  for (gsize k = 0; k < n; k++) {
    a->time[k] = 13 + 300.0 * (double) k / (double) n / 1.0000000001;
    a->neuron[k] = (guint32) (k * 37 % 400);
  }
  for (gsize k = 0; k < n / 2; k++) {
    b->time[k] = a->time[2 * k];
    b->neuron[k] = (guint32) (k % 90);
  }
  return raster;
}

static void
save (const RlifRaster *raster, const char *path)
{
  static const char *const notes[] = { "program", "test", "experiment", "[a]\nb = c # d", NULL };
  const RlifRecording recording = { .raster = raster, .ticks_per_ms = FS, .notes = notes };
  GError *error = NULL;
  rlif_recording_save (&recording, path, &error);
  kit_no_error (error);
}

static void
same_trains (const RlifRaster *a, const RlifRaster *b)
{
  ck_assert_uint_eq (a->trains->len, b->trains->len);
  for (guint k = 0; k < a->trains->len; k++) {
    const RlifTrain *x = a->trains->pdata[k], *y = b->trains->pdata[k];
    ck_assert_str_eq (x->name, y->name);
    ck_assert_uint_eq (x->size, y->size);
    ck_assert_uint_eq (x->n, y->n);
    if (x->n == 0) continue;
    ck_assert_mem_eq (x->time, y->time, x->n * sizeof (double));
    ck_assert_mem_eq (x->neuron, y->neuron, x->n * sizeof (guint32));
  }
}

START_TEST (spikes_come_back_to_the_last_bit)
{
  static const char *const names[] = { "s.h5", "s.csv" };
  g_autoptr (RlifRaster) raster = some_raster (1001);
  for (int k = 0; k < 2; k++) {
    g_autofree char *path = in_folder (names[k]);
    save (raster, path);
    GError *error = NULL;
    g_autoptr (RlifRaster) back = rlif_raster_load (path, &error);
    kit_no_error (error);
    same_trains (raster, back);
    ck_assert (back->begin == raster->begin && back->end == raster->end);
  }
  ck_assert_uint_eq (count_files (), 2);
}
END_TEST

START_TEST (gdf_counts_neurons_from_one_through_the_populations)
{
  g_autoptr (RlifRaster) raster = some_raster (10);
  g_autofree char *path = in_folder ("s.gdf");
  save (raster, path);
  g_autofree char *text = NULL;
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  ck_assert (g_str_has_prefix (text, "1\t13\n401\t13\n38\t"));
  g_autoptr (RlifRaster) back = rlif_raster_load (path, NULL);
  ck_assert_uint_eq (((RlifTrain *) back->trains->pdata[0])->n, 15);
}
END_TEST

START_TEST (an_empty_recording_is_a_file_too)
{
  static const char *const names[] = { "e.h5", "e.csv" };
  for (int k = 0; k < 2; k++) {
    g_autoptr (RlifRaster) raster = rlif_raster_new (0, 1);
    rlif_raster_add (raster, "E", 3, 0);
    g_autofree char *path = in_folder (names[k]);
    save (raster, path);
    g_autoptr (RlifRaster) back = rlif_raster_load (path, NULL);
    same_trains (raster, back);
  }
}
END_TEST

START_TEST (the_same_recording_gives_the_same_bytes)
{
  g_autoptr (RlifRaster) raster = some_raster (70000);
  g_autofree char *a = in_folder ("a.h5");
  g_autofree char *b = in_folder ("b.h5");
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;
  gsize n, m;
  save (raster, a);
  g_usleep (1100000);
  save (raster, b);
  ck_assert (g_file_get_contents (a, &x, &n, NULL) && g_file_get_contents (b, &y, &m, NULL));
  ck_assert_uint_eq (n, m);
  ck_assert_mem_eq (x, y, n);
}
END_TEST

/* Values of a data set, read without any of our code. */
static void
read_doubles (hid_t file, const char *name, double *value)
{
  const hid_t set = H5Dopen2 (file, name, H5P_DEFAULT);
  ck_assert_int_ge (set, 0);
  ck_assert_int_ge (H5Dread (set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value), 0);
  H5Dclose (set);
}

START_TEST (traces_are_stored_by_time_and_neuron)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), 9);
  kit_set (p, "V_m", "uniform(-70 mV, -56 mV)", "mV");
  const guint state[] = { 1, 0 };
  const guint32 neuron[] = { 4, 7, 8 };
  RlifTrace *trace = rlif_trace_new (p, 2, state, 3, neuron, FS, FS / 4, NULL);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  const RlifObserver observer = rlif_trace_observer (trace);
  rlif_simulation_observe (simulation, &observer);
  kit_run (simulation, 2 * FS);
  g_autofree char *path = in_folder ("t.h5");
  const RlifTrace *traces[] = { trace, trace };
  const RlifRecording recording = { .trace = traces, .n_traces = 2, .ticks_per_ms = FS };
  ck_assert (rlif_recording_save (&recording, path, NULL));
  const hid_t file = H5Fopen (path, H5F_ACC_RDONLY, H5P_DEFAULT);
  double time[5], v[5][3], again[5][3];
  read_doubles (file, "/traces/p/time", time);
  read_doubles (file, "/traces/p/V_m", &v[0][0]);
  read_doubles (file, "/traces/p.2/V_m", &again[0][0]);
  ck_assert_mem_eq (v, again, sizeof v);
  for (int t = 0; t < 5; t++) {
    ck_assert (time[t] == 1 + 0.25 * t);
    for (int i = 0; i < 3; i++) {
      const double start = p->given[0][neuron[i]];
      ck_assert_double_eq_tol (v[t][i], -70 + (start + 70) * exp (-time[t] / 10), 1e-12);
    }
  }
  H5Fclose (file);
  rlif_trace_free (trace);
}
END_TEST

static void
refused (const char *name, const char *content, gssize length, const char *message)
{
  g_autofree char *path = in_folder (name);
  g_autoptr (GError) error = NULL;
  ck_assert (g_file_set_contents (path, content, length, NULL));
  ck_assert_msg (!rlif_raster_load (path, &error), "%s is not refused", name);
  ck_assert_msg (strstr (error->message, path) && strstr (error->message, message), "%s",
                 error->message);
}

START_TEST (what_is_no_spike_file_is_refused)
{
  refused ("x.csv", "", 0, ": the file has no header");
  refused ("x.csv", "time [ms],population,neuron\n1,E\n", -1, ":2: is not a spike");
  refused ("x.csv", "time [ms],population,neuron\n# c\n1,E,-1\n", -1, ":3: is not a spike");
  refused ("x.csv", "time [ms],population,neuron\nnan,E,1\n", -1, ":2: is not a spike");
  refused ("x.csv", "time,neuron\n", -1, ":1: is not the header");
  refused ("x.csv", "\xff\xfe", 2, "is not a text file");
  refused ("x.gdf", "1 2 3\n", -1, ":1: is not a spike");
  refused ("x.gdf", "1\n", -1, ":1: is not a spike");
  refused ("x.h5", "no", 2, "is not a whole HDF5 file");
  refused ("x.txt", "", 0, "what fits: .h5, .csv, .gdf");
}
END_TEST

START_TEST (a_spike_report_cut_short_is_refused_at_any_length)
{
  g_autoptr (RlifRaster) raster = some_raster (300);
  g_autofree char *path = in_folder ("whole.h5");
  g_autofree char *bytes = NULL;
  gsize n;
  save (raster, path);
  ck_assert (g_file_get_contents (path, &bytes, &n, NULL));
  g_autofree char *cut = in_folder ("cut.h5");
  for (gsize length = 0; length < n; length += 97) {
    g_autoptr (GError) error = NULL;
    ck_assert (g_file_set_contents (cut, bytes, (gssize) length, NULL));
    g_autoptr (RlifRaster) back = rlif_raster_load (cut, &error);
    ck_assert (back == NULL && error != NULL);
  }
}
END_TEST

START_TEST (a_report_of_another_program_is_sorted_and_its_seconds_become_ms)
{
  g_autofree char *path = in_folder ("other.h5");
  const hid_t file = H5Fcreate (path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t spikes = H5Gcreate2 (file, "spikes", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t group = H5Gcreate2 (spikes, "cortex", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const double time[] = { 0.5, 0.125, 0.5 };
  const guint64 id[] = { 9, 4, 2 };
  const hsize_t n = 3;
  const hid_t space = H5Screate_simple (1, &n, NULL), scalar = H5Screate (H5S_SCALAR);
  const hid_t t = H5Dcreate2 (group, "timestamps", H5T_NATIVE_DOUBLE, space, 0, 0, 0);
  const hid_t i = H5Dcreate2 (group, "node_ids", H5T_NATIVE_UINT64, space, 0, 0, 0);
  H5Dwrite (t, H5T_NATIVE_DOUBLE, 0, 0, 0, time);
  H5Dwrite (i, H5T_NATIVE_UINT64, 0, 0, 0, id);
  const hid_t text = H5Tcopy (H5T_C_S1);
  H5Tset_size (text, H5T_VARIABLE);
  const hid_t units = H5Acreate2 (t, "units", text, scalar, 0, 0);
  const char *seconds = "s";
  H5Awrite (units, text, &seconds);
  H5Aclose (units), H5Tclose (text), H5Dclose (t), H5Dclose (i), H5Sclose (space), H5Sclose (scalar);
  H5Gclose (group), H5Gclose (spikes), H5Fclose (file);
  GError *error = NULL;
  g_autoptr (RlifRaster) raster = rlif_raster_load (path, &error);
  kit_no_error (error);
  const RlifTrain *train = raster->trains->pdata[0];
  static const double sorted[] = { 125, 500, 500 };
  static const guint32 neuron[] = { 4, 2, 9 };
  ck_assert_str_eq (train->name, "cortex");
  ck_assert_uint_eq (train->size, 10);
  ck_assert_mem_eq (train->time, sorted, sizeof sorted);
  ck_assert_mem_eq (train->neuron, neuron, sizeof neuron);
}
END_TEST

START_TEST (a_file_that_cannot_be_written_leaves_nothing_behind)
{
  g_autoptr (RlifRaster) raster = some_raster (70000);
  static const char *const names[] = { "full.h5", "full.csv" };
  const RlifRecording recording = { .raster = raster, .ticks_per_ms = FS };
  const struct rlimit small = { 30000, 30000 };
  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &small), 0);
  for (int k = 0; k < 2; k++) {
    g_autofree char *path = in_folder (names[k]);
    g_autoptr (GError) error = NULL;
    ck_assert (!rlif_recording_save (&recording, path, &error));
    ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_IO));
    ck_assert (strstr (error->message, path) != NULL);
    ck_assert_uint_eq (count_files (), 0);
  }
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_recording_save (&recording, "/no/such/folder/x.h5", &error));
  ck_assert (strstr (error->message, "/no/such/folder/x.h5: cannot be written: No such file"));
}
END_TEST

START_TEST (a_kill_at_any_moment_leaves_the_old_file_or_the_new_one)
{
  g_autoptr (RlifRaster) old = some_raster (2001);
  g_autoptr (RlifRaster) new = some_raster (60001);
  g_autofree char *path = in_folder ("s.h5");
  save (old, path);
  for (int round = 0; round < 40; round++) {
    const pid_t child = fork ();
    if (child == 0) {
      for (;;) {
        save (new, path);
        save (old, path);
      }
    }
    g_usleep ((gulong) (2000 + 1733 * round));
    kill (child, SIGKILL);
    waitpid (child, NULL, 0);
    GError *error = NULL;
    g_autoptr (RlifRaster) back = rlif_raster_load (path, &error);
    kit_no_error (error);
    const gsize n = ((RlifTrain *) back->trains->pdata[0])->n;
    ck_assert (n == 2001 || n == 60001);
    same_trains (n == 2001 ? old : new, back);
  }
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "recording", spikes_come_back_to_the_last_bit,
                gdf_counts_neurons_from_one_through_the_populations,
                an_empty_recording_is_a_file_too, the_same_recording_gives_the_same_bytes,
                traces_are_stored_by_time_and_neuron, what_is_no_spike_file_is_refused,
                a_spike_report_cut_short_is_refused_at_any_length,
                a_report_of_another_program_is_sorted_and_its_seconds_become_ms,
                a_file_that_cannot_be_written_leaves_nothing_behind,
                a_kill_at_any_moment_leaves_the_old_file_or_the_new_one)
