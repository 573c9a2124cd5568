/* What HDF5 says about its failures: not printed, but told in our messages. */
#ifndef RLIF_IO_HDF5_ERROR_H
#define RLIF_IO_HDF5_ERROR_H

/* Why the last call failed. To be asked between H5E_BEGIN_TRY and H5E_END_TRY, which keep HDF5 from
 * printing, and before its next call. Returns: (owned) */
char *rlif_hdf5_last_error (void);

#endif
