/* SPDX-License-Identifier: MIT */
#ifndef LEAT_FILES_H
#define LEAT_FILES_H

/**
 * The files that a program may read and write, as whoever runs it offers them.
 */

#include <stdbool.h>
#include <stddef.h>

/**
 * Paths start from the folder of the program; `/` stands between folders.
 *
 * Errors:  LEAT_ERR_NO_FILE; LEAT_ERR_NO_ACCESS for what lies outside, or is not
 *          permitted; LEAT_ERR_LIMIT for more than `max_bytes`; LEAT_ERR_BAD_FILE for
 *          what is no file, or no folder; LEAT_ERR_STATE for the program itself, which
 *          is not written over; LEAT_ERR_IO, _NO_SPACE, _NOMEM.
 * Thread:  the one that runs the program.
 */
struct leat_files {
    void *user;
    /** A whole file.  Owns: the caller frees *bytes with free(). */
    int (*read)(void *user, const char *path, size_t max_bytes, char **bytes,
                size_t *size);
    /** A whole file at once, or more of it behind its end, as far as `max_bytes`; both
     * NULL: what a program writes goes nowhere, as when it is only checked. */
    int (*write)(void *user, const char *path, const char *bytes, size_t size);
    int (*append)(void *user, const char *path, const char *bytes, size_t size,
                  size_t max_bytes);
    /** 1 when a file or folder is there, else 0. */
    int (*exists)(void *user, const char *path);
    /** What a folder holds, in any order; names of folders end with `/`. */
    int (*list)(void *user, const char *path, void (*each)(void *to, const char *name),
                void *to);
    /** Whether what plays may open a file, as file(path) does, whose paths start from
     * the current folder; NULL: any.  Errors: LEAT_ERR_NO_ACCESS. */
    int (*reach)(void *user, const char *path);
    /** What a folder of such files holds, as `list` tells it; NULL: `list` does. */
    int (*list_reach)(void *user, const char *path,
                      void (*each)(void *to, const char *name), void *to);
};

#endif
