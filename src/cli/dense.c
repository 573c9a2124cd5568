/* rlif dense: an experiment in steps, beside its event-driven run. */
#include <signal.h>
#include <stdio.h>
#include <rlif/io.h>
#include "cli/commands.h"
#include "cli/dense-report.h"
#include "cli/dense-trace.h"
#include "cli/size.h"
#include "cli/step-option.h"
#include "live/drive.h"

#define USUAL_STEP "0.1 ms"
#define USUAL_WINDOW 2.0     /* ms */
#define MOST_STEPS 16

typedef struct {
  char **files, **set, **models, **steps;
  char *method, *window, *plot, *size;
  gboolean json;
  RlifDenseMethod by;
  double width, height;
} Options;

/* What is run, and how far it got. */
typedef struct {
  const RlifExperiment *experiment;
  RlifTime until, window;
  guint n;
  RlifTime step[MOST_STEPS];   /* the longest first */
  int stopped_by;
} Job;

static void
clear_options (Options *o)
{
  g_strfreev (o->files);
  g_strfreev (o->set);
  g_strfreev (o->models);
  g_strfreev (o->steps);
  g_free (o->method);
  g_free (o->window);
  g_free (o->plot);
  g_free (o->size);
}

static const char SUMMARY[] =
  "Runs the network of an experiment in steps of time, as clock-driven simulators do, and says what that\n"
  "makes of the membrane potentials and spike times of the event-driven run, and what it costs.";

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "method", 0, 0, G_OPTION_ARG_STRING, &o->method, "euler, or exact: the matrix exponential of a step (default)", "METHOD" },
    { "dt", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->steps,
      "A step (default: " USUAL_STEP "); several, as in '0.1 ms, 0.05 ms', show the order of convergence", "TIME" },
    { "window", 0, 0, G_OPTION_ARG_STRING, &o->window, "Match spikes so far apart (default: 2 ms, or two of the longest steps)", "TIME" },
    { "plot", 'p', 0, G_OPTION_ARG_FILENAME, &o->plot,
      "Draw errors over steps, or for one step the first neuron, into FILE (.png, .svg, .pdf)", "FILE" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &o->size, "Width and height of the picture, as in '8.5 cm x 6 cm'", "SIZE" },
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &o->set, "Replace a key of the experiment", "GROUP.KEY=VALUE" },
    { "models", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->models, "Look for neuron models in DIR first", "DIR" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &o->json, "Print everything as JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "EXPERIMENT" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, SUMMARY);
  if (!g_option_context_parse (context, argc, argv, error)) return FALSE;
  if (!o->files || o->files[1]) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "one experiment file is needed, as in: rlif dense network.rlif --dt '0.1 ms'");
    return FALSE;
  }
  return rlif_method_option_parse (o->method, &o->by, error) && (!o->size || rlif_size_parse (o->size, &o->width, &o->height, error));
}

static int
longest_first (gconstpointer a, gconstpointer b)
{
  const RlifTime x = *(const RlifTime *) a, y = *(const RlifTime *) b;
  return x > y ? -1 : x < y;
}

static gboolean
add_step (Job *job, const char *text, GError **error)
{
  RlifTime step;
  if (!rlif_step_option_parse (text, job->experiment->ticks_per_ms, job->until, &step, error)) return FALSE;
  for (guint k = 0; k < job->n; k++)
    if (job->step[k] == step) {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--dt=%s: it is given twice", text);
      return FALSE;
    }
  if (job->n == MOST_STEPS) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--dt=%s: %d steps are the most", text, MOST_STEPS);
    return FALSE;
  }
  job->step[job->n++] = step;
  return TRUE;
}

static gboolean
set_job (Job *job, const Options *o, const RlifExperiment *e, GError **error)
{
  char *usual[] = { (char *) USUAL_STEP, NULL };
  *job = (Job) { .experiment = e, .until = e->warmup + e->duration };
  for (char **text = o->steps ? o->steps : usual; *text; text++) {
    g_auto (GStrv) part = g_strsplit (*text, ",", -1);
    for (char **p = part; *p; p++)
      if (!add_step (job, g_strstrip (*p), error)) return FALSE;
  }
  qsort (job->step, job->n, sizeof *job->step, longest_first);
  job->window = MAX ((RlifTime) (USUAL_WINDOW * (double) e->ticks_per_ms), 2 * job->step[0]);
  return !o->window || rlif_span_option_parse ("window", o->window, e->ticks_per_ms, &job->window, error);
}

/* Runs a simulation to the end. Returns: FALSE on error, or if it was interrupted, with no error then. */
static gboolean
drive (Job *job, RlifSimulation *simulation, double *wall, GError **error)
{
  RlifProgressStyle style;
  RlifDriven driven = { 0 };
  rlif_progress_style_parse ("auto", &style);
  if (!rlif_drive (simulation, job->until, job->experiment->ticks_per_ms, style, &driven, error)) return FALSE;
  job->stopped_by = driven.stopped_by;
  *wall = driven.wall;
  return driven.stopped_by == 0;
}

/* One thread: so is the twin. */
static RlifSimulation *
simulation_of (const Job *job, GError **error)
{
  return rlif_simulation_new_with (job->experiment->network, RLIF_ENGINE_AUTO, 1, error);
}

/* Each way alone, against the clock. */
static gboolean
measure (Job *job, const Options *o, RlifDenseReport *report, GError **error)
{
  for (guint k = 0; k < job->n; k++) {
    g_autoptr (RlifDense) dense = rlif_dense_new (job->experiment->network, o->by, job->step[k], error);
    const gint64 began = g_get_monotonic_time ();
    if (!dense || !rlif_dense_run (dense, job->until, error)) return FALSE;
    report->twin[k].wall = (double) (g_get_monotonic_time () - began) * 1e-6;
    report->twin[k].counters = rlif_dense_get_counters (dense);
  }
  g_autoptr (RlifSimulation) simulation = simulation_of (job, error);
  if (!simulation || !drive (job, simulation, &report->wall, error)) return FALSE;
  report->ledger = rlif_ledger_new (simulation, job->experiment->network);
  return TRUE;
}

/* All twins beside one event-driven run. */
static gboolean
compare (Job *job, const Options *o, RlifDenseReport *report, GError **error)
{
  double wall;
  g_autoptr (RlifSimulation) simulation = simulation_of (job, error);
  if (!simulation) return FALSE;
  g_autoptr (GPtrArray) comparers = g_ptr_array_new_with_free_func ((GDestroyNotify) rlif_dense_comparer_free);
  for (guint k = 0; k < job->n; k++) {
    RlifDenseComparer *c = rlif_dense_comparer_new (job->experiment->network, o->by, job->step[k], job->until, error);
    if (!c) return FALSE;
    const RlifObserver observer = rlif_dense_comparer_observer (c);
    rlif_simulation_observe (simulation, &observer);
    g_ptr_array_add (comparers, c);
  }
  if (!drive (job, simulation, &wall, error)) return FALSE;
  for (guint k = 0; k < job->n; k++)
    if (!rlif_dense_comparer_finish (comparers->pdata[k], job->window, &report->twin[k].comparison, error)) return FALSE;
  return TRUE;
}

static gboolean
draw (const Job *job, const Options *o, const RlifDenseReport *report, GError **error)
{
  if (!o->plot) return TRUE;
  if (job->n > 1) return rlif_dense_report_plot (report, o->width, o->height, o->plot, error);
  return rlif_dense_trace_plot (job->experiment, o->by, job->step[0], job->until, o->width, o->height, o->plot, error);
}

static gboolean
show (Job *job, const Options *o, GError **error)
{
  g_autofree RlifDenseTwin *twin = g_new0 (RlifDenseTwin, job->n);
  const double ticks_per_ms = (double) job->experiment->ticks_per_ms;
  RlifDenseReport report = { .name = o->files[0], .method = o->by, .n = job->n, .twin = twin,
                             .window = (double) job->window / ticks_per_ms };
  for (guint k = 0; k < job->n; k++) twin[k].step = (double) job->step[k] / ticks_per_ms;
  const gboolean done = measure (job, o, &report, error) && compare (job, o, &report, error)
                        && draw (job, o, &report, error);
  if (done) (o->json ? rlif_dense_report_print_json : rlif_dense_report_print) (&report);
  if (done && o->plot && !o->json) printf ("\n  drawn %s\n", o->plot);
  rlif_ledger_free (report.ledger);
  return done;
}

int
rlif_command_dense (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  Options o = { 0 };
  Job job = { 0 };
  int status = RLIF_EXIT_USAGE;
  signal (SIGUSR1, SIG_IGN);
  if (parse_options (&o, &argc, &argv, &error)) {
    g_autoptr (RlifRegistry) registry = rlif_registry_new ((const char *const *) o.models);
    g_autoptr (RlifExperiment) e =
      rlif_experiment_load (o.files[0], registry, (const char *const *) o.set, &error);
    status = e && set_job (&job, &o, e, &error) && show (&job, &o, &error) ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
    if (error && error->domain == G_OPTION_ERROR) status = RLIF_EXIT_USAGE;
    if (job.stopped_by) status = RLIF_EXIT_INTERRUPTED;
  }
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  if (job.stopped_by) fprintf (stderr, "rlif: stopped: a part of a run is not compared\n");
  clear_options (&o);
  return status;
}
