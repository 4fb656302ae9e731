/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_POOL_H
#define LEAT_RT_POOL_H

/**
 * How a pool lies in memory.
 *
 * Free items form a list by their indices.  The top of the list is one word: the index
 * in the low 24 bits, above it a generation that every change raises.  So a thread that
 * looked at the top, and slept while the same item was taken and given back, sees
 * another word and looks again; the generation comes back only after 2^40 changes.
 */

#include <stdatomic.h>
#include <stddef.h>

#include <leat/pool.h>

#include "rt/head.h"

enum {
    POOL_INDEX_BITS = 24,
    POOL_INDEX_MASK = (1 << POOL_INDEX_BITS) - 1,
};

#define POOL_TAKEN UINT32_MAX /* in `next` of an item that is out */

_Static_assert((int)LEAT_POOL_NONE == (int)POOL_INDEX_MASK, "the end of the list");

struct leat_pool {
    struct rt_head head;
    uint32_t n; /* items */

    _Alignas(RT_LINE) _Atomic uint64_t top;
    _Atomic uint64_t takes, gives, exhausted, refused;
    _Atomic uint32_t peak;

    _Alignas(RT_LINE) _Atomic uint32_t next[]; /* n, then the items in lines of 64 */
};

#endif
