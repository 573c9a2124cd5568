/* Divided differences of the exponential function, f [l_0, .., l_k] with f (l) = exp (s l).
 *
 * f [l] = exp (s l), and f [S] = (f [S without p] - f [S without q])/(q - p) for two of the points.
 * The two that lie farthest apart are taken; where even they are closer than 1/s the difference
 * would cancel, and a series in s does it:
 *
 *   f [l_0, .., l_k] = s^k exp (s m) sum over j of h_j (s (l_0 - m), ..)/(k + j)!
 *
 * with the complete homogeneous symmetric polynomials h_j and any m; with m = min l no term is
 * negative (McCurdy, Ng & Parlett 1984, doi:10.1090/S0025-5718-1984-0758198-0). */
#ifndef RLIF_LINEAR_DIVIDED_H
#define RLIF_LINEAR_DIVIDED_H

#include <glib.h>
#include "linear/quad.h"

#define RLIF_MAX_POINTS 9              /* eight eigenvalues and the 0 of a constant drive */
#define RLIF_MAX_NODES 512             /* subsets of them */

typedef struct {
  double re, im;
} RlifComplex;

/* A set of points, with repetition, and how its divided difference is computed. */
typedef struct {
  guint8 count[RLIF_MAX_POINTS];       /* how often each point occurs */
  guint8 size;
  guint8 p, q;                         /* the points farthest apart; of real ones q is the larger */
  guint16 without_p, without_q;        /* nodes, if p and q differ */
  RlifComplex inverse_gap;             /* 1/(q - p) */
  double distance;                     /* |q - p| */
  guint16 of_p;                        /* node of p alone */
  RlifComplex away[RLIF_MAX_POINTS];   /* [size] the points measured from p */
} RlifNode;

typedef struct {
  int n;
  gboolean is_complex;                 /* some point is, or is said to be */
  double tau[RLIF_MAX_POINTS];         /* point k is -1/tau[k] + i omega[k]; tau may be infinite */
  double omega[RLIF_MAX_POINTS];
  RlifQuad re[RLIF_MAX_POINTS], im[RLIF_MAX_POINTS];
  GArray *node;                        /* of RlifNode: sets after the sets they need */
} RlifDivided;

RlifDivided *rlif_divided_new (void);
void rlif_divided_free (RlifDivided *divided);

/* The number of a point, which is added unless there is one equal to it. */
int rlif_divided_add_point (RlifDivided *divided, RlifQuad re, RlifQuad im);

/* The number of the node of a set of points, which is added unless it is there.
 *
 * @count    [RLIF_MAX_POINTS] how often each point occurs */
guint rlif_divided_add_set (RlifDivided *divided, const guint8 count[]);

/* The first @n_node divided differences at s >= 0.
 *
 * @re, @im  [n_node]; im is left alone unless is_complex */
void rlif_divided_evaluate (const RlifDivided *divided, guint n_node, double s, double re[],
                            double im[]);

#endif
