/* The facts of a model: what is wrong with them is said before anything runs. */
#include "check-main.h"
#include "model/validate.h"

static RlifField param[2], state[1];
static RlifPort port[2];

static const RlifField right_param[] = { { "tau_m", "ms", 10.0, 0.1, 1e3, "membrane time constant" },
                                         { "V_th", "mV", 15.0, -100, 100, "spike threshold" } };
static const RlifField right_state[] = {
  { "V_m", "mV", 0.0, -HUGE_VAL, HUGE_VAL, "membrane potential" } };
static const RlifPort right_port[] = { { "ex", "pA", +1, "excitation" },
                                       { "in", "pA", -1, "inhibition" } };

static void
advance (RlifNeuron *x, RlifTime from, RlifTime to)
{
  (void) x, (void) from, (void) to;
}

static int
receive (RlifNeuron *x, uint32_t p, double w, RlifTime now)
{
  (void) x, (void) p, (void) w, (void) now;
  return 1;
}

static RlifTime
next (const RlifNeuron *x, RlifTime from, RlifTime until)
{
  (void) x, (void) from, (void) until;
  return RLIF_NEVER;
}

static void
fire (RlifNeuron *x, RlifTime now)
{
  (void) x, (void) now;
}

static const char *
check (const double par[])
{
  return par[0] < par[1] ? NULL : "tau_m must be less than V_th";
}

static void *
prepare (const RlifModel *self, const double par[], double ticks_per_ms)
{
  (void) par, (void) ticks_per_ms;
  return (void *) self;
}

static void
release (void *prepared)
{
  (void) prepared;
}

/* Right; each test spoils one thing, and the next finds it mended. */
static RlifModel model;
static const RlifModel right_model = {
  .abi = RLIF_MODEL_ABI, .size = sizeof (RlifModel), .name = "m", .summary = "a model",
  .param = param, .n_param = 2, .state = state, .n_state = 1, .port = port, .n_port = 2,
  .check = check,
  .advance = advance, .receive = receive, .next = next, .fire = fire };

static void
mend (void)
{
  model = right_model;
  memcpy (param, right_param, sizeof param);
  memcpy (state, right_state, sizeof state);
  memcpy (port, right_port, sizeof port);
}

static void
refused (const char *message)
{
  GError *error = NULL;
  ck_assert_msg (!rlif_model_validate (&model, "m", "m.so", &error), "not refused: %s", message);
  ck_assert (g_error_matches (error, RLIF_ERROR, RLIF_ERROR_MODEL));
  ck_assert_str_eq (error->message, message);
  g_error_free (error);
}

static void
accepted (void)
{
  GError *error = NULL;
  ck_assert_msg (rlif_model_validate (&model, "m", "m.so", &error), "%s",
                 error ? error->message : "");
}

START_TEST (a_right_model_is_accepted)
{
  accepted ();
  model.size += 8;               /* a later header of the same ABI: more fields at the end */
  model.check = NULL;
  model.n_port = 0;
  model.port = NULL;
  accepted ();
  model.prepare = prepare;
  model.release = release;
  accepted ();
}
END_TEST

START_TEST (a_model_compiled_for_another_header_is_refused)
{
  model.abi = RLIF_MODEL_ABI + 1;
  refused ("m.so: was compiled for version 2 of rlif/model.h, this is version 1: compile it again");
  model.abi = RLIF_MODEL_ABI - 1;
  refused ("m.so: was compiled for version 0 of rlif/model.h, this is version 1: compile it again");
  model.abi = RLIF_MODEL_ABI;
  model.size = 16;
  g_autofree char *message =
    g_strdup_printf ("m.so: was compiled with an older rlif/model.h (16 bytes a model, this has "
                     "%zu): compile it again", sizeof (RlifModel));
  refused (message);
  model.size = offsetof (RlifModel, arrive) - 1;
  g_autofree char *almost =
    g_strdup_printf ("m.so: was compiled with an older rlif/model.h (%zu bytes a model, this has "
                     "%zu): compile it again", offsetof (RlifModel, arrive) - 1, sizeof (RlifModel));
  refused (almost);
  model.size = offsetof (RlifModel, arrive);   /* before models had loops, which they can do without */
  accepted ();
}
END_TEST

START_TEST (file_and_model_have_the_same_name)
{
  model.name = "n";
  refused ("m.so: calls itself “n”: file and model must have the same name");
  model.name = NULL;
  refused ("m.so: calls itself “”: file and model must have the same name");
}
END_TEST

START_TEST (a_model_has_a_summary_a_state_and_four_functions)
{
  model.summary = "";
  refused ("m.so: has no summary");
  model.summary = "a model";
  model.n_state = 0;
  refused ("m.so: has no state");
  model.n_state = 1;
  model.state = NULL;
  refused ("m.so: has no table of its parameters or states");
  model.state = state;
  model.port = NULL;
  refused ("m.so: has no table of its ports");
}
END_TEST

START_TEST (each_of_the_four_functions_is_needed)
{
  const char *const message = "m.so: lacks one of advance, receive, next and fire";
  const RlifModel right = model;
  model.advance = NULL;
  refused (message);
  model = right;
  model.receive = NULL;
  refused (message);
  model = right;
  model.next = NULL;
  refused (message);
  model = right;
  model.fire = NULL;
  refused (message);
}
END_TEST

START_TEST (prepare_and_release_come_together)
{
  model.prepare = prepare;
  refused ("m.so: has only one of prepare and release");
  model.prepare = NULL;
  model.release = release;
  refused ("m.so: has only one of prepare and release");
}
END_TEST

START_TEST (names_are_names_and_each_is_given_once)
{
  param[1].name = "V th";
  refused ("m.so: “V th” is not a name: letters, digits and _ are");
  param[1].name = "2nd";
  refused ("m.so: “2nd” is not a name: letters, digits and _ are");
  param[1].name = "";
  refused ("m.so: a field has no name");
  param[1].name = NULL;
  refused ("m.so: a field has no name");
  param[1].name = "tau_m";
  refused ("m.so: two fields are called “tau_m”");
  param[1].name = "V_m";
  refused ("m.so: two fields are called “V_m”");   /* a parameter and a state */
  param[1].name = "count";
  refused ("m.so: a field must not be called “count”");
  param[1].name = "V_th";
  port[1].name = "ex";
  refused ("m.so: two fields are called “ex”");
}
END_TEST

START_TEST (every_field_says_its_unit_and_meaning)
{
  param[0].unit = "furlong";
  refused ("m.so: tau_m has no valid unit");
  param[0].unit = NULL;
  refused ("m.so: tau_m has no valid unit");
  param[0].unit = "ms";
  state[0].meaning = "";
  refused ("m.so: V_m does not say what it means");
  state[0].meaning = NULL;
  refused ("m.so: V_m does not say what it means");
}
END_TEST

START_TEST (every_port_says_its_unit_sign_and_meaning)
{
  port[1].unit = "pX";
  refused ("m.so: port in has no valid unit");
  port[1].unit = NULL;
  refused ("m.so: port in has no valid unit");
  port[1].unit = "pA";
  port[1].sign = -2;
  refused ("m.so: port in has the sign -2: +1, -1 and 0 are signs");
  port[1].sign = 0;
  accepted ();
  port[0].meaning = NULL;
  refused ("m.so: port ex does not say what it means");
}
END_TEST

START_TEST (defaults_lie_within_their_bounds)
{
  param[0].init = 0.1;
  accepted ();
  param[0].init = 0.0999;
  refused ("m.so: the default of tau_m lies outside its bounds");
  param[0].init = 1000.5;
  refused ("m.so: the default of tau_m lies outside its bounds");
  param[0].init = 10;
  state[0].init = HUGE_VAL;
  refused ("m.so: the default of V_m is not a finite number");
  state[0].init = (double) NAN;
  refused ("m.so: the default of V_m is not a finite number");
}
END_TEST

START_TEST (defaults_can_be_used_together)
{
  param[0].init = 15.5;
  refused ("m.so: its own defaults are refused: tau_m must be less than V_th");
}
END_TEST

TEST_MAIN_WITH (mend, NULL, "validate", a_right_model_is_accepted,
           a_model_compiled_for_another_header_is_refused,
           file_and_model_have_the_same_name, a_model_has_a_summary_a_state_and_four_functions,
           each_of_the_four_functions_is_needed, prepare_and_release_come_together,
           names_are_names_and_each_is_given_once, every_field_says_its_unit_and_meaning,
           every_port_says_its_unit_sign_and_meaning, defaults_lie_within_their_bounds,
           defaults_can_be_used_together)
