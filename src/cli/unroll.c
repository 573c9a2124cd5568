/* rlif unroll: an experiment's network as a recurrent neural network. */
#include <config.h>
#include <math.h>
#include <stdio.h>
#include <rlif/io.h>
#include <rlif/units.h>
#include <rlif/unroll.h>
#include "cli/commands.h"
#include "cli/dense-report.h"
#include "cli/json.h"
#include "cli/step-option.h"

typedef struct {
  char **files, **set, **models;
  char *method, *step, *prefix;
  gboolean json;
  RlifDenseMethod by;
} Options;

/* What was found. */
typedef struct {
  const char *name;
  double step;                 /* [ms] */
  RlifUnrolledSummary summary;
  RlifUnrolledCheck check;
  GPtrArray *left_out;         /* of char *: matrices without an NPY file */
} Report;

static void
clear_options (Options *o)
{
  g_strfreev (o->files);
  g_strfreev (o->set);
  g_strfreev (o->models);
  g_free (o->method);
  g_free (o->step);
  g_free (o->prefix);
}

static const char SUMMARY[] =
  "Writes the network of an experiment as an Elman network with gates, checks that its matrices do what the\n"
  "network does in steps of time, and shows its size and spectral radius.";

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "method", 0, 0, G_OPTION_ARG_STRING, &o->method, "euler, or exact: the matrix exponential of a step (default)", "METHOD" },
    { "dt", 0, 0, G_OPTION_ARG_STRING, &o->step, "The step (default: 1 ms)", "TIME" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->prefix, "Write the matrices into PREFIX-W_h.npy, PREFIX-W_h.csv, ...", "PREFIX" },
    { "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &o->set, "Replace a key of the experiment", "GROUP.KEY=VALUE" },
    { "models", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->models, "Look for neuron models in DIR first", "DIR" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &o->json, "Print everything as JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "EXPERIMENT" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, SUMMARY);
  if (!g_option_context_parse (context, argc, argv, error)) return FALSE;
  if (o->files && !o->files[1]) return rlif_method_option_parse (o->method, &o->by, error);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "one experiment file is needed, as in: rlif unroll network.rlif --dt '1 ms'");
  return FALSE;
}

static void
print_radius (const char *name, double radius)
{
  printf ("  spectral radius   %s ", name);
  if (isnan (radius))
    printf ("not computed: more than %d units in loops\n", RLIF_UNROLL_MOST_RADIUS);
  else
    printf ("%.6g\n", radius);
}

static void
print_files (const Options *o, const GPtrArray *left_out)
{
  if (!o->prefix) return;
  printf ("\n  written %s-*.npy, %s-*.csv\n", o->prefix, o->prefix);
  for (guint k = 0; k < left_out->len; k++)
    printf ("  %s is too large for an .npy file: only the .csv was written\n", (const char *) left_out->pdata[k]);
}

static void
print_table (const Options *o, const Report *r)
{
  const RlifUnrolledSummary *s = &r->summary;
  const RlifUnrolledCheck *c = &r->check;
  printf ("%s as an Elman network with gates, steps of %g ms, %s\n\n", r->name, r->step,
          o->by == RLIF_DENSE_EULER ? "forward Euler" : "exponential integration");
  printf ("  hidden units      %u: %u states, %u spikes, %u spikes of earlier steps, %u currents\n", s->units, s->states,
          s->spikes, s->delayed, s->currents);
  printf ("  lines of input    %u\n", s->inputs);
  printf ("  weights not 0     %" G_GSIZE_FORMAT " in W_h (of %.0f), %" G_GSIZE_FORMAT " in W_x\n", s->weights,
          (double) s->units * s->units, s->input_weights);
  print_radius ("membrane", s->membrane_radius);
  print_radius ("W_h     ", s->radius);
  printf ("  beside the steps  %" G_GUINT64_FORMAT " points, %" G_GUINT64_FORMAT " spikes, of which %" G_GUINT64_FORMAT
          " differ; potentials differ by %.2g mV at most\n", c->points, c->spikes, c->differing, c->difference);
  print_files (o, r->left_out);
}

static void
add_sizes (JsonBuilder *builder, const RlifUnrolledSummary *s)
{
  rlif_json_int (builder, "units", s->units);
  rlif_json_int (builder, "states", s->states);
  rlif_json_int (builder, "spikes", s->spikes);
  rlif_json_int (builder, "spikes_of_earlier_steps", s->delayed);
  rlif_json_int (builder, "currents", s->currents);
  rlif_json_int (builder, "inputs", s->inputs);
  rlif_json_int (builder, "weights", s->weights);
  rlif_json_int (builder, "input_weights", s->input_weights);
  rlif_json_begin (builder, "spectral_radius");
  rlif_json_double (builder, "membrane", s->membrane_radius);
  rlif_json_double (builder, "W_h", s->radius);
  json_builder_end_object (builder);
}

static void
print_json (const Options *o, const Report *r)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  rlif_json_string (builder, "rlif", PACKAGE_VERSION);
  rlif_json_string (builder, "experiment", r->name);
  rlif_json_string (builder, "method", rlif_dense_method_name (o->by));
  rlif_json_double (builder, "step_ms", r->step);
  add_sizes (builder, &r->summary);
  rlif_json_begin (builder, "check");
  rlif_json_int (builder, "points", r->check.points);
  rlif_json_int (builder, "spikes", r->check.spikes);
  rlif_json_int (builder, "differing_spikes", r->check.differing);
  rlif_json_double (builder, "largest_difference", r->check.difference);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "only_csv");
  json_builder_begin_array (builder);
  for (guint k = 0; k < r->left_out->len; k++) json_builder_add_string_value (builder, r->left_out->pdata[k]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  puts (text);
}

static gboolean
show (const Options *o, const RlifExperiment *e, GError **error)
{
  RlifTime step;
  const RlifTime until = e->warmup + e->duration;
  if (!rlif_step_option_parse (o->step ? o->step : "1 ms", e->ticks_per_ms, until, &step, error)) return FALSE;
  g_autoptr (RlifUnrolled) unrolled = rlif_unrolled_new (e->network, o->by, step, error);
  g_autoptr (GPtrArray) left_out = g_ptr_array_new_with_free_func (g_free);
  Report report = { .name = o->files[0], .step = (double) step / (double) e->ticks_per_ms, .left_out = left_out };
  if (!unrolled || !rlif_unrolled_check (unrolled, until, &report.check, error)) return FALSE;
  rlif_unrolled_summarize (unrolled, &report.summary);
  if (o->prefix && !rlif_unrolled_save (unrolled, until, o->prefix, left_out, error)) return FALSE;
  (o->json ? print_json : print_table) (o, &report);
  return TRUE;
}

int
rlif_command_unroll (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  Options o = { 0 };
  int status = RLIF_EXIT_USAGE;
  if (parse_options (&o, &argc, &argv, &error)) {
    g_autoptr (RlifRegistry) registry = rlif_registry_new ((const char *const *) o.models);
    g_autoptr (RlifExperiment) e =
      rlif_experiment_load (o.files[0], registry, (const char *const *) o.set, &error);
    status = e && show (&o, e, &error) ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
    if (error && error->domain == G_OPTION_ERROR) status = RLIF_EXIT_USAGE;
  }
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  clear_options (&o);
  return status;
}
