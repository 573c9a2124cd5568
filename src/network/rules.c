/* Connection rules.
 *
 * Each row (a target for fixed_indegree, a source for the others) draws from a stream of its own, so
 * rows can be made in any order. */
#include <string.h>
#include <rlif/math.h>
#include "base/batch.h"
#include "network/rules.h"

#define SOME 4096u         /* pairs that are handed over together */
#define WORTH_A_BATCH 16   /* draws: for fewer the numbers are made one by one */

typedef struct {
  const RlifRule *rule;
  RlifStream stream;
  guint32 sources, targets;
  gboolean skip_self;    /* same neurons on both sides, and no self-connections */
  RlifPairs *pairs;
  RlifTakePairs take;
  gpointer data;
} Builder;

void
rlif_pairs_clear (RlifPairs *pairs)
{
  g_free (pairs->from);
  g_free (pairs->to);
  *pairs = (RlifPairs) { 0 };
}

gboolean
rlif_fail_synapses (guint64 n, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
               "%" G_GUINT64_FORMAT " synapses are more than fit into memory", n);
  return FALSE;
}

gboolean
rlif_pairs_reserve (RlifPairs *pairs, guint64 n, GError **error)
{
  if (n <= pairs->room - pairs->n) return TRUE;
  const guint64 room = MAX (pairs->n + n, pairs->room + pairs->room / 2);
  guint32 *from = NULL, *to = NULL;
  if (room <= RLIF_MOST_STORED && n <= RLIF_MOST_STORED) {
    from = g_try_realloc_n (pairs->from, room, sizeof *from);
    if (from) pairs->from = from;
    to = from ? g_try_realloc_n (pairs->to, room, sizeof *to) : NULL;
    if (to) pairs->to = to;
  }
  if (!to) return rlif_fail_synapses (pairs->n + n, error);
  pairs->room = room;
  return TRUE;
}

static void
add (RlifPairs *pairs, guint32 from, guint32 to)
{
  pairs->from[pairs->n] = from;
  pairs->to[pairs->n++] = to;
}

/* Gives away the pairs made so far. */
static gboolean
hand_over (Builder *b, GError **error)
{
  const gboolean ok = b->pairs->n == 0 || b->take (b->data, b->pairs, error);
  b->pairs->n = 0;
  return ok;
}

static gboolean
add_all_to_all_row (Builder *b, guint32 row, GError **error)
{
  if (!rlif_pairs_reserve (b->pairs, b->targets, error)) return FALSE;
  for (guint32 t = 0; t < b->targets; t++)
    if (!b->skip_self || row != t) add (b->pairs, row, t);
  return TRUE;
}

static gboolean
add_all_to_all (Builder *b, GError **error)
{
  for (guint32 s = 0; s < b->sources; s++)
    if (!add_all_to_all_row (b, s, error) || !hand_over (b, error)) return FALSE;
  return TRUE;
}

static gboolean
add_one_to_one (Builder *b, GError **error)
{
  if (b->sources != b->targets) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "one_to_one needs as many sources as targets: %u and %u", b->sources, b->targets);
    return FALSE;
  }
  if (b->skip_self) {
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                         "one_to_one of a population onto itself makes self-connections only: "
                         "set self_connections = yes if they are meant");
    return FALSE;
  }
  if (!rlif_pairs_reserve (b->pairs, b->sources, error)) return FALSE;
  for (guint32 i = 0; i < b->sources; i++) add (b->pairs, i, i);
  return hand_over (b, error);
}

/* Adds a pair of the row `own` with a partner from the other side. */
static void
add_to_row (Builder *b, gboolean row_is_target, guint32 own, guint32 partner)
{
  if (row_is_target)
    add (b->pairs, partner, own);
  else
    add (b->pairs, own, partner);
}

/* The partner meant by a number among those allowed: the own one is stepped over. */
static guint32
step_over (const Builder *b, guint32 own, guint32 number)
{
  return b->skip_self && number >= own ? number + 1 : number;
}

/* k different numbers below n: the first k of a Fisher-Yates shuffle of index[] = 0, 1, .., which is
 * put in order again by undoing the swaps. */
static void
add_distinct (Builder *b, gboolean row_is_target, guint32 own, guint32 n, guint32 index[],
              guint32 swapped[])
{
  const guint32 k = (guint32) b->rule->k;
  for (guint32 j = 0; j < k; j++) {
    swapped[j] = j + rlif_stream_below (&b->stream, n - j);
    const guint32 chosen = index[swapped[j]];
    index[swapped[j]] = index[j];
    index[j] = chosen;
    add_to_row (b, row_is_target, own, step_over (b, own, chosen));
  }
  for (guint32 j = k; j-- > 0;) {
    const guint32 chosen = index[j];
    index[j] = index[swapped[j]];
    index[swapped[j]] = chosen;
  }
}

/* Can every row have k partners? */
static gboolean
check_degree (const Builder *b, guint32 partners, GError **error)
{
  const guint64 k = b->rule->k;
  if (k == 0 || (partners > 0 && (b->rule->multapses || k <= partners))) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "%" G_GUINT64_FORMAT " partners are wanted, but there %s only %u%s%s", k,
               partners == 1 ? "is" : "are", partners, b->skip_self ? " besides the neuron" : "",
               partners ? " (multapses = yes allows a pair to be connected more than once)" : "");
  return FALSE;
}

/* One at a time, since some may have to be drawn again. */
static gsize
take_carefully (const guint32 bits[RLIF_BATCH], guint32 partners, guint32 skipped, guint32 partner[], gsize most)
{
  const guint32 reject = -partners % partners;
  gsize n = 0;
  for (guint j = 0; j < RLIF_BATCH && n < most; j++) {
    const guint64 product = (guint64) bits[j] * partners;
    const guint32 number = (guint32) (product >> 32);
    partner[n] = number + (number >= skipped);
    n += (guint32) product >= reject;
  }
  return n;
}

/* The same numbers as from rlif_stream_below (). The side of the row itself is filled in if pairs are handed over. */
static gboolean
add_multapses_by_batch (Builder *b, gboolean row_is_target, guint32 row, guint32 partners, GError **error)
{
  RlifPairs *pairs = b->pairs;
  const guint32 skipped = b->skip_self ? row : G_MAXUINT32;
  if (!rlif_pairs_reserve (pairs, b->rule->k + RLIF_BATCH_MOST, error)) return FALSE;
  guint32 *const partner = row_is_target ? pairs->from : pairs->to, *const own = row_is_target ? pairs->to : pairs->from;
  guint32 bits[RLIF_BATCH];
  const gsize end = pairs->n + b->rule->k;
  for (gsize j = pairs->n; b->take && j < end; j++) own[j] = row;
  while (pairs->n < end) {
    const guint most = (guint) MIN (RLIF_BATCH_MOST, end - pairs->n);
    if (rlif_batch_numbers (&b->stream, most, partners, skipped, partner + pairs->n)) {
      b->stream.block += RLIF_BATCH_MOST / 4;
      pairs->n += most;
    } else {
      rlif_batch_bits (&b->stream, bits);
      pairs->n += take_carefully (bits, partners, skipped, partner + pairs->n, most);
    }
  }
  return TRUE;
}

/* A row with k partners, the same more than once if it happens. */
static gboolean
add_multapses (Builder *b, gboolean row_is_target, guint32 row, GError **error)
{
  const guint32 partners = (row_is_target ? b->sources : b->targets) - (b->skip_self ? 1 : 0);
  if (b->rule->k >= WORTH_A_BATCH) return add_multapses_by_batch (b, row_is_target, row, partners, error);
  if (!rlif_pairs_reserve (b->pairs, b->rule->k, error)) return FALSE;
  for (guint64 j = 0; j < b->rule->k; j++)
    add_to_row (b, row_is_target, row, step_over (b, row, rlif_stream_below (&b->stream, partners)));
  return TRUE;
}

static gboolean
add_fixed_degree (Builder *b, GError **error)
{
  const gboolean in = b->rule->kind == RLIF_FIXED_INDEGREE;
  const guint32 rows = in ? b->targets : b->sources;
  const guint32 partners = (in ? b->sources : b->targets) - (b->skip_self ? 1 : 0);
  const guint64 k = b->rule->k;
  const gboolean distinct = !b->rule->multapses;
  if (!rlif_pairs_reserve (b->pairs, k, error)) return FALSE;
  g_autofree guint32 *index = distinct ? g_try_new (guint32, (gsize) partners + 1) : NULL;
  g_autofree guint32 *swapped = distinct ? g_try_new (guint32, (gsize) k + 1) : NULL;
  if (distinct && (!index || !swapped)) return rlif_fail_synapses (rows * k, error);
  for (guint32 j = 0; distinct && j < partners; j++) index[j] = j;
  for (guint32 row = 0; row < rows; row++) {
    rlif_stream_restart (&b->stream, row);
    if (distinct)
      add_distinct (b, in, row, partners, index, swapped);
    else if (!add_multapses (b, in, row, error))
      return FALSE;
    if (!hand_over (b, error)) return FALSE;
  }
  return TRUE;
}

static guint64
pair_number (const Builder *b, guint32 source, guint32 target)
{
  return (guint64) source * b->targets + target;
}

/* One pair of the rectangle, uniformly; never a neuron with itself if that is not allowed. */
static guint64
draw_pair (Builder *b)
{
  for (;;) {
    const guint32 s = rlif_stream_below (&b->stream, b->sources);
    const guint32 t = rlif_stream_below (&b->stream, b->targets);
    if (!b->skip_self || s != t) return pair_number (b, s, t);
  }
}

static void
add_number (Builder *b, guint64 pair)
{
  add (b->pairs, (guint32) (pair / b->targets), (guint32) (pair % b->targets));
}

/* A set of pairs by open addressing; GHashTable would end the program when memory runs out. */
typedef struct {
  guint64 *slot;         /* [2^bits], more than half of them 0: empty; else the pair's number + 1 */
  guint bits;
} PairSet;

/* Where the pair stands, or the empty slot where it would. */
static guint64 *
find_slot (const PairSet *set, guint64 pair)
{
  const guint64 last = (G_GUINT64_CONSTANT (1) << set->bits) - 1;
  /* Multiplicative hashing by the golden ratio: Knuth, The Art of Computer Programming 6.4 */
  guint64 at = (pair * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> (64 - set->bits);
  while (set->slot[at] && set->slot[at] != pair + 1) at = (at + 1) & last;
  return &set->slot[at];
}

/* The pairs that are not in `without`, in order. */
static void
add_rest (Builder *b, const PairSet *without)
{
  for (guint32 s = 0; s < b->sources; s++)
    for (guint32 t = 0; t < b->targets; t++)
      if (!(b->skip_self && s == t) && !*find_slot (without, pair_number (b, s, t)))
        add (b->pairs, s, t);
}

/* k different pairs: those drawn, or if they are more than half of all, those not drawn. */
static gboolean
add_distinct_pairs (Builder *b, guint64 possible, GError **error)
{
  const guint64 k = b->rule->k;
  const gboolean rest = k > possible / 2;
  const guint64 n = rest ? possible - k : k;
  PairSet drawn = { NULL, 1 };
  while (G_GUINT64_CONSTANT (1) << drawn.bits <= 2 * n) drawn.bits++;
  drawn.slot = g_try_new0 (guint64, (gsize) 1 << drawn.bits);
  if (!drawn.slot) return rlif_fail_synapses (k, error);
  for (guint64 j = 0; j < n;) {
    const guint64 pair = draw_pair (b);
    guint64 *slot = find_slot (&drawn, pair);
    if (*slot) continue;
    *slot = pair + 1;
    if (!rest) add_number (b, pair);
    j++;
  }
  if (rest) add_rest (b, &drawn);
  g_free (drawn.slot);
  return TRUE;
}

static gboolean
add_fixed_total (Builder *b, GError **error)
{
  const guint64 k = b->rule->k;
  const guint64 possible =
    (guint64) b->sources * b->targets - (b->skip_self ? b->sources : 0);
  if (k > 0 && (possible == 0 || (!b->rule->multapses && k > possible))) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%" G_GUINT64_FORMAT " synapses are wanted, but there are only %" G_GUINT64_FORMAT
                 " pairs", k, possible);
    return FALSE;
  }
  if (!rlif_pairs_reserve (b->pairs, b->rule->multapses ? MIN (k, SOME) : k, error)) return FALSE;
  rlif_stream_restart (&b->stream, 0);
  if (!b->rule->multapses) return add_distinct_pairs (b, possible, error) && hand_over (b, error);
  for (guint64 j = 0; j < k; j++) {
    if (b->pairs->n == SOME && !hand_over (b, error)) return FALSE;
    add_number (b, draw_pair (b));
  }
  return hand_over (b, error);
}

/* Exponential variates of a row, by the batch if there will be many. */
typedef struct {
  RlifStream *stream;
  gboolean by_batch;
  guint next;
  double batch[RLIF_BATCH / 2];
} Draws;

static double
draw_exponential (Draws *draws)
{
  if (!draws->by_batch) return rlif_stream_exponential (draws->stream);
  if (draws->next == RLIF_BATCH / 2) {
    rlif_batch_exponentials (draws->stream, draws->batch);
    draws->next = 0;
  }
  return draws->batch[draws->next++];
}

/* How many targets to pass over until the next one that is connected, each being so with
 * probability p: the integer part of an exponential variate of rate -log (1 - p); none if p = 1. */
static double
draw_skip (Draws *draws, double rate)
{
  return floor (draw_exponential (draws) / rate);
}

static gboolean
add_bernoulli_row (Builder *b, guint32 row, double rate, GError **error)
{
  const guint32 n = b->targets - (b->skip_self ? 1 : 0);
  Draws draws = { &b->stream, n * rate > WORTH_A_BATCH, RLIF_BATCH / 2, { 0 } };
  for (double t = draw_skip (&draws, rate); t < n; t += 1 + draw_skip (&draws, rate)) {
    if (!rlif_pairs_reserve (b->pairs, 1, error)) return FALSE;
    add (b->pairs, row, step_over (b, row, (guint32) t));
  }
  return TRUE;
}

/* A Poisson process along the line 0 .. n, each unit of which is a target. */
static gboolean
add_poisson_row (Builder *b, guint32 row, double mean, GError **error)
{
  const guint32 n = b->targets - (b->skip_self ? 1 : 0);
  Draws draws = { &b->stream, n * mean > WORTH_A_BATCH, RLIF_BATCH / 2, { 0 } };
  for (double x = draw_exponential (&draws) / mean; x < n; x += draw_exponential (&draws) / mean) {
    if (!rlif_pairs_reserve (b->pairs, 1, error)) return FALSE;
    add (b->pairs, row, step_over (b, row, (guint32) x));
  }
  return TRUE;
}

static gboolean
check_probability (const RlifRule *rule, GError **error)
{
  const gboolean bernoulli = rule->kind == RLIF_PAIRWISE_BERNOULLI;
  if (rule->p >= 0 && rule->p < HUGE_VAL && !(bernoulli && rule->p > 1)) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, bernoulli
               ? "a probability of %g; it is between 0 and 1" : "a mean of %g; it is 0 or more", rule->p);
  return FALSE;
}

static gboolean
add_pairwise_row (Builder *b, guint32 row, GError **error)
{
  const double p = b->rule->p;
  if (p == 0) return TRUE;
  if (b->rule->kind == RLIF_PAIRWISE_POISSON) return add_poisson_row (b, row, p, error);
  return add_bernoulli_row (b, row, -rlif_log1p (-p), error);
}

static gboolean
add_pairwise (Builder *b, GError **error)
{
  for (guint32 row = 0; row < b->sources; row++) {
    rlif_stream_restart (&b->stream, row);
    if (!add_pairwise_row (b, row, error) || !hand_over (b, error)) return FALSE;
  }
  return TRUE;
}

gboolean
rlif_rule_make_pairs (const RlifRule *rule, guint64 seed, const char *name, guint32 sources,
                      guint32 targets, gboolean same, RlifTakePairs take, gpointer data, GError **error)
{
  RlifPairs pairs = { 0 };
  Builder b = { .rule = rule, .sources = sources, .targets = targets, .pairs = &pairs, .take = take,
                .data = data, .skip_self = same && !rule->self_connections };
  gboolean ok = FALSE;
  rlif_rule_stream (&b.stream, seed, name);
  switch (rule->kind) {
  case RLIF_ALL_TO_ALL: ok = add_all_to_all (&b, error); break;
  case RLIF_ONE_TO_ONE: ok = add_one_to_one (&b, error); break;
  case RLIF_FIXED_INDEGREE:
  case RLIF_FIXED_OUTDEGREE: ok = add_fixed_degree (&b, error); break;
  case RLIF_FIXED_TOTAL: ok = add_fixed_total (&b, error); break;
  case RLIF_PAIRWISE_BERNOULLI:
  case RLIF_PAIRWISE_POISSON: ok = add_pairwise (&b, error); break;
  }
  rlif_pairs_clear (&pairs);
  return ok;
}

void
rlif_rule_stream (RlifStream *stream, guint64 seed, const char *name)
{
  rlif_stream_init (stream, seed, RLIF_PURPOSE_CONNECT, name, 0);
}

gboolean
rlif_rule_is_by_source (const RlifRule *rule)
{
  return rule->kind == RLIF_ALL_TO_ALL || rule->kind == RLIF_PAIRWISE_BERNOULLI
         || rule->kind == RLIF_PAIRWISE_POISSON
         || (rule->kind == RLIF_FIXED_OUTDEGREE && rule->multapses);
}

gboolean
rlif_rule_check (const RlifRule *rule, guint32 sources, guint32 targets, gboolean same,
                 GError **error)
{
  const Builder b = { .rule = rule, .sources = sources, .targets = targets,
                      .skip_self = same && !rule->self_connections };
  const guint32 self = b.skip_self ? 1 : 0;
  switch (rule->kind) {
  case RLIF_FIXED_INDEGREE: return check_degree (&b, sources - self, error);
  case RLIF_FIXED_OUTDEGREE: return check_degree (&b, targets - self, error);
  case RLIF_PAIRWISE_BERNOULLI:
  case RLIF_PAIRWISE_POISSON: return check_probability (rule, error);
  default: return TRUE;
  }
}

double
rlif_rule_expect (const RlifRule *rule, guint32 sources, guint32 targets, gboolean same)
{
  const double partners = targets - (same && !rule->self_connections ? 1.0 : 0.0);
  const double k = (double) rule->k;
  switch (rule->kind) {
  case RLIF_ALL_TO_ALL: return sources * partners;
  case RLIF_ONE_TO_ONE: return sources;
  case RLIF_FIXED_INDEGREE: return targets * k;
  case RLIF_FIXED_OUTDEGREE: return sources * k;
  case RLIF_FIXED_TOTAL: return k;
  case RLIF_PAIRWISE_BERNOULLI:
  case RLIF_PAIRWISE_POISSON: return sources * rule->p * partners;
  }
  g_return_val_if_reached (0);
}

gboolean
rlif_rule_make_row (const RlifRule *rule, const RlifStream *stream, guint32 source,
                    guint32 sources, guint32 targets, gboolean same, RlifPairs *pairs,
                    GError **error)
{
  Builder b = { .rule = rule, .sources = sources, .targets = targets, .pairs = pairs,
                .stream = *stream, .skip_self = same && !rule->self_connections };
  pairs->n = 0;
  rlif_stream_restart (&b.stream, source);
  switch (rule->kind) {
  case RLIF_ALL_TO_ALL: return add_all_to_all_row (&b, source, error);
  case RLIF_FIXED_OUTDEGREE: return add_multapses (&b, FALSE, source, error);
  case RLIF_PAIRWISE_BERNOULLI:
  case RLIF_PAIRWISE_POISSON: return add_pairwise_row (&b, source, error);
  default: g_return_val_if_reached (FALSE);
  }
}
