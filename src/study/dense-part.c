/* Populations of the clock-driven twin. */
#include <rlif/linear.h>
#include <rlif/registry.h>
#include "study/dense.h"

static const double *
par_of (const RlifPopulation *p, guint32 i)
{
  return p->par + (p->par_each ? (gsize) i * p->model->n_param : 0);
}

static gboolean
make_stepped (RlifDensePart *part, guint32 i, RlifTime step, RlifDenseMethod method, GError **error)
{
  const RlifPopulation *p = part->population;
  const char *complaint = rlif_model_check (p->model, par_of (p, i));
  if (!complaint) {
    part->stepped[i] = rlif_stepped_new (p->model->language, par_of (p, i), (double) p->network->ticks_per_ms, step,
                                         method);
    if (part->stepped[i]) return TRUE;
    complaint = "its equations are not finite with these parameters";
  }
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "[neurons %s] neuron %u, model %s: %s", p->name, i,
               p->model->name, complaint);
  return FALSE;
}

static void
set_initial_state (RlifDensePart *part, guint32 i)
{
  const RlifPopulation *p = part->population;
  const RlifStepped *s = rlif_dense_stepped (part, i);
  double state[RLIF_MAX_STATES];
  rlif_model_rest (p->model, par_of (p, i), state);
  for (guint j = 0; j < part->n_state; j++) {
    if (p->given[j]) state[j] = p->given[j][i];
    part->y[(gsize) i * part->n_state + j] = state[j] - s->origin[j];
  }
}

gboolean
rlif_dense_part_init (RlifDensePart *part, const RlifPopulation *population, RlifTime step, RlifDenseMethod method,
                      GError **error)
{
  const RlifModel *model = population->model;
  if (!rlif_model_is_linear (model)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL,
                 "[neurons %s] model %s has no twin on a grid: only a .model file has, whose equations are linear",
                 population->name, model->name);
    return FALSE;
  }
  const guint32 count = population->count;
  *part = (RlifDensePart) { .population = population, .n_state = model->n_state, .n_port = model->n_port };
  part->stepped = g_new0 (RlifStepped *, population->par_each ? count : 1);
  for (guint32 i = 0; i < (population->par_each ? count : 1); i++)
    if (!make_stepped (part, i, step, method, error)) return FALSE;
  part->y = g_new (double, (gsize) count * part->n_state);
  part->free_at = g_new0 (guint64, count);
  for (guint32 i = 0; i < count; i++) set_initial_state (part, i);
  return TRUE;
}

void
rlif_dense_part_clear (RlifDensePart *part)
{
  const RlifPopulation *p = part->population;
  for (guint32 i = 0; part->stepped && i < (p->par_each ? p->count : 1); i++) rlif_stepped_free (part->stepped[i]);
  g_free (part->stepped);
  g_free (part->y);
  g_free (part->free_at);
  g_free (part->arriving);
}
