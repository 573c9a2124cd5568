/* The facts of a model, checked before anything is run. */
#include <string.h>
#include <rlif/registry.h>
#include <rlif/units.h>
#include "model/validate.h"

/* Keys of the experiment file that a parameter or state must not take. */
static const char *const RESERVED[] = { "count", "model", "like", NULL };

#define SHORTEST offsetof (RlifModel, arrive)   /* the fields that no model does without [bytes] */

static gboolean
fail (GError **error, const char *file, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, const char *file, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "%s: %s", file, what);
  return FALSE;
}

static gboolean
check_name (GHashTable *seen, const char *name, const char *file, GError **error)
{
  if (!name || !*name) return fail (error, file, "a field has no name");
  if (strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_") != strlen (name)
      || g_ascii_isdigit (*name))
    return fail (error, file, "“%s” is not a name: letters, digits and _ are", name);
  if (g_strv_contains (RESERVED, name))
    return fail (error, file, "a field must not be called “%s”", name);
  if (!g_hash_table_add (seen, (gpointer) name))
    return fail (error, file, "two fields are called “%s”", name);
  return TRUE;
}

static gboolean
check_fields (GHashTable *seen, const RlifField *field, guint n, const char *file, GError **error)
{
  RlifUnit unit;
  if (n > 0 && !field) return fail (error, file, "has no table of its parameters or states");
  for (guint j = 0; j < n; j++) {
    if (!check_name (seen, field[j].name, file, error)) return FALSE;
    if (!field[j].meaning || !*field[j].meaning)
      return fail (error, file, "%s does not say what it means", field[j].name);
    if (!field[j].unit || !rlif_unit_parse (field[j].unit, &unit, NULL))
      return fail (error, file, "%s has no valid unit", field[j].name);
    if (!isfinite (field[j].init))
      return fail (error, file, "the default of %s is not a finite number", field[j].name);
    if (!(field[j].low <= field[j].init && field[j].init <= field[j].high))
      return fail (error, file, "the default of %s lies outside its bounds", field[j].name);
  }
  return TRUE;
}

static gboolean
check_ports (const RlifModel *model, const char *file, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  RlifUnit unit;
  if (model->n_port > 0 && !model->port) return fail (error, file, "has no table of its ports");
  for (guint j = 0; j < model->n_port; j++) {
    const RlifPort *port = &model->port[j];
    if (!check_name (seen, port->name, file, error)) return FALSE;
    if (!port->meaning || !*port->meaning)
      return fail (error, file, "port %s does not say what it means", port->name);
    if (!port->unit || !rlif_unit_parse (port->unit, &unit, NULL))
      return fail (error, file, "port %s has no valid unit", port->name);
    if (port->sign < -1 || port->sign > 1)
      return fail (error, file, "port %s has the sign %d: +1, -1 and 0 are signs", port->name,
                   port->sign);
  }
  return TRUE;
}

static gboolean
check_defaults (const RlifModel *model, const char *file, GError **error)
{
  g_autofree double *par = g_new (double, model->n_param + 1);
  for (guint j = 0; j < model->n_param; j++) par[j] = model->param[j].init;
  const char *complaint = rlif_model_check (model, par);
  return complaint ? fail (error, file, "its own defaults are refused: %s", complaint) : TRUE;
}

gboolean
rlif_model_validate (const RlifModel *model, const char *name, const char *file, GError **error)
{
  if (model->abi != RLIF_MODEL_ABI)
    return fail (error, file, "was compiled for version %u of rlif/model.h, this is version %d: "
                 "compile it again", model->abi, RLIF_MODEL_ABI);
  if (model->size < SHORTEST)
    return fail (error, file, "was compiled with an older rlif/model.h (%u bytes a model, this has "
                 "%zu): compile it again", model->size, sizeof (RlifModel));
  if (!model->name || !g_str_equal (model->name, name))
    return fail (error, file, "calls itself “%s”: file and model must have the same name",
                 model->name ? model->name : "");
  if (!model->summary || !*model->summary) return fail (error, file, "has no summary");
  if (model->n_state == 0) return fail (error, file, "has no state");
  if (!model->advance || !model->receive || !model->next || !model->fire)
    return fail (error, file, "lacks one of advance, receive, next and fire");
  if (!model->prepare != !model->release)
    return fail (error, file, "has only one of prepare and release");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  return check_fields (seen, model->param, model->n_param, file, error)
         && check_fields (seen, model->state, model->n_state, file, error)
         && check_ports (model, file, error) && check_defaults (model, file, error);
}
