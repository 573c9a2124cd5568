/* The ledger of a run for machines. */
#ifndef RLIF_CLI_LEDGER_JSON_H
#define RLIF_CLI_LEDGER_JSON_H

#include <json-glib/json-glib.h>
#include <rlif/ledger.h>

/* Adds the member "ledger". */
void rlif_ledger_add_json (JsonBuilder *builder, const RlifLedger *ledger);

#endif
