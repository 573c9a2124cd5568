/* What tests of memory need: numbers that are near, networks from text. */
#ifndef RLIF_TESTS_MEMORY_KIT_H
#define RLIF_TESTS_MEMORY_KIT_H

#include <glib/gstdio.h>
#include <math.h>
#include <rlif/io.h>
#include <rlif/memory.h>
#include "check-main.h"

static inline void
near (double value, double expected, double tolerance)
{
  ck_assert_msg (fabs (value - expected) <= tolerance, "%.17g is not %.17g", value, expected);
}

/* A reservoir whose experiment is a file that lives as long: declared with g_auto () and before what uses it. */
typedef struct {
  RlifReservoir reservoir;
  char *path;
} Kit;

static inline Kit
kit_new (const char *text)
{
  Kit kit = { .reservoir = { .step = 10, .registry = rlif_registry_new (NULL) } };
  const int fd = g_file_open_tmp ("rlif-memory-XXXXXX", &kit.path, NULL);
  ck_assert_int_ge (fd, 0);
  g_close (fd, NULL);
  ck_assert (g_file_set_contents (kit.path, text, -1, NULL));
  kit.reservoir.path = kit.path;
  return kit;
}

static inline void
kit_free (Kit *kit)
{
  g_unlink (kit->path);
  g_free (kit->path);
  rlif_registry_free (kit->reservoir.registry);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kit, kit_free)

#endif
