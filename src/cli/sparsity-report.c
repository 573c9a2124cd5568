/* What ablations did: as a table, as JSON, as a CSV file, as a picture. */
#include <config.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <rlif/plot.h>
#include "base/replace.h"
#include "cli/json.h"
#include "cli/sparsity-report.h"

static const struct {
  const char *title, *key;   /* in the table, and elsewhere */
  gsize offset;
  double scale;              /* in the table and in pictures */
  int width;                 /* of the column; 0: not in the table */
  const char *picture;       /* its name in the picture; NULL: not there */
} COLUMNS[] = {
  { "rate [Hz]", "rate [Hz]", G_STRUCT_OFFSET (RlifSparsity, rate), 1, 15, "rate [Hz]" },
  { "fired", "fired", G_STRUCT_OFFSET (RlifSparsity, fired), 1, 17, NULL },
  { "active", "active", G_STRUCT_OFFSET (RlifSparsity, active), 1, 17, "active in a step" },
  { "on", "on", G_STRUCT_OFFSET (RlifSparsity, on), 1, 16, NULL },
  { "gated", "gated", G_STRUCT_OFFSET (RlifSparsity, gated), 1, 17, "arrivals gated" },
  { "events [M/s]", "events [1/s]", G_STRUCT_OFFSET (RlifSparsity, events), 1e-6, 17, "events [M/s]" },
  { NULL, "updates [1/s]", G_STRUCT_OFFSET (RlifSparsity, updates), 1, 0, NULL },
  { "power [µW]", "power [W]", G_STRUCT_OFFSET (RlifSparsity, power), 1e6, 17, "power [µW]" },
};

#define N_COLUMNS G_N_ELEMENTS (COLUMNS)

static double
value_of (const RlifSparsity *run, gsize column)
{
  return G_STRUCT_MEMBER (double, run, COLUMNS[column].offset);
}

/* Mean and half the interval over the seeds. */
static double
summarise (const RlifSparsityStudy *study, RlifAblation a, gsize column, double *half)
{
  g_autofree double *value = g_new (double, study->n_seeds);
  for (guint s = 0; s < study->n_seeds; s++) value[s] = value_of (&study->run[a][s], column);
  return rlif_confidence (value, study->n_seeds, half);
}

/* The power in units of that of the network as given, seed by seed. */
static double
summarise_ratio (const RlifSparsityStudy *study, RlifAblation a, double *half)
{
  g_autofree double *value = g_new (double, study->n_seeds);
  for (guint s = 0; s < study->n_seeds; s++)
    value[s] = study->run[a][s].power / study->run[RLIF_AS_GIVEN][s].power;
  return rlif_confidence (value, study->n_seeds, half);
}

/* "51.2 ±0.3", padded to a width in characters. */
static void
print_cell (double mean, double half, int width)
{
  g_autofree char *text = isnan (mean)   ? g_strdup ("-")
                          : isnan (half) ? g_strdup_printf ("%.4g", mean)
                                         : g_strdup_printf ("%.4g ±%.2g", mean, half);
  printf ("%*s%s", MAX (width - (int) g_utf8_strlen (text, -1), 1), "", text);
}

static void
print_condition (const RlifSparsityStudy *study, RlifAblation a)
{
  double half;
  printf ("  %-18s", rlif_ablation_name (a));
  for (gsize c = 0; c < N_COLUMNS; c++) {
    if (COLUMNS[c].width == 0) continue;
    const double mean = summarise (study, a, c, &half);
    print_cell (mean * COLUMNS[c].scale, half * COLUMNS[c].scale, COLUMNS[c].width);
  }
  const double ratio = summarise_ratio (study, a, &half);
  print_cell (ratio, half, 15);
  putchar ('\n');
}

void
rlif_sparsity_report_print (const RlifSparsityStudy *study)
{
  printf ("%s\n  %g ms, steps of %g ms, seed%s %" G_GUINT64_FORMAT, study->name, study->span, study->step,
          study->n_seeds > 1 ? "s" : "", study->seed);
  if (study->n_seeds > 1)
    printf (" to %" G_GUINT64_FORMAT "; mean ±half the 95 %% interval", study->seed + study->n_seeds - 1);
  printf ("\n\n");
  printf ("  %-18s", "condition");
  for (gsize c = 0; c < N_COLUMNS; c++) {
    if (COLUMNS[c].width == 0) continue;
    printf ("%*s%s", COLUMNS[c].width - (int) g_utf8_strlen (COLUMNS[c].title, -1), "", COLUMNS[c].title);
  }
  printf ("%15s\n", "ratio");
  for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++)
    if (!study->why_not[a]) print_condition (study, a);
  for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++)
    if (study->why_not[a]) printf ("\n  Not made: %s. %s.\n", rlif_ablation_name (a), study->why_not[a]);
  printf ("\n  fired: share of neurons with a spike; active: of neurons and steps with one; on: of the time at or\n"
          "  above threshold; gated: of arrivals that met a refractory neuron; ratio: of powers, seed by seed.\n"
          "  Prices: %s.\n  %s.\n", study->price->title, study->price->source);
}

static void
add_measure (JsonBuilder *builder, const RlifSparsityStudy *study, RlifAblation a, gsize column)
{
  double half;
  const double mean = summarise (study, a, column, &half);
  rlif_json_begin (builder, COLUMNS[column].key);
  rlif_json_double (builder, "mean", mean);
  rlif_json_double (builder, "half_interval_95", half);
  json_builder_set_member_name (builder, "runs");
  json_builder_begin_array (builder);
  for (guint s = 0; s < study->n_seeds; s++) {
    const double value = value_of (&study->run[a][s], column);
    if (isfinite (value))
      json_builder_add_double_value (builder, value);
    else
      json_builder_add_null_value (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_condition (JsonBuilder *builder, const RlifSparsityStudy *study, RlifAblation a)
{
  double half;
  json_builder_begin_object (builder);
  rlif_json_string (builder, "condition", rlif_ablation_name (a));
  if (study->why_not[a]) {
    rlif_json_string (builder, "not_made", study->why_not[a]);
  } else {
    for (gsize c = 0; c < N_COLUMNS; c++) add_measure (builder, study, a, c);
    const double ratio = summarise_ratio (study, a, &half);
    rlif_json_begin (builder, "ratio");
    rlif_json_double (builder, "mean", ratio);
    rlif_json_double (builder, "half_interval_95", half);
    json_builder_end_object (builder);
  }
  json_builder_end_object (builder);
}

void
rlif_sparsity_report_print_json (const RlifSparsityStudy *study)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  rlif_json_string (builder, "rlif", PACKAGE_VERSION);
  rlif_json_string (builder, "experiment", study->name);
  rlif_json_double (builder, "span_ms", study->span);
  rlif_json_double (builder, "step_ms", study->step);
  rlif_json_int (builder, "first_seed", study->seed);
  rlif_json_int (builder, "seeds", study->n_seeds);
  rlif_json_string (builder, "price", study->price->name);
  json_builder_set_member_name (builder, "conditions");
  json_builder_begin_array (builder);
  for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++) add_condition (builder, study, a);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  puts (text);
}

static gboolean
write_run (const RlifSparsityStudy *study, RlifAblation a, guint s, FILE *file)
{
  gboolean ok = fprintf (file, "%s,%" G_GUINT64_FORMAT, rlif_ablation_name (a), study->seed + s) > 0;
  for (gsize c = 0; c < N_COLUMNS && ok; c++) {
    const double value = value_of (&study->run[a][s], c);
    ok = isnan (value) ? fputc (',', file) != EOF : fprintf (file, ",%.17g", value) > 0;
  }
  return ok && fputc ('\n', file) != EOF;
}

gboolean
rlif_sparsity_report_save_csv (const RlifSparsityStudy *study, const char *path, GError **error)
{
  g_autofree char *aside = rlif_replace_begin (path, error);
  if (!aside) return FALSE;
  FILE *file = g_fopen (aside, "we");
  gboolean ok = file && fputs ("condition,seed", file) >= 0;
  for (gsize c = 0; c < N_COLUMNS && ok; c++) ok = fprintf (file, ",%s", COLUMNS[c].key) > 0;
  ok = ok && fputc ('\n', file) != EOF;
  for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++)
    for (guint s = 0; s < study->n_seeds && ok && !study->why_not[a]; s++) ok = write_run (study, a, s, file);
  ok = ok && fflush (file) == 0;
  if (!ok) g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path, g_strerror (errno));
  if (file) fclose (file);
  if (ok) return rlif_replace_commit (aside, path, error);
  rlif_replace_abort (aside);
  return FALSE;
}

gboolean
rlif_sparsity_report_plot (const RlifSparsityStudy *study, double width, double height, const char *path,
                           GError **error)
{
  const char *row[RLIF_N_ABLATIONS];
  double mean[N_COLUMNS][RLIF_N_ABLATIONS], half[N_COLUMNS][RLIF_N_ABLATIONS];
  RlifMeasure measure[N_COLUMNS];
  guint n_rows = 0, n = 0;
  for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++)
    if (!study->why_not[a]) row[n_rows++] = rlif_ablation_name (a);
  for (gsize c = 0; c < N_COLUMNS; c++) {
    if (!COLUMNS[c].picture) continue;
    guint k = 0;
    for (RlifAblation a = 0; a < RLIF_N_ABLATIONS; a++) {
      if (study->why_not[a]) continue;
      mean[n][k] = summarise (study, a, c, &half[n][k]) * COLUMNS[c].scale;
      half[n][k++] *= COLUMNS[c].scale;
    }
    measure[n] = (RlifMeasure) { COLUMNS[c].picture, mean[n], half[n] };
    n++;
  }
  const RlifCurveOptions options = { .title = study->name, .width = width, .height = height };
  return rlif_plot_measures (row, n_rows, measure, n, &options, path, error);
}
