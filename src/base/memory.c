/* Memory that is asked for before the work begins. */
#include <unistd.h>
#include "base/memory.h"

gboolean
rlif_memory_has_room (double bytes)
{
  const double installed = (double) sysconf (_SC_PHYS_PAGES) * (double) sysconf (_SC_PAGESIZE);
  if (installed > 0 && bytes > installed) return FALSE;
  gpointer room = g_try_malloc ((gsize) bytes + 1);
  g_free (room);
  return room != NULL;
}
