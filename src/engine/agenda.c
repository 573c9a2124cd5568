/* Buckets of deliveries, and their order within a window. */
#include "engine/agenda.h"

#define MOST_BUCKETS 8192
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
  if (agenda->is_known || agenda->n_waiting == 0) return agenda->earliest;
  for (guint64 k = 0; k < agenda->n_buckets; k++) {
    const RlifDeliveries *bucket = bucket_of (agenda, agenda->first + k);
    for (guint j = 0; j < bucket->n; j++) agenda->earliest = MIN (agenda->earliest, bucket->delivery[j].time);
    if (bucket->n > 0) break;
  }
  agenda->is_known = TRUE;
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
  if (agenda->n_waiting <= most / agenda->largest || count (agenda, from, to) <= most / agenda->largest) return end;
  for (guint64 k = from; k < to; k++) {
    const RlifDeliveries *bucket = bucket_of (agenda, k);
    for (guint j = 0; j < bucket->n; j++) n += rlif_delivery_size (&bucket->delivery[j]);
    if (n > most) return (RlifTime) ((k + 1) << agenda->shift);
  }
  return end;
}

/* Steps of the current come before spikes of neurons, these before those of inputs. What one source sends by one
 * projection is told by the order in which it was added. */
static inline gboolean
is_before (const RlifDelivery *a, const RlifDelivery *b)
{
  if (a->time != b->time) return a->time < b->time;
  if (a->sender != b->sender) return a->sender < b->sender;
  return a->sender > 0 && a->projection->number < b->projection->number;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer unused)
{
  (void) unused;
  return is_before (a, b) ? -1 : is_before (b, a);
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

/* Puts what is in the buckets of a window into n bins of 2^shift ticks from `begin` on. */
static void
distribute (RlifAgenda *agenda, guint64 from, guint64 to, RlifTime begin, guint shift, guint n)
{
  guint32 *const start = agenda->start;
  for (guint k = 0; k <= n; k++) start[k] = 0;
  for (guint64 k = from; k <= to; k++) {
    const RlifDeliveries bucket = *bucket_of (agenda, k);
    for (guint j = 0; j < bucket.n; j++) start[((guint64) (bucket.delivery[j].time - begin) >> shift) + 1]++;
  }
  for (guint k = 0; k < n; k++) start[k + 1] += start[k];
  RlifDelivery *const due = agenda->due.delivery;
  for (guint64 k = from; k <= to; k++) {
    const RlifDeliveries bucket = *bucket_of (agenda, k);
    for (guint j = 0; j < bucket.n; j++)
      due[start[(guint64) (bucket.delivery[j].time - begin) >> shift]++] = bucket.delivery[j];
    bucket_of (agenda, k)->n = 0;
  }
}

/* Sorts each bin; those with few together, since nothing moves out of its bin. */
static void
sort_bins (const RlifAgenda *agenda, guint n_bins)
{
  RlifDelivery *const due = agenda->due.delivery;
  guint done = 0, begin = 0;
  for (guint k = 0; k < n_bins; begin = agenda->start[k++]) {
    const guint n = agenda->start[k] - begin;
    if (n <= FEW) continue;
    insert_all (due + done, begin - done);
    g_qsort_with_data (due + begin, (int) n, sizeof *due, compare, NULL);   /* is stable */
    done = begin + n;
  }
  insert_all (due + done, begin - done);
}

/* Sorts all that is in the buckets of a window, in about n/2 bins, and puts back what comes after it. */
static void
take_many (RlifAgenda *agenda, guint64 from, guint64 to, RlifTime begin, RlifTime end, guint n)
{
  RlifDeliveries *due = &agenda->due, *cut = bucket_of (agenda, to);
  const guint64 span = ((to + 1) << agenda->shift) - (guint64) begin;
  const guint bits = g_bit_storage (span), least = g_bit_storage (n / 2);
  const guint shift = bits > least ? bits - least : 0, bins = (guint) ((span - 1) >> shift) + 1;
  if (bins >= agenda->room_start) {
    agenda->room_start = bins + bins / 2 + 1;
    agenda->start = g_renew (guint32, agenda->start, agenda->room_start);
  }
  distribute (agenda, from, to, begin, shift, bins);
  sort_bins (agenda, bins);
  for (due->n = n; due->n > 0 && due->delivery[due->n - 1].time >= end; due->n--) continue;
  for (guint k = due->n; k < n; k++) cut->delivery[cut->n++] = due->delivery[k];
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
  agenda->is_known = FALSE;
  rlif_deliveries_make_room (&agenda->due, n);
  if (n <= FEW)
    take_few (agenda, from, to, end);
  else
    take_many (agenda, from, to, begin, end, n);
  agenda->n_waiting -= agenda->due.n;
}
