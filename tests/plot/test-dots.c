/* Spikes as marks, looked at pixel by pixel. */
#include "check-main.h"
#include <string.h>
#include "plot/dots.h"
#include "picture-kit.h"

/* Draws with two pixels a point onto a white image of 200 x 100 points, frame at 20, 10. */
static Pixels
draw_dots (const RlifTrain *train, double begin, double end)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 200);
  cairo_surface_set_device_scale (image, 2, 2);
  cairo_t *cr = cairo_create (image);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  const RlifAxes axes = { .x = 20, .y = 10, .width = 160, .height = 80, .left = begin,
                          .right = end, .top = 1 };
  rlif_dots_draw (train, cr, 2, &axes, rlif_color (0));
  cairo_destroy (cr);
  cairo_surface_flush (image);
  return (Pixels) { image, 400, 200 };
}

START_TEST (a_mark_is_centred_on_its_time_and_neuron)
{
  for (guint32 neuron = 0; neuron < 23; neuron += 4)
    for (double time = 101; time < 140; time += 7.385) {
      g_autoptr (RlifRaster) raster = rlif_raster_new (100, 140);
      add_train (raster, "E", 23, 1, &time, &neuron);
      const Pixels p = draw_dots (raster->trains->pdata[0], 100, 140);
      const Box box = find_color (&p, rlif_color (0), 0, p.height);
      ck_assert_uint_eq (box.n,
                         (box.right - box.left + 1) * (box.bottom - box.top + 1));
      const double x = 2 * (20 + (time - 100) / 40 * 160), y = 2 * (10 + (neuron + 0.5) / 23 * 80);
      ck_assert_double_eq_tol ((box.left + box.right + 1) / 2.0, x, 0.51);
      ck_assert_double_eq_tol ((box.top + box.bottom + 1) / 2.0, y, 0.51);
      cairo_surface_destroy (p.surface);
    }
}
END_TEST

static guint
count_blots (const Pixels *p)
{
  guint n = 0;
  for (int y = 1; y < p->height; y++)
    for (int x = 1; x < p->width; x++)
      n += pixel_at (p, x, y) != WHITE && pixel_at (p, x - 1, y) == WHITE
           && pixel_at (p, x, y - 1) == WHITE;
  return n;
}

START_TEST (every_spike_is_drawn)
{
  for (guint n = 1; n < 150; n += 37) {
    g_autoptr (RlifRaster) raster = rlif_raster_new (0, 50);
    add_spread (raster, "E", 1000, n);
    const Pixels p = draw_dots (raster->trains->pdata[0], 0, 50);
    ck_assert_uint_eq (count_blots (&p), n);
    cairo_surface_destroy (p.surface);
  }
}
END_TEST

START_TEST (spikes_outside_the_part_shown_are_not_drawn)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 100);
  const double time[] = { 1, 24.9, 25, 40, 75, 75.1, 99 };
  const guint32 neuron[] = { 0, 1, 2, 3, 4, 5, 6 };
  add_train (raster, "E", 7, 7, time, neuron);
  const Pixels p = draw_dots (raster->trains->pdata[0], 25, 75);
  ck_assert_uint_eq (count_blots (&p), 3);
  cairo_surface_destroy (p.surface);
}
END_TEST

static Box
mark_of (guint32 size, guint n)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 100);
  add_spread (raster, "E", size, n);
  ((RlifTrain *) raster->trains->pdata[0])->time[n - 1] = 190;
  const Pixels p = draw_dots (raster->trains->pdata[0], 0, 200);
  const Box box = find_color (&p, rlif_color (0), 300, p.height);
  cairo_surface_destroy (p.surface);
  return box;
}

START_TEST (marks_are_smaller_where_there_are_many)
{
  guint last = 99;
  for (guint n = 1; n <= 100000; n *= 10) {
    const Box box = mark_of (5000, n);
    ck_assert_uint_ge (box.n, n < 100000 ? 1 : 0);
    ck_assert_uint_le (box.n, last);
    last = box.n;
  }
  ck_assert_uint_eq (mark_of (5000, 1).n, 16);
  ck_assert_uint_eq (mark_of (5000, 10000).n, 1);
}
END_TEST

START_TEST (few_neurons_have_strokes_within_their_rows)
{
  for (guint32 size = 1; size < 30; size++) {
    const Box box = mark_of (size, 5);
    ck_assert_int_le (box.bottom - box.top + 1, 160 / (int) size);
    ck_assert_int_le (box.bottom - box.top + 1, 24);
    ck_assert_int_ge (box.bottom - box.top + 1, size < 5 ? 20 : 2);
    ck_assert_int_le (box.right - box.left + 1, 4);
  }
}
END_TEST

START_TEST (dense_marks_let_those_below_shine_through)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 100);
  add_spread (raster, "E", 5000, 200000);
  const Pixels p = draw_dots (raster->trains->pdata[0], 0, 100);
  guint shades[256] = { 0 }, n = 0;
  for (int y = 30; y < 170; y++)
    for (int x = 60; x < 340; x++) shades[pixel_at (&p, x, y) >> 16]++;
  for (guint k = 0; k < 256; k++) n += shades[k] > 0;
  ck_assert_uint_ge (n, 3);
  cairo_surface_destroy (p.surface);
}
END_TEST

TEST_MAIN ("dots", a_mark_is_centred_on_its_time_and_neuron, every_spike_is_drawn,
           spikes_outside_the_part_shown_are_not_drawn, marks_are_smaller_where_there_are_many,
           few_neurons_have_strokes_within_their_rows, dense_marks_let_those_below_shine_through)
