/* The input of an unrolled network, point by point. */
#include "study/unroll.h"

struct RlifUnrolledInput {
  RlifUnrolled *u;
  RlifGridInput *input;
  guint64 point;               /* the next */
  guint64 n_slots;             /* points that a spike can be under way, and one */
  GArray **coming;             /* [n_slots] of guint32: lines on which a spike arrives, by point modulo n_slots */
  double *level;               /* [n_parts] of currents */
};

static void
add (RlifUnrolledInput *in, guint64 point, gint64 line)
{
  const guint32 number = (guint32) line;
  if (line >= 0) g_array_append_val (in->coming[point % in->n_slots], number);
}

static void
on_spike (gpointer data, const RlifInput *input, guint32 channel, RlifTime time)
{
  RlifUnrolledInput *in = data;
  for (gint64 k = rlif_unrolled_channel (in->u, input, channel); k >= 0;) {
    const RlifLine *line = &g_array_index (in->u->line, RlifLine, k);
    add (in, rlif_grid_point (rlif_after (time, line->delay), in->u->step), k);
    k = line->next;
  }
}

static void
on_poisson (gpointer data, const RlifPoisson *poisson, guint32 neuron)
{
  RlifUnrolledInput *in = data;
  const RlifLine line = { RLIF_LINE_POISSON, poisson, neuron, 0, -1 };
  add (in, in->point, rlif_unrolled_line (in->u, &line, FALSE));
}

static void
on_current (gpointer data, guint population, double current)
{
  RlifUnrolledInput *in = data;
  in->level[population] = current;
}

RlifUnrolledInput *
rlif_unrolled_input_new (const RlifUnrolled *u)
{
  RlifUnrolledInput *in = g_new0 (RlifUnrolledInput, 1);
  RlifTime longest = 0;
  in->u = (RlifUnrolled *) u;
  in->input = rlif_grid_input_new (u->network);
  in->level = g_new0 (double, u->n_parts);
  for (guint k = 0; k < u->line->len; k++) longest = MAX (longest, g_array_index (u->line, RlifLine, k).delay);
  in->n_slots = rlif_grid_point (longest, u->step) + 1;
  in->coming = g_new (GArray *, in->n_slots);
  for (guint64 k = 0; k < in->n_slots; k++) in->coming[k] = g_array_new (FALSE, FALSE, sizeof (guint32));
  return in;
}

void
rlif_unrolled_input_free (RlifUnrolledInput *input)
{
  for (guint64 k = 0; k < input->n_slots; k++) g_array_unref (input->coming[k]);
  g_free (input->coming);
  g_free (input->level);
  rlif_grid_input_free (input->input);
  g_free (input);
}

void
rlif_unrolled_input_next (RlifUnrolledInput *in, double x[])
{
  const RlifGridListener listener = { in, on_spike, on_poisson, on_current };
  GArray *now = in->coming[in->point % in->n_slots];
  rlif_grid_input_take (in->input, (RlifTime) in->point * in->u->step, &listener);
  for (guint32 k = 0; k < in->u->count.inputs; k++) x[k] = 0;
  for (guint k = 0; k < now->len; k++) x[g_array_index (now, guint32, k)]++;
  g_array_set_size (now, 0);
  for (guint k = 0; k < in->u->n_parts; k++) {
    const RlifLine line = { RLIF_LINE_CURRENT, in->u->part[k].population, 0, 0, -1 };
    if (in->level[k] != 0) x[rlif_unrolled_line (in->u, &line, FALSE)] = in->level[k];
  }
  in->point++;
}
