/* Populations: their parameters and initial states. */
#include <math.h>
#include <string.h>
#include <rlif/registry.h>
#include "network/distribution.h"
#include "network/structure.h"

const char *
rlif_population_get_name (const RlifPopulation *population)
{
  return population->name;
}

guint
rlif_population_get_index (const RlifPopulation *population)
{
  return population->index;
}

guint32
rlif_population_get_count (const RlifPopulation *population)
{
  return population->count;
}

const RlifModel *
rlif_population_get_model (const RlifPopulation *population)
{
  return population->model;
}

static gboolean
check_bounds (const RlifField *field, double value, gint64 neuron, GError **error)
{
  if (isfinite (value) && value >= field->low && value <= field->high) return TRUE;
  g_autofree char *who =
    neuron >= 0 ? g_strdup_printf (" of neuron %" G_GINT64_FORMAT, neuron) : g_strdup ("");
  const char *space = *field->unit ? " " : "";
  if (!isfinite (value))
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "%s%s = %g%s%s is not a finite number",
                 field->name, who, value, space, field->unit);
  else
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s%s = %.10g%s%s is out of bounds; what fits: %.10g .. %.10g%s%s", field->name,
                 who, value, space, field->unit, field->low, field->high, space, field->unit);
  return FALSE;
}

static gboolean
fail_memory (const RlifPopulation *p, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
               "the values of %u neurons of “%s” are more than fit into memory", p->count, p->name);
  return FALSE;
}

static void
set_shared_param (RlifPopulation *p, guint field, double value)
{
  const guint n = p->model->n_param;
  for (gsize i = 0; i < (p->par_each ? p->count : 1); i++) p->par[i * n + field] = value;
}

/* Gives every neuron parameters of its own. */
static gboolean
split_params (RlifPopulation *p, GError **error)
{
  const guint n = p->model->n_param;
  double *par = g_try_new (double, (gsize) p->count * n);
  if (!par) return fail_memory (p, error);
  for (gsize i = 0; i < p->count; i++)
    for (guint j = 0; j < n; j++) par[i * n + j] = p->par[j];
  g_free (p->par);
  p->par = par;
  p->par_each = TRUE;
  return TRUE;
}

static gboolean
set_each_param (RlifPopulation *p, guint field, const double value[], GError **error)
{
  const guint n = p->model->n_param;
  if (!p->par_each && !split_params (p, error)) return FALSE;
  for (gsize i = 0; i < p->count; i++) p->par[i * n + field] = value[i];
  return TRUE;
}

static gboolean
set_given (RlifPopulation *p, guint field, const double value[], GError **error)
{
  if (!p->given[field]) p->given[field] = g_try_new (double, p->count);
  if (!p->given[field]) return fail_memory (p, error);
  memcpy (p->given[field], value, (gsize) p->count * sizeof (double));
  return TRUE;
}

/* The field of that name: a parameter (*is_state FALSE) or a state. */
static const RlifField *
find_field (const RlifPopulation *p, const char *name, guint *index, gboolean *is_state,
            GError **error)
{
  int j = rlif_model_find_param (p->model, name);
  *is_state = j < 0;
  if (j < 0) j = rlif_model_find_state (p->model, name);
  if (j < 0) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN,
                 "model %s has no parameter or state “%s”", p->model->name, name);
    return NULL;
  }
  *index = (guint) j;
  return *is_state ? &p->model->state[j] : &p->model->param[j];
}

gboolean
rlif_population_set_each (RlifPopulation *population, const char *field, const double value[],
                          GError **error)
{
  guint index;
  gboolean is_state;
  const RlifField *f = find_field (population, field, &index, &is_state, error);
  if (!f) return FALSE;
  for (guint32 i = 0; i < population->count; i++)
    if (!check_bounds (f, value[i], i, error)) return FALSE;
  return (is_state ? set_given : set_each_param) (population, index, value, error);
}

static double *
draw_each (const RlifPopulation *p, const RlifField *field, gboolean is_state,
           const RlifDistribution *distribution, GError **error)
{
  g_autofree char *object = g_strdup_printf ("%s.%s", p->name, field->name);
  g_autofree double *value = g_try_new (double, p->count);
  RlifStream stream;
  if (!value) {
    fail_memory (p, error);
    return NULL;
  }
  rlif_stream_init (&stream, p->network->seed,
                    is_state ? RLIF_PURPOSE_STATE : RLIF_PURPOSE_PARAMETER, object, 0);
  for (guint32 i = 0; i < p->count; i++) {
    rlif_stream_restart (&stream, i);
    if (rlif_distribution_draw (distribution, &stream, &value[i], error)) continue;
    g_prefix_error (error, "%s of neuron %u: ", field->name, i);
    return NULL;
  }
  return g_steal_pointer (&value);
}

gboolean
rlif_population_set (RlifPopulation *population, const char *field, const RlifDistribution *value,
                     GError **error)
{
  guint index;
  gboolean is_state;
  const RlifField *f = find_field (population, field, &index, &is_state, error);
  if (!f) return FALSE;
  if (value->kind == RLIF_CONSTANT && !check_bounds (f, value->a, -1, error)) return FALSE;
  if (value->kind == RLIF_CONSTANT && !is_state) {
    set_shared_param (population, index, value->a);
    return TRUE;
  }
  g_autofree double *each = draw_each (population, f, is_state, value, error);
  return each && rlif_population_set_each (population, field, each, error);
}
