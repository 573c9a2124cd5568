/* The memory kernel of a neuron.
 *
 * Between its spikes a linear neuron moves by x' = A x + b, and a spike does x <- R x + r, so a jump
 * that an input made moves on by itself: after the lag its share in the membrane is
 *
 *   row . exp (A s_m) R .. R exp (H t_ref) .. R exp (A s_0) . jump
 *
 * with the flow H of the refractory neuron. Segments of lags hold the row vectors from the left. The
 * theory (docs/theory.md, section 3) calls this product the gates: for a LIF neuron R is 0. */
#include <math.h>
#include <rlif/linear.h>
#include <rlif/registry.h>
#include "study/kernel.h"

#define N RLIF_MAX_STATES
#define TICKS_PER_MS 1e12

guint
rlif_kernel_state (const RlifModel *model)
{
  const int v_m = rlif_model_find_state (model, "V_m");
  return v_m >= 0 ? (guint) v_m : 0;
}

/* Without drive, from 0: what differences of states obey. */
static void
set_flow (RlifKernelFlow *flow, const RlifLanguage *language, const double par[], gboolean is_held)
{
  RlifEquation *e = &flow->equation;
  rlif_linear_equation (language, par, is_held, e);
  for (int i = 0; i < e->n; i++) e->b[i] = e->per_current[i] = e->origin[i] = 0;
  flow->flow = rlif_flow_new (e);
}

/* row <- row exp (A s) */
static void
carry (double row[], const RlifKernelFlow *flow, double s)
{
  const int n = flow->equation.n;
  double carried[N] = { 0 };
  for (int j = 0; j < n; j++) {
    double x[N] = { 0 };
    x[j] = 1;
    rlif_flow_state (flow->flow, x, 0, s);
    for (int i = 0; i < n; i++)
      if (row[i] != 0) carried[j] += row[i] * x[i];
  }
  for (int j = 0; j < n; j++) row[j] = carried[j];
}

/* row <- row R */
static void
reset (double row[], const RlifLinear *linear)
{
  double before[N] = { 0 };
  for (int j = 0; j < linear->n; j++)
    for (int i = 0; i < linear->n; i++)
      before[j] += row[i] * (linear->is_reset[i] ? linear->reset[i][j] : i == j);
  for (int j = 0; j < linear->n; j++) row[j] = before[j];
}

static void
add_segment (RlifKernel *kernel, double from, gboolean is_held, const double row[])
{
  RlifKernelSegment s = { .from = from, .is_held = is_held };
  for (int j = 0; j < N; j++) s.row[j] = row[j];
  g_array_append_val (kernel->segment, s);
}

/* @row      of the lag `from`; becomes that of the lag of the spike */
static void
pass_spike (RlifKernel *kernel, const RlifLinear *linear, double row[], double from, double spike)
{
  const double refractory = linear->held ? (double) linear->refractory / TICKS_PER_MS : 0;
  const double heard = fmax (spike - refractory, 0);
  carry (row, &kernel->free, heard - from);
  if (heard < spike) {
    add_segment (kernel, heard, TRUE, row);
    carry (row, &kernel->held, spike - heard);
  }
  reset (row, linear);
  add_segment (kernel, spike, FALSE, row);
}

static gboolean
are_possible (const RlifLinear *linear, gsize n_fired, const double fired[], GError **error)
{
  const double refractory = linear->held ? (double) linear->refractory / TICKS_PER_MS : 0;
  for (gsize k = 0; k < n_fired; k++) {
    const double since = k > 0 ? fired[k] - fired[k - 1] : HUGE_VAL;
    if (fired[k] >= 0 && isfinite (fired[k]) && since >= 0 && since >= refractory * (1 - 1e-12)) continue;
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 k > 0 ? "spikes %g ms and %g ms ago: they must be apart, by %g ms of refractoriness, "
                         "and the latest be given first"
                       : "a spike %g ms ago: it must lie in the past",
                 fired[MAX (k, 1) - 1], fired[k], refractory);
    return FALSE;
  }
  return TRUE;
}

static void
add_segments (RlifKernel *kernel, const RlifLinear *linear, guint state, gsize n_fired,
              const double fired[])
{
  double row[N] = { 0 };
  row[state] = 1;
  kernel->segment = g_array_new (FALSE, FALSE, sizeof (RlifKernelSegment));
  add_segment (kernel, 0, FALSE, row);
  for (gsize k = 0; k < n_fired; k++)
    pass_spike (kernel, linear, row, k > 0 ? fired[k - 1] : 0, fired[k]);
}

RlifKernel *
rlif_kernel_new_neuron (const RlifModel *model, const double par[], gsize n_fired,
                        const double fired[], GError **error)
{
  if (!rlif_model_is_linear (model)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "%s has no kernel: only a .model file has",
                 model->name);
    return NULL;
  }
  const char *wrong = rlif_model_check (model, par);
  RlifLinear *linear = wrong ? NULL : rlif_linear_new (model->language, par, TICKS_PER_MS);
  if (!linear) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "%s: %s", model->name,
                 wrong ? wrong : "the equations are not finite with these parameters");
    return NULL;
  }
  RlifKernel *kernel = NULL;
  if (are_possible (linear, n_fired, fired, error)) {
    const guint state = rlif_kernel_state (model);
    kernel = g_new0 (RlifKernel, 1);
    set_flow (&kernel->free, model->language, par, FALSE);
    if (linear->held) set_flow (&kernel->held, model->language, par, TRUE);
    kernel->free.input[state] = 1;
    kernel->held.input[state] = !linear->is_held[state];
    add_segments (kernel, linear, state, n_fired, fired);
  }
  rlif_linear_free (linear);
  return kernel;
}
