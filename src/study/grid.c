/* What comes from outside: the same moments as in an event-driven run, handed out point by point. */
#include "engine/sources.h"
#include "study/grid.h"

struct RlifGridInput {
  RlifQueue *queue;
  RlifSources *sources;
};

RlifGridInput *
rlif_grid_input_new (const RlifNetwork *network)
{
  RlifGridInput *input = g_new (RlifGridInput, 1);
  input->queue = rlif_queue_new ();
  input->sources = rlif_sources_new (network, 0, input->queue);
  return input;
}

void
rlif_grid_input_free (RlifGridInput *input)
{
  if (!input) return;
  rlif_sources_free (input->sources);
  rlif_queue_free (input->queue);
  g_free (input);
}

static void
take_event (RlifGridInput *input, const RlifGridListener *listener)
{
  const RlifEvent event = rlif_queue_pop (input->queue);
  if (event.kind == RLIF_EVENT_EMIT) {
    const RlifEmission e = rlif_sources_emit (input->sources, &event, input->queue);
    listener->on_spike (listener->data, e.input, e.channel, event.time);
    return;
  }
  const RlifCurrentStep step = rlif_sources_step (input->sources, &event, input->queue);
  listener->on_current (listener->data, step.population, step.current);
}

void
rlif_grid_input_take (RlifGridInput *input, RlifTime until, const RlifGridListener *listener)
{
  GArray *poisson = rlif_sources_get_poisson (input->sources);
  while (rlif_queue_next_time (input->queue) <= until) take_event (input, listener);
  for (guint k = 0; k < poisson->len; k++) {
    RlifPoissonProcess *process = &g_array_index (poisson, RlifPoissonProcess, k);
    for (; process->time <= until; rlif_poisson_next (process))
      listener->on_poisson (listener->data, process->poisson, process->target);
  }
}
