/* rlif/kit.h - does a neuron model keep the promises of rlif/model.h?
 *
 * The kit drives a model by lot - random parameters within the bounds, random arrivals at all ports -
 * and looks for broken promises. It needs no knowledge of the model. */
#ifndef RLIF_KIT_H
#define RLIF_KIT_H

#include <rlif/error.h>
#include <rlif/model.h>

RLIF_BEGIN_DECLS

typedef struct {
  const char *promise;   /* a sentence */
  char *broken;          /* how it was broken, or NULL if it was kept */
} RlifKitFinding;

typedef struct {
  GPtrArray *findings;   /* of RlifKitFinding, owned: every promise, in a fixed order */
  guint n_broken;
} RlifKitReport;

/* Tests a model that was loaded.
 *
 * @rounds   how many random neurons each promise is tried with; 200 is usual
 *
 * A model that crashes or does not return takes the caller with it: run it in a process of its own.
 *
 * Returns: (owned) */
RlifKitReport *rlif_kit_run (const RlifModel *model, guint rounds);
void rlif_kit_report_free (RlifKitReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifKitReport, rlif_kit_report_free)

RLIF_END_DECLS

#endif
