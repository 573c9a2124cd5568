/* Makes a simulation of a network. */
#include "engine/state.h"

static guint64
count_sources (const RlifNetwork *network)
{
  guint64 n = 0;
  for (guint k = 0; k < network->populations->len; k++)
    n += ((const RlifPopulation *) network->populations->pdata[k])->count;
  for (guint k = 0; k < network->inputs->len; k++)
    n += ((const RlifInput *) network->inputs->pdata[k])->channels;
  return n;
}

static gboolean
add_neurons (RlifSimulation *sim, GError **error)
{
  const RlifNetwork *network = sim->network;
  for (guint k = 0; k < sim->n_populations; k++) {
    const RlifPopulation *population = network->populations->pdata[k];
    sim->first[k + 1] = sim->first[k] + population->count;
    sim->outgoing[k] = g_ptr_array_new ();
    if (!rlif_neurons_init (&sim->neurons[k], population, error)) return FALSE;
  }
  return TRUE;
}

static void
add_projections (RlifSimulation *sim)
{
  for (guint k = 0; k < sim->network->projections->len; k++) {
    RlifProjection *p = sim->network->projections->pdata[k];
    g_hash_table_insert (sim->number_of, p, GUINT_TO_POINTER (k));
    GPtrArray *list = p->source ? sim->outgoing[p->source->index]
                                : g_hash_table_lookup (sim->from_input, p->input);
    if (!list) {
      list = g_ptr_array_new ();
      g_hash_table_insert (sim->from_input, p->input, list);
    }
    g_ptr_array_add (list, p);
  }
}

static void
free_list (gpointer list)
{
  g_ptr_array_unref (list);
}

RlifSimulation *
rlif_simulation_new (const RlifNetwork *network, GError **error)
{
  if (count_sources (network) >= RLIF_NO_PROJECTION) {
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
                         "neurons and input channels are more than 2^32 together");
    return NULL;
  }
  g_autoptr (RlifSimulation) sim = g_new0 (RlifSimulation, 1);
  const guint n = sim->n_populations = network->populations->len;
  sim->network = network;
  sim->neurons = g_new0 (RlifNeurons, n);
  sim->first = g_new0 (guint32, n + 1);
  sim->counters = g_new0 (RlifCounters, n);
  sim->outgoing = g_new0 (GPtrArray *, n);
  sim->from_input = g_hash_table_new_full (NULL, NULL, NULL, free_list);
  sim->number_of = g_hash_table_new (NULL, NULL);
  sim->queue = rlif_queue_new ();
  sim->time = -1;
  sim->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  sim->spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  sim->observers = g_array_new (FALSE, FALSE, sizeof (RlifObserver));
  if (!add_neurons (sim, error)) return NULL;
  add_projections (sim);
  sim->is_touched = g_new0 (guint8, sim->first[n]);
  sim->sources = rlif_sources_new (network, sim->first[n], sim->first, sim->queue);
  for (guint32 neuron = 0; neuron < sim->first[n]; neuron++)
    if (!rlif_simulation_predict (sim, neuron, 0, error)) return NULL;
  return g_steal_pointer (&sim);
}

void
rlif_simulation_free (RlifSimulation *simulation)
{
  if (!simulation) return;
  for (guint k = 0; k < simulation->n_populations; k++) {
    rlif_neurons_clear (&simulation->neurons[k]);
    if (simulation->outgoing[k]) g_ptr_array_unref (simulation->outgoing[k]);
  }
  g_free (simulation->neurons);
  g_free (simulation->first);
  g_free (simulation->counters);
  g_free (simulation->outgoing);
  g_hash_table_unref (simulation->from_input);
  g_hash_table_unref (simulation->number_of);
  rlif_queue_free (simulation->queue);
  rlif_sources_free (simulation->sources);
  g_array_unref (simulation->touched);
  g_free (simulation->is_touched);
  g_array_unref (simulation->spikes);
  g_array_unref (simulation->observers);
  g_free (simulation);
}
