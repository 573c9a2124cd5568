/* What is driven and what is swept, as words of a command line. */
#ifndef RLIF_CLI_MEMORY_WORDS_H
#define RLIF_CLI_MEMORY_WORDS_H

#include <rlif/memory.h>

/* Several values of a key of an experiment. */
typedef struct {
  char *key;                 /* GROUP.KEY as of --set */
  guint n;
  char **value;              /* [n + 1] as written */
  double *x;                 /* [n] the number in which they differ; else 1, 2, ... */
  char *unit;                /* of that number, or "" */
} RlifSweep;

/* Reads "GROUP.KEY=VALUE,VALUE,...". Commas in parentheses belong to a value.
 *
 * @error    G_OPTION_ERROR
 *
 * Returns: (owned) NULL on error. */
RlifSweep *rlif_sweep_parse (const char *text, GError **error);
void rlif_sweep_free (RlifSweep *sweep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifSweep, rlif_sweep_free)

/* Reads "POPULATION=CURRENT,..." as in "A=200 pA, B=-0.1 nA".
 *
 * @error    G_OPTION_ERROR, or of the unit
 *
 * Returns: (owned) of RlifMemoryDrive; NULL on error. */
GArray *rlif_drives_parse (const char *text, GError **error);

#endif
