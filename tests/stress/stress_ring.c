/* SPDX-License-Identifier: MIT */
/*
 * stress_ring: everything in src/rt under two to four threads, for a bounded while.
 *
 * Each test is a fixed amount of work, so that it means the same under a sanitizer and
 * on a slow machine; waiting threads give the CPU away.
 */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/counters.h>
#include <leat/err.h>
#include <leat/mailbox.h>
#include <leat/pool.h>
#include <leat/ring.h>

enum { N = 100000, THREADS_MAX = 4, SIZE_BYTES = 1 << 14 };

static _Alignas(64) unsigned char memory[SIZE_BYTES];

/* A worker gets its number and says whether all was as it should be. */
typedef bool worker(uint32_t number);

struct task {
    worker *work;
    uint32_t number;
    bool well;
};

static void *run(void *argument)
{
    struct task *task = argument;

    task->well = task->work(task->number);
    return NULL;
}

/* Run workers 0 to n - 1 at a time. */
static void together(worker *const *works, uint32_t n)
{
    struct task tasks[THREADS_MAX];
    pthread_t threads[THREADS_MAX];

    for (uint32_t i = 0; i < n; i++) {
        tasks[i] = (struct task){works[i], i, false};
        assert_int_equal(pthread_create(&threads[i], NULL, run, &tasks[i]), 0);
    }
    for (uint32_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    for (uint32_t i = 0; i < n; i++)
        if (!tasks[i].well)
            fail_msg("worker %u met something wrong", i);
}

/* A small generator, so that blocks end everywhere. */
static uint32_t up_to(uint32_t *seed, uint32_t most)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 16) % most + 1;
}

static struct leat_ring *ring;

static bool write_blocks(uint32_t number)
{
    uint32_t block[24], seed = number, sent = 0;

    while (sent < N) {
        const uint32_t n = up_to(&seed, N - sent < 24 ? N - sent : 24);
        for (uint32_t i = 0; i < n; i++)
            block[i] = sent + i;
        const uint32_t written = leat_rt_ring_write(ring, block, n);
        if (written < n)
            sched_yield();
        sent += written;
    }
    return true;
}

static bool read_blocks(uint32_t number)
{
    uint32_t block[24], seed = number, got = 0;

    while (got < N) {
        const uint32_t n = leat_rt_ring_read(ring, block, up_to(&seed, 24));
        for (uint32_t i = 0; i < n; i++)
            if (block[i] != got + i)
                return false;
        if (n == 0)
            sched_yield();
        got += n;
    }
    return true;
}

static void a_ring_keeps_every_item_in_order(void **state)
{
    struct leat_ring_stats stats;

    (void)state;
    assert_int_equal(
        leat_ring_init(memory, SIZE_BYTES, 4, 64, LEAT_RING_BLOCKING, &ring), LEAT_OK);
    together((worker *const[]){write_blocks, read_blocks}, 2);
    leat_rt_ring_stats(ring, &stats);
    assert_int_equal(stats.writes, N);
    assert_int_equal(stats.reads, N);
    assert_true(stats.peak > 0 && stats.peak <= 64);
}

struct record {
    uint64_t count, word[5], check;
};

static struct record record_of(uint64_t count)
{
    struct record record = {.count = count, .check = ~count};

    for (int i = 0; i < 5; i++)
        record.word[i] = count * (unsigned)(i + 3);
    return record;
}

static bool is_torn(const struct record *record)
{
    const struct record whole = record_of(record->count);

    return memcmp(record, &whole, sizeof(whole)) != 0;
}

static bool write_records(uint32_t number)
{
    struct record block[12];
    uint32_t seed = number;

    for (uint64_t sent = 0; sent < N;) {
        const uint32_t n = up_to(&seed, 12);
        for (uint32_t i = 0; i < n; i++)
            block[i] = record_of(++sent);
        if (leat_rt_ring_write(ring, block, n) != n)
            return false;
        if (seed % 64 == 0)
            sched_yield();
    }
    leat_rt_ring_close(ring);
    return true;
}

static bool read_records(uint32_t number)
{
    struct record block[12];
    uint64_t last = 0;
    uint32_t seed = number;

    for (;;) {
        const bool closed = leat_rt_ring_closed(ring);
        const uint32_t n = leat_rt_ring_read(ring, block, up_to(&seed, 12));
        for (uint32_t i = 0; i < n; i++) {
            if (is_torn(&block[i]) || block[i].count <= last ||
                (i > 0 && block[i].count != last + 1))
                return false;
            last = block[i].count;
        }
        if (n == 0 && closed)
            return last >= N;
        if (n == 0)
            sched_yield();
    }
}

static void a_circular_ring_gives_whole_items_in_order(void **state)
{
    struct leat_ring_stats stats;

    (void)state;
    for (uint32_t capacity = 1; capacity <= 16; capacity *= 4) {
        assert_int_equal(leat_ring_init(memory, SIZE_BYTES, sizeof(struct record),
                                        capacity, LEAT_RING_CIRCULAR, &ring),
                         LEAT_OK);
        together((worker *const[]){write_records, read_records}, 2);
        leat_rt_ring_stats(ring, &stats);
        assert_int_equal(stats.fill, 0);
        assert_int_equal(stats.writes, stats.reads + stats.overwritten);
        assert_true(stats.peak <= capacity);
    }
}

static struct leat_mpmc *mpmc;
static uint64_t sums[THREADS_MAX], counts[THREADS_MAX];

enum { WRITERS = 2, READERS = 2 };

/* Items are number << 24 | count, so that a reader sees each writer's order. */
static bool write_mpmc(uint32_t number)
{
    uint32_t block[6], seed = number, sent = 0;

    while (sent < N) {
        const uint32_t n = up_to(&seed, N - sent < 6 ? N - sent : 6);
        for (uint32_t i = 0; i < n; i++)
            block[i] = number << 24 | (sent + i);
        const uint32_t written = leat_rt_mpmc_write(mpmc, block, n);
        if (written < n)
            sched_yield();
        sent += written;
    }
    return true;
}

static bool read_mpmc(uint32_t number)
{
    uint32_t block[6], seed = number;
    int64_t last[WRITERS] = {-1, -1};

    for (;;) {
        const bool closed = leat_rt_mpmc_closed(mpmc);
        const uint32_t n = leat_rt_mpmc_read(mpmc, block, up_to(&seed, 6));
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t writer = block[i] >> 24, count = block[i] & 0xffffff;
            if (writer >= WRITERS || count <= last[writer])
                return false;
            last[writer] = count;
            sums[number] += count;
            counts[number]++;
        }
        if (n == 0 && closed)
            return true;
        if (n == 0)
            sched_yield();
    }
}

static bool write_and_close(uint32_t number)
{
    static _Atomic uint32_t done;
    const bool well = write_mpmc(number);

    if (++done % WRITERS == 0)
        leat_rt_mpmc_close(mpmc);
    return well;
}

static void a_ring_of_many_keeps_every_item_and_each_writers_order(void **state)
{
    struct leat_ring_stats stats;

    (void)state;
    memset(sums, 0, sizeof(sums));
    memset(counts, 0, sizeof(counts));
    /* Long enough that threads meet at the counters, and not only at an empty ring. */
    assert_int_equal(
        leat_mpmc_init(memory, SIZE_BYTES, 4, 1024, LEAT_RING_BLOCKING, &mpmc),
        LEAT_OK);
    together((worker *const[]){write_and_close, write_and_close, read_mpmc, read_mpmc},
             4);
    assert_int_equal(counts[2] + counts[3], WRITERS * N);
    assert_int_equal(sums[2] + sums[3], (uint64_t)N * (N - 1) / 2 * WRITERS);
    leat_rt_mpmc_stats(mpmc, &stats);
    assert_int_equal(stats.writes, WRITERS * N);
    assert_int_equal(stats.reads, WRITERS * N);
}

static bool write_for_news(uint32_t number)
{
    for (uint32_t i = 0; i < N; i++)
        leat_rt_mpmc_write(mpmc, &(uint32_t){number << 24 | i}, 1);
    return true;
}

static bool write_for_news_and_close(uint32_t number)
{
    static _Atomic uint32_t done;
    const bool well = write_for_news(number);

    if (++done % WRITERS == 0)
        leat_rt_mpmc_close(mpmc);
    return well;
}

/* Lost items are counted exactly, whoever loses them. */
static void rings_of_many_that_lose_items_count_them(void **state)
{
    static const enum leat_ring_policy policies[] = {LEAT_RING_DROPPING,
                                                     LEAT_RING_CIRCULAR};

    (void)state;
    for (int p = 0; p < 2; p++) {
        struct leat_ring_stats stats;

        memset(counts, 0, sizeof(counts));
        assert_int_equal(leat_mpmc_init(memory, SIZE_BYTES, 4, 8, policies[p], &mpmc),
                         LEAT_OK);
        together((worker *const[]){write_for_news_and_close, write_for_news_and_close,
                                   read_mpmc},
                 3);
        leat_rt_mpmc_stats(mpmc, &stats);
        assert_int_equal(stats.writes + stats.refused, WRITERS * N);
        assert_int_equal(stats.reads, counts[2]);
        assert_int_equal(stats.fill, 0);
        assert_int_equal(stats.writes, stats.reads + stats.overwritten);
        if (policies[p] == LEAT_RING_DROPPING)
            assert_int_equal(stats.overwritten, 0);
    }
}

static struct leat_mailbox *mailbox;

static bool write_letters(uint32_t number)
{
    (void)number;
    for (uint64_t i = 1; i <= N; i++) {
        const struct record record = record_of(i);
        leat_rt_mailbox_write(mailbox, &record);
        if (i % 2000 == 0)
            sched_yield();
    }
    return true;
}

static bool read_letters(uint32_t number)
{
    struct record record = {0};
    uint64_t last = 0;

    (void)number;
    while (last < N) { /* ends: the newest value stays there */
        const bool fresh = leat_rt_mailbox_read(mailbox, &record);
        if (record.count == 0) {
            sched_yield();
            continue;
        }
        if (is_torn(&record) || fresh != (record.count > last) || record.count < last)
            return false;
        last = record.count;
        if (!fresh)
            sched_yield();
    }
    return true;
}

static void a_mailbox_never_tears_its_value(void **state)
{
    struct leat_mailbox_stats stats;

    (void)state;
    assert_int_equal(
        leat_mailbox_init(memory, SIZE_BYTES, sizeof(struct record), &mailbox),
        LEAT_OK);
    together((worker *const[]){write_letters, read_letters}, 2);
    leat_rt_mailbox_stats(mailbox, &stats);
    assert_int_equal(stats.writes, N);
    assert_int_equal(stats.news + stats.skipped, N);
}

static struct leat_pool *pool;

/* Hold up to three items, written with our number: nobody else may write there. */
static bool take_and_give(uint32_t number)
{
    uint32_t held[3], n_held = 0, seed = number;

    for (uint32_t i = 0; i < N; i++) {
        if (n_held < 3 && up_to(&seed, 2) == 1) {
            const uint32_t index = leat_rt_pool_take(pool);
            uint32_t *item = leat_rt_pool_at(pool, index);
            if (!item)
                continue;
            *item = number;
            held[n_held++] = index;
        } else if (n_held > 0) {
            const uint32_t index = held[--n_held];
            const uint32_t *item = leat_rt_pool_at(pool, index);
            if (*item != number || !leat_rt_pool_give(pool, index))
                return false;
        }
    }
    while (n_held > 0)
        leat_rt_pool_give(pool, held[--n_held]);
    return true;
}

static void a_pool_lends_an_item_to_one_thread_at_a_time(void **state)
{
    struct leat_pool_stats stats;

    (void)state;
    assert_int_equal(leat_pool_init(memory, SIZE_BYTES, 4, 7, &pool), LEAT_OK);
    together(
        (worker *const[]){take_and_give, take_and_give, take_and_give, take_and_give},
        4);
    leat_rt_pool_stats(pool, &stats);
    assert_int_equal(stats.takes, stats.gives);
    assert_int_equal(stats.refused, 0);
    assert_true(stats.peak <= 7);
    for (int i = 0; i < 7; i++)
        assert_int_not_equal(leat_rt_pool_take(pool), LEAT_POOL_NONE);
}

static struct leat_counters *counters;

enum { COUNTERS = 9 };

static bool count(uint32_t number)
{
    (void)number;
    for (uint32_t i = 0; i < N; i++) {
        leat_rt_counters_begin(counters);
        for (uint32_t k = 0; k < COUNTERS; k++)
            leat_rt_counters_add(counters, k, k + 1);
        leat_rt_counters_end(counters);
        if (i % 2000 == 0)
            sched_yield();
    }
    return true;
}

static bool look(uint32_t number)
{
    uint64_t values[COUNTERS] = {0};

    (void)number;
    while (values[0] < N) { /* ends: the writer does */
        const uint64_t last = values[0];
        if (!leat_rt_counters_read(counters, values, COUNTERS)) {
            values[0] = last;
            sched_yield();
            continue;
        }
        for (uint32_t k = 0; k < COUNTERS; k++)
            if (values[k] != values[0] * (k + 1))
                return false;
        if (values[0] < last)
            return false;
    }
    return true;
}

static void counters_are_read_as_they_stood_together(void **state)
{
    (void)state;
    assert_int_equal(leat_counters_init(memory, SIZE_BYTES, COUNTERS, &counters),
                     LEAT_OK);
    together((worker *const[]){count, look, look}, 3);
}

static bool write_waiting(uint32_t number)
{
    uint32_t block[7], seed = number, sent = 0;

    while (sent < N) {
        const uint32_t n = up_to(&seed, N - sent < 7 ? N - sent : 7);
        for (uint32_t i = 0; i < n; i++)
            block[i] = sent + i;
        if (leat_ring_write(ring, block, n, -1) != n)
            return false;
        sent += n;
    }
    leat_rt_ring_close(ring);
    leat_ring_wake(ring);
    return true;
}

static bool read_waiting(uint32_t number)
{
    uint32_t block[5], seed = number, got = 0;

    for (uint32_t n; (n = leat_ring_read(ring, block, up_to(&seed, 5), -1)) > 0;
         got += n)
        for (uint32_t i = 0; i < n; i++)
            if (block[i] != got + i)
                return false;
    return got == N;
}

static void workers_that_wait_for_each_other_never_sleep_on(void **state)
{
    (void)state;
    assert_int_equal(
        leat_ring_init(memory, SIZE_BYTES, 4, 16, LEAT_RING_BLOCKING, &ring), LEAT_OK);
    together((worker *const[]){write_waiting, read_waiting}, 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_keeps_every_item_in_order),
        cmocka_unit_test(a_circular_ring_gives_whole_items_in_order),
        cmocka_unit_test(a_ring_of_many_keeps_every_item_and_each_writers_order),
        cmocka_unit_test(rings_of_many_that_lose_items_count_them),
        cmocka_unit_test(a_mailbox_never_tears_its_value),
        cmocka_unit_test(a_pool_lends_an_item_to_one_thread_at_a_time),
        cmocka_unit_test(counters_are_read_as_they_stood_together),
        cmocka_unit_test(workers_that_wait_for_each_other_never_sleep_on),
    };
    return cmocka_run_group_tests_name("stress ring", tests, NULL, NULL);
}
