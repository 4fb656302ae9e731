/* SPDX-License-Identifier: MIT */
/* program_files: the files of a disk as a program may reach them. */
#include "io/program_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"

int program_files_begin(struct program_files *files, const char *program, bool anywhere)
{
    const char *slash = program ? strrchr(program, '/') : NULL;
    const size_t size = slash ? (size_t)(slash - program) + (slash == program) : 0;

    *files = (struct program_files){.anywhere = anywhere, .is_typed = !program};
    if (size >= sizeof(files->folder) ||
        (program && strlen(program) >= sizeof(files->program)))
        return LEAT_ERR_LIMIT;
    if (size > 0)
        memcpy(files->folder, program, size);
    if (program)
        strcpy(files->program, program);
    return 0;
}

static int err_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return LEAT_ERR_NO_FILE;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
        return LEAT_ERR_NO_ACCESS;
    case EISDIR:
        return LEAT_ERR_BAD_FILE;
    case ENOSPC:
    case EDQUOT:
        return LEAT_ERR_NO_SPACE;
    case ENAMETOOLONG:
        return LEAT_ERR_LIMIT;
    case ENOMEM:
        return LEAT_ERR_NOMEM;
    default:
        return LEAT_ERR_IO;
    }
}

/* Whether a whole path is a folder or lies in it. */
static bool is_below(const char *path, const char *folder)
{
    const size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 &&
           (path[size] == '\0' || path[size] == '/' || folder[size - 1] == '/');
}

/* Whether it names nothing outside, by its words alone. */
static bool stays_inside(const char *path)
{
    int depth = 0;

    if (path[0] == '/')
        return false;
    for (const char *at = path; *at; at += *at == '/') {
        const size_t size = strcspn(at, "/");
        const bool up = size == 2 && at[0] == '.' && at[1] == '.';
        depth += up ? -1 : size > 0 && !(size == 1 && *at == '.');
        if (depth < 0)
            return false;
        at += size;
    }
    return true;
}

/* The real place of a path, of which only the last part may be missing. */
static int real_path(const char *full, char real[PATH_MAX])
{
    char folder[FILE_PATH_SIZE];
    const char *slash = strrchr(full, '/'), *name = slash ? slash + 1 : full;

    if (realpath(full, real))
        return 0;
    if (errno != ENOENT || !*name)
        return err_of(errno);
    str_format(folder, sizeof(folder), "%.*s",
               slash ? (int)(slash - full) + (slash == full) : 1, slash ? full : ".");
    struct stat link;
    if (lstat(full, &link) == 0)
        return LEAT_ERR_NO_ACCESS; /* a link to what is not there */
    if (!realpath(folder, real))
        return err_of(errno);
    const size_t used = strlen(real);
    if (used + strlen(name) + 2 > PATH_MAX)
        return LEAT_ERR_LIMIT;
    str_format(real + used, PATH_MAX - used, "/%s", name);
    return 0;
}

/* Where a path of the program's leads, if it may go there. */
static int place(const struct program_files *files, const char *path,
                 char full[FILE_PATH_SIZE])
{
    char real[PATH_MAX], folder[PATH_MAX];
    int err = file_path_join(full, files->folder, path, NULL);

    if (err < 0 || files->anywhere)
        return err;
    if (!stays_inside(path))
        return LEAT_ERR_NO_ACCESS;
    if (!realpath(files->folder[0] ? files->folder : ".", folder))
        return err_of(errno);
    err = real_path(*full ? full : ".", real);
    if (err < 0)
        return err;
    return is_below(real, folder) ? 0 : LEAT_ERR_NO_ACCESS;
}

/* Where a path leads that is to be written: anywhere but at the program itself. */
static int place_to_write(const struct program_files *files, const char *path,
                          char full[FILE_PATH_SIZE])
{
    const int err = place(files, path, full);
    struct stat own, there;

    if (err < 0)
        return err;
    return files->program[0] && stat(files->program, &own) == 0 &&
                   stat(full, &there) == 0 && own.st_dev == there.st_dev &&
                   own.st_ino == there.st_ino
               ? LEAT_ERR_STATE
               : 0;
}

/* Open what is a plain file. */
static int open_file(const char *full, int flags, struct stat *info)
{
    const int fd = open(full, flags | O_CLOEXEC | O_NONBLOCK, 0666);

    if (fd < 0)
        return err_of(errno);
    if (fstat(fd, info) == 0 && S_ISREG(info->st_mode))
        return fd;
    close(fd);
    return LEAT_ERR_BAD_FILE;
}

static int read_whole(int fd, size_t size, char **bytes, size_t *n)
{
    char *text = malloc(size + 1);
    ssize_t got = 1;

    if (!text)
        return LEAT_ERR_NOMEM;
    for (*n = 0; *n < size && got > 0; *n += got > 0 ? (size_t)got : 0)
        got = read(fd, text + *n, size - *n);
    if (got < 0) {
        free(text);
        return err_of(errno);
    }
    text[*n] = '\0';
    *bytes = text;
    return 0;
}

static int read_file(void *user, const char *path, size_t max_bytes, char **bytes,
                     size_t *size)
{
    char full[FILE_PATH_SIZE];
    struct stat info;
    int fd = place(user, path, full), err;

    *bytes = NULL;
    if (fd < 0 || (fd = open_file(full, O_RDONLY, &info)) < 0)
        return fd;
    err = (uint64_t)info.st_size > max_bytes
              ? LEAT_ERR_LIMIT
              : read_whole(fd, (size_t)info.st_size, bytes, size);
    close(fd);
    return err;
}

static int write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t n = write(fd, bytes, size);
        if (n < 0)
            return err_of(errno);
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

/* Beside the file first, which then takes its name at once. */
static int write_file(void *user, const char *path, const char *bytes, size_t size)
{
    char full[FILE_PATH_SIZE], real[PATH_MAX], beside[PATH_MAX + 32];
    struct stat info = {0};
    int fd, err = place_to_write(user, path, full);

    if (err < 0 || (err = real_path(full, real)) < 0)
        return err;
    const bool is_there = stat(real, &info) == 0;
    if (is_there && !S_ISREG(info.st_mode))
        return LEAT_ERR_BAD_FILE;
    if (is_there && access(real, W_OK) < 0)
        return err_of(errno);
    str_format(beside, sizeof(beside), "%s.%ld.new", real, (long)getpid());
    fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return err_of(errno);
    err = write_all(fd, bytes, size);
    if (!err && is_there && fchmod(fd, info.st_mode & 07777) < 0)
        err = err_of(errno);
    if (close(fd) < 0 && !err)
        err = err_of(errno);
    if (!err && rename(beside, real) < 0)
        err = err_of(errno);
    if (err < 0)
        unlink(beside);
    return err;
}

static int append_file(void *user, const char *path, const char *bytes, size_t size,
                       size_t max_bytes)
{
    char full[FILE_PATH_SIZE];
    struct stat info;
    int fd = place_to_write(user, path, full), err;

    if (fd < 0 || (fd = open_file(full, O_WRONLY | O_CREAT | O_APPEND, &info)) < 0)
        return fd;
    err = (uint64_t)info.st_size + size > max_bytes ? LEAT_ERR_LIMIT
                                                    : write_all(fd, bytes, size);
    if (close(fd) < 0 && !err)
        err = err_of(errno);
    return err;
}

static int exists(void *user, const char *path)
{
    char full[FILE_PATH_SIZE];
    const int err = place(user, path, full);

    if (err == LEAT_ERR_NO_FILE)
        return 0;
    return err < 0 ? err : access(*full ? full : ".", F_OK) == 0;
}

static int list_folder(const char *path, void (*each)(void *to, const char *name),
                       void *to)
{
    char name[NAME_MAX + 2];
    const struct dirent *entry;
    struct stat info;

    DIR *dir = opendir(*path ? path : ".");
    if (!dir)
        return err_of(errno);
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        const bool is_folder =
            fstatat(dirfd(dir), entry->d_name, &info, 0) == 0 && S_ISDIR(info.st_mode);
        str_format(name, sizeof(name), "%s%s", entry->d_name, is_folder ? "/" : "");
        each(to, name);
    }
    closedir(dir);
    return 0;
}

static int list(void *user, const char *path, void (*each)(void *to, const char *name),
                void *to)
{
    char full[FILE_PATH_SIZE];
    const int err = place(user, path, full);

    return err < 0 ? err : list_folder(full, each, to);
}

/* The folder of the program, or the one that leat was started in. */
static int reach(void *user, const char *path)
{
    const struct program_files *files = user;
    char real[PATH_MAX], folder[PATH_MAX], here[PATH_MAX];

    if (files->anywhere || files->is_typed)
        return 0;
    if (real_path(path, real) < 0) /* whoever opens it will say so */
        return stays_inside(path) ? 0 : LEAT_ERR_NO_ACCESS;
    if (!realpath(".", here) ||
        !realpath(files->folder[0] ? files->folder : ".", folder))
        return err_of(errno);
    return is_below(real, here) || is_below(real, folder) ? 0 : LEAT_ERR_NO_ACCESS;
}

static int list_reach(void *user, const char *path,
                      void (*each)(void *to, const char *name), void *to)
{
    const int err = reach(user, *path ? path : ".");

    return err < 0 ? err : list_folder(path, each, to);
}

struct leat_files program_files_of(struct program_files *files)
{
    return (struct leat_files){.user = files,
                               .read = read_file,
                               .write = files->reads_only ? NULL : write_file,
                               .append = files->reads_only ? NULL : append_file,
                               .exists = exists,
                               .list = list,
                               .reach = reach,
                               .list_reach = list_reach};
}
