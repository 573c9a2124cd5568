/* The network: owner of all its parts, and of their names. */
#include <rlif/registry.h>
#include <string.h>
#include "network/projection.h"
#include "network/structure.h"

static void
free_population (gpointer data)
{
  RlifPopulation *p = data;
  for (guint j = 0; j < p->model->n_state; j++) g_free (p->given[j]);
  g_free (p->given);
  g_free (p->par);
  g_free (p->name);
  g_free (p);
}

static void
free_input (gpointer data)
{
  RlifInput *input = data;
  g_free (input->name);
  g_free (input->time);
  g_free (input->channel);
  g_free (input);
}

static void
free_projection (gpointer data)
{
  rlif_projection_free (data);
}

static void
free_poisson (gpointer data)
{
  RlifPoisson *poisson = data;
  g_free (poisson->name);
  g_free (poisson);
}

static void
free_current (gpointer data)
{
  RlifCurrent *current = data;
  g_free (current->name);
  g_free (current->time);
  g_free (current->current);
  g_free (current);
}

RlifNetwork *
rlif_network_new (gint64 ticks_per_ms, guint64 seed)
{
  RlifNetwork *network = g_new (RlifNetwork, 1);
  network->ticks_per_ms = ticks_per_ms;
  network->seed = seed;
  network->populations = g_ptr_array_new_with_free_func (free_population);
  network->inputs = g_ptr_array_new_with_free_func (free_input);
  network->projections = g_ptr_array_new_with_free_func (free_projection);
  network->poissons = g_ptr_array_new_with_free_func (free_poisson);
  network->currents = g_ptr_array_new_with_free_func (free_current);
  network->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return network;
}

void
rlif_network_free (RlifNetwork *network)
{
  if (!network) return;
  g_ptr_array_unref (network->populations);
  g_ptr_array_unref (network->inputs);
  g_ptr_array_unref (network->projections);
  g_ptr_array_unref (network->poissons);
  g_ptr_array_unref (network->currents);
  g_hash_table_unref (network->names);
  g_free (network);
}

gint64
rlif_network_get_ticks_per_ms (const RlifNetwork *network)
{
  return network->ticks_per_ms;
}

guint
rlif_network_n_populations (const RlifNetwork *network)
{
  return network->populations->len;
}

RlifPopulation *
rlif_network_get_population (const RlifNetwork *network, guint index)
{
  g_return_val_if_fail (index < network->populations->len, NULL);
  return network->populations->pdata[index];
}

RlifPopulation *
rlif_network_find_population (const RlifNetwork *network, const char *name)
{
  for (guint k = 0; k < network->populations->len; k++) {
    RlifPopulation *p = network->populations->pdata[k];
    if (g_str_equal (p->name, name)) return p;
  }
  return NULL;
}

/* Is the name free? It is taken from now on. */
static gboolean
take_name (RlifNetwork *network, const char *name, GError **error)
{
  if (*name && g_hash_table_add (network->names, g_strdup (name))) return TRUE;
  if (*name)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "the name “%s” is already taken", name);
  else
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a part of a network needs a name");
  return FALSE;
}

RlifPopulation *
rlif_network_add_population (RlifNetwork *network, const char *name, const RlifModel *model,
                             guint32 count, GError **error)
{
  guint64 total = count;
  for (guint k = 0; k < network->populations->len; k++)
    total += ((RlifPopulation *) network->populations->pdata[k])->count;
  if (count == 0 || total >= G_MAXUINT32) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
                 "population “%s” of %u neurons: there must be at least one, and fewer than "
                 "4294967295 in the whole network", name, count);
    return NULL;
  }
  if (!take_name (network, name, error)) return NULL;
  RlifPopulation *p = g_new0 (RlifPopulation, 1);
  p->network = network;
  p->name = g_strdup (name);
  p->model = model;
  p->index = network->populations->len;
  p->count = count;
  p->par = g_new (double, model->n_param + 1);
  for (guint j = 0; j < model->n_param; j++) p->par[j] = model->param[j].init;
  p->given = g_new0 (double *, model->n_state);
  g_ptr_array_add (network->populations, p);
  return p;
}

static int
by_time (gconstpointer a, gconstpointer b, gpointer data)
{
  const RlifInput *input = data;
  const gsize i = *(const gsize *) a, j = *(const gsize *) b;
  if (input->time[i] != input->time[j]) return input->time[i] < input->time[j] ? -1 : 1;
  return input->channel[i] < input->channel[j] ? -1 : input->channel[i] > input->channel[j];
}

/* Copies the spikes in order of time, then channel. */
static void
sort_spikes (RlifInput *input, const RlifTime time[], const guint32 channel[])
{
  const RlifInput unsorted = { .time = (RlifTime *) time, .channel = (guint32 *) channel };
  g_autofree gsize *order = g_new (gsize, input->n + 1);
  for (gsize k = 0; k < input->n; k++) order[k] = k;
  g_qsort_with_data (order, (gint) input->n, sizeof *order, by_time, (gpointer) &unsorted);
  input->time = g_new (RlifTime, input->n + 1);
  input->channel = g_new (guint32, input->n + 1);
  for (gsize k = 0; k < input->n; k++) {
    input->time[k] = time[order[k]];
    input->channel[k] = channel[order[k]];
  }
}

static RlifInput *
add_input (RlifNetwork *network, const char *name, RlifInputKind kind, guint32 channels)
{
  RlifInput *input = g_new0 (RlifInput, 1);
  input->network = network;
  input->kind = kind;
  input->name = g_strdup (name);
  input->channels = channels;
  g_ptr_array_add (network->inputs, input);
  return input;
}

RlifInput *
rlif_network_add_spikes (RlifNetwork *network, const char *name, guint32 channels, gsize n,
                         const RlifTime time[], const guint32 channel[], GError **error)
{
  for (gsize k = 0; k < n; k++)
    if (time[k] < 0 || channel[k] >= channels) {
      g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                   "spike %" G_GSIZE_FORMAT " of input “%s”, in channel %u, is out of bounds: there "
                   "are %u channels, and no time before 0", k, name, channel[k], channels);
      return NULL;
    }
  if (n > G_MAXINT) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT, "input “%s” has more than 2^31 spikes", name);
    return NULL;
  }
  if (!take_name (network, name, error)) return NULL;
  RlifInput *input = add_input (network, name, RLIF_INPUT_SPIKES, channels);
  input->n = n;
  sort_spikes (input, time, channel);
  return input;
}

RlifInput *
rlif_network_add_regular (RlifNetwork *network, const char *name, RlifTime start,
                          RlifTime interval, GError **error)
{
  if (start < 0 || interval <= 0) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "input “%s”: the start must not be before 0, and the interval above 0", name);
    return NULL;
  }
  if (!take_name (network, name, error)) return NULL;
  RlifInput *input = add_input (network, name, RLIF_INPUT_REGULAR, 1);
  input->start = start;
  input->interval = interval;
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
  const RlifModel *model = target->model;
  const int p = port ? rlif_model_find_port (model, port)
                     : rlif_model_port_for_weight (model, weight);
  if (p < 0 && port)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN, "model %s has no port “%s”", model->name,
                 port);
  else if (p < 0)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "no port of model %s takes a weight of %g",
                 model->name, weight);
  else if (!(rate >= 0 && rate < HUGE_VAL))
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "a rate of %g Hz; it is 0 or more", rate);
  if (p < 0 || !(rate >= 0 && rate < HUGE_VAL) || !take_name (network, name, error)) return FALSE;
  RlifPoisson *poisson = g_new (RlifPoisson, 1);
  *poisson = (RlifPoisson) { g_strdup (name), target, rate, weight, (guint) p };
  g_ptr_array_add (network->poissons, poisson);
  return TRUE;
}

gboolean
rlif_network_add_current (RlifNetwork *network, const char *name, RlifPopulation *target, gsize n,
                          const RlifTime time[], const double current[], GError **error)
{
  if (!target->model->takes_current) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "model %s takes no current",
                 target->model->name);
    return FALSE;
  }
  for (gsize k = 0; k < n; k++)
    if (time[k] < 0 || (k && time[k] <= time[k - 1]) || !isfinite (current[k])) {
      g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                   "step %" G_GSIZE_FORMAT " of current “%s”: times must ascend from 0", k + 1, name);
      return FALSE;
    }
  if (!take_name (network, name, error)) return FALSE;
  RlifCurrent *c = g_new0 (RlifCurrent, 1);
  *c = (RlifCurrent) { g_strdup (name), target, n, g_memdup2 (time, n * sizeof *time),
                       g_memdup2 (current, n * sizeof *current) };
  g_ptr_array_add (network->currents, c);
  return TRUE;
}
