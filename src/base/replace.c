/* Files that appear whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/replace.h"

static gboolean
fail (GError **error, const char *path, const char *why)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path, why);
  return FALSE;
}

/* What is replaced is the file that a symbolic link leads to, not the link. Returns: (owned) */
static char *
follow (const char *path)
{
  char *real = realpath (path, NULL), *copy = g_strdup (real ? real : path);
  free (real);
  return copy;
}

char *
rlif_replace_begin (const char *path, GError **error)
{
  g_autofree char *real = follow (path);
  g_autofree char *folder = g_path_get_dirname (real);
  g_autofree char *name = g_path_get_basename (real);
  if (g_file_test (real, G_FILE_TEST_EXISTS) && !g_file_test (real, G_FILE_TEST_IS_REGULAR)) {
    fail (error, path, "it exists and is not a regular file");
    return NULL;
  }
  char *aside = g_strdup_printf ("%s/.%s.XXXXXX", folder, name);
  const int fd = g_mkstemp_full (aside, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0) {
    fail (error, path, g_strerror (errno));
    g_free (aside);
    return NULL;
  }
  close (fd);
  return aside;
}

static gboolean
sync_path (const char *path, int flags)
{
  const int fd = g_open (path, flags | O_CLOEXEC, 0);
  if (fd < 0) return FALSE;
  const gboolean ok = fsync (fd) == 0;
  const int saved = errno;
  close (fd);
  errno = saved;
  return ok;
}

gboolean
rlif_replace_commit (const char *aside, const char *path, GError **error)
{
  g_autofree char *real = follow (path);
  g_autofree char *folder = g_path_get_dirname (real);
  if (!sync_path (aside, O_RDONLY) || g_rename (aside, real) != 0) {
    fail (error, path, g_strerror (errno));
    rlif_replace_abort (aside);
    return FALSE;
  }
  /* Some file systems cannot sync a folder; the file itself is safe and whole all the same. */
  (void) sync_path (folder, O_RDONLY | O_DIRECTORY);
  return TRUE;
}

void
rlif_replace_abort (const char *aside)
{
  g_unlink (aside);
}

gboolean
rlif_replace_write (const char *path, const char *text, gsize length, GError **error)
{
  g_autofree char *aside = rlif_replace_begin (path, error);
  if (!aside) return FALSE;
  FILE *file = g_fopen (aside, "we");
  gboolean written = file && fwrite (text, 1, length, file) == length;
  if (file) written = fclose (file) == 0 && written;
  if (written) return rlif_replace_commit (aside, path, error);
  fail (error, path, g_strerror (errno));
  rlif_replace_abort (aside);
  return FALSE;
}
