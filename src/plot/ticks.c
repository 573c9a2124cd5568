/* Round numbers along an axis. */
#include <math.h>
#include <string.h>
#include "plot/ticks.h"

#define SLACK 1e-9          /* of a distance: what rounding may do to a multiple of it */
#define MOST_TICKS 1000
#define LONGEST_PLAIN 6     /* characters; above, powers of ten are written if they are shorter */

double
rlif_tick_distance (double range, int most)
{
  static const double steps[] = { 1, 2, 5, 10 };
  const double rough = range / MAX (most, 1);
  if (!(rough > 0)) return 1;
  const double power = pow (10, floor (log10 (rough)));
  guint k = 0;
  while (k < G_N_ELEMENTS (steps) - 1 && steps[k] * power < rough * (1 - SLACK)) k++;
  return steps[k] * power;
}

static int
exponent_of (double value)
{
  return (int) floor (log10 (value) + SLACK);
}

/* As typeset: a minus sign for the hyphen of printf. */
static char *
with_minus (double value, const char *digits)
{
  return g_strconcat (value < 0 ? "\xe2\x88\x92" : "", digits, NULL);
}

static char *
format_plain (double value, double distance)
{
  if (value == 0) return g_strdup ("0");
  g_autofree char *digits =
    g_strdup_printf ("%.*f", MAX (0, -exponent_of (distance)), fabs (value));
  return with_minus (value, digits);
}

/* 1.5×10⁷ */
static char *
format_power (double value, double distance)
{
  static const char *const superscripts[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  if (value == 0) return g_strdup ("0");
  const int exponent = exponent_of (fabs (value));
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%.*f×10%s", MAX (0, exponent - exponent_of (distance)),
                          fabs (value) / pow (10, exponent), exponent < 0 ? "⁻" : "");
  g_autofree char *power = g_strdup_printf ("%d", abs (exponent));
  for (const char *p = power; *p; p++) g_string_append (text, superscripts[*p - '0']);
  return with_minus (value, text->str);
}

static glong
longest (const RlifTicks *ticks)
{
  glong length = 0;
  for (guint k = 0; k < ticks->n; k++) length = MAX (length, g_utf8_strlen (ticks->text[k], -1));
  return length;
}

static void
format_all (RlifTicks *ticks, double distance, char *(*format) (double, double))
{
  for (guint k = 0; k < ticks->n; k++) {
    g_free (ticks->text[k]);
    ticks->text[k] = format (ticks->value[k], distance);
  }
}

RlifTicks *
rlif_ticks_new (double begin, double end, double distance)
{
  const double first = ceil (begin / distance - SLACK), last = floor (end / distance + SLACK);
  RlifTicks *ticks = g_new (RlifTicks, 1);
  ticks->n = last >= first ? (guint) MIN (last - first + 1, MOST_TICKS) : 0;
  ticks->value = g_new (double, ticks->n);
  ticks->text = g_new0 (char *, ticks->n + 1);
  for (guint k = 0; k < ticks->n; k++) ticks->value[k] = (first + k) * distance;
  format_all (ticks, distance, format_plain);
  const glong plain = longest (ticks);
  if (plain <= LONGEST_PLAIN) return ticks;
  format_all (ticks, distance, format_power);
  if (longest (ticks) >= plain) format_all (ticks, distance, format_plain);
  return ticks;
}

void
rlif_ticks_free (RlifTicks *ticks)
{
  if (!ticks) return;
  g_strfreev (ticks->text);
  g_free (ticks->value);
  g_free (ticks);
}

RlifTimeUnit
rlif_time_unit (double span)
{
  if (span >= 5000) return (RlifTimeUnit) { "s", 1e-3 };
  if (span >= 0.1) return (RlifTimeUnit) { "ms", 1 };
  if (span >= 1e-4) return (RlifTimeUnit) { "µs", 1e3 };
  return (RlifTimeUnit) { "ns", 1e6 };
}
