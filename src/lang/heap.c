/* SPDX-License-Identifier: MIT */
/* heap: memory of values, of which is kept what can still be reached. */
#include "lang/heap.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

enum {
    CHUNK_BYTES_MIN = 16 * 1024,
    CHUNK_BYTES_MAX = 256 * 1024,
    UNIT_BYTES = 16,
    SMALL_UNITS = 128, /* blocks of up to so many units come from shared chunks */
};

enum { GROW_FIRST = 4 }; /* items of an array that had none */
enum { STATE_FREE, STATE_TAKEN, STATE_FOUND };

/* Blocks of one size; a large block has a chunk of its own. */
struct heap_chunk {
    uint8_t *block;
    size_t block_bytes;
    uint32_t n;
    int class;        /* of the size; -1: one large block */
    uint8_t state[1]; /* of each block */
};

/* Units of a class of sizes: steps of 1 to 8, of 4 to 32, of 16 to 128. */
static size_t class_units(int class)
{
    if (class < 8)
        return (size_t) class + 1;
    return class < 14 ? 12 + 4 * (size_t)(class - 8) : 48 + 16 * (size_t)(class - 14);
}

static int class_of(size_t bytes)
{
    const size_t units = (bytes + UNIT_BYTES - 1) / UNIT_BYTES;

    if (units <= 8)
        return units ? (int)units - 1 : 0;
    if (units <= 32)
        return 8 + (int)((units - 12 + 3) / 4);
    return units <= SMALL_UNITS ? 14 + (int)((units - 48 + 15) / 16) : -1;
}

void heap_init(struct heap *heap, size_t max_bytes)
{
    *heap = (struct heap){.max_bytes = max_bytes};
}

static void free_chunk(struct heap_chunk *chunk)
{
    free(chunk->block);
    free(chunk);
}

void heap_finish(struct heap *heap)
{
    for (uint32_t i = 0; i < heap->n_chunks; i++)
        free_chunk(heap->chunk[i]);
    free(heap->chunk);
    free(heap->found);
    heap_init(heap, heap->max_bytes);
}

/* Chunks stand in the order of their addresses. */
static bool insert_chunk(struct heap *heap, struct heap_chunk *chunk)
{
    uint32_t at = heap->n_chunks;

    if (heap->n_chunks == heap->room_chunks) {
        const uint32_t room = heap->room_chunks ? 2 * heap->room_chunks : 16;
        void *bigger = realloc(heap->chunk, room * sizeof(struct heap_chunk *));
        if (!bigger)
            return false;
        heap->chunk = bigger;
        heap->room_chunks = room;
    }
    for (; at > 0 && heap->chunk[at - 1]->block > chunk->block; at--)
        heap->chunk[at] = heap->chunk[at - 1];
    heap->chunk[at] = chunk;
    heap->n_chunks++;
    return true;
}

/* A chunk grows with the heap, since each page of it is touched at once. */
static size_t chunk_bytes(const struct heap *heap)
{
    const size_t part = heap->used_bytes / 8;

    return part < CHUNK_BYTES_MIN   ? CHUNK_BYTES_MIN
           : part > CHUNK_BYTES_MAX ? CHUNK_BYTES_MAX
                                    : part;
}

static struct heap_chunk *make_chunk(struct heap *heap, int class, size_t bytes)
{
    const size_t block_bytes = class < 0 ? bytes : class_units(class) * UNIT_BYTES;
    const uint32_t n = class < 0 ? 1 : (uint32_t)(chunk_bytes(heap) / block_bytes);
    struct heap_chunk *chunk = calloc(1, sizeof(*chunk) + n);

    if (!chunk)
        return NULL;
    *chunk = (struct heap_chunk){NULL, block_bytes, n, class, {0}};
    chunk->block = calloc(n, block_bytes);
    if (!chunk->block || !insert_chunk(heap, chunk)) {
        free_chunk(chunk);
        return NULL;
    }
    for (uint32_t i = n; class >= 0 && i-- > 0;) {
        void **block = (void **)(void *)(chunk->block + i * block_bytes);
        *block = heap->free[class];
        heap->free[class] = block;
    }
    return chunk;
}

/* The chunk that an address is in, or NULL. */
static struct heap_chunk *chunk_of(const struct heap *heap, const uint8_t *at)
{
    uint32_t low = 0, high = heap->n_chunks;

    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (heap->chunk[middle]->block <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    struct heap_chunk *chunk = heap->chunk[low - 1];
    return (size_t)(at - chunk->block) < chunk->n * chunk->block_bytes ? chunk : NULL;
}

static void *take_small(struct heap *heap, int class)
{
    const size_t bytes = class_units(class) * UNIT_BYTES;
    void **block;

    if (!heap->free[class] && !make_chunk(heap, class, bytes))
        return NULL;
    block = heap->free[class];
    heap->free[class] = *block;
    struct heap_chunk *chunk = chunk_of(heap, (const uint8_t *)block);
    if (!chunk)
        return NULL;
    chunk->state[(size_t)((const uint8_t *)block - chunk->block) / bytes] = STATE_TAKEN;
    memset(block, 0, bytes);
    heap->used_bytes += bytes;
    heap->taken_bytes += bytes;
    return block;
}

void *heap_take(struct heap *heap, size_t n, size_t size)
{
    size_t bytes;
    void *block;

    if (__builtin_mul_overflow(n, size, &bytes) || bytes > heap->max_bytes ||
        heap->used_bytes > heap->max_bytes - bytes) {
        heap->err = heap->err ? heap->err : LEAT_ERR_LIMIT;
        return NULL;
    }
    const int class = class_of(bytes);
    if (class >= 0) {
        block = take_small(heap, class);
    } else {
        struct heap_chunk *chunk = make_chunk(heap, -1, bytes);
        block = chunk ? chunk->block : NULL;
        if (chunk) {
            chunk->state[0] = STATE_TAKEN;
            heap->used_bytes += bytes;
            heap->taken_bytes += bytes;
        }
    }
    if (!block)
        heap->err = heap->err ? heap->err : LEAT_ERR_NOMEM;
    return block;
}

void *heap_grow(struct heap *heap, void *items, uint32_t n, uint32_t *room, size_t size)
{
    const uint32_t wide = *room ? 2 * *room : GROW_FIRST;
    void *wider;

    if (n < *room)
        return items;
    wider = heap_take(heap, wide, size);
    if (!wider)
        return NULL;
    if (n > 0)
        memcpy(wider, items, n * size);
    *room = wide;
    return wider;
}

char *heap_text(struct heap *heap, const char *text, size_t size)
{
    char *copy = heap_take(heap, size + 1, 1);

    if (copy)
        memcpy(copy, text, size);
    return copy;
}

static bool note_found(struct heap *heap, void *block)
{
    if (heap->n_found == heap->room_found) {
        const size_t room = heap->room_found ? 2 * heap->room_found : 1024;
        void *bigger = realloc(heap->found, room * sizeof(*heap->found));
        if (!bigger)
            return false;
        heap->found = bigger;
        heap->room_found = room;
    }
    heap->found[heap->n_found++] = block;
    return true;
}

/* Every word that is an address inside a block keeps it. */
static bool look(struct heap *heap, const void *at, size_t bytes)
{
    const uintptr_t *word = at;

    for (size_t i = 0; i < bytes / sizeof(*word); i++) {
        const uint8_t *address = (const uint8_t *)word[i];
        struct heap_chunk *chunk = chunk_of(heap, address);
        if (!chunk)
            continue;
        const size_t index = (size_t)(address - chunk->block) / chunk->block_bytes;
        if (chunk->state[index] != STATE_TAKEN)
            continue;
        chunk->state[index] = STATE_FOUND;
        if (!note_found(heap, chunk->block + index * chunk->block_bytes))
            return false;
    }
    return true;
}

static bool look_everywhere(struct heap *heap, const struct heap_root *root, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!look(heap, root[i].at, root[i].size_bytes))
            return false;
    while (heap->n_found > 0) {
        const uint8_t *block = heap->found[--heap->n_found];
        const struct heap_chunk *chunk = chunk_of(heap, block);
        if (chunk && !look(heap, block, chunk->block_bytes))
            return false;
    }
    return true;
}

/* Blocks that were not found are free; true when the chunk holds nothing else. */
static bool sweep(struct heap *heap, struct heap_chunk *chunk)
{
    uint32_t n_kept = 0;

    for (uint32_t i = 0; i < chunk->n; i++) {
        if (chunk->state[i] == STATE_FOUND) {
            chunk->state[i] = STATE_TAKEN;
            n_kept++;
        } else if (chunk->state[i] == STATE_TAKEN) {
            chunk->state[i] = STATE_FREE;
            heap->used_bytes -= chunk->block_bytes;
        }
    }
    return n_kept == 0;
}

/* The lists of free blocks, in the order of their addresses. */
static void list_free(struct heap *heap)
{
    memset(heap->free, 0, sizeof(heap->free));
    for (uint32_t c = heap->n_chunks; c-- > 0;) {
        struct heap_chunk *chunk = heap->chunk[c];
        for (uint32_t i = chunk->n; chunk->class >= 0 && i-- > 0;) {
            if (chunk->state[i] != STATE_FREE)
                continue;
            void **block = (void **)(void *)(chunk->block + i * chunk->block_bytes);
            *block = heap->free[chunk->class];
            heap->free[chunk->class] = block;
        }
    }
}

int heap_collect(struct heap *heap, const struct heap_root *root, size_t n_roots)
{
    uint32_t n = 0;

    heap->n_found = 0;
    if (!look_everywhere(heap, root, n_roots)) {
        for (uint32_t c = 0; c < heap->n_chunks; c++)
            for (uint32_t i = 0; i < heap->chunk[c]->n; i++)
                if (heap->chunk[c]->state[i] == STATE_FOUND)
                    heap->chunk[c]->state[i] = STATE_TAKEN;
        return LEAT_ERR_NOMEM;
    }
    for (uint32_t c = 0; c < heap->n_chunks; c++) {
        if (sweep(heap, heap->chunk[c]))
            free_chunk(heap->chunk[c]);
        else
            heap->chunk[n++] = heap->chunk[c];
    }
    heap->n_chunks = n;
    list_free(heap);
    heap->taken_bytes = 0;
    return 0;
}
