/* SPDX-License-Identifier: MIT */
/* arena: memory for what dies together. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"

enum { ALIGN = 16, FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size, used; /* of `bytes` */
    _Alignas(ALIGN) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t max_bytes)
{
    *arena = (struct arena){.max_bytes = max_bytes};
}

void arena_finish(struct arena *arena)
{
    struct arena_chunk *chunk = arena->newest;

    while (chunk) {
        struct arena_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
    arena_init(arena, arena->max_bytes);
}

static void *refuse(struct arena *arena, int err)
{
    if (arena->err == 0)
        arena->err = err;
    return NULL;
}

/* Each chunk is twice the last, so that n bytes cost log n calls of malloc. */
static struct arena_chunk *grow(struct arena *arena, size_t bytes)
{
    size_t size = arena->newest ? 2 * arena->newest->size : FIRST_CHUNK;
    struct arena_chunk *chunk;

    size = size > LARGEST_CHUNK ? LARGEST_CHUNK : size;
    size = size < bytes ? bytes : size;
    chunk = calloc(1, sizeof(*chunk) + size);
    if (!chunk)
        return NULL;
    chunk->size = size;
    chunk->older = arena->newest;
    arena->newest = chunk;
    return chunk;
}

void *arena_take(struct arena *arena, size_t n, size_t size)
{
    struct arena_chunk *chunk = arena->newest;
    size_t bytes;
    void *memory;

    if (size && n > (SIZE_MAX - ALIGN) / size)
        return refuse(arena, LEAT_ERR_LIMIT);
    bytes = (n * size + ALIGN - 1) / ALIGN * ALIGN;
    bytes = bytes ? bytes : ALIGN; /* every request has an address of its own */
    if (bytes > arena->max_bytes - arena->used_bytes)
        return refuse(arena, LEAT_ERR_LIMIT);
    if (!chunk || chunk->size - chunk->used < bytes) {
        chunk = bytes <= SIZE_MAX / 2 ? grow(arena, bytes) : NULL;
        if (!chunk)
            return refuse(arena, LEAT_ERR_NOMEM);
    }
    memory = chunk->bytes + chunk->used;
    chunk->used += bytes;
    arena->used_bytes += bytes;
    return memory;
}

char *arena_text(struct arena *arena, const char *text, size_t size)
{
    char *copy = size < SIZE_MAX ? arena_take(arena, size + 1, 1)
                                 : refuse(arena, LEAT_ERR_LIMIT);

    if (copy)
        memcpy(copy, text, size);
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    size_t size;
    char *text;

    va_start(args, format);
    va_copy(again, args);
    size = str_vlength(format, args);
    text = arena_take(arena, size + 1, 1);
    if (text)
        str_vformat(text, size + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}
