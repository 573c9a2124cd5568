/* Folders that files are to be written into. */
#include <glib/gstdio.h>
#include <unistd.h>
#include "cli/folder.h"

gboolean
rlif_folder_check (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (g_access (folder, W_OK | X_OK) == 0 && !g_file_test (path, G_FILE_TEST_IS_DIR)) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: the folder %s %s", path, folder,
               !g_file_test (folder, G_FILE_TEST_IS_DIR) ? "does not exist"
               : g_access (folder, W_OK | X_OK) != 0     ? "is not writable"
                                                         : "has a folder of that name");
  return FALSE;
}
