/* rlif plot: draws the spikes of a file. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <rlif/io.h>
#include <rlif/plot.h>
#include <rlif/units.h>
#include "cli/commands.h"
#include "cli/size.h"

typedef struct {
  char **files;
  char **pictures;
  char *title;
  char *from, *to;
  char *size;
} Options;

static void
clear_options (Options *o)
{
  g_strfreev (o->files);
  g_strfreev (o->pictures);
  g_free (o->title);
  g_free (o->from);
  g_free (o->to);
  g_free (o->size);
}

static gboolean
parse_options (Options *o, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->pictures,
      "Write this .png, .svg or .pdf (may be repeated; default: SPIKES with the ending .png)",
      "PICTURE" },
    { "title", 't', 0, G_OPTION_ARG_STRING, &o->title, "Put a title above the picture", "TEXT" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &o->from, "Begin at this time, as in '200 ms'", "TIME" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &o->to, "End at this time", "TIME" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &o->size,
      "Width and height in cm, mm, in or pt, as in '16 cm x 12 cm'", "SIZE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "SPIKES" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context,
                                "Draws a raster of the spikes of a .h5, .csv or .gdf file, "
                                "their rates, and the intervals between them.");
  if (!g_option_context_parse (context, argc, argv, error)) return FALSE;
  if (o->files && !o->files[1]) return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "one file of spikes is needed, as in: rlif plot spikes.h5");
  return FALSE;
}

static gboolean
parse_time (const char *option, const char *text, double *time, GError **error)
{
  if (!text || rlif_quantity_parse (text, "ms", time, error)) return TRUE;
  g_prefix_error (error, "--%s=%s: ", option, text);
  return FALSE;
}

/* What the options say about the picture; HUGE_VAL for times that are not given. */
static gboolean
read_options (const Options *o, RlifPlotOptions *options, GError **error)
{
  *options = (RlifPlotOptions) { .title = o->title, .begin = -HUGE_VAL, .end = HUGE_VAL };
  return (!o->size || rlif_size_parse (o->size, &options->width, &options->height, error))
         && parse_time ("from", o->from, &options->begin, error)
         && parse_time ("to", o->to, &options->end, error);
}

/* @file     has an ending, or it would not have been read */
static char *
default_picture (const char *file)
{
  return g_strdup_printf ("%.*s.png", (int) (strrchr (file, '.') - file), file);
}

static gboolean
draw (const Options *o, RlifPlotOptions *options, GError **error)
{
  const char *file = o->files[0];
  g_autoptr (RlifRaster) raster = rlif_raster_load (file, error);
  if (!raster) return FALSE;
  /* What was not recorded must not look like silence. */
  options->begin = fmax (options->begin, raster->begin);
  options->end = fmin (options->end, raster->end);
  if (options->begin > options->end || (options->begin == options->end && (o->from || o->to))) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s: there is nothing between %s and %s; it was recorded from %g ms to %g ms",
                 file, o->from ? o->from : "its begin", o->to ? o->to : "its end", raster->begin,
                 raster->end);
    return FALSE;
  }
  g_autofree char *only = default_picture (file);
  char *pictures[] = { only, NULL };
  for (char **p = o->pictures ? o->pictures : pictures; *p; p++)
    if (!rlif_plot_raster (raster, options, *p, error)) return FALSE;
  return TRUE;
}

int
rlif_command_plot (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  Options o = { 0 };
  RlifPlotOptions options;
  int status = RLIF_EXIT_USAGE;
  if (parse_options (&o, &argc, &argv, &error) && read_options (&o, &options, &error))
    status = draw (&o, &options, &error) ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  clear_options (&o);
  return status;
}
