/* The commands of rlif, one file each. argv[0] is the command's name. */
#ifndef RLIF_CLI_COMMANDS_H
#define RLIF_CLI_COMMANDS_H

/* What the shell gets to see. An interrupted run also writes its files. */
enum { RLIF_EXIT_DONE = 0, RLIF_EXIT_ERROR = 1, RLIF_EXIT_USAGE = 2, RLIF_EXIT_INTERRUPTED = 130 };

int rlif_command_dense (int argc, char *argv[]);
int rlif_command_figure1 (int argc, char *argv[]);
int rlif_command_kernel (int argc, char *argv[]);
int rlif_command_energy (int argc, char *argv[]);
int rlif_command_memory (int argc, char *argv[]);
int rlif_command_models (int argc, char *argv[]);
int rlif_command_plot (int argc, char *argv[]);
int rlif_command_sparsity (int argc, char *argv[]);
int rlif_command_study (int argc, char *argv[]);
int rlif_command_run (int argc, char *argv[]);
int rlif_command_unroll (int argc, char *argv[]);

#endif
