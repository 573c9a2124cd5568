/* A logarithmic y axis: data in the frame are common logarithms. */
#ifndef RLIF_PLOT_DECADES_H
#define RLIF_PLOT_DECADES_H

#include "plot/axes.h"

/* Ticks and numbers at powers of ten, small ticks between them.
 *
 * @axes     whose bottom and top are the logarithms of what is there
 * @room     distance of the name from the frame */
void rlif_decades_draw (const RlifAxes *axes, const RlifCanvas *canvas, double room,
                        const char *name);

#endif
