/* [poisson], [regular], [current] and [spikes]: what comes from outside. */
#include "experiment-kit.h"

START_TEST (a_poisson_input_has_a_part_for_each_target)
{
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[poisson drive -> A]\nrate = 1.325 kHz\nweight = 0.12 mV\n"
    "[poisson noise -> B, A]\nrate = 8.5 Hz\nweight = -0.3 mV\n"
    "[poisson hiss -> C]\nrate = 0 Hz\nweight = -3.5 pA\nport = ex\n"
    "[poisson buzz -> C]\nrate = 1 Hz\nweight = -3.5 pA\n");
  static const struct {
    const char *name, *target;
    double rate, weight;
    guint port;
  } PARTS[] = { { "drive", "A", 1325, 0.12, 0 },      { "noise -> B", "B", 8.5, -0.3, 0 },
                { "noise -> A", "A", 8.5, -0.3, 0 },  { "hiss", "C", 0, -3.5, 0 },
                { "buzz", "C", 1, -3.5, 1 } };
  ck_assert_uint_eq (e->network->poissons->len, G_N_ELEMENTS (PARTS));
  for (guint k = 0; k < G_N_ELEMENTS (PARTS); k++) {
    const RlifPoisson *p = e->network->poissons->pdata[k];
    ck_assert_str_eq (p->name, PARTS[k].name);
    ck_assert_str_eq (p->target->name, PARTS[k].target);
    ck_assert (p->rate == PARTS[k].rate && p->weight == PARTS[k].weight);
    ck_assert_uint_eq (p->port, PARTS[k].port);
  }
}
END_TEST

START_TEST (a_regular_input_starts_after_its_interval_unless_told_otherwise)
{
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[regular clock -> A]\ninterval = 12.5 ms\nweight = 0.7 mV\n"
    "[regular tick -> B, A]\ninterval = 3 us\nstart = 0 ms\nweight = 2.5 mV\ndelay = 0.8 ms\n"
    "[regular tock -> C]\nstart = 1.75 ms\ninterval = 2 ms\nweight = uniform(1 pA, 2 pA)\n");
  static const struct {
    const char *name, *projection;
    RlifTime start, interval, delay;
  } PARTS[] = { { "clock", "clock -> A", 12500000000000, 12500000000000, 0 },
                { "tick -> B", "tick -> B", 0, 3000000000, 800000000000 },
                { "tick -> A", "tick -> A", 0, 3000000000, 800000000000 },
                { "tock", "tock -> C", 1750000000000, 2000000000000, 0 } };
  ck_assert_uint_eq (e->network->inputs->len, G_N_ELEMENTS (PARTS));
  for (guint k = 0; k < G_N_ELEMENTS (PARTS); k++) {
    const RlifInput *input = e->network->inputs->pdata[k];
    const RlifProjection *p = projection (e->network, PARTS[k].projection);
    ck_assert_str_eq (input->name, PARTS[k].name);
    ck_assert_int_eq (input->kind, RLIF_INPUT_REGULAR);
    ck_assert_int_eq (input->start, PARTS[k].start);
    ck_assert_int_eq (input->interval, PARTS[k].interval);
    ck_assert_ptr_eq (p->input, input);
    ck_assert_uint_eq (p->n, p->target->count);
    ck_assert_int_eq (delay_of (p, 2), PARTS[k].delay);
  }
  ck_assert (projection (e->network, "tick -> B")->same_weight == 2.5);
  const RlifProjection *tock = projection (e->network, "tock -> C");
  ck_assert (tock->weight[0] > 1 && tock->weight[0] < 2 && tock->weight[0] != tock->weight[1]);
}
END_TEST

START_TEST (a_current_has_its_steps_off_any_grid)
{
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[current step -> A, C]\nsteps = 0 ms: 0.35 nA ,37.123456789012 ms:-1.5e2 pA, 0.05 s : 0 pA\n"
    "[current hold -> B]\nsteps = 1 fs: 7 pA\n");
  static const RlifTime time[] = { 0, 37123456789012, 50000000000000 };
  static const double current[] = { 350, -150, 0 };
  static const char *const name[] = { "step -> A", "step -> C", "hold" };
  ck_assert_uint_eq (e->network->currents->len, 3);
  for (guint k = 0; k < 3; k++) {
    const RlifCurrent *c = e->network->currents->pdata[k];
    ck_assert_str_eq (c->name, name[k]);
    ck_assert_uint_eq (c->n, k < 2 ? 3 : 1);
    for (gsize j = 0; k < 2 && j < 3; j++)
      ck_assert (c->time[j] == time[j] && c->current[j] == current[j]);
  }
  const RlifCurrent *hold = e->network->currents->pdata[2];
  ck_assert (hold->time[0] == 1 && hold->current[0] == 7);
  ck_assert_ptr_eq (hold->target, population (e, "B"));
}
END_TEST

/* A spike of an input. */
static void
has_spike (const RlifInput *input, gsize k, RlifTime time, guint32 channel)
{
  ck_assert_uint_lt (k, input->n);
  ck_assert_int_eq (input->time[k], time);
  ck_assert_uint_eq (input->channel[k], channel);
}

START_TEST (channel_k_of_a_spike_list_feeds_neuron_k)
{
  put ("spikes.csv", "channel,time [us]\n3,12500\n0,0.000000001\n3,12500\n");
  g_autoptr (RlifExperiment) e =
    load_behind_head ("[spikes cue -> A]\nfile = spikes.csv\nweight = 1.7 mV\n");
  const RlifInput *input = e->network->inputs->pdata[0];
  const RlifProjection *p = projection (e->network, "cue -> A");
  ck_assert_str_eq (input->name, "cue");
  ck_assert_uint_eq (input->channels, 7);
  ck_assert_uint_eq (input->n, 3);
  has_spike (input, 0, 1, 0);
  has_spike (input, 1, 12500000000000, 3);
  has_spike (input, 2, 12500000000000, 3);
  ck_assert_uint_eq (p->n, 7);
  for (guint32 i = 0; i < 7; i++) has_synapse (p, i, 0, i, 1.7, 0);
}
END_TEST

START_TEST (other_rules_have_as_many_channels_as_are_used_or_asked_for)
{
  put ("spikes.csv", "time [ms],channel\n1.5,2\n0.25,4\n");
  put ("pairs.csv", "source,target,weight [mV]\n4,3,0.6\n0,3,0.8\n4,0,0.7\n");
  put ("none.csv", "time [ms],channel\n");
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[spikes all -> B]\nfile = spikes.csv\nrule = all_to_all\nweight = 1 mV\ndelay = 2.5 ms\n"
    "[spikes more -> B]\nfile = spikes.csv\nrule = fixed_indegree 9\nmultapses = yes\n"
    "channels = 6\nweight = 1 mV\n"
    "[spikes listed -> B]\nfile = spikes.csv\nrule = list pairs.csv\n"
    "[spikes silent -> B]\nfile = none.csv\nrule = all_to_all\nweight = 1 mV\n");
  static const guint32 channels[] = { 5, 6, 5, 1 };
  static const gsize synapses[] = { 20, 36, 3, 4 };
  for (guint k = 0; k < 4; k++) {
    const RlifInput *input = e->network->inputs->pdata[k];
    ck_assert_uint_eq (input->channels, channels[k]);
    ck_assert_uint_eq (((RlifProjection *) e->network->projections->pdata[k])->n, synapses[k]);
  }
  ck_assert_int_eq (projection (e->network, "all -> B")->same_delay, 2500000000000);
  const RlifProjection *listed = projection (e->network, "listed -> B");
  has_synapse (listed, 4, 0, 0, 0.7, 0);
  has_synapse (listed, 4, 1, 3, 0.6, 0);
  has_synapse (listed, 0, 0, 3, 0.8, 0);
}
END_TEST

/* Writes a spike report of the populations P, with a first spike at `first`, and, if wanted, Q. */
static void
put_report (const char *name, double first, gboolean two)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 50);
  RlifTrain *p = rlif_raster_add (raster, "P", 4, 2);
  p->time[0] = first, p->neuron[0] = 3;
  p->time[1] = 34.0498, p->neuron[1] = 0;
  if (two) {
    RlifTrain *q = rlif_raster_add (raster, "Q", 2, 1);
    q->time[0] = 2.5, q->neuron[0] = 1;
  }
  const RlifRecording recording = { .raster = raster, .ticks_per_ms = FS };
  GError *error = NULL;
  rlif_recording_save (&recording, path, &error);
  kit_no_error (error);
}

START_TEST (a_spike_report_is_played_back)
{
  put_report ("one.h5", 1.25, FALSE);
  put_report ("two.h5", 1.25, TRUE);
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[spikes p -> B]\nfile = one.h5\nweight = 1 mV\n"
    "[spikes q -> A]\nfile = two.h5\npopulation = Q\nweight = 1 mV\nrule = all_to_all\n");
  const RlifInput *p = e->network->inputs->pdata[0], *q = e->network->inputs->pdata[1];
  ck_assert_uint_eq (p->n, 2);
  has_spike (p, 0, 1250000000000, 3);
  has_spike (p, 1, 34049800000000, 0);
  ck_assert_uint_eq (q->n, 1);
  ck_assert_uint_eq (q->channels, 2);
  has_spike (q, 0, 2500000000000, 1);
}
END_TEST

START_TEST (a_spike_report_that_does_not_fit_is_refused)
{
  put_report ("two.h5", 1.25, TRUE);
  put_report ("early.h5", -1.5, FALSE);
  refused ("[spikes s -> A]\nfile = early.h5\nweight = 1 mV\n",
           "file = early.h5: a spike at -1.5 ms is out of range");
  refused ("[spikes s -> A]\nfile = two.h5\nweight = 1 mV\n",
           "file = two.h5: “population” must name one of those in the file: P, Q");
  refused ("[spikes s -> A]\nfile = two.h5\npopulation = R\nweight = 1 mV\n",
           "population = R: “population” must name one of those in the file (do you mean “P”?): P, Q");
  refused ("[spikes s -> A]\nfile = two.h5\npopulation = P\nchannels = 3\nrule = all_to_all\n"
           "weight = 1 mV\n", "file = two.h5: there is no channel 3; what fits: 0 to 2");
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "experiment-input", a_poisson_input_has_a_part_for_each_target,
                a_regular_input_starts_after_its_interval_unless_told_otherwise,
                a_current_has_its_steps_off_any_grid, channel_k_of_a_spike_list_feeds_neuron_k,
                other_rules_have_as_many_channels_as_are_used_or_asked_for,
                a_spike_report_is_played_back, a_spike_report_that_does_not_fit_is_refused)
