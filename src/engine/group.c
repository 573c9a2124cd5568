/* A population within a window. */
#include "engine/group.h"

static int
by_block (gconstpointer a, gconstpointer b)
{
  const RlifPoissonProcess *x = *(RlifPoissonProcess *const *) a, *y = *(RlifPoissonProcess *const *) b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

void
rlif_group_init (RlifGroup *group, RlifNeurons *neurons, guint population, RlifCounters *counters,
                 GArray *processes)
{
  *group = (RlifGroup) { .neurons = neurons, .population = population, .counters = counters };
  group->poisson = g_ptr_array_new ();
  group->deliveries = g_array_new (FALSE, FALSE, sizeof (RlifDelivery));
  group->spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  group->reached = g_array_new (FALSE, FALSE, sizeof (guint32));
  group->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint k = 0; k < processes->len; k++) {
    RlifPoissonProcess *process = &g_array_index (processes, RlifPoissonProcess, k);
    if (process->poisson->target == neurons->population) g_ptr_array_add (group->poisson, process);
  }
  if (neurons->scaled) {
    g_ptr_array_sort (group->poisson, by_block);
    return;
  }
  group->own = rlif_queue_new ();
  group->is_touched = g_new0 (guint8, neurons->population->count);
}

void
rlif_group_clear (RlifGroup *group)
{
  if (!group->neurons) return;
  g_ptr_array_unref (group->poisson);
  g_array_unref (group->deliveries);
  g_array_unref (group->spikes);
  g_array_unref (group->reached);
  g_array_unref (group->touched);
  if (group->own) rlif_queue_free (group->own);
  g_free (group->is_touched);
}

RlifTime
rlif_group_next_poisson (const RlifGroup *group)
{
  RlifTime next = RLIF_NEVER;
  for (guint k = 0; k < group->poisson->len; k++)
    next = MIN (next, ((const RlifPoissonProcess *) group->poisson->pdata[k])->time);
  return next;
}

void
rlif_group_fire (RlifGroup *group, guint32 i, RlifTime now)
{
  const RlifSpike spike = { now, group->population, i };
  rlif_neurons_fire (group->neurons, i, now);
  group->counters->spikes++;
  g_array_append_val (group->spikes, spike);
}

static void
find_next (RlifGroup *group)
{
  group->next = rlif_group_next_poisson (group);
  if (group->own) group->next = MIN (group->next, rlif_queue_next_time (group->own));
}

gboolean
rlif_group_start (RlifGroup *group, GError **error)
{
  gboolean ok = TRUE;
  if (group->neurons->scaled)
    rlif_group_start_scaled (group);
  else
    ok = rlif_group_start_lazy (group, error);
  find_next (group);
  if (group->spikes->len) group->next = 0;
  return ok;
}

gboolean
rlif_group_run (RlifGroup *group, RlifTime end, GError **error)
{
  gboolean ok = TRUE;
  if (group->deliveries->len == 0 && group->next >= end) return TRUE;
  group->n_delivered = 0;
  if (group->neurons->scaled)
    rlif_group_run_scaled (group, end);
  else
    ok = rlif_group_run_lazy (group, end, error);
  g_array_set_size (group->deliveries, 0);
  find_next (group);
  return ok;
}
