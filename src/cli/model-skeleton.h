/* The neurons that `rlif models new` writes. */
#ifndef RLIF_CLI_MODEL_SKELETON_H
#define RLIF_CLI_MODEL_SKELETON_H

#include <glib.h>

/* Returns: (owned) the text of NAME.model or NAME.c, a leaky neuron with comments, which passes the
 * kit. */
char *rlif_model_skeleton_text (const char *name);
char *rlif_model_skeleton_c (const char *name);

#endif
