/* The flow of a linear system in closed form: how its coordinates move. */
#include "linear/flow.h"

static void
clear (const RlifFlow *flow, RlifModes *modes)
{
  for (int k = 0; k < flow->n; k++) modes->re[k] = 0;
  for (int k = 0; flow->is_complex && k < flow->n; k++) modes->im[k] = 0;
}

void
rlif_flow_free (RlifFlow *flow)
{
  if (!flow) return;
  rlif_divided_free (flow->divided);
  g_free (flow->term);
  g_free (flow);
}

void
rlif_flow_enter (const RlifFlow *flow, const double x[], RlifModes *modes)
{
  const int n = flow->n;
  if (!flow->is_rotated) {
    for (int k = 0; k < n; k++) modes->re[k] = x[flow->order[k]] - flow->origin[flow->order[k]];
    return;
  }
  clear (flow, modes);
  for (int k = 0; k < n; k++)
    for (int j = 0; j < n; j++) {
      modes->re[k] += flow->to[k].re[j] * (x[j] - flow->origin[j]);
      if (flow->is_complex) modes->im[k] += flow->to[k].im[j] * (x[j] - flow->origin[j]);
    }
}

void
rlif_flow_leave (const RlifFlow *flow, const RlifModes *modes, double x[])
{
  const int n = flow->n;
  if (!flow->is_rotated) {
    for (int k = 0; k < n; k++) x[flow->order[k]] = flow->origin[flow->order[k]] + modes->re[k];
    return;
  }
  for (int j = 0; j < n; j++) {
    double sum = 0;
    for (int k = 0; k < n; k++)
      sum += flow->from[j].re[k] * modes->re[k]
             - (flow->is_complex ? flow->from[j].im[k] * modes->im[k] : 0);
    x[j] = flow->origin[j] + sum;
  }
}

/* drive + current * per_current. Returns: whether any of it is not 0. */
static gboolean
drive_of (const RlifFlow *flow, double current, RlifModes *drive)
{
  if (!flow->is_driven && current == 0) return FALSE;
  for (int k = 0; k < flow->n; k++) {
    drive->re[k] = flow->drive.re[k] + current * flow->per_current.re[k];
    drive->im[k] = flow->drive.im[k] + current * flow->per_current.im[k];
  }
  return TRUE;
}

static void
add_real (const RlifTerm term[], guint n, const double node[], const RlifModes *from, RlifModes *to)
{
  for (guint k = 0; k < n; k++)
    to->re[term[k].row] += term[k].re * node[term[k].node] * from->re[term[k].column];
}

static void
add_complex (const RlifTerm term[], guint n, const double re[], const double im[],
             const RlifModes *from, RlifModes *to)
{
  for (guint k = 0; k < n; k++) {
    const RlifTerm *t = &term[k];
    const double a = t->re * re[t->node] - t->im * im[t->node];
    const double b = t->re * im[t->node] + t->im * re[t->node];
    to->re[t->row] += a * from->re[t->column] - b * from->im[t->column];
    to->im[t->row] += a * from->im[t->column] + b * from->re[t->column];
  }
}

void
rlif_flow_move (const RlifFlow *flow, const RlifModes *from, double current, double s, RlifModes *to)
{
  double re[RLIF_MAX_NODES], im[RLIF_MAX_NODES];
  RlifModes drive;
  const gboolean driven = drive_of (flow, current, &drive);
  rlif_divided_evaluate (flow->divided, driven ? flow->divided->node->len : flow->n_node, s, re, im);
  clear (flow, to);
  const RlifTerm *drive_term = flow->term + flow->n_term;
  if (flow->is_complex) {
    add_complex (flow->term, flow->n_term, re, im, from, to);
    if (driven) add_complex (drive_term, flow->n_drive_term, re, im, &drive, to);
  } else {
    add_real (flow->term, flow->n_term, re, from, to);
    if (driven) add_real (drive_term, flow->n_drive_term, re, &drive, to);
  }
}

void
rlif_flow_velocity (const RlifFlow *flow, const RlifModes *modes, double current, RlifModes *velocity)
{
  const int n = flow->n;
  if (!drive_of (flow, current, velocity)) clear (flow, velocity);
  for (int i = 0; i < n; i++)
    for (int j = i; j < n; j++) {
      velocity->re[i] += flow->t[i].re[j] * modes->re[j];
      if (!flow->is_complex) continue;
      velocity->re[i] -= flow->t[i].im[j] * modes->im[j];
      velocity->im[i] += flow->t[i].re[j] * modes->im[j] + flow->t[i].im[j] * modes->re[j];
    }
}

void
rlif_flow_state (const RlifFlow *flow, double x[], double current, double s)
{
  RlifModes from, to;
  rlif_flow_enter (flow, x, &from);
  rlif_flow_move (flow, &from, current, s, &to);
  rlif_flow_leave (flow, &to, x);
}
