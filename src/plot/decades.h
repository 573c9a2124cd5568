/* Logarithmic axes: data in the frame are common logarithms. */
#ifndef RLIF_PLOT_DECADES_H
#define RLIF_PLOT_DECADES_H

#include "plot/axes.h"

/* Ticks and numbers at powers of ten, small ticks between them.
 *
 * @axes     whose bottom and top are the logarithms of what is there
 * @room     distance of the name from the frame */
void rlif_decades_draw (const RlifAxes *axes, const RlifCanvas *canvas, double room,
                        const char *name);

/* The same along the x axis. */
void rlif_decades_draw_x (const RlifAxes *axes, const RlifCanvas *canvas, const char *name);

/* What ticks and numbers of a logarithmic y axis take beside the frame. */
double rlif_decades_room_left (double em);

#endif
