/* [connect]: the synapses are compared with those that are put together by hand. */
#include <zlib.h>
#include "experiment-kit.h"

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
  for (gsize s = 0; !differs && s < fast->n; s++) differs = fast->to_short[s] != slow->to_short[s];
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
  has_synapse (p, 6, 0, 3, -0.15, 0);
  has_synapse (p, 6, 1, 3, 0.45, 1500000000001);
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

/* Populations X and Y of models with odd ports, and the beginning of a connection. */
#define ODD                                                                                \
  "[neurons X]\nmodel = odd_ports\ncount = 2\n[neurons Y]\nmodel = one_way\ncount = 2\n"   \
  "[connect A -> %s]\nrule = all_to_all\ndelay = 1 ms\n"
#define TO(TARGET, KEYS) (g_snprintf (text, sizeof text, ODD KEYS, TARGET), text)

START_TEST (ports_of_different_units_must_be_named)
{
  char text[512];
  g_autofree char *models = g_build_filename (g_getenv ("RLIF_BUILDDIR"), "tests/io/.libs", NULL);
  rlif_registry_add_dir (registry, models);
  refused (TO ("X", "weight = 0.3 mV\n"),
           "[connect A -> X] model odd_ports has ports of different units (jump, charge): choose "
           "one, as in: port = jump");
  refused (TO ("X", "weight = 0.3 mV\nport = charge\n"),
           "weight = 0.3 mV: “0.3 mV” has the wrong unit; what fits: pC, fC");
  refused (TO ("X", "weight = 0.3 fC\nport = change\n"),
           "port = change: model odd_ports has no such port (do you mean “charge”?); what fits: "
           "jump, charge");
  refused (TO ("X", "weight = 0.3 fC\nport = charge\n[current c -> X]\nsteps = 0 ms: 3 pA\n"),
           "[current c -> X] model odd_ports takes no current");
  g_autoptr (RlifExperiment) e = load_behind_head (TO ("X", "weight = -0.3 pC\nport = charge\n"));
  ck_assert (projection (e->network, "A -> X")->same_weight == -300);
  ck_assert_int_eq (projection (e->network, "A -> X")->port, 1);
}
END_TEST

START_TEST (a_weight_that_no_port_takes_is_refused)
{
  char text[512];
  g_autofree char *models = g_build_filename (g_getenv ("RLIF_BUILDDIR"), "tests/io/.libs", NULL);
  rlif_registry_add_dir (registry, models);
  refused (TO ("Y", "weight = -0.3 mV\n"),
           "weight = -0.3 mV: no port of model one_way takes this weight unless it is named, as in: "
           "port = jump");
  refused (TO ("Y", "weight = normal(0 mV, 1 mV)\n"),
           "weight = normal(0 mV, 1 mV): no port of model one_way takes a weight of -");
  g_autoptr (RlifExperiment) e = load_behind_head (TO ("Y", "weight = -0.3 mV\nport = jump\n"));
  ck_assert (projection (e->network, "A -> Y")->same_weight == -0.3);
}
END_TEST

TEST_MAIN_WITH (setup, teardown, "experiment-connect",
                every_rule_connects_as_the_network_does_by_hand,
                each_pair_of_a_connection_is_a_projection,
                a_label_lets_the_same_populations_be_connected_again,
                weights_are_in_the_unit_of_the_port,
                a_list_connects_as_it_says_in_any_order_of_columns_and_in_its_own_units,
                what_a_list_lacks_is_taken_from_the_group,
                a_compressed_list_is_read_as_the_plain_one, an_absolute_path_stays_as_it_is,
                ports_of_different_units_must_be_named,
                a_weight_that_no_port_takes_is_refused)
