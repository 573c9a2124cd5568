/* A picture being drawn: a cairo context on a file written aside, text by Pango. Lengths in points. */
#ifndef RLIF_PLOT_CANVAS_H
#define RLIF_PLOT_CANVAS_H

#include <cairo.h>
#include <rlif/error.h>

typedef struct {
  cairo_t *cr;
  double width, height;
  gboolean vector;       /* is the picture made of lines, not of pixels? */
  char *path, *aside;    /* the file to be, and where it is written */
} RlifCanvas;

typedef struct {
  double red, green, blue;
} RlifColor;

/* Colours that colour-blind people tell apart (Okabe & Ito 2008), in a circle. */
RlifColor rlif_color (guint index);
void rlif_canvas_set_color (const RlifCanvas *canvas, RlifColor color);

/* Opens a picture by the end of its name: .png, .svg or .pdf.
 *
 * Returns: (owned) NULL on error. */
RlifCanvas *rlif_canvas_open (const char *path, double width, double height, GError **error);

/* Closes the picture and puts it in its place, whole; frees the canvas in any case. */
gboolean rlif_canvas_close (RlifCanvas *canvas, GError **error);

typedef enum { RLIF_LEFT, RLIF_CENTER, RLIF_RIGHT } RlifAlign;

/* Writes a line of text whose anchor (left end, middle or right end; vertical middle) is at x, y.
 *
 * @angle    [rad] clockwise around the anchor
 * @widest   longer text is cut and ends in an ellipsis; 0 for any length
 *
 * Returns: the width of the text. */
double rlif_canvas_text (const RlifCanvas *canvas, double x, double y, RlifAlign align, double size,
                         double angle, double widest, const char *text);

#endif
