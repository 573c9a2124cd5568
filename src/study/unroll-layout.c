/* The units of an unrolled network, the lines of its input, and which neurons can be written as units. */
#include "study/unroll.h"

#define MOST_UNITS 10000000u

/* How many steps each neuron's spikes are under way, at most. */
static void
measure_ways (RlifUnrolled *u, const RlifProjection *p, RlifRowMaker *maker)
{
  if (!p->source) return;
  for (guint32 row = 0; row < p->source->count; row++) {
    const RlifRow targets = rlif_projection_row (p, row, maker);
    guint32 *length = &u->length[u->first_neuron[p->source->index] + row];
    if (*length == 0) continue;
    for (gsize k = 0; k < targets.n; k++) {
      const RlifTime delay = p->is_procedural ? p->same_delay : rlif_projection_delay (p, rlif_projection_begin (p, row) + k);
      *length = MAX (*length, (guint32) MIN (rlif_grid_delay (delay, u->step), MOST_UNITS));
    }
  }
}

static void
measure_lengths (RlifUnrolled *u)
{
  RlifRowMaker maker = { 0 };
  for (guint k = 0; k < u->n_parts; k++)
    for (guint32 i = 0; i < u->part[k].population->count; i++) {
      const RlifStepped *s = rlif_dense_stepped (&u->part[k], i);
      const guint64 refractory = MIN (s->refractory, MOST_UNITS);
      u->length[u->first_neuron[k] + i] = s->linear->fires ? (guint32) MAX (refractory, 1) : 0;
    }
  for (guint k = 0; k < u->network->projections->len; k++) measure_ways (u, u->network->projections->pdata[k], &maker);
  rlif_row_maker_clear (&maker);
}

static gboolean
has_current (const RlifNetwork *network, const RlifPopulation *population)
{
  for (guint k = 0; k < network->currents->len; k++)
    if (((const RlifCurrent *) network->currents->pdata[k])->target == population) return TRUE;
  return FALSE;
}

static guint64
place_neurons (RlifUnrolled *u)
{
  guint64 unit = 0;
  const guint32 neurons = u->first_neuron[u->n_parts];
  for (guint k = 0; k < u->n_parts; k++) {
    u->first_state[k] = (guint32) unit;
    unit += (guint64) u->part[k].population->count * u->part[k].n_state;
  }
  u->count.states = (guint32) unit;
  for (guint32 n = 0; n < neurons; n++) u->spike[n] = u->length[n] ? (guint32) unit++ : G_MAXUINT32;
  u->count.spikes = (guint32) unit - u->count.states;
  for (guint32 n = 0; n < neurons; n++) {
    u->delayed[n] = (guint32) unit;
    unit += u->length[n] ? u->length[n] - 1 : 0;
  }
  u->count.delayed = (guint32) unit - u->count.states - u->count.spikes;
  return unit;
}

gboolean
rlif_unrolled_lay_out (RlifUnrolled *u, GError **error)
{
  double units = 0;
  const guint32 neurons = u->first_neuron[u->n_parts];
  u->first_state = g_new0 (guint32, u->n_parts);
  u->current = g_new (guint32, u->n_parts);
  u->spike = g_new (guint32, (gsize) neurons + 1);
  u->delayed = g_new (guint32, (gsize) neurons + 1);
  u->length = g_new0 (guint32, (gsize) neurons + 1);
  measure_lengths (u);
  for (guint k = 0; k < u->n_parts; k++) units += (double) u->part[k].population->count * u->part[k].n_state;
  for (guint32 n = 0; n < neurons; n++) units += u->length[n];
  if (units > MOST_UNITS) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
                 "the unrolled network would have %.0f units, states and spikes of as many steps as delays last; %u is the "
                 "most", units, MOST_UNITS);
    return FALSE;
  }
  guint64 unit = place_neurons (u);
  for (guint k = 0; k < u->n_parts; k++)
    u->current[k] = has_current (u->network, u->part[k].population) ? (guint32) unit++ : G_MAXUINT32;
  u->count.currents = (guint32) unit - u->count.states - u->count.spikes - u->count.delayed;
  u->count.units = (guint32) unit;
  return TRUE;
}

static guint
hash_line (gconstpointer key)
{
  const RlifLine *line = key;
  return g_direct_hash (line->from) * 31 + line->number * 2654435761u + g_int64_hash (&line->delay);
}

static gboolean
same_line (gconstpointer a, gconstpointer b)
{
  const RlifLine *x = a, *y = b;
  return x->kind == y->kind && x->from == y->from && x->number == y->number && x->delay == y->delay;
}

/* Lines are found by all but `next`, and the first of a channel by the delay -1. Numbers are one more, for 0 is
 * nothing. */
static gint64
look_up (const RlifUnrolled *u, const RlifLine *line)
{
  return u->find_line ? (gint64) GPOINTER_TO_UINT (g_hash_table_lookup (u->find_line, line)) - 1 : -1;
}

static void
keep (RlifUnrolled *u, const RlifLine *line, guint number)
{
  if (!u->find_line) u->find_line = g_hash_table_new_full (hash_line, same_line, g_free, NULL);
  g_hash_table_replace (u->find_line, g_memdup2 (line, sizeof *line), GUINT_TO_POINTER (number + 1));
}

gint64
rlif_unrolled_channel (const RlifUnrolled *u, const RlifInput *input, guint32 channel)
{
  const RlifLine first = { RLIF_LINE_CHANNEL, input, channel, -1, -1 };
  return look_up (u, &first);
}

gint64
rlif_unrolled_line (RlifUnrolled *u, const RlifLine *line, gboolean add)
{
  const gint64 found = look_up (u, line);
  if (found >= 0 || !add) return found;
  const guint number = u->line->len;
  RlifLine added = *line;
  added.next = line->kind == RLIF_LINE_CHANNEL ? rlif_unrolled_channel (u, line->from, line->number) : -1;
  g_array_append_val (u->line, added);
  keep (u, line, number);
  if (line->kind == RLIF_LINE_CHANNEL) {
    const RlifLine first = { RLIF_LINE_CHANNEL, line->from, line->number, -1, -1 };
    keep (u, &first, number);
  }
  return number;
}

static gboolean
refuse (const RlifPopulation *p, const char *why, const char *state, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "[neurons %s] model %s cannot be unrolled: %s%s%s", p->name,
               p->model->name, state, *state ? " " : "", why);
  return FALSE;
}

/* A reset must leave a share of each state, and add to it. */
static gboolean
admit_reset (const RlifPopulation *p, const RlifStepped *s, GError **error)
{
  for (int i = 0; i < s->n; i++)
    for (int j = 0; s->linear->is_reset[i] && j < s->n; j++)
      if (i != j && s->linear->reset[i][j] != 0)
        return refuse (p, "is reset to a mixture of states", p->model->state[i].name, error);
  return TRUE;
}

/* What is held must be set by the reset, matter to nothing but the condition, and be all that this depends on. */
static gboolean
admit_hold (const RlifPopulation *p, const RlifStepped *s, GError **error)
{
  const RlifLinear *l = s->linear;
  double condition = 0;
  for (int i = 0; i < s->n; i++) {
    const char *name = p->model->state[i].name;
    if (l->is_held[i]) {
      if (!l->is_reset[i] || l->reset[i][i] != 0)
        return refuse (p, "is held after a spike, but the reset does not set it to a constant", name, error);
      condition += l->guard.c[i] * s->reset_to[i];
      continue;
    }
    if (l->guard.c[i] != 0) return refuse (p, "belongs to the condition of a spike, but is not held after one", name, error);
    for (int j = 0; j < s->n; j++)
      if (l->is_held[j] && s->free.factor[i][j] != 0)
        return refuse (p, "depends on a state that is held after a spike, but is not held itself", name, error);
  }
  return condition < s->threshold || refuse (p, "the reset does not lead below the threshold", "", error);
}

gboolean
rlif_unrolled_admit (const RlifPopulation *population, const RlifStepped *s, GError **error)
{
  return admit_reset (population, s, error) && (s->refractory == 0 || admit_hold (population, s, error));
}
