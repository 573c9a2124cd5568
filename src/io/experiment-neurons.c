/* [neurons NAME]: populations, their parameters and initial states. */
#include "io/experiment.h"

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

/* The keys of a group and of those it is like; own ones first, so that they win. */
static gboolean
collect_keys (const RlifReader *reader, const RlifGroup *group, GArray *keys, guint depth,
              GError **error)
{
  const RlifEntry *like = NULL;
  for (guint k = 0; k < group->entries->len; k++) {
    const Key key = { group, group->entries->pdata[k] };
    if (g_str_equal (key.entry->key, "like"))
      like = key.entry;
    else if (!find_key (keys, key.entry->key))
      g_array_append_val (keys, key);
  }
  if (!like) return TRUE;
  g_autofree char *name = g_strconcat ("neurons ", like->value, NULL);
  const RlifGroup *other = rlif_keyfile_find_group (reader->file, name);
  if (!other)
    return rlif_reader_fail_entry (reader, group, like, RLIF_ERROR_UNKNOWN, error,
                                   "there is no group [%s]", name);
  if (depth > reader->file->groups->len)
    return rlif_reader_fail_entry (reader, group, like, RLIF_ERROR_INVALID, error,
                                   "these groups are like each other in a circle");
  return collect_keys (reader, other, keys, depth + 1, error);
}

static gboolean
fail_missing (const RlifReader *reader, const RlifGroup *group, const char *key,
              const char *example, GError **error)
{
  return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                 "lacks “%s”, as in: %s = %s", key, key, example);
}

static const RlifField *
find_field (const RlifModel *model, const char *name)
{
  const int param = rlif_model_find_param (model, name), state = rlif_model_find_state (model, name);
  return param >= 0 ? &model->param[param] : state >= 0 ? &model->state[state] : NULL;
}

static gboolean
fail_field (const RlifReader *reader, const Key *key, const RlifModel *model, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  for (guint j = 0; j < model->n_param; j++) g_ptr_array_add (known, (gpointer) model->param[j].name);
  for (guint j = 0; j < model->n_state; j++) g_ptr_array_add (known, (gpointer) model->state[j].name);
  g_ptr_array_add (known, (gpointer) "count");
  g_ptr_array_add (known, (gpointer) "model");
  g_ptr_array_add (known, (gpointer) "like");
  g_ptr_array_add (known, NULL);
  const char *nearest = rlif_nearest_name (key->entry->key, (const char *const *) known->pdata);
  g_autofree char *all = g_strjoinv (", ", (char **) known->pdata);
  return rlif_reader_fail_entry (reader, key->group, key->entry, RLIF_ERROR_UNKNOWN, error,
                                 "model %s has no such parameter or state%s%s%s; what fits: %s",
                                 model->name, nearest ? " (do you mean “" : "",
                                 nearest ? nearest : "", nearest ? "”?)" : "", all);
}

static gboolean
set_field (const RlifReader *reader, RlifPopulation *population, const Key *key, GError **error)
{
  const RlifModel *model = rlif_population_get_model (population);
  if (g_str_equal (key->entry->key, "count") || g_str_equal (key->entry->key, "model")) return TRUE;
  const RlifField *field = find_field (model, key->entry->key);
  if (!field) return fail_field (reader, key, model, error);
  GError *cause = NULL;
  RlifDistribution value;
  if (rlif_distribution_parse (key->entry->value, field->unit, &value, &cause)
      && rlif_population_set (population, field->name, &value, &cause))
    return TRUE;
  return rlif_reader_explain (reader, key->group, key->entry, cause, error);
}

static RlifPopulation *
add_population (RlifReader *reader, const RlifGroup *group, const char *name, const GArray *keys,
                GError **error)
{
  const Key *count_key = find_key (keys, "count"), *model_key = find_key (keys, "model");
  guint64 count = 0;
  GError *cause = NULL;
  if (!count_key) {
    fail_missing (reader, group, "count", "1000", error);
    return NULL;
  }
  if (!model_key) {
    fail_missing (reader, group, "model", "lif_delta", error);
    return NULL;
  }
  if (!rlif_reader_count (reader, count_key->group, count_key->entry, G_MAXUINT32, &count, error))
    return NULL;
  const RlifModel *model = rlif_registry_find (reader->registry, model_key->entry->value, &cause);
  if (!model) {
    rlif_reader_explain (reader, model_key->group, model_key->entry, cause, error);
    return NULL;
  }
  RlifPopulation *population = rlif_network_add_population (
    reader->experiment->network, name, model, (guint32) count, &cause);
  if (!population) rlif_reader_explain (reader, group, count_key->entry, cause, error);
  return population;
}

static gboolean
read_group (RlifReader *reader, const RlifGroup *group, GError **error)
{
  RlifHeading heading;
  if (!rlif_heading_parse (reader, group, FALSE, &heading, error)) return FALSE;
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Key));
  gboolean ok = TRUE;
  if (heading.left[1] || heading.label)
    ok = rlif_reader_fail_group (reader, group, RLIF_ERROR_SYNTAX, error,
                                 "is written [neurons NAME], with one name");
  ok = ok && collect_keys (reader, group, keys, 0, error);
  RlifPopulation *population =
    ok ? add_population (reader, group, heading.left[0], keys, error) : NULL;
  for (guint k = 0; population && k < keys->len; k++)
    if (!set_field (reader, population, &g_array_index (keys, Key, k), error)) population = NULL;
  rlif_heading_clear (&heading);
  return population != NULL;
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
