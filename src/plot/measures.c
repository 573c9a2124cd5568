/* Several measures of several things: frames side by side, with the names of the things to their left. */
#include <math.h>
#include <rlif/plot.h>
#include "plot/axes.h"
#include "plot/text.h"

#define FRAME 110.0        /* pt */
#define LARGEST 2835.0     /* 1 m */
/* In em, the size of usual text. */
#define EDGE 0.8
#define LINE 1.9           /* from one row to the next */
#define SMALL 0.88
#define GAP 1.8            /* between frames */
#define DOT 0.32           /* radius */
#define TITLE 2.6

static double
widest_name (const char *const row[], guint n, double em)
{
  const RlifTextStyle style = { .size = SMALL * em, .align = RLIF_RIGHT, .color = RLIF_INK };
  double width = 0;
  for (guint k = 0; k < n; k++) width = fmax (width, rlif_text_measure (&style, row[k], NULL));
  return width;
}

static double
row_y (const RlifAxes *axes, guint k, guint n)
{
  return axes->y + (k + 0.5) * axes->height / n;
}

/* From 0 to beyond the largest interval. */
static void
find_range (const RlifMeasure *measure, guint n, RlifAxes *axes)
{
  double largest = 0;
  for (guint k = 0; k < n; k++) {
    const double half = isnan (measure->half[k]) ? 0 : measure->half[k];
    if (!isnan (measure->mean[k])) largest = fmax (largest, measure->mean[k] + half);
  }
  axes->left = 0;
  axes->right = largest > 0 ? 1.06 * largest : 1;
}

static void
draw_row (const RlifCanvas *canvas, const RlifAxes *axes, double mean, double half, double y)
{
  cairo_t *cr = canvas->cr;
  const double x = rlif_axes_x (axes, mean);
  rlif_canvas_set_color (canvas, rlif_color_lighten (RLIF_PALE_INK, 0.5));
  cairo_set_line_width (cr, 0.4);
  cairo_move_to (cr, axes->x, y);
  cairo_line_to (cr, axes->x + axes->width, y);
  cairo_stroke (cr);
  if (isnan (mean)) return;
  rlif_canvas_set_color (canvas, rlif_color (0));
  if (!isnan (half)) {
    cairo_set_line_width (cr, 1.5);
    cairo_move_to (cr, rlif_axes_x (axes, fmax (mean - half, 0)), y);
    cairo_line_to (cr, rlif_axes_x (axes, mean + half), y);
    cairo_stroke (cr);
  }
  cairo_arc (cr, x, y, DOT * canvas->em, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_measure (const RlifCanvas *canvas, const RlifMeasure *measure, guint n, RlifAxes *axes)
{
  find_range (measure, n, axes);
  for (guint k = 0; k < n; k++)
    draw_row (canvas, axes, measure->mean[k], measure->half[k], row_y (axes, k, n));
  rlif_axes_draw_x (axes, canvas, 1, TRUE, measure->name);
}

static void
draw_names (const RlifCanvas *canvas, const RlifAxes *axes, const char *const row[], guint n)
{
  const RlifTextStyle style = { .size = SMALL * canvas->em, .align = RLIF_RIGHT, .color = RLIF_INK };
  for (guint k = 0; k < n; k++)
    rlif_text_draw (canvas, &style, axes->x - 0.6 * canvas->em, row_y (axes, k, n), row[k]);
}

gboolean
rlif_plot_measures (const char *const row[], guint n_rows, const RlifMeasure measure[], guint n,
                    const RlifCurveOptions *options, const char *path, GError **error)
{
  double em = rlif_text_size (options->width > 0 ? options->width * 0.45 : LARGEST);
  const double names = (EDGE + 0.6) * em + widest_name (row, n_rows, em);
  const double width = options->width > 0 ? options->width : names + n * (FRAME + GAP * em);
  const double above = (options->title ? TITLE : EDGE) * em, below = rlif_axes_room_below (em, TRUE) + 0.4 * em;
  const double height = options->height > 0 ? options->height : above + below + n_rows * LINE * em;
  RlifAxes axes = { .x = names, .y = above, .height = height - above - below, .width = (width - names) / n - GAP * em };
  if (width > LARGEST || height > LARGEST || axes.width < 4 * em || axes.height < n_rows * em) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a picture of %g x %g points has no room for %u rows and %u "
                 "measures, or is larger than %g points", width, height, n_rows, n, LARGEST);
    return FALSE;
  }
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (path, width, height, em, error);
  if (!canvas) return FALSE;
  const RlifTextStyle title = { .size = 1.1 * em, .align = RLIF_CENTER, .width = width - 2 * em, .color = RLIF_INK };
  if (options->title) rlif_text_draw (canvas, &title, width / 2, 1.4 * em, options->title);
  draw_names (canvas, &axes, row, n_rows);
  for (guint k = 0; k < n; k++) {
    draw_measure (canvas, &measure[k], n_rows, &axes);
    axes.x += axes.width + GAP * em;
  }
  return rlif_canvas_save (canvas, error);
}
