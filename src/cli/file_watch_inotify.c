/* SPDX-License-Identifier: MIT */
/* file_watch: a file that people save, as Linux tells of it. */
#include "cli/file_watch.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"

enum { QUIET_MS = 20, READ_BYTES = 4096 };

/* The folder tells of files that take the name; the file itself, of one behind a
 * symbolic link that is written in place. */
static const uint32_t FOLDER_EVENTS =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MODIFY | IN_CREATE;
static const uint32_t FILE_EVENTS = IN_CLOSE_WRITE | IN_MODIFY;
static const uint32_t COMPLETE = IN_CLOSE_WRITE | IN_MOVED_TO;

struct file_watch {
    int fd, folder, file;
    char path[PATH_MAX];
    const char *name; /* in its folder */
};

static int refuse(const char *path, struct leat_diag *diag)
{
    const int err = errno == ENOENT || errno == ENOTDIR  ? LEAT_ERR_NO_FILE
                    : errno == ENOSPC || errno == EMFILE ? LEAT_ERR_LIMIT
                                                         : LEAT_ERR_IO;

    leat_diag_add(diag, LEAT_ERROR, 0, "%s cannot be watched: %s.", path,
                  strerror(errno));
    if (err == LEAT_ERR_LIMIT)
        leat_diag_hint(diag, "The system has a limit: fs.inotify.max_user_watches.");
    return err;
}

static int watch_folder(struct file_watch *w)
{
    char folder[PATH_MAX];
    const size_t length = (size_t)(w->name - w->path);

    if (length == 0)
        str_format(folder, sizeof(folder), ".");
    else
        str_format(folder, sizeof(folder), "%.*s", (int)length, w->path);
    w->folder = inotify_add_watch(w->fd, folder, FOLDER_EVENTS);
    return w->folder;
}

int file_watch_open(const char *path, struct file_watch **out, struct leat_diag *diag)
{
    struct file_watch *w = calloc(1, sizeof(*w));
    int err;

    *out = NULL;
    if (!w)
        return LEAT_ERR_NOMEM;
    str_format(w->path, sizeof(w->path), "%s", path);
    const char *slash = strrchr(w->path, '/');
    w->name = slash ? slash + 1 : w->path;
    w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (w->fd < 0 || watch_folder(w) < 0 ||
        (w->file = inotify_add_watch(w->fd, w->path, FILE_EVENTS)) < 0) {
        err = refuse(path, diag);
        file_watch_close(&w);
        return err;
    }
    *out = w;
    return 0;
}

void file_watch_close(struct file_watch **watch)
{
    struct file_watch *w = *watch;

    if (!w)
        return;
    if (w->fd >= 0)
        close(w->fd);
    free(w);
    *watch = NULL;
}

/* What has happened to the file: a union of events, 0 for nothing. */
static uint32_t read_events(struct file_watch *w)
{
    _Alignas(struct inotify_event) char bytes[READ_BYTES];
    uint32_t all = 0;
    ssize_t n;

    while ((n = read(w->fd, bytes, sizeof(bytes))) > 0)
        for (ssize_t at = 0; at < n;) {
            const struct inotify_event *e = (const void *)(bytes + at);
            const bool named = e->len > 0 && strcmp(e->name, w->name) == 0;
            if (named || (e->wd == w->file && !(e->mask & IN_IGNORED)))
                all |= e->mask;
            at += (ssize_t)(sizeof(*e) + e->len);
        }
    if (all & (IN_MOVED_TO | IN_CREATE)) { /* the name is another file's now */
        const int file = inotify_add_watch(w->fd, w->path, FILE_EVENTS);
        if (file != w->file && w->file >= 0)
            (void)inotify_rm_watch(w->fd, w->file);
        w->file = file;
    }
    return all;
}

/* Whether there is something to read. */
static int wait_readable(const struct file_watch *w, int timeout_ms)
{
    struct pollfd poll_fd = {.fd = w->fd, .events = POLLIN};
    const int n = poll(&poll_fd, 1, timeout_ms);

    return n < 0 && errno != EINTR ? LEAT_ERR_IO : n > 0;
}

int file_watch_wait(struct file_watch *w, int timeout_ms)
{
    uint32_t seen = 0;
    int n = wait_readable(w, timeout_ms);

    while (n > 0) {
        seen |= read_events(w);
        if (!seen || seen & COMPLETE)
            break;
        n = wait_readable(w, QUIET_MS);
    }
    return n < 0 ? n : seen != 0;
}
