/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_RING_H
#define LEAT_RT_RING_H

/**
 * How rings lie in memory.
 *
 * Counters of items written and read run freely over 64 bits and are compared by their
 * difference; the slot of a counter is its low bits.  So empty and full differ without
 * a slot that stays unused, and no number ever comes back while somebody holds it.
 */

#include <stdatomic.h>
#include <stddef.h>

#include <leat/ring.h>

#include "rt/head.h"

/** The writer's line: only the writer stores here. */
struct ring_writer {
    _Atomic uint64_t written;     /* read by the reader */
    uint64_t seen_read;           /* `read` when the writer last looked */
    _Atomic uint64_t overwritten; /* these three for statistics alone */
    _Atomic uint64_t refused;
    _Atomic uint32_t peak;
};

/** The reader's line: only the reader stores here, but `read` of a circular ring. */
struct ring_reader {
    _Atomic uint64_t read;  /* read by the writer, moved by it when it overwrites */
    uint64_t seen_written;  /* `written` when the reader last looked */
    _Atomic uint64_t taken; /* items given out: `read` less what was overwritten */
    _Atomic uint64_t underruns;
};

struct leat_ring {
    struct rt_head head;
    _Alignas(RT_LINE) struct ring_writer writer;
    _Alignas(RT_LINE) struct ring_reader reader;
    _Alignas(RT_LINE) unsigned char items[]; /* capacity * item_size bytes */
};

_Static_assert(offsetof(struct leat_ring, writer) % RT_LINE == 0, "a line of its own");
_Static_assert(offsetof(struct leat_ring, reader) -
                       offsetof(struct leat_ring, writer) >=
                   RT_LINE,
               "writer and reader do not share a line");
_Static_assert(offsetof(struct leat_ring, items) - offsetof(struct leat_ring, reader) >=
                   RT_LINE,
               "reader and items do not share a line");

/** The slot of a counter. */
static inline unsigned char *rt_ring_slot(struct leat_ring *ring, uint64_t at)
{
    const uint32_t slot = (uint32_t)at & (ring->head.capacity - 1);

    return ring->items + (size_t)slot * ring->head.item_size;
}

/** The bytes that items fill, to the end of the ring and on from its begin. */
struct ring_spans {
    unsigned char *first;
    size_t n_first, n_second; /* the second starts at ring->items; it may be empty */
};

/** Where n items from counter `at` lie; n <= capacity. */
static inline struct ring_spans rt_ring_spans(struct leat_ring *ring, uint64_t at,
                                              uint32_t n)
{
    const uint32_t slot = (uint32_t)at & (ring->head.capacity - 1);
    const uint32_t to_end = ring->head.capacity - slot;
    const uint32_t n_first = n < to_end ? n : to_end;
    const size_t size = ring->head.item_size;

    return (struct ring_spans){rt_ring_slot(ring, at), n_first * size,
                               (n - n_first) * size};
}

/** leat_rt_ring_write() and leat_rt_ring_read() of a circular ring; `first` is the
 * counter of the first item read. */
uint32_t rt_ring_write_circular(struct leat_ring *ring, const void *items, uint32_t n);
uint32_t rt_ring_read_circular(struct leat_ring *ring, void *items, uint32_t n,
                               uint64_t *first);

/**
 * Copy items of a circular ring, from counter *first on, and leave them there.
 *
 * Shape:   *first becomes the counter of the first item that was copied, later than
 *          wished when the writer has overwritten some.  With 0 items it may have moved
 *          likewise: what lies before it is lost.
 * Thread:  any, also rt; any number beside the writer, and no reader.
 */
uint32_t rt_ring_peek(struct leat_ring *ring, void *items, uint32_t n, uint64_t *first);

/** Items written so far: the counter of the next one.  Thread: any, also rt. */
static inline uint64_t rt_ring_written(const struct leat_ring *ring)
{
    /* acquire: pairs with the writer's release, the items are there */
    return atomic_load_explicit(&ring->writer.written, memory_order_acquire);
}

/** Remember the fill that a write up to counter `end` left.  Thread: the writer. */
static inline void rt_ring_note_peak(struct leat_ring *ring, uint64_t end)
{
    struct ring_writer *writer = &ring->writer;
    const uint32_t peak = atomic_load_explicit(&writer->peak, memory_order_relaxed);

    /* What the writer remembers of the reader may be old and make the fill too large,
     * never too small: only a new peak is worth another look. */
    if (end - writer->seen_read > peak) {
        /* acquire: pairs with the reader's release of `read` */
        writer->seen_read =
            atomic_load_explicit(&ring->reader.read, memory_order_acquire);
        if (end - writer->seen_read > peak)
            atomic_store_explicit(&writer->peak, (uint32_t)(end - writer->seen_read),
                                  memory_order_relaxed);
    }
}

#endif
