/* Stands in for a model in tests of the registry. Compiled with NAME, and with ABI as if with
 * another rlif/model.h, or with UNRESOLVED so that it needs a function that nobody has. */
#include <rlif/model.h>

#ifdef ABI
#undef RLIF_MODEL_ABI
#define RLIF_MODEL_ABI ABI
#endif
#ifdef UNRESOLVED
double rlif_nobody_has_this (double x);
#else
#define rlif_nobody_has_this(x) (x)
#endif
#define MODEL(...) RLIF_MODEL (__VA_ARGS__)   /* NAME is looked up before it is made a string */

static const RlifField param[] = { { "leak", "mV/ms", 0.5, 0, 10, "how fast V_m falls" } };
static const RlifField state[] = { { "V_m", "mV", 0, -100, 100, "membrane potential" } };
static const RlifPort port[] = { { "in", "mV", 0, "jump of the membrane potential" } };
static const char *const cite[] = { NULL };

static void
advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  x->state[0] -= rlif_nobody_has_this (x->par[0] * rlif_ms (x, to - from));
}

static int
receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) p, (void) now;
  x->state[0] += w;
  return 1;
}

static RlifTime
next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) until;
  return x->state[0] >= 1 ? from : RLIF_NEVER;
}

static void
fire (RlifNeuron *x, RlifTime now)
{
  (void) now;
  x->state[0] = 0;
}

MODEL (NAME, "a double", .advance = advance, .receive = receive, .next = next, .fire = fire);
