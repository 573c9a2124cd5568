/* Pictures as files.
 *
 * The same drawing makes the same bytes, always. Two things stand against it in cairo: it writes
 * the time of day into a PDF, and names the parts of an SVG by a number that counts all surfaces
 * since the process began. The first is left out, the second are counted anew. */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/replace.h"
#include "plot/canvas.h"

#define PIXELS_PER_POINT 2   /* of a PNG: 144 dots per inch */

const RlifColor RLIF_INK = { 0.15, 0.15, 0.15 };
const RlifColor RLIF_PALE_INK = { 0.45, 0.45, 0.45 };

RlifColor
rlif_color (guint index)
{
  static const RlifColor colors[] = {
    { 0.000, 0.447, 0.698 }, { 0.835, 0.369, 0.000 }, { 0.000, 0.620, 0.451 },
    { 0.800, 0.475, 0.655 }, { 0.902, 0.624, 0.000 }, { 0.337, 0.706, 0.914 },
    { 0.550, 0.550, 0.550 }, { 0.000, 0.000, 0.000 } };
  return colors[index % G_N_ELEMENTS (colors)];
}

RlifColor
rlif_color_lighten (RlifColor color, double share)
{
  const double white = 1 - share;
  return (RlifColor) { white + share * color.red, white + share * color.green,
                       white + share * color.blue };
}

double
rlif_text_size (double length)
{
  return CLAMP (5 + length / 120, 7, 9);
}

void
rlif_canvas_set_color (const RlifCanvas *canvas, RlifColor color)
{
  cairo_set_source_rgb (canvas->cr, color.red, color.green, color.blue);
}

double
rlif_canvas_snap (const RlifCanvas *canvas, double length)
{
  return canvas->grid > 0 ? round (length * canvas->grid) / canvas->grid : length;
}

static gboolean
find_format (const char *path, RlifPictureFormat *format, GError **error)
{
  static const char *const endings[] = { [RLIF_PNG] = ".png", [RLIF_SVG] = ".svg",
                                         [RLIF_PDF] = ".pdf" };
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (guint k = 0; k < G_N_ELEMENTS (endings); k++)
    if (g_str_has_suffix (lower, endings[k])) {
      *format = k;
      return TRUE;
    }
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
               "%s: the end of the name tells no kind of picture; what fits: .png, .svg, .pdf",
               path);
  return FALSE;
}

static cairo_status_t
append (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
new_surface (const RlifCanvas *canvas)
{
  cairo_surface_t *surface;
  switch (canvas->format) {
  case RLIF_SVG:
    surface = cairo_svg_surface_create_for_stream (append, canvas->bytes, canvas->width,
                                                   canvas->height);
    cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PT);
    return surface;
  case RLIF_PDF:
    surface = cairo_pdf_surface_create_for_stream (append, canvas->bytes, canvas->width,
                                                   canvas->height);
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    return surface;
  default:
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                          (int) ceil (canvas->width * canvas->grid),
                                          (int) ceil (canvas->height * canvas->grid));
    cairo_surface_set_device_scale (surface, canvas->grid, canvas->grid);
    return surface;
  }
}

RlifCanvas *
rlif_canvas_new (const char *path, double width, double height, double em, GError **error)
{
  RlifPictureFormat format;
  if (!find_format (path, &format, error)) return NULL;
  RlifCanvas *canvas = g_new (RlifCanvas, 1);
  *canvas = (RlifCanvas) { .width = width, .height = height, .em = em,
                           .grid = format == RLIF_PNG ? PIXELS_PER_POINT : 0, .format = format,
                           .path = g_strdup (path), .bytes = g_byte_array_new () };
  cairo_surface_t *surface = new_surface (canvas);
  canvas->cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  cairo_set_source_rgb (canvas->cr, 1, 1, 1);
  cairo_paint (canvas->cr);
  return canvas;
}

void
rlif_canvas_free (RlifCanvas *canvas)
{
  if (!canvas) return;
  cairo_destroy (canvas->cr);
  g_byte_array_unref (canvas->bytes);
  g_free (canvas->path);
  g_free (canvas);
}

/* A name that was not met before gets the next number. */
static gboolean
renumber (const GMatchInfo *match, GString *result, gpointer data)
{
  GHashTable *numbers = data;
  g_autofree char *kind = g_match_info_fetch (match, 1);
  char *name = g_match_info_fetch (match, 0);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, name));
  if (!number) number = g_hash_table_size (numbers) + 1;
  g_hash_table_insert (numbers, name, GUINT_TO_POINTER (number));
  g_string_append_printf (result, "%s%u", kind, number);
  return FALSE;
}

static void
renumber_parts (GByteArray *svg)
{
  static const char pattern[] = "(?:(?<=id=\")|(?<=#))([a-z-]+)[0-9]+(?=[\")])";
  g_autoptr (GRegex) ids = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = g_regex_replace_eval (ids, (const char *) svg->data, (gssize) svg->len, 0,
                                                0, renumber, numbers, NULL);
  g_byte_array_set_size (svg, 0);
  g_byte_array_append (svg, (const guint8 *) text, (guint) strlen (text));
}

static gboolean
write_file (const char *aside, const GByteArray *bytes)
{
  FILE *file = g_fopen (aside, "wb");
  if (!file) return FALSE;
  const gboolean written = fwrite (bytes->data, 1, bytes->len, file) == bytes->len;
  return fclose (file) == 0 && written;
}

gboolean
rlif_canvas_save (RlifCanvas *canvas, GError **error)
{
  cairo_surface_t *surface = cairo_get_target (canvas->cr);
  cairo_status_t status = cairo_status (canvas->cr);
  if (canvas->format == RLIF_PNG && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append, canvas->bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_LIMIT, "%s: cannot be drawn: %s", canvas->path,
                 cairo_status_to_string (status));
    return FALSE;
  }
  if (canvas->format == RLIF_SVG) renumber_parts (canvas->bytes);
  g_autofree char *aside = rlif_replace_begin (canvas->path, error);
  if (!aside) return FALSE;
  if (write_file (aside, canvas->bytes)) return rlif_replace_commit (aside, canvas->path, error);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", canvas->path,
               g_strerror (errno));
  rlif_replace_abort (aside);
  return FALSE;
}
