/* Rates and regularity of each neuron, updated spike by spike.
 *
 * Mean and variance of the intervals by the recurrence of Welford 1962,
 * doi:10.1080/00401706.1962.10490022. */
#include <math.h>
#include <stdlib.h>
#include <rlif/record.h>
#include "base/memory.h"

typedef struct {
  RlifTime last;         /* if there are spikes */
  guint32 spikes;
  double mean, squares;  /* of the intervals, in ms: mean, sum of squared deviations */
} Neuron;

#define MOST_WAITING 16

/* Spikes that are counted when memory has had time to bring what is known of their neurons. */
typedef struct {
  RlifSpike spike[MOST_WAITING];
  guint n;
} Waiting;

struct RlifStatistics {
  Waiting *waiting;
  double ticks_per_ms;
  RlifTime after;
  guint n_populations;
  Neuron **neuron;       /* [n_populations][count] */
};

RlifStatistics *
rlif_statistics_new (const RlifNetwork *network, RlifTime after)
{
  RlifStatistics *s = g_new (RlifStatistics, 1);
  s->waiting = g_new0 (Waiting, 1);
  s->ticks_per_ms = (double) rlif_network_get_ticks_per_ms (network);
  s->after = after;
  s->n_populations = rlif_network_n_populations (network);
  s->neuron = g_new (Neuron *, s->n_populations);
  for (guint k = 0; k < s->n_populations; k++) {
    const guint32 count = rlif_population_get_count (rlif_network_get_population (network, k));
    s->neuron[k] = rlif_memory_new (count, sizeof *s->neuron[k]);
  }
  return s;
}

void
rlif_statistics_free (RlifStatistics *statistics)
{
  if (!statistics) return;
  for (guint k = 0; k < statistics->n_populations; k++) free (statistics->neuron[k]);
  g_free (statistics->neuron);
  g_free (statistics->waiting);
  g_free (statistics);
}

static void
count_spike (const RlifStatistics *s, const RlifSpike *spike)
{
  Neuron *x = &s->neuron[spike->population][spike->neuron];
  if (x->spikes > 0) {
    const double interval = (double) (spike->time - x->last) / s->ticks_per_ms;
    const double deviation = interval - x->mean;
    x->mean += deviation / x->spikes;
    x->squares += deviation * (interval - x->mean);
  }
  x->last = spike->time;
  x->spikes++;
}

static void
count_waiting (const RlifStatistics *s)
{
  for (guint k = 0; k < s->waiting->n; k++) count_spike (s, &s->waiting->spike[k]);
  s->waiting->n = 0;
}

static void
on_spikes (gpointer data, const RlifSpike spike[], gsize n)
{
  const RlifStatistics *s = data;
  if (spike[0].time <= s->after) return;
  for (gsize k = 0; k < n; k++) {
    __builtin_prefetch (&s->neuron[spike[k].population][spike[k].neuron], 1);
    s->waiting->spike[s->waiting->n++] = spike[k];
    if (s->waiting->n == MOST_WAITING) count_waiting (s);
  }
}

RlifObserver
rlif_statistics_observer (RlifStatistics *statistics)
{
  return (RlifObserver) { .data = statistics, .on_spikes = on_spikes };
}

RlifRateStatistics
rlif_statistics_get (const RlifStatistics *statistics, const RlifPopulation *population,
                     RlifTime end)
{
  const Neuron *x = statistics->neuron[rlif_population_get_index (population)];
  const guint32 count = rlif_population_get_count (population);
  const double ms = (double) (end - MAX (statistics->after, 0)) / statistics->ticks_per_ms;
  RlifRateStatistics r = { 0 };
  count_waiting (statistics);
  double sum = 0;
  guint32 regular = 0;
  for (guint32 i = 0; i < count; i++) {
    r.spikes += x[i].spikes;
    r.active += x[i].spikes > 0;
    if (x[i].spikes < 3 || !(x[i].mean > 0)) continue;
    sum += sqrt (x[i].squares / (x[i].spikes - 1)) / x[i].mean;
    regular++;
  }
  r.rate = ms > 0 ? (double) r.spikes / count / ms * 1000 : (double) NAN;
  r.cv = regular ? sum / regular : (double) NAN;
  return r;
}
