/* SPDX-License-Identifier: MIT */
/*
 * counters: a block of numbers that are read as they stood together.
 *
 * The version is odd while the writer changes values.  Each value is stored with
 * release and loaded with acquire: a reader that gets a new value also sees the version
 * that was set before it, and its second look at the version differs from its first.
 */
#include "rt/counters.h"

#include <string.h>

#include <leat/err.h>

#include "rt/block.h"

size_t leat_counters_size(uint32_t n)
{
    if (n < 1 || n > LEAT_COUNTERS_MAX)
        return 0;
    return rt_block_size(sizeof(struct leat_counters), (uint64_t)n * sizeof(uint64_t));
}

int leat_counters_init(void *memory, size_t size_bytes, uint32_t n,
                       struct leat_counters **out)
{
    const size_t need = leat_counters_size(n);
    struct leat_counters *counters = memory;

    *out = NULL;
    if (!rt_block_fits(memory, size_bytes, need))
        return LEAT_ERR_INVALID;
    memset(memory, 0, need);
    counters->n = n;
    rt_head_init(&counters->head, RT_KIND_COUNTERS, sizeof(uint64_t), 1,
                 LEAT_RING_DROPPING);
    *out = counters;
    return LEAT_OK;
}

int leat_counters_attach(void *memory, size_t size_bytes, struct leat_counters **out)
{
    struct leat_counters *counters = memory;

    *out = NULL;
    if (!rt_head_attach(memory, size_bytes, RT_KIND_COUNTERS) ||
        !rt_block_fits(memory, size_bytes, leat_counters_size(counters->n)))
        return LEAT_ERR_INVALID;
    *out = counters;
    return LEAT_OK;
}

/* relaxed: the writer's own */
static uint32_t own_version(const struct leat_counters *counters)
{
    return atomic_load_explicit(&counters->version, memory_order_relaxed);
}

void leat_rt_counters_begin(struct leat_counters *counters)
{
    /* relaxed: the release of each value keeps it behind this */
    atomic_store_explicit(&counters->version, own_version(counters) + 1,
                          memory_order_relaxed);
}

void leat_rt_counters_end(struct leat_counters *counters)
{
    /* release: pairs with the reader's first look, the values are there */
    atomic_store_explicit(&counters->version, own_version(counters) + 1,
                          memory_order_release);
}

void leat_rt_counters_set(struct leat_counters *counters, uint32_t index,
                          uint64_t value)
{
    /* release: pairs with the reader's acquire, the version is odd */
    atomic_store_explicit(&counters->value[index], value, memory_order_release);
}

void leat_rt_counters_add(struct leat_counters *counters, uint32_t index,
                          uint64_t amount)
{
    /* relaxed: the writer's own */
    const uint64_t value =
        atomic_load_explicit(&counters->value[index], memory_order_relaxed);

    leat_rt_counters_set(counters, index, value + amount);
}

bool leat_rt_counters_read(const struct leat_counters *counters, uint64_t *values,
                           uint32_t n)
{
    for (int tries = 0; tries < RT_TRIES; tries++) {
        /* acquire: pairs with the release in end */
        const uint32_t before =
            atomic_load_explicit(&counters->version, memory_order_acquire);

        for (uint32_t i = 0; i < n; i++)
            /* acquire: pairs with the release in set; the second look comes after */
            values[i] = atomic_load_explicit(&counters->value[i], memory_order_acquire);
        /* relaxed: the acquires above keep it behind them */
        if (before % 2 == 0 &&
            before == atomic_load_explicit(&counters->version, memory_order_relaxed))
            return true;
    }
    return false;
}
