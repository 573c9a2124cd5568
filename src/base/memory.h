/* Whether there is memory for something large, asked before the work begins. */
#ifndef RLIF_BASE_MEMORY_H
#define RLIF_BASE_MEMORY_H

#include <glib.h>

/* Are so many bytes less than the machine has, and to be had at once? A system may promise more memory than
 * it has, and end the program when the promise is called in. */
gboolean rlif_memory_has_room (double bytes);

#endif
