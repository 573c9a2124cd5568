/* Finds the eigenmodes of a flow from its triangular form. */
#include <rlif/math.h>
#include "linear/eigen.h"

#define N RLIF_MAX_STATES
#define MOST_LOST 64         /* by how much the parts of a state may exceed it: six bits */
#define NOTHING 1e-13        /* relative: a product of this size is rounding */
#define GRID 8               /* moments in an octave */

typedef struct {
  RlifQuad re, im;
} Complex;

/* T S = S D with an upper triangular S, 1 on its diagonal; D is the diagonal of T and what couples equal eigenvalues. */
typedef struct {
  const RlifFlow *flow;
  Complex s[N][N], inverse[N][N], d[N][N];
  Complex from[N][N], to[N][N];
  Complex scale[N];          /* of each mode, so that real ones are */
} Work;

static Complex
of_t (const Work *w, int i, int j)
{
  const RlifModes *row = &w->flow->t[i];
  return (Complex) { row->re[j], w->flow->is_complex ? row->im[j] : 0 };
}

static Complex
add_product (Complex sum, Complex a, Complex b, int sign)
{
  sum.re += sign * (a.re * b.re - a.im * b.im);
  sum.im += sign * (a.re * b.im + a.im * b.re);
  return sum;
}

static Complex
product (Complex a, Complex b)
{
  return add_product ((Complex) { 0, 0 }, a, b, 1);
}

static Complex
quotient (Complex a, Complex b)
{
  const RlifQuad square = b.re * b.re + b.im * b.im;
  return (Complex) { (a.re * b.re + a.im * b.im) / square, (a.im * b.re - a.re * b.im) / square };
}

/* LAPACK leaves a rounding as the imaginary part of real eigenvalues that others make complex. */
static double
omega_of (const RlifFlow *flow, int k)
{
  double largest = 0;
  if (!flow->is_complex) return 0;
  for (int j = 0; j < flow->n; j++) largest = fmax (largest, hypot (flow->t[j].re[j], flow->t[j].im[j]));
  return fabs (flow->t[k].im[k]) > NOTHING * largest ? flow->t[k].im[k] : 0;
}

static gboolean
is_0 (Complex a)
{
  return a.re == 0 && a.im == 0;
}

static void
find_s (Work *w)
{
  for (int k = 0; k < w->flow->n; k++) {
    w->s[k][k].re = 1;
    for (int i = k - 1; i >= 0; i--) {
      Complex sum = { 0, 0 };
      for (int j = i + 1; j <= k; j++) sum = add_product (sum, of_t (w, i, j), w->s[j][k], 1);
      for (int m = i + 1; m < k; m++) sum = add_product (sum, w->s[i][m], w->d[m][k], -1);
      const Complex a = of_t (w, i, i), b = of_t (w, k, k), gap = { b.re - a.re, b.im - a.im };
      *(is_0 (gap) ? &w->d[i][k] : &w->s[i][k]) = is_0 (gap) ? sum : quotient (sum, gap);
    }
  }
  for (int k = 0; k < w->flow->n; k++) {
    w->inverse[k][k].re = 1;
    for (int i = k - 1; i >= 0; i--)
      for (int j = i + 1; j <= k; j++)
        w->inverse[i][k] = add_product (w->inverse[i][k], w->s[i][j], w->inverse[j][k], -1);
  }
}

/* from = flow.from S, to = S^-1 flow.to */
static void
find_matrices (Work *w)
{
  const RlifFlow *flow = w->flow;
  const int n = flow->n;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++) {
        const Complex from = { flow->from[i].re[j], flow->is_complex ? flow->from[i].im[j] : 0 };
        const Complex to = { flow->to[j].re[i], flow->is_complex ? flow->to[j].im[i] : 0 };
        w->from[i][k] = add_product (w->from[i][k], from, w->s[j][k], 1);
        w->to[k][i] = add_product (w->to[k][i], w->inverse[k][j], to, 1);
      }
}

/* An eigenvector of a real eigenvalue is real, but for a factor. */
static void
scale_mode (Work *w, int k)
{
  const int n = w->flow->n;
  int largest = 0;
  RlifQuad most = 0;
  for (int i = 0; i < n; i++) {
    const RlifQuad square = w->from[i][k].re * w->from[i][k].re + w->from[i][k].im * w->from[i][k].im;
    if (square > most) largest = i;
    if (square > most) most = square;
  }
  w->scale[k] = w->from[largest][k];
  for (int i = 0; i < n; i++) {
    w->from[i][k] = quotient (w->from[i][k], w->scale[k]);
    w->to[k][i] = product (w->to[k][i], w->scale[k]);
  }
}

/* The mode that this one is coupled to, or -1; -2 if that cannot be. */
static int
partner_of (const Work *w, int k)
{
  int partner = -1;
  for (int j = 0; j < w->flow->n; j++) {
    if (is_0 (w->d[k][j])) continue;
    if (partner >= 0 || w->flow->is_complex) return -2;
    partner = j;
  }
  for (int j = 0; partner >= 0 && j < w->flow->n; j++)
    if (!is_0 (w->d[partner][j]) || !is_0 (w->d[j][k]) || (j != k && !is_0 (w->d[j][partner]))) return -2;
  return partner;
}

static gboolean
is_partner (const Work *w, int k)
{
  for (int j = 0; j < w->flow->n; j++)
    if (!is_0 (w->d[j][k])) return TRUE;
  return FALSE;
}

/* Appends mode k of the flow as a number, or the imaginary part of it. */
static void
take (RlifEigen *eigen, const Work *w, int k, RlifModeKind kind, gboolean imaginary)
{
  const RlifFlow *flow = w->flow;
  const int m = eigen->n++;
  const double rate = flow->t[k].re[k], times = kind == RLIF_MODE_PAIR || imaginary ? 2 : 1;
  Complex drive = { 0, 0 }, per_current = { 0, 0 };
  eigen->kind[m] = kind;
  eigen->tau[m] = rate < 0 ? -1 / rate : HUGE_VAL;
  eigen->omega[m] = kind == RLIF_MODE_PAIR ? omega_of (flow, k) : 0;
  for (int i = 0; i < flow->n; i++) {
    eigen->to[m][i] = (double) (imaginary ? w->to[k][i].im : w->to[k][i].re);
    eigen->from[i][m] = times * (double) (imaginary ? -w->from[i][k].im : w->from[i][k].re);
    drive = add_product (drive, w->inverse[k][i], (Complex) { flow->drive.re[i], flow->drive.im[i] }, 1);
    per_current =
      add_product (per_current, w->inverse[k][i], (Complex) { flow->per_current.re[i], flow->per_current.im[i] }, 1);
  }
  drive = product (drive, w->scale[k]);
  per_current = product (per_current, w->scale[k]);
  eigen->drive[m] = (double) (imaginary ? drive.im : drive.re);
  eigen->per_current[m] = (double) (imaginary ? per_current.im : per_current.re);
}

static gboolean
take_all (RlifEigen *eigen, Work *w)
{
  const RlifFlow *flow = w->flow;
  for (int k = 0; k < flow->n; k++) {
    const double rate = flow->t[k].re[k], omega = omega_of (flow, k);
    const int partner = partner_of (w, k);
    if (rate > 0 || (omega != 0 && rate == 0) || partner == -2 || (partner >= 0 && rate == 0)) return FALSE;
    if (omega < 0 || is_partner (w, k)) continue;
    if (eigen->n + (omega > 0 || partner >= 0) >= flow->n) return FALSE;
    if (omega > 0) {
      take (eigen, w, k, RLIF_MODE_PAIR, FALSE);
      take (eigen, w, k, RLIF_MODE_SECOND, TRUE);
    } else {
      take (eigen, w, k, partner >= 0 ? RLIF_MODE_DOUBLE : RLIF_MODE_REAL, FALSE);
      if (partner < 0) continue;
      eigen->link[eigen->n - 1] = (double) w->d[k][partner].re;
      take (eigen, w, partner, RLIF_MODE_SECOND, FALSE);
    }
  }
  return eigen->n == flow->n;
}

static double
longest_of (const RlifEigen *eigen, double *shortest)
{
  double longest = 0;
  *shortest = HUGE_VAL;
  for (int k = 0; k < eigen->n; k++) {
    if (isinf (eigen->tau[k])) continue;
    longest = fmax (longest, eigen->tau[k]);
    *shortest = fmin (*shortest, eigen->tau[k]);
  }
  return longest;
}

/* What is as good as 0 among the parts: there are roundings only where states were rotated. */
static double
nothing_of (const RlifEigen *eigen, const RlifFlow *flow)
{
  double size = 0;
  for (int k = 0; flow->is_rotated && k < eigen->n; k++) {
    double from = 0, to = 0;
    for (int i = 0; i < eigen->n; i++) {
      from = fmax (from, fabs (eigen->from[i][k]));
      to = fmax (to, fabs (eigen->to[k][i]));
    }
    size += from * to;
  }
  return NOTHING * size;
}

/* Are the parts that modes make of what state j does to state i ever much larger than the largest sum of them? */
static gboolean
loses_digits (const RlifEigen *eigen, int i, int j, double nothing)
{
  const int n = eigen->n;
  double shortest, column[N], moved[N], parts = 0, most = 0;
  const double longest = longest_of (eigen, &shortest);
  for (int k = 0; k < n; k++) column[k] = eigen->to[k][j];
  for (int k = 0; k < n; k++) {
    const gboolean is_pair = eigen->kind[k] == RLIF_MODE_PAIR;   /* at its largest, whatever it is at first */
    parts += is_pair ? hypot (eigen->from[i][k], eigen->from[i][k + 1]) * hypot (column[k], column[k + 1])
                     : fabs (eigen->from[i][k] * column[k]);
    k += is_pair;
  }
  if (parts <= nothing) return FALSE;
  for (double s = 0; s <= 8 * longest; s = s > 0 ? s * (1 + 1.0 / GRID) : fmin (shortest, 1) / GRID) {
    RlifEigenPower power;
    double sum = 0;
    rlif_eigen_power (eigen, s, &power);
    rlif_eigen_move (eigen, &power, column, moved);
    for (int k = 0; k < n; k++) sum += eigen->from[i][k] * moved[k];
    most = fmax (most, fabs (sum));
  }
  return parts > MOST_LOST * most;
}

static gboolean
is_precise (const RlifEigen *eigen, const RlifFlow *flow)
{
  const double nothing = nothing_of (eigen, flow);
  for (int i = 0; i < eigen->n; i++) {
    double one = 0;
    for (int k = 0; k < eigen->n; k++) one += eigen->from[i][k] * eigen->to[k][i];
    if (!(fabs (one - 1) < 1e-9)) return FALSE;
    for (int j = 0; j < eigen->n; j++)
      if (loses_digits (eigen, i, j, nothing)) return FALSE;
  }
  return TRUE;
}

static void
find_kind (RlifEigen *eigen)
{
  eigen->is_real = eigen->is_diagonal = TRUE;
  for (int k = 0; k < eigen->n; k++) {
    eigen->is_real &= eigen->kind[k] == RLIF_MODE_REAL;
    for (int j = 0; j < eigen->n; j++)
      eigen->is_diagonal &= eigen->to[k][j] == (k == j) && eigen->from[k][j] == (k == j);
  }
  eigen->is_diagonal &= eigen->is_real;
}

RlifEigen *
rlif_eigen_new (const RlifFlow *flow)
{
  g_autofree Work *w = g_new0 (Work, 1);
  RlifEigen *eigen = g_new0 (RlifEigen, 1);
  w->flow = flow;
  find_s (w);
  find_matrices (w);
  for (int k = 0; k < flow->n; k++) {
    w->scale[k].re = 1;
    if (flow->is_complex && omega_of (flow, k) == 0) scale_mode (w, k);
  }
  for (int j = 0; j < flow->n; j++) eigen->origin[j] = flow->origin[j];
  for (int k = 0; k < N; k++) eigen->tau[k] = HUGE_VAL;
  const gboolean fits = take_all (eigen, w);
  find_kind (eigen);
  if (fits && is_precise (eigen, flow)) return eigen;
  g_free (eigen);
  return NULL;
}
