/* rlif models: list, show, new, check, build. */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rlif/kit.h>
#include <rlif/registry.h>
#include "base/keyfile.h"
#include "cli/commands.h"
#include "cli/model-describe.h"
#include "cli/model-skeleton.h"

#define KIT_ROUNDS 200
#define KIT_SECONDS 60   /* a model that takes longer does not come to an end */

static struct {
  gboolean in_c;         /* new: a model in C */
  char *plot;            /* show: file for a picture of the kernels */
} options;

static const RlifModel *
find_model (RlifRegistry *registry, const char *name, GError **error)
{
  return strchr (name, '/') || strchr (name, '.') ? rlif_registry_open (registry, name, error)
                                                  : rlif_registry_find (registry, name, error);
}

static int
show_model (RlifRegistry *registry, char **arguments, GError **error)
{
  const RlifModel *model = find_model (registry, arguments[0], error);
  if (!model) return RLIF_EXIT_ERROR;
  rlif_model_describe (model);
  if (!options.plot) return RLIF_EXIT_DONE;
  if (!rlif_model_plot_kernels (model, options.plot, error)) return RLIF_EXIT_ERROR;
  printf ("\n%s is drawn\n", options.plot);
  return RLIF_EXIT_DONE;
}

/* What a model is written in, by the end of its file's name. */
static const char *
kind_of (const char *file)
{
  return g_str_has_suffix (file, ".model") ? "text" : g_str_has_suffix (file, ".c") ? "C" : "built";
}

static int
list_models (RlifRegistry *registry, char **arguments G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) files = rlif_registry_files (registry);
  int status = RLIF_EXIT_DONE;
  for (guint k = 0; k < files->len; k++) {
    const RlifModelFile *file = files->pdata[k];
    g_autoptr (GError) cause = NULL;
    const RlifModel *model = rlif_registry_find (registry, file->name, &cause);
    printf ("%-14s %-6s %-66s %s\n", file->name, kind_of (file->file),
            model ? model->summary : "(cannot be loaded)", file->file);
    for (char **s = file->shadowed; *s; s++)
      printf ("%-14s %-6s %-66s %s\n", "", kind_of (*s), "(shadowed by the one above)", *s);
    if (model) continue;
    fprintf (stderr, "rlif: %s\n", cause->message);
    status = RLIF_EXIT_ERROR;
  }
  return status;
}

/* A file of the working folder that must not exist yet. */
static gboolean
write_new (const char *path, const char *text, GError **error)
{
  FILE *file = g_fopen (path, "wxe");
  if (file && fputs (text, file) >= 0 && fclose (file) == 0) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path, g_strerror (errno));
  return FALSE;
}

static int
new_model (RlifRegistry *registry G_GNUC_UNUSED, char **arguments, GError **error)
{
  const char *name = arguments[0];
  if (!g_ascii_isalpha (*name) || strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_") != strlen (name)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "“%s” is not a name for a model: a letter, then letters, digits and _", name);
    return RLIF_EXIT_ERROR;
  }
  g_autofree char *path = g_strconcat (name, options.in_c ? ".c" : ".model", NULL);
  g_autofree char *text = options.in_c ? rlif_model_skeleton_c (name) : rlif_model_skeleton_text (name);
  if (!write_new (path, text, error)) return RLIF_EXIT_ERROR;
  printf ("%s is written: “rlif models check %s” tests it, “model = %s” in an experiment with\n"
          "--models . uses it\n", path, path, name);
  return RLIF_EXIT_DONE;
}

/* Runs the kit here and tells what it found. */
static int
run_kit (const RlifModel *model)
{
  g_autoptr (RlifKitReport) report = rlif_kit_run (model, KIT_ROUNDS);
  for (guint k = 0; k < report->findings->len; k++) {
    const RlifKitFinding *f = report->findings->pdata[k];
    printf ("  %-8s %s%s%s\n", f->broken ? "BROKEN" : "ok", f->promise, f->broken ? ": " : "",
            f->broken ? f->broken : "");
  }
  printf ("%s: %u of %u promises kept\n", model->name, report->findings->len - report->n_broken,
          report->findings->len);
  return report->n_broken ? RLIF_EXIT_ERROR : RLIF_EXIT_DONE;
}

/* In a process of its own: a model that crashes or hangs must not take us with it. */
static int
check_model (RlifRegistry *registry, char **arguments, GError **error)
{
  int status;
  fflush (NULL);
  const pid_t child = fork ();
  if (child == 0) {
    g_autoptr (GError) cause = NULL;
    alarm (KIT_SECONDS);
    const RlifModel *model = find_model (registry, arguments[0], &cause);
    status = model ? run_kit (model) : RLIF_EXIT_ERROR;
    if (cause) fprintf (stderr, "rlif: %s\n", cause->message);
    fflush (NULL);
    _exit (status);
  }
  if (child < 0 || waitpid (child, &status, 0) != child) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "cannot start a process: %s", g_strerror (errno));
    return RLIF_EXIT_ERROR;
  }
  if (WIFEXITED (status)) return WEXITSTATUS (status);
  if (WTERMSIG (status) == SIGALRM)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL,
                 "%s: one of its functions did not return within %d s", arguments[0], KIT_SECONDS);
  else
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "%s: crashed (%s)", arguments[0],
                 g_strsignal (WTERMSIG (status)));
  return RLIF_EXIT_ERROR;
}

static int
build_model (RlifRegistry *registry, char **arguments, GError **error)
{
  const RlifModel *model = find_model (registry, arguments[0], error);
  if (model) printf ("%s is built and can be loaded\n", model->name);
  return model ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
}

typedef struct {
  const char *name;
  guint arguments;
  int (*run) (RlifRegistry *registry, char **arguments, GError **error);
  const char *summary;
} Action;

static const Action ACTIONS[] = {
  { "list", 0, list_models, "list                all models that can be found, with their files" },
  { "show", 1, show_model, "show MODEL          equations, parameters, ports, time constants, citation" },
  { "new", 1, new_model, "new NAME            write NAME.model, a neuron to begin with; --c: NAME.c" },
  { "check", 1, check_model, "check MODEL         test that it keeps its promises" },
  { "build", 1, build_model, "build MODEL         compile it now, not at first use" },
};

static const Action *
find_action (const char *name, GError **error)
{
  const char *known[G_N_ELEMENTS (ACTIONS) + 1] = { NULL };
  for (gsize k = 0; k < G_N_ELEMENTS (ACTIONS); k++) {
    if (g_str_equal (ACTIONS[k].name, name)) return &ACTIONS[k];
    known[k] = ACTIONS[k].name;
  }
  g_autofree char *hint = rlif_suggest (name, known);
  g_autofree char *all = g_strjoinv (", ", (char **) known);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "models cannot do “%s”%s; what fits: %s", name, hint, all);
  return NULL;
}

static char *
describe_actions (void)
{
  GString *s = g_string_new ("MODEL is a name, or a file NAME.model, NAME.c or NAME.so.\n\n");
  for (gsize k = 0; k < G_N_ELEMENTS (ACTIONS); k++)
    g_string_append_printf (s, "  %s\n", ACTIONS[k].summary);
  return g_string_free (s, FALSE);
}

/* The action that the words ask for, *arguments what follows it. */
static const Action *
parse_words (char **words, char ***arguments, GError **error)
{
  static char *nothing[] = { NULL };
  const Action *action = find_action (words ? words[0] : "list", error);
  if (!action) return NULL;
  *arguments = words ? words + 1 : nothing;
  if (g_strv_length (*arguments) == action->arguments) return action;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "it is written: rlif models %.*s",
               (int) strcspn (action->summary, " ") + (action->arguments ? 6 : 0), action->summary);
  return NULL;
}

int
rlif_command_models (int argc, char *argv[])
{
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) dirs = NULL;
  const GOptionEntry entries[] = {
    { "models", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &dirs, "Look for neuron models in DIR first", "DIR" },
    { "c", 0, 0, G_OPTION_ARG_NONE, &options.in_c, "new: write a model in C, not a text", NULL },
    { "plot", 'p', 0, G_OPTION_ARG_FILENAME, &options.plot,
      "show: draw what a spike does to the neuron into FILE (.png, .svg, .pdf)", "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words, NULL, "[ACTION [MODEL]]" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_autoptr (GError) error = NULL;
  g_autofree char *actions = describe_actions ();
  char **arguments = NULL;
  int status = RLIF_EXIT_USAGE;
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, actions);
  const Action *action = g_option_context_parse (context, &argc, &argv, &error)
                           ? parse_words (words, &arguments, &error) : NULL;
  if (action) {
    g_autoptr (RlifRegistry) registry = rlif_registry_new ((const char *const *) dirs);
    status = action->run (registry, arguments, &error);
  }
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  return status;
}
