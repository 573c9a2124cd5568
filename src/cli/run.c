/* rlif run: load the experiment, simulate it, write what was recorded, say what happened. */
#include <signal.h>
#include <stdio.h>
#include <rlif/io.h>
#include <rlif/units.h>
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/summary.h"
#include "live/drive.h"
#include "live/stop.h"

#define MOST_THREADS 1024

typedef struct {
  char **files;
  char **set;
  char **models;
  char *output;
  char *progress;
  gboolean json;
  RlifProgressStyle style;
  int threads;
} Options;

static void
clear_options (Options *o)
{
  g_strfreev (o->files);
  g_strfreev (o->set);
  g_strfreev (o->models);
  g_free (o->output);
  g_free (o->progress);
}

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &o->set,
      "Replace a key of the experiment, as in 'neurons.E.tau_m=10 ms'", "GROUP.KEY=VALUE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
      "Put the files written into DIR (default: the current one)", "DIR" },
    { "models", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->models,
      "Look for neuron models in DIR first", "DIR" },
    { "threads", 't', 0, G_OPTION_ARG_INT, &o->threads,
      "Let N threads share the work (default: as many as pay); results do not depend on it", "N" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &o->json, "Print the summary as JSON", NULL },
    { "progress", 'p', 0, G_OPTION_ARG_STRING, &o->progress,
      "Show progress: auto (a bar on a terminal), yes, no, lines", "HOW" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "EXPERIMENT" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
    context, "Simulates the network of an experiment file and writes what the file records.");
  if (!g_option_context_parse (context, argc, argv, error)) return FALSE;
  if (g_strv_length (o->files ? o->files : (char *[]) { NULL }) != 1) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "one experiment file is needed, as in: rlif run network.rlif");
    return FALSE;
  }
  if (!rlif_progress_style_parse (o->progress ? o->progress : "auto", &o->style)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--progress=%s: it is one of auto, yes, no and lines", o->progress);
    return FALSE;
  }
  if (o->threads < 0 || o->threads > MOST_THREADS) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--threads=%d: it is 1 to %d, or 0 for as many as pay", o->threads, MOST_THREADS);
    return FALSE;
  }
  return TRUE;
}

/* All that one file is to hold, from any number of [record] groups. */
typedef struct {
  char *path;
  GPtrArray *populations;      /* whose spikes */
  GPtrArray *traces;
} File;

static void
free_file (gpointer data)
{
  File *file = data;
  g_free (file->path);
  g_ptr_array_unref (file->populations);
  g_ptr_array_unref (file->traces);
  g_free (file);
}

static File *
find_file (GPtrArray *files, const char *folder, const char *name)
{
  g_autofree char *path =
    folder && !g_path_is_absolute (name) ? g_build_filename (folder, name, NULL) : g_strdup (name);
  for (guint k = 0; k < files->len; k++) {
    File *file = files->pdata[k];
    if (g_str_equal (file->path, path)) return file;
  }
  File *file = g_new (File, 1);
  file->path = g_steal_pointer (&path);
  file->populations = g_ptr_array_new ();
  file->traces = g_ptr_array_new ();
  g_ptr_array_add (files, file);
  return file;
}

static GPtrArray *
plan_files (const RlifExperiment *experiment, const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (free_file);
  for (guint k = 0; k < experiment->records->len; k++) {
    const RlifRecord *record = experiment->records->pdata[k];
    for (guint j = 0; record->spikes && j < record->populations->len; j++) {
      File *file = find_file (files, folder, record->spikes);
      if (!g_ptr_array_find (file->populations, record->populations->pdata[j], NULL))
        g_ptr_array_add (file->populations, record->populations->pdata[j]);
    }
    for (guint j = 0; j < record->trace->len; j++)
      g_ptr_array_add (find_file (files, folder, record->traces)->traces, record->trace->pdata[j]);
  }
  return files;
}

/* Where a file of weights goes. Returns: (owned) */
static char *
weights_path (const RlifWeightFile *weights, const char *folder)
{
  return folder && !g_path_is_absolute (weights->path) ? g_build_filename (folder, weights->path, NULL)
                                                       : g_strdup (weights->path);
}

/* Better now than after hours of simulation. */
static gboolean
check_folders (const Options *o, const RlifExperiment *experiment, const GPtrArray *files, GError **error)
{
  for (guint k = 0; k < files->len; k++)
    if (!rlif_folder_check (((const File *) files->pdata[k])->path, error)) return FALSE;
  for (guint k = 0; k < experiment->weights->len; k++) {
    g_autofree char *path = weights_path (experiment->weights->pdata[k], o->output);
    if (!rlif_folder_check (path, error)) return FALSE;
  }
  return TRUE;
}

static void
observe (RlifSimulation *simulation, RlifObserver observer)
{
  rlif_simulation_observe (simulation, &observer);
}

static RlifSpikeLog *
observe_all (RlifSimulation *simulation, const RlifExperiment *experiment, const GPtrArray *files,
             RlifStatistics *statistics)
{
  const RlifTime after = experiment->warmup > 0 ? experiment->warmup : -1;
  RlifSpikeLog *log = rlif_spike_log_new (experiment->network, after);
  observe (simulation, rlif_statistics_observer (statistics));
  observe (simulation, rlif_spike_log_observer (log));
  for (guint k = 0; k < files->len; k++) {
    const File *file = files->pdata[k];
    for (guint j = 0; j < file->populations->len; j++)
      rlif_spike_log_add (log, file->populations->pdata[j]);
    for (guint j = 0; j < file->traces->len; j++)
      observe (simulation, rlif_trace_observer (file->traces->pdata[j]));
  }
  return log;
}

static gboolean
save_weights (const Options *o, const RlifSummary *summary, GError **error)
{
  for (guint k = 0; k < summary->experiment->weights->len; k++) {
    const RlifWeightFile *weights = summary->experiment->weights->pdata[k];
    g_autofree char *path = weights_path (weights, o->output);
    if (!rlif_weights_save (weights, summary->simulation, path, error)) return FALSE;
    g_ptr_array_add (summary->files, g_steal_pointer (&path));
  }
  return TRUE;
}

static gboolean
save_files (const RlifSummary *summary, const GPtrArray *files, const RlifSpikeLog *log,
            GError **error)
{
  const RlifExperiment *experiment = summary->experiment;
  g_auto (GStrv) notes =
    rlif_summary_notes (experiment, summary->simulation, summary->complete);
  for (guint k = 0; k < files->len; k++) {
    const File *file = files->pdata[k];
    g_autoptr (RlifRaster) raster = NULL;
    if (file->populations->len)
      raster = rlif_spike_log_to_raster (
        log, (const RlifPopulation *const *) file->populations->pdata, file->populations->len,
        rlif_simulation_get_time (summary->simulation));
    const RlifRecording recording = {
      .raster = raster, .trace = (const RlifTrace *const *) file->traces->pdata,
      .n_traces = file->traces->len, .ticks_per_ms = experiment->ticks_per_ms,
      .notes = (const char *const *) notes };
    if (!rlif_recording_save (&recording, file->path, error)) return FALSE;
    g_ptr_array_add (summary->files, g_strdup (file->path));
  }
  return TRUE;
}

static void
report_stop (const RlifSummary *summary, int signal_number)
{
  const RlifExperiment *e = summary->experiment;
  g_autofree char *at = rlif_time_format (rlif_simulation_get_time (summary->simulation),
                                          e->ticks_per_ms, 6);
  g_autofree char *end = rlif_time_format (e->warmup + e->duration, e->ticks_per_ms, 6);
  fprintf (stderr, "rlif: stopped by %s at %s of %s; what was recorded up to then is written\n",
           rlif_stop_name (signal_number), at, end);
}

static int
simulate (const Options *o, const RlifExperiment *experiment, GError **error)
{
  g_autoptr (GPtrArray) files = plan_files (experiment, o->output);
  if (!check_folders (o, experiment, files, error)) return RLIF_EXIT_ERROR;
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (
    experiment->network, RLIF_ENGINE_AUTO, (guint) o->threads, error);
  if (!simulation) return RLIF_EXIT_ERROR;
  const RlifTime after = experiment->warmup > 0 ? experiment->warmup : -1;
  g_autoptr (RlifStatistics) statistics = rlif_statistics_new (experiment->network, after);
  g_autoptr (RlifSpikeLog) log = observe_all (simulation, experiment, files, statistics);
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  RlifDriven driven = { 0 };
  rlif_stop_catch ();      /* also while files are written: the run is whole then */
  if (!rlif_drive (simulation, experiment->warmup + experiment->duration, experiment->ticks_per_ms,
                   o->style, &driven, error))
    return RLIF_EXIT_ERROR;
  const RlifSummary summary = { .experiment = experiment, .simulation = simulation,
                                .statistics = statistics, .files = written, .wall = driven.wall,
                                .complete = driven.stopped_by == 0 };
  if (!summary.complete) rlif_stop_release ();
  if (!save_files (&summary, files, log, error) || !save_weights (o, &summary, error))
    return RLIF_EXIT_ERROR;
  (o->json ? rlif_summary_print_json : rlif_summary_print) (&summary);
  if (summary.complete) return RLIF_EXIT_DONE;
  report_stop (&summary, driven.stopped_by);
  return RLIF_EXIT_INTERRUPTED;
}

int
rlif_command_run (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  Options o = { 0 };
  int status = RLIF_EXIT_USAGE;
  signal (SIGUSR1, SIG_IGN);  /* a request for status before or after the run must not end it */
  if (parse_options (&o, &argc, &argv, &error)) {
    g_autoptr (RlifRegistry) registry = rlif_registry_new ((const char *const *) o.models);
    g_autoptr (RlifExperiment) experiment =
      rlif_experiment_load_by (o.files[0], registry, (const char *const *) o.set, (guint) o.threads, &error);
    status = experiment ? simulate (&o, experiment, &error) : RLIF_EXIT_ERROR;
  }
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  clear_options (&o);
  return status;
}
