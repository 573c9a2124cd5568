/* The clock-driven twin beside the event-driven run, point by point. */
#include <math.h>
#include "study/dense.h"
#include "study/kernel.h"

typedef struct {
  guint64 n;
  double squares, largest;
} Sum;

struct RlifDenseComparer {
  RlifDense *dense;
  RlifTime until;
  guint64 next;                /* the point to be looked at */
  gsize seen;                  /* spikes of the twin that have been noted */
  gboolean any_fired;
  guint8 **fired;              /* [populations][count] in either */
  guint *state;                /* [populations] which is compared */
  GArray *spikes;              /* of RlifSpike: of the event-driven run */
  Sum before_any, before_own, whole;
  double scale;
};

static void
note (RlifDenseComparer *c, const RlifSpike *spike)
{
  c->any_fired = TRUE;
  c->fired[spike->population][spike->neuron] = TRUE;
}

static void
on_spikes (gpointer data, const RlifSpike spike[], gsize n)
{
  RlifDenseComparer *c = data;
  g_array_append_vals (c->spikes, spike, (guint) n);
  for (gsize k = 0; k < n; k++) note (c, &spike[k]);
}

static RlifTime
next_look (gpointer data)
{
  const RlifDenseComparer *c = data;
  const gboolean is_left = c->next <= (guint64) (c->until / c->dense->step);
  return is_left ? (RlifTime) c->next * c->dense->step : RLIF_NEVER;
}

static void
add (Sum *sum, double difference)
{
  sum->n++;
  sum->squares += difference * difference;
  sum->largest = fmax (sum->largest, fabs (difference));
}

static void
compare_part (RlifDenseComparer *c, const RlifSimulation *simulation, const RlifDensePart *part)
{
  const RlifPopulation *p = part->population;
  for (guint32 i = 0; i < p->count; i++) {
    const double value = rlif_simulation_get_state (simulation, p, i, c->state[p->index]);
    const double difference = rlif_dense_value (part, i, c->state[p->index]) - value;
    if (!c->any_fired) add (&c->before_any, difference);
    if (!c->fired[p->index][i]) add (&c->before_own, difference);
    add (&c->whole, difference);
    c->scale = fmax (c->scale, fabs (value));
  }
}

static void
on_look (gpointer data, const RlifSimulation *simulation, RlifTime at G_GNUC_UNUSED)
{
  RlifDenseComparer *c = data;
  if (c->next++ > 0) rlif_dense_go_on (c->dense);
  for (; c->seen < c->dense->spikes->len; c->seen++)
    note (c, &g_array_index (c->dense->spikes, RlifSpike, c->seen));
  for (guint k = 0; k < c->dense->n_parts; k++) compare_part (c, simulation, &c->dense->part[k]);
}

RlifDenseComparer *
rlif_dense_comparer_new (const RlifNetwork *network, RlifDenseMethod method, RlifTime step, RlifTime until,
                         GError **error)
{
  RlifDense *dense = rlif_dense_new (network, method, step, error);
  if (!dense) return NULL;
  RlifDenseComparer *c = g_new0 (RlifDenseComparer, 1);
  c->dense = dense;
  c->until = until;
  c->spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  c->fired = g_new (guint8 *, dense->n_parts);
  c->state = g_new (guint, dense->n_parts);
  for (guint k = 0; k < dense->n_parts; k++) {
    const RlifPopulation *p = dense->part[k].population;
    c->fired[k] = g_new0 (guint8, p->count);
    c->state[k] = rlif_kernel_state (p->model);
  }
  return c;
}

void
rlif_dense_comparer_free (RlifDenseComparer *comparer)
{
  if (!comparer) return;
  for (guint k = 0; k < comparer->dense->n_parts; k++) g_free (comparer->fired[k]);
  g_free (comparer->fired);
  g_free (comparer->state);
  g_array_unref (comparer->spikes);
  rlif_dense_free (comparer->dense);
  g_free (comparer);
}

RlifObserver
rlif_dense_comparer_observer (RlifDenseComparer *comparer)
{
  return (RlifObserver) { .data = comparer, .on_spikes = on_spikes, .next_look = next_look, .on_look = on_look };
}

static int
by_neuron_and_time (gconstpointer a, gconstpointer b)
{
  const RlifSpike *x = a, *y = b;
  if (x->population != y->population) return x->population < y->population ? -1 : 1;
  if (x->neuron != y->neuron) return x->neuron < y->neuron ? -1 : 1;
  return x->time < y->time ? -1 : x->time > y->time;
}

static const RlifSpike *
spike_of (const GArray *spikes, guint k)
{
  return &g_array_index (spikes, RlifSpike, k);
}

/* The nearest spike of the same neuron in a sorted list, of two as near the earlier; -1 if there is none.
 *
 * @from     where to begin; goes on to the last one that is not after the spike */
static gint64
nearest (const GArray *spikes, const RlifSpike *spike, guint *from)
{
  while (*from + 1 < spikes->len && by_neuron_and_time (spike_of (spikes, *from + 1), spike) <= 0) ++*from;
  gint64 best = -1;
  for (guint k = *from; k < spikes->len && k <= *from + 1; k++) {
    const RlifSpike *other = spike_of (spikes, k);
    if (other->population != spike->population || other->neuron != spike->neuron) continue;
    if (best < 0 || ABS (other->time - spike->time) < ABS (spike_of (spikes, (guint) best)->time - spike->time))
      best = k;
  }
  return best;
}

/* The partner of each spike of a in b, -1 for none. Returns: (owned) */
static gint64 *
partners (const GArray *a, const GArray *b)
{
  gint64 *partner = g_new (gint64, a->len + 1);
  guint from = 0;
  for (guint k = 0; k < a->len; k++) partner[k] = nearest (b, spike_of (a, k), &from);
  return partner;
}

static guint64
count_alone (const GArray *spikes, const gint64 partner[], RlifTime until)
{
  guint64 n = 0;
  for (guint k = 0; k < spikes->len; k++) n += partner[k] < 0 && spike_of (spikes, k)->time <= until;
  return n;
}

static void
match (const RlifDenseComparer *c, RlifTime window, RlifDenseComparison *result)
{
  g_autoptr (GArray) steps = g_array_copy (c->dense->spikes);
  g_array_sort (c->spikes, by_neuron_and_time);
  g_array_sort (steps, by_neuron_and_time);
  g_autofree gint64 *to = partners (c->spikes, steps), *back = partners (steps, c->spikes);
  const double ticks_per_ms = (double) c->dense->network->ticks_per_ms;
  double sum = 0, largest = 0;
  g_autofree gint64 *alone = g_new (gint64, steps->len + 1);
  for (guint k = 0; k < steps->len; k++) alone[k] = -1;
  for (guint k = 0; k < c->spikes->len; k++) {
    const RlifTime apart = to[k] < 0 ? 0 : spike_of (steps, (guint) to[k])->time - spike_of (c->spikes, k)->time;
    if (to[k] < 0 || back[to[k]] != k || ABS (apart) > window) {
      to[k] = -1;
      continue;
    }
    alone[to[k]] = k;
    result->matched++;
    sum += fabs ((double) apart) / ticks_per_ms;
    largest = fmax (largest, fabs ((double) apart) / ticks_per_ms);
  }
  result->spikes_events = c->spikes->len;
  result->spikes_steps = steps->len;
  result->missing = count_alone (c->spikes, to, c->until - window);
  result->extra = count_alone (steps, alone, c->until - window);
  result->mean_dt = result->matched ? sum / (double) result->matched : NAN;
  result->largest_dt = result->matched ? largest : NAN;
}

static RlifDenseError
error_of (const Sum *sum)
{
  return (RlifDenseError) { sum->n, sum->n ? sqrt (sum->squares / (double) sum->n) : NAN,
                            sum->n ? sum->largest : NAN };
}

gboolean
rlif_dense_comparer_finish (RlifDenseComparer *comparer, RlifTime window, RlifDenseComparison *comparison,
                            GError **error)
{
  *comparison = (RlifDenseComparison) {
    .before_any = error_of (&comparer->before_any), .before_own = error_of (&comparer->before_own),
    .whole = error_of (&comparer->whole), .scale = comparer->scale };
  match (comparer, window, comparison);
  return rlif_dense_check (comparer->dense, error);
}

double
rlif_dense_order (gsize n, const double step[], const double error[], double floor)
{
  double x = 0, y = 0, xx = 0, xy = 0;
  for (gsize k = 0; k < n; k++) {
    if (!(error[k] > floor && isfinite (error[k]))) return NAN;
    x += log (step[k]) / (double) n;
    y += log (error[k]) / (double) n;
  }
  for (gsize k = 0; k < n; k++) {
    xx += (log (step[k]) - x) * (log (step[k]) - x);
    xy += (log (step[k]) - x) * (log (error[k]) - y);
  }
  return xx > 0 ? xy / xx : NAN;
}
