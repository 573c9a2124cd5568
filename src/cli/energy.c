/* rlif energy: what a run would cost, beside other ways to compute the same network. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <rlif/io.h>
#include "cli/commands.h"
#include "cli/energy-report.h"
#include "cli/price.h"
#include "cli/size.h"
#include "live/drive.h"

typedef struct {
  char **files, **set, **models;
  char *prices, *price, *step, *plot, *size;
  gboolean json;
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
  g_free (o->size);
}

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "step", 0, 0, G_OPTION_ARG_STRING, &o->step, "A step of what events are compared with (default: 1 ms)", "TIME" },
    { "price", 0, 0, G_OPTION_ARG_STRING, &o->price, "The hardware whose prices the table has (default: the first)", "NAME" },
    { "prices", 0, 0, G_OPTION_ARG_FILENAME, &o->prices, "Take prices from FILE", "FILE" },
    { "plot", 'p', 0, G_OPTION_ARG_FILENAME, &o->plot, "Draw the energies into FILE (.png, .svg, .pdf)", "FILE" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &o->size, "Width and height of the picture, as in '8.5 cm x 6 cm'", "SIZE" },
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &o->set, "Replace a key of the experiment", "GROUP.KEY=VALUE" },
    { "models", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->models, "Look for neuron models in DIR first", "DIR" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &o->json, "Print everything as JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "RUN.h5|EXPERIMENT" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Counts the operations of a run, and of other ways to compute the same network, and prices them.\n"
                                         "RUN.h5 is a file that rlif run has written; an EXPERIMENT is run, and nothing is recorded.");
  if (!g_option_context_parse (context, argc, argv, error)) return FALSE;
  if (!o->files || o->files[1]) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "one file is needed, as in: rlif energy network.rlif, or rlif energy spikes.h5");
    return FALSE;
  }
  o->step_ms = 1;
  return rlif_span_parse ("step", o->step, &o->step_ms, error)
         && (!o->size || rlif_size_parse (o->size, &o->width, &o->height, error));
}

/* Runs an experiment. Returns: (owned) its ledger; NULL on error or if it was interrupted, with no error then. */
static RlifLedger *
run (const Options *o, int *stopped_by, GError **error)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new ((const char *const *) o->models);
  g_autoptr (RlifExperiment) e = rlif_experiment_load (o->files[0], registry, (const char *const *) o->set, error);
  if (!e) return NULL;
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new (e->network, error);
  RlifProgressStyle style;
  RlifDriven driven = { 0 };
  rlif_progress_style_parse ("auto", &style);
  if (!simulation || !rlif_drive (simulation, e->warmup + e->duration, e->ticks_per_ms, style, &driven, error))
    return NULL;
  *stopped_by = driven.stopped_by;
  return driven.stopped_by ? NULL : rlif_ledger_new (simulation, e->network);
}

/* Returns: (owned) the ledger of a file that a run has written. */
static RlifLedger *
read_run (const Options *o, GError **error)
{
  if (o->set || o->models) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "%s has been run already: --set and --models need its experiment", o->files[0]);
    return NULL;
  }
  g_autofree char *text = rlif_note_load (o->files[0], "ledger", error);
  RlifLedger *ledger = text ? rlif_ledger_parse (text, error) : NULL;
  if (text && !ledger) g_prefix_error (error, "%s: ", o->files[0]);
  return ledger;
}

static gboolean
show (const Options *o, const RlifLedger *ledger, GError **error)
{
  g_autoptr (GPtrArray) prices = rlif_prices_load (o->prices, error);
  const RlifPrice *price = prices ? rlif_price_find (prices, o->price, error) : NULL;
  if (!price) return FALSE;
  const RlifEnergy energy = rlif_energy_count (ledger, o->step_ms);
  if (o->plot && !rlif_energy_report_plot (&energy, price, o->width, o->height, o->plot, error)) return FALSE;
  if (o->json)
    rlif_energy_report_print_json (o->files[0], ledger, &energy, prices);
  else
    rlif_energy_report_print (o->files[0], &energy, price, prices);
  if (o->plot && !o->json) printf ("\n  drawn %s\n", o->plot);
  return TRUE;
}

int
rlif_command_energy (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RlifLedger) ledger = NULL;
  Options o = { 0 };
  int status = RLIF_EXIT_USAGE, stopped_by = 0;
  signal (SIGUSR1, SIG_IGN);
  if (parse_options (&o, &argc, &argv, &error)) {
    ledger = g_str_has_suffix (o.files[0], ".h5") ? read_run (&o, &error) : run (&o, &stopped_by, &error);
    status = ledger && show (&o, ledger, &error) ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
    if (error && error->domain == G_OPTION_ERROR) status = RLIF_EXIT_USAGE;
    if (stopped_by) status = RLIF_EXIT_INTERRUPTED;
  }
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  if (stopped_by) fprintf (stderr, "rlif: stopped: what a part of a run costs is not shown\n");
  clear_options (&o);
  return status;
}
