/* Linear flows in eigenmodes: how they move. */
#include <rlif/math.h>
#include "base/batch.h"
#include "linear/eigen.h"

gboolean
rlif_eigen_rest (const RlifEigen *eigen, double current, double y[])
{
  for (int k = eigen->n - 1; k >= 0; k--) {
    double d = eigen->drive[k] + current * eigen->per_current[k];
    if (eigen->kind[k] == RLIF_MODE_PAIR) {
      const double e = eigen->drive[k + 1] + current * eigen->per_current[k + 1];
      const double a = 1 / eigen->tau[k], b = eigen->omega[k], square = a * a + b * b;
      y[k] = (d * a - e * b) / square;          /* -(d + i e)/(-a + i b) */
      y[k + 1] = (d * b + e * a) / square;
      continue;
    }
    if (eigen->kind[k] == RLIF_MODE_DOUBLE) d += eigen->link[k] * y[k + 1];
    if (isinf (eigen->tau[k]) && d != 0) return FALSE;
    y[k] = d == 0 ? 0 : d * eigen->tau[k];
  }
  return TRUE;
}

void
rlif_eigen_power (const RlifEigen *eigen, double s, RlifEigenPower *power)
{
  double x[4];
  power->s = s;
  for (int from = 0; from < eigen->n; from += 4) {
    for (int k = 0; k < 4; k++) x[k] = -s / eigen->tau[from + k];
    rlif_batch_exp (x, power->re + from);
  }
  if (!eigen->is_real) rlif_eigen_turn (eigen, power);
}

void
rlif_eigen_turn (const RlifEigen *eigen, RlifEigenPower *power)
{
  for (int k = 0; k < eigen->n; k++) {
    if (eigen->kind[k] != RLIF_MODE_PAIR) continue;
    double sine, cosine;
    rlif_sincos (power->s * eigen->omega[k], &sine, &cosine);
    power->im[k] = power->re[k] * sine;
    power->re[k] *= cosine;
  }
}

void
rlif_eigen_move_any (const RlifEigen *eigen, const RlifEigenPower *power, const double y[], double result[])
{
  for (int k = 0; k < eigen->n; k++) {
    const double re = power->re[k], a = y[k];
    if (eigen->kind[k] == RLIF_MODE_PAIR) {
      const double b = y[k + 1], im = power->im[k];
      result[k] = re * a - im * b;
      result[++k] = re * b + im * a;
    } else if (eigen->kind[k] == RLIF_MODE_DOUBLE) {
      const double b = y[k + 1];
      result[k] = re * (a + eigen->link[k] * power->s * b);
      result[++k] = re * b;
    } else {
      result[k] = re * a;
    }
  }
}

void
rlif_eigen_row (const RlifEigen *eigen, const RlifEigenPower *power, const double row[], double result[])
{
  for (int k = 0; k < eigen->n; k++) {
    const double re = power->re[k], a = row[k];
    if (eigen->kind[k] == RLIF_MODE_PAIR) {
      const double b = row[k + 1], im = power->im[k];
      result[k] = re * a + im * b;
      result[++k] = re * b - im * a;
    } else if (eigen->kind[k] == RLIF_MODE_DOUBLE) {
      const double b = row[k + 1];
      result[k] = re * a;
      result[k + 1] = re * (b + eigen->link[k] * power->s * a);
      k++;
    } else {
      result[k] = re * a;
    }
  }
}

void
rlif_eigen_slope (const RlifEigen *eigen, const double row[], double result[])
{
  for (int k = 0; k < eigen->n; k++) {
    const double rate = -1 / eigen->tau[k], a = row[k];
    result[k] = rate * a;
    if (eigen->kind[k] == RLIF_MODE_REAL) continue;
    const double b = row[k + 1];
    if (eigen->kind[k] == RLIF_MODE_PAIR) {
      result[k] += eigen->omega[k] * b;
      result[k + 1] = rate * b - eigen->omega[k] * a;
    } else {
      result[k + 1] = rate * b + eigen->link[k] * a;
    }
    k++;
  }
}

double
rlif_eigen_most (const RlifEigen *eigen, const double row[], const double y[])
{
  double sum = 0;
  for (int k = 0; k < eigen->n; k++) {
    double now = row[k] * y[k];
    if (eigen->kind[k] == RLIF_MODE_PAIR) {
      now = sqrt ((row[k] * row[k] + row[k + 1] * row[k + 1]) * (y[k] * y[k] + y[k + 1] * y[k + 1]));
      k++;
    } else if (eigen->kind[k] == RLIF_MODE_DOUBLE) {
      /* (now + gain s) exp (-s/tau) */
      const double gain = row[k] * eigen->link[k] * y[k + 1];
      now += row[k + 1] * y[k + 1];
      if (gain > 0) sum += gain * eigen->tau[k] * 0.36787944117144233;
      k++;
    }
    sum += now > 0 ? now : 0;
  }
  return sum;
}

void
rlif_eigen_size (const RlifEigen *eigen, const double row[], double span, double size[])
{
  for (int k = 0; k < eigen->n; k++) {
    size[k] = fabs (row[k]);
    if (eigen->kind[k] == RLIF_MODE_REAL) continue;
    size[k + 1] = fabs (row[k + 1]);
    if (eigen->kind[k] == RLIF_MODE_PAIR)
      size[k] = size[k + 1] = size[k] + size[k + 1];
    else
      size[k + 1] += fabs (row[k] * eigen->link[k]) * span;
    k++;
  }
}

void
rlif_eigen_enter (const RlifEigen *eigen, const double x[], double y[])
{
  if (eigen->is_diagonal) {
    for (int k = 0; k < eigen->n; k++) y[k] = x[k] - eigen->origin[k];
    return;
  }
  for (int k = 0; k < eigen->n; k++) {
    y[k] = 0;
    for (int j = 0; j < eigen->n; j++) y[k] += eigen->to[k][j] * (x[j] - eigen->origin[j]);
  }
}

void
rlif_eigen_leave (const RlifEigen *eigen, const double y[], double x[])
{
  if (eigen->is_diagonal) {
    for (int k = 0; k < eigen->n; k++) x[k] = y[k] + eigen->origin[k];
    return;
  }
  for (int j = 0; j < eigen->n; j++) {
    double sum = 0;
    for (int k = 0; k < eigen->n; k++) sum += eigen->from[j][k] * y[k];
    x[j] = eigen->origin[j] + sum;
  }
}
