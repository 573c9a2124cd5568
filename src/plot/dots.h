/* The spikes of a population as marks in a frame. */
#ifndef RLIF_PLOT_DOTS_H
#define RLIF_PLOT_DOTS_H

#include <rlif/record.h>
#include "plot/axes.h"

/* Draws each spike in the time of the axes: neuron 0 is the uppermost row of the frame, and rows
 * have the same height. Marks are as large as leaves them apart, down to a pixel.
 *
 * @grid     pixels per point, on which marks are laid exactly; 0 if the drawing is made of lines */
void rlif_dots_draw (const RlifTrain *train, cairo_t *cr, double grid, const RlifAxes *axes,
                     RlifColor color);

#endif
