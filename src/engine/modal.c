/* Membranes and their currents as modes. */
#include <rlif/math.h>
#include "base/batch.h"
#include "engine/modal.h"

#define EPOCH 16.0          /* time constants of the membrane, at most */
#define EPOCH_FASTEST 256.0 /* of the fastest current, at most: exp () must stay finite */
#define FARTHEST 0x1p12     /* V_inf from threshold, relative to threshold and reset */
#define ROUNDING 0x1p-54    /* relative: a bound nearer to 0 than this is 0 */
#define NEAREST 0.1         /* time constants nearer to tau_m than this share cancel */

/* Which state is the membrane, and which are the currents? FALSE if the system has another shape. */
static gboolean
find_states (RlifModal *modal, const RlifLinear *linear)
{
  const RlifFlow *flow = linear->free;
  const int n = flow->n;
  if (n < 2 || n > 1 + RLIF_MODAL_CURRENTS || flow->is_rotated || flow->is_complex) return FALSE;
  for (int i = 0; i < n; i++) {
    if (!(flow->t[i].re[i] < 0)) return FALSE;
    for (int j = i + 1; j < n; j++)
      if (i == 0 ? !(flow->t[0].re[j] > 0) : flow->t[i].re[j] != 0) return FALSE;
    if (i > 0 && (flow->drive.re[i] != 0 || flow->per_current.re[i] != 0
                  || flow->origin[flow->order[i]] != 0))
      return FALSE;
  }
  modal->m = n - 1;
  modal->v_state = flow->order[0];
  for (int k = 0; k < modal->m; k++) modal->i_state[k] = flow->order[k + 1];
  return TRUE;
}

static gboolean
set_time_constants (RlifModal *modal, const RlifFlow *flow)
{
  modal->tau_m = modal->tau[1] = -1 / flow->t[0].re[0];   /* also where there is no second current */
  for (int k = 0; k < modal->m; k++) {
    const double rate = flow->t[k + 1].re[k + 1];
    modal->tau[k] = -1 / rate;
    modal->push[k] = 1 / modal->tau_m - 1 / modal->tau[k];
    modal->beta[k] = flow->t[0].re[k + 1] / (rate - flow->t[0].re[0]);
    if (fabs (1 - modal->tau[k] / modal->tau_m) < NEAREST) return FALSE;
  }
  return TRUE;
}

/* Threshold on V, reset of V alone and to a constant, V alone held, jumps of currents alone. */
static gboolean
has_simple_events (const RlifModal *modal, const RlifLinear *linear)
{
  const int v = modal->v_state;
  if (!linear->fires || !linear->is_reset[v] || !(linear->guard.c[v] > 0)) return FALSE;
  for (int j = 0; j < linear->n; j++) {
    if (linear->reset[v][j] != 0) return FALSE;
    if (j != v && (linear->guard.c[j] != 0 || linear->is_reset[j] || linear->is_held[j])) return FALSE;
  }
  for (guint k = 0; k < linear->n_jump; k++)
    if ((int) linear->jump[k].state == v) return FALSE;
  return (!linear->held || linear->is_held[v])
         && linear->reset_to[v] < linear->guard.threshold / linear->guard.c[v];
}

static void
set_levels (RlifModal *modal, const RlifLinear *linear)
{
  const RlifFlow *flow = linear->free;
  modal->v_rest = flow->origin[modal->v_state] + flow->drive.re[0] * modal->tau_m;
  modal->per_current = flow->per_current.re[0] * modal->tau_m;
  modal->v_inf = modal->v_rest;
  modal->v_threshold = linear->guard.threshold / linear->guard.c[modal->v_state];
  modal->v_reset = linear->reset_to[modal->v_state];
  modal->refractory = linear->held ? linear->refractory : 0;
}

static gboolean
is_near (const RlifModal *modal, double least, double largest)
{
  const double a = modal->v_rest + modal->per_current * least;
  const double b = modal->v_rest + modal->per_current * largest;
  const double scale = fmax (fmax (fabs (modal->v_threshold), fabs (modal->v_reset)), 1);
  return fmax (fabs (a), fabs (b)) < FARTHEST * scale;
}

static void
set_factors (RlifModal *modal, const RlifLinear *linear, guint n_port)
{
  modal->factor = g_malloc0 ((n_port + 1) * sizeof *modal->factor);
  for (guint j = 0; j < linear->n_jump; j++)
    for (int k = 0; k < modal->m; k++)
      if (modal->i_state[k] == (int) linear->jump[j].state)
        modal->factor[linear->jump[j].port][k] += modal->beta[k] * linear->jump[j].factor;
}

static void
set_epochs (RlifModal *modal)
{
  double longest = EPOCH * modal->tau_m;
  for (int k = 0; k < modal->m; k++) longest = fmin (longest, EPOCH_FASTEST * modal->tau[k]);
  const double ticks = longest * modal->ticks_per_ms;
  modal->epoch_length = ticks < 0x1p60 ? MAX ((RlifTime) llrint (ticks), 1) : (RlifTime) 1 << 60;
}

RlifModal *
rlif_modal_new (const RlifPopulation *population, guint32 count, double least, double largest)
{
  const RlifModel *model = population->model;
  if (!model->language || population->par_each) return NULL;
  const double ticks_per_ms = (double) population->network->ticks_per_ms;
  RlifLinear *linear = rlif_linear_new (model->language, population->par, ticks_per_ms);
  RlifModal *modal = g_new0 (RlifModal, 1);
  modal->linear = linear;
  gboolean fits = linear && find_states (modal, linear) && set_time_constants (modal, linear->free)
                  && has_simple_events (modal, linear);
  if (fits) set_levels (modal, linear);
  if (!fits || !is_near (modal, least, largest)) {
    rlif_modal_free (modal);
    return NULL;
  }
  modal->count = count;
  modal->ticks_per_ms = ticks_per_ms;
  modal->z = g_new0 (RlifModalState, modal->count);
  modal->aside = g_new0 (double, modal->count);
  modal->free_at = g_new (RlifTime, modal->count);
  set_factors (modal, linear, model->n_port);
  set_epochs (modal);
  rlif_modal_set_moment (modal, 0);
  return modal;
}

void
rlif_modal_free (RlifModal *modal)
{
  if (!modal) return;
  rlif_linear_free (modal->linear);
  g_free (modal->z);
  g_free (modal->aside);
  g_free (modal->free_at);
  g_free (modal->factor);
  g_free (modal);
}

static double
to_ms (const RlifModal *modal, RlifTime span)
{
  return (double) span / modal->ticks_per_ms;
}

static RlifTime
epoch_of (const RlifModal *modal, RlifTime at)
{
  return at - at % modal->epoch_length;
}

/* exp (s/tau) of the membrane, and of each current. */
static inline void
exps (const RlifModal *modal, double s, double e[4])
{
  const double x[4] = { s / modal->tau_m, s / modal->tau[0], s / modal->tau[1], 0 };
  rlif_batch_exp (x, e);
}

RlifModalMoment
rlif_modal_moment (const RlifModal *modal, RlifTime at)
{
  double e[4];
  exps (modal, to_ms (modal, at - modal->epoch), e);
  return (RlifModalMoment) { at, e[0], { e[1], e[2] }, 1 / e[0], { 1 / e[1], 1 / e[2] } };
}

void
rlif_modal_set_moment (RlifModal *modal, RlifTime now)
{
  modal->epoch = epoch_of (modal, now);
  modal->now = rlif_modal_moment (modal, now);
}

/* Numbers of an earlier epoch, brought to another. */
static void
bring_to (const RlifModal *modal, RlifModalState *z, RlifTime epoch)
{
  double e[4];
  exps (modal, -to_ms (modal, epoch - epoch_of (modal, z->last)), e);
  z->a *= e[0];
  for (int k = 0; k < modal->m; k++) z->b[k] *= e[k + 1];
}

void
rlif_modal_refresh (const RlifModal *modal, RlifModalState *z)
{
  bring_to (modal, z, modal->epoch);
}

RlifModalState
rlif_modal_woken (const RlifModal *modal, const RlifModalState *z, RlifTime free_at)
{
  const RlifTime epoch = epoch_of (modal, free_at);
  const double s = to_ms (modal, free_at - epoch);
  RlifModalState w = *z;
  double e[4], u = modal->v_reset - modal->v_inf;
  if (epoch_of (modal, z->last) < epoch) bring_to (modal, &w, epoch);
  w.last = free_at;
  exps (modal, -s, e);
  for (int k = 0; k < modal->m; k++) u -= w.b[k] * e[k + 1];
  w.a = u * rlif_exp (s / modal->tau_m);
  return w;
}

/* The modes at some moment, in mV. */
typedef struct {
  double a, b[RLIF_MODAL_CURRENTS];
} Modes;

static Modes
modes_after (const RlifModal *modal, const Modes *modes, double s)
{
  double e[4];
  exps (modal, -s, e);
  return (Modes) { modes->a * e[0], { modes->b[0] * e[1], modes->b[1] * e[2] } };
}

/* At the moment of the last change. */
static Modes
modes_at_last (const RlifModal *modal, const RlifModalState *z)
{
  const Modes at_epoch = { z->a, { z->b[0], z->b[1] } };
  return modes_after (modal, &at_epoch, to_ms (modal, z->last - epoch_of (modal, z->last)));
}

/* f = V - threshold, its slope, and bounds of f and f'' for all time to come: -bluntest <= f'' <= steepest. */
typedef struct {
  double f, slope, most, steepest, bluntest;
} Course;

static void
add_mode (Course *course, double x, double tau)
{
  course->f += x;
  course->slope -= x / tau;
  if (x <= 0) {
    course->bluntest -= x / (tau * tau);
    return;
  }
  course->most += x;
  course->steepest += x / (tau * tau);
}

static Course
course_at (const RlifModal *modal, const Modes *modes, double s)
{
  Course course = { 0 };
  const Modes now = s > 0 ? modes_after (modal, modes, s) : *modes;
  add_mode (&course, now.a, modal->tau_m);
  for (int k = 0; k < modal->m; k++) add_mode (&course, now.b[k], modal->tau[k]);
  course.f -= modal->v_threshold - modal->v_inf;
  course.most -= modal->v_threshold - modal->v_inf;
  return course;
}

void
rlif_modal_start (RlifModal *modal, guint32 i, const double state[])
{
  RlifModalState *z = &modal->z[i];
  z->a = state[modal->v_state] - modal->v_inf;
  for (int k = 0; k < modal->m; k++) {
    z->b[k] = modal->beta[k] * state[modal->i_state[k]];
    z->a -= z->b[k];
  }
  /* One that begins at threshold is there, whatever was rounded. */
  if (state[modal->v_state] >= modal->v_threshold)
    while (course_at (modal, &(Modes) { z->a, { z->b[0], z->b[1] } }, 0).f < 0) z->a = nextafter (z->a, HUGE_VAL);
  z->last = 0;
  modal->free_at[i] = G_MININT64;
}

/* How far one may go without meeting a root, f being negative: see linear/crossing.h. */
static double
safe_step (const Course *c)
{
  if (c->steepest == 0) return c->slope > 0 ? -c->f / c->slope : HUGE_VAL;
  const double root = sqrt (c->slope * c->slope - 2 * c->steepest * c->f);
  return c->slope > 0 ? -2 * c->f / (c->slope + root) : (root - c->slope) / c->steepest;
}

/* How far the root may be beyond a safe step, if the slope stays near to what it is. */
static double
overshoot (const Course *c, double step)
{
  const double bent = step * (c->steepest + c->bluntest);
  return bent < 0.1 * c->slope ? step * bent / c->slope : HUGE_VAL;
}

RlifTime
rlif_modal_next (const RlifModal *modal, const RlifModalState *z)
{
  const Modes modes = modes_at_last (modal, z);
  const double grain = 0x1p-6 / modal->ticks_per_ms;
  const double noise = ROUNDING * (fabs (modal->v_threshold) + fabs (modal->v_inf));
  double s = 0;
  for (;;) {
    const Course c = course_at (modal, &modes, s);
    if (c.f >= 0) break;
    if (c.most < noise) return RLIF_NEVER;
    const double step = safe_step (&c);
    if (!(s + step < 0x1p62 / modal->ticks_per_ms)) return RLIF_NEVER;
    s += step;
    if (fmin (step, overshoot (&c, step)) <= fmax (grain, 0x1p-50 * s)) break;
  }
  const RlifNeuron x = { .ticks_per_ms = modal->ticks_per_ms };
  return rlif_after (z->last, rlif_ticks (&x, s));
}

double
rlif_modal_value (const RlifModal *modal, const RlifModalState *z, guint state, RlifTime at)
{
  double value[RLIF_MAX_STATES];
  const Modes modes = modes_at_last (modal, z);
  value[modal->v_state] = modal->v_inf + modes.a;
  for (int k = 0; k < modal->m; k++) {
    value[modal->v_state] += modes.b[k];
    value[modal->i_state[k]] = modes.b[k] / modal->beta[k];
  }
  rlif_flow_state (modal->linear->free, value, modal->current, to_ms (modal, at - z->last));
  return value[state];
}

double
rlif_modal_set_current (RlifModal *modal, double current)
{
  const double before = modal->v_inf;
  modal->current = current;
  modal->v_inf = modal->v_rest + current * modal->per_current;
  return before - modal->v_inf;
}
