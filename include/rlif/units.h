/* rlif/units.h - quantities as people write them: "20 ms", "0.1 mV", "1.5 kHz".
 *
 * Times are in ms, potentials in mV and currents in pA inside rlif; with these three, pF = pA ms/mV,
 * nS = pA/mV and 1/ms follow without a factor. A text is turned into the unit asked for in decimal
 * and rounded once, so "0.1 s" and "100 ms" are the same double. */
#ifndef RLIF_UNITS_H
#define RLIF_UNITS_H

#include <rlif/error.h>
#include <rlif/model.h>

RLIF_BEGIN_DECLS

/* Powers of time, potential and current. */
typedef struct {
  gint8 time, potential, current;
} RlifDimension;

/* A unit: 10^scale times the product of the base units ms, mV and pA to these powers. */
typedef struct {
  RlifDimension dimension;
  int scale;
} RlifUnit;

/* Reads a unit: names joined by * and /, each with an optional power: "mV", "1/ms", "mV/ms^2", "".
 *
 * @error    RLIF_ERROR_UNIT if a name is not known
 *
 * Returns: FALSE on error, with *unit unchanged. */
gboolean rlif_unit_parse (const char *text, RlifUnit *unit, GError **error);

gboolean rlif_dimension_equal (RlifDimension a, RlifDimension b);

/* The units that fit a dimension, for messages.
 *
 * Returns: (owned) such as "ms, s, us"; for a plain number "no unit". */
char *rlif_dimension_describe (RlifDimension dimension);

/* Reads a finite number with its unit.
 *
 * @unit     the unit that *value is wanted in, "" for a plain number
 * @error    RLIF_ERROR_SYNTAX if there is no number, RLIF_ERROR_UNIT if the unit is missing, unknown
 *           or of another dimension; the message says which units fit
 *
 * Returns: FALSE on error, with *value unchanged. */
gboolean rlif_quantity_parse (const char *text, const char *unit, double *value, GError **error);

/* Reads a number with any unit, or none.
 *
 * @value    in ms, mV, pA and their products
 *
 * Returns: FALSE on error, with both results unchanged. */
gboolean rlif_quantity_parse_any (const char *text, double *value, RlifDimension *dimension,
                                  GError **error);

/* Reads a span of time that is a whole number of ticks.
 *
 * @ticks_per_ms  a power of ten
 * @error    also RLIF_ERROR_INVALID if it is finer than a tick or longer than 9e18 ticks (2.5 hours of 1 fs)
 *
 * Returns: FALSE on error, with *time unchanged. */
gboolean rlif_time_parse (const char *text, gint64 ticks_per_ms, RlifTime *time, GError **error);

/* Returns: (owned) a moment for people, such as "351.2 ms", with up to @digits significant digits. */
char *rlif_time_format (RlifTime time, gint64 ticks_per_ms, int digits);

RLIF_END_DECLS

#endif
