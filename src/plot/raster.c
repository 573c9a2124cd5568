/* The figure of a run: spikes as dots, rates below them, intervals between spikes at the bottom. */
#include <math.h>
#include <rlif/plot.h>
#include "plot/axes.h"
#include "plot/histogram.h"

#define WIDTH 576.0       /* pt: 8 inches */
#define HEIGHT 540.0
#define LEFT 96.0
#define RIGHT 18.0
#define MOST_VECTOR_DOTS 20000
#define PIXELS_PER_POINT 3.0  /* of dots drawn as an image */

typedef struct {
  const RlifRaster *raster;
  double begin, end;     /* ms */
  RlifCanvas *canvas;
  double scale;          /* of numbers on the time axis: 1 for ms, 1/1000 for s */
  const char *time_name;
} Figure;

static RlifTrain *
train_of (const Figure *figure, guint k)
{
  return figure->raster->trains->pdata[k];
}

static double
count_neurons (const Figure *figure)
{
  double n = 0;
  for (guint k = 0; k < figure->raster->trains->len; k++) n += train_of (figure, k)->size;
  return MAX (n, 1);
}

static gsize
count_dots (const Figure *figure)
{
  gsize n = 0;
  for (guint k = 0; k < figure->raster->trains->len; k++) {
    const RlifTrain *train = train_of (figure, k);
    for (gsize s = 0; s < train->n; s++)
      n += train->time[s] >= figure->begin && train->time[s] <= figure->end;
  }
  return n;
}

/* As large as neurons are apart, within what the eye can see and what does not smear. */
static double
dot_size (const RlifAxes *axes, double neurons, gsize dots)
{
  const double apart = axes->height / neurons;
  const double dense = sqrt (0.25 * axes->width * axes->height / (double) MAX (dots, 1));
  return CLAMP (MIN (0.8 * apart, dense), 0.45, 4.0);
}

static void
draw_dots (const Figure *figure, const RlifAxes *axes, cairo_t *cr, gsize dots)
{
  const double size = dot_size (axes, count_neurons (figure), dots);
  double first = 0;
  for (guint k = 0; k < figure->raster->trains->len; k++) {
    const RlifTrain *train = train_of (figure, k);
    const RlifColor color = rlif_color (k);
    cairo_set_source_rgb (cr, color.red, color.green, color.blue);
    for (gsize s = 0; s < train->n; s++) {
      if (train->time[s] < figure->begin || train->time[s] > figure->end) continue;
      const double x = rlif_axes_x (axes, train->time[s]);
      const double y = rlif_axes_y (axes, first + train->neuron[s] + 0.5);
      cairo_rectangle (cr, x - size / 2, y - size / 2, size, size);
      cairo_fill (cr);
    }
    first += train->size;
  }
}

/* Very many dots would make a vector picture that no viewer opens: they become an image in it. */
static void
draw_dots_as_image (const Figure *figure, const RlifAxes *axes, gsize dots)
{
  cairo_t *cr = figure->canvas->cr;
  const int width = (int) ceil (figure->canvas->width * PIXELS_PER_POINT);
  const int height = (int) ceil ((axes->y + axes->height + 4) * PIXELS_PER_POINT);
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_surface_set_device_scale (image, PIXELS_PER_POINT, PIXELS_PER_POINT);
  cairo_t *on_image = cairo_create (image);
  draw_dots (figure, axes, on_image, dots);
  cairo_destroy (on_image);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_paint (cr);
  cairo_surface_destroy (image);
}

/* The name of each population beside its band, if the band or the gap to the last name allows. */
static void
draw_names (const Figure *figure, const RlifAxes *axes)
{
  double first = 0, last_y = HUGE_VAL;
  for (guint k = 0; k < figure->raster->trains->len; k++) {
    const RlifTrain *train = train_of (figure, k);
    const double y = rlif_axes_y (axes, first + train->size / 2.0);
    first += train->size;
    if (last_y - y < 1.2 * RLIF_USUAL_TEXT) continue;
    g_autofree char *text = g_strdup_printf ("%s (%u)", train->name, train->size);
    rlif_canvas_set_color (figure->canvas, rlif_color (k));
    rlif_canvas_text (figure->canvas, axes->x - 7, y, RLIF_RIGHT, RLIF_USUAL_TEXT, 0, LEFT - 14, text);
    last_y = y;
  }
}

static void
draw_raster (const Figure *figure, RlifAxes axes)
{
  const gsize dots = count_dots (figure);
  axes.bottom = 0;
  axes.top = count_neurons (figure);
  rlif_axes_draw_frame (figure->canvas, &axes);
  rlif_axes_draw_x (figure->canvas, &axes, "", figure->scale, FALSE);
  if (figure->canvas->vector && dots > MOST_VECTOR_DOTS)
    draw_dots_as_image (figure, &axes, dots);
  else
    draw_dots (figure, &axes, figure->canvas->cr, dots);
  draw_names (figure, &axes);
}

/* A histogram as a line that goes up and down at the edges of its bins. */
static void
draw_steps (const Figure *figure, const RlifAxes *axes, const RlifHistogram *h, RlifColor color)
{
  cairo_t *cr = figure->canvas->cr;
  rlif_canvas_set_color (figure->canvas, color);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, rlif_axes_x (axes, h->first), rlif_axes_y (axes, 0));
  for (guint k = 0; k < h->n; k++) {
    const double y = rlif_axes_y (axes, h->value[k]);
    cairo_line_to (cr, rlif_axes_x (axes, h->first + k * h->width), y);
    cairo_line_to (cr, rlif_axes_x (axes, fmin (h->first + (k + 1) * h->width, axes->right)), y);
  }
  cairo_stroke (cr);
}

/* Draws histograms of all trains into one frame. */
static void
draw_histograms (const Figure *figure, RlifAxes axes, RlifHistogram h[], const char *x_name,
                 double x_scale, const char *y_name)
{
  const guint n = figure->raster->trains->len;
  axes.bottom = axes.top = 0;
  for (guint k = 0; k < n; k++) axes.top = fmax (axes.top, rlif_histogram_largest (&h[k]));
  axes.top = axes.top > 0 ? 1.08 * axes.top : 1;
  rlif_axes_draw_frame (figure->canvas, &axes);
  for (guint k = 0; k < n; k++) draw_steps (figure, &axes, &h[k], rlif_color (k));
  rlif_axes_draw_x (figure->canvas, &axes, x_name, x_scale, TRUE);
  rlif_axes_draw_y (figure->canvas, &axes, y_name);
  for (guint k = 0; k < n; k++) rlif_histogram_clear (&h[k]);
}

static void
draw_rates (const Figure *figure, RlifAxes axes)
{
  const guint n = figure->raster->trains->len;
  g_autofree RlifHistogram *h = g_new (RlifHistogram, n + 1);
  for (guint k = 0; k < n; k++) {
    rlif_histogram_init (&h[k], figure->begin, figure->end, 150);
    rlif_histogram_add_rate (&h[k], train_of (figure, k));
  }
  draw_histograms (figure, axes, h, figure->time_name, figure->scale, "rate [Hz]");
}

/* Up to which interval is shown: all but the longest hundredth, in round numbers. */
static double
longest_shown (GArray *const intervals[], guint n)
{
  double longest = 0;
  for (guint k = 0; k < n; k++)
    if (intervals[k]->len)
      longest = fmax (longest, g_array_index (intervals[k], double,
                                              (guint) (0.99 * (intervals[k]->len - 1))));
  if (!(longest > 0)) return 1;
  const double tick = rlif_tick_distance (longest, 10);
  return ceil (longest / tick) * tick;
}

static void
draw_intervals (const Figure *figure, RlifAxes axes)
{
  const guint n = figure->raster->trains->len;
  g_autofree GArray **intervals = g_new (GArray *, n + 1);
  g_autofree RlifHistogram *h = g_new (RlifHistogram, n + 1);
  gboolean any = FALSE;
  for (guint k = 0; k < n; k++) {
    intervals[k] = rlif_train_intervals (train_of (figure, k), figure->begin, figure->end);
    any = any || intervals[k]->len > 0;
  }
  axes.left = 0;
  axes.right = longest_shown (intervals, n);
  for (guint k = 0; k < n; k++) {
    rlif_histogram_init (&h[k], 0, axes.right, 60);
    rlif_histogram_add_fractions (&h[k], intervals[k]);
    g_array_unref (intervals[k]);
  }
  draw_histograms (figure, axes, h, any ? "interval between spikes [ms]"
                                        : "interval between spikes [ms]: there are none",
                   1, "fraction");
}

static void
draw_figure (const Figure *figure, const char *title)
{
  const RlifCanvas *canvas = figure->canvas;
  const double top = title ? 34 : 14, width = canvas->width - LEFT - RIGHT;
  const double rest = canvas->height - top - 12 - 40 - 40;
  RlifAxes axes = { .x = LEFT, .width = width, .left = figure->begin, .right = figure->end };
  if (title) {
    cairo_set_source_rgb (canvas->cr, 0, 0, 0);
    rlif_canvas_text (canvas, canvas->width / 2, 17, RLIF_CENTER, 11, 0, canvas->width - 20, title);
  }
  axes.y = top;
  axes.height = 0.6 * rest;
  draw_raster (figure, axes);
  axes.y += axes.height + 12;
  axes.height = 0.2 * rest;
  draw_rates (figure, axes);
  axes.y += axes.height + 40;
  draw_intervals (figure, axes);
}

gboolean
rlif_plot_raster (const RlifRaster *raster, const RlifPlotOptions *options, const char *path,
                  GError **error)
{
  const double width = options->width > 0 ? options->width : WIDTH;
  const double height = options->height > 0 ? options->height : HEIGHT;
  Figure figure = { .raster = raster, .begin = options->begin, .end = options->end };
  if (!(figure.begin < figure.end)) {
    figure.begin = raster->begin;
    figure.end = raster->end > raster->begin ? raster->end : raster->begin + 1;
  }
  const gboolean seconds = figure.end - figure.begin >= 5000;
  figure.scale = seconds ? 1e-3 : 1;
  figure.time_name = seconds ? "time [s]" : "time [ms]";
  figure.canvas = rlif_canvas_open (path, width, height, error);
  if (!figure.canvas) return FALSE;
  draw_figure (&figure, options->title);
  return rlif_canvas_close (figure.canvas, error);
}
