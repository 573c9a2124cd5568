/* A network as matrices. */
#include <rlif/registry.h>
#include "study/unroll.h"

#define MOST_SYNAPSES 20000000.0

/* One neuron, while its rows are made. */
typedef struct {
  const RlifStepped *s;
  guint part;
  guint32 i, neuron;
} Place;

static Place
place_of (const RlifUnrolled *u, guint part, guint32 i)
{
  return (Place) { rlif_dense_stepped (&u->part[part], i), part, i, u->first_neuron[part] + i };
}

/* Adds to the row of a state, and to that of the spike what it makes of it. */
static void
add (const RlifUnrolled *u, Place p, RlifSparse *matrix, guint state, guint32 column, double value)
{
  if (value == 0) return;
  const double c = p.s->linear->fires ? p.s->linear->guard.c[state] : 0;
  rlif_sparse_add (matrix, rlif_unrolled_state (u, p.part, p.i, state), column, value);
  if (c != 0) rlif_sparse_add (matrix, u->spike[p.neuron], column, c * value);
}

static void
add_arrival (const RlifUnrolled *u, Place p, RlifSparse *matrix, int port, guint32 column, double weight)
{
  const RlifModel *model = u->part[p.part].population->model;
  const guint chosen = (guint) (port >= 0 ? port : rlif_model_port_for_weight (model, weight));
  for (guint k = 0; k < p.s->linear->n_jump; k++) {
    const RlifLinearJump *jump = &p.s->linear->jump[k];
    if (jump->port == chosen) add (u, p, matrix, jump->state, column, jump->factor * weight);
  }
}

/* Is a state held for some steps after a spike? */
static gboolean
is_held (const RlifStepped *s, int state)
{
  return s->refractory > 0 && s->linear->is_held[state];
}

/* The flow, and what a reset adds and takes. */
static void
add_membrane (const RlifUnrolled *u, Place p)
{
  const RlifLinear *l = p.s->linear;
  for (int j = 0; j < p.s->n; j++) {
    for (int k = 0; k < p.s->n; k++) {
      const double factor = p.s->free.factor[j][k];
      add (u, p, u->W_m, (guint) j, rlif_unrolled_state (u, p.part, p.i, (guint) k), factor);
      if (l->fires && l->is_reset[k] && !is_held (p.s, k))
        add (u, p, u->W_m, (guint) j, u->spike[p.neuron], factor * p.s->reset_to[k]);
    }
    add (u, p, u->b, (guint) j, 0, p.s->free.drive[j]);
    if (u->current[p.part] != G_MAXUINT32)
      add (u, p, u->W_m, (guint) j, u->current[p.part], p.s->free.per_current[j]);
    add (u, p, u->h_0, (guint) j, 0, u->part[p.part].y[(gsize) p.i * u->part[p.part].n_state + (guint) j]);
    if (l->fires && l->is_reset[j] && !is_held (p.s, j))
      rlif_sparse_add (u->forget, rlif_unrolled_state (u, p.part, p.i, (guint) j), u->spike[p.neuron], 1 - l->reset[j][j]);
  }
}

/* While a state is held it is r; while the neuron is deaf its input does not count. */
static void
add_refractoriness (const RlifUnrolled *u, Place p)
{
  const guint32 spike = u->spike[p.neuron];
  for (guint64 ago = 0; ago < p.s->refractory; ago++) {
    const guint32 source = rlif_unrolled_spike (u, p.neuron, ago);
    rlif_sparse_add (u->update, spike, source, 1);
    if (ago + 1 < p.s->refractory) rlif_sparse_add (u->hear, spike, source, 1);
    for (int j = 0; j < p.s->n; j++) {
      if (!is_held (p.s, j)) continue;
      rlif_sparse_add (u->update, rlif_unrolled_state (u, p.part, p.i, (guint) j), source, 1);
      if (ago + 1 < p.s->refractory)
        rlif_sparse_add (u->hear, rlif_unrolled_state (u, p.part, p.i, (guint) j), source, 1);
    }
  }
  for (int j = 0; j < p.s->n; j++)
    if (is_held (p.s, j)) add (u, p, u->r, (guint) j, 0, p.s->reset_to[j]);
}

static void
add_neuron (const RlifUnrolled *u, Place p)
{
  add_membrane (u, p);
  if (!p.s->linear->fires) return;
  add_refractoriness (u, p);
  rlif_sparse_add (u->theta, u->spike[p.neuron], 0, p.s->threshold);
  rlif_sparse_add (u->W_y, p.neuron, u->spike[p.neuron], 1);
  for (guint32 ago = 1; ago < u->length[p.neuron]; ago++)
    rlif_sparse_add (u->W_s, rlif_unrolled_spike (u, p.neuron, ago), rlif_unrolled_spike (u, p.neuron, ago - 1), 1);
}

/* Synapses between neurons, or from an input's channels: a line for each delay of a channel. */
static void
add_projection (RlifUnrolled *u, const RlifProjection *p, gboolean only_lines)
{
  RlifRowMaker maker = { 0 };
  const guint32 rows = p->source ? p->source->count : p->input->channels;
  for (guint32 row = 0; row < rows; row++) {
    const guint32 neuron = p->source ? u->first_neuron[p->source->index] + row : 0;
    if (p->source && (only_lines || u->length[neuron] == 0)) continue;
    const RlifRow targets = rlif_projection_row (p, row, &maker);
    for (gsize k = 0; k < targets.n; k++) {
      const gsize synapse = p->is_procedural ? 0 : rlif_projection_begin (p, row) + k;
      const RlifLine line = { RLIF_LINE_CHANNEL, p->input, row, rlif_projection_delay (p, synapse), -1 };
      const guint32 column =
        p->source ? rlif_unrolled_spike (u, neuron, rlif_grid_delay (line.delay, u->step) - 1)
                  : (guint32) rlif_unrolled_line (u, &line, TRUE);
      if (!only_lines)
        add_arrival (u, place_of (u, p->target->index, rlif_row_target (&targets, k)), p->source ? u->W_s : u->W_x, p->port, column,
                     rlif_projection_weight (p, synapse));
    }
  }
  rlif_row_maker_clear (&maker);
}

/* The lines of currents and Poisson input. */
static void
add_outside (RlifUnrolled *u, gboolean only_lines)
{
  for (guint k = 0; k < u->n_parts; k++) {
    const RlifLine line = { RLIF_LINE_CURRENT, u->part[k].population, 0, 0, -1 };
    if (u->current[k] == G_MAXUINT32) continue;
    const guint32 column = (guint32) rlif_unrolled_line (u, &line, TRUE);
    if (!only_lines) rlif_sparse_add (u->W_x, u->current[k], column, 1);
  }
  for (guint k = 0; k < u->network->poissons->len; k++) {
    const RlifPoisson *poisson = u->network->poissons->pdata[k];
    for (guint32 i = 0; i < poisson->target->count; i++) {
      const RlifLine line = { RLIF_LINE_POISSON, poisson, i, 0, -1 };
      const guint32 column = (guint32) rlif_unrolled_line (u, &line, TRUE);
      if (!only_lines)
        add_arrival (u, place_of (u, poisson->target->index, i), u->W_x, (int) poisson->port, column, poisson->weight);
    }
  }
}

static void
add_input_and_synapses (RlifUnrolled *u, gboolean only_lines)
{
  add_outside (u, only_lines);
  for (guint k = 0; k < u->network->projections->len; k++)
    add_projection (u, u->network->projections->pdata[k], only_lines);
}

static void
make_matrices (RlifUnrolled *u)
{
  const guint32 n = u->count.units;
  RlifSparse **square[] = { &u->W_m, &u->W_s, &u->forget, &u->update, &u->hear };
  RlifSparse **column[] = { &u->b, &u->r, &u->theta, &u->h_0 };
  for (gsize k = 0; k < G_N_ELEMENTS (square); k++) *square[k] = rlif_sparse_new (n, n);
  for (gsize k = 0; k < G_N_ELEMENTS (column); k++) *column[k] = rlif_sparse_new (n, 1);
  add_input_and_synapses (u, TRUE);
  u->W_x = rlif_sparse_new (n, u->line->len);
  u->W_y = rlif_sparse_new (u->first_neuron[u->n_parts], n);
  for (guint k = 0; k < u->n_parts; k++)
    for (guint32 i = 0; i < u->part[k].population->count; i++) add_neuron (u, place_of (u, k, i));
  add_input_and_synapses (u, FALSE);
  for (gsize k = 0; k < G_N_ELEMENTS (square); k++) rlif_sparse_finish (*square[k]);
  for (gsize k = 0; k < G_N_ELEMENTS (column); k++) rlif_sparse_finish (*column[k]);
  rlif_sparse_finish (u->W_x);
  rlif_sparse_finish (u->W_y);
  u->W_h = rlif_sparse_sum (u->W_m, u->W_s);
  u->count.inputs = u->line->len;
  u->count.weights = u->W_h->element->len;
  u->count.input_weights = u->W_x->element->len;
}

/* The coefficients of all neurons; each must be one that can be written. */
static gboolean
make_parts (RlifUnrolled *u, GError **error)
{
  for (guint k = 0; k < u->n_parts; k++) {
    const RlifPopulation *p = u->network->populations->pdata[k];
    if (!rlif_dense_part_init (&u->part[k], p, u->step, u->method, error)) return FALSE;
    for (guint32 i = 0; i < (p->par_each ? p->count : 1); i++)
      if (u->part[k].stepped[i]->linear->fires && !rlif_unrolled_admit (p, u->part[k].stepped[i], error)) return FALSE;
    u->first_neuron[k + 1] = u->first_neuron[k] + p->count;
  }
  return TRUE;
}

static gboolean
check_synapses (const RlifNetwork *network, GError **error)
{
  double n = 0;
  for (guint k = 0; k < network->projections->len; k++) {
    if (!rlif_dense_check_projection (network->projections->pdata[k], error)) return FALSE;
    n += (double) rlif_projection_get_n_synapses (network->projections->pdata[k]);
  }
  if (n <= MOST_SYNAPSES) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT, "a network of %.0f synapses is not unrolled: %.0f are the most", n,
               MOST_SYNAPSES);
  return FALSE;
}

RlifUnrolled *
rlif_unrolled_new (const RlifNetwork *network, RlifDenseMethod method, RlifTime step, GError **error)
{
  g_return_val_if_fail (step > 0, NULL);
  g_autoptr (RlifUnrolled) u = g_new0 (RlifUnrolled, 1);
  u->network = network;
  u->method = method;
  u->step = step;
  u->n_parts = network->populations->len;
  u->part = g_new0 (RlifDensePart, u->n_parts);
  u->first_neuron = g_new0 (guint32, u->n_parts + 1);
  u->line = g_array_new (FALSE, FALSE, sizeof (RlifLine));
  if (!check_synapses (network, error) || !make_parts (u, error) || !rlif_unrolled_lay_out (u, error)) return NULL;
  make_matrices (u);
  return g_steal_pointer (&u);
}

void
rlif_unrolled_free (RlifUnrolled *u)
{
  if (!u) return;
  RlifSparse *const matrix[] = { u->W_m, u->W_s, u->W_h, u->W_x, u->W_y, u->forget, u->update, u->hear, u->b, u->r, u->theta, u->h_0 };
  for (gsize k = 0; k < G_N_ELEMENTS (matrix); k++) rlif_sparse_free (matrix[k]);
  for (guint k = 0; k < u->n_parts; k++) rlif_dense_part_clear (&u->part[k]);
  g_free (u->part);
  g_free (u->first_neuron);
  g_free (u->first_state);
  g_free (u->spike);
  g_free (u->delayed);
  g_free (u->length);
  g_free (u->current);
  g_array_unref (u->line);
  if (u->find_line) g_hash_table_unref (u->find_line);
  g_free (u);
}
