/* [neurons NAME]: populations, their parameters and initial states. */
#include <string.h>
#include "io/experiment.h"
#include "network/structure.h"

/* A key and the group that it stands in: `like` brings keys of other groups. */
typedef struct {
  const RlifGroup *group;
  const RlifEntry *entry;
} Key;

static const Key *
find_key (const GArray *keys, const char *name)
{
  for (guint k = 0; k < keys->len; k++) {
    const Key *key = &g_array_index (keys, Key, k);
    if (g_str_equal (key->entry->key, name)) return key;
  }
  return NULL;
}

static const RlifGroup *
find_like (const RlifReader *reader, const RlifGroup *group, const RlifEntry *like, GError **error)
{
  static const char prefix[] = "neurons ";
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  for (guint k = 0; k < reader->file->groups->len; k++) {
    const RlifGroup *other = reader->file->groups->pdata[k];
    if (!g_str_has_prefix (other->name, prefix)) continue;
    const char *name = other->name + strlen (prefix);
    if (g_str_equal (name, like->value)) return other;
    g_ptr_array_add (known, (gpointer) name);
  }
  g_ptr_array_add (known, NULL);
  g_autofree char *hint = rlif_suggest (like->value, (const char *const *) known->pdata);
  rlif_reader_fail_entry (reader, group, like, RLIF_ERROR_UNKNOWN, error,
                          "there is no group [neurons %s]%s", like->value, hint);
  return NULL;
}

/* Adds the keys of a group that are not there yet. Returns: its `like`, or NULL. */
static const RlifEntry *
add_keys (const RlifGroup *group, GArray *keys)
{
  for (guint k = 0; k < group->entries->len; k++) {
    const Key key = { group, group->entries->pdata[k] };
    if (!g_str_equal (key.entry->key, "like") && !find_key (keys, key.entry->key))
      g_array_append_val (keys, key);
  }
  return rlif_group_find_entry (group, "like");
}

/* The keys of a group and of those it is like; own ones first, so that they win. */
static gboolean
collect_keys (const RlifReader *reader, const RlifGroup *group, GArray *keys, GError **error)
{
  const RlifGroup *from = group;
  const RlifEntry *like;
  for (guint depth = 0; (like = add_keys (from, keys)); depth++) {
    if (depth > reader->file->groups->len)
      return rlif_reader_fail_entry (reader, group, rlif_group_find_entry (group, "like"),
                                     RLIF_ERROR_INVALID, error, "leads into a circle");
    from = find_like (reader, from, like, error);
    if (!from) return FALSE;
  }
  return TRUE;
}

static const RlifField *
find_field (const RlifModel *model, const char *name)
{
  const int param = rlif_model_find_param (model, name), state = rlif_model_find_state (model, name);
  return param >= 0 ? &model->param[param] : state >= 0 ? &model->state[state] : NULL;
}

static gboolean
fail_field (const RlifReader *reader, const RlifPopulation *population, const Key *key,
            GError **error)
{
  const RlifModel *model = rlif_population_get_model (population);
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  for (guint j = 0; j < model->n_param; j++) g_ptr_array_add (known, (gpointer) model->param[j].name);
  for (guint j = 0; j < model->n_state; j++) g_ptr_array_add (known, (gpointer) model->state[j].name);
  g_ptr_array_add (known, (gpointer) "count");
  g_ptr_array_add (known, (gpointer) "model");
  g_ptr_array_add (known, (gpointer) "like");
  g_ptr_array_add (known, NULL);
  g_autofree char *hint = rlif_suggest (key->entry->key, (const char *const *) known->pdata);
  g_autofree char *all = g_strjoinv (", ", (char **) known->pdata);
  return rlif_reader_fail_entry (reader, key->group, key->entry, RLIF_ERROR_UNKNOWN, error,
                                 "model %s of “%s” has no such parameter or state%s; what fits: %s",
                                 model->name, rlif_population_get_name (population), hint, all);
}

static gboolean
set_field (const RlifReader *reader, RlifPopulation *population, const Key *key, GError **error)
{
  const RlifModel *model = rlif_population_get_model (population);
  if (g_str_equal (key->entry->key, "count") || g_str_equal (key->entry->key, "model")) return TRUE;
  const RlifField *field = find_field (model, key->entry->key);
  if (!field) return fail_field (reader, population, key, error);
  GError *cause = NULL;
  RlifDistribution value;
  if (rlif_distribution_parse (key->entry->value, field->unit, &value, &cause)
      && rlif_population_set (population, field->name, &value, &cause))
    return TRUE;
  return rlif_reader_explain (reader, key->group, key->entry, cause, error);
}

/* The key of that name; NULL with an error if neither the group nor one it is like has it. */
static const Key *
require_key (const RlifReader *reader, const RlifGroup *group, const GArray *keys, const char *name,
             const char *example, GError **error)
{
  const Key *key = find_key (keys, name);
  if (!key) rlif_reader_require (reader, group, name, example, error);
  return key;
}

static RlifPopulation *
add_population (RlifReader *reader, const RlifGroup *group, const char *name, const GArray *keys,
                GError **error)
{
  const Key *count = require_key (reader, group, keys, "count", "1000", error);
  const Key *model_name = count ? require_key (reader, group, keys, "model", "lif_delta", error) : NULL;
  guint64 n = 0;
  GError *cause = NULL;
  if (!model_name || !rlif_reader_count (reader, count->group, count->entry, G_MAXUINT32, &n, error))
    return NULL;
  const RlifModel *model = rlif_registry_find (reader->registry, model_name->entry->value, &cause);
  if (!model) {
    rlif_reader_explain (reader, model_name->group, model_name->entry, cause, error);
    return NULL;
  }
  RlifPopulation *population = rlif_network_add_population (
    reader->experiment->network, name, model, (guint32) n, &cause);
  if (!population) rlif_reader_explain (reader, count->group, count->entry, cause, error);
  return population;
}

/* Can the parameters be used together? Asked here, where the place in the file is known. */
static gboolean
check_parameters (const RlifReader *reader, const RlifGroup *group, const RlifPopulation *population,
                  GError **error)
{
  const RlifModel *model = population->model;
  const gsize sets = population->par_each ? population->count : 1;
  for (gsize i = 0; i < sets; i++) {
    const char *complaint = rlif_model_check (model, population->par + i * model->n_param);
    if (!complaint) continue;
    g_autofree char *who =
      population->par_each ? g_strdup_printf (" (neuron %" G_GSIZE_FORMAT ")", i) : g_strdup ("");
    return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error, "model %s%s: %s",
                                   model->name, who, complaint);
  }
  return TRUE;
}

static gboolean
read_group (RlifReader *reader, const RlifGroup *group, GError **error)
{
  RlifHeading heading;
  if (!rlif_heading_parse (reader, group, RLIF_HEADING_ONE_NAME, &heading, error)) return FALSE;
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Key));
  RlifPopulation *population =
    collect_keys (reader, group, keys, error)
      ? add_population (reader, group, heading.left[0], keys, error) : NULL;
  gboolean ok = population != NULL;
  for (guint k = 0; ok && k < keys->len; k++)
    ok = set_field (reader, population, &g_array_index (keys, Key, k), error);
  rlif_heading_clear (&heading);
  return ok && check_parameters (reader, group, population, error);
}

gboolean
rlif_read_neurons (RlifReader *reader, GError **error)
{
  for (guint k = 0; k < reader->file->groups->len; k++) {
    const RlifGroup *group = reader->file->groups->pdata[k];
    if ((g_str_has_prefix (group->name, "neurons ") || g_str_equal (group->name, "neurons"))
        && !read_group (reader, group, error))
      return FALSE;
  }
  if (rlif_network_n_populations (reader->experiment->network) > 0) return TRUE;
  return rlif_keyfile_fail (reader->file, 0, RLIF_ERROR_INVALID, error,
                            "there is no group [neurons NAME]: nothing to simulate");
}
