/* Boxes, circles, arrows, loops and switches. Lengths are in points. */
#ifndef RLIF_PLOT_DIAGRAM_H
#define RLIF_PLOT_DIAGRAM_H

#include "plot/canvas.h"

typedef struct {
  double x, y;
} RlifPoint;

typedef struct {
  RlifColor color;
  double width;
  double head;       /* length of an arrow's head; 0 for none */
  gboolean dashed;
} RlifPen;

/* The point @distance from a point in a direction [rad], clockwise from the right. */
RlifPoint rlif_point_polar (RlifPoint from, double angle, double distance);

/* A rectangle with round corners around its centre, and a circle: filled, then outlined. */
void rlif_diagram_box (const RlifCanvas *canvas, RlifPoint center, double width, double height,
                       const RlifPen *pen, RlifColor fill);
void rlif_diagram_circle (const RlifCanvas *canvas, RlifPoint center, double radius,
                          const RlifPen *pen, RlifColor fill);

/* A line from a point to a point; @bend is how far its middle is to the left of the straight way, as a
 * share of the way's length. */
void rlif_diagram_arrow (const RlifCanvas *canvas, RlifPoint from, RlifPoint to, double bend,
                         const RlifPen *pen);

/* An arrow from a circle to itself, on the side at @angle. */
void rlif_diagram_loop (const RlifCanvas *canvas, RlifPoint center, double radius, double angle,
                        const RlifPen *pen);

/* A line from left to right with a switch in its middle, and an arrow's head at the end. */
void rlif_diagram_switch (const RlifCanvas *canvas, RlifPoint from, RlifPoint to, gboolean closed,
                          const RlifPen *pen);

#endif
