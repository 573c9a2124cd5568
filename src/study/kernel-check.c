/* Is a unit's state the sum of its past inputs, each times the kernel?
 *
 * A neuron gets random input and fires when it does. A second one gets none but fires at the same
 * moments. What lies between the two is what the input did, and must be the sum:
 *
 *   V (t) = V_0 (t) + sum over inputs i of w_i kernel (t - t_i | the spikes since)
 *
 * Both are run by the model's own functions, which know nothing of kernels. */
#include <math.h>
#include <rlif/random.h>
#include <rlif/registry.h>
#include "study/kernel.h"

#define INPUTS 500
#define EVERY 20             /* inputs from one comparison to the next */
#define MOST_SPIKES 1000
#define PER_TIME_CONSTANT 10 /* inputs */

typedef struct {
  double state[RLIF_MAX_STATES];
  RlifTime clock[1];
  RlifNeuron x;
} Neuron;

typedef struct {
  const RlifModel *model;
  const double *par;
  guint state;               /* that is compared */
  gboolean is_held;          /* is that state deaf during refractoriness? */
  Neuron driven, silent;
  double scale;              /* [mV] of the input: from rest to threshold */
  double interval;           /* [ms] mean, between inputs */
  RlifLinear *linear;
  RlifStream times, weights;
  GArray *time, *weight;     /* of RlifTime and double: the input so far */
  GArray *spike;             /* of RlifTime */
} Trial;

static void
start_neuron (Neuron *neuron, const Trial *trial, double ticks_per_ms)
{
  rlif_model_rest (trial->model, trial->par, neuron->state);
  neuron->clock[0] = INT64_MIN;
  neuron->x = (RlifNeuron) { .par = trial->par, .state = neuron->state, .clock = neuron->clock,
                             .prepared = trial->linear, .ticks_per_ms = ticks_per_ms };
}

static double
distance_to_threshold (const RlifLinear *linear, const double rest[])
{
  double sum = 0;
  for (int j = 0; j < linear->n; j++) sum += linear->guard.c[j] * rest[j];
  const double distance = fabs (linear->guard.threshold - sum);
  return linear->fires && distance > 0 ? distance : 1;
}

/* [ms] mean, between inputs: some within the memory, and some before the neuron fires by itself. */
static double
interval_of (const Trial *trial, const RlifKernel *kernel)
{
  RlifKernelMeasures m;
  rlif_kernel_measure (kernel, &m);
  const double interval = (m.tail > 0 && isfinite (m.tail) ? m.tail : 10) / PER_TIME_CONSTANT;
  const RlifTime spike = trial->model->next (&trial->driven.x, 0, RLIF_NEVER);
  const double due = rlif_ms (&trial->driven.x, spike);
  return spike > 0 && spike < RLIF_NEVER ? fmin (interval, due / 3) : interval;
}

/* As fine as moments can be for this much input, at most 1 fs. */
static double
resolution (double interval)
{
  double ticks_per_ms = 1e12;
  while (ticks_per_ms * interval * INPUTS > 1e17) ticks_per_ms /= 10;
  return ticks_per_ms;
}

static void
advance (Trial *trial, RlifTime from, RlifTime to)
{
  trial->model->advance (&trial->driven.x, from, to);
  trial->model->advance (&trial->silent.x, from, to);
}

/* Goes to a moment, firing on the way, or as far as the last spike that there is room for.
 *
 * @now      becomes the moment reached
 *
 * Returns: FALSE if the neuron cannot be followed. */
static gboolean
go_to (Trial *trial, RlifTime *now, RlifTime to, GError **error)
{
  for (RlifTime spike; (spike = trial->model->next (&trial->driven.x, *now, to)) != RLIF_NEVER;) {
    if (spike < *now) {
      g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "%s: its next spike under random input cannot be told",
                   trial->model->name);
      return FALSE;
    }
    advance (trial, *now, spike);
    *now = spike;
    if (trial->spike->len == MOST_SPIKES) return TRUE;
    trial->model->fire (&trial->driven.x, spike);
    trial->model->fire (&trial->silent.x, spike);
    g_array_append_val (trial->spike, spike);
  }
  advance (trial, *now, to);
  *now = to;
  return TRUE;
}

static void
receive (Trial *trial, RlifTime now)
{
  const double weight = (rlif_stream_uniform (&trial->weights) - 0.3) * trial->scale;
  if (!trial->is_held || now >= trial->driven.clock[0]) trial->driven.state[trial->state] += weight;
  g_array_append_val (trial->time, now);
  g_array_append_val (trial->weight, weight);
}

/* [ms] since each moment, the latest first. */
static double *
ages (const Trial *trial, const GArray *moments, RlifTime now)
{
  double *age = g_new (double, moments->len + 1);
  for (guint k = 0; k < moments->len; k++)
    age[k] = rlif_ms (&trial->driven.x, now - g_array_index (moments, RlifTime, moments->len - 1 - k));
  return age;
}

static gboolean
compare (const Trial *trial, RlifTime now, double *difference, GError **error)
{
  g_autofree double *fired = ages (trial, trial->spike, now), *lag = ages (trial, trial->time, now);
  g_autoptr (RlifKernel) kernel =
    rlif_kernel_new_neuron (trial->model, trial->par, trial->spike->len, fired, error);
  if (!kernel) return FALSE;
  double sum = 0;
  const guint n = trial->weight->len;
  for (guint k = 0; k < n; k++)
    sum += g_array_index (trial->weight, double, n - 1 - k) * rlif_kernel_at (kernel, lag[k]);
  const double moved = trial->driven.state[trial->state] - trial->silent.state[trial->state];
  *difference = fmax (*difference, fabs (moved - sum));
  return TRUE;
}

static gboolean
run (Trial *trial, RlifKernelCheck *check, GError **error)
{
  RlifTime now = 0;
  for (guint k = 0; k < INPUTS; k++) {
    const double wait = trial->interval * rlif_stream_exponential (&trial->times);
    const RlifTime next = now + rlif_ticks (&trial->driven.x, wait) + 1;
    if (!go_to (trial, &now, next, error)) return FALSE;
    const gboolean is_last = now < next || k == INPUTS - 1;
    if ((is_last || k % EVERY == EVERY - 1) && !compare (trial, now, &check->difference, error)) return FALSE;
    if (is_last) break;
    receive (trial, now);
  }
  check->inputs = trial->time->len;
  check->spikes = trial->spike->len;
  return TRUE;
}

/* Both neurons at rest, with this resolution of time. */
static void
start (Trial *trial, double ticks_per_ms)
{
  if (trial->linear) trial->model->release (trial->linear);
  trial->linear = trial->model->prepare (trial->model, trial->par, ticks_per_ms);
  start_neuron (&trial->driven, trial, ticks_per_ms);
  start_neuron (&trial->silent, trial, ticks_per_ms);
}

gboolean
rlif_kernel_check_neuron (const RlifModel *model, const double par[], guint64 seed,
                          RlifKernelCheck *check, GError **error)
{
  *check = (RlifKernelCheck) { 0 };
  g_autoptr (RlifKernel) kernel = rlif_kernel_new_neuron (model, par, 0, NULL, error);
  if (!kernel) return FALSE;
  Trial trial = { .model = model, .par = par, .state = rlif_kernel_state (model) };
  start (&trial, 1e9);
  trial.interval = interval_of (&trial, kernel);
  start (&trial, resolution (trial.interval));
  trial.is_held = trial.linear->held && trial.linear->is_held[trial.state];
  trial.scale = distance_to_threshold (trial.linear, trial.driven.state);
  rlif_stream_init (&trial.times, seed, RLIF_PURPOSE_POISSON, "kernel", 0);
  rlif_stream_init (&trial.weights, seed, RLIF_PURPOSE_WEIGHT, "kernel", 0);
  trial.time = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  trial.spike = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  trial.weight = g_array_new (FALSE, FALSE, sizeof (double));
  const gboolean ok = run (&trial, check, error);
  g_array_unref (trial.time);
  g_array_unref (trial.spike);
  g_array_unref (trial.weight);
  model->release (trial.linear);
  return ok;
}

/* As many steps as the gates are given for, or until a kernel that grows has become large. */
static guint
steps_of (const RlifKernel *kernel)
{
  if (!kernel->repeats) return (guint) MIN (kernel->n_gate, INPUTS);
  const double size = fabs (kernel->gate[0]);
  return size > 1 ? (guint) CLAMP (log (10) / log (size), 1, INPUTS) : INPUTS;
}

/* Of a unit that began n steps ago with its first input. */
static double
difference_after (const RlifKernel *kernel, guint n, guint64 seed)
{
  RlifStream weights;
  double state = 0, sum = 0;
  rlif_stream_init (&weights, seed, RLIF_PURPOSE_WEIGHT, "kernel", 0);
  for (guint lag = n + 1; lag-- > 0;) {
    const double input = 2 * rlif_stream_uniform (&weights) - 1;
    const double gate = kernel->repeats ? kernel->gate[0] : lag < kernel->n_gate ? kernel->gate[lag] : 0;
    state = lag < n ? gate * state + input : input;
    sum += input * rlif_kernel_at (kernel, lag * kernel->step);
  }
  return fabs (state - sum);
}

void
rlif_kernel_check_gates (const RlifKernel *kernel, guint64 seed, RlifKernelCheck *check)
{
  const guint most = steps_of (kernel);
  *check = (RlifKernelCheck) { .inputs = most + 1 };
  for (guint n = most; n > 0; n -= MIN (n, EVERY))
    check->difference = fmax (check->difference, difference_after (kernel, n, seed));
}
