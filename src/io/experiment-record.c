/* [record A, B]: which spikes and which states go into which files. */
#include <string.h>
#include <rlif/units.h>
#include "io/experiment.h"

/* A [record] group while it is read. */
typedef struct {
  const RlifReader *reader;
  const RlifGroup *group;
  const RlifEntry *spikes, *trace, *traces;  /* or NULL */
  RlifRecord *record;
} Reading;

static gboolean
fail_trace (const Reading *r, int code, GError **error, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

static gboolean
fail_trace (const Reading *r, int code, GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  return rlif_reader_fail_entry (r->reader, r->group, r->trace, code, error, "%s", what);
}

static gboolean
fail_form (const Reading *r, GError **error)
{
  return fail_trace (r, RLIF_ERROR_SYNTAX, error,
                     "what fits: STATE, ... every TIME of POPULATION[FIRST:END], or "
                     "STATE, ... at TIME, ... of POPULATION[NEURON]");
}

/* The parts of "V_m, I_ex every 0.1 ms of E[0:5]". */
typedef struct {
  char *states, *times, *neurons;  /* owned */
  gboolean every;                  /* else "at" */
} TraceText;

static void
clear_text (TraceText *text)
{
  g_free (text->states);
  g_free (text->times);
  g_free (text->neurons);
}

static gboolean
split_text (const Reading *r, TraceText *text, GError **error)
{
  g_autoptr (GRegex) form =
    g_regex_new ("^(.*)\\s(every|at)\\s(.*)\\sof\\s(.*)$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  if (!g_regex_match (form, r->trace->value, 0, &match)) return fail_form (r, error);
  g_autofree char *when = g_match_info_fetch (match, 2);
  *text = (TraceText) { .states = g_match_info_fetch (match, 1),
                        .times = g_match_info_fetch (match, 3),
                        .neurons = g_strstrip (g_match_info_fetch (match, 4)),
                        .every = g_str_equal (when, "every") };
  return TRUE;
}

static gboolean
fail_state (const Reading *r, const RlifModel *model, const char *name, GError **error)
{
  g_autofree const char **known = g_new0 (const char *, model->n_state + 1);
  for (guint j = 0; j < model->n_state; j++) known[j] = model->state[j].name;
  g_autofree char *hint = rlif_suggest (name, known);
  g_autofree char *all = g_strjoinv (", ", (char **) known);
  return fail_trace (r, RLIF_ERROR_UNKNOWN, error, "model %s has no state “%s”%s; what fits: %s",
                     model->name, name, hint, all);
}

/* The indices of the states named. */
static gboolean
read_states (const Reading *r, const char *names, const RlifModel *model, GArray *states,
             GError **error)
{
  g_auto (GStrv) name = rlif_split_list (names);
  for (char **n = name; *n; n++) {
    const int index = rlif_model_find_state (model, *n);
    if (index < 0) return fail_state (r, model, *n, error);
    for (char **before = name; before < n; before++)
      if (g_str_equal (*before, *n))
        return fail_trace (r, RLIF_ERROR_INVALID, error, "“%s” stands there twice", *n);
    const guint state = (guint) index;
    g_array_append_val (states, state);
  }
  return TRUE;
}

/* The number of a neuron, or of the one after the last. */
static gboolean
parse_number (const char *text, guint32 *number)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  guint64 n;
  if (!g_ascii_string_to_unsigned (trimmed, 10, 0, G_MAXUINT32, &n, NULL)) return FALSE;
  *number = (guint32) n;
  return TRUE;
}

/* "[3]" or "[0:5]"; nothing leaves them as they are. */
static gboolean
parse_range (const char *text, guint32 *first, guint32 *end)
{
  const gsize n = strlen (text);
  if (n == 0) return TRUE;
  if (text[0] != '[' || text[n - 1] != ']') return FALSE;
  g_autofree char *inside = g_strndup (text + 1, n - 2);
  g_auto (GStrv) part = g_strsplit (inside, ":", -1);
  const guint parts = g_strv_length (part);
  if (parts < 1 || parts > 2 || !parse_number (part[0], first)) return FALSE;
  if (parts == 2) return parse_number (part[1], end);
  *end = *first < G_MAXUINT32 ? *first + 1 : *first;
  return TRUE;
}

/* The population of that name among those of the group. */
static const RlifPopulation *
find_population (const Reading *r, const char *name, GError **error)
{
  const GPtrArray *populations = r->record->populations;
  g_autofree const char **known = g_new0 (const char *, populations->len + 1);
  for (guint k = 0; k < populations->len; k++) {
    known[k] = rlif_population_get_name (populations->pdata[k]);
    if (g_str_equal (known[k], name)) return populations->pdata[k];
  }
  g_autofree char *hint = rlif_suggest (name, known);
  g_autofree char *all = g_strjoinv (", ", (char **) known);
  fail_trace (r, RLIF_ERROR_UNKNOWN, error, "“%s” is not recorded by this group%s; what fits: %s",
              name, hint, all);
  return NULL;
}

/* "E", "E[3]" or "E[0:5]": neurons first .. end-1 of a population of the group. */
static const RlifPopulation *
read_neurons (const Reading *r, const char *text, guint32 *first, guint32 *end, GError **error)
{
  const gsize n = strcspn (text, "[ \t");
  g_autofree char *name = g_strndup (text, n);
  const RlifPopulation *population = find_population (r, name, error);
  if (!population) return NULL;
  const guint32 count = rlif_population_get_count (population);
  *first = 0;
  *end = count;
  while (g_ascii_isspace (*(text + n))) text++;
  if (!parse_range (text + n, first, end))
    fail_form (r, error);
  else if (*first >= *end || *end > count)
    fail_trace (r, RLIF_ERROR_INVALID, error,
                "“%s” has the neurons 0 to %u; in [FIRST:END] the last is END - 1", name, count - 1);
  else
    return population;
  return NULL;
}

static gboolean
read_every (const Reading *r, const char *text, RlifTime *every, GError **error)
{
  GError *cause = NULL;
  if (!rlif_time_parse (text, r->reader->experiment->ticks_per_ms, every, &cause))
    return rlif_reader_explain (r->reader, r->group, r->trace, cause, error);
  return *every > 0
         || fail_trace (r, RLIF_ERROR_INVALID, error, "the time behind “every” is above 0");
}

static gboolean
read_moments (const Reading *r, const char *text, GArray *at, GError **error)
{
  const RlifExperiment *e = r->reader->experiment;
  g_auto (GStrv) part = rlif_split_list (text);
  GError *cause = NULL;
  RlifTime time, last = -1;
  for (char **p = part; *p; p++) {
    if (!rlif_time_parse (*p, e->ticks_per_ms, &time, &cause))
      return rlif_reader_explain (r->reader, r->group, r->trace, cause, error);
    if (time <= last)
      return fail_trace (r, RLIF_ERROR_INVALID, error, "the times must ascend: “%s” does not", *p);
    if (time < e->warmup || time > e->warmup + e->duration)
      return fail_trace (r, RLIF_ERROR_INVALID, error,
                         "“%s” is not within the time recorded, from the end of the warm-up to that "
                         "of the run", *p);
    g_array_append_val (at, time);
    last = time;
  }
  return TRUE;
}

static RlifTrace *
make_trace (const Reading *r, const TraceText *text, GError **error)
{
  guint32 first, end;
  RlifTime every = 0;
  const RlifPopulation *population = read_neurons (r, text->neurons, &first, &end, error);
  if (!population) return NULL;
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) at = g_array_new (FALSE, FALSE, sizeof (RlifTime));
  if (!read_states (r, text->states, rlif_population_get_model (population), states, error)
      || !(text->every ? read_every (r, text->times, &every, error)
                       : read_moments (r, text->times, at, error)))
    return NULL;
  const guint32 n = end - first;
  g_autofree guint32 *neuron = g_new (guint32, n);
  for (guint32 i = 0; i < n; i++) neuron[i] = first + i;
  return rlif_trace_new (population, states->len, (const guint *) (void *) states->data, n, neuron,
                         r->reader->experiment->warmup, every,
                         text->every ? NULL : g_steal_pointer (&at));
}

static gboolean
read_trace (const Reading *r, GError **error)
{
  TraceText text = { NULL, NULL, NULL, FALSE };
  if (!r->trace) return TRUE;
  if (!split_text (r, &text, error)) return FALSE;
  RlifTrace *trace = make_trace (r, &text, error);
  clear_text (&text);
  if (trace) g_ptr_array_add (r->record->trace, trace);
  return trace != NULL;
}

/* Can the file hold all that this group and those before it put there? */
static gboolean
check_path (const Reading *r, const RlifEntry *entry, GError **error)
{
  const GPtrArray *records = r->reader->experiment->records;
  gboolean spikes = FALSE, traces = FALSE;
  GError *cause = NULL;
  for (guint k = 0; k < records->len; k++) {
    const RlifRecord *record = records->pdata[k];
    spikes = spikes || g_strcmp0 (record->spikes, entry->value) == 0;
    traces = traces || g_strcmp0 (record->traces, entry->value) == 0;
  }
  return rlif_recording_check_path (entry->value, spikes, traces, &cause)
         || rlif_reader_explain (r->reader, r->group, entry, cause, error);
}

/* Traces go where `traces` says, or with the spikes if that file can hold them. */
static gboolean
choose_files (Reading *r, GError **error)
{
  if (r->traces && !r->trace)
    return rlif_reader_fail_entry (r->reader, r->group, r->traces, RLIF_ERROR_INVALID, error,
                                   "there is no key “trace” to say what goes into it");
  if (!r->spikes && !r->trace)
    return rlif_reader_fail_group (r->reader, r->group, RLIF_ERROR_INVALID, error,
                                   "records nothing: spikes = FILE or trace = ... is needed");
  if (r->trace && !r->traces && !(r->spikes && g_str_has_suffix (r->spikes->value, ".h5")))
    return rlif_reader_fail_group (r->reader, r->group, RLIF_ERROR_INVALID, error,
                                   "lacks “traces”, as in: traces = traces.h5");
  if (r->trace && !r->traces) r->traces = r->spikes;
  r->record->spikes = r->spikes ? g_strdup (r->spikes->value) : NULL;
  r->record->traces = r->traces ? g_strdup (r->traces->value) : NULL;
  return (!r->spikes || check_path (r, r->spikes, error))
         && (!r->traces || check_path (r, r->traces, error));
}

static gboolean
read_populations (const Reading *r, GError **error)
{
  RlifHeading heading;
  if (!rlif_heading_parse (r->reader, r->group, RLIF_HEADING_LABEL, &heading, error)) return FALSE;
  gboolean ok = TRUE;
  for (char **name = heading.left; ok && *name; name++) {
    RlifPopulation *population = rlif_reader_population (r->reader, r->group, *name, error);
    g_ptr_array_add (r->record->populations, population);
    ok = population != NULL;
  }
  rlif_heading_clear (&heading);
  return ok;
}

static void
free_trace (gpointer trace)
{
  rlif_trace_free (trace);
}

gboolean
rlif_read_record (RlifReader *reader, const RlifGroup *group, GError **error)
{
  static const char *const known[] = { "spikes", "trace", "traces", NULL };
  if (!rlif_reader_check_keys (reader, group, known, error)) return FALSE;
  RlifRecord *record = g_new0 (RlifRecord, 1);
  record->populations = g_ptr_array_new ();
  record->trace = g_ptr_array_new_with_free_func (free_trace);
  g_ptr_array_add (reader->experiment->records, record);
  Reading r = { .reader = reader, .group = group, .record = record,
                .spikes = rlif_group_find_entry (group, "spikes"),
                .trace = rlif_group_find_entry (group, "trace"),
                .traces = rlif_group_find_entry (group, "traces") };
  return read_populations (&r, error) && read_trace (&r, error) && choose_files (&r, error);
}
