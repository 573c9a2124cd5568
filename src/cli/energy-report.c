/* What energy a run takes. */
#include <config.h>
#include <math.h>
#include <stdio.h>
#include <rlif/plot.h>
#include "cli/energy-report.h"
#include "cli/format.h"
#include "cli/json.h"
#include "cli/ledger-json.h"

static const char LEFT_OUT[] =
  "  Not counted: memory traffic, leakage, what sends spikes about, exponentials, tanh and other\n"
  "  functions of units, learning, and what a price leaves out (see its source).\n";

static char *
format_limit (double rate)
{
  if (isnan (rate)) return g_strdup ("-");
  if (isinf (rate)) return g_strdup ("any rate");
  return rate > 0 ? g_strdup_printf ("%.3g Hz", rate) : g_strdup ("never");
}

/* A text padded to a width in characters, not bytes. */
static void
print_right (const char *text, int width)
{
  printf ("%*s%s", MAX (width - (int) g_utf8_strlen (text, -1), 0), "", text);
}

static void
print_way (const RlifEnergy *e, RlifWay way, const RlifPrice *price)
{
  const RlifOperations *n = &e->way[way];
  const double joules = rlif_energy_joules (e, way, price), own = rlif_energy_joules (e, RLIF_BY_EVENTS, price);
  g_autofree char *energy = rlif_format_joules (joules);
  g_autofree char *ratio = way == RLIF_BY_EVENTS || isnan (joules / own) || own == 0 ? g_strdup ("")
                                                                                     : g_strdup_printf ("%.3g", joules / own);
  g_autofree char *limit = way == RLIF_BY_EVENTS ? g_strdup ("") : format_limit (rlif_energy_limit (e, way, price));
  printf ("  %-14s %12.4g %12.4g %12.4g", rlif_way_name (way), n->macs, n->acs, n->updates);
  print_right (energy, 12);
  print_right (ratio, 10);
  print_right (limit, 14);
  putchar ('\n');
}

static void
print_neurobench (const RlifEnergy *e)
{
  printf ("  footprint              %.4g MB (synapses and states)\n", e->footprint / 1e6);
  printf ("  connection sparsity    %.6g\n", e->connection_sparsity);
  printf ("  activation sparsity    %.6g\n", e->activation_sparsity);
  printf ("  synaptic operations    %.4g dense, %.4g effective MACs, %.4g effective ACs in each step\n\n",
          e->synops_dense, e->synops_macs, e->synops_acs);
}

static void
print_prices (const RlifEnergy *e, const GPtrArray *prices)
{
  printf ("\n  These events on other hardware (not comparable: each price includes other things):\n");
  for (guint k = 0; k < prices->len; k++) {
    const RlifPrice *p = prices->pdata[k];
    g_autofree char *events = rlif_format_joules (rlif_energy_joules (e, RLIF_BY_EVENTS, p));
    printf ("    %-14s", p->name);
    print_right (events, 10);
    printf ("   %s\n", p->title);
  }
}

/* Where the advantage over steps ends, in arrivals. */
static void
print_limit (const RlifEnergy *e, const RlifPrice *price)
{
  const double limit = rlif_energy_limit (e, RLIF_BY_STEPS, price);
  if (!isfinite (limit)) return;
  printf ("  Steps cost less beyond %.3g arrivals at a neuron in a step (rate x in-degree x step); here there are %.3g.\n",
          limit / e->rate * e->arrivals_per_step, e->arrivals_per_step);
}

void
rlif_energy_report_print (const char *name, const RlifEnergy *e, const RlifPrice *price, const GPtrArray *prices)
{
  printf ("%s\n", name);
  printf ("  %.0f neurons, %.0f synapses between them, %.0f from %.0f inputs; %.4g Hz on average\n", e->neurons,
          e->synapses, e->input_synapses, e->channels, e->rate);
  printf ("  compared with steps of %g ms: %.4g arrivals at a neuron in each\n\n", e->step, e->arrivals_per_step);
  print_neurobench (e);
  printf ("  %-14s %12s %12s %12s %11s %9s %13s\n", "computed by", "MACs", "additions", "updates", "energy",
          "ratio", "events win to");
  for (RlifWay way = 0; way < RLIF_N_WAYS; way++) print_way (e, way, price);
  printf ("\n  Prices: %s.\n  %s.\n", price->title, price->source);
  printf ("  An update of a membrane is a multiplication and an addition where the source knows no better. Events\n"
          "  win up to the mean rate given, if all that arrives grows with it.\n");
  print_limit (e, price);
  fputs (LEFT_OUT, stdout);
  print_prices (e, prices);
}

static void
add_way (JsonBuilder *builder, const RlifEnergy *e, RlifWay way, const GPtrArray *prices)
{
  json_builder_begin_object (builder);
  rlif_json_string (builder, "way", rlif_way_name (way));
  rlif_json_double (builder, "macs", e->way[way].macs);
  rlif_json_double (builder, "additions", e->way[way].acs);
  rlif_json_double (builder, "updates", e->way[way].updates);
  rlif_json_begin (builder, "joules");
  for (guint k = 0; k < prices->len; k++) {
    const RlifPrice *p = prices->pdata[k];
    rlif_json_double (builder, p->name, rlif_energy_joules (e, way, p));
  }
  json_builder_end_object (builder);
  rlif_json_begin (builder, "events_win_to_hz");
  for (guint k = 0; k < prices->len; k++) {
    const RlifPrice *p = prices->pdata[k];
    rlif_json_double (builder, p->name, rlif_energy_limit (e, way, p));
  }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_prices (JsonBuilder *builder, const GPtrArray *prices)
{
  json_builder_set_member_name (builder, "prices");
  json_builder_begin_array (builder);
  for (guint k = 0; k < prices->len; k++) {
    const RlifPrice *p = prices->pdata[k];
    json_builder_begin_object (builder);
    rlif_json_string (builder, "name", p->name);
    rlif_json_string (builder, "title", p->title);
    rlif_json_string (builder, "source", p->source);
    rlif_json_double (builder, "mac_pj", p->mac);
    rlif_json_double (builder, "ac_pj", p->ac);
    rlif_json_double (builder, "update_pj", p->update);
    rlif_json_double (builder, "neuron_ms_pj", p->neuron_ms);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_neurobench (JsonBuilder *builder, const RlifEnergy *e)
{
  rlif_json_begin (builder, "neurobench");
  rlif_json_double (builder, "footprint", e->footprint);
  rlif_json_double (builder, "connection_sparsity", e->connection_sparsity);
  rlif_json_double (builder, "activation_sparsity", e->activation_sparsity);
  rlif_json_begin (builder, "synaptic_operations");
  rlif_json_double (builder, "Dense", e->synops_dense);
  rlif_json_double (builder, "Effective_MACs", e->synops_macs);
  rlif_json_double (builder, "Effective_ACs", e->synops_acs);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

void
rlif_energy_report_print_json (const char *name, const RlifLedger *ledger, const RlifEnergy *e, const GPtrArray *prices)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  rlif_json_string (builder, "rlif", PACKAGE_VERSION);
  rlif_json_string (builder, "run", name);
  rlif_json_double (builder, "step_ms", e->step);
  rlif_json_double (builder, "steps", e->steps);
  rlif_json_double (builder, "rate_hz", e->rate);
  rlif_json_double (builder, "arrivals_per_neuron_and_step", e->arrivals_per_step);
  add_neurobench (builder, e);
  json_builder_set_member_name (builder, "ways");
  json_builder_begin_array (builder);
  for (RlifWay way = 0; way < RLIF_N_WAYS; way++) add_way (builder, e, way, prices);
  json_builder_end_array (builder);
  add_prices (builder, prices);
  rlif_ledger_add_json (builder, ledger);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  puts (text);
}

gboolean
rlif_energy_report_plot (const RlifEnergy *e, const RlifPrice *price, double width, double height, const char *path,
                         GError **error)
{
  RlifBar bar[RLIF_N_WAYS];
  char *text[RLIF_N_WAYS];
  guint n = 0;
  for (RlifWay way = 0; way < RLIF_N_WAYS; way++) {
    const double joules = rlif_energy_joules (e, way, price);
    if (isnan (joules)) continue;
    text[n] = rlif_format_joules (joules);
    bar[n] = (RlifBar) { rlif_way_name (way), text[n], joules, way == RLIF_BY_EVENTS ? 1 : way <= RLIF_BY_STEPS_MASKED ? 2 : 0 };
    n++;
  }
  g_autofree char *title = g_strdup_printf ("%s, steps of %g ms", price->title, e->step);
  const RlifCurveOptions options = { .title = title, .x_name = "energy of the run [J]", .width = width, .height = height };
  const gboolean ok = rlif_plot_bars (bar, n, &options, path, error);
  for (guint k = 0; k < n; k++) g_free (text[k]);
  return ok;
}
