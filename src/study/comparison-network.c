/* The network as a ring of neurons, with the synapses that a few spikes run down. */
#include <math.h>
#include "plot/diagram.h"
#include "study/comparison-parts.h"

#define WHITE ((RlifColor) { 1, 1, 1 })
#define NEAR 0.15          /* ms, between the spikes that are shown */
#define FAR 1.5

/* In em. */
#define CENTER_LINE 8.0    /* from the top */
#define RADIUS 5.3
#define NODE 0.45          /* radius of a neuron */

/* Whether the next spike is of another neuron, soon, and not at the same time. */
static gboolean
follows (const RlifTrain *train, gsize k)
{
  const double apart = train->time[k + 1] - train->time[k];
  return apart >= NEAR && apart <= FAR && train->neuron[k] != train->neuron[k + 1];
}

RlifVolley
rlif_comparison_find_volley (const RlifComparison *comparison)
{
  const RlifTrain *train = comparison->raster->trains->pdata[1];
  for (gsize k = 0; k + 2 < train->n; k++)
    if (train->time[k] > comparison->duration / 2 && follows (train, k) && follows (train, k + 1)
        && train->neuron[k] != train->neuron[k + 2])
      return (RlifVolley) { k, k + 2 };
  return (RlifVolley) { 0, 0 };
}

gboolean
rlif_comparison_is_inhibitory (const RlifComparison *comparison, guint32 neuron)
{
  for (guint k = 0; k < comparison->n_synapses; k++)
    if (comparison->from[k] == neuron) return comparison->weight[k] < 0;
  return FALSE;
}

/* The neurons stand in a ring. */
typedef struct {
  const RlifComparison *comparison;
  const RlifCanvas *canvas;
  const RlifTrain *train;
  RlifPoint center;
  double radius, node;
} Ring;

static double
angle_of (const Ring *ring, guint32 neuron)
{
  return 2 * G_PI * neuron / ring->train->size - G_PI / 2;
}

static RlifColor
color_of (const Ring *ring, guint32 neuron)
{
  return rlif_color (rlif_comparison_is_inhibitory (ring->comparison, neuron)
                       ? RLIF_COLOR_INHIBITORY
                       : RLIF_COLOR_NETWORK);
}

/* Whether the neuron spikes in the volley, and when. */
static gboolean
find_spike (const Ring *ring, guint32 neuron, double *time)
{
  const RlifVolley volley = rlif_comparison_find_volley (ring->comparison);
  for (gsize k = volley.first; k <= volley.last && k < ring->train->n; k++)
    if (ring->train->neuron[k] == neuron) {
      *time = ring->train->time[k];
      return TRUE;
    }
  return FALSE;
}

static void
draw_synapse (const Ring *ring, guint32 from, guint32 to, const RlifPen *pen)
{
  const RlifPoint a = rlif_point_polar (ring->center, angle_of (ring, from), ring->radius);
  const RlifPoint b = rlif_point_polar (ring->center, angle_of (ring, to), ring->radius);
  const double angle = atan2 (b.y - a.y, b.x - a.x), turn = angle_of (ring, to) - angle_of (ring, from);
  const double bend = 0.12 * (sin (turn) > 0 ? -1 : 1), off = ring->node + 0.4;
  rlif_diagram_arrow (ring->canvas, rlif_point_polar (a, angle, off),
                      rlif_point_polar (b, angle + G_PI - 1.2 * bend, off), -bend, pen);
}

/* First those without a spike, then the active ones over them. */
static void
draw_synapses (const Ring *ring)
{
  const RlifComparison *c = ring->comparison;
  const RlifPen silent = { .color = rlif_color_lighten (RLIF_INK, 0.25), .width = 0.4 };
  double time;
  for (guint k = 0; k < c->n_synapses; k++)
    if (!find_spike (ring, c->from[k], &time)) draw_synapse (ring, c->from[k], c->to[k], &silent);
  for (guint k = 0; k < c->n_synapses; k++) {
    const RlifPen active = { .color = color_of (ring, c->from[k]), .width = 1.1, .head = 4 };
    if (find_spike (ring, c->from[k], &time)) draw_synapse (ring, c->from[k], c->to[k], &active);
  }
}

static void
draw_member (const Ring *ring, guint32 neuron)
{
  const double angle = angle_of (ring, neuron);
  const RlifColor color = color_of (ring, neuron);
  const RlifPoint at = rlif_point_polar (ring->center, angle, ring->radius);
  const RlifPen pen = { .color = color, .width = 0.9 };
  const RlifPen loop = { .color = color, .width = 0.7, .head = 2 };
  double time;
  const gboolean fires = find_spike (ring, neuron, &time);
  rlif_diagram_loop (ring->canvas, at, ring->node, angle, &loop);
  rlif_diagram_circle (ring->canvas, at, ring->node, &pen, fires ? color : WHITE);
}

static void
write_times (const Ring *ring, const RlifArea *area)
{
  const RlifVolley volley = rlif_comparison_find_volley (ring->comparison);
  GString *text = g_string_new ("spikes at");
  for (gsize k = volley.first; k <= volley.last && k < ring->train->n; k++)
    g_string_append_printf (text, "%s %.2f", k > volley.first ? "," : "", ring->train->time[k]);
  g_string_append (text, " ms");
  rlif_comparison_write_below (ring->canvas, area, "inner loops: membranes (× <i>a</i>)", text->str);
  g_string_free (text, TRUE);
}

void
rlif_comparison_draw_network (const RlifComparison *comparison, const RlifCanvas *canvas,
                              const RlifArea *area)
{
  const double em = canvas->em;
  const Ring ring = { .comparison = comparison, .canvas = canvas,
                      .train = comparison->raster->trains->pdata[1],
                      .center = { area->x + area->width / 2, area->y + CENTER_LINE * em },
                      .radius = RADIUS * em, .node = NODE * em };
  draw_synapses (&ring);
  for (guint32 i = 0; i < ring.train->size; i++) draw_member (&ring, i);
  write_times (&ring, area);
}
