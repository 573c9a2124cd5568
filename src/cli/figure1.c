/* rlif figure1: an RNN unit, a LIF neuron and a recurrent LIF network compared in one figure. */
#include <config.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <rlif/comparison.h>
#include "cli/commands.h"

#define WIDTH 180.0   /* mm */

typedef struct {
  char *picture, *csv;
  double width;
  gboolean json;
} Options;

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &o->picture,
      "Write the figure to this .svg, .pdf or .png (default: figure1.svg, if neither --csv nor "
      "--json is given)", "PICTURE" },
    { "width", 'w', 0, G_OPTION_ARG_DOUBLE, &o->width, "Its width in mm, from 150 to 400 (default: 180)",
      "MM" },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &o->csv, "Write what is drawn to this .csv", "FILE" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &o->json, "Print the numbers behind the figure as JSON", NULL },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context,
                                "Sends the same input through an RNN unit, a LIF neuron and a "
                                "recurrent LIF network,\nand draws what they are, what they do and "
                                "how many operations they take.");
  if (!g_option_context_parse (context, argc, argv, error)) return FALSE;
  if (*argc > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "“%s” is not needed: figure1 takes options only, as in: rlif figure1 --out "
                 "figure1.pdf", (*argv)[1]);
    return FALSE;
  }
  if (!(o->width >= 150 && o->width <= 400)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--width=%g: is no width for this figure; what fits: 150 to 400 (mm)", o->width);
    return FALSE;
  }
  if (!o->picture && !o->csv && !o->json) o->picture = g_strdup ("figure1.svg");
  return TRUE;
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_setting (JsonBuilder *builder, const RlifComparison *c)
{
  add_double (builder, "duration_ms", c->duration);
  add_double (builder, "step_ms", c->step);
  add_double (builder, "tau_m_ms", c->tau_m);
  add_double (builder, "gain", c->gain);
  add_double (builder, "V_th_mV", c->V_th);
  add_double (builder, "V_reset_mV", c->V_reset);
  add_double (builder, "current_pA", c->current);
  add_int (builder, "input_changes", c->n_inputs - 1);
  add_int (builder, "steps", c->n_steps);
}

static void
add_counts (JsonBuilder *builder, const RlifComparison *c)
{
  static const char *const names[] = {
    [RLIF_COUNT_RNN] = "rnn_unit", [RLIF_COUNT_DENSE_RNN] = "rnn_all_connected",
    [RLIF_COUNT_SPARSE_RNN] = "rnn_with_the_synapses", [RLIF_COUNT_NEURON] = "lif_neuron",
    [RLIF_COUNT_NETWORK] = "lif_network" };
  json_builder_set_member_name (builder, "operations");
  json_builder_begin_object (builder);
  for (guint k = 0; k < RLIF_N_COUNTS; k++)
    add_int (builder, names[k], (gint64) c->count[k][c->n_steps]);
  json_builder_end_object (builder);
}

static void
print_json (const RlifComparison *c)
{
  const RlifTrain *neuron = c->raster->trains->pdata[0], *network = c->raster->trains->pdata[1];
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rlif");
  json_builder_add_string_value (builder, PACKAGE_VERSION);
  add_setting (builder, c);
  add_int (builder, "neuron_spikes", (gint64) neuron->n);
  add_int (builder, "network_neurons", network->size);
  add_int (builder, "network_synapses", c->n_synapses);
  add_int (builder, "network_spikes", (gint64) network->n);
  add_counts (builder, c);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  puts (text);
}

static gboolean
make (const Options *o, GError **error)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifComparison) comparison = rlif_comparison_new (registry, error);
  if (!comparison) return FALSE;
  if (o->picture && !rlif_comparison_plot (comparison, o->width, o->picture, error)) return FALSE;
  if (o->csv && !rlif_comparison_save (comparison, o->csv, error)) return FALSE;
  if (o->json) print_json (comparison);
  return TRUE;
}

int
rlif_command_figure1 (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  Options o = { .width = WIDTH };
  int status = RLIF_EXIT_USAGE;
  if (parse_options (&o, &argc, &argv, &error))
    status = make (&o, &error) ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  g_free (o.picture);
  g_free (o.csv);
  return status;
}
