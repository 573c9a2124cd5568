/* Round numbers along an axis, against what a reader reads off them. */
#include "check-main.h"
#include <math.h>
#include <string.h>
#include "plot/ticks.h"

/* The number that a text such as "−1.5×10⁷" means. */
static double
read_number (const char *text)
{
  static const char *const superscripts[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  const gboolean negative = g_str_has_prefix (text, "−");
  if (negative) text += strlen ("−");
  char *end;
  double value = g_ascii_strtod (text, &end);
  if (g_str_has_prefix (end, "×10")) {
    end += strlen ("×10");
    const gboolean below = g_str_has_prefix (end, "⁻");
    if (below) end += strlen ("⁻");
    int power = 0;
    while (*end) {
      int digit = 0;
      while (digit < 10 && !g_str_has_prefix (end, superscripts[digit])) digit++;
      ck_assert_int_lt (digit, 10);
      power = 10 * power + digit;
      end += strlen (superscripts[digit]);
    }
    value *= pow (10, below ? -power : power);
  }
  ck_assert_str_eq (end, "");
  return negative ? -value : value;
}

static const double ranges[][2] = {
  { 0, 1 }, { 0, 100 }, { 200, 1200 }, { 0, 0.3 }, { 123.4, 123.7 }, { 3600000, 3600050 },
  { -70, -50 }, { -3.7, 2.385 }, { 0, 7.2e6 }, { 0, 4.1e8 }, { 0, 3e-5 }, { -1e-7, 1e-7 },
  { 0, 1e300 }, { 1e6, 1e6 + 1e-3 }, { 0, 999999 }, { 86399.99, 86400.02 } };

START_TEST (distances_are_one_two_or_five_times_a_power_of_ten)
{
  for (double range = 3.1e-9; range < 1e12; range *= 1.7)
    for (int most = 1; most < 30; most += 3) {
      const double distance = rlif_tick_distance (range, most);
      const double mantissa = distance / pow (10, floor (log10 (distance) + 1e-9));
      ck_assert (fabs (mantissa - 1) < 1e-9 || fabs (mantissa - 2) < 1e-9
                 || fabs (mantissa - 5) < 1e-9);
    }
}
END_TEST

START_TEST (a_distance_is_the_smallest_that_makes_few_enough_parts)
{
  for (double range = 3.1e-9; range < 1e12; range *= 1.7)
    for (int most = 1; most < 30; most += 3) {
      const double distance = rlif_tick_distance (range, most);
      ck_assert_double_le (range / distance, most * (1 + 1e-9));
      ck_assert_double_gt (range / distance, most / 2.5000001);
    }
  ck_assert_double_eq_tol (rlif_tick_distance (0.7, 7), 0.1, 1e-15);
  ck_assert_double_eq_tol (rlif_tick_distance (1000, 10), 100, 1e-12);
  ck_assert_double_eq_tol (rlif_tick_distance (1000, 9), 200, 1e-12);
  ck_assert_double_eq_tol (rlif_tick_distance (1000, 4), 500, 1e-12);
  ck_assert_double_eq_tol (rlif_tick_distance (1000, 1), 1000, 1e-12);
}
END_TEST

START_TEST (ticks_lie_within_the_range_and_leave_no_end_uncovered)
{
  for (gsize k = 0; k < G_N_ELEMENTS (ranges); k++) {
    const double begin = ranges[k][0], end = ranges[k][1];
    const double distance = rlif_tick_distance (end - begin, 7);
    g_autoptr (RlifTicks) ticks = rlif_ticks_new (begin, end, distance);
    const double slack = 1e-6 * distance;
    ck_assert_uint_ge (ticks->n, 2);
    ck_assert_double_ge (ticks->value[0], begin - slack);
    ck_assert_double_lt (ticks->value[0], begin + distance - slack / 2);
    ck_assert_double_le (ticks->value[ticks->n - 1], end + slack);
    ck_assert_double_gt (ticks->value[ticks->n - 1], end - distance + slack / 2);
    for (guint j = 1; j < ticks->n; j++)
      ck_assert_double_eq_tol (ticks->value[j] - ticks->value[j - 1], distance, slack);
  }
}
END_TEST

START_TEST (ends_that_are_ticks_but_for_rounding_are_ticks)
{
  g_autoptr (RlifTicks) ticks = rlif_ticks_new (0.1 + 0.2, 0.7, 0.1);
  ck_assert_uint_eq (ticks->n, 5);
  ck_assert_str_eq (ticks->text[0], "0.3");
  ck_assert_str_eq (ticks->text[4], "0.7");
}
END_TEST

START_TEST (numbers_say_what_they_mean_and_differ)
{
  for (gsize k = 0; k < G_N_ELEMENTS (ranges); k++) {
    const double begin = ranges[k][0], end = ranges[k][1];
    const double distance = rlif_tick_distance (end - begin, 7);
    g_autoptr (RlifTicks) ticks = rlif_ticks_new (begin, end, distance);
    for (guint j = 0; j < ticks->n; j++) {
      ck_assert_double_eq_tol (read_number (ticks->text[j]), ticks->value[j], 1e-6 * distance);
      if (j) ck_assert_str_ne (ticks->text[j], ticks->text[j - 1]);
    }
  }
}
END_TEST

START_TEST (numbers_are_written_as_in_print)
{
  static const struct { double begin, end, distance; const char *texts; } cases[] = {
    { 0, 1, 0.5, "0 0.5 1.0" },
    { 0, 0.1, 0.05, "0 0.05 0.10" },
    { -0.5, 0.5, 0.5, "−0.5 0 0.5" },
    { -20, 20, 20, "−20 0 20" },
    { 0, 200000, 100000, "0 100000 200000" },
    { 0, 3e7, 1e7, "0 1×10⁷ 2×10⁷ 3×10⁷" },
    { 8e6, 1.2e7, 2e6, "8×10⁶ 1.0×10⁷ 1.2×10⁷" },
    { -2e-5, 2e-5, 2e-5, "−2×10⁻⁵ 0 2×10⁻⁵" },
    { 3600000, 3600010, 5, "3600000 3600005 3600010" },
    { 0, 2e-12, 1e-12, "0 1×10⁻¹² 2×10⁻¹²" } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    g_autoptr (RlifTicks) ticks = rlif_ticks_new (cases[k].begin, cases[k].end, cases[k].distance);
    g_autofree char *texts = g_strjoinv (" ", ticks->text);
    ck_assert_str_eq (texts, cases[k].texts);
  }
}
END_TEST

START_TEST (a_range_without_a_multiple_has_no_tick)
{
  g_autoptr (RlifTicks) ticks = rlif_ticks_new (1.2, 1.7, 1);
  ck_assert_uint_eq (ticks->n, 0);
  ck_assert_ptr_null (ticks->text[0]);
}
END_TEST

START_TEST (ticks_are_never_without_number)
{
  g_autoptr (RlifTicks) ticks = rlif_ticks_new (0, 1e9, 1);
  ck_assert_uint_eq (ticks->n, 1000);
}
END_TEST

START_TEST (time_is_in_the_unit_that_reads_well)
{
  static const struct { double span; const char *name; double scale; } cases[] = {
    { 7.2e6, "s", 1e-3 }, { 5000, "s", 1e-3 }, { 4999, "ms", 1 }, { 1000, "ms", 1 },
    { 0.1, "ms", 1 }, { 0.099, "µs", 1e3 }, { 0.0003, "µs", 1e3 }, { 0.00009, "ns", 1e6 } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    const RlifTimeUnit unit = rlif_time_unit (cases[k].span);
    ck_assert_str_eq (unit.name, cases[k].name);
    ck_assert_double_eq (unit.scale, cases[k].scale);
  }
}
END_TEST

TEST_MAIN ("ticks", distances_are_one_two_or_five_times_a_power_of_ten,
           a_distance_is_the_smallest_that_makes_few_enough_parts,
           ticks_lie_within_the_range_and_leave_no_end_uncovered,
           ends_that_are_ticks_but_for_rounding_are_ticks, numbers_say_what_they_mean_and_differ,
           numbers_are_written_as_in_print, a_range_without_a_multiple_has_no_tick,
           ticks_are_never_without_number, time_is_in_the_unit_that_reads_well)
