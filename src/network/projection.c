/* Projections: pairs put into rows by source, with weights and delays. */
#include <math.h>
#include <rlif/registry.h>
#include "base/keyfile.h"
#include "network/distribution.h"
#include "network/rules.h"
#include "network/structure.h"
#include "network/projection.h"

#define LONGEST_DELAY 9e18   /* ticks */

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
fail_memory (gsize n, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
               "%" G_GSIZE_FORMAT " synapses are more than fit into memory", n);
  return FALSE;
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
  if (!by_target || !by_source || !start || !p->row || !p->to) return fail_memory (pairs->n, error);
  sort_by (pairs->to, targets, pairs->n, NULL, by_target, start);
  sort_by (pairs->from, sources, pairs->n, by_target, by_source, p->row);
  p->n = pairs->n;
  for (gsize s = 0; s < p->n; s++) p->to[s] = pairs->to[by_source[s]];
  *order = g_steal_pointer (&by_source);
  return TRUE;
}

static gboolean
check_port (const RlifProjection *p, double weight, GError **error)
{
  const RlifModel *model = p->target->model;
  if (p->port >= 0 || rlif_model_port_for_weight (model, weight) >= 0) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "no port of model %s takes a weight of %g unless it is named", model->name, weight);
  return FALSE;
}

/* Draws a value for every synapse, each row from a stream of its own. */
static double *
draw_rows (const RlifProjection *p, const RlifDistribution *distribution, RlifPurpose purpose,
           GError **error)
{
  g_autofree double *value = g_try_new (double, p->n + 1);
  if (!value) {
    fail_memory (p->n, error);
    return NULL;
  }
  RlifStream stream;
  rlif_stream_init (&stream, p->target->network->seed, purpose, p->name, 0);
  for (guint32 row = 0; row < n_sources (p); row++) {
    rlif_stream_restart (&stream, row);
    for (gsize s = p->row[row]; s < p->row[row + 1]; s++)
      if (!rlif_distribution_draw (distribution, &stream, &value[s], error)) return NULL;
  }
  return g_steal_pointer (&value);
}

static gboolean
set_weights (RlifProjection *p, const RlifDistribution *weight, const double given[],
             const gsize order[], GError **error)
{
  if (given) {
    p->weight = g_new (double, p->n + 1);
    for (gsize s = 0; s < p->n; s++) p->weight[s] = given[order[s]];
  } else if (weight->kind == RLIF_CONSTANT) {
    p->same_weight = weight->a;
    if (!check_port (p, weight->a, error)) return FALSE;
    if (p->port < 0) p->port = rlif_model_port_for_weight (p->target->model, weight->a);
    return TRUE;
  } else {
    p->weight = draw_rows (p, weight, RLIF_PURPOSE_WEIGHT, error);
    if (!p->weight) return FALSE;
  }
  for (gsize s = 0; s < p->n; s++)
    if (!check_port (p, p->weight[s], error)) return FALSE;
  return TRUE;
}

static gboolean
to_delay (const RlifProjection *p, double ms, RlifTime *delay, GError **error)
{
  const double ticks = ms * (double) p->target->network->ticks_per_ms;
  if (ticks >= 0 && ticks < LONGEST_DELAY) {
    *delay = (RlifTime) llrint (ticks);
    return TRUE;
  }
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a delay of %g ms; %s", ms,
               ms < 0 ? "a delay is 0 or more (clipped(...) keeps draws in bounds)"
                      : "that is longer than can be counted at this resolution");
  return FALSE;
}

static gboolean
set_delays (RlifProjection *p, const RlifDistribution *delay, const RlifTime given[],
            const gsize order[], GError **error)
{
  if (!given && delay->kind == RLIF_CONSTANT) return to_delay (p, delay->a, &p->same_delay, error);
  p->delay = g_try_new (RlifTime, p->n + 1);
  if (!p->delay) return fail_memory (p->n, error);
  if (given) {
    for (gsize s = 0; s < p->n; s++) p->delay[s] = given[order[s]];
    return TRUE;
  }
  g_autofree double *ms = draw_rows (p, delay, RLIF_PURPOSE_DELAY, error);
  if (!ms) return FALSE;
  for (gsize s = 0; s < p->n; s++)
    if (!to_delay (p, ms[s], &p->delay[s], error)) return FALSE;
  return TRUE;
}

static gboolean
choose_port (RlifProjection *p, const char *port, GError **error)
{
  p->port = port ? rlif_model_find_port (p->target->model, port) : -1;
  if (!port || p->port >= 0) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN, "model %s has no port “%s”",
               p->target->model->name, port);
  return FALSE;
}

static gboolean
check_name (const RlifNetwork *network, const char *name, GError **error)
{
  gboolean taken = FALSE;
  for (guint k = 0; k < network->projections->len; k++)
    taken = taken || g_str_equal (((RlifProjection *) network->projections->pdata[k])->name, name);
  if (!taken && *name) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               taken ? "there is a projection “%s” already" : "a projection needs a name%s", name);
  return FALSE;
}

/* What a call has given for each pair, or NULL. */
typedef struct {
  const double *weight;
  const RlifTime *delay;
} Given;

/* Makes a projection of pairs. Exactly one of source and input is set. */
static RlifProjection *
add_projection (RlifNetwork *network, RlifPopulation *source, RlifInput *input,
                RlifPopulation *target, const RlifSynapses *synapses, const RlifPairs *pairs,
                Given given, GError **error)
{
  if (!check_name (network, synapses->name, error)) return NULL;
  RlifProjection *p = g_new0 (RlifProjection, 1);
  g_autofree gsize *order = NULL;
  p->name = g_strdup (synapses->name);
  p->source = source;
  p->input = input;
  p->target = target;
  if (!choose_port (p, synapses->port, error) || !build_rows (p, pairs, &order, error)
      || !set_weights (p, &synapses->weight, given.weight, order, error)
      || !set_delays (p, &synapses->delay, given.delay, order, error)) {
    rlif_projection_free (p);
    return NULL;
  }
  g_ptr_array_add (network->projections, p);
  return p;
}

static RlifProjection *
connect_by_rule (RlifNetwork *network, RlifPopulation *source, RlifInput *input,
                 RlifPopulation *target, const RlifRule *rule, const RlifSynapses *synapses,
                 GError **error)
{
  RlifPairs pairs = { 0 };
  RlifProjection *p = NULL;
  if (rlif_rule_make_pairs (rule, network->seed, synapses->name,
                            source ? source->count : input->channels, target->count,
                            source == target, &pairs, error))
    p = add_projection (network, source, input, target, synapses, &pairs, (Given) { 0 }, error);
  rlif_pairs_clear (&pairs);
  return p;
}

static RlifProjection *
connect_listed (RlifNetwork *network, RlifPopulation *source, RlifInput *input,
                RlifPopulation *target, const RlifSynapses *synapses, gsize n,
                const guint32 from[], const guint32 to[], Given given, GError **error)
{
  const guint32 sources = source ? source->count : input->channels;
  for (gsize k = 0; k < n; k++)
    if (from[k] >= sources || to[k] >= target->count
        || (given.delay && (given.delay[k] < 0 || given.delay[k] > LONGEST_DELAY))
        || (given.weight && !isfinite (given.weight[k]))) {
      g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                   "synapse %" G_GSIZE_FORMAT " of the list, from %u to %u, is out of bounds: there "
                   "are %u sources and %u targets, delays are 0 or more, weights finite",
                   k, from[k], to[k], sources, target->count);
      return NULL;
    }
  const RlifPairs pairs = { n, n, (guint32 *) from, (guint32 *) to };
  return add_projection (network, source, input, target, synapses, &pairs, given, error);
}

RlifProjection *
rlif_network_connect (RlifNetwork *network, RlifPopulation *source, RlifPopulation *target,
                      const RlifRule *rule, const RlifSynapses *synapses, GError **error)
{
  return connect_by_rule (network, source, NULL, target, rule, synapses, error);
}

RlifProjection *
rlif_network_connect_input (RlifNetwork *network, RlifInput *source, RlifPopulation *target,
                            const RlifRule *rule, const RlifSynapses *synapses, GError **error)
{
  return connect_by_rule (network, NULL, source, target, rule, synapses, error);
}

RlifProjection *
rlif_network_connect_list (RlifNetwork *network, RlifPopulation *source, RlifPopulation *target,
                           const RlifSynapses *synapses, gsize n, const guint32 from[],
                           const guint32 to[], const double weight[], const RlifTime delay[],
                           GError **error)
{
  return connect_listed (network, source, NULL, target, synapses, n, from, to,
                         (Given) { weight, delay }, error);
}

RlifProjection *
rlif_network_connect_input_list (RlifNetwork *network, RlifInput *source, RlifPopulation *target,
                                 const RlifSynapses *synapses, gsize n, const guint32 from[],
                                 const guint32 to[], const double weight[],
                                 const RlifTime delay[], GError **error)
{
  return connect_listed (network, NULL, source, target, synapses, n, from, to,
                         (Given) { weight, delay }, error);
}
