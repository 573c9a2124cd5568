/* rlif/math.h - exp, log and their kin with the same bits on every IEEE 754 machine.
 *
 * The C library's own differ in the last bit between processors with and without fused
 * multiply-add. These are additions, multiplications and divisions of doubles in a fixed order,
 * without branches or tables. tests/base/test-math.c measures errors below 0.54 units in the last
 * place for exp, 0.63 for expm1, 0.68 for log and log1p, and 0.77 where exp is subnormal.
 *
 * Method: the argument is reduced by a multiple of log 2 kept in two pieces; minimax polynomials
 * (Remez); sums that keep what rounding loses. Source: Muller, Elementary Functions,
 * 3rd edition 2016, doi:10.1007/978-1-4899-7983-4, chapters 3 and 11; Tang 1989,
 * doi:10.1145/63522.214389, and 1990, doi:10.1145/98267.98294, whose tables we do without.
 *
 * Compile with -ffp-contract=off, or the compiler fuses what must not be fused. */
#ifndef RLIF_MATH_H
#define RLIF_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined __FAST_MATH__ || (defined __FLT_EVAL_METHOD__ && __FLT_EVAL_METHOD__ == 2)
#error "doubles must be rounded after every operation: no -ffast-math; on i386 -mfpmath=sse"
#endif

#define RLIF_LOG2_HIGH 0x1.62e42fefa2p-1       /* 40 bits of log 2: times an exponent it is exact */
#define RLIF_LOG2_LOW 0x1.9ef35793c7673p-41
#define RLIF_ROOT_HALF UINT64_C (0x3fe6a09e667f3bcd)   /* the bits of sqrt (1/2) */

static inline uint64_t
rlif_bits_of (double x)
{
  uint64_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

static inline double
rlif_double_of (uint64_t bits)
{
  double x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

/* 2^n for -1022 <= n <= 1023; some double otherwise. */
static inline double
rlif_power_of_2 (int64_t n)
{
  return rlif_double_of (((uint64_t) n + 1023) << 52);
}

/* x without the lower half of its bits: its square is exact. */
static inline double
rlif_upper_half (double x)
{
  return rlif_double_of (rlif_bits_of (x) & ~UINT64_C (0x7ffffff));
}

/* exp (x) or exp (x) - 1 for -746 <= x <= 710. With x = n log 2 + r, |r| < 0.347, it is
 * 2^n (1 - t + r + r^2/2 + r^3 q (r)), where t is 0 or 2^-n. */
static inline double
rlif_exp_or_expm1 (double x, int minus_1)
{
  const double shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52, n = shifted - 0x1.8p52;
  /* n; the bits are those of 0x1.8p52. Not a number makes any number of it: hence unsigned. */
  const uint64_t bits = rlif_bits_of (shifted) - UINT64_C (0x4338000000000000), half_bits = ((bits + 2048) >> 1) - 1024;
  const int64_t i = (int64_t) bits;
  const double high = x - n * RLIF_LOG2_HIGH, low = n * RLIF_LOG2_LOW, r = high - low, r2 = r * r;
  const double q01 = 0x1.555555555555bp-3 + r * 0x1.555555555555ap-5;
  const double q23 = 0x1.111111110ee3fp-7 + r * 0x1.6c16c16c142cfp-10;
  const double q45 = 0x1.a01a01b2ead36p-13 + r * 0x1.a01a01b1971bdp-16;
  const double q67 = 0x1.71ddf150b116ep-19 + r * 0x1.27e4c3809b4d5p-22;
  const double q89 = 0x1.af6a2527e5519p-26 + r * 0x1.1f98ba492512fp-29;
  const double q = q01 + r2 * (q23 + r2 * (q45 + r2 * (q67 + r2 * q89)));
  const double t = minus_1 && i <= 60 ? rlif_power_of_2 ((int64_t) -bits) : 0;
  const double r_upper = rlif_upper_half (r), half = 0.5 * r_upper * r_upper;   /* of r^2 */
  const double one = 1 - t, back = one - 1, sum = one + r, most = sum + half;
  const double lost = ((1 - (one - back)) - (t + back)) + ((one - sum) + r) + ((sum - most) + half);
  const double rest = ((high - r) - low) * (1 + r) + 0.5 * (r - r_upper) * (r + r_upper)
                      + r * r2 * q;
  const double y = most + (lost + rest);
  const double root = rlif_power_of_2 ((int64_t) half_bits), other = rlif_power_of_2 ((int64_t) (bits - half_bits));
  return y * root * other;   /* rounds at most once */
}

/* e^x */
static inline double
rlif_exp (double x)
{
  return rlif_exp_or_expm1 (x > 710 ? 710 : x < -746 ? -746 : x, 0);
}

/* e^x - 1, also for small x. */
static inline double
rlif_expm1 (double x)
{
  const double y = rlif_exp_or_expm1 (x > 710 ? 710 : x < -60 ? -60 : x, 1);
  return x == 0 ? x : y;
}

/* log (2^n (1 + f)) + low for -0.293 < f < 0.415, with s = f/(2 + f) and log (1 + f) = 2 atanh (s)
 * = f - f^2/2 + s (f^2/2 + s^2 p (s^2)). */
static inline double
rlif_log_of_parts (double n, double f, double low)
{
  const double s = f / (2 + f), z = s * s, z2 = z * z;
  const double p01 = 0x1.5555555555555p-1 + z * 0x1.9999999999d11p-2;
  const double p23 = 0x1.24924924397f8p-2 + z * 0x1.c71c724b66eb8p-3;
  const double p45 = 0x1.745ce1c8cb655p-3 + z * 0x1.3b20247e7ae71p-3;
  const double p67 = 0x1.0f67449cb8862p-3 + z * 0x1.0f0dcc6c77a87p-3;
  const double p = p01 + z2 * (p23 + z2 * (p45 + z2 * p67));
  const double f_upper = rlif_upper_half (f), half = 0.5 * f_upper * f_upper;   /* of f^2 */
  const double high = n * RLIF_LOG2_HIGH, sum = high + f, most = sum - half;
  const double lost = ((high - sum) + f) + ((sum - most) - half);
  const double rest = (low + n * RLIF_LOG2_LOW) - 0.5 * (f - f_upper) * (f + f_upper)
                      + s * (0.5 * f * f + z * p);
  return most + (lost + rest);
}

/* The n for which x/2^n is between sqrt (1/2) and sqrt (2), for a positive normal x. */
static inline int64_t
rlif_exponent_of (uint64_t bits)
{
  return (int64_t) ((bits - RLIF_ROOT_HALF + (UINT64_C (1024) << 52)) >> 52) - 1024;
}

/* log (x 2^shift) for a positive normal x. That n becomes a double by its bits lets compilers work on
 * several x at once. */
static inline double
rlif_log_normal (double x, double shift)
{
  const uint64_t bits = rlif_bits_of (x);
  const uint64_t i = (bits - RLIF_ROOT_HALF + (UINT64_C (1024) << 52)) >> 52;   /* n + 1024 */
  const double n = rlif_double_of (i | UINT64_C (0x4330000000000000)) - (0x1p52 + 1024);
  const double m = rlif_double_of (bits - ((i - 1024) << 52));
  return rlif_log_of_parts (n + shift, m - 1, 0);
}

/* log (x): -inf at 0, NaN below. */
static inline double
rlif_log (double x)
{
  const int subnormal = x < 0x1p-1022;
  const double y = rlif_log_normal (subnormal ? x * 0x1p54 : x, subnormal ? -54 : 0);
  return x > 0 ? (x < HUGE_VAL ? y : x) : x == 0 ? -HUGE_VAL : (x - x) / (x - x);
}

/* log (1 + x), also for small x. */
static inline double
rlif_log1p (double x)
{
  const double u = 1 + x, back = u - 1;
  const double lost = (1 - (u - back)) + (x - back);   /* u + lost = 1 + x exactly */
  const uint64_t bits = rlif_bits_of (u);
  const int64_t n = rlif_exponent_of (bits);
  const double m = rlif_double_of (bits - ((uint64_t) n << 52));
  const double scaled = n > 60 ? 0 : lost * rlif_power_of_2 (-n);
  const double f = (m - 1) + scaled, low = ((m - 1) - f) + scaled;
  const double y = rlif_log_of_parts ((double) n, f, low / m);
  return x > -1 ? (x < HUGE_VAL && x != 0 ? y : x) : x == -1 ? -HUGE_VAL : (x - x) / (x - x);
}

/* sin (x) and cos (x). Beyond |x| = 1e7 the error grows in proportion to x, as the argument's own
 * rounding does. With x = n pi/2 + r, |r| < 0.79, pi/2 in three pieces (Cody & Waite), and the
 * Taylor series of sin r and cos r. */
static inline void
rlif_sincos (double x, double *sine, double *cosine)
{
  const double shifted = x * 0x1.45f306dc9c883p-1 + 0x1.8p52;
  const double n = fabs (x) < 0x1p30 ? shifted - 0x1.8p52 : nearbyint (x * 0x1.45f306dc9c883p-1);
  const int64_t quarter = fabs (n) < 0x1p62 ? (int64_t) n : 0;
  const double t = x - n * 0x1.921fb54p+0, most = t - n * 0x1.10b46118p-30;
  const double low = ((t - most) - n * 0x1.10b46118p-30) - n * 0x1.313198a2e037p-61;
  const double r = most + low, rest = low - (r - most), z = r * r;
  const double s01 = -0x1.5555555555555p-3 + z * 0x1.1111111111111p-7;
  const double s23 = -0x1.a01a01a01a01ap-13 + z * 0x1.71de3a556c734p-19;
  const double s45 = -0x1.ae64567f544e4p-26 + z * 0x1.6124613a86d09p-33;
  const double z2 = z * z, z4 = z2 * z2;
  const double s_rest = s01 + z2 * s23 + z4 * (s45 - z2 * 0x1.ae7f3e733b81fp-41);
  const double c01 = 0x1.5555555555555p-5 - z * 0x1.6c16c16c16c17p-10;
  const double c23 = 0x1.a01a01a01a01ap-16 - z * 0x1.27e4fb7789f5cp-22;
  const double c45 = 0x1.1eed8eff8d898p-29 - z * 0x1.93974a8c07c9dp-37;
  const double c_rest = c01 + z2 * c23 + z4 * (c45 + z2 * 0x1.ae7f3e733b81fp-45);
  const double s = r + (r * z * s_rest + rest * (1 - 0.5 * z));
  const double half = 0.5 * z, one = 1 - half;
  const double c = one + (((1 - one) - half) + (z2 * c_rest - r * rest));
  const double sign_s = quarter & 2 ? -1 : 1, sign_c = (quarter + 1) & 2 ? -1 : 1;
  *sine = sign_s * (quarter & 1 ? c : s);
  *cosine = sign_c * (quarter & 1 ? s : c);
}

#endif
