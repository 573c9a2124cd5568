/* A test program is one suite: TEST_MAIN ("name", test, ...) at the end of the file, or
 * TEST_MAIN_WITH (setup, teardown, "name", test, ...) for functions run around each test. */
#ifndef RLIF_TESTS_CHECK_MAIN_H
#define RLIF_TESTS_CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

/* Runs a suite with tests that loop or end by a signal. Returns: what main () returns */
static inline int
run_suite (Suite *suite)
{
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  const int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define TEST_MAIN(NAME, ...) TEST_MAIN_WITH (NULL, NULL, NAME, __VA_ARGS__)

#define TEST_MAIN_WITH(SETUP, TEARDOWN, NAME, ...)                              \
  int main (void)                                                               \
  {                                                                             \
    const TTest *const tests[] = { __VA_ARGS__ };                               \
    Suite *suite = suite_create (NAME);                                         \
    TCase *tcase = tcase_create (NAME);                                         \
    tcase_add_checked_fixture (tcase, SETUP, TEARDOWN);                         \
    for (size_t k = 0; k < sizeof tests / sizeof *tests; k++)                   \
      tcase_add_test (tcase, tests[k]);                                         \
    suite_add_tcase (suite, tcase);                                             \
    return run_suite (suite);                                                   \
  }

#endif
