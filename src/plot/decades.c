/* Logarithmic axes. */
#include <math.h>
#include "plot/decades.h"
#include "plot/text.h"

/* In em, the size of usual text. */
#define TICK 0.35
#define NUMBER 0.88
#define LINE 1.35

static void
draw_tick (const RlifAxes *axes, const RlifCanvas *canvas, double value, double length)
{
  const double y = rlif_canvas_snap (canvas, rlif_axes_y (axes, value));
  const double x = rlif_canvas_snap (canvas, axes->x);
  cairo_move_to (canvas->cr, x - length, y);
  cairo_line_to (canvas->cr, x, y);
}

static void
draw_tick_x (const RlifAxes *axes, const RlifCanvas *canvas, double value, double length)
{
  const double x = rlif_canvas_snap (canvas, rlif_axes_x (axes, value));
  const double y = rlif_canvas_snap (canvas, axes->y + axes->height);
  cairo_move_to (canvas->cr, x, y);
  cairo_line_to (canvas->cr, x, y + length);
}

/* Long ticks at powers of ten, short ones between them, from one logarithm to another. */
static void
draw_ticks (const RlifAxes *axes, const RlifCanvas *canvas, double from, double to,
            void (*draw) (const RlifAxes *, const RlifCanvas *, double, double))
{
  for (int d = (int) floor (from); d <= (int) floor (to + 1e-9); d++)
    for (int digit = 1; digit < 10; digit++) {
      const double value = d + log10 (digit);
      if (value < from - 1e-9 || value > to + 1e-9) continue;
      draw (axes, canvas, value, (digit == 1 ? TICK : 0.5 * TICK) * canvas->em);
    }
  cairo_stroke (canvas->cr);
}

static void
draw_number (const RlifCanvas *canvas, RlifAlign align, double x, double y, int decade)
{
  const RlifTextStyle style = { .size = NUMBER * canvas->em, .align = align, .color = RLIF_INK, .markup = TRUE };
  g_autofree char *text = decade == 0   ? g_strdup ("1")
                          : decade == 1 ? g_strdup ("10")
                                        : g_strdup_printf ("10<sup>%d</sup>", decade);
  rlif_text_draw (canvas, &style, x, y, text);
}

/* Begins the line of an axis. */
static void
begin_line (const RlifCanvas *canvas, double x, double y)
{
  rlif_canvas_set_color (canvas, RLIF_INK);
  cairo_set_line_width (canvas->cr, canvas->grid > 0 ? 1 : 0.75);
  cairo_move_to (canvas->cr, x, y);
}

/* Numbers are left out where they would stand closer than this [pt]. */
static int
every (double length, double range, double closest)
{
  const double decade = length / range;
  return MAX (1, (int) ceil (closest / decade));
}

void
rlif_decades_draw (const RlifAxes *axes, const RlifCanvas *canvas, double room, const char *name)
{
  const double em = canvas->em, x = rlif_canvas_snap (canvas, axes->x);
  begin_line (canvas, x, axes->y);
  cairo_line_to (canvas->cr, x, axes->y + axes->height);
  draw_ticks (axes, canvas, axes->bottom, axes->top, draw_tick);
  const int step = every (axes->height, axes->top - axes->bottom, LINE * em);
  for (int d = (int) ceil (axes->bottom - 1e-9); d <= (int) floor (axes->top + 1e-9); d += step)
    draw_number (canvas, RLIF_RIGHT, axes->x - 2 * TICK * em, rlif_axes_y (axes, d), d);
  const RlifTextStyle style = { .size = em, .align = RLIF_CENTER, .angle = -G_PI / 2,
                                .width = axes->height + 3 * em, .color = RLIF_INK };
  rlif_text_draw (canvas, &style, axes->x - room - 0.6 * LINE * em, axes->y + axes->height / 2,
                  name);
}

void
rlif_decades_draw_x (const RlifAxes *axes, const RlifCanvas *canvas, const char *name)
{
  const double em = canvas->em, base = axes->y + axes->height, y = rlif_canvas_snap (canvas, base);
  begin_line (canvas, axes->x, y);
  cairo_line_to (canvas->cr, axes->x + axes->width, y);
  draw_ticks (axes, canvas, axes->left, axes->right, draw_tick_x);
  const int step = every (axes->width, axes->right - axes->left, 3 * em);
  for (int d = (int) ceil (axes->left - 1e-9); d <= (int) floor (axes->right + 1e-9); d += step)
    draw_number (canvas, RLIF_CENTER, rlif_axes_x (axes, d), base + (TICK + 0.6 * LINE) * em, d);
  const RlifTextStyle style = { .size = em, .align = RLIF_CENTER, .width = axes->width, .color = RLIF_INK };
  rlif_text_draw (canvas, &style, axes->x + axes->width / 2, base + (TICK + 1.6 * LINE) * em, name);
}

double
rlif_decades_room_left (double em)
{
  return (2 * TICK + 2.6 * NUMBER) * em;
}
