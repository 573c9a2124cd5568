/* Threads that share tasks, such as those of a window. They sleep in between: windows are short, and whoever
 * waits by spinning takes the processor from those who work. */
#ifndef RLIF_BASE_CREW_H
#define RLIF_BASE_CREW_H

#include <glib.h>

typedef struct RlifCrew RlifCrew;

/* @threads   the caller included, >= 1
 * @work      does one task; tasks of one call of rlif_crew_do () run at the same time */
RlifCrew *rlif_crew_new (guint threads, void (*work) (gpointer data, guint task), gpointer data);
void rlif_crew_free (RlifCrew *crew);

/* Does the tasks 0 .. n-1, and returns when all are done. */
void rlif_crew_do (RlifCrew *crew, guint n);

/* The same once, with threads that come and go. */
void rlif_crew_do_once (guint threads, guint n, void (*work) (gpointer data, guint task), gpointer data);

#endif
