/* Divided differences of the exponential function. */
#include <string.h>
#include <rlif/math.h>
#include "linear/divided.h"

#define CLOSE 1.0         /* s * distance below which the series is taken */
#define SERIES_TERMS 20   /* 1/20! = 4e-19 */

RlifDivided *
rlif_divided_new (void)
{
  RlifDivided *d = g_new0 (RlifDivided, 1);
  d->node = g_array_new (FALSE, TRUE, sizeof (RlifNode));
  return d;
}

void
rlif_divided_free (RlifDivided *divided)
{
  if (!divided) return;
  g_array_unref (divided->node);
  g_free (divided);
}

int
rlif_divided_add_point (RlifDivided *d, RlifQuad re, RlifQuad im)
{
  for (int k = 0; k < d->n; k++)
    if (d->re[k] == re && d->im[k] == im) return k;
  d->re[d->n] = re;
  d->im[d->n] = im;
  d->tau[d->n] = re == 0 ? HUGE_VAL : (double) (-1 / re);
  d->omega[d->n] = (double) im;
  return d->n++;
}

static double
distance (const RlifDivided *d, int p, int q)
{
  return hypot ((double) (d->re[p] - d->re[q]), (double) (d->im[p] - d->im[q]));
}

static void
choose_farthest (const RlifDivided *d, RlifNode *node)
{
  node->distance = -1;
  for (int p = 0; p < d->n; p++)
    for (int q = 0; q < d->n; q++) {
      if (!node->count[p] || !node->count[q] || d->re[q] < d->re[p]) continue;
      if (distance (d, p, q) <= node->distance) continue;
      node->distance = distance (d, p, q);
      node->p = (guint8) p;
      node->q = (guint8) q;
    }
}

static guint16
without (RlifDivided *d, const RlifNode *node, int point)
{
  guint8 count[RLIF_MAX_POINTS];
  memcpy (count, node->count, sizeof count);
  count[point]--;
  return (guint16) rlif_divided_add_set (d, count);
}

static guint16
alone (RlifDivided *d, int point)
{
  guint8 count[RLIF_MAX_POINTS] = { 0 };
  count[point] = 1;
  return (guint16) rlif_divided_add_set (d, count);
}

static void
measure_from_p (const RlifDivided *d, RlifNode *node)
{
  int n = 0;
  for (int k = 0; k < d->n; k++)
    for (int i = 0; i < node->count[k]; i++)
      node->away[n++] = (RlifComplex) { (double) (d->re[k] - d->re[node->p]),
                                        (double) (d->im[k] - d->im[node->p]) };
}

guint
rlif_divided_add_set (RlifDivided *d, const guint8 count[])
{
  for (guint k = 0; k < d->node->len; k++)
    if (memcmp (g_array_index (d->node, RlifNode, k).count, count, RLIF_MAX_POINTS) == 0) return k;
  RlifNode node = { .size = 0 };
  memcpy (node.count, count, RLIF_MAX_POINTS);
  for (int k = 0; k < RLIF_MAX_POINTS; k++) node.size = (guint8) (node.size + count[k]);
  choose_farthest (d, &node);
  measure_from_p (d, &node);
  if (node.size > 1) node.of_p = alone (d, node.p);
  if (node.distance > 0) {
    node.without_p = without (d, &node, node.p);
    node.without_q = without (d, &node, node.q);
    const RlifQuad re = d->re[node.q] - d->re[node.p], im = d->im[node.q] - d->im[node.p];
    const RlifQuad square = re * re + im * im;
    node.inverse_gap = (RlifComplex) { (double) (re / square), (double) (-im / square) };
  }
  g_array_append_val (d->node, node);
  return d->node->len - 1;
}

static RlifComplex
times (RlifComplex a, RlifComplex b)
{
  return (RlifComplex) { a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

/* s^k sum over j of h_j/(k + j)!, the points being measured from p. */
static RlifComplex
series (const RlifNode *node, double s)
{
  RlifComplex h[RLIF_MAX_POINTS];       /* h_j of the first i points */
  const int n = node->size;
  double weight = 1;                    /* s^k/(k + j)! */
  for (int k = 1; k < n; k++) weight *= s / k;
  for (int i = 0; i < n; i++) h[i] = (RlifComplex) { 1, 0 };
  RlifComplex sum = { weight, 0 };
  for (int j = 1; j < SERIES_TERMS; j++) {
    RlifComplex before = { 0, 0 };      /* h_j of the points so far */
    for (int i = 0; i < n; i++) {
      const RlifComplex step = times ((RlifComplex) { s * node->away[i].re, s * node->away[i].im }, h[i]);
      before = h[i] = (RlifComplex) { before.re + step.re, before.im + step.im };
    }
    weight /= n - 1 + j;
    sum.re += weight * before.re;
    sum.im += weight * before.im;
  }
  return sum;
}

/* Two real points: no cancellation at any distance. */
static double
pair (double s, double tau_p, double tau_q, double f_p, double f_q)
{
  const double y = fabs (s / tau_p - s / tau_q);
  return s * fmax (f_p, f_q) * (y > 0 ? -rlif_expm1 (-y) / y : 1);
}

static double
evaluate_real (const RlifDivided *d, const RlifNode *node, double s, const double re[])
{
  if (node->size == 1) return rlif_exp (-s / d->tau[node->p]);
  if (node->distance == 0) {
    double f = re[node->of_p];
    for (int k = 1; k < node->size; k++) f *= s / k;
    return f;
  }
  if (node->size == 2)
    return pair (s, d->tau[node->p], d->tau[node->q], re[node->without_q], re[node->without_p]);
  if (s * node->distance >= CLOSE)
    return (re[node->without_p] - re[node->without_q]) * node->inverse_gap.re;
  return re[node->of_p] * series (node, s).re;
}

static RlifComplex
exponential (const RlifDivided *d, int point, double s)
{
  const double size = rlif_exp (-s / d->tau[point]), angle = s * d->omega[point];
  double sine, cosine;
  rlif_sincos (angle, &sine, &cosine);
  return (RlifComplex) { size * cosine, size * sine };
}

static RlifComplex
evaluate_complex (const RlifDivided *d, const RlifNode *node, double s, const double re[],
                  const double im[])
{
  if (node->size == 1) return exponential (d, node->p, s);
  if (s * node->distance < CLOSE)
    return times ((RlifComplex) { re[node->of_p], im[node->of_p] }, series (node, s));
  const RlifComplex difference = { re[node->without_p] - re[node->without_q],
                                   im[node->without_p] - im[node->without_q] };
  return times (difference, node->inverse_gap);
}

void
rlif_divided_evaluate (const RlifDivided *d, guint n_node, double s, double re[], double im[])
{
  for (guint k = 0; k < n_node; k++) {
    const RlifNode *node = &g_array_index (d->node, RlifNode, k);
    if (d->is_complex) {
      const RlifComplex f = evaluate_complex (d, node, s, re, im);
      re[k] = f.re;
      im[k] = f.im;
    } else {
      re[k] = evaluate_real (d, node, s, re);
    }
  }
}
