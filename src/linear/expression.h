/* Expressions of the linear-model language: numbers with units, names, + - * / ^, exp () and log ().
 *
 * An expression is parsed against a scope that says which names exist, checked once for units and
 * linearity, and evaluated for every set of parameters. */
#ifndef RLIF_LINEAR_EXPRESSION_H
#define RLIF_LINEAR_EXPRESSION_H

#include <rlif/error.h>
#include <rlif/units.h>
#include "linear/quad.h"

#define RLIF_MAX_STATES 8

/* What an expression may depend on linearly: the states, the weight of an arriving spike, and the
 * input current. */
enum { RLIF_VARIABLE_WEIGHT = RLIF_MAX_STATES, RLIF_VARIABLE_CURRENT, RLIF_N_VARIABLES };

typedef struct {
  char *name;
  RlifDimension dimension;
  int variable;          /* 0 .. RLIF_N_VARIABLES - 1, or -1: only a parameter */
  int param;             /* position in the table of parameters, or -1 */
} RlifSymbol;

/* The names that an expression may use. */
typedef struct {
  GArray *symbol;        /* of RlifSymbol, owned */
} RlifScope;

void rlif_scope_init (RlifScope *scope);
void rlif_scope_clear (RlifScope *scope);
void rlif_scope_add (RlifScope *scope, const char *name, RlifDimension dimension, int variable,
                     int param);
const RlifSymbol *rlif_scope_find (const RlifScope *scope, const char *name);

typedef enum {
  RLIF_NUMBER, RLIF_NAME, RLIF_NEGATE, RLIF_ADD, RLIF_SUBTRACT, RLIF_MULTIPLY, RLIF_DIVIDE,
  RLIF_POWER, RLIF_EXP, RLIF_LOG
} RlifOperator;

typedef struct RlifExpression RlifExpression;
struct RlifExpression {
  RlifOperator operator;
  double value;                  /* of a number, in ms, mV and pA; the exponent of a power */
  RlifSymbol symbol;             /* of a name; its text belongs to the scope */
  RlifDimension dimension;       /* of a number */
  RlifExpression *left, *right;  /* owned */
  char *text;                    /* owned: as it was written */
};

/* Parses a whole text.
 *
 * @error    RLIF_ERROR_SYNTAX, RLIF_ERROR_UNKNOWN, RLIF_ERROR_UNIT or RLIF_ERROR_LIMIT; the message
 *           does not name file and line
 *
 * Returns: (owned) NULL on error. */
RlifExpression *rlif_expression_parse (const char *text, const RlifScope *scope, GError **error);
void rlif_expression_free (RlifExpression *expression);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifExpression, rlif_expression_free)

/* What is known of an expression without values. */
typedef struct {
  RlifDimension dimension;
  gboolean any_dimension;        /* a bare 0 fits everywhere */
  gboolean has_constant;         /* some term depends on no variable */
  gboolean has_variable;         /* some term depends on one, linearly */
} RlifKind;

/* Checks units of every term, and that no product or function of variables occurs.
 *
 * @error    RLIF_ERROR_UNIT or RLIF_ERROR_MODEL, naming the term */
gboolean rlif_expression_check (const RlifExpression *expression, RlifKind *kind, GError **error);

/* Checks that every term has the dimension wanted.
 *
 * @place    where it stands, for the message: "V_m'" */
gboolean rlif_expression_check_as (const RlifExpression *expression, RlifDimension wanted,
                                   const char *place, RlifKind *kind, GError **error);

/* constant + sum over variables of factor * variable */
typedef struct {
  RlifQuad constant;
  RlifQuad factor[RLIF_N_VARIABLES];
} RlifForm;

/* Does it contain one of the variables first .. last? */
gboolean rlif_expression_depends (const RlifExpression *expression, int first, int last);

/* The value of a checked expression.
 *
 * @par      parameters in ms, mV and pA */
RlifForm rlif_expression_evaluate (const RlifExpression *expression, const double par[]);

/* No coefficient is infinite or not a number. */
gboolean rlif_form_is_finite (const RlifForm *form);

/* Dimensions of a product, a quotient, a power. */
RlifDimension rlif_dimension_times (RlifDimension a, RlifDimension b, int power_of_b);

/* Has it a unit that can be written? No power is beyond 9. */
gboolean rlif_dimension_is_sane (RlifDimension dimension);

/* The unit of a dimension in ms, mV and pA. Returns: (owned) "mV", "pF", "mV/ms"; "" for a number. */
char *rlif_dimension_unit (RlifDimension dimension);

#endif
