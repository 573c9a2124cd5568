/* What a run was, in numbers. */
#include <config.h>
#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <rlif/units.h>
#include "cli/json.h"
#include "cli/ledger-json.h"
#include "cli/summary.h"

static double
to_ms (const RlifExperiment *experiment, RlifTime time)
{
  return (double) time / (double) experiment->ticks_per_ms;
}

/* [MB] the most memory the process has had. */
static double
peak_memory (void)
{
  struct rusage usage;
  return getrusage (RUSAGE_SELF, &usage) == 0 ? (double) usage.ru_maxrss / 1024 : NAN;
}

/* Events and what they took, in the units people compare. */
typedef struct {
  RlifCounters all;
  double simulated;      /* [ms] */
  double ns_per_event, real_time_factor, memory;
} Cost;

static Cost
cost_of (const RlifSummary *summary)
{
  Cost cost = { .all = rlif_simulation_get_counters (summary->simulation, NULL),
                .simulated = to_ms (summary->experiment,
                                    rlif_simulation_get_time (summary->simulation)),
                .memory = peak_memory () };
  cost.ns_per_event = cost.all.delivered ? summary->wall * 1e9 / (double) cost.all.delivered : NAN;
  cost.real_time_factor = summary->wall * 1e3 / cost.simulated;
  return cost;
}

static int
widest_name (const RlifNetwork *network)
{
  glong width = 10;
  for (guint k = 0; k < rlif_network_n_populations (network); k++) {
    const char *name = rlif_population_get_name (rlif_network_get_population (network, k));
    width = MAX (width, g_utf8_strlen (name, -1));
  }
  return (int) width;
}

static void
print_populations (const RlifSummary *summary)
{
  const RlifNetwork *network = summary->experiment->network;
  const RlifTime end = rlif_simulation_get_time (summary->simulation);
  const int width = widest_name (network);
  printf ("  %-*s %10s %10s %10s %8s %12s %12s\n", width, "population", "neurons", "spikes",
          "rate [Hz]", "CV(ISI)", "delivered", "gated");
  for (guint k = 0; k < rlif_network_n_populations (network); k++) {
    const RlifPopulation *p = rlif_network_get_population (network, k);
    const RlifRateStatistics s = rlif_statistics_get (summary->statistics, p, end);
    const RlifCounters c = rlif_simulation_get_counters (summary->simulation, p);
    g_autofree char *cv = isnan (s.cv) ? g_strdup ("-") : g_strdup_printf ("%.3f", s.cv);
    printf ("  %-*s %10u %10" G_GUINT64_FORMAT " %10.3f %8s %12" G_GUINT64_FORMAT
            " %12" G_GUINT64_FORMAT "\n",
            width, rlif_population_get_name (p), rlif_population_get_count (p), s.spikes, s.rate,
            cv, c.delivered, c.gated);
  }
}

/* How many synapses there are, what they take, and why those are not stored that are not. */
static void
print_synapses (const RlifNetwork *network)
{
  gsize stored = 0, bytes = 0;
  for (guint k = 0; k < rlif_network_n_projections (network); k++) {
    const RlifProjection *p = rlif_network_get_projection (network, k);
    const gsize n = rlif_projection_get_n_synapses (p);
    g_autofree char *storage = rlif_projection_describe_storage (p);
    if (rlif_projection_is_procedural (p))
      printf ("  synapses         %" G_GSIZE_FORMAT " of %s %s\n", n, rlif_projection_get_name (p), storage);
    else
      stored += n;
    bytes += rlif_projection_get_size (p);
  }
  if (stored)
    printf ("  synapses         %" G_GSIZE_FORMAT " stored in %.1f MB, %.1f bytes each\n", stored,
            (double) bytes / 1e6, (double) bytes / (double) stored);
}

void
rlif_summary_print (const RlifSummary *summary)
{
  const RlifExperiment *e = summary->experiment;
  const Cost cost = cost_of (summary);
  g_autofree char *end = rlif_time_format (rlif_simulation_get_time (summary->simulation),
                                           e->ticks_per_ms, 6);
  g_autofree char *warmup = rlif_time_format (e->warmup, e->ticks_per_ms, 6);
  if (e->title) printf ("%s\n", e->title);
  printf ("  simulated %s%s, of these %s warm-up (not recorded), seed %" G_GUINT64_FORMAT "\n\n", end,
          summary->complete ? "" : " (stopped early)", warmup, e->seed);
  print_populations (summary);
  printf ("\n  synaptic events  %" G_GUINT64_FORMAT " delivered (%" G_GUINT64_FORMAT
          " from outside), %" G_GUINT64_FORMAT " gated by refractoriness\n",
          cost.all.delivered, cost.all.outside, cost.all.gated);
  print_synapses (e->network);
  if (rlif_simulation_get_engine (summary->simulation) == RLIF_ENGINE_REFERENCE)
    printf ("  engine           reference, since a synapse between neurons has no delay (slow)\n");
  const guint threads = rlif_simulation_get_threads (summary->simulation);
  printf ("  wall time        %.3f s with %u thread%s, %.3g times biological time", summary->wall, threads,
          threads == 1 ? "" : "s", cost.real_time_factor);
  if (!isnan (cost.ns_per_event)) printf (", %.1f ns per event", cost.ns_per_event);
  printf ("\n  memory           %.0f MB at most\n", cost.memory);
  for (guint k = 0; k < summary->files->len; k++)
    printf ("  written          %s\n", (const char *) summary->files->pdata[k]);
}

static void
add_counters (JsonBuilder *builder, const RlifCounters *counters)
{
  rlif_json_int (builder, "spikes", counters->spikes);
  rlif_json_int (builder, "delivered", counters->delivered);
  rlif_json_int (builder, "outside", counters->outside);
  rlif_json_int (builder, "gated", counters->gated);
}

static void
add_populations (JsonBuilder *builder, const RlifSummary *summary)
{
  const RlifNetwork *network = summary->experiment->network;
  const RlifTime end = rlif_simulation_get_time (summary->simulation);
  json_builder_set_member_name (builder, "populations");
  json_builder_begin_array (builder);
  for (guint k = 0; k < rlif_network_n_populations (network); k++) {
    const RlifPopulation *p = rlif_network_get_population (network, k);
    const RlifRateStatistics s = rlif_statistics_get (summary->statistics, p, end);
    const RlifCounters c = rlif_simulation_get_counters (summary->simulation, p);
    json_builder_begin_object (builder);
    rlif_json_string (builder, "name", rlif_population_get_name (p));
    rlif_json_string (builder, "model", rlif_population_get_model (p)->name);
    rlif_json_int (builder, "neurons", rlif_population_get_count (p));
    add_counters (builder, &c);
    rlif_json_int (builder, "recorded_spikes", s.spikes);
    rlif_json_int (builder, "active_neurons", s.active);
    rlif_json_double (builder, "rate_hz", s.rate);
    rlif_json_double (builder, "cv_isi", s.cv);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_synapses (JsonBuilder *builder, const RlifNetwork *network)
{
  json_builder_set_member_name (builder, "synapses");
  json_builder_begin_array (builder);
  for (guint k = 0; k < rlif_network_n_projections (network); k++) {
    const RlifProjection *p = rlif_network_get_projection (network, k);
    g_autofree char *storage = rlif_projection_describe_storage (p);
    json_builder_begin_object (builder);
    rlif_json_string (builder, "projection", rlif_projection_get_name (p));
    rlif_json_int (builder, "number", rlif_projection_get_n_synapses (p));
    rlif_json_int (builder, "bytes", rlif_projection_get_size (p));
    rlif_json_string (builder, "storage", storage);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_run (JsonBuilder *builder, const RlifSummary *summary)
{
  const RlifExperiment *e = summary->experiment;
  rlif_json_string (builder, "rlif", PACKAGE_VERSION);
  rlif_json_string (builder, "experiment", e->path);
  if (e->title) rlif_json_string (builder, "title", e->title);
  rlif_json_int (builder, "seed", e->seed);
  json_builder_set_member_name (builder, "complete");
  json_builder_add_boolean_value (builder, summary->complete);
  rlif_json_double (builder, "simulated_ms",
              to_ms (e, rlif_simulation_get_time (summary->simulation)));
  rlif_json_double (builder, "warmup_ms", to_ms (e, e->warmup));
}

static void
add_cost (JsonBuilder *builder, const RlifSummary *summary)
{
  const Cost cost = cost_of (summary);
  add_counters (builder, &cost.all);
  json_builder_set_member_name (builder, "engine");
  json_builder_add_string_value (
    builder, rlif_simulation_get_engine (summary->simulation) == RLIF_ENGINE_REFERENCE ? "reference" : "windowed");
  rlif_json_int (builder, "threads", rlif_simulation_get_threads (summary->simulation));
  rlif_json_double (builder, "wall_s", summary->wall);
  rlif_json_double (builder, "ns_per_event", cost.ns_per_event);
  rlif_json_double (builder, "real_time_factor", cost.real_time_factor);
  rlif_json_double (builder, "peak_memory_mb", cost.memory);
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint k = 0; k < summary->files->len; k++)
    json_builder_add_string_value (builder, summary->files->pdata[k]);
  json_builder_end_array (builder);
}

void
rlif_summary_print_json (const RlifSummary *summary)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_run (builder, summary);
  add_populations (builder, summary);
  add_synapses (builder, summary->experiment->network);
  add_cost (builder, summary);
  g_autoptr (RlifLedger) ledger = rlif_ledger_new (summary->simulation, summary->experiment->network);
  rlif_ledger_add_json (builder, ledger);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  puts (text);
}

static void
note (GPtrArray *notes, const char *name, char *value)
{
  g_ptr_array_add (notes, g_strdup (name));
  g_ptr_array_add (notes, value);
}

char **
rlif_summary_notes (const RlifExperiment *experiment, const RlifSimulation *simulation,
                    gboolean complete)
{
  const RlifCounters c = rlif_simulation_get_counters (simulation, NULL);
  const RlifTime end = rlif_simulation_get_time (simulation);
  GPtrArray *notes = g_ptr_array_new ();
  note (notes, "program", g_strdup ("rlif " PACKAGE_VERSION));
  if (experiment->title) note (notes, "title", g_strdup (experiment->title));
  note (notes, "experiment", g_strdup (experiment->text));
  note (notes, "seed", g_strdup_printf ("%" G_GUINT64_FORMAT, experiment->seed));
  note (notes, "complete", g_strdup (complete ? "yes" : "no"));
  note (notes, "simulated", g_strdup_printf ("%.17g ms", to_ms (experiment, end)));
  note (notes, "spikes", g_strdup_printf ("%" G_GUINT64_FORMAT, c.spikes));
  note (notes, "delivered", g_strdup_printf ("%" G_GUINT64_FORMAT, c.delivered));
  note (notes, "outside", g_strdup_printf ("%" G_GUINT64_FORMAT, c.outside));
  note (notes, "gated", g_strdup_printf ("%" G_GUINT64_FORMAT, c.gated));
  g_autoptr (RlifLedger) ledger = rlif_ledger_new (simulation, experiment->network);
  note (notes, "ledger", rlif_ledger_format (ledger));
  g_ptr_array_add (notes, NULL);
  return (char **) g_ptr_array_free (notes, FALSE);
}
