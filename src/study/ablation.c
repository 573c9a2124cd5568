/* One ingredient of the neurons of a network is taken out or put in. */
#include <math.h>
#include <string.h>
#include <rlif/linear.h>
#include <rlif/sparsity.h>
#include "network/structure.h"
#include "study/ablated.h"

struct RlifAblated {
  RlifAblation ablation;
  GPtrArray *models;         /* of RlifAblatedModel, owned; one for each model of the network, or none */
};

const char *
rlif_ablation_name (RlifAblation ablation)
{
  static const char *const names[] = { "as given", "subtractive reset", "no refractoriness", "no reset",
                                       "feed-forward", "A(t) fed back" };
  return names[ablation];
}

/* Says why the change cannot be made in a population at the parameters of one of its neurons. NULL: it can. */
typedef const char *(*Complain) (const RlifModel *model, const double par[], const RlifLinear *linear);

static const double *
par_of (const RlifPopulation *p, guint32 i)
{
  return p->par + (p->par_each ? (gsize) i * p->model->n_param : 0);
}

/* Is there a spike, and a potential that it could reset? A model in C may fire. */
static gboolean
can_fire (const RlifModel *model)
{
  return rlif_model_find_state (model, "V_m") >= 0 && (!model->language || model->language->fires);
}

/* Is V_m >= V_th what makes it fire? */
static gboolean
has_plain_threshold (const RlifModel *model, const double par[], const RlifLinear *linear)
{
  const int v = rlif_model_find_state (model, "V_m"), th = rlif_model_find_param (model, "V_th");
  gboolean is_plain = th >= 0 && linear->guard.threshold == par[th];
  for (int j = 0; j < linear->n; j++) is_plain = is_plain && linear->guard.c[j] == (j == v);
  return is_plain;
}

static const char *
complain_subtract (const RlifModel *model, const double par[], const RlifLinear *linear)
{
  const int v = rlif_model_find_state (model, "V_m"), to = rlif_model_find_param (model, "V_reset");
  if (to < 0 || !has_plain_threshold (model, par, linear))
    return "its threshold is not V_m >= V_th, or there is no V_reset, so that it is not known what to subtract";
  gboolean is_hard = linear->is_reset[v] && linear->reset_to[v] == par[to];
  for (int j = 0; j < linear->n; j++) is_hard = is_hard && linear->reset[v][j] == 0;
  return is_hard ? NULL : "its reset is not V_m := V_reset: it keeps something of the potential already";
}

static const char *
complain_keep (const RlifModel *model G_GNUC_UNUSED, const double par[] G_GNUC_UNUSED, const RlifLinear *linear)
{
  return linear->refractory > 0 ? NULL
                                : "without reset and without a refractory period it would fire without end in an instant";
}

static const char *
complain_refractory (const RlifModel *model, const double par[], const RlifLinear *linear G_GNUC_UNUSED)
{
  const int t_ref = rlif_model_find_param (model, "t_ref");
  if (t_ref < 0) return "it has no parameter t_ref";
  return par[t_ref] > 0 ? NULL : "its t_ref is 0 as given";
}

static const char *
counterpart_of (const RlifModel *model)
{
  return g_str_equal (model->name, "lif_delta") ? "lif2_delta" : g_str_equal (model->name, "lif_exp") ? "lif2" : NULL;
}

static const char *
complain_feedback (const RlifModel *model, const double par[] G_GNUC_UNUSED, const RlifLinear *linear G_GNUC_UNUSED)
{
  if (g_str_has_prefix (model->name, "lif2")) return "it feeds its change back already";
  return counterpart_of (model) ? NULL : "only lif_delta and lif_exp have a counterpart that feeds its change back";
}

static gboolean
refuse (const RlifPopulation *p, const char *why, GError **error)
{
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_INVALID, "[neurons %s] model %s: %s", p->name, p->model->name, why);
  return FALSE;
}

/* @needs_text   whether the equations must be known */
static gboolean
check_population (const RlifPopulation *p, Complain complain, gboolean needs_text, GError **error)
{
  if (needs_text && !p->model->language)
    return refuse (p, "it is written in C, so that its reset and its threshold are not known", error);
  const double ticks_per_ms = (double) p->network->ticks_per_ms;
  for (guint32 i = 0; i < (p->par_each ? p->count : 1); i++) {
    const double *par = par_of (p, i);
    RlifLinear *linear = needs_text ? rlif_linear_new (p->model->language, par, ticks_per_ms) : NULL;
    const char *why = needs_text && !linear ? "its equations are not finite" : complain (p->model, par, linear);
    rlif_linear_free (linear);
    if (why) return refuse (p, why, error);
  }
  return TRUE;
}

static gboolean
check (const RlifNetwork *network, RlifAblation ablation, GError **error)
{
  static const Complain complains[] = { [RLIF_SUBTRACTIVE_RESET] = complain_subtract, [RLIF_NO_RESET] = complain_keep,
                                        [RLIF_NO_REFRACTORINESS] = complain_refractory,
                                        [RLIF_FED_BACK] = complain_feedback };
  const gboolean needs_text = ablation == RLIF_SUBTRACTIVE_RESET || ablation == RLIF_NO_RESET;
  gboolean fires = FALSE;
  for (guint k = 0; k < network->populations->len; k++) {
    const RlifPopulation *p = network->populations->pdata[k];
    if (!can_fire (p->model)) continue;
    fires = TRUE;
    if (complains[ablation] && !check_population (p, complains[ablation], needs_text, error)) return FALSE;
  }
  if (!fires)
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID, "the network has no neurons that fire and have a potential V_m");
  return fires;
}

/* Lets the ablated models of a network replace its own. States that were not given begin at the base's rest. */
static void
replace_model (RlifPopulation *p, const RlifModel *model)
{
  const RlifModel *base = p->model;
  double rest[RLIF_MAX_STATES];
  p->given = g_renew (double *, p->given, model->n_state);
  for (guint j = base->n_state; j < model->n_state; j++) p->given[j] = NULL;
  for (guint j = 0; j < base->n_state; j++) {
    if (p->given[j]) continue;
    p->given[j] = g_new (double, p->count);
    for (guint32 i = 0; i < p->count; i++) {
      if (i == 0 || p->par_each) rlif_model_rest (base, par_of (p, i), rest);
      p->given[j][i] = rest[j];
    }
  }
  p->model = model;
}

static const RlifModel *
ablated_model_of (RlifAblated *a, const RlifModel *base)
{
  for (guint k = 0; k < a->models->len; k++) {
    const RlifAblatedModel *m = a->models->pdata[k];
    if (m->base == base) return &m->model;
  }
  RlifAblatedModel *m = a->ablation == RLIF_NO_RESET ? rlif_ablated_model_keep (base)
                                                      : rlif_ablated_model_subtract (base);
  g_ptr_array_add (a->models, m);
  return &m->model;
}

/* A position in the table of a model that belongs to the same name in another; both have it. */
static int
translate_port (const RlifModel *from, const RlifModel *to, int port)
{
  return port < 0 ? port : rlif_model_find_port (to, from->port[port].name);
}

/* The parameters, by their names, that were the same before; others have their defaults. */
static void
translate_parameters (RlifPopulation *p, const RlifModel *to)
{
  const guint n = to->n_param, rows = p->par_each ? p->count : 1;
  double *par = g_new (double, (gsize) rows * n);
  for (guint j = 0; j < n; j++) {
    const int k = rlif_model_find_param (p->model, to->param[j].name);
    for (gsize i = 0; i < rows; i++)
      par[i * n + j] = k < 0 ? to->param[j].init : p->par[i * p->model->n_param + (guint) k];
  }
  g_free (p->par);
  p->par = par;
}

/* So with states; the potential of the recent past begins where the potential does: nothing has changed. */
static void
translate_states (RlifPopulation *p, const RlifModel *to)
{
  double **given = g_new0 (double *, to->n_state);
  for (guint j = 0; j < to->n_state; j++) {
    const char *name = g_str_equal (to->state[j].name, "V_f") ? "V_m" : to->state[j].name;
    const int k = rlif_model_find_state (p->model, name);
    if (k >= 0 && p->given[k]) given[j] = g_memdup2 (p->given[k], p->count * sizeof (double));
  }
  for (guint j = 0; j < p->model->n_state; j++) g_free (p->given[j]);
  g_free (p->given);
  p->given = given;
}

static void
translate_ports (const RlifPopulation *p, const RlifModel *to)
{
  const RlifNetwork *network = p->network;
  for (guint k = 0; k < network->projections->len; k++) {
    RlifProjection *projection = network->projections->pdata[k];
    if (projection->target == p) projection->port = translate_port (p->model, to, projection->port);
  }
  for (guint k = 0; k < network->poissons->len; k++) {
    RlifPoisson *poisson = network->poissons->pdata[k];
    if (poisson->target == p) poisson->port = (guint) translate_port (p->model, to, (int) poisson->port);
  }
}

static gboolean
feed_back (RlifNetwork *network, RlifRegistry *registry, GError **error)
{
  const RlifModel *of_delta = rlif_registry_find (registry, "lif2_delta", error);
  const RlifModel *of_exp = of_delta ? rlif_registry_find (registry, "lif2", error) : NULL;
  if (!of_exp) return FALSE;
  for (guint k = 0; k < network->populations->len; k++) {
    RlifPopulation *p = network->populations->pdata[k];
    if (!can_fire (p->model)) continue;
    const RlifModel *to = g_str_equal (counterpart_of (p->model), "lif2") ? of_exp : of_delta;
    translate_ports (p, to);
    translate_parameters (p, to);
    translate_states (p, to);
    p->model = to;
  }
  return TRUE;
}

/* Can the population `to` be reached from `from` by synapses? */
static gboolean
reaches (const RlifNetwork *network, const RlifPopulation *from, const RlifPopulation *to)
{
  g_autofree gboolean *is_reached = g_new0 (gboolean, network->populations->len);
  is_reached[from->index] = TRUE;
  for (gboolean more = TRUE; more;) {
    more = FALSE;
    for (guint k = 0; k < network->projections->len; k++) {
      const RlifProjection *p = network->projections->pdata[k];
      if (!p->source || !is_reached[p->source->index] || is_reached[p->target->index]) continue;
      is_reached[p->target->index] = more = TRUE;
    }
  }
  return is_reached[to->index];
}

static gboolean
cut_circles (RlifNetwork *network, GError **error)
{
  const guint n = network->projections->len;
  g_autofree gboolean *is_cut = g_new0 (gboolean, n + 1);
  gboolean some = FALSE;
  for (guint k = 0; k < n; k++) {
    const RlifProjection *p = network->projections->pdata[k];
    is_cut[k] = p->source && reaches (network, p->target, p->source);
    some |= is_cut[k];
  }
  for (guint k = n; k-- > 0;)
    if (is_cut[k]) g_ptr_array_remove_index (network->projections, k);
  for (guint k = 0; k < network->projections->len; k++)
    ((RlifProjection *) network->projections->pdata[k])->number = k;
  if (!some)
    g_set_error_literal (error, RLIF_ERROR, RLIF_ERROR_INVALID, "the network is feed-forward as given");
  return some;
}

static void
change_parameters (RlifNetwork *network)
{
  const RlifDistribution none = rlif_constant (0);
  for (guint k = 0; k < network->populations->len; k++) {
    RlifPopulation *p = network->populations->pdata[k];
    if (can_fire (p->model)) rlif_population_set (p, "t_ref", &none, NULL);
  }
}

static void
change_models (RlifNetwork *network, RlifAblated *a)
{
  for (guint k = 0; k < network->populations->len; k++) {
    RlifPopulation *p = network->populations->pdata[k];
    if (can_fire (p->model)) replace_model (p, ablated_model_of (a, p->model));
  }
}

RlifAblated *
rlif_ablate (RlifNetwork *network, RlifAblation ablation, RlifRegistry *registry, GError **error)
{
  g_return_val_if_fail (ablation < RLIF_N_ABLATIONS, NULL);
  gboolean ok = ablation == RLIF_AS_GIVEN || ablation == RLIF_FEED_FORWARD || check (network, ablation, error);
  RlifAblated *a = g_new (RlifAblated, 1);
  *a = (RlifAblated) { ablation, g_ptr_array_new_with_free_func ((GDestroyNotify) rlif_ablated_model_free) };
  if (ok && ablation == RLIF_FEED_FORWARD) ok = cut_circles (network, error);
  if (ok && ablation == RLIF_FED_BACK) ok = feed_back (network, registry, error);
  if (ok && ablation == RLIF_NO_REFRACTORINESS) change_parameters (network);
  if (ok && (ablation == RLIF_NO_RESET || ablation == RLIF_SUBTRACTIVE_RESET)) change_models (network, a);
  if (ok) return a;
  rlif_ablated_free (a);
  return NULL;
}

RlifAblation
rlif_ablated_get_ablation (const RlifAblated *ablated)
{
  return ablated->ablation;
}

void
rlif_ablated_free (RlifAblated *ablated)
{
  if (!ablated) return;
  g_ptr_array_unref (ablated->models);
  g_free (ablated);
}
