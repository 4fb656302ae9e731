/* SPDX-License-Identifier: MIT */
/* ring: a queue of one writer and one reader. */
#include "rt/ring.h"

#include <string.h>

#include <leat/err.h>

#include "rt/block.h"

size_t leat_ring_size(uint32_t item_size, uint32_t capacity)
{
    if (!rt_head_valid(item_size, capacity))
        return 0;
    return rt_block_size(sizeof(struct leat_ring),
                         (uint64_t)item_size * rt_round_up(capacity));
}

int leat_ring_init(void *memory, size_t size_bytes, uint32_t item_size,
                   uint32_t capacity, enum leat_ring_policy policy,
                   struct leat_ring **out)
{
    const size_t need = leat_ring_size(item_size, capacity);
    struct leat_ring *ring = memory;

    *out = NULL;
    if (!rt_block_fits(memory, size_bytes, need) ||
        (unsigned)policy > LEAT_RING_BLOCKING)
        return LEAT_ERR_INVALID;
    memset(memory, 0, need);
    rt_head_init(&ring->head, RT_KIND_RING, item_size, rt_round_up(capacity), policy);
    *out = ring;
    return LEAT_OK;
}

int leat_ring_attach(void *memory, size_t size_bytes, struct leat_ring **out)
{
    struct leat_ring *ring = memory;

    *out = NULL;
    if (!rt_head_attach(memory, size_bytes, RT_KIND_RING) ||
        !rt_block_fits(memory, size_bytes,
                       leat_ring_size(ring->head.item_size, ring->head.capacity)))
        return LEAT_ERR_INVALID;
    *out = ring;
    return LEAT_OK;
}

/*
 * Write or read one item of a usual size where that takes no look at the other side:
 * between threads an item should cost a few nanoseconds, and these need no stack.  The
 * peak is at most the capacity, so what stays below it also fits.
 */
static inline bool write_one(struct leat_ring *ring, const void *item)
{
    struct ring_writer *writer = &ring->writer;
    /* relaxed: the writer's own, both */
    const uint64_t w = atomic_load_explicit(&writer->written, memory_order_relaxed);
    const uint32_t peak = atomic_load_explicit(&writer->peak, memory_order_relaxed);

    if (w - writer->seen_read >= peak || ring->head.policy == LEAT_RING_CIRCULAR ||
        !rt_copy_usual(rt_ring_slot(ring, w), item, ring->head.item_size))
        return false;
    /* release: pairs with the reader's acquire, the item is there */
    atomic_store_explicit(&writer->written, w + 1, memory_order_release);
    return true;
}

static inline bool read_one(struct leat_ring *ring, void *item)
{
    struct ring_reader *reader = &ring->reader;
    /* relaxed: the reader's own */
    const uint64_t r = atomic_load_explicit(&reader->read, memory_order_relaxed);

    if (r == reader->seen_written || ring->head.policy == LEAT_RING_CIRCULAR ||
        !rt_copy_usual(item, rt_ring_slot(ring, r), ring->head.item_size))
        return false;
    /* release: pairs with the writer's acquire, the slot is copied out */
    atomic_store_explicit(&reader->read, r + 1, memory_order_release);
    return true;
}

static __attribute__((noinline)) uint32_t
write_block(struct leat_ring *ring, const unsigned char *items, uint32_t n)
{
    struct ring_writer *writer = &ring->writer;
    const uint32_t capacity = ring->head.capacity;
    /* relaxed: the writer's own */
    const uint64_t w = atomic_load_explicit(&writer->written, memory_order_relaxed);
    uint32_t space = capacity - (uint32_t)(w - writer->seen_read), k = n;

    if (space < n) {
        /* acquire: pairs with the reader's release, its slots have been copied out */
        writer->seen_read =
            atomic_load_explicit(&ring->reader.read, memory_order_acquire);
        space = capacity - (uint32_t)(w - writer->seen_read);
        if (space < n) {
            k = space;
            if (ring->head.policy == LEAT_RING_DROPPING)
                rt_add_own(&writer->refused, n - k);
        }
    }
    const struct ring_spans to = rt_ring_spans(ring, w, k);
    memcpy(to.first, items, to.n_first);
    memcpy(ring->items, items + to.n_first, to.n_second);
    rt_ring_note_peak(ring, w + k);
    /* release: pairs with the reader's acquire, the items are there */
    atomic_store_explicit(&writer->written, w + k, memory_order_release);
    return k;
}

static __attribute__((noinline)) uint32_t read_block(struct leat_ring *ring,
                                                     unsigned char *items, uint32_t n)
{
    struct ring_reader *reader = &ring->reader;
    /* relaxed: the reader's own */
    const uint64_t r = atomic_load_explicit(&reader->read, memory_order_relaxed);
    uint32_t fill = (uint32_t)(reader->seen_written - r), k = n;

    if (fill < n) {
        /* acquire: pairs with the writer's release, the items are there */
        reader->seen_written =
            atomic_load_explicit(&ring->writer.written, memory_order_acquire);
        fill = (uint32_t)(reader->seen_written - r);
        if (fill < n) {
            k = fill;
            rt_add_own(&reader->underruns, n - k);
        }
    }
    const struct ring_spans from = rt_ring_spans(ring, r, k);
    memcpy(items, from.first, from.n_first);
    memcpy(items + from.n_first, ring->items, from.n_second);
    /* release: pairs with the writer's acquire, the slots are copied out */
    atomic_store_explicit(&reader->read, r + k, memory_order_release);
    return k;
}

uint32_t leat_rt_ring_write(struct leat_ring *ring, const void *items, uint32_t n)
{
    if (n == 1 && write_one(ring, items))
        return 1;
    if (ring->head.policy == LEAT_RING_CIRCULAR)
        return rt_ring_write_circular(ring, items, n);
    return write_block(ring, items, n);
}

uint32_t leat_rt_ring_read(struct leat_ring *ring, void *items, uint32_t n)
{
    if (n == 1 && read_one(ring, items))
        return 1;
    if (ring->head.policy == LEAT_RING_CIRCULAR)
        return rt_ring_read_circular(ring, items, n, &(uint64_t){0});
    return read_block(ring, items, n);
}

uint32_t leat_rt_ring_fill(const struct leat_ring *ring)
{
    /* `read` first: it never passes `written`, so the difference is never negative.
     * acquire: pairs with either side's release; it also keeps the order of the two */
    const uint64_t r = atomic_load_explicit(&ring->reader.read, memory_order_acquire);
    const uint64_t w =
        atomic_load_explicit(&ring->writer.written, memory_order_acquire);
    const uint64_t fill = w - r;

    return fill < ring->head.capacity ? (uint32_t)fill : ring->head.capacity;
}

uint32_t leat_rt_ring_space(const struct leat_ring *ring)
{
    return ring->head.capacity - leat_rt_ring_fill(ring);
}

uint32_t leat_rt_ring_capacity(const struct leat_ring *ring)
{
    return ring->head.capacity;
}

void leat_rt_ring_stats(const struct leat_ring *ring, struct leat_ring_stats *stats)
{
    const struct ring_writer *writer = &ring->writer;
    const struct ring_reader *reader = &ring->reader;
    const bool circular = ring->head.policy == LEAT_RING_CIRCULAR;

    stats->writes = rt_count(&writer->written);
    stats->reads = rt_count(circular ? &reader->taken : &reader->read);
    stats->overwritten = rt_count(&writer->overwritten);
    stats->refused = rt_count(&writer->refused);
    stats->underruns = rt_count(&reader->underruns);
    stats->peak = atomic_load_explicit(&writer->peak, memory_order_relaxed);
    stats->fill = leat_rt_ring_fill(ring);
}

void leat_rt_ring_close(struct leat_ring *ring)
{
    /* release: pairs with leat_rt_ring_closed(), what was written before is there */
    atomic_store_explicit(&ring->head.closed, 1, memory_order_release);
}

bool leat_rt_ring_closed(const struct leat_ring *ring)
{
    /* acquire: pairs with leat_rt_ring_close() */
    return atomic_load_explicit(&ring->head.closed, memory_order_acquire) != 0;
}
