/* Connection rules: which pairs are connected. */
#ifndef RLIF_NETWORK_RULES_H
#define RLIF_NETWORK_RULES_H

#include <rlif/network.h>
#include <rlif/random.h>

/* Pairs of source and target. */
typedef struct {
  gsize n, room;
  guint32 *from, *to;    /* [n] of [room] */
} RlifPairs;

void rlif_pairs_clear (RlifPairs *pairs);

/* Sets RLIF_ERROR_LIMIT: n synapses do not fit into memory. Returns: FALSE. */
gboolean rlif_fail_synapses (guint64 n, GError **error);

/* FALSE (RLIF_ERROR_LIMIT) if there is no memory for n more. */
gboolean rlif_pairs_reserve (RlifPairs *pairs, guint64 n, GError **error);

/* Makes the pairs of a rule.
 *
 * @name     keys the draws
 * @sources, @targets   how many there are on each side
 * @same     are both sides the same neurons?
 * @error    RLIF_ERROR_INVALID if the rule cannot be met, RLIF_ERROR_LIMIT */
gboolean rlif_rule_make_pairs (const RlifRule *rule, guint64 seed, const char *name,
                               guint32 sources, guint32 targets, gboolean same, RlifPairs *pairs,
                               GError **error);

#endif
