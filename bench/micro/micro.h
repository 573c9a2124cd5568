/* What the micro-benchmarks share: a piece of work, the time it takes, one line of JSON. */
#ifndef RLIF_BENCH_MICRO_H
#define RLIF_BENCH_MICRO_H

#include <glib.h>

/* Does the work `n` times. Returns something that depends on all of it, lest it be left out. */
typedef double (*MicroWork) (gpointer data, gsize n);

/* Prints the time per piece of work, minimum and median of several measurements.
 *
 * @batch    the work is asked for in multiples of it */
void micro_measure (const char *name, gsize batch, MicroWork work, gpointer data);

/* For how long each measurement is to last. [ns] */
extern gint64 micro_span;

void micro_arithmetic (void);   /* exp, random numbers */
void micro_queue (void);
void micro_crossing (void);
void micro_delivery (void);     /* rows of synapses, Poisson input */

#endif
