/* [poisson], [spikes], [regular] and [current]: what comes from outside. */
#include <string.h>
#include <rlif/units.h>
#include "io/experiment.h"
#include "io/table.h"

/* A part of an input for one of its targets: "drive" alone, or "drive -> E" of several. */
static char *
part_name (const RlifHeading *heading, const char *target)
{
  return heading->right[1] ? g_strdup_printf ("%s -> %s", heading->left[0], target)
                           : g_strdup (heading->left[0]);
}

/* Reads the heading [KIND NAME -> A, B]. */
static gboolean
read_heading (const RlifReader *reader, const RlifGroup *group, RlifHeading *heading,
              GError **error)
{
  if (!rlif_heading_parse (reader, group, TRUE, heading, error)) return FALSE;
  if (!heading->left[1] && !heading->label) return TRUE;
  rlif_heading_clear (heading);
  return rlif_reader_fail_group (reader, group, RLIF_ERROR_SYNTAX, error,
                                 "is written [%.*s NAME -> TARGET, ...], with one name",
                                 (int) strcspn (group->name, " "), group->name);
}

static gboolean
add_poisson (const RlifReader *reader, const RlifGroup *group, const char *name,
             RlifPopulation *target, double rate, GError **error)
{
  RlifSynapseKeys keys;
  if (!rlif_read_synapses (reader, group, name, target, RLIF_NEED_WEIGHT, &keys, error))
    return FALSE;
  if (keys.synapses.weight.kind != RLIF_CONSTANT)
    return rlif_reader_fail_entry (reader, group, keys.weight, RLIF_ERROR_INVALID, error,
                                   "a Poisson input has one weight, not a distribution");
  GError *cause = NULL;
  if (rlif_network_add_poisson (reader->experiment->network, name, target, rate,
                                keys.synapses.weight.a, keys.synapses.port, &cause))
    return TRUE;
  return rlif_reader_explain (reader, group, NULL, cause, error);
}

gboolean
rlif_read_poisson (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "rate", "weight", "port", NULL };
  RlifHeading heading;
  double rate = 0;
  const RlifEntry *entry = NULL;
  if (!rlif_reader_check_keys (reader, group, known, error)
      || !(entry = rlif_reader_require (reader, group, "rate", "8 Hz", error))
      || !rlif_reader_quantity (reader, group, entry, "Hz", &rate, error))
    return FALSE;
  if (rate < 0)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "a rate is 0 or more");
  if (!read_heading (reader, group, &heading, error)) return FALSE;
  gboolean ok = TRUE;
  for (char **to = heading.right; ok && *to; to++) {
    g_autofree char *name = part_name (&heading, *to);
    RlifPopulation *target = rlif_reader_population (reader, group, *to, error);
    ok = target && add_poisson (reader, group, name, target, rate, error);
  }
  rlif_heading_clear (&heading);
  return ok;
}

/* Spikes of a file, by channel. */
typedef struct {
  GArray *time;          /* of RlifTime */
  GArray *channel;       /* of guint32 */
} SpikeList;

static void
clear_spikes (SpikeList *list)
{
  if (list->time) g_array_unref (list->time);
  if (list->channel) g_array_unref (list->channel);
}

static gboolean
read_spike_table (const RlifReader *reader, const char *path, SpikeList *list, GError **error)
{
  RlifColumn column[] = { { .name = "time", .kind = RLIF_COLUMN_TIME, .required = TRUE },
                          { .name = "channel", .kind = RLIF_COLUMN_COUNT, .required = TRUE } };
  if (!rlif_table_read (path, reader->experiment->ticks_per_ms, column, 2, error)) return FALSE;
  list->time = column[0].cells;
  list->channel = column[1].cells;
  return TRUE;
}

static const RlifTrain *
choose_train (const RlifReader *reader, const RlifGroup *group, const RlifRaster *raster,
              GError **error)
{
  const RlifEntry *entry = rlif_group_find_entry (group, "population");
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint k = 0; k < raster->trains->len; k++) {
    const RlifTrain *train = raster->trains->pdata[k];
    if (entry ? g_str_equal (entry->value, train->name) : raster->trains->len == 1) return train;
    g_string_append_printf (all, "%s%s", k ? ", " : "", train->name);
  }
  rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                          "the key “population” must name one of those in the file: %s", all->str);
  return NULL;
}

static gboolean
read_spike_report (const RlifReader *reader, const RlifGroup *group, const RlifEntry *file,
                   const char *path, SpikeList *list, GError **error)
{
  GError *cause = NULL;
  g_autoptr (RlifRaster) raster = rlif_raster_load (path, &cause);
  if (!raster) return rlif_reader_explain (reader, group, file, cause, error);
  const RlifTrain *train = choose_train (reader, group, raster, error);
  if (!train) return FALSE;
  list->time = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  list->channel = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (gsize k = 0; k < train->n; k++) {
    const double ticks = train->time[k] * (double) reader->experiment->ticks_per_ms;
    if (!(ticks >= 0 && ticks < 9e18))
      return rlif_reader_fail_entry (reader, group, file, RLIF_ERROR_INVALID, error,
                                     "a spike at %g ms is out of range", train->time[k]);
    const RlifTime time = (RlifTime) llrint (ticks);
    g_array_append_val (list->time, time);
    g_array_append_val (list->channel, train->neuron[k]);
  }
  return TRUE;
}

static gboolean
read_spike_file (const RlifReader *reader, const RlifGroup *group, SpikeList *list, GError **error)
{
  const RlifEntry *file = rlif_reader_require (reader, group, "file", "spikes.csv", error);
  if (!file) return FALSE;
  g_autofree char *path = rlif_reader_path (reader, file->value);
  return g_str_has_suffix (path, ".h5") ? read_spike_report (reader, group, file, path, list, error)
                                        : read_spike_table (reader, path, list, error);
}

/* As many channels as the key says, as there are neurons for one_to_one, or as are used. */
static gboolean
count_channels (const RlifReader *reader, const RlifGroup *group, const SpikeList *list,
                const RlifRule *rule, const RlifPopulation *target, guint32 *channels,
                GError **error)
{
  guint64 used = 0, wanted = 0;
  const RlifEntry *entry = rlif_group_find_entry (group, "channels");
  for (guint k = 0; k < list->channel->len; k++)
    used = MAX (used, (guint64) g_array_index (list->channel, guint32, k) + 1);
  if (!rlif_reader_count (reader, group, entry, G_MAXUINT32 - 1, &wanted, error)) return FALSE;
  if (!entry) wanted = rule->kind == RLIF_ONE_TO_ONE ? rlif_population_get_count (target) : used;
  *channels = (guint32) MAX (wanted, 1);
  if (used <= *channels) return TRUE;
  return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                 "the file has spikes in channel %" G_GUINT64_FORMAT
                                 ", but there are only %u channels (0 to %u)", used - 1, *channels,
                                 *channels - 1);
}

static gboolean
add_spikes (const RlifReader *reader, const RlifGroup *group, const char *name,
            RlifPopulation *target, const RlifRule *rule, const char *rule_list,
            const SpikeList *list, GError **error)
{
  RlifSynapseKeys keys;
  guint32 channels;
  GError *cause = NULL;
  if (!rlif_read_synapses (reader, group, name, target,
                           rule_list ? RLIF_NEED_NOTHING : RLIF_NEED_WEIGHT, &keys, error)
      || !count_channels (reader, group, list, rule, target, &channels, error))
    return FALSE;
  RlifInput *input = rlif_network_add_spikes (
    reader->experiment->network, name, channels, list->time->len,
    (const RlifTime *) (void *) list->time->data, (const guint32 *) (void *) list->channel->data,
    &cause);
  if (!input) return rlif_reader_explain (reader, group, NULL, cause, error);
  return rlif_connect_group (reader, group, NULL, input, target, rule, rule_list, &keys, error);
}

gboolean
rlif_read_spikes (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "file", "population", "channels", "rule", "weight", "delay",
                                       "port", "self_connections", "multapses", NULL };
  RlifHeading heading;
  RlifRule rule = { .kind = RLIF_ONE_TO_ONE };
  SpikeList list = { NULL, NULL };
  g_autofree char *rule_list = NULL;
  if (!rlif_reader_check_keys (reader, group, known, error)
      || !rlif_read_rule (reader, group, &rule, &rule_list, error)
      || !read_heading (reader, group, &heading, error))
    return FALSE;
  gboolean ok = read_spike_file (reader, group, &list, error);
  for (char **to = heading.right; ok && *to; to++) {
    g_autofree char *name = part_name (&heading, *to);
    RlifPopulation *target = rlif_reader_population (reader, group, *to, error);
    ok = target && add_spikes (reader, group, name, target, &rule, rule_list, &list, error);
  }
  clear_spikes (&list);
  rlif_heading_clear (&heading);
  return ok;
}

static gboolean
add_regular (const RlifReader *reader, const RlifGroup *group, const char *name,
             RlifPopulation *target, RlifTime start, RlifTime interval, GError **error)
{
  const RlifRule rule = { .kind = RLIF_ALL_TO_ALL };
  RlifSynapseKeys keys;
  GError *cause = NULL;
  if (!rlif_read_synapses (reader, group, name, target, RLIF_NEED_WEIGHT, &keys, error))
    return FALSE;
  RlifInput *input =
    rlif_network_add_regular (reader->experiment->network, name, start, interval, &cause);
  if (!input) return rlif_reader_explain (reader, group, NULL, cause, error);
  return rlif_connect_group (reader, group, NULL, input, target, &rule, NULL, &keys, error);
}

gboolean
rlif_read_regular (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "interval", "start", "weight", "delay", "port", NULL };
  RlifHeading heading;
  RlifTime interval = 0;
  const RlifEntry *entry = NULL;
  if (!rlif_reader_check_keys (reader, group, known, error)
      || !(entry = rlif_reader_require (reader, group, "interval", "10 ms", error))
      || !rlif_reader_time (reader, group, entry, &interval, error))
    return FALSE;
  if (interval == 0)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "an interval is above 0");
  RlifTime start = interval;
  if (!rlif_reader_time (reader, group, rlif_group_find_entry (group, "start"), &start, error)
      || !read_heading (reader, group, &heading, error))
    return FALSE;
  gboolean ok = TRUE;
  for (char **to = heading.right; ok && *to; to++) {
    g_autofree char *name = part_name (&heading, *to);
    RlifPopulation *target = rlif_reader_population (reader, group, *to, error);
    ok = target && add_regular (reader, group, name, target, start, interval, error);
  }
  rlif_heading_clear (&heading);
  return ok;
}

/* One step "37.25 ms: 100 pA". */
static gboolean
read_step (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
           const char *text, GArray *time, GArray *current, GError **error)
{
  g_auto (GStrv) part = g_strsplit (text, ":", -1);
  GError *cause = NULL;
  RlifTime t;
  double i;
  if (g_strv_length (part) != 2)
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_SYNTAX, error,
                                   "“%s” is not a step: TIME: CURRENT, as in “37.25 ms: 100 pA”",
                                   text);
  if (!rlif_time_parse (part[0], reader->experiment->ticks_per_ms, &t, &cause)
      || !rlif_quantity_parse (part[1], "pA", &i, &cause))
    return rlif_reader_explain (reader, group, entry, cause, error);
  if (t < 0 || (time->len && t <= g_array_index (time, RlifTime, time->len - 1)))
    return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                   "the times of steps must ascend from 0: “%s” does not", text);
  g_array_append_val (time, t);
  g_array_append_val (current, i);
  return TRUE;
}

static gboolean
add_current (const RlifReader *reader, const RlifGroup *group, const char *name,
             RlifPopulation *target, const GArray *time, const GArray *current, GError **error)
{
  GError *cause = NULL;
  if (rlif_network_add_current (reader->experiment->network, name, target, time->len,
                                (const RlifTime *) (void *) time->data,
                                (const double *) (void *) current->data, &cause))
    return TRUE;
  return rlif_reader_explain (reader, group, NULL, cause, error);
}

gboolean
rlif_read_current (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "steps", NULL };
  RlifHeading heading;
  const RlifEntry *entry = NULL;
  if (!rlif_reader_check_keys (reader, group, known, error)
      || !(entry = rlif_reader_require (reader, group, "steps", "0 ms: 100 pA, 50 ms: 0 pA", error))
      || !read_heading (reader, group, &heading, error))
    return FALSE;
  g_auto (GStrv) step = rlif_split_list (entry->value);
  g_autoptr (GArray) time = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  g_autoptr (GArray) current = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean ok = TRUE;
  for (char **s = step; ok && *s; s++)
    ok = read_step (reader, group, entry, *s, time, current, error);
  for (char **to = heading.right; ok && *to; to++) {
    g_autofree char *name = part_name (&heading, *to);
    RlifPopulation *target = rlif_reader_population (reader, group, *to, error);
    ok = target && add_current (reader, group, name, target, time, current, error);
  }
  rlif_heading_clear (&heading);
  return ok;
}
