/* Plasticity by the timing of spikes: both engines give the same bits, and the weights are those that a plain
 * loop over all pairs of spikes gives. */
#include <math.h>
#include "plasticity-kit.h"

#define NETWORKS (g_getenv ("RLIF_CHECK_LONG") ? 600u : 60u)
#define UNTIL 120                    /* ms */

static RlifRegistry *registry;
static RlifStream lot;

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

static gboolean
chance (guint one_in)
{
  return rlif_stream_below (&lot, one_in) == 0;
}

static double
between (double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (&lot);
}

/* The rule, straight from its definition: arrivals and spikes of the target in the order of time. */
typedef struct {
  const RlifPlasticity *rule;
  const GArray *arrival, *fired;   /* of RlifTime, ascending */
  double ticks_per_ms;
} Pairs;

static double
clamped (const RlifPlasticity *r, double w)
{
  return fmin (fmax (w, 0), r->w_max);
}

/* The sum over the first n events of one side of exp (-distance/tau), or the last of them alone. */
static double
pair_sum (const Pairs *p, const GArray *side, guint n, RlifTime now, double tau)
{
  double sum = 0;
  const guint first = p->rule->nearest && n > 0 ? n - 1 : 0;
  for (guint k = first; k < n; k++)
    sum += exp (-(double) (now - g_array_index (side, RlifTime, k)) / p->ticks_per_ms / tau);
  return sum;
}

static double
raised (const RlifPlasticity *r, double w, double sum)
{
  const double x = (r->w_max - w) / r->w_max;
  return clamped (r, w + r->a_plus * r->w_max * pow (x, r->mu_plus) * sum);
}

static double
lowered (const RlifPlasticity *r, double w, double sum)
{
  const double x = w / r->w_max;
  return clamped (r, w - r->a_minus * r->w_max * pow (x, r->mu_minus) * sum);
}

/* Events up to and including `until`. */
static double
by_pairs (const Pairs *p, double w, RlifTime until)
{
  for (guint a = 0, f = 0; a < p->arrival->len || f < p->fired->len;) {
    const RlifTime arrival = a < p->arrival->len ? g_array_index (p->arrival, RlifTime, a) : RLIF_NEVER;
    const RlifTime fired = f < p->fired->len ? g_array_index (p->fired, RlifTime, f) : RLIF_NEVER;
    if (MIN (arrival, fired) > until) return w;
    if (arrival <= fired) {
      w = lowered (p->rule, w, pair_sum (p, p->fired, f, arrival, p->rule->tau_minus));
      a++;
    } else {
      w = raised (p->rule, w, pair_sum (p, p->arrival, a, fired, p->rule->tau_plus));
      f++;
    }
  }
  return w;
}

/* Moments at which a neuron fired, and something later. Returns: (owned) */
static GArray *
moments (const GArray *spikes, guint population, guint32 neuron, RlifTime later)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  for (guint k = 0; k < spikes->len; k++) {
    const RlifSpike *s = kit_spike (spikes, k);
    const RlifTime time = s->time + later;
    if (s->population == population && s->neuron == neuron) g_array_append_val (times, time);
  }
  return times;
}

/* Returns: pairs of events that the synapses saw. */
static guint64
check_by_hand (const Result *result)
{
  const RlifProjection *p = result->projection;
  const double ticks_per_ms = (double) p->target->network->ticks_per_ms;
  guint64 pairs = 0;
  if (p->plasticity.kind != RLIF_STDP) return 0;
  for (gsize s = 0, row = 0; s < p->n; s++) {
    while (rlif_projection_begin (p, row + 1) <= s) row++;
    const RlifTime delay = rlif_projection_delay (p, s);
    g_autoptr (GArray) arrival = moments (result->spikes, p->source->index, (guint32) row, delay);
    g_autoptr (GArray) fired = moments (result->spikes, p->target->index, rlif_projection_target (p, s), 0);
    const Pairs pair = { &p->plasticity, arrival, fired, ticks_per_ms };
    const double w = rlif_projection_weight (p, s);
    pairs += (guint64) arrival->len * fired->len;
    for (guint k = 0; k < LOOKS; k++) {
      const double expected = by_pairs (&pair, w, result->look[k]);
      const double got = result->weight[k][s];
      ck_assert_msg (fabs (got - expected) <= 1e-12 * p->plasticity.w_max, "look %u, synapse %zu: %.17g, by hand %.17g",
                     k, s, got, expected);
    }
  }
  return pairs;
}

static RlifPlasticity
draw_short_term (void)
{
  RlifPlasticity rule = { .kind = RLIF_TSODYKS_MARKRAM, .u = between (0.02, 1),
                          .tau_rec = between (2, 300) };
  if (chance (2)) rule.tau_facil = between (3, 600);
  if (chance (2)) rule.tau_psc = between (0.5, 20);
  if (chance (5)) rule.u = 1;
  return rule;
}

static RlifPlasticity
draw_plasticity (double size)
{
  if (chance (3)) return draw_short_term ();
  static const double exponents[] = { 0, 1, 0, 0.37, 1.62 };
  RlifPlasticity rule = { .kind = RLIF_STDP, .a_plus = between (0.005, 0.1), .a_minus = between (0.005, 0.1),
                    .tau_plus = between (3, 31), .tau_minus = between (3, 31),
                    .mu_plus = exponents[rlif_stream_below (&lot, 5)],
                    .mu_minus = exponents[rlif_stream_below (&lot, 5)],
                    .w_max = 2.385 * size,
                    .nearest = chance (2) };
  if (chance (8)) rule.a_plus = 0;
  return rule;
}

static RlifDistribution
draw_delay (void)
{
  static const char *const delays[] = { "1.5 ms", "0.5 ms", "uniform(0.4 ms, 3 ms)", "2 ms", "uniform(1 ms, 9 ms)" };
  GError *error = NULL;
  RlifDistribution delay;
  rlif_distribution_parse (delays[rlif_stream_below (&lot, 5)], "ms", &delay, &error);
  kit_no_error (error);
  return delay;
}

/* A recurrent population, another onto it, noise; the first projection is the one looked at. */
static RlifNetwork *
draw_network (guint64 seed, RlifProjection **looked_at)
{
  static const char *const models[] = { "lif_delta", "lif_exp", "alif", "lif_alpha", "qif" };
  GError *error = NULL;
  rlif_stream_init (&lot, seed, RLIF_PURPOSE_CONNECT, "plasticity", 0);
  RlifNetwork *network = rlif_network_new (chance (3) ? 10 : FS, seed);
  const guint kind = (guint) (seed % 5);
  const RlifModel *model = kit_model (registry, models[kind]);
  const double size = g_str_equal (model->port[0].unit, "mV") ? 1 : 100;
  RlifPopulation *p = kit_population (network, "p", model, 5 + rlif_stream_below (&lot, 20));
  RlifPopulation *q = kit_population (network, "q", model, 3);
  if (chance (2) && rlif_model_find_param (model, "t_ref") >= 0)
    kit_set (p, "t_ref", kind == 0 ? "0 ms" : "0.7 ms", "ms");
  const RlifRule rule = { .kind = RLIF_FIXED_OUTDEGREE, .k = 7, .multapses = TRUE, .self_connections = TRUE };
  RlifSynapses synapses = { .name = "p to p", .port = model->port[0].name,
                            .weight = { RLIF_UNIFORM, 0.113 * size, 2.385 * size, -HUGE_VAL, HUGE_VAL },
                            .delay = draw_delay (), .plasticity = draw_plasticity (size) };
  if (chance (4)) synapses.weight = rlif_constant (size);
  *looked_at = rlif_network_connect (network, p, p, &rule, &synapses, &error);
  kit_no_error (error);
  synapses.name = "q to p";
  synapses.plasticity = draw_plasticity (size);
  rlif_network_connect (network, q, p, &rule, &synapses, &error);
  kit_no_error (error);
  for (guint k = 0; k < 2; k++) {
    rlif_network_add_poisson (network, k ? "noise of p" : "noise of q", k ? p : q, 900, 4 * size,
                              model->port[0].name, &error);
    kit_no_error (error);
  }
  return network;
}

START_TEST (both_engines_and_a_loop_over_all_events_give_the_same_weights)
{
  guint64 pairs = 0;
  for (guint64 seed = 1; seed <= NETWORKS; seed++) {
    RlifProjection *p;
    g_autoptr (RlifNetwork) network = draw_network (seed, &p);
    const RlifTime until = UNTIL * network->ticks_per_ms;
    Result reference = result_of (network, p, RLIF_ENGINE_REFERENCE, 1, until, 5000);
    Result windowed = result_of (network, p, RLIF_ENGINE_WINDOWED, 1, until, 1 + seed % 3 * 700);
    same_results (&reference, &windowed);
    const guint64 seen = check_by_hand (&windowed);
    pairs += seen;
    result_clear (&reference);
    result_clear (&windowed);
  }
  ck_assert_uint_gt (pairs, 1000 * NETWORKS);
}
END_TEST

/* Rows in which some targets have fired a hundred times since the last arrival, and others hardly at all. */
START_TEST (a_target_may_fire_any_number_of_times_between_two_arrivals)
{
  GError *error = NULL;
  rlif_stream_init (&lot, 77, RLIF_PURPOSE_CONNECT, "plasticity", 0);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 3);
  const RlifModel *model = kit_model (registry, "lif_delta");
  RlifPopulation *q = kit_population (network, "q", model, 5), *p = kit_population (network, "p", model, 41);
  kit_set (p, "t_ref", "0 ms", "ms");
  const RlifRule all = { .kind = RLIF_ALL_TO_ALL };
  const RlifPlasticity rule = { .kind = RLIF_STDP, .a_plus = 0.0173, .a_minus = 0.0531, .tau_plus = 17.3,
                                .tau_minus = 29.7, .mu_plus = 1, .mu_minus = 0.37, .w_max = 2 };
  const RlifSynapses synapses = { .name = "q to p", .weight = { RLIF_UNIFORM, 0.1, 2, -HUGE_VAL, HUGE_VAL },
                                  .delay = rlif_constant (1.5), .plasticity = rule };
  RlifProjection *projection = rlif_network_connect (network, q, p, &all, &synapses, &error);
  kit_no_error (error);
  rlif_network_add_poisson (network, "slow", q, 9, 100, NULL, &error);
  kit_no_error (error);
  rlif_network_add_poisson (network, "slow too", p, 7, 100, NULL, &error);
  kit_no_error (error);
  const guint32 channel[] = { 0, 0 }, fast[] = { 3, 29 };
  RlifInput *clock = rlif_network_add_regular (network, "clock", FS / 3, FS, &error);
  const RlifSynapses strong = { .name = "clock", .weight = rlif_constant (100), .delay = rlif_constant (0) };
  rlif_network_connect_input_list (network, clock, p, &strong, 2, channel, fast, NULL, NULL, &error);
  kit_no_error (error);
  Result reference = result_of (network, projection, RLIF_ENGINE_REFERENCE, 1, 900 * FS, G_MAXUINT64);
  Result windowed = result_of (network, projection, RLIF_ENGINE_WINDOWED, 1, 900 * FS, 5000);
  ck_assert_uint_gt (windowed.spikes->len, 1800);
  same_results (&reference, &windowed);
  ck_assert_uint_gt (check_by_hand (&windowed), 50000 / 4);
  result_clear (&reference);
  result_clear (&windowed);
}
END_TEST

/* A spike of a source arrives at a neuron that is made to fire by others, far above threshold. */
typedef struct {
  RlifTime arrival[3], fired[3];   /* us; 0: none */
  double weight;                   /* at the end */
} Case;

static double
weight_of_case (const Case *c, const RlifPlasticity *rule, double weight, RlifEngine engine)
{
  const RlifTime us = FS / 1000;
  const guint32 zero = 0;
  GError *error = NULL;
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 1);
  kit_set (p, "t_ref", "0 ms", "ms");
  RlifTime sent[3];
  guint n = 0;
  const guint32 channel[3] = { 0 };
  for (; n < 3 && c->arrival[n]; n++) sent[n] = (c->arrival[n] - 250) * us;
  RlifInput *input = rlif_network_add_spikes (network, "source", 1, n, sent, channel, &error);
  kit_no_error (error);
  const RlifSynapses synapses = { .name = "plastic", .weight = rlif_constant (weight),
                                  .delay = rlif_constant (0.25),
                                  .plasticity = *rule };
  const RlifProjection *projection =
    rlif_network_connect_input_list (network, input, p, &synapses, 1, &zero, &zero, NULL, NULL, &error);
  kit_no_error (error);
  for (guint k = 0; k < 3 && c->fired[k]; k++) kit_stimulus (network, p, 0, 100, c->fired[k] * us);
  Result result = result_of (network, projection, engine, 1, 100 * FS, G_MAXUINT64);
  const double got = result.weight[LOOKS - 1][0];
  result_clear (&result);
  return got;
}

#define RULE { .kind = RLIF_STDP, .a_plus = 0.0173, .a_minus = 0.0231, .tau_plus = 17.3, .tau_minus = 29.7, \
               .mu_plus = 0, .mu_minus = 0, .w_max = 1 }

static void
check_cases (const RlifPlasticity *rule, const Case c[], guint n)
{
  for (guint k = 0; k < n; k++)
    for (RlifEngine engine = RLIF_ENGINE_WINDOWED; engine <= RLIF_ENGINE_REFERENCE; engine++) {
      const double got = weight_of_case (&c[k], rule, 0.5, engine);
      ck_assert_msg (fabs (got - c[k].weight) <= 1e-15, "case %u: %.17g, expected %.17g", k, got, c[k].weight);
    }
}

START_TEST (a_pair_counts_by_its_distance_and_order)
{
  const RlifPlasticity rule = RULE;
  const Case c[] = {
    { { 10250 }, { 13750 }, 0.5 + 0.0173 * exp (-3.5 / 17.3) },
    { { 13750 }, { 10250 }, 0.5 - 0.0231 * exp (-3.5 / 29.7) },
    { { 10250 }, { 10250 }, 0.5 + 0.0173 },              /* at the same moment the arrival is first */
    { { 10250 }, { 0 }, 0.5 },
    { { 10250, 20250 }, { 0 }, 0.5 },
    { { 0 }, { 10250, 11500 }, 0.5 },
    { { 10250, 21500 }, { 14125 },
      0.5 + 0.0173 * exp (-3.875 / 17.3) - 0.0231 * exp (-7.375 / 29.7) } };
  check_cases (&rule, c, G_N_ELEMENTS (c));
}
END_TEST

START_TEST (nearest_pairing_takes_the_last_of_the_other_side)
{
  RlifPlasticity rule = RULE;
  const Case all[] = {
    { { 10250, 14000 }, { 19500 }, 0.5 + 0.0173 * (exp (-9.25 / 17.3) + exp (-5.5 / 17.3)) },
    { { 19500 }, { 10250, 14000 }, 0.5 - 0.0231 * (exp (-9.25 / 29.7) + exp (-5.5 / 29.7)) },
    { { 10250 }, { 14000, 19500 }, 0.5 + 0.0173 * (exp (-9.25 / 17.3) + exp (-3.75 / 17.3)) } };
  const Case nearest[] = {
    { { 10250, 14000 }, { 19500 }, 0.5 + 0.0173 * exp (-5.5 / 17.3) },
    { { 19500 }, { 10250, 14000 }, 0.5 - 0.0231 * exp (-5.5 / 29.7) },
    { { 10250 }, { 14000, 19500 }, all[2].weight },      /* each spike of the target has a last arrival */
    { { 14000, 19500 }, { 10250 }, 0.5 - 0.0231 * (exp (-3.75 / 29.7) + exp (-9.25 / 29.7)) } };
  check_cases (&rule, all, G_N_ELEMENTS (all));
  rule.nearest = TRUE;
  check_cases (&rule, nearest, G_N_ELEMENTS (nearest));
}
END_TEST

START_TEST (an_arrival_acts_with_the_weight_after_the_change)
{
  static const RlifTime us = FS / 1000;
  for (RlifEngine engine = RLIF_ENGINE_WINDOWED; engine <= RLIF_ENGINE_REFERENCE; engine++)
    for (int sign = -1; sign <= 1; sign++) {
      const RlifTime sent[] = { 1000 * us, 5000 * us };
      const guint32 zero = 0, channel[] = { 0, 0 };
      GError *error = NULL;
      g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
      RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 1);
      RlifInput *input = rlif_network_add_spikes (network, "source", 1, 2, sent, channel, &error);
      const RlifSynapses synapses = { .name = "plastic", .weight = rlif_constant (sign < 0 ? 16 : 14),
                                      .plasticity = RULE };
      RlifSynapses s = synapses;
      s.plasticity.w_max = 30;
      s.plasticity.a_plus = sign > 0 ? 0.1 : 0;
      s.plasticity.a_minus = sign < 0 ? 0.1 : 0;
      rlif_network_connect_input_list (network, input, p, &s, 1, &zero, &zero, NULL, NULL, &error);
      kit_no_error (error);
      kit_stimulus (network, p, 0, 100, 2000 * us);
      Result r = result_of (network, network->projections->pdata[0], engine, 1, 20 * FS, G_MAXUINT64);
      /* 15 mV to threshold: 14 mV, raised, reach it at the second arrival; 16 mV fire at the first, but
       * no more when they have been lowered */
      ck_assert_uint_eq (r.spikes->len, sign > 0 ? 2 : 1);
      const RlifTime last = kit_spike (r.spikes, r.spikes->len - 1)->time;
      ck_assert_int_eq (last, (sign > 0 ? 5000 : sign < 0 ? 1000 : 2000) * us);
      result_clear (&r);
    }
}
END_TEST

START_TEST (synapses_without_delay_learn_in_the_reference_engine)
{
  GError *error = NULL;
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  const guint32 from[] = { 0, 1 }, to[] = { 1, 0 };
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), 2);
  const RlifSynapses s = { .name = "plastic", .weight = rlif_constant (0.5),
                           .plasticity = RULE };
  const RlifProjection *projection =
    rlif_network_connect_list (network, p, p, &s, 2, from, to, NULL, NULL, &error);
  kit_no_error (error);
  kit_stimulus (network, p, 0, 100, 3 * FS);
  kit_stimulus (network, p, 1, 14.8, 3 * FS);   /* fires in the same instant, by the synapse */
  Result r = result_of (network, projection, RLIF_ENGINE_REFERENCE, 1, 20 * FS, G_MAXUINT64);
  ck_assert_uint_eq (r.spikes->len, 2);
  ck_assert_int_eq (kit_spike (r.spikes, 1)->time, 3 * FS);
  for (guint k = 0; k < 2; k++) ck_assert_double_eq_tol (r.weight[LOOKS - 1][k], 0.5 + 0.0173, 1e-15);
  result_clear (&r);
}
END_TEST

/* Potentials [mV] of a neuron that hears one source, at moments [ms]. Source: NEST's own test of its
 * tsodyks_synapse (test_tsodyks_synapse.py), whose numbers have six digits. */
typedef struct {
  double U, tau_rec, tau_facil, tau_psc, tau_m, weight;   /* C_m [pF] is tau_m [ms] */
  double first, interval;                                  /* 20 arrivals [ms] */
  double potential[9][2];
} Trace;

static const Trace traces[] = {
  { 0.5, 800, 0, 3, 40, 250, 99.1, 50,
    { { 75, 0 }, { 100, 2.40135 }, { 125, 5.30244 }, { 150, 4.10833 }, { 275, 1.90802 },
      { 500, 0.762688 }, { 750, 0.727393 }, { 1100, 0.453126 }, { 1175, 0.0694892 } } },
  { 0.03, 130, 530, 1.5, 60, 1540, 99.2, 50.1,
    { { 75, 0 }, { 100, 0.473975 }, { 125, 0.770603 }, { 150, 1.29712 }, { 275, 3.54615 },
      { 500, 3.68772 }, { 750, 4.3946 }, { 1100, 4.83165 }, { 1175, 1.38429 } } },
};

START_TEST (potentials_are_those_of_another_simulator)
{
  const Trace *t = &traces[_i];
  GError *error = NULL;
  const guint32 zero = 0, channel[20] = { 0 };
  RlifTime time[20];
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), 1);
  const char *const fields[] = { "tau_m", "C_m", "tau_syn_ex", "E_L", "V_reset", "V_th" };
  const double values[] = { t->tau_m, t->tau_m, t->tau_psc, 0, 0, 15 };
  for (guint k = 0; k < 6; k++) {
    const RlifDistribution value = rlif_constant (values[k]);
    rlif_population_set (p, fields[k], &value, &error);
    kit_no_error (error);
  }
  for (guint k = 0; k < 20; k++) time[k] = llrint ((t->first - 0.1 + k * t->interval) * 10) * (FS / 10);
  RlifInput *input = rlif_network_add_spikes (network, "source", 1, 20, time, channel, &error);
  kit_no_error (error);
  const RlifSynapses synapses = {
    .name = "plastic", .weight = rlif_constant (t->weight), .delay = rlif_constant (0.1),
    .plasticity = { .kind = RLIF_TSODYKS_MARKRAM, .u = t->U, .tau_rec = t->tau_rec, .tau_facil = t->tau_facil,
                    .tau_psc = t->tau_psc } };
  rlif_network_connect_input_list (network, input, p, &synapses, 1, &zero, &zero, NULL, NULL, &error);
  kit_no_error (error);
  g_autoptr (RlifSimulation) simulation = kit_simulation (network);
  const guint v = (guint) rlif_model_find_state (rlif_population_get_model (p), "V_m");
  for (guint k = 0; k < 9; k++) {
    kit_run (simulation, llrint (t->potential[k][0]) * FS);
    ck_assert_double_eq_tol (rlif_simulation_get_state (simulation, p, 0, v), t->potential[k][1], 1e-5);
  }
}
END_TEST

int
main (void)
{
  const TTest *const tests[] = {
    both_engines_and_a_loop_over_all_events_give_the_same_weights,
    a_target_may_fire_any_number_of_times_between_two_arrivals,
    a_pair_counts_by_its_distance_and_order, nearest_pairing_takes_the_last_of_the_other_side,
    an_arrival_acts_with_the_weight_after_the_change,
    synapses_without_delay_learn_in_the_reference_engine };
  Suite *suite = suite_create ("plastic networks");
  TCase *tcase = tcase_create ("plastic networks");
  tcase_add_checked_fixture (tcase, setup, teardown);
  for (gsize k = 0; k < G_N_ELEMENTS (tests); k++) tcase_add_test (tcase, tests[k]);
  tcase_add_loop_test (tcase, potentials_are_those_of_another_simulator, 0, G_N_ELEMENTS (traces));
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
