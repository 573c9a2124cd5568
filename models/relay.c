/* relay - passes every spike on at once, as a parrot does.
 *
 *   jump    something arrives       => the neuron fires at that moment
 *
 * Arrivals of one moment make one spike. Weights are heard if they are positive. */
#include <rlif/model.h>

enum { HEARD };

static const RlifField param[] = {};   /* none */
static const RlifField state[] = {
  [HEARD] = { "heard", "", 0.0, 0, 1, "1 between an arrival and the spike it causes" } };
static const RlifPort port[] = { { "in", "", 0, "makes the neuron fire if positive" } };
static const char *const cite[] = { NULL };

static void
relay_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  (void) x, (void) from, (void) to;
}

static int
relay_receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) p, (void) now;
  if (w > 0) x->state[HEARD] = 1;
  return w > 0;
}

static RlifTime
relay_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) until;
  return x->state[HEARD] > 0 ? from : RLIF_NEVER;
}

static void
relay_fire (RlifNeuron *x, RlifTime now)
{
  (void) now;
  x->state[HEARD] = 0;
}

RLIF_MODEL (relay, "passes every spike on at once", .advance = relay_advance,
            .receive = relay_receive, .next = relay_next, .fire = relay_fire);
