/* Counts and prices of energy, by hand. */
#include <math.h>
#include "check-main.h"
#include <rlif/energy.h>

static RlifLedgerPopulation population[2] = {
  { .neurons = 80, .states = 2, .spikes = 300, .delivered = 5000, .gated = 200, .outside = 900, .updates = 5100 },
  { .neurons = 20, .states = 2, .spikes = 100, .delivered = 1200, .gated = 0, .updates = 1300 } };
static RlifLedgerProjection projection[2] = {
  { .sources = 100, .synapses = 1500, .bytes = 3808, .delivered = 5300 },
  { .sources = 7, .synapses = 70, .bytes = 204, .from_outside = TRUE, .delivered = 300 } };
static const RlifLedger ledger = { .simulated = 250, .channels = 7, .poisson_lines = 80, .n_populations = 2,
                                   .n_projections = 2, .population = population, .projection = projection };
static const RlifPrice price = { .mac = 4.6, .ac = 0.9, .update = 3.7 };

static void
equals (double a, double b)
{
  ck_assert_double_eq_tol (a, b, 1e-12 * fabs (b));
}

START_TEST (operations_are_those_of_the_definitions)
{
  const RlifEnergy e = rlif_energy_count (&ledger, 0.5);
  equals (e.steps, 500);
  equals (e.rate, 400 / 100.0 / 0.25);
  equals (e.footprint, 3808 + 204 + 100 * 16);
  equals (e.connection_sparsity, 1 - 1650 / (1e4 + 700 + 80));
  equals (e.activation_sparsity, 1 - 400 / (100.0 * 500));
  equals (e.arrivals_per_step, 6200 / (100.0 * 500));
  equals (e.synops_dense, 1e4 + 700 + 80);
  equals (e.synops_acs, 6200 / 500.0);
  ck_assert (e.synops_macs == 0);
  equals (e.way[RLIF_BY_EVENTS].acs, 6200);
  equals (e.way[RLIF_BY_EVENTS].updates, 6400);
  equals (e.way[RLIF_BY_STEPS].acs, 6200);
  equals (e.way[RLIF_BY_STEPS].updates, 500 * 100);
  equals (e.way[RLIF_BY_STEPS_DENSE].macs, 500 * (1e4 + 700 + 80));
  equals (e.way[RLIF_BY_STEPS_MASKED].macs, 500 * (1500 + 70 + 80));
  equals (e.way[RLIF_BY_STEPS_MASKED].updates, 500 * 100);
  equals (e.way[RLIF_BY_STEPS_DENSE].updates, 500 * 100);
  equals (e.way[RLIF_BY_RNN].macs, 500 * (1e4 + 700 + 80));
  equals (e.way[RLIF_BY_RNN_MASKED].macs, 500 * (1500 + 70 + 80));
  equals (e.way[RLIF_BY_GRU].macs, 500 * (3 * (1e4 + 700 + 80) + 300));
  equals (e.way[RLIF_BY_LSTM_MASKED].macs, 500 * (4 * (1500 + 70 + 80) + 300));
}
END_TEST

START_TEST (a_run_that_ends_within_a_step_takes_it)
{
  equals (rlif_energy_count (&ledger, 240).steps, 2);
  equals (rlif_energy_count (&ledger, 1e4).steps, 1);
}
END_TEST

START_TEST (energy_is_the_sum_of_its_operations)
{
  const RlifEnergy e = rlif_energy_count (&ledger, 0.5);
  equals (rlif_energy_joules (&e, RLIF_BY_EVENTS, &price), (6200 * 0.9 + 6400 * 3.7) * 1e-12);
  equals (rlif_energy_joules (&e, RLIF_BY_STEPS, &price), (6200 * 0.9 + 50000 * 3.7) * 1e-12);
  equals (rlif_energy_joules (&e, RLIF_BY_STEPS_DENSE, &price), (500 * 10780 * 4.6 + 50000 * 3.7) * 1e-12);
  equals (rlif_energy_joules (&e, RLIF_BY_RNN_MASKED, &price), 500 * 1650 * 4.6e-12);
  const RlifPrice chip = { .mac = NAN, .ac = 43e3, .update = 0, .neuron_ms = 100e3 };
  equals (rlif_energy_joules (&e, RLIF_BY_EVENTS, &chip), (6200 * 43e3 + 100 * 250 * 100e3) * 1e-12);
  ck_assert (isnan (rlif_energy_joules (&e, RLIF_BY_RNN, &chip)));
  const RlifPrice all = { .mac = 4.6, .ac = 0.9, .update = 3.7, .neuron_ms = 7.1 };
  equals (rlif_energy_joules (&e, RLIF_BY_STEPS_MASKED, &all),
          (500 * 1650 * 4.6 + 50000 * 3.7 + 100 * 250 * 7.1) * 1e-12);
  equals (rlif_energy_joules (&e, RLIF_BY_RNN_MASKED, &all), 500 * 1650 * 4.6e-12);
}
END_TEST

/* At the limit both cost the same: all that arrives, and all updates by it, grow with the rate. */
START_TEST (at_the_limit_both_ways_cost_the_same)
{
  const RlifEnergy e = rlif_energy_count (&ledger, 0.5);
  const RlifWay ways[] = { RLIF_BY_STEPS, RLIF_BY_STEPS_MASKED, RLIF_BY_RNN, RLIF_BY_RNN_MASKED, RLIF_BY_LSTM };
  for (guint k = 0; k < G_N_ELEMENTS (ways); k++) {
    const double more = rlif_energy_limit (&e, ways[k], &price) / e.rate;
    RlifEnergy at = e;
    at.way[RLIF_BY_EVENTS].acs *= more;
    at.way[RLIF_BY_EVENTS].updates *= more;
    at.way[ways[k]].acs *= more;
    equals (rlif_energy_joules (&at, RLIF_BY_EVENTS, &price), rlif_energy_joules (&at, ways[k], &price));
  }
  const RlifPrice free_updates = { .mac = 4.6, .ac = 0.9, .update = 0 };
  ck_assert (isnan (rlif_energy_limit (&e, RLIF_BY_STEPS, &free_updates)));   /* they cost the same */
  const RlifPrice free_events = { .mac = 4.6, .ac = 0, .update = 0 };
  ck_assert (isinf (rlif_energy_limit (&e, RLIF_BY_RNN, &free_events)));
  const RlifPrice chip = { .mac = NAN, .ac = 26, .update = 0 };
  ck_assert (isnan (rlif_energy_limit (&e, RLIF_BY_STEPS, &chip)));   /* the same */
  const RlifPrice dear = { .mac = 4.6, .ac = 0.9, .update = 3.7, .neuron_ms = 1e9 };
  ck_assert (rlif_energy_limit (&e, RLIF_BY_RNN, &dear) == 0);
  RlifEnergy silent = e;
  silent.rate = 0;
  ck_assert (isnan (rlif_energy_limit (&silent, RLIF_BY_STEPS, &price)));
}
END_TEST

START_TEST (the_table_of_prices_is_read)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) prices = rlif_prices_load (NULL, &error);
  ck_assert_msg (prices != NULL, "%s", error ? error->message : "");
  const RlifPrice *first = prices->pdata[0];
  ck_assert_str_eq (first->name, "cmos45");
  equals (first->mac, 4.6);
  for (guint k = 0; k < prices->len; k++) {
    const RlifPrice *p = prices->pdata[k];
    ck_assert (strstr (p->source, "doi:") || strstr (p->source, "data sheet"));
    if (g_str_equal (p->name, "spinnaker")) ck_assert (p->ac == 43e3 && p->neuron_ms == 100e3 && isnan (p->mac));
  }
}
END_TEST

TEST_MAIN_WITH (NULL, NULL, "energy", operations_are_those_of_the_definitions, a_run_that_ends_within_a_step_takes_it,
                energy_is_the_sum_of_its_operations, at_the_limit_both_ways_cost_the_same, the_table_of_prices_is_read)
