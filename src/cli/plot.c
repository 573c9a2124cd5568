/* rlif plot: draws the spikes of a file. */
#include <stdio.h>
#include <string.h>
#include <rlif/io.h>
#include <rlif/plot.h>
#include <rlif/units.h>
#include "cli/commands.h"

typedef struct {
  char **files;
  char **pictures;
  char *title;
  char *from, *to;
} Options;

static void
clear_options (Options *o)
{
  g_strfreev (o->files);
  g_strfreev (o->pictures);
  g_free (o->title);
  g_free (o->from);
  g_free (o->to);
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
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->files, NULL, "SPIKES" },
    { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Draws a raster of the spikes of a .h5, .csv or .gdf file, "
                                         "their rates, and the intervals between them.");
  if (!g_option_context_parse (context, argc, argv, error)) return FALSE;
  if (o->files && !o->files[1]) return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "one file of spikes is needed, as in: rlif plot spikes.h5");
  return FALSE;
}

static char *
default_picture (const char *file)
{
  const char *dot = strrchr (file, '.');
  g_autofree char *stem = dot ? g_strndup (file, (gsize) (dot - file)) : g_strdup (file);
  return g_strconcat (stem, ".png", NULL);
}

static gboolean
read_time (const char *text, double *time, GError **error)
{
  return !text || rlif_quantity_parse (text, "ms", time, error);
}

static gboolean
draw (const Options *o, GError **error)
{
  g_autoptr (RlifRaster) raster = rlif_raster_load (o->files[0], error);
  if (!raster) return FALSE;
  RlifPlotOptions options = { .title = o->title, .begin = raster->begin, .end = raster->end };
  if (!read_time (o->from, &options.begin, error) || !read_time (o->to, &options.end, error))
    return FALSE;
  if (!(options.begin < options.end)) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID,
                 "%s: there is nothing between %g ms and %g ms", o->files[0], options.begin,
                 options.end);
    return FALSE;
  }
  g_autofree char *only = default_picture (o->files[0]);
  char *pictures[] = { only, NULL };
  for (char **p = o->pictures ? o->pictures : pictures; *p; p++)
    if (!rlif_plot_raster (raster, &options, *p, error)) return FALSE;
  return TRUE;
}

int
rlif_command_plot (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  Options o = { 0 };
  int status = RLIF_EXIT_USAGE;
  if (parse_options (&o, &argc, &argv, &error))
    status = draw (&o, &error) ? RLIF_EXIT_DONE : RLIF_EXIT_ERROR;
  if (error) fprintf (stderr, "rlif: %s\n", error->message);
  clear_options (&o);
  return status;
}
