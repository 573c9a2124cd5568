/* The files of an unrolled network. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include "base/replace.h"
#include "study/unroll.h"

#define MOST_ELEMENTS 0x1p26   /* of an NPY file: 512 MiB */
#define MOST_INPUT (1u << 26)  /* elements of x that are not 0 */

static gboolean
save_matrix (const RlifSparse *matrix, const char *prefix, const char *name, GPtrArray *left_out, GError **error)
{
  g_autofree char *npy = g_strdup_printf ("%s-%s.npy", prefix, name);
  g_autofree char *csv = g_strdup_printf ("%s-%s.csv", prefix, name);
  if (!rlif_sparse_save_csv (matrix, csv, error)) return FALSE;
  if ((double) matrix->rows * matrix->columns <= MOST_ELEMENTS) return rlif_sparse_save_npy (matrix, npy, error);
  g_ptr_array_add (left_out, g_strdup (name));
  return TRUE;
}

static void
describe_states (const RlifUnrolled *u, GString *text)
{
  for (guint k = 0; k < u->n_parts; k++) {
    const RlifPopulation *p = u->part[k].population;
    for (guint32 i = 0; i < p->count; i++)
      for (guint j = 0; j < u->part[k].n_state; j++) {
        const RlifField *field = &p->model->state[j];
        g_string_append_printf (text, "%u,state,%s,%u,%s%s%s%s\n", rlif_unrolled_state (u, k, i, j), p->name, i, field->name,
                                *field->unit ? " [" : "", field->unit, *field->unit ? "]" : "");
      }
  }
}

/* @delayed  those of earlier steps instead */
static void
describe_spikes (const RlifUnrolled *u, gboolean delayed, GString *text)
{
  for (guint k = 0; k < u->n_parts; k++)
    for (guint32 i = 0; i < u->part[k].population->count; i++) {
      const guint32 neuron = u->first_neuron[k] + i;
      const guint32 end = delayed ? u->length[neuron] : MIN (u->length[neuron], 1);
      for (guint32 ago = delayed; ago < end; ago++)
        g_string_append_printf (text, "%u,spike,%s,%u,%u\n", rlif_unrolled_spike (u, neuron, ago),
                                u->part[k].population->name, i, ago);
    }
}

static char *
describe_units (const RlifUnrolled *u)
{
  GString *text = g_string_new ("unit,kind,population,neuron,state or steps ago\n");
  describe_states (u, text);
  describe_spikes (u, FALSE, text);
  describe_spikes (u, TRUE, text);
  for (guint k = 0; k < u->n_parts; k++)
    if (u->current[k] != G_MAXUINT32)
      g_string_append_printf (text, "%u,current,%s,,[pA]\n", u->current[k], u->part[k].population->name);
  return g_string_free (text, FALSE);
}

static char *
describe_inputs (const RlifUnrolled *u)
{
  char delay[G_ASCII_DTOSTR_BUF_SIZE];
  GString *text = g_string_new ("line,kind,name,channel or neuron,delay [ms]\n");
  for (guint k = 0; k < u->line->len; k++) {
    const RlifLine *line = &g_array_index (u->line, RlifLine, k);
    g_ascii_dtostr (delay, sizeof delay, (double) line->delay / (double) u->network->ticks_per_ms);
    if (line->kind == RLIF_LINE_CURRENT)
      g_string_append_printf (text, "%u,current,%s,,\n", k, ((const RlifPopulation *) line->from)->name);
    else if (line->kind == RLIF_LINE_POISSON)
      g_string_append_printf (text, "%u,poisson,%s,%u,\n", k, ((const RlifPoisson *) line->from)->name, line->number);
    else
      g_string_append_printf (text, "%u,spikes,%s,%u,%s\n", k, ((const RlifInput *) line->from)->name, line->number, delay);
  }
  return g_string_free (text, FALSE);
}

/* @text     (owned) */
static gboolean
save_text (char *text, const char *prefix, const char *name, GError **error)
{
  g_autofree char *owned = text;
  g_autofree char *path = g_strdup_printf ("%s-%s.csv", prefix, name);
  g_autofree char *aside = rlif_replace_begin (path, error);
  g_autoptr (GError) cause = NULL;
  if (!aside) return FALSE;
  if (g_file_set_contents (aside, owned, -1, &cause)) return rlif_replace_commit (aside, path, error);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path, cause->message);
  rlif_replace_abort (aside);
  return FALSE;
}

/* x at all points up to a moment. Returns: (owned) NULL if that would be too much. */
static RlifSparse *
input_of (const RlifUnrolled *u, RlifTime until)
{
  const double points = (double) (until / u->step) + 1;
  g_autofree double *line = g_new (double, (gsize) u->count.inputs + 1);
  if (points > G_MAXUINT32) return NULL;
  g_autoptr (RlifSparse) x = rlif_sparse_new ((guint32) points, u->count.inputs);
  RlifUnrolledInput *input = rlif_unrolled_input_new (u);
  for (guint32 point = 0; point < x->rows && x->element->len <= MOST_INPUT; point++) {
    rlif_unrolled_input_next (input, line);
    for (guint32 k = 0; k < x->columns; k++)
      if (line[k] != 0) rlif_sparse_add (x, point, k, line[k]);
  }
  rlif_unrolled_input_free (input);
  if (x->element->len > MOST_INPUT) return NULL;
  rlif_sparse_finish (x);
  return g_steal_pointer (&x);
}

gboolean
rlif_unrolled_save (const RlifUnrolled *u, RlifTime until, const char *prefix, GPtrArray *left_out, GError **error)
{
  g_autoptr (RlifSparse) x = input_of (u, until);
  if (!x) {
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_LIMIT,
                         "the input of the whole run is too much for a file: a shorter duration helps");
    return FALSE;
  }
  const struct { const char *name; const RlifSparse *matrix; } file[] = {
    { "W_h", u->W_h }, { "W_m", u->W_m }, { "W_s", u->W_s }, { "W_x", u->W_x }, { "W_y", u->W_y }, { "F", u->forget },
    { "U", u->update }, { "I", u->hear }, { "b", u->b }, { "r", u->r }, { "theta", u->theta }, { "h_0", u->h_0 }, { "x", x } };
  for (gsize k = 0; k < G_N_ELEMENTS (file); k++)
    if (!save_matrix (file[k].matrix, prefix, file[k].name, left_out, error)) return FALSE;
  return save_text (describe_units (u), prefix, "units", error)
         && save_text (describe_inputs (u), prefix, "inputs", error);
}
