/* Micro-benchmarks: what single pieces of the simulator cost. Prints a line of JSON for each.
 * Usage: micro [SCALE], which makes the measurements longer or shorter. */
#include <config.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "micro.h"

enum { REPEATS = 7 };
gint64 micro_span = 100000000;
static volatile double sink;

static gint64
now_ns (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (gint64) t.tv_sec * 1000000000 + t.tv_nsec;
}

static gint64
time_of (MicroWork work, gpointer data, gsize n)
{
  const gint64 start = now_ns ();
  sink = work (data, n);
  return now_ns () - start;
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

void
micro_measure (const char *name, gsize batch, MicroWork work, gpointer data)
{
  gsize n = batch;
  while (time_of (work, data, n) < micro_span / 2) n *= 2;
  double each[REPEATS];
  for (int k = 0; k < REPEATS; k++) each[k] = (double) time_of (work, data, n) / (double) n;
  qsort (each, REPEATS, sizeof *each, compare);
  printf ("{\"name\": \"%s\", \"unit\": \"ns\", \"min\": %.6g, \"median\": %.6g, \"n\": %zu}\n",
          name, each[0], each[REPEATS / 2], n);
}

int
main (int argc, char *argv[])
{
  const double scale = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 1;
  if (argc > 2 || !(scale > 0 && scale <= 1000)) {
    fprintf (stderr, "usage: micro [SCALE], above 0 and up to 1000\n");
    return 2;
  }
  micro_span = (gint64) ((double) micro_span * scale);
  micro_arithmetic ();
  micro_queue ();
  micro_crossing ();
  micro_delivery ();
  return 0;
}
