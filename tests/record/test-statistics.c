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

typedef struct {
  RlifRegistry *registry;
  RlifNetwork *network;
  RlifPopulation *p;
  RlifStatistics *statistics;
} Watched;

static Watched
watch (guint32 count, RlifTime after)
{
  Watched w = { rlif_registry_new (NULL), rlif_network_new (FS, 1), NULL, NULL };
  w.p = kit_population (w.network, "p", kit_model (w.registry, "pif"), count);
  w.statistics = rlif_statistics_new (w.network, after);
  return w;
}

static void
forget (Watched *w)
{
  rlif_statistics_free (w->statistics);
  rlif_network_free (w->network);
  rlif_registry_free (w->registry);
}

static void
fire (const Watched *w, guint32 neuron, RlifTime time)
{
  const RlifObserver observer = rlif_statistics_observer (w->statistics);
  const RlifSpike spike = { time, 0, neuron };
  observer.on_spikes (observer.data, &spike, 1);
}

START_TEST (intervals_of_two_lengths_in_turn_have_the_cv_of_their_difference_over_their_sum)
{
  Watched w = watch (2, -1);
  const RlifTime a = 2385 * (FS / 1000), b = 7 * FS;
  RlifTime now = 5 * FS;
  fire (&w, 1, now);
  for (int k = 0; k < 40; k++) fire (&w, 1, now += k % 2 ? b : a);
  const RlifRateStatistics r = rlif_statistics_get (w.statistics, w.p, now);
  ck_assert_double_eq_tol (r.cv, (7 - 2.385) / (7 + 2.385), 1e-13);
  ck_assert_uint_eq (r.active, 1);
  ck_assert_uint_eq (r.spikes, 41);
  forget (&w);
}
END_TEST

START_TEST (a_clock_has_a_cv_of_zero_and_the_mean_is_over_neurons)
{
  Watched w = watch (3, -1);
  for (RlifTime k = 0; k < 50; k++) fire (&w, 0, k * 3 * FS);
  const RlifRateStatistics clock = rlif_statistics_get (w.statistics, w.p, 150 * FS);
  ck_assert_double_eq_tol (clock.cv, 0, 1e-13);
  fire (&w, 2, 200 * FS);
  fire (&w, 2, 201 * FS);
  fire (&w, 2, 204 * FS);       /* intervals 1 and 3: CV 1/2 */
  const RlifRateStatistics both = rlif_statistics_get (w.statistics, w.p, 250 * FS);
  ck_assert_double_eq_tol (both.cv, 0.25, 1e-13);
  ck_assert_double_eq_tol (both.rate, 53.0 / 3 / 0.25, 1e-10);
  forget (&w);
}
END_TEST

START_TEST (one_interval_is_not_enough)
{
  Watched w = watch (1, -1);
  fire (&w, 0, 3 * FS);
  ck_assert (isnan (rlif_statistics_get (w.statistics, w.p, 50 * FS).cv));
  fire (&w, 0, 8 * FS);
  ck_assert (isnan (rlif_statistics_get (w.statistics, w.p, 50 * FS).cv));
  fire (&w, 0, 15 * FS);
  ck_assert_double_eq_tol (rlif_statistics_get (w.statistics, w.p, 50 * FS).cv, 1.0 / 6, 1e-13);
  forget (&w);
}
END_TEST

START_TEST (spikes_of_one_moment_do_not_divide_by_zero)
{
  Watched w = watch (1, -1);
  for (int k = 0; k < 4; k++) fire (&w, 0, 9 * FS);
  const RlifRateStatistics r = rlif_statistics_get (w.statistics, w.p, 10 * FS);
  ck_assert (isnan (r.cv));
  ck_assert_uint_eq (r.spikes, 4);
  forget (&w);
}
END_TEST

START_TEST (tiny_differences_of_long_intervals_are_not_lost)
{
  Watched w = watch (1, -1);
  const RlifTime interval = 60000 * FS, jitter = 1000;   /* a minute, give or take 1 ps */
  RlifTime now = 0;
  fire (&w, 0, now);
  for (int k = 0; k < 100; k++) fire (&w, 0, now += interval + (k % 2 ? jitter : -jitter));
  const double cv = rlif_statistics_get (w.statistics, w.p, now).cv;
  ck_assert_double_eq_tol (cv / (1e-9 / 60000), 1, 0.02);
  forget (&w);
}
END_TEST

START_TEST (counting_begins_after_the_warm_up)
{
  Watched w = watch (4, 20 * FS);
  fire (&w, 0, 19 * FS);
  fire (&w, 0, 20 * FS);
  fire (&w, 0, 20 * FS + 1);
  const RlifRateStatistics r = rlif_statistics_get (w.statistics, w.p, 45 * FS);
  ck_assert_uint_eq (r.spikes, 1);
  ck_assert_double_eq_tol (r.rate, 1.0 / 4 / 0.025, 1e-11);
  ck_assert (isnan (rlif_statistics_get (w.statistics, w.p, 20 * FS).rate));
  forget (&w);
}
END_TEST

TEST_MAIN ("statistics", rate_and_cv_are_those_of_two_passes,
           intervals_of_two_lengths_in_turn_have_the_cv_of_their_difference_over_their_sum,
           a_clock_has_a_cv_of_zero_and_the_mean_is_over_neurons, one_interval_is_not_enough,
           spikes_of_one_moment_do_not_divide_by_zero,
           tiny_differences_of_long_intervals_are_not_lost, counting_begins_after_the_warm_up)
