/* A population, or a part of it, within a window. */
#include "engine/area.h"

#define MOST_ASKED 128   /* targets whose memory is asked for a row ahead: more would drive each other from the cache */

static int
by_block (gconstpointer a, gconstpointer b)
{
  const RlifPoissonProcess *x = *(RlifPoissonProcess *const *) a, *y = *(RlifPoissonProcess *const *) b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

gboolean
rlif_area_init (RlifArea *area, const RlifPopulation *population, guint32 first, guint32 count,
                const RlifDeliveries *deliveries, GArray *processes, GError **error)
{
  *area = (RlifArea) { .population = population->index, .deliveries = deliveries };
  if (!rlif_neurons_init (&area->neurons, population, first, count, error)) return FALSE;
  area->by_projection = g_new0 (RlifProjectionCounters, population->network->projections->len + 1);
  area->n_projections = population->network->projections->len;
  area->weights = g_array_new (FALSE, FALSE, sizeof (double));
  area->poisson = g_ptr_array_new ();
  area->spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  area->reached = g_array_new (FALSE, FALSE, sizeof (guint32));
  area->resting = g_array_new (FALSE, FALSE, sizeof (RlifResting));
  for (guint k = 0; k < processes->len; k++) {
    RlifPoissonProcess *process = &g_array_index (processes, RlifPoissonProcess, k);
    if (process->poisson->target == population && process->first >= first && process->first - first < count)
      g_ptr_array_add (area->poisson, process);
  }
  rlif_area_find_next_poisson (area);
  g_ptr_array_sort (area->poisson, by_block);
  if (area->neurons.lazy.record) rlif_area_init_lazy (area);
  return TRUE;
}

void
rlif_area_clear (RlifArea *area)
{
  if (area->touched) rlif_area_clear_lazy (area);
  rlif_neurons_clear (&area->neurons);
  if (!area->poisson) return;
  g_ptr_array_unref (area->poisson);
  g_array_unref (area->spikes);
  g_array_unref (area->weights);
  g_array_unref (area->reached);
  rlif_hot_free (area->hot);
  g_array_unref (area->resting);
  for (int k = 0; k < 2; k++) rlif_row_maker_clear (&area->maker[k]);
  g_free (area->by_projection);
  g_free (area->jumps);
}

void
rlif_area_find_next_poisson (RlifArea *area)
{
  area->next_poisson = RLIF_NEVER;
  for (guint k = 0; k < area->poisson->len; k++)
    area->next_poisson = MIN (area->next_poisson,
                              ((const RlifPoissonProcess *) area->poisson->pdata[k])->time);
}

/* The first of n targets, in ascending order, that is not below a number. */
static gsize
first_not_below (const RlifRow *row, gsize n, guint64 number)
{
  gsize low = 0, high = n;
  while (low < high) {
    const gsize middle = (low + high) / 2;
    if (rlif_row_target (row, middle) < number)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Weights that are kept in a shorter form. */
static const double *
write_out_weights (RlifArea *area, const RlifProjection *p, const RlifReached *reached)
{
  g_array_set_size (area->weights, (guint) reached->row.n);
  double *const weight = (double *) (void *) area->weights->data;
  for (gsize k = 0; k < reached->row.n; k++) weight[k] = rlif_projection_weight (p, reached->synapse + k);
  return weight;
}

/* The targets of a procedural row that are in the area, in the order of its rule; no branch could foretell which. */
static void
cut_procedural (const RlifArea *area, RlifRow *row, guint32 to[])
{
  gsize n = 0;
  for (gsize k = 0; k < row->n; k++) {
    to[n] = to[k];
    n += to[k] - area->neurons.first < area->neurons.count;
  }
  row->n = n;
}

/* The row of a delivery; of a procedural one what is in the area. */
static RlifRow
make_row (RlifArea *area, guint delivery)
{
  const RlifDelivery *d = &area->deliveries->delivery[delivery];
  RlifRowMaker *maker = &area->maker[delivery % 2];
  const RlifProjection *p = d->projection;
  if (p->is_procedural) {
    RlifRow row = rlif_projection_row (p, d->source, maker);
    if (area->neurons.count < p->target->count) cut_procedural (area, &row, maker->to);
    return row;
  }
  const gsize n = d->n == RLIF_WHOLE_ROW ? p->row[d->source + 1] - p->row[d->source] : d->n;
  return rlif_projection_part (p, d->source, d->begin, d->begin + n, maker);
}

void
rlif_area_ask_ahead (RlifArea *area, const void *state, gsize size)
{
  const guint next = area->n_delivered + 1;
  const RlifDelivery *d = &area->deliveries->delivery[next];
  if (next + 1 < area->deliveries->n && d[1].projection)
    rlif_projection_ask_ahead (d[1].projection, d[1].source, d[1].begin);
  if (next >= area->deliveries->n || !d->projection || !(d->projection->is_procedural || d->projection->first_step))
    return;
  area->made = make_row (area, next);
  area->n_made = next + 1;
  const guint32 *const to = area->made.to, first = area->neurons.first, count = area->neurons.count;
  const gsize n = MIN (area->made.n, MOST_ASKED);
  for (gsize k = 0; k < n; k++)
    if (to[k] - first < count) __builtin_prefetch ((const char *) state + (to[k] - first) * size, 1);
}

/* The targets of a stored row that are in the area, in ascending order. Returns: the first of them. */
static gsize
cut_stored (const RlifArea *area, RlifRow *row)
{
  const guint64 first = area->neurons.first;
  row->n = first_not_below (row, row->n, first + area->neurons.count);
  const gsize begin = first_not_below (row, row->n, first);
  row->n -= begin;
  if (row->to)
    row->to += begin;
  else
    row->to_short += begin;
  return begin;
}

/* The synapses of the present delivery, without the weights of those that learn. */
static RlifReached
reach (RlifArea *area, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const guint delivery = area->n_delivered;
  const gboolean is_whole = area->neurons.count == p->target->count;
  RlifReached reached = { .row = area->n_made == delivery + 1 ? area->made : make_row (area, delivery) };
  if (p->is_procedural) return reached;
  reached.synapse = p->row[d->source] + d->begin + (is_whole ? 0 : cut_stored (area, &reached.row));
  if (p->weight)
    reached.weight = p->weight + reached.synapse;
  else if (rlif_projection_weights_differ (p))
    reached.weight = write_out_weights (area, p, &reached);
  return reached;
}

/* The weights of synapses that learn, as they are after the arrival. */
static const double *
learn (RlifArea *area, const RlifDelivery *d, const RlifReached *reached)
{
  g_array_set_size (area->weights, (guint) reached->row.n);
  double *const weight = (double *) (void *) area->weights->data;
  for (gsize k = 0; k < reached->row.n; k++) {
    const guint32 to = rlif_row_target (&reached->row, k);
    if (area->hot) rlif_area_catch_up (area, to - area->neurons.first, d->time);
    if (area->touched) rlif_area_catch_up_lazy (area, to - area->neurons.first, d->time);
    weight[k] = rlif_stdp_arrive (area->stdp[d->projection->number], reached->synapse + k, to, d->time);
  }
  return weight;
}

void
rlif_area_tell_synapses (RlifArea *area, guint32 i, RlifTime now)
{
  for (guint k = 0; k < area->n_projections; k++) {
    RlifStdp *stdp = area->stdp[k];
    if (stdp && stdp->projection->target->index == area->population)
      rlif_stdp_fire (stdp, area->neurons.first + i, now);
  }
}

RlifReached
rlif_area_reach (RlifArea *area, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  RlifReached reached = reach (area, d);
  if (area->stdp[p->number]) reached.weight = learn (area, d, &reached);
  area->by_projection[p->number].delivered += reached.row.n;
  area->counters.delivered += reached.row.n;
  if (p->input) area->counters.outside += reached.row.n;
  return reached;
}

void
rlif_area_fire (RlifArea *area, guint32 i, RlifTime now)
{
  const RlifSpike spike = { now, area->population, area->neurons.first + i };
  rlif_neurons_fire (&area->neurons, i, now);
  area->counters.spikes++;
  rlif_area_tell_synapses (area, i, now);
  g_array_append_val (area->spikes, spike);
}

static void
find_next (RlifArea *area, RlifTime end)
{
  area->next = area->next_poisson;
  if (area->hot) area->next = MIN (area->next, rlif_area_next_modal (area, end));
  if (area->touched) area->next = MIN (area->next, rlif_area_next_lazy (area));
}

gboolean
rlif_area_start (RlifArea *area, GError **error)
{
  gboolean ok = TRUE;
  if (area->neurons.scaled)
    rlif_area_start_scaled (area);
  else if (area->neurons.modal)
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
  if (area->deliveries->n == 0 && area->next >= end) return TRUE;
  area->n_delivered = area->n_made = 0;
  if (area->neurons.scaled)
    rlif_area_run_scaled (area, end);
  else if (area->neurons.modal)
    rlif_area_run_modal (area, begin, end);
  else
    ok = rlif_area_run_lazy (area, begin, end, error);
  find_next (area, end);
  return ok;
}
