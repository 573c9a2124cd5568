/* Linear systems by lot, for tests of what solves them. */
#ifndef RLIF_TESTS_EQUATIONS_H
#define RLIF_TESTS_EQUATIONS_H

#include <rlif/math.h>
#include <rlif/random.h>
#include "linear/flow.h"

#define FAMILIES 8

static RlifStream lot;

static inline double
between (double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (&lot);
}

static inline double
scale (double low, double high)
{
  return low * pow (high / low, rlif_stream_uniform (&lot));
}

/* A membrane and states that drive it and perhaps each other, none of them driven by it. */
static inline void
draw_triangular (RlifEquation *e, int kind)
{
  for (int i = 0; i < e->n; i++) {
    const double tau = kind == 1 ? scale (0.05, 1000)
                       : kind == 2 && i > 0 ? (double) (-1 / e->a[0][0]) * (1 + scale (1e-16, 1e-2))
                       : kind == 3 && i > 1 ? (double) (-1 / e->a[i - 1][i - 1])
                                            : scale (1, 60);
    e->a[i][i] = -1 / tau;
    for (int j = i + 1; j < e->n; j++)
      if (i == 0 || (kind == 3 && j == i + 1) || rlif_stream_below (&lot, 3) == 0)
        e->a[i][j] = i == 0 ? scale (1e-3, 0.1) : between (-1, 1);
  }
}

/* Any matrix, made stable or not. */
static inline void
draw_dense (RlifEquation *e, int kind)
{
  for (int i = 0; i < e->n; i++) {
    double sum = 0;
    for (int j = 0; j < e->n; j++) {
      if (i == j) continue;
      const double a = between (-0.3, 0.3);
      e->a[i][j] = a;
      sum += fabs (a);
    }
    e->a[i][i] = kind == 5 ? between (-0.1, 0.05) : -between (0.2, 1) * sum;
  }
}

/* A damped oscillator that drives the rest, in units of different size. */
static inline void
draw_oscillator (RlifEquation *e)
{
  draw_triangular (e, 0);
  if (e->n < 2) return;
  const double omega = scale (0.01, 3), unit = scale (1e-4, 1e4);
  e->a[1][1] = e->a[0][0];
  e->a[0][1] = omega * unit;
  e->a[1][0] = -omega / unit;
}

/* Some states integrate without leak. */
static inline void
draw_singular (RlifEquation *e)
{
  draw_triangular (e, 0);
  e->a[0][0] = 0;
  if (e->n > 2 && rlif_stream_below (&lot, 2)) e->a[e->n - 1][e->n - 1] = 0;
}

static inline void
draw_equation (RlifEquation *e, int family)
{
  *e = (RlifEquation) { .n = 1 + (int) rlif_stream_below (&lot, RLIF_MAX_STATES) };
  if (family <= 3) draw_triangular (e, family);
  if (family == 4 || family == 5) draw_dense (e, family);
  if (family == 6) draw_oscillator (e);
  if (family == 7) draw_singular (e);
  for (int i = 0; i < e->n; i++) {
    e->origin[i] = rlif_stream_below (&lot, 2) ? between (-80, 10) : 0;
    if (rlif_stream_below (&lot, 2)) e->b[i] = between (-3, 3);
    if (i == 0) e->per_current[i] = 0.004;
    for (int j = 0; j < e->n; j++) e->a[i][j] = (double) e->a[i][j];   /* what both sides know exactly */
  }
}

#endif
