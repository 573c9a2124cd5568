/* Counts in bins of equal width. */
#include <math.h>
#include "plot/histogram.h"

RlifHistogram *
rlif_histogram_new (double begin, double end, guint n)
{
  RlifHistogram *histogram = g_new (RlifHistogram, 1);
  *histogram = (RlifHistogram) { begin, end, n, g_new0 (double, n) };
  return histogram;
}

void
rlif_histogram_free (RlifHistogram *histogram)
{
  if (!histogram) return;
  g_free (histogram->value);
  g_free (histogram);
}

void
rlif_histogram_add (RlifHistogram *histogram, double value)
{
  if (!(value >= histogram->begin && value <= histogram->end)) return;
  const double share = (value - histogram->begin) / (histogram->end - histogram->begin);
  const double k = ceil (share * histogram->n) - 1;
  histogram->value[(guint) CLAMP (k, 0, histogram->n - 1)]++;
}

void
rlif_histogram_scale (RlifHistogram *histogram, double factor)
{
  for (guint k = 0; k < histogram->n; k++) histogram->value[k] *= factor;
}

double
rlif_histogram_largest (const RlifHistogram *histogram)
{
  double largest = 0;
  for (guint k = 0; k < histogram->n; k++) largest = fmax (largest, histogram->value[k]);
  return largest;
}

static void
trace_steps (const RlifHistogram *h, cairo_t *cr, const RlifAxes *axes)
{
  const double width = (h->end - h->begin) / h->n;
  for (guint k = 0; k < h->n; k++) {
    const double y = rlif_axes_y (axes, h->value[k]);
    cairo_line_to (cr, rlif_axes_x (axes, h->begin + k * width), y);
    cairo_line_to (cr, rlif_axes_x (axes, h->begin + (k + 1) * width), y);
  }
}

void
rlif_histogram_draw (const RlifHistogram *histogram, const RlifCanvas *canvas, const RlifAxes *axes,
                     RlifColor color, gboolean filled)
{
  cairo_t *cr = canvas->cr;
  if (filled) {
    const double base = rlif_axes_y (axes, 0);
    cairo_move_to (cr, rlif_axes_x (axes, histogram->begin), base);
    trace_steps (histogram, cr, axes);
    cairo_line_to (cr, rlif_axes_x (axes, histogram->end), base);
    rlif_canvas_set_color (canvas, rlif_color_lighten (color, 0.3));
    cairo_fill (cr);
  }
  trace_steps (histogram, cr, axes);
  rlif_canvas_set_color (canvas, color);
  cairo_set_line_width (cr, 1);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL);
  cairo_stroke (cr);
}
