/* exp, log and their kin against MPFR: within 1 ulp wherever they are asked. */
#include <mpfr.h>
#include <stdio.h>
#include <rlif/math.h>
#include <rlif/random.h>
#include "check-main.h"

#define ROUNDS 60000

typedef struct {
  const char *name;
  double (*ours) (double x);
  int (*exact) (mpfr_ptr y, mpfr_srcptr x, mpfr_rnd_t rounding);
} Function;

/* In units of the last place of the true value. */
static double
error_of (const Function *f, double x)
{
  mpfr_t y, d;
  mpfr_init2 (y, 160);
  mpfr_init2 (d, 160);
  mpfr_set_d (d, x, MPFR_RNDN);
  f->exact (y, d, MPFR_RNDN);
  const double nearest = fabs (mpfr_get_d (y, MPFR_RNDN));
  const double ulp = nextafter (nearest, HUGE_VAL) - nearest;
  mpfr_sub_d (d, y, f->ours (x), MPFR_RNDN);
  mpfr_div_d (d, d, ulp, MPFR_RNDN);  /* here, where the difference may be below all doubles */
  const double error = fabs (mpfr_get_d (d, MPFR_RNDN));
  mpfr_clear (y);
  mpfr_clear (d);
  return error;
}

/* The largest error over arguments spread evenly between low and high, and evenly in their
 * logarithm. */
static double
largest_error (const Function *f, double low, double high)
{
  RlifStream stream;
  rlif_stream_init (&stream, 1, RLIF_PURPOSE_STATE, f->name, (guint64) (1e6 + low));
  double largest = 0, worst = 0;
  for (int k = 0; k < ROUNDS; k++) {
    const double u = rlif_stream_uniform (&stream);
    double x = low + (high - low) * u;
    if (k % 2 && low >= 0) x = low > 0 ? low * pow (high / low, u) : high * pow (10, -300 * u);
    if (k % 2 && high <= 0) x = high < 0 ? high * pow (low / high, u) : low * pow (10, -300 * u);
    const double error = error_of (f, x);
    if (error > largest) largest = error, worst = x;
  }
  printf ("# %s (%a): %.3f ulp\n", f->name, worst, largest);
  fflush (stdout);
  return largest;
}

static void
within (const Function *f, double low, double high)
{
  const double error = largest_error (f, low, high);
  ck_assert_msg (error < 1, "%s in %g .. %g: %g ulp", f->name, low, high, error);
}

static const Function EXP = { "exp", rlif_exp, mpfr_exp };
static const Function EXPM1 = { "expm1", rlif_expm1, mpfr_expm1 };
static const Function LOG = { "log", rlif_log, mpfr_log };
static const Function LOG1P = { "log1p", rlif_log1p, mpfr_log1p };

START_TEST (exp_is_within_an_ulp)
{
  within (&EXP, -1, 1);
  within (&EXP, -40, 0);
  within (&EXP, 0, 40);
  within (&EXP, -708, 709);
  within (&EXP, -745, -708);  /* subnormal results */
}
END_TEST

START_TEST (expm1_is_within_an_ulp)
{
  within (&EXPM1, -1, 1);
  within (&EXPM1, 0, 1);
  within (&EXPM1, -1, 0);
  within (&EXPM1, -45, 0);
  within (&EXPM1, 0, 709);
  within (&EXPM1, -0.8, -0.3);
  within (&EXPM1, 0.3, 1.2);
}
END_TEST

START_TEST (log_is_within_an_ulp)
{
  within (&LOG, 0.5, 2);
  within (&LOG, 0.99, 1.01);
  within (&LOG, 1e-3, 1e3);
  within (&LOG, 1e-300, 1e300);
  within (&LOG, 1e-323, 1e-307);  /* subnormal arguments */
  within (&LOG, 0.7, 0.72);
}
END_TEST

START_TEST (log1p_is_within_an_ulp)
{
  within (&LOG1P, 0, 1);
  within (&LOG1P, -0.999999, 0);
  within (&LOG1P, 0.3, 3);
  within (&LOG1P, -0.5, -0.2);
  within (&LOG1P, 1e-3, 1e300);
  for (int k = 1; k < 53; k++) ck_assert (error_of (&LOG1P, -1 + ldexp (1, -k)) < 1);
}
END_TEST

START_TEST (special_values_are_right)
{
  ck_assert (rlif_exp (0) == 1 && rlif_exp (-0.0) == 1);
  ck_assert (rlif_exp (HUGE_VAL) == HUGE_VAL && rlif_exp (-HUGE_VAL) == 0 && isnan (rlif_exp (NAN)));
  ck_assert (rlif_exp (709.79) == HUGE_VAL && rlif_exp (-746) == 0);
  ck_assert (rlif_exp (709.78) < HUGE_VAL && rlif_exp (-745.1) > 0);
  ck_assert (rlif_expm1 (0) == 0 && signbit (rlif_expm1 (-0.0)));
  ck_assert (rlif_expm1 (HUGE_VAL) == HUGE_VAL && rlif_expm1 (-HUGE_VAL) == -1);
  ck_assert (isnan (rlif_expm1 (NAN)) && rlif_expm1 (1e-310) == 1e-310);
  ck_assert (rlif_log (1) == 0 && rlif_log (0) == -HUGE_VAL && rlif_log (HUGE_VAL) == HUGE_VAL);
  ck_assert (isnan (rlif_log (-1)) && isnan (rlif_log (NAN)));
  ck_assert (rlif_log1p (0) == 0 && rlif_log1p (-1) == -HUGE_VAL && isnan (rlif_log1p (-1.5)));
  ck_assert (rlif_log1p (HUGE_VAL) == HUGE_VAL && isnan (rlif_log1p (NAN)));
  ck_assert (rlif_log1p (1e-310) == 1e-310 && signbit (rlif_log1p (-0.0)));
}
END_TEST

START_TEST (neighbours_come_in_order_across_the_joints_of_the_methods)
{
  static const double joints[] = { 0.34657359027997264, -0.34657359027997264, 0.41, -0.29, 1.0397 };
  for (size_t k = 0; k < sizeof joints / sizeof *joints; k++) {
    double x = joints[k];
    for (int i = 0; i < 50; i++) x = nextafter (x, -HUGE_VAL);
    for (int i = 0; i < 100; i++) {
      const double next = nextafter (x, HUGE_VAL);
      ck_assert (rlif_exp (x) <= rlif_exp (next) * (1 + 3e-16));
      ck_assert (rlif_expm1 (x) - rlif_expm1 (next) <= 3e-16);
      ck_assert (rlif_log1p (x) - rlif_log1p (next) <= 3e-16);
      x = next;
    }
  }
}
END_TEST

TEST_MAIN ("math", exp_is_within_an_ulp, expm1_is_within_an_ulp, log_is_within_an_ulp,
           log1p_is_within_an_ulp, special_values_are_right,
           neighbours_come_in_order_across_the_joints_of_the_methods)
