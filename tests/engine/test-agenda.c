/* The agenda: whatever the delays, each window gets what comes in it, in the total order. */
#include <rlif/random.h>
#include "engine/agenda.h"
#include "check-main.h"

#define WINDOW 1000

typedef struct {
  RlifTime longest;      /* delay */
  RlifTime grain;        /* of which delays are multiples */
  guint most;            /* deliveries that a window sends */
} Case;

static const Case CASES[] = {
  { WINDOW, 1, 30 }, { 9 * WINDOW, 1, 30 }, { 9 * WINDOW, WINDOW, 30 }, { 3 * WINDOW, WINDOW / 2, 2000 },
  { 5000 * WINDOW, 1, 30 }, { 5000 * WINDOW, 700, 2 }, { G_GINT64_CONSTANT (9000000000000000), 1000000007, 5 },
};

static RlifProjection projection[2];   /* by number */
static RlifStream lot;

/* A step of the current, one time in nine, or what is sent at a moment. */
static RlifDelivery
random_delivery (const Case *c, RlifTime sent, guint32 number)
{
  const guint32 grains = (guint32) MIN ((c->longest - WINDOW) / c->grain, G_MAXUINT32 - 1);
  const RlifTime delay = WINDOW + (RlifTime) rlif_stream_below (&lot, grains + 1) * c->grain;
  const guint32 by = rlif_stream_below (&lot, 2);
  projection[by].number = by;
  if (rlif_stream_below (&lot, 9) == 0) return (RlifDelivery) { .time = sent + delay, .begin = number };
  return (RlifDelivery) { .time = sent + delay, .projection = &projection[by], .sender = 1 + rlif_stream_below (&lot, 5),
                          .begin = number, .n = 1 };
}

/* The total order; number, kept in `begin`, is that in which they were added. */
static int
compare (gconstpointer x, gconstpointer y)
{
  const RlifDelivery *a = x, *b = y;
  if (a->time != b->time) return a->time < b->time ? -1 : 1;
  if (a->sender != b->sender) return a->sender < b->sender ? -1 : 1;
  if (a->projection && a->projection != b->projection) return a->projection->number < b->projection->number ? -1 : 1;
  return a->begin < b->begin ? -1 : 1;
}

static void
check_window (const RlifAgenda *agenda, GArray *waiting, RlifTime end)
{
  for (guint k = 0; k < agenda->due.n; k++) {
    ck_assert_uint_lt (k, waiting->len);
    ck_assert_uint_eq (agenda->due.delivery[k].begin, g_array_index (waiting, RlifDelivery, k).begin);
  }
  g_array_remove_range (waiting, 0, agenda->due.n);
  if (waiting->len) ck_assert_int_ge (g_array_index (waiting, RlifDelivery, 0).time, end);
}

START_TEST (each_window_gets_what_comes_in_it)
{
  const Case *c = &CASES[_i];
  RlifAgenda agenda;
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (RlifDelivery));
  RlifTime end = 0;
  guint32 number = 0;
  rlif_stream_init (&lot, 4711, RLIF_PURPOSE_CONNECT, "agenda", (guint64) _i);
  rlif_agenda_init (&agenda, WINDOW, c->longest, 1);
  ck_assert_int_eq (rlif_agenda_next_time (&agenda), RLIF_NEVER);
  for (guint window = 0; window < 3000 && number < 100000; window++) {
    RlifTime begin = rlif_agenda_next_time (&agenda);
    ck_assert_int_eq (begin, waiting->len ? g_array_index (waiting, RlifDelivery, 0).time : RLIF_NEVER);
    if (begin == RLIF_NEVER) begin = end + rlif_stream_below (&lot, 100000);   /* something else happens */
    end = begin + 1 + rlif_stream_below (&lot, WINDOW);
    rlif_agenda_take (&agenda, begin, end);
    check_window (&agenda, waiting, end);
    const guint n = window % 1000 < 900 ? rlif_stream_below (&lot, c->most) : 0;
    for (guint k = 0; k < n && waiting->len < 5000; k++) {
      const RlifTime sent = begin + (RlifTime) rlif_stream_below (&lot, (guint32) (end - begin));
      const RlifDelivery d = random_delivery (c, sent, number++);
      g_array_append_val (waiting, d);
      rlif_agenda_add (&agenda, &d);
    }
    g_array_sort (waiting, compare);
  }
  ck_assert_uint_gt (number, 500);
  rlif_agenda_clear (&agenda);
}
END_TEST

START_TEST (a_thousand_deliveries_of_one_moment_are_in_order)
{
  RlifAgenda agenda;
  rlif_agenda_init (&agenda, WINDOW, 2 * WINDOW, 1);
  for (guint32 k = 0; k < 2000; k++)
    rlif_agenda_add (&agenda, &(RlifDelivery) { .time = 1500, .projection = projection, .sender = 1 + k % 1000 * 37 % 1000,
                                                .begin = k / 1000 });
  rlif_agenda_take (&agenda, 1000, 2000);
  ck_assert_uint_eq (agenda.due.n, 2000);
  for (guint32 k = 0; k < 2000; k++) {
    ck_assert_uint_eq (agenda.due.delivery[k].sender, 1 + k / 2);
    ck_assert_uint_eq (agenda.due.delivery[k].begin, k % 2);
  }
  rlif_agenda_clear (&agenda);
}
END_TEST

START_TEST (a_window_with_much_in_it_ends_earlier)
{
  RlifAgenda agenda;
  rlif_agenda_init (&agenda, WINDOW, 2 * WINDOW, 13);
  for (guint32 k = 0; k < 100; k++)
    rlif_agenda_add (&agenda, &(RlifDelivery) { .time = 3000 + 10 * k, .projection = projection, .sender = 1, .n = 7 });
  ck_assert_int_eq (rlif_agenda_limit (&agenda, 3000, 4000, 1300), 4000);
  ck_assert_int_eq (rlif_agenda_limit (&agenda, 3000, 4000, 700), 4000);
  const RlifTime end = rlif_agenda_limit (&agenda, 3000, 4000, 350);
  ck_assert_int_gt (end, 3500);
  ck_assert_int_le (end, 3500 + WINDOW / 4);
  rlif_agenda_take (&agenda, 3000, end);
  ck_assert_int_eq (agenda.due.n, (end - 3000 + 9) / 10);
  rlif_agenda_clear (&agenda);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("agenda");
  TCase *tcase = tcase_create ("agenda");
  tcase_add_loop_test (tcase, each_window_gets_what_comes_in_it, 0, G_N_ELEMENTS (CASES));
  tcase_add_test (tcase, a_thousand_deliveries_of_one_moment_are_in_order);
  tcase_add_test (tcase, a_window_with_much_in_it_ends_earlier);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
