/* A unit and a neuron, unrolled in time. */
#include <math.h>
#include "plot/diagram.h"
#include "study/comparison-parts.h"

#define PALE 0.18          /* share of the colour in what is filled */

/* In em. */
#define NODE 1.5           /* half the size of a unit */
#define STATE_LINE 8.4     /* from the top: the units, what comes in and goes out */
#define INPUT_LINE 13.4
#define OUTPUT_LINE 3.6

static const char *const MOMENTS[] = { "n−1", "n", "n+1" };

static RlifPen
pen_of (RlifColor color, double width)
{
  return (RlifPen) { .color = color, .width = width, .head = 4 };
}

static RlifPoint
node_at (const RlifCanvas *canvas, const RlifArea *area, int k)
{
  return (RlifPoint) { area->x + area->width * (0.5 + 0.31 * (k - 1)),
                       area->y + STATE_LINE * canvas->em };
}

static void
write_moment (const RlifCanvas *canvas, double x, double y, double size, RlifColor color,
              const char *letter, int k)
{
  g_autofree char *text = g_strdup_printf ("<i>%s<sub>%s</sub></i>", letter, MOMENTS[k]);
  rlif_comparison_write (canvas, x, y, RLIF_CENTER, size, color, text);
}

/* The input of a moment, from below. */
static void
draw_input (const RlifCanvas *canvas, const RlifArea *area, int k, const RlifPen *pen)
{
  const double em = canvas->em, y = area->y + INPUT_LINE * em;
  const RlifPoint node = node_at (canvas, area, k);
  const RlifPoint from = { node.x, y - 0.8 * em }, to = { node.x, node.y + (NODE + 0.15) * em };
  rlif_diagram_arrow (canvas, from, to, 0, pen);
  write_moment (canvas, node.x, y, 1, RLIF_INK, "x", k);
  rlif_comparison_write (canvas, node.x + 0.4 * em, (from.y + to.y) / 2, RLIF_LEFT, 0.88,
                         RLIF_PALE_INK, "<i>w<sub>x</sub></i>");
}

/* Where the line to unit k begins and ends; unit 3 is beyond the right edge, unit -1 the left. */
static void
find_gap (const RlifCanvas *canvas, const RlifArea *area, int k, RlifPoint *from, RlifPoint *to)
{
  const double half = (NODE + 0.1) * canvas->em;
  *from = node_at (canvas, area, k - 1);
  *to = node_at (canvas, area, k);
  from->x = k == 0 ? area->x : from->x + half;
  to->x = k == 3 ? area->x + area->width : to->x - half;
}

void
rlif_comparison_draw_rnn (const RlifCanvas *canvas, const RlifArea *area)
{
  const double em = canvas->em;
  const RlifColor color = rlif_color (RLIF_COLOR_RNN);
  const RlifPen pen = pen_of (color, 1.2), thin = pen_of (RLIF_INK, 0.7);
  for (int k = 0; k <= 3; k++) {
    RlifPoint from, to;
    find_gap (canvas, area, k, &from, &to);
    rlif_diagram_arrow (canvas, from, to, 0, &pen);
    if (k == 1 || k == 2)
      rlif_comparison_write (canvas, (from.x + to.x) / 2, from.y - 0.9 * em, RLIF_CENTER, 0.88,
                             RLIF_PALE_INK, "<i>w<sub>h</sub></i>");
  }
  for (int k = 0; k < 3; k++) {
    const RlifPoint node = node_at (canvas, area, k);
    const RlifPoint out = { node.x, node.y - NODE * em };
    const RlifPoint top = { node.x, area->y + OUTPUT_LINE * em };
    draw_input (canvas, area, k, &thin);
    rlif_diagram_arrow (canvas, out, top, 0, &thin);
    rlif_diagram_box (canvas, node, 2 * NODE * em, 2 * NODE * em, &pen,
                      rlif_color_lighten (color, PALE));
    write_moment (canvas, node.x, node.y, 1, RLIF_INK, "h", k);
  }
  rlif_comparison_write (canvas, area->x + area->width / 2, area->y + (OUTPUT_LINE - 1) * em,
                         RLIF_CENTER, 0.88, RLIF_PALE_INK, "a graded output in every step");
  rlif_comparison_write_below (canvas, area,
                 "<i>h<sub>n</sub></i> = tanh (<i>w<sub>h</sub> h<sub>n−1</sub></i> + "
                 "<i>w<sub>x</sub> x<sub>n</sub></i>)", NULL);
}

/* The spike of the middle neuron, and how it opens the switch behind it. */
static void
draw_spike (const RlifCanvas *canvas, const RlifArea *area)
{
  const double em = canvas->em;
  const RlifColor color = rlif_color (RLIF_COLOR_NEURON);
  const RlifPoint node = node_at (canvas, area, 1);
  const RlifPoint out = { node.x, node.y - NODE * em }, top = { node.x, area->y + OUTPUT_LINE * em };
  const RlifPen pen = pen_of (color, 1.2);
  const RlifPen control = { .color = color, .width = 0.9, .head = 3.6, .dashed = TRUE };
  RlifPoint from, to;
  find_gap (canvas, area, 2, &from, &to);
  const RlifPoint branch = { node.x, node.y - (NODE + 1.3) * em };
  const RlifPoint corner = { (from.x + to.x) / 2 - 0.1 * em, branch.y };
  const RlifPoint lever = { corner.x, node.y - 0.85 * em };
  const RlifPen bare = { .color = color, .width = 0.9, .dashed = TRUE };
  rlif_diagram_arrow (canvas, out, top, 0, &pen);
  rlif_diagram_arrow (canvas, branch, corner, 0, &bare);
  rlif_diagram_arrow (canvas, corner, lever, 0, &control);
  rlif_comparison_write (canvas, node.x, top.y - 1 * em, RLIF_CENTER, 0.94, color,
                         "spike: <i>s<sub>n</sub></i> = 1");
  rlif_comparison_write (canvas, corner.x + 0.5 * em, corner.y, RLIF_LEFT, 0.88, color, "reset");
}

void
rlif_comparison_draw_neuron (const RlifCanvas *canvas, const RlifArea *area)
{
  const double em = canvas->em;
  const RlifColor color = rlif_color (RLIF_COLOR_NEURON);
  const RlifPen pen = pen_of (color, 1.2), thin = pen_of (RLIF_INK, 0.7);
  for (int k = 0; k <= 3; k++) {
    RlifPoint from, to;
    find_gap (canvas, area, k, &from, &to);
    if (k == 0 || k == 3) {
      rlif_diagram_arrow (canvas, from, to, 0, &pen);
      continue;
    }
    rlif_diagram_switch (canvas, from, to, k == 1, &pen);
    rlif_comparison_write (canvas, (from.x + to.x) / 2, from.y + 1.1 * em, RLIF_CENTER, 0.94,
                           k == 1 ? RLIF_INK : color, k == 1 ? "× <i>a</i>" : "× 0");
  }
  draw_spike (canvas, area);
  for (int k = 0; k < 3; k++) {
    const RlifPoint node = node_at (canvas, area, k);
    draw_input (canvas, area, k, &thin);
    rlif_diagram_circle (canvas, node, NODE * em, &pen,
                         rlif_color_lighten (color, k == 1 ? 3 * PALE : PALE));
    write_moment (canvas, node.x, node.y, 1, RLIF_INK, "V", k);
  }
  rlif_comparison_write_below (canvas, area,
                 "<i>V<sub>n</sub></i> = <i>a</i> (1 − <i>s<sub>n−1</sub></i>) "
                 "<i>V<sub>n−1</sub></i> + <i>w<sub>x</sub> x<sub>n</sub></i>",
                 "<i>a</i> = exp (−Δ<i>t</i>/<i>τ</i>)");
}
