/* SPDX-License-Identifier: MIT */
/* wait: workers wait for rings, and wake each other. */
#include <time.h>

#include <leat/err.h>

#include "rt/mpmc.h"
#include "rt/pause.h"
#include "rt/ring.h"
#include "rt/worker/sleep.h"

/* The longest sleep is 1 ms at first and 5 ms in the end: nobody else may call us. */
enum {
    SLEEP_FIRST_NSEC = 1000000,
    SLEEP_STEP_NSEC = 500000,
    SLEEP_LAST_NSEC = 5000000
};

enum { SPIN_NSEC = 10000 }; /* at most so long without sleeping */

/* What a waiter waits for: `have` counts it, `gate` is where it sleeps. */
struct wish {
    struct rt_head *head;
    struct rt_gate *gate;
    uint32_t (*have)(const struct rt_head *head);
    uint32_t n;
};

static uint32_t ring_fill(const struct rt_head *head)
{
    return leat_rt_ring_fill((const struct leat_ring *)(const void *)head);
}

static uint32_t ring_space(const struct rt_head *head)
{
    return leat_rt_ring_space((const struct leat_ring *)(const void *)head);
}

static uint32_t mpmc_fill(const struct rt_head *head)
{
    return leat_rt_mpmc_fill((const struct leat_mpmc *)(const void *)head);
}

static uint32_t mpmc_space(const struct rt_head *head)
{
    return leat_rt_mpmc_space((const struct leat_mpmc *)(const void *)head);
}

static int64_t now_nsec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Say at the gate that somebody waits for n; the least of several stands. */
static void register_at(struct rt_gate *gate, uint32_t n)
{
    uint32_t want = atomic_load_explicit(&gate->want, memory_order_relaxed);

    /* acq_rel: pairs with the look in open_gate().  Both change the same
     * word: either that one sees our wish, or we see what it had written before. */
    while (!atomic_compare_exchange_weak_explicit(
        &gate->want, &want, want == 0 || n < want ? n : want, memory_order_acq_rel,
        memory_order_relaxed)) {
    }
}

/* Wake who waits at the gate if there is as much as the least of them wants. */
static void open_gate(struct rt_gate *gate, uint32_t have, bool closed)
{
    /* acq_rel, an addition of nothing: pairs with register_at() */
    uint32_t want = atomic_fetch_add_explicit(&gate->want, 0, memory_order_acq_rel);

    if (want == 0 || (want > have && !closed))
        return;
    /* Who still waits after this comes back to register again.
     * release: pairs with register_at() */
    atomic_store_explicit(&gate->want, 0, memory_order_release);
    /* release: pairs with the acquire of `wakes` before sleeping */
    atomic_fetch_add_explicit(&gate->wakes, 1, memory_order_release);
    rt_wake(&gate->wakes);
}

static bool is_closed(const struct rt_head *head)
{
    /* acquire: pairs with leat_rt_ring_close() */
    return atomic_load_explicit(&head->closed, memory_order_acquire) != 0;
}

/* Let the other side go on for some 100 ns. */
static void pause_here(void)
{
    for (int i = 0; i < 10; i++)
        rt_pause();
}

/* Look for a short while without sleeping; two workers that are both at it then move
 * items without a call to the system. */
static bool spin_for(const struct wish *wish)
{
    const int64_t end_nsec = now_nsec() + SPIN_NSEC;

    do {
        pause_here();
        if (wish->have(wish->head) >= wish->n)
            return true;
    } while (now_nsec() < end_nsec);
    return false;
}

static int wait_for(const struct wish *wish, int timeout_ms)
{
    int64_t end_nsec = 0, sleep_nsec = SLEEP_FIRST_NSEC;

    if (wish->n > wish->head->capacity)
        return LEAT_ERR_INVALID;
    if (wish->have(wish->head) >= wish->n ||
        (timeout_ms != 0 && !is_closed(wish->head) && spin_for(wish)))
        return LEAT_OK;
    while (wish->have(wish->head) < wish->n) {
        /* acquire: pairs with the release in open_gate() */
        const uint32_t seen =
            atomic_load_explicit(&wish->gate->wakes, memory_order_acquire);
        register_at(wish->gate, wish->n);
        const bool closed = is_closed(wish->head);
        if (wish->have(wish->head) >= wish->n)
            break;
        if (closed)
            return LEAT_ERR_CANCELLED;

        const int64_t now = now_nsec();
        if (timeout_ms >= 0) {
            if (end_nsec == 0)
                end_nsec = now + (int64_t)timeout_ms * 1000000;
            if (now >= end_nsec)
                return LEAT_ERR_TIMEOUT;
            if (sleep_nsec > end_nsec - now)
                sleep_nsec = end_nsec - now;
        }
        rt_sleep(&wish->gate->wakes, seen, sleep_nsec);
        sleep_nsec += SLEEP_STEP_NSEC;
        if (sleep_nsec > SLEEP_LAST_NSEC)
            sleep_nsec = SLEEP_LAST_NSEC;
    }
    return LEAT_OK;
}

int leat_ring_wait_fill(struct leat_ring *ring, uint32_t n, int timeout_ms)
{
    return wait_for(&(struct wish){&ring->head, &ring->head.fill, ring_fill, n},
                    timeout_ms);
}

int leat_ring_wait_space(struct leat_ring *ring, uint32_t n, int timeout_ms)
{
    return wait_for(&(struct wish){&ring->head, &ring->head.space, ring_space, n},
                    timeout_ms);
}

int leat_mpmc_wait_fill(struct leat_mpmc *mpmc, uint32_t n, int timeout_ms)
{
    return wait_for(&(struct wish){&mpmc->head, &mpmc->head.fill, mpmc_fill, n},
                    timeout_ms);
}

int leat_mpmc_wait_space(struct leat_mpmc *mpmc, uint32_t n, int timeout_ms)
{
    return wait_for(&(struct wish){&mpmc->head, &mpmc->head.space, mpmc_space, n},
                    timeout_ms);
}

void leat_ring_wake(struct leat_ring *ring)
{
    const bool closed = is_closed(&ring->head);

    open_gate(&ring->head.fill, leat_rt_ring_fill(ring), closed);
    open_gate(&ring->head.space, leat_rt_ring_space(ring), closed);
}

void leat_mpmc_wake(struct leat_mpmc *mpmc)
{
    const bool closed = is_closed(&mpmc->head);

    open_gate(&mpmc->head.fill, leat_rt_mpmc_fill(mpmc), closed);
    open_gate(&mpmc->head.space, leat_rt_mpmc_space(mpmc), closed);
}

uint32_t leat_ring_write(struct leat_ring *ring, const void *items, uint32_t n,
                         int timeout_ms)
{
    const unsigned char *from = items;
    uint32_t done = 0;

    for (;;) {
        /* Only what fits, so that a dropping ring has nothing to refuse. */
        const uint32_t space = leat_rt_ring_space(ring);
        const uint32_t k = n - done < space ? n - done : space;
        done += leat_rt_ring_write(ring, from + (size_t)done * ring->head.item_size, k);
        leat_ring_wake(ring);
        if (done == n || is_closed(&ring->head) ||
            leat_ring_wait_space(ring, 1, timeout_ms) < 0)
            return done;
    }
}

uint32_t leat_ring_read(struct leat_ring *ring, void *items, uint32_t n, int timeout_ms)
{
    unsigned char *to = items;
    uint32_t done = 0;

    for (;;) {
        const uint32_t fill = leat_rt_ring_fill(ring);
        const uint32_t k = n - done < fill ? n - done : fill;
        done += leat_rt_ring_read(ring, to + (size_t)done * ring->head.item_size, k);
        leat_ring_wake(ring);
        if (done == n || leat_ring_wait_fill(ring, 1, timeout_ms) < 0)
            return done;
    }
}
