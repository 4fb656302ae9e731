/* SPDX-License-Identifier: MIT */
/*
 * ring_circular: the ring that overwrites its oldest items.
 *
 * The writer takes slots away from the reader by moving `read` before it stores into
 * them.  The reader copies first and then claims what it copied by moving `read`
 * itself; of a claim that fails, the items that the writer took are thrown away and
 * the rest is claimed again.  So a torn copy is never given out, and each item is
 * counted once: as read by him who moved `read` past it, or as overwritten.
 *
 * Both sides copy by atomic words, release in and acquire out: a reader that sees a
 * word of the new item also sees that `read` has moved, and its claim fails.
 */
#include "rt/ring.h"

#include <string.h>

#include "rt/block.h"

/* Passes after which a reader that is overtaken again and again gives up. */
enum { PASSES = 16 };

typedef _Atomic uint64_t word64;
typedef _Atomic uint32_t word32;
typedef _Atomic uint8_t word8;

/* A slot starts at a multiple of its size, so that its words are aligned. */
static void store_words(unsigned char *to, const unsigned char *from, size_t bytes,
                        uint32_t item_size)
{
    if (item_size % 8 == 0) {
        for (size_t i = 0; i < bytes; i += 8) {
            uint64_t word;
            memcpy(&word, from + i, 8);
            atomic_store_explicit((word64 *)(void *)(to + i), word,
                                  memory_order_release);
        }
    } else if (item_size % 4 == 0) {
        for (size_t i = 0; i < bytes; i += 4) {
            uint32_t word;
            memcpy(&word, from + i, 4);
            atomic_store_explicit((word32 *)(void *)(to + i), word,
                                  memory_order_release);
        }
    } else {
        for (size_t i = 0; i < bytes; i++)
            atomic_store_explicit((word8 *)(to + i), from[i], memory_order_release);
    }
}

static void load_words(unsigned char *to, unsigned char *from, size_t bytes,
                       uint32_t item_size)
{
    if (item_size % 8 == 0) {
        for (size_t i = 0; i < bytes; i += 8) {
            const uint64_t word = atomic_load_explicit((word64 *)(void *)(from + i),
                                                       memory_order_acquire);
            memcpy(to + i, &word, 8);
        }
    } else if (item_size % 4 == 0) {
        for (size_t i = 0; i < bytes; i += 4) {
            const uint32_t word = atomic_load_explicit((word32 *)(void *)(from + i),
                                                       memory_order_acquire);
            memcpy(to + i, &word, 4);
        }
    } else {
        for (size_t i = 0; i < bytes; i++)
            to[i] = atomic_load_explicit((word8 *)(from + i), memory_order_acquire);
    }
}

/* Move `read` to `first` or further; what the writer moves it over is overwritten. */
static void make_room(struct leat_ring *ring, uint64_t first)
{
    struct ring_writer *writer = &ring->writer;
    /* acquire: pairs with the reader's claim, its copies are done */
    uint64_t r = atomic_load_explicit(&ring->reader.read, memory_order_acquire);

    /* Each failure means that the reader has freed an item, so there are few. */
    while ((int64_t)(first - r) > 0) {
        /* The stores of items that follow are release, so they stay behind this.
         * acquire: as above */
        if (atomic_compare_exchange_strong_explicit(&ring->reader.read, &r, first,
                                                    memory_order_acq_rel,
                                                    memory_order_acquire)) {
            rt_add_own(&writer->overwritten, first - r);
            r = first;
        }
    }
    writer->seen_read = r;
}

uint32_t rt_ring_write_circular(struct leat_ring *ring, const void *items, uint32_t n)
{
    const uint32_t capacity = ring->head.capacity, size = ring->head.item_size;
    const unsigned char *from = items;

    /* A block longer than the ring overwrites itself, piece by piece. */
    for (uint32_t done = 0, k; done < n; done += k) {
        /* relaxed: the writer's own */
        const uint64_t w =
            atomic_load_explicit(&ring->writer.written, memory_order_relaxed);
        k = n - done < capacity ? n - done : capacity;
        if (w + k - ring->writer.seen_read > capacity)
            make_room(ring, w + k - capacity);

        const struct ring_spans to = rt_ring_spans(ring, w, k);
        store_words(to.first, from, to.n_first, size);
        store_words(ring->items, from + to.n_first, to.n_second, size);
        from += (size_t)k * size;
        rt_ring_note_peak(ring, w + k);
        /* release: pairs with the reader's acquire, the items are there */
        atomic_store_explicit(&ring->writer.written, w + k, memory_order_release);
    }
    return n;
}

/* Claim the items up to `end`, from *r or from where the writer has moved it; false
 * when it has taken them all. */
static bool claim(struct leat_ring *ring, uint64_t *r, uint64_t end)
{
    /* Each failure leaves fewer items, so the loop ends. */
    while ((int64_t)(end - *r) > 0) {
        /* release: pairs with make_room(), the copies are done; acquire on failure:
         * so that the next look at `written` is not older than `read` */
        if (atomic_compare_exchange_strong_explicit(
                &ring->reader.read, r, end, memory_order_acq_rel, memory_order_acquire))
            return true;
    }
    return false;
}

uint32_t rt_ring_read_circular(struct leat_ring *ring, void *items, uint32_t n,
                               uint64_t *first)
{
    struct ring_reader *reader = &ring->reader;
    const uint32_t capacity = ring->head.capacity, size = ring->head.item_size;
    unsigned char *to = items;
    /* acquire: pairs with make_room(), as on the failure of claim() */
    uint64_t r = atomic_load_explicit(&reader->read, memory_order_acquire);

    for (int pass = 0; pass < PASSES; pass++) {
        /* acquire: pairs with the writer's release, the items are there */
        const uint64_t w =
            atomic_load_explicit(&ring->writer.written, memory_order_acquire);
        /* More than fits means that the writer has moved `read` meanwhile. */
        const uint32_t fill = w - r < capacity ? (uint32_t)(w - r) : capacity;
        const uint32_t k = n < fill ? n : fill;
        if (k == 0)
            break;

        const struct ring_spans from = rt_ring_spans(ring, r, k);
        const uint64_t end = r + k;
        load_words(to, from.first, from.n_first, size);
        load_words(to + from.n_first, ring->items, from.n_second, size);
        if (claim(ring, &r, end)) {
            const uint32_t got = (uint32_t)(end - r);
            *first = r;
            if (got < k)
                memmove(to, to + (size_t)(k - got) * size, (size_t)got * size);
            rt_add_own(&reader->taken, got);
            if (k < n)
                rt_add_own(&reader->underruns, n - k);
            return got;
        }
    }
    rt_add_own(&reader->underruns, n);
    return 0;
}

uint32_t rt_ring_peek(struct leat_ring *ring, void *items, uint32_t n, uint64_t *first)
{
    const uint32_t capacity = ring->head.capacity, size = ring->head.item_size;
    /* acquire: pairs with make_room() */
    const uint64_t oldest =
        atomic_load_explicit(&ring->reader.read, memory_order_acquire);
    /* acquire: pairs with the writer's release, the items are there */
    const uint64_t w =
        atomic_load_explicit(&ring->writer.written, memory_order_acquire);
    const uint64_t from = *first > oldest ? *first : oldest;
    unsigned char *to = items;

    if (from >= w)
        return 0;
    const uint32_t most = n < capacity ? n : capacity;
    const uint64_t end = w - from < most ? w : from + most;
    const uint32_t k = (uint32_t)(end - from);
    const struct ring_spans spans = rt_ring_spans(ring, from, k);
    load_words(to, spans.first, spans.n_first, size);
    load_words(to + spans.n_first, ring->items, spans.n_second, size);
    /* acquire: pairs with make_room(), as above: what was torn lies before this */
    const uint64_t now = atomic_load_explicit(&ring->reader.read, memory_order_acquire);
    if (now >= end) {
        *first = end;
        return 0;
    }
    *first = now > from ? now : from;
    memmove(to, to + (size_t)(*first - from) * size, (size_t)(end - *first) * size);
    return (uint32_t)(end - *first);
}
