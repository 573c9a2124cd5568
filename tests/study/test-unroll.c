/* Networks as matrices: against the twin on the grid, closed forms, and the bytes of their files. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "network-kit.h"
#include "study/unroll.h"

static RlifRegistry *registry;

static void
make_registry (void)
{
  registry = rlif_registry_new (NULL);
}

static void
free_registry (void)
{
  rlif_registry_free (registry);
}

static void
set_all (RlifPopulation *p, const char *const setting[])
{
  for (; *setting; setting += 3) kit_set (p, setting[0], setting[1], setting[2]);
}

static RlifUnrolled *
unroll (const RlifNetwork *network, RlifDenseMethod method, RlifTime step)
{
  GError *error = NULL;
  RlifUnrolled *unrolled = rlif_unrolled_new (network, method, step, &error);
  kit_no_error (error);
  return unrolled;
}

/* Random synapses of random weights and delays, within and from a readout that never fires, and input of each kind. */
static RlifNetwork *
network_of (const char *model, const char *const setting[], double weight, guint64 seed)
{
  enum { COUNT = 40, SYNAPSES = 320, INPUTS = 600 };
  GError *error = NULL;
  RlifNetwork *network = rlif_network_new (FS, seed);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, model), COUNT);
  RlifPopulation *readout = kit_population (network, "readout", kit_model (registry, "li"), 2);
  set_all (p, setting);
  kit_set (p, "V_m", "uniform(-72 mV, -56 mV)", "mV");
  const RlifDistribution spread = { RLIF_UNIFORM, weight * -0.6, weight, -HUGE_VAL, HUGE_VAL };
  const RlifDistribution delays = { RLIF_UNIFORM, 0.05, 4.9, -HUGE_VAL, HUGE_VAL };
  const RlifRule total = { .kind = RLIF_FIXED_TOTAL, .k = SYNAPSES, .multapses = TRUE };
  const RlifRule one = { .kind = RLIF_ALL_TO_ALL };
  const RlifSynapses within = { .name = "within", .weight = spread, .delay = delays };
  const RlifSynapses out = { .name = "out", .weight = rlif_constant (37.1), .delay = delays };
  rlif_network_connect (network, p, p, &total, &within, &error);
  rlif_network_connect (network, p, readout, &one, &out, &error);
  kit_no_error (error);
  RlifTime time[INPUTS];
  guint32 channel[INPUTS];
  for (guint k = 0; k < INPUTS; k++) {
    time[k] = (RlifTime) (k * 7919 % 1000) * FS / 10 + (RlifTime) k * 137;
    channel[k] = k * k % 11;
  }
  RlifInput *input = rlif_network_add_spikes (network, "in", 11, INPUTS, time, channel, &error);
  const RlifSynapses in = { .name = "given", .weight = spread, .delay = delays };
  rlif_network_connect_input (network, input, p, &one, &in, &error);
  rlif_network_add_poisson (network, "noise", p, 900, weight, NULL, &error);
  const RlifTime when[] = { FS / 3, 31 * FS, 64 * FS };
  const double current[] = { 170, -40, 230.5 };
  rlif_network_add_current (network, "steps", p, 3, when, current, &error);
  kit_no_error (error);
  return network;
}

START_TEST (the_matrices_do_what_the_network_does_in_steps)
{
  static const struct { const char *name; double weight; const char *setting[13]; } cases[] = {
    { "lif_delta", 2.9, { NULL } },
    { "lif_delta", 2.9, { "t_ref", "0.2 ms", "ms", "V_reset", "-66.6 mV", "mV", NULL } },
    { "lif_delta", 2.9, { "t_ref", "0.9 ms", "ms", "tau_m", "uniform(7 ms, 15 ms)", "ms", "E_L",
                          "uniform(-72 mV, -68 mV)", "mV", NULL } },
    { "lif_exp", 260, { "tau_syn_in", "5.3 ms", "ms", "V_reset", "-64 mV", "mV", NULL } },
    { "lif_alpha", 160, { "t_ref", "1.3 ms", "ms", NULL } },
    { "alif", 300, { "b", "31 pA", "pA", "tau_w", "23 ms", "ms", NULL } },
    { "lif_soft", 2.9, { NULL } },
    { "glif2", 260, { "t_ref", "0.1 ms", "ms", NULL } },
    { "lif2", 260, { "gamma", "0.8", "", "keep", "0.4", "", "t_ref", "0 ms", "ms", NULL } },
    { "resonate_fire", 3.1, { "U_reset", "1.7 mV", "mV", NULL } },
    { "pif", 1.9, { "V_th", "-50 mV", "mV", NULL } } };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    for (RlifDenseMethod method = RLIF_DENSE_EULER; method <= RLIF_DENSE_EXACT; method++) {
      GError *error = NULL;
      RlifUnrolledCheck check;
      g_autoptr (RlifNetwork) network = network_of (cases[k].name, cases[k].setting, cases[k].weight, 5 + k);
      g_autoptr (RlifUnrolled) unrolled = unroll (network, method, FS / 2);
      ck_assert (rlif_unrolled_check (unrolled, 100 * FS, &check, &error));
      ck_assert_uint_eq (check.points, 201);
      ck_assert_msg (check.spikes > 150, "%s: %u spikes", cases[k].name, (guint) check.spikes);
      ck_assert_msg (check.differing == 0, "%s: %u spikes differ", cases[k].name, (guint) check.differing);
      ck_assert_msg (check.difference < 1e-12, "%s: %g", cases[k].name, check.difference);
    }
}
END_TEST

/* A check of the check: another threshold gives other spikes, another leak other potentials. */
START_TEST (matrices_that_are_wrong_are_noticed)
{
  static const char *const none[] = { NULL };
  GError *error = NULL;
  RlifUnrolledCheck check;
  g_autoptr (RlifNetwork) network = network_of ("lif_delta", none, 2.9, 5);
  g_autoptr (RlifUnrolled) unrolled = unroll (network, RLIF_DENSE_EXACT, FS / 2);
  RlifElement *theta = &g_array_index (unrolled->theta->element, RlifElement, 3);
  RlifElement *leak = &g_array_index (unrolled->W_m->element, RlifElement, 0);
  theta->value *= 0.8;
  ck_assert (rlif_unrolled_check (unrolled, 100 * FS, &check, &error));
  ck_assert_uint_gt (check.differing, 0);
  theta->value /= 0.8;
  leak->value -= 1e-9;
  ck_assert (rlif_unrolled_check (unrolled, 20 * FS, &check, &error));
  ck_assert_double_gt (check.difference, 1e-10);
}
END_TEST

/* A ring of delta neurons with the delay d: lambda = a + w/(theta lambda^(d - 1)) times a root of unity. */
START_TEST (spectral_radii_are_those_of_a_ring)
{
  enum { COUNT = 7 };
  const double w = 3.7, theta = 15, a = exp (-0.25 / 10);
  const double known[] = { a + w / theta, (a + sqrt (a * a + 4 * w / theta)) / 2 };
  for (int delay = 1; delay <= 2; delay++) {
    g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
    RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_delta"), COUNT);
    for (guint32 i = 0; i < COUNT; i++) kit_synapse (network, p, i, p, (i + 1) % COUNT, w, delay * 0.25);
    g_autoptr (RlifUnrolled) unrolled = unroll (network, RLIF_DENSE_EXACT, FS / 4);
    RlifUnrolledSummary s;
    rlif_unrolled_summarize (unrolled, &s);
    ck_assert_double_eq_tol (s.membrane_radius, a, 1e-14);
    ck_assert_double_eq_tol (s.radius, known[delay - 1], 1e-9);
    ck_assert (s.states == COUNT && s.spikes == COUNT && s.inputs == 0 && s.currents == 0);
    ck_assert_uint_eq (s.delayed, 7 * COUNT);   /* t_ref is 8 steps */
    ck_assert_uint_eq (s.units, 9 * COUNT);
  }
}
END_TEST

/* A reset is a loop of membrane and spike; without it spikes that go nowhere do not count. */
START_TEST (of_many_units_the_spectral_radius_is_not_computed)
{
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  kit_population (network, "p", kit_model (registry, "lif_soft"), 1001);
  g_autoptr (RlifUnrolled) unrolled = unroll (network, RLIF_DENSE_EULER, FS);
  RlifUnrolledSummary s;
  rlif_unrolled_summarize (unrolled, &s);
  ck_assert_uint_eq (s.units, 2002);
  ck_assert (isnan (s.radius));
  ck_assert_double_eq_tol (s.membrane_radius, 0.9, 1e-15);
}
END_TEST

/* Two neurons whose matrices can be written by hand: v is reset by -theta with the next step. */
static const char *const NAMES[] = { "W_h", "W_m", "W_s", "W_x", "W_y", "F", "U", "I", "b", "r", "theta", "h_0", "x" };

static void
remove_all (const char *prefix)
{
  for (gsize k = 0; k < G_N_ELEMENTS (NAMES) + 2; k++)
    for (int kind = 0; kind < 2; kind++) {
      const char *name = k < G_N_ELEMENTS (NAMES) ? NAMES[k] : k == G_N_ELEMENTS (NAMES) ? "units" : "inputs";
      g_autofree char *path = g_strdup_printf ("%s-%s.%s", prefix, name, kind ? "csv" : "npy");
      g_unlink (path);
    }
}

/* Reads an NPY file by its format. Returns: (owned) [rows * columns] */
static double *
read_npy (const char *prefix, const char *name, guint rows, guint columns)
{
  g_autofree char *path = g_strdup_printf ("%s-%s.npy", prefix, name);
  g_autofree char *bytes = NULL;
  g_autofree char *shape = g_strdup_printf ("{'descr': '<f8', 'fortran_order': False, 'shape': (%u, %u), }", rows, columns);
  gsize length;
  ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
  ck_assert (memcmp (bytes, "\x93NUMPY\x01\x00", 8) == 0);
  const gsize header = (gsize) (guint8) bytes[8] + 256 * (gsize) (guint8) bytes[9];
  ck_assert_uint_eq ((10 + header) % 64, 0);
  ck_assert_msg (strncmp (bytes + 10, shape, strlen (shape)) == 0, "%.100s", bytes + 10);
  for (gsize k = 10 + strlen (shape); k + 1 < 10 + header; k++) ck_assert_int_eq (bytes[k], ' ');
  ck_assert_int_eq (bytes[9 + header], '\n');
  ck_assert_uint_eq (length, 10 + header + 8 * (gsize) rows * columns);
  double *value = g_new (double, rows * columns + 1);
  for (gsize k = 0; k < (gsize) rows * columns; k++) {
    guint64 bits = 0;
    for (int b = 7; b >= 0; b--) bits = bits << 8 | (guint8) bytes[10 + header + 8 * k + (gsize) b];
    memcpy (&value[k], &bits, 8);
  }
  return value;
}

static void
equals (const char *prefix, const char *name, guint rows, guint columns, const double expected[])
{
  g_autofree double *value = read_npy (prefix, name, rows, columns);
  for (guint k = 0; k < rows * columns; k++)
    ck_assert_msg (fabs (value[k] - expected[k]) < 1e-14, "%s [%u] is %.17g, not %.17g", name, k, value[k], expected[k]);
}

START_TEST (matrices_of_two_neurons_are_those_written_by_hand)
{
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("rlif-XXXXXX", NULL), *prefix = g_build_filename (folder, "m", NULL);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "p", kit_model (registry, "lif_soft"), 2);
  const char *const setting[] = { "V_reset", "-66.3 mV", "mV", "E_L", "-71 mV", "mV", "I_e", "130 pA", "pA", "V_m",
                                  "-69.5 mV", "mV", NULL };
  set_all (p, setting);
  kit_synapse (network, p, 0, p, 1, 4.3, 2);
  kit_synapse (network, p, 1, p, 1, -0.7, 1);
  kit_synapse (network, p, 1, p, 1, -0.4, 1);
  kit_stimulus (network, p, 0, 2.2, 5 * FS / 2);
  g_autoptr (RlifUnrolled) unrolled = unroll (network, RLIF_DENSE_EULER, FS);
  g_autoptr (GPtrArray) left_out = g_ptr_array_new ();
  ck_assert (rlif_unrolled_save (unrolled, 4 * FS, prefix, left_out, &error));
  ck_assert_uint_eq (left_out->len, 0);
  /* units: V of 0, V of 1, spike of 0, spike of 1, spike of 0 a step ago */
  const double a = 0.9, d = -(-55 + 66.3) * a;
  const double W_m[] = { a, 0, d, 0, 0,   0, a, 0, d, 0,   a, 0, d, 0, 0,   0, a, 0, d, 0,   0, 0, 0, 0, 0 };
  const double W_s[] = { 0, 0, 0, 0, 0,   0, 0, 0, -1.1, 4.3,   0, 0, 0, 0, 0,   0, 0, 0, -1.1, 4.3,   0, 0, 1, 0, 0 };
  const double zero[25] = { 0 }, W_x[] = { 2.2, 0, 2.2, 0, 0 }, b[] = { 0.52, 0.52, 0.52, 0.52, 0 };
  const double W_y[] = { 0, 0, 1, 0, 0,   0, 0, 0, 1, 0 }, theta[] = { 0, 0, 16, 16, 0 };
  const double h_0[] = { 1.5, 1.5, 1.5, 1.5, 0 }, x[] = { 0, 0, 0, 1, 0 };
  double W_h[25];
  for (int k = 0; k < 25; k++) W_h[k] = W_m[k] + W_s[k];
  equals (prefix, "W_m", 5, 5, W_m);
  equals (prefix, "W_s", 5, 5, W_s);
  equals (prefix, "W_h", 5, 5, W_h);
  equals (prefix, "W_x", 5, 1, W_x);
  equals (prefix, "W_y", 2, 5, W_y);
  equals (prefix, "F", 5, 5, zero);
  equals (prefix, "U", 5, 5, zero);
  equals (prefix, "I", 5, 5, zero);
  equals (prefix, "b", 5, 1, b);
  equals (prefix, "r", 5, 1, zero);
  equals (prefix, "theta", 5, 1, theta);
  equals (prefix, "h_0", 5, 1, h_0);
  equals (prefix, "x", 5, 1, x);
  remove_all (prefix);
  ck_assert_int_eq (g_rmdir (folder), 0);
}
END_TEST

static void
refused (const char *model, const char *const setting[], const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  RlifPopulation *p = kit_population (network, "odd", kit_model (registry, model), 1);
  set_all (p, setting);
  ck_assert (rlif_unrolled_new (network, RLIF_DENSE_EXACT, FS, &error) == NULL);
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_MODEL));
  ck_assert_msg (strstr (error->message, message) != NULL, "%s", error->message);
}

START_TEST (what_has_no_such_form_is_refused_by_name)
{
  const char *const none[] = { NULL }, *const adapts[] = { "a", "5 nS", "nS", NULL };
  const char *const holds[] = { "t_ref", "2 ms", "ms", NULL };
  refused ("alif", adapts, "[neurons odd] model alif cannot be unrolled: I_w depends on a state that is held after a spike");
  refused ("lif_soft", holds, "V_m is held after a spike, but the reset does not set it to a constant");
  refused ("glif2", none, "model glif2 cannot be unrolled: V_m is held after a spike, but the reset does not set it");
  refused ("qif", none, "[neurons odd] model qif has no twin on a grid");
}
END_TEST

/* Two states, with a spike of one's own. */
static void
refused_text (const char *spike, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("rlif-XXXXXX", NULL), *path = g_build_filename (folder, "own.model", NULL);
  g_autofree char *text = g_strconcat (
    "[model]\nsummary = own\n[parameters]\ntau = 10 ms, time constant\nt_ref = 3 ms, refractory period\n[state]\n"
    "V_m = 0 mV, potential\nu = 0 mV, threshold\n[flow]\nV_m' = -V_m/tau\nu' = -u/tau\n[ports]\nin = V_m += w, jump\n"
    "[spike]\n", spike, "\n", NULL);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
  const RlifModel *model = rlif_registry_open (registry, path, &error);
  kit_no_error (error);
  g_autoptr (RlifNetwork) network = rlif_network_new (FS, 1);
  kit_population (network, "odd", model, 1);
  ck_assert (rlif_unrolled_new (network, RLIF_DENSE_EXACT, FS, &error) == NULL);
  ck_assert_msg (strstr (error->message, message) != NULL, "%s", error->message);
  g_unlink (path);
  g_rmdir (folder);
}

START_TEST (neurons_of_ones_own_are_refused_by_name)
{
  refused_text ("when = V_m >= 15 mV\nreset = V_m := 0 mV and u := V_m", "own cannot be unrolled: u is reset to a mixture");
  refused_text ("when = V_m - u >= 15 mV\nreset = V_m := 0 mV\nhold = V_m for t_ref",
                "u belongs to the condition of a spike, but is not held after one");
  refused_text ("when = V_m >= 15 mV\nreset = V_m := 17 mV\nhold = V_m for t_ref",
                "the reset does not lead below the threshold");
}
END_TEST

TEST_MAIN_WITH (make_registry, free_registry, "unroll", the_matrices_do_what_the_network_does_in_steps,
                matrices_that_are_wrong_are_noticed, spectral_radii_are_those_of_a_ring, of_many_units_the_spectral_radius_is_not_computed,
                matrices_of_two_neurons_are_those_written_by_hand, what_has_no_such_form_is_refused_by_name,
                neurons_of_ones_own_are_refused_by_name)
