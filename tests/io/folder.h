/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_IO_FOLDER_H
#define LEAT_TESTS_IO_FOLDER_H

/**
 * A folder of its own for a test program, which runs in it; gone at the end.  Its files
 * are plain: no folders in it.
 */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder_name[64] = "/tmp/leat-test-XXXXXX";

static inline int folder_enter(void **state)
{
    (void)state;
    return mkdtemp(folder_name) && chdir(folder_name) == 0 ? 0 : -1;
}

static inline int folder_leave(void **state)
{
    DIR *dir = opendir(".");
    const struct dirent *entry;

    (void)state;
    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            remove(entry->d_name);
    if (dir)
        closedir(dir);
    return chdir("/") == 0 && rmdir(folder_name) == 0 ? 0 : -1;
}

/** Write bytes as a whole file. */
static inline void folder_put(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(name, "wb");

    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
        abort();
}

/** Alike, a text. */
static inline void folder_put_text(const char *name, const char *text)
{
    folder_put(name, text, strlen(text));
}

/** Bytes of a file, or -1. */
static inline long folder_size(const char *name)
{
    FILE *file = fopen(name, "rb");
    long size = -1;

    if (file && fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (file)
        fclose(file);
    return size;
}

#endif
