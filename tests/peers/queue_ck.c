/* SPDX-License-Identifier: MIT */
/* queue_ck: Concurrency Kit's rings as peers of ours. */
#include <ck_ring.h>
#include <stdlib.h>

#include "bench/two_threads.h"

struct item4 {
    uint32_t value;
};

CK_RING_PROTOTYPE(item4, item4)
CK_RING_PROTOTYPE(item64, bench_item64)

/* The ring and its items, which ck keeps apart. */
struct ring_and_items {
    ck_ring_t ring;
    _Alignas(64) unsigned char items[];
};

static void *create(size_t item_size)
{
    struct ring_and_items *both =
        aligned_alloc(64, sizeof(*both) + item_size * BENCH_CAPACITY);

    if (both)
        ck_ring_init(&both->ring, BENCH_CAPACITY);
    return both;
}

#define PEER(id, kind, name, type, make, value)                                        \
    static void *create_##id(void)                                                     \
    {                                                                                  \
        return create(sizeof(type));                                                   \
    }                                                                                  \
    static bool put_##id(struct ring_and_items *both, type *item)                      \
    {                                                                                  \
        return ck_ring_enqueue_##kind##_##name(&both->ring, (type *)both->items,       \
                                               item);                                  \
    }                                                                                  \
    static bool take_##id(struct ring_and_items *both, type *item)                     \
    {                                                                                  \
        return ck_ring_dequeue_##kind##_##name(&both->ring, (type *)both->items,       \
                                               item);                                  \
    }                                                                                  \
    BENCH_LOOPS(id, type, make, put_##id(queue, &item), take_##id(queue, &item),       \
                value)                                                                 \
    const struct bench_queue peer_##id = {"ck", create_##id, free, write_##id,         \
                                          read_##id};

PEER(ck_spsc4, spsc, item4, struct item4, {i}, item.value)
PEER(ck_spsc64, spsc, item64, struct bench_item64, bench_item64_of(i), item.word[0])
PEER(ck_mpmc4, mpmc, item4, struct item4, {i}, item.value)
