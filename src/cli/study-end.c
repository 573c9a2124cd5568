/* The last parts of a study: its limits, how to repeat it, the models' texts, sources. */
#include <config.h>
#include <string.h>
#include "cli/study.h"

static void
write_limits (RlifPage *page)
{
  rlif_page_section (page, "Limits");
  rlif_page_list_begin (page);
  rlif_page_item (page, "One network with one seed, but for section 7; another seed is another network. What is said here holds for this "
                  "experiment and is no law.");
  rlif_page_item (page, "Potentials and spike times are exact up to rounding for the model; whether the model describes a "
                  "neuron is another question. A leaky integrate-and-fire neuron has no dendrites, no channels and no "
                  "variability of its own.");
  rlif_page_item (page, "In a chaotic network a change in the last bit of any operation leads to other spike times later. The "
                  "results are reproducible to the bit on a machine; single late spike times mean nothing beyond this program. Numbers that "
                  "are rounding, and those of eigenvalues, may differ in their last digits on another.");
  rlif_page_item (page, "Energies are counts of operations times prices from the literature, without memory, communication and leakage. They "
                  "compare ways to compute, not machines.");
  rlif_page_item (page, "Nothing was trained. That an RNN, GRU or LSTM layer of the same size costs more does not say that "
                  "it does the same, or needs as many units, for a task.");
  rlif_page_item (page, "Left out: synaptic plasticity beyond what the experiment itself has, learning, and all wall times, which differ "
                  "from run to run and machine to machine.");
  rlif_page_list_end (page);
}

static void
write_lines (const RlifStudy *study)
{
  RlifPage *page = study->page;
  rlif_page_section (page, "To repeat it");
  rlif_page_text (page, "rlif %s, seed %" G_GUINT64_FORMAT ". Every number and picture above comes from the command line that stands before it, as a whole "
                  "the following. Without <code>--json</code> they print tables. Lines that name an experiment are to be run "
                  "in its folder; the file of spikes is written by the run.", PACKAGE_VERSION,
                  study->experiment->seed);
  GString *all = g_string_new (NULL);
  for (guint k = 0; k < study->lines->len; k++)
    g_string_append_printf (all, "%s%s", k ? "\n" : "", (const char *) study->lines->pdata[k]);
  rlif_page_verbatim (page, "listing", all->str);
  g_string_free (all, TRUE);
}

/* Returns: (borrowed) NULL if there is none. */
static const char *
find_file (const GPtrArray *files, const char *model)
{
  for (guint k = 0; k < files->len; k++) {
    const RlifModelFile *file = files->pdata[k];
    if (g_str_equal (file->name, model)) return file->file;
  }
  return NULL;
}

static void
write_model (RlifPage *page, const char *name, const char *file)
{
  g_autofree char *text = NULL;
  rlif_page_heading (page, name);
  if (!file || g_str_has_suffix (file, ".so") || !g_file_get_contents (file, &text, NULL, NULL)
      || !g_utf8_validate (text, -1, NULL)) {
    rlif_page_text (page, "A compiled model; its text is not at hand.");
    return;
  }
  rlif_page_verbatim (page, "listing", text);
}

static void
write_models (const RlifStudy *study)
{
  RlifPage *page = study->page;
  const RlifNetwork *network = study->experiment->network;
  g_autoptr (GPtrArray) files = rlif_registry_files (study->registry), done = g_ptr_array_new ();
  rlif_page_section (page, "Models of the experiment");
  for (guint k = 0; k < rlif_network_n_populations (network); k++) {
    const char *name = rlif_population_get_model (rlif_network_get_population (network, k))->name;
    if (g_ptr_array_find_with_equal_func (done, name, g_str_equal, NULL)) continue;
    g_ptr_array_add (done, (char *) name);
    write_model (page, name, find_file (files, name));
  }
}

static void
write_sources (RlifPage *page)
{
  static const char *const sources[] = {
    "LIF neuron: Lapicque 1907; in translation with commentary: Brunel & van Rossum 2007, doi:10.1007/s00422-007-0190-0",
    "Exact integration: Rotter & Diesmann 1999, doi:10.1007/s004220050570",
    "Spikes off the grid: Morrison, Straube, Plesser & Diesmann 2007, doi:10.1162/neco.2007.19.1.47; Hanuschkin, Kunkel, "
    "Helias, Morrison & Diesmann 2010, doi:10.3389/fninf.2010.00113",
    "Balanced networks: Brunel 2000, doi:10.1023/A:1008925309027",
    "Recurrent units: Elman 1990, doi:10.1207/s15516709cog1402_1; LSTM: Hochreiter & Schmidhuber 1997, "
    "doi:10.1162/neco.1997.9.8.1735; spiking neurons as recurrent units: Neftci, Mostafa & Zenke 2019, "
    "doi:10.1109/MSP.2019.2931595",
    "Metrics of section 6: Yik et al. 2025, doi:10.1038/s41467-025-56739-4; prices as given there",
    "Memory capacity: Jaeger 2001, GMD report 152; of all degrees: Dambre, Verstraeten, Schrauwen & Massar 2012, "
    "doi:10.1038/srep00514" };
  rlif_page_section (page, "Sources");
  rlif_page_text (page, "Derivations are in theory.md of rlif's documentation, counts and prices in energy.md.");
  rlif_page_list_begin (page);
  for (gsize k = 0; k < G_N_ELEMENTS (sources); k++) rlif_page_item (page, "%s.", sources[k]);
  rlif_page_list_end (page);
}

gboolean
rlif_study_end (RlifStudy *study, GError **error G_GNUC_UNUSED)
{
  write_limits (study->page);
  write_lines (study);
  write_models (study);
  write_sources (study->page);
  return TRUE;
}
