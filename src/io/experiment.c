/* Experiment files: the way through. docs/experiment.md describes what users write. */
#include <string.h>
#include <rlif/units.h>
#include "io/experiment.h"

static void
free_weights (gpointer data)
{
  RlifWeightFile *file = data;
  g_free (file->path);
  g_free (file->unit);
  g_ptr_array_unref (file->projections);
  g_free (file);
}

static void
free_record (gpointer data)
{
  RlifRecord *record = data;
  g_ptr_array_unref (record->populations);
  g_free (record->spikes);
  g_free (record->traces);
  g_ptr_array_unref (record->trace);
  g_free (record);
}

void
rlif_experiment_free (RlifExperiment *experiment)
{
  if (!experiment) return;
  g_free (experiment->path);
  g_free (experiment->text);
  g_free (experiment->title);
  rlif_network_free (experiment->network);
  g_ptr_array_unref (experiment->records);
  g_ptr_array_unref (experiment->weights);
  g_free (experiment);
}

/* Lists the groups that a setting may name. */
static gboolean
fail_setting (const RlifKeyFile *file, const char *setting, GError **error)
{
  g_autoptr (GString) groups = g_string_new (NULL);
  for (guint k = 0; k < file->groups->len; k++) {
    const RlifGroup *group = file->groups->pdata[k];
    g_autofree char *name = g_strdup (group->name);
    char *space = strchr (name, ' ');
    if (space) *space = '.';
    g_string_append_printf (groups, "%s%s", k ? ", " : "", name);
  }
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN,
               "--set '%s': what fits: GROUP.KEY=VALUE with GROUP one of: %s", setting, groups->str);
  return FALSE;
}

/* "neurons.E.tau_m=10 ms": the group is "neurons E", the key what follows the last dot. */
static gboolean
apply_setting (RlifKeyFile *file, const char *setting, GError **error)
{
  g_autofree char *name = g_strdup (setting);
  char *value = strchr (name, '=');
  if (strpbrk (setting, "\n\r") || !g_utf8_validate (setting, -1, NULL)) {
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_SYNTAX,
                         "--set: a setting is one line of UTF-8 text");
    return FALSE;
  }
  if (!value) return fail_setting (file, setting, error);
  *value++ = '\0';
  char *dot = strrchr (name, '.');
  if (!dot || !*g_strstrip (dot + 1) || !*g_strstrip (value))
    return fail_setting (file, setting, error);
  *dot = '\0';
  char *first = strchr (name, '.');
  if (first) *first = ' ';
  RlifGroup *group = rlif_keyfile_find_group (file, name);
  if (!group) return fail_setting (file, setting, error);
  rlif_group_set (group, dot + 1, value);
  return TRUE;
}

static gboolean
read_resolution (RlifReader *reader, const RlifGroup *group, GError **error)
{
  RlifExperiment *e = reader->experiment;
  const RlifEntry *entry = rlif_group_find_entry (group, "resolution");
  RlifTime tick;
  e->ticks_per_ms = G_GINT64_CONSTANT (1000000000000);
  if (!entry) return TRUE;
  if (!rlif_reader_time (reader, group, entry, &tick, error)) return FALSE;
  for (RlifTime size = 1; size <= e->ticks_per_ms; size *= 10)
    if (tick == size) {
      e->ticks_per_ms /= size;
      return TRUE;
    }
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                 "what fits: a power of ten from 1 fs to 1 ms, such as 1 ps");
}

static gboolean
read_seed (RlifReader *reader, const RlifGroup *group, GError **error)
{
  reader->experiment->seed = 1;
  return rlif_reader_count (reader, group, rlif_group_find_entry (group, "seed"), G_MAXUINT64,
                            &reader->experiment->seed, error);
}

static gboolean
read_duration (RlifReader *reader, const RlifGroup *group, GError **error)
{
  RlifExperiment *e = reader->experiment;
  const RlifEntry *duration = rlif_reader_require (reader, group, "duration", "1 s", error);
  if (!duration || !rlif_reader_time (reader, group, duration, &e->duration, error)
      || !rlif_reader_time (reader, group, rlif_group_find_entry (group, "warmup"), &e->warmup,
                            error))
    return FALSE;
  if (e->duration == 0 || e->duration > RLIF_NEVER / 2 - e->warmup)
    return rlif_reader_fail_entry (reader, group, duration, RLIF_ERROR_INVALID, error,
                                   "the duration must be above 0, and not more than 1.2 hours at a "
                                   "resolution of 1 fs (choose a coarser one for more)");
  return TRUE;
}

static gboolean
read_experiment_group (RlifReader *reader, GError **error)
{
  static const char *const keys[] = { "title", "duration", "warmup", "seed", "resolution", NULL };
  RlifExperiment *e = reader->experiment;
  const RlifGroup *group = rlif_keyfile_find_group (reader->file, "experiment");
  if (!group)
    return rlif_keyfile_fail (reader->file, 0, RLIF_ERROR_INVALID, error,
                              "there is no group [experiment] with a duration");
  if (!rlif_reader_check_keys (reader, group, keys, error)
      || !read_resolution (reader, group, error) || !read_seed (reader, group, error)
      || !read_duration (reader, group, error))
    return FALSE;
  const RlifEntry *title = rlif_group_find_entry (group, "title");
  if (title) e->title = g_strdup (title->value);
  e->network = rlif_network_new (e->ticks_per_ms, e->seed);
  rlif_network_set_threads (e->network, reader->threads);
  return TRUE;
}

/* Read before the others, by functions of their own. */
static gboolean
is_read (RlifReader *reader, const RlifGroup *group, GError **error)
{
  if (g_str_has_prefix (group->name, "neurons") || g_str_equal (group->name, "experiment"))
    return TRUE;
  return rlif_reader_fail_group (reader, group, RLIF_ERROR_SYNTAX, error,
                                 "is written [experiment], without a name");
}

typedef struct {
  const char *kind;
  gboolean (*read) (RlifReader *reader, const RlifGroup *group, GError **error);
} GroupKind;

static const GroupKind KINDS[] = {
  { "experiment", is_read },        { "neurons", is_read },
  { "connect", rlif_read_connect }, { "poisson", rlif_read_poisson },
  { "spikes", rlif_read_spikes },   { "regular", rlif_read_regular },
  { "current", rlif_read_current }, { "record", rlif_read_record },
};

static gboolean
read_group (RlifReader *reader, const RlifGroup *group, GError **error)
{
  const char *known[G_N_ELEMENTS (KINDS) + 1] = { NULL };
  g_autofree char *kind = g_strndup (group->name, strcspn (group->name, " "));
  for (gsize k = 0; k < G_N_ELEMENTS (KINDS); k++) {
    if (g_str_equal (kind, KINDS[k].kind)) return KINDS[k].read (reader, group, error);
    known[k] = KINDS[k].kind;
  }
  g_autofree char *hint = rlif_suggest (kind, known);
  g_autofree char *all = g_strjoinv (", ", (char **) known);
  return rlif_reader_fail_group (reader, group, RLIF_ERROR_UNKNOWN, error,
                                 "there is no group of the kind “%s”%s; what fits: %s", kind, hint,
                                 all);
}

static gboolean
read_groups (RlifReader *reader, GError **error)
{
  if (!read_experiment_group (reader, error) || !rlif_read_neurons (reader, error)) return FALSE;
  for (guint k = 0; k < reader->file->groups->len; k++)
    if (!read_group (reader, reader->file->groups->pdata[k], error)) return FALSE;
  return TRUE;
}

static void
add_model_folder (const RlifReader *reader)
{
  g_autofree char *models = g_build_filename (reader->folder, "models", NULL);
  if (g_file_test (models, G_FILE_TEST_IS_DIR)) rlif_registry_add_dir (reader->registry, models);
}

/* The text as it is kept with the results: settings made on the command line at its end. */
static char *
text_with_settings (const char *text, gsize length, const char *const set[])
{
  GString *s = g_string_new_len (text, (gssize) length);
  if (set && *set && length > 0 && text[length - 1] != '\n') g_string_append_c (s, '\n');
  for (; set && *set; set++) g_string_append_printf (s, "# --set %s\n", *set);
  return g_string_free (s, FALSE);
}

static RlifExperiment *
parse (const char *path, const char *text, gsize length, RlifRegistry *registry, const char *const set[],
       guint threads, GError **error)
{
  g_autoptr (RlifKeyFile) file = rlif_keyfile_parse (path, text, length, error);
  for (const char *const *s = set; file && s && *s; s++)
    if (!apply_setting (file, *s, error)) return NULL;
  if (!file) return NULL;
  g_autoptr (RlifExperiment) experiment = g_new0 (RlifExperiment, 1);
  experiment->path = g_strdup (path);
  experiment->text = text_with_settings (text, length, set);
  experiment->records = g_ptr_array_new_with_free_func (free_record);
  experiment->weights = g_ptr_array_new_with_free_func (free_weights);
  g_autofree char *folder = g_path_get_dirname (path);
  RlifReader reader = { experiment, registry, file, folder, threads };
  add_model_folder (&reader);
  return read_groups (&reader, error) ? g_steal_pointer (&experiment) : NULL;
}

RlifExperiment *
rlif_experiment_parse (const char *path, const char *text, gsize length, RlifRegistry *registry,
                       const char *const set[], GError **error)
{
  return parse (path, text, length, registry, set, 0, error);
}

RlifExperiment *
rlif_experiment_load (const char *path, RlifRegistry *registry, const char *const set[],
                      GError **error)
{
  return rlif_experiment_load_by (path, registry, set, 0, error);
}

RlifExperiment *
rlif_experiment_load_by (const char *path, RlifRegistry *registry, const char *const set[], guint threads,
                         GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (GError) cause = NULL;
  if (g_file_get_contents (path, &text, &length, &cause))
    return parse (path, text, length, registry, set, threads, error);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", path,
               g_file_test (path, G_FILE_TEST_EXISTS) ? cause->message : "there is no such file");
  return NULL;
}
