/* Model directories: what is found, in which order, and what is said of the rest. */
#include <glib/gstdio.h>
#include <rlif/registry.h>
#include "check-main.h"

static char *folder;    /* empty at first */
static char *doubles;   /* where the doubles of the tests are built */
static char *shipped;   /* where rlif's own models are built */

static void
setup (void)
{
  folder = g_dir_make_tmp ("rlif-registry-XXXXXX", NULL);
  doubles = g_build_filename (g_getenv ("RLIF_BUILDDIR"), "tests", "model", ".libs", NULL);
  shipped = g_build_filename (g_getenv ("RLIF_BUILDDIR"), "models", ".libs", NULL);
  g_setenv ("RLIF_MODEL_PATH", shipped, TRUE);
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    remove_tree (file);
  }
  if (dir) g_dir_close (dir);
  g_remove (path);
}

static void
teardown (void)
{
  remove_tree (folder);
  g_free (folder);
  g_free (doubles);
  g_free (shipped);
}

/* Copies the model FROM/NAME.so to FOLDER/AS. */
static void
place (const char *from, const char *name, const char *as)
{
  g_autofree char *base = g_strconcat (name, ".so", NULL);
  g_autofree char *source = g_build_filename (from, base, NULL);
  g_autofree char *target = g_build_filename (folder, as, NULL), *bytes = NULL;
  gsize length;
  ck_assert_msg (g_file_get_contents (source, &bytes, &length, NULL), "%s", source);
  ck_assert (g_file_set_contents (target, bytes, (gssize) length, NULL));
}

static RlifRegistry *
registry_of (const char *dir)
{
  const char *const dirs[] = { dir, NULL };
  return rlif_registry_new (dirs);
}

static const RlifModel *
found (RlifRegistry *registry, const char *name)
{
  GError *error = NULL;
  const RlifModel *model = rlif_registry_find (registry, name, &error);
  ck_assert_msg (model != NULL, "%s", error ? error->message : "");
  ck_assert_str_eq (model->name, name);
  return model;
}

/* Returns: (owned) the message. */
static char *
not_found (RlifRegistry *registry, const char *name, int code)
{
  GError *error = NULL;
  ck_assert_ptr_null (rlif_registry_find (registry, name, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, code));
  char *message = g_strdup (error->message);
  g_error_free (error);
  return message;
}

static void
says (const char *message, const char *what)
{
  ck_assert_msg (strstr (message, what) != NULL, "%s", message);
}

START_TEST (the_models_that_ship_are_found_and_loaded_once)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  const RlifModel *lif = found (registry, "lif_delta");
  ck_assert_ptr_ne (found (registry, "lif_exp"), lif);
  ck_assert_ptr_ne (found (registry, "qif"), lif);
  ck_assert_ptr_eq (found (registry, "lif_delta"), lif);
  ck_assert_int_ge (rlif_model_find_param (lif, "tau_m"), 0);
  ck_assert_int_eq (rlif_model_find_param (lif, "V_m"), -1);
  ck_assert_int_eq (rlif_model_find_state (lif, "V_m"), 0);
  ck_assert_int_eq (rlif_model_find_port (lif, "in"), 0);
  ck_assert_int_eq (rlif_model_find_port (lif, "ex"), -1);
}
END_TEST

START_TEST (a_given_directory_comes_before_the_environment)
{
  g_autoptr (RlifRegistry) given = registry_of (doubles), plain = rlif_registry_new (NULL);
  ck_assert_str_eq (found (given, "qif")->summary, "a double");
  ck_assert_str_ne (found (plain, "qif")->summary, "a double");
  found (given, "lif_delta");   /* which the first directory does not have */
}
END_TEST

START_TEST (an_added_directory_comes_behind_the_given_and_before_the_environment)
{
  place (shipped, "relay", "relay.so");
  place (shipped, "qif", "qif.so");
  g_autoptr (RlifRegistry) none = rlif_registry_new (NULL), one = registry_of (folder);
  rlif_registry_add_dir (none, doubles);
  rlif_registry_add_dir (none, folder);
  rlif_registry_add_dir (one, doubles);
  ck_assert_str_eq (found (none, "qif")->summary, "a double");
  ck_assert_str_ne (found (one, "qif")->summary, "a double");
}
END_TEST

START_TEST (an_empty_part_of_the_environment_is_not_the_current_directory)
{
  g_autofree char *before = g_get_current_dir (), *path = g_strconcat (":", shipped, ":", NULL);
  place (doubles, "qif", "qif.so");
  g_setenv ("RLIF_MODEL_PATH", path, TRUE);
  ck_assert_int_eq (g_chdir (folder), 0);
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  ck_assert_str_ne (found (registry, "qif")->summary, "a double");
  ck_assert_int_eq (g_chdir (before), 0);
}
END_TEST

START_TEST (the_environment_may_name_several_directories)
{
  place (shipped, "relay", "relay.so");
  g_autofree char *path = g_strdup_printf (":%s::%s:%s", folder, doubles, shipped);
  g_setenv ("RLIF_MODEL_PATH", path, TRUE);
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  ck_assert_str_eq (found (registry, "qif")->summary, "a double");
  found (registry, "relay");
}
END_TEST

START_TEST (the_users_own_models_are_found_behind_the_environment)
{
  g_autofree char *own = g_build_filename (folder, "rlif", "models", NULL);
  g_autofree char *as = g_build_filename ("rlif", "models", "qif.so", NULL);
  ck_assert_int_eq (g_mkdir_with_parents (own, 0777), 0);
  place (doubles, "qif", as);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  ck_assert_str_ne (found (registry, "qif")->summary, "a double");
  g_unsetenv ("RLIF_MODEL_PATH");
  g_autoptr (RlifRegistry) bare = rlif_registry_new (NULL);
  ck_assert_str_eq (found (bare, "qif")->summary, "a double");
}
END_TEST

START_TEST (the_list_is_sorted_and_has_each_name_once)
{
  place (shipped, "qif", "qif.so");
  place (shipped, "qif", "another.so");
  place (shipped, "qif", "qif.so.bak");
  place (shipped, "qif", "readme.txt");
  g_autoptr (RlifRegistry) registry = registry_of (folder);
  g_auto (GStrv) names = rlif_registry_list (registry);
  for (char **n = names; n[0] && n[1]; n++) ck_assert_str_lt (n[0], n[1]);
  const char *const expected[] = { "another", "lif_delta", "lif_exp", "qif" };
  for (guint k = 0; k < G_N_ELEMENTS (expected); k++)
    ck_assert (g_strv_contains ((const char *const *) names, expected[k]));
  const char *const unexpected[] = { "readme", "readme.txt", "qif.so", "qif.so.", "qif.so.bak" };
  for (guint k = 0; k < G_N_ELEMENTS (unexpected); k++)
    ck_assert (!g_strv_contains ((const char *const *) names, unexpected[k]));
}
END_TEST

START_TEST (an_unknown_name_is_told_the_nearest_and_all_that_exist)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autofree char *near = not_found (registry, "lif_dleta", RLIF_ERROR_UNKNOWN);
  says (near, "there is no model “lif_dleta” (do you mean “lif_delta”?); known: ");
  says (near, "lif_delta, lif_exp");
  g_autofree char *far = not_found (registry, "hodgkin_huxley", RLIF_ERROR_UNKNOWN);
  says (far, "there is no model “hodgkin_huxley”; known: ");
}
END_TEST

START_TEST (a_path_is_not_a_name)
{
  place (shipped, "qif", "qif.so");
  g_autoptr (RlifRegistry) registry = registry_of (folder);
  g_autofree char *path = g_build_filename (folder, "qif", NULL);
  g_free (not_found (registry, path, RLIF_ERROR_UNKNOWN));
  g_free (not_found (registry, "./qif", RLIF_ERROR_UNKNOWN));
  found (registry, "qif");
}
END_TEST

START_TEST (a_model_of_another_abi_is_refused)
{
  g_autoptr (RlifRegistry) registry = registry_of (doubles);
  g_autofree char *message = not_found (registry, "old", RLIF_ERROR_MODEL);
  says (message, "old.so: was compiled for version 77 of rlif/model.h, this is version 1: "
                 "compile it again");
  found (registry, "qif");      /* the rest is as good as before */
}
END_TEST

START_TEST (a_file_without_the_models_symbol_is_refused)
{
  place (shipped, "qif", "other.so");
  g_autoptr (RlifRegistry) registry = registry_of (folder);
  g_autofree char *message = not_found (registry, "other", RLIF_ERROR_MODEL);
  says (message, "other.so: has no symbol rlif_model_other: does the file say RLIF_MODEL (other, "
                 "...)?");
}
END_TEST

START_TEST (a_file_that_is_no_shared_object_is_refused)
{
  g_autofree char *file = g_build_filename (folder, "text.so", NULL);
  ck_assert (g_file_set_contents (file, "not a program", -1, NULL));
  g_autoptr (RlifRegistry) registry = registry_of (folder);
  g_autofree char *message = not_found (registry, "text", RLIF_ERROR_MODEL);
  says (message, "text.so: cannot be loaded: ");
}
END_TEST

START_TEST (a_model_that_needs_what_nobody_has_is_refused_before_it_runs)
{
  g_autoptr (RlifRegistry) registry = registry_of (doubles);
  g_autofree char *message = not_found (registry, "unresolved", RLIF_ERROR_MODEL);
  says (message, "unresolved.so: cannot be loaded: ");
  says (message, "rlif_nobody_has_this");
}
END_TEST

START_TEST (a_directory_called_like_a_model_is_passed_over)
{
  g_autofree char *trap = g_build_filename (folder, "qif.so", NULL);
  ck_assert_int_eq (g_mkdir (trap, 0777), 0);
  g_autoptr (RlifRegistry) registry = registry_of (folder);
  found (registry, "qif");
}
END_TEST

START_TEST (a_weight_goes_to_the_first_port_that_takes_it)
{
  const RlifPort split[] = { { "plus", "pA", +1, "" }, { "minus", "pA", -1, "" },
                             { "any", "pA", 0, "" } };
  RlifModel model = { .port = split, .n_port = 3 };
  ck_assert_int_eq (rlif_model_port_for_weight (&model, 2.385), 0);
  ck_assert_int_eq (rlif_model_port_for_weight (&model, 0), 0);
  ck_assert_int_eq (rlif_model_port_for_weight (&model, -2.385), 1);
  model = (RlifModel) { .port = split + 1, .n_port = 2 };
  ck_assert_int_eq (rlif_model_port_for_weight (&model, 2.385), 1);
  model.n_port = 1;
  ck_assert_int_eq (rlif_model_port_for_weight (&model, 2.385), -1);
  ck_assert_int_eq (rlif_model_port_for_weight (&model, 0), -1);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "registry", the_models_that_ship_are_found_and_loaded_once,
                a_given_directory_comes_before_the_environment,
                an_added_directory_comes_behind_the_given_and_before_the_environment,
                an_empty_part_of_the_environment_is_not_the_current_directory,
                the_environment_may_name_several_directories,
                the_users_own_models_are_found_behind_the_environment,
                the_list_is_sorted_and_has_each_name_once,
                an_unknown_name_is_told_the_nearest_and_all_that_exist, a_path_is_not_a_name,
                a_model_of_another_abi_is_refused, a_file_without_the_models_symbol_is_refused,
                a_file_that_is_no_shared_object_is_refused,
                a_model_that_needs_what_nobody_has_is_refused_before_it_runs,
                a_directory_called_like_a_model_is_passed_over,
                a_weight_goes_to_the_first_port_that_takes_it)
