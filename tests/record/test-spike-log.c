/* What a log keeps of the spikes that it is shown. */
#include "network-kit.h"

typedef struct {
  RlifRegistry *registry;
  RlifNetwork *network;
  RlifPopulation *a, *b;
} Two;

static Two two;

static void
setup (void)
{
  two.registry = rlif_registry_new (NULL);
  two.network = rlif_network_new (FS, 1);
  two.a = kit_population (two.network, "a", kit_model (two.registry, "pif"), 5);
  two.b = kit_population (two.network, "b", kit_model (two.registry, "pif"), 6);
}

static void
teardown (void)
{
  rlif_network_free (two.network);
  rlif_registry_free (two.registry);
}

static void
show (RlifSpikeLog *log, const RlifSpike spike[], gsize n)
{
  const RlifObserver observer = rlif_spike_log_observer (log);
  observer.on_spikes (observer.data, spike, n);
}

static void
has (const RlifTrain *train, gsize k, double time, guint32 neuron)
{
  ck_assert_uint_lt (k, train->n);
  ck_assert (train->time[k] == time);
  ck_assert_uint_eq (train->neuron[k], neuron);
}

START_TEST (spikes_at_the_end_of_the_warm_up_are_left_out)
{
  g_autoptr (RlifSpikeLog) log = rlif_spike_log_new (two.network, 2 * FS);
  rlif_spike_log_add (log, two.b);
  show (log, &(RlifSpike) { 2 * FS, 1, 1 }, 1);
  show (log, &(RlifSpike) { 2 * FS + 1, 1, 4 }, 1);
  const RlifPopulation *const b[] = { two.b };
  g_autoptr (RlifRaster) raster = rlif_spike_log_to_raster (log, b, 1, 9 * FS);
  ck_assert (raster->begin == 2 && raster->end == 9);
  const RlifTrain *train = raster->trains->pdata[0];
  ck_assert_uint_eq (train->n, 1);
  has (train, 0, (2e12 + 1) / 1e12, 4);
}
END_TEST

START_TEST (without_a_warm_up_spikes_at_zero_are_kept_and_the_raster_begins_there)
{
  g_autoptr (RlifSpikeLog) log = rlif_spike_log_new (two.network, -1);
  rlif_spike_log_add (log, two.a);
  show (log, &(RlifSpike) { 0, 0, 3 }, 1);
  const RlifPopulation *const a[] = { two.a };
  g_autoptr (RlifRaster) raster = rlif_spike_log_to_raster (log, a, 1, FS / 8);
  ck_assert (raster->begin == 0 && raster->end == 0.125);
  ck_assert_uint_eq (((RlifTrain *) raster->trains->pdata[0])->n, 1);
  has (raster->trains->pdata[0], 0, 0, 3);
}
END_TEST

START_TEST (populations_come_as_asked_for_with_their_own_spikes_only)
{
  g_autoptr (RlifSpikeLog) log = rlif_spike_log_new (two.network, -1);
  rlif_spike_log_add (log, two.b);
  const RlifSpike mixed[] = { { 7 * FS, 0, 1 }, { 7 * FS, 1, 5 } };
  show (log, mixed, 2);
  const RlifPopulation *const both[] = { two.b, two.a };
  g_autoptr (RlifRaster) raster = rlif_spike_log_to_raster (log, both, 2, 9 * FS);
  ck_assert_uint_eq (raster->trains->len, 2);
  const RlifTrain *b = raster->trains->pdata[0], *a = raster->trains->pdata[1];
  ck_assert_str_eq (b->name, "b");
  ck_assert_str_eq (a->name, "a");
  ck_assert_uint_eq (b->size, 6);
  ck_assert_uint_eq (a->size, 5);
  ck_assert_uint_eq (b->n, 1);
  ck_assert_uint_eq (a->n, 0);
  has (b, 0, 7, 5);
}
END_TEST

START_TEST (rounds_of_one_instant_are_sorted_by_neuron)
{
  g_autoptr (RlifSpikeLog) log = rlif_spike_log_new (two.network, -1);
  rlif_spike_log_add (log, two.b);
  const RlifSpike first[] = { { 3 * FS, 1, 2 }, { 3 * FS, 1, 4 } };
  show (log, first, 2);
  show (log, &(RlifSpike) { 3 * FS, 1, 3 }, 1);
  show (log, &(RlifSpike) { 4 * FS, 1, 0 }, 1);
  const RlifPopulation *const b[] = { two.b };
  g_autoptr (RlifRaster) raster = rlif_spike_log_to_raster (log, b, 1, 9 * FS);
  const RlifTrain *train = raster->trains->pdata[0];
  has (train, 0, 3, 2);
  has (train, 1, 3, 3);
  has (train, 2, 3, 4);
  has (train, 3, 4, 0);
}
END_TEST

START_TEST (a_raster_holds_spikes_up_to_its_end_and_the_log_goes_on)
{
  g_autoptr (RlifSpikeLog) log = rlif_spike_log_new (two.network, -1);
  rlif_spike_log_add (log, two.a);
  for (guint32 k = 0; k < 5; k++) show (log, &(RlifSpike) { k * FS, 0, k }, 1);
  const RlifPopulation *const a[] = { two.a };
  g_autoptr (RlifRaster) early = rlif_spike_log_to_raster (log, a, 1, 3 * FS);
  ck_assert_uint_eq (((RlifTrain *) early->trains->pdata[0])->n, 4);
  show (log, &(RlifSpike) { 5 * FS, 0, 1 }, 1);
  g_autoptr (RlifRaster) late = rlif_spike_log_to_raster (log, a, 1, 5 * FS);
  ck_assert_uint_eq (((RlifTrain *) late->trains->pdata[0])->n, 6);
}
END_TEST

START_TEST (a_log_is_fed_by_a_simulation)
{
  kit_set (two.a, "V_m", "-55 mV", "mV");       /* at threshold: all fire at once */
  g_autoptr (RlifSimulation) simulation = kit_simulation (two.network);
  g_autoptr (RlifSpikeLog) log = rlif_spike_log_new (two.network, -1);
  rlif_spike_log_add (log, two.a);
  const RlifObserver observer = rlif_spike_log_observer (log);
  rlif_simulation_observe (simulation, &observer);
  kit_run (simulation, 2 * FS);
  const RlifPopulation *const a[] = { two.a };
  g_autoptr (RlifRaster) raster = rlif_spike_log_to_raster (log, a, 1, 2 * FS);
  const RlifTrain *train = raster->trains->pdata[0];
  ck_assert_uint_eq (train->n, rlif_simulation_get_counters (simulation, two.a).spikes);
  ck_assert_uint_eq (train->n, 5);
  for (guint32 k = 0; k < 5; k++) has (train, k, 0, k);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "spike-log", spikes_at_the_end_of_the_warm_up_are_left_out,
                without_a_warm_up_spikes_at_zero_are_kept_and_the_raster_begins_there,
                populations_come_as_asked_for_with_their_own_spikes_only,
                rounds_of_one_instant_are_sorted_by_neuron,
                a_raster_holds_spikes_up_to_its_end_and_the_log_goes_on,
                a_log_is_fed_by_a_simulation)
