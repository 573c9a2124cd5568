/* Pictures as files, and text in them. */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <pango/pangocairo.h>
#include "base/replace.h"
#include "plot/canvas.h"

#define PIXELS_PER_POINT 2.0   /* 144 dots per inch: sharp on paper of usual size, and on screens */
#define FONT "DejaVu Sans"

RlifColor
rlif_color (guint index)
{
  static const RlifColor colors[] = {
    { 0.000, 0.447, 0.698 }, { 0.835, 0.369, 0.000 }, { 0.000, 0.620, 0.451 },
    { 0.800, 0.475, 0.655 }, { 0.902, 0.624, 0.000 }, { 0.337, 0.706, 0.914 },
    { 0.350, 0.350, 0.350 } };
  return colors[index % G_N_ELEMENTS (colors)];
}

void
rlif_canvas_set_color (const RlifCanvas *canvas, RlifColor color)
{
  cairo_set_source_rgb (canvas->cr, color.red, color.green, color.blue);
}

static cairo_surface_t *
open_surface (const char *path, const char *aside, double width, double height)
{
  if (g_str_has_suffix (path, ".svg")) {
    cairo_surface_t *svg = cairo_svg_surface_create (aside, width, height);
    cairo_svg_surface_set_document_unit (svg, CAIRO_SVG_UNIT_PT);
    return svg;
  }
  if (g_str_has_suffix (path, ".pdf")) {
    cairo_surface_t *pdf = cairo_pdf_surface_create (aside, width, height);
    /* Without it the file would hold the time of day. */
    cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    return pdf;
  }
  cairo_surface_t *png = cairo_image_surface_create (
    CAIRO_FORMAT_RGB24, (int) (width * PIXELS_PER_POINT), (int) (height * PIXELS_PER_POINT));
  cairo_surface_set_device_scale (png, PIXELS_PER_POINT, PIXELS_PER_POINT);
  return png;
}

RlifCanvas *
rlif_canvas_open (const char *path, double width, double height, GError **error)
{
  const gboolean vector = g_str_has_suffix (path, ".svg") || g_str_has_suffix (path, ".pdf");
  if (!vector && !g_str_has_suffix (path, ".png")) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s: the end of the name tells no kind of picture; what fits: .png, .svg, .pdf",
                 path);
    return NULL;
  }
  char *aside = rlif_replace_begin (path, error);
  if (!aside) return NULL;
  RlifCanvas *canvas = g_new (RlifCanvas, 1);
  cairo_surface_t *surface = open_surface (path, aside, width, height);
  *canvas = (RlifCanvas) { cairo_create (surface), width, height, vector, g_strdup (path), aside };
  cairo_surface_destroy (surface);
  cairo_set_source_rgb (canvas->cr, 1, 1, 1);
  cairo_paint (canvas->cr);
  return canvas;
}

gboolean
rlif_canvas_close (RlifCanvas *canvas, GError **error)
{
  cairo_surface_t *surface = cairo_surface_reference (cairo_get_target (canvas->cr));
  cairo_status_t status = cairo_status (canvas->cr);
  cairo_destroy (canvas->cr);
  if (!canvas->vector && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png (surface, canvas->aside);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  gboolean ok = status == CAIRO_STATUS_SUCCESS;
  if (ok)
    ok = rlif_replace_commit (canvas->aside, canvas->path, error);
  else {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", canvas->path,
                 cairo_status_to_string (status));
    rlif_replace_abort (canvas->aside);
  }
  g_free (canvas->path);
  g_free (canvas->aside);
  g_free (canvas);
  return ok;
}

double
rlif_canvas_text (const RlifCanvas *canvas, double x, double y, RlifAlign align, double size,
                  double angle, double widest, const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout (canvas->cr);
  PangoFontDescription *font = pango_font_description_from_string (FONT);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  if (widest > 0) {
    pango_layout_set_width (layout, (int) (widest * PANGO_SCALE));
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  }
  PangoRectangle box;
  pango_layout_get_extents (layout, NULL, &box);
  const double width = (double) box.width / PANGO_SCALE, height = (double) box.height / PANGO_SCALE;
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, x, y);
  cairo_rotate (canvas->cr, angle);
  cairo_move_to (canvas->cr,
                 -(double) box.x / PANGO_SCALE - (align == RLIF_LEFT ? 0 : align == RLIF_CENTER ? width / 2 : width),
                 -height / 2);
  pango_cairo_show_layout (canvas->cr, layout);
  cairo_restore (canvas->cr);
  pango_font_description_free (font);
  g_object_unref (layout);
  return width;
}
