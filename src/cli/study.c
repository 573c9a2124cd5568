/* rlif study: all science commands on one experiment, as one report. */
#include <config.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/replace.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/study.h"
#include "live/progress.h"
#include "live/stop.h"

#define USUAL_OUTPUT "study.html"
#define USUAL_INPUT "E=40 pA"      /* of the experiment that ships */
#define OPEN_FOLDERS 16

typedef struct {
  char **files, **set;
  char *output, *input;
  gboolean pdf;
  gint64 seed;
} Options;

static const struct {
  gboolean (*write) (RlifStudy *study, GError **error);
  guint commands;
} PARTS[] = {
  { rlif_study_units, 1 }, { rlif_study_network, 2 }, { rlif_study_kernels, 2 }, { rlif_study_unrolled, 1 },
  { rlif_study_steps, 2 }, { rlif_study_energy, 2 }, { rlif_study_gate, 1 }, { rlif_study_memory, 1 },
  { rlif_study_end, 0 } };

static void
clear_options (Options *o)
{
  g_strfreev (o->files);
  g_strfreev (o->set);
  g_free (o->output);
  g_free (o->input);
}

static gboolean
check_options (Options *o, GError **error)
{
  if (!o->output) o->output = g_strdup (USUAL_OUTPUT);
  if (o->files && o->files[1])
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "%s: one experiment is all that fits, as in: rlif study network.rlif", o->files[1]);
  else if (o->seed < -1)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--seed=%" G_GINT64_FORMAT ": it is 0 or more", o->seed);
  else if (!g_str_has_suffix (o->output, ".html"))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--output=%s: what fits: a name that ends with .html", o->output);
  else
    return TRUE;
  return FALSE;
}

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output, "Write the report to this .html (default: " USUAL_OUTPUT ")", "FILE" },
    { "pdf", 0, 0, G_OPTION_ARG_NONE, &o->pdf, "Write a .pdf beside it, if a browser or converter is there", NULL },
    { "input", 'i', 0, G_OPTION_ARG_STRING, &o->input, "The input of the memory part, as of rlif memory: 'E=40 pA'", "POP=CURRENT,..." },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &o->seed, "The seed of everything (default: that of the experiment)", "N" },
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &o->set, "Replace a key of the experiment", "GROUP.KEY=VALUE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "[EXPERIMENT]" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Runs the science commands of rlif on an experiment (by default one that ships) and writes one report,\n"
                                         "with figures, tables and the command line behind every number.");
  o->seed = -1;
  return g_option_context_parse (context, argc, argv, error) && check_options (o, error);
}

static int
remove_entry (const char *path, const struct stat *status G_GNUC_UNUSED, int type G_GNUC_UNUSED, struct FTW *at G_GNUC_UNUSED)
{
  return remove (path);
}

static void
clear_study (RlifStudy *study)
{
  if (study->temporary) nftw (study->temporary, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
  rlif_study_unwatch_signals (study);
  rlif_experiment_free (study->experiment);
  rlif_registry_free (study->registry);
  rlif_page_free (study->page);
  g_ptr_array_unref (study->lines);
  g_ptr_array_unref (study->refused);
  g_strfreev (study->set);
  g_free (study->folder);
  g_free (study->name);
  g_free (study->temporary);
  g_free (study->seed);
  g_free (study->input);
}

/* Settings with the seed among them. Returns: (owned) */
static char **
add_seed (char **set, const char *seed)
{
  GPtrArray *all = g_ptr_array_new ();
  for (char **s = set; s && *s; s++) g_ptr_array_add (all, g_strdup (*s));
  if (seed) g_ptr_array_add (all, g_strconcat ("experiment.seed=", seed, NULL));
  g_ptr_array_add (all, NULL);
  return (char **) g_ptr_array_free (all, FALSE);
}

/* Reads the experiment. Commands read it again; what is wrong with it shows here. */
static gboolean
prepare (RlifStudy *study, const Options *o, GError **error)
{
  const char *shipped = g_getenv ("RLIF_STUDY");
  const char *path = o->files ? o->files[0] : shipped ? shipped : PKGDATADIR "/study.rlif";
  RlifProgressStyle style;
  *study = (RlifStudy) { .registry = rlif_registry_new (NULL), .page = rlif_page_new (),
                         .lines = g_ptr_array_new_with_free_func (g_free),
                         .refused = g_ptr_array_new_with_free_func (g_free) };
  study->folder = g_path_get_dirname (path);
  study->name = g_path_get_basename (path);
  study->seed = o->seed >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, o->seed) : NULL;
  study->set = add_seed (o->set, study->seed);
  study->input = g_strdup (o->input ? o->input : o->files ? NULL : USUAL_INPUT);
  for (gsize k = 0; k < G_N_ELEMENTS (PARTS); k++) study->planned += PARTS[k].commands;
  rlif_progress_style_parse ("auto", &style);
  study->progress = style == RLIF_PROGRESS_BAR;
  if (!rlif_folder_check (o->output, error)) return FALSE;
  study->experiment = rlif_experiment_load (path, study->registry, (const char *const *) study->set, error);
  rlif_study_watch_signals (study);
  if (study->experiment) study->temporary = g_dir_make_tmp ("rlif-study-XXXXXX", error);
  return study->temporary != NULL;
}

static gboolean
save (RlifStudy *study, const Options *o, GError **error)
{
  const RlifExperiment *e = study->experiment;
  const char *title = e->title ? e->title : study->name;
  g_autofree char *below =
    g_markup_printf_escaped ("A study of <code>%s</code> by rlif %s, seed %" G_GUINT64_FORMAT, study->name, PACKAGE_VERSION, e->seed);
  g_autofree char *text = rlif_page_finish (study->page, title, below);
  if (!rlif_replace_write (o->output, text, strlen (text), error)) return FALSE;
  printf ("%s\n  %u command lines, %u figures, %u tables\n", title, study->lines->len, study->page->figures, study->page->tables);
  for (guint k = 0; k < study->refused->len; k++) printf ("  not done         %s\n", (char *) study->refused->pdata[k]);
  printf ("  written          %s\n", o->output);
  fflush (stdout);
  return TRUE;
}

static gboolean
convert (RlifStudy *study, const Options *o, GError **error)
{
  g_autofree char *stem = g_strndup (o->output, strlen (o->output) - strlen (".html"));
  g_autofree char *pdf = g_strconcat (stem, ".pdf", NULL);
  return !o->pdf || rlif_study_convert (study, o->output, pdf, error);
}

static int
examine (RlifStudy *study, const Options *o, GError **error)
{
  gboolean ok = TRUE;
  for (gsize k = 0; k < G_N_ELEMENTS (PARTS) && ok; k++) ok = PARTS[k].write (study, error);
  if (study->progress) rlif_progress_clear_bar ();
  const gboolean saved = ok && save (study, o, error);
  ok = saved && convert (study, o, error);
  if (!study->stopped_by) return ok ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
  g_clear_error (error);
  fprintf (stderr, "rlif: stopped by %s: %s\n", rlif_stop_name (study->stopped_by),
           saved ? "the PDF is not written" : "a part of a study is not written");
  return RLIF_EXIT_INTERRUPTED;
}

int
rlif_command_study (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  Options o = { 0 };
  RlifStudy study = { 0 };
  int status = RLIF_EXIT_USAGE;
  signal (SIGUSR1, SIG_IGN);
  if (parse_options (&o, &argc, &argv, &error)) {
    status = prepare (&study, &o, &error) ? examine (&study, &o, &error) : RLIF_EXIT_ERROR;
    clear_study (&study);
  }
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  clear_options (&o);
  return status;
}
