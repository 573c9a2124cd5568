/* The kernels of scaled and modal neurons against the plain solution of the same model, which has its own
 * tests against MPFR: driven by the same list of spikes for seconds, they fire at the same moments.
 * A population is solved plainly if one of its neurons takes up currents in another way; that one hears nothing. */
#include "modal-kit.h"
#include "engine/state.h"

#define NEURONS 40u
#define PER_MS 10u               /* arrivals, at all neurons */
#define LONG_ENOUGH (3000 * FS)
#define NUDGE 0x1p-43

static RlifRegistry *registry;
static RlifNetwork *network;
static RlifPopulation *kernel, *plain;
static RlifPopulation *nudged;   /* plain, too, but hears weights that are more by a little than a thousand roundings */
static RlifStream lot;

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

static double
between (double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (&lot);
}

static void
set_each (RlifPopulation *population, const char *field, const double each[])
{
  GError *error = NULL;
  rlif_population_set_each (population, field, each, &error);
  kit_no_error (error);
}

static void
add_populations (const char *model)
{
  kernel = kit_population (network, "kernel", kit_model (registry, model), NEURONS);
  plain = kit_population (network, "plain", kit_model (registry, model), NEURONS + 1);
  nudged = kit_population (network, "nudged", kit_model (registry, model), NEURONS + 1);
  double each[NEURONS + 1];
  for (guint i = 0; i <= NEURONS; i++) each[i] = i < NEURONS ? 250 : 251;
  set_each (plain, "C_m", each);
  set_each (nudged, "C_m", each);
}

static void
set_all (const char *field, double value)
{
  RlifPopulation *const all[] = { kernel, plain, nudged };
  const RlifDistribution same = rlif_constant (value);
  for (guint k = 0; k < 3; k++) {
    GError *error = NULL;
    rlif_population_set (all[k], field, &same, &error);
    kit_no_error (error);
  }
}

/* For each neuron another value. */
static void
set_between (const char *field, double low, double high)
{
  double each[NEURONS + 1];
  for (guint i = 0; i <= NEURONS; i++) each[i] = between (low, high);
  set_each (kernel, field, each);
  set_each (plain, field, each);
  set_each (nudged, field, each);
}

static void
connect_all (RlifInput *input, const char *port, const guint32 from[], const guint32 to[], double weight[])
{
  RlifPopulation *const all[] = { kernel, plain, nudged };
  for (guint k = 0; k < 3; k++) {
    GError *error = NULL;
    g_autofree char *name = g_strdup_printf ("to %s of %u", port ? port : "any", k);
    for (guint j = 0; k == 2 && j < 2 * NEURONS; j++) weight[j] *= 1 + NUDGE;
    const RlifSynapses synapses = { .name = name, .port = port, .delay = rlif_constant (0) };
    rlif_network_connect_input_list (network, input, all[k], &synapses, 2 * NEURONS, from, to, weight, NULL, &error);
    kit_no_error (error);
  }
}

/* The same arrivals at all, of weights up to `size`, a quarter of them inhibitory. */
static void
add_arrivals (double size, guint ms)
{
  const guint arrivals = PER_MS * ms;
  g_autofree RlifTime *time = g_new (RlifTime, arrivals);
  g_autofree guint32 *channel = g_new (guint32, arrivals);
  guint32 from[2 * NEURONS], to[2 * NEURONS];
  GError *error = NULL;
  for (guint k = 0; k < arrivals; k++) {
    time[k] = (RlifTime) (between (0, ms) * FS);
    channel[k] = rlif_stream_below (&lot, 2 * NEURONS);
  }
  RlifInput *input = rlif_network_add_spikes (network, "in", 2 * NEURONS, arrivals, time, channel, &error);
  kit_no_error (error);
  double weight[2 * NEURONS];
  for (guint k = 0; k < 2 * NEURONS; k++) {
    from[k] = k;
    to[k] = k % NEURONS;
    weight[k] = between (0, size) * (rlif_stream_below (&lot, 4) ? 1 : -1);
  }
  for (int p = -1; p < (int) rlif_population_get_model (kernel)->n_port; p++) {
    const char *port = p < 0 ? NULL : rlif_population_get_model (kernel)->port[p].name;
    if (p >= 0 && !g_str_equal (port, "syn3") && !g_str_equal (port, "syn4")) continue;   /* others are by sign */
    if (p >= 0)
      for (guint k = 0; k < 2 * NEURONS; k++) weight[k] /= 20;   /* slow */
    connect_all (input, port, from, to, weight);
  }
}

/* Spikes of one neuron. */
static GArray *
spikes_of (const GArray *spikes, guint population, guint32 i)
{
  GArray *mine = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = &g_array_index (spikes, RlifSpike, k);
    if (s->population == population && s->neuron == i) g_array_append_val (mine, s->time);
  }
  return mine;
}

/* [ms] How far spikes of a neuron in two populations are apart at most. */
static double
distance (const GArray *spikes, guint32 i, guint one, guint other)
{
  g_autoptr (GArray) a = spikes_of (spikes, one, i), b = spikes_of (spikes, other, i);
  double worst = 0;
  ck_assert_uint_eq (a->len, b->len);
  for (guint k = 0; k < a->len; k++) {
    const double dt = (double) (g_array_index (a, RlifTime, k) - g_array_index (b, RlifTime, k)) / (double) FS;
    worst = fmax (worst, fabs (dt));
  }
  return worst;
}

/* Runs all and compares all spikes, and the potentials at the end. Roundings are carried on, and may grow: a flat
 * crossing makes much of them, and a spike that follows from the last one is late by more than that if the potential
 * rose faster then than now. So does a nudge, which tells how far apart spikes may be; two ticks are what each is
 * rounded by. Where spikes come with arrivals alone nothing of this is so, and they must be the same. Returns: how
 * many spikes. */
static guint
compare (guint ms)
{
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  kit_run (simulation, ms * FS);
  const int v = rlif_model_find_state (rlif_population_get_model (kernel), "V_m");
  double worst = 0, allowed = 0;
  guint n = 0;
  for (guint32 i = 0; i < NEURONS; i++) {
    worst = fmax (worst, distance (spikes, i, 0, 1));
    allowed = fmax (allowed, distance (spikes, i, 1, 2));
    const double va = rlif_simulation_get_state (simulation, kernel, i, (guint) v);
    const double vb = rlif_simulation_get_state (simulation, plain, i, (guint) v);
    ck_assert_double_eq_tol (va, vb, 1e-9);   /* ticks times a slope */
  }
  for (guint k = 0; k < spikes->len; k++) n += kit_spike (spikes, k)->population == 0;
  if (allowed > 0) allowed += 2 / (double) FS;
  ck_assert_msg (worst <= allowed, "spikes are up to %g ms apart, but may be no more than %g", worst, allowed);
  return n;
}

START_TEST (scaled_neurons_fire_when_the_plain_solution_does)
{
  rlif_stream_init (&lot, 7, RLIF_PURPOSE_CONNECT, "scaled", (guint64) _i);
  add_populations ("lif_delta");
  set_all ("tau_m", _i ? 3.17 : 21.3);
  set_all ("t_ref", _i ? 0 : 1.93);
  set_all ("I_e", _i ? 0 : 171.5);
  add_arrivals (_i ? 19 : 7.3, 2900);
  ck_assert_uint_gt (compare (3000), 1000);   /* moments of arrivals are what they are */
  g_autoptr (RlifSimulation) s = kit_simulation (network);
  ck_assert_ptr_nonnull (s->areas[s->first_area[0]].neurons.scaled);
  ck_assert_ptr_null (s->areas[s->first_area[1]].neurons.scaled);
  ck_assert_ptr_null (s->areas[s->first_area[1]].neurons.modal);
}
END_TEST

START_TEST (modal_neurons_fire_when_the_plain_solution_does)
{
  const ModalCase *c = &MODAL[_i];
  rlif_stream_init (&lot, 8, RLIF_PURPOSE_CONNECT, "modal", (guint64) _i);
  add_populations (c->model);
  modal_case_set (c->set, set_all);
  add_arrivals (c->size, 850);
  const guint spikes = compare (900);
  ck_assert_msg (g_str_equal (c->model, "li") ? spikes == 0 : spikes > 300, "%u spikes", spikes);
  g_autoptr (RlifSimulation) s = kit_simulation (network);
  ck_assert_ptr_nonnull (s->areas[s->first_area[0]].neurons.modal);
  ck_assert_ptr_null (s->areas[s->first_area[1]].neurons.modal);
}
END_TEST

static const ModalCase OWN[] = {
  { "lif_exp", "tau_m=17.3 tau_syn_ex=2.385 tau_syn_in=5.71", 900 },
  { "lif_delta", "tau_m=11.3", 7.3 },
  { "lif_alpha", "tau_m=10 tau_syn_ex=1.7 tau_syn_in=1.7", 470 },
  { "alif", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 a=0.9 b=37 tau_w=83", 1300 },
  { "lif2", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 tau_a=13.1", 900 },
  { "resonate_fire", "tau_m=37.1 T=7.3", 11 } };

/* They share the modes; without refractoriness, too. */
START_TEST (neurons_may_differ_in_what_does_not_change_their_modes)
{
  const ModalCase *c = &OWN[_i / 2];
  rlif_stream_init (&lot, 9, RLIF_PURPOSE_CONNECT, "own", (guint64) _i);
  add_populations (c->model);
  modal_case_set (c->set, set_all);
  set_between ("V_th", -56, -53);
  set_between ("V_reset", -73, -69);
  set_between ("E_L", -71, -69);
  set_between ("I_e", 0, 450);
  set_between ("t_ref", 0, _i % 2 ? 3.1 : 0);
  add_arrivals (c->size, 850);
  ck_assert_uint_gt (compare (900), 300);
  g_autoptr (RlifSimulation) s = kit_simulation (network);
  ck_assert_ptr_nonnull (s->areas[s->first_area[0]].neurons.modal);
  ck_assert_ptr_nonnull (s->areas[s->first_area[0]].neurons.modal->own);
  ck_assert_ptr_null (s->areas[s->first_area[1]].neurons.modal);
}
END_TEST

START_TEST (neurons_whose_modes_cannot_be_told_apart_are_solved_plainly)
{
  add_populations (NOT_MODAL[_i].model);
  modal_case_set (NOT_MODAL[_i].set, set_all);
  g_autoptr (RlifSimulation) s = kit_simulation (network);
  ck_assert_msg (!s->areas[s->first_area[0]].neurons.modal && !s->areas[s->first_area[0]].neurons.scaled, "%s %s",
                 NOT_MODAL[_i].model, NOT_MODAL[_i].set);
}
END_TEST

/* Also where no row of synapses ever leads to them. */
START_TEST (neurons_that_have_woken_are_not_kept)
{
  static const char *const models[] = { "lif_delta", "lif_exp" };
  static const double weights[] = { 31.7, 31700 };
  GError *error = NULL;
  RlifPopulation *p = kit_population (network, "kicked", kit_model (registry, models[_i]), NEURONS);
  ck_assert (rlif_network_add_poisson (network, "kicks", p, 61.3, weights[_i], NULL, NULL));
  g_autoptr (RlifSimulation) s = kit_simulation (network);
  ck_assert (rlif_simulation_run (s, LONG_ENOUGH, G_MAXUINT64, &error));
  ck_assert_uint_gt (rlif_simulation_get_counters (s, p).spikes, 50 * NEURONS);
  ck_assert_uint_lt (s->areas[0].resting->len, 3 * NEURONS);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("kernels");
  TCase *tcase = tcase_create ("kernels");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, scaled_neurons_fire_when_the_plain_solution_does, 0, 2);
  tcase_add_loop_test (tcase, modal_neurons_fire_when_the_plain_solution_does, 0, (int) G_N_ELEMENTS (MODAL));
  tcase_add_loop_test (tcase, neurons_may_differ_in_what_does_not_change_their_modes, 0, 2 * (int) G_N_ELEMENTS (OWN));
  tcase_add_loop_test (tcase, neurons_whose_modes_cannot_be_told_apart_are_solved_plainly, 0,
                       (int) G_N_ELEMENTS (NOT_MODAL));
  tcase_add_loop_test (tcase, neurons_that_have_woken_are_not_kept, 0, 2);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
