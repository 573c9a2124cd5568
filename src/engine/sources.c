/* What comes from outside. */
#include "engine/sources.h"

typedef enum { SPIKES, CURRENT } SourceKind;

typedef struct {
  SourceKind kind;
  guint32 number;              /* of the source (an input: of its first channel) */
  gsize next;                  /* position of the next spike or step */
  const RlifInput *input;
  const RlifCurrent *current;
} Source;

struct RlifSources {
  const RlifNetwork *network;
  GArray *source;              /* of Source; RlifEvent.k tells which */
  GArray *poisson;             /* of RlifPoissonProcess */
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
queue_first_events (RlifSources *sources, RlifQueue *queue)
{
  for (guint k = 0; k < sources->source->len; k++) {
    Source *source = &g_array_index (sources->source, Source, k);
    if (source->kind == SPIKES) queue_spike (source, k, queue);
    if (source->kind == CURRENT) queue_step (source, k, queue);
  }
}

RlifSources *
rlif_sources_new (const RlifNetwork *network, guint32 first_source, RlifQueue *queue)
{
  RlifSources *sources = g_new (RlifSources, 1);
  sources->network = network;
  sources->source = g_array_new (FALSE, FALSE, sizeof (Source));
  sources->poisson = g_array_new (FALSE, FALSE, sizeof (RlifPoissonProcess));
  guint32 number = first_source;
  for (guint k = 0; k < network->inputs->len; k++) {
    const RlifInput *input = network->inputs->pdata[k];
    const Source source = { .kind = SPIKES, .number = number, .input = input };
    g_array_append_val (sources->source, source);
    number += input->channels;
  }
  for (guint k = 0; k < network->poissons->len; k++)
    rlif_poisson_add (sources->poisson, network, network->poissons->pdata[k], &number);
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
  g_array_unref (sources->poisson);
  g_free (sources);
}

GArray *
rlif_sources_get_poisson (RlifSources *sources)
{
  return sources->poisson;
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
