/* Figure 1: how it is laid out. */
#include <math.h>
#include "study/comparison-parts.h"

#define POINTS_PER_MM (72 / 25.4)
#define NARROWEST 150.0    /* mm */
#define WIDEST 400.0
#define EM 8.0             /* pt, size of usual text */
#define EDGE 0.6           /* em */
#define DIAGRAM 17.5       /* em, height */
#define FIRST_LINE 15.6    /* em, from the top of a diagram to what is written below it */
#define SECOND_LINE 17.0
#define BETWEEN 1.2        /* em, between diagrams and panels */

void
rlif_comparison_write (const RlifCanvas *canvas, double x, double y, RlifAlign align, double size,
                       RlifColor color, const char *markup)
{
  const RlifTextStyle style = { .size = size * canvas->em, .align = align, .color = color,
                                .markup = TRUE };
  rlif_text_draw (canvas, &style, x, y, markup);
}

void
rlif_comparison_write_below (const RlifCanvas *canvas, const RlifArea *area, const char *first,
                             const char *second)
{
  const double middle = area->x + area->width / 2, em = canvas->em;
  rlif_comparison_write (canvas, middle, area->y + FIRST_LINE * em, RLIF_CENTER, 0.94, RLIF_INK,
                         first);
  if (second)
    rlif_comparison_write (canvas, middle, area->y + SECOND_LINE * em, RLIF_CENTER, 0.94, RLIF_INK,
                           second);
}

static void
draw_heading (const RlifCanvas *canvas, const RlifArea *area, const char *markup)
{
  rlif_comparison_write (canvas, area->x, area->y + 0.6 * canvas->em, RLIF_LEFT, 1.05, RLIF_INK,
                         markup);
}

static void
draw_diagrams (const RlifComparison *comparison, const RlifCanvas *canvas, RlifArea area)
{
  const double gap = 2 * canvas->em;
  area.width = (area.width - 2 * gap) / 3;
  draw_heading (canvas, &area, "<b>a</b>  RNN unit, unrolled in time");
  rlif_comparison_draw_rnn (canvas, &area);
  area.x += area.width + gap;
  draw_heading (canvas, &area, "<b>b</b>  LIF neuron, unrolled in time");
  rlif_comparison_draw_neuron (canvas, &area);
  area.x += area.width + gap;
  draw_heading (canvas, &area, "<b>c</b>  Recurrent LIF network");
  rlif_comparison_draw_network (comparison, canvas, &area);
}

gboolean
rlif_comparison_plot (const RlifComparison *comparison, double width, const char *path,
                      GError **error)
{
  if (!(width >= NARROWEST && width <= WIDEST)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s: %g mm is no width for this figure; what fits: %g mm to %g mm", path, width,
                 NARROWEST, WIDEST);
    return FALSE;
  }
  const double edge = EDGE * EM, points = width * POINTS_PER_MM;
  const double panels = rlif_comparison_panels_height (EM);
  const double height = 2 * edge + (DIAGRAM + BETWEEN) * EM + panels;
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (path, points, height, EM, error);
  if (!canvas) return FALSE;
  const RlifArea above = { edge, edge, points - 2 * edge, DIAGRAM * EM };
  const RlifArea below = { edge, edge + (DIAGRAM + BETWEEN) * EM, points - 2 * edge, panels };
  draw_diagrams (comparison, canvas, above);
  rlif_comparison_draw_panels (comparison, canvas, &below);
  return rlif_canvas_save (canvas, error);
}
