/* A frame with axes: a part of the picture in which data has coordinates.
 *
 * Usual order: fill in an RlifAxes, rlif_axes_fit_top where the data ask for it, draw the data,
 * then the axes over them. */
#ifndef RLIF_PLOT_AXES_H
#define RLIF_PLOT_AXES_H

#include "plot/canvas.h"

typedef struct {
  double x, y, width, height;        /* of the frame in the picture */
  double left, right, bottom, top;   /* data at its edges */
} RlifAxes;

/* Where data lies in the picture. */
double rlif_axes_x (const RlifAxes *axes, double value);
double rlif_axes_y (const RlifAxes *axes, double value);

/* Sets the data at the top to a tick not below @largest; 1 if that is not positive. */
void rlif_axes_fit_top (RlifAxes *axes, double em, double largest);

/* What the axis takes below the frame, with and without a name. */
double rlif_axes_room_below (double em, gboolean name);

/* What ticks and numbers of the y axis take beside the frame. */
double rlif_axes_room_left (const RlifAxes *axes, double em);

/* What the name of a y axis takes beside that. */
double rlif_axes_room_name (double em);

/* A line along the edge; ticks and numbers, as many as fit; the name, if not NULL.
 *
 * @scale    numbers are multiplied by it first
 * @numbers  FALSE where another frame below has the same
 * @room     distance of the name from the frame, that names in several frames stand in line */
void rlif_axes_draw_x (const RlifAxes *axes, const RlifCanvas *canvas, double scale,
                       gboolean numbers, const char *name);
void rlif_axes_draw_y (const RlifAxes *axes, const RlifCanvas *canvas, double room,
                       const char *name);

#endif
