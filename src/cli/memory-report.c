/* How much systems remember: as a table, as JSON, as a CSV file, as pictures. */
#include <config.h>
#include <math.h>
#include <stdio.h>
#include <rlif/plot.h>
#include "base/replace.h"
#include "cli/format.h"
#include "cli/json.h"
#include "cli/memory-report.h"

#define SHORT 10             /* lags below it are short */
#define FORGOTTEN 0.1        /* of the distance between two histories */

static double
sum_linear (const RlifMemory *memory, guint from, guint to)
{
  double sum = 0;
  for (guint k = from; k < MIN (to, memory->lags); k++) sum += memory->linear[k];
  return sum;
}

static double
joules_per_bit (const RlifMemory *memory, const RlifPrice *price)
{
  return memory->bits > 0 ? rlif_memory_joules (memory, price) / memory->bits : NAN;
}

/* A text padded to a width in characters, not bytes. */
static void
print_right (char *text, int width)
{
  printf (" %*s%s", MAX (width - (int) g_utf8_strlen (text, -1), 0), "", text);
  g_free (text);
}

static char *
number (double value)
{
  return isnan (value) ? g_strdup ("-") : g_strdup_printf ("%.2f", value);
}

static void
print_row (const RlifMemoryRow *row, int width, const RlifPrice *price)
{
  const RlifMemory *m = row->memory;
  const double forgets = rlif_memory_forgets (m, FORGOTTEN), steps = (double) m->steps;
  printf ("  %s%*s", row->name, width - (int) g_utf8_strlen (row->name, -1), "");
  print_right (number (m->degree[0]), 8);
  print_right (number (sum_linear (m, SHORT, m->lags)), 8);
  print_right (number (m->degree[1]), 8);
  print_right (number (m->degree[2]), 8);
  print_right (isnan (forgets) ? g_strdup ("-") : g_strdup_printf ("%.0f", forgets), 8);
  print_right (isnan (m->cost.rate) ? g_strdup ("-") : g_strdup_printf ("%.1f", m->cost.rate), 6);
  const RlifOperations *n = &m->cost.operations;
  print_right (g_strdup_printf ("%.0f", (n->macs + n->acs + n->updates) / steps), 8);
  print_right (rlif_format_joules (rlif_memory_joules (m, price)), 9);
  print_right (number (m->bits), 7);
  print_right (rlif_format_joules (joules_per_bit (m, price)), 9);
  putchar ('\n');
}

void
rlif_memory_report_print (const RlifMemoryReport *r)
{
  int width = 8;
  const RlifPrice *price = r->prices->pdata[0];
  for (guint k = 0; k < r->n; k++) width = MAX (width, (int) g_utf8_strlen (r->row[k].name, -1));
  printf ("  %" G_GSIZE_FORMAT " steps of %g ms, %u lags, noise %g, seed %" G_GUINT64_FORMAT "\n", r->plan->steps, r->step,
          r->plan->lags, r->plan->noise, r->plan->seed);
  if (r->sweep) printf ("  %s =\n", r->sweep->key);
  printf ("\n  %-*s %8s %8s %8s %8s %8s %6s %8s %9s %7s %9s\n", width, "", "linear", "late", "degree 2", "degree 3",
          "forgets", "Hz", "ops/step", "J/step", "bits", "J/bit");
  for (guint k = 0; k < r->n; k++) print_row (&r->row[k], width, price);
  printf ("\n  linear, degree 2, degree 3: capacities, summed over lags below %u, %u and %u (products of inputs);\n"
          "  late: the linear ones from lag %d on; forgets: steps until two histories of input are less than %g\n"
          "  of their distance apart; bits: recalled in a step, from states with noise.\n"
          "  Prices: %s, %s.\n",
          rlif_memory_lags (r->plan, 1), rlif_memory_lags (r->plan, 2), rlif_memory_lags (r->plan, 3), SHORT, FORGOTTEN,
          price->name, price->source);
}

static void
add_array (JsonBuilder *builder, const char *name, guint n, const double value[])
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint k = 0; k < n; k++) json_builder_add_double_value (builder, value[k]);
  json_builder_end_array (builder);
}

static void
add_energy (JsonBuilder *builder, const RlifMemory *m, const GPtrArray *prices)
{
  const double steps = (double) m->steps;
  rlif_json_double (builder, "macs_per_step", m->cost.operations.macs / steps);
  rlif_json_double (builder, "additions_per_step", m->cost.operations.acs / steps);
  rlif_json_double (builder, "updates_per_step", m->cost.operations.updates / steps);
  rlif_json_begin (builder, "joules_per_step");
  for (guint k = 0; k < prices->len; k++)
    rlif_json_double (builder, ((const RlifPrice *) prices->pdata[k])->name, rlif_memory_joules (m, prices->pdata[k]));
  json_builder_end_object (builder);
  rlif_json_begin (builder, "joules_per_bit");
  for (guint k = 0; k < prices->len; k++)
    rlif_json_double (builder, ((const RlifPrice *) prices->pdata[k])->name, joules_per_bit (m, prices->pdata[k]));
  json_builder_end_object (builder);
}

static void
add_row (JsonBuilder *builder, const RlifMemoryRow *row, const GPtrArray *prices)
{
  const RlifMemory *m = row->memory;
  json_builder_begin_object (builder);
  rlif_json_string (builder, "system", row->name);
  rlif_json_double (builder, "neurons", m->cost.neurons);
  rlif_json_double (builder, "synapses", m->cost.synapses);
  rlif_json_double (builder, "rate_hz", m->cost.rate);
  add_array (builder, "linear", m->lags, m->linear);
  add_array (builder, "degrees", RLIF_MOST_FACTORS, m->degree);
  add_array (builder, "separation", m->lags + 1, m->separation);
  rlif_json_double (builder, "forgets_steps", rlif_memory_forgets (m, FORGOTTEN));
  rlif_json_double (builder, "bits_per_step", m->bits);
  add_energy (builder, m, prices);
  json_builder_end_object (builder);
}

void
rlif_memory_report_print_json (const RlifMemoryReport *r)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  rlif_json_string (builder, "rlif", PACKAGE_VERSION);
  rlif_json_int (builder, "seed", r->plan->seed);
  rlif_json_int (builder, "steps", r->plan->steps);
  rlif_json_double (builder, "step_ms", r->step);
  rlif_json_int (builder, "lags", r->plan->lags);
  rlif_json_double (builder, "noise", r->plan->noise);
  if (r->sweep) rlif_json_string (builder, "sweep", r->sweep->key);
  json_builder_set_member_name (builder, "systems");
  json_builder_begin_array (builder);
  for (guint k = 0; k < r->n; k++) add_row (builder, &r->row[k], r->prices);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  puts (text);
}

gboolean
rlif_memory_report_save_csv (const RlifMemoryReport *r, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new ("system,lag,capacity,separation\n");
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  for (guint k = 0; k < r->n; k++) {
    const RlifMemory *m = r->row[k].memory;
    g_autofree char *name = rlif_format_csv (r->row[k].name);
    for (guint lag = 0; lag <= m->lags; lag++) {
      g_string_append_printf (text, "%s,%u,", name, lag);
      if (lag < m->lags) g_string_append (text, g_ascii_dtostr (number, sizeof number, m->linear[lag]));
      g_string_append_printf (text, ",%s\n", g_ascii_dtostr (number, sizeof number, m->separation[lag]));
    }
  }
  return rlif_replace_write (path, text->str, text->len, error);
}

/* A curve for each system, over lags.
 *
 * @n        lags
 * @offset   of the values in RlifMemory */
static gboolean
plot_lags (const RlifMemoryReport *r, guint n, gsize offset, const char *x_name, RlifCurveOptions options,
           const char *path, GError **error)
{
  g_autofree double *x = g_new (double, n);
  g_autofree RlifCurve *curve = g_new (RlifCurve, r->n);
  g_autofree char *name = g_strdup_printf ("%s [steps of %g ms]", x_name, r->step);
  for (guint lag = 0; lag < n; lag++) x[lag] = lag;
  for (guint k = 0; k < r->n; k++)
    curve[k] = (RlifCurve) { r->row[k].name, n, x, G_STRUCT_MEMBER (double *, r->row[k].memory, offset) };
  options.title = r->sweep ? r->sweep->key : NULL;
  options.x_name = name;
  return rlif_plot_curves (curve, r->n, &options, path, error);
}

gboolean
rlif_memory_report_plot (const RlifMemoryReport *r, double width, double height, const char *path, GError **error)
{
  const RlifCurveOptions options = { .y_name = "linear capacity", .width = width, .height = height };
  return plot_lags (r, r->plan->lags, G_STRUCT_OFFSET (RlifMemory, linear), "lag", options, path, error);
}

gboolean
rlif_memory_report_plot_separation (const RlifMemoryReport *r, double width, double height, const char *path,
                                    GError **error)
{
  const RlifCurveOptions options = { .y_name = "distance of histories", .width = width, .height = height };
  return plot_lags (r, r->plan->lags + 1, G_STRUCT_OFFSET (RlifMemory, separation), "since they became one", options,
                    path, error);
}

gboolean
rlif_memory_report_plot_sweep (const RlifMemoryReport *r, double width, double height, const char *path,
                               GError **error)
{
  static const char *const names[] = { "linear", "degree 2", "degree 3", "linear, echo state network" };
  const guint n = r->n - 1;          /* networks */
  g_autofree double *y = g_new (double, 4 * n);
  g_autofree char *name = *r->sweep->unit ? g_strdup_printf ("%s [%s]", r->sweep->key, r->sweep->unit)
                                          : g_strdup (r->sweep->key);
  RlifCurve curve[4];
  for (guint c = 0; c < 4; c++) {
    for (guint k = 0; k < n; k++)
      y[c * n + k] = c < 3 ? r->row[k].memory->degree[c] : r->row[n].memory->degree[0];
    curve[c] = (RlifCurve) { names[c], n, r->sweep->x, y + c * n };
  }
  const RlifCurveOptions options = { .x_name = name, .y_name = "capacity", .width = width, .height = height };
  return rlif_plot_curves (curve, 4, &options, path, error);
}
