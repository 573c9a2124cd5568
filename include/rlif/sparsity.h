/* rlif/sparsity.h - what the reset gate does to activity and cost: one network, one input, and one
 * ingredient of its neurons taken out or put in at a time (docs/theory.md, section 9). */
#ifndef RLIF_SPARSITY_H
#define RLIF_SPARSITY_H

#include <rlif/energy.h>
#include <rlif/registry.h>

RLIF_BEGIN_DECLS

typedef enum {
  RLIF_AS_GIVEN,
  RLIF_SUBTRACTIVE_RESET,    /* a spike takes V_th - V_reset from the potential */
  RLIF_NO_REFRACTORINESS,    /* t_ref = 0 */
  RLIF_NO_RESET,             /* a threshold unit: speaks every t_ref as long as it is at or above threshold */
  RLIF_FEED_FORWARD,         /* no synapse that lies on a circle of populations */
  RLIF_FED_BACK,             /* the change of the potential, A, is fed back: lif2, lif2_delta */
  RLIF_N_ABLATIONS
} RlifAblation;

const char *rlif_ablation_name (RlifAblation ablation);

typedef struct RlifAblated RlifAblated;

/* Makes the change in a network that is not being simulated. Neurons without a potential V_m and those that
 * never fire stay as they are.
 *
 * @registry where lif2 and lif2_delta are found
 * @error    RLIF_ERROR_INVALID if the change cannot be made, or changes nothing: it names the population and
 *           its model
 *
 * Returns: (owned) what belongs to the changed network and must be freed after it; NULL on error, with
 * the network unchanged. */
RlifAblated *rlif_ablate (RlifNetwork *network, RlifAblation ablation, RlifRegistry *registry, GError **error);
RlifAblation rlif_ablated_get_ablation (const RlifAblated *ablated);
void rlif_ablated_free (RlifAblated *ablated);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifAblated, rlif_ablated_free)

/* What is measured of a run, over a span of it. */
typedef struct {
  double rate;         /* [Hz] mean */
  double fired;        /* share of neurons with a spike */
  double active;       /* share of neurons and steps with a spike */
  double on;           /* share of the time that neurons are at or above threshold; NAN but for RLIF_NO_RESET */
  double gated;        /* share of arrivals that met a refractory neuron; NAN if nothing arrived */
  double events;       /* arrivals in a second */
  double updates;      /* of membranes in a second */
  double power;        /* [W] joules by events in a second; NAN if the price does not tell */
} RlifSparsity;

#define RLIF_N_SPARSITY (sizeof (RlifSparsity) / sizeof (double))

typedef struct RlifSparsityMeter RlifSparsityMeter;

/* Watches a simulation from its time on, which must be that of the last run; its observer is added to it.
 *
 * @ablated  what rlif_ablate () gave
 * @step     [ms] > 0
 *
 * Returns: (owned) to be freed after the simulation. */
RlifSparsityMeter *rlif_sparsity_meter_new (RlifSimulation *simulation, const RlifNetwork *network,
                                            const RlifAblated *ablated, double step);
void rlif_sparsity_meter_free (RlifSparsityMeter *meter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifSparsityMeter, rlif_sparsity_meter_free)

/* What has happened since. */
RlifSparsity rlif_sparsity_meter_read (const RlifSparsityMeter *meter, const RlifPrice *price);

/* The mean of n values and half the width of its 95 % confidence interval, by Student's t.
 *
 * @half     is set; NAN if n is 1
 *
 * Returns: the mean. */
double rlif_confidence (const double value[], gsize n, double *half);

RLIF_END_DECLS

#endif
