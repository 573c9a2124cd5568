/* Memory for what is large. */
#ifndef RLIF_BASE_MEMORY_H
#define RLIF_BASE_MEMORY_H

#include <glib.h>

/* Are so many bytes less than the machine has, and to be had at once? A system may promise more memory than
 * it has, and end the program when the promise is called in. */
gboolean rlif_memory_has_room (double bytes);

/* For what is reached in no order. To find out where a page is takes longer than to read from it if there are many, so that
 * large ones are asked for where they are to be had.
 *
 * Returns: (owned) zeros, to be freed by free (); they begin where a line of the cache does */
gpointer rlif_memory_new (gsize n, gsize size);

/* The same for memory that has been allocated, but not touched yet. */
void rlif_memory_ask_large (gpointer at, gsize bytes);

/* A function that only asks for memory ahead of its use: if it is not inlined, GCC thinks that it does nothing, and leaves
 * out its calls. */
#define RLIF_ASKS static inline __attribute__ ((always_inline))

#endif
