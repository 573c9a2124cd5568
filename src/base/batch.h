/* Random numbers, exponentials and logarithms by the batch. */
#ifndef RLIF_BASE_BATCH_H
#define RLIF_BASE_BATCH_H

#include <rlif/random.h>

#define RLIF_BATCH 64
#define RLIF_BATCH_BLOCKS (RLIF_BATCH / 4)

/* Philox4x32-10: word[i][b] is word i of the block that begins at counter block + b, for the key and the
 * item of a stream. */
void rlif_batch_words (const RlifStream *stream, guint64 block,
                       guint32 word[4][RLIF_BATCH_BLOCKS]);

/* The next numbers of a stream, in its order; it must be at the beginning of a block. Those not used are
 * lost. */
void rlif_batch_bits (RlifStream *stream, guint32 bits[RLIF_BATCH]);
void rlif_batch_exponentials (RlifStream *stream, double exponential[RLIF_BATCH / 2]);

/* Exponential variates, mean 1, of two words each. */
void rlif_batch_logs (const guint32 high[RLIF_BATCH_BLOCKS], const guint32 low[RLIF_BATCH_BLOCKS],
                      double exponential[RLIF_BATCH_BLOCKS]);

/* f exp (x), within 2 ulp for |x| <= 2^-6, by the first seven terms of the series. */
static inline double
rlif_times_exp (double f, double x)
{
  const double x2 = x * x, odd = 1 / 6.0 + x2 * (1 / 120.0), even = 0.5 + x2 * (1 / 24.0 + x2 * (1 / 720.0));
  return f + f * (x + x2 * (even + x * odd));
}

/* factor = f exp (rate (time - origin)) by rlif_times_exp (), with the argument rounded as in C. Right for
 * |time - origin| < 2^51. */
void rlif_batch_factors (const gint64 time[RLIF_BATCH], gint64 origin, double rate, double f, double factor[RLIF_BATCH]);

/* factor = rlif_exp ((time - origin)/ticks_per_ms/tau). */
void rlif_batch_growth (const gint64 time[RLIF_BATCH], gint64 origin, double ticks_per_ms, double tau,
                        double factor[RLIF_BATCH]);

/* e = rlif_exp (x), of four numbers or of a batch. */
void rlif_batch_exp (const double x[4], double e[4]);
void rlif_batch_many_exp (const double x[RLIF_BATCH], double e[RLIF_BATCH]);

/* Exponential intervals, rounded to ticks, of the uniform variates whose bits are those of high and low, for means up to
 * RLIF_BATCH_LARGEST_MEAN. Before they are rounded they are right to 4 ulp. */
#define RLIF_BATCH_LARGEST_MEAN 0x1p45
void rlif_batch_intervals (const guint32 high[RLIF_BATCH], const guint32 low[RLIF_BATCH], double mean,
                           gint64 interval[RLIF_BATCH]);

/* The moments at which intervals end that begin where the one before ended, rounded down to ticks.
 *
 * @interval [parts of a tick] 2^parts make one; not negative, and together less than 2^63
 * @time     from which the first begins,
 * @rest     so many parts later; afterwards, what the last moment was rounded by */
void rlif_batch_moments (const gint64 interval[RLIF_BATCH], guint parts, gint64 time, gint64 times[RLIF_BATCH],
                         gint64 *rest);

/* Splits each word into two numbers that do not depend on each other: below = first + one that is uniform in 0 .. n-1, and
 * the rest, a fraction of 2^32 in steps of n: the upper and the lower half of word * n. Where a word must be drawn again
 * to be so without bias (Lemire 2019, doi:10.1145/3230636) is for the caller to see, if *doubt is not 0. */
void rlif_batch_split (const guint32 word[RLIF_BATCH], guint32 n, guint32 first, guint32 below[RLIF_BATCH],
                       guint32 rest[RLIF_BATCH], guint32 *doubt);

/* The same numbers below n from words, but those from `skipped` on are one more: that one is stepped over. Not to be used
 * if *doubt is not 0. */
void rlif_batch_step_over (const guint32 word[RLIF_BATCH], guint32 n, guint32 skipped, guint32 number[RLIF_BATCH],
                           guint32 *doubt);

/* n such numbers from the next words of a stream at the beginning of a block, which stays there.
 *
 * @number   [RLIF_BATCH_MOST], of which the first n are meant
 *
 * Returns: FALSE if they are not to be used. */
#define RLIF_BATCH_MOST 128
gboolean rlif_batch_numbers (const RlifStream *stream, guint n, guint32 below, guint32 skipped,
                             guint32 number[RLIF_BATCH_MOST]);

#endif
