/* Parts of a study: what the run costs, and what the reset saves. */
#include <math.h>
#include "cli/study.h"

#define N(value, digits) rlif_page_number (page, value, digits)
#define SETTING(value) rlif_page_setting (page, value)
#define COUNT(value) rlif_page_count (page, value)

/* The member of an object within. */
static double
within (JsonObject *object, const char *name, const char *member)
{
  return rlif_study_number (json_object_get_object_member (object, name), member);
}

static const char *
price_of (JsonObject *o, guint k, const char *member)
{
  return json_object_get_string_member (rlif_study_element (o, "prices", k), member);
}

static void
write_neurobench (RlifPage *page, JsonObject *o)
{
  static const char *const head[] = { "NeuroBench metric", "Value", NULL };
  JsonObject *n = json_object_get_object_member (o, "neurobench");
  rlif_page_table_begin (page, "Footprint (bytes of synapses and states), sparsities, and synaptic operations in each step of "
                         "the table's comparison; of multiplications by graded values a spiking network has none.", head);
  rlif_page_row (page, "footprint [bytes]", COUNT (rlif_study_number (n, "footprint")), NULL);
  rlif_page_row (page, "connection sparsity", N (rlif_study_number (n, "connection_sparsity"), 6), NULL);
  rlif_page_row (page, "activation sparsity", N (rlif_study_number (n, "activation_sparsity"), 6), NULL);
  rlif_page_row (page, "synaptic operations, dense", N (within (n, "synaptic_operations", "Dense"), 4), NULL);
  rlif_page_row (page, "synaptic operations, effective MACs", N (within (n, "synaptic_operations", "Effective_MACs"), 4), NULL);
  rlif_page_row (page, "synaptic operations, effective ACs", N (within (n, "synaptic_operations", "Effective_ACs"), 4), NULL);
  rlif_page_table_end (page);
}

static void
write_ledger (RlifPage *page, JsonObject *o)
{
  static const char *const head[] = { "Population", "Neurons", "Spikes", "Arrivals", "of these from outside", "gated", "Updates",
                                      "Crossings solved", NULL };
  JsonObject *ledger = json_object_get_object_member (o, "ledger");
  rlif_page_table_begin (page, "The ledger of the run, warm-up included. An update of a membrane is counted for each arrival that is heard, "
                         "and for each spike. (rlif itself makes few of them, since between events linear neurons need none; they are "
                         "counted so that the comparison does not flatter events.)", head);
  for (guint k = 0; k < rlif_study_length (ledger, "populations"); k++) {
    JsonObject *p = rlif_study_element (ledger, "populations", k);
    rlif_page_row (page, json_object_get_string_member (p, "population"), COUNT (rlif_study_number (p, "neurons")),
                   COUNT (rlif_study_number (p, "spikes")), COUNT (rlif_study_number (p, "delivered")),
                   COUNT (rlif_study_number (p, "outside")), COUNT (rlif_study_number (p, "gated")),
                   COUNT (rlif_study_number (p, "updates")), COUNT (rlif_study_number (p, "crossings")), NULL);
  }
  rlif_page_table_end (page);
}

/* Operations: whole numbers, as far as they can be read. */
static const char *
operations (RlifPage *page, double n)
{
  return n < 1e6 ? COUNT (n) : N (n, 4);
}

/* What other ways cost, by the first price. */
static void
write_ways (RlifPage *page, JsonObject *o)
{
  static const char *const head[] = { "Computed by", "MACs", "Additions", "Updates", "Energy", "Ratio to events",
                                      "Events win up to [Hz]", NULL };
  const char *price = price_of (o, 0, "name");
  const double own = within (rlif_study_element (o, "ways", 0), "joules", price);
  g_autofree char *caption = g_strdup_printf ("Ways to compute the network for the same time, with steps of %s ms and prices of %s "
                                              "(%s). Events win up to the mean rate given, if all that arrives grows with it.",
                                              SETTING (rlif_study_number (o, "step_ms")), price_of (o, 0, "title"),
                                              price_of (o, 0, "source"));
  rlif_page_table_begin (page, caption, head);
  for (guint k = 0; k < rlif_study_length (o, "ways"); k++) {
    JsonObject *way = rlif_study_element (o, "ways", k);
    const double joules = within (way, "joules", price);
    rlif_page_row (page, json_object_get_string_member (way, "way"), operations (page, rlif_study_number (way, "macs")),
                   operations (page, rlif_study_number (way, "additions")), operations (page, rlif_study_number (way, "updates")),
                   rlif_page_joules (page, joules), k && own > 0 ? N (joules / own, 3) : "",
                   N (within (way, "events_win_to_hz", price), 3), NULL);
  }
  rlif_page_table_end (page);
}

static void
write_prices (RlifPage *page, JsonObject *o)
{
  static const char *const head[] = { "Hardware", "Events", "Steps", "Steps to events", NULL };
  rlif_page_table_begin (page, "The same events, and the same steps, at other prices. Rows are not to be compared with each other: "
                         "each price includes other things.", head);
  for (guint k = 0; k < rlif_study_length (o, "prices"); k++) {
    const char *price = price_of (o, k, "name");
    const double events = within (rlif_study_element (o, "ways", 0), "joules", price);
    const double steps = within (rlif_study_element (o, "ways", 1), "joules", price);
    rlif_page_row (page, price_of (o, k, "title"), rlif_page_joules (page, events), rlif_page_joules (page, steps),
                   events > 0 ? N (steps / events, 3) : "–", NULL);
  }
  rlif_page_table_end (page);
  rlif_page_text (page, "Steps cost the same as events, a ratio of 1, where the price has nothing for an update, or charges each neuron for "
                  "the time: such hardware makes steps itself, or its source includes them in the price of an event.");
  rlif_page_list_begin (page);
  for (guint k = 0; k < rlif_study_length (o, "prices"); k++)
    rlif_page_item (page, "%s: %s.", price_of (o, k, "title"), price_of (o, k, "source"));
  rlif_page_list_end (page);
}

/* Where the advantage over steps ends. */
static void
write_limit (RlifPage *page, JsonObject *o)
{
  const char *price = price_of (o, 0, "name");
  const double events = within (rlif_study_element (o, "ways", 0), "joules", price);
  JsonObject *steps = rlif_study_element (o, "ways", 1);
  const double arrivals = rlif_study_number (o, "arrivals_per_neuron_and_step"), rate = rlif_study_number (o, "rate_hz");
  const double limit = within (steps, "events_win_to_hz", price), ratio = within (steps, "joules", price) / events;
  const char *step = SETTING (rlif_study_number (o, "step_ms"));
  if (!isfinite (ratio) || !isfinite (limit) || rate == 0) return;
  rlif_page_text (page, "With steps of %s ms there are %s arrivals at a neuron in a step, at a mean rate of %s Hz, and steps that "
                  "send spikes only when they occur cost %s times as much as events. They cost less beyond %s arrivals in a step "
                  "(a mean rate of %s Hz here): there the advantage of events ends.", step, N (arrivals, 3), N (rate, 4),
                  N (ratio, 3), N (limit / rate * arrivals, 3), N (limit, 3));
  rlif_page_finding (page, "Steps of %s ms cost %s times the energy of events (%s, arithmetic only); at %s Hz they would cost the same.",
                     step, N (ratio, 3), price_of (o, 0, "title"), N (limit, 3));
}

static gboolean
ask_short_step (RlifStudy *study, GError **error)
{
  static const char *const words[] = { "--step", "0.1 ms", NULL };
  const RlifQuestion q = { "energy", TRUE, FALSE, words, NULL, NULL };
  g_autoptr (JsonNode) root = NULL;
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  write_limit (study->page, json_node_get_object (root));
  return TRUE;
}

gboolean
rlif_study_energy (RlifStudy *study, GError **error)
{
  RlifPage *page = study->page;
  rlif_page_section (page, "Energy");
  rlif_page_text (page, "The run keeps a ledger of what it did. It is priced, and so is what other ways to compute the same network for the "
                  "same time would do: steps in which every membrane is updated and spikes are sent when they occur; steps "
                  "in which every pair of neurons (dense) or every synapse (masked) is computed; and RNN, GRU and LSTM "
                  "layers of as many units, which are not the same network and need not be able to do the same. Steps are priced as if "
                  "they gave the same result; section 5 says what they give.");
  g_autoptr (JsonNode) root = NULL;
  static const char *const words[] = { "--step", "1 ms", "--size", "16 cm x 7 cm", NULL };
  const RlifQuestion q = { "energy", TRUE, FALSE, words, "--plot", "energy.svg" };
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  JsonObject *o = json_node_get_object (root);
  write_ledger (page, o);
  write_neurobench (page, o);
  if (!rlif_study_show (study, q.file, "Bars of the energy of each way, on an axis in decades.", "What the ways to compute the "
                        "network would take. Steps, RNN, GRU and LSTM are counted, not run.", error))
    return FALSE;
  write_ways (page, o);
  write_limit (page, o);
  write_prices (page, o);
  rlif_page_heading (page, "A shorter step");
  rlif_page_text (page, "What steps cost depends on how many there are; 0.1 ms is usual in simulations, 1 ms in neuromorphic hardware.");
  if (!ask_short_step (study, error)) return FALSE;
  rlif_page_text (page, "Not counted are memory traffic, which costs more than arithmetic on any real machine, leakage, what sends spikes "
                  "about, exponentials, tanh and other functions of units, and learning. These are joules by arithmetic, not "
                  "measurements of a machine.");
  return TRUE;
}

/* "51.2 ±0.3" of a measure. Returns: as numbers of the page. */
static const char *
interval (RlifPage *page, JsonObject *condition, const char *name, double scale)
{
  JsonObject *measure = json_object_get_object_member (condition, name);
  const double mean = rlif_study_number (measure, "mean") * scale, half = rlif_study_number (measure, "half_interval_95") * scale;
  if (!isfinite (half) || half == 0) return N (mean, 3);
  g_autofree char *text = g_strdup_printf ("%s ±%s", N (mean, 3), N (half, 2));
  return g_string_chunk_insert (page->kept, text);
}

static void
write_conditions (RlifPage *page, JsonObject *o)
{
  static const char *const head[] = { "Condition", "Rate [Hz]", "Fired [%]", "Active [%]", "On [%]", "Gated [%]", "Events [k/s]", "Power [nW]", "Ratio",
                                      NULL };
  g_autofree char *caption = g_strdup_printf ("Means over %s seeds and half of their 95 %% intervals (Student's t). Fired: share of neurons with a "
                                              "spike; active: of neurons and steps of %s ms with one; on: of the time at or above "
                                              "threshold; gated: of arrivals that met a refractory neuron; ratio: of powers, seed by seed.",
                                              SETTING (rlif_study_number (o, "seeds")), SETTING (rlif_study_number (o, "step_ms")));
  rlif_page_table_begin (page, caption, head);
  for (guint k = 0; k < rlif_study_length (o, "conditions"); k++) {
    JsonObject *c = rlif_study_element (o, "conditions", k);
    if (json_object_has_member (c, "not_made")) continue;
    rlif_page_row (page, json_object_get_string_member (c, "condition"), interval (page, c, "rate [Hz]", 1),
                   interval (page, c, "fired", 100), interval (page, c, "active", 100), interval (page, c, "on", 100),
                   interval (page, c, "gated", 100), interval (page, c, "events [1/s]", 1e-3), interval (page, c, "power [W]", 1e9),
                   interval (page, c, "ratio", 1), NULL);
  }
  rlif_page_table_end (page);
  for (guint k = 0; k < rlif_study_length (o, "conditions"); k++) {
    JsonObject *c = rlif_study_element (o, "conditions", k);
    if (json_object_has_member (c, "not_made"))
      rlif_page_text (page, "Not made: %s. %s.", json_object_get_string_member (c, "condition"),
                      json_object_get_string_member (c, "not_made"));
  }
}

static void
find_reset (RlifPage *page, JsonObject *o)
{
  for (guint k = 0; k < rlif_study_length (o, "conditions"); k++) {
    JsonObject *c = rlif_study_element (o, "conditions", k);
    if (g_str_equal (json_object_get_string_member (c, "condition"), "no reset") && !json_object_has_member (c, "not_made"))
      rlif_page_finding (page, "Without its resets the network fires at %s Hz and costs %s times as much.",
                         interval (page, c, "rate [Hz]", 1), interval (page, c, "ratio", 1));
  }
}

gboolean
rlif_study_gate (RlifStudy *study, GError **error)
{
  RlifPage *page = study->page;
  rlif_page_section (page, "What the reset gate saves");
  rlif_page_text (page, "The same synapses and the same input, with one ingredient of the neurons changed at a time, for several seeds. "
                  "Subtractive reset: a spike takes V<sub>th</sub> − V<sub>reset</sub> from the potential. No refractoriness: "
                  "t<sub>ref</sub> is 0. No reset: a spike leaves the potential; the neuron fires when it reaches threshold, and "
                  "every refractory period as long as it stays there. Feed-forward: without the synapses between populations that "
                  "reach each other. A(t) fed back: the membrane feels the filtered change of its own potential.");
  g_autoptr (JsonNode) root = NULL;
  static const char *const words[] = { "--seeds", "5", "--size", "17 cm x 5.5 cm", NULL };
  const RlifQuestion q = { "sparsity", TRUE, FALSE, words, "--plot", "sparsity.svg" };
  if (!rlif_study_ask (study, &q, &root, error)) return FALSE;
  if (!root) return TRUE;
  JsonObject *o = json_node_get_object (root);
  if (!rlif_study_show (study, q.file, "Rate, share of active steps, share of gated arrivals, events and power, for each condition, with "
                        "intervals.", "What each ingredient does: means over seeds and 95 % intervals.", error))
    return FALSE;
  write_conditions (page, o);
  find_reset (page, o);
  rlif_page_text (page, "The conditions are other networks at their own working points, not the same activity at another price: rates "
                  "differ because recurrence answers. With synapses that are currents, hard and subtractive resets agree if the potential "
                  "reaches the threshold and does not jump over it, and no arrival is gated, because a refractory "
                  "neuron still collects current. Five seeds are few; the intervals say what they can tell apart.");
  return TRUE;
}
