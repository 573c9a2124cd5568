/* What a .model file says, checked: docs/model-language.md describes it for users. */
#ifndef RLIF_LINEAR_LANGUAGE_H
#define RLIF_LINEAR_LANGUAGE_H

#include <rlif/model.h>
#include "base/keyfile.h"
#include "linear/expression.h"

/* state += expression of the weight, when a spike arrives. */
typedef struct {
  guint port, state;
  RlifExpression *by;
} RlifJump;

/* Two sides that are compared: left >= right. */
typedef struct {
  RlifExpression *left, *right;
  gboolean strict;               /* left > right */
  char *message;                 /* of a requirement */
} RlifCondition;

typedef struct RlifLanguage {
  RlifKeyFile *file;             /* as written */
  char *name, *summary;
  GPtrArray *cite;               /* of char *, NULL at the end */
  GArray *param, *state;         /* of RlifField; their strings belong to `strings` */
  GArray *port;                  /* of RlifPort */
  int *scale;                    /* [param] its unit is 10^scale of ms, mV, pA and their products */
  GPtrArray *initial;            /* [state] of RlifExpression: at rest */
  GPtrArray *flow;               /* [state] of RlifExpression: the time derivative */
  GArray *jump;                  /* of RlifJump */
  GPtrArray *reset;              /* [state] of RlifExpression: the value after a spike; NULL: kept */
  gboolean fires;
  RlifCondition when;
  gboolean held[RLIF_MAX_STATES];
  RlifExpression *hold_for;      /* the refractory period, or NULL: there is none */
  GArray *require;               /* of RlifCondition */
  gboolean takes_current;        /* there is a parameter I_e, which current inputs add to */
  GStringChunk *strings;
} RlifLanguage;

/* @name     what the model is called
 * @path     for messages
 * @error    "PATH:LINE: what is wrong" */
RlifLanguage *rlif_language_parse (const char *name, const char *path, const char *text,
                                   gsize length, GError **error);
void rlif_language_free (RlifLanguage *language);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifLanguage, rlif_language_free)

/* Parameters in ms, mV and pA.
 *
 * @par      in the units of the table; NULL for the defaults
 *
 * Returns: (owned) */
double *rlif_language_in_base (const RlifLanguage *language, const double par[]);

/* @base     parameters in ms, mV and pA */
gboolean rlif_condition_holds (const RlifCondition *condition, const double base[]);

/* For the parts of the parser. */

/* What is being parsed, and where. */
typedef struct {
  RlifLanguage *language;
  const RlifEntry *entry;        /* whose value is read */
  RlifScope scope;               /* what expressions may use there */
  GError **error;
} RlifReading;

/* Sets "PATH:LINE: MESSAGE". Returns: FALSE. */
gboolean rlif_reading_fail (RlifReading *reading, int code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/* Puts PATH:LINE before the message that has been set. Returns: FALSE. */
gboolean rlif_reading_blame (RlifReading *reading);

/* Parses text as an expression of the scope. Returns: (owned) NULL on error. */
RlifExpression *rlif_reading_expression (RlifReading *reading, const char *text);

/* Checks that it is finite with the default parameters. */
gboolean rlif_reading_is_finite (RlifReading *reading, const RlifExpression *expression);

/* May a field or a port have this name? */
gboolean rlif_reading_check_name (RlifReading *reading, const char *name,
                                  const char *const reserved[]);

/* Parses and checks it against a dimension, and that it is finite with the default parameters. */
RlifExpression *rlif_reading_checked (RlifReading *reading, const char *text, RlifDimension wanted,
                                      const char *place, RlifKind *kind);

int rlif_language_find_state (const RlifLanguage *language, const char *name);

/* Groups, one after the other. */
gboolean rlif_language_read_parameters (RlifReading *reading, const RlifGroup *group);
gboolean rlif_language_read_states (RlifReading *reading, const RlifGroup *group);
gboolean rlif_language_read_flow (RlifReading *reading, const RlifGroup *group);
gboolean rlif_language_read_ports (RlifReading *reading, const RlifGroup *group);
gboolean rlif_language_read_spike (RlifReading *reading, const RlifGroup *group);
gboolean rlif_language_read_require (RlifReading *reading, const RlifGroup *group);

#endif
