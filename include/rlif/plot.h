/* rlif/plot.h - pictures. */
#ifndef RLIF_PLOT_H
#define RLIF_PLOT_H

#include <rlif/record.h>

RLIF_BEGIN_DECLS

typedef struct {
  const char *title;      /* or NULL */
  double begin, end;      /* [ms] part of the raster to show; begin == end: all */
  double width, height;   /* [pt]; 0 for the default */
} RlifPlotOptions;

/* Draws spikes as dots, the rate below them, and the histogram of inter-spike intervals.
 *
 * @path     .png, .svg or .pdf; appears whole or not at all
 * @error    RLIF_ERROR_INVALID if the ending is another, RLIF_ERROR_IO
 *
 * Same raster and options, same file: nothing in it depends on the clock. */
gboolean rlif_plot_raster (const RlifRaster *raster, const RlifPlotOptions *options,
                           const char *path, GError **error);

RLIF_END_DECLS

#endif
