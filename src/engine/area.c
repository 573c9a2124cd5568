/* A population within a window. */
#include "engine/area.h"

static int
by_block (gconstpointer a, gconstpointer b)
{
  const RlifPoissonProcess *x = *(RlifPoissonProcess *const *) a, *y = *(RlifPoissonProcess *const *) b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

void
rlif_area_init (RlifArea *area, RlifNeurons *neurons, guint population, RlifCounters *counters,
                RlifProjectionCounters *by_projection, GArray *processes)
{
  *area = (RlifArea) { .neurons = neurons, .population = population, .counters = counters,
                       .by_projection = by_projection };
  area->poisson = g_ptr_array_new ();
  area->spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  area->reached = g_array_new (FALSE, FALSE, sizeof (guint32));
  area->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint k = 0; k < processes->len; k++) {
    RlifPoissonProcess *process = &g_array_index (processes, RlifPoissonProcess, k);
    if (process->poisson->target == neurons->population) g_ptr_array_add (area->poisson, process);
  }
  if (neurons->scaled || neurons->modal) {
    g_ptr_array_sort (area->poisson, by_block);
    return;
  }
  area->own = rlif_queue_new ();
  area->is_touched = g_new0 (guint8, neurons->population->count);
}

void
rlif_area_clear (RlifArea *area)
{
  if (!area->neurons) return;
  g_ptr_array_unref (area->poisson);
  g_free (area->delivery);
  g_array_unref (area->spikes);
  g_array_unref (area->reached);
  g_array_unref (area->touched);
  if (area->own) rlif_queue_free (area->own);
  rlif_hot_free (area->hot);
  rlif_row_maker_clear (&area->maker);
  g_free (area->is_touched);
}

RlifTime
rlif_area_next_poisson (const RlifArea *area)
{
  RlifTime next = RLIF_NEVER;
  for (guint k = 0; k < area->poisson->len; k++)
    next = MIN (next, ((const RlifPoissonProcess *) area->poisson->pdata[k])->time);
  return next;
}

void
rlif_area_fire (RlifArea *area, guint32 i, RlifTime now)
{
  const RlifSpike spike = { now, area->population, i };
  rlif_neurons_fire (area->neurons, i, now);
  area->counters->spikes++;
  g_array_append_val (area->spikes, spike);
}

static void
find_next (RlifArea *area, RlifTime end)
{
  area->next = rlif_area_next_poisson (area);
  if (area->hot) area->next = MIN (area->next, rlif_area_next_modal (area, end));
  if (area->own) area->next = MIN (area->next, rlif_queue_next_time (area->own));
}

gboolean
rlif_area_start (RlifArea *area, GError **error)
{
  gboolean ok = TRUE;
  if (area->neurons->scaled)
    rlif_area_start_scaled (area);
  else if (area->neurons->modal)
    rlif_area_start_modal (area);
  else
    ok = rlif_area_start_lazy (area, error);
  find_next (area, 0);
  if (area->spikes->len) area->next = 0;
  return ok;
}

gboolean
rlif_area_run (RlifArea *area, RlifTime begin, RlifTime end, GError **error)
{
  gboolean ok = TRUE;
  if (area->n_deliveries == 0 && area->next >= end) return TRUE;
  area->n_delivered = 0;
  if (area->neurons->scaled)
    rlif_area_run_scaled (area, end);
  else if (area->neurons->modal)
    rlif_area_run_modal (area, begin, end);
  else
    ok = rlif_area_run_lazy (area, end, error);
  area->n_deliveries = 0;
  find_next (area, end);
  return ok;
}
