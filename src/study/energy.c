/* Operations of a run and of other ways to compute its network. */
#include <math.h>
#include <rlif/energy.h>

static double
sum_synapses (const RlifLedger *ledger, gboolean from_outside)
{
  double n = 0;
  for (guint k = 0; k < ledger->n_projections; k++)
    if (ledger->projection[k].from_outside == from_outside) n += (double) ledger->projection[k].synapses;
  return n;
}

/* What the run did. */
static RlifOperations
sum_events (const RlifLedger *ledger)
{
  RlifOperations sum = { 0 };
  for (guint k = 0; k < ledger->n_populations; k++) {
    sum.acs += (double) ledger->population[k].delivered;
    sum.updates += (double) ledger->population[k].updates;
  }
  return sum;
}

/* A layer whose units each compute so many weighted sums of all inputs, and so many products more: an RNN
 * one sum; a GRU three, and three products of gates; an LSTM four and three. */
static RlifOperations
layer (const RlifEnergy *e, double synapses, double sums, double products)
{
  return (RlifOperations) { .macs = e->steps * (sums * synapses + products * e->neurons) };
}

static void
count_ways (RlifEnergy *e, const RlifLedger *ledger)
{
  const double lines = (double) ledger->poisson_lines;   /* one for each neuron, with a weight */
  const double dense = e->neurons * (e->neurons + e->channels) + lines;
  const double masked = e->synapses + e->input_synapses + lines;
  e->way[RLIF_BY_EVENTS] = sum_events (ledger);
  e->way[RLIF_BY_STEPS] = (RlifOperations) { .acs = e->way[RLIF_BY_EVENTS].acs, .updates = e->steps * e->neurons };
  e->way[RLIF_BY_STEPS_DENSE] = (RlifOperations) { .macs = e->steps * dense, .updates = e->steps * e->neurons };
  e->way[RLIF_BY_STEPS_MASKED] = (RlifOperations) { .macs = e->steps * masked, .updates = e->steps * e->neurons };
  e->way[RLIF_BY_RNN] = layer (e, dense, 1, 0);
  e->way[RLIF_BY_RNN_MASKED] = layer (e, masked, 1, 0);
  e->way[RLIF_BY_GRU] = layer (e, dense, 3, 3);
  e->way[RLIF_BY_GRU_MASKED] = layer (e, masked, 3, 3);
  e->way[RLIF_BY_LSTM] = layer (e, dense, 4, 3);
  e->way[RLIF_BY_LSTM_MASKED] = layer (e, masked, 4, 3);
  e->synops_dense = dense;
  e->connection_sparsity = 1 - masked / dense;
  e->synops_acs = e->way[RLIF_BY_EVENTS].acs / e->steps;
}

RlifEnergy
rlif_energy_count (const RlifLedger *ledger, double step)
{
  double spikes = 0;
  RlifEnergy e = { .step = step, .steps = MAX (ceil (ledger->simulated / step), 1),
                   .channels = (double) ledger->channels, .synapses = sum_synapses (ledger, FALSE),
                   .input_synapses = sum_synapses (ledger, TRUE) };
  for (guint k = 0; k < ledger->n_populations; k++) {
    const RlifLedgerPopulation *p = &ledger->population[k];
    e.neurons += (double) p->neurons;
    e.footprint += (double) (p->neurons * p->states * sizeof (double));
    spikes += (double) p->spikes;
  }
  for (guint k = 0; k < ledger->n_projections; k++) e.footprint += (double) ledger->projection[k].bytes;
  e.rate = ledger->simulated > 0 ? spikes / e.neurons / ledger->simulated * 1000 : 0;
  e.activation_sparsity = 1 - spikes / (e.neurons * e.steps);
  count_ways (&e, ledger);
  e.arrivals_per_step = e.way[RLIF_BY_EVENTS].acs / (e.neurons * e.steps);
  return e;
}

const char *
rlif_way_name (RlifWay way)
{
  static const char *const names[] = { "events", "steps", "steps, dense", "steps, masked", "RNN, dense", "RNN, masked", "GRU, dense",
                                       "GRU, masked", "LSTM, dense", "LSTM, masked" };
  return names[way];
}

/* n operations at a price, which matters only if there are some. */
static double
cost (double n, double price)
{
  return n == 0 ? 0 : n * price;
}

/* [pJ] of what grows with the activity, and of what does not. */
static double
active (const RlifEnergy *e, RlifWay way, const RlifPrice *price)
{
  const double updates = way == RLIF_BY_EVENTS ? e->way[way].updates : 0;
  return cost (e->way[way].acs, price->ac) + cost (updates, price->update);
}

static double
idle (const RlifEnergy *e, RlifWay way, const RlifPrice *price)
{
  const double updates = way == RLIF_BY_EVENTS ? 0 : e->way[way].updates;
  const double alive = way <= RLIF_BY_STEPS_MASKED ? e->neurons * e->steps * e->step : 0;
  return cost (e->way[way].macs, price->mac) + cost (updates, price->update) + cost (alive, price->neuron_ms);
}

double
rlif_energy_joules (const RlifEnergy *e, RlifWay way, const RlifPrice *price)
{
  return (active (e, way, price) + idle (e, way, price)) * 1e-12;
}

double
rlif_energy_limit (const RlifEnergy *e, RlifWay way, const RlifPrice *price)
{
  const double per_rate = active (e, RLIF_BY_EVENTS, price) - active (e, way, price);
  const double saved = idle (e, way, price) - idle (e, RLIF_BY_EVENTS, price);
  if (isnan (per_rate) || isnan (saved) || e->rate == 0) return NAN;
  if (per_rate <= 0) return saved > 0 ? HUGE_VAL : NAN;
  return MAX (saved / per_rate, 0) * e->rate;
}
