/* The matrices at work: the input they need, and whether they do what the twin on the grid does. */
#include <math.h>
#include "study/kernel.h"
#include "study/unroll.h"

/* Input on its way into x. */
typedef struct {
  RlifUnrolled *u;
  RlifSparse *x;
  guint32 point;
  double *level;               /* [n_parts] of currents */
} Reader;

static void
add_input (Reader *reader, guint64 point, gint64 line, double value)
{
  if (line >= 0 && point < reader->x->rows) rlif_sparse_add (reader->x, (guint32) point, (guint32) line, value);
}

static void
on_spike (gpointer data, const RlifInput *input, guint32 channel, RlifTime time)
{
  Reader *reader = data;
  gint64 k = rlif_unrolled_channel (reader->u, input, channel);
  while (k >= 0) {
    const RlifLine *line = &g_array_index (reader->u->line, RlifLine, k);
    add_input (reader, rlif_grid_point (time + line->delay, reader->u->step), k, 1);
    k = line->next;
  }
}

static void
on_poisson (gpointer data, const RlifPoisson *poisson, guint32 neuron)
{
  Reader *reader = data;
  const RlifLine line = { RLIF_LINE_POISSON, poisson, neuron, 0, -1 };
  add_input (reader, reader->point, rlif_unrolled_line (reader->u, &line, FALSE), 1);
}

static void
on_current (gpointer data, guint population, double current)
{
  Reader *reader = data;
  reader->level[population] = current;
}

RlifSparse *
rlif_unrolled_input (const RlifUnrolled *u, RlifTime until)
{
  const guint32 points = (guint32) MIN (until / u->step + 1, G_MAXUINT32 - 1);
  g_autofree double *level = g_new0 (double, u->n_parts);
  Reader reader = { (RlifUnrolled *) u, rlif_sparse_new (points, u->line->len), 0, level };
  const RlifGridListener listener = { &reader, on_spike, on_poisson, on_current };
  RlifGridInput *input = rlif_grid_input_new (u->network);
  for (; reader.point < points; reader.point++) {
    rlif_grid_input_take (input, (RlifTime) reader.point * u->step, &listener);
    for (guint k = 0; k < u->n_parts; k++) {
      const RlifLine line = { RLIF_LINE_CURRENT, u->part[k].population, 0, 0, -1 };
      if (level[k] != 0) add_input (&reader, reader.point, rlif_unrolled_line (reader.u, &line, FALSE), level[k]);
    }
  }
  rlif_grid_input_free (input);
  rlif_sparse_finish (reader.x);
  return reader.x;
}

/* Columns as vectors, and room for a step. */
typedef struct {
  const RlifUnrolled *u;
  double *b, *r, *theta;
  double *h, *x;
  double *forget, *update, *input, *kept, *flow, *arriving;
} Network;

static double *
vector_of (const RlifSparse *column)
{
  double *vector = g_new0 (double, (gsize) column->rows + 1), one = 1;
  rlif_sparse_multiply (column, &one, vector);
  return vector;
}

static void
start (Network *net, const RlifUnrolled *u)
{
  const gsize n = (gsize) u->count.units + 1;
  *net = (Network) { .u = u, .b = vector_of (u->b), .r = vector_of (u->r), .theta = vector_of (u->theta),
                     .h = vector_of (u->h_0), .x = g_new (double, (gsize) u->count.inputs + 1),
                     .forget = g_new (double, n), .update = g_new (double, n), .input = g_new (double, n),
                     .kept = g_new (double, n), .flow = g_new (double, n), .arriving = g_new (double, n) };
}

static void
stop (Network *net)
{
  double *const all[] = { net->b, net->r, net->theta, net->h, net->x, net->forget, net->update, net->input, net->kept,
                          net->flow, net->arriving };
  for (gsize k = 0; k < G_N_ELEMENTS (all); k++) g_free (all[k]);
}

/* h becomes sigma (h) */
static void
squash (Network *net)
{
  const guint32 first = net->u->count.states, end = first + net->u->count.spikes;
  for (guint32 k = first; k < end; k++) net->h[k] = net->h[k] >= net->theta[k];
}

/* 1 - G h */
static void
open_gate (const Network *net, const RlifSparse *G, double gate[])
{
  for (guint32 k = 0; k < net->u->count.units; k++) gate[k] = 0;
  rlif_sparse_multiply (G, net->h, gate);
  for (guint32 k = 0; k < net->u->count.units; k++) gate[k] = 1 - gate[k];
}

/* From h_(n-1) to h_n; x is x_n. */
static void
step (Network *net)
{
  const RlifUnrolled *u = net->u;
  open_gate (net, u->forget, net->forget);
  open_gate (net, u->update, net->update);
  open_gate (net, u->hear, net->input);
  for (guint32 k = 0; k < u->count.units; k++) {
    net->kept[k] = net->forget[k] * net->h[k];
    net->flow[k] = net->arriving[k] = 0;
  }
  rlif_sparse_multiply (u->W_m, net->kept, net->flow);
  rlif_sparse_multiply (u->W_s, net->h, net->arriving);
  rlif_sparse_multiply (u->W_x, net->x, net->arriving);
  for (guint32 k = 0; k < u->count.units; k++)
    net->h[k] = net->update[k] * (net->flow[k] + net->b[k]) + (1 - net->update[k]) * net->r[k]
                + net->input[k] * net->arriving[k];
  squash (net);
}

static void
set_input (Network *net, const RlifSparse *x, guint32 point)
{
  for (guint32 k = 0; k < net->u->count.inputs; k++) net->x[k] = 0;
  rlif_sparse_add_row (x, point, net->x);
}

/* A state after what a spike of this step does to it, which the network does with its next step. */
static double
after_reset (const Network *net, const RlifStepped *s, guint32 unit, guint32 spike, guint state)
{
  const double before = net->h[unit];
  if (spike == G_MAXUINT32 || net->h[spike] == 0 || !s->linear->is_reset[state]) return before;
  return s->linear->reset[state][state] * before + s->reset_to[state];
}

static void
compare (const Network *net, const RlifDense *dense, RlifUnrolledCheck *check)
{
  const RlifUnrolled *u = net->u;
  for (guint k = 0; k < u->n_parts; k++) {
    const RlifDensePart *part = &dense->part[k];
    const guint state = rlif_kernel_state (part->population->model);
    for (guint32 i = 0; i < part->population->count; i++) {
      const RlifStepped *s = rlif_dense_stepped (&u->part[k], i);
      const double y = after_reset (net, s, rlif_unrolled_state (u, k, i, state), u->spike[u->first_neuron[k] + i], state);
      check->difference = fmax (check->difference, fabs (y - part->y[(gsize) i * part->n_state + state]));
    }
  }
}

/* Counts the spikes of this point in the twin, and those that are not in both. */
static void
compare_spikes (const Network *net, const RlifDense *dense, guint first, RlifUnrolledCheck *check)
{
  const RlifUnrolled *u = net->u;
  guint64 own = 0, shared = 0;
  for (guint32 k = u->count.states; k < u->count.states + u->count.spikes; k++) own += net->h[k] != 0;
  for (guint s = first; s < dense->spikes->len; s++) {
    const RlifSpike *spike = &g_array_index (dense->spikes, RlifSpike, s);
    shared += net->h[u->spike[u->first_neuron[spike->population] + spike->neuron]] != 0;
  }
  check->spikes += dense->spikes->len - first;
  check->differing += own + (dense->spikes->len - first) - 2 * shared;
}

gboolean
rlif_unrolled_check (const RlifUnrolled *u, RlifTime until, RlifUnrolledCheck *check, GError **error)
{
  *check = (RlifUnrolledCheck) { 0 };
  g_autoptr (RlifDense) dense = rlif_dense_new (u->network, u->method, u->step, error);
  if (!dense) return FALSE;
  g_autoptr (RlifSparse) x = rlif_unrolled_input (u, until);
  Network net;
  guint first = 0;
  start (&net, u);
  for (guint32 point = 0; point < x->rows; point++) {
    set_input (&net, x, point);
    if (point > 0) {
      step (&net);
      rlif_dense_go_on (dense);
    } else {
      rlif_sparse_multiply (u->W_x, net.x, net.h);
      squash (&net);
    }
    compare (&net, dense, check);
    compare_spikes (&net, dense, first, check);
    first = dense->spikes->len;
    check->points++;
  }
  stop (&net);
  return rlif_dense_check (dense, error);
}
