/* The figure of a run: spikes as dots, rates below them, intervals between spikes at the bottom. */
#include <math.h>
#include <rlif/plot.h>
#include "plot/axes.h"
#include "plot/dots.h"
#include "plot/intervals.h"
#include "plot/rates.h"
#include "plot/text.h"
#include "plot/ticks.h"
#include "plot/train.h"

#define USUAL_WIDTH 576.0      /* pt: 8 inches */
#define LEAST_WIDTH 170.0      /* 6 cm */
#define LARGEST 2835.0         /* 1 m */
#define MOST_SEPARATE 12       /* populations whose rates and intervals are told apart */
#define MOST_VECTOR_DOTS 20000
#define DOTS_GRID 4.0          /* pixels per point of dots drawn as an image: 288 per inch */

/* Lengths in em. */
#define EDGE 0.8
#define RIGHT_EDGE 2.2         /* half of the last number of an axis is in it */
#define GAP 1.0
#define RATES 9.0              /* heights of frames, where nothing else is asked for */
#define INTERVALS 7.0
#define LEAST_DOTS 4.5
#define LEAST_FRAME 4.0
#define LINE 1.2               /* of a name */
#define BAR 0.35               /* width of the bar of its colour */

typedef struct {
  const RlifRaster *raster;
  const char *title;
  double begin, end;           /* ms */
  double width, height, em;
  double title_height;
  double left;                 /* where frames begin */
  double dots_height, rates_height, intervals_height;
  double *band;                /* [populations] height of each in the raster */
  RlifTimeUnit unit;
  GPtrArray *rates;
  RlifIntervals *intervals;
} Figure;

static const RlifTrain *
train_of (const Figure *figure, guint k)
{
  return figure->raster->trains->pdata[k];
}

static char *
describe (const RlifTrain *train)
{
  return g_strdup_printf ("%s (%u)", train->name, train->size);
}

static RlifTextStyle
name_style (const Figure *figure, double height)
{
  return (RlifTextStyle) { .size = figure->em, .align = RLIF_RIGHT, .width = 0.22 * figure->width,
                           .lines = (int) CLAMP (height / (LINE * figure->em), 1, 4),
                           .color = RLIF_INK };
}

/* Width of the widest name, and the heights that the names need. */
static double
measure_names (const Figure *figure, double height[])
{
  const RlifTextStyle style = name_style (figure, HUGE_VAL);
  double widest = 0;
  for (guint k = 0; k < figure->raster->trains->len; k++) {
    g_autofree char *text = describe (train_of (figure, k));
    widest = fmax (widest, rlif_text_measure (&style, text, &height[k]));
    height[k] += 0.3 * figure->em;
  }
  return widest;
}

/* Bands share the height by the number of neurons, but none is lower than its name unless there is
 * too little for all names: then all are equal. */
static void
share_bands (Figure *figure, const double least[])
{
  const guint n = figure->raster->trains->len;
  double rest = figure->dots_height, neurons = 0, names = 0;
  for (guint k = 0; k < n; k++) names += least[k];
  for (guint k = 0; k < n; k++) neurons += train_of (figure, k)->size;
  for (guint k = 0; k < n; k++) figure->band[k] = names < rest ? 0 : rest / n;
  for (gboolean changed = names < rest; changed;) {
    const double each = rest / neurons;
    changed = FALSE;
    for (guint k = 0; k < n; k++) {
      const guint32 size = train_of (figure, k)->size;
      if (figure->band[k] > 0 || size * each >= least[k]) continue;
      figure->band[k] = least[k];
      rest -= least[k];
      neurons -= size;
      changed = TRUE;
    }
  }
  for (guint k = 0; k < n; k++)
    if (!(figure->band[k] > 0)) figure->band[k] = rest * train_of (figure, k)->size / neurons;
}

static RlifAxes
rates_axes (const Figure *figure)
{
  RlifAxes axes = { .height = figure->rates_height, .left = figure->begin, .right = figure->end };
  rlif_axes_fit_top (&axes, figure->em, rlif_rates_largest (figure->rates));
  return axes;
}

static double
room_of_numbers (const Figure *figure)
{
  const RlifAxes rates = rates_axes (figure);
  return fmax (rlif_axes_room_left (&rates, figure->em),
               rlif_intervals_room_left (figure->intervals, figure->em, figure->intervals_height));
}

static RlifTextStyle
title_style (const Figure *figure)
{
  return (RlifTextStyle) { .size = 1.2 * figure->em, .align = RLIF_CENTER, .color = RLIF_INK,
                           .width = figure->width - 4 * figure->em, .lines = 2 };
}

/* Height of all but frames. */
static double
fixed_height (const Figure *figure)
{
  const double em = figure->em;
  return 2 * (EDGE + GAP) * em + figure->title_height + rlif_axes_room_below (em, TRUE)
         + rlif_intervals_room (figure->intervals, em);
}

static double
least_height (const Figure *figure)
{
  return fixed_height (figure)
         + (LEAST_DOTS + LEAST_FRAME * (1 + figure->intervals->rows)) * figure->em;
}

/* A row for each of a few neurons; less than a page for many populations. */
static double
usual_dots_height (const Figure *figure, const double name_height[])
{
  double neurons = 0, names = 0;
  for (guint k = 0; k < figure->raster->trains->len; k++) {
    neurons += train_of (figure, k)->size;
    names += name_height[k] / figure->em;
  }
  return fmin (fmax (CLAMP (1.2 * neurons + 3, 6, 27), 1.2 * names), 80);
}

static void
set_intervals (Figure *figure, gboolean together)
{
  rlif_intervals_free (figure->intervals);
  figure->intervals = rlif_intervals_new (figure->raster, figure->begin, figure->end, together,
                                          0.75 * figure->width / figure->em);
}

/* Frames share the height in the proportions they would have if they were free. */
static void
share_height (Figure *figure, double dots)
{
  const guint rows = figure->intervals->rows;
  const double free = figure->height - fixed_height (figure), least = LEAST_FRAME * figure->em;
  const double unit = free / (dots + RATES + INTERVALS * rows);
  figure->rates_height = fmax (RATES * unit, least);
  figure->intervals_height = fmax (INTERVALS * unit, least);
  figure->dots_height = free - figure->rates_height - rows * figure->intervals_height;
}

static void
plan_heights (Figure *figure, const double name_height[])
{
  const guint n = figure->raster->trains->len;
  const double dots = usual_dots_height (figure, name_height);
  set_intervals (figure, n == 0 || n > MOST_SEPARATE);
  if (!(figure->height > 0))
    figure->height = ceil (fixed_height (figure)
                           + (dots + RATES + INTERVALS * figure->intervals->rows) * figure->em);
  else if (figure->height < least_height (figure))
    set_intervals (figure, TRUE);
  share_height (figure, dots);
}

/* Decides where everything is. */
static void
plan (Figure *figure)
{
  const guint n = figure->raster->trains->len;
  const double em = figure->em;
  if (figure->title) {
    const RlifTextStyle style = title_style (figure);
    rlif_text_measure (&style, figure->title, &figure->title_height);
    figure->title_height += 0.6 * em;
  }
  figure->unit = rlif_time_unit (figure->end - figure->begin);
  figure->rates = rlif_rates_new (figure->raster, figure->begin, figure->end,
                                  n == 0 || n > MOST_SEPARATE, (guint) (0.9 * figure->width));
  g_autofree double *name_height = g_new0 (double, n + 1);
  const double widest_name = measure_names (figure, name_height);
  plan_heights (figure, name_height);
  figure->band = g_new0 (double, n + 1);
  share_bands (figure, name_height);
  figure->left = round (EDGE * em + fmax (widest_name + 3 * BAR * em,
                                          room_of_numbers (figure) + rlif_axes_room_name (em)));
}

/* What stays free above and below the spikes of a population. */
static double
margin_of (const Figure *figure, guint k)
{
  return fmin (0.1 * figure->band[k], 0.15 * figure->em);
}

static void
draw_bands (const Figure *figure, const RlifAxes *axes, cairo_t *cr, double grid)
{
  RlifAxes rows = *axes;
  for (guint k = 0; k < figure->raster->trains->len; k++) {
    const double margin = margin_of (figure, k);
    rows.height = figure->band[k] - 2 * margin;
    rows.y += margin;
    rlif_dots_draw (train_of (figure, k), cr, grid, &rows, rlif_color (k));
    rows.y += rows.height + margin;
  }
}

/* Very many dots would make a vector picture that no viewer opens: they become an image in it. */
static void
draw_bands_as_image (const Figure *figure, const RlifAxes *axes, cairo_t *cr)
{
  const int width = (int) ceil (figure->width * DOTS_GRID);
  const int height = (int) ceil ((axes->height + 2) * DOTS_GRID);
  const double y = floor (axes->y) - 1;
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_set_device_scale (image, DOTS_GRID, DOTS_GRID);
  cairo_surface_set_device_offset (image, 0, -y * DOTS_GRID);
  cairo_t *on_image = cairo_create (image);
  cairo_set_source_rgb (on_image, 1, 1, 1);
  cairo_paint (on_image);
  draw_bands (figure, axes, on_image, DOTS_GRID);
  cairo_destroy (on_image);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_paint (cr);
  cairo_surface_destroy (image);
}

static gsize
count_spikes (const Figure *figure)
{
  gsize n = 0, first;
  for (guint k = 0; k < figure->raster->trains->len; k++)
    n += rlif_train_find (train_of (figure, k), figure->begin, figure->end, &first);
  return n;
}

/* A bar of its colour beside each band, and its name unless the one above is too near. */
static void
draw_names (const Figure *figure, const RlifCanvas *canvas, const RlifAxes *axes)
{
  const double em = figure->em, bar = axes->x - 2 * BAR * em;
  double y = axes->y, free_y = 0;
  for (guint k = 0; k < figure->raster->trains->len; y += figure->band[k++]) {
    const double height = figure->band[k], middle = y + height / 2, margin = margin_of (figure, k);
    rlif_canvas_set_color (canvas, rlif_color (k));
    cairo_rectangle (canvas->cr, bar, y + margin, BAR * em, height - 2 * margin);
    cairo_fill (canvas->cr);
    if (middle - 0.5 * LINE * em < free_y) continue;
    const RlifTextStyle style = name_style (figure, height);
    g_autofree char *text = describe (train_of (figure, k));
    rlif_text_draw (canvas, &style, bar - BAR * em, middle, text);
    free_y = middle + 0.5 * LINE * em;
  }
}

static void
draw_dots (const Figure *figure, const RlifCanvas *canvas, const RlifAxes *axes)
{
  const gsize n = count_spikes (figure);
  if (canvas->grid > 0 || n <= MOST_VECTOR_DOTS)
    draw_bands (figure, axes, canvas->cr, canvas->grid);
  else
    draw_bands_as_image (figure, axes, canvas->cr);
  draw_names (figure, canvas, axes);
  rlif_axes_draw_x (axes, canvas, figure->unit.scale, FALSE, NULL);
  if (n) return;
  const RlifTextStyle style = { .size = figure->em, .align = RLIF_CENTER, .color = RLIF_PALE_INK };
  rlif_text_draw (canvas, &style, axes->x + axes->width / 2, axes->y + axes->height / 2,
                  "no spikes");
}

static void
draw_rates (const Figure *figure, const RlifCanvas *canvas, const RlifAxes *axes, double room)
{
  const gboolean together = figure->rates->len != figure->raster->trains->len;
  for (guint k = 0; k < figure->rates->len; k++)
    rlif_histogram_draw (figure->rates->pdata[k], canvas, axes,
                         together ? RLIF_PALE_INK : rlif_color (k), FALSE);
  g_autofree char *name = g_strdup_printf ("time [%s]", figure->unit.name);
  rlif_axes_draw_x (axes, canvas, figure->unit.scale, TRUE, name);
  rlif_axes_draw_y (axes, canvas, room, "rate [Hz]");
}

static void
draw_figure (const Figure *figure, const RlifCanvas *canvas)
{
  const double em = figure->em, room = room_of_numbers (figure);
  const double width = figure->width - figure->left - RIGHT_EDGE * em;
  double y = EDGE * em;
  if (figure->title) {
    const RlifTextStyle style = title_style (figure);
    rlif_text_draw (canvas, &style, figure->width / 2, y + figure->title_height / 2 - 0.3 * em,
                    figure->title);
    y += figure->title_height;
  }
  RlifAxes axes = { .x = figure->left, .y = y, .width = width, .height = figure->dots_height,
                    .left = figure->begin, .right = figure->end, .top = 1 };
  draw_dots (figure, canvas, &axes);
  y += figure->dots_height + GAP * em;
  axes = rates_axes (figure);
  axes.x = figure->left;
  axes.y = y;
  axes.width = width;
  draw_rates (figure, canvas, &axes, room);
  y += figure->rates_height + rlif_axes_room_below (em, TRUE) + GAP * em;
  rlif_intervals_draw (figure->intervals, canvas, figure->left, y, width,
                       figure->intervals_height, room);
}

static gboolean
fail_size (const Figure *figure, const char *path, GError **error)
{
  const double cm = 2.54 / 72;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "%s: %.3g cm x %.3g cm is no size for this picture; what fits: a width from %.3g cm "
               "and a height from %.3g cm, both up to %.3g cm",
               path, figure->width * cm, figure->height * cm, ceil (LEAST_WIDTH * cm * 10) / 10,
               ceil (least_height (figure) * cm * 10) / 10, LARGEST * cm);
  return FALSE;
}

static gboolean
save_figure (const Figure *figure, const char *path, GError **error)
{
  if (!(figure->width >= LEAST_WIDTH && figure->height >= least_height (figure)
        && MAX (figure->width, figure->height) <= LARGEST))
    return fail_size (figure, path, error);
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (path, figure->width, figure->height,
                                                   figure->em, error);
  if (!canvas) return FALSE;
  draw_figure (figure, canvas);
  return rlif_canvas_save (canvas, error);
}

gboolean
rlif_plot_raster (const RlifRaster *raster, const RlifPlotOptions *options, const char *path,
                  GError **error)
{
  g_return_val_if_fail (options->begin <= options->end, FALSE);
  const gboolean whole = options->begin == options->end;
  /* what is far too large to draw need not be planned at its size to be refused */
  const double width = options->width > 0 ? fmin (options->width, 2 * LARGEST) : USUAL_WIDTH;
  const double short_side = options->height > 0 ? fmin (width, 1.4 * options->height) : width;
  Figure figure = { .raster = raster, .title = options->title,
                    .begin = whole ? raster->begin : options->begin,
                    .end = whole ? raster->end : options->end,
                    .width = width, .height = options->height, .em = rlif_text_size (short_side) };
  if (!(figure.begin < figure.end)) figure.end = figure.begin + 1;
  plan (&figure);
  const gboolean ok = save_figure (&figure, path, error);
  g_ptr_array_unref (figure.rates);
  rlif_intervals_free (figure.intervals);
  g_free (figure.band);
  return ok;
}
