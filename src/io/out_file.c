/* SPDX-License-Identifier: MIT */
/* out_file: files that are written to, through one buffer. */
#include "io/out_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"

/* Write with SIGPIPE held back in this thread.  If the reader has hung up, the signal
 * that this raises is taken here, unless one was waiting before. */
static ssize_t write_quietly(int fd, const void *bytes, size_t size)
{
    const struct timespec at_once = {0, 0};
    sigset_t pipe_signal, before, waiting;
    ssize_t n;
    int error;

    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&waiting);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    n = write(fd, bytes, size);
    error = errno;
    if (n < 0 && error == EPIPE && !sigismember(&waiting, SIGPIPE))
        while (sigtimedwait(&pipe_signal, NULL, &at_once) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return n;
}

/* Write what is buffered.  Returns errno. */
static int drain(struct out_file *file)
{
    const bool at_end = file->position == file->length;
    size_t done = 0;
    int error = 0;

    while (done < file->used && !error) {
        const ssize_t n =
            write_quietly(file->fd, file->buffer + done, file->used - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            error = errno;
    }
    if (error) { /* what is not on the disk is not part of the file */
        file->position -= (int64_t)(file->used - done);
        if (at_end)
            file->length = file->position;
        if (!file->error)
            file->error = error;
    }
    file->used = 0;
    return error;
}

bool out_file_flush(struct out_file *file)
{
    drain(file);
    return !file->error;
}

bool out_file_write(struct out_file *file, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;

    if (file->error && file->position + (int64_t)size > file->length)
        return false;
    while (size > 0) {
        const size_t room = OUT_FILE_BUFFER - file->used;
        const size_t n = size < room ? size : room;
        memcpy(file->buffer + file->used, from, n);
        file->used += n;
        file->position += (int64_t)n;
        if (file->length < file->position)
            file->length = file->position;
        from += n;
        size -= n;
        if (file->used == OUT_FILE_BUFFER && drain(file))
            return false;
    }
    return true;
}

bool out_file_seek(struct out_file *file, int64_t position)
{
    if (!file->seekable || drain(file) || position < 0 || position > file->length)
        return false;
    if (lseek(file->fd, (off_t)position, SEEK_SET) < 0)
        return false;
    file->position = position;
    return true;
}

size_t out_file_read(struct out_file *file, void *bytes, size_t size)
{
    ssize_t n;

    if (!file->seekable || drain(file))
        return 0;
    n = read(file->fd, bytes, size);
    if (n < 0)
        return 0;
    file->position += n;
    return (size_t)n;
}

bool out_file_grow(struct out_file *file, int64_t size)
{
    if (!file->seekable || drain(file) || file->error || file->position != file->length)
        return false;
    if (ftruncate(file->fd, (off_t)(file->length + size))) {
        file->error = errno;
        return false;
    }
    file->length += size;
    return out_file_seek(file, file->length);
}

bool out_file_cut(struct out_file *file, int64_t length)
{
    if (!file->seekable || ftruncate(file->fd, (off_t)length))
        return false;
    file->length = length;
    return out_file_seek(file, length);
}

int out_file_err(int error)
{
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        return LEAT_ERR_NO_SPACE;
    if (error == EACCES || error == EPERM || error == EROFS)
        return LEAT_ERR_NO_ACCESS;
    return error == ENOENT || error == ENOTDIR ? LEAT_ERR_NO_FILE : LEAT_ERR_IO;
}

/* Bytes of the name of a folder without slashes at its end, as many as a hint holds. */
static int name_size(const char *name)
{
    int n = (int)strlen(name);

    while (n > 1 && name[n - 1] == '/')
        n--;
    return n < 150 ? n : 150;
}

static int refuse(const struct out_file *file, int error, struct leat_diag *diag)
{
    char ending[16];

    file_path_ending(file->name, ending, sizeof(ending));
    leat_diag_add(diag, LEAT_ERROR, error == ENOENT || error == ENOTDIR ? 801 : 802,
                  "`%s` cannot be written: %s.", file->name, file_path_reason(error));
    if (error == ENOENT || error == ENOTDIR)
        leat_diag_hint(diag, "Make its folder first.");
    else if (error == EISDIR)
        leat_diag_hint(diag, "It is a folder; add a name, such as `%.*s/out%s%s`.",
                       name_size(file->name), file->name, ending[0] ? "." : "", ending);
    else
        leat_diag_hint(diag, "Choose another place.");
    return out_file_err(error);
}

/* Returns errno: EWOULDBLOCK when somebody else writes the file.  Where the system has
 * no locks, none are kept. */
static int take_lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK ? EWOULDBLOCK : 0;
}

/* Make the new file beside the one that it will replace, with the same rights. */
static int create_beside(struct out_file *file, mode_t mode)
{
    file->replaced = open(file->path, O_WRONLY | O_CLOEXEC);
    if (file->replaced < 0)
        return errno;
    if (take_lock(file->replaced))
        return EWOULDBLOCK;
    str_format(file->beside, sizeof(file->beside), "%s.XXXXXX", file->path);
    file->fd = mkostemp(file->beside, O_CLOEXEC);
    if (file->fd < 0) {
        file->beside[0] = '\0';
        return errno;
    }
    file->seekable = true;
    return fchmod(file->fd, mode & 0777) ? errno : 0;
}

/* Returns errno. */
static int create(struct out_file *file, bool force)
{
    struct stat there;

    if (strcmp(file->name, "-") == 0) {
        file->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        return file->fd < 0 ? errno : 0;
    }
    if (stat(file->path, &there) == 0) {
        if (S_ISDIR(there.st_mode))
            return EISDIR;
        if (!S_ISREG(there.st_mode)) { /* a pipe or a device is never replaced */
            file->fd = open(file->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
            return file->fd < 0 ? errno : 0;
        }
        if (access(file->path, W_OK))
            return errno;
        return force ? create_beside(file, there.st_mode) : EEXIST;
    }
    file->fd = open(file->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->fd < 0)
        return errno;
    file->seekable = true;
    return take_lock(file->fd);
}

/* Say why there is to be no such file. */
static int refuse_second(const struct out_file *file, int error, struct leat_diag *diag)
{
    if (error == EEXIST) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` exists already.", file->name);
        leat_diag_hint(diag, "Choose another name, or add --force (in a program "
                             "force: true) to replace it.");
    } else {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` is being written already.",
                      file->name);
        leat_diag_hint(diag, "Give each result a name of its own.");
    }
    return LEAT_ERR_EXISTS;
}

int out_file_create(const char *base, const char *path, bool force,
                    struct out_file **out, struct leat_diag *diag)
{
    struct out_file *file = calloc(1, sizeof(*file));
    int err;

    *out = NULL;
    if (!file)
        return LEAT_ERR_NOMEM;
    file->fd = file->replaced = -1;
    str_format(file->name, sizeof(file->name), "%s", path);
    err = file_path_join(file->path, strcmp(path, "-") ? base : "", path, diag);
    if (err)
        goto fail;
    err = create(file, force);
    if (err) {
        err = err == EEXIST || err == EWOULDBLOCK ? refuse_second(file, err, diag)
                                                  : refuse(file, err, diag);
        goto fail;
    }
    *out = file;
    return 0;
fail:
    out_file_abandon(&file);
    return err;
}

void out_file_abandon(struct out_file **file)
{
    struct out_file *f = *file;

    if (!f)
        return;
    if (f->fd >= 0)
        close(f->fd);
    if (f->replaced >= 0)
        close(f->replaced);
    if (f->seekable) /* made here, so it can go again */
        unlink(f->beside[0] ? f->beside : f->path);
    free(f);
    *file = NULL;
}

int out_file_close(struct out_file **file)
{
    struct out_file *f = *file;
    int error;

    if (!f)
        return 0;
    out_file_flush(f);
    error = f->error;
    if (close(f->fd) && !error)
        error = errno;
    if (f->beside[0] && rename(f->beside, f->path) && !error)
        error = errno;
    if (f->replaced >= 0)
        close(f->replaced);
    free(f);
    *file = NULL;
    return error ? out_file_err(error) : 0;
}
