/* [record A, B]: which spikes and which states go into which files. */
#include <stdio.h>
#include <string.h>
#include <rlif/units.h>
#include "io/experiment.h"

static gboolean
fail_trace (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
            GError **error)
{
  return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_SYNTAX, error,
                                 "what fits: STATE, ... every TIME of POPULATION[FIRST:END], or "
                                 "STATE, ... at TIME, ... of POPULATION[NEURON]");
}

/* The parts of "V_m, I_ex every 0.1 ms of E[0:5]". */
typedef struct {
  char *states;
  char *times;
  gboolean every;        /* else "at" */
  char *neurons;
} TraceText;

static void
clear_text (TraceText *text)
{
  g_free (text->states);
  g_free (text->times);
  g_free (text->neurons);
}

static gboolean
split_text (const char *value, TraceText *text)
{
  const char *when = strstr (value, " every ");
  text->every = when != NULL;
  if (!when) when = strstr (value, " at ");
  const char *of = when ? strstr (when, " of ") : NULL;
  if (!of) return FALSE;
  const char *times = when + (text->every ? strlen (" every ") : strlen (" at "));
  if (times > of) return FALSE;
  text->states = g_strndup (value, (gsize) (when - value));
  text->times = g_strndup (times, (gsize) (of - times));
  text->neurons = g_strstrip (g_strdup (of + strlen (" of ")));
  return TRUE;
}

/* The indices of the states named. */
static GArray *
read_states (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
             const char *names, const RlifModel *model, GError **error)
{
  g_auto (GStrv) name = rlif_split_list (names);
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (guint));
  for (char **n = name; *n; n++) {
    const int index = rlif_model_find_state (model, *n);
    if (index < 0) {
      g_autoptr (GString) all = g_string_new (NULL);
      for (guint j = 0; j < model->n_state; j++)
        g_string_append_printf (all, "%s%s", j ? ", " : "", model->state[j].name);
      rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_UNKNOWN, error,
                              "model %s has no state “%s”; what fits: %s", model->name, *n, all->str);
      return NULL;
    }
    const guint state = (guint) index;
    g_array_append_val (states, state);
  }
  return g_steal_pointer (&states);
}

/* "[3]" or "[0:5]", END being left out. */
static gboolean
read_range (const char *text, guint64 *first, guint64 *end)
{
  int length = 0;
  if (sscanf (text, "[%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT "]%n", first, end, &length) == 2
      && length > 0 && !text[length])
    return TRUE;
  length = 0;
  if (sscanf (text, "[%" G_GUINT64_FORMAT "]%n", first, &length) != 1 || length == 0 || text[length])
    return FALSE;
  *end = *first + 1;
  return TRUE;
}

/* "E", "E[3]" or "E[0:5]": neurons first .. end-1 of a population of the group. */
static RlifPopulation *
read_neurons (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
              const char *text, guint64 *first, guint64 *end, GError **error)
{
  const gsize n = strcspn (text, "[ ");
  g_autofree char *name = g_strndup (text, n);
  RlifPopulation *population = rlif_reader_population (reader, group, name, error);
  if (!population) return NULL;
  const guint32 count = rlif_population_get_count (population);
  *first = 0;
  *end = count;
  if (!text[n]) return population;
  if (!read_range (text + n, first, end)) {
    fail_trace (reader, group, entry, error);
    return NULL;
  }
  if (*first < *end && *end <= count) return population;
  rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                          "“%s” has neurons 0 to %u; [FIRST:END] leaves END out", name, count - 1);
  return NULL;
}

static gboolean
read_moments (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
              const TraceText *text, RlifTime *every, GArray *at, GError **error)
{
  g_auto (GStrv) part = rlif_split_list (text->times);
  GError *cause = NULL;
  RlifTime time;
  for (char **p = part; *p; p++) {
    if (!rlif_time_parse (*p, reader->experiment->ticks_per_ms, &time, &cause))
      return rlif_reader_explain (reader, group, entry, cause, error);
    const RlifTime last = at->len ? g_array_index (at, RlifTime, at->len - 1) : -1;
    if (time <= last || (text->every && (time == 0 || part[1])))
      return rlif_reader_fail_entry (reader, group, entry, RLIF_ERROR_INVALID, error,
                                     text->every ? "“every” takes one time above 0"
                                                 : "the times must ascend from 0");
    g_array_append_val (at, time);
  }
  *every = text->every ? time : 0;
  return TRUE;
}

static RlifTrace *
make_trace (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
            const TraceText *text, GError **error)
{
  guint64 first, end;
  RlifTime every = 0;
  RlifPopulation *population =
    read_neurons (reader, group, entry, text->neurons, &first, &end, error);
  if (!population) return NULL;
  g_autoptr (GArray) states = read_states (reader, group, entry, text->states,
                                           rlif_population_get_model (population), error);
  g_autoptr (GArray) at = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  if (!states || !read_moments (reader, group, entry, text, &every, at, error)) return NULL;
  const guint32 n = (guint32) (end - first);
  g_autofree guint32 *neuron = g_new (guint32, n);
  for (guint32 i = 0; i < n; i++) neuron[i] = (guint32) first + i;
  return rlif_trace_new (population, states->len, (const guint *) (void *) states->data, n, neuron,
                         reader->experiment->warmup, every, every ? NULL : g_steal_pointer (&at));
}

static gboolean
read_trace (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
            RlifRecord *record, GError **error)
{
  TraceText text = { NULL, NULL, FALSE, NULL };
  if (!split_text (entry->value, &text)) return fail_trace (reader, group, entry, error);
  RlifTrace *trace = make_trace (reader, group, entry, &text, error);
  clear_text (&text);
  if (trace) g_ptr_array_add (record->trace, trace);
  return trace != NULL;
}

static gboolean
check_path (const RlifReader *reader, const RlifGroup *group, const RlifEntry *entry,
            gboolean spikes, gboolean traces, GError **error)
{
  GError *cause = NULL;
  return rlif_recording_check_path (entry->value, spikes, traces, &cause)
         || rlif_reader_explain (reader, group, entry, cause, error);
}

/* Traces go where `traces` says, or with the spikes if that file can hold them. */
static gboolean
choose_files (const RlifReader *reader, const RlifGroup *group, RlifRecord *record, GError **error)
{
  const RlifEntry *spikes = rlif_group_find_entry (group, "spikes");
  const RlifEntry *traces = rlif_group_find_entry (group, "traces");
  const gboolean has_trace = record->trace->len > 0;
  if (traces && !has_trace)
    return rlif_reader_fail_entry (reader, group, traces, RLIF_ERROR_INVALID, error,
                                   "there is no key “trace” to say what goes into it");
  if (!spikes && !has_trace)
    return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                   "records nothing: spikes = FILE or trace = ... is needed");
  if (has_trace && !traces && !(spikes && g_str_has_suffix (spikes->value, ".h5")))
    return rlif_reader_fail_group (reader, group, RLIF_ERROR_INVALID, error,
                                   "lacks “traces”, as in: traces = traces.h5");
  if (has_trace && !traces) traces = spikes;
  const gboolean same = spikes && traces && g_str_equal (spikes->value, traces->value);
  if (spikes && !check_path (reader, group, spikes, TRUE, same, error)) return FALSE;
  if (has_trace && !check_path (reader, group, traces, same, TRUE, error)) return FALSE;
  record->spikes = spikes ? g_strdup (spikes->value) : NULL;
  record->traces = has_trace ? g_strdup (traces->value) : NULL;
  return TRUE;
}

static gboolean
read_populations (const RlifReader *reader, const RlifGroup *group, RlifRecord *record,
                  GError **error)
{
  RlifHeading heading;
  if (!rlif_heading_parse (reader, group, FALSE, &heading, error)) return FALSE;
  RlifPopulation *population = NULL;
  for (char **name = heading.left; *name; name++) {
    population = rlif_reader_population (reader, group, *name, error);
    if (!population) break;
    g_ptr_array_add (record->populations, population);
  }
  rlif_heading_clear (&heading);
  return population != NULL;
}

gboolean
rlif_read_record (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "spikes", "trace", "traces", NULL };
  if (!rlif_reader_check_keys (reader, group, known, error)) return FALSE;
  RlifRecord *record = g_new0 (RlifRecord, 1);
  record->populations = g_ptr_array_new ();
  record->trace = g_ptr_array_new_with_free_func ((GDestroyNotify) rlif_trace_free);
  g_ptr_array_add (reader->experiment->records, record);
  const RlifEntry *trace = rlif_group_find_entry (group, "trace");
  return read_populations (reader, group, record, error)
         && (!trace || read_trace (reader, group, trace, record, error))
         && choose_files (reader, group, record, error);
}
