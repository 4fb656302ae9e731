/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_BLOCK_H
#define LEAT_RT_BLOCK_H

/** Blocks of shared memory: how big they are, copying items, counting. */

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "rt/head.h"

/** Bytes of a header and what follows it, in whole lines; 0 when no memory is so big.
 */
static inline size_t rt_block_size(size_t header, uint64_t items)
{
    const uint64_t total = (header + items + RT_LINE - 1) / RT_LINE * RT_LINE;

    return total <= PTRDIFF_MAX ? (size_t)total : 0;
}

/** Whether a block that needs so much can stand there; it never can when that is 0. */
static inline bool rt_block_fits(const void *memory, size_t size_bytes, size_t need)
{
    return memory && (uintptr_t)memory % RT_LINE == 0 && need > 0 && size_bytes >= need;
}

typedef uint64_t __attribute__((may_alias, aligned(1))) rt_word;

/**
 * Copy by words of 8 bytes, and no wider.
 *
 * A message whose fields were set just now is still in the store buffer.  A load that
 * is wider than these stores must wait until all of them, and whatever waits for the
 * other core before them, have reached the cache: 36 ns an item instead of 17.
 */
static inline void rt_copy_words(void *to, const void *from, size_t bytes)
{
    for (size_t i = 0; i < bytes / 8; i++)
        ((rt_word *)to)[i] = ((const volatile rt_word *)from)[i];
}

/** Copy an item of a usual size without a call; false when the size is another. */
static inline bool rt_copy_usual(void *to, const void *from, uint32_t size)
{
    switch (size) {
    case 4:
        memcpy(to, from, 4);
        return true;
    case 8:
        memcpy(to, from, 8);
        return true;
    case 64:
        rt_copy_words(to, from, 64);
        return true;
    default:
        return false;
    }
}

/** Copy an item. */
static inline void rt_copy_item(void *to, const void *from, uint32_t size)
{
    if (!rt_copy_usual(to, from, size))
        memcpy(to, from, size);
}

/** Add to a statistic that only the calling thread changes. */
static inline void rt_add_own(_Atomic uint64_t *counter, uint64_t n)
{
    /* relaxed: a number for people, ordered with nothing */
    atomic_store_explicit(counter,
                          atomic_load_explicit(counter, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

/** Add to a statistic that many threads change. */
static inline uint64_t rt_add_shared(_Atomic uint64_t *counter, uint64_t n)
{
    /* relaxed: a number for people, ordered with nothing */
    return atomic_fetch_add_explicit(counter, n, memory_order_relaxed) + n;
}

/** Look at a statistic. */
static inline uint64_t rt_count(const _Atomic uint64_t *counter)
{
    /* relaxed: a number for people, ordered with nothing */
    return atomic_load_explicit(counter, memory_order_relaxed);
}

/** Raise a peak that many threads raise; each failure raises it too, and it has an end.
 */
static inline void rt_raise(_Atomic uint32_t *peak, uint32_t value)
{
    /* relaxed: a number for people, ordered with nothing */
    uint32_t now = atomic_load_explicit(peak, memory_order_relaxed);

    while (now < value &&
           !atomic_compare_exchange_strong_explicit(
               peak, &now, value, memory_order_relaxed, memory_order_relaxed)) {
    }
}

#endif
