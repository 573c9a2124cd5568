/* When does a linear combination of states first reach a threshold?
 *
 * f (s) = c.x (s) - threshold is followed from the left in steps that cannot jump over a root: f'' is
 * bounded for all time to come, M, so that f stays below f + f' h + M h^2/2 and the smallest root of
 * that parabola is a safe step. Near a crossing the step is Newton's, and converges as fast. The bound
 * holds each mode's velocity between its value now and what its drive leads it to; it decays as they
 * do. No crossing is missed, and a false one needs f within rounding of 0.
 *
 * Most neurons that are asked will not fire; two bounds say so at once. With real eigenvalues
 * l_1, .., l_m, fastest first, and f_0 = f, f_1 = f', f_{k+1} = f_k' - l_k f_k,
 *
 *   f (s) = f_0 + sum over k of f_k (0) [0, l_1, .., l_k] exp (s .),
 *
 * and the divided differences grow from 0 to 1/|l_1 .. l_k|: taking the positive terms at their most
 * and the negative ones at 0 bounds f from above. With complex ones f stays within the sum of its
 * modes' sizes around its asymptote.
 *
 * A mode that grows, or gathers others for ever, is bounded for a span only, which follows the
 * steps.
 *
 * A tick is the resolution of time; crossings within a small part of one are not told apart. */
#ifndef RLIF_LINEAR_CROSSING_H
#define RLIF_LINEAR_CROSSING_H

#include "linear/flow.h"

typedef struct {
  const RlifFlow *flow;
  int n;
  double c[RLIF_MAX_STATES], threshold;   /* of states */
  double below;                       /* c.origin - threshold */
  RlifModes row;                      /* c in modes: f = Re (row.modes) + below */
  RlifModes row_t;                    /* row T: f'' = Re (row_t.velocity) */
  int m;                              /* eigenvalues that f depends on */
  double chain[RLIF_MAX_STATES][RLIF_MAX_STATES];   /* real: f_k = chain[k - 1].velocity, which is */
  double chain_t[RLIF_MAX_STATES][RLIF_MAX_STATES]; /* chain_t[k - 1].modes + chain_drive[k - 1] */
  double chain_drive[RLIF_MAX_STATES], chain_current[RLIF_MAX_STATES];   /* + current * chain_current[k - 1] */
  double reach[RLIF_MAX_STATES];      /* real: 1/|l_1 .. l_k|; infinite if one is not negative */
  double rate;                        /* l_1, if m is 1 */
  gboolean has_asymptote;             /* complex: no eigenvalue is 0 */
  RlifModes row_inverse;              /* complex: row T^-1, so that f = asymptote + row_inverse.velocity */
  double span;                        /* [ms] of the first step; infinite: the bounds hold for ever */
  double longest_span;                /* [ms] of any step */
} RlifGuard;

/* @c        [n] of the states
 * @flow     must outlive the guard */
void rlif_guard_init (RlifGuard *guard, const RlifFlow *flow, const RlifQuad c[], RlifQuad threshold);

/* The span after which c.x first reaches the threshold.
 *
 * @x        [n] state
 * @end      [ms] where to stop looking; may be infinite
 * @grain    [ms] what is not told apart
 *
 * Returns: 0 if it is there now, HUGE_VAL if it does not get there before the end, NAN if that
 * cannot be told within a large number of steps. */
double rlif_guard_next (const RlifGuard *guard, const double x[], double current, double end,
                        double grain);

#endif
