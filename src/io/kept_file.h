/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_KEPT_FILE_H
#define LEAT_IO_KEPT_FILE_H

/**
 * Small files of one folder that are replaced as a whole: whoever dies when, a name
 * holds the old text or the new one, and the one before it is kept as NAME.bak.
 *
 * Names are plain (io/plain_name.h) and not empty.
 *
 * Thread:  control or worker.
 */

#include <stddef.h>

#include <leat/diag.h>

/**
 * Put a text in the place of a file's, on the disk when it returns; the folder is made
 * when it is not there, but not what it lies in.
 *
 * Errors:  as out_file_err(), with the reason in `diag`; the file is then as before.
 */
int kept_file_write(const char *folder, const char *name, const char *text, size_t size,
                    struct leat_diag *diag);

/**
 * Read a whole file, and add a byte 0.
 *
 * Owns:    the caller frees *text; it is NULL on failure.
 * Errors:  as file_path_unreadable(); LEAT_ERR_LIMIT when it has more than `most`
 *          bytes; LEAT_ERR_BAD_FILE when it is no plain file.
 */
int kept_file_read(const char *folder, const char *name, size_t most, char **text,
                   size_t *size, struct leat_diag *diag);

/** Let NAME.bak be all that is left of it.  Errors: as file_path_unreadable(). */
int kept_file_remove(const char *folder, const char *name, struct leat_diag *diag);

#endif
