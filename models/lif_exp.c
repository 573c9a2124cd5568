/* lif_exp - leaky integrate-and-fire neuron with exponential synaptic currents.
 *
 *   flow    tau_m dV/dt = E_L - V + (tau_m/C_m) (I_ex + I_in + I_e + current)
 *           tau_syn_ex dI_ex/dt = -I_ex,  tau_syn_in dI_in/dt = -I_in
 *   jump    I_ex <- I_ex + w or I_in <- I_in + w, also while refractory
 *   guard   V >= V_th     => spike, V <- V_reset, V held for t_ref while the currents flow on
 *
 * The part of a current in V after s is (s/C_m) exp (-s/tau) phi (|s/tau_s - s/tau_m|), with the
 * larger tau and phi (y) = (1 - exp (-y))/y: no difference of nearly equal numbers, whatever the
 * time constants.
 *
 * Crossing. Let f0 = V - V_th, f1 = V', f2 = V'' + V'/tau_m = (I_ex' + I_in')/C_m and f3 = f2' +
 * f2/tau_syn_ex, which is I_in times a constant. As exp (lambda s) f_k has the derivative
 * exp (lambda s) f_{k+1}, lambda being 0, 1/tau_m, 1/tau_syn_ex in turn, there is at most one root of
 * f_k between two roots of f_{k+1} (Rolle). f3 has none, so f2 has at most one, f1 two and f0 three:
 * each is bracketed before it is looked for, and none can be missed. */
#include <rlif/math.h>
#include <rlif/model.h>

enum { TAU_M, C_M, E_L, V_TH, V_RESET, T_REF, TAU_EX, TAU_IN, I_E };
enum { V_M, I_EX, I_IN };
enum { FREE_AT };   /* end of refractoriness */
enum { EX, IN };

static const RlifField param[] = {
  [TAU_M] = { "tau_m", "ms", 10.0, 1e-6, 1e9, "membrane time constant" },
  [C_M] = { "C_m", "pF", 250.0, 1e-6, 1e12, "membrane capacitance" },
  [E_L] = { "E_L", "mV", -70.0, -1e6, 1e6, "leak reversal potential" },
  [V_TH] = { "V_th", "mV", -55.0, -1e6, 1e6, "spike threshold" },
  [V_RESET] = { "V_reset", "mV", -70.0, -1e6, 1e6, "reset potential" },
  [T_REF] = { "t_ref", "ms", 2.0, 0, 1e9, "absolute refractory period" },
  [TAU_EX] = { "tau_syn_ex", "ms", 2.0, 1e-6, 1e9, "time constant of excitatory currents" },
  [TAU_IN] = { "tau_syn_in", "ms", 2.0, 1e-6, 1e9, "time constant of inhibitory currents" },
  [I_E] = { "I_e", "pA", 0.0, -1e12, 1e12, "constant input current" } };
static const RlifField state[] = {
  [V_M] = { "V_m", "mV", -70.0, -HUGE_VAL, HUGE_VAL, "membrane potential" },
  [I_EX] = { "I_ex", "pA", 0.0, -HUGE_VAL, HUGE_VAL, "excitatory synaptic current" },
  [I_IN] = { "I_in", "pA", 0.0, -HUGE_VAL, HUGE_VAL, "inhibitory synaptic current" } };
static const RlifPort port[] = { [EX] = { "ex", "pA", +1, "jump of the excitatory current" },
                                 [IN] = { "in", "pA", -1, "jump of the inhibitory current" } };
static const char *const cite[] = { "10.1007/s004220050570", NULL };

static const char *
lif_check (const double q[])
{
  return q[V_RESET] < q[V_TH] ? NULL : "V_reset must lie below V_th";
}

static void
lif_rest (const double q[], double s[])
{
  s[V_M] = q[E_L];
}

/* What 1 pA that decays with tau_s has done to V after s ms. */
static double
response (const double q[], double tau_s, double s)
{
  const double y = fabs (s / tau_s - s / q[TAU_M]);
  const double phi = y > 0 ? -rlif_expm1 (-y) / y : 1;
  return s / q[C_M] * rlif_exp (-s / fmax (tau_s, q[TAU_M])) * phi;
}

static double
v_inf (const RlifNeuron *x)
{
  const double *q = x->par;
  return q[E_L] + q[TAU_M] / q[C_M] * (q[I_E] + x->current);
}

/* The flow from a state without refractoriness: u = V - V_inf, and the distance of the threshold. */
typedef struct {
  const double *q;
  double u, ex, in;
  double gap;        /* V_th - V_inf */
} Flow;

static Flow
flow_of (const RlifNeuron *x)
{
  const double target = v_inf (x), *z = x->state;
  return (Flow) { x->par, z[V_M] - target, z[I_EX], z[I_IN], x->par[V_TH] - target };
}

static Flow
after (const Flow *z, double s)
{
  const double *q = z->q;
  const double u = z->u * rlif_exp (-s / q[TAU_M])
                   + (response (q, q[TAU_EX], s) * z->ex + response (q, q[TAU_IN], s) * z->in);
  return (Flow) { q, u, z->ex * rlif_exp (-s / q[TAU_EX]), z->in * rlif_exp (-s / q[TAU_IN]),
                  z->gap };
}

static void
lif_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const double held_v = x->state[V_M];
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  const RlifTime held_to = start < to ? start : to;
  Flow z = flow_of (x);
  if (from < held_to) {
    const Flow held = after (&z, rlif_ms (x, held_to - from));
    z.ex = held.ex;
    z.in = held.in;
  }
  x->state[V_M] = held_v;
  if (held_to < to) {
    z = after (&z, rlif_ms (x, to - held_to));
    x->state[V_M] = v_inf (x) + z.u;
  }
  x->state[I_EX] = z.ex;
  x->state[I_IN] = z.in;
}

static int
lif_receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) now;
  x->state[p == EX ? I_EX : I_IN] += w;
  return 1;
}

/* f_k of the comment above after s. */
static double
chain (const Flow *z, int k, double s)
{
  const double *q = z->q;
  if (k == 2)
    return -(z->ex * rlif_exp (-s / q[TAU_EX]) / q[TAU_EX]
             + z->in * rlif_exp (-s / q[TAU_IN]) / q[TAU_IN]) / q[C_M];
  const Flow at = after (z, s);
  return k == 1 ? (at.ex + at.in) / q[C_M] - at.u / q[TAU_M] : at.u - z->gap;
}

/* The root of f_k between a and b, where its signs differ: the first double found at which f_k has
 * the sign that it has at b. Newton's steps, halving where they leave the bracket. */
static double
solve (const Flow *z, int k, double a, double b, double sign)
{
  const double lambda = k == 1 ? 1 / z->q[TAU_M] : 0;
  double s = a + (b - a) / 2;
  for (int i = 0; s > a && s < b; i++) {
    const double f = chain (z, k, s);
    *(f * sign >= 0 ? &b : &a) = s;
    const double newton = k < 2 ? s - f / (chain (z, k + 1, s) - lambda * f) : a;
    s = newton > a && newton < b && i % 4 < 3 ? newton : a + (b - a) / 2;
  }
  return b;
}

/* The roots of f_k in (0, end) in order, between those of f_{k+1}. */
static int
roots (const Flow *z, int k, double end, double root[])
{
  double bound[4];
  int n = k < 2 ? roots (z, k + 1, end, bound) : 0, found = 0;
  bound[n++] = end;
  double a = 0, fa = chain (z, k, 0);
  for (int i = 0; i < n; i++) {
    const double b = bound[i], fb = chain (z, k, b);
    if ((fa < 0 && fb >= 0) || (fa > 0 && fb <= 0))
      root[found++] = solve (z, k, a, b, fb > fa ? 1 : -1);
    a = b;
    fa = fb;
  }
  return found;
}

/* A span after which V has settled on its side of the threshold for good. */
static double
settled (const Flow *z)
{
  const double *q = z->q, slowest = fmax (q[TAU_M], fmax (q[TAU_EX], q[TAU_IN]));
  double s = slowest;
  for (; s < 800 * slowest; s *= 2) {
    const double most = fabs (z->u) + s / q[C_M] * (fabs (z->ex) + fabs (z->in));
    if (most * rlif_exp (-s / slowest) < fabs (z->gap)) break;
  }
  return s;
}

/* More than V - V_inf can ever become: no current moves V by more than its charge, or by more than
 * it would if it lasted. */
static double
most_u (const Flow *z)
{
  const double *q = z->q;
  return fmax (z->u, 0) + (fmax (z->ex, 0) * fmin (q[TAU_EX], q[TAU_M])
                           + fmax (z->in, 0) * fmin (q[TAU_IN], q[TAU_M])) / q[C_M];
}

static RlifTime
lif_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  Flow z = flow_of (x);
  if (from < start) {
    const Flow held = after (&z, rlif_ms (x, start - from));
    z.ex = held.ex;
    z.in = held.in;
  }
  if (z.u >= z.gap) return start;
  if (start >= until || most_u (&z) < z.gap) return RLIF_NEVER;
  double root[4];
  const double end = fmin (settled (&z), rlif_ms (x, until - start));
  if (roots (&z, 0, end, root) == 0) return RLIF_NEVER;
  return rlif_after (start, rlif_ticks (x, root[0]));
}

static void
lif_fire (RlifNeuron *x, RlifTime now)
{
  x->state[V_M] = x->par[V_RESET];
  x->clock[FREE_AT] = rlif_after (now, rlif_ticks (x, x->par[T_REF]));
}

RLIF_MODEL (lif_exp, "leaky integrate-and-fire neuron with exponential synaptic currents",
            .n_clock = 1, .takes_current = 1, .check = lif_check, .rest = lif_rest,
            .advance = lif_advance, .receive = lif_receive, .next = lif_next, .fire = lif_fire);
