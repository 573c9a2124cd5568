/* The agenda: whatever the delays, events come out as from one priority queue. */
#include <rlif/random.h>
#include "engine/agenda.h"
#include "check-main.h"

#define WINDOW 1000

typedef struct {
  RlifTime longest;      /* delay */
  RlifTime grain;        /* of which delays are multiples */
  gboolean far;          /* inputs that spike long after */
} Case;

static const Case CASES[] = {
  { WINDOW, 1, FALSE }, { 9 * WINDOW, 1, FALSE }, { 9 * WINDOW, WINDOW, FALSE },
  { 5000 * WINDOW, 1, FALSE }, { 5000 * WINDOW, 700, TRUE }, { 3 * WINDOW, WINDOW / 2, TRUE },
};

static RlifEvent
random_event (RlifStream *lot, const Case *c, RlifTime now, guint32 number)
{
  const guint32 grains = (guint32) ((c->longest - WINDOW) / c->grain);
  const RlifTime delay = WINDOW + (RlifTime) rlif_stream_below (lot, grains + 1) * c->grain;
  return (RlifEvent) { .time = now + delay, .kind = RLIF_EVENT_NETWORK, .sent = now,
                       .source = rlif_stream_below (lot, 5), .projection = rlif_stream_below (lot, 2),
                       .k = number };
}

/* Pushes as a network does: what is popped sends up to two events, as long as there are not too many. */
START_TEST (events_come_out_as_from_one_queue)
{
  const Case *c = &CASES[_i];
  RlifStream lot;
  rlif_stream_init (&lot, 4711, RLIF_PURPOSE_CONNECT, "agenda", (guint64) _i);
  RlifQueue *inner = rlif_queue_new (), *plain = rlif_queue_new ();
  RlifAgenda *agenda = rlif_agenda_new (inner, WINDOW, c->longest);
  ck_assert_int_eq (rlif_agenda_next_time (agenda), RLIF_NEVER);
  for (guint32 k = 0; c->far && k < 40; k++) {
    const RlifEvent event = { .time = (RlifTime) k * 777777, .kind = RLIF_EVENT_EMIT, .k = k };
    rlif_queue_push (inner, &event);
    rlif_queue_push (plain, &event);
  }
  RlifTime now = 0;
  guint32 number = 0;
  for (guint32 step = 0; step < 60000; step++) {
    const guint waiting = (guint) rlif_queue_length (plain);
    for (guint k = waiting < 50 ? 3 : waiting > 900 ? 0 : rlif_stream_below (&lot, 3); k > 0; k--) {
      const RlifEvent event = random_event (&lot, c, now, number++);
      rlif_agenda_push (agenda, &event);
      rlif_queue_push (plain, &event);
    }
    ck_assert_int_eq (rlif_agenda_next_time (agenda), rlif_queue_next_time (plain));
    const RlifEvent expected = rlif_queue_pop (plain), got = rlif_agenda_pop (agenda);
    ck_assert (!rlif_event_before (&expected, &got) && !rlif_event_before (&got, &expected));
    now = got.time;
  }
  while (rlif_queue_length (plain) > 0) {
    const RlifEvent expected = rlif_queue_pop (plain), got = rlif_agenda_pop (agenda);
    ck_assert_uint_eq (expected.k, got.k);
  }
  ck_assert_int_eq (rlif_agenda_next_time (agenda), RLIF_NEVER);
  ck_assert_uint_eq (rlif_agenda_get_pushed (agenda), number + (c->far ? 40 : 0));
  rlif_agenda_free (agenda);
  rlif_queue_free (inner);
  rlif_queue_free (plain);
}
END_TEST

START_TEST (a_thousand_events_of_one_moment_are_in_order)
{
  RlifQueue *inner = rlif_queue_new ();
  RlifAgenda *agenda = rlif_agenda_new (inner, WINDOW, 2 * WINDOW);
  for (guint32 k = 0; k < 1000; k++)
    rlif_agenda_push (agenda, &(RlifEvent) { .time = 1500, .source = k * 37 % 1000 });
  for (guint32 k = 0; k < 1000; k++) ck_assert_uint_eq (rlif_agenda_pop (agenda).source, k);
  rlif_agenda_free (agenda);
  rlif_queue_free (inner);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("agenda");
  TCase *tcase = tcase_create ("agenda");
  tcase_add_loop_test (tcase, events_come_out_as_from_one_queue, 0, G_N_ELEMENTS (CASES));
  tcase_add_test (tcase, a_thousand_events_of_one_moment_are_in_order);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  const int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
