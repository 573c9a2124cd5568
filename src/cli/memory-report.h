/* How much systems remember: as a table, as JSON, as a CSV file, as pictures. */
#ifndef RLIF_CLI_MEMORY_REPORT_H
#define RLIF_CLI_MEMORY_REPORT_H

#include "cli/memory-words.h"

/* A system that was examined. */
typedef struct {
  char *name;
  RlifMemory *memory;
} RlifMemoryRow;

typedef struct {
  const RlifMemoryRow *row;          /* [n] networks in the order of the sweep, the echo state network last */
  guint n;
  const RlifMemoryPlan *plan;
  const RlifSweep *sweep;            /* or NULL */
  const GPtrArray *prices;           /* of RlifPrice */
  double step;                       /* [ms] */
} RlifMemoryReport;

void rlif_memory_report_print (const RlifMemoryReport *report);
void rlif_memory_report_print_json (const RlifMemoryReport *report);

/* Files appear whole or not at all.
 *
 * @width, @height   [pt] 0 for the default */
gboolean rlif_memory_report_save_csv (const RlifMemoryReport *report, const char *path, GError **error);

/* Capacity against lag. */
gboolean rlif_memory_report_plot (const RlifMemoryReport *report, double width, double height, const char *path,
                                  GError **error);

/* Distance of two histories against the steps since they became one. */
gboolean rlif_memory_report_plot_separation (const RlifMemoryReport *report, double width, double height,
                                             const char *path, GError **error);

/* Total capacities against the values of the sweep. */
gboolean rlif_memory_report_plot_sweep (const RlifMemoryReport *report, double width, double height,
                                        const char *path, GError **error);

#endif
