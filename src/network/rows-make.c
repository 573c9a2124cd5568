/* Making the rows of a rule, by several threads. Each row is drawn from a stream of its own, so that it is the
 * same whoever makes it. */
#include <math.h>
#include <stdlib.h>
#include "base/crew.h"
#include "base/memory.h"
#include "network/rows.h"

#define SHORT_TARGETS 65536u
#define LONGEST_STEP 30000   /* on average: longer ones are not worth it */
#define CHUNK 65536          /* synapses that a thread makes at a time, about */
#define DIGIT 11             /* bits by which it sorts at a time */
#define DIGITS (1u << DIGIT)

/* Rows on their way. */
typedef struct {
  RlifProjection *p;
  gsize room, step_room, n_steps;
  guint threads;
  guint32 begun;            /* rows, of those that come one after the other */
  guint32 *last;            /* [rows] the last target, of those that come by target */
} Making;

static gboolean
resize (void *array, gsize n, gsize size)
{
  void **const at = array;
  void *const moved = g_try_realloc_n (*at, n, size);
  if (moved) *at = moved;
  if (moved) rlif_memory_ask_large (moved, n * size);
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
  const gboolean in_steps = one_delay && rule->kind != RLIF_FIXED_TOTAL && p->plasticity.kind != RLIF_STDP && targets > SHORT_TARGETS
                            && n / rows * LONGEST_STEP > targets;
  p->row = g_try_new0 (gsize, (gsize) rows + 1);
  if (in_steps) p->first_step = g_try_new0 (gsize, (gsize) rows + 1);
  if (targets <= SHORT_TARGETS) p->to_short = g_try_new (guint16, 1);
  rlif_memory_ask_large (p->row, ((gsize) rows + 1) * sizeof *p->row);
  rlif_memory_ask_large (p->first_step, in_steps ? ((gsize) rows + 1) * sizeof *p->first_step : 0);
  if (p->row && (!in_steps || p->first_step)) return TRUE;
  return rlif_fail_synapses ((guint64) n, error);
}

static int
by_number (const void *a, const void *b)
{
  const guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  return x < y ? -1 : x > y;
}

static int
by_short_number (const void *a, const void *b)
{
  return *(const guint16 *) a - *(const guint16 *) b;
}

static gboolean
in_order (const RlifPairs *row)
{
  gboolean ascends = TRUE;
  for (gsize k = 1; k < row->n; k++) ascends &= row->to[k - 1] <= row->to[k];
  return ascends;
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
  if (!in_order (pairs)) qsort (pairs->to, pairs->n, sizeof *pairs->to, by_number);
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

/* The rows begin .. end - 1, on their way to those before them. */
typedef struct {
  guint32 begin, end;
  RlifPairs pairs;          /* row by row */
  RlifPairs sorted;         /* room to put them in order */
  GError *error;
} Chunk;

typedef struct {
  const Making *m;
  const RlifRule *rule;
  RlifStream stream;
  Chunk *chunk;
} Chunks;

/* Puts pairs into the order of some bits of a key; those that share them stay as they are. */
static void
place (const RlifPairs *pairs, const guint32 key[], guint32 first, guint shift, RlifPairs *sorted)
{
  gsize start[DIGITS + 1] = { 0 };
  for (gsize k = 0; k < pairs->n; k++) start[((key[k] - first) >> shift) % DIGITS + 1]++;
  for (guint k = 0; k < DIGITS; k++) start[k + 1] += start[k];
  for (gsize k = 0; k < pairs->n; k++) {
    const gsize at = start[((key[k] - first) >> shift) % DIGITS]++;
    sorted->from[at] = pairs->from[k];
    sorted->to[at] = pairs->to[k];
  }
  sorted->n = pairs->n;
}

static void
pass (Chunk *chunk, gboolean by_row, guint shift)
{
  const RlifPairs pairs = chunk->pairs;
  place (&pairs, by_row ? pairs.from : pairs.to, by_row ? chunk->begin : 0, shift, &chunk->sorted);
  chunk->pairs = chunk->sorted;
  chunk->sorted = pairs;
}

/* Puts the rows of a chunk in order, all together: by their targets, then by their sources again. */
static gboolean
sort_chunk (Chunk *chunk, guint32 targets, GError **error)
{
  chunk->sorted.n = 0;
  if (!rlif_pairs_reserve (&chunk->sorted, chunk->pairs.n, error)) return FALSE;
  for (guint shift = 0; shift < 32 && (targets - 1) >> shift > 0; shift += DIGIT) pass (chunk, FALSE, shift);
  for (guint shift = 0; shift < 32 && (chunk->end - chunk->begin - 1) >> shift > 0; shift += DIGIT) pass (chunk, TRUE, shift);
  return TRUE;
}

static void
make_chunk (gpointer data, guint task)
{
  const Chunks *c = data;
  const RlifProjection *p = c->m->p;
  const guint32 rows = rlif_rows_count (p), targets = p->target->count;
  Chunk *chunk = &c->chunk[task];
  RlifPairs *all = &chunk->pairs, row = { 0 };
  gboolean ascends = TRUE;
  all->n = 0;
  for (guint32 k = chunk->begin; k < chunk->end && !chunk->error; k++) {
    if (!rlif_rule_make_row (c->rule, &c->stream, k, rows, targets, p->source == p->target, &row, &chunk->error)
        || row.n == 0 || !rlif_pairs_reserve (all, row.n, &chunk->error))
      continue;
    ascends = ascends && in_order (&row);
    for (gsize j = 0; j < row.n; j++) all->from[all->n + j] = k;
    memcpy (all->to + all->n, row.to, row.n * sizeof *row.to);
    all->n += row.n;
  }
  if (!ascends && !chunk->error) sort_chunk (chunk, targets, &chunk->error);
  rlif_pairs_clear (&row);
}

/* Takes the rows of a chunk. */
static gboolean
take_chunk (Making *m, Chunk *chunk, GError **error)
{
  const RlifPairs *all = &chunk->pairs;
  if (chunk->error) {
    g_propagate_error (error, g_steal_pointer (&chunk->error));
    return FALSE;
  }
  for (gsize begin = 0, end; begin < all->n; begin = end) {
    for (end = begin + 1; end < all->n && all->from[end] == all->from[begin];) end++;
    RlifPairs row = { end - begin, end - begin, all->from + begin, all->to + begin };
    if (!take_row (m, &row, error)) return FALSE;
  }
  return TRUE;
}

/* Some chunks at a time, so that what is on its way takes little memory. */
static gboolean
make_by_chunks (Making *m, const RlifRule *rule, double expected, GError **error)
{
  const guint32 rows = rlif_rows_count (m->p);
  const guint32 length = (guint32) CLAMP (CHUNK / (expected / rows + 1), 1, rows);
  const guint n = 4 * m->threads;
  gboolean ok = TRUE;
  Chunks chunks = { m, rule, .chunk = g_new0 (Chunk, n) };
  rlif_rule_stream (&chunks.stream, m->p->target->network->seed, m->p->name);
  RlifCrew *crew = rlif_crew_new (m->threads, make_chunk, &chunks);
  for (guint64 begin = 0; ok && begin < rows;) {
    for (guint k = 0; k < n; k++, begin += length) {
      chunks.chunk[k].begin = (guint32) MIN (begin, rows);
      chunks.chunk[k].end = (guint32) MIN (begin + length, rows);
    }
    rlif_crew_do (crew, n);
    for (guint k = 0; k < n; k++) ok = ok && take_chunk (m, &chunks.chunk[k], error);
  }
  rlif_crew_free (crew);
  for (guint k = 0; k < n; k++) {
    rlif_pairs_clear (&chunks.chunk[k].pairs);
    rlif_pairs_clear (&chunks.chunk[k].sorted);
    g_clear_error (&chunks.chunk[k].error);
  }
  g_free (chunks.chunk);
  return ok;
}

/* Follows the rule; the rows that others could make as well, by all threads. */
static gboolean
follow_by_source (Making *m, const RlifRule *rule, double expected, GError **error)
{
  const RlifProjection *p = m->p;
  if (rlif_rule_is_by_source (rule)) return make_by_chunks (m, rule, expected, error);
  return rlif_rule_make_pairs (rule, p->target->network->seed, p->name, rlif_rows_count (p), p->target->count,
                               p->source == p->target, take_row, m, error);
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
  if (!make_room (m, n, n + n / 64, error) || !follow_by_source (m, rule, expected, error)) return FALSE;
  for (; m->begun <= rows; m->begun++) {
    p->row[m->begun] = p->n;
    if (p->first_step) p->first_step[m->begun] = m->n_steps;
  }
  return make_room (m, p->n, m->n_steps, error);
}

/* The synapses of the sources begin .. begin + count - 1, which one thread makes: it follows the whole rule
 * and takes those. */
typedef struct {
  Making *m;
  guint32 begin, count;
  gsize n;
  GError *error;
} Share;

/* Counts the synapses of each row, and the steps. */
static gboolean
count_pairs (gpointer data, RlifPairs *pairs, G_GNUC_UNUSED GError **error)
{
  Share *share = data;
  const Making *m = share->m;
  RlifProjection *p = m->p;
  for (gsize k = 0; k < pairs->n; k++) {
    const guint32 from = pairs->from[k], to = pairs->to[k];
    if (from - share->begin >= share->count) continue;
    share->n++;
    p->row[from + 1]++;
    if (!p->first_step) continue;
    p->first_step[from + 1] += steps_to (to - m->last[from]);
    m->last[from] = to;
  }
  return TRUE;
}

/* Puts synapses into their rows: row[] and first_step[] of a source say where the next goes. */
static gboolean
place_pairs (gpointer data, RlifPairs *pairs, G_GNUC_UNUSED GError **error)
{
  const Share *share = data;
  const Making *m = share->m;
  RlifProjection *p = m->p;
  for (gsize k = 0; k < pairs->n; k++) {
    const guint32 from = pairs->from[k], to = pairs->to[k];
    if (from - share->begin >= share->count) continue;
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

typedef struct {
  const RlifRule *rule;
  RlifTakePairs take;
  Share *share;
} Shares;

static void
follow_for_share (gpointer data, guint task)
{
  const Shares *s = data;
  const RlifProjection *p = s->share[task].m->p;
  rlif_rule_make_pairs (s->rule, p->target->network->seed, p->name, rlif_rows_count (p), p->target->count,
                        p->source == p->target, s->take, &s->share[task], &s->share[task].error);
}

/* Follows the rule for the synapses of all sources. Two or three threads take as long as one: all draw all. */
static gboolean
follow_by_target (Making *m, const RlifRule *rule, RlifTakePairs take, GError **error)
{
  const guint threads = m->threads < 4 ? 1 : m->threads;
  const guint32 rows = rlif_rows_count (m->p), each = (rows - 1) / threads + 1;
  g_autofree Share *share = g_new0 (Share, threads);
  gboolean ok = TRUE;
  for (guint k = 0; k < threads; k++) {
    const guint64 begin = MIN ((guint64) k * each, rows);
    share[k] = (Share) { .m = m, .begin = (guint32) begin, .count = (guint32) MIN (each, rows - begin) };
  }
  rlif_crew_do_once (threads, threads, follow_for_share, &(Shares) { rule, take, share });
  for (guint k = 0; k < threads; k++) {
    m->p->n += share[k].n;
    if (!share[k].error) continue;
    if (ok) g_propagate_error (error, g_steal_pointer (&share[k].error));
    g_clear_error (&share[k].error);
    ok = FALSE;
  }
  return ok;
}

/* Puts the targets of some rows in order. */
static gboolean
sort_targets (RlifProjection *p, guint32 begin, guint32 end, G_GNUC_UNUSED gconstpointer data,
              G_GNUC_UNUSED GError **error)
{
  for (guint32 row = begin; row < end; row++) {
    const gsize n = p->row[row + 1] - p->row[row];
    if (p->to_short)
      qsort (p->to_short + p->row[row], n, sizeof *p->to_short, by_short_number);
    else
      qsort (p->to + p->row[row], n, sizeof *p->to, by_number);
  }
  return TRUE;
}

/* The rule is followed twice, so that no pairs need to be kept. Targets come in ascending order but for
 * fixed_total. */
static gboolean
make_by_target (Making *m, const RlifRule *rule, GError **error)
{
  RlifProjection *p = m->p;
  const guint32 rows = rlif_rows_count (p), targets = p->target->count;
  const gsize n = (gsize) rlif_rule_expect (rule, rows, targets, p->source == p->target);
  g_autofree guint32 *last = m->last = g_try_new0 (guint32, rows);
  if (!last) return rlif_fail_synapses (n, error);
  if (!make_room (m, n, n, error)   /* refused before long work */
      || !follow_by_target (m, rule, count_pairs, error)) return FALSE;
  rlif_rows_add_up (p->row, rows);
  if (p->first_step) rlif_rows_add_up (p->first_step, rows);
  memset (last, 0, rows * sizeof *last);
  if (!make_room (m, p->n, p->first_step ? p->first_step[rows] : 0, error)
      || !follow_by_target (m, rule, place_pairs, error))
    return FALSE;
  rlif_rows_shift (p->row, rows);
  if (p->first_step) rlif_rows_shift (p->first_step, rows);
  return rule->kind != RLIF_FIXED_TOTAL || rlif_rows_share (p, sort_targets, NULL, error);
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
  const guint32 rows = rlif_rows_count (p), targets = p->target->count;
  const gboolean same = p->source == p->target;
  Making m = { .p = p, .threads = rlif_rows_threads (p, rlif_rule_expect (rule, rows, targets, same)) };
  if (rule->kind == RLIF_ONE_TO_ONE || (rule->kind == RLIF_FIXED_TOTAL && !rule->multapses)) {
    p->row = g_try_new0 (gsize, (gsize) rows + 1);
    return (p->row || rlif_fail_synapses (rows, error))
           && rlif_rule_make_pairs (rule, p->target->network->seed, p->name, rows, targets, same, take_listed,
                                    p, error);
  }
  if (!begin (&m, rule, one_delay, error)) return FALSE;
  const gboolean by_target = rule->kind == RLIF_FIXED_INDEGREE || rule->kind == RLIF_FIXED_TOTAL;
  return by_target ? make_by_target (&m, rule, error) : make_by_source (&m, rule, error);
}
