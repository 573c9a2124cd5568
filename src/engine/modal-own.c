/* Neurons whose parameters differ - drive, threshold, reset, refractory period - but not their modes: these they share. */
#include "engine/modal.h"

#define N RLIF_MAX_STATES

/* Do the two equations have the same matrix, and take up currents in the same way? */
static gboolean
flows_agree (const RlifEquation *a, const RlifEquation *b)
{
  gboolean agree = TRUE;
  for (int i = 0; i < a->n; i++) {
    agree &= a->per_current[i] == b->per_current[i];
    for (int j = 0; j < a->n; j++) agree &= a->a[i][j] == b->a[i][j];
  }
  return agree;
}

/* Do both hear and reset in the same way, but for what they are reset to? */
static gboolean
events_agree (const RlifLinear *a, const RlifLinear *b)
{
  gboolean agree = TRUE;
  for (guint k = 0; k < a->n_jump; k++) agree &= a->jump[k].factor == b->jump[k].factor;
  for (int i = 0; i < a->n; i++)
    for (int j = 0; j < a->n; j++) agree &= a->reset[i][j] == b->reset[i][j];
  return agree;
}

/* Where the modes of an equation come to rest with a current. The drive is that at the origin of the eigenmodes. */
static gboolean
find_rest (const RlifEigen *eigen, const RlifEquation *equation, double current, double rest[])
{
  RlifEigen own = *eigen;
  RlifQuad origin[N], velocity[N];
  for (int i = 0; i < eigen->n; i++) origin[i] = eigen->origin[i];
  rlif_equation_drive (equation, origin, velocity);
  for (int k = 0; k < eigen->n; k++) {
    RlifQuad drive = 0;
    for (int i = 0; i < eigen->n; i++) drive += eigen->to[k][i] * velocity[i];
    own.drive[k] = (double) drive;
  }
  return rlif_eigen_rest (&own, current, rest);
}

/* c.x - threshold at rest. */
static double
below_at (const RlifModal *modal, const RlifLinearSystem *system, const double rest[])
{
  RlifQuad sum = -system->threshold;
  for (int j = 0; j < modal->n; j++) sum += system->c[j] * (RlifQuad) modal->free->origin[j];
  for (int k = 0; k < modal->n; k++) sum += modal->row[0][k] * (RlifQuad) rest[k];
  return (double) sum;
}

static gboolean
rests_near (const RlifModal *modal, const RlifLinearSystem *system, double current)
{
  double rest[N], held[N], at_origin[N] = { 0 };
  if (!find_rest (modal->free, &system->free, current, rest)) return FALSE;
  if (modal->held && !find_rest (modal->held, &system->held, current, held)) return FALSE;
  return !modal->linear->fires
         || rlif_modal_rests_near (below_at (modal, system, rest), (double) system->threshold,
                                   below_at (modal, system, at_origin));
}

/* Can it share the modes of the first one? */
static gboolean
can_share (const RlifModal *modal, const RlifLinearSystem *first, const RlifLinear *linear, const RlifLinearSystem *system,
           double least, double largest)
{
  double c[N];
  gboolean same = flows_agree (&first->free, &system->free) && events_agree (modal->linear, linear);
  if (modal->held) same &= flows_agree (&first->held, &system->held);
  for (int j = 0; j < modal->n && linear->fires; j++) {
    same &= first->c[j] == system->c[j];
    c[j] = (double) system->c[j];
  }
  return same && rlif_modal_has_safe_reset (linear, c, (double) system->threshold) && rests_near (modal, system, least)
         && rests_near (modal, system, largest) && rests_near (modal, system, 0);
}

static void
set_own (const RlifModal *modal, RlifModalOwn *own, const RlifLinear *linear, const RlifLinearSystem *system)
{
  find_rest (modal->free, &system->free, 0, own->rest);
  if (modal->held) find_rest (modal->held, &system->held, 0, own->held_rest);
  own->threshold = (double) system->threshold;
  own->below = linear->fires ? below_at (modal, system, own->rest) - modal->below : 0;
  for (int k = 0; k < modal->n; k++) {
    own->rest[k] -= modal->rest[k];
    own->held_rest[k] -= modal->held_rest[k];
    own->reset_to[k] = linear->reset_to[k];
  }
  own->refractory = linear->refractory;
}

gboolean
rlif_modal_find_own (RlifModal *modal, const RlifPopulation *population, guint32 first, double least, double largest)
{
  const RlifModel *model = population->model;
  g_autofree RlifLinearSystem *reference = g_new0 (RlifLinearSystem, 1), *system = g_new0 (RlifLinearSystem, 1);
  gboolean fits = TRUE;
  modal->own = g_new0 (RlifModalOwn, modal->count);
  for (guint32 i = 0; i < population->count && fits; i++) {
    RlifLinear *linear = rlif_linear_read (model->language, population->par + (gsize) i * model->n_param,
                                           modal->ticks_per_ms, i ? system : reference);
    const RlifLinearSystem *read = i ? system : reference;
    fits = can_share (modal, reference, linear, read, least, largest);
    if (fits && i - first < modal->count) set_own (modal, &modal->own[i - first], linear, read);
    rlif_linear_free (linear);
  }
  return fits;
}
