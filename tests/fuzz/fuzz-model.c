/* libFuzzer target: no .model text may crash or stall what reads it, compiles it, moves it and
 * looks for its crossings. Bytes of the input also choose the arrivals. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <rlif/registry.h>
#include "linear/linear.h"
#include "model/validate.h"

#define TICKS_PER_MS 1e12
#define LONGEST (3 * CLOCKS_PER_SEC)   /* that one step may take, with sanitizers */

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* Runs one neuron through a few arrivals and spikes; each step must end in time. */
static void
run (const RlifModel *model, RlifNeuron *x, const guint8 *data, size_t size)
{
  RlifTime now = 0;
  for (guint k = 0; k < 12; k++) {
    const guint8 byte = data[(size / 2 + k) % size];
    const clock_t begin = clock ();
    const RlifTime due = model->next (x, now, RLIF_NEVER);
    if (due < now) return;   /* it cannot tell, which is an answer */
    const RlifTime span = (RlifTime) (byte * byte) * 1000000000;
    const RlifTime to = due < now + span ? due : now + span;
    model->advance (x, now, to);
    now = to;
    if (to == due) model->fire (x, now);
    if (model->n_port > 0) (void) model->receive (x, byte % model->n_port, byte - 100.5, now);
    if (clock () - begin > LONGEST) {
      fprintf (stderr, "one step took %.1f s\n", (double) (clock () - begin) / CLOCKS_PER_SEC);
      abort ();
    }
  }
}

static void
try_model (const RlifModel *model, const guint8 *data, size_t size)
{
  double state[RLIF_MAX_STATES];
  RlifTime moment[1] = { G_MININT64 };
  g_autofree double *par = g_new (double, model->n_param + 1);
  for (guint j = 0; j < model->n_param; j++) par[j] = model->param[j].init;
  void *prepared = model->prepare (model, par, TICKS_PER_MS);
  g_assert_nonnull (prepared);
  rlif_model_rest (model, par, state);
  RlifNeuron x = { .par = par, .state = state, .clock = moment, .prepared = prepared,
                   .ticks_per_ms = TICKS_PER_MS };
  run (model, &x, data, size);
  model->release (prepared);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  RlifModel *model =
    rlif_linear_model_parse ("fuzz", "fuzz.model", (const char *) data, size, &error);
  g_assert ((model == NULL) == (error != NULL));
  if (model && rlif_model_validate (model, "fuzz", "fuzz.model", &error))
    try_model (model, data, size);
  rlif_linear_model_free (model);
  return 0;
}
