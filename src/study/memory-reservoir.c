/* The network of an experiment file as a system with an input and states.
 *
 * The input is a current that changes at the beginning of each step. States are looked at when a step has
 * ended: the change of the current at that moment has not moved them yet. */
#include <math.h>
#include <rlif/io.h>
#include <rlif/math.h>
#include <rlif/units.h>
#include "study/memory.h"

/* A population that is read. */
typedef struct {
  const RlifPopulation *population;
  guint membrane;            /* its state V_m */
  gsize first;               /* of its columns */
} Read;

typedef struct {
  const RlifReservoir *reservoir;
  RlifTime step;
  RlifStates *states;
  gsize taken;               /* steps */
  guint n_reads;
  Read *read;                /* [n_reads] */
  gsize n_neurons;           /* that are read: traces follow their membranes */
  double *trace;             /* [n_neurons] at the moment of its last spike */
  RlifTime *last;            /* [n_neurons] that moment */
  gsize *column;             /* [populations] the first neuron's, or G_MAXSIZE */
  double ticks_per_tau;
} Reader;

static double
faded (const Reader *r, gsize neuron, RlifTime now)
{
  return r->trace[neuron] == 0 ? 0
         : r->trace[neuron] * rlif_exp (fmax (-(double) (now - r->last[neuron]) / r->ticks_per_tau, -700));
}

static void
on_spikes (gpointer data, const RlifSpike spike[], gsize n)
{
  Reader *r = data;
  for (gsize k = 0; k < n; k++) {
    const gsize first = r->column[spike[k].population];
    if (first == G_MAXSIZE) continue;
    const gsize neuron = first + spike[k].neuron;
    r->trace[neuron] = faded (r, neuron, spike[k].time) + 1;
    r->last[neuron] = spike[k].time;
  }
}

static RlifTime
next_look (gpointer data)
{
  const Reader *r = data;
  return r->taken < r->states->n_steps ? (RlifTime) (r->taken + 1) * r->step : RLIF_NEVER;
}

static void
on_look (gpointer data, const RlifSimulation *simulation, RlifTime at)
{
  Reader *r = data;
  double *row = r->states->value + r->taken++ * r->states->n_states;
  for (guint k = 0; k < r->n_reads; k++)
    for (guint32 i = 0; i < rlif_population_get_count (r->read[k].population); i++)
      row[r->read[k].first + i] =
        rlif_simulation_get_state (simulation, r->read[k].population, i, r->read[k].membrane);
  if (r->reservoir->tau > 0)
    for (gsize i = 0; i < r->n_neurons; i++) row[r->n_neurons + i] = faded (r, i, at);
}

static RlifPopulation *
find (const RlifExperiment *e, const char *name, GError **error)
{
  RlifPopulation *population = rlif_network_find_population (e->network, name);
  if (population) return population;
  g_autoptr (GString) known = g_string_new (NULL);
  for (guint k = 0; k < rlif_network_n_populations (e->network); k++)
    g_string_append_printf (known, "%s%s", k ? ", " : "",
                            rlif_population_get_name (rlif_network_get_population (e->network, k)));
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN, "%s has no population “%s”; what fits: %s", e->path, name,
               known->str);
  return NULL;
}

static gboolean
add_read (Reader *r, const RlifPopulation *population, GError **error)
{
  const RlifModel *model = rlif_population_get_model (population);
  const int membrane = rlif_model_find_state (model, "V_m");
  gsize *column = &r->column[rlif_population_get_index (population)];
  if (membrane < 0 || *column != G_MAXSIZE) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 membrane < 0 ? "population “%s” cannot be read: its model %s has no state V_m"
                              : "population “%s” is to be read twice",
                 rlif_population_get_name (population), model->name);
    return FALSE;
  }
  *column = r->n_neurons;
  r->read[r->n_reads++] = (Read) { population, (guint) membrane, r->n_neurons };
  r->n_neurons += rlif_population_get_count (population);
  return TRUE;
}

static gboolean
find_reads (Reader *r, const RlifExperiment *e, GError **error)
{
  const guint n = rlif_network_n_populations (e->network);
  const char *const *name = r->reservoir->read;
  r->read = g_new (Read, n);
  r->column = g_new (gsize, n);
  for (guint k = 0; k < n; k++) r->column[k] = G_MAXSIZE;
  for (guint k = 0; !name && k < n; k++)
    if (!add_read (r, rlif_network_get_population (e->network, k), error)) return FALSE;
  for (; name && *name; name++) {
    const RlifPopulation *population = find (e, *name, error);
    if (!population || !add_read (r, population, error)) return FALSE;
  }
  r->trace = g_new0 (double, r->n_neurons);
  r->last = g_new0 (RlifTime, r->n_neurons);
  return TRUE;
}

static gboolean
find_step (Reader *r, const RlifExperiment *e, gsize n_steps, GError **error)
{
  const double ticks = fmin (r->reservoir->step * (double) e->ticks_per_ms, 0x1p62);
  r->step = (RlifTime) rint (ticks);
  r->ticks_per_tau = r->reservoir->tau * (double) e->ticks_per_ms;
  if (r->step < 1 || fabs (ticks - (double) r->step) > 1e-9 * ticks) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "a step of %g ms is no whole number of ticks of %s", r->reservoir->step, e->path);
    return FALSE;
  }
  if ((gsize) (RLIF_NEVER / 4 / r->step) > n_steps) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "%" G_GSIZE_FORMAT " steps of %g ms are too long for the resolution of %s; a coarser one helps",
               n_steps, r->reservoir->step, e->path);
  return FALSE;
}

static gboolean
add_drives (const Reader *r, const RlifExperiment *e, gsize n_steps, const double input[], GError **error)
{
  g_autofree RlifTime *time = g_new (RlifTime, n_steps);
  g_autofree double *current = g_new (double, n_steps);
  for (gsize n = 0; n < n_steps; n++) time[n] = (RlifTime) n * r->step;
  for (gsize k = 0; k < r->reservoir->n_drives; k++) {
    const RlifMemoryDrive *drive = &r->reservoir->drive[k];
    RlifPopulation *target = find (e, drive->population, error);
    if (!target) return FALSE;
    g_autofree char *name = g_strdup_printf ("input %" G_GSIZE_FORMAT " -> %s", k, drive->population);
    for (gsize n = 0; n < n_steps; n++) current[n] = drive->current * input[n];
    if (!rlif_network_add_current (e->network, name, target, n_steps, time, current, error)) return FALSE;
  }
  return TRUE;
}

static gboolean
is_driven (const Reader *r, const RlifPopulation *population)
{
  for (gsize k = 0; k < r->reservoir->n_drives; k++)
    if (g_str_equal (r->reservoir->drive[k].population, rlif_population_get_name (population))) return TRUE;
  return FALSE;
}

/* What the run took. At the end of a step each membrane is brought up to date that is read or whose current
 * changes, and each trace that is read. */
static void
count (const Reader *r, const RlifExperiment *e, const RlifSimulation *simulation, RlifMemoryCost *cost)
{
  g_autoptr (RlifLedger) ledger = rlif_ledger_new (simulation, e->network);
  const RlifEnergy energy = rlif_energy_count (ledger, r->reservoir->step);
  double updated = r->reservoir->tau > 0 ? (double) r->n_neurons : 0;
  for (guint k = 0; k < rlif_network_n_populations (e->network); k++) {
    const RlifPopulation *population = rlif_network_get_population (e->network, k);
    if (r->column[k] != G_MAXSIZE || is_driven (r, population))
      updated += (double) rlif_population_get_count (population);
  }
  *cost = (RlifMemoryCost) { .operations = energy.way[RLIF_BY_EVENTS], .neurons = energy.neurons,
                             .synapses = energy.synapses, .rate = energy.rate };
  cost->operations.updates += updated * (double) r->taken;
}

/* Returns: FALSE on error or if it was stopped. */
static gboolean
run (const Reader *r, RlifSimulation *simulation, RlifWatch watch, gpointer data, GError **error)
{
  const gsize n = r->states->n_steps, between = MAX (n / 100, 1);
  for (gsize done = 0; done < n;) {
    done = MIN (done + between, n);
    if (!rlif_simulation_run (simulation, (RlifTime) done * r->step, G_MAXUINT64, error)) return FALSE;
    if (watch && !watch (data, (double) done / (double) n)) return FALSE;
  }
  return TRUE;
}

static gboolean
simulate (Reader *r, const RlifExperiment *e, RlifMemoryCost *cost, RlifWatch watch, gpointer data, GError **error)
{
  g_autoptr (RlifSimulation) simulation =
    rlif_simulation_new_with (e->network, RLIF_ENGINE_AUTO, r->reservoir->threads, error);
  if (!simulation) return FALSE;
  const RlifObserver observer = { .data = r, .on_spikes = r->reservoir->tau > 0 ? on_spikes : NULL,
                                  .next_look = next_look, .on_look = on_look };
  rlif_simulation_observe (simulation, &observer);
  if (!run (r, simulation, watch, data, error)) return FALSE;
  if (cost) count (r, e, simulation, cost);
  return TRUE;
}

RlifStates *
rlif_reservoir_run (const RlifReservoir *reservoir, gsize n_steps, const double input[], RlifMemoryCost *cost,
                    RlifWatch watch, gpointer data, GError **error)
{
  Reader r = { .reservoir = reservoir };
  g_autoptr (RlifExperiment) e = rlif_experiment_load (reservoir->path, reservoir->registry, reservoir->set, error);
  gboolean ok = e && find_step (&r, e, n_steps, error) && find_reads (&r, e, error)
                && rlif_states_have_room (2.0 * (double) n_steps * (double) r.n_neurons, error)
                && add_drives (&r, e, n_steps, input, error);
  if (ok) {
    r.states = rlif_states_new (n_steps, r.n_neurons * (reservoir->tau > 0 ? 2 : 1));
    ok = simulate (&r, e, cost, watch, data, error);
  }
  g_free (r.read);
  g_free (r.column);
  g_free (r.trace);
  g_free (r.last);
  if (ok) return r.states;
  rlif_states_free (r.states);
  return NULL;
}
