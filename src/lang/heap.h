/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_HEAP_H
#define LEAT_LANG_HEAP_H

/**
 * Memory of values, of which is kept what can still be reached.
 *
 * Blocks never move.  They are looked for in whole: every word of a root, and of a
 * block that was found, which may be the address of a block or of something inside one
 * keeps that block.  So nothing that takes memory needs to say what it points to; the
 * price is that a number which looks like an address keeps a block longer.  What a
 * program computes does not depend on it.
 *
 * Owns:    everything it hands out.
 * Thread:  any, one at a time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEAP_CLASSES = 20 }; /* sizes of small blocks: 16, 32, 48, 64, 80, ... */

struct heap_chunk;

struct heap {
    struct heap_chunk **chunk; /* by address */
    uint32_t n_chunks, room_chunks;
    void *free[HEAP_CLASSES]; /* blocks of a size that nobody has, in a list */
    size_t used_bytes;        /* in blocks that are handed out */
    size_t taken_bytes;       /* since heap_count() */
    size_t max_bytes;
    void **found; /* while it looks: blocks to look into */
    size_t n_found, room_found;
    int err; /* 0, or why the first refused request was refused; it stays */
};

/** Memory to look through for addresses. */
struct heap_root {
    const void *at;
    size_t size_bytes;
};

/** Begin an empty heap that holds at most `max_bytes`. */
void heap_init(struct heap *heap, size_t max_bytes);
void heap_finish(struct heap *heap);

/**
 * Zeroed memory for n items of `size` bytes, aligned to 16 bytes.
 *
 * Errors:  NULL, and heap->err becomes LEAT_ERR_LIMIT or LEAT_ERR_NOMEM.
 */
void *heap_take(struct heap *heap, size_t n, size_t size);

/**
 * Room for one more item in an array from here: itself, or a copy with twice the room,
 * which `*room` then is; 0 and NULL are an array that has none yet.
 *
 * Errors:  NULL, as heap_take(); nothing has changed.
 */
void *heap_grow(struct heap *heap, void *items, uint32_t n, uint32_t *room,
                size_t size);

/** A copy of `size` bytes of text and a closing 0.  Errors: as heap_take(). */
char *heap_text(struct heap *heap, const char *text, size_t size);

/**
 * Give back what none of the roots leads to.
 *
 * Errors:  LEAT_ERR_NOMEM, and nothing was given back.
 */
int heap_collect(struct heap *heap, const struct heap_root *root, size_t n_roots);

#endif
