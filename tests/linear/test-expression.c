/* Expressions of the linear-model language: how they are read, which units they have, and what
 * their linear forms are, by hand computation. */
#include <rlif/math.h>
#include "check-main.h"
#include "linear/expression.h"

enum { TAU_M, C_M, E_L, N, I_E, N_PARAM };
enum { V_M, I_EX };

static const RlifDimension NONE = { 0, 0, 0 }, TIME = { 1, 0, 0 }, POTENTIAL = { 0, 1, 0 },
                           CURRENT = { 0, 0, 1 }, CAPACITANCE = { 1, -1, 1 }, SLOPE = { -1, 1, 0 };
static const double PAR[N_PARAM] = { 12.5, 210, -68.5, 2.75, 31.25 };
static RlifScope scope;

static void
set_up (void)
{
  rlif_scope_init (&scope);
  rlif_scope_add (&scope, "tau_m", TIME, -1, TAU_M);
  rlif_scope_add (&scope, "C_m", CAPACITANCE, -1, C_M);
  rlif_scope_add (&scope, "E_L", POTENTIAL, -1, E_L);
  rlif_scope_add (&scope, "n", NONE, -1, N);
  rlif_scope_add (&scope, "I_e", CURRENT, RLIF_VARIABLE_CURRENT, I_E);
  rlif_scope_add (&scope, "V_m", POTENTIAL, V_M, -1);
  rlif_scope_add (&scope, "I_ex", CURRENT, I_EX, -1);
  rlif_scope_add (&scope, "w", NONE, RLIF_VARIABLE_WEIGHT, -1);
}

static void
tear_down (void)
{
  rlif_scope_clear (&scope);
}

static RlifExpression *
parsed (const char *text)
{
  GError *error = NULL;
  RlifExpression *e = rlif_expression_parse (text, &scope, &error);
  ck_assert_msg (e != NULL, "%s: %s", text, error ? error->message : "");
  return e;
}

static RlifForm
form_of (const char *text, RlifKind *kind)
{
  GError *error = NULL;
  g_autoptr (RlifExpression) e = parsed (text);
  const gboolean ok = rlif_expression_check (e, kind, &error);
  ck_assert_msg (ok, "%s: %s", text, error ? error->message : "");
  return rlif_expression_evaluate (e, PAR);
}

/* A text without variables has this value and this unit. */
static void
is (const char *text, double value, const char *unit)
{
  RlifKind kind;
  const RlifForm form = form_of (text, &kind);
  g_autofree char *got = rlif_dimension_unit (kind.dimension);
  ck_assert_msg (fabs ((double) form.constant - value) <= 4e-16 * fabs (value),
                 "%s: %.17g, not %.17g", text, (double) form.constant, value);
  ck_assert_msg (g_str_equal (got, unit), "%s: %s, not %s", text, got, unit);
  ck_assert_msg (kind.has_constant && !kind.has_variable, "%s", text);
  for (int k = 0; k < RLIF_N_VARIABLES; k++) ck_assert (form.factor[k] == 0);
}

/* Parsing or checking a text fails with exactly this message. */
static void
is_refused (const char *text, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RlifExpression) e = rlif_expression_parse (text, &scope, &error);
  RlifKind kind;
  if (e) ck_assert_msg (!rlif_expression_check (e, &kind, &error), "%s", text);
  ck_assert_msg (error->domain == RLIF_ERROR && error->code == code, "%s: %s", text,
                 error->message);
  ck_assert_str_eq (error->message, message);
}

START_TEST (powers_bind_before_signs_before_products_before_sums)
{
  is ("2.5 + 3.5*4.25", 17.375, "");
  is ("(2.5 + 3.5)*4.25", 25.5, "");
  is ("-2.5^2", -6.25, "");
  is ("(-2.5)^2", 6.25, "");
  is ("2.5*-3.5", -8.75, "");
  is ("-2.5*3.5 + 1.25", -7.5, "");
  is ("+2.5 - +3.75", -1.25, "");
  is ("-(2.5 - 3.75)", 1.25, "");
  is ("3.5*1.5^3/2", 5.90625, "");
  is ("2*exp(0)^2", 2, "");
}
END_TEST

START_TEST (operators_of_one_kind_bind_from_the_left)
{
  is ("10.5 - 3.25 - 2.5", 4.75, "");
  is ("10.5 - (3.25 - 2.5)", 9.75, "");
  is ("20.25/4.5/1.5", 3, "");
  is ("20.25/(4.5/1.5)", 6.75, "");
  is ("20.25/4.5*1.5", 6.75, "");
}
END_TEST

START_TEST (powers_are_whole_and_may_be_negative_or_0)
{
  is ("1.5^4", 5.0625, "");
  is ("2.5^-2", 0.16, "");
  is ("tau_m^ 3", 1953.125, "ms^3");
  is ("tau_m^-1", 0.08, "1/ms");
  is ("n^0", 1, "");
  is ("E_L^2", 4692.25, "mV^2");
}
END_TEST

START_TEST (functions_take_plain_numbers)
{
  is ("exp(1)", 2.718281828459045, "");
  is ("log(n)", 1.0116009116784799, "");
  is ("exp(-tau_m/(5 ms))", 0.08208499862389880, "");
  is ("3*exp( log (2.5) )", 7.5, "");
}
END_TEST

START_TEST (numbers_take_the_unit_behind_them)
{
  is ("2 ms", 2, "ms");
  is ("2ms", 2, "ms");
  is ("0.02 s", 20, "ms");
  is ("1.5 nF", 1500, "pF");
  is ("5 mV/ms", 5, "mV/ms");
  is ("5 V/s", 5, "mV/ms");
  is ("7.25 1/ms", 7.25, "1/ms");
  is ("7.25/ms", 7.25, "1/ms");
  is ("7.25 / s", 7.25e-3, "1/ms");
  is ("1/ms", 1, "1/ms");
  is ("3 ms^2", 3, "ms^2");
  is ("3 mV/ms^2", 3, "mV/ms^2");
  is ("3 nS*mV", 3, "pA");
  is ("1e-3 A", 1e9, "pA");
  is ("1.5e2 us * 4", 0.6, "ms");
  is ("2 kHz", 2, "1/ms");
  is (".5 pA", 0.5, "pA");
}
END_TEST

START_TEST (a_unit_ends_where_a_name_of_the_model_begins)
{
  is ("2 ms * E_L", -137, "mV*ms");
  is ("2 mV / tau_m", 0.16, "mV/ms");
  is ("2 mV/ms/tau_m", 0.16, "mV/ms^2");
  is ("2/tau_m", 0.16, "1/ms");
  is ("6 mV/(2 ms)", 3, "mV/ms");
  is ("6 mV - 2 mV", 4, "mV");
  is ("n*3 pA*2.5", 20.625, "pA");
  rlif_scope_add (&scope, "s", NONE, -1, N);     /* now a name, no longer seconds */
  rlif_scope_add (&scope, "ms_2", NONE, -1, N);
  is ("5.5 mV/s", 2, "mV");
  is ("5.5/s", 2, "");
  rlif_scope_add (&scope, "ms2", NONE, -1, N);
  is ("5.5/ms2", 2, "");
  is ("5.5/ms_2*ms_2", 5.5, "");
}
END_TEST

START_TEST (units_of_products_and_quotients_follow)
{
  is ("E_L/tau_m", -5.48, "mV/ms");
  is ("C_m*E_L", -14385, "fC");
  is ("C_m/tau_m", 16.8, "nS");
  is ("tau_m/C_m", 0.059523809523809521, "GOhm");
  is ("C_m/tau_m/tau_m", 1.344, "nS/ms");
  is ("1/tau_m^2", 0.0064, "1/ms^2");
  is ("E_L*tau_m/E_L", 12.5, "ms");
  is ("1/E_L", -1 / 68.5, "mV^-1");
  is ("31.25 pA/C_m", 31.25 / 210, "mV/ms");
}
END_TEST

START_TEST (a_unit_that_is_printed_can_be_read_again)
{
  for (int t = -9; t <= 9; t++)
    for (int p = -9; p <= 9; p++)
      for (int c = -9; c <= 9; c++) {
        const RlifDimension d = { (gint8) t, (gint8) p, (gint8) c };
        g_autofree char *text = rlif_dimension_unit (d);
        RlifUnit unit = { { 99, 99, 99 }, 99 };
        ck_assert_msg (rlif_unit_parse (text, &unit, NULL), "%s", text);
        ck_assert_msg (rlif_dimension_equal (unit.dimension, d) && unit.scale == 0, "%s", text);
      }
}
END_TEST

START_TEST (a_linear_form_has_the_factor_of_each_variable)
{
  RlifKind kind;
  const RlifForm a = form_of ("(E_L - V_m)/tau_m + (I_ex*n + I_e)/C_m", &kind);
  ck_assert (rlif_dimension_equal (kind.dimension, SLOPE));
  ck_assert (kind.has_variable && kind.has_constant);
  ck_assert_double_eq_tol ((double) a.constant, -68.5 / 12.5 + 31.25 / 210, 1e-15);
  ck_assert_double_eq_tol ((double) a.factor[V_M], -0.08, 1e-17);
  ck_assert_double_eq_tol ((double) a.factor[I_EX], 2.75 / 210, 1e-17);
  ck_assert_double_eq_tol ((double) a.factor[RLIF_VARIABLE_CURRENT], 1.0 / 210, 1e-18);
  ck_assert (a.factor[RLIF_VARIABLE_WEIGHT] == 0);
  const RlifForm b = form_of ("-(n*(w - 3*w)/2.5)", &kind);
  ck_assert (kind.has_variable && !kind.has_constant);
  ck_assert_double_eq_tol ((double) b.factor[RLIF_VARIABLE_WEIGHT], 2.2, 1e-15);
  ck_assert (b.constant == 0);
}
END_TEST

START_TEST (products_with_a_sum_spread_over_it)
{
  RlifKind kind;
  const RlifForm a = form_of ("n*(V_m - E_L*2) - (3*E_L - V_m)*0.5", &kind);
  ck_assert_double_eq ((double) a.factor[V_M], 3.25);
  ck_assert_double_eq ((double) a.constant, 2.75 * 137 + 0.5 * 205.5);
  const RlifForm b = form_of ("(2.5 mV + V_m)*n", &kind);
  ck_assert_double_eq ((double) b.factor[V_M], 2.75);
  ck_assert_double_eq ((double) b.constant, 6.875);
}
END_TEST

START_TEST (more_than_a_double_is_kept)
{
  RlifKind kind;
  const RlifForm a = form_of ("(1/3 + 1e-20 - 1/3)*1e20", &kind);
  ck_assert_double_eq_tol ((double) a.constant, 1, 1e-10);
}
END_TEST

START_TEST (what_is_proportional_to_a_variable_has_no_constant)
{
  static const struct {
    const char *text;
    gboolean constant, variable;
  } cases[] = { { "w", FALSE, TRUE },          { "2*w*n", FALSE, TRUE },
                { "w + 1.5", TRUE, TRUE },     { "1.5 - w", TRUE, TRUE },
                { "(w + 1.5)*2", TRUE, TRUE }, { "2/(3 - n)*w", FALSE, TRUE },
                { "-w/n", FALSE, TRUE },       { "n/2", TRUE, FALSE },
                { "I_e", TRUE, TRUE },         { "V_m*3 - V_m", FALSE, TRUE },
                { "exp(n)", TRUE, FALSE },     { "n^2", TRUE, FALSE } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    RlifKind kind;
    (void) form_of (cases[k].text, &kind);
    ck_assert_msg (kind.has_constant == cases[k].constant, "%s", cases[k].text);
    ck_assert_msg (kind.has_variable == cases[k].variable, "%s", cases[k].text);
  }
}
END_TEST

START_TEST (a_term_of_another_unit_is_named_with_advice)
{
  is_refused ("V_m + I_ex", RLIF_ERROR_UNIT,
              "I_ex [pA] added to V_m [mV]: divide by a conductance?");
  is_refused ("V_m - I_ex", RLIF_ERROR_UNIT,
              "I_ex [pA] subtracted from V_m [mV]: divide by a conductance?");
  is_refused ("I_ex + 2.5*V_m", RLIF_ERROR_UNIT,
              "2.5*V_m [mV] added to I_ex [pA]: multiply by a conductance?");
  is_refused ("V_m/tau_m + I_ex", RLIF_ERROR_UNIT,
              "I_ex [pA] added to V_m/tau_m [mV/ms]: divide by a capacitance?");
  is_refused ("I_ex/C_m + V_m", RLIF_ERROR_UNIT,
              "V_m [mV] added to I_ex/C_m [mV/ms]: divide by a time?");
  is_refused ("V_m + E_L/tau_m", RLIF_ERROR_UNIT,
              "E_L/tau_m [mV/ms] added to V_m [mV]: multiply by a time?");
  is_refused ("n + V_m", RLIF_ERROR_UNIT, "V_m [mV] added to n [no unit]: divide by a potential?");
  is_refused ("tau_m - 1.5", RLIF_ERROR_UNIT,
              "1.5 [no unit] subtracted from tau_m [ms]: multiply by a time?");
  is_refused ("E_L + tau_m^2", RLIF_ERROR_UNIT, "tau_m^2 [ms^2] added to E_L [mV]");
}
END_TEST

START_TEST (a_bare_0_fits_everywhere_and_0_of_a_unit_does_not)
{
  is ("E_L + 0", -68.5, "mV");
  is ("0 + E_L", -68.5, "mV");
  is ("0 - 0 - tau_m", -12.5, "ms");
  is_refused ("E_L + 0 + I_e", RLIF_ERROR_UNIT,
              "I_e [pA] added to E_L + 0 [mV]: divide by a conductance?");
  is_refused ("E_L + 0 pA", RLIF_ERROR_UNIT,
              "0 pA [pA] added to E_L [mV]: divide by a conductance?");
  is_refused ("0 pA + E_L", RLIF_ERROR_UNIT,
              "E_L [mV] added to 0 pA [pA]: multiply by a conductance?");
  is_refused ("0*n + E_L", RLIF_ERROR_UNIT,
              "E_L [mV] added to 0*n [no unit]: divide by a potential?");
}
END_TEST

START_TEST (every_term_must_have_the_unit_wanted)
{
  static const struct {
    const char *text, *message;
  } cases[] = { { "E_L/tau_m - I_ex", "I_ex [pA] in V_m' [mV/ms]: divide by a capacitance?" },
                { "-(V_m - 3 mV)/tau_m - -V_m", "V_m [mV] in V_m' [mV/ms]: divide by a time?" },
                { "E_L", "E_L [mV] in V_m' [mV/ms]: divide by a time?" },
                { "(V_m + I_ex)/tau_m", "I_ex [pA] added to V_m [mV]: divide by a conductance?" } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RlifExpression) e = parsed (cases[k].text);
    RlifKind kind;
    ck_assert (!rlif_expression_check_as (e, SLOPE, "V_m'", &kind, &error));
    ck_assert_str_eq (error->message, cases[k].message);
  }
  RlifKind kind;
  g_autoptr (RlifExpression) e = parsed ("0 - (V_m - E_L)/tau_m + 0");
  ck_assert (rlif_expression_check_as (e, SLOPE, "V_m'", &kind, NULL));
}
END_TEST

START_TEST (what_is_not_linear_is_named)
{
  is_refused ("3*(V_m*I_ex)", RLIF_ERROR_MODEL,
              "“(V_m*I_ex)” is not linear: it multiplies two things that change in time");
  is_refused ("E_L*V_m*w", RLIF_ERROR_MODEL,
              "“E_L*V_m*w” is not linear: it multiplies two things that change in time");
  is_refused ("E_L/V_m", RLIF_ERROR_MODEL,
              "“E_L/V_m” is not linear: it divides by what changes in time");
  is_refused ("V_m/V_m", RLIF_ERROR_MODEL,
              "“V_m/V_m” is not linear: it divides by what changes in time");
  is_refused ("V_m^1", RLIF_ERROR_MODEL,
              "“V_m^1” is not linear: it takes a function of what changes in time");
  is_refused ("exp(V_m/E_L)", RLIF_ERROR_MODEL,
              "“exp(V_m/E_L)” is not linear: it takes a function of what changes in time");
  is_refused ("exp(tau_m)", RLIF_ERROR_UNIT, "“exp(tau_m)”: tau_m [ms] is not a plain number");
}
END_TEST

START_TEST (powers_of_units_end_at_9)
{
  is ("tau_m^9/tau_m^9", 1, "");
  is_refused ("tau_m^9*tau_m", RLIF_ERROR_UNIT, "the unit of “tau_m^9*tau_m” has a power beyond 9");
  is_refused ("(E_L^5)^2/E_L^9", RLIF_ERROR_UNIT, "the unit of “(E_L^5)^2” has a power beyond 9");
  is_refused ("1/(1 pA^-9)/I_e^1", RLIF_ERROR_MODEL,
              "“I_e^1” is not linear: it takes a function of what changes in time");
  is_refused ("2 ms^-5*ms^-5", RLIF_ERROR_UNIT, "the unit of “2 ms^-5*ms^-5” has a power beyond 9");
  is_refused ("(((tau_m^9)^9)^9)^9", RLIF_ERROR_UNIT,
              "the unit of “((tau_m^9)^9)” has a power beyond 9");
}
END_TEST

START_TEST (what_cannot_be_read_is_quoted)
{
  is_refused ("", RLIF_ERROR_SYNTAX, "“” ends where a number or a name is missing");
  is_refused ("E_L +", RLIF_ERROR_SYNTAX, "“E_L +” ends where a number or a name is missing");
  is_refused ("--E_L", RLIF_ERROR_SYNTAX, "“-E_L” stands where a number or a name is missing");
  is_refused ("(E_L", RLIF_ERROR_SYNTAX, "“(E_L” ends where a ) is missing");
  is_refused ("(E_L]", RLIF_ERROR_SYNTAX, "“]” stands where a ) is missing");
  is_refused ("E_L E_L", RLIF_ERROR_SYNTAX, "“E_L” stands where an operator is missing");
  is_refused ("2^n", RLIF_ERROR_SYNTAX, "“n” is not an exponent: whole numbers from -9 to 9 are");
  is_refused ("2^0.5", RLIF_ERROR_SYNTAX,
              "“0.5” is not an exponent: whole numbers from -9 to 9 are");
  is_refused ("2^10", RLIF_ERROR_SYNTAX, "“10” is not an exponent: whole numbers from -9 to 9 are");
  is_refused ("2^-10", RLIF_ERROR_SYNTAX,
              "“-10” is not an exponent: whole numbers from -9 to 9 are");
  is_refused ("2^3^2", RLIF_ERROR_SYNTAX, "“^2” stands where an operator is missing");
  is_refused ("2 tau_m", RLIF_ERROR_SYNTAX, "“tau_m” behind “2” is neither a unit nor an operator");
  is_refused ("3 mV ms", RLIF_ERROR_SYNTAX, "“ms” behind “3 mV” is neither a unit nor an operator");
  is_refused ("5 mV_2", RLIF_ERROR_SYNTAX, "“mV_2” behind “5” is neither a unit nor an operator");
  is_refused ("5 mV/ms^12", RLIF_ERROR_UNIT, "“ mV/ms^12” is not a unit");
  is_refused ("cosh(1)", RLIF_ERROR_UNKNOWN, "“cosh” is not a function; what fits: exp, log");
  is_refused ("V_n", RLIF_ERROR_UNKNOWN,
              "“V_n” is not known here (do you mean “V_m”?); known: tau_m, C_m, "
              "E_L, n, I_e, V_m, I_ex, w");
}
END_TEST

START_TEST (without_names_a_message_says_so)
{
  RlifScope empty;
  g_autoptr (GError) error = NULL;
  rlif_scope_init (&empty);
  ck_assert (!rlif_expression_parse ("V_m", &empty, &error));
  ck_assert_str_eq (error->message, "“V_m” is not known here; known: nothing");
  rlif_scope_clear (&empty);
}
END_TEST

/* `n` brackets around a 1. */
static char *
nested (int n)
{
  g_autofree char *open = g_strnfill ((gsize) n, '('), *closed = g_strnfill ((gsize) n, ')');
  return g_strconcat (open, "1", closed, NULL);
}

/* "1+1+ .. +1" of n bytes, n being odd. */
static char *
long_sum (gsize n)
{
  GString *s = g_string_new ("1");
  while (s->len < n) g_string_append (s, "+1");
  return g_string_free (s, FALSE);
}

START_TEST (brackets_beside_each_other_are_not_deep)
{
  GString *s = g_string_new ("(1)");
  for (int k = 1; k < 150; k++) g_string_append (s, "+(1)");
  is (s->str, 150, "");
  g_string_free (s, TRUE);
}
END_TEST

START_TEST (depth_and_length_have_limits)
{
  g_autofree char *deep = nested (99), *too_deep = nested (100);
  g_autofree char *long_one = long_sum (1999), *too_long = long_sum (2001);
  is (deep, 1, "");
  is_refused (too_deep, RLIF_ERROR_SYNTAX, "more than 99 brackets within each other");
  is (long_one, 1000, "");
  is_refused (too_long, RLIF_ERROR_LIMIT, "an expression of 2001 bytes: it may have 2000");
}
END_TEST

START_TEST (dependence_is_found_wherever_it_stands)
{
  g_autoptr (RlifExpression) e = parsed ("n*(E_L - (2.5*I_ex/(3 nS))) - 1 mV");
  ck_assert (rlif_expression_depends (e, I_EX, I_EX));
  ck_assert (rlif_expression_depends (e, 0, RLIF_MAX_STATES - 1));
  ck_assert (!rlif_expression_depends (e, V_M, V_M));
  ck_assert (!rlif_expression_depends (e, I_EX + 1, RLIF_N_VARIABLES - 1));
  ck_assert (!rlif_expression_depends (NULL, 0, RLIF_N_VARIABLES - 1));
}
END_TEST

START_TEST (forms_that_are_not_finite_are_told)
{
  RlifKind kind;
  const RlifForm a = form_of ("V_m/(n - n)", &kind), b = form_of ("n/0", &kind);
  const RlifForm c = form_of ("V_m*n - E_L", &kind), d = form_of ("log(-n)", &kind);
  const RlifForm e = form_of ("V_m*1e200*1e200", &kind);   /* too large for a double */
  ck_assert (!rlif_form_is_finite (&a));
  ck_assert (!rlif_form_is_finite (&b));
  ck_assert (rlif_form_is_finite (&c));
  ck_assert (!rlif_form_is_finite (&d));
  ck_assert (!rlif_form_is_finite (&e));
}
END_TEST

TEST_MAIN_WITH (set_up, tear_down, "expression",
                powers_bind_before_signs_before_products_before_sums,
                operators_of_one_kind_bind_from_the_left, powers_are_whole_and_may_be_negative_or_0,
                functions_take_plain_numbers, numbers_take_the_unit_behind_them,
                a_unit_ends_where_a_name_of_the_model_begins,
                units_of_products_and_quotients_follow, a_unit_that_is_printed_can_be_read_again,
                a_linear_form_has_the_factor_of_each_variable, products_with_a_sum_spread_over_it,
                more_than_a_double_is_kept, what_is_proportional_to_a_variable_has_no_constant,
                a_term_of_another_unit_is_named_with_advice,
                a_bare_0_fits_everywhere_and_0_of_a_unit_does_not,
                every_term_must_have_the_unit_wanted, what_is_not_linear_is_named,
                powers_of_units_end_at_9, what_cannot_be_read_is_quoted,
                without_names_a_message_says_so,
                brackets_beside_each_other_are_not_deep, depth_and_length_have_limits,
                dependence_is_found_wherever_it_stands, forms_that_are_not_finite_are_told)
