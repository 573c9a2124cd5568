/* Models of the linear-model language: from the text to an RlifModel that the engine runs. */
#ifndef RLIF_LINEAR_LINEAR_H
#define RLIF_LINEAR_LINEAR_H

#include <rlif/model.h>
#include "linear/crossing.h"
#include "linear/language.h"

/* A state changes by factor * weight when a spike arrives at port. */
typedef struct {
  guint32 port, state;
  double factor;
} RlifLinearJump;

/* A model at one set of parameters: what the running functions need. */
typedef struct {
  int n;
  RlifFlow *free, *held;         /* held: while refractory; NULL if there is no hold */
  RlifGuard guard;
  gboolean fires;
  gboolean is_held[RLIF_MAX_STATES];
  guint n_jump;
  RlifLinearJump *jump;          /* by port */
  double reset[RLIF_MAX_STATES][RLIF_MAX_STATES], reset_to[RLIF_MAX_STATES];
  gboolean is_reset[RLIF_MAX_STATES];   /* x after a spike = reset x + reset_to */
  RlifTime refractory;
} RlifLinear;

/* The system of equations at one set of parameters.
 *
 * @par      in the units of the table
 * @held     the flow while refractory */
void rlif_linear_equation (const RlifLanguage *language, const double par[], gboolean held,
                           RlifEquation *equation);

/* c.x >= threshold is the condition of a spike. */
void rlif_linear_threshold (const RlifLanguage *language, const double par[], RlifQuad c[],
                            RlifQuad *threshold);

/* The equations, free and while refractory, and the condition of a spike. */
typedef struct {
  RlifEquation free, held;
  RlifQuad c[RLIF_MAX_STATES], threshold;
} RlifLinearSystem;

/* A model at one set of parameters without what takes long to find: flows and guard.
 *
 * Returns: (owned) */
RlifLinear *rlif_linear_read (const RlifLanguage *language, const double par[], double ticks_per_ms,
                              RlifLinearSystem *system);

/* Returns: (owned) NULL if the system is not finite with these parameters. */
RlifLinear *rlif_linear_new (const RlifLanguage *language, const double par[], double ticks_per_ms);
void rlif_linear_free (RlifLinear *linear);

/* What rlif_model_check () and rlif_model_rest () do for models of text. */
const char *rlif_linear_check (const RlifLanguage *language, const double par[]);
void rlif_linear_rest (const RlifLanguage *language, const double par[], double state[]);

/* Returns: (owned) the model of a file; the functions of linear-run.c run it. */
RlifModel *rlif_linear_model_load (const char *name, const char *path, GError **error);
RlifModel *rlif_linear_model_parse (const char *name, const char *path, const char *text,
                                    gsize length, GError **error);
void rlif_linear_model_free (RlifModel *model);

void rlif_linear_advance (RlifNeuron *x, RlifTime from, RlifTime to);
int rlif_linear_receive (RlifNeuron *x, uint32_t port, double w, RlifTime now);
RlifTime rlif_linear_next (const RlifNeuron *x, RlifTime from, RlifTime until);
void rlif_linear_fire (RlifNeuron *x, RlifTime now);

#endif
