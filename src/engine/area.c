/* A population, or a part of it, within a window. */
#include "engine/state.h"

#define NEAR_MEMORY (256 << 10)   /* [bytes] of state: as much as the second-level cache of any usual processor holds */
#define WHERE_AHEAD 31    /* deliveries after the next one */

static int
by_block (gconstpointer a, gconstpointer b)
{
  const RlifPoissonProcess *x = *(RlifPoissonProcess *const *) a, *y = *(RlifPoissonProcess *const *) b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* Of a neuron [bytes]. */
static gsize
size_of_state (const RlifNeurons *neurons)
{
  return neurons->scaled  ? sizeof *neurons->scaled->x
         : neurons->modal ? neurons->modal->size
                          : rlif_record_length (neurons->model) * sizeof (RlifTime);
}

gboolean
rlif_area_init (RlifArea *area, const RlifPopulation *population, guint32 first, guint32 count,
                const RlifDeliveries *deliveries, GArray *processes, GError **error)
{
  *area = (RlifArea) { .population = population->index, .deliveries = deliveries, .endless = RLIF_NEVER };
  if (!rlif_neurons_init (&area->neurons, population, first, count, error)) return FALSE;
  area->by_projection = g_new0 (RlifProjectionCounters, population->network->projections->len + 1);
  area->n_projections = population->network->projections->len;
  area->weights = g_array_new (FALSE, FALSE, sizeof (double));
  area->poisson = g_ptr_array_new ();
  area->spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  area->resting = g_array_new (FALSE, FALSE, sizeof (RlifResting));
  for (guint k = 0; k < processes->len; k++) {
    RlifPoissonProcess *process = &g_array_index (processes, RlifPoissonProcess, k);
    if (process->poisson->target == population && process->first >= first && process->first - first < count)
      g_ptr_array_add (area->poisson, process);
  }
  rlif_area_find_next_poisson (area);
  g_ptr_array_sort (area->poisson, by_block);
  area->is_far = count * size_of_state (&area->neurons) > NEAR_MEMORY;
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
  g_free (area->reached);
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

/* The synapses of a delivery that are in the area, without weights. */
static RlifReached
find (const RlifArea *area, const RlifDelivery *d, RlifRowMaker *maker)
{
  const RlifProjection *p = d->projection;
  const gboolean is_whole = area->neurons.count == p->target->count;
  RlifReached reached = { .weight = NULL };
  if (p->is_procedural) {
    reached.row = rlif_projection_row (p, d->source, maker);
    if (!is_whole) cut_procedural (area, &reached.row, maker->to);
    return reached;
  }
  const gsize begin = rlif_projection_begin (p, d->source);
  const gsize n = d->n == RLIF_WHOLE_ROW ? rlif_projection_begin (p, d->source + 1) - begin : d->n;
  reached.row = rlif_projection_part (p, d->source, d->begin, d->begin + n, maker);
  reached.synapse = begin + d->begin + (is_whole ? 0 : cut_stored (area, &reached.row));
  return reached;
}

/* Asks for the neurons of the first so many synapses of a row. */
RLIF_ASKS void
ask_for (const RlifArea *area, const char *state, const gsize size, const RlifRow *row, const gboolean is_short)
{
  const guintptr origin = (guintptr) state - area->neurons.first * size;   /* of the population's first neuron */
  const gsize n = MIN (row->n, RLIF_MOST_ASKED);
  const guint16 *const to_short = row->to_short;
  const guint32 *const to = row->to;
#pragma GCC unroll 8
  for (gsize k = 0; k < n; k++)
    __builtin_prefetch ((const void *) (origin + (is_short ? to_short[k] : to[k]) * size), 0, 2);
}

RLIF_ASKS void
ask_for_row (const RlifDelivery *d)
{
  if (d->projection) rlif_projection_ask_ahead (d->projection, d->source, d->begin);
}

/* Asks for where the rows are that come later. */
RLIF_ASKS void
ask_for_rows (const RlifArea *area, guint next, guint32 few)
{
  const RlifDelivery *d = &area->deliveries->delivery[next];
  const guint n_left = area->deliveries->n - next;
  if (n_left > WHERE_AHEAD && d[WHERE_AHEAD].projection && d[WHERE_AHEAD].n > few)
    rlif_projection_ask_where (d[WHERE_AHEAD].projection, d[WHERE_AHEAD].source);
  if (n_left > RLIF_ROWS_AHEAD && d[RLIF_ROWS_AHEAD].n > few) ask_for_row (&d[RLIF_ROWS_AHEAD]);
}

void
rlif_area_ask_ahead (RlifArea *area, const void *state, gsize size, guint32 few)
{
  const RlifDelivery *const delivery = area->deliveries->delivery;
  const guint n = area->deliveries->n;
  guint next = area->n_delivered + 1;
  ask_for_rows (area, next, few);
  if (area->n_found > next) return;
  if (few > 0) next = MAX (next, area->few_end);
  while (next < n && delivery[next].n <= few) next++;
  if (next >= n || !delivery[next].projection) return;
  if (!delivery[next].projection->is_procedural && !area->is_far) return;
  area->found = find (area, &delivery[next], &area->maker[area->present ^ 1]);
  area->n_found = next + 1;
  if (!area->found.row.to)
    ask_for (area, state, size, &area->found.row, TRUE);
  else if (size == sizeof (double))    /* by far the most frequent: no multiplication */
    ask_for (area, state, sizeof (double), &area->found.row, FALSE);
  else
    ask_for (area, state, size, &area->found.row, FALSE);
}

/* The synapses of the present delivery, without the weights of those that learn. */
static RlifReached
reach (RlifArea *area, const RlifDelivery *d)
{
  const RlifProjection *p = d->projection;
  const gboolean is_found = area->n_found == area->n_delivered + 1;
  area->present ^= is_found;
  RlifReached reached = is_found ? area->found : find (area, d, &area->maker[area->present]);
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
  for (gsize k = 0; k < reached->row.n && (area->hot || area->touched); k++) {
    const guint32 i = rlif_row_target (&reached->row, k) - area->neurons.first;
    if (area->hot) rlif_area_catch_up (area, i, d->time);
    if (area->touched) rlif_area_catch_up_lazy (area, i, d->time);
  }
  rlif_stdp_arrive_row (area->stdp[d->projection->number], reached->synapse, &reached->row, d->time, weight);
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
  area->n_delivered = area->n_found = 0;
  if (area->neurons.scaled)
    rlif_area_run_scaled (area, end);
  else if (area->neurons.modal)
    rlif_area_run_modal (area, begin, end);
  else
    ok = rlif_area_run_lazy (area, begin, end, error);
  if (ok && area->endless < RLIF_NEVER)
    return rlif_simulation_fail_endless (area->neurons.population->network, area->endless, error);
  find_next (area, end);
  return ok;
}
