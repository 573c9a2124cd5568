/* Rates of populations over time. */
#ifndef RLIF_PLOT_RATES_H
#define RLIF_PLOT_RATES_H

#include <rlif/record.h>
#include "plot/histogram.h"

/* Mean rate of a neuron [Hz] in bins of time, the same for all populations.
 *
 * @together  of all populations as one
 * @most      bins
 *
 * Returns: (owned) of RlifHistogram, one for each population or a single one. */
GPtrArray *rlif_rates_new (const RlifRaster *raster, double begin, double end, gboolean together,
                           guint most);

double rlif_rates_largest (const GPtrArray *rates);

#endif
