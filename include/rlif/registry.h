/* rlif/registry.h - the neuron models there are, found in model directories. */
#ifndef RLIF_REGISTRY_H
#define RLIF_REGISTRY_H

#include <rlif/error.h>
#include <rlif/model.h>

RLIF_BEGIN_DECLS

typedef struct RlifRegistry RlifRegistry;

/* A registry that looks, in this order, into
 *   the directories of @dirs (NULL-terminated, or NULL for none),
 *   those of the environment variable RLIF_MODEL_PATH, separated by colons,
 *   $XDG_DATA_HOME/rlif/models, and
 *   the directory of the models that were installed with rlif.
 * A model NAME is the file NAME.model there, a text; or NAME.so; or NAME.c, which is compiled when it
 * is first asked for and kept in $XDG_CACHE_HOME/rlif/models. Nothing is loaded before it is asked for. */
RlifRegistry *rlif_registry_new (const char *const dirs[]);

/* Frees the registry and unloads its models: nothing made from them may be in use. */
void rlif_registry_free (RlifRegistry *registry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RlifRegistry, rlif_registry_free)

/* Puts one more directory behind those of @dirs, as an experiment does with its own models/. */
void rlif_registry_add_dir (RlifRegistry *registry, const char *dir);

/* The model of that name, loaded if need be.
 *
 * @error    RLIF_ERROR_UNKNOWN if no directory has it (the message names the nearest that exists),
 *           RLIF_ERROR_MODEL if it cannot be loaded or breaks the rules of rlif/model.h
 *
 * Returns: (borrowed) from the registry; NULL on error. */
const RlifModel *rlif_registry_find (RlifRegistry *registry, const char *name, GError **error);

/* The model of a file, wherever it is: NAME.model, NAME.so or NAME.c. Errors and result as above. */
const RlifModel *rlif_registry_open (RlifRegistry *registry, const char *file, GError **error);

/* A model and the file that it would be loaded from. */
typedef struct {
  char *name;
  char *file;
  char **shadowed;       /* files of the same name further down the search; NULL-terminated */
} RlifModelFile;

/* Returns: (owned) of RlifModelFile, owned, sorted by name. */
GPtrArray *rlif_registry_files (RlifRegistry *registry);

/* Returns: (owned) the names of all models in the directories, sorted, NULL at the end. */
char **rlif_registry_list (RlifRegistry *registry);

/* Positions in the tables of a model, or -1. */
int rlif_model_find_param (const RlifModel *model, const char *name);
int rlif_model_find_state (const RlifModel *model, const char *name);
int rlif_model_find_port (const RlifModel *model, const char *name);

/* The port that a weight goes to when the projection names none, or -1 if there is none. */
int rlif_model_port_for_weight (const RlifModel *model, double weight);

/* Can the parameters be used together? Each must lie within its bounds.
 *
 * @par      [n_param] in the units of the table
 *
 * Returns: (borrowed) NULL if they can; else what must hold. */
const char *rlif_model_check (const RlifModel *model, const double par[]);

/* The state of a neuron at rest.
 *
 * @state    [n_state] is set */
void rlif_model_rest (const RlifModel *model, const double par[], double state[]);

RLIF_END_DECLS

#endif
