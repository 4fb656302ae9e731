/* SPDX-License-Identifier: MIT */
/* mpmc: a queue of many writers and many readers. */
#include "rt/mpmc.h"

#include <string.h>

#include <leat/err.h>

#include "rt/block.h"

static uint32_t stride_of(uint32_t item_size)
{
    return (MPMC_TURN_SIZE + item_size + 7) / 8 * 8;
}

size_t leat_mpmc_size(uint32_t item_size, uint32_t capacity)
{
    if (!rt_head_valid(item_size, capacity))
        return 0;
    return rt_block_size(sizeof(struct leat_mpmc),
                         (uint64_t)stride_of(item_size) * rt_round_up(capacity));
}

int leat_mpmc_init(void *memory, size_t size_bytes, uint32_t item_size,
                   uint32_t capacity, enum leat_ring_policy policy,
                   struct leat_mpmc **out)
{
    const size_t need = leat_mpmc_size(item_size, capacity);
    struct leat_mpmc *mpmc = memory;

    *out = NULL;
    if (!rt_block_fits(memory, size_bytes, need) ||
        (unsigned)policy > LEAT_RING_BLOCKING)
        return LEAT_ERR_INVALID;
    memset(memory, 0, need); /* zero is also the first turn of every slot */
    rt_head_init(&mpmc->head, RT_KIND_MPMC, item_size, rt_round_up(capacity), policy);
    mpmc->head.stride = stride_of(item_size);
    *out = mpmc;
    return LEAT_OK;
}

int leat_mpmc_attach(void *memory, size_t size_bytes, struct leat_mpmc **out)
{
    struct leat_mpmc *mpmc = memory;

    *out = NULL;
    if (!rt_head_attach(memory, size_bytes, RT_KIND_MPMC) ||
        mpmc->head.stride != stride_of(mpmc->head.item_size) ||
        !rt_block_fits(memory, size_bytes,
                       leat_mpmc_size(mpmc->head.item_size, mpmc->head.capacity)))
        return LEAT_ERR_INVALID;
    *out = mpmc;
    return LEAT_OK;
}

/* How a claim ended. */
enum outcome { NONE, LOST, CLAIMED };

/*
 * Claim up to n slots from *counter on, all of which must have the turn of their lap
 * plus `phase` (0: for a writer, 1: for a reader).  NONE: not even the first slot is
 * ready; LOST: another thread was faster.  `at` is where it looked.
 */
static inline enum outcome claim(struct leat_mpmc *mpmc, _Atomic uint64_t *counter,
                                 uint32_t phase, uint64_t *at, uint32_t *n)
{
    /* relaxed: what is claimed is ordered by the turns alone */
    uint64_t first = atomic_load_explicit(counter, memory_order_relaxed);
    uint32_t k = 0;

    *at = first;
    for (; k < *n; k++) {
        const uint32_t wanted = rt_mpmc_turn(mpmc, first + k) + phase;
        /* acquire: pairs with release() by the other side */
        const uint32_t turn =
            atomic_load_explicit(rt_mpmc_slot(mpmc, first + k), memory_order_acquire);
        if (turn == wanted)
            continue;
        if (k == 0)
            return (int32_t)(turn - wanted) > 0 ? LOST : NONE;
        break;
    }
    *n = k;
    /* The counter never comes back to `first`, so nobody has claimed these slots. */
    return atomic_compare_exchange_strong_explicit(
               counter, &first, first + k, memory_order_relaxed, memory_order_relaxed)
               ? CLAIMED
               : LOST;
}

/* Hand a claimed slot to the other side. */
static inline void release(struct leat_mpmc *mpmc, uint64_t at, uint32_t turn)
{
    /* release: pairs with the acquire in claim(), the copy is done */
    atomic_store_explicit(rt_mpmc_slot(mpmc, at), turn, memory_order_release);
}

/* Remember the fill that a write up to counter `end` left. */
static void note_peak(struct leat_mpmc *mpmc, uint64_t end)
{
    /* relaxed, all of it: a number for people, ordered with nothing.  An old
     * `seen_read` makes the fill too large: only a new peak is worth another look. */
    const uint32_t peak = atomic_load_explicit(&mpmc->peak, memory_order_relaxed);
    uint64_t seen = atomic_load_explicit(&mpmc->seen_read, memory_order_relaxed);

    if ((int64_t)(end - seen) <= (int64_t)peak)
        return;
    seen = atomic_load_explicit(&mpmc->read, memory_order_relaxed);
    atomic_store_explicit(&mpmc->seen_read, seen, memory_order_relaxed);
    if ((int64_t)(end - seen) > 0)
        rt_raise(&mpmc->peak, (uint32_t)(end - seen));
}

/* Throw the item of counter `at` away, if it is the oldest and ready to be read. */
static void drop(struct leat_mpmc *mpmc, uint64_t at)
{
    uint64_t oldest = at;
    /* acquire: pairs with release() by its writer */
    const uint32_t turn =
        atomic_load_explicit(rt_mpmc_slot(mpmc, at), memory_order_acquire);

    if (turn == rt_mpmc_turn(mpmc, at) + 1 &&
        atomic_compare_exchange_strong_explicit(
            &mpmc->read, &oldest, at + 1, memory_order_relaxed, memory_order_relaxed)) {
        release(mpmc, at, turn + 1);
        rt_add_shared(&mpmc->overwritten, 1);
    }
}

uint32_t leat_rt_mpmc_write(struct leat_mpmc *mpmc, const void *items, uint32_t n)
{
    const uint32_t size = mpmc->head.item_size;
    const unsigned char *from = items;
    uint32_t done = 0;

    for (int tries = 0; done < n && tries < RT_TRIES;) {
        uint64_t at;
        uint32_t k = n - done < mpmc->head.capacity ? n - done : mpmc->head.capacity;
        const enum outcome outcome = claim(mpmc, &mpmc->written, 0, &at, &k);

        if (outcome == CLAIMED) {
            for (uint32_t i = 0; i < k; i++, from += size) {
                rt_copy_item(rt_mpmc_slot(mpmc, at + i) + 1, from, size);
                release(mpmc, at + i, rt_mpmc_turn(mpmc, at + i) + 1);
            }
            note_peak(mpmc, at + k);
            done += k;
            tries = 0;
        } else if (outcome == NONE) {
            if (mpmc->head.policy != LEAT_RING_CIRCULAR)
                break;
            drop(mpmc, at - mpmc->head.capacity);
            tries++;
        } else {
            tries++;
        }
    }
    if (done < n && mpmc->head.policy != LEAT_RING_BLOCKING)
        rt_add_shared(&mpmc->refused, n - done);
    return done;
}

uint32_t leat_rt_mpmc_read(struct leat_mpmc *mpmc, void *items, uint32_t n)
{
    const uint32_t size = mpmc->head.item_size;
    unsigned char *to = items;
    uint32_t done = 0;

    for (int tries = 0; done < n && tries < RT_TRIES;) {
        uint64_t at;
        uint32_t k = n - done < mpmc->head.capacity ? n - done : mpmc->head.capacity;
        const enum outcome outcome = claim(mpmc, &mpmc->read, 1, &at, &k);

        if (outcome == CLAIMED) {
            for (uint32_t i = 0; i < k; i++, to += size) {
                rt_copy_item(to, rt_mpmc_slot(mpmc, at + i) + 1, size);
                release(mpmc, at + i, rt_mpmc_turn(mpmc, at + i) + 2);
            }
            done += k;
            tries = 0;
        } else if (outcome == NONE) {
            break;
        } else {
            tries++;
        }
    }
    if (done < n)
        rt_add_shared(&mpmc->underruns, n - done);
    return done;
}

uint32_t leat_rt_mpmc_fill(const struct leat_mpmc *mpmc)
{
    /* relaxed: the two may be of different moments, so either may be ahead */
    const uint64_t r = atomic_load_explicit(&mpmc->read, memory_order_relaxed);
    const uint64_t w = atomic_load_explicit(&mpmc->written, memory_order_relaxed);
    const int64_t fill = (int64_t)(w - r);

    if (fill <= 0)
        return 0;
    return fill < mpmc->head.capacity ? (uint32_t)fill : mpmc->head.capacity;
}

uint32_t leat_rt_mpmc_space(const struct leat_mpmc *mpmc)
{
    return mpmc->head.capacity - leat_rt_mpmc_fill(mpmc);
}

uint32_t leat_rt_mpmc_capacity(const struct leat_mpmc *mpmc)
{
    return mpmc->head.capacity;
}

void leat_rt_mpmc_stats(const struct leat_mpmc *mpmc, struct leat_ring_stats *stats)
{
    stats->overwritten = rt_count(&mpmc->overwritten);
    stats->reads = rt_count(&mpmc->read) - stats->overwritten;
    stats->writes = rt_count(&mpmc->written);
    stats->refused = rt_count(&mpmc->refused);
    stats->underruns = rt_count(&mpmc->underruns);
    stats->peak = atomic_load_explicit(&mpmc->peak, memory_order_relaxed);
    stats->fill = leat_rt_mpmc_fill(mpmc);
}

void leat_rt_mpmc_close(struct leat_mpmc *mpmc)
{
    /* release: pairs with leat_rt_mpmc_closed(), what was written before is there */
    atomic_store_explicit(&mpmc->head.closed, 1, memory_order_release);
}

bool leat_rt_mpmc_closed(const struct leat_mpmc *mpmc)
{
    /* acquire: pairs with leat_rt_mpmc_close() */
    return atomic_load_explicit(&mpmc->head.closed, memory_order_acquire) != 0;
}
