/* A volley runs down a chain of ten neurons.
 * cc chain.c -o chain $(pkg-config --cflags --libs rlif) && ./chain */
#include <rlif/rlif.h>
#include <stdio.h>

static void
print_spike (gpointer data, const RlifSpike spike[], gsize n)
{
  for (gsize k = 0; k < n; k++)
    printf ("%.3f ms: neuron %u\n", (double) spike[k].time / *(const double *) data, spike[k].neuron);
}

int
main (void)
{
  double ticks_per_ms = 1e12; /* a tick is 1 fs */
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new ((gint64) ticks_per_ms, 42);
  RlifPopulation *chain = rlif_network_add_population (
    network, "chain", rlif_registry_find (registry, "lif_delta", NULL), 10, NULL);
  const guint32 from[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 }, to[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  rlif_network_connect_list (
    network, chain, chain,
    &(RlifSynapses) { .name = "next", .weight = rlif_constant (20), .delay = rlif_constant (1.5) }, 9,
    from, to, NULL, NULL, NULL);
  rlif_population_set_each (chain, "V_m", (double[]) { -55, -70, -70, -70, -70, -70, -70, -70, -70, -70 }, NULL);
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new (network, NULL);
  rlif_simulation_observe (simulation, &(RlifObserver) { .data = &ticks_per_ms, .on_spikes = print_spike });
  return rlif_simulation_run (simulation, (RlifTime) (20 * ticks_per_ms), G_MAXUINT64, NULL) ? 0 : 1;
}
