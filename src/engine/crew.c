/* Threads that share the tasks of a window. */
#include "engine/crew.h"

struct RlifCrew {
  void (*work) (gpointer data, guint task);
  gpointer data;
  guint n_helpers;
  GThread **helper;        /* [n_helpers] */
  GMutex mutex;            /* of what follows */
  GCond begun, done;
  guint64 call;            /* how many times there was something to do */
  guint busy;              /* helpers that are at it */
  gboolean over;
  guint n_tasks;           /* of this call */
  gint next_task;          /* atomic */
};

static void
do_tasks (RlifCrew *crew, guint n)
{
  for (guint task; (task = (guint) g_atomic_int_add (&crew->next_task, 1)) < n;)
    crew->work (crew->data, task);
}

static gpointer
help (gpointer data)
{
  RlifCrew *crew = data;
  guint64 seen = 0;
  g_mutex_lock (&crew->mutex);
  while (!crew->over) {
    if (crew->call == seen) {
      g_cond_wait (&crew->begun, &crew->mutex);
      continue;
    }
    const guint n = crew->n_tasks;
    seen = crew->call;
    g_mutex_unlock (&crew->mutex);
    do_tasks (crew, n);
    g_mutex_lock (&crew->mutex);
    if (--crew->busy == 0) g_cond_signal (&crew->done);
  }
  g_mutex_unlock (&crew->mutex);
  return NULL;
}

RlifCrew *
rlif_crew_new (guint threads, void (*work) (gpointer data, guint task), gpointer data)
{
  RlifCrew *crew = g_new0 (RlifCrew, 1);
  crew->work = work;
  crew->data = data;
  crew->n_helpers = threads - 1;
  crew->helper = g_new (GThread *, threads);
  g_mutex_init (&crew->mutex);
  g_cond_init (&crew->begun);
  g_cond_init (&crew->done);
  for (guint k = 0; k < crew->n_helpers; k++) crew->helper[k] = g_thread_new ("rlif", help, crew);
  return crew;
}

void
rlif_crew_free (RlifCrew *crew)
{
  if (!crew) return;
  g_mutex_lock (&crew->mutex);
  crew->over = TRUE;
  g_cond_broadcast (&crew->begun);
  g_mutex_unlock (&crew->mutex);
  for (guint k = 0; k < crew->n_helpers; k++) g_thread_join (crew->helper[k]);
  g_cond_clear (&crew->begun);
  g_cond_clear (&crew->done);
  g_mutex_clear (&crew->mutex);
  g_free (crew->helper);
  g_free (crew);
}

void
rlif_crew_do (RlifCrew *crew, guint n)
{
  const gboolean shared = n > 1 && crew->n_helpers > 0;
  g_atomic_int_set (&crew->next_task, 0);
  if (shared) {
    g_mutex_lock (&crew->mutex);
    crew->n_tasks = n;
    crew->busy = crew->n_helpers;
    crew->call++;
    g_cond_broadcast (&crew->begun);
    g_mutex_unlock (&crew->mutex);
  }
  do_tasks (crew, n);
  if (!shared) return;
  g_mutex_lock (&crew->mutex);
  while (crew->busy > 0) g_cond_wait (&crew->done, &crew->mutex);
  g_mutex_unlock (&crew->mutex);
}
