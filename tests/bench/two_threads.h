/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BENCH_TWO_THREADS_H
#define LEAT_BENCH_TWO_THREADS_H

/**
 * Queues to compare: ours and the peers', each with a writer's and a reader's loop of
 * its own, so that none pays for a call through a pointer per item.
 */

#include <sched.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { BENCH_CAPACITY = 1024 }; /* items */

struct bench_item64 {
    uint64_t word[8];
};

static inline struct bench_item64 bench_item64_of(uint32_t i)
{
    const struct bench_item64 item = {{i, 0, 0, 0, 0, 0, 0, 0}};

    return item;
}

struct bench_queue {
    const char *name;
    void *(*create)(void);
    void (*destroy)(void *queue);
    /** Write 0 to n - 1, one by one, waiting where the queue is full. */
    void (*write)(void *queue, uint32_t n);
    /** Read n items one by one, waiting where it is empty; returns their sum. */
    uint64_t (*read)(void *queue, uint32_t n);
};

/* Peers; each is built only where its header was found. */
extern const struct bench_queue peer_boost_spsc4, peer_boost_spsc64, peer_boost_mpmc4;
extern const struct bench_queue peer_ck_spsc4, peer_ck_spsc64, peer_ck_mpmc4;
extern const struct bench_queue peer_moodycamel_mpmc4;
extern const struct bench_queue peer_jack_spsc4, peer_jack_spsc64;

/**
 * What a loop does when its queue is full or empty: about half a microsecond of
 * nothing, so that the other side gets something done, and now and then the CPU for
 * others.
 */
static inline void bench_relax(uint32_t *tries)
{
    if (++*tries % 1024 == 0)
        sched_yield();
    for (int i = 0; i < 48; i++) {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#else
        __asm__ volatile("" ::: "memory");
#endif
    }
}

/**
 * The two loops of a queue, from expressions: `make` gives item number i; `put` is true
 * when the queue has taken `item`, `take` when it has given one; `value` is its number.
 */
#define BENCH_LOOPS(id, type, make, put, take, value)                                  \
    static void write_##id(void *queue, uint32_t n)                                    \
    {                                                                                  \
        for (uint32_t i = 0, tries = 0; i < n; i++) {                                  \
            type item = make;                                                          \
            while (!(put))                                                             \
                bench_relax(&tries);                                                   \
        }                                                                              \
    }                                                                                  \
    static uint64_t read_##id(void *queue, uint32_t n)                                 \
    {                                                                                  \
        uint64_t sum = 0;                                                              \
        for (uint32_t i = 0, tries = 0; i < n; i++) {                                  \
            type item;                                                                 \
            while (!(take))                                                            \
                bench_relax(&tries);                                                   \
            sum += value;                                                              \
        }                                                                              \
        return sum;                                                                    \
    }

#ifdef __cplusplus
}
#endif

#endif
