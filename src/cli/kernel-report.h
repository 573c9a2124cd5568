/* Memory kernels side by side: as a table, as JSON, as a CSV file, as a picture. */
#ifndef RLIF_CLI_KERNEL_REPORT_H
#define RLIF_CLI_KERNEL_REPORT_H

#include "cli/kernel-unit.h"

/* @units    of RlifKernelUnit, examined */
void rlif_kernel_report_print (const GPtrArray *units, guint64 seed);
void rlif_kernel_report_print_json (const GPtrArray *units, guint64 seed, double step);

/* The lag up to which all of them are worth looking at. */
double rlif_kernel_report_span (const GPtrArray *units);

/* Files appear whole or not at all.
 *
 * @width, @height   [pt] 0 for the default */
gboolean rlif_kernel_report_save_csv (const GPtrArray *units, double span, const char *path,
                                      GError **error);
gboolean rlif_kernel_report_plot (const GPtrArray *units, double span, double width, double height,
                                  const char *path, GError **error);

#endif
