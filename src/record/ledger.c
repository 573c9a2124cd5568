/* The ledger of a run. */
#include <errno.h>
#include <rlif/ledger.h>
#include "network/structure.h"

static void
take_population (RlifLedgerPopulation *p, const RlifSimulation *simulation, const RlifPopulation *population)
{
  const RlifCounters c = rlif_simulation_get_counters (simulation, population);
  *p = (RlifLedgerPopulation) {
    .name = g_strdup (population->name), .neurons = population->count, .states = population->model->n_state,
    .spikes = c.spikes, .delivered = c.delivered, .gated = c.gated, .outside = c.outside,
    .crossings = c.crossings, .updates = c.delivered - c.gated + c.spikes };
}

static void
take_projection (RlifLedgerProjection *p, const RlifSimulation *simulation, const RlifProjection *projection)
{
  const RlifProjectionCounters c = rlif_simulation_get_projection_counters (simulation, projection);
  *p = (RlifLedgerProjection) {
    .name = g_strdup (projection->name), .synapses = rlif_projection_get_n_synapses (projection),
    .sources = projection->source ? projection->source->count : projection->input->channels,
    .bytes = rlif_projection_get_size (projection), .from_outside = projection->input != NULL,
    .delivered = c.delivered, .gated = c.gated };
}

RlifLedger *
rlif_ledger_new (const RlifSimulation *simulation, const RlifNetwork *network)
{
  RlifLedger *ledger = g_new0 (RlifLedger, 1);
  ledger->simulated = (double) rlif_simulation_get_time (simulation) / (double) network->ticks_per_ms;
  ledger->queued = rlif_simulation_get_queued (simulation);
  ledger->n_populations = network->populations->len;
  ledger->population = g_new0 (RlifLedgerPopulation, ledger->n_populations);
  for (guint k = 0; k < ledger->n_populations; k++)
    take_population (&ledger->population[k], simulation, network->populations->pdata[k]);
  ledger->n_projections = network->projections->len;
  ledger->projection = g_new0 (RlifLedgerProjection, ledger->n_projections);
  for (guint k = 0; k < ledger->n_projections; k++)
    take_projection (&ledger->projection[k], simulation, network->projections->pdata[k]);
  for (guint k = 0; k < network->inputs->len; k++)
    ledger->channels += ((const RlifInput *) network->inputs->pdata[k])->channels;
  for (guint k = 0; k < network->poissons->len; k++)
    ledger->poisson_lines += ((const RlifPoisson *) network->poissons->pdata[k])->target->count;
  return ledger;
}

void
rlif_ledger_free (RlifLedger *ledger)
{
  if (!ledger) return;
  for (guint k = 0; k < ledger->n_populations; k++) g_free (ledger->population[k].name);
  for (guint k = 0; k < ledger->n_projections; k++) g_free (ledger->projection[k].name);
  g_free (ledger->population);
  g_free (ledger->projection);
  g_free (ledger);
}

#define U "%" G_GUINT64_FORMAT

char *
rlif_ledger_format (const RlifLedger *ledger)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "run\t%.17g\t" U "\t" U "\t" U "\n", ledger->simulated, ledger->queued,
                          ledger->channels, ledger->poisson_lines);
  for (guint k = 0; k < ledger->n_populations; k++) {
    const RlifLedgerPopulation *p = &ledger->population[k];
    g_string_append_printf (text, "population\t%s\t" U "\t" U "\t" U "\t" U "\t" U "\t" U "\t" U "\n", p->name,
                            p->neurons, p->states, p->spikes, p->delivered, p->gated, p->outside,
                            p->crossings);
  }
  for (guint k = 0; k < ledger->n_projections; k++) {
    const RlifLedgerProjection *p = &ledger->projection[k];
    g_string_append_printf (text, "projection\t%s\t" U "\t" U "\t" U "\t%d\t" U "\t" U "\n", p->name, p->sources,
                            p->synapses, p->bytes, p->from_outside, p->delivered, p->gated);
  }
  return g_string_free (text, FALSE);
}

/* Reads n whole numbers from fields. Returns: FALSE if one is none. */
static gboolean
read_numbers (char *const field[], guint n, guint64 number[])
{
  for (guint k = 0; k < n; k++) {
    char *end = NULL;
    errno = 0;
    number[k] = g_ascii_isdigit (*field[k]) ? g_ascii_strtoull (field[k], &end, 10) : 0;
    if (!end || *end || errno) return FALSE;
  }
  return TRUE;
}

static gboolean
read_run (RlifLedger *ledger, char *const field[], guint n)
{
  guint64 number[3];
  char *end = NULL;
  if (n != 5 || !read_numbers (field + 2, 3, number)) return FALSE;
  ledger->simulated = g_ascii_strtod (field[1], &end);
  ledger->queued = number[0];
  ledger->channels = number[1];
  ledger->poisson_lines = number[2];
  return end != field[1] && *end == '\0' && ledger->simulated >= 0;
}

static gboolean
read_population (RlifLedger *ledger, char *const field[], guint n)
{
  guint64 x[7];
  if (n != 9 || !read_numbers (field + 2, 7, x) || x[4] > x[3]) return FALSE;
  ledger->population = g_renew (RlifLedgerPopulation, ledger->population, ledger->n_populations + 1);
  ledger->population[ledger->n_populations++] = (RlifLedgerPopulation) {
    .name = g_strdup (field[1]), .neurons = x[0], .states = x[1], .spikes = x[2], .delivered = x[3],
    .gated = x[4], .outside = x[5], .crossings = x[6], .updates = x[3] - x[4] + x[2] };
  return TRUE;
}

static gboolean
read_projection (RlifLedger *ledger, char *const field[], guint n)
{
  guint64 x[6];
  if (n != 8 || !read_numbers (field + 2, 6, x)) return FALSE;
  ledger->projection = g_renew (RlifLedgerProjection, ledger->projection, ledger->n_projections + 1);
  ledger->projection[ledger->n_projections++] = (RlifLedgerProjection) {
    .name = g_strdup (field[1]), .sources = x[0], .synapses = x[1], .bytes = x[2], .from_outside = x[3] != 0,
    .delivered = x[4], .gated = x[5] };
  return TRUE;
}

static gboolean
read_line (RlifLedger *ledger, const char *line)
{
  g_auto (GStrv) field = g_strsplit (line, "\t", -1);
  const guint n = g_strv_length (field);
  if (n == 0) return TRUE;
  if (g_str_equal (field[0], "run")) return read_run (ledger, field, n);
  if (g_str_equal (field[0], "population")) return read_population (ledger, field, n);
  return g_str_equal (field[0], "projection") && read_projection (ledger, field, n);
}

RlifLedger *
rlif_ledger_parse (const char *text, GError **error)
{
  g_autoptr (RlifLedger) ledger = g_new0 (RlifLedger, 1);
  g_auto (GStrv) line = g_strsplit (text, "\n", -1);
  for (guint k = 0; line[k]; k++) {
    if (read_line (ledger, line[k])) continue;
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_SYNTAX, "line %u of the ledger is not one: “%s”", k + 1, line[k]);
    return NULL;
  }
  if (ledger->n_populations > 0) return g_steal_pointer (&ledger);
  g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_SYNTAX, "the ledger has no population");
  return NULL;
}
