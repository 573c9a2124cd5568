/* Notes in the /provenance of an HDF5 file are read. */
#include <hdf5.h>
#include <string.h>
#include <rlif/io.h>
#include "io/hdf5-error.h"

#define LONGEST_NOTE (1 << 26)   /* bytes */

/* The text in a dataset. Returns: (owned) NULL if it is none. */
static char *
read_text (hid_t dataset)
{
  const hid_t type = H5Dget_type (dataset);
  const size_t length = H5Tget_class (type) == H5T_STRING && H5Tis_variable_str (type) == 0 ? H5Tget_size (type) : 0;
  char *text = NULL;
  if (length > 0 && length <= LONGEST_NOTE) {
    text = g_malloc0 (length + 1);
    if (H5Dread (dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) < 0) g_clear_pointer (&text, g_free);
  }
  H5Tclose (type);
  return text;
}

static char *
load (const char *path, const char *place, GError **error)
{
  const hid_t file = H5Fopen (path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0) {
    g_autofree char *why = rlif_hdf5_last_error ();
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", path, why);
    return NULL;
  }
  const gboolean is_there = H5Lexists (file, "/provenance", H5P_DEFAULT) > 0 && H5Lexists (file, place, H5P_DEFAULT) > 0;
  const hid_t dataset = is_there ? H5Dopen2 (file, place, H5P_DEFAULT) : -1;
  char *text = dataset >= 0 ? read_text (dataset) : NULL;
  if (!text)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: has no %s; files that rlif run writes have one", path, place);
  if (dataset >= 0) H5Dclose (dataset);
  H5Fclose (file);
  return text;
}

char *
rlif_note_load (const char *path, const char *name, GError **error)
{
  g_autofree char *place = g_strdup_printf ("/provenance/%s", name);
  char *text = NULL;
  H5E_BEGIN_TRY { text = load (path, place, error); }
  H5E_END_TRY;
  return text;
}
