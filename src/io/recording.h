/* The formats of recordings, one file each. */
#ifndef RLIF_IO_RECORDING_H
#define RLIF_IO_RECORDING_H

#include <rlif/io.h>

/* Each writes to `aside`; messages name `path`, which it will become. */
gboolean rlif_recording_write_hdf5 (const RlifRecording *recording, const char *aside,
                                    const char *path, GError **error);
gboolean rlif_recording_write_csv (const RlifRecording *recording, const char *aside,
                                   const char *path, GError **error);
gboolean rlif_recording_write_gdf (const RlifRecording *recording, const char *aside,
                                   const char *path, GError **error);

RlifRaster *rlif_raster_load_hdf5 (const char *path, GError **error);
RlifRaster *rlif_raster_load_csv (const char *path, GError **error);
RlifRaster *rlif_raster_load_gdf (const char *path, GError **error);

/* Spikes while they are read, in any order. */
typedef struct {
  double time;           /* ms */
  guint32 neuron;
} RlifReadSpike;

/* Adds a train with the spikes sorted. A size too small for its neurons, as 0, is raised; so is the
 * time of the raster if a spike lies outside of it. */
void rlif_raster_add_sorted (RlifRaster *raster, const char *name, guint32 size, GArray *spikes);

#endif
