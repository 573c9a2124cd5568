/* When a neuron in eigenmodes fires unaided: the first root of f = c.x - threshold. */
#include <rlif/math.h>
#include <string.h>
#include "engine/modal.h"

#define N RLIF_MAX_STATES
#define ROUNDING 0x1p-54     /* relative: a bound nearer to 0 than this is 0 */

/* f and its derivatives at some moment, and bounds of f, f'' and +-f''' for all time to come. */
typedef struct {
  double f, slope, bend;
  double most, steepest, twist, untwist;
} Course;

/* A mode exp (rate s) that is x now. */
static inline void
add_real (Course *course, double x, double rate)
{
  const double slope = x * rate, bend = slope * rate, twist = bend * rate;
  course->f += x;
  course->slope += slope;
  course->bend += bend;
  course->most += x > 0 ? x : 0;
  course->steepest += bend > 0 ? bend : 0;
  course->twist += twist > 0 ? twist : 0;
  course->untwist += twist < 0 ? -twist : 0;
}

static inline Course
course_of (const RlifModal *modal, double below, const double y[])
{
  const RlifEigen *free = modal->free;
  Course course = { 0 };
  if (free->is_real) {
    for (int k = 0; k < modal->n; k++) add_real (&course, modal->row[0][k] * y[k], modal->rate[k]);
  } else {
    double opposite[N];
    for (int k = 0; k < modal->n; k++) {
      course.f += modal->row[0][k] * y[k];
      course.slope += modal->row[1][k] * y[k];
      course.bend += modal->row[2][k] * y[k];
      opposite[k] = -modal->row[3][k];
    }
    course.most = rlif_eigen_most (free, modal->row[0], y);
    course.steepest = rlif_eigen_most (free, modal->row[2], y);
    course.twist = rlif_eigen_most (free, modal->row[3], y);
    course.untwist = rlif_eigen_most (free, opposite, y);
  }
  course.f += below;
  course.most += below;
  return course;
}

/* The first h > 0 with f + slope h + bend h^2/2 = 0, f being negative; infinite if there is none. */
static inline double
root_of (const Course *c, double bend)
{
  const double square = c->slope * c->slope - 2 * bend * c->f;
  if (bend == 0) return c->slope > 0 ? -c->f / c->slope : HUGE_VAL;
  if (!(square >= 0) || (bend < 0 && c->slope <= 0)) return HUGE_VAL;
  const double root = sqrt (square);
  return c->slope > 0 ? -2 * c->f / (c->slope + root) : (root - c->slope) / bend;
}

/* How far one may go without meeting a root, but no farther than `far`, if that is finite: up to there f stays below
 * f + slope h + (bend + twist far/3) h^2/2. */
static inline double
safe_step (const Course *c, double far)
{
  if (!(far < HUGE_VAL)) return far;
  const double bend = c->bend + c->twist * far / 3, step = root_of (c, bend < c->steepest ? bend : c->steepest);
  return step < far ? step : far;
}

/* How far the root may be beyond that, if the slope stays near to what it is. */
static inline double
overshoot (const Course *c, double step, double far)
{
  const double bent = step * (fabs (c->bend) + step * (c->twist + c->untwist));
  if (step == far || !(bent < 0.1 * c->slope)) return HUGE_VAL;
  return 2 * (c->twist + c->untwist) * step * step * step / c->slope;
}

RlifTime
rlif_modal_next (const RlifModal *modal, guint32 i, RlifTime last, const double z[])
{
  const double grain = 0x1p-6 / modal->ticks_per_ms, below = rlif_modal_below (modal, i);
  const double threshold = rlif_modal_threshold (modal, i);
  const double noise = ROUNDING * (fabs (threshold) + fabs (threshold + below));
  RlifEigenPower power;
  double start[N] = { 0 }, y[N], s = 0;
  if (!modal->linear->fires) return RLIF_NEVER;
  rlif_modal_modes (modal, last, z, last, start);
  memcpy (y, start, sizeof y);
  for (;;) {
    const Course c = course_of (modal, below, y);
    if (c.f >= 0) break;
    if (c.most < noise) return RLIF_NEVER;
    const double far = 2 * root_of (&c, c.steepest), step = safe_step (&c, far);
    if (!(s + step < 0x1p62 / modal->ticks_per_ms)) return RLIF_NEVER;
    s += step;
    const double least = grain > 0x1p-50 * s ? grain : 0x1p-50 * s;
    if (step <= least || overshoot (&c, step, far) <= least) break;
    rlif_eigen_power (modal->free, s, &power);
    rlif_eigen_move (modal->free, &power, start, y);
  }
  const RlifNeuron x = { .ticks_per_ms = modal->ticks_per_ms };
  return rlif_after (last, rlif_ticks (&x, s));
}
