/* The parts of Figure 1. */
#ifndef RLIF_STUDY_COMPARISON_PARTS_H
#define RLIF_STUDY_COMPARISON_PARTS_H

#include <rlif/comparison.h>
#include "plot/text.h"

/* [pt] of the picture. */
typedef struct {
  double x, y, width, height;
} RlifArea;

/* Each kind of unit has a colour. */
typedef enum { RLIF_COLOR_RNN, RLIF_COLOR_NEURON, RLIF_COLOR_NETWORK, RLIF_COLOR_INHIBITORY } RlifKind;

/* Spikes of the network, in a row. */
typedef struct {
  gsize first, last;
} RlifVolley;

/* The first three spikes in a row in the second half of the time that are of different neurons and 0.15
 * to 1.5 ms apart; the first spike alone if there are none. */
RlifVolley rlif_comparison_find_volley (const RlifComparison *comparison);

gboolean rlif_comparison_is_inhibitory (const RlifComparison *comparison, guint32 neuron);

/* @size     in em */
void rlif_comparison_write (const RlifCanvas *canvas, double x, double y, RlifAlign align,
                            double size, RlifColor color, const char *markup);

/* One or two lines below a diagram.
 *
 * @second   or NULL */
void rlif_comparison_write_below (const RlifCanvas *canvas, const RlifArea *area, const char *first,
                                  const char *second);

/* The unit, the neuron and the network. */
void rlif_comparison_draw_rnn (const RlifCanvas *canvas, const RlifArea *area);
void rlif_comparison_draw_neuron (const RlifCanvas *canvas, const RlifArea *area);
void rlif_comparison_draw_network (const RlifComparison *comparison, const RlifCanvas *canvas,
                                   const RlifArea *area);

/* Height of all panels together. */
double rlif_comparison_panels_height (double em);

/* Input, states, spikes and operations over one time axis.
 *
 * @area     with room for numbers and names */
void rlif_comparison_draw_panels (const RlifComparison *comparison, const RlifCanvas *canvas,
                                  const RlifArea *area);

#endif
