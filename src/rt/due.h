/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_DUE_H
#define LEAT_RT_DUE_H

/**
 * due: what waits for its frame, as numbers of slots in a binary heap, the first due on
 * top.  Going in and out takes at most as many exchanges as its size has bits.
 *
 * Thread:  rt, one at a time.
 */

#include <stdint.h>

#include <leat/export.h>

struct due {
    int64_t frame;
    uint64_t rank; /* among those of one frame the lowest is first; no two are alike */
    uint32_t slot; /* whose it is */
};

struct due_heap {
    struct due *at; /* [0, n); the first is due first, and none before its parent */
    uint32_t n;
};

/** Let one wait; heap->at must have room for it. */
LEAT_RT void rt_due_push(struct due_heap *heap, struct due due);

/** Take out the first due; there must be one. */
LEAT_RT struct due rt_due_pop(struct due_heap *heap);

#endif
