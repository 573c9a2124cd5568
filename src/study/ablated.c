/* Neurons whose potential is not reset as their model says. */
#include <string.h>
#include <rlif/registry.h>
#include "study/ablated.h"

/* A model at one set of parameters. */
typedef struct {
  const RlifAblatedModel *of;
  RlifLinear *linear;        /* of the base */
  RlifGuard down;            /* when the potential has fallen to the threshold; if the time on is kept */
} Prepared;

enum { SPOKEN_TO };          /* the last clock of a neuron that keeps its potential: silent until then */

static RlifNeuron
as_base (const RlifNeuron *x)
{
  RlifNeuron y = *x;
  y.prepared = ((const Prepared *) x->prepared)->linear;
  return y;
}

static void *
prepare (const RlifModel *self, const double par[], double ticks_per_ms)
{
  const RlifAblatedModel *of = (const RlifAblatedModel *) self;
  RlifLinear *linear = rlif_linear_new (of->base->language, par, ticks_per_ms);
  if (!linear) return NULL;
  Prepared *p = g_new0 (Prepared, 1);
  RlifQuad c[RLIF_MAX_STATES], threshold;
  p->of = of;
  p->linear = linear;
  rlif_linear_threshold (of->base->language, par, c, &threshold);
  for (int j = 0; j < linear->n; j++) c[j] = -c[j];
  rlif_guard_init (&p->down, linear->free, c, -threshold);
  return p;
}

static void
release (void *prepared)
{
  Prepared *p = prepared;
  rlif_linear_free (p->linear);
  g_free (p);
}

static int
receive (RlifNeuron *x, uint32_t port, double w, RlifTime now)
{
  RlifNeuron y = as_base (x);
  return rlif_linear_receive (&y, port, w, now);
}

static void
subtract_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  RlifNeuron y = as_base (x);
  rlif_linear_advance (&y, from, to);
}

static RlifTime
subtract_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  const RlifNeuron y = as_base (x);
  return rlif_linear_next (&y, from, until);
}

static void
subtract_fire (RlifNeuron *x, RlifTime now)
{
  RlifNeuron y = as_base (x);
  const RlifAblatedModel *of = ((const Prepared *) x->prepared)->of;
  const double before = x->state[of->v];
  rlif_linear_fire (&y, now);
  x->state[of->v] = before - (x->par[of->v_th] - x->par[of->v_reset]);
}

static double
above_threshold (const RlifGuard *guard, const double x[])
{
  double sum = -guard->threshold;
  for (int j = 0; j < guard->n; j++) sum += guard->c[j] * x[j];
  return sum;
}

/* The time at or above threshold within a span [ms], crossing by crossing. What lies within rounding of the
 * threshold is stepped over, ever faster. */
static double
time_above (const RlifNeuron *x, double span)
{
  const Prepared *p = x->prepared;
  const double grain = 0x1p-6 / x->ticks_per_ms;
  double state[RLIF_MAX_STATES], sum = 0, least = grain;
  memcpy (state, x->state, sizeof (double) * (gsize) p->linear->n);
  for (double at = 0; at < span;) {
    const gboolean is_on = above_threshold (&p->linear->guard, state) >= 0;
    const double left = span - at;
    double s = rlif_guard_next (is_on ? &p->down : &p->linear->guard, state, x->current, left, grain);
    if (!(s < left)) s = left;
    least = s > grain ? grain : 2 * least;
    s = MIN (MAX (s, least), left);
    if (is_on) sum += s;
    at += s;
    if (at < span) rlif_flow_state (p->linear->free, state, x->current, s);
  }
  return sum;
}

static void
keep_advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  RlifNeuron y = as_base (x);
  if (to <= from) return;
  x->state[((const Prepared *) x->prepared)->of->base->n_state] += time_above (x, rlif_ms (x, to - from));
  rlif_linear_advance (&y, from, to);
}

/* The base is never held: its clock is left at the beginning of time. */
static RlifTime *
spoken_to (const RlifNeuron *x)
{
  return &x->clock[((const Prepared *) x->prepared)->of->base->n_clock + SPOKEN_TO];
}

static RlifTime
keep_next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  RlifNeuron y = as_base (x);
  double state[RLIF_MAX_STATES];
  const RlifTime start = rlif_later (from, *spoken_to (x));
  if (start > until || start == RLIF_NEVER) return RLIF_NEVER;
  memcpy (state, x->state, sizeof state[0] * ((const Prepared *) x->prepared)->of->base->n_state);
  y.state = state;
  rlif_linear_advance (&y, from, start);
  return rlif_linear_next (&y, start, until);
}

static void
keep_fire (RlifNeuron *x, RlifTime now)
{
  const Prepared *p = x->prepared;
  RlifNeuron y = as_base (x);
  RlifTime held_to = now;
  const double before = x->state[p->of->v];
  y.clock = &held_to;
  rlif_linear_fire (&y, now);
  x->state[p->of->v] = before;
  *spoken_to (x) = rlif_after (now, p->linear->refractory);
}

/* The engine's own kernels of neurons know only what a text says: this is not one. */
static RlifAblatedModel *
make (const RlifModel *base)
{
  RlifAblatedModel *m = g_new0 (RlifAblatedModel, 1);
  m->base = base;
  m->v = (guint) rlif_model_find_state (base, "V_m");
  m->model = *base;
  m->model.language = NULL;
  m->model.check = NULL;
  m->model.rest = NULL;
  m->model.prepare = prepare;
  m->model.release = release;
  m->model.receive = receive;
  return m;
}

RlifAblatedModel *
rlif_ablated_model_subtract (const RlifModel *base)
{
  RlifAblatedModel *m = make (base);
  m->v_th = (guint) rlif_model_find_param (base, "V_th");
  m->v_reset = (guint) rlif_model_find_param (base, "V_reset");
  m->model.advance = subtract_advance;
  m->model.next = subtract_next;
  m->model.fire = subtract_fire;
  return m;
}

RlifAblatedModel *
rlif_ablated_model_keep (const RlifModel *base)
{
  static const RlifField on = { "on", "ms", 0, 0, HUGE_VAL, "time at or above threshold" };
  RlifAblatedModel *m = make (base);
  m->state = g_new (RlifField, base->n_state + 1);
  memcpy (m->state, base->state, sizeof on * base->n_state);
  m->state[base->n_state] = on;
  m->model.state = m->state;
  m->model.n_state = base->n_state + 1;
  m->model.n_clock = base->n_clock + 1;
  m->model.advance = keep_advance;
  m->model.next = keep_next;
  m->model.fire = keep_fire;
  return m;
}

gboolean
rlif_ablated_model_keeps (const RlifModel *model)
{
  return model->fire == keep_fire;
}

void
rlif_ablated_model_free (RlifAblatedModel *model)
{
  g_free (model->state);
  g_free (model);
}
