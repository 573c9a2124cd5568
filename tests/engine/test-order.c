/* Spikes are put in order as any sort would, however they come. */
#include "network-kit.h"
#include "engine/state.h"

static RlifSimulation simulation;
static RlifStream lot;

static void
setup (void)
{
  simulation.spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  simulation.merged = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  rlif_stream_init (&lot, 2385, RLIF_PURPOSE_CONNECT, "order", 0);
}

static void
teardown (void)
{
  g_array_unref (simulation.spikes);
  g_array_unref (simulation.merged);
}

static void
add (RlifTime time, guint population, guint32 neuron)
{
  const RlifSpike spike = { time, population, neuron };
  g_array_append_val (simulation.spikes, spike);
}

static int
by_time_and_place (gconstpointer a, gconstpointer b)
{
  const RlifSpike *x = a, *y = b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  if (x->population != y->population) return x->population < y->population ? -1 : 1;
  return x->neuron < y->neuron ? -1 : x->neuron > y->neuron;
}

/* Sorts what was added, and sees to it that it is sorted; then all is taken away, as it is when spikes have been
 * shown, so that what was there before is still in memory. */
static void
check_order (void)
{
  g_autoptr (GArray) right = g_array_copy (simulation.spikes);
  if (right->len) qsort (right->data, right->len, sizeof (RlifSpike), by_time_and_place);
  rlif_simulation_sort_spikes (&simulation);
  ck_assert_uint_eq (simulation.spikes->len, right->len);
  if (right->len) ck_assert_mem_eq (simulation.spikes->data, right->data, right->len * sizeof (RlifSpike));
  ck_assert_ptr_ne (simulation.spikes, simulation.merged);
  g_array_set_size (simulation.spikes, 0);
}

START_TEST (spikes_in_order_stay_so_and_reversed_ones_are_turned_round)
{
  for (guint n = 0; n < 300; n++) {
    for (guint k = 0; k < n; k++) add (17 + k / 3, k / 2 % 5, k);
    check_order ();
    for (guint k = n; k-- > 0;) add (17 + k, 3, 711 - k);
    check_order ();
    for (guint k = n; k-- > 0;) add (G_MAXINT64 - 2385, G_MAXUINT32 - k / 7, k);   /* one moment */
    check_order ();
  }
}
END_TEST

START_TEST (equal_spikes_are_kept)
{
  for (guint n = 0; n < 70; n++) {
    for (guint k = 0; k < n; k++) add (31, 7, 711);
    check_order ();
    for (guint k = 0; k < n; k++) add (31, 7, k % 2 ? 711 : 13);
    check_order ();
  }
}
END_TEST

/* Each population, or part of one, has spikes that ascend. */
START_TEST (runs_of_populations_are_merged)
{
  for (guint parts = 1; parts < 40; parts++)
    for (guint most = 1; most < 30; most += 4) {
      for (guint p = 0; p < parts; p++) {
        RlifTime time = rlif_stream_below (&lot, 20);
        const guint n = rlif_stream_below (&lot, most + 1);   /* or none */
        for (guint k = 0; k < n; k++, time += rlif_stream_below (&lot, 3)) add (time, p / 3, 100 * p + k);
      }
      check_order ();
    }
}
END_TEST

START_TEST (spikes_by_lot_are_put_in_order)
{
  static const guint32 times[] = { 1, 2, 19, 1u << 31 };
  for (guint n = 0; n < 600; n = n < 40 ? n + 1 : n + 37)
    for (guint j = 0; j < G_N_ELEMENTS (times); j++)
      for (guint populations = 1; populations < 6; populations += 2) {
        for (guint k = 0; k < n; k++)
          add ((RlifTime) rlif_stream_below (&lot, times[j]) << (k % 2 ? 0 : j * 10),
               rlif_stream_below (&lot, populations), rlif_stream_bits (&lot) >> (j * 9));
        check_order ();
      }
}
END_TEST

/* All orders of a few, some of them equal. */
START_TEST (any_order_of_few_is_put_right)
{
  for (guint n = 1; n <= 6; n++) {
    guint ways = 1;
    for (guint k = 0; k < n; k++) ways *= n;
    for (guint way = 0; way < ways; way++) {
      for (guint k = 0, rest = way; k < n; k++, rest /= n) add (rest % n / 2, rest % n % 2, 5);
      check_order ();
    }
  }
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "order", spikes_in_order_stay_so_and_reversed_ones_are_turned_round,
                equal_spikes_are_kept, runs_of_populations_are_merged, spikes_by_lot_are_put_in_order,
                any_order_of_few_is_put_right)
