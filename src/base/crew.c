/* Threads that share tasks. POSIX threads, not those of GLib: the thread sanitizer sees into them. */
#include <pthread.h>
#include <signal.h>
#include "base/crew.h"

struct RlifCrew {
  void (*work) (gpointer data, guint task);
  gpointer data;
  guint n_helpers;
  pthread_t *helper;       /* [n_helpers] */
  pthread_mutex_t mutex;   /* of what follows */
  pthread_cond_t begun, done;
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

static void *
help (void *data)
{
  RlifCrew *crew = data;
  guint64 seen = 0;
  pthread_mutex_lock (&crew->mutex);
  while (!crew->over) {
    if (crew->call == seen) {
      pthread_cond_wait (&crew->begun, &crew->mutex);
      continue;
    }
    const guint n = crew->n_tasks;
    seen = crew->call;
    pthread_mutex_unlock (&crew->mutex);
    do_tasks (crew, n);
    pthread_mutex_lock (&crew->mutex);
    if (--crew->busy == 0) pthread_cond_signal (&crew->done);
  }
  pthread_mutex_unlock (&crew->mutex);
  return NULL;
}

/* Fewer helpers than wanted do the same work. Signals are for the thread that calls, but for those of its own faults. */
static void
hire (RlifCrew *crew, guint n)
{
  static const int fault[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP };
  sigset_t others, before;
  sigfillset (&others);
  for (gsize k = 0; k < G_N_ELEMENTS (fault); k++) sigdelset (&others, fault[k]);
  pthread_sigmask (SIG_SETMASK, &others, &before);
  while (crew->n_helpers < n && pthread_create (&crew->helper[crew->n_helpers], NULL, help, crew) == 0)
    crew->n_helpers++;
  pthread_sigmask (SIG_SETMASK, &before, NULL);
}

RlifCrew *
rlif_crew_new (guint threads, void (*work) (gpointer data, guint task), gpointer data)
{
  RlifCrew *crew = g_new0 (RlifCrew, 1);
  crew->work = work;
  crew->data = data;
  crew->helper = g_new (pthread_t, threads);
  pthread_mutex_init (&crew->mutex, NULL);
  pthread_cond_init (&crew->begun, NULL);
  pthread_cond_init (&crew->done, NULL);
  hire (crew, threads - 1);
  return crew;
}

void
rlif_crew_free (RlifCrew *crew)
{
  if (!crew) return;
  pthread_mutex_lock (&crew->mutex);
  crew->over = TRUE;
  pthread_cond_broadcast (&crew->begun);
  pthread_mutex_unlock (&crew->mutex);
  for (guint k = 0; k < crew->n_helpers; k++) pthread_join (crew->helper[k], NULL);
  pthread_cond_destroy (&crew->begun);
  pthread_cond_destroy (&crew->done);
  pthread_mutex_destroy (&crew->mutex);
  g_free (crew->helper);
  g_free (crew);
}

void
rlif_crew_do (RlifCrew *crew, guint n)
{
  const gboolean shared = n > 1 && crew->n_helpers > 0;
  g_atomic_int_set (&crew->next_task, 0);
  if (shared) {
    pthread_mutex_lock (&crew->mutex);
    crew->n_tasks = n;
    crew->busy = crew->n_helpers;
    crew->call++;
    pthread_cond_broadcast (&crew->begun);
    pthread_mutex_unlock (&crew->mutex);
  }
  do_tasks (crew, n);
  if (!shared) return;
  pthread_mutex_lock (&crew->mutex);
  while (crew->busy > 0) pthread_cond_wait (&crew->done, &crew->mutex);
  pthread_mutex_unlock (&crew->mutex);
}

void
rlif_crew_do_once (guint threads, guint n, void (*work) (gpointer data, guint task), gpointer data)
{
  RlifCrew *crew = rlif_crew_new (CLAMP (n, 1, threads), work, data);
  rlif_crew_do (crew, n);
  rlif_crew_free (crew);
}
