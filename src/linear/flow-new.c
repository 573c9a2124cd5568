/* Brings a linear system to triangular form and lists the paths of its exponential. */
#include <lapacke.h>
#include <string.h>
#include "linear/flow.h"

#define N RLIF_MAX_STATES

/* The system while it is being transformed. */
typedef struct {
  const RlifEquation *e;
  int n;
  int order[N];                      /* coordinate k is, or begins as, state order[k] */
  int first[N];                      /* first coordinate of the block of coordinate k */
  int size[N];                       /* of the block that begins at k */
  RlifQuad to_re[N][N], to_im[N][N];       /* coordinates from states */
  RlifQuad from_re[N][N], from_im[N][N];   /* states from coordinates */
  RlifQuad t_re[N][N], t_im[N][N];
  gboolean is_rotated, is_complex;
} Work;

/* Which states does state i depend on, directly or through others? */
static void
find_reach (const RlifEquation *e, gboolean reach[N][N])
{
  for (int i = 0; i < e->n; i++)
    for (int j = 0; j < e->n; j++) reach[i][j] = i == j || e->a[i][j] != 0;
  for (int k = 0; k < e->n; k++)
    for (int i = 0; i < e->n; i++)
      for (int j = 0; j < e->n; j++) reach[i][j] |= reach[i][k] && reach[k][j];
}

/* A state stands before those it depends on; states that depend on each other stand together. */
static void
find_order (Work *w)
{
  gboolean reach[N][N];
  int rank[N];
  const int n = w->n;
  find_reach (w->e, reach);
  for (int i = 0; i < n; i++) {
    int count = 0, together = i;
    for (int j = n - 1; j >= 0; j--) {
      count += reach[i][j];
      if (reach[i][j] && reach[j][i]) together = j;
    }
    rank[i] = -count * N * N + together * N + i;
    w->order[i] = i;
  }
  for (int i = 1; i < n; i++)
    for (int k = i; k > 0 && rank[w->order[k]] < rank[w->order[k - 1]]; k--) {
      const int swap = w->order[k];
      w->order[k] = w->order[k - 1];
      w->order[k - 1] = swap;
    }
  for (int k = 0; k < n; k++) {
    const gboolean joins = k > 0 && reach[w->order[k]][w->order[k - 1]] && reach[w->order[k - 1]][w->order[k]];
    w->first[k] = joins ? w->first[k - 1] : k;
    w->size[w->first[k]] = k - w->first[k] + 1;
  }
}

/* Sets the rotation of one block: coordinates = Z^H D^-1 states, with A = D Z T Z^H D^-1. */
static gboolean
rotate_block (Work *w, int first, int m)
{
  double a[N * N], scale[N], wr[N], wi[N], z[N * N];
  lapack_complex_double ca[N * N], cw[N], cz[N * N];
  lapack_int ilo, ihi, sorted;
  for (int i = 0; i < m; i++)
    for (int j = 0; j < m; j++) a[i * m + j] = (double) w->e->a[w->order[first + i]][w->order[first + j]];
  if (LAPACKE_dgebal (LAPACK_ROW_MAJOR, 'S', m, a, m, &ilo, &ihi, scale) != 0) return FALSE;
  for (int i = 0; i < m * m; i++) ca[i] = a[i];
  if (LAPACKE_dgees (LAPACK_ROW_MAJOR, 'V', 'N', NULL, m, a, m, &sorted, wr, wi, z, m) != 0) return FALSE;
  gboolean oscillates = FALSE;
  for (int i = 0; i < m; i++) oscillates |= wi[i] != 0;
  if (oscillates
      && LAPACKE_zgees (LAPACK_ROW_MAJOR, 'V', 'N', NULL, m, ca, m, &sorted, cw, cz, m) != 0)
    return FALSE;
  for (int i = 0; i < m; i++)
    for (int j = 0; j < m; j++) {
      const double re = oscillates ? lapack_complex_double_real (cz[i * m + j]) : z[i * m + j];
      const double im = oscillates ? lapack_complex_double_imag (cz[i * m + j]) : 0;
      w->from_re[w->order[first + i]][first + j] = scale[i] * (RlifQuad) re;
      w->from_im[w->order[first + i]][first + j] = scale[i] * (RlifQuad) im;
      w->to_re[first + j][w->order[first + i]] = re / (RlifQuad) scale[i];
      w->to_im[first + j][w->order[first + i]] = -im / (RlifQuad) scale[i];
    }
  w->is_rotated = TRUE;
  w->is_complex |= oscillates;
  return TRUE;
}

static gboolean
rotate (Work *w)
{
  for (int k = 0; k < w->n; k++) {
    if (w->first[k] != k) continue;
    if (w->size[k] > 1) {
      if (!rotate_block (w, k, w->size[k])) return FALSE;
      continue;
    }
    w->to_re[k][w->order[k]] = 1;
    w->from_re[w->order[k]][k] = 1;
  }
  return TRUE;
}

/* T = to A from; what is 0 by construction is set to 0. */
static void
transform (Work *w)
{
  const int n = w->n;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      if (j < i) continue;
      for (int p = 0; p < n; p++)
        for (int q = 0; q < n; q++) {
          const RlifQuad a = w->e->a[p][q];
          if (a == 0) continue;
          w->t_re[i][j] += a * (w->to_re[i][p] * w->from_re[q][j] - w->to_im[i][p] * w->from_im[q][j]);
          w->t_im[i][j] += a * (w->to_re[i][p] * w->from_im[q][j] + w->to_im[i][p] * w->from_re[q][j]);
        }
    }
}

/* Lists the paths from row `at` on, of which the set of points and the product are known so far. */
static void
add_paths (RlifFlow *flow, const Work *w, const int point[], GArray *terms, RlifTerm path, RlifQuad re,
           RlifQuad im, int at, guint8 count[], int drive_point)
{
  count[point[at]]++;
  if (drive_point >= 0) count[drive_point]++;
  path.column = (guint8) at;
  path.re = (double) re;
  path.im = (double) im;
  path.node = (guint16) rlif_divided_add_set (flow->divided, count);
  g_array_append_val (terms, path);
  if (drive_point >= 0) count[drive_point]--;
  for (int j = at + 1; j < w->n; j++) {
    const RlifQuad a = w->t_re[at][j], b = w->t_im[at][j];
    if (a != 0 || b != 0)
      add_paths (flow, w, point, terms, path, re * a - im * b, re * b + im * a, j, count, drive_point);
  }
  count[point[at]]--;
}

static void
list_terms (RlifFlow *flow, const Work *w)
{
  g_autoptr (GArray) terms = g_array_new (FALSE, TRUE, sizeof (RlifTerm));
  guint8 count[RLIF_MAX_POINTS] = { 0 };
  int point[N];
  for (int k = 0; k < w->n; k++)
    point[k] = rlif_divided_add_point (flow->divided, w->t_re[k][k], w->t_im[k][k]);
  for (int i = 0; i < w->n; i++)
    add_paths (flow, w, point, terms, (RlifTerm) { .row = (guint8) i }, 1, 0, i, count, -1);
  flow->n_term = terms->len;
  flow->n_node = flow->divided->node->len;
  const int zero = rlif_divided_add_point (flow->divided, 0, 0);
  for (int i = 0; i < w->n; i++)
    add_paths (flow, w, point, terms, (RlifTerm) { .row = (guint8) i }, 1, 0, i, count, zero);
  flow->n_drive_term = terms->len - flow->n_term;
  flow->term = g_memdup2 (terms->data, terms->len * sizeof (RlifTerm));
}

void
rlif_equation_drive (const RlifEquation *e, const RlifQuad origin[], RlifQuad drive[])
{
  for (int i = 0; i < e->n; i++) {
    RlifQuad sum = e->b[i], size = rlif_quad_abs (e->b[i]);
    for (int j = 0; j < e->n; j++) {
      sum += e->a[i][j] * origin[j];
      size += rlif_quad_abs (e->a[i][j] * origin[j]);
    }
    drive[i] = rlif_quad_abs (sum) <= size * (RlifQuad) 0x1p-100 ? 0 : sum;
  }
}

static void
find_drive (RlifFlow *flow, const Work *w)
{
  RlifQuad drive[N];
  const RlifQuad *const per_current = w->e->per_current;
  rlif_equation_drive (w->e, w->e->origin, drive);
  for (int i = 0; i < w->n; i++) flow->is_driven |= drive[i] != 0;
  for (int k = 0; k < w->n; k++) {
    RlifQuad re = 0, im = 0, current_re = 0, current_im = 0;
    for (int i = 0; i < w->n; i++) {
      re += w->to_re[k][i] * drive[i];
      im += w->to_im[k][i] * drive[i];
      current_re += w->to_re[k][i] * per_current[i];
      current_im += w->to_im[k][i] * per_current[i];
    }
    flow->drive.re[k] = (double) re;
    flow->drive.im[k] = (double) im;
    flow->per_current.re[k] = (double) current_re;
    flow->per_current.im[k] = (double) current_im;
  }
}

static void
round_matrices (RlifFlow *flow, const Work *w)
{
  for (int i = 0; i < w->n; i++) {
    flow->order[i] = (guint8) w->order[i];
    flow->origin[i] = (double) w->e->origin[i];
    for (int j = 0; j < w->n; j++) {
      flow->to[i].re[j] = (double) w->to_re[i][j];
      flow->to[i].im[j] = (double) w->to_im[i][j];
      flow->from[i].re[j] = (double) w->from_re[i][j];
      flow->from[i].im[j] = (double) w->from_im[i][j];
      flow->t[i].re[j] = (double) w->t_re[i][j];
      flow->t[i].im[j] = (double) w->t_im[i][j];
    }
  }
}

gboolean
rlif_equation_is_finite (const RlifEquation *e)
{
  double sum = 0;
  for (int i = 0; i < e->n; i++) {
    sum += fabs ((double) e->b[i]) + fabs ((double) e->per_current[i]) + fabs ((double) e->origin[i]);
    for (int j = 0; j < e->n; j++) sum += fabs ((double) e->a[i][j]);
  }
  return isfinite (sum);
}

RlifFlow *
rlif_flow_new (const RlifEquation *equation)
{
  g_autofree Work *w = g_new0 (Work, 1);
  w->e = equation;
  w->n = equation->n;
  if (!rlif_equation_is_finite (equation)) return NULL;
  find_order (w);
  if (!rotate (w)) return NULL;
  transform (w);
  RlifFlow *flow = g_new0 (RlifFlow, 1);
  flow->n = w->n;
  flow->is_complex = w->is_complex;
  flow->is_rotated = w->is_rotated;
  flow->divided = rlif_divided_new ();
  flow->divided->is_complex = w->is_complex;
  round_matrices (flow, w);
  find_drive (flow, w);
  list_terms (flow, w);
  return flow;
}
