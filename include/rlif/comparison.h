/* rlif/comparison.h - the same input sent through a recurrent unit, a leaky integrate-and-fire
 * neuron, and a recurrent network of such neurons: Figure 1.
 *
 * The unit is Elman's, h_n = tanh (a h_{n-1} + (1 - a) gain x_n), with a = exp (-step/tau_m): but for
 * the tanh it remembers as the neuron does. The neurons are lif_delta, simulated without a grid; the
 * input is a current in proportion to x. The network is fixed: anyone draws the same. */
#ifndef RLIF_COMPARISON_H
#define RLIF_COMPARISON_H

#include <rlif/record.h>
#include <rlif/registry.h>

RLIF_BEGIN_DECLS

/* Whose operations are counted. A multiply-accumulate, an addition and an update of a membrane count as
 * one each; what an exponential or a tanh takes is not counted. */
typedef enum {
  RLIF_COUNT_RNN,         /* one unit: 2 in every step */
  RLIF_COUNT_DENSE_RNN,   /* as many units as the network has neurons, all connected: N^2 + N a step */
  RLIF_COUNT_SPARSE_RNN,  /* with the synapses of the network only: synapses + N a step */
  RLIF_COUNT_NEURON,      /* an update for each change of the input and for each spike */
  RLIF_COUNT_NETWORK,     /* the same for every neuron, and for each arrival an addition and an update */
  RLIF_N_COUNTS
} RlifCount;

typedef struct {
  double duration, step;         /* [ms] */
  double tau_m, gain;            /* [ms], 1 */
  double V_th, V_reset;          /* [mV] */
  double current;                /* [pA] for x = 1 */

  guint n_inputs;
  double *input_time, *input;    /* [n_inputs] x is input[k] from input_time[k] [ms] on */

  guint n_steps;
  double *rnn;                   /* [n_steps] state of the unit from the moment n step on */
  double *count[RLIF_N_COUNTS];  /* [n_steps + 1] operations up to the moment n step */

  guint n_membrane;
  double *membrane_time;         /* [n_membrane] ms */
  double *membrane;              /* [n_membrane] mV, after everything at that moment has happened */

  guint n_synapses;
  guint32 *from, *to;            /* [n_synapses] neurons of the network */
  double *weight, *delay;        /* [n_synapses] mV, ms */
  RlifRaster *raster;            /* trains "neuron" and "network" */
} RlifComparison;

/* Computes all of it.
 *
 * @registry  has the model lif_delta
 *
 * Returns: (owned) NULL on error. */
RlifComparison *rlif_comparison_new (RlifRegistry *registry, GError **error);
void rlif_comparison_free (RlifComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifComparison, rlif_comparison_free)

/* Writes the data as CSV "series,time [ms],index,value", whole or not at all. The series: input (x),
 * rnn, membrane [mV], neuron and network (spikes; the index is the neuron's number), synapse (index: source,
 * value: target, time: delay), and operations of each RlifCount, which is the index. */
gboolean rlif_comparison_save (const RlifComparison *comparison, const char *path, GError **error);

/* Draws the figure: the three kinds of unit, and below them, aligned in time, what they make of the
 * input and how many operations they take.
 *
 * @width    [mm] from 150 to 400
 * @path     .png, .svg or .pdf; appears whole or not at all, the same bytes each time
 * @error    RLIF_ERROR_INVALID, RLIF_ERROR_IO */
gboolean rlif_comparison_plot (const RlifComparison *comparison, double width, const char *path,
                               GError **error);

RLIF_END_DECLS

#endif
