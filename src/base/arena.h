/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_ARENA_H
#define LEAT_BASE_ARENA_H

/**
 * An arena: memory for what dies together, such as a parse or a plan.
 *
 * Owns:    everything it hands out, until arena_finish().
 * Thread:  control or worker, one at a time.
 */

#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *newest;
    size_t used_bytes; /* of all chunks, with what alignment costs */
    size_t max_bytes;
    int err; /* 0, or why the first refused request was refused; it stays */
};

/** Begin an empty arena that will not hand out more than `max_bytes`. */
void arena_init(struct arena *arena, size_t max_bytes);

/** Free all of it; the arena is then empty again, with its limit, and its err is 0. */
void arena_finish(struct arena *arena);

/**
 * Zeroed memory for n items of `size` bytes, aligned to 16 bytes.
 *
 * Errors:  NULL, and arena->err becomes LEAT_ERR_LIMIT or LEAT_ERR_NOMEM.  It stays, so
 *          a caller that builds much may look once, at the end.
 */
void *arena_take(struct arena *arena, size_t n, size_t size);

/** A copy of `size` bytes of text and a closing 0.  Errors: as arena_take(). */
char *arena_text(struct arena *arena, const char *text, size_t size);

/** A text in the form of printf, numbers as in the C locale.  Errors: alike. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
