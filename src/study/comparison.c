/* The same input through a recurrent unit, a neuron and a network. */
#include <rlif/comparison.h>
#include <rlif/math.h>
#include <rlif/random.h>

#define TICKS_PER_MS G_GINT64_CONSTANT (1000000000000)
#define SEED 7u
#define DURATION 200.0     /* ms */
#define STEP 2.0
#define LOOKS_PER_STEP 10  /* at the membrane */
#define GAIN 1.6
#define CURRENT 480.0      /* pA */
#define SPREAD 60.0        /* pA of constant current, more or less, in the neurons of the network */
#define NEURONS 20u
#define INHIBITORY 4u      /* the last ones */
#define IN_DEGREE 4u
#define WEIGHT 2.5         /* mV */
#define INHIBITION (-4.0)
#define SHORTEST_DELAY 1.5 /* ms */
#define LONGEST_DELAY 4.5

static const double INPUT[][2] = {
  { 0, 0 }, { 13.7, 1 }, { 66.4, 0 }, { 84.2, 0.55 }, { 118.6, 1.4 }, { 151.3, 0 },
  { 173.8, 0.95 }, { 186.4, 0 } };

typedef struct {
  RlifNetwork *network;
  RlifPopulation *neuron, *population;
  RlifSimulation *simulation;
  RlifSpikeLog *log;
  RlifTrace *trace;
} Setting;

static RlifTime
ticks (double ms)
{
  return (RlifTime) llrint (ms * (double) TICKS_PER_MS);
}

static double
parameter (const RlifModel *model, const char *name)
{
  return model->param[rlif_model_find_param (model, name)].init;
}

static RlifComparison *
new_comparison (const RlifModel *model)
{
  RlifComparison *c = g_new0 (RlifComparison, 1);
  c->duration = DURATION;
  c->step = STEP;
  c->tau_m = parameter (model, "tau_m");
  c->V_th = parameter (model, "V_th");
  c->V_reset = parameter (model, "V_reset");
  c->gain = GAIN;
  c->current = CURRENT;
  c->n_inputs = G_N_ELEMENTS (INPUT);
  c->input_time = g_new (double, c->n_inputs);
  c->input = g_new (double, c->n_inputs);
  for (guint k = 0; k < c->n_inputs; k++) {
    c->input_time[k] = INPUT[k][0];
    c->input[k] = INPUT[k][1];
  }
  c->n_steps = (guint) (DURATION / STEP);
  c->rnn = g_new (double, c->n_steps);
  for (guint k = 0; k < RLIF_N_COUNTS; k++) c->count[k] = g_new0 (double, c->n_steps + 1);
  return c;
}

void
rlif_comparison_free (RlifComparison *comparison)
{
  if (!comparison) return;
  g_free (comparison->input_time);
  g_free (comparison->input);
  g_free (comparison->rnn);
  for (guint k = 0; k < RLIF_N_COUNTS; k++) g_free (comparison->count[k]);
  g_free (comparison->membrane_time);
  g_free (comparison->membrane);
  g_free (comparison->from);
  g_free (comparison->to);
  g_free (comparison->weight);
  g_free (comparison->delay);
  rlif_raster_free (comparison->raster);
  g_free (comparison);
}

/* The last input that has begun at a moment. */
static guint
input_at (const RlifComparison *c, double time)
{
  guint k = 0;
  while (k + 1 < c->n_inputs && c->input_time[k + 1] <= time) k++;
  return k;
}

/* With the same bits everywhere, for any z that does not overflow. */
static double
hyperbolic_tangent (double z)
{
  const double e = rlif_expm1 (-2 * z);
  return -e / (2 + e);
}

static void
run_rnn (RlifComparison *c)
{
  const double a = rlif_exp (-c->step / c->tau_m);
  double h = 0;
  for (guint n = 0; n < c->n_steps; n++) {
    const double x = c->input[input_at (c, n * c->step)];
    h = hyperbolic_tangent (a * h + (1 - a) * c->gain * x);
    c->rnn[n] = h;
  }
}

/* IN_DEGREE different sources for each neuron, none of them itself. */
static void
draw_synapses (RlifComparison *c)
{
  RlifStream stream;
  c->from = g_new (guint32, NEURONS * IN_DEGREE);
  c->to = g_new (guint32, NEURONS * IN_DEGREE);
  c->weight = g_new (double, NEURONS * IN_DEGREE);
  c->delay = g_new (double, NEURONS * IN_DEGREE);
  for (guint32 i = 0; i < NEURONS; i++) {
    guint32 taken = 1u << i;
    rlif_stream_init (&stream, SEED, RLIF_PURPOSE_CONNECT, "figure 1", i);
    for (guint k = 0; k < IN_DEGREE;) {
      const guint32 from = rlif_stream_below (&stream, NEURONS);
      if (taken & 1u << from) continue;
      taken |= 1u << from;
      k++;
      c->from[c->n_synapses] = from;
      c->to[c->n_synapses] = i;
      c->weight[c->n_synapses] = from < NEURONS - INHIBITORY ? WEIGHT : INHIBITION;
      c->delay[c->n_synapses++] =
        SHORTEST_DELAY + (LONGEST_DELAY - SHORTEST_DELAY) * rlif_stream_uniform (&stream);
    }
  }
}

static gboolean
connect (const RlifComparison *c, const Setting *s, GError **error)
{
  const RlifSynapses synapses = { .name = "figure 1", .weight = rlif_constant (WEIGHT),
                                  .delay = rlif_constant (SHORTEST_DELAY) };
  g_autofree RlifTime *delay = g_new (RlifTime, c->n_synapses);
  for (guint k = 0; k < c->n_synapses; k++) delay[k] = ticks (c->delay[k]);
  return rlif_network_connect_list (s->network, s->population, s->population, &synapses,
                                    c->n_synapses, c->from, c->to, c->weight, delay, error) != NULL;
}

static gboolean
add_input (const RlifComparison *c, const Setting *s, GError **error)
{
  g_autofree RlifTime *time = g_new (RlifTime, c->n_inputs);
  g_autofree double *current = g_new (double, c->n_inputs);
  for (guint k = 0; k < c->n_inputs; k++) {
    time[k] = ticks (c->input_time[k]);
    current[k] = c->current * c->input[k];
  }
  return rlif_network_add_current (s->network, "into the neuron", s->neuron, c->n_inputs, time,
                                   current, error)
         && rlif_network_add_current (s->network, "into the network", s->population, c->n_inputs,
                                      time, current, error);
}

/* The moments at which the membrane is looked at: regular ones, and changes of the input. */
static GArray *
choose_looks (const RlifComparison *c)
{
  GArray *at = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  guint next = 1;
  for (guint k = 0; k <= c->n_steps * LOOKS_PER_STEP; k++) {
    const RlifTime moment = ticks (c->step) / LOOKS_PER_STEP * k;
    for (; next < c->n_inputs && ticks (c->input_time[next]) <= moment; next++) {
      const RlifTime change = ticks (c->input_time[next]);
      if (change < moment) g_array_append_val (at, change);
    }
    g_array_append_val (at, moment);
  }
  return at;
}

static gboolean
set_up (RlifComparison *c, Setting *s, const RlifModel *model, GError **error)
{
  const RlifDistribution spread = { .kind = RLIF_UNIFORM, .a = -SPREAD, .b = SPREAD,
                                    .low = -HUGE_VAL, .high = HUGE_VAL };
  const guint membrane = (guint) rlif_model_find_state (model, "V_m");
  const guint32 first = 0;
  s->network = rlif_network_new (TICKS_PER_MS, SEED);
  s->neuron = rlif_network_add_population (s->network, "neuron", model, 1, error);
  if (!s->neuron) return FALSE;
  s->population = rlif_network_add_population (s->network, "network", model, NEURONS, error);
  if (!s->population || !rlif_population_set (s->population, "I_e", &spread, error)
      || !connect (c, s, error) || !add_input (c, s, error))
    return FALSE;
  s->simulation = rlif_simulation_new (s->network, error);
  if (!s->simulation) return FALSE;
  s->log = rlif_spike_log_new (s->network, -1);
  rlif_spike_log_add (s->log, s->neuron);
  rlif_spike_log_add (s->log, s->population);
  s->trace = rlif_trace_new (s->neuron, 1, &membrane, 1, &first, 0, 0, choose_looks (c));
  const RlifObserver spikes = rlif_spike_log_observer (s->log);
  const RlifObserver looks = rlif_trace_observer (s->trace);
  rlif_simulation_observe (s->simulation, &spikes);
  rlif_simulation_observe (s->simulation, &looks);
  return TRUE;
}

static void
clear (Setting *s)
{
  rlif_trace_free (s->trace);
  rlif_spike_log_free (s->log);
  rlif_simulation_free (s->simulation);
  rlif_network_free (s->network);
}

/* Operations up to the moment n step, which is where the simulation is. */
static void
count (RlifComparison *c, const Setting *s, guint n)
{
  const RlifCounters neuron = rlif_simulation_get_counters (s->simulation, s->neuron);
  const RlifCounters network = rlif_simulation_get_counters (s->simulation, s->population);
  const guint changes = input_at (c, n * c->step);
  c->count[RLIF_COUNT_RNN][n] = 2.0 * n;
  c->count[RLIF_COUNT_DENSE_RNN][n] = (double) (NEURONS * NEURONS + NEURONS) * n;
  c->count[RLIF_COUNT_SPARSE_RNN][n] = (double) (c->n_synapses + NEURONS) * n;
  c->count[RLIF_COUNT_NEURON][n] = (double) (changes + neuron.spikes);
  c->count[RLIF_COUNT_NETWORK][n] =
    (double) (changes * NEURONS + network.spikes + 2 * network.delivered);
}

static gboolean
run_neurons (RlifComparison *c, const Setting *s, GError **error)
{
  const RlifPopulation *const populations[] = { s->neuron, s->population };
  for (guint n = 0; n <= c->n_steps; n++) {
    if (!rlif_simulation_run (s->simulation, ticks (c->step) * n, G_MAXUINT64, error)) return FALSE;
    count (c, s, n);
  }
  c->raster = rlif_spike_log_to_raster (s->log, populations, 2, ticks (c->duration));
  c->n_membrane = s->trace->time->len;
  c->membrane_time = g_new (double, c->n_membrane);
  c->membrane = g_new (double, c->n_membrane);
  for (guint k = 0; k < c->n_membrane; k++) {
    c->membrane_time[k] =
      (double) g_array_index (s->trace->time, RlifTime, k) / (double) TICKS_PER_MS;
    c->membrane[k] = g_array_index (s->trace->value, double, k);
  }
  return TRUE;
}

RlifComparison *
rlif_comparison_new (RlifRegistry *registry, GError **error)
{
  const RlifModel *model = rlif_registry_find (registry, "lif_delta", error);
  if (!model) return NULL;
  g_autoptr (RlifComparison) c = new_comparison (model);
  Setting s = { 0 };
  run_rnn (c);
  draw_synapses (c);
  const gboolean done = set_up (c, &s, model, error) && run_neurons (c, &s, error);
  clear (&s);
  return done ? g_steal_pointer (&c) : NULL;
}
