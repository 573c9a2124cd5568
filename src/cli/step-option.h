/* Options of the commands that step: --method, --dt. */
#ifndef RLIF_CLI_STEP_OPTION_H
#define RLIF_CLI_STEP_OPTION_H

#include <rlif/dense.h>

/* @text     NULL for the default
 * @error    G_OPTION_ERROR */
gboolean rlif_method_option_parse (const char *text, RlifDenseMethod *method, GError **error);

/* A span in ticks, more than 0.
 *
 * @option   its name
 * @error    also G_OPTION_ERROR */
gboolean rlif_span_option_parse (const char *option, const char *text, gint64 ticks_per_ms, RlifTime *span,
                                 GError **error);

/* The value of --dt, of which there must be one or more in a run up to @until. */
gboolean rlif_step_option_parse (const char *text, gint64 ticks_per_ms, RlifTime until, RlifTime *step, GError **error);

#endif
