/* A logarithmic y axis. */
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
draw_number (const RlifAxes *axes, const RlifCanvas *canvas, int decade)
{
  const double em = canvas->em;
  const RlifTextStyle style = { .size = NUMBER * em, .align = RLIF_RIGHT, .color = RLIF_INK,
                                .markup = TRUE };
  g_autofree char *text = decade == 0   ? g_strdup ("1")
                          : decade == 1 ? g_strdup ("10")
                                        : g_strdup_printf ("10<sup>%d</sup>", decade);
  rlif_text_draw (canvas, &style, axes->x - 2 * TICK * em, rlif_axes_y (axes, decade), text);
}

void
rlif_decades_draw (const RlifAxes *axes, const RlifCanvas *canvas, double room, const char *name)
{
  const double em = canvas->em;
  rlif_canvas_set_color (canvas, RLIF_INK);
  cairo_set_line_width (canvas->cr, canvas->grid > 0 ? 1 : 0.75);
  const double x = rlif_canvas_snap (canvas, axes->x);
  cairo_move_to (canvas->cr, x, axes->y);
  cairo_line_to (canvas->cr, x, axes->y + axes->height);
  for (int d = (int) floor (axes->bottom); d <= (int) floor (axes->top + 1e-9); d++)
    for (int digit = 1; digit < 10; digit++) {
      const double value = d + log10 (digit);
      if (value < axes->bottom - 1e-9 || value > axes->top + 1e-9) continue;
      draw_tick (axes, canvas, value, (digit == 1 ? TICK : 0.5 * TICK) * em);
    }
  cairo_stroke (canvas->cr);
  for (int d = (int) ceil (axes->bottom - 1e-9); d <= (int) floor (axes->top + 1e-9); d++)
    draw_number (axes, canvas, d);
  const RlifTextStyle style = { .size = em, .align = RLIF_CENTER, .angle = -G_PI / 2,
                                .width = axes->height + 3 * em, .color = RLIF_INK };
  rlif_text_draw (canvas, &style, axes->x - room - 0.6 * LINE * em, axes->y + axes->height / 2,
                  name);
}
