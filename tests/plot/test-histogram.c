/* Counts of spikes and intervals, against counting them one by one. */
#include "check-main.h"
#include <math.h>
#include "plot/histogram.h"
#include "plot/intervals.h"
#include "plot/rates.h"
#include "plot/train.h"

/* Spikes at irregular times of irregular neurons, in order; some at equal times. */
static RlifRaster *
make_raster (guint n_trains, gsize n, double begin, double end)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2385);
  RlifRaster *raster = rlif_raster_new (begin, end);
  for (guint j = 0; j < n_trains; j++) {
    g_autofree char *name = g_strdup_printf ("population %u", j);
    RlifTrain *train = rlif_raster_add (raster, name, 7 + 10 * j, n);
    double time = begin;
    for (gsize k = 0; k < n; k++) {
      if (k % 5) time += 2 * g_rand_double (rand) * (end - begin) / (double) n * 1.2;
      train->time[k] = fmin (time, end);
      train->neuron[k] = (guint32) g_rand_int_range (rand, 0, (gint32) train->size);
    }
  }
  return raster;
}

static const RlifTrain *
train_of (const RlifRaster *raster, guint k)
{
  return raster->trains->pdata[k];
}

START_TEST (a_span_holds_the_spikes_from_its_begin_to_its_end)
{
  g_autoptr (RlifRaster) raster = make_raster (1, 200, 13.7, 113.9);
  const RlifTrain *train = train_of (raster, 0);
  const double edges[] = { -5, 13.7, train->time[0], train->time[7], 20.25, train->time[100],
                           77.1, train->time[199], 200 };
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    for (guint j = i; j < G_N_ELEMENTS (edges); j++) {
      gsize n = 0, before = 0, first;
      for (gsize k = 0; k < train->n; k++) {
        before += train->time[k] < edges[i];
        n += train->time[k] >= edges[i] && train->time[k] <= edges[j];
      }
      ck_assert_uint_eq (rlif_train_find (train, edges[i], edges[j], &first), n);
      if (n) ck_assert_uint_eq (first, before);
    }
}
END_TEST

START_TEST (a_train_without_spikes_has_none_in_any_span)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 10);
  gsize first;
  ck_assert_uint_eq (rlif_train_find (rlif_raster_add (raster, "E", 3, 0), 0, 10, &first), 0);
}
END_TEST

START_TEST (intervals_are_those_of_each_neuron)
{
  g_autoptr (RlifRaster) raster = make_raster (1, 300, 0, 90);
  const RlifTrain *train = train_of (raster, 0);
  const double begin = 11.3, end = 71.9;
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (double));
  rlif_train_add_intervals (train, begin, end, intervals);
  guint n = 0;
  for (gsize k = 0; k < train->n; k++) {
    gsize before = k;
    while (before > 0 && train->neuron[before - 1] != train->neuron[k]) before--;
    if (before == 0 || train->time[before - 1] < begin || train->time[k] > end) continue;
    ck_assert_uint_lt (n, intervals->len);
    ck_assert_double_eq (g_array_index (intervals, double, n),
                         train->time[k] - train->time[before - 1]);
    n++;
  }
  ck_assert_uint_gt (n, 100);
  ck_assert_uint_eq (intervals->len, n);
}
END_TEST

START_TEST (intervals_of_neurons_with_very_large_numbers_need_no_more_memory)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 10);
  RlifTrain *train = rlif_raster_add (raster, "E", G_MAXUINT32, 4);
  const double time[] = { 1.5, 2.25, 4.75, 5 };
  const guint32 neuron[] = { 4294967294u, 0, 4294967294u, 0 };
  memcpy (train->time, time, sizeof time);
  memcpy (train->neuron, neuron, sizeof neuron);
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (double));
  rlif_train_add_intervals (train, 0, 10, intervals);
  ck_assert_uint_eq (intervals->len, 2);
  ck_assert_double_eq (g_array_index (intervals, double, 0), 3.25);
  ck_assert_double_eq (g_array_index (intervals, double, 1), 2.75);
}
END_TEST

START_TEST (a_bin_holds_its_upper_edge_and_the_first_both)
{
  g_autoptr (RlifHistogram) h = rlif_histogram_new (-1, 3, 8);
  const double values[] = { -1, -0.75, -0.5, -0.49, 0, 0.001, 2.4, 2.5, 2.501, 3, -1.001, 3.001,
                            NAN };
  const double counts[] = { 3, 2, 1, 0, 0, 0, 2, 2 };
  for (guint k = 0; k < G_N_ELEMENTS (values); k++) rlif_histogram_add (h, values[k]);
  for (guint k = 0; k < 8; k++) ck_assert_double_eq (h->value[k], counts[k]);
  ck_assert_double_eq (rlif_histogram_largest (h), 3);
  rlif_histogram_scale (h, 2.385);
  ck_assert_double_eq (h->value[1], 2 * 2.385);
}
END_TEST

START_TEST (a_rate_times_its_bin_is_the_number_of_spikes_of_a_neuron)
{
  const double begin = 100, end = 437.3;
  g_autoptr (RlifRaster) raster = make_raster (3, 700, begin, end);
  g_autoptr (GPtrArray) rates = rlif_rates_new (raster, begin, end, FALSE, 431);
  ck_assert_uint_eq (rates->len, 3);
  for (guint j = 0; j < 3; j++) {
    const RlifHistogram *h = rates->pdata[j];
    const RlifTrain *train = train_of (raster, j);
    const double seconds = (end - begin) / h->n / 1000;
    double sum = 0;
    for (guint k = 0; k < h->n; k++) {
      const double from = begin + k * (end - begin) / h->n;
      const double to = begin + (k + 1) * (end - begin) / h->n;
      double n = 0;
      for (gsize s = 0; s < train->n; s++)
        n += (train->time[s] > from || (k == 0 && train->time[s] == from))
             && (train->time[s] <= to || k + 1 == h->n);
      ck_assert_double_eq_tol (h->value[k] * seconds * train->size, n, 1e-9);
      sum += n;
    }
    ck_assert_double_eq (sum, 700);
  }
}
END_TEST

START_TEST (the_rate_of_all_together_is_the_mean_over_neurons)
{
  g_autoptr (RlifRaster) raster = make_raster (3, 700, 0, 300);
  g_autoptr (GPtrArray) each = rlif_rates_new (raster, 0, 300, FALSE, 500);
  g_autoptr (GPtrArray) all = rlif_rates_new (raster, 0, 300, TRUE, 500);
  ck_assert_uint_eq (all->len, 1);
  const RlifHistogram *h = all->pdata[0];
  for (guint k = 0; k < h->n; k++) {
    double rate = 0;
    for (guint j = 0; j < 3; j++)
      rate += ((const RlifHistogram *) each->pdata[j])->value[k] * train_of (raster, j)->size;
    ck_assert_double_eq_tol (h->value[k], rate / (7 + 17 + 27), 1e-9);
  }
  double largest = 0;
  for (guint j = 0; j < 3; j++)
    largest = fmax (largest, rlif_histogram_largest (each->pdata[j]));
  ck_assert_double_eq (rlif_rates_largest (each), largest);
}
END_TEST

static guint
bins_of (const RlifRaster *raster, guint most)
{
  g_autoptr (GPtrArray) rates = rlif_rates_new (raster, raster->begin, raster->end, FALSE, most);
  return ((const RlifHistogram *) rates->pdata[0])->n;
}

/* Of the number of bins that a span allows, the formula of the paper, written down once more. */
static double
cost_of_bins (const RlifRaster *raster, guint n)
{
  const RlifTrain *train = train_of (raster, 0);
  const double width = (raster->end - raster->begin) / n;
  g_autofree double *count = g_new0 (double, n);
  for (gsize k = 0; k < train->n; k++)
    count[(guint) CLAMP (ceil ((train->time[k] - raster->begin) / width) - 1, 0, n - 1)]++;
  double sum = 0, squares = 0;
  for (guint k = 0; k < n; k++) sum += count[k], squares += count[k] * count[k];
  return (2 * sum / n - (squares / n - sum / n * sum / n)) / (width * width);
}

static RlifRaster *
make_volleys (double period, double spread)
{
  RlifRaster *raster = rlif_raster_new (0, 1000);
  const guint n = (guint) (1000 / period);
  RlifTrain *train = rlif_raster_add (raster, "E", 100, 100 * n);
  for (guint k = 0; k < 100 * n; k++) {
    train->time[k] = (k / 100 + 0.31) * period + k % 100 * spread / 100;
    train->neuron[k] = k % 100;
  }
  return raster;
}

START_TEST (bins_are_those_that_cost_least)
{
  static const guint all[] = { 20, 50, 100, 200, 500 };
  static const double volleys[][2] = { { 25, 0.1 }, { 25, 25 }, { 100, 20 }, { 200, 60 },
                                       { 500, 400 }, { 40, 13 } };
  guint different = 0, last = 0;
  for (guint v = 0; v < G_N_ELEMENTS (volleys); v++) {
    g_autoptr (RlifRaster) raster = make_volleys (volleys[v][0], volleys[v][1]);
    guint best = 0;
    for (guint k = 0; k < G_N_ELEMENTS (all); k++)
      if (!best || cost_of_bins (raster, all[k]) < cost_of_bins (raster, best)) best = all[k];
    ck_assert_uint_eq (bins_of (raster, 500), best);
    different += best != last;
    last = best;
  }
  ck_assert_uint_ge (different, 3);
}
END_TEST

START_TEST (volleys_have_narrow_bins_and_steady_firing_wide_ones)
{
  g_autoptr (RlifRaster) volleys = make_volleys (25, 0.1), steady = make_volleys (25, 25);
  ck_assert_uint_eq (bins_of (volleys, 500), 500);
  ck_assert_uint_eq (bins_of (volleys, 120), 100);
  ck_assert_uint_eq (bins_of (volleys, 7), 5);
  ck_assert_uint_eq (bins_of (steady, 500), 20);
}
END_TEST

START_TEST (without_spikes_rates_are_zero)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 10);
  g_autoptr (GPtrArray) none = rlif_rates_new (raster, 0, 10, TRUE, 100);
  ck_assert_double_eq (rlif_rates_largest (none), 0);
  rlif_raster_add (raster, "E", 5, 0);
  g_autoptr (GPtrArray) rates = rlif_rates_new (raster, 0, 10, FALSE, 100);
  ck_assert_double_eq (rlif_rates_largest (rates), 0);
}
END_TEST

START_TEST (percentages_and_what_is_longer_make_a_hundred)
{
  g_autoptr (RlifRaster) raster = make_raster (4, 1500, 0, 900);
  g_autoptr (RlifIntervals) intervals = rlif_intervals_new (raster, 0, 900, FALSE, 50);
  ck_assert_uint_eq (intervals->frames->len, 4);
  for (guint j = 0; j < 4; j++) {
    const RlifIntervalFrame *frame = intervals->frames->pdata[j];
    g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
    rlif_train_add_intervals (train_of (raster, j), 0, 900, all);
    guint longer = 0;
    for (guint k = 0; k < all->len; k++)
      longer += g_array_index (all, double, k) > frame->histogram->end;
    double sum = 0;
    for (guint k = 0; k < frame->histogram->n; k++) sum += frame->histogram->value[k];
    ck_assert_uint_eq (frame->n, all->len);
    ck_assert_double_eq_tol (frame->longer, (double) longer / all->len, 1e-12);
    ck_assert_double_lt (frame->longer, 0.01);
    ck_assert_double_eq_tol (sum, 100 - 100 * frame->longer, 1e-9);
    ck_assert_str_eq (frame->caption, train_of (raster, j)->name);
  }
}
END_TEST

static RlifRaster *
make_intervals (const double interval[], guint n)
{
  double end = 1;
  for (guint k = 0; k < n; k++) end += interval[k];
  RlifRaster *raster = rlif_raster_new (0, end + 1);
  RlifTrain *train = rlif_raster_add (raster, "neuron", 1, n + 1);
  train->time[0] = 1;
  for (guint k = 0; k < n; k++) train->time[k + 1] = train->time[k] + interval[k];
  for (guint k = 0; k <= n; k++) train->neuron[k] = 0;
  return raster;
}

START_TEST (a_long_tail_is_left_out_but_not_a_short_one)
{
  double interval[1000];
  for (guint k = 0; k < 1000; k++) interval[k] = 8.25 + 0.001 * k;
  interval[500] = 700.5;
  g_autoptr (RlifRaster) tail = make_intervals (interval, 1000);
  g_autoptr (RlifIntervals) with = rlif_intervals_new (tail, 0, tail->end, FALSE, 50);
  const RlifIntervalFrame *frame = with->frames->pdata[0];
  ck_assert_double_lt (frame->histogram->end, 11);
  ck_assert_double_ge (frame->histogram->end, 9.24);
  ck_assert_double_eq_tol (frame->longer, 0.001, 1e-12);
  interval[500] = 11.5;
  g_autoptr (RlifRaster) body = make_intervals (interval, 1000);
  g_autoptr (RlifIntervals) without = rlif_intervals_new (body, 0, body->end, FALSE, 50);
  frame = without->frames->pdata[0];
  ck_assert_double_ge (frame->histogram->end, 11.5);
  ck_assert_double_eq (frame->longer, 0);
}
END_TEST

START_TEST (few_intervals_are_all_shown)
{
  const double interval[] = { 3, 4.5, 2.75, 90 };
  g_autoptr (RlifRaster) raster = make_intervals (interval, 4);
  g_autoptr (RlifIntervals) intervals = rlif_intervals_new (raster, 0, raster->end, FALSE, 50);
  const RlifIntervalFrame *frame = intervals->frames->pdata[0];
  ck_assert_double_ge (frame->histogram->end, 90);
  ck_assert_double_eq (frame->longer, 0);
  ck_assert_double_eq (rlif_histogram_largest (frame->histogram), 75);
}
END_TEST

START_TEST (frames_are_side_by_side_as_far_as_there_is_room)
{
  static const struct { guint n; double width; guint columns, rows; } cases[] = {
    { 1, 48, 1, 1 }, { 2, 48, 2, 1 }, { 4, 48, 4, 1 }, { 5, 48, 3, 2 }, { 6, 48, 3, 2 },
    { 9, 48, 3, 3 }, { 12, 48, 4, 3 }, { 2, 19, 1, 2 }, { 6, 25, 2, 3 }, { 3, 2, 1, 3 } };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++) {
    g_autoptr (RlifRaster) raster = make_raster (cases[k].n, 10, 0, 10);
    g_autoptr (RlifIntervals) i = rlif_intervals_new (raster, 0, 10, FALSE, cases[k].width);
    ck_assert_uint_eq (i->columns, cases[k].columns);
    ck_assert_uint_eq (i->rows, cases[k].rows);
  }
}
END_TEST

START_TEST (together_all_intervals_are_in_one_frame)
{
  g_autoptr (RlifRaster) raster = make_raster (3, 400, 0, 500);
  g_autoptr (RlifIntervals) each = rlif_intervals_new (raster, 0, 500, FALSE, 50);
  g_autoptr (RlifIntervals) all = rlif_intervals_new (raster, 0, 500, TRUE, 50);
  guint n = 0;
  for (guint j = 0; j < 3; j++) n += ((const RlifIntervalFrame *) each->frames->pdata[j])->n;
  ck_assert_uint_eq (all->frames->len, 1);
  ck_assert_uint_eq (((const RlifIntervalFrame *) all->frames->pdata[0])->n, n);
}
END_TEST

TEST_MAIN ("histogram", a_span_holds_the_spikes_from_its_begin_to_its_end,
           a_train_without_spikes_has_none_in_any_span, intervals_are_those_of_each_neuron,
           intervals_of_neurons_with_very_large_numbers_need_no_more_memory,
           a_bin_holds_its_upper_edge_and_the_first_both,
           a_rate_times_its_bin_is_the_number_of_spikes_of_a_neuron,
           the_rate_of_all_together_is_the_mean_over_neurons, bins_are_those_that_cost_least,
           volleys_have_narrow_bins_and_steady_firing_wide_ones, without_spikes_rates_are_zero,
           percentages_and_what_is_longer_make_a_hundred,
           a_long_tail_is_left_out_but_not_a_short_one, few_intervals_are_all_shown,
           frames_are_side_by_side_as_far_as_there_is_room,
           together_all_intervals_are_in_one_frame)
