/* Curves in one frame, with a legend. */
#include <math.h>
#include <rlif/plot.h>
#include "plot/axes.h"
#include "plot/decades.h"
#include "plot/text.h"
#include "plot/ticks.h"

#define WIDTH 360.0        /* pt */
#define HEIGHT 230.0
#define LARGEST 2835.0     /* 1 m */
#define EDGE 0.8           /* em */
#define LINE 1.35          /* em from one name of the legend to the next */
#define SAMPLE 1.6         /* em of line beside a name */
#define POINT 0.22         /* em, radius of a point */
#define GAP 1.5            /* em from one name to the next */

static void
find_range (const RlifCurve curve[], guint n, RlifAxes *axes)
{
  axes->left = HUGE_VAL;
  axes->right = axes->top = -HUGE_VAL;
  axes->bottom = HUGE_VAL;
  for (guint c = 0; c < n; c++)
    for (gsize k = 0; k < curve[c].n; k++) {
      axes->left = fmin (axes->left, curve[c].x[k]);
      axes->right = fmax (axes->right, curve[c].x[k]);
      axes->bottom = fmin (axes->bottom, curve[c].y[k]);
      axes->top = fmax (axes->top, curve[c].y[k]);
    }
  if (!(axes->right > axes->left)) axes->left = 0, axes->right = 1;
  if (!(axes->top >= axes->bottom)) axes->bottom = 0, axes->top = 1;
  if (axes->top == axes->bottom) axes->top = axes->bottom + fmax (fabs (axes->bottom), 1) * 1e-3;
}

/* Widens the range of y to ticks, or both to whole decades. */
static void
round_range (RlifAxes *axes, double em, gboolean decades)
{
  if (decades) {
    axes->left = floor (axes->left + 1e-9);
    axes->right = fmax (ceil (axes->right - 1e-9), axes->left + 1);
    axes->bottom = floor (axes->bottom + 1e-9);
    axes->top = fmax (ceil (axes->top - 1e-9), axes->bottom + 1);
    return;
  }
  const double distance =
    rlif_tick_distance (axes->top - axes->bottom, MAX (1, (int) (axes->height / (1.8 * em))));
  axes->bottom = floor (axes->bottom / distance + 1e-9) * distance;
  axes->top = ceil (axes->top / distance - 1e-9) * distance;
}

static void
draw_zero (const RlifCanvas *canvas, const RlifAxes *axes)
{
  if (!(axes->bottom < 0 && axes->top > 0)) return;
  const double y = rlif_canvas_snap (canvas, rlif_axes_y (axes, 0));
  rlif_canvas_set_color (canvas, RLIF_PALE_INK);
  cairo_set_line_width (canvas->cr, 0.5);
  cairo_move_to (canvas->cr, axes->x, y);
  cairo_line_to (canvas->cr, axes->x + axes->width, y);
  cairo_stroke (canvas->cr);
}

/* Points that were computed, where few are drawn. */
static void
draw_points (const RlifCanvas *canvas, const RlifAxes *axes, const RlifCurve *curve, guint color)
{
  rlif_canvas_set_color (canvas, rlif_color (color));
  for (gsize k = 0; k < curve->n; k++) {
    cairo_arc (canvas->cr, rlif_axes_x (axes, curve->x[k]), rlif_axes_y (axes, curve->y[k]), POINT * canvas->em, 0,
               2 * G_PI);
    cairo_fill (canvas->cr);
  }
}

static void
draw_curve (const RlifCanvas *canvas, const RlifAxes *axes, const RlifCurve *curve, guint color)
{
  cairo_save (canvas->cr);
  cairo_rectangle (canvas->cr, axes->x, axes->y - 1, axes->width, axes->height + 2);
  cairo_clip (canvas->cr);
  rlif_canvas_set_color (canvas, rlif_color (color));
  cairo_set_line_width (canvas->cr, 1.3);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
  for (gsize k = 0; k < curve->n; k++)
    cairo_line_to (canvas->cr, rlif_axes_x (axes, curve->x[k]), rlif_axes_y (axes, curve->y[k]));
  cairo_stroke (canvas->cr);
  cairo_restore (canvas->cr);
}

/* Names with a piece of line, side by side as far as they fit into the width.
 *
 * @canvas   NULL: only count
 * @y        of the upper edge
 *
 * Returns: the number of lines. */
static guint
draw_legend (const RlifCanvas *canvas, const RlifCurve curve[], guint n, double em, double width, double y)
{
  const RlifTextStyle style = { .size = 0.88 * em, .align = RLIF_LEFT, .color = RLIF_INK };
  const double left = GAP * em, sample = SAMPLE * em;
  double x = left;
  guint lines = 1;
  for (guint c = 0; c < n; c++) {
    const double length = sample + 0.5 * em + rlif_text_measure (&style, curve[c].name, NULL);
    if (x > left && x + length > width - EDGE * em) x = left, lines++;
    const double middle = y + (lines - 0.5) * LINE * em;
    if (canvas) {
      rlif_text_draw (canvas, &style, x + sample + 0.5 * em, middle, curve[c].name);
      rlif_canvas_set_color (canvas, rlif_color (c));
      cairo_set_line_width (canvas->cr, 1.6);
      cairo_move_to (canvas->cr, x, middle);
      cairo_line_to (canvas->cr, x + sample, middle);
      cairo_stroke (canvas->cr);
    }
    x += length + GAP * em;
  }
  return lines;
}

/* Lays out the frame; its range must be known. Returns: FALSE if there is no room for it. */
static gboolean
place_frame (RlifAxes *axes, double em, double width, double height, double above, gboolean decades)
{
  axes->y = above;
  axes->height = height - above - rlif_axes_room_below (em, TRUE) - EDGE * em;
  if (axes->height < 4 * em) return FALSE;
  round_range (axes, em, decades);
  axes->x = EDGE * em + rlif_axes_room_name (em) + (decades ? rlif_decades_room_left (em) : rlif_axes_room_left (axes, em));
  axes->width = width - axes->x - 1.5 * em;
  return axes->width >= 4 * em;
}

static void
draw_title (const RlifCanvas *canvas, const char *title)
{
  const double em = canvas->em;
  const RlifTextStyle style = { .size = 1.1 * em, .align = RLIF_CENTER, .width = canvas->width - 2 * em,
                                .color = RLIF_INK };
  rlif_text_draw (canvas, &style, canvas->width / 2, EDGE * em + 0.7 * em, title);
}

static void
draw_axes (const RlifCanvas *canvas, const RlifAxes *axes, const RlifCurveOptions *options)
{
  if (options->decades) {
    rlif_decades_draw_x (axes, canvas, options->x_name);
    rlif_decades_draw (axes, canvas, rlif_decades_room_left (canvas->em), options->y_name);
  } else {
    rlif_axes_draw_x (axes, canvas, 1, TRUE, options->x_name);
    rlif_axes_draw_y (axes, canvas, rlif_axes_room_left (axes, canvas->em), options->y_name);
  }
}

static gboolean
plot (const RlifCurve curve[], guint n, const RlifCurveOptions *options, const char *path, GError **error)
{
  const double width = options->width > 0 ? options->width : WIDTH;
  const double height = options->height > 0 ? options->height : HEIGHT;
  const double em = rlif_text_size (fmin (width, height * 1.4));
  const double title = EDGE * em + (options->title ? 2 * em : 0);
  const double legend = n > 1 ? (draw_legend (NULL, curve, n, em, width, 0) * LINE + 0.6) * em : 0;
  RlifAxes axes;
  find_range (curve, n, &axes);
  if (fmax (width, height) > LARGEST || !place_frame (&axes, em, width, height, title + legend, options->decades)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "%s: %.1f cm x %.1f cm is too %s for %u curves",
                 path, width * 2.54 / 72, height * 2.54 / 72,
                 fmax (width, height) > LARGEST ? "large (100 cm is the most)" : "small", n);
    return FALSE;
  }
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (path, width, height, em, error);
  if (!canvas) return FALSE;
  if (options->title) draw_title (canvas, options->title);
  if (!options->decades) draw_zero (canvas, &axes);
  for (guint c = 0; c < n; c++) draw_curve (canvas, &axes, &curve[c], c);
  for (guint c = 0; c < n && options->decades; c++) draw_points (canvas, &axes, &curve[c], c);
  if (n > 1) draw_legend (canvas, curve, n, em, width, title);
  draw_axes (canvas, &axes, options);
  return rlif_canvas_save (canvas, error);
}

/* The common logarithms of those points that have one. */
static RlifCurve
logarithms_of (const RlifCurve *curve, GPtrArray *memory)
{
  double *x = g_new (double, curve->n + 1), *y = g_new (double, curve->n + 1);
  gsize n = 0;
  for (gsize k = 0; k < curve->n; k++)
    if (curve->x[k] > 0 && curve->y[k] > 0) x[n] = log10 (curve->x[k]), y[n++] = log10 (curve->y[k]);
  g_ptr_array_add (memory, x);
  g_ptr_array_add (memory, y);
  return (RlifCurve) { curve->name, n, x, y };
}

gboolean
rlif_plot_curves (const RlifCurve curve[], guint n, const RlifCurveOptions *options, const char *path, GError **error)
{
  if (!options->decades) return plot (curve, n, options, path, error);
  g_autofree RlifCurve *logarithms = g_new (RlifCurve, n);
  g_autoptr (GPtrArray) memory = g_ptr_array_new_with_free_func (g_free);
  for (guint c = 0; c < n; c++) logarithms[c] = logarithms_of (&curve[c], memory);
  return plot (logarithms, n, options, path, error);
}
