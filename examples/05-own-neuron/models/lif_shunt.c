/* lif_shunt - leaky integrate-and-fire neuron whose synapses open for an instant.
 *
 *   flow    tau_m dV/dt = E_L - V       V is held while refractory
 *   jump    V <- V + w (E_syn - V)      a spike brings V nearer to E_syn by the share w
 *   guard   V >= V_th                   => spike, V <- V_reset, refractory for t_ref
 *
 * The jump depends on V, which the linear-model language does not have; so it is written in C. The
 * flow leads to E_L, below threshold: only an arrival can make the neuron fire. */
#include <rlif/math.h>
#include <rlif/model.h>

enum { TAU_M, E_L, E_SYN, V_TH, V_RESET, T_REF };
enum { V_M };
enum { FREE_AT };   /* end of refractoriness */

static const RlifField param[] = {
  [TAU_M] = { "tau_m", "ms", 10.0, 1e-6, 1e9, "membrane time constant" },
  [E_L] = { "E_L", "mV", -70.0, -1e6, 1e6, "leak reversal potential" },
  [E_SYN] = { "E_syn", "mV", 0.0, -1e6, 1e6, "reversal potential of the synapses" },
  [V_TH] = { "V_th", "mV", -55.0, -1e6, 1e6, "spike threshold" },
  [V_RESET] = { "V_reset", "mV", -70.0, -1e6, 1e6, "reset potential" },
  [T_REF] = { "t_ref", "ms", 2.0, 0, 1e9, "absolute refractory period" } };
static const RlifField state[] = {
  [V_M] = { "V_m", "mV", -70.0, -HUGE_VAL, HUGE_VAL, "membrane potential" } };
static const RlifPort port[] = { { "in", "", 0, "share of the way to E_syn, at most 1" } };
static const char *const cite[] = { NULL };

static const char *
check (const double q[])
{
  return q[V_RESET] < q[V_TH] && q[E_L] < q[V_TH] ? NULL : "V_reset and E_L must lie below V_th";
}

static void
rest (const double q[], double s[])
{
  s[V_M] = q[E_L];
}

static void
advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const double *q = x->par;
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  if (start < to)
    x->state[V_M] = q[E_L] + (x->state[V_M] - q[E_L]) * rlif_exp (-rlif_ms (x, to - start) / q[TAU_M]);
}

static int
receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) p;   /* there is one port */
  if (now < x->clock[FREE_AT]) return 0;
  x->state[V_M] += fmin (w, 1) * (x->par[E_SYN] - x->state[V_M]);
  return 1;
}

static RlifTime
next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) until;
  return x->state[V_M] >= x->par[V_TH] ? rlif_later (from, x->clock[FREE_AT]) : RLIF_NEVER;
}

static void
fire (RlifNeuron *x, RlifTime now)
{
  x->state[V_M] = x->par[V_RESET];
  x->clock[FREE_AT] = rlif_after (now, rlif_ticks (x, x->par[T_REF]));
}

RLIF_MODEL (lif_shunt, "leaky integrate-and-fire neuron with shunting synapses", .n_clock = 1,
            .check = check, .rest = rest, .advance = advance, .receive = receive, .next = next,
            .fire = fire);
