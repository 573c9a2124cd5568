/* The contract of the priority queue, whatever its container. */
#include <rlif/random.h>
#include <string.h>
#include "check-main.h"
#include "engine/queue.h"

static int
compare (const RlifEvent *a, const RlifEvent *b)
{
  const gint64 x[] = { a->time, a->kind, a->source, a->projection, a->k };
  const gint64 y[] = { b->time, b->kind, b->source, b->projection, b->k };
  for (int j = 0; j < 5; j++)
    if (x[j] != y[j]) return x[j] < y[j] ? -1 : 1;
  return 0;
}

/* Few values, so that every kind of tie occurs. */
static RlifEvent
random_event (RlifStream *stream)
{
  return (RlifEvent) { .time = rlif_stream_below (stream, 7), .kind = rlif_stream_below (stream, 5),
                       .source = rlif_stream_below (stream, 3),
                       .projection = rlif_stream_below (stream, 2),
                       .k = rlif_stream_below (stream, 1000000),
                       .target = rlif_stream_below (stream, 77) };
}

START_TEST (events_come_out_in_the_total_order_whatever_order_they_went_in)
{
  enum { N = 4711 };
  RlifQueue *queue = rlif_queue_new ();
  RlifStream stream;
  rlif_stream_init (&stream, 3, RLIF_PURPOSE_STATE, "queue", 1);
  double sum_in = 0, sum_out = 0;
  for (int k = 0; k < N; k++) {
    const RlifEvent event = random_event (&stream);
    sum_in += event.target;
    rlif_queue_push (queue, &event);
  }
  ck_assert_uint_eq (rlif_queue_length (queue), N);
  RlifEvent last = rlif_queue_pop (queue);
  sum_out += last.target;
  for (int k = 1; k < N; k++) {
    ck_assert_int_eq (rlif_queue_next_time (queue) >= last.time, 1);
    const RlifEvent event = rlif_queue_pop (queue);
    ck_assert_int_le (compare (&last, &event), 0);
    sum_out += event.target;
    last = event;
  }
  ck_assert_uint_eq (rlif_queue_length (queue), 0);
  ck_assert (sum_in == sum_out);
  rlif_queue_free (queue);
}
END_TEST

/* Removes the first event of a plain list: what the queue must do. */
static RlifEvent
naive_pop (RlifEvent *list, int *n)
{
  int first = 0;
  for (int k = 1; k < *n; k++)
    if (compare (&list[k], &list[first]) < 0) first = k;
  const RlifEvent event = list[first];
  list[first] = list[--*n];
  return event;
}

START_TEST (pushes_and_pops_in_any_mixture_agree_with_a_plain_list)
{
  RlifQueue *queue = rlif_queue_new ();
  RlifEvent list[600];
  int n = 0;
  RlifStream stream;
  rlif_stream_init (&stream, 5, RLIF_PURPOSE_STATE, "mixture", 2);
  for (int step = 0; step < 20000; step++) {
    const gboolean grow = rlif_stream_below (&stream, 100) < (step / 500 % 2 ? 40 : 60);
    if (n == 0 || (grow && n < 600)) {
      RlifEvent event = random_event (&stream);
      event.k = (guint32) step;  /* no two are equal */
      list[n++] = event;
      rlif_queue_push (queue, &event);
    } else {
      const RlifEvent expected = naive_pop (list, &n), got = rlif_queue_pop (queue);
      ck_assert_int_eq (compare (&expected, &got), 0);
      ck_assert (expected.target == got.target);
    }
    ck_assert_uint_eq (rlif_queue_length (queue), (gsize) n);
  }
  rlif_queue_free (queue);
}
END_TEST

START_TEST (an_empty_queue_has_nothing_next)
{
  RlifQueue *queue = rlif_queue_new ();
  ck_assert_int_eq (rlif_queue_next_time (queue), RLIF_NEVER);
  rlif_queue_push (queue, &(RlifEvent) { .time = 23 });
  ck_assert_int_eq (rlif_queue_next_time (queue), 23);
  ck_assert_int_eq (rlif_queue_pop (queue).time, 23);
  ck_assert_int_eq (rlif_queue_next_time (queue), RLIF_NEVER);
  rlif_queue_free (queue);
  rlif_queue_free (NULL);
}
END_TEST

TEST_MAIN ("queue", events_come_out_in_the_total_order_whatever_order_they_went_in,
           pushes_and_pops_in_any_mixture_agree_with_a_plain_list,
           an_empty_queue_has_nothing_next)
