/* Weights as text. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <rlif/io.h>
#include "base/replace.h"

#define NUMBER_SPACE 40

static gboolean
write_projection (const RlifProjection *projection, const RlifSimulation *simulation, FILE *file)
{
  const gsize n = rlif_projection_get_n_synapses (projection);
  g_autofree guint32 *from = g_try_new (guint32, n + 1), *to = g_try_new (guint32, n + 1);
  g_autofree double *weight = g_try_new (double, n + 1);
  char number[NUMBER_SPACE];
  errno = ENOMEM;
  if (!from || !to || !weight) return FALSE;
  rlif_simulation_get_weights (simulation, projection, from, to, weight);
  for (gsize s = 0; s < n; s++) {
    g_ascii_formatd (number, NUMBER_SPACE, "%.17g", weight[s]);
    if (fprintf (file, "%s,%u,%u,%s\n", rlif_projection_get_name (projection), from[s], to[s], number) < 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_all (const RlifWeightFile *weights, const RlifSimulation *simulation, FILE *file)
{
  gboolean ok = fprintf (file, "projection,source,target,weight [%s]\n", weights->unit) > 0;
  for (guint k = 0; k < weights->projections->len; k++)
    ok = ok && write_projection (weights->projections->pdata[k], simulation, file);
  return ok && fflush (file) == 0;
}

gboolean
rlif_weights_save (const RlifWeightFile *weights, const RlifSimulation *simulation, const char *path,
                   GError **error)
{
  g_autofree char *aside = rlif_replace_begin (path, error);
  if (!aside) return FALSE;
  FILE *file = g_fopen (aside, "we");
  const gboolean ok = file && write_all (weights, simulation, file);
  if (!ok)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path, g_strerror (errno));
  if (file) fclose (file);
  if (ok) return rlif_replace_commit (aside, path, error);
  rlif_replace_abort (aside);
  return FALSE;
}
