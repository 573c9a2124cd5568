/* Files of matrices: NPY, format 1.0 (a magic string, the length of a header, the header as a Python literal padded
 * to 64 bytes, the elements by rows as little-endian doubles), and CSV. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include "base/replace.h"
#include "study/sparse.h"

#define ALIGN 64
#define PREAMBLE 10          /* bytes before the header */

typedef gboolean (*Write) (const RlifSparse *matrix, FILE *file);

static gboolean
save (const RlifSparse *matrix, Write write, const char *path, GError **error)
{
  g_autofree char *aside = rlif_replace_begin (path, error);
  if (!aside) return FALSE;
  FILE *file = g_fopen (aside, "wbe");
  const gboolean ok = file && write (matrix, file) && fflush (file) == 0;
  if (!ok) g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", path, g_strerror (errno));
  if (file) fclose (file);
  if (ok) return rlif_replace_commit (aside, path, error);
  rlif_replace_abort (aside);
  return FALSE;
}

static gboolean
write_header (const RlifSparse *matrix, FILE *file)
{
  g_autoptr (GString) header = g_string_new (NULL);
  g_string_printf (header, "{'descr': '<f8', 'fortran_order': False, 'shape': (%u, %u), }", matrix->rows,
                   matrix->columns);
  while ((PREAMBLE + header->len + 1) % ALIGN != 0) g_string_append_c (header, ' ');
  g_string_append_c (header, '\n');
  const guint8 preamble[PREAMBLE] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, header->len & 0xff, header->len >> 8 & 0xff };
  return fwrite (preamble, 1, PREAMBLE, file) == PREAMBLE && fwrite (header->str, 1, header->len, file) == header->len;
}

static gboolean
write_npy (const RlifSparse *matrix, FILE *file)
{
  g_autofree double *row = g_new (double, (gsize) matrix->columns + 1);
  if (!write_header (matrix, file)) return FALSE;
  for (guint32 i = 0; i < matrix->rows; i++) {
    memset (row, 0, matrix->columns * sizeof *row);
    rlif_sparse_add_row (matrix, i, row);
    for (guint32 j = 0; j < matrix->columns; j++) {
      guint64 bits;
      memcpy (&bits, &row[j], sizeof bits);
      bits = GUINT64_TO_LE (bits);
      memcpy (&row[j], &bits, sizeof bits);
    }
    if (fwrite (row, sizeof *row, matrix->columns, file) != matrix->columns) return FALSE;
  }
  return TRUE;
}

static gboolean
write_csv (const RlifSparse *matrix, FILE *file)
{
  char value[G_ASCII_DTOSTR_BUF_SIZE];
  if (fputs ("row,column,value\n", file) < 0) return FALSE;
  for (guint k = 0; k < matrix->element->len; k++) {
    const RlifElement *e = &g_array_index (matrix->element, RlifElement, k);
    if (fprintf (file, "%u,%u,%s\n", e->row, e->column, g_ascii_dtostr (value, sizeof value, e->value)) < 0) return FALSE;
  }
  return TRUE;
}

gboolean
rlif_sparse_save_npy (const RlifSparse *matrix, const char *path, GError **error)
{
  return save (matrix, write_npy, path, error);
}

gboolean
rlif_sparse_save_csv (const RlifSparse *matrix, const char *path, GError **error)
{
  return save (matrix, write_csv, path, error);
}
