/* Batches: what the simple functions give one by one, to the last bit. */
#include <math.h>
#include <rlif/math.h>
#include "base/batch.h"
#include "check-main.h"

#define N RLIF_BATCH

static RlifStream stream;

static void
setup (void)
{
  rlif_stream_init (&stream, 8675309, RLIF_PURPOSE_POISSON, "drive", 3);
}

START_TEST (words_are_those_of_the_stream)
{
  static const guint64 first[] = { 0, 5, 0xfffffff8 };   /* the last carries into the next word */
  for (guint j = 0; j < G_N_ELEMENTS (first); j++) {
    guint32 word[4][RLIF_BATCH_BLOCKS];
    rlif_batch_words (&stream, first[j], word);
    RlifStream s = stream;
    s.block = first[j];
    for (int b = 0; b < RLIF_BATCH_BLOCKS; b++)
      for (int i = 0; i < 4; i++) ck_assert_uint_eq (word[i][b], rlif_stream_bits (&s));
  }
}
END_TEST

START_TEST (factors_are_exponentials)
{
  static const double rates[] = { 1 / 2.2013e13, 1e-9, 3e-15 };
  for (guint j = 0; j < G_N_ELEMENTS (rates); j++) {
    const gint64 origin = 17 + (gint64) j * 987654321987;
    gint64 time[N];
    double factor[N];
    for (int k = 0; k < N; k++) time[k] = origin + (gint64) ((rlif_stream_uniform (&stream) - 0.1) / 64 / rates[j]);
    time[0] = origin;
    rlif_batch_factors (time, origin, rates[j], 2.385, factor);
    for (int k = 0; k < N; k++) {
      const double x = (double) (time[k] - origin) * rates[j];
      const long double exact = 2.385L * expl ((long double) x);
      ck_assert (factor[k] == rlif_times_exp (2.385, x));
      ck_assert (fabsl (factor[k] - exact) <= 2 * 0x1p-51L);
    }
  }
}
END_TEST

START_TEST (intervals_are_rounded_exponential_numbers)
{
  static const double means[] = { 0.3, 4.987e6, RLIF_BATCH_LARGEST_MEAN };
  for (int j = 0; j < 3000; j++) {
    guint32 high[N], low[N];
    gint64 interval[N];
    for (int k = 0; k < N; k++) {
      high[k] = rlif_stream_bits (&stream) >> (j % 31);   /* long intervals, too */
      low[k] = rlif_stream_bits (&stream);
    }
    rlif_batch_intervals (high, low, means[j % 3], interval);
    for (int k = 0; k < N; k++) {
      const guint64 bits = ((guint64) high[k] << 32 | low[k]) >> 12;
      const long double exact = -logl (((long double) bits + 0.5L) * 0x1p-52L) * means[j % 3];
      ck_assert (fabsl (interval[k] - exact) <= 0.5L + 0x1p-50L * exact);
    }
  }
}
END_TEST

START_TEST (the_longest_and_the_shortest_interval_are_right)
{
  guint32 high[N], low[N];
  gint64 interval[N];
  for (int k = 0; k < N; k++) high[k] = low[k] = k % 2 ? G_MAXUINT32 : 0;
  rlif_batch_intervals (high, low, RLIF_BATCH_LARGEST_MEAN, interval);
  ck_assert_int_eq (interval[0], llrint (53 * log (2) * RLIF_BATCH_LARGEST_MEAN));
  ck_assert_int_eq (interval[1], 0);
}
END_TEST

START_TEST (moments_are_sums_of_intervals_rounded_down)
{
  static const guint PARTS[] = { 0, 1, 17, 56 };
  for (int round = 0; round < 2000; round++) {
    const guint parts = PARTS[round % 4];
    const gint64 begin = (gint64) rlif_stream_bits (&stream) << (round % 20);
    gint64 interval[N], times[N], rest = (gint64) rlif_stream_bits (&stream) & (((gint64) 1 << parts) - 1), sum = rest;
    for (int k = 0; k < N; k++) interval[k] = (gint64) rlif_stream_bits (&stream) << (round % 25);
    rlif_batch_moments (interval, parts, begin, times, &rest);
    for (int k = 0; k < N; k++) {
      sum += interval[k];
      ck_assert_int_eq (times[k], begin + (sum >> parts));
    }
    ck_assert_int_eq (rest, sum & (((gint64) 1 << parts) - 1));
  }
}
END_TEST

START_TEST (a_word_is_split_into_a_number_below_n_and_a_rest)
{
  guint32 word[N] = { 0 }, below[N], rest[N], doubt = 1;
  for (int k = 0; k < N; k++) word[k] = 1000003u * (guint32) (k + 1);
  rlif_batch_split (word, 9973, 2385, below, rest, &doubt);
  ck_assert_uint_eq (doubt, 0);
  for (int k = 0; k < N; k++) {
    ck_assert_uint_eq (below[k], 2385 + ((guint64) word[k] * 9973 >> 32));
    ck_assert_uint_eq (rest[k], (guint64) word[k] * 9973 & G_MAXUINT32);
  }
  word[N - 1] = 0;   /* product 0 */
  rlif_batch_split (word, 9973, 2385, below, rest, &doubt);
  ck_assert_uint_ne (doubt, 0);
}
END_TEST

START_TEST (bits_and_exponentials_are_the_next_of_the_stream)
{
  RlifStream one, many;
  guint32 bits[RLIF_BATCH];
  double exponential[RLIF_BATCH / 2];
  rlif_stream_init (&one, 2385, RLIF_PURPOSE_CONNECT, "x", 17);
  many = one;
  for (int round = 0; round < 50; round++) {
    rlif_batch_bits (&many, bits);
    for (guint k = 0; k < RLIF_BATCH; k++) ck_assert_uint_eq (bits[k], rlif_stream_bits (&one));
    rlif_batch_exponentials (&many, exponential);
    for (guint k = 0; k < RLIF_BATCH / 2; k++) ck_assert (exponential[k] == rlif_stream_exponential (&one));
  }
}
END_TEST

START_TEST (growth_is_the_exponential_of_a_span_in_time_constants)
{
  gint64 time[N];
  double factor[N];
  for (int k = 0; k < N; k++) time[k] = 123456789 + (gint64) (rlif_stream_uniform (&stream) * 2e14) * (k % 3 - 1);
  time[5] = G_MAXINT64;
  rlif_batch_growth (time, 123456789, 1e12, 13.37, factor);
  for (int k = 0; k < N; k++) ck_assert (factor[k] == rlif_exp ((double) (time[k] - 123456789) / 1e12 / 13.37));
}
END_TEST

START_TEST (many_exponentials_are_those_of_one_at_a_time)
{
  for (int round = 0; round < 5000; round++) {
    double x[N], four[4], many[N];
    for (int k = 0; k < N; k++) x[k] = 1600 * (rlif_stream_uniform (&stream) - 0.5) * (round % 3 ? 1 : 1e-3);
    rlif_batch_exp (x, four);
    rlif_batch_many_exp (x, many);
    for (int k = 0; k < 4; k++) ck_assert (four[k] == rlif_exp (x[k]));
    for (int k = 0; k < N; k++) ck_assert (many[k] == rlif_exp (x[k]));
  }
}
END_TEST

#define GUARD 32          /* numbers beyond the last one */
#define UNTOUCHED 0xa5c3e197u

/* The first word, of those that come next, with which a number below n is not sure to be without bias: 128 if there is
 * none. */
static guint
first_doubtful (RlifStream s, guint32 below)
{
  guint k = 0;
  while (k < RLIF_BATCH_MOST && (guint32) ((guint64) rlif_stream_bits (&s) * below) >= below) k++;
  return k;
}

/* Numbers for one request, against those of the stream. Returns: were they to be used? */
static gboolean
check_numbers (const RlifStream *next, guint n, guint32 below, guint32 skipped)
{
  const RlifStream before = *next;
  RlifStream simple = *next;
  guint32 number[RLIF_BATCH_MOST + GUARD];
  for (guint k = 0; k < G_N_ELEMENTS (number); k++) number[k] = UNTOUCHED;
  const gboolean fit = rlif_batch_numbers (next, n, below, skipped, number);
  guint wrong = 0;
  for (guint k = 0; k < GUARD; k++) wrong += number[RLIF_BATCH_MOST + k] != UNTOUCHED;
  ck_assert_msg (wrong == 0, "%u numbers beyond the last one were written", wrong);
  ck_assert_mem_eq (next, &before, sizeof before);
  const guint doubtful = first_doubtful (before, below), looked_at = (n + N - 1) / N * N;
  ck_assert (fit ? doubtful >= n : doubtful < looked_at);
  for (guint k = 0; fit && k < n; k++) {
    const guint32 plain = rlif_stream_below (&simple, below);
    wrong += number[k] != plain + (plain >= skipped);
  }
  ck_assert_msg (wrong == 0, "%u of %u numbers below %u are wrong", wrong, n, below);
  return fit;
}

/* Streams of items beyond 2^32, too, and blocks that carry into the next word. */
START_TEST (numbers_below_n_are_those_of_the_stream_but_for_one_that_is_stepped_over)
{
  static const guint32 below[] = { 1, 2, 1000, 999999, (1u << 31) + 1, G_MAXUINT32 };
  static const guint64 item[] = { 0, 2385, G_GUINT64_CONSTANT (0x2b00000c1d) }, block[] = { 0, 7, 0xfffffff3 };
  for (guint j = 0; j < G_N_ELEMENTS (below); j++) {
    const guint32 skipped[] = { 0, below[j] / 2, G_MAXUINT32 };
    guint used = 0, all = 0;
    for (guint n = 1; n <= RLIF_BATCH_MOST; n++)
      for (guint k = 0; k < 27; k++, all++) {
        RlifStream s = stream;
        rlif_stream_restart (&s, item[k % 3] + n);
        s.block = block[k / 3 % 3];
        used += check_numbers (&s, n, below[j], skipped[k / 9]);
      }
    if (below[j] <= 1000) ck_assert_uint_ge (used, all - 2);
    if (below[j] >= 1u << 31) ck_assert_uint_lt (used, all / 4);   /* such words are not rare */
  }
}
END_TEST

/* As about one in four hundred of these streams has it. */
START_TEST (numbers_are_refused_where_a_word_must_be_drawn_again)
{
  const guint32 below = 3000001, reject = -below % below;
  guint again = 0;
  for (guint64 item = 0; item < 30000; item++) {
    RlifStream s = stream;
    rlif_stream_restart (&s, item);
    RlifStream words = s;
    gboolean must = FALSE;
    for (guint k = 0; k < 5; k++) must |= (guint32) ((guint64) rlif_stream_bits (&words) * below) < reject;
    again += must;
    const gboolean used = check_numbers (&s, 5, below, 17);
    ck_assert (!(must && used));
  }
  ck_assert_uint_gt (again, 10);
}
END_TEST

TEST_MAIN_WITH (setup, NULL, "batch", words_are_those_of_the_stream,
                bits_and_exponentials_are_the_next_of_the_stream, many_exponentials_are_those_of_one_at_a_time,
                growth_is_the_exponential_of_a_span_in_time_constants, factors_are_exponentials,
                intervals_are_rounded_exponential_numbers,
                the_longest_and_the_shortest_interval_are_right,
                moments_are_sums_of_intervals_rounded_down, a_word_is_split_into_a_number_below_n_and_a_rest,
                numbers_below_n_are_those_of_the_stream_but_for_one_that_is_stepped_over,
                numbers_are_refused_where_a_word_must_be_drawn_again)
