/* Sparse matrices. */
#include "study/sparse.h"

RlifSparse *
rlif_sparse_new (guint32 rows, guint32 columns)
{
  RlifSparse *matrix = g_new0 (RlifSparse, 1);
  matrix->rows = rows;
  matrix->columns = columns;
  matrix->element = g_array_new (FALSE, FALSE, sizeof (RlifElement));
  return matrix;
}

void
rlif_sparse_free (RlifSparse *matrix)
{
  if (!matrix) return;
  g_array_unref (matrix->element);
  g_free (matrix->first);
  g_free (matrix);
}

void
rlif_sparse_add (RlifSparse *matrix, guint32 row, guint32 column, double value)
{
  const RlifElement entry = { row, column, value };
  g_assert (!matrix->first && row < matrix->rows && column < matrix->columns);
  g_array_append_val (matrix->element, entry);
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const RlifElement *x = a, *y = b;
  if (x->row != y->row) return x->row < y->row ? -1 : 1;
  return x->column < y->column ? -1 : x->column > y->column;
}

void
rlif_sparse_finish (RlifSparse *matrix)
{
  RlifElement *entry = (RlifElement *) (void *) matrix->element->data;
  gsize n = 0, k = 0;
  g_array_sort (matrix->element, by_place);   /* stable: sums have one order */
  while (k < matrix->element->len) {
    RlifElement sum = entry[k++];
    for (; k < matrix->element->len && by_place (&entry[k], &sum) == 0; k++) sum.value += entry[k].value;
    if (sum.value != 0) entry[n++] = sum;
  }
  g_array_set_size (matrix->element, (guint) n);
  matrix->first = g_new (gsize, (gsize) matrix->rows + 1);
  for (guint32 row = 0, at = 0; row <= matrix->rows; row++) {
    while (at < n && entry[at].row < row) at++;
    matrix->first[row] = at;
  }
}

RlifSparse *
rlif_sparse_sum (const RlifSparse *a, const RlifSparse *b)
{
  RlifSparse *sum = rlif_sparse_new (a->rows, a->columns);
  g_array_append_vals (sum->element, a->element->data, a->element->len);
  g_array_append_vals (sum->element, b->element->data, b->element->len);
  rlif_sparse_finish (sum);
  return sum;
}

void
rlif_sparse_multiply (const RlifSparse *matrix, const double x[], double y[])
{
  for (guint k = 0; k < matrix->element->len; k++) {
    const RlifElement *e = &g_array_index (matrix->element, RlifElement, k);
    y[e->row] += e->value * x[e->column];
  }
}

void
rlif_sparse_add_row (const RlifSparse *matrix, guint32 row, double y[])
{
  for (gsize k = matrix->first[row]; k < matrix->first[row + 1]; k++) {
    const RlifElement *e = &g_array_index (matrix->element, RlifElement, k);
    y[e->column] += e->value;
  }
}
