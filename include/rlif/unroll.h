/* rlif/unroll.h - a network as a recurrent neural network: Elman's, with gates.
 *
 * On a grid of time (rlif/dense.h) a network of linear neurons is
 *
 *   h_n = sigma (u * (W_m (f * h_(n-1)) + b) + (1 - u) * r + i * (W_s h_(n-1) + W_x x_n))
 *   y_n = W_y h_n
 *   f = 1 - F h_(n-1),   u = 1 - U h_(n-1),   i = 1 - I h_(n-1)
 *
 * with * unit by unit. The hidden vector h holds, in this order, the states of all neurons, measured from rest and
 * before the reset; the spikes of this step; those of earlier steps as far as delays and refractoriness reach; and
 * the currents from outside. sigma leaves a unit as it is, but for the spikes of this step, which are 1 from theta on
 * and else 0. The forget gate f is what a reset leaves of a state; the update gate u is closed, and the state is r,
 * while it is held; the input gate i is closed while the neuron is deaf. Without refractory periods u = i = 1, and
 * if besides resets subtract, f = 1: then this is h_n = sigma (W_h h_(n-1) + W_x x_n + b), W_h = W_m + W_s.
 *
 * docs/theory.md, section 3, derives it. */
#ifndef RLIF_UNROLL_H
#define RLIF_UNROLL_H

#include <rlif/dense.h>

RLIF_BEGIN_DECLS

typedef struct RlifUnrolled RlifUnrolled;

/* Writes a network as matrices.
 *
 * @network  borrowed for the life of the result
 * @step     [ticks] > 0
 * @error    as rlif_dense_new (), and RLIF_ERROR_MODEL if a reset mixes states, or what happens during refractoriness
 *           is not of this form; RLIF_ERROR_LIMIT if there are too many units or synapses
 *
 * Returns: (owned) NULL on error. */
RlifUnrolled *rlif_unrolled_new (const RlifNetwork *network, RlifDenseMethod method, RlifTime step, GError **error);
void rlif_unrolled_free (RlifUnrolled *unrolled);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifUnrolled, rlif_unrolled_free)

typedef struct {
  guint32 units;             /* hidden: the sum of the next four */
  guint32 states, spikes, delayed, currents;
  guint32 inputs;            /* lines of x: current into a population, channel and delay, Poisson input of a neuron */
  gsize weights, input_weights;   /* of W_h and W_x that are not 0 */
  double membrane_radius;    /* the spectral radius of W_m among the states alone */
  double radius;             /* that of W_h, with spikes in shares of the way from rest to threshold; NAN if more
                                than RLIF_UNROLL_MOST_RADIUS units lead to others and are led to */
} RlifUnrolledSummary;

#define RLIF_UNROLL_MOST_RADIUS 1500

/* Cost: O(n^3) for the spectral radius, n units that lead to others and are led to. */
void rlif_unrolled_summarize (const RlifUnrolled *unrolled, RlifUnrolledSummary *summary);

/* The matrices, iterated, against the twin on the grid. */
typedef struct {
  guint64 points;
  guint64 spikes;            /* of the twin */
  guint64 differing;         /* spikes of one that the other has not at the same point */
  double difference;         /* the largest of any V_m (or first state), across resets */
} RlifUnrolledCheck;

/* @until    [ticks]
 * @error    as rlif_dense_run () */
gboolean rlif_unrolled_check (const RlifUnrolled *unrolled, RlifTime until, RlifUnrolledCheck *check, GError **error);

/* Writes PREFIX-NAME.npy and PREFIX-NAME.csv for W_h, W_m, W_s, W_x, W_y, F, U, I, the columns b, r, theta and h_0
 * (the first argument of sigma is h_0 + W_x x_0), and the input x (a row for each point up to a moment); PREFIX-units.csv
 * and PREFIX-inputs.csv say what units and lines of x are. Each file appears whole or not at all. NPY files are of format
 * 1.0, little-endian doubles by rows; CSV files have a line "row,column,value" for each element that is not 0.
 *
 * @until    [ticks]
 * @left_out  names of the matrices of more than 2^26 elements, of which there is only the CSV file; (owned) strings are
 *           added
 * @error    RLIF_ERROR_IO, or RLIF_ERROR_LIMIT if the input has more than 2^26 elements that are not 0 */
gboolean rlif_unrolled_save (const RlifUnrolled *unrolled, RlifTime until, const char *prefix, GPtrArray *left_out,
                             GError **error);

RLIF_END_DECLS

#endif
