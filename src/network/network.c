/* The network: owner of all its parts, and of their names. */
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
  rlif_input_free (data);
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

static gboolean
is_resolution (gint64 ticks_per_ms)
{
  for (gint64 power = 1; power <= G_GINT64_CONSTANT (1000000000000); power *= 10)
    if (ticks_per_ms == power) return TRUE;
  return FALSE;
}

RlifNetwork *
rlif_network_new (gint64 ticks_per_ms, guint64 seed)
{
  g_return_val_if_fail (is_resolution (ticks_per_ms), NULL);
  RlifNetwork *network = g_new0 (RlifNetwork, 1);
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

void
rlif_network_set_threads (RlifNetwork *network, guint threads)
{
  network->n_threads = threads;
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

guint
rlif_network_n_projections (const RlifNetwork *network)
{
  return network->projections->len;
}

RlifProjection *
rlif_network_get_projection (const RlifNetwork *network, guint index)
{
  g_return_val_if_fail (index < network->projections->len, NULL);
  return network->projections->pdata[index];
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

gboolean
rlif_network_take_name (RlifNetwork *network, const char *name, GError **error)
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
  if (!rlif_network_take_name (network, name, error)) return NULL;
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
