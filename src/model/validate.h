/* Does a model keep to the letter of rlif/model.h? Run once when it is loaded. */
#ifndef RLIF_MODEL_VALIDATE_H
#define RLIF_MODEL_VALIDATE_H

#include <rlif/error.h>
#include <rlif/model.h>

/* @name, @file  what the model should be called, and where it came from (for messages)
 * @error        RLIF_ERROR_MODEL */
gboolean rlif_model_validate (const RlifModel *model, const char *name, const char *file,
                              GError **error);

#endif
