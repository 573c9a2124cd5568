/* A linear flow in its eigenmodes, each of which moves by itself:
 *
 *   y' = D y + d,  y = to (x - origin),  x = origin + from y
 *
 * A mode is one number if its eigenvalue is real, and two, the real and the imaginary part, for a pair of complex ones. Two
 * modes of the same real eigenvalue that cannot be told apart (a Jordan block, as alpha functions have) move together:
 * y_k' = -y_k/tau + link y_k+1, y_k+1' = -y_k+1/tau. */
#ifndef RLIF_LINEAR_EIGEN_H
#define RLIF_LINEAR_EIGEN_H

#include "linear/flow.h"

typedef enum {
  RLIF_MODE_REAL,
  RLIF_MODE_PAIR,            /* with the number that follows */
  RLIF_MODE_DOUBLE,          /* with the mode that follows */
  RLIF_MODE_SECOND           /* what follows one of these */
} RlifModeKind;

typedef struct {
  int n;
  gboolean is_real;          /* all modes are RLIF_MODE_REAL */
  gboolean is_diagonal;      /* and each is a state: to and from are 1 */
  RlifModeKind kind[RLIF_MAX_STATES];
  double tau[RLIF_MAX_STATES];       /* [ms] of decay; infinite if there is none, and beyond the n modes */
  double omega[RLIF_MAX_STATES];     /* [1/ms] of a pair: its eigenvalue is -1/tau + i omega */
  double link[RLIF_MAX_STATES];      /* [1/ms] of a double one */
  double origin[RLIF_MAX_STATES];
  double to[RLIF_MAX_STATES][RLIF_MAX_STATES], from[RLIF_MAX_STATES][RLIF_MAX_STATES];
  double drive[RLIF_MAX_STATES], per_current[RLIF_MAX_STATES];   /* d = drive + current * per_current */
} RlifEigen;

/* exp (s D) for some s, of either sign: of a pair a complex number, of others a real one. */
typedef struct {
  double s;                  /* [ms] */
  double re[RLIF_MAX_STATES];
  double im[RLIF_MAX_STATES];        /* of pairs; of others not set */
} RlifEigenPower;

/* Returns: (owned) NULL if a mode grows, or more than two cannot be told apart, or eigenvalues are so near to each other
 * that more than six bits would be lost in states. */
RlifEigen *rlif_eigen_new (const RlifFlow *flow);

/* Where the modes end up while the current stays as it is. Returns: FALSE if one that does not decay is driven.
 *
 * @y        [n] */
gboolean rlif_eigen_rest (const RlifEigen *eigen, double current, double y[]);

void rlif_eigen_power (const RlifEigen *eigen, double s, RlifEigenPower *power);

/* Makes complex numbers of a power whose re are what it is in size. */
void rlif_eigen_turn (const RlifEigen *eigen, RlifEigenPower *power);

/* For flows that have pairs or double modes. */
void rlif_eigen_move_any (const RlifEigen *eigen, const RlifEigenPower *power, const double y[], double result[]);

/* result = exp (s D) y; they may be the same.
 *
 * @y, @result   [n] */
static inline void
rlif_eigen_move (const RlifEigen *eigen, const RlifEigenPower *power, const double y[], double result[])
{
  if (!eigen->is_real) {
    rlif_eigen_move_any (eigen, power, y, result);
    return;
  }
  for (int k = 0; k < eigen->n; k++) result[k] = power->re[k] * y[k];
}

/* result = row exp (s D), so that row exp (s D) y is result y.
 *
 * @row, @result   [n] */
void rlif_eigen_row (const RlifEigen *eigen, const RlifEigenPower *power, const double row[], double result[]);

/* result = row D: what gives the slope of row y. */
void rlif_eigen_slope (const RlifEigen *eigen, const double row[], double result[]);

/* The most that row exp (s D) y can become in the sum, each mode by itself, for s >= 0. */
double rlif_eigen_most (const RlifEigen *eigen, const double row[], const double y[]);

/* A bound of what row exp (s D) y can become in size, either sign, for 0 <= s <= span: the products of size with |y|.
 *
 * @size     [n] */
void rlif_eigen_size (const RlifEigen *eigen, const double row[], double span, double size[]);

/* States from modes, and modes from states.
 *
 * @x, @y        [n] */
void rlif_eigen_enter (const RlifEigen *eigen, const double x[], double y[]);
void rlif_eigen_leave (const RlifEigen *eigen, const double y[], double x[]);

#endif
