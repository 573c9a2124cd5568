/* Examines a system: one long run for its capacities, several pairs of short ones for its separation. */
#include <math.h>
#include <string.h>
#include "study/memory.h"

#define SETTLE 100           /* steps at least before anything is measured */
#define LEAST_FITTED 400     /* steps at least after that */
#define LAGS_2 20            /* of capacities of degree 2 */
#define LAGS_3 10
#define PAIRS 6              /* of histories */
#define HISTORY 60           /* steps of different input */
#define HARDLY 0.01          /* of the state that moves most */

/* How far the parts of the work are. */
typedef struct {
  RlifWatch watch;
  gpointer data;
  double from, to;
} Span;

/* A network of either kind. */
typedef struct {
  const RlifReservoir *reservoir;
  const RlifEchoState *echo;
} System;

static gboolean
watch_span (gpointer data, double share)
{
  const Span *span = data;
  return !span->watch || span->watch (span->data, span->from + share * (span->to - span->from));
}

static Span
part_of (const Span *span, double from, double to)
{
  const double length = span->to - span->from;
  return (Span) { span->watch, span->data, span->from + from * length, span->from + to * length };
}

static RlifStates *
run (const System *system, gsize n_steps, const double input[], RlifMemoryCost *cost, Span span, GError **error)
{
  if (system->reservoir)
    return rlif_reservoir_run (system->reservoir, n_steps, input, cost, watch_span, &span, error);
  return rlif_echo_state_run (system->echo, n_steps, input, cost);
}

gsize
rlif_memory_fewest_steps (guint lags)
{
  return MAX (SETTLE, lags) + LEAST_FITTED;
}

guint
rlif_memory_lags (const RlifMemoryPlan *plan, guint degree)
{
  return degree == 1 ? plan->lags : MIN (plan->lags, degree == 2 ? LAGS_2 : LAGS_3);
}

static RlifMemoryParts
cut (const RlifMemoryPlan *plan)
{
  RlifMemoryParts parts = { .washout = MAX (SETTLE, plan->lags) };
  const gsize left = plan->steps - parts.washout;
  parts.validate = parts.test = left / 4;
  parts.train = left - parts.validate - parts.test;
  return parts;
}

/* Is there room for a copy of the states, for all functions, and for what regressions and weights take? */
static gboolean
has_room (const RlifMemoryPlan *plan, gsize n_states, GError **error)
{
  double functions = 0;
  for (guint d = 1; d <= RLIF_MOST_FACTORS; d++) {
    g_autoptr (GArray) targets = rlif_memory_targets (d, rlif_memory_lags (plan, d));
    functions += targets->len;
  }
  const double n = (double) n_states, steps = (double) plan->steps;
  return rlif_states_have_room (steps * (n + functions) + 3 * n * (n + functions), error);
}

/* Capacities of all degrees at once; then those of the inputs themselves with noise, for the bits.
 *
 * Returns: FALSE if it was stopped. */
static gboolean
measure (RlifMemory *memory, const RlifMemoryPlan *plan, const RlifStates *states, const double input[], Span span)
{
  const RlifMemoryParts parts = cut (plan);
  Span first = part_of (&span, 0, 0.8), second = part_of (&span, 0.8, 1);
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (RlifMemoryTarget));
  guint end[RLIF_MOST_FACTORS];
  for (guint d = 0; d < RLIF_MOST_FACTORS; d++) {
    g_autoptr (GArray) some = rlif_memory_targets (d + 1, rlif_memory_lags (plan, d + 1));
    g_array_append_vals (targets, some->data, some->len);
    end[d] = targets->len;
  }
  const RlifMemoryTarget *target = (const RlifMemoryTarget *) (gpointer) targets->data;
  g_autofree double *capacity = g_new (double, targets->len), *noisy = g_new (double, plan->lags);
  if (!rlif_memory_capacities (states, input, &parts, targets->len, target, 0, capacity, watch_span, &first)
      || !rlif_memory_capacities (states, input, &parts, plan->lags, target, plan->noise, noisy, watch_span, &second))
    return FALSE;
  for (guint d = 0, k = 0; d < RLIF_MOST_FACTORS; d++)
    for (; k < end[d]; k++) memory->degree[d] += capacity[k];
  memcpy (memory->linear, capacity, plan->lags * sizeof *capacity);
  memory->bits = rlif_memory_bits (plan->lags, noisy);
  return TRUE;
}

/* The standard deviation of each state after the washout; 0 for states that hardly move, of which a single
 * spike would be the whole distance. */
static double *
find_scale (const RlifStates *states, gsize washout)
{
  const gsize n = states->n_states, rows = states->n_steps - washout;
  double *scale = g_new (double, n), largest = 0;
  for (gsize i = 0; i < n; i++) {
    double sum = 0, squares = 0;
    for (gsize row = washout; row < states->n_steps; row++) sum += states->value[row * n + i];
    for (gsize row = washout; row < states->n_steps; row++) {
      const double x = states->value[row * n + i] - sum / (double) rows;
      squares += x * x;
    }
    scale[i] = sqrt (squares / (double) rows);
    largest = fmax (largest, scale[i]);
  }
  for (gsize i = 0; i < n; i++)
    if (scale[i] < HARDLY * largest) scale[i] = 0;
  return scale;
}

/* Returns: (owned) states of a history, and then of what all pairs' histories end with. */
static RlifStates *
run_history (const System *system, const RlifMemoryPlan *plan, guint pair, const char *which, Span span,
             GError **error)
{
  g_autofree char *name = g_strdup_printf ("history %u %s", pair, which);
  g_autofree char *same = g_strdup_printf ("history %u", pair);
  g_autofree double *input = rlif_memory_input (plan->seed, name, HISTORY + plan->lags);
  g_autofree double *common = rlif_memory_input (plan->seed, same, plan->lags);
  memcpy (input + HISTORY, common, plan->lags * sizeof *common);
  return run (system, HISTORY + plan->lags, input, NULL, span, error);
}

/* Returns: FALSE on error or if it was stopped. */
static gboolean
separate (RlifMemory *memory, const System *system, const RlifMemoryPlan *plan, const double scale[], Span span,
          GError **error)
{
  g_autofree double *distance = g_new (double, plan->lags + 1);
  for (guint pair = 0; pair < PAIRS; pair++) {
    const Span first = part_of (&span, (double) pair / PAIRS, (pair + 0.5) / PAIRS);
    const Span second = part_of (&span, (pair + 0.5) / PAIRS, (pair + 1.0) / PAIRS);
    g_autoptr (RlifStates) a = run_history (system, plan, pair, "a", first, error);
    g_autoptr (RlifStates) b = a ? run_history (system, plan, pair, "b", second, error) : NULL;
    if (!b) return FALSE;
    rlif_memory_separation (a, b, HISTORY, scale, distance);
    for (guint k = 0; k <= plan->lags; k++)
      if (distance[0] > 0) memory->separation[k] += distance[k] / distance[0];
  }
  for (guint k = 0; k <= plan->lags; k++) memory->separation[k] /= PAIRS;
  return TRUE;
}

static RlifMemory *
examine (const System *system, const RlifMemoryPlan *plan, Span span, GError **error)
{
  g_autoptr (RlifMemory) memory = g_new0 (RlifMemory, 1);
  const double share = system->reservoir ? 0.4 : 0;
  if (system->echo && !has_room (plan, system->echo->units, error)) return NULL;
  memory->lags = plan->lags;
  memory->steps = plan->steps;
  memory->step = system->reservoir ? system->reservoir->step : 0;
  memory->linear = g_new0 (double, plan->lags);
  memory->separation = g_new0 (double, plan->lags + 1);
  g_autofree double *input = rlif_memory_input (plan->seed, "input", plan->steps);
  g_autoptr (RlifStates) states =
    run (system, plan->steps, input, &memory->cost, part_of (&span, 0, share), error);
  if (!states || (system->reservoir && !has_room (plan, states->n_states, error))) return NULL;
  if (!measure (memory, plan, states, input, part_of (&span, share, 0.85))) return NULL;
  g_autofree double *scale = find_scale (states, MAX (SETTLE, plan->lags));
  return separate (memory, system, plan, scale, part_of (&span, 0.85, 1), error) ? g_steal_pointer (&memory) : NULL;
}

RlifMemory *
rlif_memory_of_reservoir (const RlifReservoir *reservoir, const RlifMemoryPlan *plan, RlifWatch watch,
                          gpointer data, GError **error)
{
  g_return_val_if_fail (plan->lags >= 1 && plan->steps >= rlif_memory_fewest_steps (plan->lags), NULL);
  const System system = { .reservoir = reservoir };
  return examine (&system, plan, (Span) { watch, data, 0, 1 }, error);
}

RlifMemory *
rlif_memory_of_echo_state (const RlifEchoState *echo, const RlifMemoryPlan *plan, RlifWatch watch, gpointer data,
                           GError **error)
{
  g_return_val_if_fail (plan->lags >= 1 && plan->steps >= rlif_memory_fewest_steps (plan->lags), NULL);
  const System system = { .echo = echo };
  return examine (&system, plan, (Span) { watch, data, 0, 1 }, error);
}

void
rlif_memory_free (RlifMemory *memory)
{
  if (!memory) return;
  g_free (memory->linear);
  g_free (memory->separation);
  g_free (memory);
}

double
rlif_memory_forgets (const RlifMemory *memory, double level)
{
  guint k = memory->lags + 1;
  while (k > 0 && memory->separation[k - 1] < level) k--;
  return k <= memory->lags ? k : NAN;
}

double
rlif_memory_joules (const RlifMemory *memory, const RlifPrice *price)
{
  const RlifWay way = memory->step > 0 ? RLIF_BY_EVENTS : RLIF_BY_RNN_MASKED;
  RlifEnergy energy = { .step = memory->step, .steps = (double) memory->steps, .neurons = memory->cost.neurons };
  energy.way[way] = memory->cost.operations;
  return rlif_energy_joules (&energy, way, price) / (double) memory->steps;
}
