/* The crossing finder of lif_exp on states far from the threshold, near it, and sure to cross. */
#include <config.h>
#include <stdio.h>
#include <stdlib.h>
#include <rlif/random.h>
#include <rlif/registry.h>
#include "micro.h"

enum { N = 1024, MOST = 32 };
#define TICKS_PER_MS 1e12

typedef struct {
  const RlifModel *model;
  double par[MOST], state[N][MOST];
  void *prepared;
  RlifTime clock[MOST];
  RlifNeuron neuron[N];
} Cells;

static double
find (gpointer data, gsize n)
{
  Cells *cells = data;
  RlifTime sum = 0;
  for (gsize k = 0; k < n; k++) {
    const RlifTime t = cells->model->next (&cells->neuron[k % N], 0, RLIF_NEVER);
    sum += t == RLIF_NEVER ? 1 : t / 1000;
  }
  return (double) sum;
}

/* Default parameters: threshold -55 mV, rest -70 mV. */
static void
prepare (Cells *cells, const RlifModel *m)
{
  g_assert (m->n_param <= MOST && m->n_state <= MOST && m->n_clock <= MOST);
  cells->model = m;
  for (guint j = 0; j < m->n_param; j++) cells->par[j] = m->param[j].init;
  for (guint j = 0; j < m->n_clock; j++) cells->clock[j] = G_MININT64;
  if (m->prepare) cells->prepared = m->prepare (m, cells->par, TICKS_PER_MS);
}

/* States at random between the bounds, the rest of the state at rest. */
static void
draw_states (Cells *cells, double v_low, double v_high, double i_low, double i_high)
{
  const RlifModel *m = cells->model;
  const int v = rlif_model_find_state (m, "V_m"), ex = rlif_model_find_state (m, "I_ex");
  const int in = rlif_model_find_state (m, "I_in");
  RlifStream stream;
  rlif_stream_init (&stream, 388, RLIF_PURPOSE_STATE, "crossing", 0);
  for (int i = 0; i < N; i++) {
    rlif_model_rest (m, cells->par, cells->state[i]);
    cells->state[i][v] = v_low + (v_high - v_low) * rlif_stream_uniform (&stream);
    cells->state[i][ex] = i_low + (i_high - i_low) * rlif_stream_uniform (&stream);
    cells->state[i][in] = -0.385 * cells->state[i][ex];
    cells->neuron[i] = (RlifNeuron) { .par = cells->par, .state = cells->state[i],
                                      .clock = cells->clock, .prepared = cells->prepared,
                                      .ticks_per_ms = TICKS_PER_MS };
  }
}

void
micro_crossing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  const RlifModel *model = rlif_registry_find (registry, "lif_exp", &error);
  if (!model) {
    fprintf (stderr, "micro: %s\n", error->message);
    exit (1);
  }
  g_autofree Cells *cells = g_new0 (Cells, 1);
  prepare (cells, model);
  draw_states (cells, -72, -65, 10, 200);
  micro_measure ("crossing of lif_exp, far from the threshold", 1, find, cells);
  draw_states (cells, -58, -55.1, 300, 900);
  micro_measure ("crossing of lif_exp, some cross", 1, find, cells);
  draw_states (cells, -57, -55.1, 6000, 9000);
  micro_measure ("crossing of lif_exp, all cross", 1, find, cells);
  if (cells->prepared) model->release (cells->prepared);
}
