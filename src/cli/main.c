/* The rlif command: finds the subcommand and hands over. */
#include <config.h>
#include <glib.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdio.h>
#include "base/keyfile.h"
#include "cli/commands.h"

#define LARGE (1 << 20)   /* bytes; see base/memory.h */

typedef struct {
  const char *name;
  const char *summary;
  int (*run) (int argc, char *argv[]);
} Command;

static int help (int argc, char *argv[]);

static const Command COMMANDS[] = {
  { "run", "simulate the network of an experiment file", rlif_command_run },
  { "plot", "draw the spikes of a file", rlif_command_plot },
  { "energy", "price a run, beside other ways to compute its network", rlif_command_energy },
  { "dense", "run an experiment in steps, and compare", rlif_command_dense },
  { "unroll", "write an experiment as a recurrent neural network", rlif_command_unroll },
  { "sparsity", "show what resets and refractoriness do to activity and cost", rlif_command_sparsity },
  { "kernel", "show how long neurons and recurrent units remember", rlif_command_kernel },
  { "memory", "measure how long a network remembers its input", rlif_command_memory },
  { "study", "run all of these on an experiment, and write a report", rlif_command_study },
  { "models", "list, show, check and make neuron models", rlif_command_models },
  { "figure1", "draw an RNN, a LIF neuron and a LIF network side by side", rlif_command_figure1 },
  { "help", "explain a command", help },
};

static const Command *
find_command (const char *name)
{
  for (gsize k = 0; k < G_N_ELEMENTS (COMMANDS); k++)
    if (g_str_equal (COMMANDS[k].name, name)) return &COMMANDS[k];
  return NULL;
}

static int
unknown_command (const char *name)
{
  const char *known[G_N_ELEMENTS (COMMANDS) + 1] = { NULL };
  for (gsize k = 0; k < G_N_ELEMENTS (COMMANDS); k++) known[k] = COMMANDS[k].name;
  g_autofree char *hint = rlif_suggest (name, known);
  fprintf (stderr, "rlif: there is no command “%s”%s; “rlif help” lists them\n", name, hint);
  return RLIF_EXIT_USAGE;
}

static void
print_help (FILE *where)
{
  fputs ("rlif - exact event-driven simulation of recurrent integrate-and-fire networks\n\n"
         "Usage: rlif COMMAND [OPTION...] ...\n\n", where);
  for (gsize k = 0; k < G_N_ELEMENTS (COMMANDS); k++)
    fprintf (where, "  %-8s %s\n", COMMANDS[k].name, COMMANDS[k].summary);
  fputs ("\n“rlif COMMAND --help” lists the options of a command; “man rlif” says more.\n", where);
}

/* Its messages and its help name the command as the user typed it. */
static int
run_command (const Command *command, int argc, char *argv[])
{
  g_autofree char *program = g_strconcat ("rlif ", command->name, NULL);
  g_set_prgname (program);
  return command->run (argc, argv);
}

static int
help (int argc, char *argv[])
{
  if (argc < 2) {
    print_help (stdout);
    return RLIF_EXIT_DONE;
  }
  const Command *command = find_command (argv[1]);
  if (!command) return unknown_command (argv[1]);
  g_autofree char *name = g_strdup (command->name);
  char option[] = "--help";
  char *arguments[] = { name, option, NULL };
  if (command->run == help)
    print_help (stdout);
  else
    run_command (command, 2, arguments);
  return RLIF_EXIT_DONE;
}

int
main (int argc, char *argv[])
{
  setlocale (LC_CTYPE, "");
#ifdef M_MMAP_THRESHOLD
  mallopt (M_MMAP_THRESHOLD, LARGE);   /* what is large shall be of pages that have never been small ones */
#endif
  if (argc < 2) {
    print_help (stderr);
    return RLIF_EXIT_USAGE;
  }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")) return help (1, argv);
  if (g_str_equal (argv[1], "--version")) {
    puts ("rlif " PACKAGE_VERSION);
    return RLIF_EXIT_DONE;
  }
  const Command *command = find_command (argv[1]);
  if (!command) return unknown_command (argv[1]);
  return run_command (command, argc - 1, argv + 1);
}
