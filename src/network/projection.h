/* Projections, as the network that owns them sees them. */
#ifndef RLIF_NETWORK_PROJECTION_H
#define RLIF_NETWORK_PROJECTION_H

#include <rlif/network.h>

/* Of either sign. States remain numbers that way, whatever arrives. */
#define RLIF_LARGEST_WEIGHT 1e100

/* Which port a weight arrives at.
 *
 * @port     NULL: chosen by the sign of the weight
 * @error    RLIF_ERROR_UNKNOWN if there is no such port; RLIF_ERROR_INVALID if none takes the
 *           weight, or it is not finite or too large
 *
 * Returns: FALSE on error, with *chosen undefined. */
gboolean rlif_check_weight (const RlifModel *model, const char *port, double weight, int *chosen,
                            GError **error);

void rlif_projection_free (RlifProjection *projection);

#endif
