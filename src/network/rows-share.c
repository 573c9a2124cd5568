/* Rows shared among threads. */
#include "base/crew.h"
#include "network/rows.h"

#define WORTH_SHARING 100000   /* synapses */
#define PARTS 8                /* for each thread, so that none is left with the longest rows */

guint
rlif_rows_threads (const RlifProjection *p, double synapses)
{
  const guint asked = p->target->network->n_threads;
  return asked ? asked : synapses < WORTH_SHARING ? 1 : g_get_num_processors ();
}

typedef struct {
  RlifProjection *p;
  RlifRowsTask task;
  gconstpointer data;
  guint n;               /* parts */
  GError **error;        /* [n] */
} Parts;

static guint32
part_begin (const Parts *parts, guint k)
{
  return (guint32) ((guint64) rlif_rows_count (parts->p) * k / parts->n);
}

static void
do_part (gpointer data, guint k)
{
  const Parts *parts = data;
  parts->task (parts->p, part_begin (parts, k), part_begin (parts, k + 1), parts->data, &parts->error[k]);
}

gboolean
rlif_rows_share (RlifProjection *p, RlifRowsTask task, gconstpointer data, GError **error)
{
  const guint threads = rlif_rows_threads (p, (double) p->n);
  Parts parts = { p, task, data, threads == 1 ? 1 : threads * PARTS, NULL };
  g_autofree GError **failed = parts.error = g_new0 (GError *, parts.n);
  gboolean ok = TRUE;
  rlif_crew_do_once (threads, parts.n, do_part, &parts);
  for (guint k = 0; k < parts.n; k++) {
    if (!failed[k]) continue;
    if (ok) g_propagate_error (error, g_steal_pointer (&failed[k]));
    g_clear_error (&failed[k]);
    ok = FALSE;
  }
  return ok;
}
