/* Every malformed .model file of tests/data/bad-models is refused with the message that its first
 * line expects: "# expect: LINE TEXT", LINE 0 standing for a message about the file as a whole. */
#include <stdio.h>
#include <string.h>
#include <rlif/registry.h>
#include "check-main.h"
#include "linear/linear.h"

/* What the first line of a file expects. */
typedef struct {
  char *place;           /* that the message begins with, owned */
  char *text;            /* that it contains, owned */
} Expectation;

static Expectation
read_expectation (const char *path)
{
  g_autofree char *content = NULL;
  ck_assert (g_file_get_contents (path, &content, NULL, NULL));
  content[strcspn (content, "\n")] = '\0';
  ck_assert_msg (g_str_has_prefix (content, "# expect: "), "%s", path);
  g_auto (GStrv) word = g_strsplit (content, " ", 4);
  ck_assert_msg (g_strv_length (word) == 4 && *word[3], "%s", path);
  return (Expectation) { .place = g_str_equal (word[2], "0")
                                    ? g_strdup_printf ("%s: ", path)
                                    : g_strdup_printf ("%s:%s: ", path, word[2]),
                         .text = g_strdup (word[3]) };
}

/* Adds to `found` what is not as expected. */
static void
check_refusal (const char *folder, const char *name, GString *found)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (GError) error = NULL;
  const Expectation expect = read_expectation (path);
  const RlifModel *model = rlif_registry_open (registry, path, &error);
  if (model || !error)
    g_string_append_printf (found, "\n%s is not refused", name);
  else if (error->domain != RLIF_ERROR || !g_str_has_prefix (error->message, expect.place)
           || !strstr (error->message, expect.text))
    g_string_append_printf (found, "\n%s\n  expected %s...%s\n  got      %s", name, expect.place,
                            expect.text, error->message);
  g_free (expect.place);
  g_free (expect.text);
}

START_TEST (malformed_models_are_refused_with_the_right_message)
{
  g_autofree char *folder =
    g_build_filename (g_getenv ("RLIF_SRCDIR"), "tests/data/bad-models", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;
  g_autoptr (GString) found = g_string_new (NULL);
  ck_assert (dir != NULL);
  for (const char *name; (name = g_dir_read_name (dir)); n++) check_refusal (folder, name, found);
  fputs (found->str, stderr);
  ck_assert_msg (found->len == 0, "some are not refused as expected; standard error has them");
  ck_assert_uint_ge (n, 150);
}
END_TEST

START_TEST (a_file_that_is_not_there_is_named)
{
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_linear_model_load ("such", "no/such.model", &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_IO));
  ck_assert_msg (g_str_has_prefix (error->message, "no/such.model: cannot be read: "), "%s",
                 error->message);
}
END_TEST

TEST_MAIN ("bad-models", malformed_models_are_refused_with_the_right_message,
           a_file_that_is_not_there_is_named)
