/* Connection rules: which pairs are connected. */
#ifndef RLIF_NETWORK_RULES_H
#define RLIF_NETWORK_RULES_H

#include <rlif/network.h>
#include <rlif/random.h>

/* 2^40 synapses are 2 TiB and more: beyond what anyone stores. */
#define RLIF_MOST_STORED (G_GUINT64_CONSTANT (1) << 40)

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

/* Takes pairs: all of one source or of one target where the rule makes them so, else some or all. May put them into another order.
 *
 * @error    any
 *
 * Returns: FALSE on error. */
typedef gboolean (*RlifTakePairs) (gpointer data, RlifPairs *pairs, GError **error);

/* Makes the pairs of a rule that passes rlif_rule_check () and does not make too many, and hands them over row by row.
 *
 * @name     keys the draws
 * @sources, @targets   how many there are on each side
 * @same     are both sides the same neurons?
 * @error    RLIF_ERROR_INVALID if the rule cannot be met, RLIF_ERROR_LIMIT, and those of @take */
gboolean rlif_rule_make_pairs (const RlifRule *rule, guint64 seed, const char *name,
                               guint32 sources, guint32 targets, gboolean same, RlifTakePairs take,
                               gpointer data, GError **error);

/* Can the rule make the row of one source without the others? */
gboolean rlif_rule_is_by_source (const RlifRule *rule);

/* Makes the pairs of one source: the same as rlif_rule_make_pairs (), which must have been able to.
 *
 * @stream   of rlif_rule_stream ()
 * @pairs    emptied first, then filled in the order of the rule; what stands in `from` does not matter */
gboolean rlif_rule_make_row (const RlifRule *rule, const RlifStream *stream, guint32 source,
                             guint32 sources, guint32 targets, gboolean same, RlifPairs *pairs,
                             GError **error);

/* The stream that a rule draws from under a name. */
void rlif_rule_stream (RlifStream *stream, guint64 seed, const char *name);

/* Can the rule be met? @error RLIF_ERROR_INVALID */
gboolean rlif_rule_check (const RlifRule *rule, guint32 sources, guint32 targets, gboolean same,
                          GError **error);

/* How many synapses a rule will make, or makes on average. */
double rlif_rule_expect (const RlifRule *rule, guint32 sources, guint32 targets, gboolean same);

#endif
