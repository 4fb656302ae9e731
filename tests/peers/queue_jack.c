/* SPDX-License-Identifier: MIT */
/* queue_jack: JACK's ring of bytes as a peer of ours. */
#include <jack/ringbuffer.h>
#include <stdbool.h>

#include "bench/two_threads.h"

static void destroy(void *queue)
{
    jack_ringbuffer_free(queue);
}

/* It moves as many bytes as fit, so that half an item must not begin. */
static bool put(jack_ringbuffer_t *ring, const void *item, size_t size)
{
    return jack_ringbuffer_write_space(ring) >= size &&
           jack_ringbuffer_write(ring, item, size) == size;
}

static bool take(jack_ringbuffer_t *ring, void *item, size_t size)
{
    return jack_ringbuffer_read_space(ring) >= size &&
           jack_ringbuffer_read(ring, item, size) == size;
}

#define PEER(id, type, make, value)                                                    \
    static void *create_##id(void)                                                     \
    {                                                                                  \
        return jack_ringbuffer_create(sizeof(type) * BENCH_CAPACITY);                  \
    }                                                                                  \
    BENCH_LOOPS(id, type, make, put(queue, &item, sizeof(item)),                       \
                take(queue, &item, sizeof(item)), value)                               \
    const struct bench_queue peer_##id = {"jack", create_##id, destroy, write_##id,    \
                                          read_##id};

PEER(jack_spsc4, uint32_t, i, item)
PEER(jack_spsc64, struct bench_item64, bench_item64_of(i), item.word[0])
