/* rlif/math.h - exp, log and their kin with the same bits on every IEEE 754 machine.
 *
 * The C library's functions differ in the last bit between processors (with and without fused
 * multiply-add), and a recurrent network shows such a difference within a second. These use plain
 * additions, multiplications and divisions in a fixed order; they are exact to within 1 ulp (largest
 * error measured against MPFR in tests/base/test-math.c: exp 0.79, expm1 0.94, log 0.83, log1p 0.79).
 * They must be compiled without -ffast-math and with -ffp-contract=off.
 *
 * Method: reduction by multiples of log 2 in two parts (Cody & Waite 1980), then the Taylor series of
 * exp, or for the logarithm log (1 + f) = 2 atanh (f / (2 + f)) with the leading term kept exact. */
#ifndef RLIF_MATH_H
#define RLIF_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* log 2 = HI + LO; HI has 32 bits, so that its product with an exponent is exact. */
#define RLIF_LN2_HI 0x1.62e42feep-1
#define RLIF_LN2_LO 0x1.a39ef35793c76p-33
#define RLIF_LOG2_E 0x1.71547652b82fep+0

static inline uint64_t
rlif_bits_of (double x)
{
  uint64_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

static inline double
rlif_of_bits (uint64_t bits)
{
  double x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

/* 2^k for -1022 <= k <= 1023. */
static inline double
rlif_power_of_2 (int k)
{
  return rlif_of_bits ((uint64_t) (k + 1023) << 52);
}

/* x = k log 2 + r + c with |r| <= 0.35 and c the rounding error of r. Returns k. */
static inline int
rlif_reduce (double x, double *r, double *c)
{
  const double shift = 0x1.8p52;
  const double k = (x * RLIF_LOG2_E + shift) - shift;
  const double hi = x - k * RLIF_LN2_HI, lo = k * RLIF_LN2_LO;
  *r = hi - lo;
  *c = (hi - *r) - lo;
  return (int) k;
}

/* exp (r + c) - 1 - r for |r| <= 0.35: the series from r^2/2 to r^13/13!, in pairs (Estrin). */
static inline double
rlif_exp_rest (double r, double c)
{
  const double r2 = r * r, r4 = r2 * r2;
  const double p3 = 1.0 / 6 + r * (1.0 / 24), p5 = 1.0 / 120 + r * (1.0 / 720);
  const double p7 = 1.0 / 5040 + r * (1.0 / 40320), p9 = 1.0 / 362880 + r * (1.0 / 3628800);
  const double p11 = 1.0 / 39916800 + r * (1.0 / 479001600), p13 = 1.0 / 6227020800;
  const double p = (p3 + r2 * p5) + r4 * ((p7 + r2 * p9) + r4 * (p11 + r2 * p13));
  return r2 * (0.5 + r * p) + (c + c * r);
}

static inline double
rlif_exp (double x)
{
  double r, c;
  if (!(x > -745.2 && x < 709.8)) return x > 0 ? HUGE_VAL : x < 0 ? 0 : x + 1;
  const int k = rlif_reduce (x, &r, &c);
  const double y = 1 + (r + rlif_exp_rest (r, c));
  if (k > -1022 && k < 1024) return y * rlif_power_of_2 (k);
  return y * rlif_power_of_2 (k / 2) * rlif_power_of_2 (k - k / 2);
}

static inline double
rlif_expm1 (double x)
{
  double r, c;
  if (!(x > -40 && x < 709.8)) return x > 0 ? HUGE_VAL : x < 0 ? -1 : x;
  const int k = rlif_reduce (x, &r, &c);
  const double rest = rlif_exp_rest (r, c);
  if (k == 0) return x > -0x1p-54 && x < 0x1p-54 ? x : r + rest;
  if (k > 52)
    return (1 + (r + (rest - (k < 1000 ? rlif_power_of_2 (-k) : 0)))) * rlif_power_of_2 (k / 2)
           * rlif_power_of_2 (k - k / 2);
  /* 2^k (1 + r + rest) - 1, the sum of its two large parts kept exact */
  const double scale = rlif_power_of_2 (k), a = scale - 1, b = scale * r;
  const double sum = a + b, b_in_sum = sum - a;
  const double error = (a - (sum - b_in_sum)) + (b - b_in_sum);
  return sum + (error + scale * rest);
}

/* log (1 + f) - f for 1 + f between sqrt (1/2) and sqrt (2), plus `small`. */
static inline double
rlif_log_rest (double f, double small)
{
  const double s = f / (2 + f), z = s * s, half = 0.5 * f * f;
  const double z2 = z * z, z4 = z2 * z2;
  const double p1 = 2.0 / 3 + z * (2.0 / 5), p3 = 2.0 / 7 + z * (2.0 / 9);
  const double p5 = 2.0 / 11 + z * (2.0 / 13), p7 = 2.0 / 15 + z * (2.0 / 17);
  const double p9 = 2.0 / 19 + z * (2.0 / 21);
  const double series = z * ((p1 + z2 * p3) + z4 * ((p5 + z2 * p7) + z4 * p9));
  return (s * (half + series) + small) - half;
}

/* x = 2^k (1 + f) with 1 + f between sqrt (1/2) and sqrt (2), for positive normal x. Returns k. */
static inline int
rlif_split (double x, double *f)
{
  const uint64_t bits = rlif_bits_of (x), root = 0x3fe6a09e667f3bcdu;
  const uint64_t above = bits - root;
  const int k = (int) (above >> 52) - (bits < root ? 4096 : 0);
  *f = rlif_of_bits (bits - ((uint64_t) k << 52)) - 1;
  return k;
}

static inline double
rlif_log (double x)
{
  double f;
  int subnormal = 0;
  if (!(x > 0) || x == HUGE_VAL) return x == 0 ? -HUGE_VAL : x < 0 ? (double) NAN : x;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    subnormal = 54;
  }
  const double k = rlif_split (x, &f) - subnormal;
  return k * RLIF_LN2_HI + (f + rlif_log_rest (f, k * RLIF_LN2_LO));
}

static inline double
rlif_log1p (double x)
{
  double f;
  if (!(x > -1) || x == HUGE_VAL) return x == -1 ? -HUGE_VAL : x < -1 ? (double) NAN : x;
  if (x > -0x1p-54 && x < 0x1p-54) return x;
  if (x > -0.29 && x < 0.41) return x + rlif_log_rest (x, 0);
  const double u = 1 + x;
  const double lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  const double k = rlif_split (u, &f);
  return k * RLIF_LN2_HI + (f + rlif_log_rest (f, k * RLIF_LN2_LO + lost / u));
}

#endif
