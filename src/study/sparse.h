/* Sparse matrices, and their files. */
#ifndef RLIF_STUDY_SPARSE_H
#define RLIF_STUDY_SPARSE_H

#include <rlif/error.h>

typedef struct {
  guint32 row, column;
  double value;
} RlifElement;

typedef struct {
  guint32 rows, columns;
  GArray *element;            /* of RlifElement; by row and column when finished */
  gsize *first;              /* [rows + 1] where each row begins; NULL before */
} RlifSparse;

RlifSparse *rlif_sparse_new (guint32 rows, guint32 columns);
void rlif_sparse_free (RlifSparse *matrix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifSparse, rlif_sparse_free)

/* Adds to an element. */
void rlif_sparse_add (RlifSparse *matrix, guint32 row, guint32 column, double value);

/* Puts the elements in order and adds up those of one place; zeros go. Nothing can be added afterwards. */
void rlif_sparse_finish (RlifSparse *matrix);

/* Returns: (owned) a + b, finished, as they are. */
RlifSparse *rlif_sparse_sum (const RlifSparse *a, const RlifSparse *b);

/* y += matrix x */
void rlif_sparse_multiply (const RlifSparse *matrix, const double x[], double y[]);

/* y += row of the matrix */
void rlif_sparse_add_row (const RlifSparse *matrix, guint32 row, double y[]);

/* Writes a finished matrix whole or not at all.
 *
 * @error    RLIF_ERROR_IO */
gboolean rlif_sparse_save_npy (const RlifSparse *matrix, const char *path, GError **error);
gboolean rlif_sparse_save_csv (const RlifSparse *matrix, const char *path, GError **error);

#endif
