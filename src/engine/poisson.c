/* Exact Poisson input. */
#include <rlif/math.h>
#include "engine/poisson.h"

#define N RLIF_POISSON_BATCH

/* Words of a stream, fetched ahead. */
typedef struct {
  RlifStream *stream;
  guint32 word[3 * N];   /* as many as are needed if no draw is rejected */
  guint next;
} Words;

static inline guint64
next_word (Words *words)
{
  return words->next < G_N_ELEMENTS (words->word) ? words->word[words->next++]
                                                  : rlif_stream_bits (words->stream);
}

/* rlif_stream_uniform () */
static inline double
uniform (Words *words)
{
  const guint64 high = next_word (words);
  return ((double) ((high << 32 | next_word (words)) >> 12) + 0.5) * 0x1p-52;
}

/* rlif_stream_below () */
static inline guint32
below (Words *words, guint32 n)
{
  guint64 product = next_word (words) * n;
  if ((guint32) product < n) {
    const guint32 reject = -n % n;
    while ((guint32) product < reject) product = next_word (words) * n;
  }
  return (guint32) (product >> 32);
}

/* The next N intervals [ticks] and targets. */
static void
draw (RlifPoissonProcess *process, double gap[], guint32 target[])
{
  Words words;
  words.stream = &process->stream;
  words.next = 0;
  rlif_stream_fill (words.stream, words.word, G_N_ELEMENTS (words.word));
  for (int k = 0; k < N; k++) {
    gap[k] = uniform (&words);
    target[k] = process->first + below (&words, process->n_targets);
  }
  for (int k = 0; k < N; k++) gap[k] = -rlif_log (gap[k]) * process->mean;
}

void
rlif_poisson_draw_batch (RlifPoissonProcess *process)
{
  double gap[N];
  RlifTime time = process->times[N - 1];
  draw (process, gap, process->targets);
  for (int k = 0; k < N; k++) {
    const gboolean ends = time == RLIF_NEVER || !(gap[k] < (double) (RLIF_NEVER - time) / 2);
    time = ends ? RLIF_NEVER : time + (RlifTime) llrint (gap[k]);
    process->times[k] = time;
  }
  process->next = 0;
  process->factor_epoch = -1;
}

void
rlif_poisson_add (GArray *processes, const RlifNetwork *network, const RlifPoisson *poisson,
                  guint32 *number)
{
  const guint32 count = poisson->target->count;
  for (guint32 first = 0, block = 0; first < count; first += RLIF_POISSON_BLOCK, block++) {
    RlifPoissonProcess process = { .poisson = poisson, .number = (*number)++, .first = first,
                                   .n_targets = MIN (RLIF_POISSON_BLOCK, count - first) };
    process.mean = 1000.0 * (double) network->ticks_per_ms / (poisson->rate * process.n_targets);
    rlif_stream_init (&process.stream, network->seed, RLIF_PURPOSE_POISSON, poisson->name, block);
    process.next = N - 1;      /* of an empty batch that ends at time 0 */
    rlif_poisson_next (&process);
    g_array_append_val (processes, process);
  }
}
