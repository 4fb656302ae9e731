/* SPDX-License-Identifier: MIT */
/* file_path: joins paths and says what is wrong with one. */
#include "io/file_path.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"

int file_path_join(char full[FILE_PATH_SIZE], const char *base, const char *path,
                   struct leat_diag *diag)
{
    const bool whole = path[0] == '/' || !base || !base[0];
    const size_t needed = (whole ? 0 : strlen(base) + 1) + strlen(path);

    if (needed >= FILE_PATH_SIZE) {
        leat_diag_add(diag, LEAT_ERROR, 801, "The path `%.60s...` is too long.", path);
        full[0] = '\0';
        return LEAT_ERR_LIMIT;
    }
    str_format(full, FILE_PATH_SIZE, "%s%s%s", whole ? "" : base, whole ? "" : "/",
               path);
    return 0;
}

void file_path_ending(const char *path, char *ending, size_t size)
{
    const char *name = strrchr(path, '/');
    const char *dot;
    size_t n = 0;

    name = name ? name + 1 : path;
    dot = strrchr(name, '.');
    if (dot && dot != name)
        for (dot++; dot[n] && n + 1 < size; n++)
            ending[n] = (char)(dot[n] >= 'A' && dot[n] <= 'Z' ? dot[n] + 32 : dot[n]);
    ending[n] = '\0';
}

/* Find the name in a folder that is nearest to `wanted`. */
static bool find_near(const char *folder, const char *wanted, char *near, size_t size)
{
    struct str_nearest nearest;
    const struct dirent *entry;
    DIR *dir = opendir(folder);

    near[0] = '\0';
    if (!dir)
        return false;
    str_nearest_init(&nearest, wanted);
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        nearest.best = NULL;
        str_nearest_offer(&nearest, entry->d_name);
        if (nearest.best) /* copied: the entry is gone with the next one */
            str_format(near, size, "%s", entry->d_name);
    }
    closedir(dir);
    return true;
}

static void say_missing(const char *name, const char *full, struct leat_diag *diag)
{
    const char *slash = strrchr(full, '/');
    char folder[FILE_PATH_SIZE] = ".", near[256];

    if (slash)
        str_format(folder, sizeof(folder), "%.*s", (int)(slash - full + 1), full);
    leat_diag_add(diag, LEAT_ERROR, 801, "There is no file `%s`.", name);
    if (!find_near(folder, slash ? slash + 1 : full, near, sizeof(near)))
        leat_diag_hint(diag, "There is no folder `%s` either.", folder);
    else if (near[0])
        leat_diag_hint(diag, "In that folder: `%s`.", near);
    else
        leat_diag_hint(diag, "In that folder nothing has a name like it.");
}

const char *file_path_reason(int error)
{
    switch (error) {
    case ENOENT:
        return "its folder is not there";
    case ENOTDIR:
        return "what should be its folder is a file";
    case EACCES:
    case EPERM:
        return "it is not allowed there";
    case EROFS:
        return "that disk can only be read";
    case EISDIR:
        return "it is a folder";
    case ENOSPC:
    case EDQUOT:
        return "the disk is full";
    case EFBIG:
        return "it grew larger than a file may be";
    case ENAMETOOLONG:
        return "its name is too long";
    case ELOOP:
        return "its links lead in a circle";
    case EMFILE:
    case ENFILE:
        return "too many files are open";
    case ENOMEM:
        return "there is not enough memory";
    case EPIPE:
        return "whoever read it has gone";
    case EIO:
        return "the disk failed";
    default:
        return strerror(error);
    }
}

int file_path_unreadable(int error, const char *name, const char *full,
                         struct leat_diag *diag)
{
    if (error == ENOENT || error == ENOTDIR) {
        say_missing(name, full, diag);
        return LEAT_ERR_NO_FILE;
    }
    if (error == EACCES || error == EPERM) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` may not be read.", name);
        leat_diag_hint(diag, "Its owner has to allow it: chmod +r, also for folders.");
        return LEAT_ERR_NO_ACCESS;
    }
    leat_diag_add(diag, LEAT_ERROR, 802, "`%s` cannot be opened: %s.", name,
                  file_path_reason(error));
    return LEAT_ERR_IO;
}
