/* The first signal is noted, the second does what it does by default. */
#include <signal.h>
#include <stddef.h>
#include "live/stop.h"

static volatile sig_atomic_t caught;

void
rlif_stop_release (void)
{
  signal (SIGINT, SIG_DFL);
  signal (SIGTERM, SIG_DFL);
}

static void
on_signal (int number)
{
  caught = number;
  rlif_stop_release ();
}

void
rlif_stop_catch (void)
{
  const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

int
rlif_stop_caught (void)
{
  return caught;
}

const char *
rlif_stop_name (int signal_number)
{
  return signal_number == SIGINT ? "SIGINT" : "SIGTERM";
}
