/* [connect A, B -> C, D]: synapses by rule or by list. */
#include <string.h>
#include <rlif/units.h>
#include "io/experiment.h"
#include "io/table.h"

/* A delay written as one number must be a whole number of ticks, as all moments. */
static gboolean
read_delay (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
            RlifDistribution *delay, GError **error)
{
  GError *cause = NULL;
  RlifTime ticks;
  *delay = rlif_constant (0);
  if (!entry) return TRUE;
  if (!rlif_distribution_parse (entry->value, "ms", delay, &cause))
    return rlif_reader_explain (reader, group, entry, cause, error);
  return delay->kind != RLIF_CONSTANT || strchr (entry->value, '(')
         || rlif_reader_time (reader, group, entry, &ticks, error);
}

/* The unit of weights: of the port named, or of all ports. */
static const char *
weight_unit (const RlifModel *model, const char *port)
{
  const int index = port ? rlif_model_find_port (model, port) : 0;
  return index >= 0 && model->n_port > 0 ? model->port[index].unit : NULL;
}

static gboolean
fail_port (const RlifReader *reader, const RlifGroup *group, const RlifEntry *port,
           const RlifPopulation *target, GError **error)
{
  const RlifModel *model = rlif_population_get_model (target);
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint j = 0; j < model->n_port; j++)
    g_string_append_printf (all, "%s%s", j ? ", " : "", model->port[j].name);
  if (!port)
    return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                   "model %s of “%s” takes no spikes", model->name,
                                   rlif_population_get_name (target));
  return rlif_reader_fail_entry (reader, group, port, RLIF_ERROR_UNKNOWN, error,
                                 "model %s of “%s” has no such port; what fits: %s", model->name,
                                 rlif_population_get_name (target), all->str);
}

gboolean
rlif_read_synapses (const RlifReader *reader, const RlifGroup *group, const char *name,
                    const RlifPopulation *target, RlifNeed need, RlifSynapseKeys *keys,
                    GError **error)
{
  const RlifEntry *port = rlif_group_find_entry (group, "port");
  *keys = (RlifSynapseKeys) { .weight = rlif_group_find_entry (group, "weight"),
                              .delay = rlif_group_find_entry (group, "delay") };
  keys->synapses.name = name;
  keys->synapses.port = port ? port->value : NULL;
  const char *unit = weight_unit (rlif_population_get_model (target), keys->synapses.port);
  if (!unit) return fail_port (reader, group, port, target, error);
  g_autofree char *example = g_strdup_printf ("0.1 %s", unit);
  if ((need >= RLIF_NEED_WEIGHT && !rlif_reader_require (reader, group, "weight", example, error))
      || (need == RLIF_NEED_WEIGHT_AND_DELAY
          && !rlif_reader_require (reader, group, "delay", "1.5 ms", error)))
    return FALSE;
  GError *cause = NULL;
  if (keys->weight
      && !rlif_distribution_parse (keys->weight->value, unit, &keys->synapses.weight, &cause))
    return rlif_reader_explain (reader, group, keys->weight, cause, error);
  return read_delay (reader, group, keys->delay, &keys->synapses.delay, error);
}

typedef struct {
  const char *name;
  RlifRuleKind kind;
  enum { NOTHING, WHOLE, REAL } argument;
} RuleName;

static const RuleName RULES[] = {
  { "all_to_all", RLIF_ALL_TO_ALL, NOTHING },
  { "one_to_one", RLIF_ONE_TO_ONE, NOTHING },
  { "fixed_indegree", RLIF_FIXED_INDEGREE, WHOLE },
  { "fixed_outdegree", RLIF_FIXED_OUTDEGREE, WHOLE },
  { "fixed_total", RLIF_FIXED_TOTAL, WHOLE },
  { "pairwise_bernoulli", RLIF_PAIRWISE_BERNOULLI, REAL },
  { "pairwise_poisson", RLIF_PAIRWISE_POISSON, REAL },
};

#define RULES_THAT_FIT                                                                       \
  "all_to_all, one_to_one, fixed_indegree K, fixed_outdegree K, fixed_total K, "             \
  "pairwise_bernoulli P, pairwise_poisson MEAN, list FILE"

static gboolean
fail_rule (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
           const char *name, GError **error)
{
  static const char *const known[] = { "all_to_all", "one_to_one", "fixed_indegree",
                                       "fixed_outdegree", "fixed_total", "pairwise_bernoulli",
                                       "pairwise_poisson", "list", NULL };
  const char *nearest = rlif_nearest_name (name, known);
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_UNKNOWN, error,
                                 "there is no such rule%s%s%s; what fits: %s",
                                 nearest ? " (do you mean “" : "", nearest ? nearest : "",
                                 nearest ? "”?)" : "", RULES_THAT_FIT);
}

static gboolean
read_rule_argument (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
                    const RuleName *name, const char *argument, RlifRule *rule, GError **error)
{
  rule->kind = name->kind;
  if (name->argument == NOTHING && !*argument) return TRUE;
  if (name->argument == WHOLE
      && g_ascii_string_to_unsigned (argument, 10, 0, G_MAXUINT64, &rule->k, NULL))
    return TRUE;
  if (name->argument == REAL && rlif_quantity_parse (argument, "", &rule->p, NULL)) return TRUE;
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_SYNTAX, error,
                                 "%s takes %s", name->name,
                                 name->argument == NOTHING ? "nothing behind it"
                                 : name->argument == WHOLE ? "a whole number, as in “fixed_indegree 100”"
                                                           : "a number, as in “pairwise_bernoulli 0.1”");
}

gboolean
rlif_read_rule (const RlifReader *reader, const RlifGroup *group, RlifRule *rule, char **list,
                GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, "rule");
  *list = NULL;
  rule->multapses = TRUE;
  rule->self_connections = FALSE;
  if (!rlif_reader_yes_no (reader, group, rlif_group_find_entry (group, "self_connections"),
                           &rule->self_connections, error)
      || !rlif_reader_yes_no (reader, group, rlif_group_find_entry (group, "multapses"),
                              &rule->multapses, error))
    return FALSE;
  if (!entry) return TRUE;
  const gsize n = strcspn (entry->value, " \t");
  g_autofree char *name = g_strndup (entry->value, n);
  g_autofree char *argument = g_strstrip (g_strdup (entry->value + n));
  if (g_str_equal (name, "list") && *argument) {
    *list = g_steal_pointer (&argument);
    return TRUE;
  }
  for (gsize k = 0; k < G_N_ELEMENTS (RULES); k++)
    if (g_str_equal (name, RULES[k].name))
      return read_rule_argument (reader, group, entry, &RULES[k], argument, rule, error);
  return fail_rule (reader, group, entry, name, error);
}

/* Which of the group's keys an error of the network is about. */
static const RlifEntry *
blame (const RlifGroup *group, const GError *cause)
{
  const char *key = strstr (cause->message, "delay") ? "delay"
                    : strstr (cause->message, "weight") ? "weight" : "rule";
  return rlif_group_find_entry (group, key);
}

enum { SOURCE, TARGET, WEIGHT, DELAY, N_COLUMNS };

/* What the list does not say must be said by the group. */
static gboolean
check_given (const RlifReader *reader, const RlifGroup *group, const RlifColumn column[],
             const RlifSynapseKeys *keys, GError **error)
{
  const char *lacks = !column[WEIGHT].cells && !keys->weight                 ? "weight"
                      : !column[DELAY].cells && !keys->delay ? "delay" : NULL;
  if (!lacks) return TRUE;
  return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                 "the list has no column “%s”, and the group no such key", lacks);
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
  const char *unit = weight_unit (rlif_population_get_model (target), keys->synapses.port);
  const guint32 sources = source ? rlif_population_get_count (source) : rlif_input_get_channels (input);
  RlifColumn column[N_COLUMNS] = {
    [SOURCE] = { .name = "source", .kind = RLIF_COLUMN_COUNT, .below = sources, .required = TRUE },
    [TARGET] = { .name = "target", .kind = RLIF_COLUMN_COUNT,
                 .below = rlif_population_get_count (target), .required = TRUE },
    [WEIGHT] = { .name = "weight", .kind = RLIF_COLUMN_QUANTITY, .unit = unit },
    [DELAY] = { .name = "delay", .kind = RLIF_COLUMN_TIME } };
  g_autofree char *path = rlif_reader_path (reader, list);
  if (!rlif_table_read (path, reader->experiment->ticks_per_ms, column, N_COLUMNS, error))
    return FALSE;
  const gboolean ok = check_given (reader, group, column, keys, error)
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
  return made || rlif_reader_explain (reader, group, blame (group, cause), cause, error);
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
  return rlif_read_synapses (reader, heading->group, name, target,
                             list ? RLIF_NEED_NOTHING : RLIF_NEED_WEIGHT_AND_DELAY, &keys, error)
         && rlif_connect_group (reader, heading->group, source, NULL, target, rule, list, &keys,
                                error);
}

gboolean
rlif_read_connect (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const keys[] = { "rule", "weight", "delay", "port", "self_connections",
                                      "multapses", NULL };
  RlifHeading heading;
  RlifRule rule = { 0 };
  g_autofree char *list = NULL;
  if (!rlif_reader_check_keys (reader, group, keys, error)
      || !rlif_reader_require (reader, group, "rule", "fixed_indegree 100", error)
      || !rlif_read_rule (reader, group, &rule, &list, error)
      || !rlif_heading_parse (reader, group, TRUE, &heading, error))
    return FALSE;
  gboolean ok = TRUE;
  for (char **from = heading.left; ok && *from; from++)
    for (char **to = heading.right; ok && *to; to++)
      ok = connect_pair (reader, &heading, *from, *to, &rule, list, error);
  rlif_heading_clear (&heading);
  return ok;
}
