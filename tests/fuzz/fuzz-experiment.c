/* libFuzzer target: no text may crash the reader of experiment files. Built with --enable-fuzzing and
 * clang. Texts with numbers of four digits or more, or exponents, are passed over: a network of
 * 10^12 synapses is not what is looked for here. */
#include <ctype.h>
#include <string.h>
#include <rlif/io.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static gboolean
is_small (const guint8 *data, size_t size)
{
  size_t digits = 0;
  for (size_t k = 0; k < size; k++) {
    if (digits > 0 && (data[k] == 'e' || data[k] == 'E')) return FALSE;
    digits = isdigit (data[k]) ? digits + 1 : 0;
    if (digits > 3) return FALSE;
  }
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static RlifRegistry *registry;
  if (!registry) registry = rlif_registry_new (NULL);
  if (!is_small (data, size)) return 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (RlifExperiment) experiment =
    rlif_experiment_parse ("fuzz.rlif", (const char *) data, size, registry, NULL, &error);
  g_assert ((experiment == NULL) == (error != NULL));
  return 0;
}
