/* Rows as the engine reads them. */
#include "network/rows.h"

/* Room for n targets. */
static guint32 *
room_for (RlifRowMaker *maker, gsize n)
{
  if (n > maker->room) {
    maker->room = n + n / 4;
    maker->from = g_renew (guint32, maker->from, maker->room);
    maker->to = g_renew (guint32, maker->to, maker->room);
  }
  return maker->to;
}

/* A row that is kept as steps. */
static RlifRow
follow_steps (const RlifProjection *p, guint32 source, gsize n, RlifRowMaker *maker)
{
  guint32 *const to = room_for (maker, n);
  const guint16 *step = p->step + p->first_step[source];
  guint32 at = 0;
  for (gsize k = 0; k < n; k++) {
    while (*step == RLIF_FAR) at += *step++;
    to[k] = at += *step++;
  }
  return (RlifRow) { .n = n, .to = to };
}

RlifRow
rlif_projection_part (const RlifProjection *p, guint32 source, gsize begin, gsize end, RlifRowMaker *maker)
{
  const gsize n = end - begin;
  if (p->to) return (RlifRow) { .n = n, .to = p->to + rlif_projection_begin (p, source) + begin };
  if (p->first_step) {
    const RlifRow row = follow_steps (p, source, rlif_projection_begin (p, source + 1) - rlif_projection_begin (p, source), maker);
    return (RlifRow) { .n = n, .to = row.to + begin };
  }
  return (RlifRow) { .n = n, .to_short = p->to_short + rlif_projection_begin (p, source) + begin };
}

RlifRow
rlif_projection_row (const RlifProjection *p, guint32 source, RlifRowMaker *maker)
{
  if (!p->is_procedural) return rlif_projection_part (p, source, 0, rlif_projection_begin (p, source + 1) - rlif_projection_begin (p, source), maker);
  RlifPairs pairs = { 0, maker->room, maker->from, maker->to };
  GError *error = NULL;
  if (!rlif_rule_make_row (&p->rule, &p->stream, source, rlif_rows_count (p), p->target->count,
                           p->source == p->target, &pairs, &error))
    g_error ("%s", error->message);
  *maker = (RlifRowMaker) { pairs.from, pairs.to, pairs.room };
  return (RlifRow) { .n = pairs.n, .to = pairs.to };
}

void
rlif_row_maker_clear (RlifRowMaker *maker)
{
  g_free (maker->from);
  g_free (maker->to);
  *maker = (RlifRowMaker) { 0 };
}
