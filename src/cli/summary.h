/* What a run was, in numbers: for people, for machines, and as notes in its files. */
#ifndef RLIF_CLI_SUMMARY_H
#define RLIF_CLI_SUMMARY_H

#include <rlif/io.h>

typedef struct {
  const RlifExperiment *experiment;
  const RlifSimulation *simulation;
  const RlifStatistics *statistics;
  GPtrArray *files;      /* of char *: written */
  double wall;           /* [s] of the simulation alone */
  gboolean complete;     /* did it come to its end? */
} RlifSummary;

void rlif_summary_print (const RlifSummary *summary);
void rlif_summary_print_json (const RlifSummary *summary);

/* Returns: (owned) name, value, ..., NULL. Nothing in it depends on the clock or the machine, so
 * that the same experiment gives the same files. */
char **rlif_summary_notes (const RlifExperiment *experiment, const RlifSimulation *simulation,
                           gboolean complete);

#endif
