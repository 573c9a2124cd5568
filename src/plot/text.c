/* Words in a picture, by Pango. */
#include <pango/pangocairo.h>
#include "plot/text.h"

#define FONT "DejaVu Sans"

/* Letters stand where the outlines want them, not on pixels: the same lines in every format. */
static PangoContext *
new_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  return context;
}

static PangoLayout *
new_layout (const RlifTextStyle *style, const char *text)
{
  static const PangoAlignment aligns[] = { [RLIF_LEFT] = PANGO_ALIGN_LEFT,
                                           [RLIF_CENTER] = PANGO_ALIGN_CENTER,
                                           [RLIF_RIGHT] = PANGO_ALIGN_RIGHT };
  PangoContext *context = new_context ();
  PangoLayout *layout = pango_layout_new (context);
  g_object_unref (context);
  PangoFontDescription *font = pango_font_description_from_string (FONT);
  pango_font_description_set_absolute_size (font, style->size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_alignment (layout, aligns[style->align]);
  if (style->width > 0) {
    pango_layout_set_width (layout, (int) (style->width * PANGO_SCALE));
    pango_layout_set_height (layout, -MAX (1, style->lines));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  }
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  if (style->markup)
    pango_layout_set_markup (layout, valid, -1);
  else
    pango_layout_set_text (layout, valid, -1);
  return layout;
}

double
rlif_text_measure (const RlifTextStyle *style, const char *text, double *height)
{
  PangoLayout *layout = new_layout (style, text);
  PangoRectangle box;
  pango_layout_get_extents (layout, NULL, &box);
  g_object_unref (layout);
  if (height) *height = (double) box.height / PANGO_SCALE;
  return (double) box.width / PANGO_SCALE;
}

void
rlif_text_draw (const RlifCanvas *canvas, const RlifTextStyle *style, double x, double y,
                const char *text)
{
  static const double before[] = { [RLIF_LEFT] = 0, [RLIF_CENTER] = 0.5, [RLIF_RIGHT] = 1 };
  PangoLayout *layout = new_layout (style, text);
  PangoRectangle box;
  pango_layout_get_extents (layout, NULL, &box);
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, x, y);
  cairo_rotate (canvas->cr, style->angle);
  cairo_move_to (canvas->cr, -(box.x + before[style->align] * box.width) / PANGO_SCALE,
                 -(box.y + 0.5 * box.height) / PANGO_SCALE);
  rlif_canvas_set_color (canvas, style->color);
  pango_cairo_update_layout (canvas->cr, layout);
  pango_cairo_show_layout (canvas->cr, layout);
  cairo_new_path (canvas->cr);
  cairo_restore (canvas->cr);
  g_object_unref (layout);
}
