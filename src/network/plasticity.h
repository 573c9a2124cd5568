/* Rules by which synapses change. */
#ifndef RLIF_NETWORK_PLASTICITY_H
#define RLIF_NETWORK_PLASTICITY_H

#include <rlif/network.h>

/* [bytes] that a simulation keeps for each synapse under STDP: its weight, and moment and trace of the last
 * arrival. */
#define RLIF_STDP_SYNAPSE 24

/* Do the numbers of a rule make sense? @error RLIF_ERROR_INVALID */
gboolean rlif_check_plasticity (const RlifPlasticity *rule, GError **error);

#endif
