/* odd_ports - a model for tests: its ports take weights of different units, and none below 0; no
 * current. It never fires. one_way is the same with its first port only. */
#include <rlif/model.h>

static const RlifField param[] = { { "tau", "ms", 7.5, 1e-3, 1e3, "of no effect" } };
static const RlifField state[] = { { "x", "mV", 0, -HUGE_VAL, HUGE_VAL, "sum of weights" } };
static const RlifPort port[] = { { "jump", "mV", +1, "jump of x" },
#ifndef ONE_WAY
                                 { "charge", "fC", +1, "of no effect" },
#endif
};
static const char *const cite[] = { 0 };

static void
odd_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  (void) x, (void) from, (void) to;
}

static int
odd_receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) now;
  if (p == 0) x->state[0] += w;
  return 1;
}

static RlifTime
odd_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) x, (void) from, (void) until;
  return RLIF_NEVER;
}

static void
odd_fire (RlifNeuron *x, RlifTime now)
{
  (void) x, (void) now;
}

#ifdef ONE_WAY
#define NAME one_way
#else
#define NAME odd_ports
#endif
#define MODEL(...) RLIF_MODEL (__VA_ARGS__)

MODEL (NAME, "a model for tests", .advance = odd_advance, .receive = odd_receive,
       .next = odd_next, .fire = odd_fire);
