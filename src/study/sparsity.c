/* What a network does, over a span of time. */
#include <math.h>
#include <rlif/sparsity.h>
#include "network/structure.h"
#include "study/ablated.h"

struct RlifSparsityMeter {
  RlifSimulation *simulation;
  const RlifNetwork *network;
  gboolean knows_on;
  double step;               /* [ms] */
  RlifTime begin;
  RlifLedger *before;
  double on;                 /* [ms] sum over neurons of what was before */
  gint64 **last;             /* [populations][count] the step of the last spike; -1: none */
  guint64 fired, active;     /* neurons; pairs of neuron and step */
};

static double
to_ms (const RlifSparsityMeter *m, RlifTime span)
{
  return (double) span / (double) m->network->ticks_per_ms;
}

/* [ms] sum of the last state of all neurons that have it. */
static double
sum_on (const RlifSparsityMeter *m)
{
  double sum = 0;
  for (guint k = 0; m->knows_on && k < m->network->populations->len; k++) {
    const RlifPopulation *p = m->network->populations->pdata[k];
    const guint last = p->model->n_state - 1;
    if (!rlif_ablated_model_keeps (p->model)) continue;
    for (guint32 i = 0; i < p->count; i++) sum += rlif_simulation_get_state (m->simulation, p, i, last);
  }
  return sum;
}

static void
on_spikes (gpointer data, const RlifSpike spike[], gsize n)
{
  RlifSparsityMeter *m = data;
  const gint64 step = (gint64) ceil (to_ms (m, spike[0].time - m->begin) / m->step);
  for (gsize k = 0; k < n; k++) {
    gint64 *last = &m->last[spike[k].population][spike[k].neuron];
    m->fired += *last < 0;
    m->active += *last != step;
    *last = step;
  }
}

RlifSparsityMeter *
rlif_sparsity_meter_new (RlifSimulation *simulation, const RlifNetwork *network, const RlifAblated *ablated,
                         double step)
{
  RlifSparsityMeter *m = g_new0 (RlifSparsityMeter, 1);
  m->simulation = simulation;
  m->network = network;
  m->knows_on = rlif_ablated_get_ablation (ablated) == RLIF_NO_RESET;
  m->step = step;
  m->begin = rlif_simulation_get_time (simulation);
  m->before = rlif_ledger_new (simulation, network);
  m->on = sum_on (m);
  m->last = g_new (gint64 *, network->populations->len);
  for (guint k = 0; k < network->populations->len; k++) {
    const guint32 count = ((const RlifPopulation *) network->populations->pdata[k])->count;
    m->last[k] = g_new (gint64, count);
    for (guint32 i = 0; i < count; i++) m->last[k][i] = -1;
  }
  rlif_simulation_observe (simulation, &(RlifObserver) { .data = m, .on_spikes = on_spikes });
  return m;
}

void
rlif_sparsity_meter_free (RlifSparsityMeter *meter)
{
  if (!meter) return;
  for (guint k = 0; k < meter->network->populations->len; k++) g_free (meter->last[k]);
  g_free (meter->last);
  rlif_ledger_free (meter->before);
  g_free (meter);
}

/* What a population did since. */
static void
subtract (RlifLedgerPopulation *p, const RlifLedgerPopulation *before)
{
  p->spikes -= before->spikes;
  p->delivered -= before->delivered;
  p->gated -= before->gated;
  p->outside -= before->outside;
  p->crossings -= before->crossings;
  p->updates -= before->updates;
}

RlifSparsity
rlif_sparsity_meter_read (const RlifSparsityMeter *meter, const RlifPrice *price)
{
  g_autoptr (RlifLedger) ledger = rlif_ledger_new (meter->simulation, meter->network);
  const double span = to_ms (meter, rlif_simulation_get_time (meter->simulation) - meter->begin), s = span / 1000;
  double gated = 0;
  ledger->simulated = span;
  for (guint k = 0; k < ledger->n_populations; k++) {
    subtract (&ledger->population[k], &meter->before->population[k]);
    gated += (double) ledger->population[k].gated;
  }
  const RlifEnergy e = rlif_energy_count (ledger, meter->step);
  const RlifOperations *n = &e.way[RLIF_BY_EVENTS];
  return (RlifSparsity) { .rate = e.rate,
                          .fired = (double) meter->fired / e.neurons,
                          .active = (double) meter->active / (e.neurons * e.steps),
                          .on = meter->knows_on ? (sum_on (meter) - meter->on) / (e.neurons * span) : NAN,
                          .gated = n->acs > 0 ? gated / n->acs : NAN,
                          .events = n->acs / s,
                          .updates = n->updates / s,
                          .power = rlif_energy_joules (&e, RLIF_BY_EVENTS, price) / s };
}
