/* Words in a picture. */
#ifndef RLIF_PLOT_TEXT_H
#define RLIF_PLOT_TEXT_H

#include "plot/canvas.h"

typedef enum { RLIF_LEFT, RLIF_CENTER, RLIF_RIGHT } RlifAlign;

typedef struct {
  double size;       /* of the letters */
  RlifAlign align;   /* which end of the lines the point of rlif_text_draw is; vertically it is
                        always the middle */
  double angle;      /* [rad] clockwise around that point */
  double width;      /* lines are no longer than this; 0 for one line of any length */
  int lines;         /* at most so many (0 is 1): what is left over becomes an ellipsis */
  RlifColor color;
  gboolean markup;   /* the text is Pango markup: <i>, <b>, <sub> */
} RlifTextStyle;

/* The width, and if @height is not NULL the height, of a text. It need not be valid UTF-8. */
double rlif_text_measure (const RlifTextStyle *style, const char *text, double *height);
void rlif_text_draw (const RlifCanvas *canvas, const RlifTextStyle *style, double x, double y,
                     const char *text);

#endif
