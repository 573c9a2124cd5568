/* C plug-ins, compiled on demand.
 *
 * The name of the object in the cache is a hash of the source, of the headers it may use, and of the
 * compiler's command line: if any of them changes, another object is built. It is compiled under
 * a name of its own and renamed, so that nobody loads half a file. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "model/build.h"

static const char *const FLAGS[] = { "-std=gnu11", "-O2", "-fPIC", "-shared", "-ffp-contract=off", "-fno-fast-math",
                                     "-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden", NULL };
static const char *const HEADERS[] = { "model.h", "arrivals.h", "math.h" };   /* of rlif/ */

static gboolean
check_trust (const char *source, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (source);
  const char *paths[] = { folder, source };
  for (int k = 0; k < 2; k++) {
    struct stat info;
    if (g_strcmp0 (g_getenv ("RLIF_TRUST_MODELS"), "yes") == 0) return TRUE;
    if (stat (paths[k], &info) == 0 && !(info.st_mode & (S_IWGRP | S_IWOTH))
        && (info.st_uid == geteuid () || info.st_uid == 0))
      continue;
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL,
                 "%s: is not built because others can write to %s, and their code would run: "
                 "“chmod go-w %s” puts an end to that, RLIF_TRUST_MODELS=yes overrides this check",
                 source, paths[k], paths[k]);
    return FALSE;
  }
  return TRUE;
}

/* Where rlif/model.h is. */
static const char *
include_folder (void)
{
  const char *folder = g_getenv ("RLIF_INCLUDE_DIR");
  return folder ? folder : RLIF_INCLUDE_DIR;
}

static char *
find_compiler (const char *source, GError **error)
{
  const char *wanted = g_getenv ("CC");
  g_autofree char *first = g_strndup (wanted ? wanted : "", strcspn (wanted ? wanted : "", " "));
  char *program = *first ? g_find_program_in_path (first) : g_find_program_in_path ("cc");
  if (!program)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL,
                 "%s: cannot be built: there is no C compiler “%s” (apt-get install gcc, or set CC)",
                 source, *first ? first : "cc");
  return program;
}

/* The compiler's arguments for building @source to @object. Returns: (owned) */
static char **
command_line (const char *compiler, const char *source, const char *object)
{
  g_autoptr (GStrvBuilder) b = g_strv_builder_new ();
  g_autofree char *include = g_strconcat ("-I", include_folder (), NULL);
  g_strv_builder_add (b, compiler);
  for (const char *const *f = FLAGS; *f; f++) g_strv_builder_add (b, *f);
  g_strv_builder_add_many (b, include, "-o", object, source, "-lm", NULL);
  return g_strv_builder_end (b);
}

/* Adds a file to the hash. FALSE if it cannot be read. */
static gboolean
hash_file (GChecksum *hash, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;
  if (g_file_get_contents (path, &text, &length, &cause)) {
    g_checksum_update (hash, (const guchar *) text, (gssize) length);
    return TRUE;
  }
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be read: %s", path, cause->message);
  return FALSE;
}

/* The object's place in the cache. Returns: (owned) NULL on error. */
static char *
cached_object (const char *compiler, const char *source, GError **error)
{
  g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto (GStrv) command = command_line (compiler, "", "");
  g_autofree char *flags = g_strjoinv ("\n", command);
  if (!hash_file (hash, source, error)) return NULL;
  for (gsize k = 0; k < G_N_ELEMENTS (HEADERS); k++) {
    g_autofree char *header = g_build_filename (include_folder (), "rlif", HEADERS[k], NULL);
    if (!hash_file (hash, header, error)) return NULL;
  }
  g_checksum_update (hash, (const guchar *) flags, -1);
  g_autofree char *name = g_strconcat (g_checksum_get_string (hash), ".so", NULL);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "rlif", "models", NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be made: %s", folder,
                 g_strerror (errno));
    return NULL;
  }
  return g_build_filename (folder, name, NULL);
}

static gboolean
compile (const char *compiler, const char *source, const char *object, GError **error)
{
  g_auto (GStrv) command = command_line (compiler, source, object);
  g_autofree char *said = NULL;
  g_autoptr (GError) cause = NULL;
  int status = -1;
  if (!g_spawn_sync (NULL, command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said,
                     &status, &cause))
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "%s: cannot be built: %s", source,
                 cause->message);
  else if (status != 0)
    g_set_error (error, RLIF_ERROR, RLIF_ERROR_MODEL, "%s: does not compile; %s says:\n%s", source,
                 compiler, g_strchomp (said));
  return status == 0;
}

char *
rlif_model_build (const char *source, GError **error)
{
  if (!check_trust (source, error)) return NULL;
  g_autofree char *compiler = find_compiler (source, error);
  g_autofree char *object = compiler ? cached_object (compiler, source, error) : NULL;
  if (!object) return NULL;
  if (g_file_test (object, G_FILE_TEST_IS_REGULAR)) return g_steal_pointer (&object);
  g_autofree char *aside = g_strdup_printf ("%s.%d", object, (int) getpid ());
  if (!compile (compiler, source, aside, error)) return NULL;
  if (g_rename (aside, object) == 0) return g_steal_pointer (&object);
  g_set_error (error, RLIF_ERROR, RLIF_ERROR_IO, "%s: cannot be written: %s", object,
               g_strerror (errno));
  g_unlink (aside);
  return NULL;
}
