/* libFuzzer target: no text, plain or compressed, may crash the reader of lists of synapses. */
#include <glib/gstdio.h>
#include <unistd.h>
#include "io/table.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *path = g_strdup_printf ("%s/rlif-fuzz-list-%d", g_get_tmp_dir (), getpid ());
  g_autoptr (GError) error = NULL;
  RlifColumn column[] = {
    { .name = "source", .kind = RLIF_COLUMN_COUNT, .below = 10, .required = TRUE },
    { .name = "target", .kind = RLIF_COLUMN_COUNT, .required = TRUE },
    { .name = "weight", .kind = RLIF_COLUMN_QUANTITY, .unit = "mV" },
    { .name = "delay", .kind = RLIF_COLUMN_TIME } };
  const gsize n = G_N_ELEMENTS (column);
  g_assert (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  const gboolean ok = rlif_table_read (path, G_GINT64_CONSTANT (1000000000000), column, n, &error);
  g_assert (ok == (error == NULL));
  for (gsize j = 0; j < n; j++)
    g_assert (!column[j].cells || (ok && column[j].cells->len == column[0].cells->len));
  rlif_table_clear (column, n);
  g_unlink (path);
  return 0;
}
