/* Projections: pairs put into rows by source, with weights and delays. */
#include <math.h>
#include <stdlib.h>
#include <rlif/registry.h>
#include "base/keyfile.h"
#include "network/distribution.h"
#include "network/plasticity.h"
#include "network/rules.h"
#include "network/structure.h"
#include "network/projection.h"

void
rlif_projection_free (RlifProjection *p)
{
  if (!p) return;
  g_free (p->name);
  g_free (p->row);
  g_free (p->to);
  g_free (p->weight);
  g_free (p->delay);
  g_free (p);
}

gsize
rlif_projection_get_n_synapses (const RlifProjection *projection)
{
  return projection->n;
}

const char *
rlif_projection_get_name (const RlifProjection *projection)
{
  return projection->name;
}

gboolean
rlif_projection_is_procedural (const RlifProjection *projection)
{
  return projection->is_procedural;
}

/* What a call has given for each pair, or NULL. */
typedef struct {
  const double *weight;
  const RlifTime *delay;
} Given;

static guint32
n_sources (const RlifProjection *p)
{
  return p->source ? p->source->count : p->input->channels;
}

/* Stable counting sort: puts positions 0 .. n-1, taken in the order of in[] (NULL: as they are),
 * into out[] by key[position] < n_keys. start[] is [n_keys + 1]; at the end it tells where each key
 * begins. */
static void
sort_by (const guint32 key[], guint32 n_keys, gsize n, const gsize in[], gsize out[], gsize start[])
{
  for (gsize k = 0; k <= n_keys; k++) start[k] = 0;
  for (gsize k = 0; k < n; k++) start[key[k] + 1]++;
  for (gsize k = 0; k < n_keys; k++) start[k + 1] += start[k];
  for (gsize k = 0; k < n; k++) {
    const gsize position = in ? in[k] : k;
    out[start[key[position]]++] = position;
  }
  for (gsize k = n_keys; k > 0; k--) start[k] = start[k - 1];
  start[0] = 0;
}

static gboolean
check_name (const RlifNetwork *network, const char *name, GError **error)
{
  gboolean taken = FALSE;
  for (guint k = 0; k < network->projections->len; k++)
    taken = taken || g_str_equal (((RlifProjection *) network->projections->pdata[k])->name, name);
  if (!taken && *name) return TRUE;
  if (taken)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "there is a projection “%s” already", name);
  else
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a projection needs a name");
  return FALSE;
}

gboolean
rlif_check_weight (const RlifModel *model, const char *port, double weight, int *chosen,
                   GError **error)
{
  *chosen = port ? rlif_model_find_port (model, port) : rlif_model_port_for_weight (model, weight);
  if (*chosen >= 0 && isfinite (weight)) return TRUE;
  if (!isfinite (weight))
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a weight of %g; it is a finite number",
                 weight);
  else if (port)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN, "model %s has no port “%s”", model->name,
                 port);
  else
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "no port of model %s takes a weight of %g unless it is named", model->name, weight);
  return FALSE;
}

static gboolean
to_delay (const RlifProjection *p, double ms, RlifTime *delay, GError **error)
{
  const double ticks = ms * (double) p->target->network->ticks_per_ms;
  if (ticks >= 0 && ticks <= (double) RLIF_LONGEST) {
    *delay = (RlifTime) llrint (ticks);
    return TRUE;
  }
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a delay of %g ms; %s", ms,
               ticks < 0 ? "a delay is 0 or more (clipped(...) keeps draws in bounds)"
                         : "that is longer than can be counted at this resolution");
  return FALSE;
}

/* Takes the port, and the weight and delay that all synapses share, as far as they do. */
static gboolean
set_shared (RlifProjection *p, const RlifSynapses *synapses, Given given, GError **error)
{
  const RlifModel *model = p->target->model;
  const gboolean drawn = given.weight || synapses->weight.kind != RLIF_CONSTANT;
  if (!drawn) p->same_weight = synapses->weight.a;
  if ((!drawn || synapses->port)
      && !rlif_check_weight (model, synapses->port, p->same_weight, &p->port, error))
    return FALSE;
  if (given.delay || synapses->delay.kind != RLIF_CONSTANT) return TRUE;
  return to_delay (p, synapses->delay.a, &p->same_delay, error);
}

/* Rows by source, in each by target, then as made. Returns in *order where each synapse came from. */
static gboolean
build_rows (RlifProjection *p, const RlifPairs *pairs, gsize **order, GError **error)
{
  const guint32 sources = n_sources (p), targets = p->target->count;
  g_autofree gsize *by_target = g_try_new (gsize, pairs->n + 1);
  g_autofree gsize *by_source = g_try_new (gsize, pairs->n + 1);
  g_autofree gsize *start = g_try_new (gsize, (gsize) targets + 1);
  p->row = g_try_new (gsize, (gsize) sources + 1);
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

/* Draws a value for every synapse, each row from a stream of its own. */
static gboolean
draw_rows (const RlifProjection *p, const RlifDistribution *distribution, RlifPurpose purpose,
           double value[], GError **error)
{
  RlifStream stream;
  rlif_stream_init (&stream, p->target->network->seed, purpose, p->name, 0);
  for (guint32 row = 0; row < n_sources (p); row++) {
    rlif_stream_restart (&stream, row);
    for (gsize s = p->row[row]; s < p->row[row + 1]; s++)
      if (!rlif_distribution_draw (distribution, &stream, &value[s], error)) {
        g_prefix_error (error, "the %s of a synapse: ",
                        purpose == RLIF_PURPOSE_WEIGHT ? "weight" : "delay");
        return FALSE;
      }
  }
  return TRUE;
}

static gboolean
set_weights (RlifProjection *p, const RlifDistribution *weight, const double given[],
             const gsize order[], GError **error)
{
  if (!given && weight->kind == RLIF_CONSTANT) return TRUE;
  p->weight = g_try_new (double, p->n + 1);
  if (!p->weight) return rlif_fail_synapses (p->n, error);
  for (gsize s = 0; given && s < p->n; s++) p->weight[s] = given[order[s]];
  if (!given && !draw_rows (p, weight, RLIF_PURPOSE_WEIGHT, p->weight, error)) return FALSE;
  int port;
  for (gsize s = 0; p->port < 0 && s < p->n; s++)
    if (!rlif_check_weight (p->target->model, NULL, p->weight[s], &port, error)) return FALSE;
  return TRUE;
}

static gboolean
set_delays (RlifProjection *p, const RlifDistribution *delay, const RlifTime given[],
            const gsize order[], GError **error)
{
  if (!given && delay->kind == RLIF_CONSTANT) return TRUE;
  g_autofree double *ms = given ? NULL : g_try_new (double, p->n + 1);
  p->delay = g_try_new (RlifTime, p->n + 1);
  if (!p->delay || (!given && !ms)) return rlif_fail_synapses (p->n, error);
  for (gsize s = 0; given && s < p->n; s++) p->delay[s] = given[order[s]];
  if (given) return TRUE;
  if (!draw_rows (p, delay, RLIF_PURPOSE_DELAY, ms, error)) return FALSE;
  for (gsize s = 0; s < p->n; s++)
    if (!to_delay (p, ms[s], &p->delay[s], error)) return FALSE;
  return TRUE;
}

/* A projection that has no synapses yet. Exactly one of source and input is set. */
static RlifProjection *
new_projection (RlifNetwork *network, RlifPopulation *source, RlifInput *input,
                RlifPopulation *target, const RlifSynapses *synapses, Given given, GError **error)
{
  if (!check_name (network, synapses->name, error)) return NULL;
  RlifProjection *p = g_new0 (RlifProjection, 1);
  p->name = g_strdup (synapses->name);
  p->source = source;
  p->input = input;
  p->target = target;
  p->port = -1;
  p->plasticity = synapses->plasticity;
  if (rlif_check_plasticity (&p->plasticity, error) && set_shared (p, synapses, given, error)) return p;
  rlif_projection_free (p);
  return NULL;
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

/* Synapses that a spike reaches at the same moment stand beside each other. */
static gboolean
sort_rows_by_delay (RlifProjection *p, GError **error)
{
  gsize longest = 0;
  if (!p->delay) return TRUE;
  for (guint32 row = 0; row < n_sources (p); row++) longest = MAX (longest, p->row[row + 1] - p->row[row]);
  g_autofree Moving *moving = g_try_new (Moving, longest + 1);
  if (!moving) return rlif_fail_synapses (p->n, error);
  for (guint32 row = 0; row < n_sources (p); row++) {
    const gsize first = p->row[row], n = p->row[row + 1] - first;
    for (gsize k = 0; k < n; k++)
      moving[k] = (Moving) { p->delay[first + k], p->weight ? p->weight[first + k] : 0, p->to[first + k],
                             (guint32) k };
    qsort (moving, n, sizeof *moving, by_delay_then_position);
    for (gsize k = 0; k < n; k++) {
      p->delay[first + k] = moving[k].delay;
      p->to[first + k] = moving[k].to;
      if (p->weight) p->weight[first + k] = moving[k].weight;
    }
  }
  return TRUE;
}

/* Weights that STDP changes lie between 0 and w_max. */
static gboolean
check_bounds (const RlifProjection *p, GError **error)
{
  if (p->plasticity.kind != RLIF_STDP) return TRUE;
  for (gsize s = 0; s < MAX (p->n, 1); s++) {
    const double weight = p->weight ? p->weight[MIN (s, p->n - 1)] : p->same_weight;
    const double x = weight / p->plasticity.w_max;
    if (p->n == 0 || (x >= 0 && x <= 1)) continue;
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "a weight of %g is not between 0 and w_max, %g", weight, p->plasticity.w_max);
    return FALSE;
  }
  return TRUE;
}

static gboolean
fill (RlifProjection *p, const RlifPairs *pairs, const RlifSynapses *synapses, Given given,
      GError **error)
{
  g_autofree gsize *order = NULL;
  return build_rows (p, pairs, &order, error)
         && set_weights (p, &synapses->weight, given.weight, order, error)
         && set_delays (p, &synapses->delay, given.delay, order, error)
         && sort_rows_by_delay (p, error)
         && check_bounds (p, error);
}

/* Gives the projection to the network, or frees it if it was not filled. */
static RlifProjection *
finish (RlifNetwork *network, RlifProjection *p, gboolean filled)
{
  if (filled) {
    p->number = network->projections->len;
    g_ptr_array_add (network->projections, p);
    return p;
  }
  rlif_projection_free (p);
  return NULL;
}

/* Rows must fit into memory one at a time. */
#define LONGEST_ROW 4294967296.0
/* Larger projections are made procedural if nothing was said. */
#define MOST_STORED 1073741824.0   /* bytes */
#define STORED_SYNAPSE 4.0

/* Shall, and can, the synapses of a rule be made when they are needed? */
static gboolean
choose_storage (const RlifProjection *p, const RlifRule *rule, const RlifSynapses *synapses,
                gboolean *procedural, GError **error)
{
  const gboolean can = rlif_rule_is_by_source (rule) && p->plasticity.kind != RLIF_STDP && synapses->weight.kind == RLIF_CONSTANT
                       && synapses->delay.kind == RLIF_CONSTANT;
  const double n = can ? rlif_rule_expect (rule, n_sources (p), p->target->count,
                                           p->source == p->target) : 0;
  *procedural = synapses->storage == RLIF_STORAGE_PROCEDURAL
                || (synapses->storage == RLIF_STORAGE_AUTO && n * STORED_SYNAPSE > MOST_STORED);
  if (*procedural && can && n > n_sources (p) * LONGEST_ROW)
    return rlif_fail_synapses (n < 1.8e19 ? (guint64) n : G_MAXUINT64, error);
  if (!*procedural || can) return TRUE;
  g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                       "procedural synapses need one weight that stays, one delay, and a rule that makes rows by "
                       "source: all_to_all, pairwise_bernoulli, pairwise_poisson, or fixed_outdegree "
                       "with multapses");
  return FALSE;
}

static gboolean
set_procedural (RlifProjection *p, const RlifRule *rule, GError **error)
{
  const gboolean same = p->source == p->target;
  if (!rlif_rule_check (rule, n_sources (p), p->target->count, same, error)) return FALSE;
  p->is_procedural = TRUE;
  p->rule = *rule;
  rlif_rule_stream (&p->stream, p->target->network->seed, p->name);
  p->n = (gsize) rlif_rule_expect (rule, n_sources (p), p->target->count, same);
  return TRUE;
}

RlifRow
rlif_projection_row (const RlifProjection *p, guint32 source, RlifRowMaker *maker)
{
  if (!p->is_procedural)
    return (RlifRow) { p->row[source + 1] - p->row[source], p->to + p->row[source] };
  RlifPairs pairs = { 0, maker->room, maker->from, maker->to };
  GError *error = NULL;
  if (!rlif_rule_make_row (&p->rule, &p->stream, source, n_sources (p), p->target->count,
                           p->source == p->target, &pairs, &error))
    g_error ("%s", error->message);
  *maker = (RlifRowMaker) { pairs.from, pairs.to, pairs.room };
  return (RlifRow) { pairs.n, pairs.to };
}

void
rlif_row_maker_clear (RlifRowMaker *maker)
{
  g_free (maker->from);
  g_free (maker->to);
  *maker = (RlifRowMaker) { 0 };
}

static RlifProjection *
connect_by_rule (RlifNetwork *network, RlifPopulation *source, RlifInput *input,
                 RlifPopulation *target, const RlifRule *rule, const RlifSynapses *synapses,
                 GError **error)
{
  const Given given = { NULL, NULL };
  RlifPairs pairs = { 0 };
  RlifProjection *p = new_projection (network, source, input, target, synapses, given, error);
  gboolean procedural;
  if (!p) return NULL;
  if (!choose_storage (p, rule, synapses, &procedural, error)) return finish (network, p, FALSE);
  if (procedural) return finish (network, p, set_procedural (p, rule, error));
  const gboolean filled = rlif_rule_make_pairs (rule, network->seed, p->name, n_sources (p),
                                                target->count, source == target, &pairs, error)
                          && fill (p, &pairs, synapses, given, error);
  rlif_pairs_clear (&pairs);
  return finish (network, p, filled);
}

/* Sets an error about a synapse of a list. Returns: FALSE. */
G_GNUC_PRINTF (3, 4) static gboolean
fail_listed (GError **error, gsize k, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "synapse %" G_GSIZE_FORMAT " of the list %s",
               k, what);
  return FALSE;
}

/* Numbers are counted from 0, here and in the messages. */
static gboolean
check_listed (gsize k, guint32 from, guint32 sources, guint32 to, guint32 targets, Given given,
              GError **error)
{
  if (from >= sources)
    return fail_listed (error, k, "comes from %u; there are %u sources", from, sources);
  if (to >= targets) return fail_listed (error, k, "goes to %u; there are %u targets", to, targets);
  if (given.weight && !isfinite (given.weight[k]))
    return fail_listed (error, k, "has a weight of %g; it is a finite number", given.weight[k]);
  if (given.delay && (given.delay[k] < 0 || given.delay[k] > RLIF_LONGEST))
    return fail_listed (error, k, "has a delay of %" G_GINT64_FORMAT " ticks; what fits: 0 to %"
                        G_GINT64_FORMAT, given.delay[k], RLIF_LONGEST);
  return TRUE;
}

static RlifProjection *
connect_listed (RlifNetwork *network, RlifPopulation *source, RlifInput *input,
                RlifPopulation *target, const RlifSynapses *synapses, gsize n,
                const guint32 from[], const guint32 to[], Given given, GError **error)
{
  const guint32 sources = source ? source->count : input->channels;
  for (gsize k = 0; k < n; k++)
    if (!check_listed (k, from[k], sources, to[k], target->count, given, error)) return NULL;
  const RlifPairs pairs = { n, n, (guint32 *) from, (guint32 *) to };
  RlifProjection *p = new_projection (network, source, input, target, synapses, given, error);
  return p ? finish (network, p, fill (p, &pairs, synapses, given, error)) : NULL;
}

RlifProjection *
rlif_network_connect (RlifNetwork *network, RlifPopulation *source, RlifPopulation *target,
                      const RlifRule *rule, const RlifSynapses *synapses, GError **error)
{
  g_return_val_if_fail (source->network == network && target->network == network, NULL);
  return connect_by_rule (network, source, NULL, target, rule, synapses, error);
}

RlifProjection *
rlif_network_connect_input (RlifNetwork *network, RlifInput *source, RlifPopulation *target,
                            const RlifRule *rule, const RlifSynapses *synapses, GError **error)
{
  g_return_val_if_fail (source->network == network && target->network == network, NULL);
  return connect_by_rule (network, NULL, source, target, rule, synapses, error);
}

RlifProjection *
rlif_network_connect_list (RlifNetwork *network, RlifPopulation *source, RlifPopulation *target,
                           const RlifSynapses *synapses, gsize n, const guint32 from[],
                           const guint32 to[], const double weight[], const RlifTime delay[],
                           GError **error)
{
  g_return_val_if_fail (source->network == network && target->network == network, NULL);
  return connect_listed (network, source, NULL, target, synapses, n, from, to,
                         (Given) { weight, delay }, error);
}

RlifProjection *
rlif_network_connect_input_list (RlifNetwork *network, RlifInput *source, RlifPopulation *target,
                                 const RlifSynapses *synapses, gsize n, const guint32 from[],
                                 const guint32 to[], const double weight[],
                                 const RlifTime delay[], GError **error)
{
  g_return_val_if_fail (source->network == network && target->network == network, NULL);
  return connect_listed (network, NULL, source, target, synapses, n, from, to,
                         (Given) { weight, delay }, error);
}
