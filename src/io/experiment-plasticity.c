/* The keys of [connect] that make synapses change with use. */
#include "io/experiment.h"

typedef struct {
  const char *key;
  const char *unit;        /* NULL: that of the weight */
  const char *example;     /* NULL: the key may be missing, and means 0 */
  gsize offset;            /* in RlifPlasticity */
  RlifPlasticityKind kind;
} Number;

#define NUMBER(KEY, UNIT, EXAMPLE, MEMBER, KIND) \
  { KEY, UNIT, EXAMPLE, G_STRUCT_OFFSET (RlifPlasticity, MEMBER), KIND }

static const Number NUMBERS[] = {
  NUMBER ("A_plus", "", "0.01", a_plus, RLIF_STDP),
  NUMBER ("A_minus", "", "0.0105", a_minus, RLIF_STDP),
  NUMBER ("tau_plus", "ms", "20 ms", tau_plus, RLIF_STDP),
  NUMBER ("tau_minus", "ms", "20 ms", tau_minus, RLIF_STDP),
  NUMBER ("w_max", NULL, "the largest weight", w_max, RLIF_STDP),
  NUMBER ("mu_plus", "", NULL, mu_plus, RLIF_STDP),
  NUMBER ("mu_minus", "", NULL, mu_minus, RLIF_STDP),
  NUMBER ("U", "", "0.5", u, RLIF_TSODYKS_MARKRAM),
  NUMBER ("tau_rec", "ms", "800 ms", tau_rec, RLIF_TSODYKS_MARKRAM),
  NUMBER ("tau_facil", "ms", NULL, tau_facil, RLIF_TSODYKS_MARKRAM),
  NUMBER ("tau_psc", "ms", NULL, tau_psc, RLIF_TSODYKS_MARKRAM),
};

static const char *const KINDS[] = { "none", "stdp", "tsodyks_markram", NULL };

static gboolean
read_choice (const RlifReader *reader, const RlifGroup *group, const char *key, const char *const fits[],
             int *choice, GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, key);
  *choice = 0;
  if (!entry) return TRUE;
  for (; fits[*choice]; ++*choice)
    if (g_str_equal (entry->value, fits[*choice])) return TRUE;
  g_autofree char *all = g_strjoinv (", ", (char **) fits);
  g_autofree char *hint = rlif_suggest (entry->value, fits);
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error, "what fits: %s%s", all,
                                 hint);
}

static gboolean
read_number (const RlifReader *reader, const RlifGroup *group, const Number *number, const char *unit,
             RlifPlasticity *rule, GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, number->key);
  if (entry && rule->kind != number->kind)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "belongs to plasticity = %s", KINDS[number->kind]);
  if (rule->kind == number->kind && number->example
      && !rlif_reader_require (reader, group, number->key, number->example, error))
    return FALSE;
  return rlif_reader_quantity (reader, group, entry, number->unit ? number->unit : unit,
                               G_STRUCT_MEMBER_P (rule, number->offset), error);
}

gboolean
rlif_read_plasticity (const RlifReader *reader, const RlifGroup *group, const char *unit,
                      RlifPlasticity *rule, GError **error)
{
  static const char *const pairings[] = { "all_to_all", "nearest", NULL };
  const RlifEntry *pairing = rlif_group_find_entry (group, "pairing");
  int kind, nearest;
  *rule = (RlifPlasticity) { .kind = RLIF_STATIC };
  if (!read_choice (reader, group, "plasticity", KINDS, &kind, error)
      || !read_choice (reader, group, "pairing", pairings, &nearest, error))
    return FALSE;
  rule->kind = (RlifPlasticityKind) kind;
  rule->nearest = nearest;
  if (pairing && rule->kind != RLIF_STDP)
    return rlif_reader_fail_entry (reader, group, pairing, RLIF_ERROR_INVALID, error,
                                   "belongs to plasticity = stdp");
  for (gsize k = 0; k < G_N_ELEMENTS (NUMBERS); k++)
    if (!read_number (reader, group, &NUMBERS[k], unit, rule, error)) return FALSE;
  return TRUE;
}
