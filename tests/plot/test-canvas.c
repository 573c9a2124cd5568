/* Pictures as files, and the words and axes in them. */
#include <config.h>
#include "check-main.h"
#include <math.h>
#include <string.h>
#include <zlib.h>
#include "plot/axes.h"
#include "plot/text.h"
#include "picture-kit.h"

static const char *const names[] = { "a.png", "a.svg", "a.pdf" };

static void
paint (const char *name)
{
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (in_folder (name), 120.5, 80, 9, NULL);
  const RlifTextStyle style = { .size = 9, .color = RLIF_INK };
  rlif_text_draw (canvas, &style, 10, 20, "membrane potential");
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 5, 5);
  cairo_set_source_surface (canvas->cr, image, 50, 50);
  cairo_paint (canvas->cr);
  cairo_surface_destroy (image);
  rlif_canvas_set_color (canvas, rlif_color (1));
  cairo_rectangle (canvas->cr, 60, 60, 20, 10);
  cairo_fill (canvas->cr);
  ck_assert (rlif_canvas_save (canvas, NULL));
}

START_TEST (the_end_of_the_name_tells_the_format)
{
  static const char *const begins[] = { "\x89PNG\r\n", "<?xml", "%PDF-" };
  static const char *const ends[] = { "IEND\xae\x42\x60\x82", "</svg>\n", "%%EOF\n" };
  for (guint k = 0; k < 3; k++) {
    paint (names[k]);
    gsize length;
    g_autofree char *text = read_whole (names[k], &length);
    ck_assert_int_eq (memcmp (text, begins[k], strlen (begins[k])), 0);
    ck_assert_int_eq (memcmp (text + length - strlen (ends[k]), ends[k], strlen (ends[k])), 0);
  }
  paint ("B.PNG");
  ck_assert (same_bytes ("B.PNG", "a.png"));
  ck_assert_uint_eq (count_files (), 4);
}
END_TEST

START_TEST (another_end_of_the_name_is_an_error)
{
  static const char *const wrong[] = { "a.gif", "png", "a.png.txt", "" };
  for (guint k = 0; k < G_N_ELEMENTS (wrong); k++) {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (rlif_canvas_new (in_folder (wrong[k]), 100, 100, 9, &error));
    ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_INVALID));
    ck_assert (g_str_has_prefix (error->message, in_folder (wrong[k])));
    ck_assert (g_str_has_suffix (error->message, "what fits: .png, .svg, .pdf"));
  }
  ck_assert_uint_eq (count_files (), 0);
}
END_TEST

START_TEST (the_same_drawing_is_the_same_file_whatever_was_drawn_before)
{
  for (guint k = 0; k < 3; k++) paint (names[k]);
  g_autofree char *first = read_whole ("a.svg", NULL);
  ck_assert (strstr (first, "<image id=\"image1\"") != NULL);
  for (guint k = 0; k < 3; k++) {
    const char *again = k == 0 ? "b.png" : k == 1 ? "b.svg" : "b.pdf";
    paint (again);
    ck_assert (same_bytes (names[k], again));
  }
}
END_TEST

/* Whether every reference in an SVG finds a definition. */
START_TEST (the_parts_of_an_svg_find_each_other)
{
  paint ("a.svg");
  paint ("b.svg");
  g_autofree char *svg = read_whole ("b.svg", NULL);
  g_autoptr (GRegex) references = g_regex_new ("(?:xlink:href=\"#|url\\(#)([^\")]+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;
  g_regex_match (references, svg, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL), n++) {
    g_autofree char *name = g_match_info_fetch (match, 1);
    g_autofree char *definition = g_strdup_printf ("id=\"%s\"", name);
    g_auto (GStrv) parts = g_strsplit (svg, definition, -1);
    ck_assert_uint_eq (g_strv_length (parts), 2);
  }
  ck_assert_uint_gt (n, 10);
}
END_TEST

static gboolean
holds (const char *data, gsize length, const char *text)
{
  return memmem (data, length, text, strlen (text)) != NULL;
}

/* Neither as it stands nor in its compressed parts, one of which may hold where it comes from. */
START_TEST (a_pdf_holds_no_date)
{
  paint ("a.pdf");
  gsize length;
  g_autofree char *pdf = read_whole ("a.pdf", &length);
  gboolean producer = holds (pdf, length, "/Producer");
  ck_assert (!holds (pdf, length, "Date"));
  for (gsize k = 0; k + 7 < length; k++) {
    static char plain[65536];
    uLongf size = sizeof plain;
    if (memcmp (pdf + k, "stream\n", 7) != 0) continue;
    if (uncompress ((Bytef *) plain, &size, (const Bytef *) pdf + k + 7, length - k - 7) != Z_OK)
      continue;
    producer = producer || holds (plain, size, "/Producer");
    ck_assert (!holds (plain, size, "Date"));
  }
  ck_assert (producer);
}
END_TEST

START_TEST (a_png_has_two_pixels_a_point)
{
  paint ("a.png");
  const Pixels p = load_pixels ("a.png");
  ck_assert_int_eq (p.width, 241);
  ck_assert_int_eq (p.height, 160);
  const Box box = find_color (&p, rlif_color (1), 0, p.height);
  ck_assert_int_eq (box.left, 120);
  ck_assert_int_eq (box.right, 159);
  ck_assert_int_eq (box.top, 120);
  ck_assert_int_eq (box.bottom, 139);
  ck_assert_uint_eq (box.n, 40 * 20);
  ck_assert_uint_eq (pixel_at (&p, 239, 1), WHITE);
  cairo_surface_destroy (p.surface);
}
END_TEST

START_TEST (a_file_that_cannot_be_written_is_an_error_and_leaves_nothing)
{
  for (guint k = 0; k < 3; k++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *nowhere = g_build_filename (folder, "no", "such", names[k], NULL);
    g_autoptr (RlifCanvas) canvas = rlif_canvas_new (nowhere, 100, 100, 9, NULL);
    ck_assert (!rlif_canvas_save (canvas, &error));
    ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_IO));
    ck_assert (g_str_has_prefix (error->message, nowhere));
  }
  ck_assert_uint_eq (count_files (), 0);
}
END_TEST

START_TEST (a_picture_that_is_not_saved_leaves_the_old_one)
{
  paint ("a.png");
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (in_folder ("a.png"), 120.5, 80, 9, NULL);
  cairo_paint (canvas->cr);
  paint ("b.png");
  ck_assert (same_bytes ("a.png", "b.png"));
  ck_assert_uint_eq (count_files (), 2);
}
END_TEST

START_TEST (a_picture_too_large_for_memory_is_an_error)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (in_folder ("a.png"), 40000, 100, 9, NULL);
  ck_assert (!rlif_canvas_save (canvas, &error));
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_LIMIT));
  ck_assert_uint_eq (count_files (), 0);
}
END_TEST

START_TEST (colours_differ_from_each_other_and_from_white)
{
  for (guint k = 0; k < 8; k++) {
    ck_assert_uint_eq (rgb_of (rlif_color (k)), rgb_of (rlif_color (k + 8)));
    ck_assert_uint_ne (rgb_of (rlif_color (k)), WHITE);
    for (guint j = 0; j < k; j++) {
      const RlifColor a = rlif_color (j), b = rlif_color (k);
      const double apart = fabs (a.red - b.red) + fabs (a.green - b.green) + fabs (a.blue - b.blue);
      ck_assert_double_gt (apart, 0.3);
    }
  }
  ck_assert_uint_eq (rgb_of (rlif_color_lighten (rlif_color (2), 0)), WHITE);
  ck_assert_uint_eq (rgb_of (rlif_color_lighten (rlif_color (2), 1)), rgb_of (rlif_color (2)));
}
END_TEST

START_TEST (text_is_smaller_in_small_pictures)
{
  ck_assert_double_eq (rlif_text_size (100), 7);
  ck_assert_double_eq (rlif_text_size (360), 8);
  ck_assert_double_eq (rlif_text_size (2000), 9);
}
END_TEST

START_TEST (long_text_is_broken_into_lines_and_then_cut)
{
  const char *const text = "layer 5 excitatory thick-tufted pyramidal neurons of the rat";
  RlifTextStyle style = { .size = 9 };
  double line, two, three;
  const double width = rlif_text_measure (&style, text, &line);
  ck_assert_double_gt (width, 200);
  style.width = 100;
  style.lines = 2;
  ck_assert_double_le (rlif_text_measure (&style, text, &two), 100);
  ck_assert_double_eq_tol (two, 2 * line, 0.5);
  style.lines = 3;
  ck_assert_double_le (rlif_text_measure (&style, text, &three), 100);
  ck_assert_double_eq_tol (three, 3 * line, 0.5);
  style.lines = 0;
  ck_assert_double_le (rlif_text_measure (&style, text, &two), 100);
  ck_assert_double_eq_tol (two, line, 0.5);
  style.width = 1000;
  ck_assert_double_eq_tol (rlif_text_measure (&style, text, NULL), width, 0.01);
}
END_TEST

static Box
ink_of (const RlifTextStyle *style, const char *text)
{
  g_autoptr (RlifCanvas) canvas = rlif_canvas_new (in_folder ("t.png"), 200, 200, 9, NULL);
  rlif_text_draw (canvas, style, 100, 100, text);
  ck_assert (rlif_canvas_save (canvas, NULL));
  const Pixels p = load_pixels ("t.png");
  Box box = { p.width, -1, p.height, -1, 0 };
  for (int y = 0; y < p.height; y++)
    for (int x = 0; x < p.width; x++) {
      if (pixel_at (&p, x, y) == WHITE) continue;
      box = (Box) { MIN (box.left, x), MAX (box.right, x), MIN (box.top, y), MAX (box.bottom, y),
                    box.n + 1 };
    }
  cairo_surface_destroy (p.surface);
  return box;
}

START_TEST (text_stands_where_its_style_says)
{
  RlifTextStyle style = { .size = 9, .align = RLIF_LEFT };
  Box box = ink_of (&style, "HHHH");
  ck_assert_int_ge (box.left, 200);
  ck_assert_int_le (box.left, 204);
  ck_assert_int_le (abs (box.top + box.bottom - 400), 6);
  const int width = box.right - box.left;
  ck_assert_int_gt (width, 40);
  style.align = RLIF_RIGHT;
  box = ink_of (&style, "HHHH");
  ck_assert_int_le (box.right, 200);
  ck_assert_int_ge (box.right, 196);
  style.align = RLIF_CENTER;
  box = ink_of (&style, "HHHH");
  ck_assert_int_le (abs (box.left + box.right - 400), 3);
  style.angle = -G_PI / 2;
  box = ink_of (&style, "HHHH");
  ck_assert_int_le (abs (box.top + box.bottom - 400), 3);
  ck_assert_int_le (abs (box.bottom - box.top - width), 2);
  ck_assert_int_le (abs (box.left + box.right - 400), 6);
}
END_TEST

START_TEST (text_that_is_wrapped_is_aligned_at_the_same_point)
{
  RlifTextStyle style = { .size = 9, .align = RLIF_RIGHT, .width = 40, .lines = 3 };
  const Box right = ink_of (&style, "HHH HHHH HH");
  ck_assert_int_le (right.right, 200);
  ck_assert_int_ge (right.right, 195);
  ck_assert_int_ge (right.left, 2 * (100 - 40));
  ck_assert_int_gt (right.bottom - right.top, 40);
}
END_TEST

START_TEST (text_need_not_be_utf_8_and_is_no_markup)
{
  const RlifTextStyle style = { .size = 9 };
  ck_assert_uint_gt (ink_of (&style, "E \xff\xfe").n, 0);
  const double plain = rlif_text_measure (&style, "b", NULL);
  ck_assert_double_gt (rlif_text_measure (&style, "<b>b</b>", NULL), 4 * plain);
  double one, broken;
  rlif_text_measure (&style, "a b", &one);
  rlif_text_measure (&style, "a\nb", &broken);
  ck_assert_double_eq_tol (broken, one, 3);
}
END_TEST

START_TEST (data_lies_where_the_axes_say)
{
  const RlifAxes axes = { .x = 30, .y = 20, .width = 200, .height = 100,
                          .left = 2.385, .right = 12.385, .bottom = -70, .top = -50 };
  ck_assert_double_eq_tol (rlif_axes_x (&axes, 2.385), 30, 1e-12);
  ck_assert_double_eq_tol (rlif_axes_x (&axes, 4.885), 80, 1e-12);
  ck_assert_double_eq_tol (rlif_axes_x (&axes, 12.385), 230, 1e-12);
  ck_assert_double_eq_tol (rlif_axes_y (&axes, -70), 120, 1e-12);
  ck_assert_double_eq_tol (rlif_axes_y (&axes, -65), 95, 1e-12);
  ck_assert_double_eq_tol (rlif_axes_y (&axes, -50), 20, 1e-12);
}
END_TEST

START_TEST (the_top_of_an_axis_is_a_tick_above_the_data)
{
  static const double largest[][2] = { { 9.9, 10 }, { 10, 10 }, { 10.01, 12 }, { 0.073, 0.08 },
                                       { 4.3e7, 5e7 }, { 0, 1 } };
  for (guint k = 0; k < G_N_ELEMENTS (largest); k++) {
    RlifAxes axes = { .height = 100 };
    rlif_axes_fit_top (&axes, 9, largest[k][0]);
    ck_assert_double_eq_tol (axes.top, largest[k][1], 1e-9 * largest[k][1]);
  }
}
END_TEST

/* Columns of white between the numbers of an x axis: the widest number must not touch the next. */
START_TEST (numbers_of_an_axis_stand_apart)
{
  static const double ranges[][2] = { { 0, 100 }, { 3600000, 3600050 }, { 0, 4e8 },
                                      { 123.4011, 123.4012 }, { -1, 1 } };
  for (guint k = 0; k < G_N_ELEMENTS (ranges); k++)
    for (double width = 60; width < 420; width += 111) {
      g_autoptr (RlifCanvas) canvas = rlif_canvas_new (in_folder ("x.png"), 500, 60, 9, NULL);
      const RlifAxes axes = { .x = 40, .y = 10, .width = width, .height = 10, .left = ranges[k][0],
                              .right = ranges[k][1], .top = 1 };
      rlif_axes_draw_x (&axes, canvas, 1, TRUE, NULL);
      ck_assert (rlif_canvas_save (canvas, NULL));
      const Pixels p = load_pixels ("x.png");
      int numbers = 0, ticks = 0, blank = 99;
      for (int x = 0; x < p.width; x++) {
        gboolean ink = FALSE;
        for (int y = 52; y < p.height; y++) ink = ink || pixel_at (&p, x, y) != WHITE;
        numbers += ink && blank > 9;
        blank = ink ? 0 : blank + 1;
        ticks += pixel_at (&p, x, 44) != WHITE && pixel_at (&p, x - 1, 44) == WHITE;
      }
      ck_assert_int_ge (ticks, 1);
      ck_assert_int_eq (numbers, ticks);
      cairo_surface_destroy (p.surface);
    }
}
END_TEST

TEST_MAIN_WITH (make_folder, remove_folder, "canvas", the_end_of_the_name_tells_the_format,
                another_end_of_the_name_is_an_error,
                the_same_drawing_is_the_same_file_whatever_was_drawn_before,
                the_parts_of_an_svg_find_each_other, a_pdf_holds_no_date,
                a_png_has_two_pixels_a_point,
                a_file_that_cannot_be_written_is_an_error_and_leaves_nothing,
                a_picture_that_is_not_saved_leaves_the_old_one,
                a_picture_too_large_for_memory_is_an_error,
                colours_differ_from_each_other_and_from_white, text_is_smaller_in_small_pictures,
                long_text_is_broken_into_lines_and_then_cut, text_stands_where_its_style_says,
                text_that_is_wrapped_is_aligned_at_the_same_point,
                text_need_not_be_utf_8_and_is_no_markup, data_lies_where_the_axes_say,
                the_top_of_an_axis_is_a_tick_above_the_data, numbers_of_an_axis_stand_apart)
