/* The conformance kit: promises of rlif/model.h, tried by lot. */
#include <math.h>
#include <string.h>
#include <rlif/kit.h>
#include <rlif/random.h>
#include <rlif/registry.h>
#include <rlif/units.h>

#define TICKS_PER_MS 1e12
#define SEED 20
#define MOST_AT_ONCE 1000   /* spikes */

/* A neuron on its own. */
typedef struct {
  const RlifModel *model;
  double *par, *state;
  RlifTime *clock;
  void *prepared;
  double current;
  RlifTime now;
} Cell;

typedef struct {
  const RlifModel *model;
  RlifStream lot;
  GString *broken;       /* empty as long as the promise is kept */
} Trial;

static RlifNeuron
view (const Cell *cell)
{
  return (RlifNeuron) { cell->par, cell->state, cell->clock, cell->prepared, cell->current,
                        TICKS_PER_MS };
}

static void
broke (Trial *trial, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Keeps the first breach. */
static void
broke (Trial *trial, const char *format, ...)
{
  va_list args;
  if (trial->broken->len) return;
  va_start (args, format);
  g_string_append_vprintf (trial->broken, format, args);
  va_end (args);
}

static double
uniform (Trial *trial, double low, double high)
{
  return low + (high - low) * rlif_stream_uniform (&trial->lot);
}

/* A value near the default and within the bounds: a fifth of them the default itself. */
static double
draw_field (Trial *trial, const RlifField *field)
{
  if (rlif_stream_below (&trial->lot, 5) == 0) return field->init;
  const double spread = field->init != 0 ? 0.5 * fabs (field->init) : 1;
  return CLAMP (field->init + spread * uniform (trial, -1, 1), field->low, field->high);
}

static void
cell_clear (Cell *cell)
{
  if (cell->prepared) cell->model->release (cell->prepared);
  g_free (cell->par);
  g_free (cell->state);
  g_free (cell->clock);
  memset (cell, 0, sizeof *cell);
}

/* At rest with the given parameters, which the model must have accepted. FALSE if it cannot be
 * prepared. */
static gboolean
cell_init (Cell *cell, const RlifModel *model, const double par[])
{
  *cell = (Cell) { .model = model, .par = g_new (double, model->n_param + 1),
                   .state = g_new (double, model->n_state), .clock = g_new (RlifTime, model->n_clock + 1) };
  memcpy (cell->par, par, model->n_param * sizeof (double));
  rlif_model_rest (model, cell->par, cell->state);
  for (guint j = 0; j < model->n_clock; j++) cell->clock[j] = G_MININT64;
  if (model->prepare) cell->prepared = model->prepare (model, cell->par, TICKS_PER_MS);
  return !model->prepare || cell->prepared;
}

/* Parameters by lot that check() accepts; the defaults if none of a hundred are. */
static void
draw_cell (Trial *trial, Cell *cell)
{
  const RlifModel *m = trial->model;
  g_autofree double *par = g_new (double, m->n_param + 1);
  for (int attempt = 0; attempt < 101; attempt++) {
    for (guint j = 0; j < m->n_param; j++)
      par[j] = attempt < 100 ? draw_field (trial, &m->param[j]) : m->param[j].init;
    if (!rlif_model_check (m, par)) break;
  }
  if (!cell_init (cell, m, par)) broke (trial, "prepare() fails with parameters that check() accepts");
}

/* The same state, parameters and clocks elsewhere in memory. */
static void
cell_copy (Cell *to, const Cell *from)
{
  cell_init (to, from->model, from->par);
  memcpy (to->state, from->state, from->model->n_state * sizeof (double));
  memcpy (to->clock, from->clock, from->model->n_clock * sizeof (RlifTime));
  to->current = from->current;
  to->now = from->now;
}

static gboolean
same_bits (const Cell *a, const Cell *b)
{
  return memcmp (a->state, b->state, a->model->n_state * sizeof (double)) == 0
         && memcmp (a->clock, b->clock, a->model->n_clock * sizeof (RlifTime)) == 0;
}

static void
flow_to (Cell *cell, RlifTime to)
{
  RlifNeuron x = view (cell);
  if (to > cell->now) cell->model->advance (&x, cell->now, to);
  cell->now = MAX (to, cell->now);
}

static RlifTime
next_of (const Cell *cell, RlifTime until)
{
  const RlifNeuron x = view (cell);
  return cell->model->next (&x, cell->now, until);
}

static void
fire (Cell *cell)
{
  RlifNeuron x = view (cell);
  cell->model->fire (&x, cell->now);
}

/* A weight that matters: a few mV, some hundred pA, a few nS. */
static double
draw_weight (Trial *trial, const RlifPort *port)
{
  RlifUnit unit = { { 0, 0, 0 }, 0 };
  (void) rlif_unit_parse (port->unit, &unit, NULL);
  const double scale = (unit.dimension.current && !unit.dimension.potential ? 300 : 5) * pow (10, -unit.scale);
  const double size = scale * uniform (trial, 0, 1);
  const int sign = port->sign ? port->sign : rlif_stream_below (&trial->lot, 4) ? 1 : -1;
  return sign * size;
}

/* One step of a life: some time passes, with the spikes that are due; then something arrives. */
static void
live_on (Trial *trial, Cell *cell)
{
  const RlifModel *m = cell->model;
  const RlifTime to = cell->now + (RlifTime) (uniform (trial, 0, 6) * TICKS_PER_MS);
  for (int spikes = 0; spikes < 50; spikes++) {
    const RlifTime due = next_of (cell, to);
    if (due < cell->now) broke (trial, "next() gives a moment in the past");
    if (due > to || due < cell->now) break;
    flow_to (cell, due);
    fire (cell);
  }
  flow_to (cell, to);
  if (m->n_port == 0) return;
  const guint port = rlif_stream_below (&trial->lot, m->n_port);
  RlifNeuron x = view (cell);
  m->receive (&x, port, draw_weight (trial, &m->port[port]), cell->now);
}

/* A neuron somewhere in its life, not yet asked whether it fires. */
static void
draw_life (Trial *trial, Cell *cell)
{
  draw_cell (trial, cell);
  if (trial->broken->len) return;
  if (cell->model->takes_current && rlif_stream_below (&trial->lot, 2))
    cell->current = uniform (trial, -100, 700);
  for (guint k = rlif_stream_below (&trial->lot, 12); k > 0; k--) live_on (trial, cell);
  while (!trial->broken->len && next_of (cell, RLIF_NEVER) == cell->now) {
    fire (cell);
    if (next_of (cell, RLIF_NEVER) == cell->now) break;
  }
}

static void
try_numbers (Trial *trial)
{
  Cell cell = { 0 };
  draw_life (trial, &cell);
  for (int k = 0; k < 40 && !trial->broken->len; k++) {
    live_on (trial, &cell);
    for (guint j = 0; j < cell.model->n_state; j++)
      if (!isfinite (cell.state[j]))
        broke (trial, "%s became %g", cell.model->state[j].name, cell.state[j]);
  }
  cell_clear (&cell);
}

static void
try_bounds (Trial *trial)
{
  const RlifModel *m = trial->model;
  g_autofree double *par = g_new (double, m->n_param + 1);
  for (guint j = 0; j < 2 * m->n_param && !trial->broken->len; j++) {
    const RlifField *field = &m->param[j / 2];
    for (guint i = 0; i < m->n_param; i++) par[i] = m->param[i].init;
    par[j / 2] = j % 2 ? field->high : field->low;
    if (!isfinite (par[j / 2]) || rlif_model_check (m, par)) continue;
    Cell cell;
    if (!cell_init (&cell, m, par)) broke (trial, "prepare() fails at %s = %g", field->name, par[j / 2]);
    for (int k = 0; k < 10 && !trial->broken->len; k++) {
      live_on (trial, &cell);
      for (guint i = 0; i < m->n_state; i++)
        if (isnan (cell.state[i]))
          broke (trial, "%s became NaN at %s = %g", m->state[i].name, field->name, par[j / 2]);
    }
    cell_clear (&cell);
  }
}

/* The size of a state over a while, against which differences are judged. */
static double
scale_of (const Cell *a, const Cell *b, guint j)
{
  return fmax (fmax (fabs (a->state[j]), fabs (b->state[j])), 1e-3);
}

static void
try_semigroup (Trial *trial)
{
  Cell whole = { 0 }, pieces = { 0 };
  draw_life (trial, &whole);
  if (!trial->broken->len) {
    cell_copy (&pieces, &whole);
    const RlifTime due = next_of (&whole, RLIF_NEVER);
    const RlifTime most = whole.now + (RlifTime) (uniform (trial, 0.01, 20) * TICKS_PER_MS);
    const RlifTime to = MIN (most, due);
    const RlifTime middle = whole.now + (RlifTime) ((double) (to - whole.now) * uniform (trial, 0, 1));
    flow_to (&whole, to);
    flow_to (&pieces, middle);
    flow_to (&pieces, to);
    for (guint j = 0; j < whole.model->n_state; j++)
      if (fabs (whole.state[j] - pieces.state[j]) > 1e-11 * scale_of (&whole, &pieces, j))
        broke (trial, "%s is %.17g after one flow, and %.17g after the same flow in two pieces",
               whole.model->state[j].name, whole.state[j], pieces.state[j]);
  }
  cell_clear (&whole);
  cell_clear (&pieces);
}

/* Is the crossing told from here the same as that told later on the way? */
static void
try_next (Trial *trial)
{
  Cell cell = { 0 }, ahead = { 0 };
  draw_life (trial, &cell);
  const RlifTime due = trial->broken->len ? 0 : next_of (&cell, RLIF_NEVER);
  const RlifTime end = MIN (due, cell.now + (RlifTime) (60 * TICKS_PER_MS));
  const RlifTime begin = cell.now;
  for (int k = 1; k <= 40 && !trial->broken->len; k++) {
    cell_copy (&ahead, &cell);
    flow_to (&ahead, begin + (RlifTime) ((double) (end - begin) * k / 40.0));
    const RlifTime again = next_of (&ahead, RLIF_NEVER);
    const double slack = 2e3 + 1e-9 * (double) (ahead.now - begin);
    const gboolean at_end = k == 40 && end == due;
    if (ahead.now < due && again == ahead.now && (double) (due - again) > slack)
      broke (trial, "at threshold %g ms before the crossing that next() promised",
             (double) (due - again) / TICKS_PER_MS);
    if (at_end && (double) again - (double) due > slack)
      broke (trial, "the crossing that next() promised is not there: from there it is %g ms away",
             (double) (again - due) / TICKS_PER_MS);
    cell_clear (&ahead);
  }
  cell_clear (&cell);
}

static void
try_until (Trial *trial)
{
  Cell cell = { 0 };
  draw_life (trial, &cell);
  const RlifTime due = trial->broken->len ? RLIF_NEVER : next_of (&cell, RLIF_NEVER);
  if (due < RLIF_NEVER) {
    const RlifTime later = due + (RlifTime) (0.5 * TICKS_PER_MS);
    const RlifTime bounded = next_of (&cell, later);
    if (llabs (bounded - due) > 1000) broke (trial, "a horizon behind the crossing changes it");
    const RlifTime before = cell.now + (due - cell.now) / 2;
    if (next_of (&cell, before) < due - 1000) broke (trial, "a horizon before the crossing moves it");
  }
  cell_clear (&cell);
}

static void
try_reset (Trial *trial)
{
  Cell cell = { 0 };
  draw_life (trial, &cell);
  for (int k = 0; k < 30 && !trial->broken->len; k++) {
    const RlifTime due = next_of (&cell, RLIF_NEVER);
    if (due == RLIF_NEVER) {
      live_on (trial, &cell);
      continue;
    }
    flow_to (&cell, due);
    int spikes = 0;   /* a subtractive reset may need several */
    do fire (&cell);
    while (next_of (&cell, RLIF_NEVER) <= cell.now && ++spikes < MOST_AT_ONCE);
    if (spikes == MOST_AT_ONCE)
      broke (trial, "after %d spikes in one instant it is still at threshold", spikes);
  }
  cell_clear (&cell);
}

static void
try_copy (Trial *trial)
{
  Cell a = { 0 }, b = { 0 };
  draw_life (trial, &a);
  if (!trial->broken->len) {
    cell_copy (&b, &a);
    const RlifStream again = trial->lot;
    for (int k = 0; k < 10; k++) live_on (trial, &a);
    trial->lot = again;
    for (int k = 0; k < 10; k++) live_on (trial, &b);
    if (!same_bits (&a, &b)) broke (trial, "a copy of state[] and clock[] does not live on as the original");
  }
  cell_clear (&a);
  cell_clear (&b);
}

static void
try_looking (Trial *trial)
{
  Cell cell = { 0 }, before = { 0 };
  draw_life (trial, &cell);
  if (!trial->broken->len) {
    cell_copy (&before, &cell);
    (void) next_of (&cell, RLIF_NEVER);
    (void) next_of (&cell, cell.now + (RlifTime) TICKS_PER_MS);
    if (!same_bits (&cell, &before)) broke (trial, "next() changes the neuron");
  }
  cell_clear (&cell);
  cell_clear (&before);
}

/* 10.NNNN/something */
static gboolean
is_doi (const char *text)
{
  return g_regex_match_simple ("^10\\.[0-9]{4,9}/\\S+$", text, 0, 0);
}

static void
try_facts (Trial *trial)
{
  const RlifModel *m = trial->model;
  for (const char *const *doi = m->cite; doi && *doi; doi++)
    if (!is_doi (*doi)) broke (trial, "“%s” is not a DOI", *doi);
  for (guint j = 0; j < m->n_port; j++)
    if (!m->port[j].meaning || !*m->port[j].meaning)
      broke (trial, "port %s does not say what it means", m->port[j].name);
}

typedef struct {
  const char *promise;
  void (*attempt) (Trial *trial);
  gboolean once;
} Promise;

static const Promise PROMISES[] = {
  { "its facts are complete", try_facts, TRUE },
  { "numbers stay finite whatever arrives", try_numbers, FALSE },
  { "parameters at their bounds do no harm", try_bounds, TRUE },
  { "the flow does not depend on how it is cut", try_semigroup, FALSE },
  { "next() finds the crossing that the flow leads to", try_next, FALSE },
  { "next() does not depend on its horizon", try_until, FALSE },
  { "a spike leaves it below threshold", try_reset, FALSE },
  { "state[] and clock[] are all there is", try_copy, FALSE },
  { "asking does not change it", try_looking, FALSE },
};

static void
free_finding (gpointer data)
{
  RlifKitFinding *finding = data;
  g_free (finding->broken);
  g_free (finding);
}

static RlifKitFinding *
try_promise (const RlifModel *model, const Promise *promise, guint rounds)
{
  Trial trial = { .model = model, .broken = g_string_new (NULL) };
  rlif_stream_init (&trial.lot, SEED, RLIF_PURPOSE_STATE, promise->promise, 0);
  for (guint k = 0; k < (promise->once ? 1 : rounds) && !trial.broken->len; k++) {
    rlif_stream_restart (&trial.lot, k);
    promise->attempt (&trial);
  }
  RlifKitFinding *finding = g_new (RlifKitFinding, 1);
  finding->promise = promise->promise;
  finding->broken = g_string_free (trial.broken, trial.broken->len == 0);
  return finding;
}

RlifKitReport *
rlif_kit_run (const RlifModel *model, guint rounds)
{
  RlifKitReport *report = g_new0 (RlifKitReport, 1);
  report->findings = g_ptr_array_new_with_free_func (free_finding);
  for (gsize k = 0; k < G_N_ELEMENTS (PROMISES); k++) {
    RlifKitFinding *finding = try_promise (model, &PROMISES[k], rounds);
    report->n_broken += finding->broken != NULL;
    g_ptr_array_add (report->findings, finding);
  }
  return report;
}

void
rlif_kit_report_free (RlifKitReport *report)
{
  if (!report) return;
  g_ptr_array_unref (report->findings);
  g_free (report);
}
