/* A picture of one neuron, in steps and event by event. */
#include <rlif/plot.h>
#include "cli/dense-trace.h"

#define POINTS 200       /* steps that are shown */
#define FINER 10         /* looks at the curve in a step */

typedef struct {
  gsize n;
  double *time, *value;  /* [n] */
} Line;

static void
add (Line *line, double time, double value)
{
  line->time[line->n] = time;
  line->value[line->n++] = value;
}

static Line
line_new (gsize most)
{
  return (Line) { 0, g_new (double, most), g_new (double, most) };
}

static void
line_clear (Line *line)
{
  g_free (line->time);
  g_free (line->value);
}

/* The state that is shown: V_m, or the first. */
static guint
state_of (const RlifPopulation *population)
{
  const int state = rlif_model_find_state (rlif_population_get_model (population), "V_m");
  return state < 0 ? 0 : (guint) state;
}

static gboolean
follow (const RlifExperiment *e, RlifDenseMethod method, RlifTime step, RlifTime until, Line *curve, Line *points,
        GError **error)
{
  const RlifPopulation *p = rlif_network_get_population (e->network, 0);
  const guint state = state_of (p);
  g_autoptr (RlifDense) dense = rlif_dense_new (e->network, method, step, error);
  g_autoptr (RlifSimulation) simulation = dense ? rlif_simulation_new (e->network, error) : NULL;
  if (!simulation) return FALSE;
  for (guint k = 0; k <= POINTS * FINER; k++) {
    const RlifTime now = step / FINER * (k % FINER) + step * (k / FINER);
    const double ms = (double) now / (double) e->ticks_per_ms;
    if (now > until) break;
    if (!rlif_simulation_run (simulation, now, G_MAXUINT64, error)) return FALSE;
    add (curve, ms, rlif_simulation_get_state (simulation, p, 0, state));
    if (k % FINER > 0) continue;
    if (!rlif_dense_run (dense, now, error)) return FALSE;
    add (points, ms, rlif_dense_get_state (dense, p, 0, state));
  }
  return TRUE;
}

gboolean
rlif_dense_trace_plot (const RlifExperiment *e, RlifDenseMethod method, RlifTime step, RlifTime until, double width,
                       double height, const char *path, GError **error)
{
  Line curve = line_new (POINTS * FINER + 1), points = line_new (POINTS + 1);
  gboolean ok = follow (e, method, step, until, &curve, &points, error);
  if (ok) {
    const RlifPopulation *p = rlif_network_get_population (e->network, 0);
    const RlifField *field = &rlif_population_get_model (p)->state[state_of (p)];
    g_autofree char *name = g_strdup_printf ("%s [%s]", field->name, field->unit);
    g_autofree char *stepped = g_strdup_printf ("in steps of %g ms", (double) step / (double) e->ticks_per_ms);
    const RlifCurve drawn[] = { { "event by event", curve.n, curve.time, curve.value },
                                { stepped, points.n, points.time, points.value } };
    const RlifCurveOptions options = { .x_name = "time [ms]", .y_name = name, .width = width, .height = height };
    ok = rlif_plot_curves (drawn, G_N_ELEMENTS (drawn), &options, path, error);
  }
  line_clear (&curve);
  line_clear (&points);
  return ok;
}
