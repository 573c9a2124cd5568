/* Delivery by whichever engine runs: rows of synapses onto neurons that never fire, Poisson input.
 * Time goes on from one measurement to the next; the neurons stay far below their threshold. */
#include <config.h>
#include <stdio.h>
#include <stdlib.h>
#include <rlif/rlif.h>
#include "micro.h"

#define TICKS_PER_MS G_GINT64_CONSTANT (1000000000)   /* ps: days of biological time */
enum { NEURONS = 8192 };

typedef struct {
  RlifNetwork *network;
  RlifSimulation *simulation;
  RlifTime span;         /* what brings one event to each neuron */
} Delivery;

static void
stop_on (const GError *error)
{
  if (!error) return;
  fprintf (stderr, "micro: %s\n", error->message);
  exit (1);
}

/* n events, a multiple of NEURONS; on average, where they are random. */
static double
deliver (gpointer data, gsize n)
{
  Delivery *d = data;
  GError *error = NULL;
  const RlifTime until = rlif_simulation_get_time (d->simulation)
                         + d->span * (RlifTime) (n / NEURONS);
  while (rlif_simulation_get_time (d->simulation) < until) {
    rlif_simulation_run (d->simulation, until, G_MAXUINT64, &error);
    stop_on (error);
  }
  return (double) rlif_simulation_get_counters (d->simulation, NULL).delivered;
}

static void
measure (Delivery *d, const char *name)
{
  GError *error = NULL;
  d->simulation = rlif_simulation_new (d->network, &error);
  stop_on (error);
  micro_measure (name, NEURONS, deliver, d);
  rlif_simulation_free (d->simulation);
  rlif_network_free (d->network);
}

static RlifPopulation *
silent_neurons (Delivery *d, const RlifModel *model)
{
  GError *error = NULL;
  d->network = rlif_network_new (TICKS_PER_MS, 389);
  RlifPopulation *p = rlif_network_add_population (d->network, "silent", model, NEURONS, &error);
  stop_on (error);
  return p;
}

/* Sources that spike one after another, so that each neuron hears one spike each 0.385 ms. */
typedef struct {
  const char *name, *model;
  RlifDistribution weight;
  guint sources;             /* one reaches every neuron; of several, each as many as its share */
  RlifStorage storage;
  RlifPlasticity plasticity;
} Rows;

static void
add_source (const Delivery *d, RlifPopulation *p, const Rows *rows, guint k)
{
  GError *error = NULL;
  g_autofree char *name = g_strdup_printf ("clock %u", k), *synapse = g_strdup_printf ("row %u", k);
  const RlifTime start = d->span * (k + 1) / rows->sources;
  RlifInput *input = rlif_network_add_regular (d->network, name, start, d->span, &error);
  stop_on (error);
  const RlifRule rule = rows->sources == 1
    ? (RlifRule) { .kind = RLIF_ALL_TO_ALL }
    : (RlifRule) { .kind = RLIF_FIXED_OUTDEGREE, .k = NEURONS / rows->sources, .multapses = TRUE };
  const RlifSynapses synapses = { .name = synapse, .weight = rows->weight,
                                  .delay = rlif_constant (1.5), .storage = rows->storage,
                                  .plasticity = rows->plasticity };
  rlif_network_connect_input (d->network, input, p, &rule, &synapses, &error);
  stop_on (error);
}

static void
measure_rows (RlifRegistry *registry, const Rows *rows)
{
  GError *error = NULL;
  const RlifModel *model = rlif_registry_find (registry, rows->model, &error);
  stop_on (error);
  Delivery d = { .span = TICKS_PER_MS * 385 / 1000 };
  RlifPopulation *p = silent_neurons (&d, model);
  for (guint k = 0; k < rows->sources; k++) add_source (&d, p, rows, k);
  measure (&d, rows->name);
}

/* Under STDP an arrival takes in what its target fired since the last one: here nothing. */
static void
all_rows (RlifRegistry *registry)
{
  const RlifDistribution delta = rlif_constant (-0.00385), current = rlif_constant (-0.385);
  RlifDistribution drawn;
  GError *error = NULL;
  rlif_distribution_parse ("uniform(-0.00385 mV, -0.000385 mV)", "mV", &drawn, &error);
  stop_on (error);
  const RlifPlasticity stdp = { .kind = RLIF_STDP, .a_plus = 0.005, .a_minus = 0.00525,
                                .tau_plus = 20, .tau_minus = 20, .w_max = -0.0077 };
  const Rows rows[] = {
    { "synaptic event, row of 8192, lif_delta", "lif_delta", delta, .sources = 1 },
    { "synaptic event, row of 8192, weights of their own", "lif_delta", drawn, .sources = 1 },
    { "synaptic event, rows of 128, lif_delta", "lif_delta", delta, .sources = 64 },
    { "synaptic event, rows of 128, procedural", "lif_delta", delta, .sources = 64,
      .storage = RLIF_STORAGE_PROCEDURAL },
    { "synaptic event, row of 8192, STDP", "lif_delta", delta, .sources = 1, .plasticity = stdp },
    { "synaptic event, rows of 128, STDP", "lif_delta", delta, .sources = 64, .plasticity = stdp },
    { "synaptic event, row of 8192, lif_exp", "lif_exp", current, .sources = 1 },
    { "synaptic event, rows of 128, lif_exp", "lif_exp", current, .sources = 64 },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) measure_rows (registry, &rows[k]);
}

static void
poisson (const RlifModel *model, double weight, const char *name)
{
  GError *error = NULL;
  const double rate = 2385;
  Delivery d = { .span = (RlifTime) (1e3 / rate * (double) TICKS_PER_MS) };
  RlifPopulation *p = silent_neurons (&d, model);
  rlif_network_add_poisson (d.network, "noise", p, rate, weight, NULL, &error);
  stop_on (error);
  measure (&d, name);
}

void
micro_delivery (void)
{
  GError *error = NULL;
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  const RlifModel *delta = rlif_registry_find (registry, "lif_delta", &error);
  stop_on (error);
  const RlifModel *exponential = rlif_registry_find (registry, "lif_exp", &error);
  stop_on (error);
  all_rows (registry);
  poisson (delta, -0.00385, "Poisson event, 8192 neurons, lif_delta");
  poisson (exponential, -0.385, "Poisson event, 8192 neurons, lif_exp");
}
