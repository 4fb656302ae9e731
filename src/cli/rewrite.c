/* SPDX-License-Identifier: MIT */
/* rewrite: a text in the place of a file. */
#include "cli/rewrite.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/file_path.h"

static int refuse(const char *path, int number, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 802, "%s cannot be written: %s.", path,
                  file_path_reason(number));
    return LEAT_ERR_IO;
}

static bool write_whole(int fd, const char *text, size_t size)
{
    FILE *file = fdopen(fd, "wb");

    if (!file) {
        close(fd);
        return false;
    }
    const bool good = fwrite(text, 1, size, file) == size;
    return fclose(file) == 0 && good;
}

int rewrite_file(const char *name, const char *text, size_t size,
                 struct leat_diag *diag)
{
    char *path = realpath(name, NULL), other[PATH_MAX];
    struct stat old;
    int fd, err = 0;

    if (!path)
        return refuse(name, errno, diag);
    if (access(path, W_OK) < 0 || stat(path, &old) < 0) {
        err = refuse(name, errno, diag);
        free(path);
        return err;
    }
    str_format(other, sizeof(other), "%s.XXXXXX", path);
    fd = mkstemp(other);
    if (fd < 0) {
        err = refuse(name, errno, diag);
    } else if (fchmod(fd, old.st_mode & 07777) < 0 || !write_whole(fd, text, size) ||
               rename(other, path) < 0) {
        err = refuse(name, errno, diag);
        unlink(other);
    }
    free(path);
    return err;
}
