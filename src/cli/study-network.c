/* Parts of a study: what is compared, the experiment and its run, memory kernels. */
#include <math.h>
#include <rlif/linear.h>
#include "cli/study.h"
#include "network/structure.h"

#define N(value, digits) rlif_page_number (page, value, digits)
#define SETTING(value) rlif_page_setting (page, value)
#define COUNT(value) rlif_page_count (page, value)

gboolean
rlif_study_units (RlifStudy *study, GError **error)
{
  RlifPage *page = study->page;
  rlif_page_section (page, "What is compared");
  rlif_page_text (page, "The same input goes through an RNN unit, <i>h</i><sub>n</sub> = tanh (<i>w</i><sub>h</sub> "
                  "<i>h</i><sub>n−1</sub> + <i>w</i><sub>x</sub> <i>x</i><sub>n</sub>), through a leaky integrate-and-fire "
                  "(LIF) neuron, and through a recurrent network of such neurons. This section is the same in every "
                  "study; it does not depend on the experiment.");
  g_autoptr (JsonNode) root = NULL;
  const RlifQuestion q = { "figure1", FALSE, FALSE, NULL, "--out", "figure1.svg" };
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  JsonObject *o = json_node_get_object (root), *n = json_object_get_object_member (o, "operations");
  if (!rlif_study_show (study, q.file, "Diagrams of an RNN unit, a LIF neuron and a LIF network; below them, over time, "
                        "the input, the RNN's output, the neuron's membrane potential, the network's spikes, and the "
                        "operations of each so far.", "An RNN unit, a LIF neuron and a recurrent LIF network under the "
                        "same input. The membrane is the inner recurrence, the synapses are the outer one, the reset is "
                        "a gate that the neuron's own spike closes.", error))
    return FALSE;
  static const char *const head[] = { "Computed by", "Operations", NULL };
  rlif_page_table_begin (page, "Operations for the input of figure 1. They are of different kinds: a multiply-accumulate (MAC) "
                         "costs more than an addition (section 6 has prices).", head);
  rlif_page_row (page, "RNN unit: two MACs a step", COUNT (rlif_study_number (n, "rnn_unit")), NULL);
  rlif_page_row (page, "RNN of as many units as the network, all connected: MACs",
                 COUNT (rlif_study_number (n, "rnn_all_connected")), NULL);
  rlif_page_row (page, "RNN with the synapses of the network only: MACs",
                 COUNT (rlif_study_number (n, "rnn_with_the_synapses")), NULL);
  rlif_page_row (page, "LIF neuron: spikes and changes of input", COUNT (rlif_study_number (n, "lif_neuron")), NULL);
  rlif_page_row (page, "LIF network: spikes, changes of input and arrivals", COUNT (rlif_study_number (n, "lif_network")), NULL);
  rlif_page_table_end (page);
  rlif_page_text (page, "The RNN takes steps of %s ms over %s ms. The network has %s neurons and %s synapses and fired %s "
                  "spikes, the neuron %s.", SETTING (rlif_study_number (o, "step_ms")), SETTING (rlif_study_number (o, "duration_ms")),
                  COUNT (rlif_study_number (o, "network_neurons")), COUNT (rlif_study_number (o, "network_synapses")),
                  COUNT (rlif_study_number (o, "network_spikes")), COUNT (rlif_study_number (o, "neuron_spikes")));
  return TRUE;
}

/* The file of spikes that is drawn: the first. */
static const char *
find_spikes (const RlifExperiment *e)
{
  for (guint k = 0; k < e->records->len; k++) {
    const RlifRecord *record = e->records->pdata[k];
    if (record->spikes) return record->spikes;
  }
  return NULL;
}

static void
write_populations (RlifPage *page, JsonObject *run)
{
  static const char *const head[] = { "Population (model)", "Neurons", "Fired", "Spikes", "Rate [Hz]", "CV of intervals",
                                      "Arrivals", "Gated", NULL };
  rlif_page_table_begin (page, "The populations. Spikes, rate, CV and the number of neurons that fired are of the time after "
                         "the warm-up; arrivals, and those of them gated by refractoriness, are of the whole run. The CV is "
                         "the mean over neurons with at least two intervals.", head);
  for (guint k = 0; k < rlif_study_length (run, "populations"); k++) {
    JsonObject *p = rlif_study_element (run, "populations", k);
    g_autofree char *name = g_strdup_printf ("%s (%s)", json_object_get_string_member (p, "name"),
                                             json_object_get_string_member (p, "model"));
    rlif_page_row (page, name, COUNT (rlif_study_number (p, "neurons")), COUNT (rlif_study_number (p, "active_neurons")),
                   COUNT (rlif_study_number (p, "recorded_spikes")), N (rlif_study_number (p, "rate_hz"), 4),
                   N (rlif_study_number (p, "cv_isi"), 3), COUNT (rlif_study_number (p, "delivered")),
                   COUNT (rlif_study_number (p, "gated")), NULL);
    rlif_page_finding (page, "Population %s fires at %s Hz; its inter-spike intervals have a coefficient of variation of %s.",
                       json_object_get_string_member (p, "name"), N (rlif_study_number (p, "rate_hz"), 4),
                       N (rlif_study_number (p, "cv_isi"), 3));
  }
  rlif_page_table_end (page);
}

static void
write_projections (RlifPage *page, JsonObject *run)
{
  static const char *const head[] = { "Projection", "Synapses", "Bytes", "Arrivals", "Gated", NULL };
  JsonObject *ledger = json_object_get_object_member (run, "ledger");
  if (!rlif_study_length (ledger, "projections")) return;
  rlif_page_table_begin (page, "The projections, over the whole run.", head);
  for (guint k = 0; k < rlif_study_length (ledger, "projections"); k++) {
    JsonObject *p = rlif_study_element (ledger, "projections", k);
    rlif_page_row (page, json_object_get_string_member (p, "projection"), COUNT (rlif_study_number (p, "synapses")),
                   COUNT (rlif_study_number (p, "bytes")), COUNT (rlif_study_number (p, "delivered")),
                   COUNT (rlif_study_number (p, "gated")), NULL);
  }
  rlif_page_table_end (page);
}

/* Draws the spikes that the run has written. */
static gboolean
draw_spikes (RlifStudy *study, const char *spikes, GError **error)
{
  const char *const words[] = { spikes, "--size", "17 cm x 13 cm", NULL };
  const RlifQuestion q = { "plot", FALSE, TRUE, words, "--output", "raster.svg" };
  const guint refused = study->refused->len;
  g_autoptr (JsonNode) root = NULL;
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  return study->refused->len > refused
         || rlif_study_show (study, q.file, "A raster of the spikes, a row for each neuron, above the rates of the "
                             "populations over time and the histograms of their inter-spike intervals.",
                             "Spikes after the warm-up, rates over time, and intervals between the spikes of a neuron.",
                             error);
}

/* The folder of a file that the run writes. */
static void
make_folder (const RlifStudy *study, const char *file)
{
  if (g_path_is_absolute (file)) return;
  g_autofree char *path = g_build_filename (study->temporary, file, NULL), *folder = g_path_get_dirname (path);
  g_mkdir_with_parents (folder, 0700);
}

gboolean
rlif_study_network (RlifStudy *study, GError **error)
{
  RlifPage *page = study->page;
  const RlifExperiment *e = study->experiment;
  const char *spikes = find_spikes (e);
  rlif_page_section (page, "The experiment and its run");
  rlif_page_text (page, "The experiment is the text below, with the settings of the command line, if any, at its end. Save "
                  "it as <code>%s</code>; all command lines of this report are for the folder where it is.", study->name);
  rlif_page_verbatim (page, "listing", e->text);
  rlif_page_text (page, "The simulation is event-driven. Between events each membrane follows the closed-form solution of its "
                  "equation, and spike times are threshold crossings, found to rounding; there is no time step. The same "
                  "seed gives the same spikes to the last bit, with any number of threads.");
  for (guint k = 0; k < e->records->len; k++) {
    const RlifRecord *record = e->records->pdata[k];
    if (record->spikes) make_folder (study, record->spikes);
    if (record->traces) make_folder (study, record->traces);
  }
  for (guint k = 0; k < e->weights->len; k++) make_folder (study, ((const RlifWeightFile *) e->weights->pdata[k])->path);
  g_autoptr (JsonNode) root = NULL;
  const RlifQuestion q = { "run", TRUE, FALSE, NULL, "--output", "." };
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  JsonObject *run = json_node_get_object (root);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, e->seed);
  rlif_page_text (page, "The run lasted %s ms, the first %s ms as a warm-up, with the seed %s: %s spikes and %s synaptic events, "
                  "%s of them from outside.", SETTING (rlif_study_number (run, "simulated_ms")),
                  SETTING (rlif_study_number (run, "warmup_ms")), seed,
                  COUNT (rlif_study_number (run, "spikes")), COUNT (rlif_study_number (run, "delivered")),
                  COUNT (rlif_study_number (run, "outside")));
  write_populations (page, run);
  write_projections (page, run);
  if (spikes) return draw_spikes (study, spikes, error);
  rlif_page_text (page, "The experiment records no spikes, so there is no raster.");
  return TRUE;
}

static void
write_kernels (RlifPage *page, JsonObject *o)
{
  static const char *const head[] = { "Kernel", "Half-life [ms]", "Area [ms]", "Mean lag [ms]", "Tail [ms]", "Period [ms]",
                                      "Spikes", "Difference", NULL };
  rlif_page_table_begin (page, "Kernels: when no more than half is left; the integral; the lag weighted by the kernel (negative "
                         "where what is left is mostly negative late); the slowest time constant and oscillation; and "
                         "the largest difference between the unit itself, under random input that made it fire so many "
                         "spikes, and the sum of inputs times kernels (mV for neurons). It is rounding.", head);
  for (guint k = 0; k < rlif_study_length (o, "kernels"); k++) {
    JsonObject *kernel = rlif_study_element (o, "kernels", k);
    rlif_page_row (page, json_object_get_string_member (kernel, "kernel"), N (rlif_study_number (kernel, "half_life_ms"), 4),
                   N (rlif_study_number (kernel, "area_ms"), 4), N (rlif_study_number (kernel, "mean_lag_ms"), 4),
                   N (rlif_study_number (kernel, "tail_ms"), 4), N (rlif_study_number (kernel, "period_ms"), 4),
                   COUNT (rlif_study_number (kernel, "spikes")), N (rlif_study_number (kernel, "difference"), 2), NULL);
  }
  rlif_page_table_end (page);
}

/* @words    owned strings */
static gboolean
ask_kernels (RlifStudy *study, GPtrArray *words, const char *file, const char *caption, GError **error)
{
  if (study->seed) {
    g_ptr_array_add (words, g_strdup ("--seed"));
    g_ptr_array_add (words, g_strdup (study->seed));
  }
  g_ptr_array_add (words, g_strdup ("--size"));
  g_ptr_array_add (words, g_strdup ("16 cm x 7.5 cm"));
  g_ptr_array_add (words, NULL);
  const RlifQuestion q = { "kernel", FALSE, FALSE, (const char *const *) words->pdata, "--plot", file };
  g_autoptr (JsonNode) root = NULL;
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  if (!rlif_study_show (study, file, "Curves of the share of an input that is left, over the time since the input.", caption,
                        error))
    return FALSE;
  write_kernels (study->page, json_node_get_object (root));
  return TRUE;
}

/* Is a parameter the same for all neurons, and not the usual one? */
static gboolean
is_set (const RlifPopulation *p, guint j)
{
  const guint n = p->model->n_param;
  for (guint32 i = 1; p->par_each && i < p->count; i++)
    if (p->par[i * n + j] != p->par[j]) return FALSE;
  return p->par[j] != p->model->param[j].init;
}

/* The neurons of a population, as words for the kernel command: as they are, and after a spike. */
static void
add_population (GPtrArray *words, GPtrArray *set, const RlifPopulation *p)
{
  const RlifModel *model = p->model;
  if (!rlif_model_is_linear (model) || g_ptr_array_find_with_equal_func (words, model->name, g_str_equal, NULL)) return;
  g_ptr_array_add (words, g_strdup (model->name));
  g_ptr_array_add (words, g_strdup_printf ("%s:fired=25 ms", model->name));
  for (guint j = 0; j < model->n_param; j++) {
    if (!is_set (p, j)) continue;
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    const RlifField *field = &model->param[j];
    g_ascii_formatd (number, sizeof number, "%.15g", p->par[j]);
    g_ptr_array_add (set, g_strdup ("--set"));
    g_ptr_array_add (set, g_strdup_printf ("%s.%s=%s%s%s", model->name, field->name, number, *field->unit ? " " : "", field->unit));
  }
}

/* Where an experiment has models of its own, as rlif run finds them. */
static void
add_models (GPtrArray *words, const RlifStudy *study)
{
  g_autofree char *folder = g_build_filename (study->folder, "models", NULL);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) return;
  g_ptr_array_add (words, g_strdup ("--models"));
  g_ptr_array_add (words, g_strdup ("models"));
}

gboolean
rlif_study_kernels (RlifStudy *study, GError **error)
{
  RlifPage *page = study->page;
  const RlifNetwork *network = study->experiment->network;
  g_autoptr (GPtrArray) usual = g_ptr_array_new_with_free_func (g_free), words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) set = g_ptr_array_new ();
  rlif_page_section (page, "Memory kernels");
  rlif_page_text (page, "A memory kernel is what a unit still has of an input, over the time since. A LIF membrane has "
                  "exp (−<i>s</i>/τ<sub>m</sub>) of it; a hard reset cuts that off at the last spike. An LSTM has the product "
                  "of its forget gates since. Two neurons have a longer story: one that adapts, and one that feels the "
                  "change of its own potential (<code>lif2</code>, with γ of either sign).");
  if (!ask_kernels (study, usual, "kernels.svg", "Kernels of neurons and of recurrent units, with the default parameters of "
                    "the models; steps of recurrent units are 1 ms.", error))
    return FALSE;
  rlif_page_heading (page, "Neurons of the experiment");
  rlif_page_text (page, "The membranes of the experiment's own models, without a spike and with one 25 ms ago. Parameters "
                  "are those of the first population of each model; those that differ between its neurons are left at "
                  "their defaults. A constant current moves the potential and not the kernel. "
                  "Models in C have none.");
  for (guint k = 0; k < rlif_network_n_populations (network); k++)
    add_population (words, set, rlif_network_get_population (network, k));
  if (words->len == 0) {
    rlif_page_text (page, "There is none: only models whose equations are linear, as .model files have them, have a kernel.");
    return TRUE;
  }
  for (guint k = 0; k < set->len; k++) g_ptr_array_add (words, set->pdata[k]);
  add_models (words, study);
  return ask_kernels (study, words, "neurons.svg", "Kernels of the membranes of the experiment: of a jump of the "
                      "potential when the input arrives.", error);
}
