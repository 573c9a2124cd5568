/* The spikes of a population as marks in a frame. */
#include <math.h>
#include "plot/dots.h"
#include "plot/train.h"

#define COVERED 0.2     /* of the frame, by marks that are still apart */
#define FINEST 0.5      /* pt */
#define LARGEST 2.0
#define WIDEST_STROKE 1.25
#define TALLEST_STROKE 12.0

typedef struct {
  double width, height;
  double opacity;
} Mark;

/* A few neurons have strokes as high as their rows, many have dots. Where even the finest dots lie
 * on each other, they let those below shine through, so that the picture still tells dense from
 * denser; a lone one always stays visible. */
static Mark
choose_mark (const RlifAxes *axes, guint32 neurons, gsize spikes)
{
  const double row = 0.7 * axes->height / MAX (neurons, 1);
  const double share = axes->width * axes->height / (double) MAX (spikes, 1);
  const double dot = CLAMP (sqrt (COVERED * share), FINEST, LARGEST);
  Mark mark = { .width = dot, .height = dot };
  if (row > dot) {
    mark.height = MIN (row, TALLEST_STROKE);
    mark.width = CLAMP (COVERED * share / mark.height, FINEST, WIDEST_STROKE);
  }
  mark.opacity = CLAMP (share / (mark.width * mark.height), 0.3, 1);
  return mark;
}

/* On pixels: one rectangle after the other. */
static void
draw_pixels (const RlifTrain *train, gsize first, gsize n, cairo_t *cr, double grid,
             const RlifAxes *axes, Mark mark)
{
  const double width = fmax (1, round (mark.width * grid)) / grid;
  const double height = fmax (1, round (mark.height * grid)) / grid;
  for (gsize k = first; k < first + n; k++) {
    const double x = rlif_axes_x (axes, train->time[k]) - width / 2;
    const double y = rlif_axes_y (axes, train->neuron[k] + 0.5) - height / 2;
    cairo_rectangle (cr, round (x * grid) / grid, round (y * grid) / grid, width, height);
    cairo_fill (cr);
  }
}

/* As lines: all in one path, which is what makes the file small. */
static void
draw_strokes (const RlifTrain *train, gsize first, gsize n, cairo_t *cr, const RlifAxes *axes,
              Mark mark)
{
  for (gsize k = first; k < first + n; k++) {
    cairo_move_to (cr, rlif_axes_x (axes, train->time[k]),
                   rlif_axes_y (axes, train->neuron[k] + 0.5) - mark.height / 2);
    cairo_rel_line_to (cr, 0, mark.height);
  }
  cairo_set_line_width (cr, mark.width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_stroke (cr);
}

void
rlif_dots_draw (const RlifTrain *train, cairo_t *cr, double grid, const RlifAxes *axes,
                RlifColor color)
{
  RlifAxes rows = *axes;
  rows.bottom = train->size;
  rows.top = 0;
  gsize first;
  const gsize n = rlif_train_find (train, axes->left, axes->right, &first);
  const Mark mark = choose_mark (axes, train->size, n);
  if (grid > 0) {
    cairo_set_source_rgba (cr, color.red, color.green, color.blue, mark.opacity);
    draw_pixels (train, first, n, cr, grid, &rows, mark);
  } else {
    cairo_set_source_rgb (cr, color.red, color.green, color.blue);
    draw_strokes (train, first, n, cr, &rows, mark);
  }
}
