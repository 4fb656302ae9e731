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

enum { QUIET_MS = 20, READ_BYTES = 4096, FILES_MAX = 512 };

/* The folder tells of files that take the name; the file itself, of one behind a
 * symbolic link that is written in place. */
static const uint32_t FOLDER_EVENTS =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MODIFY | IN_CREATE;
static const uint32_t FILE_EVENTS = IN_CLOSE_WRITE | IN_MODIFY;
static const uint32_t COMPLETE = IN_CLOSE_WRITE | IN_MOVED_TO;

struct watched {
    int folder, file;
    const char *name; /* in its folder */
    char path[];
};

struct file_watch {
    int fd;
    uint32_t n;
    struct watched *at[FILES_MAX];
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

static int watch_folder(const struct file_watch *w, struct watched *it)
{
    char folder[PATH_MAX];
    const size_t length = (size_t)(it->name - it->path);

    if (length == 0)
        str_format(folder, sizeof(folder), ".");
    else
        str_format(folder, sizeof(folder), "%.*s", (int)length, it->path);
    it->folder = inotify_add_watch(w->fd, folder, FOLDER_EVENTS);
    return it->folder;
}

int file_watch_add(struct file_watch *w, const char *path, struct leat_diag *diag)
{
    const char *slash = strrchr(path, '/');
    const size_t size = strlen(path) + 1;

    for (uint32_t i = 0; i < w->n; i++)
        if (strcmp(w->at[i]->path, path) == 0)
            return 0;
    if (w->n == FILES_MAX || size > PATH_MAX)
        return LEAT_ERR_LIMIT;
    struct watched *it = malloc(sizeof(*it) + size);
    if (!it)
        return LEAT_ERR_NOMEM;
    memcpy(it->path, path, size);
    it->name = it->path + (slash ? slash + 1 - path : 0);
    if (watch_folder(w, it) < 0 ||
        (it->file = inotify_add_watch(w->fd, it->path, FILE_EVENTS)) < 0) {
        free(it);
        return refuse(path, diag);
    }
    w->at[w->n++] = it;
    return 0;
}

int file_watch_open(const char *path, struct file_watch **out, struct leat_diag *diag)
{
    struct file_watch *w = calloc(1, sizeof(*w));
    int err;

    *out = NULL;
    if (!w)
        return LEAT_ERR_NOMEM;
    w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    err = w->fd < 0 ? refuse(path, diag) : file_watch_add(w, path, diag);
    if (err < 0)
        file_watch_close(&w);
    *out = w;
    return err;
}

void file_watch_close(struct file_watch **watch)
{
    struct file_watch *w = *watch;

    if (!w)
        return;
    if (w->fd >= 0)
        close(w->fd);
    for (uint32_t i = 0; i < w->n; i++)
        free(w->at[i]);
    free(w);
    *watch = NULL;
}

/* What has happened to a file by one event. */
static uint32_t read_event(const struct file_watch *w, struct watched *it,
                           const struct inotify_event *e)
{
    const bool named =
        e->wd == it->folder && e->len > 0 && strcmp(e->name, it->name) == 0;

    if (!named && (e->wd != it->file || e->mask & IN_IGNORED))
        return 0;
    if (named && e->mask & (IN_MOVED_TO | IN_CREATE)) { /* another file has the name */
        const int file = inotify_add_watch(w->fd, it->path, FILE_EVENTS);
        if (file != it->file && it->file >= 0)
            (void)inotify_rm_watch(w->fd, it->file);
        it->file = file;
    }
    return e->mask;
}

/* What has happened to the files: a union of events, 0 for nothing. */
static uint32_t read_events(struct file_watch *w, int *which)
{
    _Alignas(struct inotify_event) char bytes[READ_BYTES];
    uint32_t all = 0;
    ssize_t n;

    while ((n = read(w->fd, bytes, sizeof(bytes))) > 0)
        for (ssize_t at = 0; at < n;) {
            const struct inotify_event *e = (const void *)(bytes + at);
            for (uint32_t i = 0; i < w->n; i++) {
                const uint32_t seen = read_event(w, w->at[i], e);
                all |= seen;
                if (seen)
                    *which |= i == 0 ? FILE_WATCH_FIRST : FILE_WATCH_OTHER;
            }
            at += (ssize_t)(sizeof(*e) + e->len);
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
    int n = wait_readable(w, timeout_ms), which = 0;

    while (n > 0) {
        seen |= read_events(w, &which);
        if (!seen || seen & COMPLETE)
            break;
        n = wait_readable(w, QUIET_MS);
    }
    return n < 0 ? n : which;
}
