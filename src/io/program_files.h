/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_PROGRAM_FILES_H
#define LEAT_IO_PROGRAM_FILES_H

/**
 * The files of a disk as a program may reach them: those below its folder.
 *
 * Links count for what they lead to.  What another one writes at the same time is not
 * guarded against: this keeps a program in its place, not an attacker who has the disk.
 *
 * Thread:  control, worker, or the one that runs a program; any number at once.
 */

#include <leat/files.h>

#include "io/file_path.h"

struct program_files {
    char folder[FILE_PATH_SIZE];  /* "": the current one */
    char program[FILE_PATH_SIZE]; /* which nothing overwrites; "": it has no file */
    bool anywhere;                /* --allow-files */
    bool is_typed;                /* the program was: it is the command line itself */
    bool reads_only;              /* nothing is written where nothing plays */
};

/**
 * The folder of a program in a file; of any other, NULL or "<stdin>", the current one.
 *
 * Errors:  LEAT_ERR_LIMIT, and then it reaches nothing.
 */
int program_files_begin(struct program_files *files, const char *program,
                        bool anywhere);

/** What a program asks; `files` must outlive it. */
struct leat_files program_files_of(struct program_files *files);

#endif
