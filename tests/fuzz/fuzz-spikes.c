/* libFuzzer target: no text may crash the readers of spike files in CSV and GDF. */
#include <glib/gstdio.h>
#include <unistd.h>
#include <rlif/io.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
try_as (const char *ending, const guint8 *data, size_t size)
{
  g_autofree char *path = g_strdup_printf ("%s/rlif-fuzz-%d%s", g_get_tmp_dir (), getpid (), ending);
  g_autoptr (GError) error = NULL;
  g_assert (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  g_autoptr (RlifRaster) raster = rlif_raster_load (path, &error);
  g_assert ((raster == NULL) == (error != NULL));
  g_unlink (path);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  try_as (".csv", data, size);
  try_as (".gdf", data, size);
  return 0;
}
