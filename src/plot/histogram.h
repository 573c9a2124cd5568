/* Histograms of what a raster holds. */
#ifndef RLIF_PLOT_HISTOGRAM_H
#define RLIF_PLOT_HISTOGRAM_H

#include <rlif/record.h>

typedef struct {
  double first, width;   /* ms: where the first bin begins, how wide all are */
  guint n;
  double *value;         /* [n] */
} RlifHistogram;

/* Bins of 1, 2 or 5 times a power of ten that cut begin .. end into at most @most. */
void rlif_histogram_init (RlifHistogram *histogram, double begin, double end, guint most);
void rlif_histogram_clear (RlifHistogram *histogram);
double rlif_histogram_largest (const RlifHistogram *histogram);

/* Rate of a neuron of the train over time, in Hz. */
void rlif_histogram_add_rate (RlifHistogram *histogram, const RlifTrain *train);

/* Intervals between successive spikes of each neuron, within begin .. end, in ms: (owned) of double,
 * ascending. */
GArray *rlif_train_intervals (const RlifTrain *train, double begin, double end);

/* Fraction of the values in each bin. */
void rlif_histogram_add_fractions (RlifHistogram *histogram, const GArray *values);

#endif
