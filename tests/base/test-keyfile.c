/* Files of groups and keys: what they say, and in which line. */
#include "base/keyfile.h"
#include "check-main.h"

static RlifKeyFile *
parse (const char *text)
{
  GError *error = NULL;
  RlifKeyFile *file = rlif_keyfile_parse ("a.rlif", text, strlen (text), &error);
  ck_assert_msg (file != NULL, "%s", error ? error->message : "");
  return file;
}

static const RlifGroup *
group_at (const RlifKeyFile *file, guint k)
{
  ck_assert_uint_lt (k, file->groups->len);
  return file->groups->pdata[k];
}

static const RlifEntry *
entry_at (const RlifGroup *group, guint k)
{
  ck_assert_uint_lt (k, group->entries->len);
  return group->entries->pdata[k];
}

static void
is_entry (const RlifEntry *entry, const char *key, const char *value, guint line)
{
  ck_assert_str_eq (entry->key, key);
  ck_assert_str_eq (entry->value, value);
  ck_assert_uint_eq (entry->line, line);
}

START_TEST (groups_and_keys_keep_their_order_and_their_lines)
{
  g_autoptr (RlifKeyFile) file = parse ("\n[b]\ny = 1\nx=2\n\n[a]\n[c]\nx = 3.5 mV\n");
  ck_assert_str_eq (file->path, "a.rlif");
  ck_assert_uint_eq (file->groups->len, 3);
  ck_assert_str_eq (group_at (file, 0)->name, "b");
  ck_assert_uint_eq (group_at (file, 0)->line, 2);
  ck_assert_uint_eq (group_at (file, 0)->entries->len, 2);
  is_entry (entry_at (group_at (file, 0), 0), "y", "1", 3);
  is_entry (entry_at (group_at (file, 0), 1), "x", "2", 4);
  ck_assert_uint_eq (group_at (file, 1)->line, 6);
  ck_assert_uint_eq (group_at (file, 1)->entries->len, 0);
  is_entry (entry_at (group_at (file, 2), 0), "x", "3.5 mV", 8);
}
END_TEST

START_TEST (white_space_is_trimmed_and_folded_in_names_of_groups)
{
  g_autoptr (RlifKeyFile) file =
    parse ("  [ connect  E \t->  E,  I ]  \r\n\t weight \t=  -0.5  mV \t\r\n");
  ck_assert_str_eq (group_at (file, 0)->name, "connect E -> E, I");
  is_entry (entry_at (group_at (file, 0), 0), "weight", "-0.5  mV", 2);
}
END_TEST

START_TEST (a_comment_begins_at_a_mark_that_is_first_or_follows_white_space)
{
  g_autoptr (RlifKeyFile) file = parse ("# all\n   # of it = x\n[a] # the group\n"
                                        "x = 1 # one\ny = a#b\nz = a#b\t#c\n");
  const RlifGroup *a = group_at (file, 0);
  is_entry (entry_at (a, 0), "x", "1", 4);
  is_entry (entry_at (a, 1), "y", "a#b", 5);
  is_entry (entry_at (a, 2), "z", "a#b", 6);
  ck_assert_uint_eq (a->entries->len, 3);
}
END_TEST

START_TEST (only_the_first_equals_sign_ends_the_key)
{
  g_autoptr (RlifKeyFile) file = parse ("[a]\ntitle = g = 5, [eta] = 2");
  is_entry (entry_at (group_at (file, 0), 0), "title", "g = 5, [eta] = 2", 2);
}
END_TEST

START_TEST (a_file_may_be_empty_or_begin_with_a_byte_order_mark)
{
  g_autoptr (RlifKeyFile) empty = parse (""), blank = parse (" \n\t\n# nothing");
  g_autoptr (RlifKeyFile) marked = parse ("\xef\xbb\xbf[a]\nx = 1");
  ck_assert_uint_eq (empty->groups->len + blank->groups->len, 0);
  is_entry (entry_at (group_at (marked, 0), 0), "x", "1", 2);
}
END_TEST

START_TEST (only_as_many_bytes_are_read_as_are_there)
{
  g_autoptr (RlifKeyFile) file = rlif_keyfile_parse ("a.rlif", "[a]\nx = 12345", 11, NULL);
  is_entry (entry_at (group_at (file, 0), 0), "x", "123", 2);
}
END_TEST

static void
refused_bytes (const char *text, gsize length, const char *message)
{
  GError *error = NULL;
  ck_assert_msg (!rlif_keyfile_parse ("b.rlif", text, length, &error), "%s", text);
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_SYNTAX));
  ck_assert_str_eq (error->message, message);
  g_error_free (error);
}

static void
refused (const char *text, const char *message)
{
  refused_bytes (text, strlen (text), message);
}

START_TEST (what_cannot_be_read_is_named_with_its_line)
{
  refused ("[a]\nx = 1\nhuh\n", "b.rlif:3: “huh” is neither “key = value” nor [group]");
  refused ("[a]\n = 1\n", "b.rlif:2: “= 1” is neither “key = value” nor [group]");
  refused ("[a\nx = 1\n", "b.rlif:1: “[a” is not a group: [name] is");
  refused ("\n[a] b\n", "b.rlif:2: “[a] b” is not a group: [name] is");
  refused ("[]\n", "b.rlif:1: the group has no name");
  refused ("[ \t ]\n", "b.rlif:1: the group has no name");
  refused ("\n\nx = 1\n[a]\n", "b.rlif:3: “x” stands before the first [group]");
  refused ("[a]\nx =  # later\n", "b.rlif:2: “x” has no value");
  refused ("[a b]\nx = 1\n[a  b]\n", "b.rlif:3: the group [a b] was already given in line 1");
  refused ("[a]\nx = 1\ny = 2\nx = 3\n", "b.rlif:4: “x” was already given in line 2");
}
END_TEST

START_TEST (what_is_not_text_is_refused)
{
  refused ("[a]\nx = \xff\n", "b.rlif:2: the line is not UTF-8 text");
  refused ("[a]\nx = \xc3\n\xa9\n", "b.rlif:2: the line is not UTF-8 text");
  refused_bytes ("[a]\nx = 1\0y\n", 12, "b.rlif:2: the line is not UTF-8 text");
  g_autoptr (RlifKeyFile) file = parse ("[größe]\nx = 3 µs\n");
  is_entry (entry_at (group_at (file, 0), 0), "x", "3 µs", 2);
}
END_TEST

START_TEST (the_same_key_may_stand_in_two_groups)
{
  g_autoptr (RlifKeyFile) file = parse ("[a]\nx = 1\n[b]\nx = 2\n");
  ck_assert_str_eq (rlif_group_find_entry (rlif_keyfile_find_group (file, "a"), "x")->value, "1");
  ck_assert_str_eq (rlif_group_find_entry (rlif_keyfile_find_group (file, "b"), "x")->value, "2");
  ck_assert_ptr_null (rlif_keyfile_find_group (file, "A"));
  ck_assert_ptr_null (rlif_group_find_entry (rlif_keyfile_find_group (file, "a"), "X"));
}
END_TEST

START_TEST (a_setting_of_the_command_line_replaces_or_adds_without_a_line)
{
  g_autoptr (RlifKeyFile) file = parse ("[a]\nx = 1\ny = 2\n");
  RlifGroup *a = rlif_keyfile_find_group (file, "a");
  rlif_group_set (a, "x", "7 ms");
  rlif_group_set (a, "z", "8");
  is_entry (entry_at (a, 0), "x", "7 ms", 0);
  is_entry (entry_at (a, 1), "y", "2", 3);
  is_entry (entry_at (a, 2), "z", "8", 0);
  ck_assert_uint_eq (a->entries->len, 3);
}
END_TEST

START_TEST (a_message_names_the_line_if_there_is_one)
{
  g_autoptr (RlifKeyFile) file = parse ("");
  GError *error = NULL;
  ck_assert (!rlif_keyfile_fail (file, 12, RLIF_ERROR_UNIT, &error, "%s is %d", "tau_m", 3));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_UNIT));
  ck_assert_str_eq (error->message, "a.rlif:12: tau_m is 3");
  g_clear_error (&error);
  ck_assert (!rlif_keyfile_fail (file, 0, RLIF_ERROR_UNKNOWN, &error, "no"));
  ck_assert_str_eq (error->message, "a.rlif: no");
  g_clear_error (&error);
}
END_TEST

START_TEST (a_misspelt_name_is_told_the_nearest_that_exists)
{
  static const char *const known[] = { "tau_m", "tau_syn_ex", "tau_syn_in", "V_th", "V_reset",
                                       NULL };
  ck_assert_str_eq (rlif_nearest_name ("tau_m", known), "tau_m");
  ck_assert_str_eq (rlif_nearest_name ("taum", known), "tau_m");
  ck_assert_str_eq (rlif_nearest_name ("TAU_M", known), "tau_m");
  ck_assert_str_eq (rlif_nearest_name ("tau_sin_ex", known), "tau_syn_ex");
  ck_assert_str_eq (rlif_nearest_name ("tau_syn_xn", known), "tau_syn_in");
  ck_assert_str_eq (rlif_nearest_name ("tau_syn_", known), "tau_syn_ex");   /* the first of two */
  ck_assert_str_eq (rlif_nearest_name ("reset", known), "V_reset");
  ck_assert_ptr_null (rlif_nearest_name ("capacitance", known));
  ck_assert_ptr_null (rlif_nearest_name ("q", known));
  ck_assert_ptr_null (rlif_nearest_name ("tau_m", known + 5));
  g_autofree char *hint = rlif_suggest ("V_rest", known);
  g_autofree char *none = rlif_suggest ("capacitance", known);
  ck_assert_str_eq (hint, " (do you mean “V_reset”?)");
  ck_assert_str_eq (none, "");
}
END_TEST

TEST_MAIN ("keyfile", groups_and_keys_keep_their_order_and_their_lines,
           white_space_is_trimmed_and_folded_in_names_of_groups,
           a_comment_begins_at_a_mark_that_is_first_or_follows_white_space,
           only_the_first_equals_sign_ends_the_key,
           a_file_may_be_empty_or_begin_with_a_byte_order_mark,
           only_as_many_bytes_are_read_as_are_there,
           what_cannot_be_read_is_named_with_its_line, what_is_not_text_is_refused,
           the_same_key_may_stand_in_two_groups,
           a_setting_of_the_command_line_replaces_or_adds_without_a_line,
           a_message_names_the_line_if_there_is_one,
           a_misspelt_name_is_told_the_nearest_that_exists)
