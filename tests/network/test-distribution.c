/* Distributions: each is the one that its name says, by Kolmogorov and Smirnov. */
#include <math.h>
#include <string.h>
#include "network-kit.h"
#include "network/distribution.h"
#include "network/structure.h"

#define N 20000

static int
ascending (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* sqrt (N) times the largest distance between the draws' distribution and the one expected. */
static double
distance (const char *text, double (*expected) (double x))
{
  static double value[N];
  RlifDistribution d;
  RlifStream stream;
  GError *error = NULL;
  rlif_distribution_parse (text, "mV", &d, &error);
  kit_no_error (error);
  rlif_stream_init (&stream, 99, RLIF_PURPOSE_STATE, text, 0);
  for (int k = 0; k < N; k++) ck_assert (rlif_distribution_draw (&d, &stream, &value[k], NULL));
  qsort (value, N, sizeof *value, ascending);
  double largest = 0;
  for (int k = 0; k < N; k++) {
    const double f = expected (value[k]);
    largest = fmax (largest, fmax (fabs (f - (double) k / N), fabs (f - (k + 1.0) / N)));
  }
  return sqrt (N) * largest;
}

static double
normal_below (double x)
{
  return 0.5 * erfc (-x / sqrt (2));
}

static double uniform (double x) { return (x + 2.5) / 10; }
static double normal (double x) { return normal_below ((x - 3) / 0.7); }
static double lognormal (double x) { return normal_below (log (x / 2.5) / 0.4); }
static double exponential (double x) { return 1 - exp (-x / 1.7); }

static double
clipped (double x)
{
  const double low = normal_below (-1), high = normal_below (2);
  return (normal_below ((x - 3) / 0.7) - low) / (high - low);
}

START_TEST (draws_follow_the_distribution_that_is_named)
{
  /* 1.95 is exceeded once in a thousand. */
  ck_assert_double_lt (distance ("uniform(-2.5 mV, 7500 uV)", uniform), 1.95);
  ck_assert_double_lt (distance ("normal(3 mV, 0.7 mV)", normal), 1.95);
  ck_assert_double_lt (distance ("lognormal(2.5 mV, 0.4)", lognormal), 1.95);
  ck_assert_double_lt (distance ("exponential(1.7 mV)", exponential), 1.95);
  ck_assert_double_lt (distance ("clipped(normal(3 mV, 0.7 mV), 2.3 mV, 4.4 mV)", clipped), 1.95);
  ck_assert_double_gt (distance ("normal(3.05 mV, 0.7 mV)", normal), 1.95);
}
END_TEST

START_TEST (a_constant_is_itself_and_draws_nothing)
{
  RlifDistribution d;
  RlifStream stream, untouched;
  double value;
  ck_assert (rlif_distribution_parse (" -2.385 mV ", "mV", &d, NULL));
  rlif_stream_init (&stream, 1, RLIF_PURPOSE_STATE, "x", 0);
  untouched = stream;
  ck_assert (rlif_distribution_draw (&d, &stream, &value, NULL) && value == -2.385);
  ck_assert_uint_eq (stream.block, untouched.block);
}
END_TEST

START_TEST (parameters_and_states_are_drawn_within_their_bounds_or_refused)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 4);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_exp"), 50);
  RlifDistribution d;
  g_autoptr (GError) error = NULL;
  ck_assert (rlif_distribution_parse ("normal(5 ms, 5 ms)", "ms", &d, NULL));
  ck_assert (!rlif_population_set (p, "tau_m", &d, &error));
  ck_assert (strstr (error->message, "tau_m of neuron ") && strstr (error->message, "what fits: 1e-06"));
  ck_assert (!p->par_each);
  ck_assert (rlif_distribution_parse ("uniform(5 ms, 6 ms)", "ms", &d, NULL));
  ck_assert (rlif_population_set (p, "tau_m", &d, NULL));
  kit_set (p, "C_m", "321 pF", "pF");
  const guint n = p->model->n_param;
  for (guint32 i = 0; i < 50; i++) {
    ck_assert (p->par[i * n] >= 5 && p->par[i * n] <= 6 && p->par[i * n + 1] == 321);
    ck_assert (i == 0 || p->par[i * n] != p->par[(i - 1) * n]);
  }
  g_clear_error (&error);
  ck_assert (!rlif_population_set (p, "tau", &d, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN));
}
END_TEST

static void
read_as (const char *text, const char *unit, RlifDistributionKind kind, double a, double b, double low,
         double high)
{
  RlifDistribution d;
  GError *error = NULL;
  rlif_distribution_parse (text, unit, &d, &error);
  kit_no_error (error);
  ck_assert_msg (d.kind == kind && d.a == a && d.b == b && d.low == low && d.high == high,
                 "%s: %d, %g, %g, %g .. %g", text, (int) d.kind, d.a, d.b, d.low, d.high);
}

START_TEST (texts_are_read_into_the_unit_asked_for)
{
  const double inf = HUGE_VAL;
  read_as ("2.385 s", "ms", RLIF_CONSTANT, 2385, 0, -inf, inf);
  read_as (" uniform ( -2.5 mV ,7500 uV ) ", "mV", RLIF_UNIFORM, -2.5, 7.5, -inf, inf);
  read_as ("uniform(3 ms, 3 ms)", "ms", RLIF_UNIFORM, 3, 3, -inf, inf);
  read_as ("normal(1.5 ms, 300 us)", "ms", RLIF_NORMAL, 1.5, 0.3, -inf, inf);
  read_as ("normal(-3, 0)", "", RLIF_NORMAL, -3, 0, -inf, inf);
  read_as ("lognormal(0.1 mV, 0.5)", "mV", RLIF_LOGNORMAL, 0.1, 0.5, -inf, inf);
  read_as ("lognormal(0.1 mV, 0)", "mV", RLIF_LOGNORMAL, 0.1, 0, -inf, inf);
  read_as ("exponential(0 ms)", "ms", RLIF_EXPONENTIAL, 0, 0, -inf, inf);
  read_as ("exponential(2 ms)", "ms", RLIF_EXPONENTIAL, 2, 0, -inf, inf);
  read_as ("clipped(normal(1.5 ms, 0.3 ms), 0.1 ms, 1 s)", "ms", RLIF_NORMAL, 1.5, 0.3, 0.1, 1000);
  read_as ("clipped(2.5 mV, -1 mV, 3 mV)", "mV", RLIF_CONSTANT, 2.5, 0, -1, 3);
}
END_TEST

START_TEST (what_is_no_distribution_is_refused_with_what_would_fit)
{
  static const struct {
    const char *text;
    RlifError code;
    const char *words;
  } bad[] = {
    { "", RLIF_ERROR_SYNTAX, "is not a number" },
    { "20", RLIF_ERROR_UNIT, "lacks a unit; what fits: V, mV, uV" },
    { "uniform(1 mV)", RLIF_ERROR_INVALID, "“uniform(1 mV)”: it is written uniform(low, high)" },
    { "uniform(1 mV, 2 mV, 3 mV)", RLIF_ERROR_INVALID, "it is written uniform(low, high)" },
    { "uniform(1 mV), 2 mV)", RLIF_ERROR_INVALID, "it is written uniform(low, high)" },
    { "uniform(2 mV, 1 mV)", RLIF_ERROR_INVALID, "the first bound must not exceed the second" },
    { "uniform(1 mV, 2 ms)", RLIF_ERROR_UNIT, "“2 ms” has the wrong unit" },
    { "uniform(1 mV, 2 mV", RLIF_ERROR_SYNTAX, "is not a number" },
    { "uniform(1 mV, 2 mV) 3", RLIF_ERROR_SYNTAX, "is not a number" },
    { "normal(1 mV, -0.5 mV)", RLIF_ERROR_INVALID, "a standard deviation is not negative" },
    { "normal(1 mV, 0.5)", RLIF_ERROR_UNIT, "“0.5” lacks a unit" },
    { "lognormal(0 mV, 0.5)", RLIF_ERROR_INVALID, "the median of a lognormal is positive" },
    { "lognormal(1 mV, -0.5)", RLIF_ERROR_INVALID, "a standard deviation is not negative" },
    { "lognormal(1 mV, 0.5 mV)", RLIF_ERROR_UNIT, "what fits: no unit" },
    { "exponential(-1 mV)", RLIF_ERROR_INVALID, "the mean of an exponential is not negative" },
    { "exponential()", RLIF_ERROR_SYNTAX, "is not a number" },
    { "exponential(1 mV, 2 mV)", RLIF_ERROR_INVALID, "it is written exponential(mean)" },
    { "normale(1 mV, 2 mV)", RLIF_ERROR_UNKNOWN, "do you mean “normal”?" },
    { "(1 mV)", RLIF_ERROR_UNKNOWN, "there is no distribution “”" },
    { "clipped(normal(1 mV, 2 mV), 0 mV)", RLIF_ERROR_INVALID,
      "it is written clipped(distribution, low, high)" },
    { "clipped(normal(1 mV, 2 mV), 3 mV, 2 mV)", RLIF_ERROR_INVALID,
      "the low bound must be below the high one" },
    { "clipped(normal(1 mV, 2 mV), 3 mV, 3 mV)", RLIF_ERROR_INVALID,
      "the low bound must be below the high one" },
    { "clipped(normal(1 mV, 2 mV), 0 ms, 3 mV)", RLIF_ERROR_UNIT, "“0 ms” has the wrong unit" },
    { "clipped(normal(1 mV, 2 mV), 0 mV, 3)", RLIF_ERROR_UNIT, "“3” lacks a unit" },
    { "clipped(4 mV, 0 mV, 3 mV)", RLIF_ERROR_INVALID, "the value lies outside its own bounds" },
    { "clipped(-1 mV, 0 mV, 3 mV)", RLIF_ERROR_INVALID, "the value lies outside its own bounds" },
    { "clipped(clipped(normal(1 mV, 2 mV), 0 mV, 3 mV), 1 mV, 2 mV)", RLIF_ERROR_INVALID,
      "what is clipped cannot be clipped again" },
    { "clipped(gauss(1 mV, 2 mV), 0 mV, 3 mV)", RLIF_ERROR_UNKNOWN,
      "there is no distribution “gauss”" },
  };
  RlifDistribution d = { RLIF_NORMAL, 1.5, 2.5, 3.5, 4.5 };
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++) {
    g_autoptr (GError) error = NULL;
    ck_assert_msg (!rlif_distribution_parse (bad[k].text, "mV", &d, &error), "%s", bad[k].text);
    ck_assert_msg (error && error->code == (int) bad[k].code && strstr (error->message, bad[k].words),
                   "%s: (%d) %s", bad[k].text, error ? error->code : -1, error ? error->message : "");
    ck_assert (d.kind == RLIF_NORMAL && d.a == 1.5 && d.b == 2.5 && d.low == 3.5 && d.high == 4.5);
  }
}
END_TEST

static gboolean
draw (RlifDistribution d, RlifStream *stream, double *value, GError **error)
{
  return rlif_distribution_draw (&d, stream, value, error);
}

START_TEST (clipped_draws_stay_within_their_bounds_however_rare)
{
  RlifStream stream;
  double value;
  rlif_stream_init (&stream, 5, RLIF_PURPOSE_STATE, "x", 0);
  for (int k = 0; k < 2000; k++) {
    ck_assert (draw ((RlifDistribution) { RLIF_NORMAL, 1, 2, 6, 8 }, &stream, &value, NULL));
    ck_assert (value >= 6 && value <= 8);
    ck_assert (draw ((RlifDistribution) { RLIF_EXPONENTIAL, 2, 0, 0, 0.5 }, &stream, &value, NULL));
    ck_assert (value >= 0 && value <= 0.5);
  }
}
END_TEST

START_TEST (a_range_that_is_never_met_is_an_error)
{
  GError *error = NULL;
  RlifStream stream;
  double value = 17;
  rlif_stream_init (&stream, 5, RLIF_PURPOSE_STATE, "x", 0);
  ck_assert (!draw ((RlifDistribution) { RLIF_UNIFORM, 0, 1, 2, 3 }, &stream, &value, &error));
  ck_assert_str_eq (error->message, "10000 draws in a row fell outside 2 .. 3: the clipped range "
                                    "hardly meets the distribution");
  ck_assert_int_eq (error->code, RLIF_ERROR_INVALID);
  ck_assert_uint_eq (stream.block, 5000);     /* of two uniform numbers each */
  g_clear_error (&error);
  ck_assert (value == 17);
}
END_TEST

START_TEST (a_draw_is_a_finite_number)
{
  const double inf = HUGE_VAL;
  const RlifDistribution bad[] = {
    { RLIF_LOGNORMAL, 1, 1e5, -inf, inf },  { RLIF_UNIFORM, -1.7e308, 1.7e308, -inf, inf },
    { RLIF_NORMAL, 0, inf, -inf, inf },     { RLIF_EXPONENTIAL, inf, 0, -inf, inf },
    { RLIF_CONSTANT, NAN, 0, -inf, inf },   { RLIF_CONSTANT, inf, 0, -inf, inf } };
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++) {
    GError *error = NULL;
    RlifStream stream;
    double value = 17;
    gboolean drawn = TRUE;
    rlif_stream_init (&stream, 5, RLIF_PURPOSE_STATE, "x", 0);
    for (int draws = 0; drawn && draws < 100; draws++) {
      drawn = draw (bad[k], &stream, &value, &error);
      ck_assert (isfinite (value));
    }
    ck_assert (!drawn && error->code == RLIF_ERROR_INVALID);
    ck_assert (strstr (error->message, "which is not a finite number"));
    g_error_free (error);
  }
}
END_TEST

START_TEST (a_distribution_without_spread_is_its_centre)
{
  const double inf = HUGE_VAL;
  RlifStream stream;
  double value;
  rlif_stream_init (&stream, 5, RLIF_PURPOSE_STATE, "x", 0);
  ck_assert (draw ((RlifDistribution) { RLIF_UNIFORM, 2.385, 2.385, -inf, inf }, &stream, &value, NULL));
  ck_assert (value == 2.385);
  ck_assert (draw ((RlifDistribution) { RLIF_NORMAL, -2.385, 0, -inf, inf }, &stream, &value, NULL));
  ck_assert (value == -2.385);
  ck_assert (draw ((RlifDistribution) { RLIF_LOGNORMAL, 2.385, 0, -inf, inf }, &stream, &value, NULL));
  ck_assert (value == 2.385);
  ck_assert (draw ((RlifDistribution) { RLIF_EXPONENTIAL, 0, 0, -inf, inf }, &stream, &value, NULL));
  ck_assert (value == 0);
}
END_TEST

TEST_MAIN ("distribution", draws_follow_the_distribution_that_is_named,
           a_constant_is_itself_and_draws_nothing,
           parameters_and_states_are_drawn_within_their_bounds_or_refused,
           texts_are_read_into_the_unit_asked_for,
           what_is_no_distribution_is_refused_with_what_would_fit,
           clipped_draws_stay_within_their_bounds_however_rare,
           a_range_that_is_never_met_is_an_error, a_draw_is_a_finite_number,
           a_distribution_without_spread_is_its_centre)
