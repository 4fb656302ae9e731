/* SPDX-License-Identifier: MIT */
/* frame: video frames that are counted and go back to their pool, without locks. */
#include "rt/frame.h"

#include <stddef.h>

static struct rt_frame *slot_of(const struct leat_frame *frame)
{
    /* a frame is only ever the head of its slot; the count in it is not the frame's */
    return (struct rt_frame *)(uintptr_t)frame;
}

/* Claim a free bit of a word; false when it has none. */
static bool claim(_Atomic uint64_t *word, uint32_t *bit)
{
    uint64_t seen = atomic_load_explicit(word, memory_order_relaxed);

    while (seen) {
        *bit = (uint32_t)__builtin_ctzll(seen);
        /* acquire: pairs with the release in leat_frame_unref(), so that the last
         * holder is done with the pixels.  Each failure is another thread's success. */
        if (atomic_compare_exchange_weak_explicit(
                word, &seen, seen & ~(UINT64_C(1) << *bit), memory_order_acquire,
                memory_order_relaxed))
            return true;
    }
    return false;
}

struct leat_frame *leat_frame_take(struct leat_frame_pool *pool)
{
    for (uint32_t w = 0; w * 64 < pool->cap; w++) {
        uint32_t bit;
        if (!claim(&pool->free_bits[w], &bit))
            continue;
        struct rt_frame *slot = &pool->slots[w * 64 + bit];
        /* relaxed: the caller owns the pool, so its count cannot reach 0 meanwhile */
        atomic_fetch_add_explicit(&pool->holders, 1, memory_order_relaxed);
        atomic_store_explicit(&slot->holders, 1, memory_order_relaxed);
        slot->frame.tick = 0;
        slot->frame.seq = 0;
        return &slot->frame;
    }
    return NULL;
}

struct leat_frame *leat_frame_ref(const struct leat_frame *frame)
{
    struct rt_frame *slot = slot_of(frame);

    /* relaxed: the caller has it already, so it cannot go away */
    atomic_fetch_add_explicit(&slot->holders, 1, memory_order_relaxed);
    return &slot->frame;
}

void leat_frame_unref(struct leat_frame **frame)
{
    struct rt_frame *slot = *frame ? slot_of(*frame) : NULL;
    struct leat_frame_pool *pool;

    *frame = NULL;
    /* acq_rel: what every holder did to the pixels comes before their next use */
    if (!slot ||
        atomic_fetch_sub_explicit(&slot->holders, 1, memory_order_acq_rel) != 1)
        return;
    pool = slot->pool;
    atomic_fetch_or_explicit(&pool->free_bits[slot->index / 64],
                             UINT64_C(1) << (slot->index % 64), memory_order_release);
    rt_frame_pool_release(pool);
}

bool leat_frame_writable(const struct leat_frame *frame)
{
    /* acquire: pairs with the release of a holder that has just let go */
    return atomic_load_explicit(&slot_of(frame)->holders, memory_order_acquire) == 1;
}
