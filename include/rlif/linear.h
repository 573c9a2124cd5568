/* rlif/linear.h - what can be said of a model whose equations are known: one read from a .model file. */
#ifndef RLIF_LINEAR_H
#define RLIF_LINEAR_H

#include <rlif/error.h>
#include <rlif/model.h>

RLIF_BEGIN_DECLS

/* Returns: TRUE if the model was read from a .model file. The functions below need one. */
gboolean rlif_model_is_linear (const RlifModel *model);

/* Returns: (owned) the lines of a group of the file, "flow", "ports" or "spike", indented by two
 * blanks; "" if there is no such group. */
char *rlif_model_equations (const RlifModel *model, const char *group);

/* One way in which the state moves between events: in proportion to exp (-t/time_constant), times
 * cos (2 pi t/period + some phase) if the period is finite. */
typedef struct {
  double time_constant;  /* [ms] infinite if it stays, negative if it grows */
  double period;         /* [ms] infinite if it does not oscillate */
} RlifMode;

/* The modes of a neuron that is not refractory.
 *
 * @par      [n_param] in the units of the table
 *
 * Returns: (owned) of RlifMode, the slowest first; a pair of complex conjugates is one. NULL if the
 * equations are not finite with these parameters. */
GArray *rlif_model_modes (const RlifModel *model, const double par[]);

/* The memory kernel: how far a spike of weight w at a port has moved a state after a span, if the
 * neuron does not fire.
 *
 * @par      [n_param] in the units of the table
 * @s        [n] ms
 * @response [n] is set, in the unit of the state
 *
 * Returns: FALSE if the equations are not finite with these parameters. */
gboolean rlif_model_kernel (const RlifModel *model, const double par[], guint port, double w,
                            guint state, gsize n, const double s[], double response[]);

RLIF_END_DECLS

#endif
