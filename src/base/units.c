/* Quantities with units.
 *
 * A unit is a power of ten times powers of ms, mV and pA, so changing to another unit only moves the
 * decimal point. That is done on the text: the number is converted to binary once, by strtod. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <rlif/units.h>

typedef struct {
  const char *name;
  RlifUnit unit;
} NamedUnit;

/* clang-format off */
static const NamedUnit UNITS[] = {
  { "s",    { { 1, 0, 0 },   3 } }, { "ms",   { { 1, 0, 0 },   0 } }, { "us",   { { 1, 0, 0 },  -3 } },
  { "ns",   { { 1, 0, 0 },  -6 } }, { "ps",   { { 1, 0, 0 },  -9 } }, { "fs",   { { 1, 0, 0 }, -12 } },
  { "Hz",   { { -1, 0, 0 }, -3 } }, { "kHz",  { { -1, 0, 0 },  0 } }, { "MHz",  { { -1, 0, 0 },  3 } },
  { "V",    { { 0, 1, 0 },   3 } }, { "mV",   { { 0, 1, 0 },   0 } }, { "uV",   { { 0, 1, 0 },  -3 } },
  { "nA",   { { 0, 0, 1 },   3 } }, { "pA",   { { 0, 0, 1 },   0 } }, { "fA",   { { 0, 0, 1 },  -3 } },
  { "uA",   { { 0, 0, 1 },   6 } }, { "mA",   { { 0, 0, 1 },   9 } }, { "A",    { { 0, 0, 1 },  12 } },
  { "F",    { { 1, -1, 1 }, 12 } }, { "nF",   { { 1, -1, 1 },  3 } }, { "pF",   { { 1, -1, 1 },  0 } },
  { "fF",   { { 1, -1, 1 }, -3 } }, { "uF",   { { 1, -1, 1 },  6 } },
  { "S",    { { 0, -1, 1 },  9 } }, { "mS",   { { 0, -1, 1 },  6 } }, { "uS",   { { 0, -1, 1 },  3 } },
  { "nS",   { { 0, -1, 1 },  0 } }, { "pS",   { { 0, -1, 1 }, -3 } },
  { "Ohm",  { { 0, 1, -1 }, -9 } }, { "kOhm", { { 0, 1, -1 }, -6 } }, { "MOhm", { { 0, 1, -1 }, -3 } },
  { "GOhm", { { 0, 1, -1 },  0 } },
  { "pC",   { { 1, 0, 1 },   3 } }, { "fC",   { { 1, 0, 1 },   0 } } };
/* clang-format on */

/* One factor, such as "ms^2"; *p is moved behind it. */
static gboolean
parse_factor (const char **p, int sign, RlifUnit *unit)
{
  const gsize n = strspn (*p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const char *after = *p + n;
  int power = 1;
  if (*after == '^') {
    char *end;
    power = (int) strtol (after + 1, &end, 10);
    if (end == after + 1 || power < -9 || power > 9) return FALSE;
    after = end;
  }
  for (gsize k = 0; k < G_N_ELEMENTS (UNITS); k++) {
    if (strlen (UNITS[k].name) != n || strncmp (UNITS[k].name, *p, n) != 0) continue;
    const RlifUnit *u = &UNITS[k].unit;
    power *= sign;
    unit->dimension.time = (gint8) (unit->dimension.time + power * u->dimension.time);
    unit->dimension.potential = (gint8) (unit->dimension.potential + power * u->dimension.potential);
    unit->dimension.current = (gint8) (unit->dimension.current + power * u->dimension.current);
    unit->scale += power * u->scale;
    *p = after;
    return TRUE;
  }
  return FALSE;
}

static const char *
skip_space (const char *p)
{
  while (g_ascii_isspace (*p)) p++;
  return p;
}

gboolean
rlif_unit_parse (const char *text, RlifUnit *unit, GError **error)
{
  RlifUnit u = { { 0, 0, 0 }, 0 };
  const char *p = skip_space (text);
  int sign = 1, factors = 0;
  while (*p) {
    const gboolean one = p[0] == '1' && factors == 0 && !g_ascii_isdigit (p[1]);
    if (one) p++;
    if ((!one && !parse_factor (&p, sign, &u)) || ++factors > 8) goto fail;
    p = skip_space (p);
    if (!*p) break;
    if (*p != '*' && *p != '/') goto fail;
    sign = *p == '*' ? 1 : -1;
    p = skip_space (p + 1);
    if (!*p) goto fail;
  }
  *unit = u;
  return TRUE;
fail:
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNIT, "“%s” is not a unit", text);
  return FALSE;
}

gboolean
rlif_dimension_equal (RlifDimension a, RlifDimension b)
{
  return a.time == b.time && a.potential == b.potential && a.current == b.current;
}

static void
append_power (GString *s, const char *name, int power)
{
  if (power == 0) return;
  if (s->len) g_string_append_c (s, '*');
  g_string_append (s, name);
  if (power != 1) g_string_append_printf (s, "^%d", power);
}

char *
rlif_dimension_describe (RlifDimension dimension)
{
  GString *s = g_string_new (NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (UNITS); k++)
    if (rlif_dimension_equal (UNITS[k].unit.dimension, dimension))
      g_string_append_printf (s, "%s%s", s->len ? ", " : "", UNITS[k].name);
  if (!s->len) {
    append_power (s, "mV", dimension.potential);
    append_power (s, "pA", dimension.current);
    append_power (s, "ms", dimension.time);
  }
  if (!s->len) g_string_append (s, "no unit");
  return g_string_free (s, FALSE);
}

/* The length of the decimal number that text starts with; 0 if it does not. */
static gsize
number_length (const char *text)
{
  const char *p = text;
  if (*p == '+' || *p == '-') p++;
  const gsize whole = strspn (p, "0123456789");
  p += whole;
  gsize part = 0;
  if (*p == '.') {
    part = strspn (p + 1, "0123456789");
    p += 1 + part;
  }
  if (whole + part == 0) return 0;
  if (*p == 'e' || *p == 'E') {
    const char *q = p + 1;
    if (*q == '+' || *q == '-') q++;
    const gsize digits = strspn (q, "0123456789");
    if (digits > 0) p = q + digits;
  }
  return (gsize) (p - text);
}

/* A decimal number split into its digits and the power of ten that multiplies them. */
typedef struct {
  char *mantissa;   /* owned: sign, digits and point */
  int exponent;
} Decimal;

/* Reads number and unit; what follows the unit is an error of the unit. */
static gboolean
split_quantity (const char *text, Decimal *number, RlifUnit *unit, gboolean *has_unit,
                GError **error)
{
  const char *p = skip_space (text);
  const gsize n = number_length (p);
  if (n == 0) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_SYNTAX, "“%s” is not a number with a unit", text);
    return FALSE;
  }
  if (!rlif_unit_parse (p + n, unit, error)) return FALSE;
  *has_unit = *skip_space (p + n) != '\0';
  g_autofree char *digits = g_strndup (p, n);
  char *e = strpbrk (digits, "eE");
  const long exponent = e ? strtol (e + 1, NULL, 10) : 0;
  if (exponent < -400 || exponent > 400) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "“%s” is out of range", text);
    return FALSE;
  }
  if (e) *e = '\0';
  number->mantissa = g_steal_pointer (&digits);
  number->exponent = (int) exponent;
  return TRUE;
}

/* mantissa * 10^(exponent + shift), rounded once. */
static gboolean
decimal_to_double (const Decimal *number, int shift, const char *text, double *value,
                   GError **error)
{
  g_autofree char *s = g_strdup_printf ("%se%d", number->mantissa, number->exponent + shift);
  const double v = g_ascii_strtod (s, NULL);
  if (!(v > -G_MAXDOUBLE && v < G_MAXDOUBLE)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "“%s” is out of range", text);
    return FALSE;
  }
  *value = v;
  return TRUE;
}

static gboolean
check_dimension (const char *text, RlifDimension got, gboolean has_unit, RlifDimension wanted,
                 GError **error)
{
  if (rlif_dimension_equal (got, wanted)) return TRUE;
  g_autofree char *fit = rlif_dimension_describe (wanted);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNIT, "“%s” %s; what fits: %s", text,
               has_unit ? "has the wrong unit" : "lacks a unit", fit);
  return FALSE;
}

gboolean
rlif_quantity_parse (const char *text, const char *unit, double *value, GError **error)
{
  RlifUnit wanted, got;
  gboolean has_unit;
  Decimal number = { NULL, 0 };
  if (!rlif_unit_parse (unit, &wanted, error)) return FALSE;
  if (!split_quantity (text, &number, &got, &has_unit, error)) return FALSE;
  const gboolean ok =
    check_dimension (text, got.dimension, has_unit, wanted.dimension, error)
    && decimal_to_double (&number, got.scale - wanted.scale, text, value, error);
  g_free (number.mantissa);
  return ok;
}

gboolean
rlif_quantity_parse_any (const char *text, double *value, RlifDimension *dimension, GError **error)
{
  RlifUnit unit;
  gboolean has_unit;
  Decimal number = { NULL, 0 };
  if (!split_quantity (text, &number, &unit, &has_unit, error)) return FALSE;
  const gboolean ok = decimal_to_double (&number, unit.scale, text, value, error);
  g_free (number.mantissa);
  if (ok) *dimension = unit.dimension;
  return ok;
}

/* Leaves room to add a delay to the last moment. */
#define LONGEST G_GINT64_CONSTANT (9000000000000000000)

/* mantissa * 10^exponent as an integer. Returns: 0 done, 1 not whole, 2 too large. */
static int
decimal_to_integer (const Decimal *number, int exponent, gint64 *result)
{
  const char *p = number->mantissa;
  const gboolean negative = *p == '-';
  if (*p == '+' || *p == '-') p++;
  const char *point = strchr (p, '.');
  const int behind_point = point ? (int) strlen (point + 1) : 0;
  int shift = exponent - behind_point;   /* zeros to append to the digits; < 0: to drop */
  int left = (int) strlen (p) - (point ? 1 : 0);
  gint64 r = 0;
  for (; *p; p++) {
    if (*p == '.') continue;
    const int digit = *p - '0';
    if (left-- <= -shift) {
      if (digit) return 1;
      continue;
    }
    if (r > (LONGEST - digit) / 10) return 2;
    r = 10 * r + digit;
  }
  for (; r && shift > 0; shift--) {
    if (r > LONGEST / 10) return 2;
    r *= 10;
  }
  *result = negative ? -r : r;
  return 0;
}

static int
decimal_digits (gint64 power_of_ten)
{
  int n = 0;
  for (; power_of_ten > 1; power_of_ten /= 10) n++;
  return n;
}

static const char *
tick_name (gint64 ticks_per_ms)
{
  static const char *const names[] = { "1 ms",   "100 us", "10 us", "1 us",   "100 ns", "10 ns", "1 ns",
                                       "100 ps", "10 ps",  "1 ps",  "100 fs", "10 fs",  "1 fs" };
  return names[MIN (decimal_digits (ticks_per_ms), 12)];
}

gboolean
rlif_time_parse (const char *text, gint64 ticks_per_ms, RlifTime *time, GError **error)
{
  RlifUnit got;
  gboolean has_unit;
  Decimal number = { NULL, 0 };
  if (!split_quantity (text, &number, &got, &has_unit, error)) return FALSE;
  gint64 ticks = 0;
  gboolean ok = check_dimension (text, got.dimension, has_unit, (RlifDimension) { 1, 0, 0 }, error);
  if (ok) {
    const int exponent = number.exponent + got.scale + decimal_digits (ticks_per_ms);
    const int bad = decimal_to_integer (&number, exponent, &ticks);
    ok = bad == 0;
    if (bad == 1)
      g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                   "“%s” is not a whole number of ticks of %s (the resolution)", text,
                   tick_name (ticks_per_ms));
    if (bad == 2)
      g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                   "“%s” is longer than can be counted in ticks of %s: choose a coarser resolution",
                   text, tick_name (ticks_per_ms));
  }
  g_free (number.mantissa);
  if (ok) *time = ticks;
  return ok;
}

char *
rlif_time_format (RlifTime time, gint64 ticks_per_ms, int digits)
{
  const double ms = (double) time / (double) ticks_per_ms;
  const double size = ms < 0 ? -ms : ms;
  if (size >= 1000) return g_strdup_printf ("%.*g s", digits, ms / 1000);
  if (size >= 1 || size == 0) return g_strdup_printf ("%.*g ms", digits, ms);
  if (size >= 1e-3) return g_strdup_printf ("%.*g us", digits, ms * 1e3);
  return g_strdup_printf ("%.*g ns", digits, ms * 1e6);
}
