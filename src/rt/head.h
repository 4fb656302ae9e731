/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_HEAD_H
#define LEAT_RT_HEAD_H

/**
 * What all shared blocks of src/rt begin with, and the gates where workers wait.
 *
 * Everything is constant after init, but `closed` and the gates.  Real-time functions
 * never touch a gate.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <leat/ring.h>

enum { RT_LINE = 64 }; /* bytes of a cache line */

/* Further than this no bounded loop goes on when other threads get in its way. */
enum { RT_TRIES = 1000 };

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "64-bit atomics work between processes");
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "32-bit atomics work between processes");

enum rt_kind {
    RT_KIND_RING = 0x676e7231,
    RT_KIND_MPMC,
    RT_KIND_MAILBOX,
    RT_KIND_POOL,
    RT_KIND_COUNTERS
};

/** Where workers wait for fill, or for space. */
struct rt_gate {
    _Atomic uint32_t want;  /* the least that a waiter waits for; 0: nobody waits */
    _Atomic uint32_t wakes; /* counts wakings; what a waiter sleeps on */
};

struct rt_head {
    uint32_t kind; /* enum rt_kind; the version of the layout is in it */
    uint32_t item_size;
    uint32_t capacity; /* items, a power of two */
    uint32_t policy;   /* enum leat_ring_policy */
    uint32_t shift;    /* capacity is 2 to this power */
    uint32_t stride;   /* bytes from slot to slot, where that is not item_size */
    _Atomic uint32_t closed;
    struct rt_gate fill, space;
};

/** The power of two at or above n, for n in [1, 2^31]. */
static inline uint32_t rt_round_up(uint32_t n)
{
    uint32_t power = 1;
    while (power < n)
        power *= 2;
    return power;
}

/** Whether items and capacity are such as a ring can have. */
bool rt_head_valid(uint32_t item_size, uint32_t capacity);

/** Fill the head of zeroed memory. */
void rt_head_init(struct rt_head *head, enum rt_kind kind, uint32_t item_size,
                  uint32_t capacity, enum leat_ring_policy policy);

/** Whether `memory` starts with a sound head of that kind. */
bool rt_head_attach(const void *memory, size_t size_bytes, enum rt_kind kind);

#endif
