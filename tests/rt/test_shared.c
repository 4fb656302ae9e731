/* SPDX-License-Identifier: MIT */
/* Two processes and one memory, which each of them sees at an address of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <leat/counters.h>
#include <leat/err.h>
#include <leat/mailbox.h>
#include <leat/pool.h>
#include <leat/ring.h>

enum { SIZE_BYTES = 1 << 16, N = 20000, TIMEOUT_MS = 10000 };

/* Anonymous memory that outlives fork() and that a process can map a second time. */
static unsigned char *share(void)
{
    void *memory = mmap(NULL, SIZE_BYTES, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_true(memory != MAP_FAILED);
    return memory;
}

/* The same pages somewhere else; what pointed to the old place would now crash. */
static unsigned char *move_away(unsigned char *memory)
{
    void *elsewhere =
        mmap(NULL, 4 * SIZE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (elsewhere == MAP_FAILED)
        _exit(9);
    elsewhere = mremap(memory, SIZE_BYTES, SIZE_BYTES, MREMAP_MAYMOVE | MREMAP_FIXED,
                       (unsigned char *)elsewhere + SIZE_BYTES);
    if (elsewhere == MAP_FAILED || elsewhere == (void *)memory)
        _exit(9);
    return elsewhere;
}

/* Run `child` in a process of its own, where the memory has moved; its answer is what
 * it returns, 0 when all is well. */
static pid_t start(int (*child)(unsigned char *memory), unsigned char *memory)
{
    const pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(child(move_away(memory)));
    return pid;
}

static void expect_success(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int read_ring(unsigned char *memory)
{
    struct leat_ring *ring;
    uint32_t block[7];

    if (leat_ring_attach(memory, SIZE_BYTES, &ring) < 0)
        return 1;
    for (uint32_t expected = 0, n; expected < N; expected += n) {
        n = leat_ring_read(ring, block, N - expected < 7 ? N - expected : 7,
                           TIMEOUT_MS);
        if (n == 0)
            return 2;
        for (uint32_t i = 0; i < n; i++)
            if (block[i] != expected + i)
                return 3;
    }
    return 0;
}

static void a_ring_carries_items_to_another_process(void **state)
{
    unsigned char *memory = share();
    struct leat_ring *ring;
    struct leat_ring_stats stats;

    (void)state;
    assert_int_equal(
        leat_ring_init(memory, SIZE_BYTES, 4, 64, LEAT_RING_BLOCKING, &ring), LEAT_OK);
    const pid_t pid = start(read_ring, memory);
    for (uint32_t i = 0; i < N; i++)
        assert_int_equal(leat_ring_write(ring, &i, 1, TIMEOUT_MS), 1);
    expect_success(pid);
    leat_rt_ring_stats(ring, &stats);
    assert_int_equal(stats.writes, N);
    assert_int_equal(stats.reads, N);
    assert_int_equal(stats.fill, 0);
    munmap(memory, SIZE_BYTES);
}

/* What the writer overwrites it counts; the reader sees the rest, in order. */
static int read_circular(unsigned char *memory)
{
    struct leat_ring *ring;
    uint64_t item[4], last = 0;
    uint32_t got = 0;

    if (leat_ring_attach(memory, SIZE_BYTES, &ring) < 0)
        return 1;
    while (!leat_rt_ring_closed(ring) || leat_rt_ring_fill(ring) > 0) {
        if (!leat_rt_ring_read(ring, item, 1)) {
            leat_ring_wait_fill(ring, 1, 1);
            continue;
        }
        if (item[0] <= last || item[1] != item[0] || item[2] != item[0] ||
            item[3] != item[0])
            return 2;
        last = item[0];
        got++;
    }
    return got > 0 && last == N ? 0 : 3;
}

static void a_circular_ring_is_never_torn_between_processes(void **state)
{
    unsigned char *memory = share();
    struct leat_ring *ring;
    struct leat_ring_stats stats;

    (void)state;
    assert_int_equal(
        leat_ring_init(memory, SIZE_BYTES, 32, 4, LEAT_RING_CIRCULAR, &ring), LEAT_OK);
    const pid_t pid = start(read_circular, memory);
    for (uint64_t i = 1; i <= N; i++)
        leat_rt_ring_write(ring, (uint64_t[4]){i, i, i, i}, 1);
    leat_rt_ring_close(ring);
    expect_success(pid);
    leat_rt_ring_stats(ring, &stats);
    assert_int_equal(stats.writes, N);
    assert_int_equal(stats.reads + stats.overwritten, N);
    munmap(memory, SIZE_BYTES);
}

static int write_mpmc(unsigned char *memory)
{
    struct leat_mpmc *mpmc;

    if (leat_mpmc_attach(memory, SIZE_BYTES, &mpmc) < 0)
        return 1;
    for (uint32_t i = 1; i <= N; i++) {
        while (!leat_rt_mpmc_write(mpmc, &i, 1))
            if (leat_mpmc_wait_space(mpmc, 1, TIMEOUT_MS) < 0)
                return 2;
        leat_mpmc_wake(mpmc);
    }
    return 0;
}

static void processes_write_to_one_ring_of_many(void **state)
{
    unsigned char *memory = share();
    struct leat_mpmc *mpmc;
    uint64_t sum = 0;
    uint32_t item;

    (void)state;
    assert_int_equal(
        leat_mpmc_init(memory, SIZE_BYTES, 4, 64, LEAT_RING_BLOCKING, &mpmc), LEAT_OK);
    const pid_t one = start(write_mpmc, memory), two = start(write_mpmc, memory);
    for (int i = 0; i < 2 * N; i++) {
        while (!leat_rt_mpmc_read(mpmc, &item, 1))
            assert_int_equal(leat_mpmc_wait_fill(mpmc, 1, TIMEOUT_MS), LEAT_OK);
        leat_mpmc_wake(mpmc);
        sum += item;
    }
    expect_success(one);
    expect_success(two);
    assert_int_equal(sum, (uint64_t)N * (N + 1));
    assert_int_equal(leat_rt_mpmc_fill(mpmc), 0);
    munmap(memory, SIZE_BYTES);
}

static int write_mailbox(unsigned char *memory)
{
    struct leat_mailbox *mailbox;

    if (leat_mailbox_attach(memory, SIZE_BYTES, &mailbox) < 0)
        return 1;
    for (uint64_t i = 1; i <= N; i++)
        leat_rt_mailbox_write(mailbox, (uint64_t[3]){i, i, i});
    return 0;
}

static void a_mailbox_brings_the_newest_value_of_another_process(void **state)
{
    unsigned char *memory = share();
    struct leat_mailbox *mailbox;
    uint64_t item[3], last = 0;

    (void)state;
    assert_int_equal(leat_mailbox_init(memory, SIZE_BYTES, 24, &mailbox), LEAT_OK);
    const pid_t pid = start(write_mailbox, memory);
    while (last < N) { /* ends: the newest value stays there */
        leat_rt_mailbox_read(mailbox, item);
        assert_true(item[0] >= last);
        assert_int_equal(item[1], item[0]);
        assert_int_equal(item[2], item[0]);
        last = item[0];
    }
    expect_success(pid);
    munmap(memory, SIZE_BYTES);
}

static int take_and_give(unsigned char *memory)
{
    struct leat_pool *pool;

    if (leat_pool_attach(memory, SIZE_BYTES, &pool) < 0)
        return 1;
    for (uint32_t i = 0; i < N; i++) {
        const uint32_t index = leat_rt_pool_take(pool);
        uint32_t *item = leat_rt_pool_at(pool, index);
        if (!item)
            continue;
        if (*item != 0)
            return 2; /* somebody else has it too */
        *item = 1;
        *item = 0;
        if (!leat_rt_pool_give(pool, index))
            return 3;
    }
    return 0;
}

static void a_pool_lends_to_several_processes(void **state)
{
    unsigned char *memory = share();
    struct leat_pool *pool;
    struct leat_pool_stats stats;

    (void)state;
    assert_int_equal(leat_pool_init(memory, SIZE_BYTES, 4, 2, &pool), LEAT_OK);
    const pid_t one = start(take_and_give, memory), two = start(take_and_give, memory);
    expect_success(one);
    expect_success(two);
    leat_rt_pool_stats(pool, &stats);
    assert_int_equal(stats.takes + stats.exhausted, 2 * N);
    assert_int_equal(stats.gives, stats.takes);
    munmap(memory, SIZE_BYTES);
}

static int count(unsigned char *memory)
{
    struct leat_counters *counters;

    if (leat_counters_attach(memory, SIZE_BYTES, &counters) < 0)
        return 1;
    for (uint32_t i = 0; i < N; i++) {
        leat_rt_counters_begin(counters);
        leat_rt_counters_add(counters, 0, 1);
        leat_rt_counters_add(counters, 1, 2);
        leat_rt_counters_end(counters);
    }
    return 0;
}

static void counters_of_another_process_are_read_together(void **state)
{
    unsigned char *memory = share();
    struct leat_counters *counters;
    uint64_t values[2] = {0};

    (void)state;
    assert_int_equal(leat_counters_init(memory, SIZE_BYTES, 2, &counters), LEAT_OK);
    const pid_t pid = start(count, memory);
    while (values[0] < N) { /* ends: the writer does */
        if (leat_rt_counters_read(counters, values, 2))
            assert_int_equal(values[1], 2 * values[0]);
    }
    expect_success(pid);
    munmap(memory, SIZE_BYTES);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_carries_items_to_another_process),
        cmocka_unit_test(a_circular_ring_is_never_torn_between_processes),
        cmocka_unit_test(processes_write_to_one_ring_of_many),
        cmocka_unit_test(a_mailbox_brings_the_newest_value_of_another_process),
        cmocka_unit_test(a_pool_lends_to_several_processes),
        cmocka_unit_test(counters_of_another_process_are_read_together),
    };
    return cmocka_run_group_tests_name("shared", tests, NULL, NULL);
}
