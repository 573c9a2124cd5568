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

/* f0, f1 and f2 of the comment above after s. */
static void
chain (const Flow *z, double s, double f[3])
{
  const double *q = z->q;
  const Flow at = after (z, s);
  f[0] = at.u - z->gap;
  f[1] = (at.ex + at.in) / q[C_M] - at.u / q[TAU_M];
  f[2] = -(at.ex / q[TAU_EX] + at.in / q[TAU_IN]) / q[C_M];
}

/* The root of f0 (k = 0) or f1 (k = 1) between a and b, at which it has the sign given and the
 * opposite one. Newton's steps; halves where they leave the bracket or do not shrink fast. */
static double
solve (const Flow *z, int k, double a, double b, double sign_at_b)
{
  const double lambda = k == 1 ? 1 / z->q[TAU_M] : 0;
  double f[3], s = a, step = b - a;
  for (;;) {
    chain (z, s, f);
    *(f[k] * sign_at_b >= 0 ? &b : &a) = s;
    const double newton = s - f[k] / (f[k + 1] - lambda * f[k]);
    const double half = a + (b - a) / 2;
    const double next = newton > a && newton < b && fabs (newton - s) < step / 2 ? newton : half;
    step = fabs (next - s);
    if (step <= 2e-16 * s || !(next > a && next < b)) return next;
    s = next;
  }
}

/* Where f2 changes its sign in (0, end), if it does: both currents weigh the same. */
static int
root_of_f2 (const Flow *z, double end, double root[])
{
  const double *q = z->q;
  const double ratio = -(z->ex * q[TAU_IN]) / (z->in * q[TAU_EX]);
  if (!(ratio > 0) || q[TAU_EX] == q[TAU_IN]) return 0;
  root[0] = rlif_log (ratio) / (1 / q[TAU_EX] - 1 / q[TAU_IN]);
  return root[0] > 0 && root[0] < end;
}

/* The roots of f_k in (0, end) in order, at most `most`: one at most between two neighbours of the n
 * bounds. */
static int
roots_between (const Flow *z, int k, const double bound[], int n, double root[], int most)
{
  double f[3], a = 0;
  int found = 0;
  chain (z, 0, f);
  double fa = f[k];
  for (int i = 0; i < n && found < most; i++) {
    chain (z, bound[i], f);
    const double fb = f[k];
    if ((fa < 0 && fb >= 0) || (fa > 0 && fb <= 0))
      root[found++] = solve (z, k, a, bound[i], fb > fa ? 1 : -1);
    a = bound[i];
    fa = fb;
  }
  return found;
}

/* The first root of f0 in (0, end), f0 being negative at 0; HUGE_VAL if there is none. */
static double
crossing (const Flow *z, double end)
{
  double extreme[3], turn[2], root[1];
  int n = root_of_f2 (z, end, turn);
  turn[n++] = end;
  n = roots_between (z, 1, turn, n, extreme, 2);
  extreme[n++] = end;
  return roots_between (z, 0, extreme, n, root, 1) ? root[0] : HUGE_VAL;
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
  const double end = fmin (settled (&z), rlif_ms (x, until - start));
  return rlif_after (start, rlif_ticks (x, crossing (&z, end)));
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
