/* Runs a simulation from libev's loop, in slices, so that signals are heard and progress is shown
 * while it runs. Nothing of this reaches the simulation: slices change no bit. */
#ifndef RLIF_LIVE_DRIVE_H
#define RLIF_LIVE_DRIVE_H

#include "live/progress.h"

typedef struct {
  double wall;           /* [s] taken */
  int stopped_by;        /* SIGINT or SIGTERM; 0 if the run came to its end */
} RlifDriven;

/* SIGINT and SIGTERM end the run after the slice, and do afterwards what they did before; one that was caught before
 * (live/stop.h) ends it at once, at time 0 at the earliest. SIGUSR1 prints a line of status on standard error.
 *
 * Returns: FALSE on error of the simulation. */
gboolean rlif_drive (RlifSimulation *simulation, RlifTime until, gint64 ticks_per_ms,
                     RlifProgressStyle style, RlifDriven *driven, GError **error);

#endif
