/* rlif/plot.h - pictures. */
#ifndef RLIF_PLOT_H
#define RLIF_PLOT_H

#include <rlif/record.h>

RLIF_BEGIN_DECLS

typedef struct {
  const char *title;      /* or NULL */
  double begin, end;      /* [ms] part of the raster to show; begin == end: all */
  double width, height;   /* [pt], 1/72 inch; 0 for the default, which follows from the raster */
} RlifPlotOptions;

/* Draws each spike as a dot, the rates of the populations below, and histograms of the intervals
 * between spikes. The first population is at the top, and in it neuron 0. Beyond twelve populations
 * rates and intervals are those of all neurons together, as are the intervals in a small picture.
 *
 * @path     .png (2 pixels a point), .svg or .pdf; appears whole or not at all
 * @error    RLIF_ERROR_INVALID if the ending is another, or the size too small or too large;
 *           RLIF_ERROR_IO
 *
 * Same raster and options, same file: nothing in it depends on the clock. More than 20 000 dots in
 * an .svg or .pdf become an image in it, 288 dots an inch.
 * Cost: about half a second for a million spikes. */
gboolean rlif_plot_raster (const RlifRaster *raster, const RlifPlotOptions *options,
                           const char *path, GError **error);

/* A curve through n points, in the order given. */
typedef struct {
  const char *name;       /* for the legend, which a single curve does not get */
  gsize n;
  const double *x, *y;    /* [n] finite numbers */
} RlifCurve;

typedef struct {
  const char *title;              /* or NULL */
  const char *x_name, *y_name;    /* with their units: "time [ms]" */
  double width, height;           /* [pt], 1/72 inch; 0 for the default */
  gboolean decades;               /* curves: both axes are logarithmic, and points are marked; those that are not
                                     positive are left out */
} RlifCurveOptions;

/* Draws curves into one frame, whose range is that of the points.
 *
 * @path, @error   as rlif_plot_raster () */
gboolean rlif_plot_curves (const RlifCurve curve[], guint n, const RlifCurveOptions *options,
                           const char *path, GError **error);

/* A bar. */
typedef struct {
  const char *name;       /* to its left */
  const char *text;       /* its value in words, at its end */
  double value;           /* no bar if it is not positive */
  guint color;            /* of the palette */
} RlifBar;

/* Draws bars one below the other, over decades.
 *
 * @options  whose x_name is that of the values; y_name is not used
 * @path, @error   as rlif_plot_raster () */
gboolean rlif_plot_bars (const RlifBar bar[], guint n, const RlifCurveOptions *options,
                         const char *path, GError **error);

/* A measure of several things: mean and half an interval of each. */
typedef struct {
  const char *name;       /* with its unit */
  const double *mean, *half;   /* [n] NAN: not known */
} RlifMeasure;

/* Draws a frame for each measure, side by side, in which each thing has a row: a dot at the mean, a line
 * over the interval.
 *
 * @row      [n_rows] names of the things
 * @options  whose names of axes are not used
 * @path, @error   as rlif_plot_raster () */
gboolean rlif_plot_measures (const char *const row[], guint n_rows, const RlifMeasure measure[], guint n,
                             const RlifCurveOptions *options, const char *path, GError **error);

RLIF_END_DECLS

#endif
