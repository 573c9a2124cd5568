/* A published recurrent network in steps of 1 ms: the regression task of e-prop (Bellec et al. 2020,
 * doi:10.1038/s41467-020-17236-y), forward, with the weights, input and loss that NEST's tests give.
 *
 * Its recursion is v <- a v + (1 - a) (W_in x + W_rec z) - 0.03 z, z = (v >= 0.03), y <- a y + (1 - a) W_out z with
 * a = exp (-1/30). A weight W is thus a jump by (1 - a) W, and since a jump down at the spike decays by a before the
 * next step, the reset takes 0.03/a.
 *
 * The data is not part of rlif: the folder is that of RLIF_EPROP_DATA, or ../shared/data/eprop_regression beside the
 * source. */
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>
#include "network-kit.h"

enum { NEURONS = 100, STEPS = 1000 };

static char *
data_folder (void)
{
  const char *given = g_getenv ("RLIF_EPROP_DATA");
  return given ? g_strdup (given)
               : g_build_filename (g_getenv ("RLIF_SRCDIR"), "..", "shared", "data", "eprop_regression", NULL);
}

/* The numbers of a file of them, separated by commas and lines, compressed or not. */
static GArray *
read_numbers (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gzFile file = gzopen (path, "rb");
  ck_assert_msg (file != NULL, "%s", path);
  for (int n; (n = gzread (file, buffer, sizeof buffer)) > 0;) g_string_append_len (text, buffer, n);
  gzclose (file);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));
  char *end;
  for (char *at = text->str; *at; at = end + strspn (end, ", \r\n")) {
    const double number = g_ascii_strtod (at, &end);
    ck_assert_msg (end > at, "%s: %.20s", name, at);
    g_array_append_val (numbers, number);
  }
  return numbers;
}

static double
number (const GArray *numbers, guint k)
{
  return g_array_index (numbers, double, k);
}

static void
write_text (const char *folder, const char *name, const GString *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  ck_assert (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
}

/* Weights by target, then source, as a list of synapses of (1 - a) times as much. */
static void
write_weights (const char *from, const char *file, const char *to, const char *list, guint targets)
{
  g_autoptr (GArray) w = read_numbers (from, file);
  g_autoptr (GString) text = g_string_new ("source,target,weight [mV]\n");
  ck_assert_uint_eq (w->len, targets * NEURONS);
  for (guint k = 0; k < w->len; k++)
    if (number (w, k) != 0)
      g_string_append_printf (text, "%u,%u,%.17g\n", k % NEURONS, k / NEURONS, -expm1 (-1 / 30.0) * number (w, k));
  write_text (to, list, text);
}

static void
write_input (const char *from, const char *to)
{
  g_autoptr (GArray) spikes = read_numbers (from, "input_spikes_neuron_step.csv.gz");
  g_autoptr (GString) text = g_string_new ("time [ms],channel\n");
  for (guint k = 0; k + 1 < spikes->len; k += 2)
    g_string_append_printf (text, "%g,%g\n", number (spikes, k + 1), number (spikes, k));
  write_text (to, "input.csv", text);
}

static void
write_experiment (const char *to)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text,
                   "[experiment]\nduration = %d ms\n"
                   "[neurons recurrent]\ncount = %d\nmodel = lif_soft\ntau_m = 30 ms\nE_L = 0 mV\nV_th = 0.03 mV\n"
                   "V_reset = %.17g mV\n"
                   "[neurons readout]\ncount = 1\nmodel = lif_soft\ntau_m = 30 ms\nE_L = 0 mV\nV_th = 1e6 mV\n"
                   "V_reset = 0 mV\n"
                   "[connect recurrent -> recurrent]\nrule = list recurrent.csv\ndelay = 1 ms\n"
                   "[connect recurrent -> readout]\nrule = list out.csv\ndelay = 1 ms\n"
                   "[spikes input -> recurrent]\nfile = input.csv\nrule = list in.csv\nchannels = %d\n",
                   STEPS, NEURONS, -0.03 * expm1 (1 / 30.0), NEURONS);
  write_text (to, "eprop.rlif", text);
}

/* 0.5 times the sum of squares; the readout is a step behind, as its synapses have a delay. */
static double
loss_of (const char *data, const RlifExperiment *e, guint *spikes)
{
  g_autoptr (GArray) target = read_numbers (data, "target.csv");
  const RlifPopulation *readout = rlif_network_find_population (e->network, "readout");
  GError *error = NULL;
  gsize n;
  double loss = 0;
  ck_assert_uint_eq (target->len, STEPS);
  g_autoptr (RlifDense) dense = rlif_dense_new (e->network, RLIF_DENSE_EXACT, FS, &error);
  kit_no_error (error);
  for (int k = 0; k < STEPS; k++) {
    rlif_dense_get_spikes (dense, &n);
    *spikes = (guint) n;
    ck_assert (rlif_dense_run (dense, (k + 1) * FS, &error));
    const double off = rlif_dense_get_state (dense, readout, 0, 0) - number (target, (guint) k);
    loss += off * off / 2;
  }
  return loss;
}

static void
remove_all (const char *folder)
{
  static const char *const files[] = { "in.csv", "recurrent.csv", "out.csv", "input.csv", "eprop.rlif" };
  for (gsize k = 0; k < G_N_ELEMENTS (files); k++) {
    g_autofree char *path = g_build_filename (folder, files[k], NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
}

START_TEST (the_published_network_has_its_spikes_and_its_loss)
{
  g_autofree char *data = data_folder (), *work = g_dir_make_tmp ("rlif-XXXXXX", NULL);
  GError *error = NULL;
  guint spikes = 0;
  write_weights (data, "W_in_rowTarget.csv.gz", work, "in.csv", NEURONS);
  write_weights (data, "W_rec_rowTarget.csv.gz", work, "recurrent.csv", NEURONS);
  write_weights (data, "W_out.csv", work, "out.csv", 1);
  write_input (data, work);
  write_experiment (work);
  g_autofree char *path = g_build_filename (work, "eprop.rlif", NULL);
  g_autoptr (RlifRegistry) registry = rlif_registry_new (NULL);
  g_autoptr (RlifExperiment) e = rlif_experiment_load (path, registry, NULL, &error);
  kit_no_error (error);
  const double loss = loss_of (data, e, &spikes);
  ck_assert_uint_eq (spikes, 3999);
  ck_assert_double_eq_tol (loss, 101.964356999041, 1e-7 * 101.964356999041);
  RlifUnrolledCheck check;
  g_autoptr (RlifUnrolled) unrolled = rlif_unrolled_new (e->network, RLIF_DENSE_EXACT, FS, &error);
  kit_no_error (error);
  ck_assert (rlif_unrolled_check (unrolled, (STEPS - 1) * FS, &check, &error));
  ck_assert (check.points == STEPS && check.spikes == 3999 && check.differing == 0 && check.difference < 1e-14);
  remove_all (work);
}
END_TEST

int
main (void)
{
  g_autofree char *data = data_folder ();
  if (!g_file_test (data, G_FILE_TEST_IS_DIR)) {
    printf ("1..0 # skipped: there is no folder %s\n", data);
    return EXIT_SUCCESS;
  }
  Suite *suite = suite_create ("eprop");
  TCase *tcase = tcase_create ("eprop");
  tcase_add_test (tcase, the_published_network_has_its_spikes_and_its_loss);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
