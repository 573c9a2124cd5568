/* [record]: what is written down. */
#include "experiment-kit.h"

static const RlifTrace *
only_trace (const RlifRecord *record)
{
  ck_assert_uint_eq (record->trace->len, 1);
  return record->trace->pdata[0];
}

START_TEST (a_record_says_which_spikes_and_states_go_where)
{
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[record A, C]\nspikes = out/spikes.h5\ntrace = I_in, V_m every 0.125 ms of C[2:5]\n"
    "[record seldom: A, B]\ntrace = V_m at 11.25 ms, 17.123456789012 ms,104.75 ms of B\n"
    "traces = traces.csv\n[record one: C]\nspikes = c.gdf\ntraces = traces.h5\n"
    "trace = I_ex every 1 ms of C [6]\n");
  ck_assert_uint_eq (e->records->len, 3);
  const RlifRecord *r = e->records->pdata[0];
  const RlifTrace *t = only_trace (r);
  ck_assert_uint_eq (r->populations->len, 2);
  ck_assert_ptr_eq (r->populations->pdata[1], population (e, "C"));
  ck_assert_str_eq (r->spikes, "out/spikes.h5");
  ck_assert_str_eq (r->traces, "out/spikes.h5");
  ck_assert_ptr_eq (t->population, population (e, "C"));
  ck_assert_uint_eq (t->n_states, 2);
  ck_assert_int_eq ((int) t->state[0], rlif_model_find_state (t->population->model, "I_in"));
  ck_assert_int_eq ((int) t->state[1], rlif_model_find_state (t->population->model, "V_m"));
  ck_assert_uint_eq (t->n_neurons, 3);
  for (guint32 i = 0; i < 3; i++) ck_assert_uint_eq (t->neuron[i], i + 2);
  ck_assert_int_eq (t->every, 125000000000);
  ck_assert_int_eq (t->first, e->warmup);
}
END_TEST

START_TEST (a_trace_looks_at_given_moments_or_at_one_neuron)
{
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[record seldom: A, B]\ntrace = V_m at 11.25 ms, 17.123456789012 ms,104.75 ms of B\n"
    "traces = traces.csv\n[record one: C]\nspikes = c.gdf\ntraces = traces.h5\n"
    "trace = I_ex every 1 ms of C [6]\n");
  static const RlifTime at[] = { 11250000000000, 17123456789012, 104750000000000 };
  const RlifRecord *seldom = e->records->pdata[0], *one = e->records->pdata[1];
  ck_assert (seldom->spikes == NULL);
  ck_assert_str_eq (seldom->traces, "traces.csv");
  ck_assert_int_eq (only_trace (seldom)->every, 0);
  ck_assert_uint_eq (only_trace (seldom)->n_neurons, 4);
  ck_assert_uint_eq (only_trace (seldom)->at->len, 3);
  for (guint k = 0; k < 3; k++)
    ck_assert_int_eq (g_array_index (only_trace (seldom)->at, RlifTime, k), at[k]);
  ck_assert_str_eq (one->spikes, "c.gdf");
  ck_assert_str_eq (one->traces, "traces.h5");
  ck_assert_uint_eq (only_trace (one)->n_neurons, 1);
  ck_assert_uint_eq (only_trace (one)->neuron[0], 6);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "experiment-record",
                a_record_says_which_spikes_and_states_go_where,
                a_trace_looks_at_given_moments_or_at_one_neuron)
