/* A page as PDF, by a program that happens to be there. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/replace.h"
#include "cli/study.h"

static const char *const BROWSERS[] = { "chromium", "chromium-browser", "google-chrome" };
static const char *const CONVERTERS[] = { "weasyprint", "wkhtmltopdf" };

/* Returns: (owned) what to run; NULL if there is no such program. */
static GPtrArray *
find_program (const RlifStudy *study, const char *html, const char *pdf)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  for (gsize k = 0; k < G_N_ELEMENTS (BROWSERS); k++) {
    char *program = g_find_program_in_path (BROWSERS[k]);
    if (!program) continue;
    const char *const options[] = { "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                                    "--disable-background-networking", "--disable-component-update",
                                    "--no-pdf-header-footer", geteuid () == 0 ? "--no-sandbox" : NULL, NULL };
    g_ptr_array_add (argv, program);
    for (const char *const *o = options; *o; o++) g_ptr_array_add (argv, g_strdup (*o));
    g_ptr_array_add (argv, g_strdup_printf ("--user-data-dir=%s/browser", study->temporary));
    g_ptr_array_add (argv, g_strdup_printf ("--print-to-pdf=%s", pdf));
    g_ptr_array_add (argv, g_filename_to_uri (html, NULL, NULL));
    return argv;
  }
  for (gsize k = 0; k < G_N_ELEMENTS (CONVERTERS); k++) {
    char *program = g_find_program_in_path (CONVERTERS[k]);
    if (!program) continue;
    g_ptr_array_add (argv, program);
    g_ptr_array_add (argv, g_strdup (html));
    g_ptr_array_add (argv, g_strdup (pdf));
    return argv;
  }
  g_ptr_array_unref (argv);
  return NULL;
}

gboolean
rlif_study_convert (RlifStudy *study, const char *html, const char *pdf, GError **error)
{
  g_autofree char *from = g_canonicalize_filename (html, NULL);
  g_autofree char *aside = g_build_filename (study->temporary, "study.pdf", NULL);
  g_autofree char *output = NULL, *messages = NULL, *bytes = NULL;
  g_autoptr (GPtrArray) argv = find_program (study, from, aside);
  gsize length;
  int status;
  if (!argv) {
    puts ("  no PDF           none of chromium, google-chrome, weasyprint and wkhtmltopdf is on the PATH");
    return TRUE;
  }
  g_ptr_array_add (argv, NULL);
  if (!rlif_study_spawn (study, (const char *const *) argv->pdata, NULL, &output, &messages, &status, error)) return FALSE;
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0 || !g_file_get_contents (aside, &bytes, &length, NULL)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s failed: %s", pdf, (char *) argv->pdata[0], messages);
    return FALSE;
  }
  if (!rlif_replace_write (pdf, bytes, length, error)) return FALSE;
  printf ("  written          %s (by %s)\n", pdf, (char *) argv->pdata[0]);
  return TRUE;
}
