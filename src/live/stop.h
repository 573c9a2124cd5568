/* Signals that end a command, wherever it is: what it has done is to be shown or kept. */
#ifndef RLIF_LIVE_STOP_H
#define RLIF_LIVE_STOP_H

/* From now on the first SIGINT or SIGTERM is noted, also between runs; the second ends the program at once. */
void rlif_stop_catch (void);

/* Returns: the signal that was noted, or 0 */
int rlif_stop_caught (void);

/* From now on the first ends the program. */
void rlif_stop_release (void);

/* "SIGINT" or "SIGTERM" */
const char *rlif_stop_name (int signal_number);

#endif
