/* SPDX-License-Identifier: MIT */
/* file_watch: where the system tells nobody of files. */
#include "cli/file_watch.h"

#include <leat/err.h>

int file_watch_open(const char *path, struct file_watch **out, struct leat_diag *diag)
{
    *out = NULL;
    leat_diag_add(diag, LEAT_ERROR, 0, "%s cannot be watched on this system.", path);
    return LEAT_ERR_UNSUPPORTED;
}

int file_watch_add(struct file_watch *watch, const char *path, struct leat_diag *diag)
{
    (void)watch;
    (void)path;
    (void)diag;
    return LEAT_ERR_UNSUPPORTED;
}

void file_watch_close(struct file_watch **watch)
{
    *watch = NULL;
}

int file_watch_wait(struct file_watch *watch, int timeout_ms)
{
    (void)watch;
    (void)timeout_ms;
    return LEAT_ERR_UNSUPPORTED;
}
