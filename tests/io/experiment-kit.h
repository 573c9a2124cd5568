/* Experiments read from text in a folder of their own, for tests: the fixtures setup and teardown, and
 * the head that most of them share. */
#ifndef RLIF_TESTS_EXPERIMENT_KIT_H
#define RLIF_TESTS_EXPERIMENT_KIT_H

#include <glib/gstdio.h>
#include <string.h>
#include "network-kit.h"
#include "network/structure.h"

static RlifRegistry *registry;
static char *folder;
static const char *const *settings;   /* of the next experiment, or NULL */

static inline void
setup (void)
{
  GError *error = NULL;
  registry = rlif_registry_new (NULL);
  folder = g_dir_make_tmp ("rlif-XXXXXX", &error);
  kit_no_error (error);
  settings = NULL;
}

static inline void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *entry = g_build_filename (path, name, NULL);
    if (g_file_test (entry, G_FILE_TEST_IS_DIR))
      remove_folder (entry);
    else
      g_unlink (entry);
  }
  g_rmdir (path);
}

static inline void
teardown (void)
{
  remove_folder (folder);
  g_free (folder);
  rlif_registry_free (registry);
}

/* Writes a file beside the experiment. */
static inline void
put (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
}

static inline RlifExperiment *
load (const char *text)
{
  GError *error = NULL;
  g_autofree char *path = g_build_filename (folder, "test.rlif", NULL);
  RlifExperiment *e = rlif_experiment_parse (path, text, strlen (text), registry, settings, &error);
  kit_no_error (error);
  return e;
}

/* Loads the text behind a head with the populations A (7 neurons), B (4) and C (7). */
#define HEAD                                                                      \
  "[experiment]\nduration = 93.5 ms\nwarmup = 11.25 ms\nseed = 2385\n"            \
  "[neurons A]\nmodel = lif_delta\ncount = 7\n[neurons B]\nlike = A\ncount = 4\n" \
  "[neurons C]\nmodel = lif_exp\ncount = 7\n"

static inline RlifExperiment *
load_behind_head (const char *text)
{
  g_autofree char *whole = g_strconcat (HEAD, text, NULL);
  return load (whole);
}

/* The network of the head, by hand. */
static inline RlifNetwork *
head_network (void)
{
  RlifNetwork *network = rlif_network_new (FS, 2385);
  kit_population (network, "A", kit_model (registry, "lif_delta"), 7);
  kit_population (network, "B", kit_model (registry, "lif_delta"), 4);
  kit_population (network, "C", kit_model (registry, "lif_exp"), 7);
  return network;
}

static inline RlifPopulation *
population (const RlifExperiment *e, const char *name)
{
  RlifPopulation *p = rlif_network_find_population (e->network, name);
  ck_assert_msg (p != NULL, "there is no %s", name);
  return p;
}

static inline double
param (const RlifPopulation *p, guint32 neuron, const char *name)
{
  const int j = rlif_model_find_param (p->model, name);
  ck_assert_int_ge (j, 0);
  return p->par[(p->par_each ? neuron * p->model->n_param : 0) + (guint) j];
}

static inline const RlifProjection *
projection (const RlifNetwork *network, const char *name)
{
  for (guint k = 0; k < network->projections->len; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    if (g_str_equal (p->name, name)) return p;
  }
  ck_abort_msg ("there is no projection %s", name);
  return NULL;
}

static inline double
weight_of (const RlifProjection *p, gsize s)
{
  return rlif_projection_weight (p, s);
}

static inline RlifTime
delay_of (const RlifProjection *p, gsize s)
{
  return rlif_projection_delay (p, s);
}

static inline void
same_synapses (const RlifProjection *a, const RlifProjection *b)
{
  const guint32 rows = a->source ? a->source->count : a->input->channels;
  ck_assert_uint_eq (a->n, b->n);
  ck_assert_int_eq (a->port, b->port);
  ck_assert_str_eq (a->target->name, b->target->name);
  for (guint32 i = 0; i <= rows; i++) ck_assert_uint_eq (rlif_projection_begin (a, i), rlif_projection_begin (b, i));
  for (gsize s = 0; s < a->n; s++) {
    ck_assert_uint_eq (rlif_projection_target (a, s), rlif_projection_target (b, s));
    ck_assert (weight_of (a, s) == weight_of (b, s));
    ck_assert_int_eq (delay_of (a, s), delay_of (b, s));
  }
}

/* One synapse of a projection. */
static inline void
has_synapse (const RlifProjection *p, guint32 from, guint32 k, guint32 to, double weight,
             RlifTime delay)
{
  const gsize s = rlif_projection_begin (p, from) + k;
  ck_assert_uint_lt (s, rlif_projection_begin (p, from + 1));
  ck_assert_uint_eq (rlif_projection_target (p, s), to);
  ck_assert (weight_of (p, s) == weight);
  ck_assert_int_eq (delay_of (p, s), delay);
}

/* Fails the test unless the text behind the head is refused with these words. */
static inline void
refused (const char *text, const char *words)
{
  g_autofree char *whole = g_strconcat (HEAD, text, NULL);
  g_autofree char *path = g_build_filename (folder, "test.rlif", NULL);
  g_autoptr (GError) error = NULL;
  ck_assert (!rlif_experiment_parse (path, whole, strlen (whole), registry, settings, &error));
  ck_assert_msg (strstr (error->message, words) != NULL, "%s", error->message);
}

#endif
