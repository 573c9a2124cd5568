/* A picture of one neuron, in steps and event by event. */
#ifndef RLIF_CLI_DENSE_TRACE_H
#define RLIF_CLI_DENSE_TRACE_H

#include <rlif/dense.h>
#include <rlif/io.h>

/* Draws the membrane potential of the first neuron over the first 200 steps: as a curve, and from point to point.
 *
 * @width, @height   [pt] 0 for the default */
gboolean rlif_dense_trace_plot (const RlifExperiment *experiment, RlifDenseMethod method, RlifTime step,
                                RlifTime until, double width, double height, const char *path, GError **error);

#endif
