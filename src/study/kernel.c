/* Memory kernels: their values, and the two kinds of them as curves. */
#include <math.h>
#include "study/kernel.h"

#define SLACK 1e-9           /* of a step: what rounding may do to a multiple of it */

RlifKernel *
rlif_kernel_new_factor (double step, double factor)
{
  RlifKernel *kernel = rlif_kernel_new_gates (step, 1, &factor);
  kernel->repeats = TRUE;
  return kernel;
}

RlifKernel *
rlif_kernel_new_gates (double step, gsize n, const double gate[])
{
  g_return_val_if_fail (step > 0 && isfinite (step) && n > 0, NULL);
  RlifKernel *kernel = g_new0 (RlifKernel, 1);
  kernel->step = step;
  kernel->n_gate = n;
  kernel->gate = g_new (double, n);
  for (gsize k = 0; k < n; k++) kernel->gate[k] = gate[n - 1 - k];
  return kernel;
}

void
rlif_kernel_free (RlifKernel *kernel)
{
  if (!kernel) return;
  rlif_flow_free (kernel->free.flow);
  rlif_flow_free (kernel->held.flow);
  if (kernel->segment) g_array_unref (kernel->segment);
  g_free (kernel->gate);
  g_free (kernel);
}

double
rlif_kernel_in_segment (const RlifKernel *kernel, const RlifKernelSegment *segment, double lag)
{
  const RlifKernelFlow *flow = segment->is_held ? &kernel->held : &kernel->free;
  double x[RLIF_MAX_STATES], sum = 0;
  const int n = flow->equation.n;
  for (int j = 0; j < n; j++) x[j] = flow->input[j];
  rlif_flow_state (flow->flow, x, 0, lag - segment->from);
  for (int j = 0; j < n; j++)
    if (segment->row[j] != 0) sum += segment->row[j] * x[j];
  return sum;
}

/* factor^k with the same roundings everywhere. */
static double
power (double factor, guint64 k)
{
  double product = 1;
  for (; k > 0; k >>= 1, factor *= factor)
    if (k & 1) product *= factor;
  return product;
}

static double
after_steps (const RlifKernel *kernel, guint64 k)
{
  if (kernel->repeats) return power (kernel->gate[0], k);
  if (k > kernel->n_gate) return 0;
  double product = 1;
  for (guint64 i = 0; i < k; i++) product *= kernel->gate[i];
  return product;
}

/* An arrival at the moment of a spike came before it; one at the moment when refractoriness ends is
 * heard. */
double
rlif_kernel_at (const RlifKernel *kernel, double lag)
{
  g_return_val_if_fail (lag >= 0, NAN);
  if (!kernel->segment)
    return after_steps (kernel, (guint64) fmin (floor (lag / kernel->step + SLACK), 0x1p62));
  guint k = kernel->segment->len - 1;
  for (; k > 0; k--) {
    const RlifKernelSegment *s = rlif_kernel_segment (kernel, k);
    if (s->is_held ? s->from < lag : s->from <= lag) break;
  }
  return rlif_kernel_in_segment (kernel, rlif_kernel_segment (kernel, k), lag);
}

static void
add_point (GArray *points, double lag, double left)
{
  const RlifKernelPoint point = { lag, left };
  g_array_append_val (points, point);
}

static GArray *
points_of_steps (const RlifKernel *kernel, double span)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (RlifKernelPoint));
  const double last = floor (span / kernel->step + SLACK);
  double left = 1;
  for (gsize k = 0; (double) k <= last && (kernel->repeats || k <= kernel->n_gate); k++) {
    add_point (points, (double) k * kernel->step, left);
    left *= kernel->repeats ? kernel->gate[0] : k < kernel->n_gate ? kernel->gate[k] : 0;
  }
  return points;
}

GArray *
rlif_kernel_points (const RlifKernel *kernel, double span, guint n)
{
  g_return_val_if_fail (n >= 2 && span > 0, NULL);
  if (!kernel->segment) return points_of_steps (kernel, span);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (RlifKernelPoint));
  guint i = 0;
  for (guint k = 0; k < kernel->segment->len; k++) {
    const RlifKernelSegment *s = rlif_kernel_segment (kernel, k);
    const gboolean is_last = k + 1 == kernel->segment->len;
    const double end = is_last ? HUGE_VAL : rlif_kernel_segment (kernel, k + 1)->from;
    if (s->from > span) break;
    if (k > 0) add_point (points, s->from, rlif_kernel_in_segment (kernel, s, s->from));
    for (; i < n && span * i / (n - 1) < end; i++)
      if (k == 0 || span * i / (n - 1) > s->from)
        add_point (points, span * i / (n - 1), rlif_kernel_in_segment (kernel, s, span * i / (n - 1)));
    if (end <= span) add_point (points, end, rlif_kernel_in_segment (kernel, s, end));
  }
  return points;
}
