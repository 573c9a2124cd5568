/* Numbers and names as reports have them. */
#include <math.h>
#include <string.h>
#include "cli/format.h"

char *
rlif_format_joules (double joules)
{
  static const char *const prefix[] = { "f", "p", "n", "µ", "m", "", "k", "M" };
  if (isnan (joules)) return g_strdup ("-");
  if (joules == 0) return g_strdup ("0 J");
  const int k = (int) floor (log10 (joules) / 3 + 1e-12) + 5;
  const int known = CLAMP (k, 0, (int) G_N_ELEMENTS (prefix) - 1);
  return g_strdup_printf ("%.3g %sJ", joules * pow (10, -3 * (known - 5)), prefix[known]);
}

char *
rlif_format_csv (const char *name)
{
  if (!strpbrk (name, ",\"")) return g_strdup (name);
  g_auto (GStrv) part = g_strsplit (name, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", part);
  return g_strconcat ("\"", doubled, "\"", NULL);
}
