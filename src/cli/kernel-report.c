/* Memory kernels side by side: as a table, as JSON, as a CSV file, as a picture. */
#include <config.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <rlif/plot.h>
#include "base/replace.h"
#include "cli/format.h"
#include "cli/kernel-report.h"

#define POINTS 601           /* of a curve */
#define TAILS 3              /* time constants that a picture shows */

static const struct {
  const char *title, *key;
  gsize offset;
} COLUMNS[] = {
  { "half-life [ms]", "half_life_ms", G_STRUCT_OFFSET (RlifKernelMeasures, half_life) },
  { "area [ms]", "area_ms", G_STRUCT_OFFSET (RlifKernelMeasures, area) },
  { "mean lag [ms]", "mean_lag_ms", G_STRUCT_OFFSET (RlifKernelMeasures, mean_lag) },
  { "tail [ms]", "tail_ms", G_STRUCT_OFFSET (RlifKernelMeasures, tail) },
  { "period [ms]", "period_ms", G_STRUCT_OFFSET (RlifKernelMeasures, period) },
};

static double
measure_of (const RlifKernelUnit *unit, gsize column)
{
  return G_STRUCT_MEMBER (double, &unit->measures, COLUMNS[column].offset);
}

void
rlif_kernel_report_print (const GPtrArray *units, guint64 seed)
{
  int width = 6;
  for (guint k = 0; k < units->len; k++) {
    const RlifKernelUnit *unit = units->pdata[k];
    width = MAX (width, (int) g_utf8_strlen (unit->name, -1));
  }
  printf ("  %-*s", width, "kernel");
  for (gsize c = 0; c < G_N_ELEMENTS (COLUMNS); c++) printf (" %14s", COLUMNS[c].title);
  printf (" %8s %8s %12s\n", "inputs", "spikes", "difference");
  for (guint k = 0; k < units->len; k++) {
    const RlifKernelUnit *unit = units->pdata[k];
    printf ("  %-*s", width, unit->name);
    for (gsize c = 0; c < G_N_ELEMENTS (COLUMNS); c++) {
      const double value = measure_of (unit, c);
      g_autofree char *text = isnan (value) ? g_strdup ("-") : g_strdup_printf ("%.6g", value);
      printf (" %14s", text);
    }
    printf (" %8u %8u %12.1e\n", unit->check.inputs, unit->check.spikes, unit->check.difference);
  }
  printf ("\n  difference: the largest between the state and the sum of inputs times kernel, under random\n"
          "  input (seed %" G_GUINT64_FORMAT ") that makes the neuron fire so many spikes; in mV for neurons\n",
          seed);
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_int (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

static void
add_unit (JsonBuilder *builder, const RlifKernelUnit *unit)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kernel");
  json_builder_add_string_value (builder, unit->name);
  for (gsize c = 0; c < G_N_ELEMENTS (COLUMNS); c++)
    add_double (builder, COLUMNS[c].key, measure_of (unit, c));
  json_builder_set_member_name (builder, "never_forgets");
  json_builder_add_boolean_value (builder, isinf (unit->measures.half_life));
  add_int (builder, "inputs", unit->check.inputs);
  add_int (builder, "spikes", unit->check.spikes);
  add_double (builder, "difference", unit->check.difference);
  json_builder_end_object (builder);
}

void
rlif_kernel_report_print_json (const GPtrArray *units, guint64 seed, double step)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rlif");
  json_builder_add_string_value (builder, PACKAGE_VERSION);
  add_int (builder, "seed", seed);
  add_double (builder, "step_ms", step);
  json_builder_set_member_name (builder, "kernels");
  json_builder_begin_array (builder);
  for (guint k = 0; k < units->len; k++) add_unit (builder, units->pdata[k]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  puts (text);
}

double
rlif_kernel_report_span (const GPtrArray *units)
{
  double span = 0;
  for (guint k = 0; k < units->len; k++) {
    const RlifKernelUnit *unit = units->pdata[k];
    const double tail = fabs (unit->measures.tail);
    if (isfinite (tail)) span = fmax (span, TAILS * tail);
    if (unit->measures.half_life > 0 && isfinite (unit->measures.half_life))
      span = fmax (span, 2 * unit->measures.half_life);
    if (unit->fired->len > 0)
      span = fmax (span, 1.25 * g_array_index (unit->fired, double, unit->fired->len - 1));
  }
  return span > 0 ? span : 100;
}

static gboolean
write_unit (const RlifKernelUnit *unit, double span, FILE *file)
{
  char lag[G_ASCII_DTOSTR_BUF_SIZE], left[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *name = rlif_format_csv (unit->name);
  g_autoptr (GArray) points = rlif_kernel_points (unit->kernel, span, POINTS);
  for (guint i = 0; i < points->len; i++) {
    const RlifKernelPoint *p = &g_array_index (points, RlifKernelPoint, i);
    if (fprintf (file, "%s,%s,%s\n", name, g_ascii_dtostr (lag, sizeof lag, p->lag),
                 g_ascii_dtostr (left, sizeof left, p->left)) < 0)
      return FALSE;
  }
  return TRUE;
}

gboolean
rlif_kernel_report_save_csv (const GPtrArray *units, double span, const char *path, GError **error)
{
  g_autofree char *aside = rlif_replace_begin (path, error);
  if (!aside) return FALSE;
  FILE *file = g_fopen (aside, "we");
  gboolean ok = file && fputs ("kernel,lag [ms],left\n", file) >= 0;
  for (guint k = 0; k < units->len && ok; k++) ok = write_unit (units->pdata[k], span, file);
  ok = ok && fflush (file) == 0;
  if (!ok)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path, g_strerror (errno));
  if (file) fclose (file);
  if (ok) return rlif_replace_commit (aside, path, error);
  rlif_replace_abort (aside);
  return FALSE;
}

/* Splits points into the two lists that a curve has; a kernel in steps becomes a stair. */
static RlifCurve
curve_of (const RlifKernelUnit *unit, double span, GPtrArray *memory)
{
  g_autoptr (GArray) points = rlif_kernel_points (unit->kernel, span, POINTS);
  double *x = g_new (double, 2 * points->len), *y = g_new (double, 2 * points->len);
  const gboolean is_stair = unit->model == NULL;
  gsize n = 0;
  for (guint i = 0; i < points->len; i++) {
    const RlifKernelPoint *p = &g_array_index (points, RlifKernelPoint, i);
    if (is_stair && i > 0) x[n] = p->lag, y[n++] = p[-1].left;
    x[n] = p->lag, y[n++] = p->left;
  }
  g_ptr_array_add (memory, x);
  g_ptr_array_add (memory, y);
  return (RlifCurve) { unit->name, n, x, y };
}

gboolean
rlif_kernel_report_plot (const GPtrArray *units, double span, double width, double height,
                         const char *path, GError **error)
{
  g_autofree RlifCurve *curve = g_new (RlifCurve, units->len);
  g_autoptr (GPtrArray) memory = g_ptr_array_new_with_free_func (g_free);
  for (guint k = 0; k < units->len; k++) curve[k] = curve_of (units->pdata[k], span, memory);
  const RlifCurveOptions drawn = { .title = units->len == 1 ? curve[0].name : NULL,
                                   .x_name = "time since the input [ms]", .y_name = "share of it left",
                                   .width = width, .height = height };
  return rlif_plot_curves (curve, units->len, &drawn, path, error);
}
