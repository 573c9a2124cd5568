/* Capacities for functions of past inputs.
 *
 * The steps of a run are cut into parts. Readouts are fitted on the first for several strengths of the
 * ridge, the strength that predicts best on the second is taken (for each target), the readout is fitted
 * again on both, and the third says how good it is. A capacity measured where nothing was fitted can come
 * by chance only as the square of one correlation, not of as many as there are states. */
#include <math.h>
#include "study/memory.h"

#define QUANTILE 15.14       /* of chi-square with one degree of freedom: exceeded with probability 1e-4 */

/* Strengths of the ridge, in units of the variance of a state. Noise of the states adds its own: in the mean it
 * adds its variance to the diagonal of X^T X. */
static const double RIDGE[] = { 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1 };

/* Some rows of states and targets. */
typedef struct {
  gsize rows;
  const double *x, *z;       /* [rows][n], [rows][m] */
} Part;

typedef struct {
  gsize n, m;                /* states, targets */
  double noise;
  double *x, *z;             /* standardised states and targets after the washout */
  Part train, validate, test;
  gsize fitted;              /* rows in the two sums: */
  double *gram, *cross;      /* [n][n], [n][m] */
  double *least;             /* [m] error on the validation part */
  guint *choice;             /* [m] strength */
} Study;

static double
legendre (guint degree, double u)
{
  return degree == 1 ? u : degree == 2 ? (3 * u * u - 1) / 2 : (5 * u * u - 3) * u / 2;
}

double
rlif_memory_target_at (const RlifMemoryTarget *target, const double input[], gsize step)
{
  double product = 1;
  for (guint f = 0; f < target->n; f++)
    product *= legendre (target->degree[f], input[step - target->lag[f]]) * sqrt (2.0 * target->degree[f] + 1);
  return product;
}

/* Adds factors whose lags ascend until nothing is left of the degree. */
static void
add_targets (GArray *targets, RlifMemoryTarget target, guint left, guint from, guint lags)
{
  if (left == 0) {
    g_array_append_val (targets, target);
    return;
  }
  target.n++;
  for (guint lag = from; lag < lags; lag++)
    for (guint degree = left; degree >= 1; degree--) {
      target.lag[target.n - 1] = lag;
      target.degree[target.n - 1] = degree;
      add_targets (targets, target, left - degree, lag + 1, lags);
    }
}

GArray *
rlif_memory_targets (guint degree, guint lags)
{
  g_return_val_if_fail (degree >= 1 && degree <= RLIF_MOST_FACTORS, NULL);
  GArray *targets = g_array_new (FALSE, FALSE, sizeof (RlifMemoryTarget));
  add_targets (targets, (RlifMemoryTarget) { 0 }, degree, 0, lags);
  return targets;
}

/* Lets readouts be fitted on a part, too. */
static void
add_part (Study *s, const Part *part)
{
  rlif_regression_add_products (part->rows, s->n, part->x, s->n, part->x, s->gram);
  rlif_regression_add_products (part->rows, s->n, part->x, s->m, part->z, s->cross);
  s->fitted += part->rows;
}

static Part
part_of (const Study *s, gsize begin, gsize rows)
{
  return (Part) { rows, s->x + begin * s->n, s->z + begin * s->m };
}

static void
begin_study (Study *s, const RlifStates *states, const double input[], const RlifMemoryParts *parts,
             const RlifMemoryTarget target[])
{
  const gsize fitted = parts->train + parts->validate, rows = fitted + parts->test;
  s->n = states->n_states;
  s->x = g_memdup2 (states->value + parts->washout * s->n, rows * s->n * sizeof *s->x);
  s->z = g_new (double, rows * s->m);
  for (gsize row = 0; row < rows; row++)
    for (gsize j = 0; j < s->m; j++)
      s->z[row * s->m + j] = rlif_memory_target_at (&target[j], input, parts->washout + row);
  rlif_regression_standardise (rows, fitted, s->n, s->x);
  rlif_regression_standardise (rows, fitted, s->m, s->z);
  s->train = part_of (s, 0, parts->train);
  s->validate = part_of (s, parts->train, parts->validate);
  s->test = part_of (s, fitted, parts->test);
  s->gram = g_new0 (double, s->n * s->n);
  s->cross = g_new0 (double, s->n * s->m);
  s->least = g_new (double, s->m);
  s->choice = g_new0 (guint, s->m);
  for (gsize j = 0; j < s->m; j++) s->least[j] = HUGE_VAL;
}

static void
end_study (Study *s)
{
  g_free (s->x);
  g_free (s->z);
  g_free (s->gram);
  g_free (s->cross);
  g_free (s->least);
  g_free (s->choice);
}

/* Fits readouts of some targets and sets the squares of what they miss in a part, noise of the states
 * included.
 *
 * @k, @which   [k] the targets
 * @error       [k]
 *
 * Returns: FALSE if there is no such readout. */
static gboolean
fit (const Study *s, guint strength, gsize k, const gsize which[], const Part *part, double error[])
{
  g_autofree double *cross = g_new (double, s->n * k), *weight = g_new (double, s->n * k);
  g_autofree double *y = g_new (double, part->rows * k);
  for (gsize i = 0; i < s->n; i++)
    for (gsize j = 0; j < k; j++) cross[i * k + j] = s->cross[i * s->m + which[j]];
  const double ridge = (RIDGE[strength] + s->noise * s->noise) * (double) s->fitted;
  if (!rlif_regression_solve (s->n, k, s->gram, ridge, cross, weight)) return FALSE;
  rlif_regression_predict (part->rows, s->n, part->x, k, weight, y);
  for (gsize j = 0; j < k; j++) {
    error[j] = 0;
    for (gsize i = 0; i < s->n; i++) error[j] += weight[i * k + j] * weight[i * k + j];
    error[j] *= s->noise * s->noise * (double) part->rows;
    for (gsize row = 0; row < part->rows; row++) {
      const double missed = y[row * k + j] - part->z[row * s->m + which[j]];
      error[j] += missed * missed;
    }
  }
  return TRUE;
}

static void
validate (Study *s, guint strength)
{
  g_autofree double *error = g_new (double, s->m);
  g_autofree gsize *all = g_new (gsize, s->m);
  for (gsize j = 0; j < s->m; j++) all[j] = j;
  if (!fit (s, strength, s->m, all, &s->validate, error)) return;
  for (gsize j = 0; j < s->m; j++)
    if (error[j] < s->least[j]) s->least[j] = error[j], s->choice[j] = strength;
}

/* 1 - error/variance, of a target on the test part. */
static double
capacity_of (const Study *s, gsize j, double error)
{
  const Part *part = &s->test;
  double sum = 0, squares = 0;
  for (gsize row = 0; row < part->rows; row++) {
    const double z = part->z[row * s->m + j];
    sum += z;
    squares += z * z;
  }
  const double capacity = 1 - error / (squares - sum * sum / (double) part->rows);
  return capacity > rlif_memory_threshold (part->rows) ? capacity : 0;
}

/* Measures the targets for which this strength was chosen. */
static void
test (const Study *s, guint strength, double capacity[])
{
  g_autofree double *error = g_new (double, s->m);
  g_autofree gsize *which = g_new (gsize, s->m);
  gsize k = 0;
  for (gsize j = 0; j < s->m; j++)
    if (s->choice[j] == strength) which[k++] = j;
  if (k == 0 || !fit (s, strength, k, which, &s->test, error)) return;
  for (gsize j = 0; j < k; j++) capacity[which[j]] = capacity_of (s, which[j], error[j]);
}

gboolean
rlif_memory_capacities (const RlifStates *states, const double input[], const RlifMemoryParts *parts,
                        gsize n, const RlifMemoryTarget target[], double noise, double capacity[],
                        RlifWatch watch, gpointer data)
{
  const guint strengths = G_N_ELEMENTS (RIDGE);
  Study s = { .m = n, .noise = noise };
  gboolean goes_on = TRUE;
  begin_study (&s, states, input, parts, target);
  for (gsize j = 0; j < n; j++) capacity[j] = 0;
  add_part (&s, &s.train);
  for (guint k = 0; k < strengths && goes_on; k++) {
    validate (&s, k);
    goes_on = !watch || watch (data, (k + 1.0) / (2 * strengths));
  }
  add_part (&s, &s.validate);
  for (guint k = 0; k < strengths && goes_on; k++) {
    test (&s, k, capacity);
    goes_on = !watch || watch (data, 0.5 + (k + 1.0) / (2 * strengths));
  }
  end_study (&s);
  return goes_on;
}

/* Let y be any prediction that does not depend on the target z, which is white. Then 1 - error/variance is
 * at most the square of their correlation over the test part, and n times that is chi-square with one degree
 * of freedom for large n. */
double
rlif_memory_threshold (gsize test)
{
  return QUANTILE / (double) test;
}

double
rlif_memory_bits (gsize n, const double capacity[])
{
  double bits = 0;
  for (gsize k = 0; k < n; k++) bits -= log2 (1 - capacity[k]) / 2;
  return bits;
}
