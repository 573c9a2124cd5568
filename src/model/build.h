/* C plug-ins are compiled when they are first asked for and kept by the hash of what went into them. */
#ifndef RLIF_MODEL_BUILD_H
#define RLIF_MODEL_BUILD_H

#include <rlif/error.h>

/* Compiles a model file to a shared object in the user's cache, unless that has been done already.
 * Runs at the same time do not disturb each other.
 *
 * @source   a .c file; its folder must not be writable by others, whose code would run otherwise
 *           (the environment variable RLIF_TRUST_MODELS=yes overrides this)
 * @error    RLIF_ERROR_MODEL with what the compiler said, RLIF_ERROR_IO
 *
 * Returns: (owned) the path of the shared object; NULL on error. */
char *rlif_model_build (const char *source, GError **error);

#endif
