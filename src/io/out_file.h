/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_OUT_FILE_H
#define LEAT_IO_OUT_FILE_H

/**
 * A file that is being written: never over another one unless that is wished, in large
 * pieces, and with the first failure remembered.
 *
 * An existing file that is to be replaced stays as it is until close: the new one grows
 * beside it under another name.  So a program may read the file that it replaces.
 *
 * While it is written the place is locked, so that no other node or program writes the
 * same file and loses one of the two.
 *
 * "-" is the standard output.  There, and in pipes and devices, nothing can be sought.
 * A reader that hangs up is an error like any other; no signal ends the program.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>

#include "io/file_path.h"

enum { OUT_FILE_BUFFER = 1 << 16 };

struct out_file {
    int fd;
    int replaced; /* the file that it will replace, locked; or -1 */
    bool seekable;
    int error;                       /* errno of the first failure */
    int64_t position, length;        /* bytes, with those still in the buffer */
    size_t used;                     /* of the buffer */
    char name[256];                  /* as the user wrote it, cut */
    char path[FILE_PATH_SIZE];       /* where it will be */
    char beside[FILE_PATH_SIZE + 8]; /* where it grows; "" when that is `path` */
    uint8_t buffer[OUT_FILE_BUFFER];
};

/**
 * Create a file.
 *
 * Owns:    the caller frees it with out_file_close(), whatever happens to it.
 * Errors:  LEAT_ERR_EXISTS (E802) when there is one and `force` is not given, or when
 *          it is being written already;
 *          LEAT_ERR_NO_FILE, _NO_ACCESS, _NO_SPACE, _IO, _NOMEM.
 * Thread:  control or worker.
 */
int out_file_create(const char *base, const char *path, bool force,
                    struct out_file **out, struct leat_diag *diag);

/**
 * Append, or write where out_file_seek() went.  After a failure the file grows no more:
 * false; what it has may still be overwritten, so that a header can be set right.
 */
bool out_file_write(struct out_file *file, const void *bytes, size_t size);

/** Hand what is buffered to the system.  False after the first failure. */
bool out_file_flush(struct out_file *file);

/** Go to a byte in [0, length].  False where that cannot be. */
bool out_file_seek(struct out_file *file, int64_t position);

/** Read what was written.  Returns the bytes read; 0 after a failure. */
size_t out_file_read(struct out_file *file, void *bytes, size_t size);

/** Grow by `size` bytes of 0 that take no room on the disk.  Only at the end of a file
 * that can be sought; false else and after a failure. */
bool out_file_grow(struct out_file *file, int64_t size);

/** Cut the file after `length` bytes, and go there. */
bool out_file_cut(struct out_file *file, int64_t length);

/** The leat_err of an errno: LEAT_ERR_NO_SPACE, _NO_ACCESS, _IO.  Thread: any. */
int out_file_err(int error);

/** Give up a file that was never begun: nothing of it stays.  `*file` becomes NULL. */
void out_file_abandon(struct out_file **file);

/**
 * Write what is left and put the file in its place; `*file` becomes NULL.
 *
 * Errors:  the leat_err of the first failure, which the caller has to explain.
 */
int out_file_close(struct out_file **file);

#endif
