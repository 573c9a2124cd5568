/* What tests of pictures share: a folder of their own, PNG files as pixels, rasters. */
#ifndef RLIF_TESTS_PICTURE_KIT_H
#define RLIF_TESTS_PICTURE_KIT_H

#include <cairo.h>
#include <glib/gstdio.h>
#include <rlif/plot.h>
#include "plot/canvas.h"

static char *folder;

static inline void
make_folder (void)
{
  folder = g_dir_make_tmp ("rlif-plot-XXXXXX", NULL);
}

static inline void
remove_folder (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_remove (path);
  }
  g_dir_close (dir);
  g_rmdir (folder);
  g_free (folder);
}

/* Borrowed until the next call but seven. */
static inline const char *
in_folder (const char *name)
{
  static char paths[8][512];
  static guint next;
  char *path = paths[next++ % 8];
  g_snprintf (path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static inline guint
count_files (void)
{
  guint n = 0;
  GDir *dir = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (dir)) n++;
  g_dir_close (dir);
  return n;
}

/* Not inline: gcc 12 then takes the address of a local variable for what is returned. */
static G_GNUC_NO_INLINE G_GNUC_UNUSED char *
read_whole (const char *name, gsize *length)
{
  char *text = NULL;
  ck_assert (g_file_get_contents (in_folder (name), &text, length, NULL));
  return text;
}

static inline gboolean
same_bytes (const char *name, const char *other)
{
  gsize n, m;
  g_autofree char *a = read_whole (name, &n), *b = read_whole (other, &m);
  return n == m && memcmp (a, b, n) == 0;
}

typedef struct {
  cairo_surface_t *surface;
  int width, height;
} Pixels;

static inline Pixels
load_pixels (const char *name)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (in_folder (name));
  ck_assert_int_eq (cairo_surface_status (surface), CAIRO_STATUS_SUCCESS);
  return (Pixels) { surface, cairo_image_surface_get_width (surface),
                    cairo_image_surface_get_height (surface) };
}

static inline guint32
pixel_at (const Pixels *p, int x, int y)
{
  const guint8 *row = cairo_image_surface_get_data (p->surface)
                      + (gsize) y * (gsize) cairo_image_surface_get_stride (p->surface);
  return ((const guint32 *) (const void *) row)[x] & 0xffffff;
}

static inline guint32
rgb_of (RlifColor color)
{
  const guint32 red = (guint32) (color.red * 255 + 0.5);
  const guint32 green = (guint32) (color.green * 255 + 0.5);
  const guint32 blue = (guint32) (color.blue * 255 + 0.5);
  return red << 16 | green << 8 | blue;
}

#define WHITE 0xffffffu

/* The smallest box around all pixels of a colour right of @from; n: how many there are. */
typedef struct {
  int left, right, top, bottom;
  guint n;
} Box;

static inline Box
find_color (const Pixels *p, RlifColor color, int from, int below)
{
  Box box = { p->width, -1, p->height, -1, 0 };
  const guint32 rgb = rgb_of (color);
  for (int y = 0; y < MIN (below, p->height); y++)
    for (int x = from; x < p->width; x++) {
      if (pixel_at (p, x, y) != rgb) continue;
      box.left = MIN (box.left, x);
      box.right = MAX (box.right, x);
      box.top = MIN (box.top, y);
      box.bottom = MAX (box.bottom, y);
      box.n++;
    }
  return box;
}

/* The first row that has a line of ink, at least half as long as the picture is wide: the time
 * axis below the spikes. */
static inline Box
find_axis (const Pixels *p)
{
  const guint32 ink = rgb_of (RLIF_INK);
  for (int y = 0; y < p->height; y++) {
    Box box = { p->width, -1, y, y, 0 };
    for (int x = 0; x < p->width; x++) {
      if (pixel_at (p, x, y) != ink) continue;
      box.left = MIN (box.left, x);
      box.right = MAX (box.right, x);
      box.n++;
    }
    if ((int) box.n > p->width / 2) return box;
  }
  ck_abort_msg ("the picture has no time axis");
}

static inline RlifTrain *
add_train (RlifRaster *raster, const char *name, guint32 size, gsize n, const double time[],
           const guint32 neuron[])
{
  RlifTrain *train = rlif_raster_add (raster, name, size, n);
  for (gsize k = 0; k < n; k++) {
    train->time[k] = time[k];
    train->neuron[k] = neuron[k];
  }
  return train;
}

/* Spikes spread over the time of the raster by multiplication with an irrational number. */
static inline RlifTrain *
add_spread (RlifRaster *raster, const char *name, guint32 size, gsize n)
{
  RlifTrain *train = rlif_raster_add (raster, name, size, n);
  for (gsize k = 0; k < n; k++) {
    const double turn = (double) k * 0.6180339887498949;
    const double share = ((double) k + 0.37) / (double) n;
    train->time[k] = raster->begin + (raster->end - raster->begin) * share;
    train->neuron[k] = (guint32) ((turn - (double) (gsize) turn) * size);
  }
  return train;
}

static inline void
draw (const RlifRaster *raster, const char *name)
{
  const RlifPlotOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  ck_assert_msg (rlif_plot_raster (raster, &options, in_folder (name), &error), "%s",
                 error ? error->message : "");
}

#endif
