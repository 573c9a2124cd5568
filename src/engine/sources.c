/* What comes from outside.
 *
 * Poisson: the processes of a fixed block of neurons are drawn as one of their summed rate, each of
 * whose spikes falls on a neuron of the block at random (superposition; exact). Its moments are sums
 * of exponential intervals, each rounded to the tick. */
#include <rlif/random.h>
#include "engine/sources.h"

/* Part of the results: the block keys the random stream. */
#define POISSON_BLOCK 4096

typedef enum { SPIKES, POISSON, CURRENT } SourceKind;

typedef struct {
  SourceKind kind;
  guint32 number;              /* of the source (an input: of its first channel) */
  gsize next;                  /* spikes and currents: position of the next */
  const RlifInput *input;
  const RlifCurrent *current;
  /* Poisson, one block: */
  const RlifPoisson *poisson;
  RlifStream stream;
  guint32 first_target, n_targets;
  double rate;                 /* of the block, in spikes per tick */
  RlifTime time;               /* of the last arrival */
} Source;

struct RlifSources {
  const RlifNetwork *network;
  GArray *source;              /* of Source; RlifEvent.k tells which */
};

static RlifTime
spike_time (const RlifInput *input, gsize index)
{
  if (input->kind == RLIF_INPUT_SPIKES) return index < input->n ? input->time[index] : RLIF_NEVER;
  return index > (gsize) ((RLIF_NEVER - input->start) / input->interval)
           ? RLIF_NEVER : input->start + (RlifTime) index * input->interval;
}

static void
queue_spike (Source *source, guint32 k, RlifQueue *queue)
{
  const RlifTime time = spike_time (source->input, source->next);
  if (time == RLIF_NEVER) return;
  rlif_queue_push (queue, &(RlifEvent) { .time = time, .kind = RLIF_EVENT_EMIT,
                                         .source = source->number, .k = k });
}

static void
queue_step (Source *source, guint32 k, RlifQueue *queue)
{
  if (source->next == source->current->n) return;
  rlif_queue_push (queue, &(RlifEvent) { .time = source->current->time[source->next],
                                         .kind = RLIF_EVENT_CURRENT, .source = source->number,
                                         .k = k });
}

static void
queue_arrival (Source *source, guint32 k, RlifQueue *queue)
{
  const double gap = rlif_stream_exponential (&source->stream) / source->rate;
  if (!(gap < (double) (RLIF_NEVER - source->time) / 2)) return;
  source->time += (RlifTime) llrint (gap);
  const guint32 target = source->first_target
                         + rlif_stream_below (&source->stream, source->n_targets);
  rlif_queue_push (queue, &(RlifEvent) { .time = source->time, .kind = RLIF_EVENT_OUTSIDE,
                                         .source = source->number,
                                         .projection = RLIF_NO_PROJECTION, .k = k,
                                         .target = target, .port = source->poisson->port,
                                         .weight = source->poisson->weight });
}

static void
add_poisson (RlifSources *sources, const RlifPoisson *poisson, guint32 first_neuron,
             guint32 *number)
{
  const RlifNetwork *network = sources->network;
  const guint32 count = poisson->target->count;
  for (guint32 first = 0, block = 0; first < count; first += POISSON_BLOCK, block++) {
    Source source = { .kind = POISSON, .number = (*number)++, .poisson = poisson,
                      .first_target = first_neuron + first,
                      .n_targets = MIN (POISSON_BLOCK, count - first) };
    source.rate = poisson->rate * source.n_targets / (1000.0 * (double) network->ticks_per_ms);
    rlif_stream_init (&source.stream, network->seed, RLIF_PURPOSE_POISSON, poisson->name, block);
    g_array_append_val (sources->source, source);
  }
}

static void
queue_first_events (RlifSources *sources, RlifQueue *queue)
{
  for (guint k = 0; k < sources->source->len; k++) {
    Source *source = &g_array_index (sources->source, Source, k);
    if (source->kind == SPIKES) queue_spike (source, k, queue);
    if (source->kind == POISSON) queue_arrival (source, k, queue);
    if (source->kind == CURRENT) queue_step (source, k, queue);
  }
}

RlifSources *
rlif_sources_new (const RlifNetwork *network, guint32 first_source, const guint32 first_neuron[],
                  RlifQueue *queue)
{
  RlifSources *sources = g_new (RlifSources, 1);
  sources->network = network;
  sources->source = g_array_new (FALSE, FALSE, sizeof (Source));
  guint32 number = first_source;
  for (guint k = 0; k < network->inputs->len; k++) {
    const RlifInput *input = network->inputs->pdata[k];
    const Source source = { .kind = SPIKES, .number = number, .input = input };
    g_array_append_val (sources->source, source);
    number += input->channels;
  }
  for (guint k = 0; k < network->poissons->len; k++) {
    const RlifPoisson *poisson = network->poissons->pdata[k];
    add_poisson (sources, poisson, first_neuron[poisson->target->index], &number);
  }
  for (guint k = 0; k < network->currents->len; k++) {
    const Source source = { .kind = CURRENT, .number = number++,
                            .current = network->currents->pdata[k] };
    g_array_append_val (sources->source, source);
  }
  queue_first_events (sources, queue);
  return sources;
}

void
rlif_sources_free (RlifSources *sources)
{
  if (!sources) return;
  g_array_unref (sources->source);
  g_free (sources);
}

RlifEmission
rlif_sources_emit (RlifSources *sources, const RlifEvent *event, RlifQueue *queue)
{
  Source *source = &g_array_index (sources->source, Source, event->k);
  const RlifInput *input = source->input;
  const RlifEmission emission = {
    input, input->kind == RLIF_INPUT_SPIKES ? input->channel[source->next] : 0 };
  source->next++;
  queue_spike (source, event->k, queue);
  return emission;
}

/* The sum of all current inputs of a population after their last steps. */
static double
current_into (const RlifSources *sources, const RlifPopulation *target)
{
  double sum = 0;
  for (guint k = 0; k < sources->source->len; k++) {
    const Source *source = &g_array_index (sources->source, Source, k);
    if (source->kind == CURRENT && source->current->target == target && source->next > 0)
      sum += source->current->current[source->next - 1];
  }
  return sum;
}

RlifCurrentStep
rlif_sources_step (RlifSources *sources, const RlifEvent *event, RlifQueue *queue)
{
  Source *source = &g_array_index (sources->source, Source, event->k);
  const RlifPopulation *target = source->current->target;
  source->next++;
  queue_step (source, event->k, queue);
  return (RlifCurrentStep) { target->index, current_into (sources, target) };
}

void
rlif_sources_arrived (RlifSources *sources, const RlifEvent *event, RlifQueue *queue)
{
  if (event->projection == RLIF_NO_PROJECTION)
    queue_arrival (&g_array_index (sources->source, Source, event->k), event->k, queue);
}
