/* What the units make of the input, over one time axis. */
#include <math.h>
#include "plot/axes.h"
#include "plot/decades.h"
#include "plot/dots.h"
#include "study/comparison-parts.h"

/* In em. */
#define TITLE 1.7          /* above a frame */
#define GAP 0.9            /* between a frame and the next title */
#define ROOM 2.4           /* of the numbers of y axes */
#define SPIKE 1.1          /* of a stroke above the threshold */

typedef struct {
  const RlifComparison *comparison;
  const RlifCanvas *canvas;
  RlifAxes axes;
} Panel;

typedef struct {
  double height;           /* em, of the frame */
  double bottom, top;
  const char *title, *name;
  void (*draw) (const Panel *panel);
} PanelKind;

static void
begin_line (const Panel *panel, RlifColor color, double width)
{
  rlif_canvas_set_color (panel->canvas, color);
  cairo_set_line_width (panel->canvas->cr, width);
  cairo_set_line_join (panel->canvas->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (panel->canvas->cr, CAIRO_LINE_CAP_BUTT);
}

static void
line_to (const Panel *panel, double time, double value)
{
  cairo_line_to (panel->canvas->cr, rlif_axes_x (&panel->axes, time),
                 rlif_axes_y (&panel->axes, value));
}

static void
draw_dot (const Panel *panel, double time, double value)
{
  cairo_arc (panel->canvas->cr, rlif_axes_x (&panel->axes, time),
             rlif_axes_y (&panel->axes, value), 1.3, 0, 2 * G_PI);
  cairo_fill (panel->canvas->cr);
}

static void
draw_input (const Panel *panel)
{
  const RlifComparison *c = panel->comparison;
  begin_line (panel, RLIF_INK, 1.1);
  for (guint k = 0; k < c->n_inputs; k++) {
    line_to (panel, c->input_time[k], c->input[k]);
    line_to (panel, k + 1 < c->n_inputs ? c->input_time[k + 1] : c->duration, c->input[k]);
  }
  cairo_stroke (panel->canvas->cr);
}

static void
draw_rnn (const Panel *panel)
{
  const RlifComparison *c = panel->comparison;
  const RlifColor color = rlif_color (RLIF_COLOR_RNN);
  begin_line (panel, rlif_color_lighten (color, 0.55), 0.8);
  for (guint n = 0; n < c->n_steps; n++) {
    line_to (panel, n * c->step, c->rnn[n]);
    line_to (panel, (n + 1) * c->step, c->rnn[n]);
  }
  cairo_stroke (panel->canvas->cr);
  rlif_canvas_set_color (panel->canvas, color);
  for (guint n = 0; n < c->n_steps; n++) draw_dot (panel, n * c->step, c->rnn[n]);
}

static void
draw_threshold (const Panel *panel)
{
  const RlifComparison *c = panel->comparison;
  const RlifAxes *axes = &panel->axes;
  const double dash[] = { 2.5, 2 };
  begin_line (panel, RLIF_PALE_INK, 0.6);
  cairo_set_dash (panel->canvas->cr, dash, 2, 0);
  line_to (panel, 0, c->V_th);
  line_to (panel, c->duration, c->V_th);
  cairo_stroke (panel->canvas->cr);
  cairo_set_dash (panel->canvas->cr, NULL, 0, 0);
  rlif_comparison_write (panel->canvas, axes->x + axes->width, rlif_axes_y (axes, c->V_th) - 0.7 * panel->canvas->em, RLIF_RIGHT,
                         0.88, RLIF_PALE_INK, "threshold");
}

/* The curve, with the spikes where they are: up to the threshold, and from the reset on. */
static void
draw_curve (const Panel *panel, const RlifTrain *train)
{
  const RlifComparison *c = panel->comparison;
  gsize spike = 0;
  begin_line (panel, rlif_color (RLIF_COLOR_NEURON), 1.0);
  for (guint k = 0; k < c->n_membrane; k++) {
    for (; spike < train->n && train->time[spike] <= c->membrane_time[k]; spike++) {
      line_to (panel, train->time[spike], c->V_th);
      cairo_rel_line_to (panel->canvas->cr, 0, -SPIKE * panel->canvas->em);
      line_to (panel, train->time[spike], c->V_reset);
    }
    line_to (panel, c->membrane_time[k], c->membrane[k]);
  }
  cairo_stroke (panel->canvas->cr);
}

/* Dots stand where something was computed: at changes of the input and at spikes. */
static void
draw_membrane (const Panel *panel)
{
  const RlifComparison *c = panel->comparison;
  const RlifTrain *train = c->raster->trains->pdata[0];
  draw_threshold (panel);
  draw_curve (panel, train);
  for (gsize k = 0; k < train->n; k++) draw_dot (panel, train->time[k], c->V_reset);
  for (guint k = 1, j = 0; k < c->n_inputs; k++) {
    while (j + 1 < c->n_membrane && c->membrane_time[j] < c->input_time[k]) j++;
    draw_dot (panel, c->membrane_time[j], c->membrane[j]);
  }
}

/* The spikes of one kind of neuron, in a train of the same size. */
static void
draw_trains (const Panel *panel, const RlifTrain *all, gboolean inhibitory)
{
  g_autofree double *time = g_new (double, all->n + 1);
  g_autofree guint32 *neuron = g_new (guint32, all->n + 1);
  RlifTrain train = { .name = all->name, .size = all->size, .time = time, .neuron = neuron };
  for (gsize k = 0; k < all->n; k++) {
    if (rlif_comparison_is_inhibitory (panel->comparison, all->neuron[k]) != inhibitory) continue;
    time[train.n] = all->time[k];
    neuron[train.n++] = all->neuron[k];
  }
  rlif_dots_draw (&train, panel->canvas->cr, panel->canvas->grid, &panel->axes,
                  rlif_color (inhibitory ? RLIF_COLOR_INHIBITORY : RLIF_COLOR_NETWORK));
}

/* The spikes of diagram c are marked. */
static void
draw_raster (const Panel *panel)
{
  const RlifTrain *train = panel->comparison->raster->trains->pdata[1];
  const RlifVolley volley = rlif_comparison_find_volley (panel->comparison);
  const RlifAxes *axes = &panel->axes;
  if (volley.last > volley.first) {
    const double left = rlif_axes_x (axes, train->time[volley.first]) - 1.5;
    const double right = rlif_axes_x (axes, train->time[volley.last]) + 1.5;
    rlif_canvas_set_color (panel->canvas, rlif_color_lighten (RLIF_INK, 0.13));
    cairo_rectangle (panel->canvas->cr, left, axes->y, right - left, axes->height);
    cairo_fill (panel->canvas->cr);
    rlif_comparison_write (panel->canvas, (left + right) / 2, axes->y - 0.5 * panel->canvas->em,
                           RLIF_CENTER, 0.88, RLIF_PALE_INK, "c");
  }
  draw_trains (panel, train, FALSE);
  draw_trains (panel, train, TRUE);
}

/* A number with spaces between thousands. */
static char *
format_count (double count)
{
  const guint n = (guint) count;
  return n < 1000 ? g_strdup_printf ("%u", n) : g_strdup_printf ("%u %03u", n / 1000, n % 1000);
}

typedef struct {
  RlifCount count;
  RlifKind kind;
  gboolean dashed;
  double lift;             /* em, of the label above the end */
  const char *name;
} Curve;

static void
draw_count (const Panel *panel, const Curve *curve)
{
  const RlifComparison *c = panel->comparison;
  const double *count = c->count[curve->count], dash[] = { 3, 2 };
  const RlifColor color = rlif_color (curve->kind);
  begin_line (panel, color, 1.2);
  cairo_set_dash (panel->canvas->cr, dash, curve->dashed ? 2 : 0, 0);
  for (guint n = 1; n <= c->n_steps; n++) {
    if (count[n] < 1) continue;
    if (count[n] > count[n - 1] && count[n - 1] >= 1) line_to (panel, n * c->step, log10 (count[n - 1]));
    line_to (panel, n * c->step, log10 (count[n]));
  }
  cairo_stroke (panel->canvas->cr);
  cairo_set_dash (panel->canvas->cr, NULL, 0, 0);
  g_autofree char *number = format_count (count[c->n_steps]);
  g_autofree char *text = g_strdup_printf ("%s: <b>%s</b>", curve->name, number);
  rlif_comparison_write (panel->canvas, panel->axes.x + panel->axes.width,
                         rlif_axes_y (&panel->axes, log10 (count[c->n_steps]))
                           - curve->lift * panel->canvas->em,
                         RLIF_RIGHT, 0.88, color, text);
}

static void
draw_counts (const Panel *panel)
{
  static const Curve curves[] = {
    { RLIF_COUNT_DENSE_RNN, RLIF_COLOR_RNN, FALSE, 0.8, "RNN of 20 units, all connected" },
    { RLIF_COUNT_SPARSE_RNN, RLIF_COLOR_RNN, TRUE, -1.0, "RNN with the network's synapses only" },
    { RLIF_COUNT_NETWORK, RLIF_COLOR_NETWORK, FALSE, -0.95, "LIF network of 20 neurons" },
    { RLIF_COUNT_RNN, RLIF_COLOR_RNN, FALSE, -0.95, "RNN unit" },
    { RLIF_COUNT_NEURON, RLIF_COLOR_NEURON, FALSE, -0.95, "LIF neuron" } };
  for (gsize k = 0; k < G_N_ELEMENTS (curves); k++) draw_count (panel, &curves[k]);
}

static const PanelKind PANELS[] = {
  { 3.7, 0, 1.5, "<b>d</b>  The input <i>x</i>, the same for all", "x", draw_input },
  { 5.2, 0, 1, "<b>e</b>  RNN unit: computed in every step (dots)", "h", draw_rnn },
  { 6.6, -72, -52, "<b>f</b>  LIF neuron: computed when something happens (dots)", "V [mV]",
    draw_membrane },
  { 9, 20, 0,
    "<b>g</b>  LIF network: spikes, <span foreground=\"#009e73\">excitatory</span> and "
    "<span foreground=\"#cc79a7\">inhibitory</span>", "neuron", draw_raster },
  { 12.5, 0, 5, "<b>h</b>  Operations so far", "operations", draw_counts } };

double
rlif_comparison_panels_height (double em)
{
  double sum = rlif_axes_room_below (em, TRUE) - GAP * em;
  for (gsize k = 0; k < G_N_ELEMENTS (PANELS); k++) sum += (TITLE + PANELS[k].height + GAP) * em;
  return sum;
}

/* Where the input changes, through all frames. */
static void
draw_guides (const Panel *panel, double bottom)
{
  const RlifComparison *c = panel->comparison;
  rlif_canvas_set_color (panel->canvas, rlif_color_lighten (RLIF_INK, 0.16));
  cairo_set_line_width (panel->canvas->cr, 0.5);
  for (guint k = 1; k < c->n_inputs; k++) {
    const double x = rlif_axes_x (&panel->axes, c->input_time[k]);
    cairo_move_to (panel->canvas->cr, x, panel->axes.y);
    cairo_line_to (panel->canvas->cr, x, bottom);
  }
  cairo_stroke (panel->canvas->cr);
}

static void
draw_panel (Panel *panel, const PanelKind *kind, gboolean last)
{
  const double em = panel->canvas->em;
  rlif_comparison_write (panel->canvas, panel->axes.x, panel->axes.y - 0.8 * em, RLIF_LEFT, 1,
                         RLIF_INK, kind->title);
  kind->draw (panel);
  rlif_axes_draw_x (&panel->axes, panel->canvas, 1, last, last ? "time [ms]" : NULL);
  if (kind->draw == draw_counts)
    rlif_decades_draw (&panel->axes, panel->canvas, ROOM * em, kind->name);
  else
    rlif_axes_draw_y (&panel->axes, panel->canvas, ROOM * em, kind->name);
}

void
rlif_comparison_draw_panels (const RlifComparison *comparison, const RlifCanvas *canvas,
                             const RlifArea *area)
{
  const double em = canvas->em, left = ROOM * em + rlif_axes_room_name (em);
  Panel panel = { .comparison = comparison, .canvas = canvas };
  panel.axes = (RlifAxes) { .x = area->x + left, .y = area->y + TITLE * em,
                            .width = area->width - left - em, .left = 0,
                            .right = comparison->duration };
  draw_guides (&panel, area->y + area->height - rlif_axes_room_below (em, TRUE));
  for (gsize k = 0; k < G_N_ELEMENTS (PANELS); k++) {
    panel.axes.height = PANELS[k].height * em;
    panel.axes.bottom = PANELS[k].bottom;
    panel.axes.top = PANELS[k].top;
    draw_panel (&panel, &PANELS[k], k + 1 == G_N_ELEMENTS (PANELS));
    panel.axes.y += (PANELS[k].height + GAP + TITLE) * em;
  }
}
