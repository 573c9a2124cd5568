/* What ablations did: as a table, as JSON, as a CSV file, as a picture. */
#ifndef RLIF_CLI_SPARSITY_REPORT_H
#define RLIF_CLI_SPARSITY_REPORT_H

#include <rlif/sparsity.h>

typedef struct {
  char *name;                /* of the experiment */
  double step;               /* [ms] */
  double span;               /* [ms] that was measured */
  guint64 seed;              /* the first one; others follow it */
  guint n_seeds;             /* done */
  const RlifPrice *price;    /* borrowed */
  char *why_not[RLIF_N_ABLATIONS];            /* why a condition was not made, or NULL: */
  RlifSparsity *run[RLIF_N_ABLATIONS];        /* [n_seeds] */
} RlifSparsityStudy;

void rlif_sparsity_report_print (const RlifSparsityStudy *study);
void rlif_sparsity_report_print_json (const RlifSparsityStudy *study);

/* "condition,seed,rate [Hz],...": a line for each run.
 *
 * @error    RLIF_ERROR_IO */
gboolean rlif_sparsity_report_save_csv (const RlifSparsityStudy *study, const char *path, GError **error);

/* @width, @height   [pt] 0 for the default */
gboolean rlif_sparsity_report_plot (const RlifSparsityStudy *study, double width, double height, const char *path,
                                    GError **error);

#endif
