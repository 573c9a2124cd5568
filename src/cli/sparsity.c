/* rlif sparsity: what resets, refractoriness and recurrence do to the activity of a network, and its cost. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <rlif/io.h>
#include "cli/commands.h"
#include "cli/price.h"
#include "cli/size.h"
#include "cli/sparsity-report.h"
#include "live/drive.h"
#include "live/stop.h"

typedef struct {
  char **files, **set, **models;
  char *prices, *price, *step, *plot, *csv, *size;
  gboolean json;
  gint64 seeds;
  double step_ms, width, height;
} Options;

static void
clear_options (Options *o)
{
  g_strfreev (o->files);
  g_strfreev (o->set);
  g_strfreev (o->models);
  g_free (o->prices);
  g_free (o->price);
  g_free (o->step);
  g_free (o->plot);
  g_free (o->csv);
  g_free (o->size);
}

static gboolean
check_options (Options *o, GError **error)
{
  o->step_ms = 1;
  if (!o->files || o->files[1])
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "one experiment is needed, as in: rlif sparsity network.rlif");
  else if (o->seeds < 1 || o->seeds > 10000)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--seeds=%" G_GINT64_FORMAT ": what fits: 1 to 10000", o->seeds);
  else
    return rlif_span_parse ("step", o->step, &o->step_ms, error)
           && (!o->size || rlif_size_parse (o->size, &o->width, &o->height, error));
  return FALSE;
}

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "seeds", 'n', 0, G_OPTION_ARG_INT64, &o->seeds, "Runs of each condition, with seeds from that of the experiment on (default: 5)", "N" },
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &o->set, "Replace a key of the experiment", "GROUP.KEY=VALUE" },
    { "step", 0, 0, G_OPTION_ARG_STRING, &o->step, "In which a neuron is active or not (default: 1 ms)", "TIME" },
    { "price", 0, 0, G_OPTION_ARG_STRING, &o->price, "The hardware whose prices the table has (default: the first)", "NAME" },
    { "prices", 0, 0, G_OPTION_ARG_FILENAME, &o->prices, "Take prices from FILE", "FILE" },
    { "plot", 'p', 0, G_OPTION_ARG_FILENAME, &o->plot, "Draw the measures into FILE (.png, .svg, .pdf)", "FILE" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &o->size, "Width and height of the picture, as in '16 cm x 6 cm'", "SIZE" },
    { "csv", 'c', 0, G_OPTION_ARG_FILENAME, &o->csv, "Write the measures of each run into FILE", "FILE" },
    { "models", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->models, "Look for neuron models in DIR first", "DIR" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &o->json, "Print everything as JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "EXPERIMENT" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Runs the network of an experiment as it is, and with one ingredient of its neurons changed: the same\n"
                                         "synapses, the same input, several seeds. Nothing is recorded.");
  o->seeds = 5;
  return g_option_context_parse (context, argc, argv, error) && check_options (o, error);
}

/* Returns: (owned) the experiment at a seed; the one of the file if it is NULL. */
static RlifExperiment *
load (const Options *o, RlifRegistry *registry, const guint64 *seed, GError **error)
{
  g_autoptr (GPtrArray) set = g_ptr_array_new_with_free_func (g_free);
  for (char **s = o->set; s && *s; s++) g_ptr_array_add (set, g_strdup (*s));
  if (seed) g_ptr_array_add (set, g_strdup_printf ("experiment.seed=%" G_GUINT64_FORMAT, *seed));
  g_ptr_array_add (set, NULL);
  return rlif_experiment_load (o->files[0], registry, (const char *const *) set->pdata, error);
}

static gboolean
drive (RlifSimulation *simulation, const RlifExperiment *e, RlifTime until, int *stopped_by, GError **error)
{
  RlifProgressStyle style;
  RlifDriven driven = { 0 };
  rlif_progress_style_parse ("auto", &style);
  const gboolean ok = rlif_drive (simulation, until, e->ticks_per_ms, style, &driven, error);
  *stopped_by = driven.stopped_by;
  return ok && !driven.stopped_by;
}

/* Runs one condition at one seed. A condition that cannot be made is no error: it says why.
 *
 * Returns: FALSE on error, and if it was stopped. */
static gboolean
run (const Options *o, RlifRegistry *registry, RlifSparsityStudy *study, RlifAblation ablation, guint s,
     int *stopped_by, GError **error)
{
  const guint64 seed = study->seed + s;
  GError *why = NULL;
  RlifExperiment *e = load (o, registry, &seed, error);
  if (!e) return FALSE;
  if ((*stopped_by = rlif_stop_caught ())) {
    rlif_experiment_free (e);
    return FALSE;
  }
  RlifAblated *ablated = rlif_ablate (e->network, ablation, registry, &why);
  RlifSimulation *simulation = ablated ? rlif_simulation_new (e->network, error) : NULL;
  gboolean ok = simulation && drive (simulation, e, e->warmup, stopped_by, error);
  RlifSparsityMeter *meter = ok ? rlif_sparsity_meter_new (simulation, e->network, ablated, o->step_ms) : NULL;
  ok = ok && drive (simulation, e, e->warmup + e->duration, stopped_by, error);
  if (ok) study->run[ablation][s] = rlif_sparsity_meter_read (meter, study->price);
  rlif_simulation_free (simulation);
  rlif_sparsity_meter_free (meter);
  rlif_experiment_free (e);
  rlif_ablated_free (ablated);
  if (!why) return ok;
  study->why_not[ablation] = g_strdup (why->message);
  g_error_free (why);
  return TRUE;
}

/* All conditions at a seed, so that what is there when it is stopped is complete for the seeds done. */
static gboolean
run_all (const Options *o, RlifRegistry *registry, RlifSparsityStudy *study, int *stopped_by, GError **error)
{
  for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++) study->run[a] = g_new0 (RlifSparsity, o->seeds);
  rlif_stop_catch ();
  for (guint s = 0; s < o->seeds; s++) {
    for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++) {
      GError *cause = NULL;
      if (study->why_not[a] || run (o, registry, study, a, s, stopped_by, &cause)) continue;
      if (cause) g_propagate_prefixed_error (error, cause, "%s, seed %" G_GUINT64_FORMAT ": ", rlif_ablation_name (a),
                                             study->seed + s);
      return *stopped_by != 0 && !cause;
    }
    study->n_seeds++;
  }
  return TRUE;
}

/* The table comes first: a file that cannot be written does not lose it. */
static gboolean
show (const Options *o, const RlifSparsityStudy *study, GError **error)
{
  (o->json ? rlif_sparsity_report_print_json : rlif_sparsity_report_print) (study);
  return (!o->csv || rlif_sparsity_report_save_csv (study, o->csv, error))
         && (!o->plot || rlif_sparsity_report_plot (study, o->width, o->height, o->plot, error));
}

static void
clear_study (RlifSparsityStudy *study)
{
  for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++) {
    g_free (study->why_not[a]);
    g_free (study->run[a]);
  }
  g_free (study->name);
}

/* Seeds are added up: they must not go beyond the largest. */
static gboolean
begin_study (const Options *o, RlifRegistry *registry, RlifSparsityStudy *study, GError **error)
{
  g_autoptr (RlifExperiment) e = load (o, registry, NULL, error);
  if (!e) return FALSE;
  study->name = g_strdup (e->title ? e->title : o->files[0]);
  study->step = o->step_ms;
  study->span = (double) e->duration / (double) e->ticks_per_ms;
  study->seed = MIN (e->seed, G_MAXUINT64 - (guint64) o->seeds);
  return TRUE;
}

static gboolean
study_experiment (const Options *o, int *stopped_by, GError **error)
{
  RlifSparsityStudy study = { 0 };
  g_autoptr (GPtrArray) prices = rlif_prices_load (o->prices, error);
  g_autoptr (RlifRegistry) registry = rlif_registry_new ((const char *const *) o->models);
  study.price = prices ? rlif_price_find (prices, o->price, error) : NULL;
  gboolean ok = study.price && begin_study (o, registry, &study, error)
                && run_all (o, registry, &study, stopped_by, error);
  if (ok && study.n_seeds > 0) ok = show (o, &study, error);
  if (*stopped_by && study.n_seeds == 0)
    fputs ("rlif: stopped before the first seed was done: nothing is shown\n", stderr);
  else if (*stopped_by)
    fprintf (stderr, "rlif: stopped: %u of %" G_GINT64_FORMAT " seeds were done and are shown\n", study.n_seeds, o->seeds);
  clear_study (&study);
  return ok;
}

int
rlif_command_sparsity (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  Options o = { 0 };
  int status = RLIF_EXIT_USAGE, stopped_by = 0;
  signal (SIGUSR1, SIG_IGN);
  if (parse_options (&o, &argc, &argv, &error)) {
    status = study_experiment (&o, &stopped_by, &error) ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
    if (error && error->domain == G_OPTION_ERROR) status = RLIF_EXIT_USAGE;
    if (stopped_by && !error) status = RLIF_EXIT_INTERRUPTED;
  }
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  clear_options (&o);
  return status;
}
