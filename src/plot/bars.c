/* Bars over a logarithmic axis, each with its name beside it and its value at its end. */
#include <math.h>
#include <string.h>
#include <rlif/plot.h>
#include "plot/axes.h"
#include "plot/text.h"

#define WIDTH 360.0     /* pt */
#define LARGEST 2835.0  /* 1 m */
/* In em, the size of usual text. */
#define EDGE 0.8
#define LINE 1.7        /* from one bar to the next */
#define SMALL 0.88
#define VALUE 5.5       /* for the value at the end of a bar */

static double
widest_name (const RlifBar bar[], guint n, double em)
{
  const RlifTextStyle style = { .size = SMALL * em, .align = RLIF_RIGHT, .color = RLIF_INK };
  double width = 0;
  for (guint k = 0; k < n; k++) width = fmax (width, rlif_text_measure (&style, bar[k].name, NULL));
  return width;
}

/* The decades in which the values are. */
static void
find_range (const RlifBar bar[], guint n, RlifAxes *axes)
{
  double least = HUGE_VAL, largest = 0;
  for (guint k = 0; k < n; k++) {
    if (!(bar[k].value > 0)) continue;
    least = fmin (least, bar[k].value);
    largest = fmax (largest, bar[k].value);
  }
  axes->left = largest > 0 ? floor (log10 (least) - 0.3) : 0;
  axes->right = largest > 0 ? fmax (ceil (log10 (largest)), axes->left + 1) : 1;
}

static void
draw_decades (const RlifCanvas *canvas, const RlifAxes *axes, const char *name)
{
  const double em = canvas->em, range = axes->right - axes->left;
  const int every = (int) ceil (range / fmax (2, floor (axes->width / (3.2 * em))));
  RlifTextStyle style = { .size = SMALL * em, .align = RLIF_CENTER, .color = RLIF_INK, .markup = TRUE };
  for (int d = (int) axes->left; d <= (int) axes->right; d++) {
    const double x = rlif_canvas_snap (canvas, rlif_axes_x (axes, d));
    rlif_canvas_set_color (canvas, rlif_color_lighten (RLIF_PALE_INK, 0.5));
    cairo_set_line_width (canvas->cr, 0.4);
    cairo_move_to (canvas->cr, x, axes->y);
    cairo_line_to (canvas->cr, x, axes->y + axes->height);
    cairo_stroke (canvas->cr);
    if ((d - (int) axes->left) % every) continue;
    g_autofree char *text = g_strdup_printf ("10<sup>%d</sup>", d);
    rlif_text_draw (canvas, &style, x, axes->y + axes->height + 0.8 * em, text);
  }
  style = (RlifTextStyle) { .size = em, .align = RLIF_CENTER, .color = RLIF_INK };
  rlif_text_draw (canvas, &style, axes->x + axes->width / 2, axes->y + axes->height + 2.3 * em, name);
}

static void
draw_bar (const RlifCanvas *canvas, const RlifAxes *axes, const RlifBar *bar, double y)
{
  const double em = canvas->em;
  const double end = bar->value > 0 ? rlif_axes_x (axes, log10 (bar->value)) : axes->x;
  const RlifTextStyle name = { .size = SMALL * em, .align = RLIF_RIGHT, .color = RLIF_INK };
  const RlifTextStyle value = { .size = SMALL * em, .align = RLIF_LEFT, .color = RLIF_INK };
  rlif_canvas_set_color (canvas, rlif_color (bar->color));
  cairo_rectangle (canvas->cr, axes->x, y - 0.5 * em, end - axes->x, em);
  cairo_fill (canvas->cr);
  rlif_text_draw (canvas, &name, axes->x - 0.5 * em, y, bar->name);
  rlif_text_draw (canvas, &value, end + 0.4 * em, y, bar->text);
}

gboolean
rlif_plot_bars (const RlifBar bar[], guint n, const RlifCurveOptions *options, const char *path, GError **error)
{
  const double width = options->width > 0 ? options->width : WIDTH, em = rlif_text_size (width * 0.6);
  const double above = (options->title ? 2.6 : EDGE) * em, below = 3.4 * em;
  const double height = options->height > 0 ? options->height : above + below + n * LINE * em;
  RlifAxes axes = { .y = above, .height = height - above - below };
  find_range (bar, n, &axes);
  axes.x = EDGE * em + widest_name (bar, n, em) + 0.5 * em;
  axes.width = width - axes.x - VALUE * em;
  if (width > LARGEST || height > LARGEST || axes.width < 6 * em || axes.height < n * em) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a picture of %g x %g points has no room for %u bars, or is "
                 "larger than %g points", width, height, n, LARGEST);
    return FALSE;
  }
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (path, width, height, em, error);
  if (!canvas) return FALSE;
  const RlifTextStyle title = { .size = 1.1 * em, .align = RLIF_CENTER, .width = width - 2 * em, .color = RLIF_INK };
  if (options->title) rlif_text_draw (canvas, &title, width / 2, 1.4 * em, options->title);
  draw_decades (canvas, &axes, options->x_name);
  for (guint k = 0; k < n; k++) draw_bar (canvas, &axes, &bar[k], axes.y + (k + 0.5) * axes.height / n);
  return rlif_canvas_save (canvas, error);
}
