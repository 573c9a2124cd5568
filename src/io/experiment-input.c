/* [poisson], [regular] and [current]: what comes from outside. */
#include <rlif/units.h>
#include "io/experiment.h"

static gboolean
add_part (const RlifReader *reader, const RlifHeading *heading, const char *to, RlifAddPart add,
          gconstpointer what, GError **error)
{
  const char *name = heading->left[0];
  g_autofree char *pair = g_strdup_printf ("%s -> %s", name, to);
  const RlifPart part = { .group = heading->group, .input = heading->right[1] ? pair : name,
                          .projection = pair,
                          .target = rlif_reader_population (reader, heading->group, to, error) };
  return part.target && add (reader, &part, what, error);
}

gboolean
rlif_read_parts (const RlifReader *reader, const RlifGroup *group, RlifAddPart add,
                 gconstpointer what, GError **error)
{
  RlifHeading heading;
  if (!rlif_heading_parse (reader, group, RLIF_HEADING_ARROW | RLIF_HEADING_ONE_NAME, &heading,
                           error))
    return FALSE;
  gboolean ok = TRUE;
  if (rlif_network_find_population (reader->experiment->network, heading.left[0]))
    ok = rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                 "the name “%s” is already taken by neurons", heading.left[0]);
  for (char **to = heading.right; ok && *to; to++)
    ok = add_part (reader, &heading, *to, add, what, error);
  rlif_heading_clear (&heading);
  return ok;
}

/* @what   the rate, double in Hz */
static gboolean
add_poisson (const RlifReader *reader, const RlifPart *part, gconstpointer what, GError **error)
{
  const double *rate = what;
  RlifSynapseKeys keys;
  if (!rlif_read_synapses (reader, part->group, part->projection, part->target, RLIF_NEED_WEIGHT,
                           &keys, error))
    return FALSE;
  if (keys.synapses.weight.kind != RLIF_CONSTANT)
    return rlif_reader_fail_entry (reader, part->group, keys.weight, RLIF_ERROR_INVALID, error,
                                   "a Poisson input has one weight, not a distribution");
  GError *cause = NULL;
  return rlif_network_add_poisson (reader->experiment->network, part->input, part->target, *rate,
                                   keys.synapses.weight.a, keys.synapses.port, &cause)
         || rlif_reader_explain (reader, part->group, NULL, cause, error);
}

gboolean
rlif_read_poisson (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "rate", "weight", "port", NULL };
  double rate = 0;
  const RlifEntry *entry = NULL;
  if (!rlif_reader_check_keys (reader, group, known, error)
      || !(entry = rlif_reader_require (reader, group, "rate", "8 Hz", error))
      || !rlif_reader_quantity (reader, group, entry, "Hz", &rate, error))
    return FALSE;
  if (rate < 0)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "a rate is 0 or more");
  return rlif_read_parts (reader, group, add_poisson, &rate, error);
}

typedef struct {
  RlifTime start, interval;
} Regular;

static gboolean
add_regular (const RlifReader *reader, const RlifPart *part, gconstpointer what, GError **error)
{
  const Regular *regular = what;
  const RlifRule rule = { .kind = RLIF_ALL_TO_ALL };
  RlifSynapseKeys keys;
  GError *cause = NULL;
  if (!rlif_read_synapses (reader, part->group, part->projection, part->target, RLIF_NEED_WEIGHT,
                           &keys, error))
    return FALSE;
  RlifInput *input = rlif_network_add_regular (reader->experiment->network, part->input,
                                               regular->start, regular->interval, &cause);
  if (!input) return rlif_reader_explain (reader, part->group, NULL, cause, error);
  return rlif_connect_group (reader, part->group, NULL, input, part->target, &rule, NULL, &keys,
                             error);
}

gboolean
rlif_read_regular (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "interval", "start", "weight", "delay", "port", NULL };
  Regular regular = { 0, 0 };
  const RlifEntry *entry = NULL;
  if (!rlif_reader_check_keys (reader, group, known, error)
      || !(entry = rlif_reader_require (reader, group, "interval", "10 ms", error))
      || !rlif_reader_time (reader, group, entry, &regular.interval, error))
    return FALSE;
  if (regular.interval == 0)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "an interval is above 0");
  regular.start = regular.interval;
  return rlif_reader_time (reader, group, rlif_group_find_entry (group, "start"), &regular.start,
                           error)
         && rlif_read_parts (reader, group, add_regular, &regular, error);
}

typedef struct {
  GArray *time;          /* of RlifTime */
  GArray *current;       /* of double, pA */
} Steps;

/* One step "37.25 ms: 100 pA". */
static gboolean
read_step (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
           const char *text, Steps *steps, GError **error)
{
  g_auto (GStrv) part = g_strsplit (text, ":", -1);
  GError *cause = NULL;
  RlifTime time;
  double current;
  if (g_strv_length (part) != 2)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_SYNTAX, error,
                                   "“%s” is not a step: TIME: CURRENT, as in “37.25 ms: 100 pA”",
                                   text);
  if (!rlif_time_parse (g_strstrip (part[0]), reader->experiment->ticks_per_ms, &time, &cause)
      || !rlif_quantity_parse (g_strstrip (part[1]), "pA", &current, &cause))
    return rlif_reader_explain (reader, group, entry, cause, error);
  const guint n = steps->time->len;
  if (time < 0 || (n && time <= g_array_index (steps->time, RlifTime, n - 1)))
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "the times of steps must ascend from 0: “%s” does not", text);
  g_array_append_val (steps->time, time);
  g_array_append_val (steps->current, current);
  return TRUE;
}

static gboolean
add_current (const RlifReader *reader, const RlifPart *part, gconstpointer what, GError **error)
{
  const Steps *steps = what;
  GError *cause = NULL;
  return rlif_network_add_current (reader->experiment->network, part->input, part->target,
                                   steps->time->len,
                                   (const RlifTime *) (void *) steps->time->data,
                                   (const double *) (void *) steps->current->data, &cause)
         || rlif_reader_explain (reader, part->group, NULL, cause, error);
}

gboolean
rlif_read_current (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "steps", NULL };
  const RlifEntry *entry = NULL;
  if (!rlif_reader_check_keys (reader, group, known, error)
      || !(entry = rlif_reader_require (reader, group, "steps", "0 ms: 100 pA, 50 ms: 0 pA", error)))
    return FALSE;
  g_auto (GStrv) step = rlif_split_list (entry->value);
  Steps steps = { g_array_new (FALSE, FALSE, sizeof (RlifTime)),
                  g_array_new (FALSE, FALSE, sizeof (double)) };
  gboolean ok = TRUE;
  for (char **s = step; ok && *s; s++) ok = read_step (reader, group, entry, *s, &steps, error);
  ok = ok && rlif_read_parts (reader, group, add_current, &steps, error);
  g_array_unref (steps.time);
  g_array_unref (steps.current);
  return ok;
}
