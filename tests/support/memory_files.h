/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_MEMORY_FILES_H
#define LEAT_TESTS_MEMORY_FILES_H

/**
 * Files for programs that are on no disk: what tests put there, and what the programs
 * write.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/files.h>

enum { MEMORY_FILES_MAX = 32 };

struct memory_file {
    char path[64];
    char *bytes;
    size_t size;
};

struct memory_files {
    struct memory_file at[MEMORY_FILES_MAX];
    unsigned n, n_reads;
};

static inline void memory_files_clear(struct memory_files *m)
{
    for (unsigned i = 0; i < m->n; i++)
        free(m->at[i].bytes);
    memset(m, 0, sizeof(*m));
}

static inline struct memory_file *memory_files_find(struct memory_files *m,
                                                    const char *path)
{
    for (unsigned i = 0; i < m->n; i++)
        if (strcmp(m->at[i].path, path) == 0)
            return &m->at[i];
    return NULL;
}

static inline int memory_files_put(struct memory_files *m, const char *path,
                                   const char *bytes, size_t size)
{
    struct memory_file *f = memory_files_find(m, path);
    char *copy = malloc(size + 1);

    if (!copy || strlen(path) >= sizeof(f->path) || (!f && m->n == MEMORY_FILES_MAX)) {
        free(copy);
        return LEAT_ERR_LIMIT;
    }
    if (size > 0)
        memcpy(copy, bytes, size);
    if (!f)
        f = &m->at[m->n++];
    free(f->bytes);
    strcpy(f->path, path);
    f->bytes = copy;
    f->size = size;
    return 0;
}

static inline int memory_files_place(const char *path)
{
    return path[0] == '/' || strstr(path, "..") ? LEAT_ERR_NO_ACCESS : 0;
}

static inline int memory_files_read(void *user, const char *path, size_t max_bytes,
                                    char **bytes, size_t *size)
{
    struct memory_files *m = user;
    const struct memory_file *f = memory_files_find(m, path);

    m->n_reads++;
    *bytes = NULL;
    if (memory_files_place(path) < 0)
        return LEAT_ERR_NO_ACCESS;
    if (!f)
        return LEAT_ERR_NO_FILE;
    if (f->size > max_bytes)
        return LEAT_ERR_LIMIT;
    *bytes = malloc(f->size + 1);
    if (!*bytes)
        return LEAT_ERR_NOMEM;
    memcpy(*bytes, f->bytes, f->size);
    *size = f->size;
    return 0;
}

static inline int memory_files_write(void *user, const char *path, const char *bytes,
                                     size_t size)
{
    const int err = memory_files_place(path);

    return err < 0 ? err : memory_files_put(user, path, bytes, size);
}

static inline int memory_files_append(void *user, const char *path, const char *bytes,
                                      size_t size, size_t max_bytes)
{
    const struct memory_file *f = memory_files_find(user, path);
    const size_t before = f ? f->size : 0;
    char *whole;
    int err = memory_files_place(path);

    if (err < 0 || before + size > max_bytes)
        return err < 0 ? err : LEAT_ERR_LIMIT;
    whole = malloc(before + size + 1);
    if (!whole)
        return LEAT_ERR_NOMEM;
    if (before > 0)
        memcpy(whole, f->bytes, before);
    memcpy(whole + before, bytes, size);
    err = memory_files_put(user, path, whole, before + size);
    free(whole);
    return err;
}

static inline int memory_files_exists(void *user, const char *path)
{
    const int err = memory_files_place(path);

    return err < 0 ? err : memory_files_find(user, path) != NULL;
}

static inline int memory_files_list(void *user, const char *path,
                                    void (*each)(void *to, const char *name), void *to)
{
    struct memory_files *m = user;
    const size_t size = strlen(path);
    int n = 0;

    for (unsigned i = 0; i < m->n; i++) {
        const char *at = m->at[i].path;
        if (size > 0 && (strncmp(at, path, size) != 0 || at[size] != '/'))
            continue;
        at += size > 0 ? size + 1 : 0;
        if (!strchr(at, '/'))
            each(to, at);
        n++;
    }
    return n > 0 || size == 0 ? 0 : LEAT_ERR_NO_FILE;
}

static inline struct leat_files memory_files_of(struct memory_files *m)
{
    return (struct leat_files){.user = m,
                               .read = memory_files_read,
                               .write = memory_files_write,
                               .append = memory_files_append,
                               .exists = memory_files_exists,
                               .list = memory_files_list};
}

/** The files that programs of the tests and of the manual know. */
static inline void memory_files_fill(struct memory_files *m)
{
    static const char *const file[][2] = {
        {"lib/drums.syn", "level = 50%\n"
                          "strokes = 0\n"
                          "func kick(gain = 1.0) {\n"
                          "    strokes += 1\n"
                          "    sine(60.hz, duration: 100.ms) * (level * gain)\n"
                          "}\n"
                          "class Bell { root: Note = 60 }\n"
                          "hum = saw(110.hz) |> lowpass(cutoff: 300.hz)\n"},
        {"round.syn", "import \"round.syn\"\n"},
        {"notes.txt", "one\ntwo\n"},
        {"broken.json", "{\"a\": [1, 2"},
    };

    memory_files_clear(m);
    for (unsigned i = 0; i < sizeof(file) / sizeof(file[0]); i++)
        memory_files_put(m, file[i][0], file[i][1], strlen(file[i][1]));
}

#endif
