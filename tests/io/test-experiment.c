/* What a good experiment file gives: times, neurons, settings. */
#include "experiment-kit.h"

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

START_TEST (models_beside_the_experiment_are_found)
{
  g_autofree char *models = g_build_filename (folder, "models", NULL);
  g_autofree char *here = g_build_filename (models, "qif.so", NULL);
  g_autofree char *there = g_build_filename (g_getenv ("RLIF_MODEL_PATH"), "qif.so", NULL);
  g_autofree char *content = NULL;
  gsize length;
  ck_assert (g_file_get_contents (there, &content, &length, NULL));
  ck_assert_int_eq (g_mkdir (models, 0700), 0);
  ck_assert (g_file_set_contents (here, content, (gssize) length, NULL));
  g_unsetenv ("RLIF_MODEL_PATH");
  g_autoptr (RlifRegistry) bare = rlif_registry_new (NULL);
  static const char text[] = "[experiment]\nduration = 1 ms\n[neurons A]\nmodel = qif\ncount = 1\n";
  g_autofree char *path = g_build_filename (folder, "x.rlif", NULL);
  GError *error = NULL;
  RlifExperiment *e = rlif_experiment_parse (path, text, sizeof text - 1, bare, NULL, &error);
  kit_no_error (error);
  ck_assert_str_eq (population (e, "A")->model->name, "qif");
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
                                       "03-one-neuron/step.rlif", "06-million/million.rlif",
                                       "06-million/wide.rlif", "07-plasticity/song.rlif" };
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
                settings_replace_keys_or_add_them_and_are_kept_with_the_text,
                an_error_in_what_was_set_says_so,
                an_error_in_a_copied_key_is_told_where_the_key_stands,
                a_file_is_read_as_its_text_is_and_lists_are_beside_it,
                models_beside_the_experiment_are_found,
                the_example_of_the_documentation_is_an_experiment, the_examples_are_experiments)
