/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_RECENT_H
#define LEAT_RT_RECENT_H

/**
 * recent: what was counted, or the greatest there was, in the second under way and the
 * RECENT_SECONDS before it.
 *
 * One thread notes, any may read meanwhile; each second is one whole number.  Seconds
 * are of whatever clock the writer goes by, from 0 on; what is not noted is 0.
 */

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

enum { RECENT_SECONDS = 10, RECENT_SLOTS = RECENT_SECONDS + 1 };

struct recent {
    _Atomic uint64_t slot[RECENT_SLOTS]; /* the second, and below it 32 bits of what */
};

/* What a slot holds of a second. */
static inline uint32_t recent_at(const struct recent *r, uint64_t second)
{
    const uint64_t slot = atomic_load_explicit(
        &((struct recent *)(uintptr_t)r)->slot[second % RECENT_SLOTS],
        memory_order_relaxed); /* a number for people, ordered with nothing */

    return slot >> 32 == (uint32_t)second ? (uint32_t)slot : 0;
}

static inline void recent_set(struct recent *r, uint64_t second, uint32_t what)
{
    /* relaxed: as above */
    atomic_store_explicit(&r->slot[second % RECENT_SLOTS],
                          (uint64_t)(uint32_t)second << 32 | what,
                          memory_order_relaxed);
}

/** Count n more; a second holds at most 2^32 - 1.  Thread: any, one at a time. */
static inline void recent_add(struct recent *r, uint64_t second, uint64_t n)
{
    const uint32_t before = recent_at(r, second), most = UINT32_MAX - before;

    if (n)
        recent_set(r, second, before + (n < most ? (uint32_t)n : most));
}

/** Note a number; those above 0 count.  Thread: any, one at a time. */
static inline void recent_raise(struct recent *r, uint64_t second, float x)
{
    uint32_t bits; /* of floats above 0 the greater has the greater ones */

    memcpy(&bits, &x, sizeof(bits));
    if (x > 0.0f && bits > recent_at(r, second))
        recent_set(r, second, bits);
}

/** All that was counted.  Thread: any. */
static inline uint64_t recent_sum(const struct recent *r, uint64_t now)
{
    uint64_t sum = 0;

    for (uint64_t back = 0; back < RECENT_SLOTS && back <= now; back++)
        sum += recent_at(r, now - back);
    return sum;
}

/** The greatest that was noted.  Thread: any. */
static inline float recent_greatest(const struct recent *r, uint64_t now)
{
    uint32_t greatest = 0;
    float x;

    for (uint64_t back = 0; back < RECENT_SLOTS && back <= now; back++)
        if (recent_at(r, now - back) > greatest)
            greatest = recent_at(r, now - back);
    memcpy(&x, &greatest, sizeof(x));
    return x;
}

#endif
