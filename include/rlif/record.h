/* rlif/record.h - observers of a simulation: spikes, traces of states, statistics. */
#ifndef RLIF_RECORD_H
#define RLIF_RECORD_H

#include <rlif/simulation.h>

RLIF_BEGIN_DECLS

/* Spikes of one population, for files and pictures. */
typedef struct {
  char *name;
  guint32 size;        /* neurons in the population */
  gsize n;             /* spikes */
  double *time;        /* [n] ms, ascending; at equal times by neuron */
  guint32 *neuron;     /* [n] */
} RlifTrain;

/* Spikes of several populations, recorded after `begin` and up to `end` [ms]. */
typedef struct {
  GPtrArray *trains;   /* of RlifTrain, owned */
  double begin, end;
} RlifRaster;

RlifRaster *rlif_raster_new (double begin, double end);
void rlif_raster_free (RlifRaster *raster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifRaster, rlif_raster_free)

/* Adds a train of @n spikes whose time and neuron are to be filled in. Returns: (borrowed) */
RlifTrain *rlif_raster_add (RlifRaster *raster, const char *name, guint32 size, gsize n);

/* Keeps every spike of some populations after a moment. */
typedef struct RlifSpikeLog RlifSpikeLog;

/* @after    spikes at and before this moment are left out; -1 for none */
RlifSpikeLog *rlif_spike_log_new (const RlifNetwork *network, RlifTime after);
void rlif_spike_log_free (RlifSpikeLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifSpikeLog, rlif_spike_log_free)

void rlif_spike_log_add (RlifSpikeLog *log, const RlifPopulation *population);
RlifObserver rlif_spike_log_observer (RlifSpikeLog *log);

/* Returns: (owned) what was kept of the @n given populations, up to the moment @end. */
RlifRaster *rlif_spike_log_to_raster (const RlifSpikeLog *log, const RlifPopulation *const population[],
                                      gsize n, RlifTime end);

/* States of some neurons at some moments. */
typedef struct {
  const RlifPopulation *population;
  guint n_states;
  guint *state;        /* [n_states] index in the model's table */
  guint32 n_neurons;
  guint32 *neuron;     /* [n_neurons] */
  RlifTime every;      /* > 0: at first, first + every, ...; else at the moments of `at` */
  RlifTime first;
  GArray *at;          /* of RlifTime, ascending: the moments to look at (every == 0) */
  GArray *time;        /* of RlifTime: the moments looked at so far */
  GArray *value;       /* of double, [time][state][neuron] */
} RlifTrace;

/* @first, @every   regular looks; @every 0: at the moments @at (taken; NULL otherwise) */
RlifTrace *rlif_trace_new (const RlifPopulation *population, guint n_states, const guint state[],
                           guint32 n_neurons, const guint32 neuron[], RlifTime first,
                           RlifTime every, GArray *at);
void rlif_trace_free (RlifTrace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifTrace, rlif_trace_free)
RlifObserver rlif_trace_observer (RlifTrace *trace);

/* Rates and regularity, neuron by neuron. */
typedef struct RlifStatistics RlifStatistics;

typedef struct {
  guint64 spikes;      /* after the moment `after` */
  double rate;         /* [Hz] mean over neurons */
  double cv;           /* coefficient of variation of the n intervals between spikes (standard
                          deviation, with 1/n, over mean), mean over the neurons with at least
                          two; NaN if there are none */
  guint32 active;      /* neurons that spiked */
} RlifRateStatistics;

RlifStatistics *rlif_statistics_new (const RlifNetwork *network, RlifTime after);
void rlif_statistics_free (RlifStatistics *statistics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifStatistics, rlif_statistics_free)
RlifObserver rlif_statistics_observer (RlifStatistics *statistics);

/* @end      the moment up to which was simulated */
RlifRateStatistics rlif_statistics_get (const RlifStatistics *statistics,
                                        const RlifPopulation *population, RlifTime end);

RLIF_END_DECLS

#endif
