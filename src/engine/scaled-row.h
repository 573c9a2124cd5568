/* A row of synapses at scaled neurons, none of which has become free unnoticed: who is refractory stays so. */
#ifndef RLIF_ENGINE_SCALED_ROW_H
#define RLIF_ENGINE_SCALED_ROW_H

#include "engine/area.h"

/* What arrives at the synapses of a row: a jump that all have, or their weights. */
typedef struct {
  double same;
  const double *weight;        /* [n] of the row; NULL if all have one */
  const double *factor;        /* [2] of weights below 0, and of others */
  double share;                /* of the weight, that acts */
  double f;
} RlifRowJumps;

/* Lets a spike arrive at the moment entered. Who is at threshold after that is noted, some of them several times.
 *
 * Returns: how many arrivals were gated */
guint rlif_scaled_row_deliver (RlifArea *area, const RlifScaled *scaled, const RlifRow *row, const RlifRowJumps *jumps);

/* Notes that a neuron was at threshold after some arrival of this moment. */
void rlif_area_note_reached (RlifArea *area, guint32 i);

#endif
