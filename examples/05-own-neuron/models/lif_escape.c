/* lif_escape - leaky integrate-and-fire neuron whose threshold escapes from it at every spike.
 *
 *   flow    tau_m dV/dt = E_L - V, tau_th dtheta/dt = -theta; V is held while refractory
 *   jump    V <- V + w               deaf while refractory
 *   guard   V >= V_th + theta        => spike, V <- V_reset, theta <- theta + b, refractory for t_ref
 *
 * The distance to the threshold is u e^(-s/tau_m) - theta e^(-s/tau_th) - gap with u = V - E_L and
 * gap = V_th - E_L > 0: a sum of two exponentials with one extremum at most. Below the threshold it
 * crosses upwards before a maximum or not at all. */
#include <rlif/math.h>
#include <rlif/model.h>

enum { TAU_M, E_L, V_TH, V_RESET, T_REF, TAU_TH, B };
enum { V_M, THETA };
enum { FREE_AT };   /* end of refractoriness */

static const RlifField param[] = {
  [TAU_M] = { "tau_m", "ms", 20.0, 1e-3, 1e6, "membrane time constant" },
  [E_L] = { "E_L", "mV", -70.0, -1e6, 1e6, "leak reversal potential" },
  [V_TH] = { "V_th", "mV", -55.0, -1e6, 1e6, "threshold at rest" },
  [V_RESET] = { "V_reset", "mV", -70.0, -1e6, 1e6, "reset potential" },
  [T_REF] = { "t_ref", "ms", 2.0, 0, 1e6, "absolute refractory period" },
  [TAU_TH] = { "tau_th", "ms", 80.0, 1e-3, 1e6, "time constant with which the threshold comes back" },
  [B] = { "b", "mV", 3.0, 0, 1e6, "what a spike adds to the threshold" } };
static const RlifField state[] = {
  [V_M] = { "V_m", "mV", -70.0, -HUGE_VAL, HUGE_VAL, "membrane potential" },
  [THETA] = { "theta", "mV", 0.0, 0, HUGE_VAL, "part of the threshold that spikes have added" } };
static const RlifPort port[] = { { "in", "mV", 0, "jump of the membrane potential" } };
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

/* While refractory the threshold comes back, but V is held. */
static void
advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const double *q = x->par;
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  x->state[THETA] *= rlif_exp (-rlif_ms (x, to - from) / q[TAU_TH]);
  if (start < to)
    x->state[V_M] = q[E_L] + (x->state[V_M] - q[E_L]) * rlif_exp (-rlif_ms (x, to - start) / q[TAU_M]);
}

static int
receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) p;
  if (now < x->clock[FREE_AT]) return 0;
  x->state[V_M] += w;
  return 1;
}

/* V - V_th - theta after s ms. */
static double
above (const double q[], double u, double theta, double s)
{
  return u * rlif_exp (-s / q[TAU_M]) - theta * rlif_exp (-s / q[TAU_TH]) - (q[V_TH] - q[E_L]);
}

static RlifTime
next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) until;
  const double *q = x->par;
  const RlifTime start = rlif_later (from, x->clock[FREE_AT]);
  const double u = x->state[V_M] - q[E_L];
  const double theta = x->state[THETA] * rlif_exp (-rlif_ms (x, start - from) / q[TAU_TH]);
  if (above (q, u, theta, 0) >= 0) return start;
  /* It rises only while theta falls faster than u: up to where their slopes are the same. */
  const double ratio = theta * q[TAU_M] / (u * q[TAU_TH]), rate = 1 / q[TAU_TH] - 1 / q[TAU_M];
  if (!(u > 0) || !(ratio > 1) || !(rate > 0)) return RLIF_NEVER;
  double low = 0, high = rlif_log (ratio) / rate;
  if (above (q, u, theta, high) < 0) return RLIF_NEVER;
  for (double s = high / 2; s > low && s < high; s = low + (high - low) / 2)
    *(above (q, u, theta, s) < 0 ? &low : &high) = s;
  return rlif_after (start, rlif_ticks (x, high));
}

static void
fire (RlifNeuron *x, RlifTime now)
{
  x->state[V_M] = x->par[V_RESET];
  x->state[THETA] += x->par[B];
  x->clock[FREE_AT] = rlif_after (now, rlif_ticks (x, x->par[T_REF]));
}

RLIF_MODEL (lif_escape, "leaky neuron whose threshold escapes from it at every spike", .n_clock = 1,
            .check = check, .rest = rest, .advance = advance, .receive = receive, .next = next,
            .fire = fire);
