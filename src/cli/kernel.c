/* rlif kernel: memory kernels of neurons and of recurrent units side by side. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <rlif/units.h>
#include "cli/commands.h"
#include "cli/kernel-report.h"
#include "cli/price.h"
#include "cli/size.h"

typedef struct {
  char **words;
  char **set;
  char **models;
  char *step, *span, *size;
  char *plot, *csv;
  gint64 seed;
  gboolean json;
  double step_ms, span_ms;   /* span_ms: 0 for the default */
  double width, height;      /* [pt] 0 for the default */
} Options;

static void
clear_options (Options *o)
{
  g_strfreev (o->words);
  g_strfreev (o->set);
  g_strfreev (o->models);
  g_free (o->step);
  g_free (o->span);
  g_free (o->size);
  g_free (o->plot);
  g_free (o->csv);
}

static const char SUMMARY[] =
  "What a unit still has of an input, over the time since. KERNEL is one of\n\n"
  "  MODEL[:PARAM=VALUE,...]    a neuron; with fired=TIME it has fired so long ago\n"
  "  rnn:FACTOR                 a linear recurrent unit\n"
  "  lstm:GATE[,GATE...]        an LSTM (or gru:) whose forget gates are given: one for ever, or\n"
  "                             those of the last steps; 0.98*30 stands for thirty of 0.98\n\n"
  "Without any, those of the usual comparison are shown.";

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &o->set,
      "Set a parameter of all neurons of a model, as in 'lif2.gamma=0.5'", "MODEL.PARAM=VALUE" },
    { "step", 0, 0, G_OPTION_ARG_STRING, &o->step, "A step of recurrent units (default: 1 ms)", "TIME" },
    { "span", 0, 0, G_OPTION_ARG_STRING, &o->span, "Draw and write kernels up to this lag", "TIME" },
    { "plot", 'p', 0, G_OPTION_ARG_FILENAME, &o->plot, "Draw the kernels into FILE (.png, .svg, .pdf)", "FILE" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &o->size, "Width and height of the picture, as in '8.5 cm x 6 cm'", "SIZE" },
    { "csv", 'c', 0, G_OPTION_ARG_FILENAME, &o->csv, "Write the kernels into FILE", "FILE" },
    { "models", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->models, "Look for neuron models in DIR first", "DIR" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &o->seed, "Of the random input that kernels are checked with (default: 1)", "N" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &o->json, "Print the table as JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->words, NULL, "[KERNEL...]" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, SUMMARY);
  o->seed = 1;
  o->step_ms = 1;
  return g_option_context_parse (context, argc, argv, error)
         && rlif_span_parse ("step", o->step, &o->step_ms, error)
         && rlif_span_parse ("span", o->span, &o->span_ms, error)
         && (!o->size || rlif_size_parse (o->size, &o->width, &o->height, error));
}

/* A setting for a model that nobody asked for is a slip of the pen. */
static gboolean
are_settings_used (char **set, const GPtrArray *units, GError **error)
{
  for (char **s = set; s && *s; s++) {
    gboolean used = FALSE;
    for (guint k = 0; k < units->len && !used; k++) {
      const RlifKernelUnit *unit = units->pdata[k];
      const gsize n = unit->model ? strlen (unit->model->name) : 0;
      used = n > 0 && strncmp (*s, unit->model->name, n) == 0 && (*s)[n] == '.';
    }
    if (used) continue;
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--set %s: no kernel of such a model is shown; it is written MODEL.PARAM=VALUE, as in "
                 "lif2.gamma=0.5", *s);
    return FALSE;
  }
  return TRUE;
}

/* Returns: (owned) of RlifKernelUnit, examined; NULL on error. */
static GPtrArray *
make_units (const Options *o, RlifRegistry *registry, GError **error)
{
  static const char *const usual[] = { "lif_delta", "lif_delta:fired=25 ms", "alif:a=25 nS", "lif2:gamma=-2",
                                 "lif2:gamma=1.2", "rnn:0.95", "lstm:0.98*40,0.3,0.98*20", NULL };
  GPtrArray *units = g_ptr_array_new_with_free_func ((GDestroyNotify) rlif_kernel_unit_free);
  const char *const *word = o->words ? (const char *const *) o->words : usual;
  for (; *word; word++) {
    RlifKernelUnit *unit = rlif_kernel_unit_parse (*word, registry, (const char *const *) o->set, o->step_ms, error);
    if (unit) g_ptr_array_add (units, unit);
    if (unit && rlif_kernel_unit_examine (unit, (guint64) o->seed, error)) continue;
    g_ptr_array_unref (units);
    return NULL;
  }
  if (are_settings_used (o->set, units, error)) return units;
  g_ptr_array_unref (units);
  return NULL;
}

/* @span     [ms] */
static gboolean
write_files (const Options *o, const GPtrArray *units, double span, GError **error)
{
  return (!o->csv || rlif_kernel_report_save_csv (units, span, o->csv, error))
         && (!o->plot || rlif_kernel_report_plot (units, span, o->width, o->height, o->plot, error));
}

static gboolean
show (const Options *o, GError **error)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new ((const char *const *) o->models);
  g_autoptr (GPtrArray) units = make_units (o, registry, error);
  if (!units) return FALSE;
  const double span = o->span ? o->span_ms : rlif_kernel_report_span (units);
  if (!write_files (o, units, span, error)) return FALSE;
  if (o->json) {
    rlif_kernel_report_print_json (units, (guint64) o->seed, o->step_ms);
    return TRUE;
  }
  rlif_kernel_report_print (units, (guint64) o->seed);
  if (o->csv) printf ("  written %s\n", o->csv);
  if (o->plot) printf ("  drawn   %s\n", o->plot);
  return TRUE;
}

int
rlif_command_kernel (int argc, char *argv[])
{
  Options options = { 0 };
  g_autoptr (GError) error = NULL;
  int status = RLIF_EXIT_DONE;
  if (!parse_options (&options, &argc, &argv, &error))
    status = RLIF_EXIT_USAGE;
  else if (!show (&options, &error))
    status = error->domain == G_OPTION_ERROR ? RLIF_EXIT_USAGE : RLIF_EXIT_ERROR;
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  clear_options (&options);
  return status;
}
