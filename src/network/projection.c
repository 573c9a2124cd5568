/* Projections: pairs put into rows by source, with weights and delays. */
#include <math.h>
#include <stdlib.h>
#include <rlif/registry.h>
#include "base/keyfile.h"
#include "network/distribution.h"
#include "network/plasticity.h"
#include "network/rows.h"
#include "network/rules.h"
#include "network/structure.h"
#include "network/projection.h"

void
rlif_projection_free (RlifProjection *p)
{
  if (!p) return;
  g_free (p->name);
  rlif_rows_free (p);
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

/* What is wrong with a weight, NULL if nothing is. */
static const char *
fault_of (double weight)
{
  if (!isfinite (weight)) return "it is a finite number";
  return fabs (weight) > RLIF_LARGEST_WEIGHT ? "no weight is beyond 1e100" : NULL;
}

gboolean
rlif_check_weight (const RlifModel *model, const char *port, double weight, int *chosen,
                   GError **error)
{
  *chosen = port ? rlif_model_find_port (model, port) : rlif_model_port_for_weight (model, weight);
  const char *const fault = fault_of (weight);
  if (*chosen >= 0 && !fault) return TRUE;
  if (fault)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a weight of %g; %s", weight, fault);
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

/* Takes a value drawn for a synapse. */
typedef gboolean (*Set) (RlifProjection *p, gsize synapse, double value, GError **error);

typedef struct {
  const RlifDistribution *distribution;
  RlifPurpose purpose;
  Set set;
} Draw;

/* Draws a value for every synapse of some rows, each row from a stream of its own. */
static gboolean
draw_some (RlifProjection *p, guint32 begin, guint32 end, gconstpointer data, GError **error)
{
  const Draw *draw = data;
  RlifStream stream;
  double value;
  rlif_stream_init (&stream, p->target->network->seed, draw->purpose, p->name, 0);
  for (guint32 row = begin; row < end; row++) {
    rlif_stream_restart (&stream, row);
    for (gsize s = p->row[row]; s < p->row[row + 1]; s++) {
      if (!rlif_distribution_draw (draw->distribution, &stream, &value, error)) {
        g_prefix_error (error, "the %s of a synapse: ",
                        draw->purpose == RLIF_PURPOSE_WEIGHT ? "weight" : "delay");
        return FALSE;
      }
      if (!draw->set (p, s, value, error)) return FALSE;
    }
  }
  return TRUE;
}

static gboolean
draw_rows (RlifProjection *p, const RlifDistribution *distribution, RlifPurpose purpose, Set set, GError **error)
{
  const Draw draw = { distribution, purpose, set };
  return rlif_rows_share (p, draw_some, &draw, error);
}

static gboolean
set_weight (RlifProjection *p, gsize s, double weight, GError **error)
{
  int port;
  if (p->weight_single)
    p->weight_single[s] = (float) weight;
  else
    p->weight[s] = weight;
  const double kept = rlif_projection_weight (p, s);
  if (p->port >= 0 && !fault_of (kept)) return TRUE;
  return rlif_check_weight (p->target->model, NULL, kept, &port, error);
}

static gboolean
set_weights (RlifProjection *p, const RlifSynapses *synapses, const double given[], const gsize order[],
             GError **error)
{
  gboolean ok = TRUE;
  if (!given && synapses->weight.kind == RLIF_CONSTANT) return TRUE;
  if (synapses->single_precision)
    p->weight_single = g_try_new (float, p->n + 1);
  else
    p->weight = g_try_new (double, p->n + 1);
  if (!p->weight && !p->weight_single) return rlif_fail_synapses (p->n, error);
  for (gsize s = 0; given && ok && s < p->n; s++) ok = set_weight (p, s, given[order[s]], error);
  return given ? ok : draw_rows (p, &synapses->weight, RLIF_PURPOSE_WEIGHT, set_weight, error);
}

static gboolean
set_delay (RlifProjection *p, gsize s, double ms, GError **error)
{
  return to_delay (p, ms, &p->delay[s], error);
}

static gboolean
set_delays (RlifProjection *p, const RlifDistribution *delay, const RlifTime given[],
            const gsize order[], GError **error)
{
  if (!given && delay->kind == RLIF_CONSTANT) return TRUE;
  p->delay = g_try_new (RlifTime, p->n + 1);
  if (!p->delay) return rlif_fail_synapses (p->n, error);
  for (gsize s = 0; given && s < p->n; s++) p->delay[s] = given[order[s]];
  return given || draw_rows (p, delay, RLIF_PURPOSE_DELAY, set_delay, error);
}

static gboolean
check_precision (const RlifSynapses *synapses, GError **error)
{
  if (!synapses->single_precision || synapses->plasticity.kind != RLIF_STDP) return TRUE;
  g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                       "weights that learn are kept in double precision: weight_precision = double");
  return FALSE;
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
  p->asked = synapses->storage;
  if (rlif_check_plasticity (&p->plasticity, error) && check_precision (synapses, error)
      && set_shared (p, synapses, given, error))
    return p;
  rlif_projection_free (p);
  return NULL;
}

/* Weights that STDP changes lie between 0 and w_max. */
static gboolean
check_bounds (const RlifProjection *p, GError **error)
{
  if (p->plasticity.kind != RLIF_STDP) return TRUE;
  for (gsize s = 0; s < MAX (p->n, 1); s++) {
    const double weight = p->n ? rlif_projection_weight (p, s) : p->same_weight;
    const double x = weight / p->plasticity.w_max;
    if (p->n == 0 || (x >= 0 && x <= 1)) continue;
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "a weight of %g is not between 0 and w_max, %g", weight, p->plasticity.w_max);
    return FALSE;
  }
  return TRUE;
}

/* Weights and delays of rows that have their targets.
 *
 * @order    [n] which pair of the list each synapse is, if weights or delays are given */
static gboolean
fill (RlifProjection *p, const RlifSynapses *synapses, Given given, const gsize order[], GError **error)
{
  const gboolean ok = set_weights (p, synapses, given.weight, order, error)
                      && set_delays (p, &synapses->delay, given.delay, order, error)
                      && rlif_rows_sort_by_delay (p, error)
                      && check_bounds (p, error);
  if (ok) rlif_rows_shorten (p);
  return ok;
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

/* A row must fit into memory, and places in it are numbered with 32 bits. */
#define LONGEST_ROW 4294967295.0

static gboolean
check_number (const RlifProjection *p, double n, gboolean procedural, GError **error)
{
  if (n <= rlif_rows_count (p) * LONGEST_ROW && (procedural || n <= (double) RLIF_MOST_STORED)) return TRUE;
  return rlif_fail_synapses (n < 1.8e19 ? (guint64) n : G_MAXUINT64, error);
}

/* Shall, and can, the synapses of a rule be made when they are needed? */
static gboolean
choose_storage (const RlifProjection *p, const RlifRule *rule, const RlifSynapses *synapses,
                gboolean *procedural, GError **error)
{
  const gboolean same = p->source == p->target;
  if (!rlif_rule_check (rule, rlif_rows_count (p), p->target->count, same, error)) return FALSE;
  const double n = rlif_rule_expect (rule, rlif_rows_count (p), p->target->count, same);
  const gboolean can = rlif_rule_is_by_source (rule) && p->plasticity.kind != RLIF_STDP && synapses->weight.kind == RLIF_CONSTANT
                       && synapses->delay.kind == RLIF_CONSTANT;
  const gboolean many = can && n * RLIF_STORED_SYNAPSE > rlif_rows_most_stored (rule);
  *procedural = synapses->storage == RLIF_STORAGE_PROCEDURAL || (synapses->storage == RLIF_STORAGE_AUTO && many);
  if (!*procedural || can) return check_number (p, n, *procedural, error);
  g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                       "procedural synapses need one weight that stays, one delay, and a rule that makes rows by "
                       "source: all_to_all, pairwise_bernoulli, pairwise_poisson, or fixed_outdegree "
                       "with multapses");
  return FALSE;
}

static void
set_procedural (RlifProjection *p, const RlifRule *rule)
{
  const gboolean same = p->source == p->target;
  p->is_procedural = TRUE;
  p->rule = *rule;
  rlif_rule_stream (&p->stream, p->target->network->seed, p->name);
  p->n = (gsize) rlif_rule_expect (rule, rlif_rows_count (p), p->target->count, same);
}

static RlifProjection *
connect_by_rule (RlifNetwork *network, RlifPopulation *source, RlifInput *input,
                 RlifPopulation *target, const RlifRule *rule, const RlifSynapses *synapses,
                 GError **error)
{
  const Given given = { NULL, NULL };
  const gboolean one_delay = synapses->delay.kind == RLIF_CONSTANT;
  RlifProjection *p = new_projection (network, source, input, target, synapses, given, error);
  gboolean procedural;
  if (!p) return NULL;
  if (!choose_storage (p, rule, synapses, &procedural, error)) return finish (network, p, FALSE);
  if (procedural) set_procedural (p, rule);
  const gboolean made = procedural || (rlif_rows_make (p, rule, one_delay, error)
                                       && fill (p, synapses, given, NULL, error));
  return finish (network, p, made);
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
  if (given.weight && fault_of (given.weight[k]))
    return fail_listed (error, k, "has a weight of %g; %s", given.weight[k], fault_of (given.weight[k]));
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
  g_autofree gsize *order = NULL;
  return p ? finish (network, p, rlif_rows_make_listed (p, &pairs, &order, error)
                                 && fill (p, synapses, given, order, error))
           : NULL;
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
