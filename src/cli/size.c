/* The size of a picture as people write it. */
#include <math.h>
#include <string.h>
#include "cli/size.h"

/* "16", "16 cm": with a unit, or in the given one. */
static gboolean
parse_length (const char *text, const char *unit, double *points)
{
  static const struct { const char *name; double points; } units[] = {
    { "cm", 72 / 2.54 }, { "mm", 7.2 / 2.54 }, { "in", 72 }, { "pt", 1 } };
  char *end;
  const double number = g_ascii_strtod (text, &end);
  g_autofree char *own = g_strstrip (g_strdup (end));
  if (end == text || !isfinite (number) || number <= 0) return FALSE;
  for (gsize k = 0; k < G_N_ELEMENTS (units); k++)
    if (g_str_equal (*own ? own : unit, units[k].name)) {
      *points = number * units[k].points;
      return TRUE;
    }
  return FALSE;
}

gboolean
rlif_size_parse (const char *text, double *width, double *height, GError **error)
{
  g_auto (GStrv) part = g_strsplit (text, strstr (text, "×") ? "×" : "x", 2);
  const char *second = part[0] && part[1] ? part[1] : "";
  g_autofree char *unit = g_strstrip (g_strdup (second + strcspn (second, "cmip")));
  if (parse_length (second, "", height) && parse_length (part[0], unit, width)) return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "--size=%s: is not a width and a height; what fits: “16 cm x 12 cm”, in cm, mm, in "
               "or pt", text);
  return FALSE;
}
