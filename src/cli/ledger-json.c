/* The ledger of a run for machines. */
#include "cli/json.h"
#include "cli/ledger-json.h"

static void
add_population (JsonBuilder *builder, const RlifLedgerPopulation *p)
{
  json_builder_begin_object (builder);
  rlif_json_string (builder, "population", p->name);
  rlif_json_int (builder, "neurons", p->neurons);
  rlif_json_int (builder, "spikes", p->spikes);
  rlif_json_int (builder, "delivered", p->delivered);
  rlif_json_int (builder, "outside", p->outside);
  rlif_json_int (builder, "gated", p->gated);
  rlif_json_int (builder, "updates", p->updates);
  rlif_json_int (builder, "crossings", p->crossings);
  json_builder_end_object (builder);
}

static void
add_projection (JsonBuilder *builder, const RlifLedgerProjection *p)
{
  json_builder_begin_object (builder);
  rlif_json_string (builder, "projection", p->name);
  rlif_json_int (builder, "synapses", p->synapses);
  rlif_json_int (builder, "bytes", p->bytes);
  rlif_json_int (builder, "delivered", p->delivered);
  rlif_json_int (builder, "gated", p->gated);
  json_builder_end_object (builder);
}

void
rlif_ledger_add_json (JsonBuilder *builder, const RlifLedger *ledger)
{
  rlif_json_begin (builder, "ledger");
  rlif_json_double (builder, "simulated_ms", ledger->simulated);
  rlif_json_int (builder, "queue_operations", ledger->queued);
  json_builder_set_member_name (builder, "populations");
  json_builder_begin_array (builder);
  for (guint k = 0; k < ledger->n_populations; k++) add_population (builder, &ledger->population[k]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "projections");
  json_builder_begin_array (builder);
  for (guint k = 0; k < ledger->n_projections; k++) add_projection (builder, &ledger->projection[k]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}
