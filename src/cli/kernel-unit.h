/* Units whose memory kernels are asked for, as words of a command line. */
#ifndef RLIF_CLI_KERNEL_UNIT_H
#define RLIF_CLI_KERNEL_UNIT_H

#include <rlif/kernel.h>
#include <rlif/registry.h>

typedef struct {
  char *name;                /* the word */
  const RlifModel *model;    /* of a neuron, else NULL */
  double *par;               /* [n_param] */
  GArray *fired;             /* of double: [ms] ago, ascending */
  RlifKernel *kernel;
  RlifKernelMeasures measures;
  RlifKernelCheck check;
} RlifKernelUnit;

/* Reads a word and makes the kernel:
 *
 *   MODEL[:PARAM=VALUE,...]   a neuron; fired=TIME among them, as often as it has fired
 *   rnn:FACTOR                a linear recurrent unit
 *   lstm:GATE, gru:GATE       a unit whose forget gate keeps this share in every step, or, with
 *   lstm:GATE,GATE*5,...      several, a share for each of the last steps (*5: for five)
 *
 * @set      "MODEL.PARAM=VALUE" for all neurons of a model; NULL-terminated, or NULL
 * @step     [ms] of recurrent units
 * @error    G_OPTION_ERROR if it is not written like that, else of what it asks for
 *
 * Returns: (owned) not yet measured nor checked; NULL on error. */
RlifKernelUnit *rlif_kernel_unit_parse (const char *word, RlifRegistry *registry,
                                        const char *const set[], double step, GError **error);
void rlif_kernel_unit_free (RlifKernelUnit *unit);

/* Measures and checks it. */
gboolean rlif_kernel_unit_examine (RlifKernelUnit *unit, guint64 seed, GError **error);

#endif
