/* Numbers of 113 bits, for what is computed once per set of parameters: rounded to a double at the
 * end, coefficients have half a unit in the last place of error instead of several. */
#ifndef RLIF_LINEAR_QUAD_H
#define RLIF_LINEAR_QUAD_H

#ifdef __SIZEOF_FLOAT128__
typedef __float128 RlifQuad;
#else
typedef long double RlifQuad;   /* IEEE 754 binary128 where the compiler has no __float128 (arm64) */
#endif

static inline RlifQuad
rlif_quad_abs (RlifQuad x)
{
  return x < 0 ? -x : x;
}

#endif
