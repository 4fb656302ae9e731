/* SPDX-License-Identifier: MIT */
/* The ring of many writers and readers, on one thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/ring.h>

#include "rt/mpmc.h"

enum { POLICIES = LEAT_RING_BLOCKING + 1 };

static struct leat_mpmc *make(uint32_t item_size, uint32_t capacity,
                              enum leat_ring_policy policy)
{
    struct leat_mpmc *mpmc;

    assert_int_equal(leat_mpmc_create(item_size, capacity, policy, &mpmc), LEAT_OK);
    return mpmc;
}

/* Let the counters of an empty ring start at `count`. */
static void start_at(struct leat_mpmc *mpmc, uint64_t count)
{
    mpmc->written = mpmc->read = mpmc->seen_read = count;
    for (uint32_t i = 0; i < mpmc->head.capacity; i++)
        *rt_mpmc_slot(mpmc, count + i) = rt_mpmc_turn(mpmc, count + i);
}

static uint32_t write_run(struct leat_mpmc *mpmc, uint32_t first, uint32_t n)
{
    uint32_t block[64];

    for (uint32_t i = 0; i < n; i++)
        block[i] = first + i;
    return leat_rt_mpmc_write(mpmc, block, n);
}

static void expect_run(struct leat_mpmc *mpmc, uint32_t first, uint32_t n)
{
    uint32_t block[64];

    assert_int_equal(leat_rt_mpmc_read(mpmc, block, n), n);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(block[i], first + i);
}

static struct leat_ring_stats stats_of(const struct leat_mpmc *mpmc)
{
    struct leat_ring_stats stats;

    leat_rt_mpmc_stats(mpmc, &stats);
    assert_int_equal(stats.writes, stats.reads + stats.overwritten + stats.fill);
    return stats;
}

static void all_of_the_capacity_can_be_filled(void **state)
{
    (void)state;
    for (uint32_t capacity = 1; capacity <= 32; capacity *= 2) {
        struct leat_mpmc *mpmc = make(4, capacity, LEAT_RING_DROPPING);

        for (uint32_t round = 0; round < 3; round++) {
            for (uint32_t i = 0; i < capacity; i++) {
                assert_int_equal(leat_rt_mpmc_space(mpmc), capacity - i);
                assert_int_equal(write_run(mpmc, i, 1), 1);
            }
            assert_int_equal(leat_rt_mpmc_fill(mpmc), capacity);
            assert_int_equal(write_run(mpmc, 99, 1), 0);
            expect_run(mpmc, 0, capacity);
            assert_int_equal(leat_rt_mpmc_fill(mpmc), 0);
        }
        leat_mpmc_destroy(&mpmc);
        assert_null(mpmc);
    }
}

static void items_of_any_size_come_out_as_they_went_in(void **state)
{
    static const uint32_t sizes[] = {1, 3, 4, 8, 12, 64, 65, 256};
    unsigned char in[5 * 256], out[5 * 256];

    (void)state;
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        struct leat_mpmc *mpmc = make(sizes[s], 8, LEAT_RING_DROPPING);
        uint32_t seed = 1;

        for (uint32_t round = 0; round < 40; round++) {
            const uint32_t n = round % 5 + 1;
            for (size_t i = 0; i < n * sizes[s]; i++)
                in[i] = (unsigned char)((seed = seed * 1664525 + 1013904223) >> 24);
            assert_int_equal(leat_rt_mpmc_write(mpmc, in, n), n);
            assert_int_equal(leat_rt_mpmc_read(mpmc, out, n), n);
            assert_memory_equal(in, out, n * sizes[s]);
        }
        leat_mpmc_destroy(&mpmc);
    }
}

/* Turns wrap where counter * 2 / capacity passes 32 bits. */
static void counters_may_pass_the_end_of_32_and_64_bits(void **state)
{
    static const uint64_t ends[] = {UINT32_MAX, UINT64_C(8) << 31, UINT64_MAX};

    (void)state;
    for (int e = 0; e < 3; e++) {
        for (int policy = 0; policy < POLICIES; policy++) {
            struct leat_mpmc *mpmc = make(4, 8, (enum leat_ring_policy)policy);

            start_at(mpmc, ends[e] - 20);
            for (uint32_t i = 0; i < 60; i += 3) {
                assert_int_equal(write_run(mpmc, i, 3), 3);
                assert_int_equal(leat_rt_mpmc_fill(mpmc), 3);
                expect_run(mpmc, i, 3);
            }
            start_at(mpmc, ends[e] - 3);
            assert_int_equal(write_run(mpmc, 0, 8), 8);
            assert_int_equal(leat_rt_mpmc_space(mpmc), 0);
            assert_int_equal(write_run(mpmc, 8, 1), policy == LEAT_RING_CIRCULAR);
            expect_run(mpmc, policy == LEAT_RING_CIRCULAR, 8);
            leat_mpmc_destroy(&mpmc);
        }
    }
}

static void a_dropping_ring_refuses_the_newest_and_counts_them(void **state)
{
    struct leat_mpmc *mpmc = make(4, 8, LEAT_RING_DROPPING);

    (void)state;
    assert_int_equal(write_run(mpmc, 0, 5), 5);
    assert_int_equal(write_run(mpmc, 5, 5), 3);
    expect_run(mpmc, 0, 8);

    const struct leat_ring_stats stats = stats_of(mpmc);
    assert_int_equal(stats.writes, 8);
    assert_int_equal(stats.reads, 8);
    assert_int_equal(stats.refused, 2);
    assert_int_equal(stats.overwritten, 0);
    assert_int_equal(stats.peak, 8);
    leat_mpmc_destroy(&mpmc);
}

static void a_blocking_ring_leaves_the_rest_to_its_writer(void **state)
{
    struct leat_mpmc *mpmc = make(4, 8, LEAT_RING_BLOCKING);

    (void)state;
    assert_int_equal(write_run(mpmc, 0, 10), 8);
    assert_int_equal(stats_of(mpmc).refused, 0);
    leat_mpmc_destroy(&mpmc);
}

static void a_circular_ring_overwrites_the_oldest_and_counts_them(void **state)
{
    struct leat_mpmc *mpmc = make(4, 8, LEAT_RING_CIRCULAR);

    (void)state;
    assert_int_equal(write_run(mpmc, 0, 6), 6);
    assert_int_equal(write_run(mpmc, 6, 5), 5);
    expect_run(mpmc, 3, 2);
    assert_int_equal(write_run(mpmc, 11, 30), 30);
    expect_run(mpmc, 33, 8);

    const struct leat_ring_stats stats = stats_of(mpmc);
    assert_int_equal(stats.writes, 41);
    assert_int_equal(stats.reads, 10);
    assert_int_equal(stats.overwritten, 31);
    assert_int_equal(stats.refused, 0);
    leat_mpmc_destroy(&mpmc);
}

/* A reader that stopped after its claim still holds the slot of the oldest item. */
static void a_circular_ring_refuses_when_its_oldest_item_is_being_read(void **state)
{
    struct leat_mpmc *mpmc = make(4, 4, LEAT_RING_CIRCULAR);

    (void)state;
    write_run(mpmc, 0, 4);
    mpmc->read++;
    assert_int_equal(write_run(mpmc, 4, 1), 0);
    assert_int_equal(stats_of(mpmc).refused, 1);
    assert_int_equal(stats_of(mpmc).overwritten, 0);
    expect_run(mpmc, 1, 3);
    leat_mpmc_destroy(&mpmc);
}

/* A writer that stopped after its claim hides what others wrote behind it. */
static void items_behind_a_stopped_writer_wait_for_it(void **state)
{
    struct leat_mpmc *mpmc = make(4, 4, LEAT_RING_DROPPING);
    uint32_t value;

    (void)state;
    mpmc->written++;
    assert_int_equal(write_run(mpmc, 7, 1), 1);
    assert_int_equal(leat_rt_mpmc_read(mpmc, &value, 1), 0);
    *rt_mpmc_slot(mpmc, 0) = 1;
    assert_int_equal(leat_rt_mpmc_read(mpmc, &value, 1), 1);
    expect_run(mpmc, 7, 1);
    leat_mpmc_destroy(&mpmc);
}

static void the_peak_is_the_most_that_was_ever_in_the_ring(void **state)
{
    struct leat_mpmc *mpmc = make(4, 64, LEAT_RING_DROPPING);

    (void)state;
    for (uint32_t i = 0; i < 300; i += 3) {
        write_run(mpmc, i, 3);
        expect_run(mpmc, i, 3);
        assert_int_equal(stats_of(mpmc).peak, 3);
    }
    write_run(mpmc, 0, 20);
    expect_run(mpmc, 0, 15);
    write_run(mpmc, 20, 10);
    assert_int_equal(stats_of(mpmc).peak, 20);
    assert_int_equal(stats_of(mpmc).underruns, 0);
    expect_run(mpmc, 15, 15);
    assert_int_equal(leat_rt_mpmc_read(mpmc, (uint32_t[4]){0}, 4), 0);
    assert_int_equal(stats_of(mpmc).underruns, 4);
    leat_mpmc_destroy(&mpmc);
}

static void only_a_sound_ring_can_be_attached(void **state)
{
    _Alignas(LEAT_RING_ALIGN) unsigned char memory[512] = {0};
    struct leat_mpmc *mpmc, *found;
    struct leat_ring *other_kind;

    (void)state;
    assert_int_equal(leat_mpmc_attach(memory, sizeof(memory), &found),
                     LEAT_ERR_INVALID);
    assert_int_equal(
        leat_mpmc_init(memory, sizeof(memory), 4, 8, LEAT_RING_DROPPING, &mpmc),
        LEAT_OK);
    assert_int_equal(leat_mpmc_attach(memory, sizeof(memory), &found), LEAT_OK);
    assert_ptr_equal(found, mpmc);
    assert_int_equal(leat_ring_attach(memory, sizeof(memory), &other_kind),
                     LEAT_ERR_INVALID);
    mpmc->head.stride = 4;
    assert_int_equal(leat_mpmc_attach(memory, sizeof(memory), &found),
                     LEAT_ERR_INVALID);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_the_capacity_can_be_filled),
        cmocka_unit_test(items_of_any_size_come_out_as_they_went_in),
        cmocka_unit_test(counters_may_pass_the_end_of_32_and_64_bits),
        cmocka_unit_test(a_dropping_ring_refuses_the_newest_and_counts_them),
        cmocka_unit_test(a_blocking_ring_leaves_the_rest_to_its_writer),
        cmocka_unit_test(a_circular_ring_overwrites_the_oldest_and_counts_them),
        cmocka_unit_test(a_circular_ring_refuses_when_its_oldest_item_is_being_read),
        cmocka_unit_test(items_behind_a_stopped_writer_wait_for_it),
        cmocka_unit_test(the_peak_is_the_most_that_was_ever_in_the_ring),
        cmocka_unit_test(only_a_sound_ring_can_be_attached),
    };
    return cmocka_run_group_tests_name("mpmc", tests, NULL, NULL);
}
