/* Parser of expressions: recursive descent, each function one level of precedence. */
#include <stdlib.h>
#include <string.h>
#include "base/keyfile.h"
#include "linear/expression.h"

#define LETTERS G_CSET_A_2_Z G_CSET_a_2_z
#define DEEPEST 100   /* nested brackets */
#define LONGEST 2000  /* bytes: the parts of a text are kept for messages, and read by recursion */

typedef struct {
  const char *text, *p;
  const RlifScope *scope;
  GError **error;
  int depth;
} Parser;

void
rlif_scope_init (RlifScope *scope)
{
  scope->symbol = g_array_new (FALSE, FALSE, sizeof (RlifSymbol));
}

void
rlif_scope_clear (RlifScope *scope)
{
  for (guint k = 0; k < scope->symbol->len; k++)
    g_free (g_array_index (scope->symbol, RlifSymbol, k).name);
  g_array_unref (scope->symbol);
}

void
rlif_scope_add (RlifScope *scope, const char *name, RlifDimension dimension, int variable,
                int param)
{
  const RlifSymbol symbol = { g_strdup (name), dimension, variable, param };
  g_array_append_val (scope->symbol, symbol);
}

const RlifSymbol *
rlif_scope_find (const RlifScope *scope, const char *name)
{
  for (guint k = 0; k < scope->symbol->len; k++) {
    const RlifSymbol *s = &g_array_index (scope->symbol, RlifSymbol, k);
    if (g_str_equal (s->name, name)) return s;
  }
  return NULL;
}

void
rlif_expression_free (RlifExpression *expression)
{
  if (!expression) return;
  rlif_expression_free (expression->left);
  rlif_expression_free (expression->right);
  g_free (expression->text);
  g_free (expression);
}

static void
skip_space (Parser *parser)
{
  while (g_ascii_isspace (*parser->p)) parser->p++;
}

static gboolean
accept (Parser *parser, char c)
{
  skip_space (parser);
  if (*parser->p != c) return FALSE;
  parser->p++;
  return TRUE;
}

static RlifExpression *
fail (Parser *parser, int code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static RlifExpression *
fail (Parser *parser, int code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (parser->error, RLIF_ERROR, code, what);
  return NULL;
}

static RlifExpression *
fail_here (Parser *parser, const char *wanted)
{
  if (!*parser->p) return fail (parser, RLIF_ERROR_SYNTAX, "“%s” ends where %s is missing",
                                parser->text, wanted);
  return fail (parser, RLIF_ERROR_SYNTAX, "“%s” stands where %s is missing", parser->p, wanted);
}

/* Takes the operands over. Their text runs from `from` to where the parser is. */
static RlifExpression *
node (Parser *parser, RlifOperator operator, const char *from, RlifExpression *left,
      RlifExpression *right)
{
  RlifExpression *e = g_new0 (RlifExpression, 1);
  e->operator = operator;
  e->left = left;
  e->right = right;
  e->text = g_strstrip (g_strndup (from, (gsize) (parser->p - from)));
  return e;
}

static RlifExpression *parse_sum (Parser *parser);

/* Where a unit ends that begins at p: factors joined by * and /, as long as they are units and not
 * names of the model. */
static const char *
end_of_unit (const Parser *parser, const char *p)
{
  const char *end = p;
  for (;;) {
    const char *q = p;
    while (g_ascii_isspace (*q)) q++;
    const gsize n = strspn (q, LETTERS);
    g_autofree char *name = g_strndup (q, n);
    RlifUnit unit;
    if (n == 0 || q[n] == '_' || g_ascii_isdigit (q[n]) || rlif_scope_find (parser->scope, name)
        || !rlif_unit_parse (name, &unit, NULL))
      return end;
    end = q + n;
    if (*end == '^') end += 1 + strspn (end + 1, "-" G_CSET_DIGITS);
    p = end;
    while (g_ascii_isspace (*p)) p++;
    if (*p != '*' && *p != '/') return end;
    p++;
  }
}

/* A number with its unit; "0.5/ms" is short for "0.5 1/ms". */
static RlifExpression *
parse_number (Parser *parser)
{
  const char *from = parser->p;
  char *after_number;
  (void) g_ascii_strtod (from, &after_number);
  g_autofree char *number = g_strndup (from, (gsize) (after_number - from));
  const char *unit = after_number;
  while (g_ascii_isspace (*unit)) unit++;
  const gboolean is_inverse = unit[0] == '/' || (unit[0] == '1' && unit[1] == '/');
  if (is_inverse) unit += unit[0] == '1' ? 2 : 1;
  const char *end = end_of_unit (parser, unit);
  parser->p = end > unit ? end : after_number;
  const char *next = parser->p + strspn (parser->p, " \t");
  if (g_ascii_isalpha (*next) || *next == '_')
    return fail (
      parser, RLIF_ERROR_SYNTAX, "“%.*s” behind “%.*s” is neither a unit nor an operator",
      (int) strspn (next, LETTERS G_CSET_DIGITS "_"), next, (int) (parser->p - from), from);
  g_autofree char *name = g_strndup (unit, end > unit ? (gsize) (end - unit) : 0);
  g_autofree char *quantity =
    g_strdup_printf ("%s %s%s", number, *name && is_inverse ? "1/" : "", name);
  RlifExpression *e = node (parser, RLIF_NUMBER, from, NULL, NULL);
  if (rlif_quantity_parse_any (quantity, &e->value, &e->dimension, parser->error)) return e;
  rlif_expression_free (e);
  return NULL;
}

static RlifExpression *
parse_call (Parser *parser, const char *from, const char *name)
{
  const gboolean is_exp = g_str_equal (name, "exp");
  if (!is_exp && !g_str_equal (name, "log"))
    return fail (parser, RLIF_ERROR_UNKNOWN, "“%s” is not a function; what fits: exp, log", name);
  g_autoptr (RlifExpression) inside = parse_sum (parser);
  if (!inside) return NULL;
  if (!accept (parser, ')')) return fail_here (parser, "a )");
  return node (parser, is_exp ? RLIF_EXP : RLIF_LOG, from, g_steal_pointer (&inside), NULL);
}

static RlifExpression *
fail_unknown (Parser *parser, const char *name)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  for (guint k = 0; k < parser->scope->symbol->len; k++)
    g_ptr_array_add (known, g_array_index (parser->scope->symbol, RlifSymbol, k).name);
  g_ptr_array_add (known, NULL);
  g_autofree char *hint = rlif_suggest (name, (const char *const *) known->pdata);
  g_autofree char *all = g_strjoinv (", ", (char **) known->pdata);
  return fail (parser, RLIF_ERROR_UNKNOWN, "“%s” is not known here%s; known: %s", name, hint,
               *all ? all : "nothing");
}

static RlifExpression *
parse_name (Parser *parser)
{
  const char *from = parser->p;
  const gsize n = strspn (from, LETTERS G_CSET_DIGITS "_");
  g_autofree char *name = g_strndup (from, n);
  parser->p += n;
  if (accept (parser, '(')) return parse_call (parser, from, name);
  parser->p = from + n;
  const RlifSymbol *symbol = rlif_scope_find (parser->scope, name);
  if (!symbol) return fail_unknown (parser, name);
  RlifExpression *e = node (parser, RLIF_NAME, from, NULL, NULL);
  e->symbol = *symbol;
  return e;
}

static RlifExpression *
parse_primary (Parser *parser)
{
  skip_space (parser);
  const char *from = parser->p;
  if (g_ascii_isdigit (*from) || (*from == '.' && g_ascii_isdigit (from[1])))
    return parse_number (parser);
  if (g_ascii_isalpha (*from) || *from == '_') return parse_name (parser);
  if (!accept (parser, '(')) return fail_here (parser, "a number or a name");
  g_autoptr (RlifExpression) inside = parse_sum (parser);
  if (!inside) return NULL;
  if (!accept (parser, ')')) return fail_here (parser, "a )");
  g_free (inside->text);
  inside->text = g_strndup (from, (gsize) (parser->p - from));
  return g_steal_pointer (&inside);
}

static RlifExpression *
parse_power (Parser *parser)
{
  skip_space (parser);
  const char *from = parser->p;
  g_autoptr (RlifExpression) base = parse_primary (parser);
  if (!base || !accept (parser, '^')) return g_steal_pointer (&base);
  skip_space (parser);
  char *end;
  const long exponent = strtol (parser->p, &end, 10);
  if (end == parser->p || exponent < -9 || exponent > 9 || *end == '.')
    return fail (parser, RLIF_ERROR_SYNTAX,
                 "“%s” is not an exponent: whole numbers from -9 to 9 are", parser->p);
  parser->p = end;
  RlifExpression *e = node (parser, RLIF_POWER, from, g_steal_pointer (&base), NULL);
  e->value = (double) exponent;
  return e;
}

static RlifExpression *
parse_sign (Parser *parser)
{
  skip_space (parser);
  const char *from = parser->p;
  if (accept (parser, '+')) return parse_power (parser);
  if (!accept (parser, '-')) return parse_power (parser);
  RlifExpression *inside = parse_power (parser);
  return inside ? node (parser, RLIF_NEGATE, from, inside, NULL) : NULL;
}

static RlifExpression *
parse_product (Parser *parser)
{
  skip_space (parser);
  const char *from = parser->p;
  g_autoptr (RlifExpression) left = parse_sign (parser);
  while (left) {
    const gboolean times = accept (parser, '*');
    if (!times && !accept (parser, '/')) break;
    RlifExpression *right = parse_sign (parser);
    if (!right) return NULL;
    left = node (parser, times ? RLIF_MULTIPLY : RLIF_DIVIDE, from, g_steal_pointer (&left), right);
  }
  return g_steal_pointer (&left);
}

static RlifExpression *
parse_sum (Parser *parser)
{
  if (++parser->depth > DEEPEST) 
    return fail (parser, RLIF_ERROR_SYNTAX, "more than %d brackets within each other", DEEPEST - 1);
  skip_space (parser);
  const char *from = parser->p;
  g_autoptr (RlifExpression) left = parse_product (parser);
  while (left) {
    const gboolean plus = accept (parser, '+');
    if (!plus && !accept (parser, '-')) break;
    RlifExpression *right = parse_product (parser);
    if (!right) return NULL;
    left = node (parser, plus ? RLIF_ADD : RLIF_SUBTRACT, from, g_steal_pointer (&left), right);
  }
  parser->depth--;
  return g_steal_pointer (&left);
}

RlifExpression *
rlif_expression_parse (const char *text, const RlifScope *scope, GError **error)
{
  Parser parser = { text, text, scope, error, 0 };
  if (strlen (text) > LONGEST)
    return fail (&parser, RLIF_ERROR_LIMIT, "an expression of %zu bytes: it may have %d",
                 strlen (text), LONGEST);
  g_autoptr (RlifExpression) e = parse_sum (&parser);
  if (!e) return NULL;
  skip_space (&parser);
  if (*parser.p) return fail_here (&parser, "an operator");
  return g_steal_pointer (&e);
}
