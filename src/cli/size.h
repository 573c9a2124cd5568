/* The size of a picture as people write it. */
#ifndef RLIF_CLI_SIZE_H
#define RLIF_CLI_SIZE_H

#include <glib.h>

/* Reads "16 cm x 12 cm" or "16 x 12 cm", the value of --size.
 *
 * @width, @height   [pt] are set
 * @error    G_OPTION_ERROR */
gboolean rlif_size_parse (const char *text, double *width, double *height, GError **error);

#endif
