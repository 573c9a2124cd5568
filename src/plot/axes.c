/* Frames, ticks, labels. */
#include <math.h>
#include <stdio.h>
#include "plot/axes.h"

#define TICK 3.5          /* pt */
#define WIDEST_TEXT 46.0  /* what a number on the x axis may take */

static const RlifColor INK = { 0.15, 0.15, 0.15 };

double
rlif_tick_distance (double range, int most)
{
  const double rough = range / most;
  if (!(rough > 0)) return 1;
  const double power = pow (10, floor (log10 (rough)));
  for (int k = 0; k < 3; k++) {
    static const double steps[] = { 1, 2, 5 };
    if (steps[k] * power >= rough * (1 - 1e-9)) return steps[k] * power;
  }
  return 10 * power;
}

double
rlif_axes_x (const RlifAxes *axes, double value)
{
  return axes->x + (value - axes->left) / (axes->right - axes->left) * axes->width;
}

double
rlif_axes_y (const RlifAxes *axes, double value)
{
  return axes->y + axes->height
         - (value - axes->bottom) / (axes->top - axes->bottom) * axes->height;
}

static void
line (const RlifCanvas *canvas, double x0, double y0, double x1, double y1)
{
  cairo_move_to (canvas->cr, x0, y0);
  cairo_line_to (canvas->cr, x1, y1);
  cairo_stroke (canvas->cr);
}

static void
use_ink (const RlifCanvas *canvas)
{
  rlif_canvas_set_color (canvas, INK);
  cairo_set_line_width (canvas->cr, 0.75);
}

void
rlif_axes_draw_frame (const RlifCanvas *canvas, const RlifAxes *axes)
{
  use_ink (canvas);
  cairo_move_to (canvas->cr, axes->x, axes->y);
  cairo_rel_line_to (canvas->cr, 0, axes->height);
  cairo_rel_line_to (canvas->cr, axes->width, 0);
  cairo_stroke (canvas->cr);
}

/* A tick's number with just the digits that tell it from its neighbours. */
static char *
format_tick (double value, double distance)
{
  const double largest = fmax (fabs (value), distance);
  if (largest >= 1e6 || distance < 1e-6) return g_strdup_printf ("%g", value);
  const int digits = distance >= 1 ? 0 : (int) ceil (-log10 (distance) - 1e-9);
  return g_strdup_printf ("%.*f", digits, fabs (value) < distance / 2 ? 0 : value);
}

void
rlif_axes_draw_x (const RlifCanvas *canvas, const RlifAxes *axes, const char *name, double scale,
                  gboolean numbers)
{
  const double left = axes->left * scale, right = axes->right * scale;
  const double distance = rlif_tick_distance (right - left, (int) (axes->width / WIDEST_TEXT));
  const double base = axes->y + axes->height;
  use_ink (canvas);
  for (double k = ceil (left / distance - 1e-9); k * distance <= right + 1e-9 * distance; k++) {
    const double x = rlif_axes_x (axes, k * distance / scale);
    g_autofree char *text = format_tick (k * distance, distance);
    line (canvas, x, base, x, base + TICK);
    if (numbers)
      rlif_canvas_text (canvas, x, base + TICK + 7, RLIF_CENTER, RLIF_SMALL_TEXT, 0, 0, text);
  }
  if (numbers)
    rlif_canvas_text (canvas, axes->x + axes->width / 2, base + TICK + 20, RLIF_CENTER,
                      RLIF_USUAL_TEXT, 0, axes->width, name);
}

void
rlif_axes_draw_y (const RlifCanvas *canvas, const RlifAxes *axes, const char *name)
{
  const double distance =
    rlif_tick_distance (axes->top - axes->bottom, MAX (2, (int) (axes->height / 22)));
  use_ink (canvas);
  double widest = 0;
  for (double k = ceil (axes->bottom / distance - 1e-9); k * distance <= axes->top * (1 + 1e-9); k++) {
    const double y = rlif_axes_y (axes, k * distance);
    g_autofree char *text = format_tick (k * distance, distance);
    line (canvas, axes->x - TICK, y, axes->x, y);
    const double width = rlif_canvas_text (canvas, axes->x - TICK - 2, y, RLIF_RIGHT,
                                           RLIF_SMALL_TEXT, 0, 0, text);
    widest = fmax (widest, width);
  }
  rlif_canvas_text (canvas, axes->x - TICK - widest - 12, axes->y + axes->height / 2, RLIF_CENTER,
                    RLIF_USUAL_TEXT, -G_PI / 2, axes->height + 20, name);
}
