/* What tests of memory kernels share: models of the registry at given parameters. */
#ifndef RLIF_TESTS_KERNEL_KIT_H
#define RLIF_TESTS_KERNEL_KIT_H

#include <math.h>
#include <rlif/kernel.h>
#include <rlif/registry.h>
#include "check-main.h"

/* The installed models are looked for where their source is. */
static RlifRegistry *registry;

static inline void
make_registry (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("RLIF_SRCDIR"), "models", NULL);
  const char *dirs[] = { dir, NULL };
  registry = rlif_registry_new (dirs);
}

static inline void
free_registry (void)
{
  rlif_registry_free (registry);
}

static inline const RlifModel *
find_model (const char *name)
{
  g_autoptr (GError) error = NULL;
  const RlifModel *model = rlif_registry_find (registry, name, &error);
  ck_assert_msg (model != NULL, "%s", error ? error->message : "");
  return model;
}

typedef struct {
  const char *name;          /* NULL ends the list */
  double value;
} Setting;

/* Returns: (owned) the defaults but for these. */
static inline double *
parameters (const RlifModel *model, const Setting setting[])
{
  double *par = g_new (double, model->n_param + 1);
  for (guint j = 0; j < model->n_param; j++) par[j] = model->param[j].init;
  for (guint k = 0; setting[k].name; k++) {
    const int j = rlif_model_find_param (model, setting[k].name);
    ck_assert_msg (j >= 0, "%s", setting[k].name);
    par[j] = setting[k].value;
  }
  return par;
}

static inline RlifKernel *
kernel_of (const char *name, const Setting setting[], gsize n_fired, const double fired[])
{
  g_autoptr (GError) error = NULL;
  const RlifModel *model = find_model (name);
  g_autofree double *par = parameters (model, setting);
  RlifKernel *kernel = rlif_kernel_new_neuron (model, par, n_fired, fired, &error);
  ck_assert_msg (kernel != NULL, "%s", error ? error->message : "");
  return kernel;
}

static inline RlifKernelMeasures
measure (const RlifKernel *kernel)
{
  RlifKernelMeasures m;
  rlif_kernel_measure (kernel, &m);
  return m;
}

#define NEAR(a, b, relative) ck_assert_double_eq_tol (a, b, (relative) * fabs (b))

#endif
