/* Files that appear whole or not at all. */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/replace.h"
#include "check-main.h"

static char *folder, *path;

static void
setup (void)
{
  folder = g_dir_make_tmp ("rlif-replace-XXXXXX", NULL);
  path = g_build_filename (folder, "spikes.h5", NULL);
}

/* Everything in the folder, sorted, with a blank behind each. */
static char *
list (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  GString *names = g_string_new (NULL);
  for (const char *name; (name = g_dir_read_name (dir));)
    g_string_append_printf (names, "%s ", name);
  g_dir_close (dir);
  return g_string_free (names, FALSE);
}

static void
teardown (void)
{
  g_autofree char *names = list ();
  g_auto (GStrv) name = g_strsplit (names, " ", -1);
  for (char **n = name; *n; n++) {
    g_autofree char *file = g_build_filename (folder, *n, NULL);
    if (**n) g_remove (file);
  }
  ck_assert_int_eq (g_rmdir (folder), 0);
  g_free (folder);
  g_free (path);
}

static void
write_text (const char *file, const char *text)
{
  ck_assert (g_file_set_contents (file, text, -1, NULL));
}

static void
contains (const char *file, const char *text)
{
  g_autofree char *found = NULL;
  ck_assert (g_file_get_contents (file, &found, NULL, NULL));
  ck_assert_str_eq (found, text);
}

static void
lists (const char *names)
{
  g_autofree char *found = list ();
  ck_assert_str_eq (found, names);
}

static char *
begin (const char *file)
{
  GError *error = NULL;
  char *aside = rlif_replace_begin (file, &error);
  ck_assert_msg (aside != NULL, "%s", error ? error->message : "");
  return aside;
}

static void
refused (const char *file, const char *message)
{
  GError *error = NULL;
  ck_assert_ptr_null (rlif_replace_begin (file, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_IO));
  ck_assert_str_eq (error->message, message);
  g_error_free (error);
}

START_TEST (a_file_appears_only_when_it_is_whole)
{
  g_autofree char *aside = begin (path);
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
  write_text (aside, "2.385");
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
  ck_assert (rlif_replace_commit (aside, path, NULL));
  contains (path, "2.385");
  lists ("spikes.h5 ");
}
END_TEST

START_TEST (the_old_file_stays_until_the_new_one_takes_its_place)
{
  write_text (path, "old");
  g_autofree char *aside = begin (path);
  write_text (aside, "new");
  contains (path, "old");
  ck_assert (rlif_replace_commit (aside, path, NULL));
  contains (path, "new");
  lists ("spikes.h5 ");
}
END_TEST

START_TEST (giving_up_leaves_the_old_file_and_nothing_else)
{
  write_text (path, "old");
  g_autofree char *aside = begin (path);
  write_text (aside, "half of the n");
  rlif_replace_abort (aside);
  contains (path, "old");
  lists ("spikes.h5 ");
}
END_TEST

START_TEST (the_name_aside_is_hidden_in_the_same_folder_and_its_own)
{
  g_autofree char *one = begin (path), *two = begin (path);
  g_autofree char *prefix = g_build_filename (folder, ".spikes.h5.", NULL);
  ck_assert_str_ne (one, two);
  ck_assert (g_str_has_prefix (one, prefix) && g_str_has_prefix (two, prefix));
}
END_TEST

START_TEST (a_new_file_has_the_rights_that_the_user_gives_new_files)
{
  const mode_t before = umask (027);
  g_autofree char *aside = begin (path);
  umask (before);
  ck_assert (rlif_replace_commit (aside, path, NULL));
  struct stat status;
  ck_assert_int_eq (stat (path, &status), 0);
  ck_assert_int_eq (status.st_mode & 0777, 0640);
}
END_TEST

START_TEST (a_name_without_a_folder_is_in_the_current_one)
{
  g_autofree char *before = g_get_current_dir ();
  ck_assert_int_eq (g_chdir (folder), 0);
  g_autofree char *aside = begin ("spikes.h5");
  write_text (aside, "here");
  ck_assert (rlif_replace_commit (aside, "spikes.h5", NULL));
  ck_assert_int_eq (g_chdir (before), 0);
  contains (path, "here");
}
END_TEST

START_TEST (a_symbolic_link_stays_and_the_file_it_leads_to_is_replaced)
{
  g_autofree char *link = g_build_filename (folder, "latest.h5", NULL);
  write_text (path, "old");
  ck_assert_int_eq (symlink ("spikes.h5", link), 0);
  g_autofree char *aside = begin (link);
  write_text (aside, "new");
  ck_assert (rlif_replace_commit (aside, link, NULL));
  ck_assert (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  ck_assert (!g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  contains (path, "new");
}
END_TEST

START_TEST (what_is_not_a_regular_file_is_left_alone)
{
  const char *const why = ": cannot be written: it exists and is not a regular file";
  g_autofree char *message = g_strconcat (folder, why, NULL);
  g_autofree char *about_null = g_strconcat ("/dev/null", why, NULL);
  refused (folder, message);
  refused ("/dev/null", about_null);
  struct stat status;
  ck_assert_int_eq (stat ("/dev/null", &status), 0);
  ck_assert (S_ISCHR (status.st_mode));
  lists ("");
}
END_TEST

START_TEST (a_folder_that_does_not_exist_is_named)
{
  g_autofree char *deep = g_build_filename (folder, "no", "such", "spikes.h5", NULL);
  g_autofree char *message =
    g_strdup_printf ("%s: cannot be written: %s", deep, g_strerror (ENOENT));
  refused (deep, message);
}
END_TEST

START_TEST (if_the_last_step_fails_everything_is_as_it_was)
{
  GError *error = NULL;
  g_autofree char *aside = begin (path);
  write_text (aside, "new");
  ck_assert_int_eq (g_mkdir (path, 0777), 0);   /* meanwhile somebody makes a folder of that name */
  ck_assert (!rlif_replace_commit (aside, path, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_IO));
  ck_assert (strstr (error->message, g_strerror (EISDIR)) != NULL);
  g_error_free (error);
  ck_assert (g_file_test (path, G_FILE_TEST_IS_DIR));
  lists ("spikes.h5 ");
}
END_TEST

START_TEST (a_file_that_vanished_cannot_take_the_place_of_another)
{
  write_text (path, "old");
  g_autofree char *aside = begin (path);
  ck_assert_int_eq (g_unlink (aside), 0);
  ck_assert (!rlif_replace_commit (aside, path, NULL));
  contains (path, "old");
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "replace", a_file_appears_only_when_it_is_whole,
                the_old_file_stays_until_the_new_one_takes_its_place,
                giving_up_leaves_the_old_file_and_nothing_else,
                the_name_aside_is_hidden_in_the_same_folder_and_its_own,
                a_new_file_has_the_rights_that_the_user_gives_new_files,
                a_name_without_a_folder_is_in_the_current_one,
                a_symbolic_link_stays_and_the_file_it_leads_to_is_replaced,
                what_is_not_a_regular_file_is_left_alone, a_folder_that_does_not_exist_is_named,
                if_the_last_step_fails_everything_is_as_it_was,
                a_file_that_vanished_cannot_take_the_place_of_another)
