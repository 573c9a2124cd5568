/* The rows of stored synapses: made from pairs, put in order, and kept in as few bytes as tell them. */
#ifndef RLIF_NETWORK_ROWS_H
#define RLIF_NETWORK_ROWS_H

#include "network/rules.h"
#include "network/structure.h"

/* What the synapses of a projection may take [bytes], at about so much each, to be stored if nothing was said and they
 * can be procedural. Rows of uniform draws are made faster than they are read from memory beyond the processor's cache;
 * those that need a logarithm for each synapse are not (docs/engine.md). */
#define RLIF_STORED_SYNAPSE 2.0
double rlif_rows_most_stored (const RlifRule *rule);

/* How many rows a projection has. */
static inline guint32
rlif_rows_count (const RlifProjection *p)
{
  return p->source ? p->source->count : p->input->channels;
}

/* Makes the targets of a rule that passes rlif_rule_check (). With one delay, and weights that stay, they get their shortest form at once.
 *
 * @one_delay  have all synapses the same delay?
 * @error      as rlif_rule_make_pairs () */
gboolean rlif_rows_make (RlifProjection *p, const RlifRule *rule, gboolean one_delay, GError **error);

/* Makes the targets of a list of pairs.
 *
 * @order    (owned) [n] which pair each synapse is
 * @error    RLIF_ERROR_LIMIT */
gboolean rlif_rows_make_listed (RlifProjection *p, const RlifPairs *pairs, gsize **order, GError **error);

/* Puts the synapses of each row in the order of their delays, if these differ.
 *
 * @error    RLIF_ERROR_LIMIT */
gboolean rlif_rows_sort_by_delay (RlifProjection *p, GError **error);

/* Gives targets, weights and delays the shortest form that tells them exactly. */
void rlif_rows_shorten (RlifProjection *p);

void rlif_rows_free (RlifProjection *p);

/* How many threads make so many synapses. */
guint rlif_rows_threads (const RlifProjection *p, double synapses);

/* Does something with the rows begin .. end - 1, while other threads do it with others. */
typedef gboolean (*RlifRowsTask) (RlifProjection *p, guint32 begin, guint32 end, gconstpointer data,
                                  GError **error);

/* Does it with all rows.
 *
 * @error    that of the first row that failed, however many threads there were
 *
 * Returns: FALSE on error. */
gboolean rlif_rows_share (RlifProjection *p, RlifRowsTask task, gconstpointer data, GError **error);

/* start[k + 1] is the number of things of kind k: it becomes where those of the next kind begin. */
void rlif_rows_add_up (gsize start[], guint32 kinds);

/* After placing, start[k] is where kind k ended, which is where the next begins: it becomes where it begins. */
void rlif_rows_shift (gsize start[], guint32 kinds);

#endif
