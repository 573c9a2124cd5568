/* What a network does in either engine, to be compared. */
#ifndef RLIF_TESTS_ENGINES_KIT_H
#define RLIF_TESTS_ENGINES_KIT_H

#include "network-kit.h"
#include "network/structure.h"

#define MOST_SPIKES 20000

typedef struct {
  GArray *spikes;
  RlifCounters counters;
  GArray *by_projection; /* of RlifProjectionCounters */
  double state;          /* sum of all states at the end */
  double weight;         /* sum of all weights at the end */
  RlifTime time;         /* at the end */
  GError *refused;       /* as neurons fire without end in the instant that follows; NULL if they do not */
} Result;

static inline double
kit_sum_weights (const RlifNetwork *network, const RlifSimulation *simulation)
{
  double sum = 0;
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    if (p->is_procedural) continue;
    g_autofree double *weight = g_new (double, p->n + 1);
    rlif_simulation_get_weights (simulation, p, NULL, NULL, weight);
    for (gsize s = 0; s < p->n; s++) sum += weight[s];
  }
  return sum;
}

static inline double
kit_sum_states (const RlifNetwork *network, const RlifSimulation *simulation)
{
  double sum = 0;
  for (guint k = 0; k < rlif_network_n_populations (network); k++) {
    const RlifPopulation *p = rlif_network_get_population (network, k);
    for (guint32 i = 0; i < rlif_population_get_count (p); i++)
      for (guint j = 0; j < rlif_population_get_model (p)->n_state; j++)
        sum += rlif_simulation_get_state (simulation, p, i, j);
  }
  return sum;
}

/* In slices of about `budget` events, as far as the spikes are not too many, or too many in an instant. */
static inline Result
kit_result (const RlifNetwork *network, RlifEngine engine, guint threads, guint64 budget, RlifTime until)
{
  GError *error = NULL;
  g_autoptr (RlifSimulation) simulation = rlif_simulation_new_with (network, engine, threads, &error);
  kit_no_error (error);
  Result result = { .spikes = kit_observe_spikes (simulation) };
  while (rlif_simulation_get_time (simulation) < until && result.spikes->len < MOST_SPIKES) {
    if (rlif_simulation_run (simulation, until, budget, &error)) continue;
    ck_assert_msg (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_LIMIT), "%s", error->message);
    result.refused = g_steal_pointer (&error);
    break;
  }
  result.time = rlif_simulation_get_time (simulation);
  result.counters = rlif_simulation_get_counters (simulation, NULL);
  result.state = kit_sum_states (network, simulation);
  result.weight = kit_sum_weights (network, simulation);
  result.by_projection = g_array_new (FALSE, FALSE, sizeof (RlifProjectionCounters));
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjectionCounters c
      = rlif_simulation_get_projection_counters (simulation, network->projections->pdata[k]);
    g_array_append_val (result.by_projection, c);
  }
  return result;
}

static inline void
kit_clear_result (Result *result)
{
  g_array_unref (result->spikes);
  g_array_unref (result->by_projection);
  g_clear_error (&result->refused);
}

static inline void
kit_same_counters (const Result *r, const Result *w)
{
  ck_assert (!r->refused && !w->refused);
  ck_assert_msg (r->weight == w->weight, "weights: %.17g, %.17g", r->weight, w->weight);
  ck_assert_msg (r->state == w->state, "states: %.17g, %.17g", r->state, w->state);
  ck_assert_uint_eq (r->counters.spikes, w->counters.spikes);
  ck_assert_uint_eq (r->counters.delivered, w->counters.delivered);
  ck_assert_uint_eq (r->counters.gated, w->counters.gated);
  ck_assert_uint_eq (r->counters.outside, w->counters.outside);
  ck_assert_uint_eq (r->counters.crossings, w->counters.crossings);
  for (guint k = 0; k < r->by_projection->len; k++) {
    const RlifProjectionCounters *a = &g_array_index (r->by_projection, RlifProjectionCounters, k);
    const RlifProjectionCounters *b = &g_array_index (w->by_projection, RlifProjectionCounters, k);
    ck_assert_uint_eq (a->delivered, b->delivered);
    ck_assert_uint_eq (a->gated, b->gated);
  }
}

/* The windowed engine does the same as r with 1, 2 and 3 threads. */
static inline void
kit_same_by_threads (const RlifNetwork *network, const Result *r, guint64 budget, RlifTime until)
{
  for (guint threads = 1; threads < 4; threads++) {
    Result w = kit_result (network, RLIF_ENGINE_WINDOWED, threads, budget, until);
    kit_same_spikes (r->spikes, w.spikes);
    kit_same_counters (r, &w);
    kit_clear_result (&w);
  }
}

#endif
