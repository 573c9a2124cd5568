/* How many threads a simulation takes if nobody says; never more than there are processors. */
#include "network-kit.h"

#define LARGE 20011u

static RlifRegistry *registry;
static RlifNetwork *network;
static RlifPopulation *p;

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
  network = rlif_network_new (FS, 5);
}

static void
teardown (void)
{
  rlif_network_free (network);
  rlif_registry_free (registry);
}

static void
make_population (guint32 count)
{
  p = kit_population (network, "p", kit_model (registry, "lif_delta"), count);
}

static void
connect_all (guint64 k, double delay_ms, RlifStorage storage)
{
  GError *error = NULL;
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = k, .multapses = TRUE };
  const RlifSynapses synapses = { .name = "p -> p", .weight = rlif_constant (0.17), .delay = rlif_constant (delay_ms),
                                  .storage = storage };
  rlif_network_connect (network, p, p, &rule, &synapses, &error);
  kit_no_error (error);
}

static void
add_noise (double rate)
{
  GError *error = NULL;
  rlif_network_add_poisson (network, "noise", p, rate, 0.13, NULL, &error);
  kit_no_error (error);
}

static guint
threads (void)
{
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  return rlif_simulation_get_threads (simulation);
}

START_TEST (a_silent_or_small_network_takes_one_thread)
{
  make_population (_i ? LARGE : 4095);
  if (_i == 0) {
    connect_all (300, 17, RLIF_STORAGE_STORED);
    add_noise (9000);
  }
  ck_assert_uint_eq (threads (), 1);
}
END_TEST

START_TEST (short_delays_take_one_thread)
{
  make_population (LARGE);
  connect_all (50, 0.1, RLIF_STORAGE_STORED);
  add_noise (3000);   /* much, but little within a tenth of a millisecond */
  ck_assert_uint_eq (threads (), 1);
}
END_TEST

START_TEST (procedural_synapses_take_one_thread)
{
  make_population (LARGE);
  connect_all (500, 17, RLIF_STORAGE_PROCEDURAL);
  ck_assert_uint_eq (threads (), 1);
}
END_TEST

START_TEST (rows_of_few_synapses_take_one_thread)
{
  make_population (LARGE);
  connect_all (100, 17, RLIF_STORAGE_STORED);
  ck_assert_uint_eq (threads (), 1);
}
END_TEST

START_TEST (synapses_without_delay_take_one_thread)
{
  make_population (LARGE);
  connect_all (50, 0, RLIF_STORAGE_STORED);
  add_noise (30000);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  ck_assert_int_eq (rlif_simulation_get_engine (simulation), RLIF_ENGINE_REFERENCE);
  ck_assert_uint_eq (rlif_simulation_get_threads (simulation), 1);
}
END_TEST

/* 170 000 arrivals within a window, besides a hundred of each spike: nine threads have enough neurons. */
START_TEST (many_stored_synapses_with_long_delays_take_several_threads)
{
  make_population (LARGE);
  connect_all (150, 17, RLIF_STORAGE_STORED);
  ck_assert_uint_eq (threads (), MIN (g_get_num_processors (), 9));
}
END_TEST

START_TEST (much_that_comes_from_outside_takes_several_threads)
{
  make_population (LARGE);
  add_noise (1900);   /* 38 000 in a window, which is a millisecond */
  ck_assert_uint_eq (threads (), MIN (g_get_num_processors (), 3));
}
END_TEST

/* Also with procedural synapses, whose delay makes the windows. */
START_TEST (both_are_taken_together)
{
  make_population (LARGE);
  connect_all (200, 2.5, RLIF_STORAGE_PROCEDURAL);
  add_noise (570);   /* 28 500 */
  ck_assert_uint_eq (threads (), MIN (g_get_num_processors (), 2));
}
END_TEST

START_TEST (threads_that_are_asked_for_are_taken)
{
  GError *error = NULL;
  make_population (_i ? LARGE : 17);
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, RLIF_ENGINE_WINDOWED, 5, &error);
  kit_no_error (error);
  ck_assert_uint_eq (rlif_simulation_get_threads (simulation), 5);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("simulation-new");
  TCase *tcase = tcase_create ("simulation-new");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, a_silent_or_small_network_takes_one_thread, 0, 2);
  tcase_add_test (tcase, short_delays_take_one_thread);
  tcase_add_test (tcase, procedural_synapses_take_one_thread);
  tcase_add_test (tcase, rows_of_few_synapses_take_one_thread);
  tcase_add_test (tcase, synapses_without_delay_take_one_thread);
  tcase_add_loop_test (tcase, threads_that_are_asked_for_are_taken, 0, 2);
  tcase_add_test (tcase, many_stored_synapses_with_long_delays_take_several_threads);
  tcase_add_test (tcase, much_that_comes_from_outside_takes_several_threads);
  tcase_add_test (tcase, both_are_taken_together);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
