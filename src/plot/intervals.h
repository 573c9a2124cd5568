/* Histograms of the intervals between spikes, a frame for each population, side by side. */
#ifndef RLIF_PLOT_INTERVALS_H
#define RLIF_PLOT_INTERVALS_H

#include <rlif/record.h>
#include "plot/histogram.h"

typedef struct {
  char *caption;
  RlifColor color;
  guint n;                   /* intervals */
  RlifHistogram *histogram;  /* in percent of them, over ms */
  double longer;             /* fraction of them that is beyond the histogram: below 0.01 */
} RlifIntervalFrame;

typedef struct {
  GPtrArray *frames;       /* of RlifIntervalFrame */
  guint columns, rows;
  gboolean captions;
} RlifIntervals;

/* @together  in one frame for all populations
 * @width     what they may take, in em */
RlifIntervals *rlif_intervals_new (const RlifRaster *raster, double begin, double end,
                                   gboolean together, double width);
void rlif_intervals_free (RlifIntervals *intervals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifIntervals, rlif_intervals_free)

/* Height of all but the frames themselves. */
double rlif_intervals_room (const RlifIntervals *intervals, double em);

/* What numbers take at the left of a frame of this height. */
double rlif_intervals_room_left (const RlifIntervals *intervals, double em, double height);

/* @x, @y    of the upper left corner, beside which the numbers and the name of the y axis are
 * @width    of all frames together
 * @height   of a single frame
 * @room     distance of the name of the y axis */
void rlif_intervals_draw (const RlifIntervals *intervals, const RlifCanvas *canvas, double x,
                          double y, double width, double height, double room);

#endif
