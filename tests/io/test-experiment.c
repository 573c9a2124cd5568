/* What a good experiment file gives: the network is compared with one that is put together by hand. */
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>
#include "network-kit.h"
#include "network/structure.h"

static RlifRegistry *registry;
static char *folder;
static const char *const *settings;   /* of the next experiment, or NULL */

static void
setup (void)
{
  GError *error = NULL;
  registry = rlif_registry_new (NULL);
  folder = g_dir_make_tmp ("rlif-XXXXXX", &error);
  kit_no_error (error);
  settings = NULL;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *entry = g_build_filename (path, name, NULL);
    if (g_file_test (entry, G_FILE_TEST_IS_DIR))
      remove_folder (entry);
    else
      g_unlink (entry);
  }
  g_rmdir (path);
}

static void
teardown (void)
{
  remove_folder (folder);
  g_free (folder);
  rlif_registry_free (registry);
}

/* Writes a file beside the experiment. */
static void
put (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
}

static RlifExperiment *
load (const char *text)
{
  GError *error = NULL;
  g_autofree char *path = g_build_filename (folder, "test.rlif", NULL);
  RlifExperiment *e = rlif_experiment_parse (path, text, strlen (text), registry, settings, &error);
  kit_no_error (error);
  return e;
}

/* Loads the text behind a head with the populations A (7 neurons), B (4) and C (7). */
#define HEAD                                                                      \
  "[experiment]\nduration = 93.5 ms\nwarmup = 11.25 ms\nseed = 2385\n"            \
  "[neurons A]\nmodel = lif_delta\ncount = 7\n[neurons B]\nlike = A\ncount = 4\n" \
  "[neurons C]\nmodel = lif_exp\ncount = 7\n"

static RlifExperiment *
load_behind_head (const char *text)
{
  g_autofree char *whole = g_strconcat (HEAD, text, NULL);
  return load (whole);
}

/* The network of the head, by hand. */
static RlifNetwork *
head_network (void)
{
  RlifNetwork *network = rlif_network_new (FS, 2385);
  kit_population (network, "A", kit_model (registry, "lif_delta"), 7);
  kit_population (network, "B", kit_model (registry, "lif_delta"), 4);
  kit_population (network, "C", kit_model (registry, "lif_exp"), 7);
  return network;
}

static RlifPopulation *
population (const RlifExperiment *e, const char *name)
{
  RlifPopulation *p = rlif_network_find_population (e->network, name);
  ck_assert_msg (p != NULL, "there is no %s", name);
  return p;
}

static double
param (const RlifPopulation *p, guint32 neuron, const char *name)
{
  const int j = rlif_model_find_param (p->model, name);
  ck_assert_int_ge (j, 0);
  return p->par[(p->par_each ? neuron * p->model->n_param : 0) + (guint) j];
}

static const RlifProjection *
projection (const RlifNetwork *network, const char *name)
{
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    if (g_str_equal (p->name, name)) return p;
  }
  ck_abort_msg ("there is no projection %s", name);
  return NULL;
}

static double
weight_of (const RlifProjection *p, gsize s)
{
  return p->weight ? p->weight[s] : p->same_weight;
}

static RlifTime
delay_of (const RlifProjection *p, gsize s)
{
  return p->delay ? p->delay[s] : p->same_delay;
}

static void
same_synapses (const RlifProjection *a, const RlifProjection *b)
{
  const guint32 rows = a->source ? a->source->count : a->input->channels;
  ck_assert_uint_eq (a->n, b->n);
  ck_assert_int_eq (a->port, b->port);
  ck_assert_str_eq (a->target->name, b->target->name);
  for (guint32 i = 0; i <= rows; i++) ck_assert_uint_eq (a->row[i], b->row[i]);
  for (gsize s = 0; s < a->n; s++) {
    ck_assert_uint_eq (a->to[s], b->to[s]);
    ck_assert (weight_of (a, s) == weight_of (b, s));
    ck_assert_int_eq (delay_of (a, s), delay_of (b, s));
  }
}

/* One synapse of a projection. */
static void
has_synapse (const RlifProjection *p, guint32 from, guint32 k, guint32 to, double weight,
             RlifTime delay)
{
  const gsize s = p->row[from] + k;
  ck_assert_uint_lt (s, p->row[from + 1]);
  ck_assert_uint_eq (p->to[s], to);
  ck_assert (weight_of (p, s) == weight);
  ck_assert_int_eq (delay_of (p, s), delay);
}

START_TEST (the_experiment_group_gives_times_seed_and_title)
{
  g_autoptr (RlifExperiment) e = load (
    "[experiment]\ntitle = g = 5, eta = 2   # a comment\nduration = 0.0935 s\nwarmup = 11250 us\n"
    "seed = 18446744073709551615\nresolution = 10 ps\n[neurons A]\nmodel = pif\ncount = 3\n");
  ck_assert_str_eq (e->title, "g = 5, eta = 2");
  ck_assert_int_eq (e->ticks_per_ms, 100000000);
  ck_assert_int_eq (e->duration, 9350000000);
  ck_assert_int_eq (e->warmup, 1125000000);
  ck_assert (e->seed == G_MAXUINT64);
  ck_assert (e->network->seed == G_MAXUINT64);
  ck_assert_int_eq (rlif_network_get_ticks_per_ms (e->network), 100000000);
}
END_TEST

START_TEST (what_is_not_said_has_a_default)
{
  g_autoptr (RlifExperiment) e =
    load ("[experiment]\nduration = 17.5 ms\n[neurons A]\nmodel = lif_delta\ncount = 3\n");
  ck_assert (e->title == NULL);
  ck_assert_int_eq (e->ticks_per_ms, FS);
  ck_assert_int_eq (e->duration, 17500000000000);
  ck_assert_int_eq (e->warmup, 0);
  ck_assert_uint_eq (e->seed, 1);
  ck_assert_uint_eq (e->records->len, 0);
  const RlifPopulation *a = population (e, "A");
  for (guint j = 0; j < a->model->n_param; j++) ck_assert (a->par[j] == a->model->param[j].init);
  ck_assert (a->given[0] == NULL);
}
END_TEST

START_TEST (every_power_of_ten_from_1_fs_to_1_ms_is_a_resolution)
{
  static const char *const text[] = { "1 fs", "10 fs", "100 fs", "1 ps", "10 ps", "100 ps", "1 ns",
                                      "10 ns", "0.1 us", "1 us", "10 us", "100 us", "1 ms" };
  gint64 ticks = FS;
  for (gsize k = 0; k < G_N_ELEMENTS (text); k++, ticks /= 10) {
    g_autofree char *file = g_strdup_printf ("[experiment]\nduration = 3 ms\nresolution = %s\n"
                                             "[neurons A]\nmodel = pif\ncount = 1\n", text[k]);
    g_autoptr (RlifExperiment) e = load (file);
    ck_assert_int_eq (e->ticks_per_ms, ticks);
    ck_assert_int_eq (e->duration, 3 * ticks);
  }
  ck_assert_int_eq (ticks, 0);
}
END_TEST

START_TEST (keys_of_neurons_set_parameters_and_initial_states)
{
  g_autoptr (RlifExperiment) e = load (
    "[experiment]\nduration = 1 s\nseed = 71\n[neurons A]\ncount = 5\nmodel = lif_exp\n"
    "tau_m = 0.0173 s\nC_m = 0.213 nF\nV_th = normal(-51.5 mV, 0.7 mV)\nI_e = -0.035 nA\n"
    "V_m = uniform(-68 mV, -61.5 mV)\nI_ex = 17.25 pA\n");
  const RlifPopulation *a = population (e, "A");
  RlifNetwork *network = rlif_network_new (FS, 71);
  RlifPopulation *b = kit_population (network, "A", kit_model (registry, "lif_exp"), 5);
  kit_set (b, "V_th", "normal(-51.5 mV, 0.7 mV)", "mV");
  kit_set (b, "V_m", "uniform(-68 mV, -61.5 mV)", "mV");
  const int v = rlif_model_find_state (a->model, "V_m"), i_ex = rlif_model_find_state (a->model, "I_ex");
  for (guint32 i = 0; i < 5; i++) {
    ck_assert (param (a, i, "tau_m") == 17.3);
    ck_assert (param (a, i, "C_m") == 213);
    ck_assert (param (a, i, "I_e") == -35);
    ck_assert (param (a, i, "V_th") == param (b, i, "V_th"));
    ck_assert (a->given[v][i] == b->given[v][i]);
    ck_assert (a->given[i_ex][i] == 17.25);
  }
  ck_assert (param (a, 0, "V_th") != param (a, 1, "V_th"));
  ck_assert (a->given[rlif_model_find_state (a->model, "I_in")] == NULL);
  rlif_network_free (network);
}
END_TEST

START_TEST (like_brings_the_keys_of_others_and_own_ones_win)
{
  g_autoptr (RlifExperiment) e = load (
    "[neurons C]\nlike = B\ntau_m = 13.7 ms\n[neurons B]\nlike = A\ncount = 5\nV_th = -48.5 mV\n"
    "[neurons A]\nmodel = lif_delta\ncount = 8\ntau_m = 21.5 ms\nV_th = -53.25 mV\nC_m = 199 pF\n"
    "V_m = uniform(-70 mV, -60 mV)\n[experiment]\nduration = 1 s\n");
  const RlifPopulation *a = population (e, "A"), *b = population (e, "B"), *c = population (e, "C");
  ck_assert_uint_eq (a->count, 8);
  ck_assert_uint_eq (b->count, 5);
  ck_assert_uint_eq (c->count, 5);
  ck_assert (param (a, 0, "V_th") == -53.25 && param (b, 0, "V_th") == -48.5);
  ck_assert (param (c, 0, "V_th") == -48.5);
  ck_assert (param (b, 0, "tau_m") == 21.5 && param (c, 0, "tau_m") == 13.7);
  ck_assert (param (c, 0, "C_m") == 199);
  ck_assert_ptr_eq (c->model, a->model);
  ck_assert_msg (a->given[0][0] != b->given[0][0], "the name keys what is drawn");
}
END_TEST

START_TEST (populations_stand_in_the_order_of_the_file)
{
  g_autoptr (RlifExperiment) e = load (
    "[connect B -> A]\nrule = all_to_all\nweight = 1 mV\ndelay = 2 ms\n[neurons B]\nlike = A\n"
    "[record A, B]\nspikes = s.h5\n[neurons A]\nmodel = pif\ncount = 2\n[experiment]\nduration = 1 s\n");
  ck_assert_uint_eq (rlif_network_n_populations (e->network), 2);
  ck_assert_uint_eq (population (e, "B")->index, 0);
  ck_assert_uint_eq (population (e, "A")->index, 1);
  const RlifProjection *p = projection (e->network, "B -> A");
  ck_assert_ptr_eq (p->source, population (e, "B"));
  ck_assert_ptr_eq (p->target, population (e, "A"));
}
END_TEST

START_TEST (every_rule_connects_as_the_network_does_by_hand)
{
  static const struct {
    const char *keys;
    RlifRule rule;
  } CASES[] = {
    { "rule = all_to_all", { RLIF_ALL_TO_ALL, 0, 0, FALSE, TRUE } },
    { "rule = all_to_all\nself_connections = yes", { RLIF_ALL_TO_ALL, 0, 0, TRUE, TRUE } },
    { "rule = one_to_one\nself_connections = yes", { RLIF_ONE_TO_ONE, 0, 0, TRUE, TRUE } },
    { "rule = fixed_indegree 5", { RLIF_FIXED_INDEGREE, 5, 0, FALSE, TRUE } },
    { "rule = fixed_indegree 5\nmultapses = no", { RLIF_FIXED_INDEGREE, 5, 0, FALSE, FALSE } },
    { "rule =  fixed_outdegree\t4 ", { RLIF_FIXED_OUTDEGREE, 4, 0, FALSE, TRUE } },
    { "rule = fixed_total 23\nself_connections = no\nmultapses = yes",
      { RLIF_FIXED_TOTAL, 23, 0, FALSE, TRUE } },
    { "rule = pairwise_bernoulli 0.37", { RLIF_PAIRWISE_BERNOULLI, 0, 0.37, FALSE, TRUE } },
    { "rule = pairwise_poisson 1.7", { RLIF_PAIRWISE_POISSON, 0, 1.7, FALSE, TRUE } },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (CASES); k++) {
    g_autofree char *text = g_strdup_printf (
      "[connect A -> A]\n%s\nweight = normal(0.35 mV, 0.02 mV)\ndelay = uniform(0.5 ms, 2.385 ms)\n",
      CASES[k].keys);
    g_autoptr (RlifExperiment) e = load_behind_head (text);
    RlifNetwork *network = head_network ();
    RlifPopulation *a = rlif_network_find_population (network, "A");
    RlifSynapses synapses = { .name = "A -> A" };
    ck_assert (rlif_distribution_parse ("normal(0.35 mV, 0.02 mV)", "mV", &synapses.weight, NULL));
    ck_assert (rlif_distribution_parse ("uniform(0.5 ms, 2.385 ms)", "ms", &synapses.delay, NULL));
    const RlifProjection *p =
      rlif_network_connect (network, a, a, &CASES[k].rule, &synapses, NULL);
    ck_assert (p && p->n > 0);
    same_synapses (projection (e->network, "A -> A"), p);
    rlif_network_free (network);
  }
}
END_TEST

START_TEST (each_pair_of_a_connection_is_a_projection)
{
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[connect A,B->B , A]\nrule = fixed_indegree 3\nweight = -0.45 mV\ndelay = 1.5 ms\n");
  static const char *const names[] = { "A -> B", "A -> A", "B -> B", "B -> A" };
  ck_assert_uint_eq (e->network->projections->len, 4);
  for (guint k = 0; k < 4; k++) {
    const RlifProjection *p = e->network->projections->pdata[k];
    ck_assert_str_eq (p->name, names[k]);
    ck_assert (p->source->name[0] == names[k][0] && p->target->name[0] == names[k][5]);
    ck_assert_uint_eq (p->n, 3 * p->target->count);
    ck_assert (p->same_weight == -0.45);
    ck_assert_int_eq (p->same_delay, 1500000000000);
  }
}
END_TEST

START_TEST (a_label_lets_the_same_populations_be_connected_again)
{
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[connect A -> B]\nrule = pairwise_bernoulli 0.5\nweight = 1 mV\ndelay = 1 ms\n"
    "[connect slow : A -> B]\nrule = pairwise_bernoulli 0.5\nweight = 2 mV\ndelay = 0 ms\n");
  const RlifProjection *fast = projection (e->network, "A -> B");
  const RlifProjection *slow = projection (e->network, "slow: A -> B");
  ck_assert (fast->same_weight == 1 && slow->same_weight == 2);
  ck_assert_int_eq (slow->same_delay, 0);
  gboolean differs = fast->n != slow->n;
  for (gsize s = 0; !differs && s < fast->n; s++) differs = fast->to[s] != slow->to[s];
  ck_assert_msg (differs, "the label keys what is drawn");
}
END_TEST

START_TEST (weights_are_in_the_unit_of_the_port)
{
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[connect A -> C]\nrule = all_to_all\nweight = 0.0172 nA\ndelay = 1 ms\n"
    "[connect B -> C]\nrule = all_to_all\nweight = -31 pA\ndelay = 1 ms\n"
    "[connect C -> C]\nrule = all_to_all\nweight = -5.5 pA\nport = ex\ndelay = 1 ms\n"
    "[connect both: A -> C]\nrule = all_to_all\nweight = normal(0 pA, 3 pA)\ndelay = 1 ms\n");
  const RlifModel *m = population (e, "C")->model;
  ck_assert (projection (e->network, "A -> C")->same_weight == 17.2);
  ck_assert_int_eq (projection (e->network, "A -> C")->port, rlif_model_find_port (m, "ex"));
  ck_assert_int_eq (projection (e->network, "B -> C")->port, rlif_model_find_port (m, "in"));
  ck_assert (projection (e->network, "C -> C")->same_weight == -5.5);
  ck_assert_int_eq (projection (e->network, "C -> C")->port, rlif_model_find_port (m, "ex"));
  ck_assert_int_eq (projection (e->network, "both: A -> C")->port, -1);
}
END_TEST

START_TEST (a_list_connects_as_it_says_in_any_order_of_columns_and_in_its_own_units)
{
  put ("synapses.csv", "# three synapses\n\n delay [us] ,target,weight [uV], source\r\n"
                       "1500.000000001,3,450,6\n# the same pair again\n0,3,-1.5e2,6\n\n250,0,17,0");
  g_autoptr (RlifExperiment) e = load_behind_head ("[connect A -> B]\nrule = list synapses.csv\n");
  const RlifProjection *p = projection (e->network, "A -> B");
  ck_assert_uint_eq (p->n, 3);
  has_synapse (p, 0, 0, 0, 0.017, 250000000000);
  has_synapse (p, 6, 0, 3, 0.45, 1500000000001);
  has_synapse (p, 6, 1, 3, -0.15, 0);
}
END_TEST

START_TEST (what_a_list_lacks_is_taken_from_the_group)
{
  put ("pairs.csv", "source,target\n2,1\n5,5\n");
  put ("delays.csv", "source,target,delay [ms]\n3,0,7.25\n");
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[connect A -> A]\nrule = list pairs.csv\nweight = 0.21 mV\ndelay = 1.75 ms\n"
    "[connect A -> C]\nrule = list delays.csv\nweight = -3 pA\n");
  has_synapse (projection (e->network, "A -> A"), 2, 0, 1, 0.21, 1750000000000);
  has_synapse (projection (e->network, "A -> A"), 5, 0, 5, 0.21, 1750000000000);
  has_synapse (projection (e->network, "A -> C"), 3, 0, 0, -3, 7250000000000);
}
END_TEST

START_TEST (a_compressed_list_is_read_as_the_plain_one)
{
  static const char text[] = "source,target,weight [mV],delay [ms]\n1,2,0.35,1.5\n6,0,-2.5,0.25\n";
  g_autofree char *path = g_build_filename (folder, "synapses.csv.gz", NULL);
  gzFile file = gzopen (path, "wb");
  ck_assert_int_eq (gzwrite (file, text, sizeof text - 1), sizeof text - 1);
  ck_assert_int_eq (gzclose (file), Z_OK);
  put ("synapses.csv", text);
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[connect zip: A -> B]\nrule = list synapses.csv.gz\n"
    "[connect flat: A -> B]\nrule = list synapses.csv\n");
  const RlifProjection *p = projection (e->network, "zip: A -> B");
  ck_assert_uint_eq (p->n, 2);
  has_synapse (p, 6, 0, 0, -2.5, 250000000000);
  same_synapses (p, projection (e->network, "flat: A -> B"));
}
END_TEST

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

/* Writes a spike report of the populations P and, if wanted, Q. */
static void
put_report (const char *name, gboolean two)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 50);
  RlifTrain *p = rlif_raster_add (raster, "P", 4, 2);
  p->time[0] = 1.25, p->neuron[0] = 3;
  p->time[1] = 17.385, p->neuron[1] = 0;
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
  put_report ("one.h5", FALSE);
  put_report ("two.h5", TRUE);
  g_autoptr (RlifExperiment) e = load_behind_head (
    "[spikes p -> B]\nfile = one.h5\nweight = 1 mV\n"
    "[spikes q -> A]\nfile = two.h5\npopulation = Q\nweight = 1 mV\nrule = all_to_all\n");
  const RlifInput *p = e->network->inputs->pdata[0], *q = e->network->inputs->pdata[1];
  ck_assert_uint_eq (p->n, 2);
  has_spike (p, 0, 1250000000000, 3);
  has_spike (p, 1, 17385000000000, 0);
  ck_assert_uint_eq (q->n, 1);
  ck_assert_uint_eq (q->channels, 2);
  has_spike (q, 0, 2500000000000, 1);
}
END_TEST

/* Fails the test unless the text behind the head is refused with these words. */
static void
refused (const char *text, const char *words)
{
  g_autofree char *whole = g_strconcat (HEAD, text, NULL);
  g_autofree char *path = g_build_filename (folder, "test.rlif", NULL);
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_experiment_parse (path, whole, strlen (whole), registry, settings, &error));
  ck_assert_msg (strstr (error->message, words) != NULL, "%s", error->message);
}

START_TEST (a_spike_report_that_does_not_fit_is_refused)
{
  put_report ("two.h5", TRUE);
  refused ("[spikes s -> A]\nfile = two.h5\nweight = 1 mV\n",
           "file = two.h5: “population” must name one of those in the file: P, Q");
  refused ("[spikes s -> A]\nfile = two.h5\npopulation = R\nweight = 1 mV\n",
           "population = R: “population” must name one of those in the file (do you mean “P”?): P, Q");
  refused ("[spikes s -> A]\nfile = two.h5\npopulation = P\nchannels = 3\nrule = all_to_all\n"
           "weight = 1 mV\n", "file = two.h5: there is no channel 3; what fits: 0 to 2");
}
END_TEST

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

START_TEST (settings_replace_keys_or_add_them_and_are_kept_with_the_text)
{
  static const char *const set[] = {
    "neurons.A.tau_m=13.5 ms", "neurons.A.tau_m = 17.5 ms", "experiment.seed=9",
    "connect.A -> B.weight=0.125 mV", "record.A.spikes=a.b=c.h5", NULL };
  static const char tail[] =
    "[connect A -> B]\nrule = all_to_all\nweight = 3 pA\ndelay = 1 ms\n[record A]\nspikes = s.h5";
  settings = set;
  g_autoptr (RlifExperiment) e = load_behind_head (tail);
  ck_assert (param (population (e, "A"), 0, "tau_m") == 17.5);
  ck_assert (param (population (e, "B"), 0, "tau_m") == 17.5);
  ck_assert_uint_eq (e->seed, 9);
  ck_assert (projection (e->network, "A -> B")->same_weight == 0.125);
  ck_assert_str_eq (((RlifRecord *) e->records->pdata[0])->spikes, "a.b=c.h5");
  g_autofree char *text = g_strconcat (
    HEAD, tail, "\n# --set neurons.A.tau_m=13.5 ms\n# --set neurons.A.tau_m = 17.5 ms\n"
    "# --set experiment.seed=9\n# --set connect.A -> B.weight=0.125 mV\n"
    "# --set record.A.spikes=a.b=c.h5\n", NULL);
  ck_assert_str_eq (e->text, text);
  settings = NULL;
  g_autoptr (RlifExperiment) plain = load_behind_head ("# nothing set");
  ck_assert_str_eq (plain->text, HEAD "# nothing set");
}
END_TEST

START_TEST (an_error_in_what_was_set_says_so)
{
  const char *set[] = { "connect.A -> B.rule=fixed_indegree 8", NULL };
  settings = set;
  refused ("[connect A -> B]\nrule = all_to_all\nmultapses = no\nweight = 1 mV\ndelay = 1 ms\n",
           "--set 'connect.A -> B.rule=fixed_indegree 8': 8 partners are wanted, but there are only 7");
  set[0] = "neurons.A.V_th=-80 mV";
  refused ("", "[neurons A] model lif_delta: V_reset must lie below V_th");
  set[0] = "neurons.A.count=3\nseed = 4";
  refused ("", "--set: a setting is one line of UTF-8 text");
  set[0] = "neurons.A.count=\xff";
  refused ("", "--set: a setting is one line of UTF-8 text");
}
END_TEST

START_TEST (an_error_in_a_copied_key_is_told_where_the_key_stands)
{
  refused ("[neurons D]\nmodel = lif_delta\nlike = C\n[neurons F]\nmodel = pif\nlike = G\n"
           "[neurons G]\nlike = A\ntau_m = 9 ms\n",
           "test.rlif:22: [neurons G] tau_m = 9 ms: model pif of “F” has no such parameter or state");
}
END_TEST

START_TEST (a_file_is_read_as_its_text_is_and_lists_are_beside_it)
{
  static const char text[] = HEAD "[connect A -> B]\nrule = list pairs.csv\nweight = 1 mV\ndelay = 1 ms\n";
  put ("file.rlif", text);
  put ("pairs.csv", "source,target\n2,3\n");
  g_autofree char *path = g_build_filename (folder, "file.rlif", NULL);
  GError *error = NULL;
  g_autoptr (RlifExperiment) e = rlif_experiment_load (path, registry, NULL, &error);
  kit_no_error (error);
  ck_assert_str_eq (e->path, path);
  ck_assert_str_eq (e->text, text);
  ck_assert_uint_eq (projection (e->network, "A -> B")->n, 1);
}
END_TEST

START_TEST (an_absolute_path_stays_as_it_is)
{
  put ("pairs.csv", "source,target\n2,3\n");
  g_autofree char *text = g_strdup_printf (
    "[connect A -> B]\nrule = list %s/pairs.csv\nweight = 1 mV\ndelay = 1 ms\n", folder);
  g_autofree char *whole = g_strconcat (HEAD, text, NULL);
  GError *error = NULL;
  g_autoptr (RlifExperiment) e = rlif_experiment_parse ("/nowhere/x.rlif", whole, strlen (whole),
                                                        registry, NULL, &error);
  kit_no_error (error);
  ck_assert_uint_eq (projection (e->network, "A -> B")->n, 1);
}
END_TEST

START_TEST (models_beside_the_experiment_are_found)
{
  g_autofree char *models = g_build_filename (folder, "models", NULL);
  g_autofree char *here = g_build_filename (models, "pif.so", NULL);
  g_autofree char *there = g_build_filename (g_getenv ("RLIF_MODEL_PATH"), "pif.so", NULL);
  g_autofree char *content = NULL;
  gsize length;
  ck_assert (g_file_get_contents (there, &content, &length, NULL));
  ck_assert_int_eq (g_mkdir (models, 0700), 0);
  ck_assert (g_file_set_contents (here, content, (gssize) length, NULL));
  g_unsetenv ("RLIF_MODEL_PATH");
  g_autoptr (RlifRegistry) bare = rlif_registry_new (NULL);
  static const char text[] = "[experiment]\nduration = 1 ms\n[neurons A]\nmodel = pif\ncount = 1\n";
  g_autofree char *path = g_build_filename (folder, "x.rlif", NULL);
  GError *error = NULL;
  RlifExperiment *e = rlif_experiment_parse (path, text, sizeof text - 1, bare, NULL, &error);
  kit_no_error (error);
  ck_assert_str_eq (population (e, "A")->model->name, "pif");
  rlif_experiment_free (e);
}
END_TEST

/* The lines of the first example: indented, each with the four blanks taken off. */
static char *
first_example (const char *text)
{
  g_auto (GStrv) line = g_strsplit (text, "\n", -1);
  GString *s = g_string_new (NULL);
  for (char **l = line; *l && !g_str_has_prefix (*l, "## "); l++)
    if (g_str_has_prefix (*l, "    ")) g_string_append_printf (s, "%s\n", *l + 4);
  return g_string_free (s, FALSE);
}

START_TEST (the_example_of_the_documentation_is_an_experiment)
{
  g_autofree char *doc = g_build_filename (g_getenv ("RLIF_SRCDIR"), "docs/experiment.md", NULL);
  g_autofree char *text = NULL;
  ck_assert (g_file_get_contents (doc, &text, NULL, NULL));
  g_autofree char *example = first_example (text);
  g_autoptr (RlifExperiment) e = load (example);
  ck_assert_uint_eq (population (e, "I")->count, 200);
  ck_assert_uint_eq (projection (e->network, "I -> E")->n, 20 * 800);
  ck_assert_uint_eq (e->network->poissons->len, 2);
}
END_TEST

START_TEST (the_examples_are_experiments)
{
  static const char *const files[] = { "01-brunel/brunel.rlif", "02-vogels-abbott/cuba.rlif",
                                       "03-one-neuron/step.rlif" };
  for (gsize k = 0; k < G_N_ELEMENTS (files); k++) {
    g_autofree char *path =
      g_build_filename (g_getenv ("RLIF_SRCDIR"), "examples", files[k], NULL);
    GError *error = NULL;
    g_autoptr (RlifExperiment) e = rlif_experiment_load (path, registry, NULL, &error);
    kit_no_error (error);
    ck_assert_uint_eq (e->records->len, 1);
  }
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "experiment", the_experiment_group_gives_times_seed_and_title,
                what_is_not_said_has_a_default,
                every_power_of_ten_from_1_fs_to_1_ms_is_a_resolution,
                keys_of_neurons_set_parameters_and_initial_states,
                like_brings_the_keys_of_others_and_own_ones_win,
                populations_stand_in_the_order_of_the_file,
                every_rule_connects_as_the_network_does_by_hand,
                each_pair_of_a_connection_is_a_projection,
                a_label_lets_the_same_populations_be_connected_again,
                weights_are_in_the_unit_of_the_port,
                a_list_connects_as_it_says_in_any_order_of_columns_and_in_its_own_units,
                what_a_list_lacks_is_taken_from_the_group,
                a_compressed_list_is_read_as_the_plain_one,
                a_poisson_input_has_a_part_for_each_target,
                a_regular_input_starts_after_its_interval_unless_told_otherwise,
                a_current_has_its_steps_off_any_grid, channel_k_of_a_spike_list_feeds_neuron_k,
                other_rules_have_as_many_channels_as_are_used_or_asked_for,
                a_spike_report_is_played_back, a_spike_report_that_does_not_fit_is_refused,
                a_record_says_which_spikes_and_states_go_where,
                a_trace_looks_at_given_moments_or_at_one_neuron,
                settings_replace_keys_or_add_them_and_are_kept_with_the_text,
                an_error_in_what_was_set_says_so,
                an_error_in_a_copied_key_is_told_where_the_key_stands,
                a_file_is_read_as_its_text_is_and_lists_are_beside_it,
                an_absolute_path_stays_as_it_is, models_beside_the_experiment_are_found,
                the_example_of_the_documentation_is_an_experiment, the_examples_are_experiments)
