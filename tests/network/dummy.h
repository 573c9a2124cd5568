/* What the tests of this room share: models that do nothing, a network for each test, and errors
 * that must be. */
#ifndef RLIF_TESTS_NETWORK_DUMMY_H
#define RLIF_TESTS_NETWORK_DUMMY_H

#include <math.h>
#include <string.h>
#include "network-kit.h"
#include "network/structure.h"

/* clang-format off */
static const RlifField param[] = {
  { "p", "mV", 1.25, -100, 100, "nothing" },
  { "q", "", 0.75, 0, HUGE_VAL, "nothing" } };
static const RlifField state[] = {
  { "s", "mV", 0.5, -HUGE_VAL, HUGE_VAL, "nothing" },
  { "u", "pA", -0.5, -3, 4, "nothing" } };
static const RlifPort port[] = { { "plus", "mV", +1, "" }, { "minus", "mV", -1, "" } };
static const char *const cite[] = { NULL };
/* clang-format on */

RLIF_MODEL (dummy, "nothing", .takes_current = 1);

static const RlifModel excited = { .name = "excited", .param = param, .n_param = 2, .state = state,
                                   .n_state = 2, .port = port, .n_port = 1 };

/* Is the program built with a sanitizer that takes much memory? */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#elif defined __has_feature
#define SANITIZED (__has_feature (address_sanitizer) || __has_feature (thread_sanitizer))
#else
#define SANITIZED 0
#endif

#define SEED 2385

static RlifNetwork *network;

static void
setup (void)
{
  network = rlif_network_new (FS, SEED);
}

static void
teardown (void)
{
  rlif_network_free (network);
}

static inline RlifPopulation *
dummies (const char *name, guint32 count)
{
  return kit_population (network, name, &rlif_model_dummy, count);
}

/* There is an error of that code and with those words; it is cleared. */
static inline void
expect_error (GError **error, RlifError code, const char *words)
{
  ck_assert_msg (*error != NULL, "no error: %s", words);
  ck_assert_msg ((*error)->domain == RLIF_ERROR && (*error)->code == (int) code
                   && strstr ((*error)->message, words),
                 "expected (%d) %s, got (%d) %s", (int) code, words, (*error)->code,
                 (*error)->message);
  g_clear_error (error);
}

static inline void
count_criticals (const char *domain, GLogLevelFlags level, const char *message, gpointer n)
{
  (void) domain, (void) level, (void) message;
  ++*(int *) n;
}

/* Mistakes of programmers are criticals, which are counted in *n and do not end the test. */
static inline void
watch_criticals (int *n)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_handler ("rlif", G_LOG_LEVEL_CRITICAL, count_criticals, n);
}

#endif
