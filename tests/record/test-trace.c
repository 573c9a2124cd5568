/* What a trace sees, against closed forms. */
#include <math.h>
#include "network-kit.h"

static const double BASE = 3.25;  /* mV/ms of neuron 1 of straight(); neuron i climbs i times as fast */

/* Perfect integrators under a constant current: V_m is a straight line from -70 mV, for ever. */
static RlifPopulation *
straight (RlifNetwork *network, RlifRegistry *registry)
{
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "pif"), 9);
  double current[9];
  for (int i = 0; i < 9; i++) current[i] = BASE * i * 250;
  GError *error = NULL;
  rlif_population_set_each (p, "I_e", current, &error);
  kit_no_error (error);
  kit_set (p, "V_th", "1000 mV", "mV");
  return p;
}

static void
sees (const RlifTrace *trace, guint t, RlifTime moment)
{
  ck_assert_uint_lt (t, trace->time->len);
  ck_assert_int_eq (g_array_index (trace->time, RlifTime, t), moment);
  for (guint32 k = 0; k < trace->n_neurons; k++)
    ck_assert_double_eq_tol (
      g_array_index (trace->value, double, t * trace->n_neurons + k),
      -70 + BASE * trace->neuron[k] * (double) moment / FS, 1e-11);
}

static void
observe (RlifSimulation *simulation, RlifTrace *trace)
{
  const RlifObserver observer = rlif_trace_observer (trace);
  rlif_simulation_observe (simulation, &observer);
}

START_TEST (regular_looks_begin_at_the_first_and_go_on_to_the_end)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  const RlifPopulation *p = straight (network, registry);
  const guint state = 0;
  const guint32 neuron[] = { 7, 2, 5 };
  const RlifTime first = 1385 * (FS / 1000), every = 7 * (FS / 10);
  g_autoptr (RlifTrace) trace = rlif_trace_new (p, 1, &state, 3, neuron, first, every, NULL);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  observe (simulation, trace);
  kit_run (simulation, first + 4 * every - 1);
  ck_assert_uint_eq (trace->time->len, 4);
  kit_run (simulation, first + 4 * every);
  ck_assert_uint_eq (trace->time->len, 5);
  ck_assert_uint_eq (trace->value->len, 15);
  for (guint t = 0; t < 5; t++) sees (trace, t, first + t * every);
}
END_TEST

START_TEST (looks_at_given_moments_come_then_and_no_more)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  const RlifPopulation *p = straight (network, registry);
  const guint state = 0;
  const guint32 neuron[] = { 1, 8 };
  const RlifTime moment[] = { 0, 3, 2385 * (FS / 1000), 2385 * (FS / 1000) + 1 };
  GArray *at = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  g_array_append_vals (at, moment, 4);
  g_autoptr (RlifTrace) trace = rlif_trace_new (p, 1, &state, 2, neuron, 0, 0, at);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  observe (simulation, trace);
  kit_run (simulation, 5 * FS);
  ck_assert_uint_eq (trace->time->len, 4);
  for (guint t = 0; t < 4; t++) sees (trace, t, moment[t]);
}
END_TEST

START_TEST (no_moments_are_no_looks)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  const RlifPopulation *p = straight (network, registry);
  const guint state = 0;
  const guint32 neuron = 1;
  GArray *at = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  g_autoptr (RlifTrace) trace = rlif_trace_new (p, 1, &state, 1, &neuron, 0, 0, at);
  const RlifObserver observer = rlif_trace_observer (trace);
  ck_assert_int_eq (observer.next_look (observer.data), RLIF_NEVER);
}
END_TEST

START_TEST (looks_end_with_time_itself)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  const RlifPopulation *p = straight (network, registry);
  const guint state = 0;
  const guint32 neuron = 1;
  const RlifTime late = RLIF_NEVER - 10;
  g_autoptr (RlifTrace) trace = rlif_trace_new (p, 1, &state, 1, &neuron, late, 12, NULL);
  const RlifObserver observer = rlif_trace_observer (trace);
  ck_assert_int_eq (observer.next_look (observer.data), late);
  g_array_append_val (trace->time, late);
  ck_assert_int_eq (observer.next_look (observer.data), RLIF_NEVER);
}
END_TEST

START_TEST (several_states_lie_by_time_then_state_then_neuron)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  const RlifModel *model = kit_model (registry, "lif_exp");
  RlifPopulation *p = kit_population (network, "p", model, 6);
  kit_set (p, "tau_syn_ex", "3.7 ms", "ms");
  kit_set (p, "tau_syn_in", "5.3 ms", "ms");
  double ex[6], in[6];
  for (int i = 0; i < 6; i++) ex[i] = 11.5 + 7 * i, in[i] = -2.25 - 3 * i;
  ck_assert (rlif_population_set_each (p, "I_ex", ex, NULL));
  ck_assert (rlif_population_set_each (p, "I_in", in, NULL));
  const guint state[] = { (guint) rlif_model_find_state (model, "I_in"),
                          (guint) rlif_model_find_state (model, "I_ex") };
  const guint32 neuron[] = { 5, 0, 3 };
  g_autoptr (RlifTrace) trace = rlif_trace_new (p, 2, state, 3, neuron, FS / 2, 2 * FS, NULL);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  observe (simulation, trace);
  kit_run (simulation, 5 * FS);
  ck_assert_uint_eq (trace->time->len, 3);
  ck_assert_uint_eq (trace->value->len, 18);
  const double *value = (const double *) (void *) trace->value->data;
  for (int t = 0; t < 3; t++)
    for (int k = 0; k < 3; k++) {
      const double ms = 0.5 + 2 * t;
      ck_assert_double_eq_tol (value[t * 6 + k], in[neuron[k]] * exp (-ms / 5.3), 1e-11);
      ck_assert_double_eq_tol (value[t * 6 + 3 + k], ex[neuron[k]] * exp (-ms / 3.7), 1e-11);
    }
}
END_TEST

START_TEST (a_trace_keeps_what_it_was_told_not_where)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  const RlifPopulation *p = straight (network, registry);
  guint state = 0;
  guint32 neuron[] = { 4, 6 };
  g_autoptr (RlifTrace) trace = rlif_trace_new (p, 1, &state, 2, neuron, FS, FS, NULL);
  state = 99;
  neuron[0] = neuron[1] = 99;
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  observe (simulation, trace);
  kit_run (simulation, FS);
  ck_assert_uint_eq (trace->time->len, 1);
  ck_assert_uint_eq (trace->neuron[1], 6);
  sees (trace, 0, FS);
}
END_TEST

TEST_MAIN ("trace", regular_looks_begin_at_the_first_and_go_on_to_the_end,
           looks_at_given_moments_come_then_and_no_more, no_moments_are_no_looks,
           looks_end_with_time_itself, several_states_lie_by_time_then_state_then_neuron,
           a_trace_keeps_what_it_was_told_not_where)
