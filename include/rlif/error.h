/* rlif/error.h - the error domain of rlif, and how public functions are declared. */
#ifndef RLIF_ERROR_H
#define RLIF_ERROR_H

#include <glib.h>

/* Everything declared between these two is exported; all else in the library is hidden. */
#define RLIF_BEGIN_DECLS G_BEGIN_DECLS _Pragma ("GCC visibility push(default)")
#define RLIF_END_DECLS _Pragma ("GCC visibility pop") G_END_DECLS

RLIF_BEGIN_DECLS

#define RLIF_ERROR (rlif_error_quark ())

typedef enum {
  RLIF_ERROR_INVALID,   /* a value is out of range, or does not fit the others */
  RLIF_ERROR_SYNTAX,    /* a text cannot be read */
  RLIF_ERROR_UNIT,      /* a unit is missing, unknown, or of another dimension */
  RLIF_ERROR_UNKNOWN,   /* no group, key, population, model, port or state of that name */
  RLIF_ERROR_IO,        /* a file cannot be read or written */
  RLIF_ERROR_MODEL,     /* a model cannot be loaded, or broke its contract */
  RLIF_ERROR_LIMIT,     /* more than this program can hold, or a network that never comes to rest */
} RlifError;

GQuark rlif_error_quark (void);

RLIF_END_DECLS

#endif
