/* The kit passes every model that ships, and catches each way of breaking a promise. */
#include <math.h>
#include <string.h>
#include <rlif/kit.h>
#include <rlif/random.h>
#include <rlif/registry.h>
#include "check-main.h"

#define ROUNDS 200

START_TEST (every_model_that_ships_keeps_its_promises)
{
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_auto (GStrv) names = rlif_registry_list (registry);
  ck_assert_uint_ge (g_strv_length (names), 5);
  for (char **name = names; *name; name++) {
    GError *error = NULL;
    const RlifModel *model = rlif_registry_find (registry, *name, &error);
    ck_assert_msg (model != NULL, "%s", error ? error->message : "");
    g_autoptr (RlifKitReport) report = rlif_kit_run (model, ROUNDS);
    for (guint k = 0; k < report->findings->len; k++) {
      const RlifKitFinding *f = report->findings->pdata[k];
      ck_assert_msg (f->broken == NULL, "%s: %s: %s", *name, f->promise, f->broken);
    }
    ck_assert_uint_eq (report->n_broken, 0);
  }
}
END_TEST

/* A sound model, V' = (20 mV - V)/10 ms, of which the tests spoil one part each. */
enum { TAU };
enum { V };
enum { FREE };
static const RlifField param[] = { { "tau", "ms", 10, 0.1, 1000, "time constant" } };
static const RlifField state[] = { { "V", "mV", 0, -HUGE_VAL, HUGE_VAL, "potential" } };
static const RlifPort port[] = { { "in", "mV", 0, "jump of V" } };
static const char *const cite[] = { "10.1007/s004220050570", NULL };

static void
flow (RlifNeuron *x, RlifTime from, RlifTime to)
{
  const RlifTime start = rlif_later (from, x->clock[FREE]);
  if (start < to) x->state[V] = 20 + (x->state[V] - 20) * exp (-rlif_ms (x, to - start) / x->par[TAU]);
}

static int
jump (RlifNeuron *x, uint32_t p G_GNUC_UNUSED, double w, RlifTime now)
{
  if (now < x->clock[FREE]) return 0;
  x->state[V] += w;
  return 1;
}

static RlifTime
guard (const RlifNeuron *x, RlifTime from, RlifTime until G_GNUC_UNUSED)
{
  const RlifTime start = rlif_later (from, x->clock[FREE]);
  if (x->state[V] >= 15) return start;
  return start + rlif_ticks (x, x->par[TAU] * log1p ((15 - x->state[V]) / 5));
}

static void
reset (RlifNeuron *x, RlifTime now)
{
  x->state[V] = 0;
  x->clock[FREE] = now + rlif_ticks (x, 1.5);
}

RLIF_MODEL (sound, "a sound model", .n_clock = 1, .advance = flow, .receive = jump, .next = guard,
            .fire = reset);

static void
breaks (const RlifModel *model, const char *promise)
{
  g_autoptr (RlifKitReport) report = rlif_kit_run (model, ROUNDS);
  for (guint k = 0; k < report->findings->len; k++) {
    const RlifKitFinding *f = report->findings->pdata[k];
    if (g_str_equal (f->promise, promise)) {
      ck_assert_msg (f->broken != NULL, "“%s” was not seen to be broken", promise);
      return;
    }
  }
  ck_abort_msg ("there is no promise “%s”", promise);
}

static void
flow_from_now (RlifNeuron *x, RlifTime from, RlifTime to)
{
  flow (x, from, to);
  x->state[V] += 1e-8;  /* a step for each piece */
}

static void
flow_to_nan (RlifNeuron *x, RlifTime from, RlifTime to)
{
  flow (x, from, to);
  if (x->state[V] > 13) x->state[V] = sqrt (13 - x->state[V]);
}

static void
flow_of_the_bounds (RlifNeuron *x, RlifTime from, RlifTime to)
{
  flow (x, from, to);
  if (x->par[TAU] == 1000) x->state[V] = (double) NAN;
}

static RlifTime
guard_too_late (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  return guard (x, from, until) == from ? from : guard (x, from, until) + 5000000000;
}

static RlifTime
guard_too_early (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  const RlifTime due = guard (x, from, until);
  return due - from > 5000000000 ? due - 4000000000 : due;
}

static RlifTime
guard_with_horizon (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  return MIN (guard (x, from, until), until);
}

static RlifTime
guard_that_counts (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  x->state[V] = nextafter (x->state[V], 0);
  return guard (x, from, until);
}

static void
reset_above (RlifNeuron *x, RlifTime now G_GNUC_UNUSED)
{
  x->state[V] = 16;
}

static void
reset_with_memory (RlifNeuron *x, RlifTime now)
{
  static int spikes;
  reset (x, now);
  x->state[V] = spikes++ % 7;
}

START_TEST (each_way_of_breaking_a_promise_is_caught)
{
  static const char *const not_doi[] = { "http://example.org", NULL };
  RlifModel m = rlif_model_sound;
  g_autoptr (RlifKitReport) report = rlif_kit_run (&m, ROUNDS);
  ck_assert_uint_eq (report->n_broken, 0);
  m.cite = not_doi;
  breaks (&m, "its facts are complete");
  m = rlif_model_sound, m.advance = flow_to_nan;
  breaks (&m, "numbers stay finite whatever arrives");
  m = rlif_model_sound, m.advance = flow_of_the_bounds;
  breaks (&m, "parameters at their bounds do no harm");
  m = rlif_model_sound, m.advance = flow_from_now;
  breaks (&m, "the flow does not depend on how it is cut");
  m = rlif_model_sound, m.next = guard_too_late;
  breaks (&m, "next() finds the crossing that the flow leads to");
  m.next = guard_too_early;
  breaks (&m, "next() finds the crossing that the flow leads to");
  m.next = guard_with_horizon;
  breaks (&m, "next() does not depend on its horizon");
  m.next = guard_that_counts;
  breaks (&m, "asking does not change it");
  m = rlif_model_sound, m.fire = reset_above;
  breaks (&m, "a spike leaves it below threshold");
  m.fire = reset_with_memory;
  breaks (&m, "state[] and clock[] are all there is");
}
END_TEST

TEST_MAIN ("kit", every_model_that_ships_keeps_its_promises, each_way_of_breaking_a_promise_is_caught)
