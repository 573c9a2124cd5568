/* The figure of a raster, looked at pixel by pixel: where spikes are, and that nothing overlaps. */
#include "check-main.h"
#include <math.h>
#include <string.h>
#include "picture-kit.h"

/* Two populations, three spikes, in the whole figure: read back from the picture. */
START_TEST (the_figure_shows_spikes_at_their_times_below_each_other)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (200, 700);
  const double time_e[] = { 238.5, 612.25 }, time_i[] = { 501.75 };
  const guint32 neuron_e[] = { 3, 71 }, neuron_i[] = { 11 };
  add_train (raster, "E", 80, 2, time_e, neuron_e);
  add_train (raster, "I", 20, 1, time_i, neuron_i);
  draw (raster, "a.png");
  const Pixels p = load_pixels ("a.png");
  const Box axis = find_axis (&p);
  const double per_ms = (axis.right - axis.left - 2) / 500.0;
  const Box bar_e = find_color (&p, rlif_color (0), 0, axis.top);
  const Box bar_i = find_color (&p, rlif_color (1), 0, axis.top);
  ck_assert_int_lt (bar_e.bottom, bar_i.top);
  const double row_e = (bar_e.bottom - bar_e.top + 1) / 80.0;
  const double row_i = (bar_i.bottom - bar_i.top + 1) / 20.0;
  const Box e = find_color (&p, rlif_color (0), axis.left, axis.top);
  const Box i = find_color (&p, rlif_color (1), axis.left, axis.top);
  ck_assert_double_eq_tol (e.left + 2, axis.left + 1 + 38.5 * per_ms, 2);
  ck_assert_double_eq_tol (e.right - 1, axis.left + 1 + 412.25 * per_ms, 2);
  ck_assert_double_eq_tol (e.top + 2, bar_e.top + 3.5 * row_e, 2);
  ck_assert_double_eq_tol (e.bottom - 1, bar_e.top + 71.5 * row_e, 2);
  ck_assert_double_eq_tol ((i.left + i.right + 1) / 2.0, axis.left + 1 + 301.75 * per_ms, 2);
  ck_assert_double_eq_tol ((i.top + i.bottom + 1) / 2.0, bar_i.top + 11.5 * row_i, 2);
  cairo_surface_destroy (p.surface);
}
END_TEST

START_TEST (a_part_of_the_time_fills_the_width)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 1000);
  const double time[] = { 100, 300, 350, 900 };
  const guint32 neuron[] = { 5, 5, 5, 5 };
  add_train (raster, "E", 40, 4, time, neuron);
  const RlifPlotOptions options = { .begin = 250, .end = 400 };
  ck_assert (rlif_plot_raster (raster, &options, in_folder ("a.png"), NULL));
  const Pixels p = load_pixels ("a.png");
  const Box axis = find_axis (&p), e = find_color (&p, rlif_color (0), axis.left, axis.top);
  const double width = axis.right - axis.left - 2;
  ck_assert_double_eq_tol (e.left + 1, axis.left + 1 + width / 3, 2);
  ck_assert_double_eq_tol (e.right, axis.left + 1 + 2 * width / 3, 2);
  cairo_surface_destroy (p.surface);
}
END_TEST

static RlifRaster *
make_column (void)
{
  static const char *const names[] = {
    "layer 2/3 excitatory pyramidal cells", "layer 2/3 inhibitory basket cells",
    "layer 4 excitatory spiny stellate cells of the barrel cortex of the mouse",
    "layer 4 inhibitory", "layer 5 excitatory thick-tufted", "L6 inh" };
  static const guint32 sizes[] = { 20683, 583, 2191, 5, 48, 1 };
  RlifRaster *raster = rlif_raster_new (0, 500);
  for (guint k = 0; k < 6; k++) add_spread (raster, names[k], sizes[k], 40 + 100 * k);
  return raster;
}

static gboolean
is_blank (const Pixels *p, int left, int right, int top, int bottom)
{
  for (int y = top; y <= bottom; y++)
    for (int x = left; x <= right; x++)
      if (pixel_at (p, x, y) != WHITE) return FALSE;
  return TRUE;
}

START_TEST (each_population_has_its_name_beside_its_bar_and_no_other)
{
  g_autoptr (RlifRaster) raster = make_column ();
  draw (raster, "a.png");
  const Pixels p = load_pixels ("a.png");
  const Box axis = find_axis (&p);
  int above = 0;
  for (guint k = 0; k < 6; k++) {
    const Box all = find_color (&p, rlif_color (k), 0, axis.top);
    ck_assert_int_lt (all.left, axis.left);
    ck_assert_int_ge (all.top, above);
    ck_assert_int_gt (all.bottom - all.top, 18);
    ck_assert (is_blank (&p, 0, all.left - 3, above, all.top - 1));
    ck_assert (!is_blank (&p, 0, all.left - 3, all.top, all.bottom));
    ck_assert (is_blank (&p, all.left - 4, all.left - 2, all.top, all.bottom));
    above = all.bottom + 1;
  }
  cairo_surface_destroy (p.surface);
}
END_TEST

START_TEST (names_that_find_no_room_are_left_out)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 100);
  for (guint k = 0; k < 200; k++) add_spread (raster, "Ag", 10, 1);
  draw (raster, "a.png");
  const Pixels p = load_pixels ("a.png");
  const Box axis = find_axis (&p);
  int bar = axis.left - 1;
  while (pixel_at (&p, bar, 100) == WHITE) bar--;
  while (pixel_at (&p, bar, 100) != WHITE) bar--;
  guint names = 0;
  for (int y = 0, run = 0; y < axis.top; y++) {
    run = is_blank (&p, 0, bar, y, y) ? 0 : run + 1;
    names += run == 1;
    ck_assert_int_lt (run, 22);
  }
  ck_assert_uint_gt (names, 50);
  ck_assert_uint_lt (names, 200);
  cairo_surface_destroy (p.surface);
}
END_TEST

START_TEST (rates_of_more_than_twelve_populations_are_one)
{
  for (guint n = 12; n <= 13; n++) {
    g_autoptr (RlifRaster) raster = rlif_raster_new (0, 100);
    for (guint k = 0; k < n; k++) add_spread (raster, "E", 10, 30);
    draw (raster, "a.png");
    const Pixels p = load_pixels ("a.png");
    const Box axis = find_axis (&p);
    const Box all = find_color (&p, rlif_color (11), axis.left, axis.bottom + 150);
    const Box grey = find_color (&p, RLIF_PALE_INK, axis.left, axis.bottom + 150);
    ck_assert_int_eq (all.bottom > axis.bottom + 20, n == 12);
    ck_assert_int_eq (grey.n > 100, n == 13);
    cairo_surface_destroy (p.surface);
  }
}
END_TEST

START_TEST (where_nothing_happens_nothing_is_drawn_but_words)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 100);
  add_spread (raster, "E", 80, 0);
  add_spread (raster, "I", 20, 0);
  draw (raster, "a.png");
  const Pixels p = load_pixels ("a.png");
  const Box axis = find_axis (&p);
  const int third = (axis.right - axis.left) / 3, half = axis.top / 2;
  ck_assert (is_blank (&p, axis.left + 2, axis.left + third, 0, axis.top - 2));
  ck_assert (is_blank (&p, axis.right - third, axis.right, 0, axis.top - 2));
  ck_assert (is_blank (&p, axis.left + 2, axis.right, 0, half - 30));
  ck_assert (is_blank (&p, axis.left + 2, axis.right, half + 30, axis.top - 2));
  ck_assert (!is_blank (&p, axis.left + third, axis.right - third, half - 30, half + 30));
  cairo_surface_destroy (p.surface);
}
END_TEST

static RlifRaster *
make_case (guint k)
{
  static const struct { double begin, end; guint trains; guint32 size; gsize n; } cases[] = {
    { 0, 200, 1, 1, 9 }, { 0, 100, 2, 80, 0 }, { 0, 100, 0, 0, 0 }, { 0, 100, 1, 50, 1 },
    { 0.1234, 0.1237, 1, 10, 50 }, { 3600000, 3600050, 2, 100, 150 }, { 0, 7.2e6, 1, 50, 900 },
    { 0, 1000, 8, 300, 400 }, { 0, 300, 30, 40, 100 }, { 0, 300, 254, 40, 20 },
    { 0, 1e-12, 1, 3, 2 }, { -50, 50, 1, 3, 20 }, { 5, 5, 1, 3, 1 }, { 0, 1e300, 1, 4, 7 } };
  if (k >= G_N_ELEMENTS (cases)) return NULL;
  RlifRaster *raster = rlif_raster_new (cases[k].begin, cases[k].end);
  for (guint j = 0; j < cases[k].trains; j++) {
    g_autofree char *name = g_strdup_printf ("population number %u", j);
    add_spread (raster, name, cases[k].size, cases[k].n);
  }
  return raster;
}

/* The last two pixels at all four edges are white, whatever is drawn. */
START_TEST (nothing_is_cut_off_at_the_edges)
{
  for (guint k = 0;; k++) {
    g_autoptr (RlifRaster) raster = make_case (k);
    if (!raster) break;
    draw (raster, "a.png");
    const Pixels p = load_pixels ("a.png");
    const int x = p.width - 1, y = p.height - 1;
    ck_assert_msg (is_blank (&p, 0, 1, 0, y) && is_blank (&p, x - 1, x, 0, y)
                     && is_blank (&p, 0, x, 0, 1) && is_blank (&p, 0, x, y - 1, y),
                   "case %u", k);
    cairo_surface_destroy (p.surface);
  }
}
END_TEST

START_TEST (the_same_raster_is_the_same_file_in_every_format)
{
  static const char *const names[][2] = { { "a.png", "b.png" }, { "a.svg", "b.svg" },
                                          { "a.pdf", "b.pdf" } };
  g_autoptr (RlifRaster) few = make_column (), many = rlif_raster_new (0, 90);
  add_spread (many, "E", 800, 21000);
  const RlifRaster *const rasters[] = { few, many };
  for (guint r = 0; r < 2; r++)
    for (guint k = 0; k < 3; k++) {
      draw (rasters[r], names[k][0]);
      draw (few, "between.svg");
      draw (rasters[r], names[k][1]);
      ck_assert (same_bytes (names[k][0], names[k][1]));
    }
}
END_TEST

START_TEST (very_many_dots_of_a_vector_picture_become_an_image)
{
  for (guint extra = 0; extra < 2; extra++) {
    g_autoptr (RlifRaster) raster = rlif_raster_new (0, 90);
    add_spread (raster, "E", 800, 15000);
    add_spread (raster, "I", 200, 5000 + extra);
    draw (raster, "a.svg");
    g_autofree char *svg = read_whole ("a.svg", NULL);
    ck_assert_int_eq (strstr (svg, "<image") != NULL, extra);
    ck_assert_uint_lt (strlen (svg), 1500000);
    const RlifPlotOptions part = { .begin = 10, .end = 20 };
    ck_assert (rlif_plot_raster (raster, &part, in_folder ("b.svg"), NULL));
    g_autofree char *few = read_whole ("b.svg", NULL);
    ck_assert_ptr_null (strstr (few, "<image"));
  }
}
END_TEST

typedef struct {
  const guchar *data;
  gsize length;
} Bytes;

static cairo_status_t
read_bytes (void *closure, unsigned char *data, unsigned int length)
{
  Bytes *bytes = closure;
  if (length > bytes->length) return CAIRO_STATUS_READ_ERROR;
  memcpy (data, bytes->data, length);
  bytes->data += length;
  bytes->length -= length;
  return CAIRO_STATUS_SUCCESS;
}

/* The image in an SVG, and where its pixels are in points. */
static Pixels
load_image (const char *name, double *scale, double *x, double *y)
{
  g_autofree char *svg = read_whole (name, NULL);
  const char *matrix = strstr (strstr (svg, "<use xlink:href=\"#image"), "matrix(") + 7;
  ck_assert_int_eq (sscanf (matrix, "%lf,0,0,%*f,%lf,%lf)", scale, x, y), 3);
  char *base64 = strstr (svg, ";base64,") + 8;
  *strchr (base64, '"') = '\0';
  Bytes bytes;
  g_autofree guchar *png = g_base64_decode (base64, &bytes.length);
  bytes.data = png;
  cairo_surface_t *image = cairo_image_surface_create_from_png_stream (read_bytes, &bytes);
  ck_assert_int_eq (cairo_surface_status (image), CAIRO_STATUS_SUCCESS);
  return (Pixels) { image, cairo_image_surface_get_width (image),
                    cairo_image_surface_get_height (image) };
}

/* A lone spike, among many elsewhere, lies at one place in the PNG and in the image of an SVG. */
START_TEST (dots_of_the_image_are_where_dots_of_a_png_are)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 90);
  RlifTrain *train = add_spread (raster, "E", 30, 22000);
  for (guint k = 0; k < 21999; k++) train->time[k] = 0.001 * k;
  train->time[21999] = 71.25;
  train->neuron[21999] = 19;
  draw (raster, "a.png");
  draw (raster, "a.svg");
  double scale, x, y;
  const Pixels p = load_pixels ("a.png"), image = load_image ("a.svg", &scale, &x, &y);
  const Box axis = find_axis (&p);
  Box dot = { p.width, -1, p.height, -1, 0 }, same = { image.width, -1, image.height, -1, 0 };
  for (int k = 0; k < p.width * axis.top; k++) {
    const int i = k % p.width, j = k / p.width;
    if (i < p.width / 2 || j > axis.top - 3 || pixel_at (&p, i, j) == WHITE) continue;
    dot = (Box) { MIN (dot.left, i), MAX (dot.right, i), MIN (dot.top, j), MAX (dot.bottom, j), 1 };
  }
  for (int k = 0; k < image.width * image.height; k++) {
    const int i = k % image.width, j = k / image.width;
    if (i < image.width / 2 || pixel_at (&image, i, j) == WHITE) continue;
    same = (Box) { MIN (same.left, i), MAX (same.right, i), MIN (same.top, j),
                   MAX (same.bottom, j), 1 };
  }
  ck_assert_uint_eq (dot.n + same.n, 2);
  ck_assert_double_eq_tol ((dot.left + dot.right + 1) / 4.0,
                           x + scale * (same.left + same.right + 1) / 2.0, 0.4);
  ck_assert_double_eq_tol ((dot.top + dot.bottom + 1) / 4.0,
                           y + scale * (same.top + same.bottom + 1) / 2.0, 0.4);
  cairo_surface_destroy (p.surface);
  cairo_surface_destroy (image.surface);
}
END_TEST

START_TEST (strokes_of_a_vector_picture_are_as_many_as_spikes)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 90), silent = rlif_raster_new (0, 90);
  add_spread (raster, "E", 800, 1234);
  add_spread (silent, "E", 800, 0);
  draw (raster, "a.svg");
  g_autofree char *svg = read_whole ("a.svg", NULL);
  guint most = 0;
  g_auto (GStrv) lines = g_strsplit (svg, "\n", -1);
  for (guint k = 0; lines[k]; k++) {
    if (!strstr (lines[k], "stroke:rgb(0%,44.7")) continue;
    guint n = 0;
    for (const char *m = lines[k]; (m = strstr (m, "M ")); m++) n++;
    most = MAX (most, n);
  }
  ck_assert_uint_eq (most, 1234);
}
END_TEST

START_TEST (a_picture_has_the_size_asked_for)
{
  g_autoptr (RlifRaster) raster = make_column ();
  const RlifPlotOptions options = { .title = "a title", .width = 400, .height = 500.5 };
  ck_assert (rlif_plot_raster (raster, &options, in_folder ("a.png"), NULL));
  const Pixels p = load_pixels ("a.png");
  ck_assert_int_eq (p.width, 800);
  ck_assert_int_eq (p.height, 1001);
  cairo_surface_destroy (p.surface);
  const RlifPlotOptions wide = { .width = 700 };
  ck_assert (rlif_plot_raster (raster, &wide, in_folder ("a.svg"), NULL));
  g_autofree char *svg = read_whole ("a.svg", NULL);
  ck_assert_ptr_nonnull (strstr (svg, "width=\"700pt\""));
}
END_TEST

/* The smallest size is the one that the error names, and the picture of that size is whole. */
START_TEST (sizes_that_do_not_fit_are_errors_that_name_those_that_do)
{
  static const double sizes[][2] = { { 100, 500 }, { 400, 30 }, { 400, 2 }, { 3000, 500 },
                                     { 400, 3000 }, { NAN, 500 }, { HUGE_VAL, 500 } };
  g_autoptr (RlifRaster) raster = make_case (7);
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++) {
    g_autoptr (GError) error = NULL;
    const RlifPlotOptions options = { .width = sizes[k][0], .height = sizes[k][1] };
    const gboolean ok = rlif_plot_raster (raster, &options, in_folder ("a.png"), &error);
    if (isnan (sizes[k][0])) {
      ck_assert (ok);
      g_remove (in_folder ("a.png"));
      continue;
    }
    ck_assert (!ok);
    ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
    ck_assert_ptr_nonnull (strstr (error->message, "is no size for this picture; what fits: "));
  }
  ck_assert_uint_eq (count_files (), 0);
  g_autoptr (GError) error = NULL;
  RlifPlotOptions options = { .width = 300, .height = 100 };
  ck_assert (!rlif_plot_raster (raster, &options, in_folder ("a.png"), &error));
  const double cm = g_ascii_strtod (strstr (error->message, "height from ") + 12, NULL);
  options.height = (cm - 0.15) * 72 / 2.54;
  ck_assert (!rlif_plot_raster (raster, &options, in_folder ("a.png"), NULL));
  options.height = cm * 72 / 2.54;
  ck_assert (rlif_plot_raster (raster, &options, in_folder ("a.png"), NULL));
  const Pixels p = load_pixels ("a.png");
  ck_assert (is_blank (&p, 0, p.width - 1, p.height - 2, p.height - 1));
  cairo_surface_destroy (p.surface);
}
END_TEST

START_TEST (a_long_title_takes_two_lines_at_most)
{
  g_autoptr (RlifRaster) raster = make_case (0);
  char title[4000];
  memset (title, 'W', sizeof title);
  for (guint k = 7; k < sizeof title; k += 8) title[k] = ' ';
  title[sizeof title - 1] = '\0';
  int height[3], top[3];
  for (guint k = 0; k < 3; k++) {
    const RlifPlotOptions options = { .title = k == 0 ? NULL : k == 1 ? "W" : title };
    ck_assert (rlif_plot_raster (raster, &options, in_folder ("a.png"), NULL));
    const Pixels p = load_pixels ("a.png");
    height[k] = p.height;
    top[k] = find_color (&p, rlif_color (0), 0, p.height).top;
    ck_assert (is_blank (&p, 0, 1, 0, p.height - 1));
    ck_assert (is_blank (&p, p.width - 2, p.width - 1, 0, p.height - 1));
    cairo_surface_destroy (p.surface);
  }
  ck_assert_int_gt (height[1], height[0] + 20);
  ck_assert_int_gt (height[2], height[1] + 20);
  ck_assert_int_lt (height[2], height[1] + 30);
  ck_assert_int_le (abs (top[1] - top[0] - height[1] + height[0]), 2);
  ck_assert_int_le (abs (top[2] - top[0] - height[2] + height[0]), 2);
}
END_TEST

START_TEST (names_may_be_empty_or_no_utf_8_and_neurons_very_many)
{
  g_autoptr (RlifRaster) raster = rlif_raster_new (0, 10);
  const double time[] = { 1.5, 2.5, 9 };
  const guint32 neuron[] = { 0, 4294967294u, 4294967294u };
  add_train (raster, "", G_MAXUINT32, 3, time, neuron);
  add_train (raster, "\xff\xfe <i>&amp;\n\t", 2, 0, time, neuron);
  for (guint k = 0; k < 3; k++)
    draw (raster, k == 0 ? "a.png" : k == 1 ? "a.svg" : "a.pdf");
  ck_assert_uint_eq (count_files (), 3);
}
END_TEST

START_TEST (a_wrong_end_of_the_name_is_an_error)
{
  g_autoptr (RlifRaster) raster = make_case (0);
  g_autoptr (GError) error = NULL;
  const RlifPlotOptions options = { 0 };
  ck_assert (!rlif_plot_raster (raster, &options, in_folder ("a.jpg"), &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
  ck_assert_uint_eq (count_files (), 0);
}
END_TEST

TEST_MAIN_WITH (make_folder, remove_folder, "raster",
                the_figure_shows_spikes_at_their_times_below_each_other,
                a_part_of_the_time_fills_the_width,
                each_population_has_its_name_beside_its_bar_and_no_other,
                names_that_find_no_room_are_left_out,
                rates_of_more_than_twelve_populations_are_one,
                where_nothing_happens_nothing_is_drawn_but_words,
                nothing_is_cut_off_at_the_edges,
                the_same_raster_is_the_same_file_in_every_format,
                very_many_dots_of_a_vector_picture_become_an_image,
                dots_of_the_image_are_where_dots_of_a_png_are,
                strokes_of_a_vector_picture_are_as_many_as_spikes,
                a_picture_has_the_size_asked_for,
                sizes_that_do_not_fit_are_errors_that_name_those_that_do,
                a_long_title_takes_two_lines_at_most,
                names_may_be_empty_or_no_utf_8_and_neurons_very_many,
                a_wrong_end_of_the_name_is_an_error)
