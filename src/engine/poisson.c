/* Exact Poisson input. */
#include "engine/poisson.h"

void
rlif_poisson_next (RlifPoissonProcess *process)
{
  const double gap = rlif_stream_exponential (&process->stream) / process->rate;
  if (!(gap < (double) (RLIF_NEVER - process->time) / 2)) {
    process->time = RLIF_NEVER;
    return;
  }
  process->time += (RlifTime) llrint (gap);
  process->target = process->first + rlif_stream_below (&process->stream, process->n_targets);
}

void
rlif_poisson_add (GArray *processes, const RlifNetwork *network, const RlifPoisson *poisson,
                  guint32 *number)
{
  const guint32 count = poisson->target->count;
  for (guint32 first = 0, block = 0; first < count; first += RLIF_POISSON_BLOCK, block++) {
    RlifPoissonProcess process = { .poisson = poisson, .number = (*number)++, .first = first,
                                   .n_targets = MIN (RLIF_POISSON_BLOCK, count - first) };
    process.rate = poisson->rate * process.n_targets / (1000.0 * (double) network->ticks_per_ms);
    rlif_stream_init (&process.stream, network->seed, RLIF_PURPOSE_POISSON, poisson->name, block);
    rlif_poisson_next (&process);
    g_array_append_val (processes, process);
  }
}
