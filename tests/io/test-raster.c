/* Spikes are read from what rlif and other programs write, and what is wrong with a file is said. */
#include <glib/gstdio.h>
#include <hdf5.h>
#include <math.h>
#include <rlif/io.h>
#include "check-main.h"

static char *path;

static void
setup (void)
{
  g_autofree char *folder = g_dir_make_tmp ("rlif-raster-XXXXXX", NULL);
  path = g_build_filename (folder, "s.h5", NULL);
}

static void
teardown (void)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
}

static void
name_file (const char *base)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_free (path);
  path = g_build_filename (folder, base, NULL);
}

static RlifRaster *
loaded (void)
{
  GError *error = NULL;
  RlifRaster *raster = rlif_raster_load (path, &error);
  ck_assert_msg (raster != NULL, "%s", error ? error->message : "");
  return raster;
}

static void
refused (const char *words)
{
  GError *error = NULL;
  ck_assert_ptr_null (rlif_raster_load (path, &error));
  ck_assert_ptr_nonnull (error);
  ck_assert_msg (strstr (error->message, words) != NULL, "“%s” not in “%s”", words, error->message);
  ck_assert_msg (g_str_has_prefix (error->message, path), "%s", error->message);
  g_error_free (error);
}

static void
has_spike (const RlifTrain *train, gsize k, double time, guint32 neuron)
{
  ck_assert_uint_lt (k, train->n);
  ck_assert_msg (train->time[k] == time && train->neuron[k] == neuron, "spike %zu: %.17g of %u", k,
                 train->time[k], train->neuron[k]);
}

/* A row of numbers in a file. */
static hid_t
write_row (hid_t where, const char *name, hid_t type, hid_t memory, hsize_t n, const void *data)
{
  const hid_t space = H5Screate_simple (1, &n, NULL);
  const hid_t array = H5Dcreate2 (where, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite (array, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data);
  H5Sclose (space);
  return array;
}

static void
write_text (hid_t where, const char *name, const char *text)
{
  const hid_t type = H5Tcopy (H5T_C_S1), space = H5Screate (H5S_SCALAR);
  H5Tset_size (type, strlen (text) + 1);
  const hid_t attribute = H5Acreate2 (where, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite (attribute, type, text);
  H5Aclose (attribute);
  H5Sclose (space);
  H5Tclose (type);
}

static const double TIMES[] = { 7.25, 1.5, 7.25, 3.125 };
static const guint64 IDS[] = { 5, 2, 3, 0 };

/* /spikes[/group] with the four spikes above, in types of other programs. */
static void
write_report (const char *group, const char *ids, hid_t time_type, hid_t id_type, const char *unit)
{
  const hid_t file = H5Fcreate (path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t spikes = H5Gcreate2 (file, "spikes", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t where = group ? H5Gcreate2 (spikes, group, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT) : spikes;
  const hid_t times = write_row (where, "timestamps", time_type, H5T_NATIVE_DOUBLE, 4, TIMES);
  const hid_t neurons = write_row (where, ids, id_type, H5T_NATIVE_UINT64, 4, IDS);
  if (unit) write_text (times, "units", unit);
  H5Dclose (times);
  H5Dclose (neurons);
  if (group) H5Gclose (where);
  H5Gclose (spikes);
  H5Fclose (file);
}

static void
has_the_four (const char *name, double scale)
{
  g_autoptr (RlifRaster) raster = loaded ();
  ck_assert_uint_eq (raster->trains->len, 1);
  const RlifTrain *train = raster->trains->pdata[0];
  ck_assert_str_eq (train->name, name);
  ck_assert_uint_eq (train->n, 4);
  has_spike (train, 0, 1.5 * scale, 2);
  has_spike (train, 1, 3.125 * scale, 0);
  has_spike (train, 2, 7.25 * scale, 3);   /* at equal times by neuron */
  has_spike (train, 3, 7.25 * scale, 5);
  ck_assert_uint_gt (train->size, 5);
}

START_TEST (a_report_of_another_program_is_sorted_by_time)
{
  write_report ("cortex", "node_ids", H5T_IEEE_F64LE, H5T_STD_U64LE, "ms");
  has_the_four ("cortex", 1);
}
END_TEST

START_TEST (numbers_of_any_width_and_byte_order_are_read)
{
  const hid_t times[] = { H5T_IEEE_F32LE, H5T_IEEE_F64BE, H5T_IEEE_F32BE, H5T_IEEE_F64LE };
  const hid_t ids[] = { H5T_STD_U8LE, H5T_STD_I32BE, H5T_STD_U16LE, H5T_STD_I64LE };
  for (int k = 0; k < 4; k++) {
    write_report ("a", "node_ids", times[k], ids[k], NULL);
    has_the_four ("a", 1);
  }
}
END_TEST

START_TEST (seconds_become_milliseconds)
{
  write_report ("a", "node_ids", H5T_IEEE_F64LE, H5T_STD_U64LE, "s");
  has_the_four ("a", 1000);
}
END_TEST

START_TEST (a_report_from_before_populations_were_named_is_read)
{
  write_report (NULL, "gids", H5T_IEEE_F64LE, H5T_STD_U32LE, NULL);
  has_the_four ("neurons", 1);
}
END_TEST

START_TEST (another_unit_is_refused)
{
  write_report ("a", "node_ids", H5T_IEEE_F64LE, H5T_STD_U64LE, "minutes");
  refused ("/spikes/a: the units of timestamps are “minutes”; what fits: ms, s");
}
END_TEST

START_TEST (what_is_no_report_is_refused)
{
  refused ("cannot be read: there is no such file");
  ck_assert (g_file_set_contents (path, "not HDF5 at all", -1, NULL));
  refused ("is not a whole HDF5 file");
  write_report ("a", "wrong_ids", H5T_IEEE_F64LE, H5T_STD_U64LE, NULL);
  refused ("/spikes/a: node_ids is missing");
  H5Fclose (H5Fcreate (path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  refused ("has no group /spikes: it is not a spike report");
}
END_TEST

START_TEST (a_file_that_was_cut_off_is_refused)
{
  g_autofree char *content = NULL;
  gsize length;
  write_report ("a", "node_ids", H5T_IEEE_F64LE, H5T_STD_U64LE, NULL);
  ck_assert (g_file_get_contents (path, &content, &length, NULL));
  ck_assert (g_file_set_contents (path, content, (gssize) length / 2, NULL));
  refused ("is not a whole HDF5 file");
}
END_TEST

/* One report whose arrays are given. */
static void
write_arrays (hsize_t n_times, const double times[], hsize_t n_ids, const gint64 ids[])
{
  const hid_t file = H5Fcreate (path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t spikes = H5Gcreate2 (file, "spikes", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t a = H5Gcreate2 (spikes, "a", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dclose (write_row (a, "timestamps", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, n_times, times));
  H5Dclose (write_row (a, "node_ids", H5T_STD_I64LE, H5T_NATIVE_INT64, n_ids, ids));
  H5Gclose (a);
  H5Gclose (spikes);
  H5Fclose (file);
}

START_TEST (numbers_that_cannot_be_are_refused)
{
  const double good[] = { 1, 2, 3 }, bad[] = { 1, NAN, 3 };
  const gint64 ids[] = { 0, 1, 2 }, negative[] = { 0, -1, 2 }, large[] = { 0, 1, G_GINT64_CONSTANT (1) << 32 };
  write_arrays (3, good, 2, ids);
  refused ("there are 3 timestamps but 2 node_ids");
  write_arrays (3, bad, 3, ids);
  refused ("spike 1: its time is not a finite number");
  write_arrays (3, good, 3, negative);
  refused ("spike 1: its neuron is -1");
  write_arrays (3, good, 3, large);
  refused ("spike 2: its neuron is 4294967296");
}
END_TEST

/* Populations whose names are not in the order of the alphabet, with awkward times. */
static RlifRaster *
raster_of_three (void)
{
  static const char *const names[] = { "zeta", "alpha", "Mitte" };
  RlifRaster *raster = rlif_raster_new (0, 100);
  for (guint k = 0; k < 3; k++) {
    RlifTrain *train = rlif_raster_add (raster, names[k], 7 + k, k == 1 ? 0 : 3);
    for (guint j = 0; j < train->n; j++) {
      train->time[j] = 0.1 * (j + 1) + k * 1e-12;
      train->neuron[j] = (j + k) % 7;
    }
  }
  return raster;
}

static void
check_round_trip (const char *base, gboolean named, double tolerance)
{
  GError *error = NULL;
  name_file (base);
  g_autoptr (RlifRaster) written = raster_of_three ();
  const RlifRecording recording = { .raster = written };
  ck_assert (rlif_recording_save (&recording, path, &error));
  g_autoptr (RlifRaster) read = loaded ();
  guint with_spikes = 0;
  for (guint k = 0; k < read->trains->len; k++) {
    const RlifTrain *r = read->trains->pdata[k];
    if (!named) {
      ck_assert_uint_eq (r->n, 6);
      continue;
    }
    const RlifTrain *w = NULL;
    for (guint j = 0; j < 3; j++)
      if (g_str_equal (((RlifTrain *) written->trains->pdata[j])->name, r->name)) w = written->trains->pdata[j];
    ck_assert_ptr_nonnull (w);
    ck_assert_uint_eq (r->n, w->n);
    with_spikes += r->n > 0;
    for (gsize j = 0; j < r->n; j++) {
      ck_assert_double_le (fabs (r->time[j] - w->time[j]), tolerance);
      ck_assert_uint_eq (r->neuron[j], w->neuron[j]);
    }
  }
  if (named) ck_assert_uint_eq (with_spikes, 2);
}

START_TEST (what_is_saved_is_what_is_read)
{
  check_round_trip ("s.h5", TRUE, 0);
  g_autoptr (RlifRaster) read = loaded ();   /* populations keep their order in HDF5 */
  ck_assert_uint_eq (read->trains->len, 3);
  ck_assert_str_eq (((RlifTrain *) read->trains->pdata[0])->name, "zeta");
  ck_assert_str_eq (((RlifTrain *) read->trains->pdata[1])->name, "alpha");
  ck_assert_uint_eq (((RlifTrain *) read->trains->pdata[1])->size, 8);
  g_unlink (path);
  check_round_trip ("s.csv", TRUE, 1e-13);
  g_unlink (path);
  check_round_trip ("s.gdf", FALSE, 1e-13);
}
END_TEST

START_TEST (text_may_have_comments_blank_lines_and_carriage_returns)
{
  name_file ("s.csv");
  ck_assert (g_file_set_contents (path, "# made by hand\r\ntime [ms],population,neuron\r\n\r\n2.5,b,1\r\n1.25,a,0\r\n", -1, NULL));
  g_autoptr (RlifRaster) raster = loaded ();
  ck_assert_uint_eq (raster->trains->len, 2);
  const RlifTrain *b = raster->trains->pdata[0];
  ck_assert_str_eq (b->name, "b");
  has_spike (b, 0, 2.5, 1);
}
END_TEST

START_TEST (a_bad_line_of_text_is_named)
{
  name_file ("s.csv");
  ck_assert (g_file_set_contents (path, "time [ms],population,neuron\n1,a,0\nsoon,a,1\n", -1, NULL));
  refused (":3: is not a spike: “soon,a,1”; what fits: TIME,POPULATION,NEURON");
  ck_assert (g_file_set_contents (path, "1,a,0\n", -1, NULL));
  refused (":1: is not the header of a spike file");
  g_unlink (path);
  name_file ("s.gdf");
  ck_assert (g_file_set_contents (path, "1 2.5\n0 3.5\n", -1, NULL));
  refused (":2: is not a spike: “0 3.5”; what fits: ID TIME, with ids from 1");
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "raster", a_report_of_another_program_is_sorted_by_time,
                numbers_of_any_width_and_byte_order_are_read, seconds_become_milliseconds,
                a_report_from_before_populations_were_named_is_read, another_unit_is_refused,
                what_is_no_report_is_refused, a_file_that_was_cut_off_is_refused,
                numbers_that_cannot_be_are_refused, what_is_saved_is_what_is_read,
                text_may_have_comments_blank_lines_and_carriage_returns, a_bad_line_of_text_is_named)
