/* The reference engine's queue by the hold model: take the first event, put one in at a random time
 * later, with a steady number of events inside.
 * Source: Vaucher & Duval 1975, doi:10.1145/360569.360572. */
#include <config.h>
#include <rlif/random.h>
#include "engine/queue.h"
#include "micro.h"

typedef struct {
  RlifQueue *queue;
  RlifStream stream;
} Hold;

static void
push (Hold *hold, RlifTime time)
{
  const RlifEvent event = { .time = time, .kind = RLIF_EVENT_NETWORK,
                            .source = rlif_stream_bits (&hold->stream) };
  rlif_queue_push (hold->queue, &event);
}

static RlifTime
later (Hold *hold)
{
  return (RlifTime) (1e9 * rlif_stream_exponential (&hold->stream));
}

static double
hold_once (gpointer data, gsize n)
{
  Hold *hold = data;
  guint64 sum = 0;
  for (gsize k = 0; k < n; k++) {
    const RlifEvent first = rlif_queue_pop (hold->queue);
    push (hold, first.time + later (hold));
    sum += first.source;
  }
  return (double) sum;
}

void
micro_queue (void)
{
  const gsize size[] = { 1000, 100000, 3000000 };
  for (gsize j = 0; j < G_N_ELEMENTS (size); j++) {
    Hold hold = { .queue = rlif_queue_new () };
    rlif_stream_init (&hold.stream, 387, RLIF_PURPOSE_POISSON, "hold", j);
    for (gsize k = 0; k < size[j]; k++) push (&hold, later (&hold));
    g_autofree char *name = g_strdup_printf ("queue of %zu events, one out and one in", size[j]);
    micro_measure (name, 1, hold_once, &hold);
    rlif_queue_free (hold.queue);
  }
}
