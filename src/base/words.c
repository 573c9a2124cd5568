/* Philox4x32-10 for many counters at once: the rounds of Salmon, Moraes, Dror & Shaw 2011,
 * doi:10.1145/2063384.2063405, which Random123 does for one. Compilers do not find the instruction that multiplies the
 * lower halves of 64-bit lanes, so that it is asked for by name where there is one. */
#include "base/batch.h"

#define BLOCKS RLIF_BATCH_BLOCKS
#define ROUNDS 10
#define MULTIPLIER_0 0xd2511f53u
#define MULTIPLIER_2 0xcd9e8d57u
#define STEP_0 0x9e3779b9u
#define STEP_1 0xbb67ae85u

static void
words_narrow (const RlifStream *stream, guint64 block, guint32 word[4][BLOCKS])
{
  for (guint b = 0; b < BLOCKS; b++) {
    guint32 c0 = (guint32) (block + b), c1 = (guint32) ((block + b) >> 32);
    guint32 c2 = (guint32) stream->item, c3 = (guint32) (stream->item >> 32);
    guint32 key0 = stream->key[0], key1 = stream->key[1];
    for (int round = 0; round < ROUNDS; round++, key0 += STEP_0, key1 += STEP_1) {
      const guint64 p0 = (guint64) c0 * MULTIPLIER_0, p2 = (guint64) c2 * MULTIPLIER_2;
      c0 = (guint32) (p2 >> 32) ^ c1 ^ key0;
      c1 = (guint32) p2;
      c2 = (guint32) (p0 >> 32) ^ c3 ^ key1;
      c3 = (guint32) p0;
    }
    word[0][b] = c0;
    word[1][b] = c1;
    word[2][b] = c2;
    word[3][b] = c3;
  }
}

static gboolean
numbers_by_words (const RlifStream *stream, guint n, guint32 below, guint32 skipped, guint32 number[])
{
  RlifStream next = *stream;
  guint32 doubt = 0;
  for (guint k = 0; k < n && !doubt; k += RLIF_BATCH) {
    guint32 bits[RLIF_BATCH];
    rlif_batch_bits (&next, bits);
    rlif_batch_step_over (bits, below, skipped, number + k, &doubt);
  }
  return doubt == 0;
}

#if defined __x86_64__ && defined __GNUC__
#include <immintrin.h>

/* Each lane of 64 bits has one word of a block in its lower half; what is left in the upper half does not matter. All
 * blocks go through a round together: a multiplication takes long, but the next one need not wait for it. */
__attribute__ ((target ("avx2"))) static void
half_avx2 (const RlifStream *stream, guint64 block, guint32 *word)
{
  enum { GROUPS = BLOCKS / 8 };
  const __m256i m0 = _mm256_set1_epi64x (MULTIPLIER_0), m2 = _mm256_set1_epi64x (MULTIPLIER_2);
  const __m256i even = _mm256_set_epi32 (7, 5, 3, 1, 6, 4, 2, 0);
  __m256i c[4][GROUPS];
  guint32 key0 = stream->key[0], key1 = stream->key[1];
#pragma GCC unroll 4
  for (int g = 0; g < GROUPS; g++) {
    c[0][g] = _mm256_add_epi64 (_mm256_set1_epi64x ((gint64) block + 4 * g), _mm256_set_epi64x (3, 2, 1, 0));
    c[1][g] = _mm256_srli_epi64 (c[0][g], 32);
    c[2][g] = _mm256_set1_epi64x ((gint64) stream->item);
    c[3][g] = _mm256_srli_epi64 (c[2][g], 32);
  }
  for (int round = 0; round < ROUNDS; round++, key0 += STEP_0, key1 += STEP_1) {
#pragma GCC unroll 4
    for (int g = 0; g < GROUPS; g++) {
      const __m256i p0 = _mm256_mul_epu32 (c[0][g], m0), p2 = _mm256_mul_epu32 (c[2][g], m2);
      const __m256i x0 = _mm256_xor_si256 (c[1][g], _mm256_set1_epi64x (key0));
      const __m256i x2 = _mm256_xor_si256 (c[3][g], _mm256_set1_epi64x (key1));
      c[0][g] = _mm256_xor_si256 (_mm256_srli_epi64 (p2, 32), x0);
      c[1][g] = p2;
      c[2][g] = _mm256_xor_si256 (_mm256_srli_epi64 (p0, 32), x2);
      c[3][g] = p0;
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
#pragma GCC unroll 4
    for (int g = 0; g < GROUPS; g++)
      _mm_storeu_si128 ((__m128i *) (void *) &word[i * BLOCKS + 4 * g],
                        _mm256_castsi256_si128 (_mm256_permutevar8x32_epi32 (c[i][g], even)));
}

static void
words_avx2 (const RlifStream *stream, guint64 block, guint32 word[4][BLOCKS])
{
  half_avx2 (stream, block, word[0]);
  half_avx2 (stream, block + BLOCKS / 2, word[0] + BLOCKS / 2);
}

#define MOST_GROUPS (RLIF_BATCH_MOST / 32)
#define WIDE __attribute__ ((target ("avx512f")))

/* The words of 8 blocks a group, in the lower halves of c. */
WIDE static inline __attribute__ ((always_inline)) void
blocks_avx512 (const RlifStream *stream, guint64 block, const int groups, __m512i c[4][MOST_GROUPS])
{
  const __m512i m0 = _mm512_set1_epi64 (MULTIPLIER_0), m2 = _mm512_set1_epi64 (MULTIPLIER_2);
  guint32 key0 = stream->key[0], key1 = stream->key[1];
#pragma GCC unroll 4
  for (int g = 0; g < groups; g++) {
    c[0][g] = _mm512_add_epi64 (_mm512_set1_epi64 ((gint64) block + 8 * g), _mm512_set_epi64 (7, 6, 5, 4, 3, 2, 1, 0));
    c[1][g] = _mm512_srli_epi64 (c[0][g], 32);
    c[2][g] = _mm512_set1_epi64 ((gint64) stream->item);
    c[3][g] = _mm512_srli_epi64 (c[2][g], 32);
  }
  for (int round = 0; round < ROUNDS; round++, key0 += STEP_0, key1 += STEP_1) {
#pragma GCC unroll 4
    for (int g = 0; g < groups; g++) {
      const __m512i p0 = _mm512_mul_epu32 (c[0][g], m0), p2 = _mm512_mul_epu32 (c[2][g], m2);
      const __m512i x0 = _mm512_xor_si512 (c[1][g], _mm512_set1_epi64 (key0));
      const __m512i x2 = _mm512_xor_si512 (c[3][g], _mm512_set1_epi64 (key1));
      c[0][g] = _mm512_xor_si512 (_mm512_srli_epi64 (p2, 32), x0);
      c[1][g] = p2;
      c[2][g] = _mm512_xor_si512 (_mm512_srli_epi64 (p0, 32), x2);
      c[3][g] = p0;
    }
  }
}

WIDE static void
words_avx512 (const RlifStream *stream, guint64 block, guint32 word[4][BLOCKS])
{
  enum { GROUPS = BLOCKS / 8 };
  __m512i c[4][MOST_GROUPS];
  blocks_avx512 (stream, block, GROUPS, c);
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
#pragma GCC unroll 4
    for (int g = 0; g < GROUPS; g++)
      _mm256_storeu_si256 ((__m256i *) (void *) &word[i][8 * g], _mm512_cvtepi64_epi32 (c[i][g]));
}

/* Numbers below n instead of the words, those from `skipped` on one more. */
WIDE static inline __m512i
number_avx512 (__m512i word, __m512i n, __m512i skipped, __mmask16 *doubt)
{
  const __m512i product = _mm512_mul_epu32 (word, n), below = _mm512_srli_epi64 (product, 32);
  *doubt |= _mm512_cmplt_epu32_mask (product, n);
  return _mm512_mask_add_epi64 (below, _mm512_cmpge_epu64_mask (below, skipped), below, _mm512_set1_epi64 (1));
}

WIDE static inline __attribute__ ((always_inline)) guint32
numbers_avx512 (const RlifStream *stream, const int groups, guint32 below, guint32 skipped, guint32 number[])
{
  const __m512i n = _mm512_set1_epi64 (below), skip = _mm512_set1_epi64 (skipped);
  const __m512i first = _mm512_set_epi64 (11, 3, 10, 2, 9, 1, 8, 0), last = _mm512_set_epi64 (15, 7, 14, 6, 13, 5, 12, 4);
  __m512i c[4][MOST_GROUPS];
  __mmask16 doubt = 0;
  blocks_avx512 (stream, stream->block, groups, c);
#pragma GCC unroll 4
  for (int g = 0; g < groups; g++) {
    for (int i = 0; i < 4; i++) c[i][g] = number_avx512 (c[i][g], n, skip, &doubt);
    const __m512i c01 = _mm512_or_si512 (c[0][g], _mm512_slli_epi64 (c[1][g], 32));
    const __m512i c23 = _mm512_or_si512 (c[2][g], _mm512_slli_epi64 (c[3][g], 32));
    _mm512_storeu_si512 (&number[32 * g], _mm512_permutex2var_epi64 (c01, first, c23));
    _mm512_storeu_si512 (&number[32 * g + 16], _mm512_permutex2var_epi64 (c01, last, c23));
  }
  return doubt;
}

WIDE static guint32
some_numbers_avx512 (const RlifStream *stream, guint groups, guint32 below, guint32 skipped, guint32 number[])
{
  switch (groups) {
  case 1: return numbers_avx512 (stream, 1, below, skipped, number);
  case 2: return numbers_avx512 (stream, 2, below, skipped, number);
  case 3: return numbers_avx512 (stream, 3, below, skipped, number);
  default: return numbers_avx512 (stream, 4, below, skipped, number);
  }
}

void
rlif_batch_words (const RlifStream *stream, guint64 block, guint32 word[4][BLOCKS])
{
  if (__builtin_cpu_supports ("avx512f"))
    words_avx512 (stream, block, word);
  else if (__builtin_cpu_supports ("avx2"))
    words_avx2 (stream, block, word);
  else
    words_narrow (stream, block, word);
}

gboolean
rlif_batch_numbers (const RlifStream *stream, guint n, guint32 below, guint32 skipped,
                    guint32 number[RLIF_BATCH_MOST])
{
  if (__builtin_cpu_supports ("avx512f"))
    return some_numbers_avx512 (stream, (n + 31) / 32, below, skipped, number) == 0;
  return numbers_by_words (stream, n, below, skipped, number);
}
#else
void
rlif_batch_words (const RlifStream *stream, guint64 block, guint32 word[4][BLOCKS])
{
  words_narrow (stream, block, word);
}

gboolean
rlif_batch_numbers (const RlifStream *stream, guint n, guint32 below, guint32 skipped, guint32 number[RLIF_BATCH_MOST])
{
  return numbers_by_words (stream, n, below, skipped, number);
}
#endif
