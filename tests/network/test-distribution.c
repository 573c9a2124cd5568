/* Distributions: each is the one that its name says, by Kolmogorov and Smirnov. */
#include <math.h>
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

TEST_MAIN ("distribution", draws_follow_the_distribution_that_is_named,
           a_constant_is_itself_and_draws_nothing,
           parameters_and_states_are_drawn_within_their_bounds_or_refused)
