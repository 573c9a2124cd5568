/* A frame with axes: a part of the picture in which data has coordinates. */
#ifndef RLIF_PLOT_AXES_H
#define RLIF_PLOT_AXES_H

#include "plot/canvas.h"

#define RLIF_SMALL_TEXT 8.0
#define RLIF_USUAL_TEXT 9.0

typedef struct {
  double x, y, width, height;          /* of the frame, in points; y downwards */
  double left, right, bottom, top;     /* data at its edges */
} RlifAxes;

/* Distance of ticks for a range: 1, 2 or 5 times a power of ten, such that there are at most
 * @most of them. */
double rlif_tick_distance (double range, int most);

/* Where data lies in the picture. */
double rlif_axes_x (const RlifAxes *axes, double value);
double rlif_axes_y (const RlifAxes *axes, double value);

/* Lines at the left and at the bottom. */
void rlif_axes_draw_frame (const RlifCanvas *canvas, const RlifAxes *axes);

/* Ticks with numbers and the name of the quantity; numbers are multiplied by @scale first.
 * Numbers may be left out (@numbers FALSE) where another frame below has them. */
void rlif_axes_draw_x (const RlifCanvas *canvas, const RlifAxes *axes, const char *name,
                       double scale, gboolean numbers);
void rlif_axes_draw_y (const RlifCanvas *canvas, const RlifAxes *axes, const char *name);

#endif
