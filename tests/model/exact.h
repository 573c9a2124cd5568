/* The membrane of lif_delta and lif_exp in 75 digits (MPFR), by the textbook's sum of exponentials:
 *
 *   V(s) = V_inf + (V - V_inf) exp (-s/tau_m) + sum_k I_k/C_m tau_m tau_k/(tau_m - tau_k)
 *                                                     (exp (-s/tau_m) - exp (-s/tau_k))
 *
 * which loses half of its digits at nearly equal time constants and still has enough; for equal
 * ones the last term is I_k/C_m s exp (-s/tau_m). */
#ifndef RLIF_TESTS_EXACT_H
#define RLIF_TESTS_EXACT_H

#include <glib.h>
#include <math.h>
#include <mpfr.h>

#define EXACT_BITS 250

/* Parameters, as in the models; drive: I_e + current. */
typedef struct {
  double tau_m, c_m, e_l, drive, tau[2];
} Membrane;

typedef struct {
  mpfr_t v, i[2];
} Exact;

static inline void
exact_init (Exact *z, double v, double i_ex, double i_in)
{
  mpfr_inits2 (EXACT_BITS, z->v, z->i[0], z->i[1], (mpfr_ptr) 0);
  mpfr_set_d (z->v, v, MPFR_RNDN);
  mpfr_set_d (z->i[0], i_ex, MPFR_RNDN);
  mpfr_set_d (z->i[1], i_in, MPFR_RNDN);
}

static inline void
exact_set (Exact *z, const Exact *from)
{
  mpfr_set (z->v, from->v, MPFR_RNDN);
  for (int k = 0; k < 2; k++) mpfr_set (z->i[k], from->i[k], MPFR_RNDN);
}

static inline void
exact_clear (Exact *z)
{
  mpfr_clears (z->v, z->i[0], z->i[1], (mpfr_ptr) 0);
}

/* decay = exp (-s/tau) */
static inline void
exact_decay (mpfr_t decay, const mpfr_t s, double tau)
{
  mpfr_div_d (decay, s, tau, MPFR_RNDN);
  mpfr_neg (decay, decay, MPFR_RNDN);
  mpfr_exp (decay, decay, MPFR_RNDN);
}

/* v_inf = E_L + tau_m/C_m drive */
static inline void
exact_v_inf (mpfr_t v_inf, const Membrane *m)
{
  mpfr_set_d (v_inf, m->tau_m, MPFR_RNDN);
  mpfr_div_d (v_inf, v_inf, m->c_m, MPFR_RNDN);
  mpfr_mul_d (v_inf, v_inf, m->drive, MPFR_RNDN);
  mpfr_add_d (v_inf, v_inf, m->e_l, MPFR_RNDN);
}

/* What 1 pA that decays with tau has done to V after s. */
static inline void
exact_response (mpfr_t r, const Membrane *m, double tau, const mpfr_t s)
{
  mpfr_t other;
  mpfr_init2 (other, EXACT_BITS);
  exact_decay (r, s, m->tau_m);
  if (tau == m->tau_m) {
    mpfr_mul (r, r, s, MPFR_RNDN);
  } else {
    exact_decay (other, s, tau);
    mpfr_sub (r, r, other, MPFR_RNDN);
    mpfr_mul_d (r, r, m->tau_m, MPFR_RNDN);
    mpfr_mul_d (r, r, tau, MPFR_RNDN);
    mpfr_set_d (other, m->tau_m, MPFR_RNDN);
    mpfr_sub_d (other, other, tau, MPFR_RNDN);
    mpfr_div (r, r, other, MPFR_RNDN);
  }
  mpfr_div_d (r, r, m->c_m, MPFR_RNDN);
  mpfr_clear (other);
}

/* The currents after s ms, V as it is: refractory. */
static inline void
exact_hold (Exact *z, const Membrane *m, const mpfr_t s)
{
  mpfr_t decay;
  mpfr_init2 (decay, EXACT_BITS);
  for (int k = 0; k < 2; k++) {
    if (mpfr_zero_p (z->i[k])) continue;
    exact_decay (decay, s, m->tau[k]);
    mpfr_mul (z->i[k], z->i[k], decay, MPFR_RNDN);
  }
  mpfr_clear (decay);
}

/* The state after s ms. */
static inline void
exact_advance (Exact *z, const Membrane *m, const mpfr_t s)
{
  mpfr_t v_inf, r;
  mpfr_inits2 (EXACT_BITS, v_inf, r, (mpfr_ptr) 0);
  exact_v_inf (v_inf, m);
  mpfr_sub (z->v, z->v, v_inf, MPFR_RNDN);
  exact_decay (r, s, m->tau_m);
  mpfr_mul (z->v, z->v, r, MPFR_RNDN);
  mpfr_add (z->v, z->v, v_inf, MPFR_RNDN);
  for (int k = 0; k < 2; k++) {
    if (mpfr_zero_p (z->i[k])) continue;
    exact_response (r, m, m->tau[k], s);
    mpfr_mul (r, r, z->i[k], MPFR_RNDN);
    mpfr_add (z->v, z->v, r, MPFR_RNDN);
  }
  exact_hold (z, m, s);
  mpfr_clears (v_inf, r, (mpfr_ptr) 0);
}

/* dV/dt [mV/ms] */
static inline double
exact_slope (const Exact *z, const Membrane *m)
{
  mpfr_t slope, leak;
  mpfr_inits2 (EXACT_BITS, slope, leak, (mpfr_ptr) 0);
  exact_v_inf (leak, m);
  mpfr_sub (leak, leak, z->v, MPFR_RNDN);
  mpfr_div_d (leak, leak, m->tau_m, MPFR_RNDN);
  mpfr_add (slope, z->i[0], z->i[1], MPFR_RNDN);
  mpfr_div_d (slope, slope, m->c_m, MPFR_RNDN);
  mpfr_add (slope, slope, leak, MPFR_RNDN);
  const double d = mpfr_get_d (slope, MPFR_RNDN);
  mpfr_clears (slope, leak, (mpfr_ptr) 0);
  return d;
}

/* Is V >= v_th after s? (or, for v_th = NAN: is V still rising?) */
static inline gboolean
exact_passed (const Exact *z, const Membrane *m, double v_th, const mpfr_t s)
{
  Exact at;
  exact_init (&at, 0, 0, 0);
  exact_set (&at, z);
  exact_advance (&at, m, s);
  const gboolean passed = isnan (v_th) ? exact_slope (&at, m) <= 0 : mpfr_cmp_d (at.v, v_th) >= 0;
  exact_clear (&at);
  return passed;
}

/* s = where exact_passed() changes from FALSE to TRUE between low and high [ms], by halving. */
static inline void
exact_find (mpfr_t s, const Exact *z, const Membrane *m, double v_th, double low, double high)
{
  mpfr_t a, b;
  mpfr_inits2 (EXACT_BITS, a, b, (mpfr_ptr) 0);
  mpfr_set_d (a, low, MPFR_RNDN);
  mpfr_set_d (b, high, MPFR_RNDN);
  for (int i = 0; i < 130; i++) {
    mpfr_add (s, a, b, MPFR_RNDN);
    mpfr_div_2ui (s, s, 1, MPFR_RNDN);
    mpfr_set (exact_passed (z, m, v_th, s) ? b : a, s, MPFR_RNDN);
  }
  mpfr_clears (a, b, (mpfr_ptr) 0);
}

/* s = ticks as ms, exactly. */
static inline void
exact_ms (mpfr_t s, gint64 ticks, gint64 ticks_per_ms)
{
  mpfr_set_sj (s, ticks, MPFR_RNDN);
  mpfr_div_ui (s, s, (unsigned long) ticks_per_ms, MPFR_RNDN);
}

/* x - z in mV */
static inline double
exact_error (double x, const mpfr_t z)
{
  mpfr_t d;
  mpfr_init2 (d, EXACT_BITS);
  mpfr_d_sub (d, x, z, MPFR_RNDN);
  const double error = mpfr_get_d (d, MPFR_RNDN);
  mpfr_clear (d);
  return error;
}

#endif
