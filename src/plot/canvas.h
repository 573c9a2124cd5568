/* A picture being drawn, and the file it becomes. Lengths are in points, 1/72 inch; y downwards. */
#ifndef RLIF_PLOT_CANVAS_H
#define RLIF_PLOT_CANVAS_H

#include <cairo.h>
#include <rlif/error.h>

typedef enum { RLIF_PNG, RLIF_SVG, RLIF_PDF } RlifPictureFormat;

typedef struct {
  cairo_t *cr;
  double width, height;
  double em;                 /* size of usual text: 9, in small pictures less */
  double grid;               /* pixels per point; 0 in a picture made of lines */
  RlifPictureFormat format;
  char *path;
  GByteArray *bytes;         /* the file so far */
} RlifCanvas;

typedef struct {
  double red, green, blue;
} RlifColor;

extern const RlifColor RLIF_INK, RLIF_PALE_INK;

/* Eight colours that colour-blind people tell apart too, over and over: those of Okabe & Ito,
 * "Color universal design" (2008), with grey for the yellow that is lost on white. */
RlifColor rlif_color (guint index);

/* @share    of the colour, the rest is white */
RlifColor rlif_color_lighten (RlifColor color, double share);

/* The size of usual text in a picture whose shorter side is @length. */
double rlif_text_size (double length);

/* Begins a picture; the end of the name tells its format: .png, .svg or .pdf.
 *
 * Returns: (owned) NULL on error. */
RlifCanvas *rlif_canvas_new (const char *path, double width, double height, double em,
                             GError **error);
void rlif_canvas_free (RlifCanvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifCanvas, rlif_canvas_free)

/* Puts the finished picture in its place, whole or not at all. Nothing can be drawn afterwards. */
gboolean rlif_canvas_save (RlifCanvas *canvas, GError **error);

void rlif_canvas_set_color (const RlifCanvas *canvas, RlifColor color);

/* The nearest length that ends between two pixels, so that edges are sharp. */
double rlif_canvas_snap (const RlifCanvas *canvas, double length);

#endif
