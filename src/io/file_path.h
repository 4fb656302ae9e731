/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_FILE_PATH_H
#define LEAT_IO_FILE_PATH_H

/**
 * Paths of files, and what is said when one cannot be opened.
 */

#include <stddef.h>

#include <leat/diag.h>

enum { FILE_PATH_SIZE = 4096 };

/**
 * Write where a path leads that starts from a folder (NULL or "": the current one).
 *
 * Errors:  LEAT_ERR_LIMIT when it does not fit; the reason is in `diag`.
 * Thread:  any but rt.
 */
int file_path_join(char full[FILE_PATH_SIZE], const char *base, const char *path,
                   struct leat_diag *diag);

/** The ending of a path in lower case without its dot, cut to fit; "" for none. */
void file_path_ending(const char *path, char *ending, size_t size);

/** What errno's number means for a file, in the middle of a sentence.  Thread: any. */
const char *file_path_reason(int error);

/**
 * Say why a file could not be opened for reading: errno's number, the name as the user
 * wrote it, and the whole path.  For a missing one the nearest name in its folder.
 *
 * Errors:  returns the leat_err that fits: LEAT_ERR_NO_FILE, _NO_ACCESS or _IO.
 * Thread:  control or worker.
 */
int file_path_unreadable(int error, const char *name, const char *full,
                         struct leat_diag *diag);

#endif
