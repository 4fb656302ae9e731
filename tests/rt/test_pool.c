/* SPDX-License-Identifier: MIT */
/* The pool, on one thread; tests/stress has four. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/pool.h>

#include "rt/pool.h"

enum { SIZE_BYTES = 4096 };

static _Alignas(LEAT_POOL_ALIGN) unsigned char memory[SIZE_BYTES];

static struct leat_pool *make(uint32_t item_size, uint32_t n)
{
    struct leat_pool *pool;

    assert_int_equal(leat_pool_init(memory, SIZE_BYTES, item_size, n, &pool), LEAT_OK);
    return pool;
}

static struct leat_pool_stats stats_of(const struct leat_pool *pool)
{
    struct leat_pool_stats stats;

    leat_rt_pool_stats(pool, &stats);
    assert_int_equal(stats.takes, stats.gives + stats.taken);
    return stats;
}

static void all_items_can_be_taken_and_none_twice(void **state)
{
    struct leat_pool *pool = make(100, 7);
    bool taken[7] = {false};

    (void)state;
    for (int i = 0; i < 7; i++) {
        const uint32_t index = leat_rt_pool_take(pool);
        assert_true(index < 7);
        assert_false(taken[index]);
        taken[index] = true;
    }
    assert_int_equal(leat_rt_pool_take(pool), LEAT_POOL_NONE);
    assert_int_equal(leat_rt_pool_take(pool), LEAT_POOL_NONE);
    assert_true(leat_rt_pool_give(pool, 3));
    assert_int_equal(leat_rt_pool_take(pool), 3);

    const struct leat_pool_stats stats = stats_of(pool);
    assert_int_equal(stats.takes, 8);
    assert_int_equal(stats.gives, 1);
    assert_int_equal(stats.exhausted, 2);
    assert_int_equal(stats.taken, 7);
    assert_int_equal(stats.peak, 7);
}

static void the_peak_is_the_most_that_were_out(void **state)
{
    struct leat_pool *pool = make(4, 7);

    (void)state;
    for (int round = 0; round < 10; round++) {
        const uint32_t a = leat_rt_pool_take(pool), b = leat_rt_pool_take(pool);
        leat_rt_pool_give(pool, a);
        leat_rt_pool_give(pool, b);
    }
    assert_int_equal(stats_of(pool).peak, 2);
    assert_int_equal(stats_of(pool).taken, 0);
}

/* Thread A looks at the top and falls asleep; meanwhile the same item becomes the top
 * again, with another one behind it.  A must not succeed with what it saw. */
static void the_same_top_again_is_another_word(void **state)
{
    struct leat_pool *pool = make(4, 4);
    const uint64_t seen = pool->top;
    const uint32_t first = leat_rt_pool_take(pool), second = leat_rt_pool_take(pool);

    (void)state;
    leat_rt_pool_give(pool, first);
    assert_int_equal(pool->top & POOL_INDEX_MASK, seen & POOL_INDEX_MASK);
    assert_int_not_equal(pool->next[first], second);
    assert_true(pool->top != seen);
}

static void the_generation_wraps_without_harm(void **state)
{
    struct leat_pool *pool = make(4, 4);

    (void)state;
    pool->top |= UINT64_MAX << POOL_INDEX_BITS;
    for (int round = 0; round < 3; round++) {
        uint32_t index[4];
        for (int i = 0; i < 4; i++)
            assert_true((index[i] = leat_rt_pool_take(pool)) < 4);
        assert_int_equal(leat_rt_pool_take(pool), LEAT_POOL_NONE);
        for (int i = 0; i < 4; i++)
            assert_true(leat_rt_pool_give(pool, index[i]));
    }
}

static void what_was_not_taken_cannot_be_given(void **state)
{
    struct leat_pool *pool = make(4, 4);
    const uint32_t index = leat_rt_pool_take(pool);

    (void)state;
    assert_true(leat_rt_pool_give(pool, index));
    assert_false(leat_rt_pool_give(pool, index));
    assert_false(leat_rt_pool_give(pool, 4));
    assert_false(leat_rt_pool_give(pool, LEAT_POOL_NONE));
    assert_int_equal(stats_of(pool).refused, 3);
    assert_int_equal(stats_of(pool).gives, 1);
}

static void items_are_aligned_apart_and_known_by_their_index(void **state)
{
    struct leat_pool *pool = make(100, 7);

    (void)state;
    for (uint32_t i = 0; i < 7; i++) {
        unsigned char *item = leat_rt_pool_at(pool, i);
        assert_int_equal((uintptr_t)item % LEAT_POOL_ALIGN, 0);
        assert_true(item + 100 <= memory + leat_pool_size(100, 7));
        assert_int_equal(leat_rt_pool_index(pool, item), i);
        memset(item, (int)i + 1, 100);
    }
    for (uint32_t i = 0; i < 7; i++) {
        const unsigned char *item = leat_rt_pool_at(pool, i);
        for (int k = 0; k < 100; k++)
            assert_int_equal(item[k], i + 1);
    }
    assert_null(leat_rt_pool_at(pool, 7));
    assert_null(leat_rt_pool_at(pool, LEAT_POOL_NONE));
}

static void impossible_pools_are_refused(void **state)
{
    struct leat_pool *pool = NULL, *found;

    (void)state;
    assert_int_equal(leat_pool_size(4, 0), 0);
    assert_int_equal(leat_pool_size(0, 4), 0);
    assert_int_equal(leat_pool_size(4, LEAT_POOL_MAX + 1), 0);
    assert_int_equal(leat_pool_init(memory + 8, SIZE_BYTES - 8, 4, 4, &pool),
                     LEAT_ERR_INVALID);
    assert_int_equal(leat_pool_init(memory, leat_pool_size(4, 4) - 1, 4, 4, &pool),
                     LEAT_ERR_INVALID);
    assert_null(pool);
    pool = make(4, 4);
    assert_int_equal(leat_pool_attach(memory, SIZE_BYTES, &found), LEAT_OK);
    assert_ptr_equal(found, pool);
    pool->n = 1000;
    assert_int_equal(leat_pool_attach(memory, SIZE_BYTES, &found), LEAT_ERR_INVALID);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_items_can_be_taken_and_none_twice),
        cmocka_unit_test(the_peak_is_the_most_that_were_out),
        cmocka_unit_test(the_same_top_again_is_another_word),
        cmocka_unit_test(the_generation_wraps_without_harm),
        cmocka_unit_test(what_was_not_taken_cannot_be_given),
        cmocka_unit_test(items_are_aligned_apart_and_known_by_their_index),
        cmocka_unit_test(impossible_pools_are_refused),
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
