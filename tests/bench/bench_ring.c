/* SPDX-License-Identifier: MIT */
/*
 * bench_ring: nanoseconds per item from one thread to another, ours and the peers'.
 *
 * Items are written and read one by one, a call each, where a figure does not say
 * otherwise.  Our one-writer ring then looks at the other side only when what it
 * remembers of it is used up.  Every round measures all queues of a figure in turn, so
 * that they meet the same machine; a figure is the median of the rounds.
 *
 * Most of an item's time is cache lines going from core to core.  How long one takes is
 * a figure of its own: on virtual machines it changes from minute to minute, so compare
 * ratios, and runs in which it was alike.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <leat/ring.h>

#include "bench/two_threads.h"

enum { ROUNDS = 15, ROUNDS_LEAST = 3, QUEUES_MAX = 8 };

/* On a machine that is busy with other things a thread may wait for its core longer
 * than all items take: then fewer are sent, in fewer rounds. */
static const double ROUND_NSEC = 2e8, FIGURE_NSEC = 12e9;

/* A queue of ours; `kind` is ring or mpmc. */
#define OURS(id, kind, type, make, value)                                              \
    static void *create_##id(void)                                                     \
    {                                                                                  \
        struct leat_##kind *queue;                                                     \
        leat_##kind##_create(sizeof(type), BENCH_CAPACITY, LEAT_RING_BLOCKING,         \
                             &queue);                                                  \
        return queue;                                                                  \
    }                                                                                  \
    static void destroy_##id(void *queue)                                              \
    {                                                                                  \
        leat_##kind##_destroy(&(struct leat_##kind *){queue});                         \
    }                                                                                  \
    BENCH_LOOPS(id, type, make, leat_rt_##kind##_write(queue, &item, 1),               \
                leat_rt_##kind##_read(queue, &item, 1), value)                         \
    static const struct bench_queue id = {"leat", create_##id, destroy_##id,           \
                                          write_##id, read_##id};

OURS(ring4, ring, uint32_t, i, item)
OURS(ring64, ring, struct bench_item64, bench_item64_of(i), item.word[0])
OURS(mpmc4, mpmc, uint32_t, i, item)

enum { BLOCK = 64 }; /* items a call; divides the number of items of a figure */

static void write_blocks(void *queue, uint32_t n)
{
    uint32_t block[BLOCK], tries = 0;

    for (uint32_t i = 0; i < n; i += BLOCK) {
        for (uint32_t k = 0; k < BLOCK; k++)
            block[k] = i + k;
        for (uint32_t done = 0; done < BLOCK;) {
            const uint32_t k = leat_rt_ring_write(queue, block + done, BLOCK - done);
            if (k == 0)
                bench_relax(&tries);
            done += k;
        }
    }
}

static uint64_t read_blocks(void *queue, uint32_t n)
{
    uint32_t block[BLOCK], tries = 0;
    uint64_t sum = 0;

    for (uint32_t got = 0, k; got < n; got += k) {
        k = leat_rt_ring_read(queue, block, BLOCK);
        if (k == 0)
            bench_relax(&tries);
        for (uint32_t i = 0; i < k; i++)
            sum += block[i];
    }
    return sum;
}

/* As a reader of sound files does offline: wait, move, wake. */
static void write_waiting(void *queue, uint32_t n)
{
    uint32_t block[BLOCK];

    for (uint32_t i = 0; i < n; i += BLOCK) {
        for (uint32_t k = 0; k < BLOCK; k++)
            block[k] = i + k;
        leat_ring_write(queue, block, BLOCK, -1);
    }
}

static uint64_t read_waiting(void *queue, uint32_t n)
{
    uint32_t block[BLOCK];
    uint64_t sum = 0;

    for (uint32_t got = 0; got < n; got += BLOCK) {
        leat_ring_read(queue, block, BLOCK, -1);
        for (uint32_t i = 0; i < BLOCK; i++)
            sum += block[i];
    }
    return sum;
}

static const struct bench_queue ring_blocks = {"leat", create_ring4, destroy_ring4,
                                               write_blocks, read_blocks};
static const struct bench_queue ring_waiting = {"leat", create_ring4, destroy_ring4,
                                                write_waiting, read_waiting};

/* One word that goes back and forth: what it costs to reach the other core. */
static void *create_word(void)
{
    return calloc(1, 64);
}

static void write_word(void *queue, uint32_t n)
{
    _Atomic uint32_t *word = queue;

    for (uint32_t i = 0; i < n; i += 2) {
        atomic_store_explicit(word, i + 1, memory_order_release);
        for (uint32_t tries = 1;
             atomic_load_explicit(word, memory_order_acquire) != i + 2; tries++)
            if (tries % 4096 == 0)
                sched_yield();
    }
}

static uint64_t read_word(void *queue, uint32_t n)
{
    _Atomic uint32_t *word = queue;
    uint64_t sum = 0;

    for (uint32_t i = 0; i < n; i += 2) {
        for (uint32_t tries = 1;
             atomic_load_explicit(word, memory_order_acquire) != i + 1; tries++)
            if (tries % 4096 == 0)
                sched_yield();
        sum += i + i + 1;
        atomic_store_explicit(word, i + 2, memory_order_release);
    }
    return sum;
}

static const struct bench_queue word = {"word", create_word, free, write_word,
                                        read_word};

/* Ours first, then the peers, then a NULL. */
static const struct bench_queue *const spsc4[] = {
    &ring4,
#ifdef HAVE_BOOST
    &peer_boost_spsc4,
#endif
#ifdef HAVE_CK
    &peer_ck_spsc4,
#endif
#ifdef HAVE_JACK
    &peer_jack_spsc4,
#endif
    NULL,
};

static const struct bench_queue *const spsc64[] = {
    &ring64,
#ifdef HAVE_BOOST
    &peer_boost_spsc64,
#endif
#ifdef HAVE_CK
    &peer_ck_spsc64,
#endif
#ifdef HAVE_JACK
    &peer_jack_spsc64,
#endif
    NULL,
};

static const struct bench_queue *const mpmc_4[] = {
    &mpmc4,
#ifdef HAVE_MOODYCAMEL
    &peer_moodycamel_mpmc4,
#endif
#ifdef HAVE_CK
    &peer_ck_mpmc4,
#endif
#ifdef HAVE_BOOST
    &peer_boost_mpmc4,
#endif
    NULL,
};

struct task {
    const struct bench_queue *queue;
    void *memory;
    uint32_t n;
    uint64_t sum;
};

static void *reader(void *argument)
{
    struct task *task = argument;

    task->sum = task->queue->read(task->memory, task->n);
    return NULL;
}

static double now_nsec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Nanoseconds per item; exits when an item was lost. */
static double measure(const struct bench_queue *queue, uint32_t n)
{
    struct task task = {queue, queue->create(), n, 0};
    pthread_t thread;

    if (!task.memory || pthread_create(&thread, NULL, reader, &task) != 0) {
        fprintf(stderr, "bench_ring: %s cannot start\n", queue->name);
        exit(1);
    }
    const double begin = now_nsec();
    queue->write(task.memory, n);
    pthread_join(thread, NULL);
    const double nsec = now_nsec() - begin;

    queue->destroy(task.memory);
    if (task.sum != (uint64_t)n * (n - 1) / 2) {
        fprintf(stderr, "bench_ring: %s lost items\n", queue->name);
        exit(1);
    }
    return nsec / n;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *figures, int n)
{
    qsort(figures, (size_t)n, sizeof(figures[0]), ascending);
    return figures[n / 2];
}

/* At most n items, and so few that a round of none of the queues is too long. */
static uint32_t fitting(const struct bench_queue *const *queues, uint32_t n)
{
    uint32_t items = BLOCK;

    for (bool room = true; room && items < n; items *= room ? 4 : 1)
        for (int q = 0; queues[q]; q++)
            room = room && measure(queues[q], items) * items * 4 < ROUND_NSEC;
    return items < n ? items : n;
}

/* Print a figure of the first queue, and of the others as its peers; goal 0: none. */
static void compare(const char *name, double goal, uint32_t n,
                    const struct bench_queue *const *queues)
{
    const double begin = now_nsec();
    const uint32_t items = fitting(queues, n);
    double figures[QUEUES_MAX][ROUNDS];
    int n_queues = 0, rounds = 0;

    while (queues[n_queues])
        n_queues++;
    for (; rounds < ROUNDS; rounds++) {
        if (rounds >= ROUNDS_LEAST && now_nsec() - begin > FIGURE_NSEC)
            break;
        for (int q = 0; q < n_queues; q++)
            figures[q][rounds] = measure(queues[q], items);
    }
    printf("{\"name\": \"%s\", \"value\": %.2f, \"unit\": \"ns\", "
           "\"better\": \"lower\"",
           name, median(figures[0], rounds));
    if (goal > 0)
        printf(", \"goal\": %.1f", goal);
    printf(", \"peers\": {");
    for (int q = 1; q < n_queues; q++)
        printf("%s\"%s\": %.2f", q > 1 ? ", " : "", queues[q]->name,
               median(figures[q], rounds));
    printf("}}\n");
    fflush(stdout);
}

int main(void)
{
    static const struct bench_queue *const words[] = {&word, NULL};
    static const struct bench_queue *const blocks[] = {&ring_blocks, NULL};
    static const struct bench_queue *const waiting[] = {&ring_waiting, NULL};

    compare("core to core, one way", 0, 100000, words);
    compare("ring 4 bytes", 3.5, 2000000, spsc4);
    compare("ring 64 bytes", 14, 1000000, spsc64);
    compare("ring 4 bytes, 64 a call", 0, 6400000, blocks);
    compare("ring 4 bytes, 64 a call, workers wait", 0, 6400000, waiting);
    compare("mpmc 4 bytes", 20, 1000000, mpmc_4);
    return 0;
}
