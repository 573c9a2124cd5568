/* Buckets of deliveries, and their order within a window. */
#include "engine/agenda.h"

#define MOST_BUCKETS 2048
#define PER_WINDOW 4   /* buckets, at least */
#define FEW 24         /* deliveries that are sorted by insertion */

void
rlif_agenda_init (RlifAgenda *agenda, RlifTime window, RlifTime longest, gsize largest)
{
  const guint64 span = (guint64) longest + (guint64) window;
  *agenda = (RlifAgenda) { .n_buckets = 1, .earliest = RLIF_NEVER, .largest = largest };
  while (window >> agenda->shift >= 2 * PER_WINDOW || span >> agenda->shift > MOST_BUCKETS - 2) agenda->shift++;
  while (agenda->n_buckets < (span >> agenda->shift) + 2) agenda->n_buckets *= 2;
  agenda->bucket = g_new0 (RlifDeliveries, agenda->n_buckets);
}

void
rlif_agenda_clear (RlifAgenda *agenda)
{
  for (guint64 k = 0; k < agenda->n_buckets; k++) g_free (agenda->bucket[k].delivery);
  g_free (agenda->bucket);
  g_free (agenda->due.delivery);
  g_free (agenda->start);
}

void
rlif_deliveries_make_room (RlifDeliveries *deliveries, guint n)
{
  if (n <= deliveries->room) return;
  deliveries->room = MAX (n, deliveries->room + deliveries->room / 2 + 8);
  deliveries->delivery = g_renew (RlifDelivery, deliveries->delivery, deliveries->room);
}

static guint64
number_of (const RlifAgenda *agenda, RlifTime time)
{
  return (guint64) time >> agenda->shift;
}

static RlifDeliveries *
bucket_of (const RlifAgenda *agenda, guint64 number)
{
  return &agenda->bucket[number & (agenda->n_buckets - 1)];
}

RlifTime
rlif_agenda_next_time (RlifAgenda *agenda)
{
  if (agenda->is_exact) return agenda->earliest;
  for (guint64 k = 0; k < agenda->n_buckets; k++) {
    const RlifDeliveries *bucket = bucket_of (agenda, agenda->first + k);
    for (guint j = 0; j < bucket->n; j++) agenda->earliest = MIN (agenda->earliest, bucket->delivery[j].time);
    if (bucket->n > 0) break;
  }
  agenda->is_exact = TRUE;
  return agenda->earliest;
}

static guint
count (const RlifAgenda *agenda, guint64 from, guint64 to)
{
  guint n = 0;
  for (guint64 k = from; k <= to; k++) n += bucket_of (agenda, k)->n;
  return n;
}

RlifTime
rlif_agenda_limit (const RlifAgenda *agenda, RlifTime begin, RlifTime end, gsize most)
{
  const guint64 from = number_of (agenda, begin), to = number_of (agenda, end - 1);
  gsize n = 0;
  if (count (agenda, from, to) <= most / agenda->largest) return end;
  for (guint64 k = from; k < to; k++) {
    const RlifDeliveries *bucket = bucket_of (agenda, k);
    for (guint j = 0; j < bucket->n; j++) n += rlif_delivery_size (&bucket->delivery[j]);
    if (n > most) return (RlifTime) ((k + 1) << agenda->shift);
  }
  return end;
}

/* Steps of the current come before spikes of neurons, these before those of inputs. What one source sends by one
 * projection is told by the order in which it was added. */
static int
compare (gconstpointer x, gconstpointer y, gpointer unused)
{
  const RlifDelivery *a = x, *b = y;
  (void) unused;
  if (a->time != b->time) return a->time < b->time ? -1 : 1;
  if (!a->projection || !b->projection) return (a->projection != NULL) - (b->projection != NULL);
  if (a->sender != b->sender) return a->sender < b->sender ? -1 : 1;
  return a->projection->number < b->projection->number ? -1 : a->projection->number > b->projection->number;
}

static inline gboolean
is_before (const RlifDelivery *a, const RlifDelivery *b)
{
  return a->time != b->time ? a->time < b->time : compare (a, b, NULL) < 0;
}

static void
insert_all (RlifDelivery delivery[], guint n)
{
  for (guint k = 1; k < n; k++) {
    if (!is_before (&delivery[k], &delivery[k - 1])) continue;
    const RlifDelivery moving = delivery[k];
    guint hole = k;
    for (; hole > 0 && is_before (&moving, &delivery[hole - 1]); hole--) delivery[hole] = delivery[hole - 1];
    delivery[hole] = moving;
  }
}

/* Bins of equal spans of time [2^shift ticks] from `begin` on, and one for what comes after them. */
typedef struct {
  RlifTime begin;
  guint64 span;          /* [ticks] of all but the last */
  guint shift;
  guint last;
} Bins;

/* About as many as n deliveries. */
static Bins
choose_bins (RlifTime begin, RlifTime end, guint n)
{
  Bins bins = { .begin = begin, .span = (guint64) (end - begin) };
  const guint bits = g_bit_storage (bins.span), least = g_bit_storage (n);
  bins.shift = bits > least ? bits - least : 0;
  bins.last = (guint) ((bins.span - 1) >> bins.shift) + 1;
  return bins;
}

static inline guint
bin_of (const Bins *bins, RlifTime time)
{
  const guint64 since = (guint64) (time - bins->begin);
  return since < bins->span ? (guint) (since >> bins->shift) : bins->last;
}

static void
reserve_starts (RlifAgenda *agenda, guint n)
{
  if (n <= agenda->room_start) return;
  agenda->room_start = n + n / 2;
  agenda->start = g_renew (guint32, agenda->start, agenda->room_start);
}

/* Puts what is in the buckets of a window into bins. */
static void
distribute (RlifAgenda *agenda, guint64 from, guint64 to, Bins bins)
{
  guint32 *const start = agenda->start;
  for (guint k = 0; k < bins.last + 2; k++) start[k] = 0;
  for (guint64 k = from; k <= to; k++) {
    const RlifDeliveries bucket = *bucket_of (agenda, k);
    for (guint j = 0; j < bucket.n; j++) start[bin_of (&bins, bucket.delivery[j].time) + 1]++;
  }
  for (guint k = 0; k <= bins.last; k++) start[k + 1] += start[k];
  RlifDelivery *const due = agenda->due.delivery;
  for (guint64 k = from; k <= to; k++) {
    const RlifDeliveries bucket = *bucket_of (agenda, k);
    for (guint j = 0; j < bucket.n; j++) due[start[bin_of (&bins, bucket.delivery[j].time)]++] = bucket.delivery[j];
    bucket_of (agenda, k)->n = 0;
  }
}

/* Sorts each bin; those with few together, since nothing moves out of its bin. */
static void
sort_bins (const RlifAgenda *agenda, guint n_bins)
{
  RlifDelivery *const due = agenda->due.delivery;
  guint done = 0;
  for (guint k = 0, begin = 0; k < n_bins; begin = agenda->start[k++]) {
    const guint n = agenda->start[k] - begin;
    if (n <= FEW) continue;
    insert_all (due + done, begin - done);
    g_qsort_with_data (due + begin, (int) n, sizeof *due, compare, NULL);   /* is stable */
    done = begin + n;
  }
  insert_all (due + done, agenda->due.n - done);
}

static void
take_many (RlifAgenda *agenda, guint64 from, guint64 to, Bins bins)
{
  RlifDeliveries *due = &agenda->due, *cut = bucket_of (agenda, to);
  reserve_starts (agenda, bins.last + 2);
  distribute (agenda, from, to, bins);
  due->n = agenda->start[bins.last - 1];
  for (guint k = due->n; k < agenda->start[bins.last]; k++) cut->delivery[cut->n++] = due->delivery[k];
  sort_bins (agenda, bins.last);
}

static void
take_few (RlifAgenda *agenda, guint64 from, guint64 to, RlifTime end)
{
  RlifDeliveries *due = &agenda->due;
  for (guint64 k = from; k <= to; k++) {
    RlifDeliveries *bucket = bucket_of (agenda, k);
    guint left = 0;
    for (guint j = 0; j < bucket->n; j++) {
      const gboolean comes = bucket->delivery[j].time < end;
      *(comes ? &due->delivery[due->n++] : &bucket->delivery[left++]) = bucket->delivery[j];
    }
    bucket->n = left;
  }
  insert_all (due->delivery, due->n);
}

void
rlif_agenda_take (RlifAgenda *agenda, RlifTime begin, RlifTime end)
{
  const guint64 from = number_of (agenda, begin), to = number_of (agenda, end - 1);
  const guint n = count (agenda, from, to);
  agenda->due.n = 0;
  agenda->first = number_of (agenda, end);
  if (rlif_agenda_next_time (agenda) >= end) return;
  agenda->earliest = RLIF_NEVER;
  agenda->is_exact = FALSE;
  rlif_deliveries_make_room (&agenda->due, n);
  if (n <= FEW)
    take_few (agenda, from, to, end);
  else
    take_many (agenda, from, to, choose_bins (begin, end, n));
}
