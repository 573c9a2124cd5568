/* What can be said of a model of text without running it. */
#include <rlif/linear.h>
#include "linear/linear.h"

gboolean
rlif_model_is_linear (const RlifModel *model)
{
  return model->language != NULL;
}

char *
rlif_model_equations (const RlifModel *model, const char *group)
{
  const RlifGroup *g = rlif_keyfile_find_group (model->language->file, group);
  GString *s = g_string_new (NULL);
  for (guint k = 0; g && k < g->entries->len; k++) {
    const RlifEntry *entry = g->entries->pdata[k];
    g_string_append_printf (s, "  %-8s = %s\n", entry->key, entry->value);
  }
  return g_string_free (s, FALSE);
}

static int
by_slowness (gconstpointer a, gconstpointer b)
{
  const double x = 1 / ((const RlifMode *) a)->time_constant, y = 1 / ((const RlifMode *) b)->time_constant;
  return (x > y) - (x < y);
}

GArray *
rlif_model_modes (const RlifModel *model, const double par[])
{
  RlifEquation equation;
  rlif_linear_equation (model->language, par, FALSE, &equation);
  RlifFlow *flow = rlif_flow_new (&equation);
  if (!flow) return NULL;
  GArray *modes = g_array_new (FALSE, FALSE, sizeof (RlifMode));
  for (int k = 0; k < flow->n; k++) {
    const double rate = flow->t[k].re[k], omega = flow->t[k].im[k];
    if (omega < 0) continue;   /* the other of the pair stands for both */
    const RlifMode mode = { rate == 0 ? HUGE_VAL : -1 / rate,
                            omega == 0 ? HUGE_VAL : 2 * G_PI / omega };
    g_array_append_val (modes, mode);
  }
  g_array_sort (modes, by_slowness);
  rlif_flow_free (flow);
  return modes;
}

gboolean
rlif_model_kernel (const RlifModel *model, const double par[], guint port, double w, guint state,
                   gsize n, const double s[], double response[])
{
  RlifLinear *linear = rlif_linear_new (model->language, par, 1);
  if (!linear) return FALSE;
  for (gsize i = 0; i < n; i++) {
    double rest[RLIF_MAX_STATES], moved[RLIF_MAX_STATES];
    for (int j = 0; j < linear->n; j++) rest[j] = moved[j] = linear->free->origin[j];
    for (guint k = 0; k < linear->n_jump; k++)
      if (linear->jump[k].port == port) moved[linear->jump[k].state] += linear->jump[k].factor * w;
    rlif_flow_state (linear->free, rest, 0, s[i]);
    rlif_flow_state (linear->free, moved, 0, s[i]);
    response[i] = moved[state] - rest[state];
  }
  rlif_linear_free (linear);
  return TRUE;
}
