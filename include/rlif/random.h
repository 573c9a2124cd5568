/* rlif/random.h - random numbers that depend on what they are for, never on who draws them.
 *
 * A stream is named by (seed, purpose, object, item): the delays (purpose) of the projection "E -> I"
 * (object), row 17 (item). Its numbers are those of Philox4x32-10, counted from 0, so any thread or
 * machine that needs them draws the same.
 * Source: Salmon, Moraes, Dror & Shaw 2011, doi:10.1145/2063384.2063405. */
#ifndef RLIF_RANDOM_H
#define RLIF_RANDOM_H

#include <rlif/error.h>

RLIF_BEGIN_DECLS

/* What numbers are drawn for. The values are part of the results: never renumber them. */
typedef enum {
  RLIF_PURPOSE_PARAMETER = 1,
  RLIF_PURPOSE_STATE = 2,
  RLIF_PURPOSE_CONNECT = 3,
  RLIF_PURPOSE_WEIGHT = 4,
  RLIF_PURPOSE_DELAY = 5,
  RLIF_PURPOSE_POISSON = 6,
} RlifPurpose;

typedef struct {
  guint32 key[2];
  guint64 item, block;
  guint32 word[4];
  guint left;            /* words of this block not yet handed out */
} RlifStream;

/* @object   a name; streams of different names are independent
 * @item     number of the neuron, row or block within the object */
void rlif_stream_init (RlifStream *stream, guint64 seed, RlifPurpose purpose, const char *object,
                       guint64 item);

/* The same purpose and object, another item: cheaper than rlif_stream_init(). */
void rlif_stream_restart (RlifStream *stream, guint64 item);

guint32 rlif_stream_bits (RlifStream *stream);


/* Uniform in (0, 1): an odd multiple of 2^-53, so never 0 or 1. */
double rlif_stream_uniform (RlifStream *stream);

/* Uniform in 0 .. n-1 without bias, 1 <= n < 2^32. Source: Lemire 2019, doi:10.1145/3230636. */
guint32 rlif_stream_below (RlifStream *stream, guint32 n);

/* Mean 1. */
double rlif_stream_exponential (RlifStream *stream);

/* Mean 0, standard deviation 1, by Marsaglia's polar method, doi:10.1137/1006063. */
double rlif_stream_normal (RlifStream *stream);

RLIF_END_DECLS

#endif
