/* What a .model text says arrives in the tables of the model, in the right units. */
#include "neuron.h"

#define MODEL "[model]\nsummary = of the tests\n"
#define LEAK "[flow]\nV_m' = (E_L - V_m)/tau_m\n"
#define PARAMETERS                                                                                 \
  "[parameters]\ntau_m = 12.5 ms, leak\nE_L = -68.5 mV, rest\nV_th = -52.25 mV, threshold\n"
#define STATE "[state]\nV_m = E_L, potential\n"
#define CELL MODEL PARAMETERS STATE LEAK

static const RlifField *
field_of (const RlifModel *model, const char *name)
{
  const int j = rlif_model_find_param (model, name), i = rlif_model_find_state (model, name);
  ck_assert_msg (j >= 0 || i >= 0, "%s", name);
  return j >= 0 ? &model->param[j] : &model->state[i];
}

START_TEST (a_model_has_its_name_its_summary_and_its_citations)
{
  RlifModel *m =
    model_of ("[model]\nsummary = leaky, of the tests\n"
              "cite = 10.1007/s004220050570,10.1016/S0893-6080(01)00078-8\n" PARAMETERS STATE LEAK);
  ck_assert_str_eq (m->name, "told");
  ck_assert_str_eq (m->summary, "leaky, of the tests");
  ck_assert_str_eq (m->cite[0], "10.1007/s004220050570");
  ck_assert_str_eq (m->cite[1], "10.1016/S0893-6080(01)00078-8");
  ck_assert_ptr_null (m->cite[2]);
  rlif_linear_model_free (m);
  m = model_of (CELL);
  ck_assert_ptr_null (m->cite[0]);
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (parameters_keep_unit_default_and_meaning_as_they_are_written)
{
  RlifModel *m = model_of (MODEL "[parameters]\n"
                                 "tau = 0.0125 s, how long, or short\n"
                                 "rate = -2.5e-1 1/ms, (in kHz), says the author\n"
                                 "slope = 3.75 mV/ms, slope\n"
                                 "n = 4.5, a plain number\n"
                                 "C=1.25nF,capacitance\n"
                                 "[state]\nx = n, number\n[flow]\nx' = 0\n");
  ck_assert_uint_eq (m->n_param, 5);
  ck_assert_str_eq (m->param[0].name, "tau");
  ck_assert_str_eq (m->param[0].unit, "s");
  ck_assert_double_eq (m->param[0].init, 0.0125);
  ck_assert_str_eq (m->param[0].meaning, "how long, or short");
  ck_assert_double_eq (m->param[1].init, -0.25);
  ck_assert_str_eq (m->param[1].unit, "1/ms");
  ck_assert_str_eq (m->param[1].meaning, "(in kHz), says the author");
  ck_assert_str_eq (m->param[2].unit, "mV/ms");
  ck_assert_str_eq (m->param[3].unit, "");
  ck_assert_double_eq (m->param[3].init, 4.5);
  ck_assert_str_eq (m->param[4].unit, "nF");
  ck_assert_double_eq (m->param[4].init, 1.25);
  ck_assert_str_eq (m->param[4].meaning, "capacitance");
  for (guint j = 0; j < 5; j++)
    ck_assert (m->param[j].low == -HUGE_VAL && m->param[j].high == HUGE_VAL);
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (bounds_are_included_or_not_as_their_brackets_say)
{
  RlifModel *m = model_of (MODEL "[parameters]\n"
                                 "a = 2.5 ms in [1.25 ms, 3.75 ms], both\n"
                                 "b = 2.5 ms in (1.25 ms, 3.75 ms), none\n"
                                 "c = 2.5 ms in (0, inf), above 0\n"
                                 "d = -2.5 mV in [-inf, 0), below 0\n"
                                 "e = 2.5 ms in [10 us, 0.5 s], other units\n"
                                 "f = 2.5 in [-1, +inf], number\n"
                                 "g = 2.5 s in (1.25 s, 7 s], in seconds\n"
                                 "h = 1.25 s in [1250 ms, 1.25 s], exactly\n"
                                 "[state]\nx = 0, nothing\n[flow]\nx' = 0\n");
  static const struct {
    const char *name;
    double low, high;
  } want[] = { { "a", 1.25, 3.75 }, { "c", 0x1p-1022, HUGE_VAL }, { "d", -HUGE_VAL, -0x1p-1022 },
               { "e", 0.01, 500 }, { "f", -1, HUGE_VAL }, { "h", 1.25, 1.25 } };
  for (gsize k = 0; k < G_N_ELEMENTS (want); k++) {
    const RlifField *f = field_of (m, want[k].name);
    ck_assert_msg (f->low == want[k].low, "%s: %.17g", f->name, f->low);
    ck_assert_msg (f->high == want[k].high, "%s: %.17g", f->name, f->high);
  }
  const RlifField *b = field_of (m, "b"), *g = field_of (m, "g");
  ck_assert (b->low > 1.25 && b->low < 1.25000000000001 && b->high < 3.75
             && b->high > 3.749999999999);
  ck_assert (g->low > 1.25 && g->low < 1.25000000000001 && g->high == 7);
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (states_take_their_unit_from_their_value_at_rest)
{
  RlifModel *m = model_of (
    MODEL PARAMETERS "C_m = 0.21 nF, capacitance\n"
                     "[state]\nV_m = E_L + 2.5 mV, potential\nI = 0 pA, current, of synapses\n"
                     "dI = 0 pA/ms, its rise\ng = C_m/tau_m, conductance\nr = 0, ratio\n"
                     "q = exp(1)*C_m*E_L, charge\n"
                     "[flow]\nV_m' = 0\nI' = dI\ndI' = 0\ng' = 0\nr' = 0\nq' = 0\n");
  static const struct {
    const char *name, *unit;
    double rest;
  } want[] = { { "V_m", "mV", -66 },    { "I", "pA", 0 }, { "dI", "pA/ms", 0 },
               { "g", "nS", 16.8 }, { "r", "", 0 },   { "q", "fC", -2.718281828459045 * 14385 } };
  ck_assert_uint_eq (m->n_state, G_N_ELEMENTS (want));
  for (guint j = 0; j < m->n_state; j++) {
    ck_assert_str_eq (m->state[j].name, want[j].name);
    ck_assert_str_eq (m->state[j].unit, want[j].unit);
    ck_assert_double_eq_tol (m->state[j].init, want[j].rest, 4e-16 * (1e-9 + fabs (want[j].rest)));
    ck_assert (m->state[j].low == -HUGE_VAL && m->state[j].high == HUGE_VAL);
  }
  ck_assert_str_eq (m->state[1].meaning, "current, of synapses");
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (rest_follows_the_parameters)
{
  Neuron n;
  neuron_init (&n, MODEL PARAMETERS "I_e = 0.25 nA, drive\nR = 20 MOhm, resistance\n"
                   "[state]\nV_m = E_L + R*I_e, potential\nV_d = 2*E_L - V_th, other\n"
                   "[flow]\nV_m' = 0\nV_d' = 0\n");
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"), -63.5, 1e-13);
  *neuron_par (&n, "E_L") = -71.125;
  *neuron_par (&n, "I_e") = -0.5;
  *neuron_par (&n, "R") = 30;
  neuron_start (&n);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_m"), -86.125, 1e-13);
  ck_assert_double_eq_tol (*neuron_state (&n, "V_d"), -90, 1e-13);
  neuron_clear (&n);
}
END_TEST

START_TEST (groups_may_stand_in_any_order)
{
  Neuron a, b;
  neuron_init (&a,
               MODEL PARAMETERS STATE LEAK "[ports]\nin = V_m += w\n[spike]\nwhen = V_m >= V_th\n"
                                           "reset = V_m := E_L\n[require]\nE_L low = E_L < V_th\n");
  neuron_init (&b,
               "[require]\nE_L low = E_L < V_th\n[spike]\nreset = V_m := E_L\nwhen = V_m >= V_th\n"
               "[ports]\nin = V_m += w\n" LEAK STATE PARAMETERS MODEL);
  for (Neuron *n = &a; n; n = n == &a ? &b : NULL) {
    neuron_receive (n, "in", 14.125, 0);
    neuron_advance (n, 0, 3 * FS);
  }
  ck_assert_double_eq (*neuron_state (&a, "V_m"), *neuron_state (&b, "V_m"));
  ck_assert_double_eq_tol (*neuron_state (&a, "V_m"), -68.5 + 14.125 * exp (-3 / 12.5), 1e-13);
  neuron_clear (&a);
  neuron_clear (&b);
}
END_TEST

/* The equation of a text at its defaults. */
static RlifEquation
equation_of (const char *text)
{
  Neuron n;
  RlifEquation e;
  neuron_init (&n, text);
  rlif_linear_equation (n.model->language, n.par, FALSE, &e);
  neuron_clear (&n);
  return e;
}

#define WITH(TAU, E, C, I)                                                                         \
  MODEL "[parameters]\ntau_m = " TAU ", a\nE_L = " E ", b\nC_m = " C ", c\nI_e = " I ", d\n"       \
        "[state]\nV_m = E_L, potential\n[flow]\nV_m' = (E_L - V_m)/tau_m + I_e/C_m\n"

START_TEST (parameters_in_other_units_give_the_same_equations)
{
  static const char *const texts[] = { WITH ("20 ms", "-70 mV", "250 pF", "375 pA"),
                                       WITH ("0.02 s", "-0.07 V", "0.25 nF", "0.375 nA"),
                                       WITH ("20000 us", "-70000 uV", "2.5e5 fF", "3.75e-7 mA"),
                                       WITH ("2e10 ps", "-70 mV", "2.5e-10 F", "375000 fA"),
                                       WITH ("2e13 fs", "-7e-2 V", "2.5e-4 uF", "3.75e-10 A") };
  for (gsize k = 0; k < G_N_ELEMENTS (texts); k++) {
    const RlifEquation e = equation_of (texts[k]);
    const double got[] = { (double) e.a[0][0], (double) e.per_current[0], (double) e.b[0],
                           (double) e.origin[0] };
    static const double want[] = { -0.05, 0.004, -2, -70 };
    for (int i = 0; i < 4; i++)
      ck_assert_msg (fabs (got[i] - want[i]) <= 5e-16 * fabs (want[i]), "%zu: %.17g", k, got[i]);
  }
}
END_TEST

START_TEST (the_equation_holds_the_factor_of_every_state)
{
  const RlifEquation e = equation_of (
    MODEL PARAMETERS "g = 4.2 nS, coupling\nC_m = 0.21 nF, capacitance\n"
                     "[state]\nV_m = E_L, soma\nV_d = E_L, dendrite\nI = 0 pA, current\n"
                     "[flow]\nI' = -I/(2.5 ms)\nV_d' = g*(V_m - V_d)/C_m - (V_d - E_L)/tau_m\nV_m' "
                     "= g*(V_d - V_m)/C_m + "
                     "I/C_m\n");
  static const double a[3][3] = { { -0.02, 0.02, 1 / 210.0 }, { 0.02, -0.1, 0 }, { 0, 0, -0.4 } };
  static const double b[3] = { 0, -5.48, 0 };
  ck_assert_int_eq (e.n, 3);
  for (int i = 0; i < 3; i++) {
    ck_assert_double_eq_tol ((double) e.b[i], b[i], 1e-15);
    ck_assert (e.per_current[i] == 0);
    for (int j = 0; j < 3; j++) ck_assert_double_eq_tol ((double) e.a[i][j], a[i][j], 1e-17);
  }
}
END_TEST

START_TEST (ports_have_unit_sign_and_meaning)
{
  RlifModel *m = model_of (
    MODEL PARAMETERS "C_m = 0.21 nF, capacitance\n[state]\nV_m = E_L, soma\nI = 0 pA, current\n"
    "[flow]\nV_m' = I/C_m\nI' = 0\n[ports]\n"
    "up = I += w for w >= 0, excitatory, fast\ndown = I += 2.5*w for w<0, inhibitory\n"
    "charge = V_m += w/C_m and I += -w/tau_m\nshare = V_m += 3.5 mV*w, number\nin = V_m += -w\n");
  static const struct {
    const char *name, *unit, *meaning;
    int sign;
  } want[] = { { "up", "pA", "excitatory, fast", 1 },
               { "down", "pA", "inhibitory", -1 },
               { "charge", "fC", "jump: V_m += w/C_m and I += -w/tau_m", 0 },
               { "share", "", "number", 0 },
               { "in", "mV", "jump: V_m += -w", 0 } };
  ck_assert_uint_eq (m->n_port, G_N_ELEMENTS (want));
  for (guint k = 0; k < m->n_port; k++) {
    ck_assert_str_eq (m->port[k].name, want[k].name);
    ck_assert_str_eq (m->port[k].unit, want[k].unit);
    ck_assert_str_eq (m->port[k].meaning, want[k].meaning);
    ck_assert_int_eq (m->port[k].sign, want[k].sign);
  }
  ck_assert_int_eq (rlif_model_port_for_weight (m, 2.5), 0);
  ck_assert_int_eq (rlif_model_port_for_weight (m, 0), 0);
  ck_assert_int_eq (rlif_model_port_for_weight (m, -2.5), 1);
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (a_port_that_takes_any_weight_may_stand_first)
{
  RlifModel *m = model_of (CELL "[ports]\nall = V_m += w\nless = V_m += 2*w for w < 0\n");
  ck_assert_int_eq (rlif_model_port_for_weight (m, -2.5), 0);
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (the_condition_joins_states_and_parameters_of_both_sides)
{
  RlifModel *m = model_of (MODEL PARAMETERS
                           "[state]\nV_m = E_L, soma\ntheta = 0 mV, threshold\n"
                           "[flow]\nV_m' = 0\ntheta' = 0\n"
                           "[spike]\nwhen = 2*(V_m - E_L) + 1.5 mV >= theta - 3*V_th + V_m\n");
  const double par[] = { 12.5, -68.5, -52.25 };
  RlifQuad c[RLIF_MAX_STATES], threshold;
  rlif_linear_threshold (m->language, par, c, &threshold);
  ck_assert_double_eq ((double) c[0], 1);
  ck_assert_double_eq ((double) c[1], -1);
  ck_assert_double_eq ((double) threshold, 156.75 - 137 - 1.5);
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (the_states_of_a_condition_may_stand_on_the_right)
{
  RlifModel *m = model_of (CELL "[spike]\nwhen = V_th >= V_m + 2.5 mV\n");
  const double par[] = { 12.5, -68.5, -52.25 };
  RlifQuad c[RLIF_MAX_STATES], threshold;
  rlif_linear_threshold (m->language, par, c, &threshold);
  ck_assert_double_eq ((double) c[0], -1);
  ck_assert_double_eq ((double) threshold, 54.75);
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (requirements_are_checked_with_the_parameters_given)
{
  RlifModel *m = model_of (CELL "[require]\nfirst = V_th > E_L\nsecond must = E_L - V_th <= 0 mV\n"
                                "third = tau_m >= 12.5 ms\nfourth = 0 < tau_m\n");
  const struct {
    double par[3];
    const char *complaint;
  } cases[] = { { { 12.5, -68.5, -52.25 }, NULL },
                { { 12.5, -52.25, -52.25 }, "first" },
                { { 12.5, -50, -52.25 }, "first" },
                { { 12.4999, -68.5, -52.25 }, "third" },
                { { 13, -68.5, -52.25 }, NULL } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    const char *got = rlif_model_check (m, cases[k].par);
    ck_assert_msg (g_strcmp0 (got, cases[k].complaint) == 0, "%zu: %s", k, got);
  }
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (a_requirement_may_be_met_with_equality_unless_it_is_strict)
{
  static const struct {
    const char *sign;
    gboolean below, equal, above;
  } cases[] = { { "<", TRUE, FALSE, FALSE },
                { "<=", TRUE, TRUE, FALSE },
                { ">", FALSE, FALSE, TRUE },
                { ">=", FALSE, TRUE, TRUE } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    const double start = cases[k].below ? 1.5 : 9.5;
    g_autofree char *text = g_strdup_printf (
      MODEL "[parameters]\nn = %g, number\n[state]\nx = n, number\n[flow]\nx' = 0\n"
            "[require]\nn must fit = n %s 3.25\n",
      start, cases[k].sign);
    RlifModel *m = model_of (text);
    ck_assert ((rlif_model_check (m, (double[]) { 3 }) == NULL) == cases[k].below);
    ck_assert ((rlif_model_check (m, (double[]) { 3.25 }) == NULL) == cases[k].equal);
    ck_assert ((rlif_model_check (m, (double[]) { 3.5 }) == NULL) == cases[k].above);
    rlif_linear_model_free (m);
  }
}
END_TEST

START_TEST (parameters_that_make_something_infinite_are_refused)
{
  static const char finite[] = "the equations are not finite";
  static const char *const groups[] = {
    "[flow]\nx' = -x/tau\n", "[flow]\nx' = 0\n[ports]\nin = x += w/tau\n",
    "[flow]\nx' = 0\n[spike]\nwhen = x >= 3 mV\nreset = x := 2 mV*(1 ms)/tau\n",
    "[flow]\nx' = 0\n[spike]\nwhen = x >= 3 mV\nreset = x -= x*(1 ms)/tau\n",
    "[flow]\nx' = 0\n[spike]\nwhen = x*(1 ms)/tau >= 3 mV\n",
    "[flow]\nx' = 0\n[spike]\nwhen = x >= 3 mV*(1 ms)/tau\n",
    "[flow]\nx' = 0\n[spike]\nwhen = x >= 3 mV\nhold = x for (1 ms)^2/tau\n" };
  for (gsize k = 0; k < G_N_ELEMENTS (groups); k++) {
    g_autofree char *text = g_strconcat (
      MODEL "[parameters]\ntau = 2.5 ms, time\n[state]\nx = -3.5 mV, potential\n", groups[k], NULL);
    RlifModel *m = model_of (text);
    const char *complaint = rlif_model_check (m, (double[]) { 0 });
    ck_assert_msg (complaint && g_str_has_prefix (complaint, finite), "%s", groups[k]);
    ck_assert_ptr_null (m->prepare (m, (double[]) { 0 }, 1));
    ck_assert_ptr_null (rlif_model_check (m, (double[]) { 0.125 }));
    rlif_linear_model_free (m);
  }
}
END_TEST

START_TEST (what_is_too_large_for_a_double_is_refused)
{
  static const char *const groups[] = {
    "[ports]\nin = x += 1e200*n*w\n", "[spike]\nwhen = 1e200*n*x >= 3 mV\n",
    "[spike]\nwhen = x >= 1e200 mV*n\n", "[spike]\nwhen = x >= 3 mV\nreset = x := 1e200 mV*n\n",
    "[spike]\nwhen = x >= 3 mV\nreset = x := 1e200*n*x\n",
    "[spike]\nwhen = x >= 3 mV\nhold = x for 1e200 ms*n\n" };
  for (gsize k = 0; k < G_N_ELEMENTS (groups); k++) {
    g_autofree char *text = g_strconcat (
      MODEL "[parameters]\nn = 2.5, number\n[state]\nx = 0 mV, potential\n[flow]\nx' = 0\n",
      groups[k], NULL);
    RlifModel *m = model_of (text);
    ck_assert_msg (rlif_model_check (m, (double[]) { 1e200 }) != NULL, "%s", groups[k]);
    ck_assert_msg (rlif_model_check (m, (double[]) { 1e100 }) == NULL, "%s", groups[k]);
    rlif_linear_model_free (m);
  }
}
END_TEST

START_TEST (only_a_current_that_flows_takes_inputs)
{
  static const struct {
    const char *parameter, *flow;
    gboolean takes;
  } cases[] = {
    { "I_e = 3.5 pA", "x' = I_e/C", TRUE },  { "I_e = 3.5 nA", "x' = 2*I_e/C", TRUE },
    { "I_e = 3.5 pA", "x' = 0", FALSE },     { "I_e = 3.5 mV", "x' = I_e/(2 ms)", FALSE },
    { "I_x = 3.5 pA", "x' = I_x/C", FALSE }, { "I_e = 3.5 1/ms", "x' = I_e*x", FALSE }
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    g_autofree char *text =
      g_strdup_printf (MODEL "[parameters]\nC = 210 pF, capacitance\n%s, drive\n[state]\nx = 0 mV, "
                             "y\nz = 0, z\n[flow]\n%s\nz' = 0\n",
                       cases[k].parameter, cases[k].flow);
    RlifModel *m = model_of (text);
    ck_assert_msg (m->takes_current == (guint) cases[k].takes, "%s %s", cases[k].parameter,
                   cases[k].flow);
    rlif_linear_model_free (m);
  }
}
END_TEST

/* `n` parameters, or states with equations. */
static char *
many (guint n_param, guint n_state)
{
  GString *s = g_string_new (MODEL "[parameters]\n"), *flow = g_string_new ("[flow]\n");
  for (guint k = 0; k < n_param; k++) g_string_append_printf (s, "p%u = %u.5 mV, one\n", k, k);
  g_string_append (s, "[state]\n");
  for (guint k = 0; k < n_state; k++) {
    g_string_append_printf (s, "x%u = %u.25 mV, one\n", k, k);
    g_string_append_printf (flow, "x%u' = -x%u/(%u ms)\n", k, k, k + 1);
  }
  g_string_append (s, flow->str);
  g_string_free (flow, TRUE);
  return g_string_free (s, FALSE);
}

START_TEST (sixty_four_parameters_and_eight_states_are_the_most)
{
  g_autofree char *most = many (64, 8), *parameters = many (65, 8), *states = many (64, 9);
  RlifModel *m = model_of (most);
  ck_assert_uint_eq (m->n_param, 64);
  ck_assert_uint_eq (m->n_state, 8);
  ck_assert_double_eq (m->param[63].init, 63.5);
  ck_assert_double_eq (m->state[7].init, 7.25);
  rlif_linear_model_free (m);
  is_refused (parameters, "told.model:68: a model has at most 64 parameters");
  is_refused (states, "told.model:77: a linear model has at most 8 states");
}
END_TEST

START_TEST (a_file_has_at_most_100_000_bytes)
{
  const gsize n = strlen (CELL);
  g_autofree char *comment = g_strnfill (100001 - n, '#');
  g_autofree char *too_long = g_strconcat (CELL, comment, NULL);
  is_refused (too_long, "told.model: has 100001 bytes; a model has at most 100000");
  too_long[100000] = '\0';
  rlif_linear_model_free (model_of (too_long));
}
END_TEST

START_TEST (a_model_may_do_without_parameters_ports_and_spikes)
{
  RlifModel *m = model_of (MODEL "[state]\nx = 2.5 mV, potential\n[flow]\nx' = -x/(4 ms)\n");
  ck_assert_uint_eq (m->n_param, 0);
  ck_assert_uint_eq (m->n_port, 0);
  ck_assert_uint_eq (m->n_clock, 0);
  ck_assert_uint_eq (m->takes_current, 0);
  rlif_linear_model_free (m);
}
END_TEST

START_TEST (a_port_may_be_called_like_a_unit_or_a_word_of_the_language)
{
  RlifModel *m = model_of (CELL "[ports]\nin = V_m += w\nfor = V_m += w\nms = V_m += w\n");
  ck_assert_int_eq (rlif_model_find_port (m, "for"), 1);
  rlif_linear_model_free (m);
}
END_TEST

TEST_MAIN ("language", a_model_has_its_name_its_summary_and_its_citations,
           parameters_keep_unit_default_and_meaning_as_they_are_written,
           bounds_are_included_or_not_as_their_brackets_say,
           states_take_their_unit_from_their_value_at_rest, rest_follows_the_parameters,
           groups_may_stand_in_any_order, parameters_in_other_units_give_the_same_equations,
           the_equation_holds_the_factor_of_every_state, ports_have_unit_sign_and_meaning,
           a_port_that_takes_any_weight_may_stand_first,
           the_condition_joins_states_and_parameters_of_both_sides,
           the_states_of_a_condition_may_stand_on_the_right,
           requirements_are_checked_with_the_parameters_given,
           a_requirement_may_be_met_with_equality_unless_it_is_strict,
           parameters_that_make_something_infinite_are_refused,
           what_is_too_large_for_a_double_is_refused,
           only_a_current_that_flows_takes_inputs,
           sixty_four_parameters_and_eight_states_are_the_most,
           a_file_has_at_most_100_000_bytes,
           a_model_may_do_without_parameters_ports_and_spikes,
           a_port_may_be_called_like_a_unit_or_a_word_of_the_language)
