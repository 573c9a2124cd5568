/* The clock-driven twins of an experiment beside its event-driven run. */
#include <config.h>
#include <math.h>
#include <stdio.h>
#include <rlif/plot.h>
#include "cli/dense-report.h"
#include "cli/json.h"

#define ROUNDING 1e-11   /* relative to the membrane potential: errors up to here have no order */

/* What is measured of each twin. */
static const struct {
  const char *key;
  gsize offset;
  gboolean is_time;
} ERRORS[] = {
  { "before_first_spike_rms", G_STRUCT_OFFSET (RlifDenseComparison, before_any.rms), FALSE },
  { "before_first_spike_largest", G_STRUCT_OFFSET (RlifDenseComparison, before_any.largest), FALSE },
  { "before_own_spike_rms", G_STRUCT_OFFSET (RlifDenseComparison, before_own.rms), FALSE },
  { "before_own_spike_largest", G_STRUCT_OFFSET (RlifDenseComparison, before_own.largest), FALSE },
  { "whole_run_rms", G_STRUCT_OFFSET (RlifDenseComparison, whole.rms), FALSE },
  { "whole_run_largest", G_STRUCT_OFFSET (RlifDenseComparison, whole.largest), FALSE },
  { "mean_dt_ms", G_STRUCT_OFFSET (RlifDenseComparison, mean_dt), TRUE },
  { "largest_dt_ms", G_STRUCT_OFFSET (RlifDenseComparison, largest_dt), TRUE },
};
enum { N_ERRORS = G_N_ELEMENTS (ERRORS), MEAN_DT = 6, LARGEST_DT = 7 };

const char *
rlif_dense_method_name (RlifDenseMethod method)
{
  return method == RLIF_DENSE_EULER ? "euler" : "exact";
}

static double
error_of (const RlifDenseTwin *twin, guint kind)
{
  return G_STRUCT_MEMBER (double, &twin->comparison, ERRORS[kind].offset);
}

static double
order_of (const RlifDenseReport *r, guint kind)
{
  g_autofree double *step = g_new (double, r->n), *error = g_new (double, r->n);
  double floor = 0;
  for (guint k = 0; k < r->n; k++) {
    step[k] = r->twin[k].step;
    error[k] = error_of (&r->twin[k], kind);
    floor = fmax (floor, ERRORS[kind].is_time ? 0 : ROUNDING * r->twin[k].comparison.scale);
  }
  return rlif_dense_order (r->n, step, error, floor);
}

/* With a number of digits behind the point, or -1 for four in all. */
static void
print_cell (double value, int decimals)
{
  g_autofree char *text = isnan (value)  ? g_strdup ("-")
                          : decimals < 0 ? g_strdup_printf ("%.4g", value)
                                         : g_strdup_printf ("%.*f", decimals, value);
  printf (" %11s", text);
}

static void
print_potentials (const RlifDenseReport *r)
{
  printf ("  error of V_m [mV]  before any spike        before the neuron's own first    whole run\n"
          "  %-10s", "step [ms]");
  for (guint c = 0; c < 3; c++) printf (" %11s %11s", "rms", "largest");
  printf ("\n");
  for (guint k = 0; k < r->n; k++) {
    printf ("  %-10.6g", r->twin[k].step);
    for (guint c = 0; c < MEAN_DT; c++) print_cell (error_of (&r->twin[k], c), -1);
    printf ("\n");
  }
  if (r->n == 1) return;
  printf ("  %-10s", "order");
  for (guint c = 0; c < MEAN_DT; c++) print_cell (order_of (r, c), 3);
  printf ("\n");
}

static void
print_spikes (const RlifDenseReport *r)
{
  printf ("\n  spikes (events: %" G_GUINT64_FORMAT ")\n  %-10s %11s %11s %11s %11s %11s %11s\n",
          r->twin[0].comparison.spikes_events, "step [ms]", "spikes", "matched", "missing", "extra", "mean |dt|",
          "largest");
  for (guint k = 0; k < r->n; k++) {
    const RlifDenseComparison *c = &r->twin[k].comparison;
    printf ("  %-10.6g %11" G_GUINT64_FORMAT " %11" G_GUINT64_FORMAT " %11" G_GUINT64_FORMAT " %11" G_GUINT64_FORMAT,
            r->twin[k].step, c->spikes_steps, c->matched, c->missing, c->extra);
    print_cell (c->mean_dt, -1);
    print_cell (c->largest_dt, -1);
    printf ("\n");
  }
  if (r->n == 1) return;
  printf ("  %-10s %47s", "order", "");
  print_cell (order_of (r, MEAN_DT), 3);
  print_cell (order_of (r, LARGEST_DT), 3);
  printf ("\n");
}

/* Of all populations. */
static void
sum_events (const RlifLedger *ledger, guint64 *updates, guint64 *additions)
{
  *updates = *additions = 0;
  for (guint k = 0; k < ledger->n_populations; k++) {
    *updates += ledger->population[k].updates;
    *additions += ledger->population[k].delivered;
  }
}

static void
print_cost (const RlifDenseReport *r)
{
  guint64 updates, additions;
  sum_events (r->ledger, &updates, &additions);
  printf ("\n  cost\n  %-10s %15s %15s %11s\n", "step [ms]", "updates", "additions", "time [s]");
  for (guint k = 0; k < r->n; k++)
    printf ("  %-10.6g %15" G_GUINT64_FORMAT " %15" G_GUINT64_FORMAT " %11.3g\n", r->twin[k].step,
            r->twin[k].counters.updates, r->twin[k].counters.additions, r->twin[k].wall);
  printf ("  %-10s %15" G_GUINT64_FORMAT " %15" G_GUINT64_FORMAT " %11.3g\n", "events", updates, additions, r->wall);
}

void
rlif_dense_report_print (const RlifDenseReport *r)
{
  printf ("%s: %g ms in steps, %s, beside events\n\n", r->name, r->ledger->simulated,
          r->method == RLIF_DENSE_EULER ? "forward Euler" : "exponential integration");
  print_potentials (r);
  print_spikes (r);
  print_cost (r);
  printf ("\n  Errors are taken at the points of the grid. Spikes are matched with the nearest of the same neuron\n"
          "  within %g ms; dt in ms. An order is the slope of log error over log step: - if errors are rounding.\n",
          r->window);
}

static void
add_twin (JsonBuilder *builder, const RlifDenseTwin *twin)
{
  const RlifDenseComparison *c = &twin->comparison;
  json_builder_begin_object (builder);
  rlif_json_double (builder, "step_ms", twin->step);
  rlif_json_begin (builder, "error");
  for (guint k = 0; k < N_ERRORS; k++) rlif_json_double (builder, ERRORS[k].key, error_of (twin, k));
  json_builder_end_object (builder);
  rlif_json_int (builder, "comparisons_before_first_spike", c->before_any.n);
  rlif_json_int (builder, "comparisons_before_own_spike", c->before_own.n);
  rlif_json_int (builder, "comparisons", c->whole.n);
  rlif_json_int (builder, "spikes", c->spikes_steps);
  rlif_json_int (builder, "matched", c->matched);
  rlif_json_int (builder, "missing", c->missing);
  rlif_json_int (builder, "extra", c->extra);
  rlif_json_int (builder, "steps", twin->counters.steps);
  rlif_json_int (builder, "updates", twin->counters.updates);
  rlif_json_int (builder, "additions", twin->counters.additions);
  rlif_json_double (builder, "seconds", twin->wall);
  json_builder_end_object (builder);
}

static void
add_events (JsonBuilder *builder, const RlifDenseReport *r)
{
  guint64 updates, additions;
  sum_events (r->ledger, &updates, &additions);
  rlif_json_begin (builder, "events");
  rlif_json_int (builder, "spikes", r->twin[0].comparison.spikes_events);
  rlif_json_int (builder, "updates", updates);
  rlif_json_int (builder, "additions", additions);
  rlif_json_double (builder, "seconds", r->wall);
  json_builder_end_object (builder);
}

void
rlif_dense_report_print_json (const RlifDenseReport *r)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  rlif_json_string (builder, "rlif", PACKAGE_VERSION);
  rlif_json_string (builder, "experiment", r->name);
  rlif_json_double (builder, "simulated_ms", r->ledger->simulated);
  rlif_json_string (builder, "method", rlif_dense_method_name (r->method));
  rlif_json_double (builder, "window_ms", r->window);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint k = 0; k < r->n; k++) add_twin (builder, &r->twin[k]);
  json_builder_end_array (builder);
  rlif_json_begin (builder, "order");
  for (guint k = 0; k < N_ERRORS; k++) rlif_json_double (builder, ERRORS[k].key, order_of (r, k));
  json_builder_end_object (builder);
  add_events (builder, r);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  puts (text);
}

gboolean
rlif_dense_report_plot (const RlifDenseReport *r, double width, double height, const char *path, GError **error)
{
  static const struct { const char *name; guint kind; } drawn[] = {
    { "V_m [mV], rms, before any spike", 0 }, { "V_m [mV], rms, whole run", 4 }, { "spike times [ms], mean", MEAN_DT } };
  RlifCurve curve[G_N_ELEMENTS (drawn)];
  guint n = 0;
  g_autofree double *memory = g_new (double, (G_N_ELEMENTS (drawn) + 1) * r->n);
  double *next = memory;
  for (guint k = 0; k < r->n; k++) *next++ = r->twin[k].step;
  for (guint c = 0; c < G_N_ELEMENTS (drawn); c++) {
    gboolean any = FALSE;
    for (guint k = 0; k < r->n; k++) any |= (next[k] = error_of (&r->twin[k], drawn[c].kind)) > 0;
    if (any) curve[n++] = (RlifCurve) { drawn[c].name, r->n, memory, next };
    next += r->n;
  }
  const RlifCurveOptions options = { .title = n == 1 ? curve[0].name : NULL, .x_name = "step [ms]",
                                     .y_name = "error", .width = width, .height = height, .decades = TRUE };
  return rlif_plot_curves (curve, n, &options, path, error);
}
