/* Is the first crossing of any linear model found, the whole of it and nothing else? Each system is made
 * of blocks with textbook solutions - a decay, a decay of a decay (alpha), a damped oscillation, a ramp -
 * whose sum is followed in long double on a dense grid, with every extremum between two points of it
 * located. A crossing must lie between the first moment at which the sum exceeds threshold - tiny and the
 * first at which it exceeds threshold + tiny, tiny being what rounding explains: of the numbers added, and
 * of the arguments of oscillations, which grow with time. */
#include <float.h>
#include <rlif/random.h>
#include "check-main.h"
#include "linear/crossing.h"

#define GRID 1500
#define CASES (g_getenv ("RLIF_CHECK_LONG") ? 100000 : 1500)
#define TINY (12 * 0x1p-53)       /* relative to the sum of all numbers involved */
#define GRAIN 1e-13               /* ms */

typedef enum { DECAY, ALPHA, OSCILLATION, RAMP, GROWTH } Kind;

/* first, and second in alpha and oscillation: initial values; f takes the first alone. */
typedef struct {
  Kind kind;
  double rate, omega, first, second;
} Block;

typedef struct {
  int n_block;
  Block block[6];
  double threshold;
  long double s[GRID], f[GRID], slope[GRID];
} Case;

static const struct {
  const char *name;
  int n;
  Kind kind[6];
} FAMILIES[] = {
  { "one real mode", 1, { DECAY } },
  { "two real modes", 2, { DECAY, DECAY } },
  { "three real modes", 3, { DECAY, DECAY, DECAY } },
  { "four real modes", 4, { DECAY, DECAY, DECAY, DECAY } },
  { "five real modes", 5, { DECAY, DECAY, DECAY, DECAY, DECAY } },
  { "six real modes", 6, { DECAY, DECAY, DECAY, DECAY, DECAY, DECAY } },
  { "alpha and a membrane", 2, { ALPHA, DECAY } },
  { "two alphas and a membrane", 3, { ALPHA, ALPHA, DECAY } },
  { "a complex pair", 1, { OSCILLATION } },
  { "two complex pairs", 2, { OSCILLATION, OSCILLATION } },
  { "a complex pair and real modes", 3, { OSCILLATION, DECAY, DECAY } },
  { "two pairs, an alpha and a real mode", 4, { OSCILLATION, OSCILLATION, ALPHA, DECAY } },
  { "a ramp and real modes", 3, { RAMP, DECAY, DECAY } },
  { "a growing mode and real modes", 3, { GROWTH, DECAY, DECAY } },
};

static RlifStream lot;
static Case z;

static double
between (double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (&lot);
}

static double
scale (double low, double high)
{
  return low * pow (high / low, rlif_stream_uniform (&lot));
}

static long double
block_value (const Block *b, long double s, long double *slope)
{
  const long double e = expl (b->rate * s), c = cosl (b->omega * s), n = sinl (b->omega * s);
  switch (b->kind) {
  case ALPHA:
    *slope = e * (b->rate * (b->first + s * b->second) + b->second);
    return e * (b->first + s * b->second);
  case OSCILLATION:
    *slope = e * (b->rate * (b->first * c + b->second * n) + b->omega * (b->second * c - b->first * n));
    return e * (b->first * c + b->second * n);
  case RAMP:
    *slope = b->second;
    return b->first + b->second * s;
  default:
    *slope = b->rate * b->first * e;
    return b->first * e;
  }
}

static long double
value (long double s, long double *slope)
{
  long double sum = 0;
  *slope = 0;
  for (int k = 0; k < z.n_block; k++) {
    long double part;
    sum += block_value (&z.block[k], s, &part);
    *slope += part;
  }
  return sum;
}

static long double
value_at (long double s)
{
  long double slope;
  return value (s, &slope);
}

static void
draw_block (Block *b, Kind kind)
{
  *b = (Block) { .kind = kind, .rate = -1 / scale (0.3, 60), .first = between (-30, 30) };
  if (rlif_stream_below (&lot, 4) == 0) b->first = copysign (scale (1e-3, 1e3), b->first);
  if (kind == GROWTH) b->rate = 1 / scale (20, 200), b->first = between (-1, 1);
  if (kind == ALPHA) b->second = between (-30, 30) * fabs (b->rate);
  if (kind == OSCILLATION) b->omega = scale (0.05, 3), b->second = between (-30, 30);
  if (kind == OSCILLATION && rlif_stream_below (&lot, 8) == 0) b->rate = -1e-3;
  if (kind == RAMP) b->rate = 0, b->second = between (-0.5, 0.5);
}

/* Most points early, at distances that no oscillation passes unseen. */
static void
lay_grid (void)
{
  long double slowest = 1, omega = 0;
  for (int k = 0; k < z.n_block; k++) {
    if (z.block[k].rate < 0) slowest = fmaxl (slowest, -1 / z.block[k].rate);
    omega = fmaxl (omega, z.block[k].omega);
  }
  const long double end = omega > 0 ? fminl (30 * slowest, GRID / 25.0L * 2 * 3.14159L / omega / 3) : 30 * slowest;
  for (int g = 0; g < GRID; g++) {
    const long double u = (long double) g / (GRID - 1);
    z.s[g] = end * (omega > 0 ? (u + 2 * u * u) / 3 : u * u * u);
    z.f[g] = value (z.s[g], &z.slope[g]);
  }
}

static gboolean
peaks_between (int g)
{
  return z.slope[g] > 0 && z.slope[g + 1] < 0;
}

static long double
peak_between (int g)
{
  long double a = z.s[g], b = z.s[g + 1], slope;
  for (int i = 0; i < 60; i++) {
    const long double middle = (a + b) / 2;
    value (middle, &slope);
    *(slope > 0 ? &a : &b) = middle;
  }
  return a;
}

static long double
first_at (long double level)
{
  if (z.f[0] >= level) return 0;
  for (int g = 0; g + 1 < GRID; g++) {
    long double a = z.s[g], b = z.s[g + 1];
    if (z.f[g + 1] < level) {
      if (!peaks_between (g)) continue;
      b = peak_between (g);
      if (value_at (b) < level) continue;
    }
    while (b - a > 1e-15L * (1 + b)) {
      const long double middle = (a + b) / 2;
      *(value_at (middle) < level ? &a : &b) = middle;
    }
    return b;
  }
  return HUGE_VALL;
}

static double
highest (void)
{
  long double most = z.f[0];
  for (int g = 0; g + 1 < GRID; g++) {
    most = fmaxl (most, z.f[g + 1]);
    if (peaks_between (g)) most = fmaxl (most, value_at (peak_between (g)));
  }
  return (double) most;
}

/* Somewhere on the way, or just above or below the highest point, or near the end. */
static double
draw_threshold (void)
{
  const double top = highest (), now = (double) z.f[0];
  const double near = scale (2e-14, 1) * (rlif_stream_below (&lot, 2) ? 1 : -1);
  switch (rlif_stream_below (&lot, 4)) {
  case 0: return between (now, top);
  case 1: return (double) z.f[GRID - 1] + near;
  default: return top + near;
  }
}

/* The system of the blocks, one state or two for each. */
static int
make_equation (RlifEquation *e, RlifQuad c[], double x[])
{
  int n = 0;
  *e = (RlifEquation) { 0 };
  for (int k = 0; k < z.n_block; k++) {
    const Block *b = &z.block[k];
    c[n] = 1;
    x[n] = b->first;
    e->a[n][n] = b->rate;
    if (b->kind == RAMP) e->b[n] = b->second;
    n++;
    if (b->kind != ALPHA && b->kind != OSCILLATION) continue;
    c[n] = 0;
    x[n] = b->second;
    e->a[n][n] = b->rate;
    e->a[n - 1][n] = b->kind == ALPHA ? 1 : b->omega;
    if (b->kind == OSCILLATION) e->a[n][n - 1] = -(RlifQuad) b->omega;
    n++;
  }
  return e->n = n;
}

/* What rounding the argument of an oscillation to a double does to it after s. */
static double
blur (double s)
{
  double sum = 0;
  for (int k = 0; k < z.n_block; k++) {
    const Block *b = &z.block[k];
    sum += 2 * 0x1p-53 * b->omega * s * exp (b->rate * s) * (fabs (b->first) + fabs (b->second));
  }
  return sum;
}

typedef struct {
  int asked, crossed, undecided;
} Count;

static void
check_case (int family, Count *count)
{
  RlifEquation e;
  RlifQuad c[RLIF_MAX_STATES];
  RlifGuard guard;
  double x[RLIF_MAX_STATES];
  z.n_block = FAMILIES[family].n;
  for (int k = 0; k < z.n_block; k++) draw_block (&z.block[k], FAMILIES[family].kind[k]);
  lay_grid ();
  const double threshold = draw_threshold ();
  double size = fabs (threshold);
  if (threshold <= (double) z.f[0]) return;
  const int n = make_equation (&e, c, x);
  for (int i = 0; i < n; i++) size += fabs (x[i]);
  for (int k = 0; k < z.n_block; k++)
    if (z.block[k].kind == ALPHA) size += fabs (z.block[k].second / z.block[k].rate);
  RlifFlow *flow = rlif_flow_new (&e);
  rlif_guard_init (&guard, flow, c, threshold);
  const double end = (double) z.s[GRID - 1];
  const double answer = rlif_guard_next (&guard, x, 0, end, GRAIN);
  const long double found = answer < end ? answer : HUGE_VALL;
  const gboolean gathers = FAMILIES[family].kind[0] == RAMP || FAMILIES[family].kind[0] == GROWTH;
  const double tiny = TINY * size * (gathers ? 8 : 1) + blur (fmin (answer, end));
  const long double early = first_at (threshold - tiny), late = first_at (threshold + tiny);
  const long double slack = 2 * GRAIN + 0x1p-48L * (answer < end ? answer : 0);
  ck_assert_msg (found >= early - slack, "%s: invented: %.17Lg ms, not before %.17Lg",
                 FAMILIES[family].name, found, early);
  ck_assert_msg (found <= late + slack || late > end * (1 - 1e-12), "%s: missed: %.17Lg ms, not after %.17Lg",
                 FAMILIES[family].name, found, late);
  count->asked++;
  count->crossed += early < HUGE_VALL && late < HUGE_VALL;
  count->undecided += early < HUGE_VALL && late == HUGE_VALL;
  rlif_flow_free (flow);
}

START_TEST (no_crossing_is_missed_and_none_invented)
{
  Count count = { 0, 0, 0 };
  rlif_stream_init (&lot, 9, RLIF_PURPOSE_STATE, "crossing", (guint64) _i);
  for (int k = 0; k < CASES; k++) check_case (_i, &count);
  ck_assert_int_ge (count.asked, CASES / 4);
  ck_assert_int_ge (count.crossed, count.asked / 5);
  ck_assert_int_le (count.undecided, count.asked / 5);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("crossing");
  TCase *tcase = tcase_create ("crossing");
  if (LDBL_MANT_DIG < 64) return 77;   /* long double is no better than double here */
  tcase_add_loop_test (tcase, no_crossing_is_missed_and_none_invented, 0, (int) G_N_ELEMENTS (FAMILIES));
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
