/* A simulation in libev's loop: an idle watcher runs slices, signals and timers come in between. */
#include <ev.h>
#include <signal.h>
#include <stdio.h>
#include "live/drive.h"
#include "live/stop.h"

/* A slice should be short enough for Ctrl-C to feel immediate. */
#define SLICE_SECONDS 0.02
#define BAR_SECONDS 0.1
#define LINE_SECONDS 10.0

typedef struct {
  RlifSimulation *simulation;
  RlifTime until;
  RlifProgress progress;
  RlifProgressStyle style;
  guint64 budget;        /* events in the next slice */
  ev_tstamp began;
  int stopped_by;
  gboolean ok;
  GError **error;
} Drive;

static void
on_idle (struct ev_loop *loop, ev_idle *watcher, int events G_GNUC_UNUSED)
{
  Drive *drive = watcher->data;
  const ev_tstamp before = ev_time ();
  drive->ok = rlif_simulation_run (drive->simulation, drive->until, drive->budget, drive->error);
  const ev_tstamp taken = ev_time () - before;
  if (taken < SLICE_SECONDS / 2 && drive->budget < G_MAXUINT64 / 4) drive->budget *= 2;
  if (taken > SLICE_SECONDS * 2 && drive->budget > 64) drive->budget /= 2;
  if (!drive->ok || rlif_simulation_get_time (drive->simulation) == drive->until)
    ev_break (loop, EVBREAK_ALL);
}

static RlifProgress *
progress_now (Drive *drive)
{
  drive->progress.elapsed = ev_time () - drive->began;
  return &drive->progress;
}

static void
print_line (Drive *drive)
{
  g_autofree char *text = rlif_progress_describe (progress_now (drive));
  if (drive->style == RLIF_PROGRESS_BAR) rlif_progress_clear_bar ();
  fprintf (stderr, "rlif: %s\n", text);
}

static void
on_timer (struct ev_loop *loop G_GNUC_UNUSED, ev_timer *watcher, int events G_GNUC_UNUSED)
{
  Drive *drive = watcher->data;
  if (drive->style == RLIF_PROGRESS_BAR)
    rlif_progress_draw_bar (progress_now (drive));
  else
    print_line (drive);
}

static void
on_status (struct ev_loop *loop G_GNUC_UNUSED, ev_signal *watcher, int events G_GNUC_UNUSED)
{
  print_line (watcher->data);
}

static void
on_stop (struct ev_loop *loop, ev_signal *watcher, int events G_GNUC_UNUSED)
{
  Drive *drive = watcher->data;
  drive->stopped_by = watcher->signum;
  ev_break (loop, EVBREAK_ALL);
}

/* Holds SIGINT and SIGTERM back. */
static void
hold_stops (sigset_t *before)
{
  sigset_t stops;
  sigemptyset (&stops);
  sigaddset (&stops, SIGINT);
  sigaddset (&stops, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &stops, before);
}

gboolean
rlif_drive (RlifSimulation *simulation, RlifTime until, gint64 ticks_per_ms,
            RlifProgressStyle style, RlifDriven *driven, GError **error)
{
  struct ev_loop *loop = ev_default_loop (EVFLAG_AUTO);
  Drive drive = { .simulation = simulation, .until = until, .style = style, .budget = 1024,
                  .began = ev_time (), .ok = TRUE, .error = error,
                  .progress = { simulation, until, ticks_per_ms, 0 } };
  ev_idle idle;
  ev_timer timer;
  ev_signal interrupt, terminate, status;
  struct sigaction on_interrupt, on_terminate;   /* outside of this function */
  sigset_t outside;
  const double period = style == RLIF_PROGRESS_BAR ? BAR_SECONDS : LINE_SECONDS;
  ev_idle_init (&idle, on_idle);
  ev_timer_init (&timer, on_timer, period, period);
  ev_signal_init (&interrupt, on_stop, SIGINT);
  ev_signal_init (&terminate, on_stop, SIGTERM);
  ev_signal_init (&status, on_status, SIGUSR1);
  idle.data = timer.data = interrupt.data = terminate.data = status.data = &drive;
  ev_idle_start (loop, &idle);
  if (style != RLIF_PROGRESS_NO) ev_timer_start (loop, &timer);
  hold_stops (&outside);
  sigaction (SIGINT, NULL, &on_interrupt);
  sigaction (SIGTERM, NULL, &on_terminate);
  ev_signal_start (loop, &interrupt);
  ev_signal_start (loop, &terminate);
  ev_signal_start (loop, &status);
  drive.stopped_by = rlif_stop_caught ();
  pthread_sigmask (SIG_SETMASK, &outside, NULL);
  if (!drive.stopped_by) ev_run (loop, 0);
  ev_idle_stop (loop, &idle);
  ev_timer_stop (loop, &timer);
  hold_stops (&outside);
  ev_run (loop, EVRUN_NOWAIT);          /* a signal that came in the last slice */
  /* Stopping a signal's watcher gives the signal its default action back. A late request for status must not end all. */
  ev_signal_stop (loop, &interrupt);
  ev_signal_stop (loop, &terminate);
  ev_signal_stop (loop, &status);
  signal (SIGUSR1, SIG_IGN);
  sigaction (SIGINT, &on_interrupt, NULL);
  sigaction (SIGTERM, &on_terminate, NULL);
  pthread_sigmask (SIG_SETMASK, &outside, NULL);
  if (style == RLIF_PROGRESS_BAR) rlif_progress_clear_bar ();
  /* If it was stopped before the first slice: there must be a moment up to which everything has happened. */
  if (drive.ok && rlif_simulation_get_time (simulation) < 0) drive.ok = rlif_simulation_run (simulation, 0, G_MAXUINT64, error);
  driven->wall = ev_time () - drive.began;
  driven->stopped_by = drive.stopped_by;
  return drive.ok;
}
