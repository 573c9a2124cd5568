/* Model directories: shared objects found by name, loaded when asked for. */
#include <gmodule.h>
#include <string.h>
#include <rlif/registry.h>
#include "base/keyfile.h"
#include "linear/linear.h"
#include "model/build.h"
#include "model/validate.h"

struct RlifRegistry {
  GPtrArray *dirs;       /* of char *, in the order of the search */
  guint n_given;         /* how many of them the caller gave */
  GHashTable *loaded;    /* name -> const RlifModel * */
  GPtrArray *modules;    /* of GModule *, of models written in C */
  GPtrArray *texts;      /* of RlifModel *, owned: read from text */
};

static void
add_path (GPtrArray *dirs, const char *path)
{
  g_auto (GStrv) part = g_strsplit (path, ":", -1);
  for (char **p = part; *p; p++)
    if (**p) g_ptr_array_add (dirs, g_strdup (*p));
}

static void
close_module (gpointer module)
{
  g_module_close (module);
}

static void
free_text (gpointer model)
{
  rlif_linear_model_free (model);
}

RlifRegistry *
rlif_registry_new (const char *const dirs[])
{
  RlifRegistry *r = g_new0 (RlifRegistry, 1);
  r->dirs = g_ptr_array_new_with_free_func (g_free);
  r->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  r->modules = g_ptr_array_new_with_free_func (close_module);
  r->texts = g_ptr_array_new_with_free_func (free_text);
  for (; dirs && *dirs; dirs++) g_ptr_array_add (r->dirs, g_strdup (*dirs));
  r->n_given = r->dirs->len;
  const char *path = g_getenv ("RLIF_MODEL_PATH");
  if (path) add_path (r->dirs, path);
  g_ptr_array_add (r->dirs, g_build_filename (g_get_user_data_dir (), "rlif", "models", NULL));
  g_ptr_array_add (r->dirs, g_strdup (RLIF_MODEL_DIR));
  return r;
}

void
rlif_registry_free (RlifRegistry *registry)
{
  if (!registry) return;
  g_ptr_array_unref (registry->dirs);
  g_hash_table_unref (registry->loaded);
  g_ptr_array_unref (registry->modules);
  g_ptr_array_unref (registry->texts);
  g_free (registry);
}

void
rlif_registry_add_dir (RlifRegistry *registry, const char *dir)
{
  g_ptr_array_insert (registry->dirs, (int) registry->n_given, g_strdup (dir));
  registry->n_given++;
}

/* Endings of model files, the first found in a directory counts. */
static const char *const ENDINGS[] = { ".model", ".so", ".c" };

static char *
find_in (const char *dir, const char *name)
{
  for (gsize k = 0; k < G_N_ELEMENTS (ENDINGS); k++) {
    g_autofree char *base = g_strconcat (name, ENDINGS[k], NULL);
    g_autofree char *file = g_build_filename (dir, base, NULL);
    if (g_file_test (file, G_FILE_TEST_IS_REGULAR)) return g_steal_pointer (&file);
  }
  return NULL;
}

static char *
find_file (const RlifRegistry *registry, const char *name)
{
  for (guint k = 0; k < registry->dirs->len; k++) {
    char *file = find_in (registry->dirs->pdata[k], name);
    if (file) return file;
  }
  return NULL;
}

/* The name of the model that a file holds. Returns: (owned) NULL if it holds none. */
static char *
model_name (const char *file)
{
  g_autofree char *base = g_path_get_basename (file);
  for (gsize k = 0; k < G_N_ELEMENTS (ENDINGS); k++)
    if (g_str_has_suffix (base, ENDINGS[k]) && *base != '.')
      return g_strndup (base, strlen (base) - strlen (ENDINGS[k]));
  return NULL;
}

static int
by_string (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(RlifModelFile *const *) a)->name, (*(RlifModelFile *const *) b)->name);
}

char **
rlif_registry_list (RlifRegistry *registry)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint k = 0; k < registry->dirs->len; k++) {
    g_autoptr (GDir) dir = g_dir_open (registry->dirs->pdata[k], 0, NULL);
    const char *entry;
    while (dir && (entry = g_dir_read_name (dir))) {
      char *name = model_name (entry);
      if (name) g_hash_table_add (seen, name);
    }
  }
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &name, NULL)) g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_string);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

static void
free_model_file (gpointer data)
{
  RlifModelFile *file = data;
  g_free (file->name);
  g_free (file->file);
  g_strfreev (file->shadowed);
  g_free (file);
}

/* Every file of that name, the one that counts first. */
static RlifModelFile *
find_all (const RlifRegistry *registry, const char *name)
{
  RlifModelFile *found = g_new0 (RlifModelFile, 1);
  g_autoptr (GStrvBuilder) shadowed = g_strv_builder_new ();
  found->name = g_strdup (name);
  for (guint k = 0; k < registry->dirs->len; k++) {
    g_autofree char *file = find_in (registry->dirs->pdata[k], name);
    if (file && found->file)
      g_strv_builder_add (shadowed, file);
    else if (file)
      found->file = g_steal_pointer (&file);
  }
  found->shadowed = g_strv_builder_end (shadowed);
  return found;
}

GPtrArray *
rlif_registry_files (RlifRegistry *registry)
{
  g_auto (GStrv) names = rlif_registry_list (registry);
  GPtrArray *files = g_ptr_array_new_with_free_func (free_model_file);
  for (char **name = names; *name; name++) {
    RlifModelFile *found = find_all (registry, *name);
    if (found->file)
      g_ptr_array_add (files, found);
    else
      free_model_file (found);
  }
  g_ptr_array_sort (files, by_name);
  return files;
}

/* Loads the shared object of the model that `file` is, or was compiled from. */
static const RlifModel *
load_object (RlifRegistry *registry, const char *name, const char *file, const char *object,
             GError **error)
{
  GModule *module = g_module_open (object, G_MODULE_BIND_LOCAL);
  if (!module) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "%s: cannot be loaded: %s", file,
                 g_module_error ());
    return NULL;
  }
  g_autofree char *symbol = g_strconcat ("rlif_model_", name, NULL);
  gpointer model = NULL;
  if (!g_module_symbol (module, symbol, &model)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL,
                 "%s: has no symbol %s: does the file say RLIF_MODEL (%s, ...)?", file, symbol, name);
    g_module_close (module);
    return NULL;
  }
  if (!rlif_model_validate (model, name, file, error)) {
    g_module_close (module);
    return NULL;
  }
  g_ptr_array_add (registry->modules, module);
  g_hash_table_insert (registry->loaded, g_strdup (name), model);
  return model;
}

static const RlifModel *
load_text (RlifRegistry *registry, const char *name, const char *file, GError **error)
{
  RlifModel *model = rlif_linear_model_load (name, file, error);
  if (!model) return NULL;
  if (!rlif_model_validate (model, name, file, error)) {
    rlif_linear_model_free (model);
    return NULL;
  }
  g_ptr_array_add (registry->texts, model);
  g_hash_table_insert (registry->loaded, g_strdup (name), model);
  return model;
}

static const RlifModel *
load (RlifRegistry *registry, const char *name, const char *file, GError **error)
{
  if (g_str_has_suffix (file, ".model")) return load_text (registry, name, file, error);
  if (!g_str_has_suffix (file, ".c")) return load_object (registry, name, file, file, error);
  g_autofree char *object = rlif_model_build (file, error);
  return object ? load_object (registry, name, file, object, error) : NULL;
}

static void
set_unknown (RlifRegistry *registry, const char *name, GError **error)
{
  g_auto (GStrv) names = rlif_registry_list (registry);
  g_autofree char *known = g_strjoinv (", ", names);
  g_autofree char *hint = rlif_suggest (name, (const char *const *) names);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN, "there is no model “%s”%s; known: %s", name, hint,
               *known ? known : "none (is rlif installed, or RLIF_MODEL_PATH set?)");
}

const RlifModel *
rlif_registry_find (RlifRegistry *registry, const char *name, GError **error)
{
  const RlifModel *model = g_hash_table_lookup (registry->loaded, name);
  if (model) return model;
  g_autofree char *file = strchr (name, '/') ? NULL : find_file (registry, name);
  if (!file) {
    set_unknown (registry, name, error);
    return NULL;
  }
  return load (registry, name, file, error);
}

const RlifModel *
rlif_registry_open (RlifRegistry *registry, const char *file, GError **error)
{
  g_autofree char *name = model_name (file);
  if (name && g_file_test (file, G_FILE_TEST_IS_REGULAR)) return load (registry, name, file, error);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", file,
               name ? "there is no such file" : "what fits: NAME.model, NAME.c or NAME.so");
  return NULL;
}

int
rlif_model_find_param (const RlifModel *model, const char *name)
{
  for (guint j = 0; j < model->n_param; j++)
    if (g_str_equal (model->param[j].name, name)) return (int) j;
  return -1;
}

int
rlif_model_find_state (const RlifModel *model, const char *name)
{
  for (guint j = 0; j < model->n_state; j++)
    if (g_str_equal (model->state[j].name, name)) return (int) j;
  return -1;
}

int
rlif_model_find_port (const RlifModel *model, const char *name)
{
  for (guint j = 0; j < model->n_port; j++)
    if (g_str_equal (model->port[j].name, name)) return (int) j;
  return -1;
}

int
rlif_model_port_for_weight (const RlifModel *model, double weight)
{
  for (guint j = 0; j < model->n_port; j++) {
    const int sign = model->port[j].sign;
    if (sign == 0 || (sign > 0 && weight >= 0) || (sign < 0 && weight < 0)) return (int) j;
  }
  return -1;
}

const char *
rlif_model_check (const RlifModel *model, const double par[])
{
  if (model->language) return rlif_linear_check (model->language, par);
  return model->check ? model->check (par) : NULL;
}

void
rlif_model_rest (const RlifModel *model, const double par[], double state[])
{
  for (guint j = 0; j < model->n_state; j++) state[j] = model->state[j].init;
  if (model->language)
    rlif_linear_rest (model->language, par, state);
  else if (model->rest)
    model->rest (par, state);
}
