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

/* One spike each 0.385 ms from a source that reaches every neuron. */
static void
rows (const RlifModel *model, double weight, const char *name)
{
  GError *error = NULL;
  Delivery d = { .span = TICKS_PER_MS * 385 / 1000 };
  RlifPopulation *p = silent_neurons (&d, model);
  RlifInput *input = rlif_network_add_regular (d.network, "clock", d.span, d.span, &error);
  stop_on (error);
  const RlifRule rule = { .kind = RLIF_ALL_TO_ALL };
  const RlifSynapses synapses = { .name = "row", .weight = rlif_constant (weight),
                                  .delay = rlif_constant (1.5) };
  rlif_network_connect_input (d.network, input, p, &rule, &synapses, &error);
  stop_on (error);
  measure (&d, name);
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
  rows (delta, -0.00385, "synaptic event, row of 8192, lif_delta");
  rows (exponential, -0.385, "synaptic event, row of 8192, lif_exp");
  poisson (delta, -0.00385, "Poisson event, 8192 neurons, lif_delta");
  poisson (exponential, -0.385, "Poisson event, 8192 neurons, lif_exp");
}
