/* rlif memory: how long a network of spiking neurons remembers its input, beside an echo state network. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <rlif/io.h>
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/memory-report.h"
#include "cli/price.h"
#include "cli/size.h"
#include "live/progress.h"
#include "live/stop.h"

#define USUAL_INPUT "A=200 pA,B=-200 pA"     /* of the network that ships */
#define MOST_STEPS 1000000
#define MOST_LAGS 1000
#define MOST_THREADS 1024
#define FROM_EXPERIMENT G_MININT64
#define ECHO_INPUT 0.1       /* largest weights of the echo state network: small ones keep tanh near linear, */
#define ECHO_BIAS 0.2        /* and a bias makes its products of even degree */

typedef struct {
  char **files, **set, **models;
  char *input, *read, *step, *tau, *sweep, *csv, *plot, *plot_separation, *plot_sweep, *size;
  gboolean json;
  int steps, lags, threads;
  gint64 seed;               /* FROM_EXPERIMENT, or 0 or more */
  double noise, radius;
  double step_ms, tau_ms, width, height;
} Options;

/* Everything that is examined. */
typedef struct {
  const Options *o;
  const char *path;
  RlifRegistry *registry;
  GArray *drives;
  char **read;
  RlifSweep *sweep;          /* or NULL */
  GPtrArray *prices;
  RlifMemoryPlan plan;
  GArray *rows;              /* of RlifMemoryRow */
  guint planned;
  double drawn;              /* share of all that the bar shows */
} Job;

static void
clear_options (Options *o)
{
  char *const text[] = { o->input, o->read, o->step, o->tau, o->sweep, o->csv, o->plot, o->plot_separation,
                         o->plot_sweep, o->size };
  for (gsize k = 0; k < G_N_ELEMENTS (text); k++) g_free (text[k]);
  g_strfreev (o->files);
  g_strfreev (o->set);
  g_strfreev (o->models);
}

static gboolean
fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
check_numbers (const Options *o, GError **error)
{
  if (o->lags < 1 || o->lags > MOST_LAGS) return fail (error, "--lags=%d: it is 1 to %d", o->lags, MOST_LAGS);
  const gsize fewest = rlif_memory_fewest_steps ((guint) o->lags);
  if (o->steps < (int) fewest || o->steps > MOST_STEPS)
    return fail (error, "--steps=%d: for %d lags it is %d to %d", o->steps, o->lags, (int) fewest, MOST_STEPS);
  if (o->seed < 0 && o->seed != FROM_EXPERIMENT)
    return fail (error, "--seed=%" G_GINT64_FORMAT ": it is 0 or more", o->seed);
  if (!(o->noise >= 0 && o->noise <= 1)) return fail (error, "--noise=%g: it is 0 to 1", o->noise);
  if (!(o->radius > 0 && o->radius <= 100)) return fail (error, "--radius=%g: it is above 0, up to 100", o->radius);
  if (o->threads < 0 || o->threads > MOST_THREADS)
    return fail (error, "--threads=%d: it is 1 to %d, or 0 for as many as pay", o->threads, MOST_THREADS);
  return TRUE;
}

/* 0 means no traces. */
static gboolean
parse_tau (Options *o, GError **error)
{
  if (o->tau && g_str_equal (o->tau, "0")) {
    o->tau_ms = 0;
    return TRUE;
  }
  return rlif_span_parse ("tau", o->tau, &o->tau_ms, error);
}

static gboolean
check_words (Options *o, GError **error)
{
  if (o->files && o->files[1])
    return fail (error, "one experiment file is all that fits, as in: rlif memory network.rlif --input 'E=200 pA'");
  if (o->files && !o->input)
    return fail (error, "%s: which population gets the input? as in: --input 'E=200 pA'", o->files[0]);
  if (o->plot_sweep && !o->sweep) return fail (error, "--plot-sweep=%s: it needs --sweep", o->plot_sweep);
  return rlif_span_parse ("step", o->step, &o->step_ms, error) && parse_tau (o, error)
         && (!o->size || rlif_size_parse (o->size, &o->width, &o->height, error));
}

static const char SUMMARY[] =
  "Sends a random input through the network of an experiment file (by default one that ships) and measures\n"
  "how much of it, of how long ago, a linear readout finds in the membranes and spikes of its neurons; beside\n"
  "an echo state network of as many units. Prices both.";

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  *o = (Options) { .steps = 3000, .lags = 50, .seed = FROM_EXPERIMENT, .noise = 0.01, .radius = 0.95, .step_ms = 10, .tau_ms = 30 };
  const GOptionEntry entries[] = {
    { "input", 'i', 0, G_OPTION_ARG_STRING, &o->input, "The current into a population at an input of 1, as in '" USUAL_INPUT "'", "POP=CURRENT,..." },
    { "read", 0, 0, G_OPTION_ARG_STRING, &o->read, "Read these populations (default: all)", "POP,..." },
    { "step", 0, 0, G_OPTION_ARG_STRING, &o->step, "How long each input is held (default: 10 ms)", "TIME" },
    { "tau", 0, 0, G_OPTION_ARG_STRING, &o->tau, "Time constant of traces of spikes (default: 30 ms; 0: read membranes only)", "TIME" },
    { "steps", 0, 0, G_OPTION_ARG_INT, &o->steps, "Inputs (default: 3000)", "N" },
    { "lags", 0, 0, G_OPTION_ARG_INT, &o->lags, "Look for each of the last N inputs (default: 50)", "N" },
    { "noise", 0, 0, G_OPTION_ARG_DOUBLE, &o->noise, "Of states that bits are counted with, as a share (default: 0.01)", "SHARE" },
    { "radius", 0, 0, G_OPTION_ARG_DOUBLE, &o->radius, "Spectral radius of the echo state network (default: 0.95)", "R" },
    { "sweep", 0, 0, G_OPTION_ARG_STRING, &o->sweep, "Try values of a key, as in 'neurons.A.tau_m=10 ms,30 ms'", "GROUP.KEY=VALUE,..." },
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &o->set, "Replace a key of the experiment", "GROUP.KEY=VALUE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &o->seed, "Of the input and the networks (default: that of the experiment)", "N" },
    { "csv", 'c', 0, G_OPTION_ARG_FILENAME, &o->csv, "Write capacities and separation, lag by lag, into FILE", "FILE" },
    { "plot", 'p', 0, G_OPTION_ARG_FILENAME, &o->plot, "Draw capacity against lag into FILE (.png, .svg, .pdf)", "FILE" },
    { "plot-separation", 0, 0, G_OPTION_ARG_FILENAME, &o->plot_separation, "Draw how two histories of input come together into FILE", "FILE" },
    { "plot-sweep", 0, 0, G_OPTION_ARG_FILENAME, &o->plot_sweep, "Draw total capacities against the values of --sweep", "FILE" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &o->size, "Width and height of the pictures, as in '8.5 cm x 6 cm'", "SIZE" },
    { "models", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->models, "Look for neuron models in DIR first", "DIR" },
    { "threads", 't', 0, G_OPTION_ARG_INT, &o->threads, "Let N threads share the work; results do not depend on it", "N" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &o->json, "Print everything as JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "[EXPERIMENT]" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, SUMMARY);
  return g_option_context_parse (context, argc, argv, error) && check_numbers (o, error) && check_words (o, error);
}

/* Draws the bar when it has grown. Returns: FALSE after a signal. */
static gboolean
on_progress (gpointer data, double share)
{
  Job *job = data;
  const double all = (job->rows->len + share) / job->planned;
  RlifProgressStyle style;
  rlif_progress_style_parse ("auto", &style);
  if (style == RLIF_PROGRESS_BAR && all >= job->drawn + 0.005) {
    g_autofree char *text = g_strdup_printf ("network %u of %u", job->rows->len + 1, job->planned);
    rlif_progress_draw (all, text);
    job->drawn = all;
  }
  return rlif_stop_caught () == 0;
}

static void
add_row (Job *job, char *name, RlifMemory *memory)
{
  const RlifMemoryRow row = { name, memory };
  g_array_append_val (job->rows, row);
}

static void
clear_row (gpointer data)
{
  RlifMemoryRow *row = data;
  g_free (row->name);
  rlif_memory_free (row->memory);
}

/* Returns: FALSE on error or after a signal. */
static gboolean
examine_network (Job *job, guint k, GError **error)
{
  g_autoptr (GPtrArray) set = g_ptr_array_new_with_free_func (g_free);
  for (char **s = job->o->set; s && *s; s++) g_ptr_array_add (set, g_strdup (*s));
  if (job->sweep) g_ptr_array_add (set, g_strdup_printf ("%s=%s", job->sweep->key, job->sweep->value[k]));
  if (job->o->seed >= 0) g_ptr_array_add (set, g_strdup_printf ("experiment.seed=%" G_GINT64_FORMAT, job->o->seed));
  g_ptr_array_add (set, NULL);
  const RlifReservoir reservoir = {
    .path = job->path, .registry = job->registry, .set = (const char *const *) set->pdata, .n_drives = job->drives->len,
    .drive = (const RlifMemoryDrive *) (gpointer) job->drives->data, .read = (const char *const *) job->read,
    .step = job->o->step_ms, .tau = job->o->tau_ms, .threads = (guint) job->o->threads };
  RlifMemory *memory = rlif_memory_of_reservoir (&reservoir, &job->plan, on_progress, job, error);
  if (!memory) return FALSE;
  add_row (job, g_strdup (job->sweep ? job->sweep->value[k] : "network"), memory);
  return TRUE;
}

/* One of as many units and connections as the first network. */
static gboolean
examine_echo_state (Job *job, GError **error)
{
  const RlifMemoryCost *cost = &g_array_index (job->rows, RlifMemoryRow, 0).memory->cost;
  const RlifEchoState echo = { .units = (gsize) cost->neurons, .radius = job->o->radius, .input = ECHO_INPUT,
                               .connections = (gsize) CLAMP (rint (cost->synapses / cost->neurons), 1, cost->neurons),
                               .bias = ECHO_BIAS, .seed = job->plan.seed };
  RlifMemory *memory = rlif_memory_of_echo_state (&echo, &job->plan, on_progress, job, error);
  if (!memory) return FALSE;
  add_row (job, g_strdup ("echo state"), memory);
  return TRUE;
}

static gboolean
examine_all (Job *job, GError **error)
{
  const guint n = job->sweep ? job->sweep->n : 1;
  job->planned = n + 1;
  gboolean goes_on = TRUE;
  for (guint k = 0; k < n && goes_on; k++) goes_on = examine_network (job, k, error);
  goes_on = goes_on && examine_echo_state (job, error);
  RlifProgressStyle style;
  rlif_progress_style_parse ("auto", &style);
  if (style == RLIF_PROGRESS_BAR) rlif_progress_clear_bar ();
  return goes_on || (rlif_stop_caught () && job->rows->len > 0);
}

static gboolean
report (const Job *job, GError **error)
{
  const Options *o = job->o;
  const RlifMemoryReport r = { .row = (const RlifMemoryRow *) (gpointer) job->rows->data, .n = job->rows->len,
                               .plan = &job->plan, .sweep = job->sweep, .prices = job->prices, .step = o->step_ms };
  const gboolean complete = job->rows->len == job->planned;
  (o->json ? rlif_memory_report_print_json : rlif_memory_report_print) (&r);
  if ((o->csv && !rlif_memory_report_save_csv (&r, o->csv, error))
      || (o->plot && !rlif_memory_report_plot (&r, o->width, o->height, o->plot, error))
      || (o->plot_separation
          && !rlif_memory_report_plot_separation (&r, o->width, o->height, o->plot_separation, error))
      || (o->plot_sweep && complete
          && !rlif_memory_report_plot_sweep (&r, o->width, o->height, o->plot_sweep, error)))
    return FALSE;
  if (o->json) return TRUE;
  if (o->csv) printf ("  written %s\n", o->csv);
  if (o->plot) printf ("  drawn   %s\n", o->plot);
  if (o->plot_separation) printf ("  drawn   %s\n", o->plot_separation);
  if (o->plot_sweep && complete) printf ("  drawn   %s\n", o->plot_sweep);
  return TRUE;
}

static gboolean
check_files (const Options *o, GError **error)
{
  const char *const file[] = { o->csv, o->plot, o->plot_separation, o->plot_sweep };
  for (gsize k = 0; k < G_N_ELEMENTS (file); k++)
    if (file[k] && !rlif_folder_check (file[k], error)) return FALSE;
  return TRUE;
}

/* Returns: FALSE if an option is not written as it should be. */
static gboolean
read_words (Job *job, GError **error)
{
  const Options *o = job->o;
  job->drives = rlif_drives_parse (o->input ? o->input : USUAL_INPUT, error);
  if (!job->drives) return FALSE;
  job->sweep = o->sweep ? rlif_sweep_parse (o->sweep, error) : NULL;
  if (o->sweep && !job->sweep) return FALSE;
  if (o->plot_sweep && job->sweep->n < 2) return fail (error, "--plot-sweep=%s: --sweep has one value only", o->plot_sweep);
  job->read = o->read ? g_strsplit (o->read, ",", -1) : NULL;
  for (char **name = job->read; name && *name; name++) g_strstrip (*name);
  return TRUE;
}

/* Reads the experiment for its seed: what is wrong with it shows before anything is simulated. */
static gboolean
plan (Job *job, GError **error)
{
  const Options *o = job->o;
  g_autoptr (RlifExperiment) e =
    rlif_experiment_load (job->path, job->registry, (const char *const *) o->set, error);
  if (!e) return FALSE;
  job->plan = (RlifMemoryPlan) { .steps = (gsize) o->steps, .lags = (guint) o->lags, .noise = o->noise,
                                 .seed = o->seed >= 0 ? (guint64) o->seed : e->seed };
  job->prices = rlif_prices_load (NULL, error);
  return job->prices != NULL;
}

static void
clear_job (Job *job)
{
  g_array_unref (job->rows);
  if (job->drives) g_array_unref (job->drives);
  if (job->prices) g_ptr_array_unref (job->prices);
  rlif_sweep_free (job->sweep);
  g_strfreev (job->read);
  rlif_registry_free (job->registry);
}

static int
examine (const Options *o, GError **error)
{
  const char *shipped = g_getenv ("RLIF_RESERVOIR");
  Job job = { .o = o, .path = o->files ? o->files[0] : shipped ? shipped : PKGDATADIR "/reservoir.rlif" };
  int status = RLIF_EXIT_USAGE;
  job.registry = rlif_registry_new ((const char *const *) o->models);
  job.rows = g_array_new (FALSE, FALSE, sizeof (RlifMemoryRow));
  g_array_set_clear_func (job.rows, clear_row);
  rlif_stop_catch ();
  signal (SIGUSR1, SIG_IGN);
  if (read_words (&job, error)) {
    const gboolean ok = check_files (o, error) && plan (&job, error) && examine_all (&job, error) && report (&job, error);
    status = rlif_stop_caught () ? RLIF_EXIT_INTERRUPTED : ok ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
    if (rlif_stop_caught ())
      fprintf (stderr, "rlif: stopped by %s: %u of %u networks were examined; the others are lost\n",
               rlif_stop_name (rlif_stop_caught ()), job.rows->len, job.planned);
  }
  clear_job (&job);
  return status;
}

int
rlif_command_memory (int argc, char *argv[])
{
  Options options = { 0 };
  g_autoptr (GError) error = NULL;
  int status = RLIF_EXIT_USAGE;
  if (parse_options (&options, &argc, &argv, &error)) status = examine (&options, &error);
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  clear_options (&options);
  return status;
}
