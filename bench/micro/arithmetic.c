/* The exponential function, ours and the C library's, and random numbers. */
#include <config.h>
#include <rlif/math.h>
#include <rlif/random.h>
#include "micro.h"

enum { N = 1024 };

/* Arguments as they occur: a few time constants at most, in no order. */
static void
draw_arguments (double x[])
{
  RlifStream stream;
  rlif_stream_init (&stream, 385, RLIF_PURPOSE_STATE, "arguments", 0);
  for (int i = 0; i < N; i++) x[i] = -5.385 * rlif_stream_uniform (&stream);
}

static double
exp_ours (gpointer data, gsize n)
{
  const double *x = data;
  double sum = 0;
  for (gsize k = 0; k < n; k++) sum += rlif_exp (x[k % N]);
  return sum;
}

static double
exp_libm (gpointer data, gsize n)
{
  const double *x = data;
  double sum = 0;
  for (gsize k = 0; k < n; k++) sum += exp (x[k % N]);
  return sum;
}

/* Each argument waits for the result before it: the latency. */
static double
exp_chain (gpointer data, gsize n)
{
  const double *x = data;
  double y = 0;
  for (gsize k = 0; k < n; k++) y = rlif_exp (x[k % N] - y);
  return y;
}

static double
intervals (gpointer data, gsize n)
{
  double sum = 0;
  for (gsize k = 0; k < n; k++) sum += rlif_stream_exponential (data);
  return sum;
}

static double
targets (gpointer data, gsize n)
{
  guint64 sum = 0;
  for (gsize k = 0; k < n; k++) sum += rlif_stream_below (data, 12385);
  return (double) sum;
}

void
micro_arithmetic (void)
{
  double x[N];
  draw_arguments (x);
  micro_measure ("exp", 1, exp_ours, x);
  micro_measure ("exp of the C library", 1, exp_libm, x);
  micro_measure ("exp that waits for the last", 1, exp_chain, x);
  RlifStream stream;
  rlif_stream_init (&stream, 386, RLIF_PURPOSE_POISSON, "micro", 0);
  micro_measure ("interval of a Poisson process", 1, intervals, &stream);
  micro_measure ("random target", 1, targets, &stream);
}
