/* Statistics against a plain computation in two passes. */
#include <math.h>
#include "network-kit.h"

enum { NEURONS = 17, SPIKES = 4000 };

START_TEST (rate_and_cv_are_those_of_two_passes)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  kit_population (network, "other", kit_model (registry, "pif"), 3);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "pif"), NEURONS);
  const RlifTime after = 25 * FS;
  g_autoptr (RlifStatistics) statistics = rlif_statistics_new (network, after);
  const RlifObserver observer = rlif_statistics_observer (statistics);
  static RlifTime time[NEURONS][SPIKES];
  guint n[NEURONS] = { 0 }, spikes = 0;
  RlifStream lot;
  rlif_stream_init (&lot, 4, RLIF_PURPOSE_STATE, "spikes", 0);
  RlifTime now = 0;
  for (int k = 0; k < SPIKES; k++) {
    now += (RlifTime) (1e11 * rlif_stream_exponential (&lot));
    /* one neuron stays silent, one fires once, one twice */
    guint32 i = 3 + rlif_stream_below (&lot, NEURONS - 3);
    if (k == 1000) i = 1;
    if (k == 2000 || k == 3000) i = 2;
    const RlifSpike spike = { now, 1, i };
    observer.on_spikes (observer.data, &spike, 1);
    if (now > after) time[i][n[i]++] = now, spikes++;
  }
  double sum = 0;
  int regular = 0;
  for (int i = 0; i < NEURONS; i++) {
    if (n[i] < 3) continue;
    const double m = n[i] - 1, mean = (double) (time[i][n[i] - 1] - time[i][0]) / 1e12 / m;
    double squares = 0;
    for (guint k = 1; k < n[i]; k++)
      squares += pow ((double) (time[i][k] - time[i][k - 1]) / 1e12 - mean, 2);
    sum += sqrt (squares / m) / mean;
    regular++;
  }
  const RlifTime end = now + FS;
  const RlifRateStatistics r = rlif_statistics_get (statistics, p, end);
  ck_assert_uint_eq (r.spikes, spikes);
  ck_assert_uint_eq (r.active, NEURONS - 1);
  ck_assert_double_eq_tol (r.cv, sum / regular, 1e-12);
  ck_assert_double_eq_tol (r.rate, spikes / (double) NEURONS / ((double) (end - after) / 1e15), 1e-9);
  const RlifRateStatistics none =
    rlif_statistics_get (statistics, rlif_network_get_population (network, 0), end);
  ck_assert (none.spikes == 0 && none.rate == 0 && isnan (none.cv));
}
END_TEST

START_TEST (a_log_keeps_what_comes_after_the_warm_up_sorted)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *a = kit_population (network, "a", kit_model (registry, "pif"), 5);
  RlifPopulation *b = kit_population (network, "b", kit_model (registry, "pif"), 5);
  g_autoptr (RlifSpikeLog) log = rlif_spike_log_new (network, 2 * FS);
  rlif_spike_log_add (log, b);
  const RlifObserver observer = rlif_spike_log_observer (log);
  const RlifSpike at_end[] = { { 2 * FS, 1, 1 } };
  const RlifSpike first[] = { { 2 * FS + 1, 0, 1 }, { 2 * FS + 1, 1, 4 } };
  const RlifSpike second[] = { { 2 * FS + 1, 1, 2 } };  /* a later round of the same instant */
  observer.on_spikes (observer.data, at_end, 1);
  observer.on_spikes (observer.data, first, 2);
  observer.on_spikes (observer.data, second, 1);
  const RlifPopulation *const both[] = { a, b };
  g_autoptr (RlifRaster) raster = rlif_spike_log_to_raster (log, both, 2, 9 * FS);
  ck_assert (raster->begin == 2 && raster->end == 9);
  ck_assert_uint_eq (((RlifTrain *) raster->trains->pdata[0])->n, 0);
  const RlifTrain *train = raster->trains->pdata[1];
  ck_assert_uint_eq (train->n, 2);
  ck_assert_uint_eq (train->neuron[0], 2);
  ck_assert_uint_eq (train->neuron[1], 4);
  ck_assert (train->time[0] == (2e12 + 1) / 1e12);
}
END_TEST

TEST_MAIN ("statistics", rate_and_cv_are_those_of_two_passes,
           a_log_keeps_what_comes_after_the_warm_up_sorted)
