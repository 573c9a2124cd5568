/* Lazy neurons within a window. What happens to one does not depend on the others, so each goes through its own
 * events in their order: a neuron that is due fires before it receives what comes later, or when the window ends.
 *
 * Who that will be is found among those listed: neurons that are due before a horizon, some windows ahead. How many
 * windows depends on what costs more, to look at the listed in each window or at all when the horizon is reached. */
#include <rlif/registry.h>
#include "engine/state.h"

#define ENDLESS (RLIF_CANNOT_TELL + 1)   /* due: fires without end at the moment of its state */

static RlifTime *
due_of (const RlifArea *area, guint32 i)
{
  return &rlif_lazy_record (area->neurons.model, &area->neurons.lazy, i)[RLIF_DUE];
}

static void
ask (RlifArea *area, guint32 i, RlifTime now)
{
  const RlifNeuron x = rlif_lazy_neuron (area->neurons.model, &area->neurons.lazy, i);
  rlif_lazy_ask (area->neurons.model, &area->neurons.lazy, i, &x, now);
}

static void
fire (RlifArea *area, guint32 i, RlifTime now)
{
  if (rlif_neurons_last (&area->neurons, i) < now) area->counters.crossings++;
  rlif_neurons_bring (&area->neurons, i, now);
  rlif_area_fire (area, i, now);
}

/* Lets neuron i fire wherever it is due before a moment. */
static void
fire_before (RlifArea *area, guint32 i, RlifTime end)
{
  const guint64 most = rlif_area_most_at_once (area);
  RlifTime *const due = due_of (area, i), last = -1;
  guint64 at_once = 0;
  for (guint64 fired = 0; *due < end && *due >= 0; fired++) {
    at_once = *due > last ? 0 : at_once + 1;
    last = *due;
    if (at_once > most || fired == RLIF_MOST_UNAIDED) {
      *due = ENDLESS;
      return;
    }
    fire (area, i, last);
    ask (area, i, last);
  }
}

void
rlif_area_catch_up_lazy (RlifArea *area, guint32 i, RlifTime now)
{
  RlifTime *const due = due_of (area, i);
  fire_before (area, i, now);
  if (*due != now) return;
  fire (area, i, now);
  *due = RLIF_NEVER;
}

/* Sets the error of a neuron that cannot go on. Returns: FALSE. */
static gboolean
fail (RlifArea *area, guint32 i, GError **error)
{
  const RlifTime last = rlif_neurons_last (&area->neurons, i);
  RlifTime due;
  if (*due_of (area, i) != ENDLESS) return rlif_simulation_ask (&area->neurons, i, last, &due, error);
  area->endless = last;
  return rlif_simulation_fail_endless (area->neurons.population->network, last, error);
}

/* Hands spikes to neurons, those that are due firing first. */
static gboolean
take (RlifArea *area, RlifArrivals *a, GError **error)
{
  for (;;) {
    rlif_neurons_arrive (&area->neurons, a);
    if (a->done == a->n) break;
    const guint32 i = (guint32) rlif_arrivals_target (a, a->done);
    rlif_area_catch_up_lazy (area, i, a->time ? a->time[a->done] : a->now);
    if (*due_of (area, i) < 0) return fail (area, i, error);
  }
  area->counters.gated += a->gated;
  return TRUE;
}

static void
touch (RlifArea *area, guint32 i)
{
  if (area->is_touched[i]) return;
  area->is_touched[i] = TRUE;
  g_array_append_val (area->touched, i);
}

/* Asks all that were touched at one moment, each once. */
static gboolean
settle (RlifArea *area, RlifTime now, GError **error)
{
  const guint32 *touched = (const guint32 *) (void *) area->touched->data;
  RlifArrivals a = { .to = touched, .n = area->touched->len, .now = now, .asks = TRUE };
  for (gsize k = 0; k < a.n; k++) area->is_touched[touched[k]] = FALSE;
  const gboolean ok = take (area, &a, error);
  g_array_set_size (area->touched, 0);
  return ok;
}

/* Only what is drawn when it is needed may be in another order. */
static gboolean
ascends (const RlifRow *row)
{
  gboolean ascends = TRUE;
  for (gsize k = 1; row->to && k < row->n; k++) ascends &= row->to[k - 1] <= row->to[k];
  return ascends;
}

static guint32
port_of (const RlifProjection *p, double weight)
{
  return (guint32) (p->port >= 0 ? p->port : rlif_model_port_for_weight (p->target->model, weight));
}

/* @is_alone   nothing else happens at this moment: those that are reached can be asked at once */
static gboolean
deliver (RlifArea *area, const RlifDelivery *d, gboolean is_alone, GError **error)
{
  const RlifProjection *p = d->projection;
  const RlifReached reached = rlif_area_reach (area, d);
  rlif_area_ask_ahead (area, area->neurons.lazy.record, rlif_record_length (area->neurons.model) * sizeof (RlifTime),
                       0);
  RlifArrivals a = { .to = reached.row.to, .to_short = reached.row.to_short, .first = area->neurons.first,
                     .n = reached.row.n, .now = d->time, .weight = reached.weight, .same_weight = p->same_weight,
                     .share = d->share, .port = { port_of (p, -1), port_of (p, 1) }, .receives = TRUE,
                     .asks = is_alone && ascends (&reached.row) };
  for (gsize k = 0; !a.asks && k < a.n; k++) touch (area, (guint32) rlif_arrivals_target (&a, k));
  const gboolean ok = take (area, &a, error);
  area->by_projection[p->number].gated += a.gated;
  return ok;
}

static gboolean
step_current (RlifArea *area, double current, RlifTime now, GError **error)
{
  for (guint32 i = 0; i < area->neurons.count; i++) {
    rlif_area_catch_up_lazy (area, i, now);
    if (*due_of (area, i) < 0) return fail (area, i, error);
    rlif_neurons_bring (&area->neurons, i, now);
    touch (area, i);
  }
  rlif_neurons_set_current (&area->neurons, current, now);
  return TRUE;
}

/* The next n arrivals of a process. */
static RlifArrivals
next_of (const RlifArea *area, const RlifPoissonProcess *process, guint n)
{
  const RlifPoisson *poisson = process->poisson;
  return (RlifArrivals) { .to = process->targets + process->next, .first = area->neurons.first, .n = n,
                          .now = process->time, .same_weight = poisson->weight, .share = 1,
                          .port = { poisson->port, poisson->port }, .receives = TRUE };
}

static void
count_drawn (RlifArea *area, guint64 n)
{
  area->counters.delivered += n;
  area->counters.outside += n;
}

/* All arrivals of a process at one moment, whose neurons are to be asked. */
static gboolean
draw_moment (RlifArea *area, RlifPoissonProcess *process, RlifTime now, GError **error)
{
  for (; process->time == now; rlif_poisson_next (process)) {
    RlifArrivals a = next_of (area, process, 1);
    touch (area, process->target - area->neurons.first);
    if (!take (area, &a, error)) return FALSE;
    count_drawn (area, 1);
  }
  return TRUE;
}

/* How many arrivals of the batch come before `stop`, each at a moment of its own. */
static guint
count_single (const RlifPoissonProcess *process, RlifTime stop)
{
  const RlifTime *time = process->times;
  guint k = process->next;
  while (k + 1 < RLIF_POISSON_BATCH && time[k] < stop && time[k] < time[k + 1]) k++;
  return k - process->next;
}

/* Which of several processes has the next arrival. The next one of the others becomes an earlier `stop`. */
static RlifPoissonProcess *
first_of (RlifPoissonProcess *const process[], guint n, RlifTime *stop)
{
  guint first = 0;
  for (guint k = 1; k < n; k++)
    if (process[k]->time < process[first]->time) first = k;
  for (guint k = 0; k < n; k++)
    if (k != first) *stop = MIN (*stop, process[k]->time);
  return process[first];
}

/* Processes with the same targets, before `end`. */
static gboolean
draw_block (RlifArea *area, RlifPoissonProcess *const process[], guint n, RlifTime end, GError **error)
{
  for (;;) {
    RlifTime stop = end;
    RlifPoissonProcess *first = first_of (process, n, &stop);
    const RlifTime now = first->time;
    if (now >= end) return TRUE;
    RlifArrivals a = next_of (area, first, count_single (first, stop));
    if (a.n > 0) {
      a.time = first->times + first->next;
      a.asks = TRUE;
      if (!take (area, &a, error)) return FALSE;
      count_drawn (area, a.n);
      rlif_poisson_go_to (first, first->next + (guint) a.n);
      continue;
    }
    for (guint k = 0; k < n; k++)
      if (!draw_moment (area, process[k], now, error)) return FALSE;
    if (!settle (area, now, error)) return FALSE;
  }
}

/* The processes up to a moment, block by block. */
static gboolean
draw_until (RlifArea *area, RlifTime end, GError **error)
{
  RlifPoissonProcess **const process = (RlifPoissonProcess **) area->poisson->pdata;
  if (area->next_poisson >= end) return TRUE;
  for (guint begin = 0, k; begin < area->poisson->len; begin = k) {
    for (k = begin + 1; k < area->poisson->len && process[k]->first == process[begin]->first;) k++;
    if (!draw_block (area, process + begin, k - begin, end, error)) return FALSE;
  }
  rlif_area_find_next_poisson (area);
  return TRUE;
}

/* Everything that arrives at one moment, then all that were touched are asked. */
static gboolean
run_moment (RlifArea *area, RlifTime now, GError **error)
{
  const RlifDelivery *d = &area->deliveries->delivery[area->n_delivered];
  const gboolean is_last = area->n_delivered + 1 == area->deliveries->n || d[1].time > now;
  const gboolean is_alone = is_last && area->next_poisson > now;
  for (; rlif_area_next_delivery (area) == now; d++, area->n_delivered++)
    if (d->projection ? !deliver (area, d, is_alone, error) : !step_current (area, d->current, now, error))
      return FALSE;
  if (area->next_poisson == now) {
    for (guint k = 0; k < area->poisson->len; k++)
      if (!draw_moment (area, area->poisson->pdata[k], now, error)) return FALSE;
    rlif_area_find_next_poisson (area);
  }
  return settle (area, now, error);
}

/* Lists anew who is due before a horizon at or after `end`. */
static void
look_ahead (RlifArea *area, RlifTime begin, RlifTime end)
{
  RlifLazy *lazy = &area->neurons.lazy;
  if (end <= lazy->horizon) return;
  if (area->looked > area->neurons.count)
    area->span /= 2;
  else if (area->looked < area->neurons.count / 4 && area->span < RLIF_NEVER / 4)
    area->span *= 2;
  area->span = MAX (area->span, end - begin);
  area->looked = 0;
  lazy->horizon = rlif_after (begin, area->span);
  lazy->beyond = RLIF_NEVER;
  for (guint32 i = 0; i < area->neurons.count; i++) {
    const RlifTime due = *due_of (area, i);
    if (due < lazy->horizon)
      rlif_lazy_list (lazy, i);
    else
      lazy->beyond = MIN (lazy->beyond, due);
  }
}

/* Lets the listed fire where they are due before the end of the window. Those that are no longer due before the
 * horizon leave the list. */
static gboolean
fire_listed (RlifArea *area, RlifTime end, GError **error)
{
  RlifLazy *lazy = &area->neurons.lazy;
  guint32 n = 0;
  area->looked += lazy->n_soon;
  area->next_listed = RLIF_NEVER;
  for (guint32 k = 0; k < lazy->n_soon; k++) {
    const guint32 i = lazy->soon[k];
    const RlifTime *due = due_of (area, i);
    if (*due < end) fire_before (area, i, end);
    if (*due < 0) return fail (area, i, error);
    lazy->is_soon[i] = *due < lazy->horizon;
    area->next_listed = MIN (area->next_listed, *due);
    lazy->soon[n] = i;
    n += lazy->is_soon[i];
  }
  lazy->n_soon = n;
  return TRUE;
}

gboolean
rlif_area_run_lazy (RlifArea *area, RlifTime begin, RlifTime end, GError **error)
{
  look_ahead (area, begin, end);
  for (RlifTime now; (now = rlif_area_next_delivery (area)) < end;)
    if (!draw_until (area, now, error) || !run_moment (area, now, error)) return FALSE;
  return draw_until (area, end, error) && fire_listed (area, end, error);
}

RlifTime
rlif_area_next_lazy (const RlifArea *area)
{
  return MIN (area->next_listed, area->neurons.lazy.beyond);
}

gboolean
rlif_area_start_lazy (RlifArea *area, GError **error)
{
  for (guint32 i = 0; i < area->neurons.count; i++) touch (area, i);
  return settle (area, 0, error) && fire_listed (area, 0, error);
}

void
rlif_area_init_lazy (RlifArea *area)
{
  RlifLazy *lazy = &area->neurons.lazy;
  area->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  area->is_touched = g_new0 (guint8, area->neurons.count);
  lazy->beyond = RLIF_NEVER;
  lazy->soon = g_new (guint32, area->neurons.count);
  lazy->is_soon = g_new0 (guint8, area->neurons.count);
}

void
rlif_area_clear_lazy (RlifArea *area)
{
  g_array_unref (area->touched);
  g_free (area->is_touched);
  g_free (area->neurons.lazy.soon);
  g_free (area->neurons.lazy.is_soon);
}
