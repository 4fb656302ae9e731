/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CHANCE_H
#define LEAT_LANG_CHANCE_H

/**
 * Random numbers of a program: the n-th time that a call is made it gets number n of
 * its own, so that other calls, and their order, do not change what it gets.
 *
 * Thread:  any, one at a time.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lang/heap.h"

/** How often each call has been made. */
struct chance {
    struct chance_count *count; /* by a hash of the call */
    uint32_t n, room;           /* a power of two, or 0 */
};

/**
 * The seed of this time that the call `site` is made; random_unit_d(*out, i) are its
 * numbers.
 *
 * Owns:    the heap has the counts; `chance` is one of its roots.
 * Errors:  false when there is no memory.
 */
bool chance_next(struct chance *chance, struct heap *heap, uint64_t seed, uint64_t site,
                 uint64_t *out);

/** A whole number in [0, n).  n >= 1. */
uint32_t chance_below(uint64_t seed, uint64_t i, uint32_t n);

#endif
