/* Inputs and states of systems, and how far apart two runs are. */
#include <math.h>
#include <rlif/random.h>
#include "base/memory.h"
#include "study/memory.h"

RlifStates *
rlif_states_new (gsize n_steps, gsize n_states)
{
  RlifStates *states = g_new (RlifStates, 1);
  *states = (RlifStates) { n_steps, n_states, g_new0 (double, n_steps * n_states) };
  return states;
}

gboolean
rlif_states_have_room (double numbers, GError **error)
{
  if (rlif_memory_has_room (numbers * sizeof (double))) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
               "states and readouts take %.3g GB of memory, which is not there; fewer steps, lags or neurons take less",
               numbers * sizeof (double) / 1e9);
  return FALSE;
}

void
rlif_states_free (RlifStates *states)
{
  if (!states) return;
  g_free (states->value);
  g_free (states);
}

double *
rlif_memory_input (guint64 seed, const char *name, gsize n)
{
  RlifStream stream;
  double *input = g_new (double, n);
  rlif_stream_init (&stream, seed, RLIF_PURPOSE_STATE, name, 0);
  for (gsize k = 0; k < n; k++) input[k] = 2 * rlif_stream_uniform (&stream) - 1;
  return input;
}

void
rlif_memory_separation (const RlifStates *a, const RlifStates *b, gsize common, const double scale[],
                        double distance[])
{
  const gsize n = a->n_states;
  g_return_if_fail (common >= 1 && common <= a->n_steps && a->n_steps == b->n_steps && n == b->n_states);
  for (gsize step = common - 1; step < a->n_steps; step++) {
    double squares = 0;
    for (gsize i = 0; i < n; i++) {
      const double apart = a->value[step * n + i] - b->value[step * n + i];
      if (scale[i] > 0) squares += (apart / scale[i]) * (apart / scale[i]);
    }
    distance[step - (common - 1)] = sqrt (squares);
  }
}
