/* Folders that files are to be written into. */
#ifndef RLIF_CLI_FOLDER_H
#define RLIF_CLI_FOLDER_H

#include <rlif/error.h>

/* Can a file be written there? Looks at the folder, so that this is known before hours of work.
 *
 * @error    RLIF_ERROR_IO */
gboolean rlif_folder_check (const char *path, GError **error);

#endif
