/* lif_delta - leaky integrate-and-fire neuron with delta synapses.
 *
 *   flow    tau_m dV/dt = E_L - V + (tau_m/C_m) (I_e + current); V is held while refractory
 *   jump    V <- V + w               deaf while refractory
 *   guard   V >= V_th                => spike, V <- V_reset, refractory for t_ref
 *
 * Between events V = V_inf + (V_0 - V_inf) exp (-t/tau_m). If V_inf exceeds the threshold the
 * crossing is at tau_m log ((V_inf - V_0)/(V_inf - V_th)); otherwise only an arrival can cause
 * one. */
#include <rlif/math.h>
#include <rlif/model.h>

enum { TAU_M, C_M, E_L, V_TH, V_RESET, T_REF, I_E };
enum { V_M };
enum { FREE_AT };   /* end of refractoriness */

static const RlifField param[] = {
  [TAU_M] = { "tau_m", "ms", 10.0, 1e-6, 1e9, "membrane time constant" },
  [C_M] = { "C_m", "pF", 250.0, 1e-6, 1e12, "membrane capacitance" },
  [E_L] = { "E_L", "mV", -70.0, -1e6, 1e6, "leak reversal potential" },
  [V_TH] = { "V_th", "mV", -55.0, -1e6, 1e6, "spike threshold" },
  [V_RESET] = { "V_reset", "mV", -70.0, -1e6, 1e6, "reset potential" },
  [T_REF] = { "t_ref", "ms", 2.0, 0, 1e9, "absolute refractory period" },
  [I_E] = { "I_e", "pA", 0.0, -1e12, 1e12, "constant input current" } };
static const RlifField state[] = {
  [V_M] = { "V_m", "mV", -70.0, -HUGE_VAL, HUGE_VAL, "membrane potential" } };
static const RlifPort port[] = { { "in", "mV", 0, "jump of the membrane potential" } };
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

static double
v_inf (const RlifNeuron *x)
{
  const double *q = x->par;
  return q[E_L] + q[TAU_M] / q[C_M] * (q[I_E] + x->current);
}

static void
lif_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  if (start >= to) return;
  const double target = v_inf (x);
  x->state[V_M] =
    target + (x->state[V_M] - target) * rlif_exp (-rlif_ms (x, to - start) / x->par[TAU_M]);
}

static int
lif_receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) p;
  if (now < x->clock[FREE_AT]) return 0;
  x->state[V_M] += w;
  return 1;
}

static RlifTime
lif_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) until;
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  const double above = v_inf (x) - x->par[V_TH], below = x->par[V_TH] - x->state[V_M];
  if (below <= 0) return start;
  if (above <= 0) return RLIF_NEVER;
  return rlif_after (start, rlif_ticks (x, x->par[TAU_M] * rlif_log1p (below / above)));
}

static void
lif_fire (RlifNeuron *x, RlifTime now)
{
  x->state[V_M] = x->par[V_RESET];
  x->clock[FREE_AT] = rlif_after (now, rlif_ticks (x, x->par[T_REF]));
}

RLIF_MODEL (lif_delta, "leaky integrate-and-fire neuron with delta synapses", .n_clock = 1,
            .takes_current = 1, .check = lif_check, .rest = lif_rest, .advance = lif_advance,
            .receive = lif_receive, .next = lif_next, .fire = lif_fire);
