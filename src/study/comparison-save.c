/* The data of the comparison as text. */
#include <rlif/comparison.h>
#include "base/replace.h"

static void
add_row (GString *text, const char *series, double time, guint index, double value)
{
  char t[G_ASCII_DTOSTR_BUF_SIZE], v[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (text, "%s,%s,%u,%s\n", series,
                          g_ascii_formatd (t, sizeof t, "%.17g", time), index,
                          g_ascii_formatd (v, sizeof v, "%.17g", value));
}

static void
add_counts (GString *text, const RlifComparison *c)
{
  for (guint k = 0; k < RLIF_N_COUNTS; k++)
    for (guint n = 0; n <= c->n_steps; n++)
      add_row (text, "operations", n * c->step, k, c->count[k][n]);
}

static GString *
to_text (const RlifComparison *c)
{
  GString *text = g_string_new ("series,time [ms],index,value\n");
  for (guint k = 0; k < c->n_inputs; k++) add_row (text, "input", c->input_time[k], 0, c->input[k]);
  for (guint n = 0; n < c->n_steps; n++) add_row (text, "rnn", n * c->step, 0, c->rnn[n]);
  for (guint k = 0; k < c->n_membrane; k++)
    add_row (text, "membrane", c->membrane_time[k], 0, c->membrane[k]);
  for (guint p = 0; p < c->raster->trains->len; p++) {
    const RlifTrain *train = c->raster->trains->pdata[p];
    for (gsize k = 0; k < train->n; k++)
      add_row (text, train->name, train->time[k], train->neuron[k], 1);
  }
  for (guint k = 0; k < c->n_synapses; k++)
    add_row (text, "synapse", c->delay[k], c->from[k], c->to[k]);
  add_counts (text, c);
  return text;
}

gboolean
rlif_comparison_save (const RlifComparison *comparison, const char *path, GError **error)
{
  g_autoptr (GString) text = to_text (comparison);
  return rlif_replace_write (path, text->str, text->len, error);
}
