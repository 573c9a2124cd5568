/* What is foretold of linear neurons in eigenmodes: how far a spike can lift the potential, and when it
 * reaches threshold; against dense samples. */
#include <string.h>
#include <rlif/math.h>
#include "modal-kit.h"
#include "engine/modal.h"
#include "network/structure.h"

#define N RLIF_MAX_STATES
#define SAMPLES 6000
#define STATES 120               /* random ones of each case */
#define ROUNDING 0x1p-53L
#define GRAIN (1.5L / FS)        /* [ms] moments are rounded up to a tick */

static RlifRegistry *registry;
static RlifNetwork *network;
static RlifPopulation *population;
static RlifModal *modal;
static RlifStream lot;

static void
set (const char *field, double value)
{
  GError *error = NULL;
  const RlifDistribution same = rlif_constant (value);
  rlif_population_set (population, field, &same, &error);
  kit_no_error (error);
}

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
  network = rlif_network_new (FS, 5);
}

static void
teardown (void)
{
  rlif_modal_free (modal);
  modal = NULL;
  rlif_network_free (network);
  rlif_registry_free (registry);
}

static void
make (const ModalCase *c)
{
  population = kit_population (network, "p", kit_model (registry, c->model), 1);
  modal_case_set (c->set, set);
  modal = rlif_modal_new (population, 0, 1, 0, 0);
  ck_assert_ptr_nonnull (modal);
}

static double
between (double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (&lot);
}

/* [ms] Moments from 0 to 20 of the longest time constants, in steps that are short against the shortest, then against
 * what has passed and the periods. Returns: how many; one if nothing ever changes. */
static guint
sample_moments (double s[SAMPLES])
{
  const RlifEigen *free = modal->free;
  double shortest = 40, longest = 0, period = HUGE_VAL;
  for (int k = 0; k < modal->n; k++) {
    shortest = fmin (shortest, free->tau[k]);
    if (!isinf (free->tau[k])) longest = fmax (longest, free->tau[k]);
    if (free->omega[k] != 0) period = fmin (period, 1 / free->omega[k]);
  }
  guint n = 1;
  s[0] = 0;
  for (; s[n - 1] < 20 * longest; n++) {
    ck_assert_uint_lt (n, SAMPLES);
    s[n] = s[n - 1] + fmin (fmax (shortest / 40, s[n - 1] / 80), period / 8);
  }
  return n;
}

/* The response of c.x by the flow that the model's own functions use. Little is lost where it goes down. */
START_TEST (the_lift_is_the_peak_of_the_response)
{
  double s[SAMPLES];
  make (&MODAL[_i]);
  const RlifLinear *linear = modal->linear;
  RlifEquation free;
  rlif_linear_equation (population->model->language, population->par, FALSE, &free);
  for (int j = 0; j < free.n; j++) free.b[j] = free.per_current[j] = free.origin[j] = 0;
  RlifFlow *flow = rlif_flow_new (&free);
  const guint n = sample_moments (s);
  for (guint port = 0; port < modal->n_port; port++)
    for (int sign = -1; sign <= 1; sign += 2) {
      const double lift = rlif_modal_lift (modal, port, sign);
      double peak = 0, lowest = 0;
      for (guint k = 0; k < n; k++) {
        double x[N] = { 0 }, f = 0;
        for (guint j = 0; j < linear->n_jump; j++)
          if (linear->jump[j].port == port) x[linear->jump[j].state] += sign * linear->jump[j].factor;
        rlif_flow_state (flow, x, 0, s[k]);
        for (int j = 0; j < modal->n; j++) f += linear->guard.c[j] * x[j];
        peak = fmax (peak, f);
        lowest = fmin (lowest, f);
      }
      ck_assert_double_le (peak, lift);
      ck_assert_double_le (lift, 1.05 * peak - 0.01 * lowest);
    }
  rlif_flow_free (flow);
}
END_TEST

/* c.x - threshold in extended precision, some time after y. */
static long double
f_at (const double y[], long double s)
{
  const RlifEigen *free = modal->free;
  const double *row = modal->row[0];
  long double f = modal->below;
  for (int k = 0; k < modal->n; k++) {
    const long double decay = expl (-s / (long double) free->tau[k]), a = y[k], b = k + 1 < modal->n ? y[k + 1] : 0;
    if (free->kind[k] == RLIF_MODE_REAL) f += row[k] * a * decay;
    if (free->kind[k] == RLIF_MODE_DOUBLE) f += (row[k] * (a + free->link[k] * s * b) + row[k + 1] * b) * decay;
    if (free->kind[k] != RLIF_MODE_PAIR) continue;
    const long double cosine = cosl (s * free->omega[k]), sine = sinl (s * free->omega[k]);
    f += (row[k] * (a * cosine - b * sine) + row[k + 1] * (b * cosine + a * sine)) * decay;
  }
  return f;
}

/* The peak of f between two moments with only one, by golden section. */
static long double
peak_between (const double y[], long double from, long double to)
{
  const long double share = 0.6180339887498949L;
  for (int k = 0; k < 60; k++) {
    const long double a = to - share * (to - from), b = from + share * (to - from);
    if (f_at (y, a) > f_at (y, b)) to = b;
    else from = a;
  }
  return (from + to) / 2;
}

/* The first moment at which f, of which samples are given, is at a level; infinite if there is none. */
static long double
first_at (const double y[], guint n, const double s[], const long double f[], long double level)
{
  for (guint k = 0; k < n; k++) {
    long double low = k > 0 ? s[k - 1] : 0, high = s[k];
    if (f[k] < level) {
      if (k == 0 || k + 1 == n || f[k] < f[k - 1] || f[k] < f[k + 1]) continue;
      high = peak_between (y, s[k - 1], s[k + 1]);
      if (f_at (y, high) < level) continue;
    }
    for (int step = 0; step < 100 && low < high; step++) {
      const long double middle = (low + high) / 2;
      if (f_at (y, middle) < level) low = middle;
      else high = middle;
    }
    return high;
  }
  return HUGE_VALL;
}

/* Modes by lot, whose parts of f are of the size of what f lacks of threshold at rest, or more, or less. */
static void
draw_state (double y[])
{
  const RlifEigen *free = modal->free;
  const double *row = modal->row[0];
  for (int k = 0; k < modal->n; k++) {
    const double size = (fabs (modal->below) + 1) * exp (between (-5, 3)), part = between (-1, 1) * size;
    double weight = fabs (row[k]);
    if (free->kind[k] == RLIF_MODE_PAIR) weight = hypot (row[k], row[k + 1]);
    if (free->kind[k] == RLIF_MODE_SECOND && free->omega[k - 1] != 0) weight = hypot (row[k], row[k - 1]);
    if (k > 0 && free->kind[k - 1] == RLIF_MODE_DOUBLE) weight += fabs (row[k - 1] * free->link[k - 1] * free->tau[k]);
    y[k] = weight > 0 ? part / weight : part;
  }
}

static guint
sample_f (const double y[], const double s[], guint n, long double f[])
{
  guint highest = 0;
  for (guint k = 0; k < n; k++) {
    f[k] = f_at (y, s[k]);
    if (f[k] > f[highest]) highest = k;
  }
  return highest;
}

/* Makes the peak of f come near to 0, from above or below. */
static void
graze (double y[], guint n, const double s[], long double f[])
{
  const guint k = sample_f (y, s, n, f);
  if (k == 0 || k + 1 == n || modal->below >= 0) return;
  const double peak = (double) (f_at (y, peak_between (y, s[k - 1], s[k + 1])) - modal->below);
  const double near = (rlif_stream_below (&lot, 2) ? 1 : -1) * pow (10, -between (2, 12));
  for (int j = 0; j < modal->n; j++) y[j] *= -modal->below / peak * (1 + near);
}

/* What roundings may do to f. */
static long double
rounding_of (const double y[])
{
  const RlifEigen *free = modal->free;
  double sum = fabs (modal->linear->guard.threshold) + fabs (modal->below);
  for (int k = 0; k < modal->n; k++) {
    const double row = modal->row[0][k];
    sum += fabs (row * y[k]);
    if (free->kind[k] == RLIF_MODE_PAIR) sum += fabs (row * y[k + 1]) + fabs (modal->row[0][k + 1] * y[k]);
    if (free->kind[k] == RLIF_MODE_DOUBLE) sum += fabs (row * free->link[k] * y[k + 1]) * 16 * free->tau[k];
  }
  return 64 * ROUNDING * sum;
}

/* States of any moment of any epoch; some of them graze the threshold. */
START_TEST (crossings_are_neither_missed_nor_invented)
{
  double s[SAMPLES];
  long double f[SAMPLES];
  guint crossings = 0;
  rlif_stream_init (&lot, 9, RLIF_PURPOSE_STATE, "crossings", (guint64) _i);
  make (&MODAL[_i]);
  const guint n = sample_moments (s);
  for (int c = 0; c < STATES; c++) {
    const double epochs = c % 3 ? between (0, 3) : 0;
    const RlifTime last = (RlifTime) (epochs * fmin ((double) modal->epoch_length, 1e6 * (double) FS));
    RlifModalMoment moment;
    double y[N], z[N];
    draw_state (y);
    if (c % 2) graze (y, n, s, f);
    rlif_modal_set_moment (modal, last);
    rlif_modal_get_moment (modal, last, &moment);
    rlif_eigen_move (modal->free, &moment.grown, y, z);
    const RlifTime next = rlif_modal_next (modal, 0, last, z);
    if (!modal->linear->fires) ck_assert_int_eq (next, RLIF_NEVER);
    if (!modal->linear->fires) continue;
    sample_f (y, s, n, f);
    const long double noise = rounding_of (y);
    const long double early = first_at (y, n, s, f, -noise), late = first_at (y, n, s, f, noise);
    const long double found = next < RLIF_NEVER ? (long double) (next - last) / FS : HUGE_VALL;
    ck_assert_msg (found == early || found > early * (1 - 0x1p-49L) - GRAIN, "state %d: at %Lg ms, before %Lg", c,
                   found, early);
    ck_assert_msg (found == late || found < late * (1 + 0x1p-49L) + GRAIN, "state %d: at %Lg ms, after %Lg", c, found,
                   late);
    crossings += next < RLIF_NEVER && next > last;
  }
  ck_assert (!modal->linear->fires || modal->n == 1 || crossings > STATES / 40);   /* one mode alone just decays */
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("modal");
  TCase *tcase = tcase_create ("modal");
  const int cases = (int) G_N_ELEMENTS (MODAL);
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, the_lift_is_the_peak_of_the_response, 0, cases);
  tcase_add_loop_test (tcase, crossings_are_neither_missed_nor_invented, 0, cases);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
