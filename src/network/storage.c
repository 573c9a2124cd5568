/* What the synapses of a projection take. */
#include "network/plasticity.h"
#include "network/rows.h"

static gsize
bytes_of_target (const RlifProjection *p)
{
  return p->to ? sizeof *p->to : p->to_short ? sizeof *p->to_short : 0;
}

static gsize
bytes_of_weight (const RlifProjection *p)
{
  return p->weight          ? sizeof *p->weight
         : p->weight_single ? sizeof *p->weight_single
         : p->weight_index  ? sizeof *p->weight_index
                            : 0;
}

static gsize
bytes_of_delay (const RlifProjection *p)
{
  return p->delay ? sizeof *p->delay : p->delay_index ? sizeof *p->delay_index : 0;
}

static gsize
bytes_of_learning (const RlifProjection *p)
{
  return p->plasticity.kind == RLIF_STDP ? RLIF_STDP_SYNAPSE : 0;
}

gsize
rlif_projection_get_size (const RlifProjection *p)
{
  if (p->is_procedural) return 0;
  const gsize rows = rlif_rows_count (p);
  const gsize starts = ((p->row ? 1 : 0) + (p->first_step ? 1 : 0)) * (rows + 1) * sizeof *p->row;
  const gsize steps = p->first_step ? p->first_step[rows] * sizeof *p->step : 0;
  const gsize each = bytes_of_target (p) + bytes_of_weight (p) + bytes_of_delay (p) + bytes_of_learning (p);
  return p->n * each + steps + starts;
}

double
rlif_rows_most_stored (const RlifRule *rule)
{
  const gboolean uniform = rule->kind == RLIF_FIXED_OUTDEGREE || rule->kind == RLIF_ALL_TO_ALL;
  return uniform ? 16e6 : 1e9;
}

static char *
describe_procedural (const RlifProjection *p)
{
  if (p->asked == RLIF_STORAGE_PROCEDURAL) return g_strdup ("procedural: asked for");
  return g_strdup_printf ("procedural: to store them would take about %.0f MB, more than %.0f",
                          (double) p->n * RLIF_STORED_SYNAPSE / 1e6, rlif_rows_most_stored (&p->rule) / 1e6);
}

char *
rlif_projection_describe_storage (const RlifProjection *p)
{
  if (p->is_procedural) return describe_procedural (p);
  const char *targets = p->first_step ? "steps from target to target"
                        : p->to_short ? "targets of 2 bytes" : "targets of 4 bytes";
  const char *weights = p->weight          ? ", weights of 8 bytes"
                        : p->weight_single ? ", weights of 4 bytes (rounded: single precision)"
                        : p->weight_index  ? ", weights from a table"
                                           : "";
  const char *delays = p->delay ? ", delays of 8 bytes" : p->delay_index ? ", delays from a table" : "";
  const char *learning = bytes_of_learning (p) ? ", 24 bytes to learn" : "";
  return g_strdup_printf ("stored%s: %s%s%s%s", p->asked == RLIF_STORAGE_STORED ? ", as asked for" : "", targets,
                          weights, delays, learning);
}
