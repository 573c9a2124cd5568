/* What tests of networks need again and again: failing on errors, models, collected spikes. */
#ifndef RLIF_TESTS_NETWORK_KIT_H
#define RLIF_TESTS_NETWORK_KIT_H

#include <rlif/rlif.h>
#include "check-main.h"

#define FS G_GINT64_CONSTANT (1000000000000)   /* ticks per ms at the default resolution */

/* Fails the test with the message if there is an error. */
static inline void
kit_no_error (const GError *error)
{
  ck_assert_msg (error == NULL, "%s", error ? error->message : "");
}

static inline const RlifModel *
kit_model (RlifRegistry *registry, const char *name)
{
  GError *error = NULL;
  const RlifModel *model = rlif_registry_find (registry, name, &error);
  kit_no_error (error);
  return model;
}

static inline RlifPopulation *
kit_population (RlifNetwork *network, const char *name, const RlifModel *model, guint32 count)
{
  GError *error = NULL;
  RlifPopulation *population = rlif_network_add_population (network, name, model, count, &error);
  kit_no_error (error);
  return population;
}

static inline void
kit_set (RlifPopulation *population, const char *field, const char *value, const char *unit)
{
  GError *error = NULL;
  RlifDistribution distribution;
  rlif_distribution_parse (value, unit, &distribution, &error);
  kit_no_error (error);
  rlif_population_set (population, field, &distribution, &error);
  kit_no_error (error);
}

/* Spikes of a whole run, in the order in which they were shown. */
static inline void
kit_collect (gpointer data, const RlifSpike spike[], gsize n)
{
  g_array_append_vals (data, spike, (guint) n);
}

static inline GArray *
kit_observe_spikes (RlifSimulation *simulation)
{
  GArray *spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  const RlifObserver observer = { .data = spikes, .on_spikes = kit_collect };
  rlif_simulation_observe (simulation, &observer);
  return spikes;
}

static inline RlifSimulation *
kit_simulation (const RlifNetwork *network)
{
  GError *error = NULL;
  RlifSimulation *simulation = rlif_simulation_new (network, &error);
  kit_no_error (error);
  return simulation;
}

static inline void
kit_run (RlifSimulation *simulation, RlifTime until)
{
  GError *error = NULL;
  rlif_simulation_run (simulation, until, G_MAXUINT64, &error);
  kit_no_error (error);
  ck_assert_int_eq (rlif_simulation_get_time (simulation), until);
}

/* Runs a network from its initial state. Returns: (owned) GArray of RlifSpike */
static inline GArray *
kit_spikes_of (const RlifNetwork *network, RlifTime until)
{
  RlifSimulation *simulation = kit_simulation (network);
  GArray *spikes = kit_observe_spikes (simulation);
  kit_run (simulation, until);
  rlif_simulation_free (simulation);
  return spikes;
}

static inline const RlifSpike *
kit_spike (const GArray *spikes, guint k)
{
  ck_assert_uint_lt (k, spikes->len);
  return &g_array_index (spikes, RlifSpike, k);
}

static inline void
kit_same_spikes (const GArray *a, const GArray *b)
{
  ck_assert_uint_eq (a->len, b->len);
  for (guint k = 0; k < a->len; k++) {
    const RlifSpike *x = kit_spike (a, k), *y = kit_spike (b, k);
    ck_assert_msg (x->time == y->time && x->population == y->population && x->neuron == y->neuron,
                   "spike %u of %u: neuron %u at %" G_GINT64_FORMAT
                   " against neuron %u at %" G_GINT64_FORMAT,
                   k, a->len, x->neuron, x->time, y->neuron, y->time);
  }
}

/* One synapse. */
static inline void
kit_synapse (RlifNetwork *network, RlifPopulation *source, guint32 from, RlifPopulation *target,
             guint32 to, double weight, double delay_ms)
{
  static guint number;
  GError *error = NULL;
  g_autofree char *name = g_strdup_printf ("synapse %u", number++);
  const RlifSynapses synapses = { .name = name, .weight = rlif_constant (weight),
                                  .delay = rlif_constant (delay_ms) };
  rlif_network_connect_list (network, source, target, &synapses, 1, &from, &to, NULL, NULL, &error);
  kit_no_error (error);
}

/* A spike from outside into one neuron. */
static inline void
kit_stimulus (RlifNetwork *network, RlifPopulation *target, guint32 to, double weight,
              RlifTime time)
{
  static guint number;
  GError *error = NULL;
  g_autofree char *name = g_strdup_printf ("stimulus %u", number++);
  const guint32 channel = 0;
  RlifInput *input = rlif_network_add_spikes (network, name, 1, 1, &time, &channel, &error);
  kit_no_error (error);
  const RlifSynapses synapses = { .name = name, .weight = rlif_constant (weight),
                                  .delay = rlif_constant (0) };
  rlif_network_connect_input_list (network, input, target, &synapses, 1, &channel, &to, NULL, NULL,
                                   &error);
  kit_no_error (error);
}

#endif
