/* Frames, ticks, labels. */
#include <math.h>
#include "plot/axes.h"
#include "plot/text.h"
#include "plot/ticks.h"

/* In em, the size of usual text. */
#define TICK 0.35
#define NUMBER 0.88        /* size of the letters */
#define LINE 1.35          /* from one line of text to the next */

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

static RlifTextStyle
number_style (double em, RlifAlign align)
{
  return (RlifTextStyle) { .size = NUMBER * em, .align = align, .color = RLIF_INK };
}

static double
y_distance (const RlifAxes *axes, double em, double range)
{
  return rlif_tick_distance (range, MAX (1, (int) (axes->height / (1.8 * em))));
}

void
rlif_axes_fit_top (RlifAxes *axes, double em, double largest)
{
  const double range = largest - axes->bottom;
  if (!(range > 0)) {
    axes->top = axes->bottom + 1;
    return;
  }
  const double distance = y_distance (axes, em, range);
  axes->top = ceil (largest / distance - 1e-9) * distance;
}

/* On a grid of pixels a line is whole pixels wide, else it would be a blur. */
static void
draw_line (const RlifCanvas *canvas, double x0, double y0, double x1, double y1)
{
  rlif_canvas_set_color (canvas, RLIF_INK);
  cairo_set_line_width (canvas->cr, canvas->grid > 0 ? 1 : 0.75);
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_SQUARE);
  cairo_move_to (canvas->cr, rlif_canvas_snap (canvas, x0), rlif_canvas_snap (canvas, y0));
  cairo_line_to (canvas->cr, rlif_canvas_snap (canvas, x1), rlif_canvas_snap (canvas, y1));
  cairo_stroke (canvas->cr);
}

double
rlif_axes_room_below (double em, gboolean name)
{
  return (TICK + LINE + (name ? LINE : 0)) * em;
}

double
rlif_axes_room_name (double em)
{
  return 1.2 * LINE * em;
}

static double
widest_number (const RlifTicks *ticks, double em)
{
  const RlifTextStyle style = number_style (em, RLIF_CENTER);
  double widest = 0;
  for (guint k = 0; k < ticks->n; k++)
    widest = fmax (widest, rlif_text_measure (&style, ticks->text[k], NULL));
  return widest;
}

/* As many as leave a gap between the numbers, and not so many that they crowd. */
static RlifTicks *
x_ticks (const RlifAxes *axes, double em, double scale)
{
  const double begin = axes->left * scale, end = axes->right * scale;
  for (int most = MAX (1, (int) (axes->width / (4 * em)));; most--) {
    const double distance = rlif_tick_distance (end - begin, most);
    RlifTicks *ticks = rlif_ticks_new (begin, end, distance);
    const double apart = distance / (end - begin) * axes->width;
    if (most <= 1 || widest_number (ticks, em) + em <= apart) return ticks;
    rlif_ticks_free (ticks);
  }
}

void
rlif_axes_draw_x (const RlifAxes *axes, const RlifCanvas *canvas, double scale, gboolean numbers,
                  const char *name)
{
  const double base = axes->y + axes->height, em = canvas->em;
  g_autoptr (RlifTicks) ticks = x_ticks (axes, em, scale);
  const RlifTextStyle number = number_style (em, RLIF_CENTER);
  draw_line (canvas, axes->x, base, axes->x + axes->width, base);
  for (guint k = 0; k < ticks->n; k++) {
    const double x = rlif_axes_x (axes, ticks->value[k] / scale);
    draw_line (canvas, x, base, x, base + TICK * em);
    if (!numbers) continue;
    /* The last one may be long, and must not leave the picture. */
    const double half = rlif_text_measure (&number, ticks->text[k], NULL) / 2;
    rlif_text_draw (canvas, &number, fmin (x, canvas->width - half - 0.25 * em),
                    base + (TICK + 0.6 * LINE) * em, ticks->text[k]);
  }
  if (!name) return;
  const RlifTextStyle style = { .size = em, .align = RLIF_CENTER, .width = axes->width,
                                .color = RLIF_INK };
  rlif_text_draw (canvas, &style, axes->x + axes->width / 2, base + (TICK + 1.6 * LINE) * em, name);
}

static RlifTicks *
y_ticks (const RlifAxes *axes, double em)
{
  return rlif_ticks_new (axes->bottom, axes->top, y_distance (axes, em, axes->top - axes->bottom));
}

double
rlif_axes_room_left (const RlifAxes *axes, double em)
{
  g_autoptr (RlifTicks) ticks = y_ticks (axes, em);
  return widest_number (ticks, em) + 2 * TICK * em;
}

void
rlif_axes_draw_y (const RlifAxes *axes, const RlifCanvas *canvas, double room, const char *name)
{
  const double em = canvas->em;
  g_autoptr (RlifTicks) ticks = y_ticks (axes, em);
  const RlifTextStyle number = number_style (em, RLIF_RIGHT);
  draw_line (canvas, axes->x, axes->y, axes->x, axes->y + axes->height);
  for (guint k = 0; k < ticks->n; k++) {
    const double y = rlif_axes_y (axes, ticks->value[k]);
    draw_line (canvas, axes->x - TICK * em, y, axes->x, y);
    rlif_text_draw (canvas, &number, axes->x - 2 * TICK * em, y, ticks->text[k]);
  }
  if (!name) return;
  const RlifTextStyle style = { .size = em, .align = RLIF_CENTER, .angle = -G_PI / 2,
                                .width = axes->height + 3 * em, .color = RLIF_INK };
  rlif_text_draw (canvas, &style, axes->x - room - 0.6 * LINE * em, axes->y + axes->height / 2,
                  name);
}
