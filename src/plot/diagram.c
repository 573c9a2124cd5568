/* Boxes, circles, arrows, loops and switches. */
#include <math.h>
#include "plot/diagram.h"

#define HEAD_HALF_ANGLE 0.38   /* rad */
#define CORNER 0.22            /* of the smaller side */
#define LEVER 9.0              /* pt, of a switch */
#define LEVER_ANGLE 0.65       /* rad, when open */
#define CONTACT 1.3            /* pt, radius */

RlifPoint
rlif_point_polar (RlifPoint from, double angle, double distance)
{
  return (RlifPoint) { from.x + distance * cos (angle), from.y + distance * sin (angle) };
}

static void
stroke (const RlifCanvas *canvas, const RlifPen *pen)
{
  const double dash[] = { 2.2 * pen->width + 0.6, 1.6 * pen->width + 0.8 };
  rlif_canvas_set_color (canvas, pen->color);
  cairo_set_line_width (canvas->cr, pen->width);
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (canvas->cr, dash, pen->dashed ? 2 : 0, 0);
  cairo_stroke (canvas->cr);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

static void
fill_and_stroke (const RlifCanvas *canvas, const RlifPen *pen, RlifColor fill)
{
  rlif_canvas_set_color (canvas, fill);
  cairo_fill_preserve (canvas->cr);
  stroke (canvas, pen);
}

void
rlif_diagram_box (const RlifCanvas *canvas, RlifPoint center, double width, double height,
                  const RlifPen *pen, RlifColor fill)
{
  const double r = CORNER * fmin (width, height);
  const double left = center.x - width / 2 + r, right = center.x + width / 2 - r;
  const double top = center.y - height / 2 + r, bottom = center.y + height / 2 - r;
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, right, top, r, -G_PI / 2, 0);
  cairo_arc (canvas->cr, right, bottom, r, 0, G_PI / 2);
  cairo_arc (canvas->cr, left, bottom, r, G_PI / 2, G_PI);
  cairo_arc (canvas->cr, left, top, r, G_PI, 1.5 * G_PI);
  cairo_close_path (canvas->cr);
  fill_and_stroke (canvas, pen, fill);
}

void
rlif_diagram_circle (const RlifCanvas *canvas, RlifPoint center, double radius, const RlifPen *pen,
                     RlifColor fill)
{
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, center.x, center.y, radius, 0, 2 * G_PI);
  fill_and_stroke (canvas, pen, fill);
}

/* A triangle whose point is @tip. */
static void
draw_head (const RlifCanvas *canvas, RlifPoint tip, double angle, const RlifPen *pen)
{
  const double side = pen->head / cos (HEAD_HALF_ANGLE);
  const RlifPoint a = rlif_point_polar (tip, angle + G_PI - HEAD_HALF_ANGLE, side);
  const RlifPoint b = rlif_point_polar (tip, angle + G_PI + HEAD_HALF_ANGLE, side);
  cairo_move_to (canvas->cr, tip.x, tip.y);
  cairo_line_to (canvas->cr, a.x, a.y);
  cairo_line_to (canvas->cr, b.x, b.y);
  cairo_close_path (canvas->cr);
  rlif_canvas_set_color (canvas, pen->color);
  cairo_fill (canvas->cr);
}

/* The line ends within the head, whose point would be blunted by it. */
static void
draw_bow (const RlifCanvas *canvas, RlifPoint from, RlifPoint handle_from, RlifPoint handle_to,
          RlifPoint to, const RlifPen *pen)
{
  const double angle = atan2 (to.y - handle_to.y, to.x - handle_to.x);
  const RlifPoint end = rlif_point_polar (to, angle + G_PI, 0.8 * pen->head);
  cairo_move_to (canvas->cr, from.x, from.y);
  cairo_curve_to (canvas->cr, handle_from.x, handle_from.y, handle_to.x, handle_to.y, end.x, end.y);
  stroke (canvas, pen);
  if (pen->head > 0) draw_head (canvas, to, angle, pen);
}

void
rlif_diagram_arrow (const RlifCanvas *canvas, RlifPoint from, RlifPoint to, double bend,
                    const RlifPen *pen)
{
  const double dx = to.x - from.x, dy = to.y - from.y, lift = 4.0 / 3 * bend;
  const RlifPoint a = { from.x + dx / 3 + lift * dy, from.y + dy / 3 - lift * dx };
  const RlifPoint b = { to.x - dx / 3 + lift * dy, to.y - dy / 3 - lift * dx };
  draw_bow (canvas, from, a, b, to, pen);
}

void
rlif_diagram_loop (const RlifCanvas *canvas, RlifPoint center, double radius, double angle,
                   const RlifPen *pen)
{
  const double open = 0.55, far = 2.9 * radius, wide = 0.62;
  draw_bow (canvas, rlif_point_polar (center, angle - open, radius),
            rlif_point_polar (center, angle - wide, far),
            rlif_point_polar (center, angle + wide, far),
            rlif_point_polar (center, angle + open, radius), pen);
}

void
rlif_diagram_switch (const RlifCanvas *canvas, RlifPoint from, RlifPoint to, gboolean closed,
                     const RlifPen *pen)
{
  const double middle = (from.x + to.x) / 2;
  const RlifPoint pivot = { middle - LEVER / 2, from.y }, contact = { middle + LEVER / 2, from.y };
  const RlifPoint end = rlif_point_polar (pivot, closed ? 0 : -LEVER_ANGLE, LEVER);
  const RlifPen line = { .color = pen->color, .width = pen->width };
  rlif_diagram_arrow (canvas, from, pivot, 0, &line);
  rlif_diagram_arrow (canvas, contact, to, 0, pen);
  cairo_move_to (canvas->cr, pivot.x, pivot.y);
  cairo_line_to (canvas->cr, end.x, end.y);
  stroke (canvas, pen);
  rlif_diagram_circle (canvas, pivot, CONTACT, &line, pen->color);
  rlif_diagram_circle (canvas, contact, CONTACT, &line, (RlifColor) { 1, 1, 1 });
}
