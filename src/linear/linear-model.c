/* A .model file as an RlifModel. */
#include "linear/linear.h"

static void *
prepare (const RlifModel *self, const double par[], double ticks_per_ms)
{
  return rlif_linear_new (self->language, par, ticks_per_ms);
}

static void
release (void *prepared)
{
  rlif_linear_free (prepared);
}

static RlifModel *
make_model (const RlifLanguage *l)
{
  RlifModel *model = g_new (RlifModel, 1);
  *model = (RlifModel) {
    .abi = RLIF_MODEL_ABI, .size = sizeof (RlifModel), .name = l->name, .summary = l->summary,
    .cite = (const char *const *) l->cite->pdata,
    .param = (const RlifField *) l->param->data, .n_param = l->param->len,
    .state = (const RlifField *) l->state->data, .n_state = l->state->len,
    .port = (const RlifPort *) l->port->data, .n_port = l->port->len,
    .n_clock = l->hold_for ? 1 : 0, .takes_current = l->takes_current, .prepare = prepare,
    .release = release, .advance = rlif_linear_advance, .receive = rlif_linear_receive,
    .next = rlif_linear_next, .fire = rlif_linear_fire, .language = l };
  return model;
}

RlifModel *
rlif_linear_model_parse (const char *name, const char *path, const char *text, gsize length,
                         GError **error)
{
  RlifLanguage *language = rlif_language_parse (name, path, text, length, error);
  return language ? make_model (language) : NULL;
}

RlifModel *
rlif_linear_model_load (const char *name, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;
  if (g_file_get_contents (path, &text, &length, &cause))
    return rlif_linear_model_parse (name, path, text, length, error);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", path, cause->message);
  return NULL;
}

void
rlif_linear_model_free (RlifModel *model)
{
  if (!model) return;
  rlif_language_free ((RlifLanguage *) model->language);
  g_free (model);
}
