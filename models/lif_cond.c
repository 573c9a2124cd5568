/* lif_cond - leaky integrate-and-fire neuron with synaptic conductances of one time constant.
 *
 *   flow    C_m dV/dt = g_L (E_L - V) + g_ex (E_ex - V) + g_in (E_in - V) + I_e + current
 *           tau_syn dg_ex/dt = -g_ex,  tau_syn dg_in/dt = -g_in
 *   jump    g_ex <- g_ex + w or g_in <- g_in - w, also while refractory
 *   guard   V >= V_th     => spike, V <- V_reset, V held for t_ref while the conductances flow on
 *
 * Between arrivals the two are one conductance g, relative to g_L, towards E_syn (Brette 2006). With
 * U = V - E_syn and Q (y) = y/tau_m + b (exp (y/tau_syn) - 1), b = tau_syn/tau_m g at the end,
 *   U (t) = U exp (-Q (t)) + (E_rest - E_syn)/tau_m  integral from 0 to t of exp (-Q (y)) dy:
 * an incomplete gamma function, whose closed forms cancel or have poles where tau_syn is a multiple of
 * tau_m. Gauss-Legendre panels give V within 1e-12 mV for all parameters; over spans of a fraction of the
 * time constants, the usual ones between arrivals, so does the Taylor series of the equation itself.
 * V can rise to V_th only while V_inf = (E_rest + g E_syn)/(1 + g), which moves towards E_rest, exceeds
 * it, and rises all that time: there is one crossing at most. */
#include <rlif/math.h>
#include <rlif/model.h>

enum { C_M, G_L, E_L, E_EX, E_IN, V_TH, V_RESET, T_REF, TAU_SYN, I_E };
enum { V_M, G_EX, G_IN };
enum { FREE_AT };   /* end of refractoriness */

static const RlifField param[] = {
  [C_M] = { "C_m", "pF", 250.0, 1e-3, 1e9, "membrane capacitance" },
  [G_L] = { "g_L", "nS", 16.6667, 1e-3, 1e9, "leak conductance" },
  [E_L] = { "E_L", "mV", -70.0, -1e4, 1e4, "leak reversal potential" },
  [E_EX] = { "E_ex", "mV", 0.0, -1e4, 1e4, "excitatory reversal potential" },
  [E_IN] = { "E_in", "mV", -85.0, -1e4, 1e4, "inhibitory reversal potential" },
  [V_TH] = { "V_th", "mV", -55.0, -1e4, 1e4, "spike threshold" },
  [V_RESET] = { "V_reset", "mV", -60.0, -1e4, 1e4, "reset potential" },
  [T_REF] = { "t_ref", "ms", 2.0, 0, 1e9, "absolute refractory period" },
  [TAU_SYN] = { "tau_syn", "ms", 5.0, 1e-3, 1e6, "time constant of the conductances" },
  [I_E] = { "I_e", "pA", 0.0, -1e9, 1e9, "constant input current" } };
static const RlifField state[] = {
  [V_M] = { "V_m", "mV", -70.0, -HUGE_VAL, HUGE_VAL, "membrane potential" },
  [G_EX] = { "g_ex", "nS", 0.0, 0, HUGE_VAL, "excitatory conductance" },
  [G_IN] = { "g_in", "nS", 0.0, 0, HUGE_VAL, "inhibitory conductance" } };
static const RlifPort port[] = { { "ex", "nS", +1, "jump of the excitatory conductance" },
                                 { "in", "nS", -1, "jump of the inhibitory conductance" } };
static const char *const cite[] = { "10.1162/neco.2006.18.8.2004", NULL };

#define FEW_STEPS 2     /* times the rate: panels take less time for longer spans */
#define MANY_STEPS 50

static const double NODES[][2] = {   /* Gauss-Legendre: half of 16 points, and their weights */
  { 0.98940093499164993, 0.027152459411754095 }, { 0.94457502307323258, 0.062253523938647893 },
  { 0.86563120238783174, 0.095158511682492785 }, { 0.75540440835500303, 0.12462897125553387 },
  { 0.61787624440264375, 0.14959598881657673 }, { 0.45801677765722739, 0.16915651939500254 },
  { 0.28160355077925891, 0.18260341504492359 }, { 0.095012509837637440, 0.18945061045506850 } };

typedef struct {
  double tau_m, tau_syn, rest, syn, v, g;   /* E_rest: leak and currents together; g: per g_L */
} Flow;

/* V - E_syn over a step as a polynomial of the share of it that has passed. */
enum { MOST_TERMS = 21 };
typedef struct {
  int terms;
  double step, a[MOST_TERMS + 1];
} Series;

static const char *
check (const double q[])
{
  return q[V_RESET] < q[V_TH] ? NULL : "V_reset must lie below V_th";
}

static void
rest (const double q[], double s[])
{
  s[V_M] = q[E_L];
}

static Flow
flow_of (const RlifNeuron *x, double decayed)
{
  const double *q = x->par, *s = x->state, g = s[G_EX] + s[G_IN];
  const double e_rest = q[E_L] + (q[I_E] + x->current) / q[G_L];
  const double e_syn = g > 0 ? (s[G_EX] * q[E_EX] + s[G_IN] * q[E_IN]) / g : e_rest;
  return (Flow) { q[C_M] / q[G_L], q[TAU_SYN], e_rest, e_syn, s[V_M], g / q[G_L] * decayed };
}

/* What the time constants and the conductance together make of a span. */
static double
rate_of (const Flow *z)
{
  return (1 + z->g) / z->tau_m + 1 / z->tau_syn;
}

/* So many terms, an odd number, that the rest of a majorant of the series, whatever share each has in the rate, is below 2^-56. */
static int
terms_for (double size)
{
  return size <= 0.1 ? 11 : size <= 0.2 ? 15 : size <= 0.3 ? 17 : size <= 0.4 ? 19 : MOST_TERMS;
}

/* The series over a span, or the part of it that MOST_TERMS are enough for. With the step as unit of time
 *   (k + 1) a_(k+1) = -leak a_k - sum over j of g_j a_(k-j), and for k = 0 what drives to E_rest besides. */
static void
expand (const Flow *z, double span, Series *series)
{
  const double rate = rate_of (z), step = fmin (span, 0.5 / rate), leak = step / z->tau_m;
  double pull[MOST_TERMS + 1] = { 0 }, g[MOST_TERMS + 1] = { 0 }, *const a = series->a;
  const int n = series->terms = terms_for (step * rate);
  series->step = step;
  g[0] = leak * z->g;
  for (int j = 1; j < n; j++) g[j] = -g[j - 1] * (step / z->tau_syn) / j;
  a[0] = z->v - z->syn;
  pull[0] = -leak * (z->rest - z->syn);
  for (int k = 0; k < n; k++) {
    for (int j = 0; j < n - k; j += 2) {   /* two at once */
      pull[k + j] += g[j] * a[k];
      pull[k + j + 1] += g[j + 1] * a[k];
    }
    a[k + 1] = -(pull[k] + leak * a[k]) / (k + 1);
  }
}

/* Where the step ends; two sums, since each addition waits for the one before. */
static double
end_of (const Series *series)
{
  double odd = 0, even = 0;
  for (int k = series->terms; k > 0; k -= 2) {
    odd += series->a[k];
    even += series->a[k - 1];
  }
  return odd + even;
}

/* The state at the end of a step, where V - E_syn is u. */
static void
go_on (Flow *z, const Series *series, double u)
{
  z->v = z->syn + u;
  z->g *= rlif_exp (-series->step / z->tau_syn);
}

static double
v_after_steps (Flow z, double t)
{
  Series series;
  for (; t > 0; t -= series.step) {
    expand (&z, t, &series);
    const double u = end_of (&series);
    if (series.step >= t) return z.syn + u;
    go_on (&z, &series, u);
  }
  return z.v;
}

/* Where exp (y/tau_syn) is nothing beside 1/b the integral has a closed form, then come panels. */
static double
v_after (const Flow *z, double t)
{
  if (t * rate_of (z) < FEW_STEPS) return v_after_steps (*z, t);
  const double g = z->tau_syn / z->tau_m * z->g, b = g * rlif_exp (-t / z->tau_syn);
  const double q = t / z->tau_m - g * rlif_expm1 (-t / z->tau_syn), panel = fmin (z->tau_m, z->tau_syn);
  double y = b > 0 ? fmin (fmax (z->tau_syn * rlif_log (1e-17 / b), 0), t) : t;
  double sum = -rlif_expm1 (-y / z->tau_m) * z->tau_m;
  while (y < t && y / z->tau_m + b * rlif_expm1 (fmin (y / z->tau_syn, 700)) < 45) {
    const double half = fmin (panel, t - y) / 2;
    for (int k = 0; k < 16; k++) {
      const double at = y + half + (k & 1 ? half : -half) * NODES[k / 2][0];
      sum += half * NODES[k / 2][1] * rlif_exp (-at / z->tau_m - b * rlif_expm1 (at / z->tau_syn));
    }
    y += 2 * half;
  }
  return z->syn + (z->v - z->syn) * rlif_exp (-q) + (z->rest - z->syn) / z->tau_m * sum;
}

/* V never exceeds this while E_syn is above it: where it would end without what pulls it down to E_rest. */
static double
highest (const Flow *z)
{
  const double v = fmax (z->v, z->rest);
  return z->syn - (z->syn - v) * rlif_exp (-z->tau_syn / z->tau_m * z->g);
}

static void
advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  const double tau = x->par[TAU_SYN], decay = rlif_exp (-rlif_ms (x, to - from) / tau);
  if (start < to) {
    const Flow z = flow_of (x, rlif_exp (-rlif_ms (x, start - from) / tau));
    x->state[V_M] = v_after (&z, rlif_ms (x, to - start));
  }
  x->state[G_EX] *= decay;
  x->state[G_IN] *= decay;
}

static int
receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) now;
  x->state[p == 0 ? G_EX : G_IN] += fmax (p == 0 ? w : -w, 0);
  return 1;
}

/* V_inf at this moment is the most that V ever goes towards, and it never goes there faster than now: where it would be by
 * a later moment with that. */
static double
highest_by (const Flow *z, double t)
{
  const double v_inf = (z->rest + z->g * z->syn) / (1 + z->g);
  return v_inf - (v_inf - z->v) * rlif_exp (-(1 + z->g) * t / z->tau_m);
}

/* Where in a step V, which rises all the time, is at V_th. */
static double
find_in (const Series *series, double threshold)
{
  double a = 0, b = 1;
  for (double s = 0.5;;) {
    double u = series->a[series->terms], slope = 0;
    for (int k = series->terms - 1; k >= 0; k--) {
      slope = slope * s + u;
      u = u * s + series->a[k];
    }
    *(u < threshold ? &a : &b) = s;
    const double newton = s + (threshold - u) / slope, t = newton > a && newton < b ? newton : a + (b - a) / 2;
    if (t <= a || t >= b || fabs (t - s) <= 0x1p-50) return t;
    s = t;
  }
}

/* When V, which rises up to t = b, comes to V_th; -1 if it does not. */
static double
climb (Flow z, double v_th, double b)
{
  Series series;
  for (double t = 0; t < b && highest_by (&z, b - t) >= v_th - 1e-9; t += series.step) {
    expand (&z, b - t, &series);
    const double u = end_of (&series);
    if (u >= v_th - z.syn) return t + series.step * find_in (&series, v_th - z.syn);
    if (series.step >= b - t) break;
    go_on (&z, &series, u);
  }
  return -1;
}

/* V rises to V_th, if it does, between a and b: until V_inf falls below V_th, or from when it exceeds it
 * to when V is there without fail. */
static RlifTime
next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) until;
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  const Flow z = flow_of (x, rlif_exp (-rlif_ms (x, start - from) / x->par[TAU_SYN]));
  const double v_th = x->par[V_TH], to_rest = z.rest - v_th, to_syn = z.g * (z.syn - v_th);
  if (z.v >= v_th) return start;
  if (to_rest <= 0 && to_syn <= -to_rest) return RLIF_NEVER;
  if (to_rest <= 0 && highest (&z) < v_th - 1e-9) return RLIF_NEVER;
  double a = to_rest > 0 ? fmax (0, z.tau_syn * rlif_log (-to_syn / to_rest)) : 0;
  double b = fmin (z.tau_syn * rlif_log (-to_syn / to_rest), 1000 * z.tau_syn);
  if (to_rest <= 0 && b * rate_of (&z) < MANY_STEPS) {
    const double t = climb (z, v_th, b);
    return t < 0 ? RLIF_NEVER : rlif_after (start, rlif_ticks (x, t));
  }
  if (to_rest > 0)
    b = a + z.tau_syn * (45 + rlif_log1p (z.g))
        + z.tau_m * rlif_log1p ((z.rest - fmin (z.v, z.syn)) / to_rest);
  if (v_after (&z, b) < v_th) return RLIF_NEVER;
  for (double s = a + (b - a) / 2;;) {
    const double v = v_after (&z, s), g = z.g * rlif_exp (-s / z.tau_syn);
    *(v < v_th ? &a : &b) = s;
    const double newton = s + (v_th - v) * z.tau_m / (z.rest - v + g * (z.syn - v));
    const double t = newton > a && newton < b ? newton : a + (b - a) / 2;
    if (t <= a || t >= b || fabs (t - s) <= 0x1p-50 * t) return rlif_after (start, rlif_ticks (x, t));
    s = t;
  }
}

static void
fire (RlifNeuron *x, RlifTime now)
{
  x->state[V_M] = x->par[V_RESET];
  x->clock[FREE_AT] = rlif_after (now, rlif_ticks (x, x->par[T_REF]));
}

RLIF_MODEL (lif_cond, "leaky integrate-and-fire neuron with synaptic conductances", .n_clock = 1,
            .takes_current = 1, .check = check, .rest = rest, .advance = advance,
            .receive = receive, .next = next, .fire = fire);
