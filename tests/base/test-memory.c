/* Memory for what is large. */
#include <stdint.h>
#include <string.h>
#include "base/memory.h"
#include "check-main.h"

#define LINE 64u
#define MIB ((gsize) 1 << 20)

static const struct { gsize n, size; } REQUESTS[] = {
  { 0, 1 }, { 0, 24 }, { 1, 1 }, { 63, 1 }, { 64, 1 }, { 13, 5 }, { 1000, 24 }, { MIB - 1, 1 }, { MIB, 1 },
  { MIB / 8, 8 }, { 2 * MIB - 1, 1 }, { 2 * MIB, 1 }, { 5 * MIB, 1 }, { 5 * MIB / 40 + 1, 40 } };

/* The sum tells of any byte that is not 0, and of any that did not take what was written. */
static guint64
sum_bytes (const guint8 at[], gsize bytes)
{
  guint64 sum = 0;
  for (gsize k = 0; k < bytes; k++) sum += at[k];
  return sum;
}

START_TEST (new_memory_is_zeros_that_begin_with_a_line_and_can_be_written)
{
  const gsize bytes = REQUESTS[_i].n * REQUESTS[_i].size;
  for (int round = 0; round < 3; round++) {   /* what was freed is not zeros */
    guint8 *at = rlif_memory_new (REQUESTS[_i].n, REQUESTS[_i].size);
    ck_assert_ptr_nonnull (at);
    ck_assert_uint_eq ((uintptr_t) at % LINE, 0);
    ck_assert_uint_eq (sum_bytes (at, bytes), 0);
    memset (at, 0xd3, bytes);
    ck_assert_uint_eq (sum_bytes (at, bytes), bytes * 0xd3);
    free (at);
  }
}
END_TEST

START_TEST (memory_is_to_be_had_or_not)
{
  ck_assert (rlif_memory_has_room (0));
  ck_assert (rlif_memory_has_room (2385));
  ck_assert (!rlif_memory_has_room (1e18));
}
END_TEST

START_TEST (asking_for_large_pages_changes_nothing)
{
  const gsize bytes = 7 * MIB + 4321;
  guint8 *at = malloc (bytes);
  ck_assert_ptr_nonnull (at);
  memset (at, 0x1d, bytes);
  rlif_memory_ask_large (at, bytes);
  rlif_memory_ask_large (at + 3, 17);
  rlif_memory_ask_large (NULL, 0);
  ck_assert_uint_eq (sum_bytes (at, bytes), bytes * 0x1d);
  free (at);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tcase = tcase_create ("memory");
  tcase_add_loop_test (tcase, new_memory_is_zeros_that_begin_with_a_line_and_can_be_written, 0,
                       (int) G_N_ELEMENTS (REQUESTS));
  tcase_add_test (tcase, memory_is_to_be_had_or_not);
  tcase_add_test (tcase, asking_for_large_pages_changes_nothing);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
