/* Parts of a study: the network as matrices, and in steps of time. */
#include <math.h>
#include "cli/study.h"

#define N(value, digits) rlif_page_number (page, value, digits)
#define SETTING(value) rlif_page_setting (page, value)
#define COUNT(value) rlif_page_count (page, value)
#define LONGEST_COMPARED 100.0 /* ms: later, trajectories of a chaotic network have nothing to do with each other */
#define STEPS "1 ms, 0.5 ms, 0.25 ms, 0.125 ms, 0.0625 ms"

static void
write_sizes (RlifPage *page, JsonObject *o)
{
  static const char *const head[] = { "Hidden vector and matrices", "Number", NULL };
  const double units = rlif_study_number (o, "units");
  JsonObject *radius = json_object_get_object_member (o, "spectral_radius");
  rlif_page_table_begin (page, "Sizes, spectral radii, and agreement with the network in steps.", head);
  rlif_page_row (page, "hidden units", COUNT (units), NULL);
  rlif_page_row (page, "of which states of neurons", COUNT (rlif_study_number (o, "states")), NULL);
  rlif_page_row (page, "of which spikes of this step", COUNT (rlif_study_number (o, "spikes")), NULL);
  rlif_page_row (page, "of which spikes of earlier steps", COUNT (rlif_study_number (o, "spikes_of_earlier_steps")), NULL);
  rlif_page_row (page, "of which currents from outside", COUNT (rlif_study_number (o, "currents")), NULL);
  rlif_page_row (page, "lines of input", COUNT (rlif_study_number (o, "inputs")), NULL);
  rlif_page_row (page, "elements of W_h that are not 0", COUNT (rlif_study_number (o, "weights")), NULL);
  rlif_page_row (page, "elements of W_h in all", COUNT (units * units), NULL);
  rlif_page_row (page, "elements of W_x that are not 0", COUNT (rlif_study_number (o, "input_weights")), NULL);
  rlif_page_row (page, "spectral radius of the membrane part", N (rlif_study_number (radius, "membrane"), 6), NULL);
  rlif_page_row (page, "spectral radius of W_h", N (rlif_study_number (radius, "W_h"), 6), NULL);
  JsonObject *check = json_object_get_object_member (o, "check");
  rlif_page_row (page, "points of the grid compared", COUNT (rlif_study_number (check, "points")), NULL);
  rlif_page_row (page, "spikes in steps", COUNT (rlif_study_number (check, "spikes")), NULL);
  rlif_page_row (page, "spikes that differ", COUNT (rlif_study_number (check, "differing_spikes")), NULL);
  rlif_page_row (page, "largest difference of potentials [mV]", N (rlif_study_number (check, "largest_difference"), 2), NULL);
  rlif_page_table_end (page);
  rlif_page_finding (page, "In steps of %s ms the network is a recurrent network of %s units, whose matrices, iterated, differ from the stepped "
                     "network in %s of %s spikes. The spectral radius of W_h is %s, that of the membranes alone %s.",
                     SETTING (rlif_study_number (o, "step_ms")), COUNT (units),
                     COUNT (rlif_study_number (check, "differing_spikes")), COUNT (rlif_study_number (check, "spikes")),
                     N (rlif_study_number (radius, "W_h"), 4), N (rlif_study_number (radius, "membrane"), 4));
}

gboolean
rlif_study_unrolled (RlifStudy *study, GError **error)
{
  RlifPage *page = study->page;
  rlif_page_section (page, "The network as a recurrent neural network");
  rlif_page_text (page, "On a grid of time a LIF network is an Elman network with gates,");
  rlif_page_text (page, "<i>h</i><sub>n</sub> = σ (<i>u</i> ⊙ [<i>W</i><sub>m</sub> (<i>f</i> ⊙ <i>h</i><sub>n−1</sub>) + "
                  "<i>b</i>] + (1 − <i>u</i>) ⊙ <i>r</i> + <i>i</i> ⊙ [<i>W</i><sub>s</sub> <i>h</i><sub>n−1</sub> + "
                  "<i>W</i><sub>x</sub> <i>x</i><sub>n</sub>]).");
  rlif_page_text (page, "<i>h</i> holds the states of all neurons, their spikes, and those of earlier steps that delays and "
                  "refractoriness need; σ is a step at threshold for spikes and the identity for all else. The gates "
                  "<i>f</i> = 1 − <i>F h</i><sub>n−1</sub> (reset), <i>u</i> (held membranes) and <i>i</i> (deaf ones) are driven by the "
                  "network's own spikes. <i>W</i><sub>m</sub> is the exact flow of the neurons over a step, <i>W</i><sub>s</sub> the "
                  "synapses. <code>--output PREFIX</code> writes the matrices.");
  g_autoptr (JsonNode) root = NULL;
  static const char *const words[] = { "--dt", "1 ms", NULL };
  const RlifQuestion q = { "unroll", TRUE, FALSE, words, NULL, NULL };
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  write_sizes (page, json_node_get_object (root));
  rlif_page_text (page, "The matrices are iterated beside the network in steps of the same length (not beside the event-driven "
                  "run: what the step itself changes is the next section). In the spectral radius of W<sub>h</sub> a spike counts as "
                  "the share of the way to threshold that it takes its target: it is that of the linear network "
                  "that sends its distance from rest instead of spikes. Above 1 that linear network would grow; thresholds and resets bound "
                  "the spiking one, so it is no proof of chaos. Without a number, more than 1500 units are in loops.");
  return TRUE;
}

static void
write_twins (RlifPage *page, JsonObject *o, const char *caption)
{
  static const char *const head[] = { "Step [ms]", "V<sub>m</sub> before any spike, rms", "largest", "V<sub>m</sub> whole, rms",
                                      "largest", "Spikes", "Matched", "Missing", "Extra", "Mean |Δt| [ms]", NULL };
  rlif_page_table_begin (page, caption, head);
  for (guint k = 0; k < rlif_study_length (o, "steps"); k++) {
    JsonObject *step = rlif_study_element (o, "steps", k), *e = json_object_get_object_member (step, "error");
    rlif_page_row (page, SETTING (rlif_study_number (step, "step_ms")), N (rlif_study_number (e, "before_first_spike_rms"), 3),
                   N (rlif_study_number (e, "before_first_spike_largest"), 3), N (rlif_study_number (e, "whole_run_rms"), 3),
                   N (rlif_study_number (e, "whole_run_largest"), 3), COUNT (rlif_study_number (step, "spikes")),
                   COUNT (rlif_study_number (step, "matched")), COUNT (rlif_study_number (step, "missing")),
                   COUNT (rlif_study_number (step, "extra")), N (rlif_study_number (e, "mean_dt_ms"), 3), NULL);
  }
  JsonObject *order = json_object_get_object_member (o, "order"), *events = json_object_get_object_member (o, "events");
  rlif_page_row (page, "order", N (rlif_study_number (order, "before_first_spike_rms"), 3),
                 N (rlif_study_number (order, "before_first_spike_largest"), 3),
                 N (rlif_study_number (order, "whole_run_rms"), 3), N (rlif_study_number (order, "whole_run_largest"), 3), "", "",
                 "", "", N (rlif_study_number (order, "mean_dt_ms"), 3), NULL);
  rlif_page_row (page, "events", "", "", "", "", COUNT (rlif_study_number (events, "spikes")), "", "", "", "", NULL);
  rlif_page_table_end (page);
}

static void
find_order (RlifPage *page, JsonObject *o)
{
  JsonObject *order = json_object_get_object_member (o, "order");
  const double value = rlif_study_number (order, "before_first_spike_rms");
  if (isfinite (value))
    rlif_page_finding (page, "Forward Euler's error of the potential before any spike has the order %s in the step.", N (value, 3));
}

/* @euler    or the matrix exponential */
static gboolean
ask_twins (RlifStudy *study, gboolean euler, GError **error)
{
  const RlifExperiment *e = study->experiment;
  const double span = (double) (e->warmup + e->duration) / (double) e->ticks_per_ms;
  g_autofree char *window = g_strdup_printf ("experiment.duration=%g ms", LONGEST_COMPARED);
  const char *words[] = { "--method", euler ? "euler" : "exact", "--dt", STEPS, "--size", "15 cm x 9 cm", NULL, NULL, NULL,
                          NULL, NULL };
  if (span > LONGEST_COMPARED) {
    words[6] = words[8] = "--set";
    words[7] = "experiment.warmup=0 ms";
    words[9] = window;
  }
  const RlifQuestion q = { "dense", TRUE, FALSE, words, "--plot", euler ? "euler.svg" : "exact.svg" };
  g_autoptr (JsonNode) root = NULL;
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  JsonObject *o = json_node_get_object (root);
  if (!rlif_study_show (study, q.file, "Errors over the step, both axes in decades: of potentials before any spike and in the "
                        "whole time, and of spike times.",
                        euler ? "Errors of forward Euler over the step." : "Errors of exponential integration over the step.",
                        error))
    return FALSE;
  write_twins (study->page, o, euler ? "Forward Euler beside the event-driven run, errors in mV."
                                     : "Exponential integration beside the event-driven run, errors in mV.");
  if (euler) find_order (study->page, o);
  return TRUE;
}

gboolean
rlif_study_steps (RlifStudy *study, GError **error)
{
  RlifPage *page = study->page;
  rlif_page_section (page, "The network in steps of time");
  rlif_page_text (page, "The same neurons, synapses, initial states and input, in steps of time as clock-driven simulators "
                  "take them: states flow to the next point of the grid, what arrives there is summed, thresholds are "
                  "tested once. Delays and refractory periods are rounded to whole steps; input from outside takes effect at "
                  "the next point. Errors are taken at the points of the grid, against the event-driven run; a spike is matched "
                  "with the nearest of the same neuron if it is no further than 2 ms away. Compared is the beginning of "
                  "the run, up to %g ms: in a recurrent network, late spikes cause other late spikes, until nothing but "
                  "statistics is left to compare. An order is the slope of log error over log step; there is none where "
                  "errors are rounding.", LONGEST_COMPARED);
  rlif_page_heading (page, "Forward Euler");
  if (!ask_twins (study, TRUE, error)) return FALSE;
  rlif_page_heading (page, "Exponential integration");
  if (!ask_twins (study, FALSE, error)) return FALSE;
  rlif_page_text (page, "With the matrix exponential of a step the flow has no error. Where no input comes from outside between points of the "
                  "grid, the potential before any spike is therefore right to rounding; what remains is the grid itself. Spikes "
                  "are found at the next point, up to a step late, and whatever they cause is late too. Matches of a network that has "
                  "diverged are by chance, so mean |Δt| is bounded by the 2 ms and says nothing there: read it beside "
                  "the numbers of missing and extra spikes. An order over errors of a diverged network is no "
                  "order of convergence. Seconds are left out of this report, since they differ "
                  "from run to run; the command prints them.");
  return TRUE;
}
