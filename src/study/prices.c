/* Tables of prices. */
#include <config.h>
#include <math.h>
#include <string.h>
#include <rlif/energy.h>
#include "base/keyfile.h"

static void
free_price (gpointer data)
{
  RlifPrice *price = data;
  g_free (price->name);
  g_free (price->title);
  g_free (price->source);
  g_free (price);
}

/* "4.6 pJ": a number from 0 on and fJ, pJ or nJ. */
static gboolean
parse_energy (const char *text, double *pj)
{
  static const struct { const char *unit; double factor; } UNITS[] = { { "fJ", 1e-3 }, { "pJ", 1 }, { "nJ", 1e3 } };
  char *end = NULL;
  const double number = g_ascii_strtod (text, &end);
  if (end == text || !isfinite (number) || number < 0) return FALSE;
  while (g_ascii_isspace (*end)) end++;
  for (guint k = 0; k < G_N_ELEMENTS (UNITS); k++)
    if (g_str_equal (end, UNITS[k].unit)) {
      *pj = number * UNITS[k].factor;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_entry (const RlifKeyFile *file, RlifPrice *price, const RlifEntry *entry, GError **error)
{
  static const char *const known[] = { "title", "source", "mac", "ac", "update", "neuron_ms", NULL };
  double *const number[] = { &price->mac, &price->ac, &price->update, &price->neuron_ms };
  for (guint k = 0; k < 4; k++) {
    if (!g_str_equal (entry->key, known[k + 2])) continue;
    return parse_energy (entry->value, number[k])
           || rlif_keyfile_fail (file, entry->line, RLIF_ERROR_SYNTAX, error,
                                 "%s = %s: it is an energy from 0 on, as in: 4.6 pJ (or fJ, nJ)", entry->key,
                                 entry->value);
  }
  char **const text = g_str_equal (entry->key, "title")    ? &price->title
                      : g_str_equal (entry->key, "source") ? &price->source
                                                           : NULL;
  if (text) {
    g_free (*text);
    *text = g_strdup (entry->value);
    return TRUE;
  }
  g_autofree char *hint = rlif_suggest (entry->key, known);
  return rlif_keyfile_fail (file, entry->line, RLIF_ERROR_UNKNOWN, error,
                            "a price has no key “%s”%s; it has title, source, mac, ac, update, neuron_ms",
                            entry->key, hint);
}

static gboolean
read_price (const RlifKeyFile *file, const RlifGroup *group, RlifPrice *price, GError **error)
{
  price->name = g_strdup (group->name);
  price->mac = price->ac = price->update = NAN;
  for (guint k = 0; k < group->entries->len; k++)
    if (!read_entry (file, price, group->entries->pdata[k], error)) return FALSE;
  if (!price->source || isnan (price->ac))
    return rlif_keyfile_fail (file, group->line, RLIF_ERROR_INVALID, error,
                              "[%s] has no %s: a price needs ac, and a source for its numbers", group->name,
                              price->source ? "ac" : "source");
  if (!price->title) price->title = g_strdup (group->name);
  return TRUE;
}

static GPtrArray *
read_prices (const RlifKeyFile *file, GError **error)
{
  g_autoptr (GPtrArray) prices = g_ptr_array_new_with_free_func (free_price);
  for (guint k = 0; k < file->groups->len; k++) {
    RlifPrice *price = g_new0 (RlifPrice, 1);
    g_ptr_array_add (prices, price);
    if (!read_price (file, file->groups->pdata[k], price, error)) return NULL;
  }
  if (prices->len > 0) return g_steal_pointer (&prices);
  rlif_keyfile_fail (file, 1, RLIF_ERROR_INVALID, error, "there is no price in it, as in: [mine] ...");
  return NULL;
}

GPtrArray *
rlif_prices_load (const char *path, GError **error)
{
  const char *shipped = g_getenv ("RLIF_PRICES");
  g_autofree char *text = NULL;
  gsize length;
  GError *cause = NULL;
  if (!path) path = shipped ? shipped : PKGDATADIR "/energy-prices.ini";
  if (!g_file_get_contents (path, &text, &length, &cause)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: the prices cannot be read: %s", path, cause->message);
    g_error_free (cause);
    return NULL;
  }
  g_autoptr (RlifKeyFile) file = rlif_keyfile_parse (path, text, length, error);
  return file ? read_prices (file, error) : NULL;
}
