/* Streams of random numbers on Philox4x32-10 (Random123).
 *
 * The key of a stream is itself a Philox block of (purpose, name of the object) under the seed;
 * the counter is (block, item). */
#include <Random123/philox.h>
#include <rlif/math.h>
#include <rlif/random.h>

static inline void
philox (const guint32 key[2], guint64 low, guint64 high, guint32 word[4])
{
  const philox4x32_key_t k = { { key[0], key[1] } };
  const philox4x32_ctr_t c = { { (guint32) low, (guint32) (low >> 32), (guint32) high,
                                 (guint32) (high >> 32) } };
  const philox4x32_ctr_t r = philox4x32 (c, k);
  for (int i = 0; i < 4; i++) word[i] = r.v[i];
}

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static guint64
hash_name (const char *name)
{
  guint64 h = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  for (; *name; name++) h = (h ^ (guint8) *name) * G_GUINT64_CONSTANT (0x100000001b3);
  return h;
}

void
rlif_stream_init (RlifStream *stream, guint64 seed, RlifPurpose purpose, const char *object,
                  guint64 item)
{
  const guint32 key[2] = { (guint32) seed, (guint32) (seed >> 32) };
  guint32 word[4];
  philox (key, hash_name (object), (guint64) purpose, word);
  stream->key[0] = word[0];
  stream->key[1] = word[1];
  rlif_stream_restart (stream, item);
}

void
rlif_stream_restart (RlifStream *stream, guint64 item)
{
  stream->item = item;
  stream->block = 0;
  stream->left = 0;
}

guint32
rlif_stream_bits (RlifStream *stream)
{
  if (stream->left == 0) {
    philox (stream->key, stream->block++, stream->item, stream->word);
    stream->left = 4;
  }
  return stream->word[4 - stream->left--];
}

double
rlif_stream_uniform (RlifStream *stream)
{
  const guint64 high = rlif_stream_bits (stream);
  const guint64 bits = (high << 32 | rlif_stream_bits (stream)) >> 12;
  return ((double) bits + 0.5) * 0x1p-52;
}

guint32
rlif_stream_below (RlifStream *stream, guint32 n)
{
  guint64 product = (guint64) rlif_stream_bits (stream) * n;
  if ((guint32) product < n) {
    const guint32 reject = -n % n;
    while ((guint32) product < reject) product = (guint64) rlif_stream_bits (stream) * n;
  }
  return (guint32) (product >> 32);
}

double
rlif_stream_exponential (RlifStream *stream)
{
  return -rlif_log (rlif_stream_uniform (stream));
}

double
rlif_stream_normal (RlifStream *stream)
{
  for (;;) {
    const double x = 2 * rlif_stream_uniform (stream) - 1;
    const double y = 2 * rlif_stream_uniform (stream) - 1;
    const double r = x * x + y * y;
    if (r < 1 && r > 0) return x * sqrt (-2 * rlif_log (r) / r);
  }
}
