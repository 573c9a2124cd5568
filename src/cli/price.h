/* Prices and steps as options of a command. */
#ifndef RLIF_CLI_PRICE_H
#define RLIF_CLI_PRICE_H

#include <rlif/energy.h>

/* The price of that name.
 *
 * @prices   of RlifPrice
 * @name     NULL: the first
 * @error    G_OPTION_ERROR; it lists the names
 *
 * Returns: (borrowed) from the prices; NULL on error. */
const RlifPrice *rlif_price_find (const GPtrArray *prices, const char *name, GError **error);

/* A positive span of time [ms], if it is given; else *ms stays.
 *
 * @error    names the option */
gboolean rlif_span_parse (const char *option, const char *text, double *ms, GError **error);

#endif
