/* Keeps spikes in memory, population by population. */
#include <rlif/record.h>

typedef struct {
  RlifTime time;
  guint32 neuron;
} Kept;

struct RlifSpikeLog {
  double ticks_per_ms;
  RlifTime after;
  guint n_populations;
  GArray **kept;         /* [n_populations] of Kept; NULL: not wanted */
};

RlifSpikeLog *
rlif_spike_log_new (const RlifNetwork *network, RlifTime after)
{
  RlifSpikeLog *log = g_new (RlifSpikeLog, 1);
  log->ticks_per_ms = (double) rlif_network_get_ticks_per_ms (network);
  log->after = after;
  log->n_populations = rlif_network_n_populations (network);
  log->kept = g_new0 (GArray *, log->n_populations);
  return log;
}

void
rlif_spike_log_free (RlifSpikeLog *log)
{
  if (!log) return;
  for (guint k = 0; k < log->n_populations; k++)
    if (log->kept[k]) g_array_unref (log->kept[k]);
  g_free (log->kept);
  g_free (log);
}

void
rlif_spike_log_add (RlifSpikeLog *log, const RlifPopulation *population)
{
  GArray **kept = &log->kept[rlif_population_get_index (population)];
  if (!*kept) *kept = g_array_new (FALSE, FALSE, sizeof (Kept));
}

static void
on_spikes (gpointer data, const RlifSpike spike[], gsize n)
{
  RlifSpikeLog *log = data;
  if (spike[0].time <= log->after) return;
  for (gsize k = 0; k < n; k++) {
    GArray *kept = log->kept[spike[k].population];
    const Kept item = { spike[k].time, spike[k].neuron };
    if (kept) g_array_append_val (kept, item);
  }
}

RlifObserver
rlif_spike_log_observer (RlifSpikeLog *log)
{
  return (RlifObserver) { .data = log, .on_spikes = on_spikes };
}

/* Rounds of one instant are shown one after the other: by neuron within the moment. */
static int
by_time (gconstpointer a, gconstpointer b)
{
  const Kept *x = a, *y = b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return x->neuron < y->neuron ? -1 : x->neuron > y->neuron;
}

static void
add_train (const RlifSpikeLog *log, const RlifPopulation *population, RlifTime end,
           RlifRaster *raster)
{
  GArray *kept = log->kept[rlif_population_get_index (population)];
  gsize n = kept ? kept->len : 0;
  if (kept) g_array_sort (kept, by_time);
  while (n > 0 && g_array_index (kept, Kept, n - 1).time > end) n--;
  RlifTrain *train = rlif_raster_add (raster, rlif_population_get_name (population),
                                      rlif_population_get_count (population), n);
  for (gsize k = 0; k < n; k++) {
    const Kept *item = &g_array_index (kept, Kept, k);
    train->time[k] = (double) item->time / log->ticks_per_ms;
    train->neuron[k] = item->neuron;
  }
}

RlifRaster *
rlif_spike_log_to_raster (const RlifSpikeLog *log, const RlifPopulation *const population[],
                          gsize n, RlifTime end)
{
  RlifRaster *raster = rlif_raster_new ((double) MAX (log->after, 0) / log->ticks_per_ms,
                                        (double) end / log->ticks_per_ms);
  for (gsize k = 0; k < n; k++) add_train (log, population[k], end, raster);
  return raster;
}
