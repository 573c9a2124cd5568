/* rule = fixed_indegree 100: who is connected to whom. */
#include <string.h>
#include <rlif/units.h>
#include "io/experiment.h"

typedef enum { NOTHING, WHOLE, REAL, PATH } Argument;

static const char *const ARGUMENTS[] = {
  [NOTHING] = "nothing behind it", [WHOLE] = "a whole number", [REAL] = "a number",
  [PATH] = "a file",
};

typedef struct {
  const char *name, *form;
  Argument argument;
  RlifRuleKind kind;
  gboolean multapses;        /* is the key of any use? */
} RuleName;

/* clang-format off */
static const RuleName RULES[] = {
  { "all_to_all",         "all_to_all",             NOTHING, RLIF_ALL_TO_ALL,         FALSE },
  { "one_to_one",         "one_to_one",             NOTHING, RLIF_ONE_TO_ONE,         FALSE },
  { "fixed_indegree",     "fixed_indegree 100",     WHOLE,   RLIF_FIXED_INDEGREE,     TRUE },
  { "fixed_outdegree",    "fixed_outdegree 100",    WHOLE,   RLIF_FIXED_OUTDEGREE,    TRUE },
  { "fixed_total",        "fixed_total 5000",       WHOLE,   RLIF_FIXED_TOTAL,        TRUE },
  { "pairwise_bernoulli", "pairwise_bernoulli 0.1", REAL,    RLIF_PAIRWISE_BERNOULLI, FALSE },
  { "pairwise_poisson",   "pairwise_poisson 0.1",   REAL,    RLIF_PAIRWISE_POISSON,   FALSE },
  { "list",               "list synapses.csv",      PATH,    RLIF_ALL_TO_ALL,         FALSE },
};
/* clang-format on */

#define NO_MULTAPSES "this key goes with fixed_indegree, fixed_outdegree and fixed_total only"
#define NO_SELF_CONNECTIONS "a list says itself who is connected to whom"

static const RuleName *
find_rule (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
           const char *name, GError **error)
{
  const char *known[G_N_ELEMENTS (RULES) + 1] = { NULL };
  for (gsize k = 0; k < G_N_ELEMENTS (RULES); k++) {
    if (g_str_equal (name, RULES[k].name)) return &RULES[k];
    known[k] = RULES[k].name;
  }
  g_autofree char *hint = rlif_suggest (name, known);
  g_autofree char *all = g_strjoinv (", ", (char **) known);
  rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_UNKNOWN, error,
                          "there is no rule “%s”%s; what fits: %s", name, hint, all);
  return NULL;
}

static gboolean
read_argument (const RuleName *name, const char *argument, RlifRule *rule, char **list)
{
  rule->kind = name->kind;
  switch (name->argument) {
  case NOTHING: return !*argument;
  case WHOLE: return g_ascii_string_to_unsigned (argument, 10, 0, G_MAXUINT64, &rule->k, NULL);
  case REAL: return rlif_quantity_parse (argument, "", &rule->p, NULL);
  case PATH: break;
  }
  *list = *argument ? g_strdup (argument) : NULL;
  return *list != NULL;
}

/* A key that would do nothing is an error: someone expects something of it. */
static gboolean
read_switch (const RlifReader *reader, const RlifGroup *group, const char *key,
             const char *useless, gboolean *value, GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, key);
  if (!entry || !useless) return rlif_reader_yes_no (reader, group, entry, value, error);
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error, "%s", useless);
}

gboolean
rlif_read_rule (const RlifReader *reader, const RlifGroup *group, RlifRule *rule, char **list,
                GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, "rule");
  const char *value = entry ? entry->value : "one_to_one";
  const gsize n = strcspn (value, " \t");
  g_autofree char *word = g_strndup (value, n);
  g_autofree char *argument = g_strstrip (g_strdup (value + n));
  *list = NULL;
  *rule = (RlifRule) { .multapses = TRUE };
  const RuleName *name = find_rule (reader, group, entry, word, error);
  if (!name) return FALSE;
  if (!read_argument (name, argument, rule, list))
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_SYNTAX, error,
                                   "%s takes %s, as in: rule = %s", name->name,
                                   ARGUMENTS[name->argument], name->form);
  if (read_switch (reader, group, "multapses", name->multapses ? NULL : NO_MULTAPSES,
                   &rule->multapses, error)
      && read_switch (reader, group, "self_connections", *list ? NO_SELF_CONNECTIONS : NULL,
                      &rule->self_connections, error))
    return TRUE;
  g_clear_pointer (list, g_free);
  return FALSE;
}
