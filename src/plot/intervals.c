/* Histograms of the intervals between spikes. Populations differ in their rates by orders of
 * magnitude, so each has a frame and a range of its own. */
#include <math.h>
#include "plot/intervals.h"
#include "plot/text.h"
#include "plot/ticks.h"
#include "plot/train.h"

#define MOST_COLUMNS 4
#define NARROWEST 10.0     /* em: a frame with its numbers */
#define CAPTION 1.6        /* em */
#define GAP 0.6            /* em, between rows */

static void
free_frame (gpointer data)
{
  RlifIntervalFrame *frame = data;
  g_free (frame->caption);
  rlif_histogram_free (frame->histogram);
  g_free (frame);
}

static int
ascending (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Bins of round width for all intervals but the tail of the longest hundredth. */
static RlifHistogram *
new_histogram (const GArray *sorted)
{
  const double *interval = (const double *) sorted->data;
  const guint n = sorted->len;
  if (!n) return rlif_histogram_new (0, 1, 1);
  const double most = interval[(guint) ceil (0.99 * (n - 1))], longest = interval[n - 1];
  const double range = longest > 1.3 * most && most > 0 ? most : longest;
  const double width = rlif_tick_distance (range, (int) CLAMP (3 * cbrt (n), 15, 60));
  const guint n_bins = (guint) (range / width) + 1;
  return rlif_histogram_new (0, n_bins * width, n_bins);
}

/* Takes the intervals. */
static RlifIntervalFrame *
new_frame (GArray *intervals, const char *caption, RlifColor color)
{
  g_array_sort (intervals, ascending);
  const double *interval = (const double *) intervals->data;
  const guint n = intervals->len;
  RlifIntervalFrame *frame = g_new (RlifIntervalFrame, 1);
  *frame = (RlifIntervalFrame) {
    .caption = g_strdup (caption), .color = color, .n = n,
    .histogram = new_histogram (intervals) };
  guint shown = 0;
  for (; shown < n && interval[shown] <= frame->histogram->end; shown++)
    rlif_histogram_add (frame->histogram, interval[shown]);
  frame->longer = n ? (double) (n - shown) / n : 0;
  rlif_histogram_scale (frame->histogram, 100.0 / MAX (n, 1));
  g_array_unref (intervals);
  return frame;
}

static void
add_all_together (RlifIntervals *intervals, const RlifRaster *raster, double begin, double end)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint k = 0; k < raster->trains->len; k++)
    rlif_train_add_intervals (raster->trains->pdata[k], begin, end, all);
  g_ptr_array_add (intervals->frames, new_frame (all, "all populations", RLIF_PALE_INK));
}

RlifIntervals *
rlif_intervals_new (const RlifRaster *raster, double begin, double end, gboolean together,
                    double width)
{
  RlifIntervals *intervals = g_new0 (RlifIntervals, 1);
  intervals->frames = g_ptr_array_new_with_free_func (free_frame);
  intervals->captions = raster->trains->len > 1;
  for (guint k = 0; k < raster->trains->len && !together; k++) {
    const RlifTrain *train = raster->trains->pdata[k];
    GArray *found = g_array_new (FALSE, FALSE, sizeof (double));
    rlif_train_add_intervals (train, begin, end, found);
    g_ptr_array_add (intervals->frames, new_frame (found, train->name, rlif_color (k)));
  }
  if (together) add_all_together (intervals, raster, begin, end);
  const guint n = MAX (intervals->frames->len, 1);
  const guint most = (guint) CLAMP (width / NARROWEST, 1, MOST_COLUMNS);
  intervals->rows = (n + most - 1) / most;
  intervals->columns = (n + intervals->rows - 1) / intervals->rows;
  return intervals;
}

void
rlif_intervals_free (RlifIntervals *intervals)
{
  if (!intervals) return;
  g_ptr_array_unref (intervals->frames);
  g_free (intervals);
}

static double
row_room (const RlifIntervals *intervals, double em)
{
  return (intervals->captions ? CAPTION * em : 0) + rlif_axes_room_below (em, FALSE);
}

double
rlif_intervals_room (const RlifIntervals *intervals, double em)
{
  return intervals->rows * row_room (intervals, em) + (intervals->rows - 1) * GAP * em
         + rlif_axes_room_below (em, TRUE) - rlif_axes_room_below (em, FALSE);
}

static RlifAxes
axes_of (const RlifIntervalFrame *frame, double em, double height)
{
  RlifAxes axes = { .height = height, .right = frame->histogram->end };
  rlif_axes_fit_top (&axes, em, rlif_histogram_largest (frame->histogram));
  return axes;
}

double
rlif_intervals_room_left (const RlifIntervals *intervals, double em, double height)
{
  double room = 0;
  for (guint k = 0; k < intervals->frames->len; k++) {
    const RlifAxes axes = axes_of (intervals->frames->pdata[k], em, height);
    room = fmax (room, rlif_axes_room_left (&axes, em));
  }
  return room;
}

static void
draw_words (const RlifIntervalFrame *frame, const RlifCanvas *canvas, const RlifAxes *axes,
            gboolean caption)
{
  const double em = canvas->em;
  RlifTextStyle style = { .size = em, .width = axes->width, .color = RLIF_INK };
  if (caption)
    rlif_text_draw (canvas, &style, axes->x, axes->y - 0.6 * CAPTION * em, frame->caption);
  style = (RlifTextStyle) { .size = 0.88 * em, .width = axes->width, .color = RLIF_PALE_INK };
  if (!frame->n) {
    style.align = RLIF_CENTER;
    rlif_text_draw (canvas, &style, axes->x + axes->width / 2, axes->y + axes->height / 2, "none");
  } else if (frame->longer > 0) {
    g_autofree char *text = g_strdup_printf ("%.2g %% longer", 100 * frame->longer);
    style.align = RLIF_RIGHT;
    rlif_text_draw (canvas, &style, axes->x + axes->width, axes->y + 0.7 * em, text);
  }
}

static double
longest_range (const RlifIntervals *intervals)
{
  double longest = 0;
  for (guint k = 0; k < intervals->frames->len; k++) {
    const RlifIntervalFrame *frame = intervals->frames->pdata[k];
    longest = fmax (longest, frame->histogram->end);
  }
  return longest;
}

void
rlif_intervals_draw (const RlifIntervals *intervals, const RlifCanvas *canvas, double x, double y,
                     double width, double height, double room)
{
  const double em = canvas->em, row = row_room (intervals, em) + height + GAP * em;
  const double caption = intervals->captions ? CAPTION * em : 0;
  const double gap = rlif_intervals_room_left (intervals, em, height) + em;
  const double column = (width + gap) / intervals->columns;
  const RlifTimeUnit unit = rlif_time_unit (longest_range (intervals));
  for (guint k = 0; k < intervals->frames->len; k++) {
    const RlifIntervalFrame *frame = intervals->frames->pdata[k];
    RlifAxes axes = axes_of (frame, em, height);
    axes.x = x + k % intervals->columns * column;
    axes.y = y + caption + k / intervals->columns * row;
    axes.width = column - gap;
    rlif_histogram_draw (frame->histogram, canvas, &axes, frame->color, TRUE);
    rlif_axes_draw_x (&axes, canvas, unit.scale, TRUE, NULL);
    rlif_axes_draw_y (&axes, canvas, room, k % intervals->columns ? NULL : "intervals [%]");
    draw_words (frame, canvas, &axes, intervals->captions);
  }
  g_autofree char *name = g_strdup_printf ("interval between spikes [%s]", unit.name);
  const RlifTextStyle style = { .size = em, .align = RLIF_CENTER, .width = width,
                                .color = RLIF_INK };
  rlif_text_draw (canvas, &style, x + width / 2,
                  y + rlif_intervals_room (intervals, em) + intervals->rows * height - 0.54 * em,
                  name);
}
