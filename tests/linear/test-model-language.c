/* The examples of docs/model-language.md: a block "```model" is a model that is accepted, the lines
 * of a
 * "```part" stand together in one of them, and a line of "```message" is a message that a malformed
 * file of the tests gets. */
#include "neuron.h"

static char *manual;

static void
set_up (void)
{
  g_autofree char *path =
    g_build_filename (g_getenv ("RLIF_SRCDIR"), "docs/model-language.md", NULL);
  ck_assert (g_file_get_contents (path, &manual, NULL, NULL));
}

static void
tear_down (void)
{
  g_free (manual);
}

/* Returns: (owned) of char *, owned: what stands between "```KIND" and "```". */
static GPtrArray *
blocks_of (const char *kind)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *begin = g_strdup_printf ("\n```%s\n", kind);
  for (const char *p = strstr (manual, begin); p; p = strstr (p, begin)) {
    p += strlen (begin);
    const char *end = strstr (p, "\n```\n");
    ck_assert_ptr_nonnull (end);
    g_ptr_array_add (blocks, g_strndup (p, (gsize) (end + 1 - p)));
    p = end;
  }
  return blocks;
}

START_TEST (every_model_of_the_manual_runs)
{
  g_autoptr (GPtrArray) models = blocks_of ("model");
  ck_assert_uint_eq (models->len, 3);
  for (guint k = 0; k < models->len; k++) {
    Neuron n;
    neuron_init (&n, models->pdata[k]);
    const RlifTime at_rest = neuron_next (&n, 0);
    ck_assert_int_eq (at_rest, RLIF_NEVER);
    neuron_receive (&n, "in", k == 0 ? 41000 : 40.5, 0);
    const RlifTime due = neuron_next (&n, 0);
    ck_assert_msg (due != RLIF_NEVER, "%u", k);
    neuron_advance (&n, 0, due);
    neuron_fire (&n, due);
    ck_assert_int_gt (neuron_next (&n, due), due);
    neuron_clear (&n);
  }
}
END_TEST

START_TEST (every_part_stands_in_a_model)
{
  g_autoptr (GPtrArray) models = blocks_of ("model"), parts = blocks_of ("part");
  ck_assert_uint_eq (parts->len, 3);
  for (guint k = 0; k < parts->len; k++) {
    g_auto (GStrv) line = g_strsplit (parts->pdata[k], "\n", -1);
    for (char **l = line; *l; l++) {
      gboolean found = FALSE;
      for (guint m = 0; m < models->len; m++) found |= strstr (models->pdata[m], *l) != NULL;
      ck_assert_msg (found, "%s", *l);
    }
  }
}
END_TEST

/* Does some malformed file expect this at this line? */
static gboolean
is_expected (const char *place, const char *text)
{
  g_autofree char *folder =
    g_build_filename (g_getenv ("RLIF_SRCDIR"), "tests/data/bad-models", NULL);
  g_autofree char *want = g_strdup_printf ("# expect: %s %s\n", place, text);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  ck_assert (dir != NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *path = g_build_filename (folder, name, NULL), *content = NULL;
    ck_assert (g_file_get_contents (path, &content, NULL, NULL));
    if (g_str_has_prefix (content, want)) return TRUE;
  }
  return FALSE;
}

START_TEST (every_message_is_one_that_a_malformed_file_gets)
{
  g_autoptr (GPtrArray) messages = blocks_of ("message");
  ck_assert_uint_eq (messages->len, 1);
  g_auto (GStrv) line = g_strsplit (g_strchomp (messages->pdata[0]), "\n", -1);
  ck_assert_uint_eq (g_strv_length (line), 6);
  for (char **l = line; *l; l++) {
    g_auto (GStrv) part = g_strsplit (*l, ":", 3);
    ck_assert_msg (is_expected (part[1], part[2] + 1), "%s", *l);
  }
}
END_TEST

/* What stands between ` and ` in the tables of the manual's units. */
START_TEST (every_unit_of_the_manual_is_known_and_none_is_missing)
{
  const char *table = strstr (manual, "| of | units |\n| --- | --- |\n");
  ck_assert_ptr_nonnull (table);
  g_autofree char *text = g_strndup (table, (gsize) (strstr (table, "\n\n") - table));
  g_auto (GStrv) part = g_strsplit (text, "`", -1);
  guint n = 0;
  for (char **p = part; *p && p[1]; p += 2, n++) {
    RlifUnit unit;
    ck_assert_msg (rlif_unit_parse (p[1], &unit, NULL), "%s", p[1]);
    g_autofree char *all = rlif_dimension_describe (unit.dimension);
    g_auto (GStrv) each = g_strsplit (all, ", ", -1);
    for (char **e = each; *e; e++) {
      g_autofree char *quoted = g_strdup_printf ("`%s`", *e);
      ck_assert_msg (strstr (text, quoted) != NULL, "%s", *e);
    }
  }
  ck_assert_uint_eq (n, 34);
}
END_TEST

TEST_MAIN_WITH (set_up, tear_down, "model-language", every_model_of_the_manual_runs,
                every_part_stands_in_a_model, every_message_is_one_that_a_malformed_file_gets,
                every_unit_of_the_manual_is_known_and_none_is_missing)
