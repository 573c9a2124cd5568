/* Makes a simulation of a network. */
#include <math.h>
#include "base/memory.h"
#include "engine/state.h"

#define NEURONS_PER_THREAD 2048
#define EVENTS_PER_THREAD 10000   /* of a window */
#define USUAL_RATE 10             /* [Hz] */
#define ROW_ALONE 100             /* arrivals that take as long as what each thread must do itself for a row */

static guint64
count_sources (const RlifNetwork *network)
{
  guint64 n = 0;
  for (guint k = 0; k < network->populations->len; k++)
    n += ((const RlifPopulation *) network->populations->pdata[k])->count;
  for (guint k = 0; k < network->inputs->len; k++)
    n += ((const RlifInput *) network->inputs->pdata[k])->channels;
  return n;
}

static GArray *
new_list (void)
{
  return g_array_new (FALSE, FALSE, sizeof (RlifOutgoing));
}

static void
add_populations (RlifSimulation *sim)
{
  for (guint k = 0; k < sim->n_populations; k++) {
    const RlifPopulation *population = sim->network->populations->pdata[k];
    sim->first[k + 1] = sim->first[k] + population->count;
    sim->outgoing[k] = new_list ();
  }
  for (guint k = 0; k < sim->network->inputs->len; k++) sim->from_input[k] = new_list ();
}

static guint
place_of_input (const RlifSimulation *sim, const RlifInput *input)
{
  guint k = 0;
  while (sim->network->inputs->pdata[k] != input) k++;
  return k;
}

/* The number of an input's first channel: they follow the neurons. */
static guint32
first_of_input (const RlifSimulation *sim, const RlifInput *input)
{
  guint32 number = sim->first[sim->n_populations];
  for (guint k = place_of_input (sim, input); k-- > 0;)
    number += ((const RlifInput *) sim->network->inputs->pdata[k])->channels;
  return number;
}

/* The state of synapses that change. */
static void
set_plasticity (RlifOutgoing *out)
{
  const RlifProjection *p = out->projection;
  const guint32 rows = p->source ? p->source->count : p->input->channels;
  if (p->plasticity.kind == RLIF_STDP) out->stdp = rlif_stdp_new (p);
  if (p->plasticity.kind != RLIF_TSODYKS_MARKRAM) return;
  out->release = g_new (RlifRelease, rows);
  for (guint32 row = 0; row < rows; row++) out->release[row] = RLIF_RELEASE_NEW;
}

static void
add_projections (RlifSimulation *sim)
{
  const GPtrArray *projections = sim->network->projections;
  for (guint k = 0; k < projections->len; k++) {
    const RlifProjection *p = projections->pdata[k];
    GArray *list = p->source ? sim->outgoing[p->source->index] : sim->from_input[place_of_input (sim, p->input)];
    RlifOutgoing out = { .projection = p, .number = k,
                               .first_source = p->source ? sim->first[p->source->index]
                                                         : first_of_input (sim, p->input) };
    set_plasticity (&out);
    g_array_append_val (list, out);
  }
}

/* Where each projection stands in the lists, which no longer grow. */
static void
number_list (RlifSimulation *sim, GArray *list)
{
  for (guint k = 0; k < list->len; k++) {
    RlifOutgoing *out = &g_array_index (list, RlifOutgoing, k);
    sim->projection[out->number] = out;
  }
}

static void
number_projections (RlifSimulation *sim)
{
  sim->projection = g_new0 (RlifOutgoing *, sim->network->projections->len + 1);
  for (guint k = 0; k < sim->n_populations; k++) number_list (sim, sim->outgoing[k]);
  for (guint k = 0; k < sim->network->inputs->len; k++) number_list (sim, sim->from_input[k]);
}

/* How many events of a window threads can share, about, if neurons and channels fire at some usual rate. Each of them goes
 * through all deliveries, and makes procedural rows itself. */
static double
shared_events (const RlifNetwork *network)
{
  const RlifTime shortest = rlif_windows_shortest_delay (network);
  double rate = 0;
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    const double rows = p->source ? p->source->count : p->input->channels, shared = (double) p->n - ROW_ALONE * rows;
    rate += p->is_procedural || shared < 0 ? 0 : USUAL_RATE * shared;
  }
  for (guint k = 0; k < network->poissons->len; k++) {
    const RlifPoisson *poisson = network->poissons->pdata[k];
    rate += poisson->rate * poisson->target->count;
  }
  return rate / 1000 * (shortest == RLIF_NEVER ? 1 : (double) shortest / (double) network->ticks_per_ms);
}

/* One for each processor, as long as each has neurons and events enough to be worth waking it up for. */
static guint
choose_threads (const RlifNetwork *network)
{
  guint64 parts = 0;
  for (guint k = 0; k < network->populations->len; k++)
    parts += ((const RlifPopulation *) network->populations->pdata[k])->count / NEURONS_PER_THREAD;
  const double most = fmin ((double) parts, shared_events (network) / EVENTS_PER_THREAD);
  return (guint) CLAMP (most, 1, g_get_num_processors ());
}

/* The engine that a choice means for a network. */
static gboolean
choose_engine (const RlifNetwork *network, RlifEngine choice, RlifEngine *engine, GError **error)
{
  const gboolean instant = rlif_windows_shortest_delay (network) == 0;
  *engine = choice != RLIF_ENGINE_AUTO ? choice
            : instant ? RLIF_ENGINE_REFERENCE : RLIF_ENGINE_WINDOWED;
  if (*engine == RLIF_ENGINE_REFERENCE || !instant) return TRUE;
  g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                       "a synapse between neurons has no delay: only the reference engine knows that");
  return FALSE;
}

static gboolean
start (RlifSimulation *sim, GError **error)
{
  return sim->engine == RLIF_ENGINE_WINDOWED ? rlif_windows_start (sim, error)
                                             : rlif_reference_start (sim, error);
}

/* [bytes] that a population's neurons take, about: the engines need different things. */
static double
size_of_neurons (const RlifPopulation *p)
{
  const double each = 8.0 * (p->model->n_state + p->model->n_clock) + 64;
  return p->count * (p->par_each ? each + sizeof (RlifModalOwn) : each);
}

/* [bytes] that a projection takes besides its synapses. */
static double
size_of_projection (const RlifProjection *p)
{
  const double rows = p->source ? p->source->count : p->input->channels, n = (double) p->n;
  if (p->is_procedural) return n / MAX (rows, 1) * 2 * sizeof (guint32);   /* a row */
  return (rlif_projection_delays_differ (p) ? n * sizeof (guint32) + rows * sizeof (gsize) : 0)
         + (p->plasticity.kind == RLIF_STDP ? n * (sizeof (double) + sizeof (RlifStdpEvent)) : 0);
}

/* Refuses what would fail halfway: the allocations that follow cannot. */
static gboolean
check_memory (const RlifNetwork *network, GError **error)
{
  double bytes = 0;
  guint64 neurons = 0;
  for (guint k = 0; k < network->populations->len; k++) {
    const RlifPopulation *p = network->populations->pdata[k];
    bytes += size_of_neurons (p);
    neurons += p->count;
  }
  for (guint k = 0; k < network->projections->len; k++) bytes += size_of_projection (network->projections->pdata[k]);
  if (rlif_memory_has_room (bytes)) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT, "to simulate %" G_GUINT64_FORMAT " neurons takes %.1f GB "
               "besides the synapses, more than there is memory", neurons, bytes / 1e9);
  return FALSE;
}

RlifSimulation *
rlif_simulation_new_with (const RlifNetwork *network, RlifEngine engine, guint threads,
                          GError **error)
{
  if (count_sources (network) >= RLIF_NO_PROJECTION) {
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
                         "neurons and input channels are more than 2^32 together");
    return NULL;
  }
  if (!check_memory (network, error)) return NULL;
  g_autoptr (RlifSimulation) sim = g_new0 (RlifSimulation, 1);
  const guint n = sim->n_populations = network->populations->len;
  sim->network = network;
  sim->first = g_new0 (guint32, n + 1);
  sim->outgoing = g_new0 (GArray *, n);
  sim->from_input = g_new0 (GArray *, network->inputs->len + 1);
  sim->queue = rlif_queue_new ();
  sim->time = -1;
  sim->n_threads = threads ? threads : choose_threads (network);
  sim->spikes = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  sim->merged = g_array_new (FALSE, FALSE, sizeof (RlifSpike));
  sim->observers = g_array_new (FALSE, FALSE, sizeof (RlifObserver));
  if (!choose_engine (network, engine, &sim->engine, error)) return NULL;
  add_populations (sim);
  add_projections (sim);
  number_projections (sim);
  sim->sources = rlif_sources_new (network, sim->first[n], sim->queue);
  if (!start (sim, error)) return NULL;
  return g_steal_pointer (&sim);
}

RlifSimulation *
rlif_simulation_new (const RlifNetwork *network, GError **error)
{
  return rlif_simulation_new_with (network, RLIF_ENGINE_AUTO, 0, error);
}

void
rlif_simulation_free (RlifSimulation *simulation)
{
  if (!simulation) return;
  for (guint k = 0; simulation->projection && k < simulation->network->projections->len; k++) {
    g_free (simulation->projection[k]->first_segment);
    g_free (simulation->projection[k]->begin);
    g_free (simulation->projection[k]->release);
    rlif_stdp_free (simulation->projection[k]->stdp);
  }
  rlif_windows_clear (simulation);
  rlif_row_maker_clear (&simulation->maker);
  for (guint k = 0; k < simulation->n_populations; k++) {
    if (simulation->neurons) rlif_neurons_clear (&simulation->neurons[k]);
    if (simulation->outgoing[k]) g_array_unref (simulation->outgoing[k]);
  }
  g_free (simulation->neurons);
  g_free (simulation->first);
  g_free (simulation->counters);
  g_free (simulation->projection_counters);
  g_free (simulation->outgoing);
  g_free (simulation->projection);
  for (guint k = 0; k < simulation->network->inputs->len; k++)
    if (simulation->from_input[k]) g_array_unref (simulation->from_input[k]);
  g_free (simulation->from_input);
  rlif_queue_free (simulation->queue);
  rlif_sources_free (simulation->sources);
  if (simulation->touched) g_array_unref (simulation->touched);
  g_free (simulation->is_touched);
  g_array_unref (simulation->spikes);
  g_array_unref (simulation->merged);
  g_array_unref (simulation->observers);
  g_free (simulation);
}
