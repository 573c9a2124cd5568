/* Spikes of several populations, for files and pictures. */
#include <rlif/record.h>

static void
free_train (gpointer data)
{
  RlifTrain *train = data;
  g_free (train->name);
  g_free (train->time);
  g_free (train->neuron);
  g_free (train);
}

RlifRaster *
rlif_raster_new (double begin, double end)
{
  RlifRaster *raster = g_new (RlifRaster, 1);
  raster->trains = g_ptr_array_new_with_free_func (free_train);
  raster->begin = begin;
  raster->end = end;
  return raster;
}

void
rlif_raster_free (RlifRaster *raster)
{
  if (!raster) return;
  g_ptr_array_unref (raster->trains);
  g_free (raster);
}

RlifTrain *
rlif_raster_add (RlifRaster *raster, const char *name, guint32 size, gsize n)
{
  RlifTrain *train = g_new (RlifTrain, 1);
  train->name = g_strdup (name);
  train->size = size;
  train->n = n;
  train->time = g_new (double, n + 1);
  train->neuron = g_new (guint32, n + 1);
  g_ptr_array_add (raster->trains, train);
  return train;
}
