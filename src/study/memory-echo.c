/* An echo state network: random connections that are never learned. */
#include <lapacke.h>
#include <math.h>
#include <rlif/math.h>
#include <rlif/random.h>
#include "study/memory.h"

static double
draw (RlifStream *stream, double largest)
{
  return largest * (2 * rlif_stream_uniform (stream) - 1);
}

/* Gives each unit its connections: of the sources that are left one is drawn at a time. */
static void
connect (const RlifEchoState *echo, double *weight)
{
  RlifStream stream;
  g_autofree gsize *source = g_new (gsize, echo->units);
  rlif_stream_init (&stream, echo->seed, RLIF_PURPOSE_CONNECT, "echo state network", 0);
  for (gsize i = 0; i < echo->units; i++) source[i] = i;
  for (gsize i = 0; i < echo->units; i++)
    for (gsize k = 0; k < echo->connections; k++) {
      const gsize from = k + rlif_stream_below (&stream, (guint32) (echo->units - k)), drawn = source[from];
      source[from] = source[k];
      source[k] = drawn;
      weight[i * echo->units + drawn] = draw (&stream, 1);
    }
}

/* The largest modulus of an eigenvalue. */
static double
spectral_radius (gsize n, const double weight[])
{
  double largest = 0;
  g_autofree double *copy = g_memdup2 (weight, n * n * sizeof *weight);
  g_autofree double *re = g_new0 (double, n), *im = g_new0 (double, n);
  const lapack_int order = (lapack_int) n;
  LAPACKE_dgeev (LAPACK_ROW_MAJOR, 'N', 'N', order, copy, order, re, im, NULL, order, NULL, order);
  for (gsize k = 0; k < n; k++) largest = fmax (largest, hypot (re[k], im[k]));
  return largest;
}

double *
rlif_echo_state_weights (const RlifEchoState *echo)
{
  const gsize n = echo->units;
  double *weight = g_new0 (double, n * n);
  connect (echo, weight);
  const double radius = spectral_radius (n, weight);
  for (gsize k = 0; k < n * n && radius > 0; k++) weight[k] *= echo->radius / radius;
  return weight;
}

static double
hyperbolic_tangent (double x)
{
  const double e = rlif_expm1 (2 * fmin (fabs (x), 20));
  return copysign (e / (e + 2), x);
}

/* Rows without their zeros. */
typedef struct {
  gsize *source;             /* [units][connections] */
  double *weight;
} Rows;

static Rows
compress (const RlifEchoState *echo)
{
  g_autofree double *full = rlif_echo_state_weights (echo);
  const gsize n = echo->units, size = n * echo->connections;
  const Rows rows = { g_new0 (gsize, size), g_new0 (double, size) };
  for (gsize i = 0; i < n; i++) {
    gsize k = i * echo->connections;
    for (gsize j = 0; j < n; j++)
      if (full[i * n + j] != 0) rows.source[k] = j, rows.weight[k++] = full[i * n + j];
  }
  return rows;
}

RlifStates *
rlif_echo_state_run (const RlifEchoState *echo, gsize n_steps, const double input[], RlifMemoryCost *cost)
{
  const gsize n = echo->units;
  RlifStates *states = rlif_states_new (n_steps, n);
  RlifStream stream;
  const Rows rows = compress (echo);
  g_autofree double *w = g_new (double, n), *b = g_new (double, n), *nothing = g_new0 (double, n);
  rlif_stream_init (&stream, echo->seed, RLIF_PURPOSE_WEIGHT, "echo state network", 0);
  for (gsize i = 0; i < n; i++) w[i] = draw (&stream, echo->input), b[i] = draw (&stream, echo->bias);
  for (gsize step = 0; step < n_steps; step++) {
    const double *before = step > 0 ? states->value + (step - 1) * n : nothing;
    for (gsize i = 0; i < n; i++) {
      double sum = w[i] * input[step] + b[i];
      for (gsize k = i * echo->connections; k < (i + 1) * echo->connections; k++)
        sum += rows.weight[k] * before[rows.source[k]];
      states->value[step * n + i] = hyperbolic_tangent (sum);
    }
  }
  if (cost)
    *cost = (RlifMemoryCost) { .operations.macs = (double) n_steps * (double) (n * echo->connections + n),
                               .neurons = (double) n, .synapses = (double) (n * echo->connections), .rate = NAN };
  g_free (rows.source);
  g_free (rows.weight);
  return states;
}
