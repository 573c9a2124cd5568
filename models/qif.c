/* qif - quadratic integrate-and-fire neuron with delta synapses.
 *
 *   flow    C_m dV/dt = k (V - V_rest) (V - V_c) + I_e + current; V is held while refractory
 *   jump    V <- V + w               deaf while refractory
 *   guard   V >= V_peak              => spike, V <- V_reset, refractory for t_ref
 *
 * With y = V - (V_rest + V_c)/2, a = k/C_m and D = (I_e + current)/k - ((V_c - V_rest)/2)^2 the flow is
 * y' = a (y^2 + D), and y (s) = (y + D T)/(1 - y T), where T = tan (a s sqrt (D))/sqrt (D), which is
 * tanh (a s sqrt (-D))/sqrt (-D) for D < 0 and a s for D = 0. Solved for s this gives the crossing. A quarter of a
 * turn is no exception if all is multiplied by the cosine; with r = sqrt (-D), e = exp (-2 a s r) - 1 and
 * T = -e/(e + 2)/r one exponential and one division are enough.
 * Source: Ermentrout & Kopell 1986, doi:10.1137/0146017; Latham et al. 2000. */
#include <rlif/math.h>
#include <rlif/model.h>

enum { C_M, K, V_REST, V_C, V_PEAK, V_RESET, T_REF, I_E };
enum { V_M };
enum { FREE_AT };   /* end of refractoriness */

static const RlifField param[] = {
  [C_M] = { "C_m", "pF", 100.0, 1e-6, 1e12, "membrane capacitance" },
  [K] = { "k", "nS/mV", 0.7, 1e-9, 1e9, "steepness of the parabola" },
  [V_REST] = { "V_rest", "mV", -60.0, -1e6, 1e6, "resting potential without input" },
  [V_C] = { "V_c", "mV", -40.0, -1e6, 1e6, "potential above which V runs away without input" },
  [V_PEAK] = { "V_peak", "mV", 35.0, -1e6, 1e6, "potential at which a spike is counted" },
  [V_RESET] = { "V_reset", "mV", -50.0, -1e6, 1e6, "reset potential" },
  [T_REF] = { "t_ref", "ms", 0.0, 0, 1e9, "absolute refractory period" },
  [I_E] = { "I_e", "pA", 0.0, -1e12, 1e12, "constant input current" } };
static const RlifField state[] = {
  [V_M] = { "V_m", "mV", -60.0, -HUGE_VAL, HUGE_VAL, "membrane potential" } };
static const RlifPort port[] = { { "in", "mV", 0, "jump of the membrane potential" } };
static const char *const cite[] = { "10.1137/0146017", "10.1152/jn.2000.83.2.808", NULL };

static const char *
qif_check (const double q[])
{
  if (!(q[V_REST] <= q[V_C])) return "V_rest must not lie above V_c";
  return q[V_RESET] < q[V_PEAK] && q[V_C] < q[V_PEAK] ? NULL
                                                      : "V_peak must lie above V_reset and V_c";
}

static void
qif_rest (const double q[], double s[])
{
  s[V_M] = q[V_REST];
}

static double
middle (const RlifNeuron *x)
{
  return (x->par[V_REST] + x->par[V_C]) / 2;
}

/* D of the comment above. */
static double
drive (const RlifNeuron *x)
{
  const double half = (x->par[V_C] - x->par[V_REST]) / 2;
  return (x->par[I_E] + x->current) / x->par[K] - half * half;
}

static void
qif_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  if (start >= to) return;
  const double as = x->par[K] / x->par[C_M] * rlif_ms (x, to - start), d = drive (x);
  const double r = sqrt (fabs (d)), y = x->state[V_M] - middle (x);
  double sine, cosine;
  if (d > 0) {
    rlif_sincos (as * r, &sine, &cosine);
    x->state[V_M] = middle (x) + (y * cosine + r * sine) / (cosine - y * sine / r);
  } else if (r > 0) {
    const double e = rlif_expm1 (-2 * as * r);
    x->state[V_M] = middle (x) + r * (y * (e + 2) + r * e) / (r * (e + 2) + y * e);
  } else {
    x->state[V_M] = middle (x) + y / (1 - y * as);
  }
}

static int
qif_receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) p;
  if (now < x->clock[FREE_AT]) return 0;
  x->state[V_M] += w;
  return 1;
}

static RlifTime
qif_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) until;
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  const double y = x->state[V_M] - middle (x), top = x->par[V_PEAK] - middle (x), d = drive (x);
  const double r = sqrt (fabs (d)), a = x->par[K] / x->par[C_M];
  if (y >= top) return start;
  if (d <= 0 && y <= r) return RLIF_NEVER;  /* at rest or falling back to it */
  if (d < 0 && top <= r) return RLIF_NEVER;
  const double t = d > 0   ? atan2 (r * (top - y), d + top * y) / r
                   : r > 0 ? 0.5 * rlif_log1p (2 * r * (top - y) / ((top + r) * (y - r))) / r
                           : (top - y) / (top * y);
  return rlif_after (start, rlif_ticks (x, t / a));
}

static void
qif_fire (RlifNeuron *x, RlifTime now)
{
  x->state[V_M] = x->par[V_RESET];
  x->clock[FREE_AT] = rlif_after (now, rlif_ticks (x, x->par[T_REF]));
}

RLIF_MODEL (qif, "quadratic integrate-and-fire neuron with delta synapses", .n_clock = 1,
            .takes_current = 1, .check = qif_check, .rest = qif_rest, .advance = qif_advance,
            .receive = qif_receive, .next = qif_next, .fire = qif_fire);
