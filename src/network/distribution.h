/* Drawing from distributions. */
#ifndef RLIF_NETWORK_DISTRIBUTION_H
#define RLIF_NETWORK_DISTRIBUTION_H

#include <rlif/network.h>
#include <rlif/random.h>

/* Draws a finite value; a constant takes nothing from the stream.
 *
 * @error    RLIF_ERROR_INVALID if the clipped range is hardly ever met, or the value overflows
 *
 * Returns: FALSE on error. */
gboolean rlif_distribution_draw (const RlifDistribution *distribution, RlifStream *stream,
                                 double *value, GError **error);

#endif
