/* A linear neuron in steps. */
#include "study/grid.h"
#include "study/stepped.h"

/* y' = a (y + origin) + b: the same equations measured from the origin. */
static void
move_origin (RlifEquation *e)
{
  for (int i = 0; i < e->n; i++)
    for (int j = 0; j < e->n; j++) e->b[i] += e->a[i][j] * e->origin[j];
  for (int i = 0; i < e->n; i++) e->origin[i] = 0;
}

static void
set_euler (const RlifEquation *e, double h, RlifSteppedFlow *flow)
{
  for (int i = 0; i < e->n; i++) {
    for (int j = 0; j < e->n; j++) flow->factor[i][j] = (double) ((i == j) + h * e->a[i][j]);
    flow->drive[i] = (double) (h * e->b[i]);
    flow->per_current[i] = (double) (h * e->per_current[i]);
  }
}

/* Where a state x gets within a step under a constant drive. Returns: FALSE if it is not finite. */
static gboolean
flow_under (const RlifEquation *e, const RlifQuad drive[], double h, double x[])
{
  RlifEquation driven = *e;
  for (int i = 0; i < e->n; i++) {
    driven.b[i] = drive ? drive[i] : 0;
    driven.per_current[i] = 0;
  }
  RlifFlow *flow = rlif_flow_new (&driven);
  if (!flow) return FALSE;
  rlif_flow_state (flow, x, 0, h);
  rlif_flow_free (flow);
  return TRUE;
}

/* Columns of the exponential are where unit vectors get, its integrals where 0 gets. */
static gboolean
set_exact (const RlifEquation *e, double h, RlifSteppedFlow *flow)
{
  for (int j = 0; j < e->n; j++) {
    double x[RLIF_MAX_STATES] = { 0 };
    x[j] = 1;
    if (!flow_under (e, NULL, h, x)) return FALSE;
    for (int i = 0; i < e->n; i++) flow->factor[i][j] = x[i];
  }
  return flow_under (e, e->b, h, flow->drive) && flow_under (e, e->per_current, h, flow->per_current);
}

static gboolean
set_flow (const RlifLanguage *language, const double par[], gboolean held, double h, RlifDenseMethod method,
          RlifSteppedFlow *flow)
{
  RlifEquation e;
  rlif_linear_equation (language, par, held, &e);
  move_origin (&e);
  if (method == RLIF_DENSE_EXACT) return set_exact (&e, h, flow);
  set_euler (&e, h, flow);
  return TRUE;
}

/* Threshold and reset, measured from the origin. */
static void
set_spike (RlifStepped *s)
{
  const RlifLinear *l = s->linear;
  RlifQuad threshold = l->guard.threshold;
  for (int i = 0; i < s->n; i++) {
    if (l->fires) threshold -= (RlifQuad) l->guard.c[i] * s->origin[i];
    RlifQuad to = (RlifQuad) l->reset_to[i] - s->origin[i];
    for (int j = 0; j < s->n; j++) to += (RlifQuad) l->reset[i][j] * s->origin[j];
    s->reset_to[i] = (double) to;
  }
  s->threshold = (double) threshold;
}

RlifStepped *
rlif_stepped_new (const RlifLanguage *language, const double par[], double ticks_per_ms, RlifTime step,
                  RlifDenseMethod method)
{
  const double h = (double) step / ticks_per_ms;
  RlifStepped *s = g_new0 (RlifStepped, 1);
  s->linear = rlif_linear_new (language, par, ticks_per_ms);
  gboolean finite = s->linear && set_flow (language, par, FALSE, h, method, &s->free);
  if (finite) {
    s->n = s->linear->n;
    for (int i = 0; i < s->n; i++) s->origin[i] = s->linear->free->origin[i];
    set_spike (s);
  }
  if (finite && s->linear->held) {
    finite = set_flow (language, par, TRUE, h, method, &s->held);
    s->refractory = rlif_grid_steps (s->linear->refractory, step);
  }
  if (finite) return s;
  rlif_stepped_free (s);
  return NULL;
}

void
rlif_stepped_free (RlifStepped *stepped)
{
  if (!stepped) return;
  rlif_linear_free (stepped->linear);
  g_free (stepped);
}

void
rlif_stepped_flow (const RlifStepped *s, const RlifSteppedFlow *flow, double y[], double current)
{
  double x[RLIF_MAX_STATES];
  const int n = s->n;
  for (int i = 0; i < n; i++) {
    x[i] = 0;
    for (int j = 0; j < n; j++) x[i] += flow->factor[i][j] * y[j];
    x[i] += flow->drive[i] + current * flow->per_current[i];
  }
  for (int i = 0; i < n; i++) y[i] = x[i];
}

gboolean
rlif_stepped_fires (const RlifStepped *s, const double y[])
{
  if (!s->linear->fires) return FALSE;
  double sum = 0;
  for (int j = 0; j < s->n; j++) sum += s->linear->guard.c[j] * y[j];
  return sum >= s->threshold;
}

void
rlif_stepped_reset (const RlifStepped *s, double y[])
{
  const RlifLinear *l = s->linear;
  double before[RLIF_MAX_STATES];
  for (int i = 0; i < s->n; i++) before[i] = y[i];
  for (int i = 0; i < s->n; i++) {
    if (!l->is_reset[i]) continue;
    y[i] = s->reset_to[i];
    for (int j = 0; j < s->n; j++) y[i] += l->reset[i][j] * before[j];
  }
}
