/* What HDF5 says about its failures: not printed, but told in our messages. */
#include <glib.h>
#include <hdf5.h>
#include "io/hdf5-error.h"

/* Walking from the place of the failure outwards: only the first account is of use to a reader. */
static herr_t
take_first (unsigned n, const H5E_error2_t *said, void *data)
{
  char **why = data;
  if (n == 0 && said->desc) *why = g_strdup (said->desc);
  return 0;
}

char *
rlif_hdf5_last_error (void)
{
  char *why = NULL;
  H5Ewalk2 (H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &why);
  return why ? why : g_strdup ("HDF5 gives no reason");
}
