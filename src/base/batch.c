/* Random numbers, exponentials and logarithms by the batch. */
#include <rlif/math.h>
#include "base/batch.h"
#include "base/wide.h"

#define N RLIF_BATCH
#define BLOCKS RLIF_BATCH_BLOCKS

static void
draw_words (RlifStream *stream, guint32 word[4][BLOCKS])
{
  rlif_batch_words (stream, stream->block, word);
  stream->block += BLOCKS;
}

typedef guint32 Four __attribute__ ((vector_size (4 * sizeof (guint32)), aligned (sizeof (guint32)), may_alias));

/* Four blocks: what stands in rows is put into columns. */
static inline void
transpose (const guint32 word[4][BLOCKS], guint b, guint32 bits[4 * 4])
{
  const Four w0 = *(const Four *) &word[0][b], w1 = *(const Four *) &word[1][b];
  const Four w2 = *(const Four *) &word[2][b], w3 = *(const Four *) &word[3][b];
  const Four low01 = __builtin_shufflevector (w0, w1, 0, 4, 1, 5), high01 = __builtin_shufflevector (w0, w1, 2, 6, 3, 7);
  const Four low23 = __builtin_shufflevector (w2, w3, 0, 4, 1, 5), high23 = __builtin_shufflevector (w2, w3, 2, 6, 3, 7);
  ((Four *) bits)[0] = __builtin_shufflevector (low01, low23, 0, 1, 4, 5);
  ((Four *) bits)[1] = __builtin_shufflevector (low01, low23, 2, 3, 6, 7);
  ((Four *) bits)[2] = __builtin_shufflevector (high01, high23, 0, 1, 4, 5);
  ((Four *) bits)[3] = __builtin_shufflevector (high01, high23, 2, 3, 6, 7);
}

void
rlif_batch_bits (RlifStream *stream, guint32 bits[N])
{
  guint32 word[4][BLOCKS];
  draw_words (stream, word);
  for (guint b = 0; b < BLOCKS; b += 4) transpose (word, b, bits + 4 * b);
}

/* The double 3 2^51 + i, |i| < 2^51, has the bits of i in its lower part: so doubles and integers become
 * each other without a conversion, which old processors do one by one. */
#define SHIFT 0x1.8p52
#define SHIFT_BITS G_GUINT64_CONSTANT (0x4338000000000000)

static inline void
rlif_batch_factors_narrow (const gint64 time[restrict N], gint64 origin, double rate, double f,
                           double factor[restrict N])
{
  for (int k = 0; k < N; k++) {
    const double ticks = rlif_double_of ((guint64) time[k] - (guint64) origin + SHIFT_BITS) - SHIFT;
    factor[k] = rlif_times_exp (f, ticks * rate);
  }
}
RLIF_WIDE (rlif_batch_factors, (const gint64 time[N], gint64 origin, double rate, double f, double factor[N]),
           (time, origin, rate, f, factor))

static inline void
rlif_batch_exp_narrow (const double x[restrict 4], double e[restrict 4])
{
  for (int k = 0; k < 4; k++) e[k] = rlif_exp (x[k]);
}
RLIF_WIDE (rlif_batch_exp, (const double x[4], double e[4]), (x, e))

static inline void
rlif_batch_many_exp_narrow (const double x[restrict N], double e[restrict N])
{
  for (int k = 0; k < N; k++) e[k] = rlif_exp (x[k]);
}
RLIF_WIDE (rlif_batch_many_exp, (const double x[N], double e[N]), (x, e))

static inline void
rlif_batch_growth_narrow (const gint64 time[restrict N], gint64 origin, double ticks_per_ms, double tau,
                          double factor[restrict N])
{
  for (int k = 0; k < N; k++) {
    /* The halves of ticks + 2^63 as doubles, 2^63 being taken off again: old processors convert one at a time. */
    const guint64 ticks = ((guint64) time[k] - (guint64) origin) ^ G_GUINT64_CONSTANT (0x8000000000000000);
    const double high = rlif_double_of (ticks >> 32 | G_GUINT64_CONSTANT (0x4530000000000000)) - 0x1.000008p84;
    const double low = rlif_double_of ((ticks & G_MAXUINT32) | G_GUINT64_CONSTANT (0x4330000000000000)) - 0x1p52;
    const double x = (high + low) / ticks_per_ms / tau;
    factor[k] = rlif_exp (x);
  }
}
RLIF_WIDE (rlif_batch_growth,
           (const gint64 time[N], gint64 origin, double ticks_per_ms, double tau, double factor[N]),
           (time, origin, ticks_per_ms, tau, factor))

/* -log of the uniform variates that two words each make. */
static inline void
rlif_batch_logs_narrow (const guint32 high[restrict BLOCKS], const guint32 low[restrict BLOCKS],
                     double exponential[restrict BLOCKS])
{
  for (guint b = 0; b < BLOCKS; b++) {
    const guint64 bits = ((guint64) high[b] << 32 | low[b]) >> 12;
    const double whole = rlif_double_of (bits | G_GUINT64_CONSTANT (0x4330000000000000)) - 0x1p52;
    exponential[b] = -rlif_log_normal ((whole + 0.5) * 0x1p-52, 0);
  }
}
RLIF_WIDE (rlif_batch_logs, (const guint32 high[BLOCKS], const guint32 low[BLOCKS], double exponential[BLOCKS]),
           (high, low, exponential))

void
rlif_batch_exponentials (RlifStream *stream, double exponential[N / 2])
{
  guint32 word[4][BLOCKS];
  double even[BLOCKS], odd[BLOCKS];
  draw_words (stream, word);
  rlif_batch_logs (word[0], word[1], even);
  rlif_batch_logs (word[2], word[3], odd);
  for (guint b = 0; b < BLOCKS; b++) {
    exponential[2 * b] = even[b];
    exponential[2 * b + 1] = odd[b];
  }
}

/* -log (x) for 0 < x < 1, the series of rlif_log () without what makes it exact to the last bit: x = 2^n (1 + f). */
static inline double
minus_log (double x)
{
  const guint64 bits = rlif_bits_of (x);
  const guint64 i = (bits - RLIF_ROOT_HALF + (G_GUINT64_CONSTANT (1024) << 52)) >> 52;   /* n + 1024 */
  const double n = rlif_double_of (i | G_GUINT64_CONSTANT (0x4330000000000000)) - (0x1p52 + 1024);
  const double f = rlif_double_of (bits - ((i - 1024) << 52)) - 1;
  const double s = f / (2 + f), z = s * s, z2 = z * z;
  const double p01 = 0x1.5555555555555p-1 + z * 0x1.9999999999d11p-2;
  const double p23 = 0x1.24924924397f8p-2 + z * 0x1.c71c724b66eb8p-3;
  const double p45 = 0x1.745ce1c8cb655p-3 + z * 0x1.3b20247e7ae71p-3;
  const double p67 = 0x1.0f67449cb8862p-3 + z * 0x1.0f0dcc6c77a87p-3;
  return -(n * 0x1.62e42fefa39efp-1 + s * (2 + z * (p01 + z2 * (p23 + z2 * (p45 + z2 * p67)))));
}

static inline void
rlif_batch_intervals_narrow (const guint32 high[restrict N], const guint32 low[restrict N], double mean,
                             gint64 interval[restrict N])
{
  for (int k = 0; k < N; k++) {
    const guint64 bits = ((guint64) high[k] << 32 | low[k]) >> 12;
    const double whole = rlif_double_of (bits | G_GUINT64_CONSTANT (0x4330000000000000)) - 0x1p52;
    const double ticks = minus_log ((whole + 0.5) * 0x1p-52) * mean;
    interval[k] = (gint64) (rlif_bits_of (ticks + SHIFT) - SHIFT_BITS);
  }
}
RLIF_WIDE (rlif_batch_intervals,
           (const guint32 high[N], const guint32 low[N], double mean, gint64 interval[N]),
           (high, low, mean, interval))

typedef guint64 Eight __attribute__ ((vector_size (8 * sizeof (guint64)), aligned (sizeof (guint64)), may_alias));

/* Within eight, sums of two, then of four, then of eight. */
static inline void
rlif_batch_moments_narrow (const gint64 interval[N], guint parts, gint64 time, gint64 times[N], gint64 *rest)
{
  const Eight none = { 0 };
  Eight sum = none + (guint64) *rest;
  for (int k = 0; k < N; k += 8) {
    Eight x = *(const Eight *) (interval + k);
    x += __builtin_shufflevector (x, none, 8, 0, 1, 2, 3, 4, 5, 6);
    x += __builtin_shufflevector (x, none, 8, 8, 0, 1, 2, 3, 4, 5);
    x += __builtin_shufflevector (x, none, 8, 8, 8, 8, 0, 1, 2, 3);
    x += __builtin_shufflevector (sum, sum, 7, 7, 7, 7, 7, 7, 7, 7);
    *(Eight *) (times + k) = (guint64) time + (x >> parts);
    sum = x;
  }
  *rest = (gint64) (sum[7] & ((G_GUINT64_CONSTANT (1) << parts) - 1));
}
RLIF_WIDE (rlif_batch_moments, (const gint64 interval[N], guint parts, gint64 time, gint64 times[N], gint64 *rest),
           (interval, parts, time, times, rest))

static inline void
rlif_batch_split_narrow (const guint32 word[restrict N], guint32 n, guint32 first, guint32 below[restrict N],
                         guint32 rest[restrict N], guint32 *restrict doubt)
{
  guint32 doubtful = 0;
  for (int k = 0; k < N; k++) {
    const guint64 product = (guint64) word[k] * n;
    below[k] = (guint32) (product >> 32) + first;
    rest[k] = (guint32) product;
    doubtful |= (guint32) product < n;
  }
  *doubt = doubtful;
}
RLIF_WIDE (rlif_batch_split, (const guint32 word[N], guint32 n, guint32 first, guint32 below[N], guint32 rest[N],
                              guint32 *doubt), (word, n, first, below, rest, doubt))

static inline void
rlif_batch_step_over_narrow (const guint32 word[restrict N], guint32 n, guint32 skipped, guint32 number[restrict N],
                             guint32 *restrict doubt)
{
  guint32 doubtful = 0;
  for (int k = 0; k < N; k++) {
    const guint64 product = (guint64) word[k] * n;
    const guint32 below = (guint32) (product >> 32);
    number[k] = below + (below >= skipped);
    doubtful |= (guint32) product < n;
  }
  *doubt = doubtful;
}
RLIF_WIDE (rlif_batch_step_over,
           (const guint32 word[N], guint32 n, guint32 skipped, guint32 number[N], guint32 *doubt),
           (word, n, skipped, number, doubt))
