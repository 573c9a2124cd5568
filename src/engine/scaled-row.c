/* A row of synapses at scaled neurons, eight at a time. */
#include "engine/scaled-row.h"

#define BUNCH 8                /* synapses after which it is seen who is at threshold */
#define ROW_AHEAD 96           /* synapses of a long row that are asked for before their turn */

void
rlif_area_note_reached (RlifArea *area, guint32 i)
{
  if (area->n_reached == area->room_reached) {
    area->room_reached = 2 * area->room_reached + 64;
    area->reached = g_renew (guint32, area->reached, area->room_reached);
  }
  area->reached[area->n_reached++] = i;
}

typedef gint64 Bits __attribute__ ((vector_size (sizeof (RlifPair))));

typedef enum {
  SAME,
  PLAIN,                       /* weights are jumps of the potential themselves, and act whole: by far the most usual */
  OWN
} JumpKind;

static inline __attribute__ ((always_inline)) double
jump_of (const RlifRowJumps *jumps, gsize k, const JumpKind kind)
{
  if (kind == SAME) return jumps->same;
  const double weight = jumps->weight[k];
  if (kind == PLAIN) return weight * jumps->f;
  return jumps->factor[weight >= 0] * (weight * jumps->share) * jumps->f;
}

/* x of the neurons, as those of the whole population are numbered. */
static inline double *
numbered (const RlifArea *area, const RlifScaled *s)
{
  return (double *) ((guintptr) s->x - area->neurons.first * sizeof *s->x);
}

/* Not inlined, as it is rare: a loop that has no room for it is faster. */
static __attribute__ ((noinline)) void
note_bunch (RlifArea *area, const RlifScaled *s, const RlifRow *row, gsize begin, gsize end)
{
  for (gsize k = begin; k < end; k++) {
    const guint32 i = rlif_row_target (row, k) - area->neurons.first;
    if (s->x[i] >= s->limit) rlif_area_note_reached (area, i);
  }
}

/* In long rows memory is asked for ahead: for their neurons if these are many, so that targets take four bytes, else for the
 * row. Only who is at threshold at the end of the moment fires, so that it does not matter when that is seen. */
static inline __attribute__ ((always_inline)) guint
deliver_row (RlifArea *area, const RlifScaled *s, const RlifRow *row, const RlifRowJumps *jumps, const JumpKind kind,
             const gboolean is_short, const gboolean is_long)
{
  double *const x = numbered (area, s);
  const guint16 *const to_short = row->to_short;
  const guint32 *const to = row->to;
  const gsize n = row->n;
  const double limit = s->limit;
  const RlifPair limits = { limit, limit };
  RlifPair sum = { 0, 0 };
  gsize k = 0;
  for (; k + BUNCH <= n; k += BUNCH) {
    Bits seen = { 0, 0 };
    if (is_long && is_short) __builtin_prefetch (to_short + k + ROW_AHEAD);
#pragma GCC unroll 4
    for (int j = 0; j < BUNCH; j += 2) {
      RlifPair after;
      after[0] = x[is_short ? to_short[k + j] : to[k + j]] += jump_of (jumps, k + j, kind);
      after[1] = x[is_short ? to_short[k + j + 1] : to[k + j + 1]] += jump_of (jumps, k + j + 1, kind);
      sum += after;
      seen |= after >= limits;
    }
    for (int j = 0; is_long && !is_short && k + 3 * BUNCH <= n && j < BUNCH; j++)
      __builtin_prefetch (&x[to[k + 2 * BUNCH + j]], 1);
    if (G_UNLIKELY (seen[0] | seen[1])) note_bunch (area, s, row, k, k + BUNCH);
  }
  for (; k < n; k++) {
    const double after = x[is_short ? to_short[k] : to[k]] += jump_of (jumps, k, kind);
    sum[0] += after;
    if (G_UNLIKELY (after >= limit)) note_bunch (area, s, row, k, k + 1);
  }
  return rlif_scaled_count_refractory (sum[0] + sum[1]);
}

/* All with one jump: by far the most frequent, so that whether the row is long is told before. */
static guint
deliver_same (RlifArea *area, const RlifScaled *s, const RlifRow *row, const RlifRowJumps *jumps)
{
  const gboolean is_long = row->n > RLIF_MOST_ASKED;
  if (!row->to && is_long) return deliver_row (area, s, row, jumps, SAME, TRUE, TRUE);
  if (!row->to) return deliver_row (area, s, row, jumps, SAME, TRUE, FALSE);
  if (is_long) return deliver_row (area, s, row, jumps, SAME, FALSE, TRUE);
  return deliver_row (area, s, row, jumps, SAME, FALSE, FALSE);
}

guint
rlif_scaled_row_deliver (RlifArea *area, const RlifScaled *s, const RlifRow *row, const RlifRowJumps *jumps)
{
  const gboolean is_plain = jumps->factor[0] == 1 && jumps->factor[1] == 1 && jumps->share == 1;
  if (!jumps->weight) return deliver_same (area, s, row, jumps);
  if (!is_plain && row->to) return deliver_row (area, s, row, jumps, OWN, FALSE, FALSE);
  if (!is_plain) return deliver_row (area, s, row, jumps, OWN, TRUE, FALSE);
  if (row->to) return deliver_row (area, s, row, jumps, PLAIN, FALSE, FALSE);
  return deliver_row (area, s, row, jumps, PLAIN, TRUE, FALSE);
}
