/* Rates of populations over time.
 *
 * The width of the bins follows from the spikes: with k the count of a bin of width D, of mean m
 * and variance v over the bins, the one with the least (2 m - v) / D^2 comes nearest to the rate
 * that the spikes were drawn from (Shimazaki & Shinomoto 2007, doi:10.1162/neco.2007.19.6.1503).
 * A steady network gets wide bins, volleys get narrow ones. Round widths are looked at,
 * stretched a little where they do not divide the time shown. */
#include <math.h>
#include "plot/rates.h"
#include "plot/ticks.h"
#include "plot/train.h"

static void
count (RlifHistogram *histogram, const RlifTrain *train)
{
  gsize first;
  const gsize n = rlif_train_find (train, histogram->begin, histogram->end, &first);
  for (gsize k = first; k < first + n; k++) rlif_histogram_add (histogram, train->time[k]);
}

static RlifHistogram *
count_all (const RlifRaster *raster, double begin, double end, guint n_bins)
{
  RlifHistogram *histogram = rlif_histogram_new (begin, end, n_bins);
  for (guint k = 0; k < raster->trains->len; k++) count (histogram, raster->trains->pdata[k]);
  return histogram;
}

static double
cost_of (const RlifHistogram *h)
{
  double mean = 0, variance = 0;
  for (guint k = 0; k < h->n; k++) mean += h->value[k] / h->n;
  for (guint k = 0; k < h->n; k++) variance += pow (h->value[k] - mean, 2) / h->n;
  return (2 * mean - variance) * h->n * h->n;
}

static guint
choose_bins (const RlifRaster *raster, double begin, double end, guint most)
{
  static const guint limits[] = { 20, 50, 100, 200, 500 };
  double least = HUGE_VAL;
  guint best = 1;
  for (guint k = 0; k < G_N_ELEMENTS (limits) && (k == 0 || limits[k] <= most); k++) {
    const double width = rlif_tick_distance (end - begin, (int) MIN (limits[k], most));
    const guint n = (guint) MAX (1, round ((end - begin) / width));
    g_autoptr (RlifHistogram) histogram = count_all (raster, begin, end, n);
    const double cost = cost_of (histogram);
    if (cost < least) least = cost, best = n;
  }
  return best;
}

GPtrArray *
rlif_rates_new (const RlifRaster *raster, double begin, double end, gboolean together, guint most)
{
  const guint n_bins = choose_bins (raster, begin, end, most);
  const double per_second = 1000 * n_bins / (end - begin);
  GPtrArray *rates = g_ptr_array_new_with_free_func ((GDestroyNotify) rlif_histogram_free);
  double neurons = 0;
  for (guint k = 0; k < raster->trains->len; k++) {
    const RlifTrain *train = raster->trains->pdata[k];
    neurons += train->size;
    if (together) continue;
    RlifHistogram *histogram = rlif_histogram_new (begin, end, n_bins);
    count (histogram, train);
    rlif_histogram_scale (histogram, per_second / MAX (train->size, 1));
    g_ptr_array_add (rates, histogram);
  }
  if (together) {
    g_ptr_array_add (rates, count_all (raster, begin, end, n_bins));
    rlif_histogram_scale (rates->pdata[0], per_second / MAX (neurons, 1));
  }
  return rates;
}

double
rlif_rates_largest (const GPtrArray *rates)
{
  double largest = 0;
  for (guint k = 0; k < rates->len; k++)
    largest = fmax (largest, rlif_histogram_largest (rates->pdata[k]));
  return largest;
}
