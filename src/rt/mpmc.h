/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_MPMC_H
#define LEAT_RT_MPMC_H

/**
 * How a ring of many writers and readers lies in memory.
 *
 * Every slot carries a turn.  In lap l of the counters it is 2l while the slot waits
 * for its writer, 2l + 1 while it waits for its reader, and 2l + 2 after that, which is
 * 2l of the next lap.  Who moves `tail` or `head` over a slot owns it until it sets the
 * turn. Turns wrap at 32 bits; only their equality matters, and tail and head never
 * come back.
 */

#include <stdatomic.h>
#include <stddef.h>

#include <leat/ring.h>

#include "rt/head.h"

struct leat_mpmc {
    struct rt_head head;

    /* writers' line */
    _Alignas(RT_LINE) _Atomic uint64_t written; /* items claimed by writers */
    _Atomic uint64_t seen_read; /* `read` when a writer last looked, for the peak */
    _Atomic uint64_t overwritten;
    _Atomic uint64_t refused;
    _Atomic uint32_t peak;

    /* readers' line */
    _Alignas(RT_LINE) _Atomic uint64_t read; /* items claimed by readers */
    _Atomic uint64_t underruns;

    /* capacity * stride bytes: the turn, then the item */
    _Alignas(RT_LINE) unsigned char slots[];
};

_Static_assert(offsetof(struct leat_mpmc, written) % RT_LINE == 0, "a line of its own");
_Static_assert(offsetof(struct leat_mpmc, read) - offsetof(struct leat_mpmc, written) >=
                   RT_LINE,
               "writers and readers do not share a line");
_Static_assert(offsetof(struct leat_mpmc, slots) - offsetof(struct leat_mpmc, read) >=
                   RT_LINE,
               "readers and slots do not share a line");

enum { MPMC_TURN_SIZE = sizeof(uint32_t) };

typedef _Atomic uint32_t mpmc_turn;

/** The slot of a counter; its turn is its first word. */
static inline mpmc_turn *rt_mpmc_slot(const struct leat_mpmc *mpmc, uint64_t at)
{
    const uint32_t slot = (uint32_t)at & (mpmc->head.capacity - 1);

    return (mpmc_turn *)(void *)((uintptr_t)mpmc->slots +
                                 (size_t)slot * mpmc->head.stride);
}

/** The turn at which the slot of a counter waits for its writer. */
static inline uint32_t rt_mpmc_turn(const struct leat_mpmc *mpmc, uint64_t at)
{
    return (uint32_t)(at >> mpmc->head.shift) * 2;
}

#endif
