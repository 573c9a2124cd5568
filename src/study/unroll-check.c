/* The matrices at work: do they do what the twin on the grid does? */
#include <math.h>
#include "study/kernel.h"
#include "study/unroll.h"

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
  *check = (RlifUnrolledCheck) { .points = (guint64) (until / u->step) + 1 };
  g_autoptr (RlifDense) dense = rlif_dense_new (u->network, u->method, u->step, error);
  if (!dense) return FALSE;
  RlifUnrolledInput *input = rlif_unrolled_input_new (u);
  Network net;
  guint first = 0;
  start (&net, u);
  for (guint64 point = 0; point < check->points; point++) {
    rlif_unrolled_input_next (input, net.x);
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
  }
  stop (&net);
  rlif_unrolled_input_free (input);
  return rlif_dense_check (dense, error);
}
