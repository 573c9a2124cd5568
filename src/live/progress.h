/* How far a run is, in one line: a bar that is redrawn on a terminal, or lines. */
#ifndef RLIF_LIVE_PROGRESS_H
#define RLIF_LIVE_PROGRESS_H

#include <rlif/simulation.h>

typedef enum {
  RLIF_PROGRESS_NO,
  RLIF_PROGRESS_BAR,     /* redrawn in place */
  RLIF_PROGRESS_LINES,   /* a line every ten seconds, for logs */
} RlifProgressStyle;

/* "auto" (a bar if standard error is a terminal), "yes", "no" or "lines".
 * Returns: FALSE if it is none of these. */
gboolean rlif_progress_style_parse (const char *text, RlifProgressStyle *style);

typedef struct {
  const RlifSimulation *simulation;
  RlifTime until;
  gint64 ticks_per_ms;
  double elapsed;        /* [s] since the run began */
} RlifProgress;

/* Returns: (owned) such as "351.2 ms of 1 s, 35 %, 12345 spikes, 0:12 left". */
char *rlif_progress_describe (const RlifProgress *progress);

/* Draws the bar, as wide as the terminal allows, on standard error. */
void rlif_progress_draw_bar (const RlifProgress *progress);

/* The same for work of any kind.
 *
 * @share    done, 0 to 1
 * @text     beside the bar */
void rlif_progress_draw (double share, const char *text);

/* Removes the bar. */
void rlif_progress_clear_bar (void);

#endif
