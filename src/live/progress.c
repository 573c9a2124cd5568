/* How far a run is. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <rlif/units.h>
#include "live/progress.h"

gboolean
rlif_progress_style_parse (const char *text, RlifProgressStyle *style)
{
  static const char *const names[] = { "no", "yes", "lines", NULL };
  if (g_str_equal (text, "auto")) {
    *style = isatty (STDERR_FILENO) ? RLIF_PROGRESS_BAR : RLIF_PROGRESS_NO;
    return TRUE;
  }
  for (int k = 0; names[k]; k++)
    if (g_str_equal (text, names[k])) {
      *style = (RlifProgressStyle) k;
      return TRUE;
    }
  return FALSE;
}

static double
fraction_done (const RlifProgress *progress)
{
  const RlifTime now = MAX (rlif_simulation_get_time (progress->simulation), 0);
  return progress->until > 0 ? (double) now / (double) progress->until : 1;
}

static char *
format_clock (double seconds)
{
  const guint64 s = (guint64) (seconds + 0.5);
  if (s < 3600)
    return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02" G_GUINT64_FORMAT, s / 60, s % 60);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02" G_GUINT64_FORMAT ":%02" G_GUINT64_FORMAT,
                          s / 3600, s / 60 % 60, s % 60);
}

char *
rlif_progress_describe (const RlifProgress *progress)
{
  const RlifTime time = MAX (rlif_simulation_get_time (progress->simulation), 0);
  g_autofree char *now = rlif_time_format (time, progress->ticks_per_ms, 4);
  g_autofree char *end = rlif_time_format (progress->until, progress->ticks_per_ms, 6);
  const double done = fraction_done (progress);
  g_autofree char *left =
    format_clock (done > 0 ? progress->elapsed * (1 - done) / done : 0);
  return g_strdup_printf ("%s of %s, %.0f %%, %" G_GUINT64_FORMAT " spikes, %s left", now, end,
                          100 * done,
                          rlif_simulation_get_counters (progress->simulation, NULL).spikes,
                          done > 0.005 ? left : "?");
}

static int
terminal_width (void)
{
  struct winsize size;
  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void
rlif_progress_draw (double share, const char *text)
{
  const int room = MIN (terminal_width () - (int) g_utf8_strlen (text, -1) - 4, 40);
  if (room < 5) {
    fprintf (stderr, "\r\033[K%.*s", terminal_width () - 1, text);
    return;
  }
  const int filled = (int) (share * room);
  g_autofree char *bar = g_strnfill ((gsize) room, '.');
  memset (bar, '#', (gsize) filled);
  fprintf (stderr, "\r\033[K[%s] %s", bar, text);
}

void
rlif_progress_draw_bar (const RlifProgress *progress)
{
  g_autofree char *text = rlif_progress_describe (progress);
  rlif_progress_draw (fraction_done (progress), text);
}

void
rlif_progress_clear_bar (void)
{
  fputs ("\r\033[K", stderr);
}
