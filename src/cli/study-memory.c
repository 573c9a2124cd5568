/* Part of a study: how long a network remembers its input. */
#include <math.h>
#include "cli/study.h"

#define N(value, digits) rlif_page_number (page, value, digits)
#define SETTING(value) rlif_page_setting (page, value)
#define COUNT(value) rlif_page_count (page, value)

/* The price that joules are of: the first. */
static double
joules (JsonObject *system, const char *per)
{
  JsonObject *prices = json_object_get_object_member (system, per);
  g_autoptr (GList) names = json_object_get_members (prices);
  return names ? rlif_study_number (prices, names->data) : NAN;
}

static double
operations (JsonObject *s)
{
  return rlif_study_number (s, "macs_per_step") + rlif_study_number (s, "additions_per_step")
         + rlif_study_number (s, "updates_per_step");
}

static double
capacity (JsonObject *system, guint degree)
{
  return json_array_get_double_element (json_object_get_array_member (system, "degrees"), degree - 1);
}

static void
write_systems (RlifPage *page, JsonObject *o)
{
  static const char *const head[] = { "System", "Linear", "Degree 2", "Degree 3", "Forgets [steps]", "Rate [Hz]", "Operations a step",
                                      "Energy a step", "Bits a step", "Energy a bit", NULL };
  g_autofree char *caption = g_strdup_printf (
    "Capacities over %s steps of %s ms: linear ones summed over %s lags, those of products of two and three inputs over fewer lags, so "
    "that they are lower bounds; steps until "
    "two histories of input are less than a tenth of their distance apart (– if not within the lags); operations and energy of a "
    "step (first price of section 6); bits recalled in a step with noise of %s of each state's standard deviation.",
    COUNT (rlif_study_number (o, "steps")), SETTING (rlif_study_number (o, "step_ms")), COUNT (rlif_study_number (o, "lags")),
    SETTING (rlif_study_number (o, "noise")));
  rlif_page_table_begin (page, caption, head);
  for (guint k = 0; k < rlif_study_length (o, "systems"); k++) {
    JsonObject *s = rlif_study_element (o, "systems", k);
    rlif_page_row (page, json_object_get_string_member (s, "system"), N (capacity (s, 1), 3), N (capacity (s, 2), 3),
                   N (capacity (s, 3), 3), N (rlif_study_number (s, "forgets_steps"), 3), N (rlif_study_number (s, "rate_hz"), 3),
                   COUNT (operations (s)), rlif_page_joules (page, joules (s, "joules_per_step")),
                   N (rlif_study_number (s, "bits_per_step"), 3), rlif_page_joules (page, joules (s, "joules_per_bit")), NULL);
    rlif_page_finding (page, "Memory: the linear capacity of the %s is %s, and a recalled bit costs %s.",
                       k + 1 < rlif_study_length (o, "systems") ? "spiking network" : "echo state network beside it",
                       N (capacity (s, 1), 3), rlif_page_joules (page, joules (s, "joules_per_bit")));
  }
  rlif_page_table_end (page);
}

gboolean
rlif_study_memory (RlifStudy *study, GError **error)
{
  RlifPage *page = study->page;
  rlif_page_section (page, "Memory of the network");
  rlif_page_text (page, "A random number between −1 and 1 goes into the network in each step, as a current; linear readouts of the membrane "
                  "potentials and of traces of the spikes are fitted to tell the inputs of so many steps ago, and measured on "
                  "steps by which nothing was fitted. A capacity is 1 minus the error over the variance; all capacities "
                  "together are at most as many as there are states. Beside it stands an echo state network (tanh units) of "
                  "as many units and connections.");
  if (!study->input)
    rlif_page_text (page, "Where the input should go into the experiment's network was not said (<code>--input</code>), so this section "
                    "examines the reservoir that ships with rlif.");
  const char *const words[] = { study->input ? "--input" : study->seed ? "--seed" : NULL,
                                study->input ? study->input : study->seed, NULL };
  const RlifQuestion q = { "memory", study->input != NULL, FALSE, words, "--plot", "memory.svg" };
  g_autoptr (JsonNode) root = NULL;
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  if (!rlif_study_show (study, q.file, "Curves of linear capacity over the lag, of the spiking network and of the echo state network.",
                        "How well the input of so many steps ago is recalled.", error))
    return FALSE;
  write_systems (page, json_node_get_object (root));
  rlif_page_text (page, "The readout is not counted. Capacities below what chance exceeds once in ten thousand count as 0, so long flat "
                  "tails are cut and all figures err towards too small. The echo state network is a smooth map without noise, "
                  "in its usual setting (spectral radius 0.95) and not tuned; neither is the spiking network.");
  return TRUE;
}
