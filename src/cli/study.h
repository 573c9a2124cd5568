/* A study: the science commands of rlif on one experiment, and the report of what they said. */
#ifndef RLIF_CLI_STUDY_H
#define RLIF_CLI_STUDY_H

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <rlif/io.h>
#include "cli/study-page.h"

typedef struct {
  RlifExperiment *experiment;
  RlifRegistry *registry;
  char *folder, *name;       /* of the experiment */
  char *temporary;           /* folder */
  char **set;                /* that of the seed included; NULL-terminated */
  char *seed;                /* or NULL: that of the experiment */
  char *input;               /* of the memory part, or NULL */
  RlifPage *page;
  GPtrArray *lines;          /* of char *, owned: the command lines so far */
  GPtrArray *refused;        /* of char *, owned: those that were refused */
  guint planned;             /* commands */
  gboolean progress;         /* is it shown? */
  GSubprocess *process;      /* that runs now, or NULL */
  guint watch[2];            /* sources: SIGINT and SIGTERM */
  int stopped_by;            /* one of them, or 0 */
} RlifStudy;

/* A command of rlif, as it is asked. */
typedef struct {
  const char *command;
  gboolean takes_experiment; /* its name and the settings */
  gboolean reads_run;        /* what the run has written: it is asked in the temporary folder, and draws only */
  const char *const *words;  /* more of the command line; NULL-terminated, or NULL */
  const char *option;        /* of the file that it writes, as "--plot"; NULL for none */
  const char *file;          /* in the temporary folder */
} RlifQuestion;

/* Runs a command of this same program, and puts its line into the page. If it refuses, so does its answer.
 *
 * @root     (owned) what it says; NULL if it refused
 *
 * Returns: FALSE on error, and if the study was stopped, with no error then. */
gboolean rlif_study_ask (RlifStudy *study, const RlifQuestion *question, JsonNode **root, GError **error);

/* Puts a picture that a command has drawn into the page.
 *
 * Returns: FALSE on error. */
gboolean rlif_study_show (RlifStudy *study, const char *file, const char *alt, const char *caption, GError **error);

/* From then on a signal to stop ends the process that runs, and the study with it. */
void rlif_study_watch_signals (RlifStudy *study);
void rlif_study_unwatch_signals (RlifStudy *study);
gboolean rlif_study_is_stopped (RlifStudy *study);

/* Runs another program to its end; a signal to stop ends it too.
 *
 * @argv     NULL-terminated
 * @folder   where; NULL for the current one
 * @output, @messages   (owned)
 * @status   that of waitpid ()
 *
 * Returns: FALSE on error, and if the study was stopped, with no error then. */
gboolean rlif_study_spawn (RlifStudy *study, const char *const argv[], const char *folder, char **output,
                           char **messages, int *status, GError **error);

/* Members of JSON; NAN if it is null or missing. */
double rlif_study_number (JsonObject *object, const char *name);
guint rlif_study_length (JsonObject *object, const char *array);
JsonObject *rlif_study_element (JsonObject *object, const char *array, guint k);

/* The parts. Each writes its sections. */
gboolean rlif_study_units (RlifStudy *study, GError **error);
gboolean rlif_study_network (RlifStudy *study, GError **error);
gboolean rlif_study_kernels (RlifStudy *study, GError **error);
gboolean rlif_study_unrolled (RlifStudy *study, GError **error);
gboolean rlif_study_steps (RlifStudy *study, GError **error);
gboolean rlif_study_energy (RlifStudy *study, GError **error);
gboolean rlif_study_gate (RlifStudy *study, GError **error);
gboolean rlif_study_memory (RlifStudy *study, GError **error);
gboolean rlif_study_end (RlifStudy *study, GError **error);

/* Converts a page to PDF with a program on the PATH, and says which on standard output.
 *
 * @html, @pdf   paths
 *
 * Returns: FALSE on error, and if the study was stopped, with no error then. That there is no such program is none. */
gboolean rlif_study_convert (RlifStudy *study, const char *html, const char *pdf, GError **error);

#endif
