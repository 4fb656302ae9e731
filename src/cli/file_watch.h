/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_FILE_WATCH_H
#define LEAT_CLI_FILE_WATCH_H

/**
 * Files that people save while they are watched, in place or by another file that takes
 * the name.
 *
 * Thread:  one at a time.
 */

#include <leat/diag.h>

struct file_watch;

/**
 * Watch a file.
 *
 * Owns:    the caller closes it.
 * Errors:  LEAT_ERR_NO_FILE, LEAT_ERR_LIMIT, LEAT_ERR_NOMEM; LEAT_ERR_UNSUPPORTED where
 *          the system tells nobody of files.
 */
int file_watch_open(const char *path, struct file_watch **out, struct leat_diag *diag);

/** Watch another one, if it is not watched already.  Errors: alike. */
int file_watch_add(struct file_watch *watch, const char *path, struct leat_diag *diag);
void file_watch_close(struct file_watch **watch);

enum { FILE_WATCH_FIRST = 1, FILE_WATCH_OTHER = 2 };

/**
 * Wait until a file was saved, at most `timeout_ms`.  A file that was closed or
 * renamed is complete; one that is being written is once it has been quiet for 20 ms.
 *
 * Shape:   which were: the one that was opened, others, or both; else 0.
 * Errors:  LEAT_ERR_IO.
 */
int file_watch_wait(struct file_watch *watch, int timeout_ms);

#endif
