/* Making the rows of stored synapses. */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "network/rows.h"

#define SHORT_TARGETS 65536u
#define LONGEST_STEP 30000   /* on average: longer ones are not worth it */

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

/* Rows on their way. */
typedef struct {
  RlifProjection *p;
  gsize room, step_room, n_steps;
  guint32 begun;            /* rows, of those that come one after the other */
  guint32 *last;            /* [rows] the last target, of those that come by target */
} Making;

static gboolean
resize (void *array, gsize n, gsize size)
{
  void **const at = array;
  void *const moved = g_try_realloc_n (*at, n, size);
  if (moved) *at = moved;
  return moved != NULL;
}

/* Room for n synapses and n_steps steps in the form that was chosen. */
static gboolean
make_room (Making *m, gsize n, gsize n_steps, GError **error)
{
  RlifProjection *p = m->p;
  if (n > m->room && !rlif_memory_has_room ((double) n * sizeof *p->to_short)) return rlif_fail_synapses (n, error);
  const gboolean ok = p->first_step ? resize (&p->step, n_steps + 1, sizeof *p->step)
                      : p->to_short ? resize (&p->to_short, n + 1, sizeof *p->to_short)
                                    : resize (&p->to, n + 1, sizeof *p->to);
  m->room = n;
  m->step_room = n_steps;
  return ok || rlif_fail_synapses (n, error);
}

/* Chooses the form of the targets. */
static gboolean
begin (Making *m, const RlifRule *rule, gboolean one_delay, GError **error)
{
  RlifProjection *p = m->p;
  const guint32 rows = rlif_rows_count (p), targets = p->target->count;
  const double n = rlif_rule_expect (rule, rows, targets, p->source == p->target);
  const gboolean in_steps = one_delay && p->plasticity.kind != RLIF_STDP && targets > SHORT_TARGETS
                            && n / rows * LONGEST_STEP > targets;
  p->row = g_try_new0 (gsize, (gsize) rows + 1);
  if (in_steps) p->first_step = g_try_new0 (gsize, (gsize) rows + 1);
  if (one_delay && targets <= SHORT_TARGETS) p->to_short = g_try_new (guint16, 1);
  if (p->row && (!in_steps || p->first_step)) return TRUE;
  return rlif_fail_synapses ((guint64) n, error);
}

static int
by_number (const void *a, const void *b)
{
  const guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  return x < y ? -1 : x > y;
}

static void
sort (RlifPairs *pairs)
{
  gboolean ascends = TRUE;
  for (gsize k = 1; k < pairs->n; k++) ascends &= pairs->to[k - 1] <= pairs->to[k];
  if (!ascends) qsort (pairs->to, pairs->n, sizeof *pairs->to, by_number);
}

/* How many steps it takes to go so far. */
static gsize
steps_to (guint32 far)
{
  return far / RLIF_FAR + 1;
}

/* Writes the steps that lead to a target. Returns: how many. */
static gsize
write_steps (guint16 step[], guint32 far)
{
  gsize n = 0;
  for (; far >= RLIF_FAR; far -= RLIF_FAR) step[n++] = RLIF_FAR;
  step[n++] = (guint16) far;
  return n;
}

/* The row of one source, after all rows of sources before it. */
static gboolean
take_row (gpointer data, RlifPairs *pairs, GError **error)
{
  Making *m = data;
  RlifProjection *p = m->p;
  gsize n_steps = m->n_steps;
  guint32 last = 0;
  sort (pairs);
  for (gsize k = 0; k < pairs->n && p->first_step; last = pairs->to[k++]) n_steps += steps_to (pairs->to[k] - last);
  if ((p->n + pairs->n > m->room || n_steps > m->step_room)
      && !make_room (m, MAX (p->n + pairs->n, m->room + m->room / 8), MAX (n_steps, m->step_room + m->step_room / 8),
                     error))
    return FALSE;
  for (; m->begun <= pairs->from[0]; m->begun++) {
    p->row[m->begun] = p->n;
    if (p->first_step) p->first_step[m->begun] = m->n_steps;
  }
  last = 0;
  for (gsize k = 0; k < pairs->n; last = pairs->to[k++]) {
    if (p->first_step)
      m->n_steps += write_steps (p->step + m->n_steps, pairs->to[k] - last);
    else if (p->to_short)
      p->to_short[p->n++] = (guint16) pairs->to[k];
    else
      p->to[p->n++] = pairs->to[k];
  }
  if (p->first_step) p->n += pairs->n;
  return TRUE;
}

static gboolean
make_by_source (Making *m, const RlifRule *rule, GError **error)
{
  RlifProjection *p = m->p;
  const guint32 rows = rlif_rows_count (p), targets = p->target->count;
  const gboolean same = p->source == p->target;
  const double expected = rlif_rule_expect (rule, rows, targets, same);
  const gboolean is_exact = rule->kind == RLIF_ALL_TO_ALL || rule->kind == RLIF_FIXED_OUTDEGREE;
  const gsize n = (gsize) (is_exact ? expected : expected + 5 * sqrt (expected) + 1);
  if (!make_room (m, n, n + n / 64, error)
      || !rlif_rule_make_pairs (rule, p->target->network->seed, p->name, rows, targets, same, take_row, m, error))
    return FALSE;
  for (; m->begun <= rows; m->begun++) {
    p->row[m->begun] = p->n;
    if (p->first_step) p->first_step[m->begun] = m->n_steps;
  }
  return make_room (m, p->n, m->n_steps, error);
}

/* Counts the synapses of each row, and the steps. */
static gboolean
count_pairs (gpointer data, RlifPairs *pairs, G_GNUC_UNUSED GError **error)
{
  Making *m = data;
  RlifProjection *p = m->p;
  for (gsize k = 0; k < pairs->n; k++) {
    const guint32 from = pairs->from[k], to = pairs->to[k];
    p->row[from + 1]++;
    if (!p->first_step) continue;
    p->first_step[from + 1] += steps_to (to - m->last[from]);
    m->last[from] = to;
  }
  p->n += pairs->n;
  return TRUE;
}

/* Puts synapses into their rows: row[] and first_step[] of a source say where the next goes. */
static gboolean
place_pairs (gpointer data, RlifPairs *pairs, G_GNUC_UNUSED GError **error)
{
  Making *m = data;
  RlifProjection *p = m->p;
  for (gsize k = 0; k < pairs->n; k++) {
    const guint32 from = pairs->from[k], to = pairs->to[k];
    const gsize at = p->row[from]++;
    if (p->first_step) {
      p->first_step[from] += write_steps (p->step + p->first_step[from], to - m->last[from]);
      m->last[from] = to;
    } else if (p->to_short) {
      p->to_short[at] = (guint16) to;
    } else {
      p->to[at] = to;
    }
  }
  return TRUE;
}

static void
add_up (gsize start[], guint32 rows)
{
  for (guint32 k = 0; k < rows; k++) start[k + 1] += start[k];
}

/* After placing, each row begins where the one before it ended. */
static void
shift (gsize start[], guint32 rows)
{
  for (guint32 k = rows; k > 0; k--) start[k] = start[k - 1];
  start[0] = 0;
}

/* The rule is followed twice, so that no pairs need to be kept: targets come in ascending order. */
static gboolean
make_by_target (Making *m, const RlifRule *rule, GError **error)
{
  RlifProjection *p = m->p;
  const guint32 rows = rlif_rows_count (p), targets = p->target->count;
  const guint64 seed = p->target->network->seed;
  const gboolean same = p->source == p->target;
  const gsize n = (gsize) rlif_rule_expect (rule, rows, targets, same);
  g_autofree guint32 *last = m->last = g_try_new0 (guint32, rows);
  if (!last) return rlif_fail_synapses (n, error);
  if (!make_room (m, n, n, error)   /* refused before long work */
      || !rlif_rule_make_pairs (rule, seed, p->name, rows, targets, same, count_pairs, m, error)) return FALSE;
  add_up (p->row, rows);
  if (p->first_step) add_up (p->first_step, rows);
  memset (last, 0, rows * sizeof *last);
  if (!make_room (m, p->n, p->first_step ? p->first_step[rows] : 0, error)
      || !rlif_rule_make_pairs (rule, seed, p->name, rows, targets, same, place_pairs, m, error))
    return FALSE;
  shift (p->row, rows);
  if (p->first_step) shift (p->first_step, rows);
  return TRUE;
}

static gboolean
take_listed (gpointer data, RlifPairs *pairs, GError **error)
{
  g_autofree gsize *order = NULL;
  return rlif_rows_make_listed (data, pairs, &order, error);
}

gboolean
rlif_rows_make (RlifProjection *p, const RlifRule *rule, gboolean one_delay, GError **error)
{
  Making m = { .p = p };
  const guint32 rows = rlif_rows_count (p), targets = p->target->count;
  const gboolean same = p->source == p->target;
  if (rule->kind == RLIF_ONE_TO_ONE || rule->kind == RLIF_FIXED_TOTAL) {
    p->row = g_try_new0 (gsize, (gsize) rows + 1);
    return (p->row || rlif_fail_synapses (rows, error))
           && rlif_rule_make_pairs (rule, p->target->network->seed, p->name, rows, targets, same, take_listed,
                                    p, error);
  }
  return begin (&m, rule, one_delay, error)
         && (rule->kind == RLIF_FIXED_INDEGREE ? make_by_target (&m, rule, error)
                                               : make_by_source (&m, rule, error));
}

/* Stable counting sort: puts positions 0 .. n-1, taken in the order of in[] (NULL: as they are),
 * into out[] by key[position] < n_keys. start[] is [n_keys + 1]; at the end it tells where each key
 * begins. */
static void
sort_by (const guint32 key[], guint32 n_keys, gsize n, const gsize in[], gsize out[], gsize start[])
{
  for (gsize k = 0; k <= n_keys; k++) start[k] = 0;
  for (gsize k = 0; k < n; k++) start[key[k] + 1]++;
  add_up (start, n_keys);
  for (gsize k = 0; k < n; k++) {
    const gsize position = in ? in[k] : k;
    out[start[key[position]]++] = position;
  }
  shift (start, n_keys);
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
    moving[k] = (Moving) { p->delay[first + k], rlif_projection_weight (p, first + k), p->to[first + k],
                           (guint32) k };
  qsort (moving, n, sizeof *moving, by_delay_then_position);
  for (gsize k = 0; k < n; k++) {
    p->delay[first + k] = moving[k].delay;
    p->to[first + k] = moving[k].to;
    if (p->weight) p->weight[first + k] = moving[k].weight;
    if (p->weight_single) p->weight_single[first + k] = (float) moving[k].weight;
  }
}

gboolean
rlif_rows_sort_by_delay (RlifProjection *p, GError **error)
{
  gsize longest = 0;
  if (!p->delay) return TRUE;
  for (guint32 row = 0; row < rlif_rows_count (p); row++) longest = MAX (longest, p->row[row + 1] - p->row[row]);
  g_autofree Moving *moving = g_try_new (Moving, longest + 1);
  if (!moving) return rlif_fail_synapses (p->n, error);
  for (guint32 row = 0; row < rlif_rows_count (p); row++)
    sort_row (p, p->row[row], p->row[row + 1] - p->row[row], moving);
  return TRUE;
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

void
rlif_rows_shorten (RlifProjection *p)
{
  if (p->to && p->target->count <= SHORT_TARGETS && (p->to_short = g_try_new (guint16, p->n + 1))) {
    for (gsize s = 0; s < p->n; s++) p->to_short[s] = (guint16) p->to[s];
    g_clear_pointer (&p->to, g_free);
  }
  if (p->weight && (p->weight_index = make_index (p->weight, p->n, &p->weight_table)))
    g_clear_pointer (&p->weight, g_free);
  if (p->delay && (p->delay_index = make_index (p->delay, p->n, &p->delay_table)))
    g_clear_pointer (&p->delay, g_free);
}
