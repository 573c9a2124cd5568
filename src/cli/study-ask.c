/* Commands of rlif that a study runs, each in a process of its own, and their answers. */
#include <gio/gio.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include "cli/commands.h"
#include "cli/study.h"
#include "live/progress.h"

/* A process that runs. */
typedef struct {
  GMainLoop *loop;
  char **output, **messages;
  gboolean ok;
  GError **error;
} Child;

static gboolean
stop (RlifStudy *study, int number)
{
  if (study->process && study->stopped_by)
    g_subprocess_force_exit (study->process);
  else if (study->process)
    g_subprocess_send_signal (study->process, SIGTERM);
  study->stopped_by = number;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupt (gpointer data)
{
  return stop (data, SIGINT);
}

static gboolean
on_terminate (gpointer data)
{
  return stop (data, SIGTERM);
}

void
rlif_study_watch_signals (RlifStudy *study)
{
  study->watch[0] = g_unix_signal_add (SIGINT, on_interrupt, study);
  study->watch[1] = g_unix_signal_add (SIGTERM, on_terminate, study);
}

void
rlif_study_unwatch_signals (RlifStudy *study)
{
  for (int k = 0; k < 2; k++)
    if (study->watch[k]) g_source_remove (study->watch[k]);
}

static void
on_end (GObject *source, GAsyncResult *result, gpointer data)
{
  Child *child = data;
  child->ok = g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, child->output, child->messages,
                                                    child->error);
  g_main_loop_quit (child->loop);
}

static void
wait_for (GSubprocess *process, Child *child)
{
  child->loop = g_main_loop_new (NULL, FALSE);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_end, child);
  g_main_loop_run (child->loop);
  g_main_loop_unref (child->loop);
}

gboolean
rlif_study_is_stopped (RlifStudy *study)
{
  while (g_main_context_iteration (NULL, FALSE)) {}
  return study->stopped_by != 0;
}

gboolean
rlif_study_spawn (RlifStudy *study, const char *const argv[], const char *folder, char **output, char **messages,
                  int *status, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  if (rlif_study_is_stopped (study)) return FALSE;
  if (folder) g_subprocess_launcher_set_cwd (launcher, folder);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (!process) return FALSE;
  Child child = { .output = output, .messages = messages, .error = error };
  study->process = process;
  wait_for (process, &child);
  study->process = NULL;
  *status = g_subprocess_get_status (process);
  /* Ctrl-C goes to all processes of a terminal, and the other may have ended before it is noticed here. */
  if (WIFSIGNALED (*status) && WTERMSIG (*status) == SIGINT) study->stopped_by = SIGINT;
  return child.ok && !study->stopped_by;
}

static void
add_word (GString *line, const char *word)
{
  const gboolean plain = strspn (word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.,:/=+%") == strlen (word);
  g_autofree char *quoted = plain && *word ? g_strdup (word) : g_shell_quote (word);
  g_string_append_printf (line, "%s%s", line->len ? " " : "", quoted);
}

/* A word of the line that is shown and of the one that is run. */
static void
add_both (GString *line, GPtrArray *argv, const char *word)
{
  add_word (line, word);
  g_ptr_array_add (argv, g_strdup (word));
}

/* Returns: (owned) the arguments, NULL at the end. The file that is written is in the temporary folder. */
static GPtrArray *
write_line (const RlifStudy *study, const RlifQuestion *q, GString *line)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (argv, g_file_read_link ("/proc/self/exe", NULL));
  add_word (line, "rlif");
  add_both (line, argv, q->command);
  if (q->takes_experiment) add_both (line, argv, study->name);
  for (char **set = study->set; q->takes_experiment && *set; set++) {
    add_both (line, argv, "--set");
    add_both (line, argv, *set);
  }
  for (const char *const *word = q->words; word && *word; word++) add_both (line, argv, *word);
  if (q->option) {
    add_both (line, argv, q->option);
    add_word (line, q->file);
    g_ptr_array_add (argv, g_build_filename (study->temporary, q->file, NULL));
  }
  if (!q->reads_run) add_both (line, argv, "--json");
  g_ptr_array_add (argv, NULL);
  return argv;
}

/* What a command said, without the name that it says it under. */
static char *
read_message (char *messages)
{
  static const char name[] = "rlif: ";
  g_strstrip (messages);
  return g_strdup (g_str_has_prefix (messages, name) ? messages + strlen (name) : messages);
}

static void
draw_progress (const RlifStudy *study, const RlifQuestion *q)
{
  if (!study->progress) return;
  g_autofree char *text = g_strdup_printf ("%u of %u: rlif %s", study->lines->len, study->planned, q->command);
  rlif_progress_draw (MIN (1, (study->lines->len - 1.0) / study->planned), text);
}

/* How did it end? Returns: FALSE if it should not have ended like that. */
static gboolean
read_answer (RlifStudy *study, const RlifQuestion *q, int status, const char *output, char *messages, JsonNode **root,
             GError **error)
{
  const char *line = study->lines->pdata[study->lines->len - 1];
  if (WIFEXITED (status) && WEXITSTATUS (status) == RLIF_EXIT_DONE) {
    if (!q->reads_run && !(*root = json_from_string (output, error))) g_prefix_error (error, "%s: ", line);
    return *root || q->reads_run;
  }
  g_autofree char *message = read_message (messages);
  if (!WIFEXITED (status)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "%s: ended by signal %d: %s", line, WTERMSIG (status), message);
    return FALSE;
  }
  g_autofree char *refusal = g_strconcat ("Not done: ", message, NULL);
  rlif_page_verbatim (study->page, "refused", refusal);
  g_ptr_array_add (study->refused, g_strdup_printf ("%s: %s", line, message));
  return TRUE;
}

gboolean
rlif_study_ask (RlifStudy *study, const RlifQuestion *q, JsonNode **root, GError **error)
{
  GString *line = g_string_new (NULL);
  g_autoptr (GPtrArray) argv = write_line (study, q, line);
  g_autofree char *output = NULL, *messages = NULL;
  int status;
  *root = NULL;
  rlif_page_command (study->page, line->str);
  g_ptr_array_add (study->lines, g_string_free (line, FALSE));
  draw_progress (study, q);
  const char *folder = q->reads_run ? study->temporary : study->folder;
  if (!rlif_study_spawn (study, (const char *const *) argv->pdata, folder, &output, &messages, &status, error))
    return FALSE;
  return read_answer (study, q, status, output, messages, root, error);
}

gboolean
rlif_study_show (RlifStudy *study, const char *file, const char *alt, const char *caption, GError **error)
{
  g_autofree char *path = g_build_filename (study->temporary, file, NULL), *svg = NULL;
  gsize length;
  if (!g_file_get_contents (path, &svg, &length, error)) return FALSE;
  rlif_page_figure (study->page, svg, length, alt, caption);
  return TRUE;
}

double
rlif_study_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

guint
rlif_study_length (JsonObject *object, const char *array)
{
  return json_array_get_length (json_object_get_array_member (object, array));
}

JsonObject *
rlif_study_element (JsonObject *object, const char *array, guint k)
{
  return json_array_get_object_element (json_object_get_array_member (object, array), k);
}
