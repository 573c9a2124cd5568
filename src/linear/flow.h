/* The closed-form solution of x' = A x + b for any real matrix A of at most eight rows.
 *
 * The coordinates are ordered so that A becomes block upper triangular (a state stands before those
 * that drive it); blocks of more than one row, whose states drive each other, are brought to
 * triangular form T by a Schur decomposition (LAPACK), complex if they oscillate. Then
 *
 *   exp (s T)_ij = sum over paths i < k < .. < j of T_ik T_k. .. T_.j [l_i, l_k, .., l_j] exp (s .)
 *
 * with the divided differences of the exponential at the eigenvalues met on the way (Davis 1973;
 * Descloux 1963; Higham, Functions of Matrices, 2008, theorem 4.11, doi:10.1137/1.9780898717778).
 * Equal, nearly equal and zero eigenvalues need no special treatment. A constant drive is one more
 * coordinate with the eigenvalue 0. */
#ifndef RLIF_LINEAR_FLOW_H
#define RLIF_LINEAR_FLOW_H

#include "linear/divided.h"
#include "linear/expression.h"

/* x' = a x + b + current * per_current */
typedef struct {
  int n;
  RlifQuad a[RLIF_MAX_STATES][RLIF_MAX_STATES];
  RlifQuad b[RLIF_MAX_STATES], per_current[RLIF_MAX_STATES];
  RlifQuad origin[RLIF_MAX_STATES];   /* a state of the natural size, such as rest */
} RlifEquation;

/* A point in the coordinates of T, from the origin. im is 0, and not looked at, if the flow is real. */
typedef struct {
  double re[RLIF_MAX_STATES], im[RLIF_MAX_STATES];
} RlifModes;

/* One path: what column j adds to row i is factor * divided difference * column. */
typedef struct {
  guint8 row, column;
  guint16 node;
  double re, im;
} RlifTerm;

typedef struct {
  int n;
  gboolean is_complex;
  double origin[RLIF_MAX_STATES];
  guint8 order[RLIF_MAX_STATES];      /* coordinate k is state order[k] if the flow is not rotated */
  gboolean is_rotated;
  RlifModes to[RLIF_MAX_STATES];      /* modes = to (x - origin) */
  RlifModes from[RLIF_MAX_STATES];    /* x = origin + real part of from modes */
  RlifModes t[RLIF_MAX_STATES];       /* T, by rows */
  RlifModes drive, per_current;       /* modes' = T modes + drive + current * per_current */
  gboolean is_driven;                 /* drive is not 0 */
  RlifDivided *divided;
  guint n_term, n_drive_term;
  RlifTerm *term;                     /* [n_term] of states, then [n_drive_term] of the drive */
  guint n_node;                       /* divided differences that states need, first in the list */
} RlifFlow;

/* x' at a point without a current; 0 if it is nothing but rounding.
 *
 * @origin, @drive   [n] */
void rlif_equation_drive (const RlifEquation *equation, const RlifQuad origin[], RlifQuad drive[]);

/* Are all coefficients finite? */
gboolean rlif_equation_is_finite (const RlifEquation *equation);

/* Returns: (owned) NULL if a coefficient is not finite. */
RlifFlow *rlif_flow_new (const RlifEquation *equation);
void rlif_flow_free (RlifFlow *flow);

/* @x        [n] state */
void rlif_flow_enter (const RlifFlow *flow, const double x[], RlifModes *modes);
void rlif_flow_leave (const RlifFlow *flow, const RlifModes *modes, double x[]);

/* The modes after a span.
 *
 * @s        [ms] >= 0 */
void rlif_flow_move (const RlifFlow *flow, const RlifModes *from, double current, double s,
                     RlifModes *to);

/* T modes + drive */
void rlif_flow_velocity (const RlifFlow *flow, const RlifModes *modes, double current,
                         RlifModes *velocity);

/* The state after a span. */
void rlif_flow_state (const RlifFlow *flow, double x[], double current, double s);

#endif
