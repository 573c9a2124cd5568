/* Exact Poisson input. */
#include <rlif/math.h>
#include "base/batch.h"
#include "engine/poisson.h"

#define N RLIF_POISSON_BATCH
#define MOST_PARTS 56u       /* with the intervals of a batch they make less than 2^63 */

/* Draws again where the words of a batch would favour some targets. */
static void
redraw (RlifPoissonProcess *process, const guint32 word[N], guint32 rest[N])
{
  const guint32 n = process->n_targets, reject = -n % n;
  for (int k = 0; k < N; k++) {
    guint64 product = (guint64) word[k] * n;
    while ((guint32) product < reject) product = (guint64) rlif_stream_bits (&process->stream) * n;
    process->targets[k] = process->first + (guint32) (product >> 32);
    rest[k] = (guint32) product;
  }
}

static void
draw_words (RlifStream *stream, guint32 word[N])
{
  rlif_batch_words (stream, stream->block, (guint32 (*)[RLIF_BATCH_BLOCKS]) word);
  stream->block += RLIF_BATCH_BLOCKS;
}

/* Sums intervals that are too long to be rounded by the batch, and may go beyond all time. */
static void
sum_long (const guint32 high[N], const guint32 low[N], double mean, RlifTime time, RlifTime times[N])
{
  for (int k = 0; k < N; k++) {
    const double whole = (double) (((guint64) high[k] << 32 | low[k]) >> 12);
    const double interval = -rlif_log ((whole + 0.5) * 0x1p-52) * mean;
    const gboolean ends = time == RLIF_NEVER || !(interval < (double) (RLIF_NEVER - time) / 2);
    times[k] = time = ends ? RLIF_NEVER : time + (RlifTime) llrint (interval);
  }
}

/* One word gives the target and the last bits of the interval, another the first bits. */
void
rlif_poisson_draw_batch (RlifPoissonProcess *process)
{
  guint32 word[N], high[N], low[N], doubt;
  RlifTime time = process->times[N - 1], interval[N];
  draw_words (&process->stream, word);
  draw_words (&process->stream, high);
  rlif_batch_split (word, process->n_targets, process->first, process->targets, low, &doubt);
  if (doubt) redraw (process, word, low);
  process->next = 0;
  process->factor_epoch = -1;
  if (process->mean > RLIF_BATCH_LARGEST_MEAN || time > RLIF_NEVER / 2) {
    sum_long (high, low, rlif_poisson_interval (process), time, process->times);
    return;
  }
  rlif_batch_intervals (high, low, process->mean, interval);
  rlif_batch_moments (interval, process->parts, time, process->times, &process->rest);
}

/* As many parts of a tick as a batch of intervals allows. */
static void
set_mean (RlifPoissonProcess *process, double ticks)
{
  process->mean = ticks;
  for (; process->mean <= RLIF_BATCH_LARGEST_MEAN / 2 && process->parts < MOST_PARTS; process->parts++)
    process->mean *= 2;
}

guint32
rlif_poisson_block (guint32 count)
{
  guint32 block = 2048;
  while ((guint64) block * 16 < count) block *= 2;
  return block;
}

void
rlif_poisson_add (GArray *processes, const RlifNetwork *network, const RlifPoisson *poisson,
                  guint32 *number)
{
  const guint32 count = poisson->target->count, size = rlif_poisson_block (count);
  for (guint32 first = 0, block = 0; first < count; first += MIN (size, count - first), block++) {
    RlifPoissonProcess process = { .poisson = poisson, .number = (*number)++, .first = first,
                                   .n_targets = MIN (size, count - first) };
    set_mean (&process, 1000.0 * (double) network->ticks_per_ms / (poisson->rate * process.n_targets));
    rlif_stream_init (&process.stream, network->seed, RLIF_PURPOSE_POISSON, poisson->name, block);
    process.next = N - 1;      /* of an empty batch that ends at time 0 */
    rlif_poisson_next (&process);
    g_array_append_val (processes, process);
  }
}
