/* Options of the commands that step. */
#include <rlif/units.h>
#include "cli/dense-report.h"
#include "cli/step-option.h"

gboolean
rlif_method_option_parse (const char *text, RlifDenseMethod *method, GError **error)
{
  *method = text && g_str_equal (text, "euler") ? RLIF_DENSE_EULER : RLIF_DENSE_EXACT;
  if (!text || g_str_equal (text, rlif_dense_method_name (*method))) return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--method=%s: it is euler or exact", text);
  return FALSE;
}

gboolean
rlif_span_option_parse (const char *option, const char *text, gint64 ticks_per_ms, RlifTime *span, GError **error)
{
  if (!rlif_time_parse (text, ticks_per_ms, span, error)) {
    g_prefix_error (error, "--%s=%s: ", option, text);
    return FALSE;
  }
  if (*span > 0) return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s=%s: it must be more than 0", option, text);
  return FALSE;
}

gboolean
rlif_step_option_parse (const char *text, gint64 ticks_per_ms, RlifTime until, RlifTime *step, GError **error)
{
  if (!rlif_span_option_parse ("dt", text, ticks_per_ms, step, error)) return FALSE;
  if (*step <= until) return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--dt=%s: it is longer than the run", text);
  return FALSE;
}
