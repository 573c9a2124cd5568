/* lif_exp - leaky integrate-and-fire neuron with exponential synaptic currents.
 *
 *   flow    tau_m dV/dt = E_L - V + (tau_m/C_m) (I_ex + I_in + I_e + current)
 *           tau_syn_ex dI_ex/dt = -I_ex,  tau_syn_in dI_in/dt = -I_in
 *   jump    I_ex <- I_ex + w or I_in <- I_in + w, also while refractory
 *   guard   V >= V_th     => spike, V <- V_reset, V held for t_ref while the currents flow on
 *
 * Crossing. Let f0 = V - V_th, f1 = V' and f2 = V'' + V'/tau_m = (I_ex' + I_in')/C_m. f2 has one
 * root at most, in closed form. exp (s/tau_m) f1 has the derivative exp (s/tau_m) f2, so that f1
 * has one root at most on each side of it (Rolle), and V one peak at most. Before the peak, and
 * after it, V falls before it rises if it does both: from below V_th it crosses once if it ends
 * above, else not. No crossing is missed and none invented, whatever the time constants. */

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

/* The state at a moment without refractoriness. */
typedef struct {
  const double *q;
  double u, ex, in;   /* V - V_inf [mV], currents [pA] */
  double gap;         /* V_th - V_inf, but never 0: V comes near V_inf and does not arrive */
} Flow;

static double
v_inf (const RlifNeuron *x)
{
  const double *q = x->par;
  return q[E_L] + q[TAU_M] / q[C_M] * (q[I_E] + x->current);
}

/* The state at `start`, V being held from `from` up to then. */
static Flow
flow_from (const RlifNeuron *x, RlifTime from, RlifTime start)
{
  const double *q = x->par, held = rlif_ms (x, start - from), gap = q[V_TH] - v_inf (x);
  return (Flow) { .q = q, .u = x->state[V_M] - v_inf (x),
                  .ex = x->state[I_EX] * rlif_exp (-held / q[TAU_EX]),
                  .in = x->state[I_IN] * rlif_exp (-held / q[TAU_IN]),
                  .gap = gap == 0 ? 0x1p-1022 : gap };
}

/* What 1 pA that decays with tau_s has done to V after s: (s/C_m) exp (-s/tau) phi (|s/tau_s -
 * s/tau_m|), tau being the larger of the two and phi (y) = (1 - exp (-y))/y. No difference of
 * nearly equal numbers. decay_m, decay_s: exp (-s/tau_m), exp (-s/tau_s). */
static double
response (const double q[], double tau_s, double s, double decay_m, double decay_s)
{
  const double y = fabs (s / tau_s - s / q[TAU_M]);
  const double phi = y > 0 ? -rlif_expm1 (-y) / y : 1;
  return s / q[C_M] * fmax (decay_m, decay_s) * phi;
}

static Flow
after (const Flow *z, double s)
{
  const double *q = z->q, m = rlif_exp (-s / q[TAU_M]);
  const double ex = rlif_exp (-s / q[TAU_EX]), in = rlif_exp (-s / q[TAU_IN]);
  const double moved = response (q, q[TAU_EX], s, m, ex) * z->ex
                       + response (q, q[TAU_IN], s, m, in) * z->in;
  return (Flow) { q, z->u * m + moved, z->ex * ex, z->in * in, z->gap };
}

static void
lif_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  if (start > to) start = to;
  Flow z = flow_from (x, from, start);
  if (start < to) {
    z = after (&z, rlif_ms (x, to - start));
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

/* f0, f1 or f2 of the comment above. */
static double
f (int k, const Flow *z)
{
  const double *q = z->q;
  if (k == 0) return z->u - z->gap;
  if (k == 1) return (z->ex + z->in) / q[C_M] - z->u / q[TAU_M];
  return -(z->ex / q[TAU_EX] + z->in / q[TAU_IN]) / q[C_M];
}

/* The root between a and b of f0, which is negative before it, or of f1, which is positive before
 * it and may have underflowed to 0 behind it: Newton's method from the left, halving where it
 * leaves the bracket. Ends with a step of at most `relative` times the root, whose error is of the
 * order of the square of that. */
static double
solve (int k, const Flow *z, double a, double b, double relative)
{
  double s = a;
  for (;;) {
    const Flow at = after (z, s);
    const double f_k = f (k, &at), slope = f (k + 1, &at) - (k == 1 ? f_k / z->q[TAU_M] : 0);
    double next = s - f_k / slope;
    if (fabs (next - s) <= relative * s) return next;
    *((k == 0 ? f_k < 0 : f_k > 0) ? &a : &b) = s;
    if (!(next > a && next < b)) next = a + (b - a) / 2;
    if (next <= a || next >= b) return b;
    s = next;
  }
}

/* The moment at which V peaks before `end`, or `end`. last: the state then. */
static double
peak (const Flow *z, double end, const Flow *last)
{
  const double te = z->q[TAU_EX], ti = z->q[TAU_IN];
  const double turn = rlif_log (-z->ex * ti / (z->in * te)) / (1 / te - 1 / ti);   /* root of f2 */
  if (!(turn > 0 && turn < end))
    return f (1, z) > 0 && f (1, last) <= 0 ? solve (1, z, 0, end, 0x1p-30) : end;
  const Flow at = after (z, turn);
  if (f (1, z) > 0 && f (1, &at) <= 0) return solve (1, z, 0, turn, 0x1p-30);
  return f (1, &at) > 0 && f (1, last) <= 0 ? solve (1, z, turn, end, 0x1p-30) : end;
}

/* The span after which V first reaches V_th, if it does before `end`; else infinity. */
static double
crossing (const Flow *z, double end)
{
  const Flow last = after (z, end);
  const double top = peak (z, end, &last);
  const Flow at = after (z, top);
  if (f (0, &at) >= 0) return solve (0, z, 0, top, 0x1p-47);
  return f (0, &last) >= 0 ? solve (0, z, top, end, 0x1p-47) : HUGE_VAL;
}

/* A span after which V has settled on its side of the threshold for good. */
static double
settled (const Flow *z)
{
  const double *q = z->q, slowest = fmax (q[TAU_M], fmax (q[TAU_EX], q[TAU_IN]));
  const double most = fabs (z->u) + slowest / q[C_M] * (fabs (z->ex) + fabs (z->in));
  return slowest * (1 + 2 * fmax (rlif_log (most) - rlif_log (fabs (z->gap)), 0));
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
  if (x->state[V_M] >= x->par[V_TH]) return start;
  const Flow z = flow_from (x, from, start);
  if (start >= until || most_u (&z) <= z.gap) return RLIF_NEVER;
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
