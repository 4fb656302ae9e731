/* SPDX-License-Identifier: MIT */
/* kept_file: small files that are replaced as a whole. */
#include "io/kept_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/file_path.h"
#include "io/out_file.h"

/* Where a file lies, where it is written first, and where the one before goes. */
struct paths {
    char file[FILE_PATH_SIZE], fresh[FILE_PATH_SIZE], before[FILE_PATH_SIZE];
};

static int find_paths(struct paths *p, const char *folder, const char *name,
                      struct leat_diag *diag)
{
    char other[FILE_PATH_SIZE];
    int err = file_path_join(p->file, folder, name, diag);

    str_format(other, sizeof(other), ".%s.%ld", name, (long)getpid());
    if (err >= 0)
        err = file_path_join(p->fresh, folder, other, diag);
    str_format(other, sizeof(other), "%s.bak", name);
    return err < 0 ? err : file_path_join(p->before, folder, other, diag);
}

static int refuse(const char *name, int error, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, error == ENOENT || error == ENOTDIR ? 801 : 802,
                  "`%.100s` cannot be written: %s.", name, file_path_reason(error));
    leat_diag_hint(diag, error == ENOENT || error == ENOTDIR
                             ? "Make the folder in which its folder lies first."
                             : "Choose another folder.");
    return out_file_err(error);
}

/* All bytes, on the disk.  Returns 0 or the number of what went wrong. */
static int put(const char *path, const char *text, size_t size)
{
    const int file =
        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    int error = file < 0 ? errno : 0;

    while (size && !error) {
        const ssize_t n = write(file, text, size);
        if (n < 0) {
            error = errno == EINTR ? 0 : errno;
            continue;
        }
        text += n;
        size -= (size_t)n;
    }
    if (!error && fsync(file) != 0)
        error = errno;
    if (file >= 0 && close(file) != 0 && !error)
        error = errno;
    return error;
}

/* The one before stays under its second name, also where links cannot be made. */
static int keep_before(const struct paths *p)
{
    if (unlink(p->before) != 0 && errno != ENOENT)
        return errno;
    if (link(p->file, p->before) == 0 || errno == ENOENT)
        return 0;
    return rename(p->file, p->before) == 0 ? 0 : errno;
}

/* A folder's names are on the disk only when it is told so itself. */
static void settle(const char *folder)
{
    const int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (at < 0)
        return;
    (void)fsync(at);
    close(at);
}

int kept_file_write(const char *folder, const char *name, const char *text, size_t size,
                    struct leat_diag *diag)
{
    struct paths p;
    int err = find_paths(&p, folder, name, diag), error;

    if (err < 0)
        return err;
    (void)mkdir(folder, 0777); /* where it cannot be, the file says why */
    error = put(p.fresh, text, size);
    if (!error)
        error = keep_before(&p);
    if (!error && rename(p.fresh, p.file) != 0)
        error = errno;
    if (error) {
        unlink(p.fresh);
        return refuse(name, error, diag);
    }
    settle(folder);
    return 0;
}

/* At most `most` bytes from an open file. */
static int take(int file, const char *name, size_t most, char **text, size_t *size,
                struct leat_diag *diag)
{
    struct stat is;
    size_t used = 0;
    ssize_t n = 1;

    if (fstat(file, &is) != 0 || !S_ISREG(is.st_mode)) {
        leat_diag_add(diag, LEAT_ERROR, 803, "`%.100s` is no plain file.", name);
        return LEAT_ERR_BAD_FILE;
    }
    if (is.st_size < 0 || (uint64_t)is.st_size > most) {
        leat_diag_add(diag, LEAT_ERROR, 803, "`%.100s` has more than %zu bytes.", name,
                      most);
        return LEAT_ERR_LIMIT;
    }
    *text = malloc((size_t)is.st_size + 1);
    if (!*text)
        return LEAT_ERR_NOMEM;
    while (used < (size_t)is.st_size &&
           ((n = read(file, *text + used, (size_t)is.st_size - used)) > 0 ||
            (n < 0 && errno == EINTR)))
        used += n > 0 ? (size_t)n : 0;
    (*text)[used] = '\0';
    *size = used;
    return n < 0 ? file_path_unreadable(errno, name, name, diag) : 0;
}

int kept_file_read(const char *folder, const char *name, size_t most, char **text,
                   size_t *size, struct leat_diag *diag)
{
    char path[FILE_PATH_SIZE];
    int err = file_path_join(path, folder, name, diag);

    *text = NULL;
    *size = 0;
    if (err < 0)
        return err;
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return file_path_unreadable(errno, name, path, diag);
    err = take(file, name, most, text, size, diag);
    close(file);
    if (err < 0) {
        free(*text);
        *text = NULL;
    }
    return err;
}

int kept_file_remove(const char *folder, const char *name, struct leat_diag *diag)
{
    struct paths p;
    const int err = find_paths(&p, folder, name, diag);

    if (err < 0)
        return err;
    if (rename(p.file, p.before) != 0)
        return file_path_unreadable(errno, name, p.file, diag);
    settle(folder);
    return 0;
}
