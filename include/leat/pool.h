/* SPDX-License-Identifier: MIT */
#ifndef LEAT_POOL_H
#define LEAT_POOL_H

/**
 * A pool lends a fixed number of items of one size, to any number of threads at a time.
 *
 * Items are known by their index, which means the same in every process that maps the
 * pool.  An item keeps its bytes while it is in the pool.
 *
 * Like a ring it lives in memory that the caller supplies, which processes may share.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/export.h>

struct leat_pool;

enum {
    LEAT_POOL_ALIGN = 64,           /* of the memory and of every item */
    LEAT_POOL_MAX = (1 << 24) - 2,  /* items */
    LEAT_POOL_NONE = (1 << 24) - 1, /* index of no item */
};

/** Each number is exact; they are taken one after another. */
struct leat_pool_stats {
    uint64_t takes;       /* that got an item */
    uint64_t gives;       /* that brought one back */
    uint64_t exhausted;   /* takes that got none */
    uint64_t refused;     /* gives of what had not been taken */
    uint32_t taken, peak; /* out now, and the most that ever were */
};

/**
 * Bytes of memory for `n` items; 0 when it cannot be: item_size in [1, 2^24],
 * n in [1, LEAT_POOL_MAX].
 *
 * Thread:  any.
 */
LEAT_API size_t leat_pool_size(uint32_t item_size, uint32_t n);

/**
 * Make a pool in `memory`, aligned to LEAT_POOL_ALIGN, with all items in it and zeroed.
 *
 * Owns:    the caller keeps the memory; there is nothing to finish.
 * Errors:  LEAT_ERR_INVALID (size, alignment; less than leat_pool_size()).
 * Thread:  any, before anybody else knows the memory.
 */
LEAT_API int leat_pool_init(void *memory, size_t size_bytes, uint32_t item_size,
                            uint32_t n, struct leat_pool **out);

/** Find the pool that another process made.  Errors: LEAT_ERR_INVALID. */
LEAT_API int leat_pool_attach(void *memory, size_t size_bytes, struct leat_pool **out);

/** Index of an item that nobody has, or LEAT_POOL_NONE.  Thread: any, also rt. */
LEAT_API LEAT_RT uint32_t leat_rt_pool_take(struct leat_pool *pool);

/**
 * Bring an item back; false when it had not been taken.
 *
 * Thread:  any, also rt; need not be the thread that took it.
 */
LEAT_API LEAT_RT bool leat_rt_pool_give(struct leat_pool *pool, uint32_t index);

/** The item of an index, or NULL when there is none.  Thread: any, also rt. */
LEAT_API LEAT_RT void *leat_rt_pool_at(struct leat_pool *pool, uint32_t index);

/** The index of an item that leat_rt_pool_at() gave.  Thread: any, also rt. */
LEAT_API LEAT_RT uint32_t leat_rt_pool_index(const struct leat_pool *pool,
                                             const void *item);

/** Thread: any, also rt. */
LEAT_API LEAT_RT void leat_rt_pool_stats(const struct leat_pool *pool,
                                         struct leat_pool_stats *stats);

#endif
