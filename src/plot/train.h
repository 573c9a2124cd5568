/* What lies within a span of time of a recorded population. */
#ifndef RLIF_PLOT_TRAIN_H
#define RLIF_PLOT_TRAIN_H

#include <rlif/record.h>

/* The spikes with begin <= time <= end.
 *
 * @first    index of the first of them
 *
 * Returns: how many there are.
 * Cost: O(log n). */
gsize rlif_train_find (const RlifTrain *train, double begin, double end, gsize *first);

/* Appends the intervals [ms] between successive spikes of each neuron, where both spikes lie in
 * the span.
 *
 * @intervals   of double */
void rlif_train_add_intervals (const RlifTrain *train, double begin, double end, GArray *intervals);

#endif
