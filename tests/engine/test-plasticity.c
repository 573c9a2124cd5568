/* Plasticity: weights against sums over all pairs of spikes, the same in both engines and for any number
 * of threads; short-term plasticity against its differential equations. */
#include <math.h>
#include "network-kit.h"
#include "engine/release.h"
#include "network/structure.h"

#define UNTIL (200 * FS)

static RlifRegistry *registry;

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
}

static void
teardown (void)
{
  rlif_registry_free (registry);
}

typedef struct {
  const char *model;
  double unit;           /* a weight that moves the membrane by about 1 mV */
  const char *delay;
  RlifPlasticity rule;   /* w_max in these units */
} Case;

#define STDP .kind = RLIF_STDP, .a_plus = 0.037, .a_minus = 0.041, .tau_plus = 16.8, .tau_minus = 33.7
static const Case CASES[] = {
  { "lif_delta", 1, "1.5 ms", { STDP, .w_max = 2.3 } },
  { "lif_delta", 1, "uniform(0.5 ms, 3 ms)", { STDP, .w_max = 2.3, .mu_plus = 1, .mu_minus = 1 } },
  { "lif_exp", 60, "uniform(0.5 ms, 3 ms)", { STDP, .w_max = 2.9, .mu_plus = 0.4, .mu_minus = 0.7 } },
  { "lif_exp", 60, "2 ms", { STDP, .w_max = 2.9, .mu_minus = 1, .nearest = TRUE } },
  { "lif_alpha", 60, "uniform(0.5 ms, 3 ms)", { STDP, .w_max = 2.5, .nearest = TRUE } },
  { "alif", 60, "0.75 ms", { STDP, .w_max = 2.5, .mu_plus = 2 } },
  { "lif_delta", -1, "uniform(0.5 ms, 3 ms)", { STDP, .w_max = 2.3 } },   /* inhibitory */
  { "lif_exp", 60, "1 ms", { .kind = RLIF_TSODYKS_MARKRAM, .u = 0.35, .tau_rec = 130, .tau_facil = 70,
                             .tau_psc = 3 } },
  { "lif_delta", 1, "uniform(0.5 ms, 3 ms)", { .kind = RLIF_TSODYKS_MARKRAM, .u = 0.35, .tau_rec = 130 } },
};

static RlifDistribution
parse (const char *text, const char *unit)
{
  GError *error = NULL;
  RlifDistribution distribution;
  rlif_distribution_parse (text, unit, &distribution, &error);
  kit_no_error (error);
  return distribution;
}

/* Neurons that fire at some tens of Hz, with plastic synapses among them and from a train of spikes. */
static RlifNetwork *
make_network (const Case *c, guint32 count, RlifProjection *plastic[2])
{
  GError *error = NULL;
  const double unit = fabs (c->unit);
  RlifNetwork *network = rlif_network_new (FS, 77);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, c->model), count);
  const RlifRule some = { .kind = RLIF_PAIRWISE_BERNOULLI, .p = 9.0 / count };
  RlifSynapses synapses = { .name = "p to p", .delay = parse (c->delay, "ms"), .plasticity = c->rule };
  synapses.plasticity.w_max *= c->unit;
  synapses.weight = (RlifDistribution) { RLIF_UNIFORM, MIN (c->unit * 0.2, c->unit * 1.9),
                                         MAX (c->unit * 0.2, c->unit * 1.9), -HUGE_VAL, HUGE_VAL };
  plastic[0] = rlif_network_connect (network, p, p, &some, &synapses, &error);
  kit_no_error (error);
  RlifInput *clock = rlif_network_add_regular (network, "clock", FS / 3, 17 * FS + 1234567, &error);
  const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
  synapses.name = "clock to p";
  plastic[1] = rlif_network_connect_input (network, clock, p, &all, &synapses, &error);
  kit_no_error (error);
  rlif_network_add_poisson (network, "noise", p, 700, (unit > 1 ? 7 : 3.3) * unit, NULL, &error);
  rlif_network_add_poisson (network, "calm", p, 500, -2 * unit, NULL, &error);
  kit_no_error (error);
  return network;
}

typedef struct {
  GArray *spikes;
  double *weight[2];
} Result;

static Result
run (const RlifNetwork *network, RlifProjection *const plastic[2], RlifEngine engine, guint threads)
{
  GError *error = NULL;
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, engine, threads, &error);
  kit_no_error (error);
  Result result = { .spikes = kit_observe_spikes (simulation) };
  kit_run (simulation, UNTIL);
  for (int j = 0; j < 2; j++) {
    result.weight[j] = g_new (double, plastic[j]->n);
    rlif_simulation_get_weights (simulation, plastic[j], NULL, NULL, result.weight[j]);
  }
  return result;
}

static void
clear (Result *result)
{
  g_array_unref (result->spikes);
  for (int j = 0; j < 2; j++) g_free (result->weight[j]);
}

START_TEST (both_engines_and_any_threads_learn_the_same)
{
  const Case *c = &CASES[_i];
  RlifProjection *plastic[2];
  g_autoptr (RlifNetwork) network = make_network (c, _i % 3 == 2 ? 2200 : 60, plastic);
  Result r = run (network, plastic, RLIF_ENGINE_REFERENCE, 1);
  ck_assert_uint_gt (r.spikes->len, 100);
  for (guint threads = 1; threads < 4; threads += 2) {
    Result w = run (network, plastic, RLIF_ENGINE_WINDOWED, threads);
    kit_same_spikes (r.spikes, w.spikes);
    for (int j = 0; j < 2; j++)
      ck_assert_mem_eq (r.weight[j], w.weight[j], plastic[j]->n * sizeof (double));
    clear (&w);
  }
  clear (&r);
}
END_TEST

/* Moments of arrivals or of spikes, ascending. */
typedef struct {
  guint n;
  RlifTime at[20000];
} Moments;

/* What the moments up to `now` leave behind; those at `now` itself only if `with`. */
static long double
trace_of (const Moments *m, RlifTime now, gboolean with, double tau, gboolean nearest)
{
  long double sum = 0;
  for (guint k = m->n; k-- > 0;) {
    if (m->at[k] > now || (m->at[k] == now && !with)) continue;
    sum += expl (-(long double) (now - m->at[k]) / (FS * (long double) tau));
    if (nearest) break;
  }
  return sum;
}

/* The weight after all pairs of arrivals and spikes. */
static double
learned (const RlifPlasticity *rule, double weight, const Moments *arrivals, const Moments *spikes)
{
  long double x = weight / (long double) rule->w_max;
  for (guint a = 0, s = 0; a < arrivals->n || s < spikes->n;) {
    if (a < arrivals->n && (s == spikes->n || arrivals->at[a] <= spikes->at[s])) {
      const long double o = trace_of (spikes, arrivals->at[a++], FALSE, rule->tau_minus, rule->nearest);
      x -= rule->a_minus * powl (x, rule->mu_minus) * o;
    } else {
      const long double r = trace_of (arrivals, spikes->at[s++], TRUE, rule->tau_plus, rule->nearest);
      x += rule->a_plus * powl (1 - x, rule->mu_plus) * r;
    }
    x = CLAMP (x, 0, 1);
  }
  return (double) (x * rule->w_max);
}

static void
spikes_of (const GArray *spikes, guint32 neuron, RlifTime delay, Moments *moments)
{
  moments->n = 0;
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *spike = kit_spike (spikes, k);
    if (spike->neuron == neuron && spike->time + delay <= UNTIL) moments->at[moments->n++] = spike->time + delay;
  }
}

static void
ticks_of_clock (RlifTime delay, Moments *moments)
{
  moments->n = 0;
  for (RlifTime t = FS / 3 + delay; t <= UNTIL; t += 17 * FS + 1234567) moments->at[moments->n++] = t;
}

START_TEST (weights_are_the_sums_over_pairs_of_spikes)
{
  static Moments arrivals, spikes;
  const Case *c = &CASES[_i];
  if (c->rule.kind != RLIF_STDP) return;
  RlifProjection *plastic[2];
  g_autoptr (RlifNetwork) network = make_network (c, 60, plastic);
  Result w = run (network, plastic, RLIF_ENGINE_WINDOWED, 1);
  guint changed = 0;
  for (int j = 0; j < 2; j++) {
    const RlifProjection *p = plastic[j];
    const guint32 rows = p->source ? p->source->count : 1;
    for (guint32 row = 0; row < rows; row++)
      for (gsize s = rlif_projection_begin (p, row); s < rlif_projection_begin (p, row + 1); s++) {
        const RlifTime delay = rlif_projection_delay (p, s);
        j == 0 ? spikes_of (w.spikes, row, delay, &arrivals) : ticks_of_clock (delay, &arrivals);
        spikes_of (w.spikes, rlif_projection_target (p, s), 0, &spikes);
        const double expected = learned (&p->plasticity, rlif_projection_weight (p, s), &arrivals, &spikes);
        ck_assert_double_eq_tol (w.weight[j][s], expected, 1e-12 * fabs (p->plasticity.w_max));
        changed += w.weight[j][s] != rlif_projection_weight (p, s);
      }
  }
  ck_assert_uint_gt (changed, (plastic[0]->n + plastic[1]->n) * 9 / 10);
  clear (&w);
}
END_TEST

/* The equations of release.h, by Runge and Kutta's method in small steps. */
static void
integrate (long double z[3], const RlifPlasticity *r, long double span)
{
  const int steps = 4000;
  const long double h = span / steps;
  for (int n = 0; n < steps; n++) {
    long double k[4][3], at[3];
    for (int j = 0; j < 4; j++) {
      for (int i = 0; i < 3; i++) at[i] = z[i] + (j == 0 ? 0 : j == 3 ? h : h / 2) * (j ? k[j - 1][i] : 0);
      k[j][0] = (1 - at[0] - at[1]) / r->tau_rec;
      k[j][1] = -at[1] / r->tau_psc;
      k[j][2] = -at[2] / r->tau_facil;
    }
    for (int i = 0; i < 3; i++) z[i] += h / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
  }
}

START_TEST (released_shares_solve_the_equations)
{
  static const RlifTime at[] = { 3 * FS, 9 * FS, 9 * FS + 777, 31 * FS, 231 * FS, 232 * FS };
  const RlifPlasticity rule = { .kind = RLIF_TSODYKS_MARKRAM, .u = 0.27, .tau_rec = 143.5, .tau_facil = 61.2,
                                .tau_psc = 4.7 };
  RlifRelease release = RLIF_RELEASE_NEW;
  long double z[3] = { 1, 0, 0 };
  RlifTime last = 0;
  for (guint k = 0; k < G_N_ELEMENTS (at); last = at[k++]) {
    integrate (z, &rule, (at[k] - last) / (long double) FS);
    z[2] += rule.u * (1 - z[2]);
    const long double released = z[2] * z[0];
    ck_assert_double_eq_tol (rlif_release_send (&release, &rule, FS, at[k]), (double) released, 1e-11);
    z[0] -= released;
    z[1] += released;
  }
}
END_TEST

START_TEST (a_regular_train_leads_to_the_steady_state)
{
  for (int facilitates = 0; facilitates < 2; facilitates++) {
    const double tau_facil = facilitates ? 530 : 0, u0 = 0.13, tau_rec = 210, h = 12.5;
    const RlifPlasticity rule = { .u = u0, .tau_rec = tau_rec, .tau_facil = tau_facil };
    RlifRelease release = RLIF_RELEASE_NEW;
    double share = 0;
    for (int k = 0; k < 2000; k++) share = rlif_release_send (&release, &rule, FS, k * (RlifTime) (12.5 * FS));
    const double f = facilitates ? exp (-h / tau_facil) : 0, r = exp (-h / tau_rec);
    const double u = u0 / (1 - (1 - u0) * f), x = (1 - r) / (1 - (1 - u) * r);
    ck_assert_double_eq_tol (share, u * x, 1e-13);
  }
}
END_TEST

START_TEST (rules_that_make_no_sense_are_refused)
{
  static const RlifPlasticity bad[] = {
    { STDP, .w_max = 0 }, { STDP, .w_max = -2 }, { STDP, .w_max = 0.5 }, { STDP, .w_max = 2, .mu_plus = -1 },
    { .kind = RLIF_STDP, .w_max = 2, .tau_plus = 0, .tau_minus = 3 },
    { .kind = RLIF_TSODYKS_MARKRAM, .u = 0, .tau_rec = 3 },
    { .kind = RLIF_TSODYKS_MARKRAM, .u = 1.01, .tau_rec = 3 },
    { .kind = RLIF_TSODYKS_MARKRAM, .u = 1, .tau_rec = 3, .tau_psc = 3 } };
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 3);
  const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++) {
    g_autoptr (GError) error = NULL;
    const RlifSynapses synapses = { .name = "p", .weight = rlif_constant (0.77), .delay = rlif_constant (1),
                                    .plasticity = bad[k] };
    ck_assert_ptr_null (rlif_network_connect (network, p, p, &all, &synapses, &error));
    ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("plasticity");
  TCase *tcase = tcase_create ("plasticity");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, both_engines_and_any_threads_learn_the_same, 0, G_N_ELEMENTS (CASES));
  tcase_add_loop_test (tcase, weights_are_the_sums_over_pairs_of_spikes, 0, G_N_ELEMENTS (CASES));
  tcase_add_test (tcase, released_shares_solve_the_equations);
  tcase_add_test (tcase, a_regular_train_leads_to_the_steady_state);
  tcase_add_test (tcase, rules_that_make_no_sense_are_refused);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
