/* SPDX-License-Identifier: MIT */
/* pool: a fixed number of items, lent to any number of threads. */
#include "rt/pool.h"

#include <string.h>

#include <leat/err.h>

#include "rt/block.h"

static uint32_t stride_of(uint32_t item_size)
{
    return (item_size + RT_LINE - 1) / RT_LINE * RT_LINE;
}

/* Where the items start. */
static size_t header_size(uint32_t n)
{
    return rt_block_size(sizeof(struct leat_pool), (uint64_t)n * sizeof(uint32_t));
}

size_t leat_pool_size(uint32_t item_size, uint32_t n)
{
    if (!rt_head_valid(item_size, n) || n > LEAT_POOL_MAX)
        return 0;
    return rt_block_size(header_size(n), (uint64_t)stride_of(item_size) * n);
}

int leat_pool_init(void *memory, size_t size_bytes, uint32_t item_size, uint32_t n,
                   struct leat_pool **out)
{
    const size_t need = leat_pool_size(item_size, n);
    struct leat_pool *pool = memory;

    *out = NULL;
    if (!rt_block_fits(memory, size_bytes, need))
        return LEAT_ERR_INVALID;
    memset(memory, 0, need);
    pool->n = n;
    for (uint32_t i = 0; i < n; i++)
        pool->next[i] = i + 1 < n ? i + 1 : LEAT_POOL_NONE;
    rt_head_init(&pool->head, RT_KIND_POOL, item_size, 1, LEAT_RING_DROPPING);
    pool->head.stride = stride_of(item_size);
    *out = pool;
    return LEAT_OK;
}

int leat_pool_attach(void *memory, size_t size_bytes, struct leat_pool **out)
{
    struct leat_pool *pool = memory;

    *out = NULL;
    if (!rt_head_attach(memory, size_bytes, RT_KIND_POOL) ||
        pool->head.stride != stride_of(pool->head.item_size) ||
        !rt_block_fits(memory, size_bytes,
                       leat_pool_size(pool->head.item_size, pool->n)))
        return LEAT_ERR_INVALID;
    *out = pool;
    return LEAT_OK;
}

static uint32_t index_of(uint64_t top)
{
    return (uint32_t)top & POOL_INDEX_MASK;
}

/* The top that follows `top`, with another index. */
static uint64_t next_top(uint64_t top, uint32_t index)
{
    return ((top >> POOL_INDEX_BITS) + 1) << POOL_INDEX_BITS | index;
}

uint32_t leat_rt_pool_take(struct leat_pool *pool)
{
    /* acquire, also on failure: pairs with the release in give, the item and its
     * `next` are as they were left */
    uint64_t top = atomic_load_explicit(&pool->top, memory_order_acquire);

    for (int tries = 0; tries < RT_TRIES && index_of(top) != LEAT_POOL_NONE; tries++) {
        const uint32_t index = index_of(top);
        /* relaxed: if it is not the top any more this may be anything, and top has
         * another generation */
        const uint32_t next =
            atomic_load_explicit(&pool->next[index], memory_order_relaxed);

        if (atomic_compare_exchange_strong_explicit(
                &pool->top, &top, next_top(top, next & POOL_INDEX_MASK),
                memory_order_acquire, memory_order_acquire)) {
            /* relaxed: who gives it back has got the index from us */
            atomic_store_explicit(&pool->next[index], POOL_TAKEN, memory_order_relaxed);
            const uint64_t takes = rt_add_shared(&pool->takes, 1);
            const int64_t taken = (int64_t)(takes - rt_count(&pool->gives));
            rt_raise(&pool->peak, taken > 0 ? (uint32_t)taken : 0);
            return index;
        }
    }
    rt_add_shared(&pool->exhausted, 1);
    return LEAT_POOL_NONE;
}

bool leat_rt_pool_give(struct leat_pool *pool, uint32_t index)
{
    uint32_t taken = POOL_TAKEN;

    /* relaxed: of two that give the same item one succeeds, nothing more */
    if (index >= pool->n || !atomic_compare_exchange_strong_explicit(
                                &pool->next[index], &taken, LEAT_POOL_NONE,
                                memory_order_relaxed, memory_order_relaxed)) {
        rt_add_shared(&pool->refused, 1);
        return false;
    }
    rt_add_shared(&pool->gives, 1); /* before it can be taken: never more out than n */

    uint64_t top = atomic_load_explicit(&pool->top, memory_order_relaxed);
    do { /* again only when another thread has taken or given meanwhile */
        atomic_store_explicit(&pool->next[index], index_of(top), memory_order_relaxed);
        /* release: pairs with the acquire in take */
    } while (!atomic_compare_exchange_strong_explicit(
        &pool->top, &top, next_top(top, index), memory_order_release,
        memory_order_relaxed));
    return true;
}

void *leat_rt_pool_at(struct leat_pool *pool, uint32_t index)
{
    if (index >= pool->n)
        return NULL;
    return (unsigned char *)pool + header_size(pool->n) +
           (size_t)index * pool->head.stride;
}

uint32_t leat_rt_pool_index(const struct leat_pool *pool, const void *item)
{
    const uintptr_t first = (uintptr_t)pool + header_size(pool->n);

    return (uint32_t)(((uintptr_t)item - first) / pool->head.stride);
}

void leat_rt_pool_stats(const struct leat_pool *pool, struct leat_pool_stats *stats)
{
    stats->gives = rt_count(&pool->gives);
    stats->takes = rt_count(&pool->takes);
    stats->exhausted = rt_count(&pool->exhausted);
    stats->refused = rt_count(&pool->refused);
    stats->taken =
        stats->takes > stats->gives ? (uint32_t)(stats->takes - stats->gives) : 0;
    stats->peak = atomic_load_explicit(&pool->peak, memory_order_relaxed);
}
