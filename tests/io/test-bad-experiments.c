/* Every malformed experiment file of tests/data/bad is refused with the message that its first line
 * expects: "# expect: LINE TEXT", LINE 0 standing for a message about the file as a whole, or
 * "# expect: LIST:LINE TEXT" where a list beside it is at fault. */
#include <stdio.h>
#include <string.h>
#include "network-kit.h"

/* What the first line of a file expects. */
typedef struct {
  char *place;           /* that the message begins with, owned */
  char *text;            /* that it contains, owned */
} Expectation;

static Expectation
read_expectation (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;
  ck_assert (g_file_get_contents (path, &content, NULL, NULL));
  content[strcspn (content, "\n")] = '\0';
  ck_assert_msg (g_str_has_prefix (content, "# expect: "), "%s", path);
  g_auto (GStrv) word = g_strsplit (content, " ", 4);
  ck_assert_msg (g_strv_length (word) == 4, "%s", path);
  g_auto (GStrv) place = g_strsplit (word[2], ":", 2);
  g_autofree char *list = place[1] ? g_build_filename (folder, place[0], NULL) : g_strdup (path);
  const char *line = place[1] ? place[1] : place[0];
  return (Expectation) {
    .place = g_str_equal (line, "0") ? g_strdup ("") : g_strdup_printf ("%s:%s: ", list, line),
    .text = g_strdup (word[3]) };
}

/* Adds to `found` what is not as expected. */
static void
check_refusal (const char *folder, const char *name, GString *found)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (GError) error = NULL;
  const Expectation expect = read_expectation (folder, name);
  RlifExperiment *experiment = rlif_experiment_load (path, registry, NULL, &error);
  if (experiment || !error)
    g_string_append_printf (found, "\n%s is not refused", name);
  else if (error->domain != RLIF_ERROR || !g_str_has_prefix (error->message, expect.place)
           || !strstr (error->message, expect.text))
    g_string_append_printf (found, "\n%s\n  expected %s...%s\n  got      %s", name, expect.place,
                            expect.text, error->message);
  rlif_experiment_free (experiment);
  g_free (expect.place);
  g_free (expect.text);
}

START_TEST (malformed_experiments_are_refused_with_the_right_message)
{
  g_autofree char *folder = g_build_filename (g_getenv ("RLIF_SRCDIR"), "tests/data/bad", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;
  g_autoptr (GString) found = g_string_new (NULL);
  ck_assert (dir != NULL);
  for (const char *name; (name = g_dir_read_name (dir));)
    if (g_str_has_suffix (name, ".rlif")) {
      check_refusal (folder, name, found);
      n++;
    }
  fputs (found->str, stderr);
  ck_assert_msg (found->len == 0, "some are not refused as expected; standard error has them");
  ck_assert_uint_ge (n, 180);
}
END_TEST

/* A text, and settings of the command line; the message must hold the words. */
static void
setting_is_refused (const char *setting, const char *words)
{
  static const char text[] = "[experiment]\nduration = 1 s\n[neurons E]\ncount = 1\nmodel = pif\n";
  const char *const set[] = { setting, NULL };
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_experiment_parse ("x.rlif", text, strlen (text), registry, set, &error));
  ck_assert_msg (strstr (error->message, words) != NULL, "%s: %s", setting, error->message);
}

START_TEST (settings_that_do_not_fit_say_where_they_come_from)
{
  setting_is_refused ("neurons.E.C_m=10 ms", "--set 'neurons.E.C_m=10 ms': “10 ms” has the wrong unit");
  setting_is_refused ("neurons.F.C_m=10 pF", "GROUP one of: experiment, neurons.E");
  setting_is_refused ("neurons.E.C=10 pF", "--set 'neurons.E.C=10 pF': model pif of “E” has no such");
  setting_is_refused ("experiment.seed", "what fits: GROUP.KEY=VALUE");
  setting_is_refused ("seed=3", "what fits: GROUP.KEY=VALUE");
  setting_is_refused ("experiment.seed=", "what fits: GROUP.KEY=VALUE");
  setting_is_refused ("experiment.seed=x", "--set 'experiment.seed=x': what fits: a whole number");
}
END_TEST

START_TEST (a_file_that_is_not_there_is_named)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_experiment_load ("no/such.rlif", registry, NULL, &error));
  ck_assert_str_eq (error->message, "no/such.rlif: cannot be read: there is no such file");
}
END_TEST

TEST_MAIN ("bad-experiments", malformed_experiments_are_refused_with_the_right_message,
           settings_that_do_not_fit_say_where_they_come_from, a_file_that_is_not_there_is_named)
