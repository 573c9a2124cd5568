/* [spikes NAME -> A]: spikes of a list or of a spike report, played back. */
#include <string.h>
#include "io/experiment.h"
#include "io/table.h"

/* What the group's keys say, beside the synapses. */
typedef struct {
  const RlifEntry *file;
  const RlifEntry *population;   /* of a spike report; or NULL */
  const RlifEntry *channels_key; /* or NULL */
  guint64 channels;
  RlifRule rule;
  char *list;                    /* of the rule, owned; or NULL */
} Keys;

typedef struct {
  GArray *time;                  /* of RlifTime */
  GArray *channel;               /* of guint32 */
} Spikes;

static void
clear_spikes (Spikes *spikes)
{
  if (spikes->time) g_array_unref (spikes->time);
  if (spikes->channel) g_array_unref (spikes->channel);
}

/* How many channels there are, whatever the file says; 0: as many as it uses. */
static guint32
given_channels (const Keys *keys, const RlifPopulation *target)
{
  if (keys->channels_key) return (guint32) keys->channels;
  return keys->rule.kind == RLIF_ONE_TO_ONE ? rlif_population_get_count (target) : 0;
}

static guint32
used_channels (const Spikes *spikes)
{
  guint32 used = 1;
  for (guint k = 0; k < spikes->channel->len; k++)
    used = MAX (used, g_array_index (spikes->channel, guint32, k) + 1);
  return used;
}

static gboolean
read_table (const RlifReader *reader, const char *path, guint32 channels, Spikes *spikes,
            GError **error)
{
  RlifColumn column[] = {
    { .name = "time", .kind = RLIF_COLUMN_TIME, .required = TRUE },
    { .name = "channel", .kind = RLIF_COLUMN_COUNT, .below = channels, .required = TRUE } };
  if (!rlif_table_read (path, reader->experiment->ticks_per_ms, column, G_N_ELEMENTS (column),
                        error))
    return FALSE;
  *spikes = (Spikes) { column[0].cells, column[1].cells };
  return TRUE;
}

/* The train of the population named, or the only one. */
static const RlifTrain *
choose_train (const RlifReader *reader, const RlifGroup *group, const Keys *keys,
              const RlifRaster *raster, GError **error)
{
  const guint n = raster->trains->len;
  g_autofree const char **known = g_new0 (const char *, n + 1);
  for (guint k = 0; k < n; k++) {
    const RlifTrain *train = raster->trains->pdata[k];
    known[k] = train->name;
    if (keys->population ? g_str_equal (keys->population->value, train->name) : n == 1) return train;
  }
  g_autofree char *all = n ? g_strjoinv (", ", (char **) known) : g_strdup ("none");
  g_autofree char *hint =
    keys->population ? rlif_suggest (keys->population->value, known) : g_strdup ("");
  rlif_reader_fail_entry (reader, group, keys->population ? keys->population : keys->file,
                          RLIF_ERROR_UNKNOWN, error,
                          "“population” must name one of those in the file%s: %s", hint, all);
  return NULL;
}

static gboolean
take_train (const RlifReader *reader, const RlifGroup *group, const Keys *keys,
            const RlifTrain *train, guint32 channels, Spikes *spikes, GError **error)
{
  for (gsize k = 0; k < train->n; k++) {
    const double ticks = train->time[k] * (double) reader->experiment->ticks_per_ms;
    if (!(ticks >= 0 && ticks < 9e18))
      return rlif_reader_fail_entry (reader, group, keys->file, RLIF_ERROR_INVALID, error,
                                     "a spike at %.10g ms is out of range", train->time[k]);
    if (channels > 0 && train->neuron[k] >= channels)
      return rlif_reader_fail_entry (reader, group, keys->file, RLIF_ERROR_INVALID, error,
                                     "there is no channel %u; what fits: 0 to %u", train->neuron[k],
                                     channels - 1);
    const RlifTime time = (RlifTime) llrint (ticks);
    g_array_append_val (spikes->time, time);
    g_array_append_val (spikes->channel, train->neuron[k]);
  }
  return TRUE;
}

static gboolean
read_report (const RlifReader *reader, const RlifGroup *group, const Keys *keys, const char *path,
             guint32 channels, Spikes *spikes, GError **error)
{
  GError *cause = NULL;
  g_autoptr (RlifRaster) raster = rlif_raster_load (path, &cause);
  if (!raster) return rlif_reader_explain (reader, group, keys->file, cause, error);
  const RlifTrain *train = choose_train (reader, group, keys, raster, error);
  if (!train) return FALSE;
  *spikes = (Spikes) { g_array_new (FALSE, FALSE, sizeof (RlifTime)),
                       g_array_new (FALSE, FALSE, sizeof (guint32)) };
  return take_train (reader, group, keys, train, channels, spikes, error);
}

static gboolean
is_report (const Keys *keys)
{
  return g_str_has_suffix (keys->file->value, ".h5");
}

/* @what   Keys */
static gboolean
add_spikes (const RlifReader *reader, const RlifPart *part, gconstpointer what, GError **error)
{
  const Keys *keys = what;
  const RlifGroup *group = part->group;
  const guint32 given = given_channels (keys, part->target);
  g_autofree char *path = rlif_reader_path (reader, keys->file->value);
  RlifSynapseKeys synapses;
  RlifInput *input = NULL;
  Spikes spikes = { NULL, NULL };
  GError *cause = NULL;
  gboolean ok =
    rlif_read_synapses (reader, group, part->projection, part->target,
                        keys->list ? RLIF_NEED_NOTHING : RLIF_NEED_WEIGHT, &synapses, error)
    && (is_report (keys) ? read_report (reader, group, keys, path, given, &spikes, error)
                         : read_table (reader, path, given, &spikes, error));
  if (ok) {
    input = rlif_network_add_spikes (
      reader->experiment->network, part->input, given ? given : used_channels (&spikes),
      spikes.time->len, (const RlifTime *) (void *) spikes.time->data,
      (const guint32 *) (void *) spikes.channel->data, &cause);
    ok = input || rlif_reader_explain (reader, group, NULL, cause, error);
  }
  clear_spikes (&spikes);
  return ok && rlif_connect_group (reader, group, NULL, input, part->target, &keys->rule,
                                   keys->list, &synapses, error);
}

static gboolean
read_keys (const RlifReader *reader, const RlifGroup *group, Keys *keys, GError **error)
{
  *keys = (Keys) { .file = rlif_reader_require (reader, group, "file", "spikes.csv", error),
                   .population = rlif_group_find_entry (group, "population"),
                   .channels_key = rlif_group_find_entry (group, "channels") };
  if (!keys->file) return FALSE;
  if (keys->population && !is_report (keys))
    return rlif_reader_fail_entry (reader, group, keys->population, RLIF_ERROR_INVALID, error,
                                   "this key goes with a spike report (.h5) only");
  if (!rlif_reader_count (reader, group, keys->channels_key, G_MAXUINT32 - 1, &keys->channels, error))
    return FALSE;
  if (keys->channels_key && keys->channels == 0)
    return rlif_reader_fail_entry (reader, group, keys->channels_key, RLIF_ERROR_INVALID, error,
                                   "there is at least one channel");
  return rlif_read_rule (reader, group, &keys->rule, &keys->list, error);
}

gboolean
rlif_read_spikes (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "file", "population", "channels", "rule", "multapses",
                                       "weight", "delay", "port", NULL };
  Keys keys;
  if (!rlif_reader_check_keys (reader, group, known, error)
      || !read_keys (reader, group, &keys, error))
    return FALSE;
  const gboolean ok = rlif_read_parts (reader, group, add_spikes, &keys, error);
  g_free (keys.list);
  return ok;
}
