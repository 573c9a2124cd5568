/* How long a memory is: integrals, half-life, and what decides in the end.
 *
 * The kernel of a neuron is followed in panels as long as its fastest mode that is still alive, so
 * that eight Gauss-Legendre nodes integrate it to rounding. A mode counts only if the input excites
 * it and the membrane feels it: that is read from which states drive which. */
#include <math.h>
#include "study/kernel.h"

#define N RLIF_MAX_STATES
#define LIVES 45             /* time constants after which a mode is gone: exp (-45) = 3e-20 */
#define SAMPLES 8            /* of a panel, to look for the half-life */
#define MOST_PANELS 400000   /* a pair of modes that rings for longer is not followed */
#define HALF 0.5

typedef struct {
  int n;
  double rate[N], omega[N];          /* of exp ((rate + i omega) s) [1/ms] */
} Modes;

typedef struct {
  const RlifKernel *kernel;
  guint panels;
  double area, moment;
  double value;                      /* the last that was looked at, */
  double lag;                        /* its lag, */
  double before, before_lag;         /* and the one before it in the segment */
  const RlifKernelSegment *segment;  /* where a half is crossed for good, as far as is known */
  double above, below;               /* lags: at most half is left at `below`; both 0: never more */
} Walk;

/* Which states depend on which, directly or through others? */
static void
find_reach (const RlifEquation *e, gboolean reach[N][N])
{
  for (int i = 0; i < e->n; i++)
    for (int j = 0; j < e->n; j++) reach[i][j] = i == j || e->a[i][j] != 0;
  for (int k = 0; k < e->n; k++)
    for (int i = 0; i < e->n; i++)
      for (int j = 0; j < e->n; j++) reach[i][j] |= reach[i][k] && reach[k][j];
}

/* The equations of those states alone that the input moves and the row feels. */
static RlifEquation
part_of (const RlifKernelFlow *flow, const double row[])
{
  const RlifEquation *e = &flow->equation;
  gboolean reach[N][N];
  int kept[N];
  RlifEquation part = { 0 };
  find_reach (e, reach);
  for (int m = 0; m < e->n; m++) {
    gboolean moved = FALSE, felt = FALSE;
    for (int j = 0; j < e->n; j++) {
      moved |= flow->input[j] != 0 && reach[m][j];
      felt |= row[j] != 0 && reach[j][m];
    }
    if (moved && felt) kept[part.n++] = m;
  }
  for (int i = 0; i < part.n; i++)
    for (int j = 0; j < part.n; j++) part.a[i][j] = e->a[kept[i]][kept[j]];
  return part;
}

static void
find_modes (const RlifKernel *kernel, const RlifKernelSegment *segment, Modes *modes)
{
  const RlifEquation part = part_of (segment->is_held ? &kernel->held : &kernel->free, segment->row);
  modes->n = part.n;
  if (part.n == 0) return;
  RlifFlow *flow = rlif_flow_new (&part);
  for (int k = 0; k < part.n; k++) {
    modes->rate[k] = flow->t[k].re[k];
    modes->omega[k] = fabs (flow->t[k].im[k]);
  }
  rlif_flow_free (flow);
}

/* [1/ms] of the fastest mode that is alive after a span. */
static double
fastest (const Modes *modes, double s)
{
  double most = 0;
  for (int k = 0; k < modes->n; k++)
    if (-modes->rate[k] * s < LIVES) most = fmax (most, hypot (modes->rate[k], modes->omega[k]));
  return most;
}

/* [ms] until the last of the modes that decay is gone. */
static double
life (const Modes *modes)
{
  double longest = 0;
  for (int k = 0; k < modes->n; k++)
    if (modes->rate[k] < 0) longest = fmax (longest, -LIVES / modes->rate[k]);
  return longest;
}

/* The lag of the largest value between three, the middle one of which is the largest. */
static double
find_peak (const RlifKernel *kernel, const RlifKernelSegment *s, double a, double b)
{
  const double golden = 0.6180339887498949;
  double x = b - golden * (b - a), y = a + golden * (b - a);
  for (int k = 0; k < 40; k++) {
    if (fabs (rlif_kernel_in_segment (kernel, s, x)) > fabs (rlif_kernel_in_segment (kernel, s, y)))
      b = y, y = x, x = b - golden * (b - a);
    else
      a = x, x = y, y = a + golden * (b - a);
  }
  return (a + b) / 2;
}

static void
look_at (Walk *walk, const RlifKernelSegment *s, double lag)
{
  const double value = fabs (rlif_kernel_in_segment (walk->kernel, s, lag));
  const gboolean is_peak = walk->before_lag >= s->from && walk->before_lag < walk->lag
                           && walk->value > walk->before && walk->value > value;
  if (is_peak && walk->value <= HALF && walk->value > 0.9 * HALF) {
    const double peak = find_peak (walk->kernel, s, walk->before_lag, lag);
    if (fabs (rlif_kernel_in_segment (walk->kernel, s, peak)) > HALF)
      walk->segment = s, walk->above = peak, walk->below = lag;
  }
  if (walk->value > HALF && value <= HALF) walk->segment = s, walk->above = walk->lag, walk->below = lag;
  walk->before = walk->value;
  walk->before_lag = walk->lag;
  walk->value = value;
  walk->lag = lag;
}

static void
add_panel (Walk *walk, const RlifKernelSegment *s, double from, double to)
{
  static const double node[] = { 0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                 0.9602898564975363 };
  static const double weight[] = { 0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                   0.1012285362903763 };
  const double middle = (from + to) / 2, half = (to - from) / 2;
  for (int k = 0; k < 8; k++) {
    const double lag = middle + (k < 4 ? half : -half) * node[k % 4];
    const double part = half * weight[k % 4] * rlif_kernel_in_segment (walk->kernel, s, lag);
    walk->area += part;
    walk->moment += part * lag;
  }
  for (int k = 1; k <= SAMPLES; k++) look_at (walk, s, from + (to - from) * k / SAMPLES);
}

/* Returns: FALSE if it is too long to be followed. */
static gboolean
follow (Walk *walk, const RlifKernelSegment *s, const Modes *modes, double end)
{
  look_at (walk, s, s->from);
  for (double lag = s->from; lag < end; walk->panels++) {
    const double rate = fastest (modes, lag - s->from);
    const double next = rate * (end - lag) > 1 ? lag + 1 / rate : end;
    if (walk->panels > MOST_PANELS || next == lag) return FALSE;
    add_panel (walk, s, lag, next);
    lag = next;
  }
  return TRUE;
}

/* The lag at which half is crossed, between two. */
static double
bisect (const Walk *walk)
{
  double above = walk->above, below = walk->below;
  for (int k = 0; k < 100 && above < below; k++) {
    const double middle = (above + below) / 2;
    if (middle == above || middle == below) break;
    if (fabs (rlif_kernel_in_segment (walk->kernel, walk->segment, middle)) > HALF)
      above = middle;
    else
      below = middle;
  }
  return below;
}

/* The slowest mode, or of several as slow as that the one that does not oscillate. */
static void
measure_tail (const Modes *modes, RlifKernelMeasures *m)
{
  double rate = -HUGE_VAL, slowest = -HUGE_VAL;
  for (int k = 0; k < modes->n; k++) {
    rate = fmax (rate, modes->rate[k]);
    if (modes->omega[k] == 0 || modes->rate[k] <= slowest) continue;
    slowest = modes->rate[k];
    m->period = 2 * G_PI / modes->omega[k];
  }
  if (modes->n > 0) m->tail = rate == 0 ? HUGE_VAL : -1 / rate;
}

static void
measure_neuron (const RlifKernel *kernel, RlifKernelMeasures *m)
{
  Walk walk = { .kernel = kernel };
  Modes modes;
  gboolean followed = TRUE;
  for (guint k = 0; k < kernel->segment->len && followed; k++) {
    const RlifKernelSegment *s = rlif_kernel_segment (kernel, k);
    const gboolean is_last = k + 1 == kernel->segment->len;
    find_modes (kernel, s, &modes);
    followed = follow (&walk, s, &modes, is_last ? s->from + life (&modes)
                                                 : rlif_kernel_segment (kernel, k + 1)->from);
  }
  find_modes (kernel, rlif_kernel_segment (kernel, kernel->segment->len - 1), &modes);
  measure_tail (&modes, m);
  if (!followed) return;
  const gboolean ends = modes.n == 0 || (m->tail > 0 && isfinite (m->tail));
  const gboolean stays = m->tail < 0 || (isinf (m->tail) && m->period > 0) || walk.value > HALF;
  m->half_life = stays ? HUGE_VAL : bisect (&walk);
  if (ends) {
    m->area = walk.area;
    m->mean_lag = walk.moment / walk.area;
  } else if (isnan (m->period))
    m->area = m->mean_lag = HUGE_VAL;
}

/* c_n = g c_(n-1) + ..: sums of geometric series. */
static void
measure_factor (double step, double g, RlifKernelMeasures *m)
{
  const double size = fabs (g);
  m->half_life = size < 1 ? step * log (HALF) / log (size) : HUGE_VAL;
  m->tail = size == 1 ? HUGE_VAL : size > 0 ? -step / log (size) : NAN;
  if (g < 0) m->period = 2 * step;
  if (size < 1) {
    m->area = step / (1 - g);
    m->mean_lag = step * g / (1 - g);
  } else if (g >= 1)
    m->area = m->mean_lag = HUGE_VAL;
}

/* Between two steps it is taken to decay as it does over the whole step. */
static void
measure_gates (const RlifKernel *kernel, RlifKernelMeasures *m)
{
  double left = 1, sum = 0, moment = 0;
  for (gsize k = 0; k <= kernel->n_gate; k++) {
    sum += left;
    moment += left * (double) k;
    const double next = k < kernel->n_gate ? left * kernel->gate[k] : left;
    if (fabs (left) > HALF && fabs (next) <= HALF)
      m->half_life = kernel->step * ((double) k + log (HALF / fabs (left)) / log (fabs (next / left)));
    left = next;
  }
  if (fabs (left) > HALF) m->half_life = NAN;
  m->area = kernel->step * sum;
  m->mean_lag = kernel->step * moment / sum;
}

void
rlif_kernel_measure (const RlifKernel *kernel, RlifKernelMeasures *m)
{
  *m = (RlifKernelMeasures) { NAN, NAN, NAN, NAN, NAN };
  if (kernel->segment)
    measure_neuron (kernel, m);
  else if (kernel->repeats)
    measure_factor (kernel->step, kernel->gate[0], m);
  else
    measure_gates (kernel, m);
}
