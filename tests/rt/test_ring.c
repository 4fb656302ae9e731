/* SPDX-License-Identifier: MIT */
/* The ring of one writer and one reader, on one thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/ring.h>

#include "rt/ring.h"

enum { POLICIES = LEAT_RING_BLOCKING + 1 };

static struct leat_ring *make(uint32_t item_size, uint32_t capacity,
                              enum leat_ring_policy policy)
{
    struct leat_ring *ring;

    assert_int_equal(leat_ring_create(item_size, capacity, policy, &ring), LEAT_OK);
    return ring;
}

/* Let the counters of an empty ring start at `count`. */
static void start_at(struct leat_ring *ring, uint64_t count)
{
    ring->writer.written = ring->writer.seen_read = count;
    ring->reader.read = ring->reader.seen_written = count;
}

static uint32_t write_one(struct leat_ring *ring, uint32_t value)
{
    return leat_rt_ring_write(ring, &value, 1);
}

/* Write first, first + 1, ... as one block. */
static uint32_t write_run(struct leat_ring *ring, uint32_t first, uint32_t n)
{
    uint32_t block[64];

    for (uint32_t i = 0; i < n; i++)
        block[i] = first + i;
    return leat_rt_ring_write(ring, block, n);
}

static void expect_run(struct leat_ring *ring, uint32_t first, uint32_t n)
{
    uint32_t block[64];

    assert_int_equal(leat_rt_ring_read(ring, block, n), n);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(block[i], first + i);
}

static struct leat_ring_stats stats_of(const struct leat_ring *ring)
{
    struct leat_ring_stats stats;

    leat_rt_ring_stats(ring, &stats);
    assert_int_equal(stats.writes, stats.reads + stats.overwritten + stats.fill);
    return stats;
}

static void all_of_the_capacity_can_be_filled(void **state)
{
    (void)state;
    for (uint32_t capacity = 1; capacity <= 32; capacity *= 2) {
        struct leat_ring *ring = make(4, capacity, LEAT_RING_DROPPING);

        assert_int_equal(leat_rt_ring_capacity(ring), capacity);
        for (uint32_t i = 0; i < capacity; i++) {
            assert_int_equal(leat_rt_ring_space(ring), capacity - i);
            assert_int_equal(write_one(ring, i), 1);
        }
        assert_int_equal(leat_rt_ring_fill(ring), capacity);
        assert_int_equal(leat_rt_ring_space(ring), 0);
        assert_int_equal(write_one(ring, 99), 0);
        expect_run(ring, 0, capacity);
        assert_int_equal(leat_rt_ring_fill(ring), 0);
        leat_ring_destroy(&ring);
        assert_null(ring);
    }
}

static void a_capacity_is_rounded_up_to_a_power_of_two(void **state)
{
    struct leat_ring *ring = make(12, 1000, LEAT_RING_DROPPING);

    (void)state;
    assert_int_equal(leat_rt_ring_capacity(ring), 1024);
    assert_int_equal(leat_ring_size(4, 1000), 4288);
    assert_int_equal(leat_ring_size(4, 1000), leat_ring_size(4, 1024));
    leat_ring_destroy(&ring);
}

/* Items of every size keep every byte, in blocks that end anywhere in the ring. */
static void items_of_any_size_come_out_as_they_went_in(void **state)
{
    static const uint32_t sizes[] = {1, 2, 3, 4, 7, 8, 12, 16, 63, 64, 65, 256};
    unsigned char in[5 * 256], out[5 * 256];

    (void)state;
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        for (int policy = 0; policy < POLICIES; policy++) {
            struct leat_ring *ring = make(sizes[s], 8, (enum leat_ring_policy)policy);
            uint32_t seed = 1;

            for (uint32_t round = 0; round < 40; round++) {
                const uint32_t n = round % 5 + 1;
                for (size_t i = 0; i < n * sizes[s]; i++)
                    in[i] = (unsigned char)((seed = seed * 1664525 + 1013904223) >> 24);
                assert_int_equal(leat_rt_ring_write(ring, in, n), n);
                assert_int_equal(leat_rt_ring_read(ring, out, n), n);
                assert_memory_equal(in, out, n * sizes[s]);
            }
            leat_ring_destroy(&ring);
        }
    }
}

static void counters_may_pass_the_end_of_32_and_64_bits(void **state)
{
    static const uint64_t ends[] = {UINT32_MAX, UINT64_MAX};

    (void)state;
    for (int e = 0; e < 2; e++) {
        for (int policy = 0; policy < POLICIES; policy++) {
            struct leat_ring *ring = make(4, 8, (enum leat_ring_policy)policy);

            start_at(ring, ends[e] - 20);
            for (uint32_t i = 0; i < 60; i += 3) {
                assert_int_equal(write_run(ring, i, 3), 3);
                assert_int_equal(leat_rt_ring_fill(ring), 3);
                expect_run(ring, i, 3);
            }
            start_at(ring, ends[e] - 3);
            assert_int_equal(write_run(ring, 0, 8), 8);
            assert_int_equal(leat_rt_ring_fill(ring), 8);
            assert_int_equal(leat_rt_ring_space(ring), 0);
            assert_int_equal(write_one(ring, 8), policy == LEAT_RING_CIRCULAR);
            expect_run(ring, policy == LEAT_RING_CIRCULAR, 8);
            leat_ring_destroy(&ring);
        }
    }
}

static void a_dropping_ring_refuses_the_newest_and_counts_them(void **state)
{
    struct leat_ring *ring = make(4, 8, LEAT_RING_DROPPING);

    (void)state;
    assert_int_equal(write_run(ring, 0, 5), 5);
    assert_int_equal(write_run(ring, 5, 5), 3);
    assert_int_equal(write_one(ring, 10), 0);
    expect_run(ring, 0, 8);

    const struct leat_ring_stats stats = stats_of(ring);
    assert_int_equal(stats.writes, 8);
    assert_int_equal(stats.reads, 8);
    assert_int_equal(stats.refused, 3);
    assert_int_equal(stats.overwritten, 0);
    assert_int_equal(stats.peak, 8);
    leat_ring_destroy(&ring);
}

static void a_blocking_ring_leaves_the_rest_to_its_writer(void **state)
{
    struct leat_ring *ring = make(4, 8, LEAT_RING_BLOCKING);

    (void)state;
    assert_int_equal(write_run(ring, 0, 10), 8);
    expect_run(ring, 0, 4);
    assert_int_equal(write_run(ring, 8, 2), 2);
    expect_run(ring, 4, 6);

    const struct leat_ring_stats stats = stats_of(ring);
    assert_int_equal(stats.writes, 10);
    assert_int_equal(stats.refused, 0);
    assert_int_equal(stats.overwritten, 0);
    leat_ring_destroy(&ring);
}

static void a_circular_ring_overwrites_the_oldest_and_counts_them(void **state)
{
    struct leat_ring *ring = make(4, 8, LEAT_RING_CIRCULAR);

    (void)state;
    assert_int_equal(write_run(ring, 0, 6), 6);
    assert_int_equal(write_run(ring, 6, 5), 5); /* 0 to 2 go */
    assert_int_equal(leat_rt_ring_fill(ring), 8);
    assert_int_equal(write_one(ring, 11), 1); /* 3 goes */
    expect_run(ring, 4, 2);
    assert_int_equal(write_run(ring, 12, 30), 30); /* 6 to 33 go */
    expect_run(ring, 34, 8);

    const struct leat_ring_stats stats = stats_of(ring);
    assert_int_equal(stats.writes, 42);
    assert_int_equal(stats.reads, 10);
    assert_int_equal(stats.overwritten, 32);
    assert_int_equal(stats.refused, 0);
    assert_int_equal(stats.peak, 8);
    leat_ring_destroy(&ring);
}

static void underruns_are_the_items_that_were_asked_for_in_vain(void **state)
{
    (void)state;
    for (int policy = 0; policy < POLICIES; policy++) {
        struct leat_ring *ring = make(4, 8, (enum leat_ring_policy)policy);
        uint32_t block[8];

        write_run(ring, 0, 3);
        assert_int_equal(leat_rt_ring_read(ring, block, 8), 3);
        assert_int_equal(leat_rt_ring_read(ring, block, 2), 0);
        assert_int_equal(stats_of(ring).underruns, 7);
        leat_ring_destroy(&ring);
    }
}

/* The writer looks at the reader only now and then, and still knows the true peak. */
static void the_peak_is_the_most_that_was_ever_in_the_ring(void **state)
{
    (void)state;
    for (int policy = 0; policy < POLICIES; policy++) {
        struct leat_ring *ring = make(4, 64, (enum leat_ring_policy)policy);

        for (uint32_t i = 0; i < 300; i += 3) {
            write_run(ring, i, 3);
            expect_run(ring, i, 3);
            assert_int_equal(stats_of(ring).peak, 3);
        }
        write_run(ring, 0, 20);
        expect_run(ring, 0, 15);
        write_run(ring, 20, 10);
        assert_int_equal(stats_of(ring).peak, 20);
        leat_ring_destroy(&ring);
    }
}

static void what_was_written_before_the_close_can_be_read(void **state)
{
    struct leat_ring *ring = make(4, 8, LEAT_RING_BLOCKING);

    (void)state;
    write_run(ring, 0, 3);
    assert_false(leat_rt_ring_closed(ring));
    leat_rt_ring_close(ring);
    assert_true(leat_rt_ring_closed(ring));
    expect_run(ring, 0, 3);
    leat_ring_destroy(&ring);
}

static void impossible_rings_are_refused(void **state)
{
    _Alignas(LEAT_RING_ALIGN) unsigned char memory[512];
    struct leat_ring *ring = (struct leat_ring *)memory;

    (void)state;
    assert_int_equal(leat_ring_size(0, 8), 0);
    assert_int_equal(leat_ring_size(4, 0), 0);
    assert_int_equal(leat_ring_size(LEAT_RING_ITEM_MAX + 1, 1), 0);
    assert_int_equal(leat_ring_size(1, LEAT_RING_CAPACITY_MAX + 1u), 0);
    assert_int_equal(leat_ring_create(4, 0, LEAT_RING_DROPPING, &ring),
                     LEAT_ERR_INVALID);
    assert_null(ring);
    assert_int_equal(leat_ring_init(memory + 4, 500, 4, 8, LEAT_RING_DROPPING, &ring),
                     LEAT_ERR_INVALID);
    assert_int_equal(leat_ring_init(memory, leat_ring_size(4, 8) - 1, 4, 8,
                                    LEAT_RING_DROPPING, &ring),
                     LEAT_ERR_INVALID);
    assert_int_equal(leat_ring_init(memory, sizeof(memory), 4, 8,
                                    (enum leat_ring_policy)POLICIES, &ring),
                     LEAT_ERR_INVALID);
    assert_int_equal(
        leat_ring_init(memory, sizeof(memory), 4, 8, LEAT_RING_DROPPING, &ring),
        LEAT_OK);
    assert_ptr_equal(ring, memory);
}

static void only_a_sound_ring_can_be_attached(void **state)
{
    _Alignas(LEAT_RING_ALIGN) unsigned char memory[512] = {0};
    struct leat_ring *ring, *found;

    (void)state;
    assert_int_equal(leat_ring_attach(memory, sizeof(memory), &found),
                     LEAT_ERR_INVALID);
    leat_ring_init(memory, sizeof(memory), 4, 8, LEAT_RING_DROPPING, &ring);
    assert_int_equal(leat_ring_attach(memory, sizeof(memory), &found), LEAT_OK);
    assert_ptr_equal(found, ring);
    assert_int_equal(leat_ring_attach(memory, leat_ring_size(4, 8) - 1, &found),
                     LEAT_ERR_INVALID);
    assert_null(found);
    ring->head.capacity = 7;
    assert_int_equal(leat_ring_attach(memory, sizeof(memory), &found),
                     LEAT_ERR_INVALID);
}

/* Peeking leaves what it copies, begins at the oldest, and ends at the newest. */
static void a_circular_ring_can_be_looked_at_again(void **state)
{
    struct leat_ring *ring = make(4, 16, LEAT_RING_CIRCULAR);
    uint32_t block[64];
    uint64_t at = 0;

    (void)state;
    assert_int_equal(rt_ring_peek(ring, block, 8, &at), 0);
    assert_int_equal(at, 0);
    write_run(ring, 0, 10);
    for (uint64_t first = 0; first < 12; first++) {
        at = first;
        const uint32_t n = rt_ring_peek(ring, block, 8, &at);
        assert_int_equal(n, first > 10 ? 0 : first > 2 ? 10 - first : 8);
        assert_int_equal(at, first);
        for (uint32_t i = 0; i < n; i++)
            assert_int_equal(block[i], first + i);
    }
    write_run(ring, 10, 30); /* 24 to 39 are left */
    at = 3;
    assert_int_equal(rt_ring_peek(ring, block, 64, &at), 16);
    assert_int_equal(at, 24);
    for (uint32_t i = 0; i < 16; i++)
        assert_int_equal(block[i], 24 + i);
    assert_int_equal(rt_ring_written(ring), 40);
    assert_int_equal(leat_rt_ring_fill(ring), 16);
    leat_ring_destroy(&ring);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_the_capacity_can_be_filled),
        cmocka_unit_test(a_capacity_is_rounded_up_to_a_power_of_two),
        cmocka_unit_test(items_of_any_size_come_out_as_they_went_in),
        cmocka_unit_test(counters_may_pass_the_end_of_32_and_64_bits),
        cmocka_unit_test(a_dropping_ring_refuses_the_newest_and_counts_them),
        cmocka_unit_test(a_blocking_ring_leaves_the_rest_to_its_writer),
        cmocka_unit_test(a_circular_ring_overwrites_the_oldest_and_counts_them),
        cmocka_unit_test(underruns_are_the_items_that_were_asked_for_in_vain),
        cmocka_unit_test(the_peak_is_the_most_that_was_ever_in_the_ring),
        cmocka_unit_test(what_was_written_before_the_close_can_be_read),
        cmocka_unit_test(impossible_rings_are_refused),
        cmocka_unit_test(only_a_sound_ring_can_be_attached),
        cmocka_unit_test(a_circular_ring_can_be_looked_at_again),
    };
    return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
