/* Files of groups and keys, with the line of each for messages.
 *
 *   # a comment, on a line of its own or after white space behind a value
 *   [group name]
 *   key = value
 *
 * The syntax is that of GLib's key files as far as rlif's files use it. GKeyFile itself is not used
 * because it forgets line numbers and merges groups or keys that are given twice. */
#ifndef RLIF_BASE_KEYFILE_H
#define RLIF_BASE_KEYFILE_H

#include <rlif/error.h>

typedef struct {
  char *key;
  char *value;           /* trimmed, without the comment; never empty */
  guint line;            /* 0: not from the file but from the command line */
} RlifEntry;

typedef struct {
  char *name;            /* what stands between the brackets, white space folded */
  guint line;
  GPtrArray *entries;    /* of RlifEntry, in the order of the file */
} RlifGroup;

typedef struct {
  char *path;            /* as given, for messages */
  GPtrArray *groups;     /* of RlifGroup, in the order of the file */
} RlifKeyFile;

/* @length   bytes of text, which need not be UTF-8 or end in NUL: both are checked
 * @error    RLIF_ERROR_SYNTAX "PATH:LINE: what is wrong" */
RlifKeyFile *rlif_keyfile_parse (const char *path, const char *text, gsize length, GError **error);
void rlif_keyfile_free (RlifKeyFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifKeyFile, rlif_keyfile_free)

/* Returns: (borrowed) NULL if there is none. */
RlifGroup *rlif_keyfile_find_group (const RlifKeyFile *file, const char *name);
RlifEntry *rlif_group_find_entry (const RlifGroup *group, const char *key);

/* Replaces the value of a key or adds it, as from the command line (line 0). */
void rlif_group_set (RlifGroup *group, const char *key, const char *value);

/* Sets "PATH:LINE: MESSAGE". Returns: FALSE. */
gboolean rlif_keyfile_fail (const RlifKeyFile *file, guint line, int code, GError **error,
                            const char *format, ...) G_GNUC_PRINTF (5, 6);

/* The known name nearest to a misspelt one.
 *
 * @known    NULL-terminated
 *
 * Returns: (borrowed) from @known; NULL if none is near. */
const char *rlif_nearest_name (const char *name, const char *const known[]);

/* For messages. Returns: (owned) " (do you mean “NEAREST”?)", or "" if none is near. */
char *rlif_suggest (const char *name, const char *const known[]);

#endif
