/* Tables in text files: a header that names the columns with their units, then rows of numbers.
 *
 *   source,target,weight [mV],delay [ms]
 *   0,17,0.1,1.5
 *
 * Columns come in any order; # begins a comment line; a file that ends in .gz is decompressed. */
#ifndef RLIF_IO_TABLE_H
#define RLIF_IO_TABLE_H

#include <rlif/error.h>
#include <rlif/model.h>

typedef enum {
  RLIF_COLUMN_COUNT,     /* a whole number, as guint32 */
  RLIF_COLUMN_QUANTITY,  /* a number, turned into the unit wanted, as double */
  RLIF_COLUMN_TIME,      /* a whole number of ticks >= 0, as RlifTime */
} RlifColumnKind;

/* A column that is wanted, and afterwards its cells. */
typedef struct {
  const char *name;
  RlifColumnKind kind;
  const char *unit;      /* that values are wanted in (QUANTITY) */
  guint32 below;         /* COUNT: cells must be below this; 0: any */
  gboolean required;
  GArray *cells;         /* set by the reader: NULL if the column is not there; owned */
} RlifColumn;

/* @error   "FILE:LINE: what is wrong", with the columns that were expected */
gboolean rlif_table_read (const char *path, gint64 ticks_per_ms, RlifColumn column[], gsize n,
                          GError **error);
void rlif_table_clear (RlifColumn column[], gsize n);

#endif
