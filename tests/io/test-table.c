/* Tables: compressed files that are whole, cut off or damaged; long lists. */
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>
#include "io/table.h"
#include "network-kit.h"

static char *path;

static void
setup (void)
{
  const int fd = g_file_open_tmp ("rlif-XXXXXX.csv.gz", &path, NULL);
  ck_assert_int_ge (fd, 0);
  ck_assert (g_close (fd, NULL));
}

static void
teardown (void)
{
  g_unlink (path);
  g_free (path);
}

#define ROWS 40000

/* Row k of the list: the time in ns, and a channel that follows no simple rule. */
static guint64
time_of (guint k)
{
  return 17 * (guint64) k + (guint64) k * k % 7919;
}

static guint32
channel_of (guint k)
{
  return (guint32) ((guint64) k * 2654435761u % 1000003);
}

/* Writes the list in `pieces` compressed members, one behind the other. */
static void
write_list (guint pieces)
{
  g_unlink (path);
  for (guint piece = 0; piece < pieces; piece++) {
    gzFile file = gzopen (path, "ab");
    if (piece == 0) gzprintf (file, "time [ns],channel\n");
    for (guint k = piece * ROWS / pieces; k < (piece + 1) * ROWS / pieces; k++)
      gzprintf (file, "%" G_GUINT64_FORMAT ",%u\n", time_of (k), channel_of (k));
    ck_assert_int_eq (gzclose (file), Z_OK);
  }
}

static gboolean
read_list (RlifColumn column[2], GError **error)
{
  const RlifColumn wanted[] = { { .name = "channel", .kind = RLIF_COLUMN_COUNT, .required = TRUE },
                                { .name = "time", .kind = RLIF_COLUMN_TIME, .required = TRUE } };
  memcpy (column, wanted, sizeof wanted);
  return rlif_table_read (path, FS, column, 2, error);
}

START_TEST (a_long_compressed_list_comes_back_whole)
{
  for (guint pieces = 1; pieces <= 3; pieces += 2) {
    RlifColumn column[2];
    GError *error = NULL;
    write_list (pieces);
    read_list (column, &error);
    kit_no_error (error);
    ck_assert_uint_eq (column[0].cells->len, ROWS);
    ck_assert_uint_eq (column[1].cells->len, ROWS);
    for (guint k = 0; k < ROWS; k++) {
      ck_assert_uint_eq (g_array_index (column[0].cells, guint32, k), channel_of (k));
      ck_assert_int_eq (g_array_index (column[1].cells, RlifTime, k),
                        (RlifTime) time_of (k) * 1000000);
    }
    rlif_table_clear (column, 2);
  }
}
END_TEST

/* The file as bytes. Returns: (owned) */
static char *
read_bytes (gsize *length)
{
  char *bytes = NULL;
  ck_assert (g_file_get_contents (path, &bytes, length, NULL));
  return bytes;
}

static void
is_refused (int code, const char *words)
{
  RlifColumn column[2];
  g_autoptr (GError) error = NULL;
  ck_assert (!read_list (column, &error));
  ck_assert_msg (g_str_has_prefix (error->message, path) && strstr (error->message, words),
                 "%s", error->message);
  ck_assert_int_eq (error->code, code);
  ck_assert (column[0].cells == NULL && column[1].cells == NULL);
}

START_TEST (a_compressed_list_that_is_cut_off_is_refused_wherever_it_ends)
{
  gsize length;
  write_list (1);
  g_autofree char *bytes = read_bytes (&length);
  for (gsize left = 5; left < length; left += length / 23) {
    ck_assert (g_file_set_contents (path, bytes, (gssize) left, NULL));
    is_refused (RLIF_ERROR_IO, "the compressed file is cut off");
  }
  ck_assert (g_file_set_contents (path, bytes, (gssize) length - 1, NULL));
  is_refused (RLIF_ERROR_IO, "the compressed file is cut off");
}
END_TEST

START_TEST (a_compressed_list_that_is_damaged_is_refused)
{
  gsize length;
  write_list (1);
  g_autofree char *bytes = read_bytes (&length);
  bytes[length - 6] ^= 0x10;  /* in the check sum: every row has been read by then */
  ck_assert (g_file_set_contents (path, bytes, (gssize) length, NULL));
  is_refused (RLIF_ERROR_IO, "the compressed file is damaged");
}
END_TEST

START_TEST (a_list_that_cannot_be_opened_is_refused)
{
  g_unlink (path);
  is_refused (RLIF_ERROR_IO, "cannot be read: there is no such file");
  ck_assert_int_eq (g_mkdir (path, 0700), 0);
  is_refused (RLIF_ERROR_IO, "cannot be read: it is not a readable file");
  ck_assert_int_eq (g_rmdir (path), 0);
}
END_TEST

START_TEST (a_last_line_needs_no_line_feed_and_lines_may_end_as_elsewhere)
{
  static const char text[] = "channel,time [ms]\r\n7,0.25\r\n\r\n3,1.5";
  RlifColumn column[2];
  GError *error = NULL;
  ck_assert (g_file_set_contents (path, text, sizeof text - 1, NULL));
  read_list (column, &error);
  kit_no_error (error);
  ck_assert_uint_eq (column[0].cells->len, 2);
  ck_assert_uint_eq (g_array_index (column[0].cells, guint32, 1), 3);
  ck_assert_int_eq (g_array_index (column[1].cells, RlifTime, 0), 250000000000);
  ck_assert_int_eq (g_array_index (column[1].cells, RlifTime, 1), 1500000000000);
  rlif_table_clear (column, 2);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "table", a_long_compressed_list_comes_back_whole,
                a_compressed_list_that_is_cut_off_is_refused_wherever_it_ends,
                a_compressed_list_that_is_damaged_is_refused,
                a_list_that_cannot_be_opened_is_refused,
                a_last_line_needs_no_line_feed_and_lines_may_end_as_elsewhere)
