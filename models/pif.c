/* pif - perfect integrate-and-fire neuron with delta synapses.
 *
 *   flow    C_m dV/dt = I_e + current; V is held while refractory
 *   jump    V <- V + w               deaf while refractory
 *   guard   V >= V_th                => spike, V <- V_reset, refractory for t_ref
 *
 * V is a straight line between events, so its crossing needs no search. */
#include <rlif/model.h>

enum { C_M, V_TH, V_RESET, T_REF, I_E };
enum { V_M };
enum { FREE_AT };   /* end of refractoriness */

static const RlifField param[] = {
  [C_M] = { "C_m", "pF", 250.0, 1e-6, 1e12, "membrane capacitance" },
  [V_TH] = { "V_th", "mV", -55.0, -1e6, 1e6, "spike threshold" },
  [V_RESET] = { "V_reset", "mV", -70.0, -1e6, 1e6, "reset potential" },
  [T_REF] = { "t_ref", "ms", 2.0, 0, 1e9, "absolute refractory period" },
  [I_E] = { "I_e", "pA", 0.0, -1e12, 1e12, "constant input current" } };
static const RlifField state[] = {
  [V_M] = { "V_m", "mV", -70.0, -HUGE_VAL, HUGE_VAL, "membrane potential" } };
static const RlifPort port[] = { { "in", "mV", 0, "jump of the membrane potential" } };
static const char *const cite[] = { "10.1007/s00422-006-0068-6", NULL };

static const char *
pif_check (const double q[])
{
  return q[V_RESET] < q[V_TH] ? NULL : "V_reset must lie below V_th";
}

static void
pif_rest (const double q[], double s[])
{
  s[V_M] = q[V_RESET];
}

/* [mV/ms] */
static double
slope (const RlifNeuron *x)
{
  return (x->par[I_E] + x->current) / x->par[C_M];
}

static void
pif_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  if (start < to) x->state[V_M] += slope (x) * rlif_ms (x, to - start);
}

static int
pif_receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) p;
  if (now < x->clock[FREE_AT]) return 0;
  x->state[V_M] += w;
  return 1;
}

static RlifTime
pif_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) until;
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  const double below = x->par[V_TH] - x->state[V_M];
  if (below <= 0) return start;
  return slope (x) > 0 ? rlif_after (start, rlif_ticks (x, below / slope (x))) : RLIF_NEVER;
}

static void
pif_fire (RlifNeuron *x, RlifTime now)
{
  x->state[V_M] = x->par[V_RESET];
  x->clock[FREE_AT] = rlif_after (now, rlif_ticks (x, x->par[T_REF]));
}

RLIF_MODEL (pif, "perfect integrate-and-fire neuron with delta synapses", .n_clock = 1,
            .takes_current = 1, .check = pif_check, .rest = pif_rest, .advance = pif_advance,
            .receive = pif_receive, .next = pif_next, .fire = pif_fire);
