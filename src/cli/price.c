/* Prices and steps as options of a command. */
#include <rlif/units.h>
#include "cli/price.h"

const RlifPrice *
rlif_price_find (const GPtrArray *prices, const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  for (guint k = 0; k < prices->len; k++) {
    const RlifPrice *price = prices->pdata[k];
    if (!name || g_str_equal (price->name, name)) return price;
    g_string_append_printf (known, "%s%s", k ? ", " : "", price->name);
  }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--price=%s: there are prices of: %s", name, known->str);
  return NULL;
}

gboolean
rlif_span_parse (const char *option, const char *text, double *ms, GError **error)
{
  if (!text) return TRUE;
  if (!rlif_quantity_parse (text, "ms", ms, error)) {
    g_prefix_error (error, "--%s=%s: ", option, text);
    return FALSE;
  }
  if (*ms > 0) return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s=%s: it must be more than 0", option, text);
  return FALSE;
}
