/* The first crossing of a threshold. */
#include <math.h>
#include <string.h>
#include <rlif/math.h>
#include "linear/crossing.h"

#define N RLIF_MAX_STATES
#define ROUNDING 0x1p-54   /* relative: an upper bound of f nearer to 0 than this is 0 */
#define MOST_STEPS (1 << 15)   /* sums of oscillations may come near the threshold for ever */

/* row T */
static void
times_t (const RlifFlow *flow, const RlifModes *row, RlifModes *result)
{
  memset (result, 0, sizeof *result);
  for (int i = 0; i < flow->n; i++)
    for (int j = i; j < flow->n; j++) {
      result->re[j] += row->re[i] * flow->t[i].re[j] - row->im[i] * flow->t[i].im[j];
      result->im[j] += row->re[i] * flow->t[i].im[j] + row->im[i] * flow->t[i].re[j];
    }
}

/* The modes that f depends on, directly or through others. Returns: how many. */
static int
find_observed (const RlifGuard *guard, gboolean observed[])
{
  const RlifFlow *flow = guard->flow;
  int m = 0;
  for (int j = 0; j < guard->n; j++) {
    observed[j] = guard->row.re[j] != 0 || guard->row.im[j] != 0;
    for (int i = 0; i < j; i++)
      observed[j] |= observed[i] && (flow->t[i].re[j] != 0 || flow->t[i].im[j] != 0);
    m += observed[j];
  }
  return m;
}

/* Eigenvalues of the observed modes, the fastest decay first. */
static void
sort_rates (const RlifGuard *guard, const gboolean observed[], double rate[])
{
  int m = 0;
  for (int j = 0; j < guard->n; j++) {
    if (!observed[j]) continue;
    int k = m++;
    for (; k > 0 && rate[k - 1] > guard->flow->t[j].re[j]; k--) rate[k] = rate[k - 1];
    rate[k] = guard->flow->t[j].re[j];
  }
}

static void
init_chain (RlifGuard *guard, const double rate[])
{
  const RlifFlow *flow = guard->flow;
  RlifQuad row[N] = { 0 }, next[N];
  double reach = 1;
  for (int j = 0; j < guard->n; j++) row[j] = guard->row.re[j];
  for (int k = 0; k < guard->m; k++) {
    RlifQuad drive = 0, per_current = 0;
    reach *= rate[k] < 0 ? -1 / rate[k] : HUGE_VAL;
    guard->reach[k] = reach;
    for (int j = 0; j < guard->n; j++) {
      RlifQuad row_t = 0;
      for (int i = 0; i <= j; i++) row_t += row[i] * (RlifQuad) flow->t[i].re[j];
      guard->chain[k][j] = (double) row[j];
      guard->chain_t[k][j] = (double) row_t;
      drive += row[j] * (RlifQuad) flow->drive.re[j];
      per_current += row[j] * (RlifQuad) flow->per_current.re[j];
      next[j] = -(RlifQuad) rate[k] * row[j];
      for (int i = 0; i <= j; i++) next[j] += row[i] * (RlifQuad) flow->t[i].re[j];
    }
    guard->chain_drive[k] = (double) drive;
    guard->chain_current[k] = (double) per_current;
    memcpy (row, next, sizeof row);
  }
  guard->rate = guard->m == 1 ? rate[0] : 0;
}

/* row T^-1 on the observed modes. */
static void
init_asymptote (RlifGuard *guard, const gboolean observed[])
{
  const RlifFlow *flow = guard->flow;
  guard->has_asymptote = TRUE;
  for (int j = 0; j < guard->n; j++) {
    double re = guard->row.re[j], im = guard->row.im[j];
    const double a = flow->t[j].re[j], b = flow->t[j].im[j], square = a * a + b * b;
    if (!observed[j]) continue;
    for (int i = 0; i < j; i++) {
      re -= guard->row_inverse.re[i] * flow->t[i].re[j] - guard->row_inverse.im[i] * flow->t[i].im[j];
      im -= guard->row_inverse.re[i] * flow->t[i].im[j] + guard->row_inverse.im[i] * flow->t[i].re[j];
    }
    guard->row_inverse.re[j] = (re * a + im * b) / square;
    guard->row_inverse.im[j] = (im * a - re * b) / square;
    guard->has_asymptote &= square > 0;
  }
}

/* The velocity of an observed mode that grows, or gathers others, is bounded for a while only. */
static void
find_span (RlifGuard *guard, const gboolean observed[])
{
  const RlifFlow *flow = guard->flow;
  double fastest = 0, growth = 0;
  gboolean grows = FALSE;
  for (int i = 0; i < flow->n; i++) {
    if (!observed[i]) continue;
    gboolean gathers = FALSE;
    for (int j = i + 1; j < flow->n; j++) gathers |= flow->t[i].re[j] != 0 || flow->t[i].im[j] != 0;
    grows |= flow->t[i].re[i] > 0 || (flow->t[i].re[i] == 0 && gathers);
    growth = fmax (growth, flow->t[i].re[i]);
    fastest = fmax (fastest, hypot (flow->t[i].re[i], flow->t[i].im[i]));
  }
  guard->span = grows && fastest > 0 ? 1 / fastest : HUGE_VAL;
  guard->longest_span = growth > 0 ? 1 / growth : HUGE_VAL;
}

void
rlif_guard_init (RlifGuard *guard, const RlifFlow *flow, const RlifQuad c[], RlifQuad threshold)
{
  gboolean observed[N];
  double rate[N];
  RlifQuad below = -threshold;
  memset (guard, 0, sizeof *guard);
  guard->flow = flow;
  guard->n = flow->n;
  guard->threshold = (double) threshold;
  for (int j = 0; j < flow->n; j++) {
    guard->c[j] = (double) c[j];
    below += c[j] * (RlifQuad) flow->origin[j];
    for (int k = 0; k < flow->n; k++) {
      guard->row.re[k] += guard->c[j] * flow->from[j].re[k];
      guard->row.im[k] += guard->c[j] * flow->from[j].im[k];
    }
  }
  guard->below = (double) below;
  times_t (flow, &guard->row, &guard->row_t);
  guard->m = find_observed (guard, observed);
  find_span (guard, observed);
  if (flow->is_complex) {
    init_asymptote (guard, observed);
  } else {
    sort_rates (guard, observed, rate);
    init_chain (guard, rate);
  }
}

/* Re (row.modes) */
static double
product (const RlifGuard *guard, const RlifModes *row, const RlifModes *modes)
{
  double sum = 0;
  for (int j = 0; j < guard->n; j++) sum += row->re[j] * modes->re[j];
  if (guard->flow->is_complex)
    for (int j = 0; j < guard->n; j++) sum -= row->im[j] * modes->im[j];
  return sum;
}

/* Real modes: an upper bound of f from here on, whatever was rounded. A drift that rounding hides is
 * taken for none. */
static double
most_real (const RlifGuard *guard, double f, const RlifModes *v)
{
  double most = f;
  for (int k = 0; k < guard->m; k++) {
    double f_k = 0, size = 0;
    for (int j = 0; j < guard->n; j++) {
      f_k += guard->chain[k][j] * v->re[j];
      size += fabs (guard->chain[k][j] * v->re[j]);
    }
    const double error = 8 * 0x1p-53 * size;   /* of rounding, in f_k */
    if (guard->reach[k] < HUGE_VAL)
      most += fmax (f_k + error, 0) * guard->reach[k];
    else if (f_k > error)
      return HUGE_VAL;
  }
  return most;
}

/* Real modes: whether that bound says that f stays below 0, seen without their velocities, which nobody else needs
 * then. For most neurons that are asked it does. */
static gboolean
stays_below (const RlifGuard *guard, double f, const RlifModes *at, double current, double noise)
{
  double most = f;
  for (int k = 0; k < guard->m; k++) {
    const double push = current * guard->chain_current[k];
    double f_k = guard->chain_drive[k] + push, size = fabs (guard->chain_drive[k]) + fabs (push);
    for (int j = 0; j < guard->n; j++) {
      const double term = guard->chain_t[k][j] * at->re[j];
      f_k += term;
      size += fabs (term);
    }
    f_k += 8 * 0x1p-53 * size;   /* rounding */
    if (!(f_k <= 0)) most += f_k * guard->reach[k];
  }
  return most < noise;
}

/* How large each mode's velocity can become within the span. */
static void
bound_sizes (const RlifGuard *guard, const RlifModes *v, double span, double size[])
{
  const RlifFlow *flow = guard->flow;
  for (int i = guard->n - 1; i >= 0; i--) {
    double drive = 0;
    const double rate = flow->t[i].re[i], now = hypot (v->re[i], v->im[i]);
    for (int j = i + 1; j < guard->n; j++)
      drive += hypot (flow->t[i].re[j], flow->t[i].im[j]) * size[j];
    if (rate < 0)
      size[i] = fmax (now, drive / -rate);
    else if (rate == 0 && drive == 0)
      size[i] = now;
    else
      size[i] = rlif_exp (rate * span) * (now + drive * span);
  }
}

/* Complex modes: an upper bound of f from here on; infinite if there is none. */
static double
most_complex (const RlifGuard *guard, double f, const RlifModes *v, const double size[])
{
  if (guard->span < HUGE_VAL || !guard->has_asymptote) return HUGE_VAL;
  double most = f - product (guard, &guard->row_inverse, v);
  for (int j = 0; j < guard->n; j++)
    most += hypot (guard->row_inverse.re[j], guard->row_inverse.im[j]) * size[j];
  return most;
}

/* Complex modes: the largest f''. */
static double
steepest_complex (const RlifGuard *guard, const double size[])
{
  double sum = 0;
  for (int j = 0; j < guard->n; j++)
    sum += hypot (guard->row_t.re[j], guard->row_t.im[j]) * size[j];
  return sum;
}

/* Real modes: the largest f'' within the span; each mode's velocity stays between where it is and
 * where its drive leads it. */
static double
steepest_real (const RlifGuard *guard, const RlifModes *v, double span)
{
  const RlifFlow *flow = guard->flow;
  double low[N], high[N], sum = 0;
  for (int i = guard->n - 1; i >= 0; i--) {
    double least = 0, most = 0;
    const double rate = flow->t[i].re[i], now = v->re[i];
    for (int j = i + 1; j < guard->n; j++) {
      const double t = flow->t[i].re[j];
      least += t > 0 ? t * low[j] : t < 0 ? t * high[j] : 0;
      most += t > 0 ? t * high[j] : t < 0 ? t * low[j] : 0;
    }
    if (rate < 0) {
      low[i] = fmin (now, least / -rate);
      high[i] = fmax (now, most / -rate);
    } else if (rate == 0 && least == 0 && most == 0) {
      low[i] = high[i] = now;
    } else {
      const double growth = rlif_exp (rate * span);
      low[i] = growth * (fmin (now, 0) + fmin (least, 0) * span);
      high[i] = growth * (fmax (now, 0) + fmax (most, 0) * span);
    }
    const double r = guard->row_t.re[i];
    sum += r > 0 ? r * high[i] : r < 0 ? r * low[i] : 0;
  }
  return sum;
}

/* The first h > 0 with f + slope h + steepest h^2/2 = 0, f being negative; infinite if there is none. */
static double
safe_step (double f, double slope, double steepest)
{
  if (!(steepest > 0)) return slope > 0 ? -f / slope : HUGE_VAL;
  const double root = sqrt (slope * slope - 2 * steepest * f);
  return slope > 0 ? -2 * f / (slope + root) : (root - slope) / steepest;
}

/* One mode only: f = f + slope (1 - exp (rate s))/-rate. */
static double
next_of_one (const RlifGuard *guard, double f, double slope)
{
  const double asymptote = f + (guard->rate < 0 ? slope / -guard->rate : 0);
  if (slope <= 0) return HUGE_VAL;
  if (guard->rate == 0) return -f / slope;
  if (guard->rate > 0) return rlif_log1p (-f * guard->rate / slope) / guard->rate;
  return asymptote > 0 ? rlif_log1p (-f / asymptote) / -guard->rate : HUGE_VAL;
}

/* How far f is from the threshold now; >= 0 when the neuron is there, by the states themselves. */
static double
distance_now (const RlifGuard *guard, const double x[])
{
  double sum = 0;
  for (int j = 0; j < guard->n; j++)
    if (guard->c[j] != 0) sum += guard->c[j] * x[j];
  return sum - guard->threshold;
}

/* The largest f'' within the span, or -1 if f will not reach 0 any more. */
static double
find_steepest (const RlifGuard *guard, double f, const RlifModes *v, double span, double noise)
{
  double size[N];
  if (!guard->flow->is_complex)
    return most_real (guard, f, v) < noise ? -1 : fmax (steepest_real (guard, v, span), 0);
  bound_sizes (guard, v, span, size);
  return most_complex (guard, f, v, size) < noise ? -1 : steepest_complex (guard, size);
}

double
rlif_guard_next (const RlifGuard *guard, const double x[], double current, double end, double grain)
{
  const RlifFlow *flow = guard->flow;
  RlifModes start, at, v;
  double s = 0, span = guard->span, f = distance_now (guard, x);
  if (f >= 0) return 0;
  rlif_flow_enter (flow, x, &start);
  const double noise = ROUNDING * (fabs (guard->threshold) + fabs (guard->threshold + f));
  if (guard->m > 1 && !flow->is_complex && stays_below (guard, f, &start, current, noise)) return HUGE_VAL;
  at = start;
  for (int steps = 0; s < end; steps++) {
    rlif_flow_velocity (flow, &at, current, &v);
    const double slope = product (guard, &guard->row, &v);
    if (guard->m == 1 && !flow->is_complex) return next_of_one (guard, f, slope);
    const double steepest = find_steepest (guard, f, &v, span, noise);
    if (steepest < 0) return HUGE_VAL;
    if (!isfinite (f) || !isfinite (steepest) || steps == MOST_STEPS) return NAN;
    const double step = fmin (safe_step (f, slope, steepest), span);
    if (!(step < HUGE_VAL)) return HUGE_VAL;
    s += step;
    if (step <= fmax (grain, 0x1p-50 * s)) return s;
    rlif_flow_move (flow, &start, current, s, &at);
    f = product (guard, &guard->row, &at) + guard->below;
    if (f >= 0) return s;
    if (span < HUGE_VAL) span = fmin (fmax (2 * step, guard->span), guard->longest_span);
  }
  return HUGE_VAL;
}
