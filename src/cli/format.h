/* Numbers and names as reports have them. */
#ifndef RLIF_CLI_FORMAT_H
#define RLIF_CLI_FORMAT_H

#include <glib.h>

/* Returns: (owned) such as "1.23 µJ"; "-" if it is not known. */
char *rlif_format_joules (double joules);

/* A field of a CSV file: with doubled quotes around it if it has commas or quotes. Returns: (owned) */
char *rlif_format_csv (const char *text);

#endif
