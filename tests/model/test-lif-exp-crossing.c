/* Does lif_exp find the first crossing, the whole of it and nothing else? Random states near
 * threshold are looked through on a dense grid of moments in long double, with every peak between
 * two of them located: a crossing of the model must lie between the first moment at which V
 * exceeds V_th - tiny and the first at which it exceeds V_th + tiny, tiny being what rounding
 * explains. */
#include <float.h>
#include "model/cell.h"

#define GRID 600          /* moments in a family */
#define STATES 7500        /* in a family */
#define TINY (2.5 * 0x1p-53)   /* relative to the numbers in V */

/* Time constants [ms] and what does not depend on the state, at the moments of the grid. */
typedef struct {
  double c_m, tau_m, tau[2];
  long double s[GRID], decay[GRID][3], response[GRID][2];
} Family;

typedef struct {
  const Family *family;
  long double v_inf, u, i[2];
  long double v[GRID], slope[GRID];
} State;

static long double
response (const Family *family, int k, long double s)
{
  const long double y = s / family->tau_m - s / family->tau[k];
  const long double grown = fabsl (y) < 1e-3L ? 1 + y / 2 * (1 + y / 3 * (1 + y / 4 * (1 + y / 5)))
                                              : (expl (y) - 1) / y;
  return s / family->c_m * expl (-s / family->tau_m) * grown;
}

static long double
v_after (const State *z, long double s)
{
  return z->v_inf + z->u * expl (-s / z->family->tau_m) + z->i[0] * response (z->family, 0, s)
         + z->i[1] * response (z->family, 1, s);
}

static long double
slope_after (const State *z, long double s)
{
  const Family *m = z->family;
  return (z->i[0] * expl (-s / m->tau[0]) + z->i[1] * expl (-s / m->tau[1])) / m->c_m
         - (v_after (z, s) - z->v_inf) / m->tau_m;
}

static void
lay_state (State *z)
{
  const Family *m = z->family;
  for (int g = 0; g < GRID; g++) {
    z->v[g] = z->v_inf + z->u * m->decay[g][2] + z->i[0] * m->response[g][0]
              + z->i[1] * m->response[g][1];
    z->slope[g] = (z->i[0] * m->decay[g][0] + z->i[1] * m->decay[g][1]) / m->c_m
                  - (z->v[g] - z->v_inf) / m->tau_m;
  }
}

static gboolean
peaks_between (const State *z, int g)
{
  return z->slope[g] > 0 && z->slope[g + 1] < 0;
}

/* The moment between two of the grid at which V stops rising. */
static long double
peak_between (const State *z, int g)
{
  long double a = z->family->s[g], b = z->family->s[g + 1];
  for (int i = 0; i < 50; i++) {
    const long double middle = (a + b) / 2;
    *(slope_after (z, middle) > 0 ? &a : &b) = middle;
  }
  return a;
}

/* The first moment at which V >= level, infinity if there is none. */
static long double
first_at (const State *z, long double level)
{
  const Family *m = z->family;
  for (int g = 0; g + 1 < GRID; g++) {
    long double a = m->s[g], b = m->s[g + 1];
    if (z->v[g + 1] < level) {
      if (!peaks_between (z, g)) continue;
      b = peak_between (z, g);
      if (v_after (z, b) < level) continue;
    }
    while (b - a > 1e-14L) {
      const long double middle = (a + b) / 2;
      *(v_after (z, middle) < level ? &a : &b) = middle;
    }
    return b;
  }
  return HUGE_VALL;
}

static long double
highest (const State *z)
{
  long double most = z->v[0];
  for (int g = 0; g + 1 < GRID; g++) {
    if (z->v[g + 1] > most) most = z->v[g + 1];
    if (peaks_between (z, g))
      most = fmaxl (most, v_after (z, peak_between (z, g)));
  }
  return most;
}

static int
by_size (const void *a, const void *b)
{
  const long double x = *(const long double *) a, y = *(const long double *) b;
  return x < y ? -1 : x > y;
}

/* A quarter of the moments over 12 of each time constant, the rest over 100 of the longest. */
static void
lay_grid (Family *m)
{
  const double tau[3] = { m->tau[0], m->tau[1], m->tau_m };
  const double longest = fmax (m->tau_m, fmax (m->tau[0], m->tau[1]));
  for (int g = 0; g < GRID; g++) {
    const int part = GRID / 4;
    m->s[g] = g < 3 * part ? 12.0L * tau[g / part] * (g % part) / part
                           : 100.0L * longest * (g - 3 * part) / part;
  }
  qsort (m->s, GRID, sizeof *m->s, by_size);
  for (int g = 0; g < GRID; g++) {
    for (int k = 0; k < 3; k++) m->decay[g][k] = expl (-m->s[g] / tau[k]);
    for (int k = 0; k < 2; k++) m->response[g][k] = response (m, k, m->s[g]);
  }
}

static Cell cell;
static Family family;

static const double TIMES[][3] = {   /* tau_m, tau_syn_ex, tau_syn_in */
  { 20, 5, 10 }, { 17.3, 2.385, 5.71 }, { 10, 2, 2 }, { 20, 5, 2 }, { 9.7, 9.7, 3.1 },
  { 9.7, 3.1, 9.7 }, { 8.3, 8.3, 8.3 }, { 5.3, 30.7, 8.9 }, { 5.3, 8.9, 30.7 },
  { 7.1, 7.1 * (1 + 0x1p-52), 7.1 * (1 - 0x1p-53) },
  { 13.7, 13.7 * (1 + 3e-11), 13.7 * (1 - 7e-9) }, { 6.1, 6.1 * (1 + 1e-5), 6.1 * (1 + 2e-4) },
  { 21.3, 0.0517, 231.9 }, { 0.37, 6.3, 40.7 }, { 110.7, 0.93, 0.027 },
  { 15.1, 4.9, 4.9 * (1 + 1e-6) } };
#define N_TIMES ((int) (sizeof TIMES / sizeof *TIMES))

static void
setup (void)
{
  cell_init (&cell, "lif_exp");
}

static void
teardown (void)
{
  cell_clear (&cell);
}

/* Anything: V up to 30 mV below V_inf or above it, currents that move it by up to 100 mV. */
static void
draw_state (RlifStream *stream, State *z)
{
  double *i = cell_state (&cell, "I_ex"), *v = cell_state (&cell, "V_m");
  for (int k = 0; k < 2; k++) {
    const double mv = draw_scale (stream, 0.01, 100);
    const double strength = mv * family.c_m / fmin (family.tau_m, family.tau[k]);
    const gboolean usual = rlif_stream_below (stream, 8) != 0;
    i[k] = strength * ((k == 0) == usual ? 1 : -1) * (rlif_stream_below (stream, 10) != 0);
  }
  *cell_par (&cell, "I_e") = draw (stream, 0, 30) * family.c_m / family.tau_m;
  const long double v_inf = *cell_par (&cell, "E_L")
                            + (long double) family.tau_m / family.c_m * *cell_par (&cell, "I_e");
  *v = (double) v_inf + draw (stream, -30, 10);
  *z = (State) { .family = &family, .v_inf = v_inf, .u = *v - v_inf, .i = { i[0], i[1] } };
  lay_state (z);
}

/* A threshold that V passes somewhere, nearly reaches, just exceeds, or approaches at the end. */
static double
draw_threshold (RlifStream *stream, const State *z)
{
  const double v = *cell_state (&cell, "V_m"), top = (double) highest (z);
  const double near = draw_scale (stream, 2e-14, 1) * (rlif_stream_below (stream, 2) ? 1 : -1);
  switch (rlif_stream_below (stream, 4)) {
  case 0: return draw (stream, v, top);
  case 1: return (double) z->v_inf + near;
  default: return top + near;
  }
}

/* What rounding may do to V in the model. */
static double
tiny (const State *z, double v_th)
{
  const Family *m = z->family;
  double sum = fabs (v_th) + fabs ((double) z->v_inf) + fabs ((double) z->u);
  for (int k = 0; k < 2; k++) sum += fabs ((double) z->i[k]) * fmin (m->tau_m, m->tau[k]) / m->c_m;
  return TINY * sum;
}

typedef struct {
  int asked, crossed, undecided;
} Count;

static void
check_state (RlifStream *stream, Count *count)
{
  State z;
  draw_state (stream, &z);
  const double v_th = *cell_par (&cell, "V_th") = draw_threshold (stream, &z);
  if (v_th <= *cell_state (&cell, "V_m")) return;
  const RlifTime next = cell_next (&cell, 0);
  const long double found = next == RLIF_NEVER ? HUGE_VALL : (long double) next / FS;
  const long double early = first_at (&z, v_th - tiny (&z, v_th));
  const long double late = first_at (&z, v_th + tiny (&z, v_th));
  const long double tick = 0.51e-12L + (next == RLIF_NEVER ? 0 : 0x1p-52L * found);
  ck_assert_msg (found >= early - tick, "invented: %.17Lg ms, not before %.17Lg", found, early);
  ck_assert_msg (found <= late + tick, "missed: %.17Lg ms, not after %.17Lg", found, late);
  count->asked++;
  count->crossed += early < HUGE_VALL && late < HUGE_VALL;
  count->undecided += early < HUGE_VALL && late == HUGE_VALL;
}

START_TEST (no_crossing_is_missed_and_none_invented)
{
  RlifStream stream = draws ("lif_exp near threshold");
  Count count = { 0, 0, 0 };
  rlif_stream_restart (&stream, (guint64) _i);
  family = (Family) { .c_m = *cell_par (&cell, "C_m"), .tau_m = TIMES[_i][0],
                      .tau = { TIMES[_i][1], TIMES[_i][2] } };
  *cell_par (&cell, "tau_m") = family.tau_m;
  *cell_par (&cell, "tau_syn_ex") = family.tau[0];
  *cell_par (&cell, "tau_syn_in") = family.tau[1];
  lay_grid (&family);
  for (int i = 0; i < STATES; i++) check_state (&stream, &count);
  ck_assert_int_ge (count.asked, STATES / 2);
  ck_assert_int_ge (count.crossed, count.asked / 4);
  ck_assert_int_le (count.crossed, count.asked * 3 / 4);
  ck_assert_int_le (count.undecided, count.asked / 20);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("lif_exp crossing");
  TCase *tcase = tcase_create ("lif_exp crossing");
  if (LDBL_MANT_DIG < 64) return 77;   /* long double is no better than double here */
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, no_crossing_is_missed_and_none_invented, 0, N_TIMES);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
