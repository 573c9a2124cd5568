/* Round numbers along an axis. */
#ifndef RLIF_PLOT_TICKS_H
#define RLIF_PLOT_TICKS_H

#include <glib.h>

typedef struct {
  guint n;
  double *value;   /* [n] ascending, within the range */
  char **text;     /* [n] as few digits as tell them apart */
} RlifTicks;

/* 1, 2 or 5 times a power of ten: the smallest that cuts a range into at most @most parts.
 *
 * @range    > 0 */
double rlif_tick_distance (double range, int most);

/* The multiples of @distance from @begin to @end, at most 1000. */
RlifTicks *rlif_ticks_new (double begin, double end, double distance);
void rlif_ticks_free (RlifTicks *ticks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifTicks, rlif_ticks_free)

/* The unit of time in which a span of ms reads well. */
typedef struct {
  const char *name;
  double scale;    /* ms are multiplied by it */
} RlifTimeUnit;

RlifTimeUnit rlif_time_unit (double span);

#endif
