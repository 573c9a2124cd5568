/* Plastic networks by lot, and their weights at several moments. */
#ifndef RLIF_TESTS_PLASTICITY_KIT_H
#define RLIF_TESTS_PLASTICITY_KIT_H

#include "network-kit.h"
#include "network/structure.h"

#define LOOKS 3

/* What a run gives. */
typedef struct {
  GArray *spikes;            /* of RlifSpike */
  const RlifProjection *projection;
  RlifTime look[LOOKS];
  guint n_looks;             /* done */
  double *weight[LOOKS];     /* [synapses] */
} Result;

static inline RlifTime
result_next_look (gpointer data)
{
  const Result *result = data;
  return result->n_looks < LOOKS ? result->look[result->n_looks] : RLIF_NEVER;
}

static inline void
result_look (gpointer data, const RlifSimulation *simulation, RlifTime at)
{
  Result *result = data;
  const RlifProjection *p = result->projection;
  ck_assert_int_eq (at, result->look[result->n_looks]);
  double *weight = result->weight[result->n_looks++] = g_new (double, p->n + 1);
  rlif_simulation_get_weights (simulation, p, NULL, NULL, weight);
}

/* Runs in slices of about `budget` events, looking at the weights of a projection now and then; the last
 * time at the end. */
static inline Result
result_of (const RlifNetwork *network, const RlifProjection *projection, RlifEngine engine, guint threads,
           RlifTime until, guint64 budget)
{
  GError *error = NULL;
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, engine, threads, &error);
  kit_no_error (error);
  Result result = { .projection = projection, .spikes = kit_observe_spikes (simulation),
                    .look = { until / 7, until / 7 * 4 + 1, until } };
  const RlifObserver observer = { .data = &result, .next_look = result_next_look, .on_look = result_look };
  rlif_simulation_observe (simulation, &observer);
  while (rlif_simulation_get_time (simulation) < until) {
    rlif_simulation_run (simulation, until, budget, &error);
    kit_no_error (error);
  }
  rlif_simulation_run (simulation, until, G_MAXUINT64, &error);   /* which looks at the end */
  kit_no_error (error);
  ck_assert_uint_eq (result.n_looks, LOOKS);
  return result;
}

static inline void
result_clear (Result *result)
{
  g_array_unref (result->spikes);
  for (guint k = 0; k < result->n_looks; k++) g_free (result->weight[k]);
}

static inline void
same_results (const Result *a, const Result *b)
{
  kit_same_spikes (a->spikes, b->spikes);
  for (guint k = 0; k < LOOKS; k++)
    for (gsize s = 0; s < a->projection->n; s++)
      ck_assert_msg (a->weight[k][s] == b->weight[k][s], "look %u, synapse %zu: %.17g against %.17g", k, s,
                     a->weight[k][s], b->weight[k][s]);
}

#endif
