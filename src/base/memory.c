/* Memory for what is large. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/memory.h"

#define LINE 64u
#define LARGE_PAGE (2 << 20)   /* of most processors */

gboolean
rlif_memory_has_room (double bytes)
{
  const double installed = (double) sysconf (_SC_PHYS_PAGES) * (double) sysconf (_SC_PAGESIZE);
  if (installed > 0 && bytes > installed) return FALSE;
  gpointer room = g_try_malloc ((gsize) bytes + 1);
  g_free (room);
  return room != NULL;
}

void
rlif_memory_ask_large (gpointer at, gsize bytes)
{
#ifdef MADV_HUGEPAGE
  const uintptr_t page = (uintptr_t) sysconf (_SC_PAGESIZE);
  const uintptr_t begin = ((uintptr_t) at + page - 1) / page * page, end = ((uintptr_t) at + bytes) / page * page;
  if (at && end > begin && end - begin >= LARGE_PAGE) madvise ((gpointer) begin, end - begin, MADV_HUGEPAGE);
#endif
}

gpointer
rlif_memory_new (gsize n, gsize size)
{
  const gsize bytes = n * size, unit = bytes >= LARGE_PAGE / 2 ? LARGE_PAGE : LINE;
  const gsize whole = (bytes / unit + 1) * unit;
  gpointer at = n < G_MAXSIZE / 2 / size ? aligned_alloc (unit, whole) : NULL;
  if (!at) g_error ("%" G_GSIZE_FORMAT " bytes are more than there are", bytes);
  rlif_memory_ask_large (at, whole);
  return memset (at, 0, whole);
}
