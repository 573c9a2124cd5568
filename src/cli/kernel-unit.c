/* Units whose memory kernels are asked for, as words of a command line. */
#include <math.h>
#include <string.h>
#include <rlif/linear.h>
#include <rlif/units.h>
#include "base/keyfile.h"
#include "cli/kernel-unit.h"

#define MOST_GATES 100000

static int
by_size (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static gboolean
add_spike (RlifKernelUnit *unit, const char *value, GError **error)
{
  double ago;
  if (!rlif_quantity_parse (value, "ms", &ago, error)) {
    g_prefix_error (error, "%s: fired=%s: ", unit->name, value);
    return FALSE;
  }
  g_array_append_val (unit->fired, ago);
  return TRUE;
}

static gboolean
fail_unknown (const RlifKernelUnit *unit, const char *key, GError **error)
{
  g_autofree const char **known = g_new0 (const char *, unit->model->n_param + 2);
  for (guint j = 0; j < unit->model->n_param; j++) known[j] = unit->model->param[j].name;
  known[unit->model->n_param] = "fired";
  g_autofree char *hint = rlif_suggest (key, known);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_UNKNOWN,
               "%s: %s has no parameter “%s”%s; “rlif models show %s” lists them", unit->name,
               unit->model->name, key, hint, unit->model->name);
  return FALSE;
}

/* Sets a parameter from a text "PARAM=VALUE". */
static gboolean
set_param (RlifKernelUnit *unit, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  if (!equals) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "%s: “%s” is not written PARAM=VALUE, as in lif2:gamma=0.5", unit->name, text);
    return FALSE;
  }
  g_autofree char *key = g_strstrip (g_strndup (text, (gsize) (equals - text)));
  const int j = rlif_model_find_param (unit->model, key);
  if (j < 0 && g_str_equal (key, "fired")) return add_spike (unit, equals + 1, error);
  if (j < 0) return fail_unknown (unit, key, error);
  const RlifField *field = &unit->model->param[j];
  double value;
  if (!rlif_quantity_parse (equals + 1, field->unit, &value, error)) {
    g_prefix_error (error, "%s: %s=%s: ", unit->name, key, equals + 1);
    return FALSE;
  }
  unit->par[j] = value;
  if (value >= field->low && value <= field->high) return TRUE;
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "%s: %s=%s: what fits is %g to %g%s%s", unit->name,
               key, equals + 1, field->low, field->high, *field->unit ? " " : "", field->unit);
  return FALSE;
}

/* Those settings "MODEL.PARAM=VALUE" that are for this unit. */
static gboolean
use_settings (RlifKernelUnit *unit, const char *const set[], GError **error)
{
  g_autofree char *prefix = g_strconcat (unit->model->name, ".", NULL);
  for (const char *const *s = set; s && *s; s++)
    if (g_str_has_prefix (*s, prefix) && !set_param (unit, *s + strlen (prefix), error)) {
      g_prefix_error (error, "--set %s: ", *s);
      return FALSE;
    }
  return TRUE;
}

static gboolean
make_neuron (RlifKernelUnit *unit, RlifRegistry *registry, const char *const set[], GError **error)
{
  g_auto (GStrv) part = g_strsplit (unit->name, ":", 2);
  const gboolean is_file = strchr (part[0], '/') || strchr (part[0], '.');
  unit->model = is_file ? rlif_registry_open (registry, part[0], error)
                        : rlif_registry_find (registry, part[0], error);
  if (!unit->model) return FALSE;
  unit->par = g_new (double, unit->model->n_param + 1);
  for (guint j = 0; j < unit->model->n_param; j++) unit->par[j] = unit->model->param[j].init;
  if (!use_settings (unit, set, error)) return FALSE;
  g_auto (GStrv) own = g_strsplit (part[1] ? part[1] : "", ",", -1);
  for (char **text = own; *text; text++)
    if (!set_param (unit, *text, error)) return FALSE;
  g_array_sort (unit->fired, by_size);
  unit->kernel = rlif_kernel_new_neuron (unit->model, unit->par, unit->fired->len,
                                         (const double *) (const void *) unit->fired->data, error);
  if (!unit->kernel) g_prefix_error (error, "%s: ", unit->name);
  return unit->kernel != NULL;
}

/* Appends the gates of a text "GATE" or "GATE*COUNT". */
static gboolean
add_gates (GArray *gates, const char *text, gboolean is_share)
{
  char *end;
  const double gate = g_ascii_strtod (text, &end);
  guint64 count = 1;
  if (end == text || !isfinite (gate) || (is_share && (gate < 0 || gate > 1))) return FALSE;
  if (*end == '*' && !g_ascii_string_to_unsigned (end + 1, 10, 1, MOST_GATES, &count, NULL)) return FALSE;
  if (*end && *end != '*') return FALSE;
  for (; count > 0; count--) g_array_append_val (gates, gate);
  return gates->len <= MOST_GATES;
}

static gboolean
make_recurrent (RlifKernelUnit *unit, double step, GError **error)
{
  const gboolean is_share = !g_str_has_prefix (unit->name, "rnn");
  const char *numbers = strchr (unit->name, ':');
  g_auto (GStrv) text = g_strsplit (numbers ? numbers + 1 : "", ",", -1);
  g_autoptr (GArray) gates = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean fits = text[0] != NULL;
  for (char **t = text; *t && fits; t++) fits = add_gates (gates, g_strstrip (*t), is_share);
  if (!fits || (!is_share && gates->len > 1)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 is_share ? "%s: what fits is a gate from 0 to 1, or several, as in lstm:0.98*30,0.1,0.98 "
                            "(at most %d)"
                          : "%s: what fits is one number, as in rnn:0.95",
                 unit->name, MOST_GATES);
    return FALSE;
  }
  const double *gate = (const double *) (const void *) gates->data;
  unit->kernel = gates->len == 1 ? rlif_kernel_new_factor (step, gate[0])
                                 : rlif_kernel_new_gates (step, gates->len, gate);
  return TRUE;
}

RlifKernelUnit *
rlif_kernel_unit_parse (const char *word, RlifRegistry *registry, const char *const set[], double step,
                        GError **error)
{
  static const char *const recurrent[] = { "rnn", "lstm", "gru", NULL };
  RlifKernelUnit *unit = g_new0 (RlifKernelUnit, 1);
  unit->name = g_strdup (word);
  unit->fired = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *kind = g_strndup (word, strcspn (word, ":"));
  if (g_strv_contains (recurrent, kind) ? make_recurrent (unit, step, error)
                                        : make_neuron (unit, registry, set, error))
    return unit;
  rlif_kernel_unit_free (unit);
  return NULL;
}

void
rlif_kernel_unit_free (RlifKernelUnit *unit)
{
  if (!unit) return;
  rlif_kernel_free (unit->kernel);
  g_array_unref (unit->fired);
  g_free (unit->par);
  g_free (unit->name);
  g_free (unit);
}

gboolean
rlif_kernel_unit_examine (RlifKernelUnit *unit, guint64 seed, GError **error)
{
  rlif_kernel_measure (unit->kernel, &unit->measures);
  if (unit->model) return rlif_kernel_check_neuron (unit->model, unit->par, seed, &unit->check, error);
  rlif_kernel_check_gates (unit->kernel, seed, &unit->check);
  return TRUE;
}
