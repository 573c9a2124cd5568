/* The reader of experiment files while it works. */
#ifndef RLIF_IO_EXPERIMENT_H
#define RLIF_IO_EXPERIMENT_H

#include <rlif/io.h>
#include "base/keyfile.h"

typedef struct {
  RlifExperiment *experiment;
  RlifRegistry *registry;
  const RlifKeyFile *file;
  char *folder;          /* of the experiment file: where its input files are */
  guint threads;         /* that make the network */
} RlifReader;

/* A group whose name has been taken apart: "[connect slow: A, B -> C]" gives the label "slow", the
 * left names A, B and the right names C; "[poisson drive -> A]" gives left drive. */
typedef struct {
  const RlifGroup *group;
  char *label;           /* or NULL */
  char **left, **right;  /* NULL-terminated; right is NULL without an arrow */
} RlifHeading;

typedef enum {
  RLIF_HEADING_ARROW = 1,     /* [KIND A, B -> C, D], else [KIND A, B] */
  RLIF_HEADING_LABEL = 2,     /* may have a label */
  RLIF_HEADING_ONE_NAME = 4,  /* one name on the left */
} RlifHeadingForm;

/* @form    flags
 * @error   "FILE:LINE: [group] what is wrong" */
gboolean rlif_heading_parse (const RlifReader *reader, const RlifGroup *group, RlifHeadingForm form,
                             RlifHeading *heading, GError **error);
void rlif_heading_clear (RlifHeading *heading);

/* Sets "FILE:LINE: [group] ..." or, for a key of the command line, "--set '...': ...". Each returns
 * FALSE. */
gboolean rlif_reader_fail_group (const RlifReader *reader, const RlifGroup *group, int code,
                                 GError **error, const char *format, ...) G_GNUC_PRINTF (5, 6);
gboolean rlif_reader_fail_entry (const RlifReader *reader, const RlifGroup *group,
                                 const RlifEntry *entry, int code, GError **error,
                                 const char *format, ...) G_GNUC_PRINTF (6, 7);

/* Takes over `cause` (cleared), putting where it was before it. Returns: FALSE. */
gboolean rlif_reader_explain (const RlifReader *reader, const RlifGroup *group,
                              const RlifEntry *entry, GError *cause, GError **error);

/* Are all keys of the group in the NULL-terminated list? The message names the nearest. */
gboolean rlif_reader_check_keys (const RlifReader *reader, const RlifGroup *group,
                                 const char *const known[], GError **error);

/* The entry of a key that must be there; NULL with an error if not. */
const RlifEntry *rlif_reader_require (const RlifReader *reader, const RlifGroup *group,
                                      const char *key, const char *example, GError **error);

/* Values of a key; `entry` NULL leaves *value as it is. */
gboolean rlif_reader_time (const RlifReader *reader, const RlifGroup *group,
                           const RlifEntry *entry, RlifTime *value, GError **error);
gboolean rlif_reader_quantity (const RlifReader *reader, const RlifGroup *group,
                               const RlifEntry *entry, const char *unit, double *value,
                               GError **error);
gboolean rlif_reader_count (const RlifReader *reader, const RlifGroup *group,
                            const RlifEntry *entry, guint64 most, guint64 *value, GError **error);
gboolean rlif_reader_yes_no (const RlifReader *reader, const RlifGroup *group,
                             const RlifEntry *entry, gboolean *value, GError **error);

/* The population of that name; NULL with an error that names the nearest. */
RlifPopulation *rlif_reader_population (const RlifReader *reader, const RlifGroup *group,
                                        const char *name, GError **error);

/* Splits at commas and trims; empty parts stay. Returns: (owned) */
char **rlif_split_list (const char *text);

/* Returns: (owned) the path of an input file: relative to the experiment's folder. */
char *rlif_reader_path (const RlifReader *reader, const char *name);

/* The groups, kind by kind. */
gboolean rlif_read_neurons (RlifReader *reader, GError **error);
gboolean rlif_read_connect (RlifReader *reader, const RlifGroup *group, GError **error);
gboolean rlif_read_poisson (RlifReader *reader, const RlifGroup *group, GError **error);
gboolean rlif_read_spikes (RlifReader *reader, const RlifGroup *group, GError **error);
gboolean rlif_read_regular (RlifReader *reader, const RlifGroup *group, GError **error);
gboolean rlif_read_current (RlifReader *reader, const RlifGroup *group, GError **error);
gboolean rlif_read_record (RlifReader *reader, const RlifGroup *group, GError **error);

/* One target of an input. */
typedef struct {
  const RlifGroup *group;
  const char *input;         /* "drive", or "drive -> E" if it has several targets */
  const char *projection;    /* "drive -> E" */
  RlifPopulation *target;
} RlifPart;

typedef gboolean (*RlifAddPart) (const RlifReader *reader, const RlifPart *part,
                                 gconstpointer what, GError **error);

/* Adds an input [KIND NAME -> A, B], target by target. */
gboolean rlif_read_parts (const RlifReader *reader, const RlifGroup *group, RlifAddPart add,
                          gconstpointer what, GError **error);

/* What [connect], [spikes] and [regular] have in common: weight, delay, port towards a target.
 *
 * @need   what is required: a missing delay is 0, and a list may bring both itself */
typedef enum { RLIF_NEED_NOTHING, RLIF_NEED_WEIGHT, RLIF_NEED_WEIGHT_AND_DELAY } RlifNeed;

typedef struct {
  RlifSynapses synapses;
  const char *unit;          /* of weights */
  const RlifEntry *weight;   /* NULL: not given */
  const RlifEntry *delay;
} RlifSynapseKeys;

gboolean rlif_read_synapses (const RlifReader *reader, const RlifGroup *group, const char *name,
                             const RlifPopulation *target, RlifNeed need,
                             RlifSynapseKeys *keys, GError **error);

/* The keys `plasticity` and those that belong to it.
 *
 * @unit   of weights */
gboolean rlif_read_plasticity (const RlifReader *reader, const RlifGroup *group, const char *unit,
                               RlifPlasticity *rule, GError **error);

/* A rule such as "fixed_indegree 100" with the keys self_connections and multapses; one_to_one if
 * there is none. For "list FILE" *list is the file's name (owned), otherwise NULL. */
gboolean rlif_read_rule (const RlifReader *reader, const RlifGroup *group, RlifRule *rule,
                         char **list, GError **error);

/* Connects as the group says. Exactly one of source and input is set. */
gboolean rlif_connect_group (const RlifReader *reader, const RlifGroup *group,
                             RlifPopulation *source, RlifInput *input, RlifPopulation *target,
                             const RlifRule *rule, const char *list, const RlifSynapseKeys *keys,
                             GError **error);

#endif
