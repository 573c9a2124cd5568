/* The rate of a leaky integrate-and-fire neuron in white noise (Siegert 1951; Brunel 2000,
 * doi:10.1023/A:1008925309027, eq. 21), by Simpson's rule. */
#ifndef RLIF_TESTS_SIEGERT_H
#define RLIF_TESTS_SIEGERT_H

#include <math.h>

typedef struct {
  double tau, t_ref;         /* ms */
  double threshold, reset;   /* mV above rest */
} SiegertNeuron;

/* [Hz] for input of mean mu and standard deviation sigma [mV]. */
static inline double
siegert_rate (const SiegertNeuron *x, double mu, double sigma)
{
  enum { N = 4000 };
  const double low = (x->reset - mu) / sigma, high = (x->threshold - mu) / sigma;
  const double h = (high - low) / N;
  double sum = 0;
  for (int k = 0; k <= N; k++) {
    const double u = low + k * h;
    sum += (k == 0 || k == N ? 1 : k % 2 ? 4 : 2) * exp (u * u) * erfc (-u);
  }
  return 1000 / (x->t_ref + x->tau * sqrt (M_PI) * sum * h / 3);
}

#endif
