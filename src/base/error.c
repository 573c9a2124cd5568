/* The error domain. */
#include <rlif/error.h>

G_DEFINE_QUARK (rlif-error-quark, rlif_error)
