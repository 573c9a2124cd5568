/* The clock-driven twin of a network: see rlif/dense.h for what happens in a step. */
#include <math.h>
#include <rlif/registry.h>
#include <rlif/units.h>
#include "study/dense.h"

#define MOST_BYTES 4294967296.0   /* of what is under way */

/* Adds a weight to what arrives at a neuron at a point. */
static void
add_arrival (RlifDense *d, const RlifPopulation *target, guint32 neuron, int port, double weight, guint64 point)
{
  RlifDensePart *part = &d->part[target->index];
  const gsize slot = point % d->slots;
  const guint chosen = part->n_port == 1 ? 0 : (guint) (port >= 0 ? port : rlif_model_port_for_weight (target->model, weight));
  part->arriving[(slot * target->count + neuron) * part->n_port + chosen] += weight;
  d->counters.additions++;
}

/* The point at which a spike that was sent at `time` arrives after a delay. */
static guint64
arrival_point (const RlifDense *d, const RlifProjection *p, RlifTime time, RlifTime delay)
{
  return p->source ? d->point + rlif_grid_delay (delay, d->step) : rlif_grid_point (rlif_after (time, delay), d->step);
}

static void
send (RlifDense *d, const RlifProjection *p, guint32 row, RlifTime time)
{
  const RlifRow targets = rlif_projection_row (p, row, &d->maker);
  const gboolean delays_differ = rlif_projection_delays_differ (p);
  guint64 point = arrival_point (d, p, time, p->same_delay);
  for (gsize k = 0; k < targets.n; k++) {
    const gsize synapse = p->is_procedural ? 0 : rlif_projection_begin (p, row) + k;
    if (delays_differ) point = arrival_point (d, p, time, rlif_projection_delay (p, synapse));
    add_arrival (d, p->target, rlif_row_target (&targets, k), p->port, rlif_projection_weight (p, synapse), point);
  }
}

static void
on_spike (gpointer data, const RlifInput *input, guint32 channel, RlifTime time)
{
  RlifDense *d = data;
  for (guint k = 0; k < d->network->projections->len; k++) {
    const RlifProjection *p = d->network->projections->pdata[k];
    if (p->input == input) send (d, p, channel, time);
  }
}

static void
on_poisson (gpointer data, const RlifPoisson *poisson, guint32 neuron)
{
  RlifDense *d = data;
  add_arrival (d, poisson->target, neuron, (int) poisson->port, poisson->weight, d->point);
}

static void
on_current (gpointer data, guint population, double current)
{
  RlifDense *d = data;
  d->part[population].current = current;
}

static void
flow (RlifDense *d, RlifDensePart *part)
{
  for (guint32 i = 0; i < part->population->count; i++) {
    const RlifStepped *s = rlif_dense_stepped (part, i);
    rlif_stepped_flow (s, d->point <= part->free_at[i] ? &s->held : &s->free, part->y + (gsize) i * part->n_state,
                       part->current);
  }
  d->counters.updates += part->population->count;
}

static void
hear (const RlifStepped *s, const double arriving[], gboolean deaf, double y[])
{
  for (guint k = 0; k < s->linear->n_jump; k++) {
    const RlifLinearJump *jump = &s->linear->jump[k];
    if (!(deaf && s->linear->is_held[jump->state])) y[jump->state] += jump->factor * arriving[jump->port];
  }
}

static void
fire (RlifDense *d, RlifDensePart *part, guint32 i)
{
  const RlifStepped *s = rlif_dense_stepped (part, i);
  const RlifSpike spike = { (RlifTime) d->point * d->step, part->population->index, i };
  rlif_stepped_reset (s, part->y + (gsize) i * part->n_state);
  part->free_at[i] = d->point + s->refractory;
  g_array_append_val (d->spikes, spike);
  d->counters.spikes++;
}

/* What arrives at the point is heard, and who has reached the threshold fires. */
static void
receive (RlifDense *d, RlifDensePart *part)
{
  const guint32 count = part->population->count;
  double *arriving = part->arriving + (d->point % d->slots) * count * part->n_port;
  for (guint32 i = 0; i < count; i++, arriving += part->n_port) {
    const RlifStepped *s = rlif_dense_stepped (part, i);
    const gboolean deaf = d->point < part->free_at[i];
    double *y = part->y + (gsize) i * part->n_state;
    hear (s, arriving, deaf, y);
    for (guint port = 0; port < part->n_port; port++) arriving[port] = 0;
    if (!deaf && rlif_stepped_fires (s, y)) fire (d, part, i);
  }
}

/* All that happens at the point that was reached. */
static void
happen (RlifDense *d)
{
  const RlifGridListener listener = { d, on_spike, on_poisson, on_current };
  const guint first = d->spikes->len;
  const RlifTime now = rlif_dense_get_time (d);
  rlif_grid_input_take (d->input, now, &listener);
  for (guint k = 0; k < d->n_parts; k++) receive (d, &d->part[k]);
  for (guint s = first; s < d->spikes->len; s++) {
    const RlifSpike spike = g_array_index (d->spikes, RlifSpike, s);
    for (guint k = 0; k < d->network->projections->len; k++) {
      const RlifProjection *p = d->network->projections->pdata[k];
      if (p->source && p->source->index == spike.population) send (d, p, spike.neuron, now);
    }
  }
}

void
rlif_dense_go_on (RlifDense *d)
{
  d->point++;
  d->counters.steps++;
  for (guint k = 0; k < d->n_parts; k++) flow (d, &d->part[k]);
  happen (d);
}

gboolean
rlif_dense_check (const RlifDense *d, GError **error)
{
  for (guint k = 0; k < d->n_parts; k++) {
    const RlifDensePart *part = &d->part[k];
    for (gsize i = 0; i < (gsize) part->population->count * part->n_state; i++) {
      if (isfinite (part->y[i])) continue;
      g_autofree char *step = rlif_time_format (d->step, d->network->ticks_per_ms, 6);
      g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                   "[neurons %s] %s became %g in steps of %s: they are too long for the time constants of model %s",
                   part->population->name, part->population->model->state[i % part->n_state].name, part->y[i], step,
                   part->population->model->name);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
rlif_dense_run (RlifDense *dense, RlifTime until, GError **error)
{
  while (rlif_dense_get_time (dense) <= until - dense->step) rlif_dense_go_on (dense);
  return rlif_dense_check (dense, error);
}

/* How many steps a spike can be under way. */
static guint64
longest_way (const RlifProjection *p, RlifTime step)
{
  RlifTime longest = p->same_delay;
  for (gsize s = 0; rlif_projection_delays_differ (p) && s < p->n; s++)
    longest = MAX (longest, rlif_projection_delay (p, s));
  return p->source ? rlif_grid_delay (longest, step) : rlif_grid_point (longest, step);
}

gboolean
rlif_dense_check_projection (const RlifProjection *p, GError **error)
{
  if (p->plasticity.kind == RLIF_STATIC) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "[connect %s] has no twin on a grid: its synapses change with use; what fits is plasticity = none",
               p->name);
  return FALSE;
}

/* Room for what is under way. */
static gboolean
make_slots (RlifDense *d, GError **error)
{
  double bytes = 0;
  for (guint k = 0; k < d->network->projections->len; k++) {
    const RlifProjection *p = d->network->projections->pdata[k];
    if (!rlif_dense_check_projection (p, error)) return FALSE;
    d->slots = MAX (d->slots, longest_way (p, d->step) + 1);
  }
  for (guint k = 0; k < d->n_parts; k++)
    bytes += (double) d->slots * d->part[k].population->count * d->part[k].n_port * sizeof (double);
  if (bytes > MOST_BYTES) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
                 "the longest delay is %" G_GUINT64_FORMAT " steps, in which as many sums for each neuron are under way: "
                 "%.1f GiB, and 4 is the most", d->slots - 1, bytes / 1073741824.0);
    return FALSE;
  }
  for (guint k = 0; k < d->n_parts; k++)
    d->part[k].arriving = g_new0 (double, d->slots * d->part[k].population->count * d->part[k].n_port + 1);
  return TRUE;
}

RlifDense *
rlif_dense_new (const RlifNetwork *network, RlifDenseMethod method, RlifTime step, GError **error)
{
  g_return_val_if_fail (step > 0, NULL);
  g_autoptr (RlifDense) d = g_new0 (RlifDense, 1);
  d->network = network;
  d->step = step;
  d->slots = 1;
  d->spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  d->input = rlif_grid_input_new (network);
  d->n_parts = network->populations->len;
  d->part = g_new0 (RlifDensePart, d->n_parts);
  for (guint k = 0; k < d->n_parts; k++)
    if (!rlif_dense_part_init (&d->part[k], network->populations->pdata[k], step, method, error)) return NULL;
  if (!make_slots (d, error)) return NULL;
  happen (d);
  return g_steal_pointer (&d);
}

void
rlif_dense_free (RlifDense *dense)
{
  if (!dense) return;
  for (guint k = 0; k < dense->n_parts; k++) rlif_dense_part_clear (&dense->part[k]);
  g_free (dense->part);
  g_array_unref (dense->spikes);
  rlif_grid_input_free (dense->input);
  rlif_row_maker_clear (&dense->maker);
  g_free (dense);
}

RlifTime
rlif_dense_get_time (const RlifDense *dense)
{
  return (RlifTime) dense->point * dense->step;
}

double
rlif_dense_get_state (const RlifDense *dense, const RlifPopulation *population, guint32 neuron, guint state)
{
  g_return_val_if_fail (neuron < population->count && state < population->model->n_state, NAN);
  return rlif_dense_value (&dense->part[population->index], neuron, state);
}

const RlifSpike *
rlif_dense_get_spikes (const RlifDense *dense, gsize *n)
{
  *n = dense->spikes->len;
  return (const RlifSpike *) (const void *) dense->spikes->data;
}

RlifDenseCounters
rlif_dense_get_counters (const RlifDense *dense)
{
  return dense->counters;
}
