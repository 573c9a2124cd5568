/* What energy a run takes: for people, for machines, and as a picture. */
#ifndef RLIF_CLI_ENERGY_REPORT_H
#define RLIF_CLI_ENERGY_REPORT_H

#include <rlif/energy.h>

/* @name     of the run
 * @price    of the table; @prices (of RlifPrice) all that are known */
void rlif_energy_report_print (const char *name, const RlifEnergy *energy, const RlifPrice *price,
                               const GPtrArray *prices);
void rlif_energy_report_print_json (const char *name, const RlifLedger *ledger, const RlifEnergy *energy,
                                    const GPtrArray *prices);

/* @width, @height   [pt] 0 for the default */
gboolean rlif_energy_report_plot (const RlifEnergy *energy, const RlifPrice *price, double width, double height,
                                  const char *path, GError **error);

#endif
