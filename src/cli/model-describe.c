/* A model's facts for a terminal, and its kernels for a picture. */
#include <math.h>
#include <stdio.h>
#include <rlif/linear.h>
#include <rlif/plot.h>
#include <rlif/registry.h>
#include "cli/model-describe.h"

#define POINTS 601         /* of a curve */
#define TIME_CONSTANTS 5   /* of the slowest mode: what a picture shows */

static void
describe_fields (const char *title, const RlifField *field, guint n)
{
  if (n) printf ("\n%s\n", title);
  for (guint j = 0; j < n; j++) {
    g_autofree char *value = g_strdup_printf ("%.10g%s%s", field[j].init, *field[j].unit ? " " : "", field[j].unit);
    g_autofree char *low = isfinite (field[j].low) ? g_strdup_printf ("%g", field[j].low) : g_strdup ("");
    g_autofree char *high = isfinite (field[j].high) ? g_strdup_printf ("%g", field[j].high) : g_strdup ("");
    printf ("  %-12s %-16s %10s .. %-10s %s\n", field[j].name, value, low, high, field[j].meaning);
  }
}

static void
describe_equations (const RlifModel *model, const char *group, const char *title)
{
  g_autofree char *lines = rlif_model_equations (model, group);
  if (*lines) printf ("\n%s\n%s", title, lines);
}

/* Parameters at their defaults. Returns: (owned) */
static double *
defaults (const RlifModel *model)
{
  double *par = g_new (double, model->n_param + 1);
  for (guint j = 0; j < model->n_param; j++) par[j] = model->param[j].init;
  return par;
}

static void
describe_mode (const RlifMode *mode)
{
  if (isinf (mode->time_constant))
    printf ("  stays for ever");
  else
    printf ("  %s with %.6g ms", mode->time_constant > 0 ? "decays" : "grows", fabs (mode->time_constant));
  if (isfinite (mode->period)) printf (", oscillating with a period of %.6g ms", mode->period);
  printf ("\n");
}

static void
describe_modes (const RlifModel *model)
{
  g_autofree double *par = defaults (model);
  g_autoptr (GArray) modes = rlif_model_modes (model, par);
  printf ("\nmodes between spikes, at the defaults\n");
  for (guint k = 0; modes && k < modes->len; k++) describe_mode (&g_array_index (modes, RlifMode, k));
}

static void
describe_ports (const RlifModel *m)
{
  if (m->n_port) printf ("\nports\n");
  for (guint j = 0; j < m->n_port; j++)
    printf ("  %-12s %-16s %s%s\n", m->port[j].name, *m->port[j].unit ? m->port[j].unit : "no unit",
            m->port[j].meaning, m->port[j].sign > 0   ? " (takes weights >= 0)"
                                : m->port[j].sign < 0 ? " (takes weights < 0)" : "");
  if (m->takes_current) printf ("\ntakes current inputs\n");
}

void
rlif_model_describe (const RlifModel *model)
{
  printf ("%s - %s\n", model->name, model->summary);
  if (rlif_model_is_linear (model)) {
    describe_equations (model, "flow", "between spikes");
    describe_equations (model, "ports", "when a spike of weight w arrives");
    describe_equations (model, "spike", "spike");
  }
  describe_fields ("parameters (default, bounds)", model->param, model->n_param);
  describe_fields ("states (at rest)", model->state, model->n_state);
  describe_ports (model);
  if (rlif_model_is_linear (model)) describe_modes (model);
  for (const char *const *doi = model->cite; doi && *doi; doi++) printf ("\nhttps://doi.org/%s\n", *doi);
}

/* The span that shows the kernels: a few of the slowest finite time constants. */
static double
span_of (const RlifModel *model, const double par[])
{
  g_autoptr (GArray) modes = rlif_model_modes (model, par);
  double slowest = 0;
  for (guint k = 0; modes && k < modes->len; k++) {
    const RlifMode *mode = &g_array_index (modes, RlifMode, k);
    if (isfinite (mode->time_constant)) slowest = fmax (slowest, fabs (mode->time_constant));
  }
  return slowest > 0 ? TIME_CONSTANTS * slowest : 100;
}

/* The state whose kernels are drawn: V_m, or the first. */
static guint
state_shown (const RlifModel *model)
{
  const int v_m = rlif_model_find_state (model, "V_m");
  return v_m >= 0 ? (guint) v_m : 0;
}

/* A round weight whose effect is about 1. */
static double
weight_shown (double largest)
{
  return largest > 0 ? pow (10, -floor (log10 (largest))) : 1;
}

/* The kernel of a port, for a weight that moves the state by about 1. Returns: the weight. */
static double
fill_kernel (const RlifModel *model, const double par[], guint port, guint state, const double x[], double y[])
{
  double largest = 0;
  (void) rlif_model_kernel (model, par, port, 1, state, POINTS, x, y);
  for (guint i = 0; i < POINTS; i++) largest = fmax (largest, fabs (y[i]));
  const double weight = (model->port[port].sign < 0 ? -1 : 1) * weight_shown (largest);
  for (guint i = 0; i < POINTS; i++) y[i] *= weight;
  return weight;
}

gboolean
rlif_model_plot_kernels (const RlifModel *model, const char *path, GError **error)
{
  if (!rlif_model_is_linear (model) || model->n_port == 0) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s has no kernel to draw: only a .model file with ports has", model->name);
    return FALSE;
  }
  g_autofree double *par = defaults (model);
  const guint state = state_shown (model);
  const double span = span_of (model, par);
  g_autofree double *x = g_new (double, POINTS);
  g_autofree double *y = g_new (double, (gsize) POINTS * model->n_port);
  g_autofree RlifCurve *curve = g_new (RlifCurve, model->n_port);
  for (guint i = 0; i < POINTS; i++) x[i] = span * i / (POINTS - 1);
  for (guint k = 0; k < model->n_port; k++) {
    double *of_port = y + (gsize) k * POINTS;
    const double weight = fill_kernel (model, par, k, state, x, of_port);
    curve[k] = (RlifCurve) { g_strdup_printf ("%s, w = %g %s", model->port[k].name, weight, model->port[k].unit),
                             POINTS, x, of_port };
  }
  g_autofree char *title =
    model->n_port == 1 ? g_strdup_printf ("%s: what one spike does (%s)", model->name, curve[0].name)
                       : g_strdup_printf ("%s: what one spike does", model->name);
  g_autofree char *name = g_strdup_printf ("change of %s [%s]", model->state[state].name, model->state[state].unit);
  const RlifCurveOptions drawn = { .title = title, .x_name = "time after the spike [ms]", .y_name = name };
  const gboolean ok = rlif_plot_curves (curve, model->n_port, &drawn, path, error);
  for (guint k = 0; k < model->n_port; k++) g_free ((char *) curve[k].name);
  return ok;
}
