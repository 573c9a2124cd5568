/* Runs from libev's loop, and the signals that come before, in and after them. */
#include <signal.h>
#include "live/drive.h"
#include "live/stop.h"
#include "network-kit.h"

#define LONG (4000000 * FS)

static RlifRegistry *registry;
static RlifNetwork *network;
static RlifSimulation *simulation;
static RlifDriven driven;
static int raised;               /* at the first spike */

static void
on_spikes (gpointer data G_GNUC_UNUSED, const RlifSpike spike[] G_GNUC_UNUSED, gsize n G_GNUC_UNUSED)
{
  const int signal_number = raised;
  raised = 0;
  if (signal_number) raise (signal_number);
}

/* Neurons that each of the clock's spikes, one in a millisecond, lets fire. */
static void
setup (void)
{
  GError *error = NULL;
  registry = rlif_registry_new (NULL);
  network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 5);
  kit_set (p, "t_ref", "0 ms", "ms");
  RlifInput *input = rlif_network_add_regular (network, "clock", FS, FS, &error);
  const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
  const RlifSynapses synapses = { .name = "clock", .weight = rlif_constant (100), .delay = rlif_constant (0) };
  rlif_network_connect_input (network, input, p, &all, &synapses, &error);
  kit_no_error (error);
  simulation = kit_simulation (network);
  const RlifObserver observer = { .on_spikes = on_spikes };
  rlif_simulation_observe (simulation, &observer);
  raised = 0;
}

static void
teardown (void)
{
  rlif_simulation_free (simulation);
  rlif_network_free (network);
  rlif_registry_free (registry);
}

/* Returns: what stopped it. */
static int
drive (RlifTime until)
{
  GError *error = NULL;
  ck_assert (rlif_drive (simulation, until, FS, RLIF_PROGRESS_NO, &driven, &error));
  kit_no_error (error);
  return driven.stopped_by;
}

START_TEST (a_run_comes_to_its_end)
{
  ck_assert_int_eq (drive (50 * FS), 0);
  ck_assert_int_eq (rlif_simulation_get_time (simulation), 50 * FS);
}
END_TEST

START_TEST (a_signal_ends_a_run_after_the_slice)
{
  const int signals[] = { SIGINT, SIGTERM };
  for (gsize k = 0; k < G_N_ELEMENTS (signals); k++) {
    const RlifTime long_after = rlif_simulation_get_time (simulation) + LONG;
    raised = signals[k];
    ck_assert_int_eq (drive (long_after), signals[k]);
    ck_assert_int_lt (rlif_simulation_get_time (simulation), long_after);
  }
}
END_TEST

START_TEST (a_signal_in_the_last_slice_is_heard)
{
  raised = SIGINT;
  ck_assert_int_eq (drive (2 * FS), SIGINT);
  ck_assert_int_eq (drive (4 * FS), 0);
}
END_TEST

START_TEST (a_signal_between_runs_is_caught_and_ends_the_next_one)
{
  rlif_stop_catch ();
  drive (FS);
  ck_assert_int_eq (rlif_stop_caught (), 0);
  raise (_i ? SIGTERM : SIGINT);
  ck_assert_int_eq (rlif_stop_caught (), _i ? SIGTERM : SIGINT);
  ck_assert_int_eq (drive (LONG), _i ? SIGTERM : SIGINT);
  ck_assert_int_eq (rlif_simulation_get_time (simulation), FS);
  ck_assert_str_eq (rlif_stop_name (rlif_stop_caught ()), _i ? "SIGTERM" : "SIGINT");
}
END_TEST

START_TEST (a_run_that_is_stopped_before_it_begins_has_come_to_time_0)
{
  rlif_stop_catch ();
  raise (SIGINT);
  ck_assert_int_eq (drive (LONG), SIGINT);
  ck_assert_int_eq (rlif_simulation_get_time (simulation), 0);
}
END_TEST

START_TEST (one_that_a_run_hears_is_not_caught_as_well)
{
  rlif_stop_catch ();
  raised = SIGINT;
  ck_assert_int_eq (drive (LONG), SIGINT);
  ck_assert_int_eq (rlif_stop_caught (), 0);
}
END_TEST

/* Ended by the signal it names, as are the following. */
START_TEST (the_second_signal_ends_all)
{
  rlif_stop_catch ();
  raise (SIGTERM);
  drive (FS);
  raise (SIGINT);
}
END_TEST

START_TEST (the_first_one_does_after_release)
{
  rlif_stop_catch ();
  raised = SIGINT;
  drive (FS);
  rlif_stop_release ();
  raise (SIGTERM);
}
END_TEST

START_TEST (a_late_request_for_status_ends_nothing)
{
  drive (FS);
  raise (SIGUSR1);
}
END_TEST

START_TEST (a_signal_after_the_run_ends_all)
{
  raised = SIGINT;
  drive (2 * FS);
  raise (SIGTERM);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("drive");
  TCase *tcase = tcase_create ("drive");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_test (tcase, a_run_comes_to_its_end);
  tcase_add_test (tcase, a_signal_ends_a_run_after_the_slice);
  tcase_add_test (tcase, a_signal_in_the_last_slice_is_heard);
  tcase_add_loop_test (tcase, a_signal_between_runs_is_caught_and_ends_the_next_one, 0, 2);
  tcase_add_test (tcase, a_run_that_is_stopped_before_it_begins_has_come_to_time_0);
  tcase_add_test (tcase, one_that_a_run_hears_is_not_caught_as_well);
  tcase_add_test_raise_signal (tcase, the_second_signal_ends_all, SIGINT);
  tcase_add_test_raise_signal (tcase, the_first_one_does_after_release, SIGTERM);
  tcase_add_test (tcase, a_late_request_for_status_ends_nothing);
  tcase_add_test_raise_signal (tcase, a_signal_after_the_run_ends_all, SIGTERM);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
