/* Projections, as the network that owns them sees them. */
#ifndef RLIF_NETWORK_PROJECTION_H
#define RLIF_NETWORK_PROJECTION_H

#include <rlif/network.h>

void rlif_projection_free (RlifProjection *projection);

#endif
