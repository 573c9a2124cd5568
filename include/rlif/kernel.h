/* rlif/kernel.h - memory kernels: what a unit still has of an input, over the time since.
 *
 * A unit adds each input to its state and lets the state fade, so the state is a sum of past inputs,
 * each times what is left of it. That share is the kernel: it is 1 at the lag 0. For a neuron the
 * input is a jump of the membrane potential and the share is that of the potential; spikes that the
 * neuron has fired since then belong to the kernel, for they reset it and make it deaf. For a
 * recurrent unit whose gates are given it is the product of the gates since. See docs/theory.md,
 * sections 3 and 6. */
#ifndef RLIF_KERNEL_H
#define RLIF_KERNEL_H

#include <rlif/error.h>
#include <rlif/model.h>

RLIF_BEGIN_DECLS

typedef struct RlifKernel RlifKernel;

/* The kernel of a neuron, of a model read from a .model file: of its V_m, or its first state.
 *
 * @par      [n_param] in the units of the table
 * @fired    [n_fired] ms, ascending: so long ago the neuron fired
 * @error    RLIF_ERROR_MODEL if it is not such a model, RLIF_ERROR_INVALID if the parameters do not
 *           fit each other, or spikes are closer than the refractory period
 *
 * Returns: (owned) NULL on error. The model may be freed before. */
RlifKernel *rlif_kernel_new_neuron (const RlifModel *model, const double par[], gsize n_fired,
                                    const double fired[], GError **error);

/* The kernel of c_n = factor c_(n-1) + input, as of a linear recurrent unit, or of an LSTM or a GRU
 * whose forget gate always keeps the same share.
 *
 * @step     [ms] > 0
 * @factor   finite */
RlifKernel *rlif_kernel_new_factor (double step, double factor);

/* The same with a gate for each of the last steps. Input before these is not part of it.
 *
 * @gate     [n] finite, in the order of time: the last is that of the present step */
RlifKernel *rlif_kernel_new_gates (double step, gsize n, const double gate[]);
void rlif_kernel_free (RlifKernel *kernel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifKernel, rlif_kernel_free)

/* What is left of an input after a lag. Kernels in steps keep their value until the next step.
 *
 * @lag      [ms] >= 0 */
double rlif_kernel_at (const RlifKernel *kernel, double lag);

typedef struct {
  double lag;                /* [ms] */
  double left;
} RlifKernelPoint;

/* The kernel as a curve up to a lag: all steps, or n lags at equal distance and, where a spike cuts
 * it, both sides of the cut.
 *
 * @n        >= 2
 *
 * Returns: (owned) of RlifKernelPoint, ascending. */
GArray *rlif_kernel_points (const RlifKernel *kernel, double span, guint n);

/* How long a memory is. NAN: there is no such number. */
typedef struct {
  double half_life;          /* [ms] from then on at most half is left; infinite: never. Within a
                                step it is taken to fade evenly. NAN if gates end before */
  double area;               /* [ms] integral; of steps the sum times the step */
  double mean_lag;           /* [ms] integral of lag times kernel, over the area */
  double tail;               /* [ms] in the end it decays as exp (-lag/tail), infinite: it stays,
                                negative: it grows. NAN if the memory ends */
  double period;             /* [ms] of the slowest oscillation in it; NAN if there is none */
} RlifKernelMeasures;

/* Measures a kernel; of one that rings for more than a thousand periods tail and period only.
 *
 * Cost: some thousand values of the kernel. */
void rlif_kernel_measure (const RlifKernel *kernel, RlifKernelMeasures *measures);

/* The sum of past inputs times the kernel against the unit itself. */
typedef struct {
  guint inputs;
  guint spikes;              /* that the unit fired: each begins the sum anew, or changes it */
  double difference;         /* the largest; of a neuron in the unit of the state */
} RlifKernelCheck;

/* Sends random input through a neuron and compares its state with the sum, spikes of its own
 * included. What the state would be without input but with the same spikes is taken off first.
 *
 * @error    as rlif_kernel_new_neuron (); RLIF_ERROR_MODEL if its next spike cannot be told */
gboolean rlif_kernel_check_neuron (const RlifModel *model, const double par[], guint64 seed,
                                   RlifKernelCheck *check, GError **error);

/* The same for a kernel in steps and its recursion. */
void rlif_kernel_check_gates (const RlifKernel *kernel, guint64 seed, RlifKernelCheck *check);

RLIF_END_DECLS

#endif
