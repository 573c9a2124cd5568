/* The clock-driven twins of an experiment beside its event-driven run: as a table, as JSON, as a picture. */
#ifndef RLIF_CLI_DENSE_REPORT_H
#define RLIF_CLI_DENSE_REPORT_H

#include <rlif/dense.h>
#include <rlif/ledger.h>

/* One twin. */
typedef struct {
  double step;                   /* [ms] */
  RlifDenseComparison comparison;
  RlifDenseCounters counters;
  double wall;                   /* [s] of its run alone */
} RlifDenseTwin;

typedef struct {
  const char *name;              /* of the experiment */
  RlifDenseMethod method;
  double window;                 /* [ms] in which spikes are matched */
  guint n;
  RlifDenseTwin *twin;           /* [n] the longest step first */
  RlifLedger *ledger;            /* of the event-driven run */
  double wall;                   /* [s] of it */
} RlifDenseReport;

const char *rlif_dense_method_name (RlifDenseMethod method);

void rlif_dense_report_print (const RlifDenseReport *report);
void rlif_dense_report_print_json (const RlifDenseReport *report);

/* Errors over steps, of which there must be several.
 *
 * @width, @height   [pt] 0 for the default */
gboolean rlif_dense_report_plot (const RlifDenseReport *report, double width, double height, const char *path,
                                 GError **error);

#endif
