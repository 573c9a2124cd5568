/* Quantities as people write them. */
#include <rlif/units.h>
#include "check-main.h"

static const gint64 FS = G_GINT64_CONSTANT (1000000000000);

static double
in (const char *text, const char *unit)
{
  double value = NAN;
  GError *error = NULL;
  ck_assert_msg (rlif_quantity_parse (text, unit, &value, &error), "%s: %s", text,
                 error ? error->message : "");
  return value;
}

START_TEST (units_move_the_decimal_point_exactly)
{
  ck_assert (in ("0.1 s", "ms") == 100);
  ck_assert (in ("2.385 mV", "mV") == 2.385);
  ck_assert (in ("1.5 kHz", "Hz") == 1500);
  ck_assert (in ("0.3 us", "ms") == 0.3e-3);
  ck_assert (in ("0.7 nA", "pA") == 700);
  ck_assert (in ("  -1.25e-1nS ", "nS") == -0.125);
  ck_assert (in ("8 1/ms", "kHz") == 8);
  ck_assert (in ("3 mV/ms", "V/s") == 3);
  ck_assert (in ("5 pA*ms", "fC") == 5);
  ck_assert (in ("4 mV^2", "V^2") == 4e-6);
  ck_assert (in ("0.5", "") == 0.5);
}
END_TEST

START_TEST (capacitance_and_conductance_follow_from_the_base_units)
{
  double value;
  RlifDimension pf, product;
  ck_assert (rlif_quantity_parse_any ("250 pF", &value, &pf, NULL) && value == 250);
  ck_assert (rlif_quantity_parse_any ("1 pA*ms/mV", &value, &product, NULL) && value == 1);
  ck_assert (rlif_dimension_equal (pf, product));
  ck_assert (rlif_quantity_parse_any ("1 GOhm", &value, &pf, NULL) && value == 1);
  ck_assert (rlif_quantity_parse_any ("1 mV/pA", &value, &product, NULL) && value == 1);
  ck_assert (rlif_dimension_equal (pf, product));
}
END_TEST

static void
refused (const char *text, const char *unit, int code, const char *message)
{
  double value = 17;
  GError *error = NULL;
  ck_assert_msg (!rlif_quantity_parse (text, unit, &value, &error), "%s", text);
  ck_assert_int_eq (error->code, code);
  ck_assert_msg (strstr (error->message, message) != NULL, "%s: %s", text, error->message);
  ck_assert (value == 17);
  g_error_free (error);
}

START_TEST (what_does_not_fit_is_named_with_what_would)
{
  refused ("20", "ms", RLIF_ERROR_UNIT, "“20” lacks a unit; what fits: s, ms, us");
  refused ("20 mV", "ms", RLIF_ERROR_UNIT, "“20 mV” has the wrong unit; what fits: s, ms");
  refused ("20 m", "ms", RLIF_ERROR_UNIT, "“ m” is not a unit");
  refused ("20 ms ms", "ms", RLIF_ERROR_UNIT, "is not a unit");
  refused ("20 ms/", "ms", RLIF_ERROR_UNIT, "is not a unit");
  refused ("20 ms^", "ms", RLIF_ERROR_UNIT, "is not a unit");
  refused ("3 mV", "", RLIF_ERROR_UNIT, "what fits: no unit");
  refused ("ms", "ms", RLIF_ERROR_SYNTAX, "is not a number");
  refused ("", "ms", RLIF_ERROR_SYNTAX, "is not a number");
  refused (".", "", RLIF_ERROR_SYNTAX, "is not a number");
  refused ("nan", "", RLIF_ERROR_SYNTAX, "is not a number");
  refused ("inf ms", "ms", RLIF_ERROR_SYNTAX, "is not a number");
  refused ("1e999 ms", "ms", RLIF_ERROR_INVALID, "out of range");
  refused ("1e305 s", "fs", RLIF_ERROR_INVALID, "out of range");
}
END_TEST

static RlifTime
ticks (const char *text)
{
  RlifTime t = -17;
  GError *error = NULL;
  ck_assert_msg (rlif_time_parse (text, FS, &t, &error), "%s: %s", text, error ? error->message : "");
  return t;
}

START_TEST (a_moment_is_a_whole_number_of_ticks)
{
  ck_assert_int_eq (ticks ("1.5 ms"), 1500000000000);
  ck_assert_int_eq (ticks ("0.000000000001 ms"), 1);
  ck_assert_int_eq (ticks ("37.25 ms"), 37250000000000);
  ck_assert_int_eq (ticks ("2 s"), 2000 * FS);
  ck_assert_int_eq (ticks ("1e-3 s"), FS);
  ck_assert_int_eq (ticks ("9000 s"), 9000000 * FS);
  ck_assert_int_eq (ticks ("0 ms"), 0);
  ck_assert_int_eq (ticks ("-0.5 us"), -500000000);
}
END_TEST

START_TEST (a_moment_finer_than_a_tick_or_beyond_all_time_is_refused)
{
  RlifTime t = 5;
  GError *error = NULL;
  ck_assert (!rlif_time_parse ("0.5 fs", FS, &t, &error));
  ck_assert (strstr (error->message, "not a whole number of ticks of 1 fs") != NULL);
  g_clear_error (&error);
  ck_assert (!rlif_time_parse ("1e6 s", FS, &t, &error));
  ck_assert (strstr (error->message, "coarser resolution") != NULL);
  g_clear_error (&error);
  ck_assert (!rlif_time_parse ("99999999999999999999 ms", 1, &t, &error));
  ck_assert (strstr (error->message, "coarser resolution") != NULL);
  g_clear_error (&error);
  ck_assert (!rlif_time_parse ("3 mV", FS, &t, &error));
  ck_assert (strstr (error->message, "wrong unit") != NULL);
  g_clear_error (&error);
  ck_assert_int_eq (t, 5);
}
END_TEST

TEST_MAIN ("units", units_move_the_decimal_point_exactly,
           capacitance_and_conductance_follow_from_the_base_units,
           what_does_not_fit_is_named_with_what_would, a_moment_is_a_whole_number_of_ticks,
           a_moment_finer_than_a_tick_or_beyond_all_time_is_refused)
