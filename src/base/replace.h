/* Files that appear whole or not at all: written aside, synced, renamed. */
#ifndef RLIF_BASE_REPLACE_H
#define RLIF_BASE_REPLACE_H

#include <rlif/error.h>

/* A name beside @path (same folder) to write to. Symbolic links are followed.
 *
 * @error    RLIF_ERROR_IO, also if @path is a folder or a device
 *
 * Returns: (owned) NULL on error. */
char *rlif_replace_begin (const char *path, GError **error);

/* Puts the written file in the place of @path, synced to disk together with its folder. On error
 * the file aside is removed and @path is as it was. Takes neither string. */
gboolean rlif_replace_commit (const char *aside, const char *path, GError **error);

/* Removes the file aside. */
void rlif_replace_abort (const char *aside);

/* All of it at once: the file holds the text.
 *
 * @error    RLIF_ERROR_IO */
gboolean rlif_replace_write (const char *path, const char *text, gsize length, GError **error);

#endif
