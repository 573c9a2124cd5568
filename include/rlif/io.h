/* rlif/io.h - files: the experiment that is read, the recordings that are written. */
#ifndef RLIF_IO_H
#define RLIF_IO_H

#include <rlif/record.h>
#include <rlif/registry.h>

RLIF_BEGIN_DECLS

/* One [record ...] group: where its spikes and traces go. Paths are as the user wrote them. */
typedef struct {
  GPtrArray *populations;  /* of const RlifPopulation, borrowed from the network */
  char *spikes;            /* file, or NULL */
  char *traces;            /* file, or NULL */
  GPtrArray *trace;        /* of RlifTrace, owned; not yet observing */
} RlifRecord;

/* Where the weights of a [connect ...] group are put at the end. The path is as the user wrote it. */
typedef struct {
  char *path;
  char *unit;
  GPtrArray *projections;  /* of const RlifProjection, borrowed from the network */
} RlifWeightFile;

/* What an experiment file says, checked. */
typedef struct {
  char *path;
  char *text;              /* the file, word for word, with the settings below at its end */
  char *title;             /* or NULL */
  guint64 seed;
  gint64 ticks_per_ms;
  RlifTime warmup, duration;  /* recorded is the time after warmup and up to warmup + duration */
  RlifNetwork *network;
  GPtrArray *records;      /* of RlifRecord, owned */
  GPtrArray *weights;      /* of RlifWeightFile, owned */
} RlifExperiment;

/* Reads an experiment file (docs/experiment.md) and builds its network.
 *
 * @registry  where its models come from; the folder models/ beside the file is added to it
 * @set       settings "GROUP.KEY=VALUE" that replace or add a key; NULL-terminated, or NULL
 * @error     names file, line and key, what was given and what would fit
 *
 * Returns: (owned) NULL on error. The registry must outlive it. */
RlifExperiment *rlif_experiment_load (const char *path, RlifRegistry *registry,
                                      const char *const set[], GError **error);

/* The same with a number of threads that make the network: see rlif_network_set_threads (). */
RlifExperiment *rlif_experiment_load_by (const char *path, RlifRegistry *registry, const char *const set[],
                                         guint threads, GError **error);

/* The same as rlif_experiment_load () from memory. @path names the text in messages, and its folder is where input files are. */
RlifExperiment *rlif_experiment_parse (const char *path, const char *text, gsize length,
                                       RlifRegistry *registry, const char *const set[],
                                       GError **error);
void rlif_experiment_free (RlifExperiment *experiment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifExperiment, rlif_experiment_free)

/* What goes into one file. */
typedef struct {
  const RlifRaster *raster;        /* or NULL */
  const RlifTrace *const *trace;   /* [n_traces] */
  gsize n_traces;
  gint64 ticks_per_ms;
  const char *const *notes;        /* name, value, name, value, ..., NULL: where this comes from */
} RlifRecording;

/* Writes a recording, whole or not at all: aside, fsync, rename. The end of the name says how:
 *   .h5   spikes as a SONATA spike report, /spikes/POPULATION/{timestamps,node_ids}; traces as
 *         /traces/POPULATION/{time,neuron,STATE[time][neuron]}; notes as texts in /provenance
 *   .csv  spikes as "time [ms],population,neuron", or traces as "time [ms],population,neuron,V_m [mV]"
 *   .gdf  spikes as NEST's "id time", ids counted from 1 through the populations
 *
 * @error    RLIF_ERROR_INVALID if the format cannot hold it (names too: no “/” in .h5, no commas in
 *           .csv, no two the same), RLIF_ERROR_IO */
gboolean rlif_recording_save (const RlifRecording *recording, const char *path, GError **error);

/* Writes weights as they are now, as CSV: "projection,source,target,weight [mV]"; whole or not at all.
 *
 * @error    RLIF_ERROR_IO */
gboolean rlif_weights_save (const RlifWeightFile *weights, const RlifSimulation *simulation,
                            const char *path, GError **error);

/* Could such a file be written? Looks at the name, not at the disk.
 *
 * @spikes, @traces   what it would have to hold */
gboolean rlif_recording_check_path (const char *path, gboolean spikes, gboolean traces,
                                    GError **error);

/* Reads a note of an HDF5 file.
 *
 * @error    RLIF_ERROR_IO
 *
 * Returns: (owned) NULL on error. */
char *rlif_note_load (const char *path, const char *name, GError **error);

/* Reads the spikes of a file: one of the above, or a SONATA spike report of another program, sorted
 * or not, in ms or s, also from before populations were named. Populations keep their order; those
 * without a name are one of the name "neurons".
 *
 * @error    RLIF_ERROR_IO, or RLIF_ERROR_SYNTAX "PATH:LINE: what is wrong" for text
 *
 * Returns: (owned) NULL on error. */
RlifRaster *rlif_raster_load (const char *path, GError **error);

RLIF_END_DECLS

#endif
