/* Neurons without a reset, or with one that subtracts, against closed forms and plain sums. */
#include <math.h>
#include "network-kit.h"
#include "network/structure.h"
#include <rlif/linear.h>
#include <rlif/sparsity.h>

/* High-entropy parameters of lif_delta. */
#define TAU 11.37
#define REST -67.3
#define TH -53.9
#define RESET -61.7
#define T_REF 1.73
#define C 213.0
#define R (TAU / C)        /* [mV/pA] */

static RlifRegistry *registry;

static void
setup (void)
{
  registry = rlif_registry_new (NULL);
}

static void
teardown (void)
{
  rlif_registry_free (registry);
}

/* Sets what is given and the model has. */
static void
set (RlifPopulation *p, const char *name, double value)
{
  GError *error = NULL;
  const RlifDistribution constant = rlif_constant (value);
  if (rlif_model_find_param (rlif_population_get_model (p), name) < 0) return;
  rlif_population_set (p, name, &constant, &error);
  kit_no_error (error);
}

static RlifPopulation *
make_neurons (RlifNetwork *network, const char *model, guint32 count)
{
  RlifPopulation *p = kit_population (network, "cells", kit_model (registry, model), count);
  set (p, "tau_m", TAU);
  set (p, "E_L", REST);
  set (p, "V_th", TH);
  set (p, "V_reset", RESET);
  set (p, "t_ref", T_REF);
  set (p, "C_m", C);
  set (p, "gamma", 1.2);
  return p;
}

/* Returns: (owned) what belongs to the network. */
static RlifAblated *
ablate (RlifNetwork *network, RlifAblation ablation)
{
  GError *error = NULL;
  RlifAblated *ablated = rlif_ablate (network, ablation, registry, &error);
  kit_no_error (error);
  ck_assert_int_eq (rlif_ablated_get_ablation (ablated), ablation);
  return ablated;
}

static double
time_on (const RlifSimulation *simulation, const RlifPopulation *p, guint32 i)
{
  return rlif_simulation_get_state (simulation, p, i, rlif_population_get_model (p)->n_state - 1);
}

/* A current of 2 intensities until it ends. */
static void
add_current (RlifNetwork *network, RlifPopulation *p, double current, double end_ms)
{
  GError *error = NULL;
  const RlifTime time[] = { 0, (RlifTime) (end_ms * FS) };
  const double step[] = { current, 0 };
  rlif_network_add_current (network, "step", p, 2, time, step, &error);
  kit_no_error (error);
}

START_TEST (a_driven_neuron_fires_at_its_closed_form_rate_whatever_its_reset)
{
  const double current = 391.7, v_inf = REST + R * current, span = 500;
  const double first = TAU * log ((v_inf - REST) / (v_inf - TH));
  const double interval = T_REF + TAU * log ((v_inf - RESET) / (v_inf - TH));
  const double free_interval = interval - T_REF;
  const RlifAblation ablations[] = { RLIF_AS_GIVEN, RLIF_SUBTRACTIVE_RESET, RLIF_NO_REFRACTORINESS };
  for (guint k = 0; k < G_N_ELEMENTS (ablations); k++) {
    RlifNetwork *network = rlif_network_new (FS, 1);
    RlifPopulation *p = make_neurons (network, "lif_delta", 1);
    set (p, "I_e", current);
    RlifAblated *ablated = ablate (network, ablations[k]);
    g_autoptr (GArray) spikes = kit_spikes_of (network, (RlifTime) (span * FS));
    const double apart = ablations[k] == RLIF_NO_REFRACTORINESS ? free_interval : interval;
    ck_assert_uint_eq (spikes->len, (guint) ((span - first) / apart) + 1);
    for (guint s = 0; s < spikes->len; s++)
      ck_assert_double_eq_tol ((double) kit_spike (spikes, s)->time / FS, first + s * apart, 1e-9);
    rlif_network_free (network);
    rlif_ablated_free (ablated);
  }
}
END_TEST

/* On from the crossing up to the one down after the current has ended; a spike every T_REF. */
START_TEST (a_unit_without_reset_stays_on_from_crossing_to_crossing)
{
  const double current = 391.7, end = 83.9, v_inf = REST + R * current;
  const double up = TAU * log ((v_inf - REST) / (v_inf - TH));
  const double at_end = v_inf + (REST - v_inf) * exp (-end / TAU);
  const double down = end + TAU * log ((at_end - REST) / (TH - REST));
  RlifNetwork *network = rlif_network_new (FS, 1);
  RlifPopulation *p = make_neurons (network, "lif_delta", 1);
  add_current (network, p, current, end);
  RlifAblated *ablated = ablate (network, RLIF_NO_RESET);
  RlifSimulation *simulation = kit_simulation (network);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  kit_run (simulation, 40 * FS);
  ck_assert_double_eq_tol (time_on (simulation, p, 0), 40 - up, 1e-10);
  kit_run (simulation, 200 * FS);
  ck_assert_uint_eq (spikes->len, (guint) ((down - up) / T_REF) + 1);
  for (guint s = 0; s < spikes->len; s++)
    ck_assert_double_eq_tol ((double) kit_spike (spikes, s)->time / FS, up + s * T_REF, 1e-9);
  ck_assert_double_eq_tol (time_on (simulation, p, 0), down - up, 1e-10);
  rlif_simulation_free (simulation);
  rlif_network_free (network);
  rlif_ablated_free (ablated);
}
END_TEST

/* Arrivals by lot at a neuron: moments and weights. */
#define ARRIVALS 400

typedef struct {
  RlifTime time[ARRIVALS];
  double weight[ARRIVALS];
} Arrivals;

static void
draw_arrivals (Arrivals *a, guint64 seed, double most)
{
  RlifStream lot;
  RlifTime now = 0;
  rlif_stream_init (&lot, seed, RLIF_PURPOSE_CONNECT, "arrivals", 0);
  for (guint k = 0; k < ARRIVALS; k++) {
    now += 1 + (RlifTime) (rlif_stream_exponential (&lot) * 0.83 * FS);
    a->time[k] = now;
    a->weight[k] = most * (1.55 * rlif_stream_uniform (&lot) - 0.55);
  }
}

static void
send_arrivals (RlifNetwork *network, RlifPopulation *p, const Arrivals *a)
{
  GError *error = NULL;
  guint32 channel[ARRIVALS], to[ARRIVALS];
  for (guint k = 0; k < ARRIVALS; k++) channel[k] = k, to[k] = 0;
  RlifInput *input = rlif_network_add_spikes (network, "input", ARRIVALS, ARRIVALS, a->time, channel, &error);
  kit_no_error (error);
  const RlifSynapses synapses = { .name = "input -> cells", .delay = rlif_constant (0) };
  rlif_network_connect_input_list (network, input, p, &synapses, ARRIVALS, channel, to, a->weight, NULL, &error);
  kit_no_error (error);
}

static GArray *
run_arrivals (const char *model, RlifAblation ablation, RlifEngine engine, const Arrivals *a, double state[])
{
  GError *error = NULL;
  RlifNetwork *network = rlif_network_new (FS, 1);
  RlifPopulation *p = make_neurons (network, model, 1);
  send_arrivals (network, p, a);
  RlifAblated *ablated = ablate (network, ablation);
  RlifSimulation *simulation = rlif_simulation_new_with (network, engine, 1, &error);
  kit_no_error (error);
  GArray *spikes = kit_observe_spikes (simulation);
  kit_run (simulation, a->time[ARRIVALS - 1] / 3);
  kit_run (simulation, a->time[ARRIVALS - 1] + 30 * FS);
  for (guint j = 0; j < rlif_population_get_model (p)->n_state; j++)
    state[j] = rlif_simulation_get_state (simulation, p, 0, j);
  rlif_simulation_free (simulation);
  rlif_network_free (network);
  rlif_ablated_free (ablated);
  return spikes;
}

START_TEST (a_reset_made_subtractive_is_that_of_the_model_that_subtracts)
{
  Arrivals a;
  double state[8], same[8];
  draw_arrivals (&a, 11, 9.7);
  g_autoptr (GArray) spikes = run_arrivals ("lif_delta", RLIF_SUBTRACTIVE_RESET, RLIF_ENGINE_WINDOWED, &a, state);
  g_autoptr (GArray) soft = run_arrivals ("lif_soft", RLIF_AS_GIVEN, RLIF_ENGINE_WINDOWED, &a, same);
  g_autoptr (GArray) hard = run_arrivals ("lif_delta", RLIF_AS_GIVEN, RLIF_ENGINE_WINDOWED, &a, same);
  g_autoptr (GArray) other = run_arrivals ("lif_delta", RLIF_SUBTRACTIVE_RESET, RLIF_ENGINE_REFERENCE, &a, same);
  ck_assert_uint_gt (spikes->len, 50);
  ck_assert_uint_ne (spikes->len, hard->len);
  kit_same_spikes (spikes, soft);
  kit_same_spikes (spikes, other);
}
END_TEST

/* What a unit without reset does, arrival by arrival: V is the sum of all that came, on is where it is not
 * below threshold, and it speaks when it is on and has been silent for T_REF. */
typedef struct {
  double v, on;
  GArray *spikes;            /* of RlifTime */
} Plain;

static void
go_plain (Plain *z, RlifTime from, RlifTime to)
{
  const double span = (double) (to - from) / FS;
  const double down = z->v >= TH ? TAU * log ((z->v - REST) / (TH - REST)) : -1;
  const double on = fmin (down, span);
  RlifTime next = from;
  if (z->spikes->len) next = g_array_index (z->spikes, RlifTime, z->spikes->len - 1) + (RlifTime) llrint (T_REF * FS);
  if (on > 0) z->on += on;
  for (next = MAX (next, from); (double) (next - from) / FS <= on && next < to; next += (RlifTime) llrint (T_REF * FS))
    g_array_append_val (z->spikes, next);
  z->v = REST + (z->v - REST) * exp (-span / TAU);
}

START_TEST (a_unit_without_reset_forgets_nothing_and_speaks_while_it_is_on)
{
  Arrivals a;
  double state[8], same[8];
  Plain z = { REST, 0, g_array_new (FALSE, FALSE, sizeof (RlifTime)) };
  draw_arrivals (&a, 12 + (guint64) _i, 6.1);
  g_autoptr (GArray) spikes = run_arrivals ("lif_delta", RLIF_NO_RESET, RLIF_ENGINE_WINDOWED, &a, state);
  g_autoptr (GArray) other = run_arrivals ("lif_delta", RLIF_NO_RESET, RLIF_ENGINE_REFERENCE, &a, same);
  for (guint k = 0; k < ARRIVALS; k++) {
    z.v += a.weight[k];
    go_plain (&z, a.time[k], k + 1 < ARRIVALS ? a.time[k + 1] : a.time[k] + 30 * FS);
  }
  ck_assert_uint_gt (spikes->len, 30);
  ck_assert_uint_eq (spikes->len, z.spikes->len);
  for (guint k = 0; k < spikes->len; k++)
    ck_assert_int_eq (kit_spike (spikes, k)->time, g_array_index (z.spikes, RlifTime, k));
  ck_assert_double_eq_tol (state[0], z.v, 1e-9);
  ck_assert_double_eq_tol (state[1], z.on, 1e-9);
  ck_assert_double_gt (z.on, 20);
  kit_same_spikes (spikes, other);
  ck_assert_double_eq_tol (state[1], same[1], 1e-11);
  g_array_unref (z.spikes);
}
END_TEST

/* The potential on a grid, as the sum of kernels; linear between its points. */
static double
time_above_on_a_grid (const char *name, const Arrivals *a, double scale)
{
  const RlifModel *model = kit_model (registry, name);
  const guint per_ms = 50, n = (guint) ((double) a->time[ARRIVALS - 1] / FS + 30) * per_ms;
  RlifNetwork *network = rlif_network_new (FS, 1);
  const RlifPopulation *p = make_neurons (network, name, 1);
  g_autofree double *v = g_new0 (double, n), *s = g_new (double, n), *response = g_new (double, n);
  const guint v_m = (guint) rlif_model_find_state (model, "V_m");
  double sum = 0;
  for (guint k = 0; k < ARRIVALS; k++) {
    const double at = (double) a->time[k] / FS, w = a->weight[k] * scale;
    const guint first = (guint) ceil (at * per_ms), m = n - first;
    for (guint j = 0; j < m; j++) s[j] = (double) (first + j) / per_ms - at;
    const int port = rlif_model_port_for_weight (model, w);
    ck_assert (rlif_model_kernel (model, p->par, (guint) port, w, v_m, m, s, response));
    for (guint j = 0; j < m; j++) v[first + j] += response[j];
  }
  for (guint j = 0; j + 1 < n; j++) {
    const double x = REST + v[j] - TH, y = REST + v[j + 1] - TH;
    sum += x >= 0 && y >= 0 ? 1 : x < 0 && y < 0 ? 0 : fmax (x, y) / fabs (x - y);
  }
  rlif_network_free (network);
  return sum / per_ms;
}

START_TEST (the_time_on_agrees_with_a_fine_grid)
{
  static const struct { const char *name; double scale; } models[] = {
    { "lif_exp", 70 }, { "lif2", 75 }, { "lif_alpha", 28 } }   /* lif2 rings */;
  for (guint k = 0; k < G_N_ELEMENTS (models); k++) {
    Arrivals a, scaled;
    double state[8];
    draw_arrivals (&a, 31 + k, 6.1);
    scaled = a;
    for (guint j = 0; j < ARRIVALS; j++) scaled.weight[j] *= models[k].scale;
    g_autoptr (GArray) spikes = run_arrivals (models[k].name, RLIF_NO_RESET, RLIF_ENGINE_WINDOWED, &scaled, state);
    const double on = state[kit_model (registry, models[k].name)->n_state];
    ck_assert_uint_gt (spikes->len, 30);
    ck_assert_double_gt (on, 30);
    ck_assert_double_eq_tol (on, time_above_on_a_grid (models[k].name, &a, models[k].scale), 3e-3);
    for (guint s = 1; s < spikes->len; s++)
      ck_assert_int_ge (kit_spike (spikes, s)->time - kit_spike (spikes, s - 1)->time, (RlifTime) llrint (T_REF * FS));
  }
}
END_TEST

/* alif adapts by a current that its reset raises: that stays. */
START_TEST (what_else_a_spike_does_is_kept)
{
  const double b = 37.1, tau_w = 100, current = 900;
  RlifNetwork *network = rlif_network_new (FS, 1);
  RlifPopulation *p = make_neurons (network, "alif", 1);
  set (p, "b", b);
  set (p, "I_e", current);
  RlifAblated *ablated = ablate (network, RLIF_NO_RESET);
  RlifSimulation *simulation = kit_simulation (network);
  g_autoptr (GArray) spikes = kit_observe_spikes (simulation);
  kit_run (simulation, 50 * FS);
  double w = 0;
  for (guint k = 0; k < spikes->len; k++) w += b * exp (-(50 - (double) kit_spike (spikes, k)->time / FS) / tau_w);
  ck_assert_uint_gt (spikes->len, 5);
  ck_assert_double_eq_tol (rlif_simulation_get_state (simulation, p, 0, 3), w, 1e-9);
  rlif_simulation_free (simulation);
  rlif_network_free (network);
  rlif_ablated_free (ablated);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("ablation");
  TCase *tcase = tcase_create ("ablation");
  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_test (tcase, a_driven_neuron_fires_at_its_closed_form_rate_whatever_its_reset);
  tcase_add_test (tcase, a_unit_without_reset_stays_on_from_crossing_to_crossing);
  tcase_add_test (tcase, a_reset_made_subtractive_is_that_of_the_model_that_subtracts);
  tcase_add_loop_test (tcase, a_unit_without_reset_forgets_nothing_and_speaks_while_it_is_on, 0, 5);
  tcase_add_test (tcase, the_time_on_agrees_with_a_fine_grid);
  tcase_add_test (tcase, what_else_a_spike_does_is_kept);
  suite_add_tcase (suite, tcase);
  return run_suite (suite);
}
