/* What `rlif models show` says and draws. */
#ifndef RLIF_CLI_MODEL_DESCRIBE_H
#define RLIF_CLI_MODEL_DESCRIBE_H

#include <rlif/error.h>
#include <rlif/model.h>

/* Prints the facts of a model. */
void rlif_model_describe (const RlifModel *model);

/* Draws how a spike at each port moves the first state that it reaches in the end: the membrane
 * potential where there is one. */
gboolean rlif_model_plot_kernels (const RlifModel *model, const char *path, GError **error);

#endif
