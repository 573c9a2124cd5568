/* States of some neurons at some moments. */
#include <rlif/record.h>

RlifTrace *
rlif_trace_new (const RlifPopulation *population, guint n_states, const guint state[],
                guint32 n_neurons, const guint32 neuron[], RlifTime first, RlifTime every,
                GArray *at)
{
  RlifTrace *trace = g_new (RlifTrace, 1);
  *trace = (RlifTrace) {
    .population = population,
    .n_states = n_states,
    .state = g_memdup2 (state, n_states * sizeof *state),
    .n_neurons = n_neurons,
    .neuron = g_memdup2 (neuron, n_neurons * sizeof *neuron),
    .first = first,
    .every = every,
    .at = at,
    .time = g_array_new (FALSE, FALSE, sizeof (RlifTime)),
    .value = g_array_new (FALSE, FALSE, sizeof (double)),
  };
  return trace;
}

void
rlif_trace_free (RlifTrace *trace)
{
  if (!trace) return;
  g_free (trace->state);
  g_free (trace->neuron);
  if (trace->at) g_array_unref (trace->at);
  g_array_unref (trace->time);
  g_array_unref (trace->value);
  g_free (trace);
}

static RlifTime
next_look (gpointer data)
{
  const RlifTrace *trace = data;
  const guint done = trace->time->len;
  if (trace->every > 0)
    return done ? rlif_after (g_array_index (trace->time, RlifTime, done - 1), trace->every)
                : trace->first;
  return done < trace->at->len ? g_array_index (trace->at, RlifTime, done) : RLIF_NEVER;
}

static void
on_look (gpointer data, const RlifSimulation *simulation, RlifTime at)
{
  RlifTrace *trace = data;
  g_array_append_val (trace->time, at);
  for (guint j = 0; j < trace->n_states; j++)
    for (guint32 i = 0; i < trace->n_neurons; i++) {
      const double value = rlif_simulation_get_state (simulation, trace->population,
                                                      trace->neuron[i], trace->state[j]);
      g_array_append_val (trace->value, value);
    }
}

RlifObserver
rlif_trace_observer (RlifTrace *trace)
{
  return (RlifObserver) { .data = trace, .next_look = next_look, .on_look = on_look };
}
