/* Streams of random numbers: known answers, distributions, independence. Seeds are fixed, so a
 * bound that holds once holds always; bounds are such that one right generator in a thousand would
 * fail. */
#include <rlif/random.h>
#include "check-main.h"

#define N 20000

static RlifStream stream;

static void
setup (void)
{
  rlif_stream_init (&stream, 20111112, RLIF_PURPOSE_CONNECT, "E -> I", 17);
}

/* A stream whose next block has this counter and key. */
static RlifStream
stream_at (const guint32 counter[4], const guint32 key[2])
{
  return (RlifStream) { .key = { key[0], key[1] },
                        .block = counter[0] | (guint64) counter[1] << 32,
                        .item = counter[2] | (guint64) counter[3] << 32 };
}

/* The vectors published with Random123 for Philox4x32-10: counter, key, result. */
START_TEST (philox_gives_the_published_answers)
{
  static const guint32 known[][10] = {
    { 0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 },
    { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
      0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd },
    { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0,
      0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } };
  for (guint k = 0; k < G_N_ELEMENTS (known); k++) {
    RlifStream s = stream_at (known[k], known[k] + 4);
    for (int i = 0; i < 4; i++) ck_assert_uint_eq (rlif_stream_bits (&s), known[k][6 + i]);
  }
}
END_TEST

/* Philox4x32-10 from the paper. */
static void
plain_philox (guint32 c[4], const guint32 key[2])
{
  guint32 k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    const guint64 a = (guint64) 0xd2511f53 * c[0], b = (guint64) 0xcd9e8d57 * c[2];
    const guint32 next[4] = { (guint32) (b >> 32) ^ c[1] ^ k0, (guint32) b,
                              (guint32) (a >> 32) ^ c[3] ^ k1, (guint32) a };
    memcpy (c, next, sizeof next);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
}

START_TEST (a_stream_is_philox_under_a_key_made_of_seed_purpose_and_name)
{
  const guint64 seed = G_GUINT64_CONSTANT (0x0123456789abcdef);
  const guint64 item = G_GUINT64_CONSTANT (0xfeed00000017);
  const guint32 seed_key[2] = { (guint32) seed, (guint32) (seed >> 32) };
  /* FNV-1a of "foobar" is published as 85944171f73967e8. */
  guint32 name[4] = { 0xf73967e8, 0x85944171, RLIF_PURPOSE_WEIGHT, 0 };
  plain_philox (name, seed_key);
  RlifStream s;
  rlif_stream_init (&s, seed, RLIF_PURPOSE_WEIGHT, "foobar", item);
  for (guint32 block = 0; block < 5; block++) {
    guint32 c[4] = { block, 0, (guint32) item, (guint32) (item >> 32) };
    plain_philox (c, name);
    for (int i = 0; i < 4; i++) ck_assert_uint_eq (rlif_stream_bits (&s), c[i]);
  }
}
END_TEST

START_TEST (a_stream_goes_on_beyond_2_to_the_32_blocks)
{
  const guint32 before[4] = { 0xffffffff, 6, 2, 3 }, after[4] = { 0, 7, 2, 3 }, key[2] = { 11, 13 };
  RlifStream s = stream_at (before, key), t = stream_at (after, key);
  for (int i = 0; i < 4; i++) rlif_stream_bits (&s);
  for (int i = 0; i < 4; i++) ck_assert_uint_eq (rlif_stream_bits (&s), rlif_stream_bits (&t));
}
END_TEST

START_TEST (restarting_is_beginning_anew_with_another_item)
{
  RlifStream fresh;
  for (int i = 0; i < 7; i++) rlif_stream_bits (&stream);   /* in the middle of a block */
  rlif_stream_restart (&stream, 4711);
  rlif_stream_init (&fresh, 20111112, RLIF_PURPOSE_CONNECT, "E -> I", 4711);
  for (int i = 0; i < 1000; i++)
    ck_assert_uint_eq (rlif_stream_bits (&stream), rlif_stream_bits (&fresh));
}
END_TEST

/* Correlation of two streams, times sqrt (N): normal with variance 1. */
static double
correlation (RlifStream a, RlifStream b)
{
  double sum = 0;
  for (int i = 0; i < N; i++)
    sum += (rlif_stream_uniform (&a) - 0.5) * (rlif_stream_uniform (&b) - 0.5);
  return 12 * sum / sqrt (N);
}

START_TEST (streams_that_differ_in_one_thing_are_independent)
{
  const guint64 high = G_GUINT64_CONSTANT (1) << 32;
  RlifStream other[8];
  rlif_stream_init (&other[0], 20111113, RLIF_PURPOSE_CONNECT, "E -> I", 17);
  rlif_stream_init (&other[1], 20111112 + high, RLIF_PURPOSE_CONNECT, "E -> I", 17);
  rlif_stream_init (&other[2], 20111112, RLIF_PURPOSE_WEIGHT, "E -> I", 17);
  rlif_stream_init (&other[3], 20111112, RLIF_PURPOSE_CONNECT, "E -> J", 17);
  rlif_stream_init (&other[4], 20111112, RLIF_PURPOSE_CONNECT, "I -> E", 17);
  rlif_stream_init (&other[5], 20111112, RLIF_PURPOSE_CONNECT, "", 17);
  rlif_stream_init (&other[6], 20111112, RLIF_PURPOSE_CONNECT, "E -> I", 18);
  rlif_stream_init (&other[7], 20111112, RLIF_PURPOSE_CONNECT, "E -> I", 17 + high);
  for (guint k = 0; k < G_N_ELEMENTS (other); k++) {
    const double r = correlation (stream, other[k]);
    ck_assert_msg (fabs (r) < 3.3, "%u: %g", k, r);
  }
  ck_assert_double_gt (correlation (stream, stream), 100);
}
END_TEST

START_TEST (a_uniform_number_is_an_odd_multiple_of_2_to_the_minus_53)
{
  for (int i = 0; i < N; i++) {
    const double u = rlif_stream_uniform (&stream), odd = u * 0x1p53;
    ck_assert (u > 0 && u < 1 && odd == floor (odd) && fmod (odd, 2) == 1);
  }
  RlifStream s = { .left = 4, .word = { 0, 0, 0xffffffff, 0xffffffff } };
  ck_assert (rlif_stream_uniform (&s) == 0x1p-53);
  ck_assert (rlif_stream_uniform (&s) == 1 - 0x1p-53);
}
END_TEST

static int
by_size (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Moments, and the statistic of Kolmogorov and Smirnov, of N numbers that should have this mean,
 * standard deviation and fourth moment about the mean. */
static void
check_distribution (double (*next) (RlifStream *), double (*below) (double), double mean, double sd,
                    double fourth)
{
  static double x[N];
  double sum = 0, square = 0, worst = 0;
  for (int i = 0; i < N; i++) {
    x[i] = next (&stream);
    sum += x[i] - mean;
    square += (x[i] - mean) * (x[i] - mean);
  }
  ck_assert_double_le (fabs (sum / sqrt (N)), 3.3 * sd);
  ck_assert_double_le (fabs (square / N - sd * sd) * sqrt (N), 3.3 * sqrt (fourth - pow (sd, 4)));
  qsort (x, N, sizeof *x, by_size);
  for (int i = 0; i < N; i++)
    worst = fmax (worst, fmax (below (x[i]) - (double) i / N, (i + 1.0) / N - below (x[i])));
  ck_assert_double_le (worst * sqrt (N), 1.95);
  ck_assert_double_gt (worst * sqrt (N), 0.3);
}

static double
uniform_below (double x)
{
  return x;
}

static double
exponential_below (double x)
{
  return x < 0 ? 0 : -expm1 (-x);
}

static double
normal_below (double x)
{
  return erfc (-x / M_SQRT2) / 2;
}

START_TEST (uniform_numbers_are_uniform)
{
  check_distribution (rlif_stream_uniform, uniform_below, 0.5, sqrt (1.0 / 12), 1.0 / 80);
}
END_TEST

START_TEST (exponential_numbers_are_exponential_with_mean_1)
{
  check_distribution (rlif_stream_exponential, exponential_below, 1, 1, 9);
}
END_TEST

START_TEST (normal_numbers_are_normal_with_variance_1)
{
  check_distribution (rlif_stream_normal, normal_below, 0, 1, 3);
}
END_TEST

START_TEST (an_exponential_number_is_minus_the_logarithm_of_a_uniform_one)
{
  for (int i = 0; i < 1000; i++) {
    RlifStream twin = stream;
    const double expected = -log (rlif_stream_uniform (&twin));
    ck_assert_double_eq_tol (rlif_stream_exponential (&stream), expected, 1e-14);
  }
}
END_TEST

START_TEST (numbers_that_follow_each_other_are_not_correlated)
{
  double a = 0, uniform = 0, normal = 0;
  for (int i = 0; i < N; i++) {
    const double b = rlif_stream_uniform (&stream) - 0.5;
    uniform += a * b;
    a = b;
  }
  ck_assert_double_le (fabs (12 * uniform / sqrt (N)), 3.3);
  a = 0;
  for (int i = 0; i < N; i++) {
    const double b = rlif_stream_normal (&stream);
    normal += a * b;
    a = b;
  }
  ck_assert_double_le (fabs (normal / sqrt (N)), 3.3);
}
END_TEST

/* Of 2^32 words, odd 2^shift numbers cannot each have the same share without rejection: for 3 2^30
 * a product that is only shifted would make 0, 3, 6... twice as frequent as the others. */
static void
check_bias (guint32 odd, int shift)
{
  int count[5] = { 0, 0, 0, 0, 0 };
  for (int i = 0; i < N; i++) {
    const guint32 k = rlif_stream_below (&stream, odd << shift);
    ck_assert_uint_lt (k, odd << shift);
    count[k % odd]++;
  }
  const double p = 1.0 / odd;
  for (guint32 r = 0; r < odd; r++)
    ck_assert_double_le (fabs (count[r] - N * p), 3.3 * sqrt (N * p * (1 - p)));
}

START_TEST (a_whole_number_below_n_has_no_bias)
{
  check_bias (3, 30);
  check_bias (5, 29);
}
END_TEST

START_TEST (whole_numbers_below_a_small_n_are_all_equally_frequent)
{
  int count[7] = { 0 };
  double chi2 = 0;
  for (int i = 0; i < N; i++) count[rlif_stream_below (&stream, 7)]++;
  for (int k = 0; k < 7; k++) chi2 += pow (count[k] - N / 7.0, 2) / (N / 7.0);
  ck_assert_double_le (chi2, 22.5);
  for (int i = 0; i < 100; i++) ck_assert_uint_eq (rlif_stream_below (&stream, 1), 0);
  const guint32 most = 0xffffffff;
  for (int i = 0; i < 100; i++) ck_assert_uint_lt (rlif_stream_below (&stream, most), most);
}
END_TEST

TEST_MAIN_WITH (setup, NULL, "random", philox_gives_the_published_answers,
                a_stream_is_philox_under_a_key_made_of_seed_purpose_and_name,
                a_stream_goes_on_beyond_2_to_the_32_blocks,
                restarting_is_beginning_anew_with_another_item,
                streams_that_differ_in_one_thing_are_independent,
                a_uniform_number_is_an_odd_multiple_of_2_to_the_minus_53,
                uniform_numbers_are_uniform, exponential_numbers_are_exponential_with_mean_1,
                normal_numbers_are_normal_with_variance_1,
                an_exponential_number_is_minus_the_logarithm_of_a_uniform_one,
                numbers_that_follow_each_other_are_not_correlated,
                a_whole_number_below_n_has_no_bias,
                whole_numbers_below_a_small_n_are_all_equally_frequent)
