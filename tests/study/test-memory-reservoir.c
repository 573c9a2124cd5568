/* Networks under input against closed forms and against simulations set up by hand. */
#include <string.h>
#include "memory-kit.h"

#define TAU 23.7
#define C_M 190.0

static const char LEAKY[] =
  "[experiment]\nduration = 1 s\n"
  "[neurons L]\nmodel = li\ncount = 2\ntau_m = 23.7 ms\nC_m = 190 pF\nE_L = -63 mV\n"
  "[neurons M]\nmodel = li\ncount = 3\ntau_m = 11.3 ms\n";

static const char SPIKING[] =
  "[experiment]\nduration = 1 s\nseed = 5\n"
  "[neurons E]\nmodel = lif_exp\ncount = 1100\nV_m = uniform(-70 mV, -55 mV)\nI_e = 410 pA\n"
  "[neurons I]\nmodel = lif_delta\ncount = 90\nV_m = uniform(-70 mV, -55 mV)\n"
  "[connect E -> E, I]\nrule = fixed_indegree 7\nweight = normal(0 pA, 90 pA)\ndelay = uniform(1 ms, 17 ms)\n"
  "[connect I -> E]\nrule = fixed_indegree 3\nweight = -130 pA\ndelay = 1.7 ms\n";

static RlifMemoryDrive DRIVES[] = { { (char *) "E", 170 }, { (char *) "I", -900 } };

static Kit
spiking (double tau)
{
  g_auto (GStrv) part = g_strsplit (SPIKING, "[connect E -> E, I]\n", 2);
  g_autofree char *text = g_strconcat (part[0], "[connect I -> I]\nrule = fixed_indegree 2\nweight = -1.3 mV\ndelay = 2 ms\n"
                                       "[connect E -> E]\n", part[1], NULL);
  Kit kit = kit_new (text);
  kit.reservoir.n_drives = 2;
  kit.reservoir.drive = DRIVES;
  kit.reservoir.step = 7.3;
  kit.reservoir.tau = tau;
  return kit;
}

static RlifStates *
run (const Kit *kit, gsize steps, const double input[], RlifMemoryCost *cost)
{
  GError *error = NULL;
  RlifStates *states = rlif_reservoir_run (&kit->reservoir, steps, input, cost, NULL, NULL, &error);
  ck_assert_msg (states != NULL, "%s", error ? error->message : "stopped");
  return states;
}

START_TEST (leaky_integrators_follow_the_exact_step)
{
  enum { STEPS = 50 };
  g_auto (Kit) kit = kit_new (LEAKY);
  RlifMemoryDrive drive = { (char *) "L", 83 };
  RlifMemoryCost cost;
  const char *const read[] = { "M", "L", NULL };
  g_autofree double *u = rlif_memory_input (9, "input", STEPS);
  const double step = 4.7, a = exp (-step / TAU);
  double v = -63;
  kit.reservoir.drive = &drive;
  kit.reservoir.n_drives = 1;
  kit.reservoir.step = step;
  kit.reservoir.read = read;
  g_autoptr (RlifStates) s = run (&kit, STEPS, u, &cost);
  ck_assert_uint_eq (s->n_states, 5);
  for (gsize n = 0; n < STEPS; n++) {
    v = a * v + (1 - a) * (-63 + 83 * u[n] * TAU / C_M);
    near (s->value[5 * n], -70, 0);
    near (s->value[5 * n + 3], v, 1e-12);
    near (s->value[5 * n + 4], v, 1e-12);
  }
  near (cost.operations.updates, 5 * STEPS, 0);
  near (cost.operations.acs, 0, 0);
  near (cost.neurons, 5, 0);
}
END_TEST

/* The same network with the input written into it by hand. */
static RlifSimulation *
by_hand (const Kit *kit, const RlifExperiment *e, gsize steps, const double input[])
{
  GError *error = NULL;
  g_autofree RlifTime *time = g_new (RlifTime, steps);
  g_autofree double *current = g_new (double, steps);
  for (guint k = 0; k < 2; k++) {
    for (gsize n = 0; n < steps; n++) {
      time[n] = (RlifTime) n * G_GINT64_CONSTANT (7300000000000);
      current[n] = DRIVES[k].current * input[n];
    }
    rlif_network_add_current (e->network, k ? "second" : "first", rlif_network_get_population (e->network, k), steps,
                              time, current, &error);
  }
  ck_assert (!error && kit->reservoir.step == 7.3);
  return rlif_simulation_new_with (e->network, RLIF_ENGINE_REFERENCE, 1, &error);
}

START_TEST (membranes_and_traces_are_those_of_a_run_by_hand)
{
  enum { STEPS = 40, E = 1100, I = 90 };
  const double tau = 19.3;
  g_auto (Kit) kit = spiking (tau);
  GError *error = NULL;
  RlifMemoryCost cost;
  g_autofree double *u = rlif_memory_input (9, "input", STEPS);
  g_autoptr (RlifStates) s = run (&kit, STEPS, u, &cost);
  g_autoptr (RlifExperiment) e = rlif_experiment_load (kit.path, kit.reservoir.registry, NULL, &error);
  g_autoptr (RlifSimulation) simulation = by_hand (&kit, e, STEPS, u);
  g_autoptr (RlifSpikeLog) log = rlif_spike_log_new (e->network, -1);
  const RlifObserver observer = rlif_spike_log_observer (log);
  const RlifPopulation *const both[] = { rlif_network_get_population (e->network, 0),
                                         rlif_network_get_population (e->network, 1) };
  rlif_spike_log_add (log, both[0]);
  rlif_spike_log_add (log, both[1]);
  rlif_simulation_observe (simulation, &observer);
  ck_assert_uint_eq (s->n_states, 2 * (E + I));
  for (gsize n = 0; n < STEPS; n++) {
    const double *row = s->value + n * s->n_states;
    rlif_simulation_run (simulation, (RlifTime) (n + 1) * G_GINT64_CONSTANT (7300000000000), G_MAXUINT64, &error);
    for (guint32 i = 0; i < E + I; i++)
      near (row[i], rlif_simulation_get_state (simulation, both[i >= E], i < E ? i : i - E, 0), 0);
  }
  g_autoptr (RlifRaster) raster = rlif_spike_log_to_raster (log, both, 2, rlif_simulation_get_time (simulation));
  const RlifTrain *train[] = { raster->trains->pdata[0], raster->trains->pdata[1] };
  g_autofree double *trace = g_new0 (double, E + I);
  const double at = 31 * 7.3;
  for (guint p = 0; p < 2; p++)
    for (gsize k = 0; k < train[p]->n; k++)
      if (train[p]->time[k] <= at) trace[(p ? E : 0) + train[p]->neuron[k]] += exp (-(at - train[p]->time[k]) / tau);
  for (guint32 i = 0; i < E + I; i++) near (s->value[30 * s->n_states + E + I + i], trace[i], 1e-10);

  const RlifCounters c = rlif_simulation_get_counters (simulation, NULL);
  ck_assert_uint_gt (train[1]->n, 10);
  near (cost.operations.acs, (double) c.delivered, 0);
  near (cost.operations.updates, (double) (c.delivered - c.gated + c.spikes) + 2.0 * STEPS * (E + I), 0);
  near (cost.synapses, E * 10 + I * 2, 0);
  near (cost.rate, (double) c.spikes / (E + I) / (STEPS * 7.3e-3), 1e-9);
}
END_TEST

/* The spiking neurons stand beside the same ones without a threshold. */
START_TEST (the_trace_gives_back_what_the_reset_took)
{
  enum { STEPS = 60 };
  g_auto (Kit) kit = kit_new (
    "[experiment]\nduration = 1 s\n"
    "[neurons S]\nmodel = lif_exp\ncount = 1\ntau_m = 23.7 ms\nC_m = 190 pF\nV_th = -54.3 mV\nV_reset = -71.1 mV\n"
    "t_ref = 0 ms\nI_e = 170 pA\n"
    "[neurons L]\nmodel = li\ncount = 1\ntau_m = 23.7 ms\nC_m = 190 pF\nI_e = 170 pA\n");
  RlifMemoryDrive drive[] = { { (char *) "S", 130 }, { (char *) "L", 130 } };
  g_autofree double *u = rlif_memory_input (9, "input", STEPS);
  kit.reservoir.drive = drive;
  kit.reservoir.n_drives = 2;
  kit.reservoir.tau = TAU;
  g_autoptr (RlifStates) s = run (&kit, STEPS, u, NULL);
  double most = 0;
  for (gsize n = 0; n < STEPS; n++) {
    const double *row = s->value + 4 * n;
    near (row[0] + (71.1 - 54.3) * row[2], row[1], 1e-10);
    most = fmax (most, row[2]);
  }
  ck_assert_double_gt (most, 0.9);
}
END_TEST

START_TEST (states_do_not_depend_on_the_number_of_threads)
{
  enum { STEPS = 30 };
  g_autofree double *u = rlif_memory_input (9, "input", STEPS);
  g_auto (Kit) kit = spiking (11.9);
  kit.reservoir.threads = 1;
  g_autoptr (RlifStates) one = run (&kit, STEPS, u, NULL);
  for (guint threads = 2; threads <= 3; threads++) {
    kit.reservoir.threads = threads;
    g_autoptr (RlifStates) s = run (&kit, STEPS, u, NULL);
    ck_assert_mem_eq (s->value, one->value, STEPS * s->n_states * sizeof *s->value);
  }
  const char *const set[] = { "experiment.seed=6", NULL };
  kit.reservoir.set = set;
  g_autoptr (RlifStates) other = run (&kit, STEPS, u, NULL);
  ck_assert_mem_ne (other->value, one->value, STEPS * one->n_states * sizeof *one->value);
}
END_TEST

START_TEST (what_is_neither_read_nor_driven_costs_nothing)
{
  const char *const read_l[] = { "L", NULL }, *const read_m[] = { "M", NULL };
  const double u[] = { 0.3, -0.7, 0.1 };
  RlifMemoryDrive drive = { (char *) "M", 83 };
  RlifMemoryCost cost;
  g_auto (Kit) kit = kit_new (LEAKY);
  kit.reservoir.drive = &drive;
  kit.reservoir.n_drives = 1;
  kit.reservoir.read = read_m;
  g_autoptr (RlifStates) one = run (&kit, 3, u, &cost);
  ck_assert_uint_eq (one->n_states, 3);
  near (cost.operations.updates, 3 * 3, 0);
  kit.reservoir.read = read_l;
  g_autoptr (RlifStates) other = run (&kit, 3, u, &cost);
  ck_assert_uint_eq (other->n_states, 2);
  near (cost.operations.updates, 3 * 5, 0);
}
END_TEST

/* Both fire at the same moments. */
START_TEST (spikes_that_are_not_read_do_not_hide_others)
{
  enum { STEPS = 40 };
  const char *const second[] = { "B", NULL };
  RlifMemoryDrive drive[] = { { (char *) "A", 90 }, { (char *) "B", 90 } };
  g_autofree double *u = rlif_memory_input (9, "input", STEPS);
  g_auto (Kit) kit = kit_new ("[experiment]\nduration = 1 s\n[neurons A]\nmodel = lif_exp\ncount = 1\nI_e = 430 pA\n"
                     "[neurons B]\nlike = A\n");
  kit.reservoir.drive = drive;
  kit.reservoir.n_drives = 2;
  kit.reservoir.tau = TAU;
  g_autoptr (RlifStates) both = run (&kit, STEPS, u, NULL);
  kit.reservoir.read = second;
  g_autoptr (RlifStates) one = run (&kit, STEPS, u, NULL);
  ck_assert_double_gt (both->value[4 * (STEPS - 1) + 2], 0.1);
  for (gsize n = 0; n < STEPS; n++)
    for (gsize k = 0; k < 2; k++) {
      near (one->value[2 * n + k], both->value[4 * n + 2 * k], 0);
      near (one->value[2 * n + k], both->value[4 * n + 2 * k + 1], 0);
    }
}
END_TEST

START_TEST (equal_histories_are_not_apart)
{
  enum { STEPS = 20 };
  g_auto (Kit) kit = spiking (11.9);
  g_autofree double *u = rlif_memory_input (9, "input", STEPS), *distance = g_new (double, STEPS + 1);
  g_autoptr (RlifStates) a = run (&kit, STEPS, u, NULL);
  g_autoptr (RlifStates) b = run (&kit, STEPS, u, NULL);
  g_autofree double *scale = g_new (double, a->n_states);
  for (gsize i = 0; i < a->n_states; i++) scale[i] = 0.37;
  rlif_memory_separation (a, b, 5, scale, distance);
  for (gsize k = 0; k <= STEPS - 5; k++) near (distance[k], 0, 0);
  u[4] = -u[4];
  g_autoptr (RlifStates) c = run (&kit, STEPS, u, NULL);
  rlif_memory_separation (a, c, 5, scale, distance);
  ck_assert_double_gt (distance[0], 1);
}
END_TEST

START_TEST (distances_are_in_units_of_the_scale)
{
  RlifStates *a = rlif_states_new (3, 3), *b = rlif_states_new (3, 3);
  const double scale[] = { 0.5, 2, 0 };
  double distance[2];
  for (gsize k = 0; k < 9; k++) a->value[k] = 0, b->value[k] = (double) k;
  rlif_memory_separation (a, b, 2, scale, distance);
  near (distance[0], hypot (6, 2), 1e-14);
  near (distance[1], hypot (12, 3.5), 1e-14);
  rlif_states_free (a);
  rlif_states_free (b);
}
END_TEST

static void
refused (const Kit *kit, const char *message)
{
  GError *error = NULL;
  const double u[] = { 0.1, 0.2 };
  ck_assert (!rlif_reservoir_run (&kit->reservoir, 2, u, NULL, NULL, NULL, &error));
  ck_assert_msg (error && strstr (error->message, message), "%s", error ? error->message : "no error");
  g_clear_error (&error);
}

START_TEST (what_does_not_fit_is_refused)
{
  g_auto (Kit) kit = kit_new (LEAKY);
  RlifMemoryDrive drive = { (char *) "N", 83 };
  const char *unknown[] = { "L", "K", NULL }, *twice[] = { "L", "L", NULL };
  kit.reservoir.drive = &drive;
  kit.reservoir.n_drives = 1;
  refused (&kit, "has no population “N”; what fits: L, M");
  drive.population = (char *) "M";
  kit.reservoir.read = unknown;
  refused (&kit, "has no population “K”");
  kit.reservoir.read = twice;
  refused (&kit, "“L” is to be read twice");
  kit.reservoir.read = NULL;
  const char *const coarse[] = { "experiment.resolution=1 ms", NULL };
  kit.reservoir.set = coarse;
  kit.reservoir.step = 2.5;
  refused (&kit, "a step of 2.5 ms is no whole number of ticks");
  kit.reservoir.set = NULL;
  kit.reservoir.step = 1e9;
  refused (&kit, "too long for the resolution");
  g_auto (Kit) relay = kit_new ("[experiment]\nduration = 1 s\n[neurons R]\nmodel = relay\ncount = 2\n");
  refused (&relay, "“R” cannot be read: its model relay has no state V_m");
}
END_TEST

static gboolean
stop (gpointer data, double share)
{
  *(double *) data = share;
  return share < 0.4;
}

START_TEST (a_run_can_be_stopped)
{
  GError *error = NULL;
  double share = 0;
  g_auto (Kit) kit = kit_new (LEAKY);
  g_autofree double *u = rlif_memory_input (9, "input", 500);
  ck_assert (!rlif_reservoir_run (&kit.reservoir, 500, u, NULL, stop, &share, &error));
  ck_assert (!error);
  near (share, 0.4, 1e-12);
}
END_TEST

TEST_MAIN ("memory reservoir", leaky_integrators_follow_the_exact_step, membranes_and_traces_are_those_of_a_run_by_hand,
           the_trace_gives_back_what_the_reset_took,
           states_do_not_depend_on_the_number_of_threads,
           what_is_neither_read_nor_driven_costs_nothing, spikes_that_are_not_read_do_not_hide_others,
           equal_histories_are_not_apart,
           distances_are_in_units_of_the_scale, what_does_not_fit_is_refused, a_run_can_be_stopped)
