/* Which neurons can be kept in eigenmodes, and what all of a population share. */
#include <stdlib.h>
#include <rlif/math.h>
#include "base/memory.h"
#include "engine/modal.h"

#define N RLIF_MAX_STATES
#define EPOCH 64.0           /* time constants of the fastest mode: exp () loses what its argument's rounding takes */
#define EPOCH_DOUBLE 16.0    /* of the fastest double one, whose parts grow against each other */
#define FARTHEST 0x1p12      /* rest from threshold, relative to threshold and natural size */
#define STEPS 4096           /* of the search for the peak of a response, at most */

gboolean
rlif_modal_has_safe_reset (const RlifLinear *linear, const double c[], double threshold)
{
  int v = -1;
  if (!linear->fires || linear->refractory > 0) return TRUE;
  for (int j = 0; j < linear->n; j++) {
    if (c[j] == 0) continue;
    if (v >= 0 || !(c[j] > 0) || !linear->is_reset[j]) return FALSE;
    v = j;
  }
  if (v < 0) return FALSE;
  for (int j = 0; j < linear->n; j++)
    if (j != v && linear->reset[v][j] != 0) return FALSE;
  return linear->reset[v][v] == 1 ? linear->reset_to[v] < 0
                                  : linear->reset[v][v] == 0 && linear->reset_to[v] < threshold / c[v];
}

static void
set_rows (RlifModal *modal)
{
  for (int k = 0; k < modal->n; k++)
    for (int j = 0; j < modal->n; j++) modal->row[0][k] += modal->linear->guard.c[j] * modal->free->from[j][k];
  for (int k = 0; k < modal->n; k++) modal->rate[k] = -1 / modal->free->tau[k];
  for (int p = 0; p < 3; p++) rlif_eigen_slope (modal->free, modal->row[p], modal->row[p + 1]);
}

static void
set_jumps (RlifModal *modal, guint n_port)
{
  const RlifLinear *linear = modal->linear;
  modal->n_port = n_port;
  modal->jump = g_malloc0 ((n_port + 1) * sizeof *modal->jump);
  for (guint j = 0; j < linear->n_jump; j++)
    for (int k = 0; k < modal->n; k++)
      modal->jump[linear->jump[j].port][k] += modal->free->to[k][linear->jump[j].state] * linear->jump[j].factor;
}

/* Are all held states reset to constants, they alone, and does nothing else depend on them? */
static gboolean
goes_on (const RlifLinear *linear)
{
  const RlifFlow *flow = linear->free;
  if (!linear->held) return FALSE;
  for (int j = 0; j < linear->n; j++) {
    if (linear->is_held[j] != linear->is_reset[j]) return FALSE;
    for (int k = 0; k < linear->n; k++)
      if (linear->is_reset[j] && linear->reset[j][k] != 0) return FALSE;
  }
  if (flow->is_rotated) return FALSE;
  for (int k = 0; k < flow->n; k++)
    for (int j = k + 1; j < flow->n; j++)
      if (flow->t[k].re[j] != 0 && linear->is_held[flow->order[j]] && !linear->is_held[flow->order[k]]) return FALSE;
  return TRUE;
}

static void
find_deaf (RlifModal *modal)
{
  const RlifLinear *linear = modal->linear;
  modal->is_deaf = g_new (gboolean, modal->n_port + 1);
  for (guint p = 0; p < modal->n_port; p++) modal->is_deaf[p] = TRUE;
  for (guint k = 0; k < linear->n_jump; k++)
    if (!linear->held || !linear->is_held[linear->jump[k].state]) modal->is_deaf[linear->jump[k].port] = FALSE;
  for (guint p = 0; p < modal->n_port; p++) modal->some_deaf |= modal->is_deaf[p];
}

static void
set_epochs (RlifModal *modal)
{
  double longest = HUGE_VAL;
  for (int k = 0; k < modal->n; k++)
    longest = fmin (longest, modal->free->tau[k] * (modal->free->link[k] != 0 ? EPOCH_DOUBLE : EPOCH));
  const double ticks = longest * modal->ticks_per_ms;
  modal->epoch_length = ticks < 0x1p60 ? MAX ((RlifTime) llrint (ticks), 1) : (RlifTime) 1 << 60;
  rlif_eigen_power (modal->free, (double) modal->epoch_length / modal->ticks_per_ms, &modal->one_epoch);
}

gboolean
rlif_modal_set_rest (RlifModal *modal, double current)
{
  const RlifGuard *guard = &modal->linear->guard;
  double f = guard->below;
  modal->current = current;
  if (!rlif_eigen_rest (modal->free, current, modal->rest)) return FALSE;
  if (modal->held && !rlif_eigen_rest (modal->held, current, modal->held_rest)) return FALSE;
  for (int k = 0; k < modal->n; k++) f += modal->row[0][k] * modal->rest[k];
  modal->below = f;
  return !modal->linear->fires || rlif_modal_rests_near (f, guard->threshold, guard->below);
}

gboolean
rlif_modal_rests_near (double below, double threshold, double below_origin)
{
  return fabs (below) < FARTHEST * fmax (fmax (fabs (threshold), fabs (threshold + below_origin)), 1);
}

RlifModal *
rlif_modal_new (const RlifPopulation *population, guint32 first, guint32 count, double least, double largest)
{
  const RlifModel *model = population->model;
  if (!model->language) return NULL;
  RlifModal *modal = g_new0 (RlifModal, 1);
  modal->ticks_per_ms = (double) population->network->ticks_per_ms;
  RlifLinear *linear = modal->linear = rlif_linear_new (model->language, population->par, modal->ticks_per_ms);
  modal->free = linear ? rlif_eigen_new (linear->free) : NULL;
  modal->held = linear && linear->held ? rlif_eigen_new (linear->held) : NULL;
  modal->n = linear ? linear->n : 0;
  const gboolean fits = modal->free && (modal->held || !linear->held)
                        && rlif_modal_has_safe_reset (linear, linear->guard.c, linear->guard.threshold);
  if (fits) set_rows (modal);
  modal->count = count;
  if (!fits || !rlif_modal_set_rest (modal, least) || !rlif_modal_set_rest (modal, largest)
      || !rlif_modal_set_rest (modal, 0)
      || (population->par_each && !rlif_modal_find_own (modal, population, first, least, largest))) {
    rlif_modal_free (modal);
    return NULL;
  }
  modal->n_pairs = (modal->n + 1) / 2;
  modal->size = rlif_modal_size (modal->n_pairs);
  modal->neurons = rlif_memory_new (count, modal->size);
  modal->free_at = rlif_memory_new (count, sizeof *modal->free_at);
  modal->refractory = linear->refractory;
  modal->goes_on = goes_on (linear);
  set_jumps (modal, model->n_port);
  find_deaf (modal);
  set_epochs (modal);
  rlif_modal_set_moment (modal, 0);
  return modal;
}

void
rlif_modal_free (RlifModal *modal)
{
  if (!modal) return;
  rlif_linear_free (modal->linear);
  g_free (modal->free);
  g_free (modal->held);
  free (modal->neurons);
  free (modal->free_at);
  g_free (modal->jump);
  g_free (modal->is_deaf);
  g_free (modal->own);
  g_free (modal);
}

/* The most that row y can exceed a straight line over a span by. */
static double
bulge (const RlifEigen *free, const double bend[], const double y[], double span)
{
  double size[N], sum = 0;
  rlif_eigen_size (free, bend, span, size);
  for (int k = 0; k < free->n; k++) sum += size[k] * fabs (y[k]);
  return span * span / 8 * sum;
}

double
rlif_modal_lift (const RlifModal *modal, guint port, int sign)
{
  const RlifEigen *free = modal->free;
  const double *jump = modal->jump[port];
  double row[N], y[N], most = 0, s = 0, step = HUGE_VAL, longest = HUGE_VAL, before = 0;
  for (int k = 0; k < modal->n; k++) {
    row[k] = sign * modal->row[0][k];
    before += row[k] * jump[k];
    y[k] = jump[k];
    step = fmin (step, free->tau[k] / 32);
    if (free->omega[k] != 0) longest = fmin (longest, 1 / (32 * free->omega[k]));
  }
  most = fmax (before, 0);
  step = fmin (step, longest);
  for (int steps = 0; rlif_eigen_most (free, row, y) > most; steps++) {
    if (steps == STEPS) return rlif_eigen_most (free, row, jump);
    const double outside = bulge (free, modal->row[2], y, step);
    s += step;
    RlifEigenPower power;
    double after = 0;
    rlif_eigen_power (free, s, &power);
    rlif_eigen_move (free, &power, jump, y);
    for (int k = 0; k < modal->n; k++) after += row[k] * y[k];
    most = fmax (most, fmax (before, after) + outside);
    before = after;
    step = fmin (fmax (step, s / 32), longest);
  }
  return most * (1 + 1e-9);
}
