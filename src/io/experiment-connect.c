/* [connect A, B -> C, D]: synapses by rule or by list. */
#include <string.h>
#include <rlif/units.h>
#include "io/experiment.h"
#include "io/table.h"
#include "network/structure.h"

/* A delay written as one number must be a whole number of ticks, as all moments. */
static gboolean
read_delay (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
            RlifDistribution *delay, GError **error)
{
  const double ticks_per_ms = (double) reader->experiment->ticks_per_ms;
  GError *cause = NULL;
  RlifTime ticks = 0;
  *delay = rlif_constant (0);
  if (entry && strchr (entry->value, '('))
    return rlif_distribution_parse (entry->value, "ms", delay, &cause)
           || rlif_reader_explain (reader, group, entry, cause, error);
  if (!rlif_reader_time (reader, group, entry, &ticks, error)) return FALSE;
  delay->a = (double) ticks / ticks_per_ms;
  if (llrint (delay->a * ticks_per_ms) == ticks) return TRUE;
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_LIMIT, error,
                                 "has more digits than a delay of this length can keep");
}

static gboolean
fail_port (const RlifReader *reader, const RlifGroup *group, const RlifEntry *port,
           const RlifModel *model, GError **error)
{
  g_autofree const char **known = g_new0 (const char *, model->n_port + 1);
  for (guint j = 0; j < model->n_port; j++) known[j] = model->port[j].name;
  g_autofree char *all = g_strjoinv (", ", (char **) known);
  if (!port)
    return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                   "model %s has ports of different units (%s): choose one, as in: "
                                   "port = %s", model->name, all, known[0]);
  g_autofree char *hint = rlif_suggest (port->value, known);
  return rlif_reader_fail_entry (reader, group, port, RLIF_ERROR_UNKNOWN, error,
                                 "model %s has no such port%s; what fits: %s", model->name, hint,
                                 all);
}

/* The unit of weights: that of the port named, or else of all ports. NULL on error. */
static const char *
find_unit (const RlifReader *reader, const RlifGroup *group, const RlifModel *model, GError **error)
{
  const RlifEntry *port = rlif_group_find_entry (group, "port");
  const int named = port ? rlif_model_find_port (model, port->value) : 0;
  gboolean same = TRUE;
  if (model->n_port == 0) {
    rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                            "model %s takes no spikes: it has no port", model->name);
    return NULL;
  }
  for (guint j = 1; !port && j < model->n_port; j++)
    same = same && g_str_equal (model->port[j].unit, model->port[0].unit);
  if (named >= 0 && same) return model->port[named].unit;
  fail_port (reader, group, port, model, error);
  return NULL;
}

static gboolean
read_weight (const RlifReader *reader, const RlifGroup *group, const RlifModel *model,
             RlifSynapseKeys *keys, GError **error)
{
  GError *cause = NULL;
  RlifDistribution *weight = &keys->synapses.weight;
  *weight = rlif_constant (0);
  if (!keys->weight) return TRUE;
  if (!rlif_distribution_parse (keys->weight->value, keys->unit, weight, &cause))
    return rlif_reader_explain (reader, group, keys->weight, cause, error);
  if (weight->kind != RLIF_CONSTANT || keys->synapses.port
      || rlif_model_port_for_weight (model, weight->a) >= 0)
    return TRUE;
  return rlif_reader_fail_entry (reader, group, keys->weight, RLIF_ERROR_INVALID, error,
                                 "no port of model %s takes this weight unless it is named, as in: "
                                 "port = %s", model->name, model->port[0].name);
}

static gboolean
read_storage (const RlifReader *reader, const RlifGroup *group, RlifStorage *storage, GError **error)
{
  static const char *const names[] = { "auto", "stored", "procedural", NULL };
  static const RlifStorage meant[] = { RLIF_STORAGE_AUTO, RLIF_STORAGE_STORED, RLIF_STORAGE_PROCEDURAL };
  const RlifEntry *entry = rlif_group_find_entry (group, "storage");
  *storage = RLIF_STORAGE_AUTO;
  if (!entry) return TRUE;
  for (guint k = 0; names[k]; k++)
    if (g_str_equal (entry->value, names[k])) {
      *storage = meant[k];
      return TRUE;
    }
  g_autofree char *hint = rlif_suggest (entry->value, names);
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                 "what fits: auto, stored, procedural%s", hint);
}

static gboolean
read_precision (const RlifReader *reader, const RlifGroup *group, gboolean *single, GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, "weight_precision");
  *single = entry && g_str_equal (entry->value, "single");
  if (!entry || *single || g_str_equal (entry->value, "double")) return TRUE;
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                 "what fits: double, single (weights rounded to 24 bits, in half the memory)");
}

gboolean
rlif_read_synapses (const RlifReader *reader, const RlifGroup *group, const char *name,
                    const RlifPopulation *target, RlifNeed need, RlifSynapseKeys *keys,
                    GError **error)
{
  const RlifModel *model = rlif_population_get_model (target);
  const RlifEntry *port = rlif_group_find_entry (group, "port");
  *keys = (RlifSynapseKeys) { .weight = rlif_group_find_entry (group, "weight"),
                              .delay = rlif_group_find_entry (group, "delay"),
                              .unit = find_unit (reader, group, model, error) };
  if (!keys->unit) return FALSE;
  keys->synapses.name = name;
  keys->synapses.port = port ? port->value : NULL;
  g_autofree char *example = g_strdup_printf ("0.1 %s", keys->unit);
  if ((need >= RLIF_NEED_WEIGHT && !rlif_reader_require (reader, group, "weight", example, error))
      || (need == RLIF_NEED_WEIGHT_AND_DELAY
          && !rlif_reader_require (reader, group, "delay", "1.5 ms", error)))
    return FALSE;
  return read_weight (reader, group, model, keys, error)
         && read_delay (reader, group, keys->delay, &keys->synapses.delay, error)
         && read_storage (reader, group, &keys->synapses.storage, error)
         && read_precision (reader, group, &keys->synapses.single_precision, error)
         && rlif_read_plasticity (reader, group, keys->unit, &keys->synapses.plasticity, error);
}

/* The key that an error of the network is about; NULL if that cannot be told. */
static const RlifEntry *
blame (const RlifGroup *group, const RlifSynapseKeys *keys, const GError *cause)
{
  const gboolean weight_drawn = keys->synapses.weight.kind != RLIF_CONSTANT;
  const gboolean delay_drawn = keys->synapses.delay.kind != RLIF_CONSTANT;
  const char *equals = strstr (cause->message, " = ");   /* of a number of the plasticity */
  g_autofree char *key = equals ? g_strndup (cause->message, (gsize) (equals - cause->message)) : NULL;
  if (key && rlif_group_find_entry (group, key)) return rlif_group_find_entry (group, key);
  if (strstr (cause->message, "w_max")) return rlif_group_find_entry (group, "w_max");
  if (strstr (cause->message, "weight_precision")) return rlif_group_find_entry (group, "weight_precision");
  if (strstr (cause->message, "procedural")) return rlif_group_find_entry (group, "storage");
  if (delay_drawn && strstr (cause->message, "delay")) return keys->delay;
  if (weight_drawn && strstr (cause->message, "weight")) return keys->weight;
  return weight_drawn || delay_drawn ? NULL : rlif_group_find_entry (group, "rule");
}

enum { SOURCE, TARGET, WEIGHT, DELAY, N_COLUMNS };

/* Weight and delay: in the list or in the group, and not in both. */
static gboolean
check_given (const RlifReader *reader, const RlifGroup *group, const RlifColumn *column,
             const RlifEntry *entry, gboolean needed, GError **error)
{
  if (column->cells && entry)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "the list has a column of that name: one of them must go");
  if (column->cells || entry || !needed) return TRUE;
  return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                 "the list has no column “%s”, and the group no such key",
                                 column->name);
}

static gboolean
connect_listed (const RlifReader *reader, const RlifGroup *group, const RlifColumn column[],
                RlifPopulation *source, RlifInput *input, RlifPopulation *target,
                const RlifSynapseKeys *keys, GError **error)
{
  const gsize n = column[SOURCE].cells->len;
  const guint32 *from = (const guint32 *) (void *) column[SOURCE].cells->data;
  const guint32 *to = (const guint32 *) (void *) column[TARGET].cells->data;
  const double *weight = column[WEIGHT].cells ? (void *) column[WEIGHT].cells->data : NULL;
  const RlifTime *delay = column[DELAY].cells ? (void *) column[DELAY].cells->data : NULL;
  RlifNetwork *network = reader->experiment->network;
  GError *cause = NULL;
  const RlifProjection *made =
    source ? rlif_network_connect_list (network, source, target, &keys->synapses, n, from, to,
                                        weight, delay, &cause)
           : rlif_network_connect_input_list (network, input, target, &keys->synapses, n, from, to,
                                              weight, delay, &cause);
  return made || rlif_reader_explain (reader, group, rlif_group_find_entry (group, "rule"), cause,
                                      error);
}

static gboolean
connect_list (const RlifReader *reader, const RlifGroup *group, RlifPopulation *source,
              RlifInput *input, RlifPopulation *target, const char *list,
              const RlifSynapseKeys *keys, GError **error)
{
  const guint32 sources =
    source ? rlif_population_get_count (source) : rlif_input_get_channels (input);
  RlifColumn column[N_COLUMNS] = {
    [SOURCE] = { .name = "source", .kind = RLIF_COLUMN_COUNT, .below = sources, .required = TRUE },
    [TARGET] = { .name = "target", .kind = RLIF_COLUMN_COUNT,
                 .below = rlif_population_get_count (target), .required = TRUE },
    [WEIGHT] = { .name = "weight", .kind = RLIF_COLUMN_QUANTITY, .unit = keys->unit },
    [DELAY] = { .name = "delay", .kind = RLIF_COLUMN_TIME } };
  g_autofree char *path = rlif_reader_path (reader, list);
  if (!rlif_table_read (path, reader->experiment->ticks_per_ms, column, N_COLUMNS, error))
    return FALSE;
  const gboolean ok = check_given (reader, group, &column[WEIGHT], keys->weight, TRUE, error)
                      && check_given (reader, group, &column[DELAY], keys->delay, source != NULL, error)
                      && connect_listed (reader, group, column, source, input, target, keys, error);
  rlif_table_clear (column, N_COLUMNS);
  return ok;
}

gboolean
rlif_connect_group (const RlifReader *reader, const RlifGroup *group, RlifPopulation *source,
                    RlifInput *input, RlifPopulation *target, const RlifRule *rule,
                    const char *list, const RlifSynapseKeys *keys, GError **error)
{
  if (list) return connect_list (reader, group, source, input, target, list, keys, error);
  GError *cause = NULL;
  RlifNetwork *network = reader->experiment->network;
  const RlifProjection *made =
    source ? rlif_network_connect (network, source, target, rule, &keys->synapses, &cause)
           : rlif_network_connect_input (network, input, target, rule, &keys->synapses, &cause);
  return made || rlif_reader_explain (reader, group, blame (group, keys, cause), cause, error);
}

static gboolean
check_name (const RlifReader *reader, const RlifGroup *group, const char *name, GError **error)
{
  const GPtrArray *projections = reader->experiment->network->projections;
  for (guint k = 0; k < projections->len; k++) {
    const RlifProjection *projection = projections->pdata[k];
    if (g_str_equal (projection->name, name))
      return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                     "“%s” is connected already; a label tells such projections "
                                     "apart: [connect LABEL: A -> B]", name);
  }
  return TRUE;
}

/* Where the weights of the projection made last are put at the end. */
static gboolean
plan_weights (const RlifReader *reader, const RlifGroup *group, const char *unit, GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, "save_weights");
  const GPtrArray *projections = reader->experiment->network->projections;
  RlifProjection *made = projections->pdata[projections->len - 1];
  GPtrArray *files = reader->experiment->weights;
  if (!entry) return TRUE;
  if (!g_str_has_suffix (entry->value, ".csv"))
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "weights are written as .csv");
  if (made->is_procedural)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "these synapses are procedural: storage = stored keeps their weights");
  RlifWeightFile *file = NULL;
  for (guint k = 0; k < files->len; k++)
    if (g_str_equal (((RlifWeightFile *) files->pdata[k])->path, entry->value)) file = files->pdata[k];
  if (!file) {
    file = g_new (RlifWeightFile, 1);
    *file = (RlifWeightFile) { g_strdup (entry->value), g_strdup (unit), g_ptr_array_new () };
    g_ptr_array_add (files, file);
  }
  g_ptr_array_add (file->projections, made);
  if (g_str_equal (file->unit, unit)) return TRUE;
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                 "weights in %s and in %s do not go into one file", file->unit, unit);
}

static gboolean
connect_pair (const RlifReader *reader, const RlifHeading *heading, const char *from,
              const char *to, const RlifRule *rule, const char *list, GError **error)
{
  RlifPopulation *source = rlif_reader_population (reader, heading->group, from, error);
  RlifPopulation *target = source ? rlif_reader_population (reader, heading->group, to, error) : NULL;
  if (!target) return FALSE;
  g_autofree char *name =
    heading->label ? g_strdup_printf ("%s: %s -> %s", heading->label, from, to)
                   : g_strdup_printf ("%s -> %s", from, to);
  RlifSynapseKeys keys;
  const gboolean ok = check_name (reader, heading->group, name, error)
         && rlif_read_synapses (reader, heading->group, name, target,
                                list ? RLIF_NEED_NOTHING : RLIF_NEED_WEIGHT_AND_DELAY, &keys,
                                error)
         && rlif_connect_group (reader, heading->group, source, NULL, target, rule, list, &keys,
                                error);
  return ok && plan_weights (reader, heading->group, keys.unit, error);
}

gboolean
rlif_read_connect (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const keys[] = { "rule", "weight", "delay", "port", "self_connections",
                                      "multapses", "storage", "weight_precision", "save_weights", "plasticity", "pairing",
                                      "A_plus", "A_minus", "tau_plus", "tau_minus", "mu_plus",
                                      "mu_minus", "w_max", "U", "tau_rec", "tau_facil", "tau_psc",
                                      NULL };
  RlifHeading heading;
  RlifRule rule;
  g_autofree char *list = NULL;
  if (!rlif_reader_check_keys (reader, group, keys, error)
      || !rlif_reader_require (reader, group, "rule", "fixed_indegree 100", error)
      || !rlif_read_rule (reader, group, &rule, &list, error)
      || !rlif_heading_parse (reader, group, RLIF_HEADING_ARROW | RLIF_HEADING_LABEL, &heading,
                              error))
    return FALSE;
  gboolean ok = TRUE;
  for (char **from = heading.left; ok && *from; from++)
    for (char **to = heading.right; ok && *to; to++)
      ok = connect_pair (reader, &heading, *from, *to, &rule, list, error);
  rlif_heading_clear (&heading);
  return ok;
}
