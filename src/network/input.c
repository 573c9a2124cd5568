/* What comes from outside: listed and regular spikes, Poisson processes, currents. */
#include <math.h>
#include <rlif/units.h>
#include "network/projection.h"
#include "network/structure.h"

#define HIGHEST_RATE 1e9   /* Hz: more would be an endless wait */

static int
by_time (gconstpointer a, gconstpointer b, gpointer data)
{
  const RlifInput *input = data;
  const gsize i = *(const gsize *) a, j = *(const gsize *) b;
  if (input->time[i] != input->time[j]) return input->time[i] < input->time[j] ? -1 : 1;
  return input->channel[i] < input->channel[j] ? -1 : input->channel[i] > input->channel[j];
}

/* Copies the spikes in order of time, then channel. FALSE if there is no memory. */
static gboolean
sort_spikes (RlifInput *input, const RlifTime time[], const guint32 channel[])
{
  const RlifInput unsorted = { .time = (RlifTime *) time, .channel = (guint32 *) channel };
  g_autofree gsize *order = g_try_new (gsize, input->n + 1);
  input->time = g_try_new (RlifTime, input->n + 1);
  input->channel = g_try_new (guint32, input->n + 1);
  if (!order || !input->time || !input->channel) return FALSE;
  for (gsize k = 0; k < input->n; k++) order[k] = k;
  g_qsort_with_data (order, (gint) input->n, sizeof *order, by_time, (gpointer) &unsorted);
  for (gsize k = 0; k < input->n; k++) {
    input->time[k] = time[order[k]];
    input->channel[k] = channel[order[k]];
  }
  return TRUE;
}

static RlifInput *
new_input (RlifNetwork *network, const char *name, RlifInputKind kind, guint32 channels)
{
  RlifInput *input = g_new0 (RlifInput, 1);
  input->network = network;
  input->kind = kind;
  input->name = g_strdup (name);
  input->channels = channels;
  return input;
}

void
rlif_input_free (RlifInput *input)
{
  g_free (input->name);
  g_free (input->time);
  g_free (input->channel);
  g_free (input);
}

static gboolean
check_spikes (const RlifNetwork *network, const char *name, guint32 channels, gsize n,
              const RlifTime time[], const guint32 channel[], GError **error)
{
  for (gsize k = 0; k < n; k++) {
    if (time[k] >= 0 && time[k] <= RLIF_LONGEST && channel[k] < channels) continue;
    g_autofree char *at = rlif_time_format (time[k], network->ticks_per_ms, 12);
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "spike %" G_GSIZE_FORMAT " of input “%s”, at %s in channel %u, is out of bounds: "
                 "there are %u channels, counted from 0, and no time before 0 or beyond %"
                 G_GINT64_FORMAT " ticks", k, name, at, channel[k], channels, RLIF_LONGEST);
    return FALSE;
  }
  return TRUE;
}

RlifInput *
rlif_network_add_spikes (RlifNetwork *network, const char *name, guint32 channels, gsize n,
                         const RlifTime time[], const guint32 channel[], GError **error)
{
  const gboolean few = n <= G_MAXINT;    /* as g_qsort_with_data() can count */
  if (few && !check_spikes (network, name, channels, n, time, channel, error)) return NULL;
  RlifInput *input = new_input (network, name, RLIF_INPUT_SPIKES, channels);
  input->n = n;
  const gboolean sorted = few && sort_spikes (input, time, channel);
  if (!sorted)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
                 "the %" G_GSIZE_FORMAT " spikes of input “%s” are more than can be sorted", n, name);
  if (!sorted || !rlif_network_take_name (network, name, error)) {
    rlif_input_free (input);
    return NULL;
  }
  g_ptr_array_add (network->inputs, input);
  return input;
}

RlifInput *
rlif_network_add_regular (RlifNetwork *network, const char *name, RlifTime start,
                          RlifTime interval, GError **error)
{
  if (start < 0 || interval <= 0) {
    g_autofree char *value =
      rlif_time_format (start < 0 ? start : interval, network->ticks_per_ms, 12);
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "input “%s”: %s %s; it is %s", name,
                 start < 0 ? "a start at" : "an interval of", value,
                 start < 0 ? "0 or later" : "above 0");
    return NULL;
  }
  if (!rlif_network_take_name (network, name, error)) return NULL;
  RlifInput *input = new_input (network, name, RLIF_INPUT_REGULAR, 1);
  input->start = start;
  input->interval = interval;
  g_ptr_array_add (network->inputs, input);
  return input;
}

guint32
rlif_input_get_channels (const RlifInput *input)
{
  return input->channels;
}

gboolean
rlif_network_add_poisson (RlifNetwork *network, const char *name, RlifPopulation *target,
                          double rate, double weight, const char *port, GError **error)
{
  g_return_val_if_fail (target->network == network, FALSE);
  int chosen;
  if (!(rate >= 0 && rate <= HIGHEST_RATE)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a rate of %g Hz; it is 0 to %g Hz", rate, HIGHEST_RATE);
    return FALSE;
  }
  if (!rlif_check_weight (target->model, port, weight, &chosen, error)
      || !rlif_network_take_name (network, name, error))
    return FALSE;
  RlifPoisson *poisson = g_new (RlifPoisson, 1);
  *poisson = (RlifPoisson) { g_strdup (name), target, rate, weight, (guint) chosen };
  g_ptr_array_add (network->poissons, poisson);
  return TRUE;
}

static gboolean
check_step (const RlifNetwork *network, const char *name, gsize k, const RlifTime time[],
            double current, GError **error)
{
  const gboolean ascends = time[k] >= 0 && (k == 0 || time[k] > time[k - 1]);
  if (ascends && isfinite (current)) return TRUE;
  g_autofree char *at = rlif_time_format (time[k], network->ticks_per_ms, 12);
  if (!ascends)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "current “%s”, the step at %s: the times of steps must ascend from 0", name, at);
  else
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "current “%s”, the step at %s: %g pA is not a finite number", name, at, current);
  return FALSE;
}

gboolean
rlif_network_add_current (RlifNetwork *network, const char *name, RlifPopulation *target, gsize n,
                          const RlifTime time[], const double current[], GError **error)
{
  g_return_val_if_fail (target->network == network, FALSE);
  if (!target->model->takes_current) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "model %s takes no current",
                 target->model->name);
    return FALSE;
  }
  for (gsize k = 0; k < n; k++)
    if (!check_step (network, name, k, time, current[k], error)) return FALSE;
  if (!rlif_network_take_name (network, name, error)) return FALSE;
  RlifCurrent *c = g_new (RlifCurrent, 1);
  *c = (RlifCurrent) { g_strdup (name), target, n, g_memdup2 (time, n * sizeof *time),
                       g_memdup2 (current, n * sizeof *current) };
  g_ptr_array_add (network->currents, c);
  return TRUE;
}
