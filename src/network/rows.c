/* The rows of stored synapses: lists put in order, and the shortest form of what is kept. */
#include <stdlib.h>
#include <string.h>
#include "base/memory.h"
#include "network/rows.h"

#define SHORT_TARGETS 65536u

void
rlif_rows_free (RlifProjection *p)
{
  g_free (p->row);
  g_free (p->to);
  g_free (p->to_short);
  g_free (p->step);
  g_free (p->first_step);
  g_free (p->weight);
  g_free (p->weight_single);
  g_free (p->weight_index);
  g_free (p->weight_table);
  g_free (p->delay);
  g_free (p->delay_index);
  g_free (p->delay_table);
}

void
rlif_rows_add_up (gsize start[], guint32 kinds)
{
  for (guint32 k = 0; k < kinds; k++) start[k + 1] += start[k];
}

void
rlif_rows_shift (gsize start[], guint32 kinds)
{
  for (guint32 k = kinds; k > 0; k--) start[k] = start[k - 1];
  start[0] = 0;
}

/* Stable counting sort: puts positions 0 .. n-1, taken in the order of in[] (NULL: as they are),
 * into out[] by key[position] < n_keys. start[] is [n_keys + 1]; at the end it tells where each key
 * begins. */
static void
sort_by (const guint32 key[], guint32 n_keys, gsize n, const gsize in[], gsize out[], gsize start[])
{
  for (gsize k = 0; k <= n_keys; k++) start[k] = 0;
  for (gsize k = 0; k < n; k++) start[key[k] + 1]++;
  rlif_rows_add_up (start, n_keys);
  for (gsize k = 0; k < n; k++) {
    const gsize position = in ? in[k] : k;
    out[start[key[position]]++] = position;
  }
  rlif_rows_shift (start, n_keys);
}

gboolean
rlif_rows_make_listed (RlifProjection *p, const RlifPairs *pairs, gsize **order, GError **error)
{
  const guint32 sources = rlif_rows_count (p), targets = p->target->count;
  g_autofree gsize *by_target = g_try_new (gsize, pairs->n + 1);
  g_autofree gsize *by_source = g_try_new (gsize, pairs->n + 1);
  g_autofree gsize *start = g_try_new (gsize, (gsize) targets + 1);
  if (!p->row) p->row = g_try_new (gsize, (gsize) sources + 1);
  p->to = g_try_new (guint32, pairs->n + 1);
  if (!by_target || !by_source || !start || !p->row || !p->to)
    return rlif_fail_synapses (pairs->n, error);
  rlif_memory_ask_large (p->row, ((gsize) sources + 1) * sizeof *p->row);
  rlif_memory_ask_large (p->to, (pairs->n + 1) * sizeof *p->to);
  sort_by (pairs->to, targets, pairs->n, NULL, by_target, start);
  sort_by (pairs->from, sources, pairs->n, by_target, by_source, p->row);
  p->n = pairs->n;
  for (gsize s = 0; s < p->n; s++) p->to[s] = pairs->to[by_source[s]];
  *order = g_steal_pointer (&by_source);
  return TRUE;
}

/* A synapse on its way to another position in its row. */
typedef struct {
  RlifTime delay;
  double weight;
  guint32 to, position;
} Moving;

static int
by_delay_then_position (const void *a, const void *b)
{
  const Moving *x = a, *y = b;
  if (x->delay != y->delay) return x->delay < y->delay ? -1 : 1;
  return x->position < y->position ? -1 : x->position > y->position;
}

static void
sort_row (RlifProjection *p, gsize first, gsize n, Moving moving[])
{
  for (gsize k = 0; k < n; k++)
    moving[k] = (Moving) { p->delay[first + k], rlif_projection_weight (p, first + k),
                           rlif_projection_target (p, first + k),
                           (guint32) k };
  qsort (moving, n, sizeof *moving, by_delay_then_position);
  for (gsize k = 0; k < n; k++) {
    p->delay[first + k] = moving[k].delay;
    if (p->to_short)
      p->to_short[first + k] = (guint16) moving[k].to;
    else
      p->to[first + k] = moving[k].to;
    if (p->weight) p->weight[first + k] = moving[k].weight;
    if (p->weight_single) p->weight_single[first + k] = (float) moving[k].weight;
  }
}

static gboolean
sort_rows (RlifProjection *p, guint32 begin, guint32 end, G_GNUC_UNUSED gconstpointer data, GError **error)
{
  gsize longest = 0;
  for (guint32 row = begin; row < end; row++) longest = MAX (longest, p->row[row + 1] - p->row[row]);
  g_autofree Moving *moving = g_try_new (Moving, longest + 1);
  if (!moving) return rlif_fail_synapses (p->n, error);
  for (guint32 row = begin; row < end; row++) sort_row (p, p->row[row], p->row[row + 1] - p->row[row], moving);
  return TRUE;
}

gboolean
rlif_rows_sort_by_delay (RlifProjection *p, GError **error)
{
  return !p->delay || rlif_rows_share (p, sort_rows, NULL, error);
}

#define SLOTS 1024

/* Up to 256 different numbers. */
typedef struct {
  guint n;
  guint64 number[256];
  guint16 slot[SLOTS];   /* 1 + the place of a number, at its hash or the next that was free */
} Kinds;

/* The place of a number, which is added if there is room; -1 if there is none. */
static int
look_up (Kinds *kinds, guint64 number)
{
  guint at = (guint) (number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 54);
  for (; kinds->slot[at]; at = (at + 1) % SLOTS)
    if (kinds->number[kinds->slot[at] - 1] == number) return kinds->slot[at] - 1;
  if (kinds->n == 256) return -1;
  kinds->number[kinds->n++] = number;
  kinds->slot[at] = (guint16) kinds->n;
  return (int) kinds->n - 1;
}

/* Puts n numbers of 8 bytes, 256 or more, into a table if no more than 256 of them differ. Returns: (owned) [n] the place of each in the table, or NULL. */
static guint8 *
make_index (const void *numbers, gsize n, void *table)
{
  Kinds kinds = { 0 };
  guint64 number;
  if (n < 256) return NULL;
  g_autofree guint8 *index = g_try_new (guint8, n);
  for (gsize k = 0; index && k < n; k++) {
    memcpy (&number, (const char *) numbers + 8 * k, 8);
    const int at = look_up (&kinds, number);
    if (at < 0) return NULL;
    index[k] = (guint8) at;
  }
  if (index) *(void **) table = g_memdup2 (kinds.number, kinds.n * 8);
  return g_steal_pointer (&index);
}

/* Are all the same? */
static gboolean
all_equal (const void *values, gsize n, gsize size)
{
  return n > 0 && memcmp (values, (const char *) values + size, (n - 1) * size) == 0;
}

/* What a list gives to all synapses alike is theirs in common. */
static void
join_same (RlifProjection *p)
{
  if (p->weight && p->plasticity.kind != RLIF_STDP && all_equal (p->weight, p->n, sizeof *p->weight)) {
    p->same_weight = p->weight[0];
    g_clear_pointer (&p->weight, g_free);
  }
  if (p->delay && all_equal (p->delay, p->n, sizeof *p->delay)) {
    p->same_delay = p->delay[0];
    g_clear_pointer (&p->delay, g_free);
  }
}

/* Rows of one length need no table of where they begin. */
static void
join_lengths (RlifProjection *p)
{
  const guint32 rows = rlif_rows_count (p);
  if (rows == 0) return;
  p->length = p->row[1] - p->row[0];
  for (guint32 row = 1; row < rows; row++)
    if (p->row[row + 1] - p->row[row] != p->length) return;
  g_clear_pointer (&p->row, g_free);
}

void
rlif_rows_shorten (RlifProjection *p)
{
  join_same (p);
  join_lengths (p);
  if (p->to && p->target->count <= SHORT_TARGETS && (p->to_short = g_try_new (guint16, p->n + 1))) {
    for (gsize s = 0; s < p->n; s++) p->to_short[s] = (guint16) p->to[s];
    g_clear_pointer (&p->to, g_free);
  }
  if (p->weight && (p->weight_index = make_index (p->weight, p->n, &p->weight_table)))
    g_clear_pointer (&p->weight, g_free);
  if (p->delay && (p->delay_index = make_index (p->delay, p->n, &p->delay_table)))
    g_clear_pointer (&p->delay, g_free);
}
