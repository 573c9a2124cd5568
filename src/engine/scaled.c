/* One scaled state per neuron. */
#include <stdlib.h>
#include <rlif/math.h>
#include "base/batch.h"
#include "base/memory.h"
#include "engine/scaled.h"
#include "linear/linear.h"

#define EPOCH 16.0          /* time constants */
#define CELLS 2048          /* of an epoch, if ticks are short enough */
#define FORGOTTEN 64        /* epochs after which nothing is left in a double, even of the largest weight */
#define FARTHEST 0x1p12     /* V_inf from threshold, relative to threshold and reset */

/* The facts of a model that qualifies. */
static gboolean
qualifies (const RlifLinear *linear)
{
  const RlifGuard *guard = &linear->guard;
  return linear->n == 1 && linear->fires && !linear->free->is_complex && linear->free->t[0].re[0] < 0
         && guard->c[0] > 0 && linear->is_reset[0] && linear->reset[0][0] == 0
         && (linear->held ? linear->is_held[0] : TRUE)
         && linear->reset_to[0] < guard->threshold / guard->c[0];
}

static void
set_levels (RlifScaled *s, const RlifLinear *linear)
{
  const RlifFlow *flow = linear->free;
  s->tau = flow->divided->tau[0];
  s->v_rest = flow->origin[0] + flow->drive.re[0] * s->tau;
  s->per_current = flow->per_current.re[0] * s->tau;
  s->v_inf = s->v_rest;
  s->v_threshold = linear->guard.threshold / linear->guard.c[0];
  s->v_reset = linear->reset_to[0];
  s->refractory = linear->held ? linear->refractory : 0;
}

/* Does V_inf stay below the threshold, and near enough to lose no digits? */
static gboolean
is_subthreshold (const RlifScaled *s, double least, double largest)
{
  const double a = s->v_rest + s->per_current * least, b = s->v_rest + s->per_current * largest;
  const double scale = fmax (fmax (fabs (s->v_threshold), fabs (s->v_reset)), 1);
  return fmax (a, b) < s->v_threshold && fmax (fabs (a), fabs (b)) < FARTHEST * scale;
}

static double *
jump_factors (const RlifLinear *linear, guint n_port)
{
  double *factor = g_new0 (double, n_port + 1);
  for (guint k = 0; k < linear->n_jump; k++) factor[linear->jump[k].port] += linear->jump[k].factor;
  return factor;
}

static void
set_epochs (RlifScaled *s)
{
  const double length = fmin (EPOCH * s->tau * s->ticks_per_ms, 0x1p60);
  s->cell = MAX ((RlifTime) llrint (length / CELLS), 1);
  const gsize n_cells = MAX ((gsize) llrint (length / (double) s->cell), 1);
  s->epoch_length = (RlifTime) n_cells * s->cell;
  s->per_cell = 1 / (double) s->cell;
  s->rate = 1 / (s->tau * s->ticks_per_ms);
  s->cell_factor = g_new (double, n_cells + 1);
  for (gsize c = 0; c <= n_cells; c++) s->cell_factor[c] = rlif_exp ((double) ((RlifTime) c * s->cell) * s->rate);
  s->epoch_factor = rlif_exp (-(double) s->epoch_length * s->rate);
  s->f = 1;
  s->limit = s->v_threshold - s->v_inf;
}

RlifScaled *
rlif_scaled_new (const RlifPopulation *population, guint32 count, double least, double largest)
{
  const RlifModel *model = population->model;
  if (!model->language || population->par_each) return NULL;
  const double ticks_per_ms = (double) population->network->ticks_per_ms;
  RlifLinear *linear = rlif_linear_new (model->language, population->par, ticks_per_ms);
  RlifScaled *s = g_new0 (RlifScaled, 1);
  const gboolean fits = linear && qualifies (linear);
  if (fits) set_levels (s, linear);
  if (!fits || !is_subthreshold (s, least, largest)) {
    rlif_linear_free (linear);
    g_free (s);
    return NULL;
  }
  s->count = count;
  s->ticks_per_ms = ticks_per_ms;
  s->x = rlif_memory_new (s->count, sizeof *s->x);
  s->free_at = rlif_memory_new (s->count, sizeof *s->free_at);
  s->factor = jump_factors (linear, model->n_port);
  set_epochs (s);
  rlif_linear_free (linear);
  return s;
}

void
rlif_scaled_free (RlifScaled *scaled)
{
  if (!scaled) return;
  free (scaled->x);
  free (scaled->free_at);
  g_free (scaled->factor);
  g_free (scaled->cell_factor);
  g_free (scaled);
}

void
rlif_scaled_start (RlifScaled *scaled, guint32 i, double v)
{
  scaled->x[i] = v - scaled->v_inf;
  scaled->free_at[i] = G_MININT64;
}

/* F so many ticks after the beginning of an epoch. */
static double
factor_after (const RlifScaled *s, RlifTime ticks)
{
  const gsize cell = (gsize) ((double) ticks * s->per_cell);
  return rlif_times_exp (s->cell_factor[cell], (double) (ticks - (RlifTime) cell * s->cell) * s->rate);
}

double
rlif_scaled_factor (const RlifScaled *s, RlifTime at)
{
  return factor_after (s, at - s->epoch);
}

/* What becomes of x from one epoch to another. */
static inline double
through_epochs (const RlifScaled *s, double x, RlifTime epochs)
{
  if (epochs > FORGOTTEN) return 0;
  for (; epochs > 0; epochs--) x *= s->epoch_factor;
  return x;
}

void
rlif_scaled_begin_epoch (RlifScaled *s, RlifTime now)
{
  const RlifTime epochs = (now - s->epoch) / s->epoch_length;
  s->epoch += epochs * s->epoch_length;
  rlif_scaled_enter_known (s, s->epoch, 1);
  for (guint32 i = 0; i < s->count; i++)
    if (s->x[i] > RLIF_REFRACTORY / 2 && s->x[i] < RLIF_WAKING) s->x[i] = through_epochs (s, s->x[i], epochs);
}

void
rlif_scaled_set_moment (RlifScaled *s, RlifTime now)
{
  if (now - s->epoch >= s->epoch_length) rlif_scaled_begin_epoch (s, now);
  rlif_scaled_enter_known (s, now, rlif_scaled_factor (s, now));
}

/* x, in terms of an epoch, of a neuron that woke at V_reset in that or an earlier one. */
static double
woken (const RlifScaled *s, RlifTime since, RlifTime epoch)
{
  const RlifTime after = since % s->epoch_length;
  const double x = (s->v_reset - s->v_inf) * factor_after (s, after);
  return through_epochs (s, x, (epoch - (since - after)) / s->epoch_length);
}

void
rlif_scaled_wake (RlifScaled *s, guint32 i)
{
  if (s->free_at[i] == G_MININT64 || s->free_at[i] > s->now) return;
  s->x[i] = woken (s, s->free_at[i], s->epoch);
  s->free_at[i] = G_MININT64;
}

void
rlif_scaled_fire (RlifScaled *s, guint32 i)
{
  s->x[i] = RLIF_REFRACTORY;
  s->free_at[i] = rlif_after (s->now, s->refractory);
  rlif_scaled_wake (s, i);
}

double
rlif_scaled_look (const RlifScaled *s, guint32 i, RlifTime at)
{
  if (s->free_at[i] > at) return s->v_reset;
  const RlifTime after = MAX (at, 0) % s->epoch_length, epoch = MAX (at, 0) - after;
  const double x = s->free_at[i] != G_MININT64 ? woken (s, s->free_at[i], epoch)
                                               : through_epochs (s, s->x[i], (epoch - s->epoch) / s->epoch_length);
  return s->v_inf + x / factor_after (s, after);
}

void
rlif_scaled_set_current (RlifScaled *s, double current)
{
  const double after = s->v_rest + current * s->per_current;
  for (guint32 i = 0; i < s->count; i++) {
    rlif_scaled_wake (s, i);
    s->x[i] += (s->v_inf - after) * s->f;
  }
  s->v_inf = after;
  s->limit = (s->v_threshold - s->v_inf) * s->f;
}
